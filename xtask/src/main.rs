//! House checks and regeneration, run as `cargo xtask <command>`.

mod anthropometry;
mod arrows;
mod gates;
mod tables;
mod tidy;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

const USAGE: &str = "cargo xtask <command>

  check           everything below that checks (what CI runs)
  arrows          crates depend only on crates above them in the house's order
  tables          every number table in data/ names its source, and derived ones agree with their input
  tidy            no source file over its budget; every outside crate has its reason in docs/dependencies.md
  gates           writes docs/gates.md and docs/states anew from the rules and states of pointil-practice
  anthropometry   writes data/ansur2_head_statistics.csv anew from data/ansur2_heads.csv";

fn main() -> Result<()> {
    let root = root();
    match std::env::args().nth(1).as_deref() {
        Some("check") => {
            let findings = [
                arrows::findings(&root)?,
                gates::findings(&root)?,
                tables::findings(&root)?,
                tidy::findings(&root)?,
            ];
            report(&findings.concat())
        }
        Some("arrows") => report(&arrows::findings(&root)?),
        Some("tables") => report(&tables::findings(&root)?),
        Some("tidy") => report(&tidy::findings(&root)?),
        Some("gates") => gates::write(&root),
        Some("anthropometry") => anthropometry::write(&root),
        _ => bail!("{USAGE}"),
    }
}

/// The workspace's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| ".".into(), Path::to_path_buf)
}

/// Prints what was found; an error if anything was.
fn report(findings: &[String]) -> Result<()> {
    for finding in findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() {
        println!("house checks: nothing found");
        return Ok(());
    }
    bail!("house checks: {} found", findings.len())
}
