//! Who did something, and when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::PersonId;

/// An act of a named person of the studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
}
