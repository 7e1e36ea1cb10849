//! Who, where and when of an appointment.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::bounded::Words;
use crate::id::{ClientId, PersonId, RecordId};
use crate::local_time::{LocalTime, ZoneName};
use crate::record::Span;
use crate::refusal::Refusal;

/// What an appointment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Purpose {
    /// A conversation.
    Consultation,
    /// Pigment and anaesthetic are tried on a small place.
    PatchTest,
    /// That place is looked at.
    PatchTestReading,
    /// A session of the plan.
    Session {
        /// Which, from 1.
        number: u8,
        /// Which part of it, from 1.
        part: u8,
    },
    /// The healed result is looked at.
    Review,
    /// A later session on healed work.
    TouchUp,
}

impl Purpose {
    /// Whether skin is worked on.
    pub const fn works_on_skin(self) -> bool {
        matches!(self, Self::Session { .. } | Self::TouchUp)
    }

    /// Its name: `consultation`, `patch_test`, `patch_test_reading`, `session`, `review`, `touch_up`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::PatchTest => "patch_test",
            Self::PatchTestReading => "patch_test_reading",
            Self::Session { .. } => "session",
            Self::Review => "review",
            Self::TouchUp => "touch_up",
        }
    }
}

/// Who comes to whom, where, what for and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Who comes.
    pub client: ClientId,
    /// To whom.
    pub practitioner: PersonId,
    /// Into which premises.
    pub premises: RecordId,
    /// Into which room.
    pub room: Words<100>,
    /// The clocks of the premises.
    pub zone: ZoneName,
    /// What for.
    pub purpose: Purpose,
    /// What was agreed as it is shown by the clocks there: that is what holds if a zone's rules change.
    pub local: LocalTime,
    /// From when until when.
    pub span: Span,
}

impl Place {
    /// So many minutes from a local time on.
    ///
    /// # Errors
    /// A time that the clocks skip, or show twice without it being said which is meant.
    pub fn at(self, local: LocalTime, minutes: u32) -> Result<Self, Refusal> {
        let from = self.zone.instant(local)?;
        let length = SignedDuration::from_mins(i64::from(minutes));
        let until = from.saturating_add(length).unwrap_or(Timestamp::MAX);
        Ok(Self {
            local,
            span: Span { from, until },
            ..self
        })
    }

    /// Minutes that it lasts.
    pub fn minutes(&self) -> i64 {
        self.span.until.duration_since(self.span.from).as_mins()
    }

    /// Its day by the clocks there.
    pub fn day(&self) -> jiff::civil::Date {
        self.zone.day(self.span.from)
    }
}
