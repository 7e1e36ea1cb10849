//! `pointil backup`: everything of a studio but its key, copied while it runs.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use pointil_storage::{Store, StoreOptions};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::failure::Failure;
use crate::report::Report;

/// Where the last backup is remembered, in the studio's folder.
const REMEMBERED: &str = "last-backup.json";

/// What is copied, and where to.
#[derive(Debug, Args)]
pub struct BackupArguments {
    /// The studio's folder.
    #[arg(long, default_value = "studio")]
    folder: PathBuf,
    /// An empty folder, or one that does not exist yet, best on another disk.
    #[arg(long)]
    to: PathBuf,
}

/// When and where the last backup was made.
#[derive(Debug, Serialize, Deserialize)]
pub struct LastBackup {
    /// When.
    pub made_at: Timestamp,
    /// Its folder.
    pub folder: String,
}

impl LastBackup {
    /// The last backup of the studio in a folder, if one is remembered.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(REMEMBERED)).ok()?;
        serde_json::from_str(&text).ok()
    }
}

/// Copies a studio and verifies the copy.
pub fn backup(arguments: &BackupArguments, report: &Report) -> Result<(), Failure> {
    let folder = &arguments.folder;
    if !folder.join("pointil.sqlite").exists() {
        return Err(Failure::input(format!(
            "--folder {}: there is no studio with a database of its own; PostgreSQL is copied by pg_dump (docs/storage.md)",
            folder.display()
        )));
    }
    let runtime = tokio::runtime::Runtime::new();
    let runtime = runtime.map_err(|error| Failure::output(error.to_string()))?;
    let failed = |error: &dyn core::fmt::Display| Failure::output(error.to_string());
    let now = Timestamp::now();
    let made = runtime.block_on(async {
        let store = Store::open(&StoreOptions::folder(folder)).await?;
        let made = store.back_up(&arguments.to, now).await?;
        store.close().await?;
        pointil_storage::Backup::verify(&arguments.to)?;
        Ok::<_, pointil_storage::StorageError>(made)
    });
    let made = made.map_err(|error| failed(&error))?;
    let last = LastBackup {
        made_at: now,
        folder: arguments.to.display().to_string(),
    };
    let text = serde_json::to_string(&last).map_err(|error| failed(&error))?;
    std::fs::write(folder.join(REMEMBERED), text).map_err(|error| failed(&error))?;
    let lines = [format!(
        "Copied and verified {} files. The studio key is not among them: keep it apart.",
        made.files.len()
    )];
    report.done(&json!({ "files": made.files.len() }), &lines, &[]);
    Ok(())
}
