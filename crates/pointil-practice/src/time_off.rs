//! When a practitioner, a room or a whole place cannot be booked.

use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::bounded::Words;
use crate::id::{PersonId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind, Span};
use crate::refusal::Refusal;
use crate::state::{Arrow, Machine};

/// The states of time off.
pub const MACHINE: Machine = Machine {
    name: RecordKind::TimeOff.name(),
    starts: &["planned"],
    arrows: &[Arrow {
        from: "planned",
        event: "cancel",
        to: "cancelled",
    }],
};

/// Who or what cannot be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Whose {
    /// A practitioner, wherever.
    Practitioner(PersonId),
    /// A room.
    Room {
        /// Of which premises.
        premises: RecordId,
        /// Its name.
        room: Words<100>,
    },
    /// All of a place.
    Premises(RecordId),
}

/// Time off. Why a practitioner is away is nobody's matter: words are for a room or a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeOff {
    /// The record.
    pub id: RecordId,
    /// Who or what.
    pub whose: Whose,
    /// From when until when.
    pub span: Span,
    /// What is shown in the calendar.
    pub words: Option<Words<200>>,
    /// Who planned it.
    pub planned: Act,
    cancelled: Option<Act>,
}

impl TimeOff {
    /// Plans time off. What is booked in it already stays and is shown: somebody has to talk with those clients.
    ///
    /// # Errors
    /// It would end before it begins.
    pub fn plan(
        id: RecordId,
        whose: Whose,
        span: Span,
        words: Option<Words<200>>,
        planned: Act,
    ) -> Result<Self, Refusal> {
        if span.from >= span.until {
            return Err(Refusal::new(
                crate::RuleCode::SpanEmpty,
                format!("From {} until {}.", span.from, span.until),
            ));
        }
        Ok(Self {
            id,
            whose,
            span,
            words,
            planned,
            cancelled: None,
        })
    }

    /// It does not take place.
    ///
    /// # Errors
    /// It is cancelled already.
    pub fn cancel(self, act: Act) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "cancel", "cancelled")?;
        Ok(Self {
            cancelled: Some(act),
            ..self
        })
    }

    /// Whether it keeps somebody or something from being booked at that time.
    pub fn blocks(
        &self,
        practitioner: PersonId,
        premises: RecordId,
        room: &Words<100>,
        span: Span,
    ) -> bool {
        let meant = match &self.whose {
            Whose::Practitioner(person) => *person == practitioner,
            Whose::Room {
                premises: of,
                room: name,
            } => *of == premises && name == room,
            Whose::Premises(of) => *of == premises,
        };
        meant && self.cancelled.is_none() && self.span.overlaps(&span)
    }
}

impl PracticeRecord for TimeOff {
    const KIND: RecordKind = RecordKind::TimeOff;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        if self.cancelled.is_none() {
            "planned"
        } else {
            "cancelled"
        }
    }

    fn span(&self) -> Option<Span> {
        Some(self.span)
    }

    fn keys(&self) -> Vec<RecordKey> {
        match &self.whose {
            Whose::Practitioner(person) => vec![RecordKey::new("practitioner", person)],
            Whose::Room { premises, .. } | Whose::Premises(premises) => {
                vec![RecordKey::new("premises", premises)]
            }
        }
    }

    fn kept_by_law(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{from_document, to_document};
    use uuid::Uuid;

    #[test]
    fn time_off_blocks_whom_it_names_until_it_is_cancelled() {
        let at = |text: &str| text.parse().unwrap();
        let act = Act {
            at: at("2026-01-01T00:00:00Z"),
            by: PersonId(Uuid::from_u128(1)),
        };
        let id = |n| RecordId(Uuid::from_u128(n));
        let span = Span {
            from: at("2026-05-01T00:00:00Z"),
            until: at("2026-05-02T00:00:00Z"),
        };
        let whose = Whose::Practitioner(act.by);
        let off = TimeOff::plan(id(1), whose, span, None, act).unwrap();
        let room = Words::new("One").unwrap();
        let other = PersonId(Uuid::from_u128(2));
        assert!(off.blocks(act.by, id(9), &room, span));
        assert!(!off.blocks(other, id(9), &room, span));
        let read: TimeOff = from_document(&to_document(&off).unwrap()).unwrap();
        assert_eq!(read, off);
        let cancelled = off.cancel(act).unwrap();
        assert!(!cancelled.blocks(act.by, id(9), &room, span));
        assert!(cancelled.cancel(act).is_err());
        let turned = Span {
            from: span.until,
            until: span.from,
        };
        let refused = TimeOff::plan(id(1), Whose::Premises(id(9)), turned, None, act).unwrap_err();
        assert_eq!(refused.code, crate::RuleCode::SpanEmpty);
    }
}
