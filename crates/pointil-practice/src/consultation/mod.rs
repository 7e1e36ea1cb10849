//! A consultation: what was talked over before anything is agreed.

mod alternatives;
mod facts;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use alternatives::{Alternative, AlternativesError, alternatives};
pub use facts::{
    Calibre, Facts, HairShade, LossPace, LossStage, Norwood, Permanence, WantedLength, WantedLook,
    skin_name,
};

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::id::{ClientId, PhotographId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};
use crate::suitability::{Suitability, suitability};

/// The states of a consultation.
pub const MACHINE: Machine = Machine {
    name: "consultation",
    starts: &["open"],
    arrows: &[
        Arrow {
            from: "open",
            event: "amend",
            to: "open",
        },
        Arrow {
            from: "open",
            event: "close",
            to: "closed",
        },
    ],
};

/// How a consultation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The client wants it and the studio would do it.
    GoOn,
    /// The client thinks it over.
    ThinkItOver,
    /// A doctor is asked first.
    DoctorFirst,
    /// The client does not want it.
    ClientDeclines,
    /// The studio does not do it.
    StudioDeclines,
}

/// Where a consultation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ConsultationState {
    /// It can still be written on.
    Open,
    /// It ended.
    Closed {
        /// Who closed it and when.
        act: Act,
        /// How.
        decision: Decision,
        /// What it was, for the facts it was closed with.
        suitability: Suitability,
    },
}

impl ConsultationState {
    const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed { .. } => "closed",
        }
    }
}

/// What was told, asked and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Talk {
    /// What the client wants of it.
    pub goals: Option<Words<2000>>,
    /// What the client expects.
    pub expectations: Option<Words<2000>>,
    /// The practitioner's notes.
    pub notes: Option<Words<8000>>,
    /// Words to the skin: oily, dry, scars, what stands out.
    pub skin: Option<Words<1000>>,
    /// Photographs taken or brought.
    pub photographs: List<PhotographId, 60>,
    /// Whether it was said, and understood, that no hair grows from it.
    pub told_no_hair_grows: bool,
    /// Whether the other ways were gone through, doing nothing among them.
    pub told_alternatives: bool,
    /// What is answered when the studio asks what speaks for and against.
    pub facts: Facts,
}

/// A consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    /// The record.
    pub id: RecordId,
    /// Whose.
    pub client: ClientId,
    /// Who talked with them, and when it began.
    pub begun: Act,
    /// The enquiry it came of.
    pub enquiry: Option<RecordId>,
    /// What was talked over.
    pub talk: Talk,
    state: ConsultationState,
}

impl Consultation {
    /// A consultation begins.
    pub const fn new(
        id: RecordId,
        client: ClientId,
        begun: Act,
        enquiry: Option<RecordId>,
        talk: Talk,
    ) -> Self {
        Self {
            id,
            client,
            begun,
            enquiry,
            talk,
            state: ConsultationState::Open,
        }
    }

    /// Where it stands.
    pub const fn stands(&self) -> &ConsultationState {
        &self.state
    }

    /// What speaks for and against, as far as is known now.
    pub fn suitability(&self) -> Suitability {
        suitability(&self.talk.facts)
    }

    fn go(self, event: &str, state: ConsultationState) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), event, state.name())?;
        Ok(Self { state, ..self })
    }

    /// Writes it anew.
    ///
    /// # Errors
    /// It is closed.
    pub fn amend(self, talk: Talk) -> Result<Self, Refusal> {
        let amended = self.go("amend", ConsultationState::Open)?;
        Ok(Self { talk, ..amended })
    }

    /// Ends it.
    ///
    /// # Errors
    /// It is closed already; or it would go on although nobody told the client what it is not.
    pub fn close(self, act: Act, decision: Decision) -> Result<Self, Refusal> {
        let told = self.talk.told_no_hair_grows && self.talk.told_alternatives;
        if decision == Decision::GoOn && !told {
            let found = "It is not noted that the client was told that no hair grows from it, or not that the other ways were gone through.";
            return Err(Refusal::new(RuleCode::ConsultationUntold, found));
        }
        let suitability = self.suitability();
        self.go(
            "close",
            ConsultationState::Closed {
                act,
                decision,
                suitability,
            },
        )
    }
}

impl PracticeRecord for Consultation {
    const KIND: RecordKind = RecordKind::Consultation;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.state.name()
    }

    fn due(&self) -> Option<Timestamp> {
        None
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![RecordKey::new("practitioner", self.begun.by)]
    }

    fn kept_by_law(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PersonId;
    use crate::record::{from_document, to_document};
    use uuid::Uuid;

    fn act() -> Act {
        Act {
            at: "2026-03-02T09:00:00Z".parse().unwrap(),
            by: PersonId(Uuid::from_u128(1)),
        }
    }

    fn consultation(told: bool) -> Consultation {
        let talk = Talk {
            goals: Words::new("a shaved look that is not noticed").ok(),
            expectations: None,
            notes: None,
            skin: None,
            photographs: List::default(),
            told_no_hair_grows: told,
            told_alternatives: true,
            facts: Facts::default(),
        };
        Consultation::new(
            RecordId(Uuid::from_u128(7)),
            ClientId(Uuid::from_u128(2)),
            act(),
            None,
            talk,
        )
    }

    #[test]
    fn nobody_goes_on_who_was_not_told_what_it_is_not() {
        let refused = consultation(false).close(act(), Decision::GoOn);
        assert_eq!(refused.unwrap_err().code, RuleCode::ConsultationUntold);
        assert!(
            consultation(false)
                .close(act(), Decision::StudioDeclines)
                .is_ok()
        );
        let closed = consultation(true).close(act(), Decision::GoOn).unwrap();
        assert_eq!(closed.state(), "closed");
        let read: Consultation = from_document(&to_document(&closed).unwrap()).unwrap();
        assert_eq!(read, closed);
        let talk = closed.talk.clone();
        assert!(closed.amend(talk).is_err());
    }
}
