//! Settings: where they come from, and that each is documented.

use std::time::Duration;

use pointil_web::{Config, KEYS};

fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    pairs.iter().map(owned).collect()
}

#[test]
fn every_setting_stands_in_the_documentation_with_its_default() {
    let page = include_str!("../../../../docs/configuration.md");
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    assert_eq!(rows.len(), KEYS.len());
    for (row, key) in rows.iter().zip(KEYS) {
        let default = if key.default.is_empty() {
            "–".to_owned()
        } else {
            format!("`{}`", key.default)
        };
        assert!(
            row.starts_with(&format!("| `{}` | {default} | ", key.name)),
            "{row}"
        );
        assert_eq!(row.contains("a secret"), key.is_secret, "{row}");
    }
}

#[test]
fn the_command_line_is_stronger_than_the_environment_than_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pointil.toml");
    std::fs::write(
        &file,
        "listen = \"127.0.0.1:1\"\nsign_in_days = 3\nheader_seconds = 4\n",
    )
    .unwrap();
    let variables = environment(&[
        ("POINTIL_SIGN_IN_DAYS", "5"),
        ("POINTIL_LISTEN", "127.0.0.1:2"),
        ("HOME", "/"),
    ]);
    let flags = [("listen", "127.0.0.1:3".to_owned())];
    let config = Config::load(&flags, variables, Some(&file)).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.sign_in_days, 5);
    assert_eq!(config.header_time, Duration::from_secs(4));
    assert_eq!(config.connections, 256);
}

#[test]
fn what_does_not_fit_is_refused_with_its_place_and_no_secret() {
    let refused = |pairs: &[(&str, &str)]| {
        Config::load(&[], environment(pairs), None)
            .err()
            .unwrap()
            .to_string()
    };
    assert!(refused(&[("POINTIL_LISTN", "x")]).contains("no setting \"listn\""));
    let days = refused(&[("POINTIL_SIGN_IN_DAYS", "0")]);
    assert!(
        days.contains("POINTIL_SIGN_IN_DAYS") && days.contains("1 to 365"),
        "{days}"
    );
    let address = refused(&[("POINTIL_PUBLIC_ADDRESS", "studio.example/path")]);
    assert!(address.contains("without a path"));
    assert!(refused(&[("POINTIL_DATABASE_FILE", "/nowhere/secret")]).contains("/nowhere/secret"));
    assert!(refused(&[("POINTIL_FOLDER_FILE", "/x")]).contains("no setting"));
}

#[test]
fn a_secret_is_read_from_its_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "m3trics\n").unwrap();
    let variables = environment(&[("POINTIL_METRICS_TOKEN_FILE", &file.display().to_string())]);
    let config = Config::load(&[], variables, None).unwrap();
    assert_eq!(config.metrics_token.as_deref(), Some("m3trics"));
    assert!(!format!("{config:?}").contains("m3trics"));
}
