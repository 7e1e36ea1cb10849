//! `pointil doctor` on a studio that is well, and on studios with something broken.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;
use pointil_storage::{
    AccountFields, Act, Actor, ClientFields, MediaType, NewAccount, NewPhotograph,
    PhotographFields, Picture, Role, Store, StoreOptions, StudioFields,
};
use program::folder;
use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;

/// A studio with an owner, a client and a photograph.
fn studio(name: &str) -> PathBuf {
    let place = folder(name).join("studio");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&StoreOptions::folder(&place)).await.unwrap();
        let owner = NewAccount {
            fields: AccountFields {
                name: "Olga".to_owned(),
                email: "olga@example.com".to_owned(),
                role: Role::Owner,
            },
            password_hash: "$none$".to_owned(),
        };
        let at = Timestamp::now();
        let fields = StudioFields::default();
        let (studio, olga) = store.create_studio(&fields, &owner, at).await.unwrap();
        let act = Act {
            studio,
            actor: Actor::Account(olga),
            at,
        };
        let zoe = ClientFields {
            given_name: "Zoë".to_owned(),
            ..ClientFields::default()
        };
        let client = store.create_client(&act, &zoe).await.unwrap();
        let picture = |bytes: &[u8]| Picture {
            media_type: MediaType::Jpeg,
            bytes: bytes.to_vec(),
        };
        let new = NewPhotograph {
            fields: PhotographFields {
                pose: "front".to_owned(),
                taken_on: None,
                document: None,
            },
            original: picture(b"an original"),
            width_px: 4,
            height_px: 3,
            thumbnail: picture(b"a thumbnail"),
        };
        store.put_photograph(&act, client, &new).await.unwrap();
        store.close().await.unwrap();
    });
    #[cfg(unix)]
    set_mode(&place, 0o700);
    place
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The program without the tests' own variables, which are no settings.
fn command() -> Command {
    let mut command = program::command();
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("POINTIL_")) {
        command.env_remove(name);
    }
    command
}

/// What the doctor says, and its exit code.
fn doctor(place: &Path) -> (Vec<(String, String)>, i32) {
    let run = command()
        .args(["doctor", "--json", "--listen", "127.0.0.1:0", "--folder"])
        .arg(place)
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&run.stdout).unwrap();
    let findings = said["summary"]["findings"].as_array().unwrap().iter();
    let text = |own: &Value, name: &str| own[name].as_str().unwrap().to_owned();
    let all = findings.map(|own| {
        assert!(
            !text(own, "what").is_empty()
                && !text(own, "why").is_empty()
                && !text(own, "mend").is_empty()
        );
        (text(own, "code"), text(own, "severity"))
    });
    (all.collect(), run.status.code().unwrap())
}

/// The codes of errors.
fn errors(place: &Path) -> Vec<String> {
    let (findings, code) = doctor(place);
    assert_eq!(code, 5, "{findings:?}");
    let errors = findings
        .into_iter()
        .filter(|(_, severity)| severity == "error");
    errors.map(|(code, _)| code).collect()
}

/// Runs a statement on a studio's database, past the program.
fn meddle(place: &Path, statement: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = format!("sqlite://{}", place.join("pointil.sqlite").display());
    runtime.block_on(async {
        let db = Database::connect(url).await.unwrap();
        db.execute_unprepared(statement).await.unwrap();
        db.close().await.unwrap();
    });
}

/// The encrypted files.
fn objects(place: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![place.join("objects")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                files.push(path)
            }
        }
    }
    files
}

#[test]
fn a_studio_that_is_well_lacks_only_a_backup() {
    let place = studio("doctor-well");
    assert_eq!(
        doctor(&place),
        (vec![("backup_missing".to_owned(), "warning".to_owned())], 6)
    );
    let copy = place.parent().unwrap().join("copy");
    let made = command()
        .args([
            "backup",
            "--folder",
            place.to_str().unwrap(),
            "--to",
            copy.to_str().unwrap(),
        ])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    assert_eq!(doctor(&place), (vec![], 0));
    let old = r#"{"made_at":"2026-01-02T03:04:05Z","folder":"elsewhere"}"#;
    fs::write(place.join("last-backup.json"), old).unwrap();
    assert_eq!(
        doctor(&place).0,
        [("backup_old".to_owned(), "warning".to_owned())]
    );
}

#[test]
fn no_folder_and_no_database() {
    let nowhere = folder("doctor-nowhere").join("nothing");
    assert_eq!(errors(&nowhere), ["folder_missing"]);
    assert!(!nowhere.exists(), "the doctor makes no studio");
    fs::create_dir_all(&nowhere).unwrap();
    assert_eq!(errors(&nowhere), ["database_missing"]);
}

#[test]
fn a_missing_key_and_another_key() {
    let place = studio("doctor-key");
    let key = place.join("studio.key");
    let own = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    assert_eq!(errors(&place), ["key_missing"]);
    assert!(!key.exists(), "the doctor makes no key");
    let another = studio("doctor-another-key").join("studio.key");
    fs::copy(another, &key).unwrap();
    // Photograph and thumbnail.
    assert_eq!(
        errors(&place),
        [
            "key_wrong",
            "photograph_unreadable",
            "photograph_unreadable"
        ]
    );
    fs::write(&key, own).unwrap();
    assert_eq!(doctor(&place).1, 6);
}

#[test]
fn an_altered_event() {
    let place = studio("doctor-events");
    meddle(
        &place,
        "UPDATE audit_event SET action = 'client.edited' WHERE position = 2",
    );
    assert_eq!(errors(&place), ["events_altered"]);
}

#[test]
fn a_lost_photograph_and_a_file_that_is_left_over() {
    let place = studio("doctor-objects");
    let files = objects(&place);
    let stray = files[0].with_extension("stray");
    fs::copy(&files[0], &stray).unwrap();
    let (findings, code) = doctor(&place);
    assert_eq!(
        (findings[0].0.as_str(), findings[0].1.as_str(), code),
        ("files_left_over", "note", 6)
    );
    fs::remove_file(&files[0]).unwrap();
    assert_eq!(errors(&place), ["photograph_unreadable"]);
}

#[test]
fn a_database_of_a_newer_program() {
    let place = studio("doctor-newer");
    meddle(
        &place,
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('9999_later', 0)",
    );
    assert_eq!(errors(&place), ["database_newer"]);
}

#[test]
fn a_damaged_database() {
    let place = studio("doctor-damaged");
    fs::write(place.join("pointil.sqlite"), vec![7; 40_000]).unwrap();
    assert_eq!(errors(&place), ["database_unreachable"]);
}

#[cfg(unix)]
#[test]
fn a_folder_and_a_key_that_others_may_read() {
    let place = studio("doctor-open");
    set_mode(&place, 0o755);
    assert_eq!(doctor(&place).0[0].0, "folder_open_to_others");
    set_mode(&place, 0o700);
    set_mode(&place.join("studio.key"), 0o644);
    assert_eq!(errors(&place), ["key_unusable"]);
}

#[test]
fn settings_that_do_not_fit_and_a_port_that_is_taken() {
    let place = studio("doctor-settings");
    let wrong = place.parent().unwrap().join("wrong.toml");
    fs::write(&wrong, "colour = \"blue\"\n").unwrap();
    let ask = |more: &[&str]| {
        let mut command = command();
        command
            .args(["doctor", "--folder", place.to_str().unwrap()])
            .args(more);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(ask(&["--config", wrong.to_str().unwrap()]).contains("settings_wrong"));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = ask(&["--listen", &address]);
    assert!(
        said.contains("port_taken") && said.contains("--listen"),
        "{said}"
    );
}
