//! Red flags that are open: while there is one, no session of that client begins.

use jiff::Timestamp;

use crate::check_in::Outcome;
use crate::id::{ClientId, RecordId};
use crate::record::RecordKind;

/// A red flag that nobody has resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAlarm {
    /// Whose.
    pub client: ClientId,
    /// The kind of record that raised it.
    pub kind: RecordKind,
    /// The record.
    pub record: RecordId,
    /// Since when.
    pub since: Timestamp,
    /// What is to be done.
    pub outcome: Outcome,
    /// What was found, in one sentence.
    pub found: String,
}
