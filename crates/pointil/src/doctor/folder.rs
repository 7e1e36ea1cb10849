//! The studio's folder: there, writable, closed to others, with room left.

use std::path::Path;

use super::finding::Findings;
use super::finding::Severity::{Error, Note, Warning};

/// Below this a day's photographs may not fit.
const SCARCE_BYTES: u64 = 2 << 30;
/// Below this the database may not be able to write.
const NO_ROOM_BYTES: u64 = 200 << 20;

/// Looks at the folder; answers whether there is a studio to look into.
pub fn look(folder: &Path, findings: &mut Findings) -> bool {
    let shown = folder.display();
    if !folder.is_dir() {
        findings.add(
            ("folder_missing", Error),
            format!("{shown} is no folder"),
            "Database, photographs and key live in it.",
            "Start the studio once with `pointil serve --folder`, or name the folder that it has; after a loss restore the last backup into it.",
        );
        return false;
    }
    writable(folder, findings);
    private(folder, findings);
    room(folder, findings);
    true
}

fn writable(folder: &Path, findings: &mut Findings) {
    match tempfile::tempfile_in(folder) {
        Ok(_) => findings.fine(format!("{} can be written to", folder.display())),
        Err(error) => findings.add(
            ("folder_not_writable", Error),
            format!("{}: {error}", folder.display()),
            "Nothing that is entered can be kept.",
            "Give the folder to the account that the studio runs under, or run the doctor as that account.",
        ),
    }
}

/// Others of this machine must not look in.
#[cfg(unix)]
fn private(folder: &Path, findings: &mut Findings) {
    use std::os::unix::fs::PermissionsExt;
    let mode = folder
        .metadata()
        .map(|own| own.permissions().mode() & 0o777);
    match mode {
        Ok(mode) if mode & 0o077 != 0 => findings.add(
            ("folder_open_to_others", Warning),
            format!(
                "others of this machine may look into {} (mode {mode:o})",
                folder.display()
            ),
            "The database is not encrypted: names, notes and designs can be read from it.",
            format!("Run `chmod 700 {}`.", folder.display()),
        ),
        Ok(_) => findings.fine("the folder is closed to others"),
        Err(error) => findings.add(
            ("folder_unreadable", Error),
            format!("{}: {error}", folder.display()),
            "Nothing in it can be read.",
            "Run the doctor as the account that the studio runs under.",
        ),
    }
}

#[cfg(not(unix))]
fn private(_: &Path, findings: &mut Findings) {
    findings.fine("who may look into the folder is not checked on this system");
}

#[cfg(unix)]
fn room(folder: &Path, findings: &mut Findings) {
    match rustix::fs::statvfs(folder) {
        Ok(disk) => judge_room(disk.f_bavail.saturating_mul(disk.f_frsize), findings),
        Err(error) => findings.add(
            ("disk_unknown", Note),
            format!("the disk does not say how much room is left: {error}"),
            "A full disk stops all writing.",
            "Look yourself.",
        ),
    }
}

#[cfg(not(unix))]
fn room(_: &Path, findings: &mut Findings) {
    findings.fine("room on the disk is not checked on this system");
}

fn judge_room(bytes: u64, findings: &mut Findings) {
    let gib = bytes as f64 / f64::from(1 << 30);
    let what = format!("{gib:.1} GiB are free on the disk");
    let why = "A full disk stops all writing; a photograph takes 1 to 10 MiB.";
    let mend = "Remove what is not needed, move old backups elsewhere, or move the studio to a larger disk (docs/storage.md).";
    if bytes < NO_ROOM_BYTES {
        findings.add(("disk_full", Error), what, why, mend);
    } else if bytes < SCARCE_BYTES {
        findings.add(("disk_nearly_full", Warning), what, why, mend);
    } else {
        findings.fine(what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_judged_by_what_a_day_needs() {
        let worst = |bytes| {
            let mut findings = Findings::default();
            judge_room(bytes, &mut findings);
            findings.worst()
        };
        assert_eq!(worst(100 << 20), Some(Error));
        assert_eq!(worst(1 << 30), Some(Warning));
        assert_eq!(worst(10 << 30), None);
    }
}
