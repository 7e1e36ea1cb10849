//! Messages: queued with the records that cause them, written and handed over when they are due, and shown to the studio.

mod follow;

use jiff::Timestamp;
use pointil_practice::id::PersonId;
use pointil_storage::LinkId;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;

pub(super) use follow::follow;

/// By which way messages go.
const EMAIL: &str = "email";

/// What a queued message keeps for the moment in which its text is written. No words and no link stand in the queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// From when on sending it is senseless.
    useless_from: Timestamp,
    /// Whom of the studio it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    /// The private link that was made when it was last handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<LinkId>,
}

impl Parameters {
    fn text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(Fault::internal)
    }
}
