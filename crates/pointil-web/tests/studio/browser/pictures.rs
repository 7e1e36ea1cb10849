//! Pictures of the studio for the documentation: `POINTIL_WRITE_PICTURES=1` writes them anew.

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
            let picture = BASE64_STANDARD.decode(page.picture()).unwrap();
            assert!(
                picture.len() > 4_000,
                "{name} at {width} px, {theme}: an empty picture"
            );
            if are_written() {
                let file = format!("docs/img/studio-{name}-{width}-{theme}.webp");
                std::fs::write(root().join(file), picture).unwrap();
            }
        }
    }
    page.lit("light");
    page.size(SIZES[0].0, SIZES[0].1);
    page.settle();
}

/// A photograph to add: of the real head where it is, of the practice head otherwise and for the documentation, which shows nobody.
pub fn photograph() -> PathBuf {
    let practice = root().join("examples/practice-head/front.jpg");
    let folder = match std::env::var_os("POINTIL_PHOTOS") {
        Some(folder) => PathBuf::from(folder),
        None => root().join("../shared/photos"),
    };
    let real = folder.join("front.jpg");
    if are_written() || real.exists() {
        return if are_written() { practice } else { real };
    }
    println!("photographs absent, the practice head stands in");
    practice
}
