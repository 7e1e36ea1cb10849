//! What the studio needs around it: its port, papers that can be set, a backup that is not old.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use pointil_papers::{PaperSize, QuotePaper};
use pointil_treatment::Money;
use pointil_treatment::quote::{Quote, QuoteLine};
use rust_decimal::Decimal;

use super::finding::Findings;
use super::finding::Severity::{Error, Note, Warning};
use crate::backup::LastBackup;

/// A backup that is older has missed what a studio enters in a week.
const OLD: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Whether the studio can listen where it is told to.
pub fn port(address: SocketAddr, findings: &mut Findings) {
    match std::net::TcpListener::bind(address) {
        Ok(_) => findings.fine(format!("{address} is free to listen on")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => findings.add(
            ("port_taken", Note),
            format!("something listens on {address} already"),
            "A second studio cannot start there.",
            "If it is the studio itself, all is well; otherwise choose another with --listen.",
        ),
        Err(error) => findings.add(
            ("port_unusable", Error),
            format!("{address}: {error}"),
            "Nobody can reach the studio.",
            "Choose an address of this machine and a port from 1024 up with --listen.",
        ),
    }
}

/// Whether papers can be set: templates, fonts and all.
pub fn papers(findings: &mut Findings) {
    match small_quote() {
        Ok(bytes) if bytes.starts_with(b"%PDF") => {
            findings.fine("papers are set as they should be")
        }
        outcome => findings.add(
            ("papers_broken", Error),
            outcome
                .err()
                .unwrap_or_else(|| "a paper came out as something else than PDF".to_owned()),
            "Stencils, sheets and quotes cannot be printed.",
            "Install the program anew: its fonts and templates are inside it.",
        ),
    }
}

fn small_quote() -> Result<Vec<u8>, String> {
    let euro = iso_currency::Currency::EUR;
    let money = Money::exactly(Decimal::ONE, euro).map_err(|error| error.to_string())?;
    let line = QuoteLine {
        text: "Trial: ă č ő ß Ω Ж".to_owned(),
        amount: money,
    };
    let paper = QuotePaper {
        studio: "Trial".to_owned(),
        client: "Trial".to_owned(),
        number: "1".to_owned(),
        date: "today".to_owned(),
        valid_until: String::new(),
        subject: "trial".to_owned(),
        before_measuring: None,
        quote: Quote {
            lines: vec![line.clone()],
            price: money,
            tax: line,
            total: money,
            deposit: money,
            instalments: Vec::new(),
        },
    };
    paper
        .to_pdf(PaperSize::A4)
        .map_err(|error| error.to_string())
}

/// How old the last backup is.
pub fn backup(folder: &Path, now: Timestamp, findings: &mut Findings) {
    let why = "Disks fail. What was entered after the last backup is lost then.";
    let mend = format!(
        "Run `pointil backup --folder {} --to FOLDER`, best every night, onto another disk; keep the studio key apart from it.",
        folder.display()
    );
    let Some(last) = LastBackup::read(folder) else {
        let what = "no backup was made with `pointil backup` yet";
        findings.add(("backup_missing", Warning), what, why, mend);
        return;
    };
    let age = now.duration_since(last.made_at);
    let days = age.as_hours() / 24;
    if age > OLD {
        let what = format!("the last backup is {days} days old ({})", last.folder);
        findings.add(("backup_old", Warning), what, why, mend);
    } else {
        findings.fine(format!("the last backup was made on {}", last.made_at));
    }
}
