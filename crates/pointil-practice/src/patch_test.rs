//! Patch tests: pigment and anaesthetic tried on a small place, read not before the protocol's hour. A reaction blocks those lots for this
//! client for ever. No patch test excludes a delayed allergy.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};
use pointil_treatment::Rule;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::hash::ContentHash;
use crate::id::{ClientId, PhotographId, RecordId};
use crate::protocol::StudioProtocol;
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

/// What every client reads beside a result.
pub const NOT_EXCLUDED: &str = "A patch test without a reaction makes an allergy less likely. It does not exclude one: an allergy can begin later, even after months. Tell us about any itching, redness or swelling, whenever it comes.";

/// The states of a patch test.
pub const MACHINE: Machine = Machine {
    name: RecordKind::PatchTest.name(),
    starts: &["applied"],
    arrows: &[
        Arrow {
            from: "applied",
            event: "read_clear",
            to: "clear",
        },
        Arrow {
            from: "applied",
            event: "report_reaction",
            to: "reaction",
        },
        Arrow {
            from: "clear",
            event: "report_reaction",
            to: "reaction",
        },
        Arrow {
            from: "applied",
            event: "abandon",
            to: "abandoned",
        },
    ],
};

/// A patch test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatchTest {
    /// The record.
    pub id: RecordId,
    /// Whose skin.
    pub client: ClientId,
    /// The lots that were applied.
    pub lots: List<RecordId, 12>,
    /// Where, for example behind the left ear.
    pub place: Words<200>,
    /// Who applied it, and when.
    pub applied: Act,
    /// The hours that must pass before it is read, by the protocol of that day.
    read_after_hours: u32,
    /// The protocol of that day.
    pub protocol: ContentHash,
    state: PatchTestState,
}

/// Where a patch test stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum PatchTestState {
    /// On the skin, not read.
    Applied,
    /// Read without a reaction.
    Clear {
        /// Who read it, and when.
        read: Act,
    },
    /// The skin reacted, before it was read, then or later.
    Reaction {
        /// Who recorded it, and when.
        read: Act,
        /// What is seen and felt.
        description: Words<1000>,
        /// Photographs of it.
        photographs: List<PhotographId, 12>,
    },
    /// Washed off or never read.
    Abandoned {
        /// Who recorded it.
        act: Act,
    },
}

impl PatchTest {
    /// Applies lots.
    ///
    /// # Errors
    /// No lot, or one twice ([`RuleCode::PatchTestLots`]).
    pub fn apply(
        id: RecordId,
        client: ClientId,
        lots: List<RecordId, 12>,
        place: Words<200>,
        applied: Act,
        protocol: &StudioProtocol,
    ) -> Result<Self, Refusal> {
        let distinct: BTreeSet<_> = lots.iter().collect();
        if lots.is_empty() || distinct.len() != lots.len() {
            let found = format!("{} lots, {} of them different.", lots.len(), distinct.len());
            return Err(Refusal::new(RuleCode::PatchTestLots, found));
        }
        Ok(Self {
            id,
            client,
            lots,
            place,
            applied,
            read_after_hours: protocol.whole(Rule::PatchTestReadAfter),
            protocol: protocol.version(),
            state: PatchTestState::Applied,
        })
    }

    /// The first instant at which it may be read.
    pub fn readable_from(&self) -> Timestamp {
        self.applied
            .at
            .checked_add(i64::from(self.read_after_hours).hours())
            .unwrap_or(Timestamp::MAX)
    }

    /// Read without a reaction.
    ///
    /// # Errors
    /// Too early ([`RuleCode::PatchTestEarly`]), or not waiting to be read.
    pub fn read_clear(mut self, read: Act) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "read_clear", "clear")?;
        if read.at < self.readable_from() {
            let found = format!(
                "It was applied at {} and may be read from {}, after {} hours.",
                self.applied.at,
                self.readable_from(),
                self.read_after_hours
            );
            return Err(Refusal::new(RuleCode::PatchTestEarly, found));
        }
        self.state = PatchTestState::Clear { read };
        Ok(self)
    }

    /// The skin reacts, whenever it is noticed: before the hour, at it, or long after a clear result.
    ///
    /// # Errors
    /// A reaction is recorded, or it was abandoned.
    pub fn report_reaction(
        mut self,
        read: Act,
        description: Words<1000>,
        photographs: List<PhotographId, 12>,
    ) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "report_reaction", "reaction")?;
        self.state = PatchTestState::Reaction {
            read,
            description,
            photographs,
        };
        Ok(self)
    }

    /// Washed off or never read.
    ///
    /// # Errors
    /// It was read.
    pub fn abandon(mut self, act: Act) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "abandon", "abandoned")?;
        self.state = PatchTestState::Abandoned { act };
        Ok(self)
    }

    /// Where it stands.
    pub const fn standing(&self) -> &PatchTestState {
        &self.state
    }

    /// When it was read without a reaction.
    pub fn clear_since(&self) -> Option<Timestamp> {
        match &self.state {
            PatchTestState::Clear { read } => Some(read.at),
            _ => None,
        }
    }
}

/// The lots that must never touch this client again.
pub fn blocked_lots(client: ClientId, tests: &[PatchTest]) -> BTreeSet<RecordId> {
    tests
        .iter()
        .filter(|test| {
            test.client == client && matches!(test.state, PatchTestState::Reaction { .. })
        })
        .flat_map(|test| test.lots.iter().copied())
        .collect()
}

impl PracticeRecord for PatchTest {
    const KIND: RecordKind = RecordKind::PatchTest;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        match self.state {
            PatchTestState::Applied => "applied",
            PatchTestState::Clear { .. } => "clear",
            PatchTestState::Reaction { .. } => "reaction",
            PatchTestState::Abandoned { .. } => "abandoned",
        }
    }

    fn due(&self) -> Option<Timestamp> {
        matches!(self.state, PatchTestState::Applied).then(|| self.readable_from())
    }

    fn keys(&self) -> Vec<RecordKey> {
        let lots = self.lots.iter();
        lots.map(|lot| RecordKey::new("lot", lot)).collect()
    }

    fn kept_by_law(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{from_document, to_document};
    use crate::sample;

    fn applied(lots: &[u128]) -> Result<PatchTest, Refusal> {
        let lots = lots.iter().map(|lot| sample::record(*lot)).collect();
        PatchTest::apply(
            sample::record(1),
            sample::client(1),
            List::new(lots).unwrap(),
            Words::new("behind the left ear").unwrap(),
            sample::act(0),
            &sample::protocol(),
        )
    }

    #[test]
    fn refuses_patch_test_early() {
        let test = applied(&[7]).unwrap();
        let refused = test.clone().read_clear(sample::act(47)).unwrap_err();
        assert_eq!(refused.code, RuleCode::PatchTestEarly);
        assert_eq!(test.due(), Some(sample::at(48)));
        let read = test.read_clear(sample::act(48)).unwrap();
        assert_eq!(read.clear_since(), Some(sample::at(48)));
        assert_eq!(read.due(), None);
    }

    #[test]
    fn refuses_patch_test_lots() {
        assert_eq!(applied(&[]).unwrap_err().code, RuleCode::PatchTestLots);
        assert_eq!(applied(&[7, 7]).unwrap_err().code, RuleCode::PatchTestLots);
        assert!(applied(&[7, 8]).is_ok());
    }

    #[test]
    fn a_reaction_blocks_its_lots_for_this_client_for_ever_whenever_it_comes() {
        let words = Words::new("itching and a red patch").unwrap();
        let react = |test: PatchTest, hours| {
            test.report_reaction(sample::act(hours), words.clone(), List::default())
        };
        let early = react(applied(&[7, 8]).unwrap(), 3).unwrap();
        let late = applied(&[9]).unwrap().read_clear(sample::act(50)).unwrap();
        let late = react(late, 9000).unwrap();
        let blocked = blocked_lots(sample::client(1), &[early.clone(), late]);
        assert_eq!(blocked, [7, 8, 9].map(sample::record).into());
        assert!(blocked_lots(sample::client(2), std::slice::from_ref(&early)).is_empty());
        assert!(early.clone().read_clear(sample::act(90)).is_err());
        assert!(early.clone().abandon(sample::act(90)).is_err());
        let bytes = to_document(&early).unwrap();
        assert_eq!(from_document::<PatchTest>(&bytes).unwrap(), early);
        assert!(NOT_EXCLUDED.contains("does not exclude"));
    }
}
