//! The records: key, database, chain of events, photographs, and whether the clock agrees with them.

use jiff::{SignedDuration, Timestamp};
use pointil_storage::{ObjectFault, StorageError, Store, StoreOptions, StudioId, Verdict};

use super::finding::Findings;
use super::finding::Severity::{Error, Note, Warning};

/// Clocks of two machines may differ by so much.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_mins(10);
/// The program is younger than this: a clock before it was never set.
const FIRST_DAY: i64 = 1_767_225_600;

/// Looks into the records at `options`. They are not changed, except that tables of an older program are brought up to date.
pub async fn look(
    options: &StoreOptions,
    database: Option<&std::path::Path>,
    now: Timestamp,
    findings: &mut Findings,
) {
    clock_is_set(now, findings);
    if let Some(file) = database
        && !file.exists()
    {
        findings.add(
            ("database_missing", Error),
            format!("there is no {}", file.display()),
            "All records are in it.",
            "Name the studio's folder with --folder. A studio that was never opened gets its database at the first `pointil serve`; a lost one comes back from a backup (docs/storage.md).",
        );
        return;
    }
    if !options.key_file().exists() {
        findings.add(
            ("key_missing", Error),
            format!("there is no key at {}", options.key_file().display()),
            "Without it no photograph can be read.",
            "Put the copy of the key back that the owner saved (Studio, The studio key).",
        );
        // Opening the records now would make another key.
        return;
    }
    match Store::open(options).await {
        Ok(store) => {
            look_into(&store, now, findings).await;
            let _ = store.close().await;
        }
        Err(error) => findings_of(&error, findings),
    }
}

fn clock_is_set(now: Timestamp, findings: &mut Findings) {
    if now.as_second() < FIRST_DAY {
        findings.add(
            ("clock_not_set", Error),
            format!("the clock says {now}"),
            "Sign-ins, links and keeping times end by it, and every event is dated by it.",
            "Set the machine's clock, best by a time server.",
        );
    }
}

/// Why the records do not open.
fn findings_of(error: &StorageError, findings: &mut Findings) {
    let what = error.to_string();
    match error {
        StorageError::Newer { .. } => findings.add(
            ("database_newer", Error),
            what,
            "A newer program made the tables; this one could damage them and leaves them alone.",
            "Start the newer version of Pointil.",
        ),
        StorageError::Key { .. } => findings.add(
            ("key_unusable", Error),
            what,
            "Without the key no photograph can be read.",
            "If others may read it, run `chmod 600` on it; otherwise put the owner's copy back.",
        ),
        StorageError::Damaged { .. } => findings.add(
            ("database_damaged", Error),
            what,
            "What is damaged spreads into backups.",
            "Stop the studio and restore the last backup that verifies (docs/storage.md).",
        ),
        _ => findings.add(
            ("database_unreachable", Error),
            what,
            "All records are in it.",
            "See that the database runs, that its address and password are right, and that no other program holds it.",
        ),
    }
}

async fn look_into(store: &Store, now: Timestamp, findings: &mut Findings) {
    let looked = async {
        let health = store.health().await?;
        judge_health(&health, findings);
        for studio in store.studios().await? {
            events(store, studio.id, now, findings).await?;
            photographs(store, studio.id, findings).await?;
        }
        Ok::<(), StorageError>(())
    };
    if let Err(error) = looked.await {
        findings_of(&error, findings);
    }
}

fn judge_health(health: &pointil_storage::Health, findings: &mut Findings) {
    if health.damage.is_empty() {
        findings.fine(format!(
            "{} with {} steps, whole",
            health.database,
            health.steps.len()
        ));
    } else {
        findings.add(
            ("database_damaged", Error),
            format!(
                "the database finds itself damaged: {}",
                health.damage.join("; ")
            ),
            "What is damaged spreads into backups.",
            "Stop the studio and restore the last backup that verifies (docs/storage.md).",
        );
    }
    if health.locked_objects == 0 {
        findings.fine(format!("the key opens all {} pictures", health.objects));
    } else {
        findings.add(
            ("key_wrong", Error),
            format!(
                "the key does not open {} of {} pictures",
                health.locked_objects, health.objects
            ),
            "These photographs cannot be read.",
            "It is another key, or an older copy: put the owner's newest copy back.",
        );
    }
}

async fn events(
    store: &Store,
    studio: StudioId,
    now: Timestamp,
    findings: &mut Findings,
) -> Result<(), StorageError> {
    match store.verify_audit(studio, None).await? {
        Verdict::Whole(head) => findings.fine(format!("{} events, an unbroken chain", head.events)),
        Verdict::Broken { position, reason } => findings.add(
            ("events_altered", Error),
            format!("the chain of events breaks at event {position}: {reason}"),
            "Somebody or something changed the record of who did what; it proves nothing from there on.",
            "Keep the database as it is, find out who could write to it, and compare it with a backup from before.",
        ),
    }
    let newest = store.audit_events(studio, None, 1).await?;
    let ahead = newest
        .first()
        .is_some_and(|event| event.at > now.saturating_add(CLOCK_SLACK).unwrap_or(now));
    if ahead {
        findings.add(
            ("clock_behind", Warning),
            format!("the newest event is dated after now ({now})"),
            "Sign-ins, links and keeping times end by the clock, and every event is dated by it.",
            "Set the machine's clock, best by a time server.",
        );
    }
    Ok(())
}

async fn photographs(
    store: &Store,
    studio: StudioId,
    findings: &mut Findings,
) -> Result<(), StorageError> {
    let faults = store.check_objects(studio).await?;
    let strays = faults
        .iter()
        .filter(|fault| matches!(fault, ObjectFault::Stray { .. }))
        .count();
    for fault in &faults {
        if let ObjectFault::Unreadable { photograph, reason } = fault {
            findings.add(
                ("photograph_unreadable", Error),
                format!("photograph {photograph}: {reason}"),
                "It cannot be shown, and a design that was drawn on it loses its ground.",
                "Copy its file back from a backup (the folder `objects`), or remove it and take it anew.",
            );
        }
    }
    if strays > 0 {
        findings.add(
            ("files_left_over", Note),
            format!("{strays} encrypted files belong to no photograph"),
            "They were left when the program was stopped in the middle, and take room.",
            "Nothing has to be done; the studio removes them itself when they are a day old.",
        );
    }
    if strays == faults.len() {
        findings.fine("every photograph is there, as it was written");
    }
    Ok(())
}
