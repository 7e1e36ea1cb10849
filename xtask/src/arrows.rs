//! Which crate may know which: the order of the house, checked against `cargo metadata`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// From the ground up. A crate may depend on crates before it, never on one after it.
const ORDER: [&str; 10] = [
    "pointil-scalp",
    "pointil-optics",
    "pointil-treatment",
    "pointil-render",
    "pointil-photo",
    "pointil-practice",
    "pointil-papers",
    "pointil-storage",
    "pointil-web",
    "pointil",
];

/// Walls inside the order: the first must not know the second although it comes later.
const WALLS: [(&str, &str); 11] = [
    ("pointil-optics", "pointil-scalp"),
    ("pointil-practice", "pointil-render"),
    ("pointil-practice", "pointil-photo"),
    // Documents are opaque to the records.
    ("pointil-storage", "pointil-scalp"),
    ("pointil-storage", "pointil-optics"),
    ("pointil-storage", "pointil-treatment"),
    ("pointil-storage", "pointil-papers"),
    ("pointil-storage", "pointil-photo"),
    ("pointil-storage", "pointil-render"),
    ("pointil-storage", "pointil-practice"),
    ("pointil-papers", "pointil-photo"),
];

/// The arrows that point the wrong way.
pub fn findings(root: &Path) -> Result<Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root)
        .output()
        .context("cargo metadata")?;
    ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    Ok(wrong_arrows(&metadata))
}

fn wrong_arrows(metadata: &Value) -> Vec<String> {
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let from = package["name"].as_str().unwrap_or_default();
        if from == "xtask" {
            continue;
        }
        let Some(own) = place(from) else {
            wrong.push(format!(
                "{from}: not in the house's order (xtask/src/arrows.rs); add it where it belongs"
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            // Tests may use anything.
            let to = dependency["name"].as_str().unwrap_or_default();
            if dependency["kind"] == "dev" {
                continue;
            }
            if place(to).is_some_and(|other| other >= own) || WALLS.contains(&(from, to)) {
                wrong.push(format!(
                    "{from} must not depend on {to}: arrows point only down the order of the house"
                ));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_arrow_up_or_through_a_wall_is_found() {
        let depends = |from: &str, to: &str, kind: Value| {
            wrong_arrows(&json!({"packages": [{"name": from, "dependencies": [{"name": to, "kind": kind}]}]})).len()
        };
        assert_eq!(depends("pointil-scalp", "pointil-photo", Value::Null), 1);
        assert_eq!(depends("pointil-optics", "pointil-scalp", Value::Null), 1);
        assert_eq!(depends("pointil-photo", "pointil-scalp", Value::Null), 0);
        assert_eq!(depends("pointil-scalp", "pointil-photo", json!("dev")), 0);
        assert_eq!(depends("pointil-garden", "glam", Value::Null), 1);
    }
}
