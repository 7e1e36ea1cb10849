//! What the doctor finds: a code that never changes, what is wrong, why it matters, how it is mended.

use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// It works, and will not for long or not for everybody.
    Warning,
    /// The studio does not work, or loses something.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A code that never changes.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub what: String,
    /// Why it matters.
    pub why: &'static str,
    /// How it is mended.
    pub mend: String,
}

/// What was looked at and what was found, in that order.
#[derive(Debug, Default)]
pub struct Findings {
    /// What is as it should be, in a line each.
    pub fine: Vec<String>,
    /// What is not.
    pub findings: Vec<Finding>,
}

impl Findings {
    /// Notes that something is as it should be.
    pub fn fine(&mut self, words: impl Into<String>) {
        self.fine.push(words.into());
    }

    /// Notes that something is not.
    pub fn add(
        &mut self,
        (code, severity): (&'static str, Severity),
        what: impl Into<String>,
        why: &'static str,
        mend: impl Into<String>,
    ) {
        self.findings.push(Finding {
            code,
            severity,
            what: what.into(),
            why,
            mend: mend.into(),
        });
    }

    /// The worst of them.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|own| own.severity).max()
    }
}
