//! Number tables: each names its source, and derived ones agree with what they derive from.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::anthropometry;

/// Tables without a source, and derived tables that are out of date.
pub fn findings(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in csv_files(&root.join("data"))? {
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let shown = path.strip_prefix(root).unwrap_or(&path).display();
        found.extend(unsourced(&shown.to_string(), &text));
    }
    if std::fs::read_to_string(root.join(anthropometry::TABLE))? != anthropometry::table(root)? {
        found.push(format!(
            "{}: out of date; run `cargo xtask anthropometry`",
            anthropometry::TABLE
        ));
    }
    Ok(found)
}

/// All number tables under `folder`, in order.
fn csv_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::path);
    let mut files = Vec::new();
    for path in entries.into_iter().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(csv_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "csv") {
            files.push(path);
        }
    }
    Ok(files)
}

/// A table must open with comments, one of which starts with `# Source: ` and says something.
fn unsourced(name: &str, text: &str) -> Option<String> {
    let mut comments = text.lines().take_while(|line| line.starts_with('#'));
    let sourced = comments.any(|line| {
        line.strip_prefix("# Source: ")
            .is_some_and(|source| source.trim().len() > 10)
    });
    (!sourced).then(|| format!("{name}: no source; open it with a line `# Source: …`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_without_a_source_is_found() {
        assert!(unsourced("a.csv", "# Source: Somebody 2012, table 3\na,b\n1,2\n").is_none());
        assert!(unsourced("a.csv", "# some numbers\na,b\n").is_some());
        assert!(unsourced("a.csv", "a,b\n# Source: too late to be seen\n").is_some());
        assert!(unsourced("a.csv", "# Source: \na,b\n").is_some());
    }
}
