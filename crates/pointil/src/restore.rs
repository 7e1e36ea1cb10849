//! `pointil restore`: a studio out of its backup, with its key.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use pointil_storage::{Act, Actor, Backup, ObjectFault, Store, StoreOptions, StudioId, Verdict};
use serde_json::json;

use crate::failure::Failure;
use crate::report::Report;

/// What is restored, and where to.
#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// The folder of the backup.
    #[arg(long)]
    from: PathBuf,
    /// The studio key, which no backup holds.
    #[arg(long)]
    key: PathBuf,
    /// The studio's folder, empty or not there yet.
    #[arg(long, default_value = "studio")]
    folder: PathBuf,
}

/// Copies a backup into a folder, verifying every file on the way, and the key with it; then the studio is looked through, and what was to be sent
/// by now becomes uncertain, for the studio that it is a copy of may have sent it.
pub fn restore(arguments: &RestoreArguments, report: &Report) -> Result<(), Failure> {
    let failed = |error: &dyn core::fmt::Display| Failure::output(error.to_string());
    let folder = &arguments.folder;
    let key = std::fs::read(&arguments.key)
        .map_err(|error| Failure::input(format!("--key {}: {error}", arguments.key.display())))?;
    let backup = Backup::restore(&arguments.from, folder).map_err(|error| failed(&error))?;
    let options = StoreOptions::folder(folder);
    write_key(options.key_file(), &key).map_err(|error| failed(&error))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| failed(&error))?;
    let uncertain = runtime.block_on(look_through(&options, &backup))?;
    let mut lines = vec![format!(
        "Restored and verified {} files into {}.",
        backup.files.len(),
        folder.display()
    )];
    if uncertain > 0 {
        lines.push(format!(
            "{uncertain} messages were due by now: whether they were sent since the backup, say at /studio/messages."
        ));
    }
    let told = json!({ "files": backup.files.len(), "uncertain_messages": uncertain });
    report.done(&told, &lines, &[]);
    Ok(())
}

/// Writes the key so that its owner alone reads it.
fn write_key(path: &Path, key: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(key)?;
    file.sync_all()
}

/// Verifies the chains and the photographs of every studio; answers with how many messages are uncertain now.
async fn look_through(options: &StoreOptions, backup: &Backup) -> Result<u64, Failure> {
    let failed = |error: pointil_storage::StorageError| Failure::output(error.to_string());
    let store = Store::open(options).await.map_err(failed)?;
    let mut uncertain = 0;
    for studio in store.studios().await.map_err(failed)? {
        check(&store, studio.id, backup).await?;
        let act = Act {
            studio: studio.id,
            actor: Actor::Program,
            at: Timestamp::now(),
        };
        uncertain += store.doubt_due_messages(&act).await.map_err(failed)?;
    }
    store.close().await.map_err(failed)?;
    Ok(uncertain)
}

async fn check(store: &Store, studio: StudioId, backup: &Backup) -> Result<(), Failure> {
    let failed = |error: pointil_storage::StorageError| Failure::output(error.to_string());
    let head = backup.audit.get(&studio);
    let verdict = store.verify_audit(studio, head).await.map_err(failed)?;
    if !matches!(verdict, Verdict::Whole(_)) {
        return Err(Failure::output(format!(
            "the events of the restored studio are not whole: {verdict:?}; take an older backup"
        )));
    }
    let faults = store.check_objects(studio).await.map_err(failed)?;
    let is_stray = |fault: &ObjectFault| matches!(fault, ObjectFault::Stray { .. });
    let broken = faults.iter().filter(|fault| !is_stray(fault)).count();
    if broken > 0 {
        return Err(Failure::output(format!(
            "{broken} photographs of the restored studio cannot be read with this key; restore into an empty folder with the key that the studio had"
        )));
    }
    Ok(())
}
