//! Budgets: files small enough to be one room, and a reason for every outside crate.

use std::path::{Path, PathBuf};

use anyhow::Result;

/// No source file is longer than this.
const MOST_LINES: usize = 800;

/// Files over budget and dependencies without a reason.
pub fn findings(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for folder in ["crates", "xtask"] {
        for path in sources(&root.join(folder))? {
            let lines = std::fs::read_to_string(&path)?.lines().count();
            if lines > MOST_LINES {
                let shown = path.strip_prefix(root).unwrap_or(&path).display();
                found.push(format!(
                    "{shown}: {lines} lines, at most {MOST_LINES}; split it by what it knows"
                ));
            }
        }
    }
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;
    let reasons = std::fs::read_to_string(root.join("docs/dependencies.md"))?;
    found.extend(unexplained(&manifest, &reasons));
    Ok(found)
}

/// Outside crates of the workspace's manifest that `docs/dependencies.md` has no row for.
fn unexplained(manifest: &str, reasons: &str) -> Vec<String> {
    manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name.trim())
        .filter(|name| !name.starts_with("pointil") && !name.starts_with('#'))
        .filter(|name| !reasons.contains(&format!("| {name} |")))
        .map(|name| {
            format!("docs/dependencies.md: no row for {name}; say which crate uses it and why")
        })
        .collect()
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                files.extend(sources(&path)?);
            }
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rs" || extension == "js")
        {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_a_reason_is_found() {
        let manifest = "[workspace.dependencies]\npointil-scalp = { path = \"x\" }\nglam = \"1\"\nlibm = \"1\"\n\n[profile.dev]\nx = 1\n";
        assert_eq!(
            unexplained(manifest, "| glam | scalp | vectors |"),
            ["docs/dependencies.md: no row for libm; say which crate uses it and why"]
        );
    }
}
