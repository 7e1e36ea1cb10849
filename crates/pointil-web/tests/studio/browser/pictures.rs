//! Pictures of the studio for the documentation: `POINTIL_WRITE_PICTURES=1` writes them anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::driver::Page;

/// A desk and a tablet held upright, in CSS pixels.
const SIZES: [(u32, u32); 2] = [(1280, 900), (820, 1180)];

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn are_written() -> bool {
    std::env::var_os("POINTIL_WRITE_PICTURES").is_some()
}

/// Shows a step at both sizes, light and dark; every one of them fits into its width. Kept as `docs/img/studio-NAME-WIDTH-THEME.webp` when pictures are written.
pub fn take(page: &Page<'_>, name: &str) {
    for theme in ["light", "dark"] {
        page.lit(theme);
        for (width, height) in SIZES {
            page.size(width, height);
            page.settle();
            let wider = page.script(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
                &[],
            );
            assert_eq!(wider, 0, "{name} is wider than {width} px");
            kept_as(page, &format!("{name}-{width}-{theme}"));
        }
    }
    page.lit("light");
    page.size(SIZES[0].0, SIZES[0].1);
    page.settle();
}

/// The page as it is seen now: no empty picture. Kept as `docs/img/studio-NAME.webp` when pictures are written.
pub fn kept_as(page: &Page<'_>, name: &str) {
    let picture = BASE64_STANDARD.decode(page.picture()).unwrap();
    assert!(picture.len() > 4_000, "{name}: an empty picture");
    if are_written() {
        let file = format!("docs/img/studio-{name}.webp");
        std::fs::write(root().join(file), picture).unwrap();
    }
}

/// The practice head's folder.
fn practice() -> PathBuf {
    root().join("examples/practice-head")
}

/// The folder of the real head's photographs, where it is. The documentation shows nobody real.
fn real() -> Option<PathBuf> {
    let folder = match std::env::var_os("POINTIL_PHOTOS") {
        Some(folder) => PathBuf::from(folder),
        None => root().join("../shared/photos"),
    };
    let found = folder.join("front.jpg").exists();
    if !found {
        println!("photographs absent, the practice head stands in");
    }
    (found && !are_written()).then_some(folder)
}

/// A photograph to add: of the real head where it is, of the practice head otherwise.
pub fn photograph() -> PathBuf {
    real().unwrap_or_else(practice).join("front.jpg")
}

/// The landmarks in that photograph, in its pixels.
pub fn landmarks() -> BTreeMap<String, [f64; 2]> {
    match real() {
        Some(folder) => {
            let text = std::fs::read_to_string(folder.join("views.json")).unwrap();
            let views: serde_json::Value = serde_json::from_str(&text).unwrap();
            serde_json::from_value(views["views"]["front"]["landmarks_px"].clone()).unwrap()
        }
        None => {
            let text = std::fs::read_to_string(practice().join("case.toml")).unwrap();
            let case: toml::Table = text.parse().unwrap();
            case["photographs"][0]["landmarks"]
                .clone()
                .try_into()
                .unwrap()
        }
    }
}
