//! Who does something, for which studio, and when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Result, StorageError};
use crate::id::{AccountId, LinkId, StudioId};

/// What every write is told: the crate reads no clock and knows no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// The studio it happens in; nothing of another studio can be reached.
    pub studio: StudioId,
    /// Who does it.
    pub actor: Actor,
    /// When; kept to the millisecond.
    pub at: Timestamp,
}

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Actor {
    /// A person with an account.
    Account(AccountId),
    /// A client behind a private link.
    Client(LinkId),
    /// The program itself: the first start, a clean-up that was due.
    Program,
}

impl Actor {
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Client(_) => "client",
            Self::Program => "program",
        }
    }

    pub(crate) fn id(self) -> Option<Uuid> {
        match self {
            Self::Account(id) => Some(id.0),
            Self::Client(id) => Some(id.0),
            Self::Program => None,
        }
    }

    pub(crate) fn read(kind: &str, id: Option<Uuid>) -> Result<Self> {
        match (kind, id) {
            ("account", Some(id)) => Ok(Self::Account(AccountId(id))),
            ("client", Some(id)) => Ok(Self::Client(LinkId(id))),
            ("program", None) => Ok(Self::Program),
            _ => Err(StorageError::damaged(format!("an actor of kind {kind:?}"))),
        }
    }
}

/// An instant as the database keeps it: milliseconds since 1970.
pub(crate) fn milliseconds(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// An instant out of the database.
pub(crate) fn instant(milliseconds: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(milliseconds)
        .map_err(|_| StorageError::damaged(format!("an instant of {milliseconds} ms")))
}

/// An instant out of the database that may be absent.
pub(crate) fn maybe_instant(milliseconds: Option<i64>) -> Result<Option<Timestamp>> {
    milliseconds.map(instant).transpose()
}
