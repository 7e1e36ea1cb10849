//! Calendar feeds: secret addresses at which another calendar reads the appointments of a person, a room or a place.

use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::appointment::Appointment;
use crate::bounded::Words;
use crate::hash::ContentHash;
use crate::id::{PersonId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::state::{Arrow, Machine};

/// The states of a feed.
pub const MACHINE: Machine = Machine {
    name: RecordKind::CalendarFeed.name(),
    starts: &["open"],
    arrows: &[Arrow {
        from: "open",
        event: "revoke",
        to: "revoked",
    }],
};

/// Whose appointments a feed shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum FeedOf {
    /// Those with one person.
    Practitioner {
        /// Who.
        id: PersonId,
    },
    /// Those in one room.
    Room {
        /// In which premises.
        premises: RecordId,
        /// Which room.
        room: Words<100>,
    },
    /// Those in one place.
    Premises {
        /// Which.
        id: RecordId,
    },
}

impl FeedOf {
    /// Whether it shows an appointment.
    pub fn shows(&self, appointment: &Appointment) -> bool {
        let place = &appointment.place;
        match self {
            Self::Practitioner { id } => place.practitioner == *id,
            Self::Room { premises, room } => place.premises == *premises && place.room == *room,
            Self::Premises { id } => place.premises == *id,
        }
    }
}

/// A feed. Its address holds a secret of which only the hash is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarFeed {
    /// The record.
    pub id: RecordId,
    /// Whose appointments it shows.
    pub of: FeedOf,
    /// The content hash of the secret.
    pub secret: ContentHash,
    /// Who made it, and when.
    pub made: Act,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked: Option<Act>,
}

impl CalendarFeed {
    /// Makes a feed.
    pub const fn open(id: RecordId, of: FeedOf, secret: ContentHash, made: Act) -> Self {
        Self {
            id,
            of,
            secret,
            made,
            revoked: None,
        }
    }

    /// Its address shows nothing any more.
    ///
    /// # Errors
    /// It is revoked already.
    pub fn revoke(mut self, act: Act) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "revoke", "revoked")?;
        self.revoked = Some(act);
        Ok(self)
    }

    /// Whether its address shows anything.
    pub const fn is_open(&self) -> bool {
        self.revoked.is_none()
    }

    /// The key that it is found by when somebody comes with its secret.
    pub fn key(secret: ContentHash) -> RecordKey {
        RecordKey::new("secret", secret)
    }
}

impl PracticeRecord for CalendarFeed {
    const KIND: RecordKind = RecordKind::CalendarFeed;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        if self.is_open() { "open" } else { "revoked" }
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![Self::key(self.secret)]
    }

    fn kept_by_law(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{from_document, to_document};
    use crate::sample;

    #[test]
    fn a_feed_is_revoked_once_and_read_as_written() {
        let of = FeedOf::Practitioner {
            id: sample::person(1),
        };
        let secret = ContentHash::of_bytes(b"secret");
        let feed = CalendarFeed::open(sample::record(1), of, secret, sample::act(0));
        assert!(feed.is_open());
        let gone = feed.revoke(sample::act(1)).unwrap();
        assert_eq!(gone.state(), "revoked");
        let bytes = to_document(&gone).unwrap();
        assert_eq!(from_document::<CalendarFeed>(&bytes).unwrap(), gone);
        assert!(gone.revoke(sample::act(2)).is_err());
    }
}
