//! The green light, and what an owner may override.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::GateReport;
use crate::bounded::{List, Words};
use crate::hash::ContentHash;
use crate::id::{PersonId, RecordId};
use crate::refusal::Refusal;
use crate::rule::{Force, RuleCode};
use crate::session::LightRecord;

/// Words that a reason has at least.
pub const LEAST_WORDS: usize = 4;

/// An owner lets one session pass one administrative gate, with a reason that is kept in the session's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenOverride", into = "WrittenOverride")]
pub struct Override(WrittenOverride);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOverride {
    session: RecordId,
    code: RuleCode,
    owner: PersonId,
    at: Timestamp,
    reason: Words<500>,
}

impl Override {
    /// An override; `is_owner` says whether whoever asks for it owns the studio.
    ///
    /// # Errors
    /// A safety rule ([`RuleCode::OverrideForce`]), not an owner ([`RuleCode::OverrideOwner`]), a reason of fewer than four words
    /// ([`RuleCode::OverrideReason`]).
    pub fn new(
        session: RecordId,
        code: RuleCode,
        (owner, is_owner): (PersonId, bool),
        at: Timestamp,
        reason: Words<500>,
    ) -> Result<Self, Refusal> {
        if !is_owner {
            let found = format!("{code} was to be overridden by somebody who is no owner.");
            return Err(Refusal::new(RuleCode::OverrideOwner, found));
        }
        Self::try_from(WrittenOverride {
            session,
            code,
            owner,
            at,
            reason,
        })
    }

    /// The session let pass.
    pub const fn session(&self) -> RecordId {
        self.0.session
    }

    /// The gate's rule.
    pub const fn code(&self) -> RuleCode {
        self.0.code
    }

    /// Who let it pass.
    pub const fn owner(&self) -> PersonId {
        self.0.owner
    }

    /// When.
    pub const fn at(&self) -> Timestamp {
        self.0.at
    }

    /// Why.
    pub const fn reason(&self) -> &Words<500> {
        &self.0.reason
    }
}

impl TryFrom<WrittenOverride> for Override {
    type Error = Refusal;

    fn try_from(own: WrittenOverride) -> Result<Self, Refusal> {
        if own.code.rule().force != Force::Administrative {
            let found = format!("{} is a safety rule.", own.code);
            return Err(Refusal::new(RuleCode::OverrideForce, found));
        }
        let words = own.reason.as_str().split_whitespace().count();
        if words < LEAST_WORDS {
            let found = format!("The reason has {words} words; write at least {LEAST_WORDS}.");
            return Err(Refusal::new(RuleCode::OverrideReason, found));
        }
        Ok(Self(own))
    }
}

impl From<Override> for WrittenOverride {
    fn from(own: Override) -> Self {
        own.0
    }
}

/// Leave to begin, to go on, or to take a lot: for one session as it stands, for some minutes, for the lots that were judged. It can be neither
/// made nor copied nor read from anywhere; [`GateReport::green_light`] gives it.
#[derive(Debug)]
pub struct GreenLight {
    session: RecordId,
    at: Timestamp,
    steps: usize,
    lots: Vec<RecordId>,
    record: LightRecord,
}

impl GreenLight {
    pub(super) fn of(report: &GateReport) -> Option<Self> {
        if report.red().next().is_some() {
            return None;
        }
        let record = LightRecord {
            at: report.at,
            protocol: report.protocol?,
            report: ContentHash::of(report),
            overrides: List::new(report.overrides.clone()).ok()?,
        };
        Some(Self {
            session: report.session,
            at: report.at,
            steps: report.steps,
            lots: report.lots.clone(),
            record,
        })
    }

    /// The session it is for.
    pub const fn session(&self) -> RecordId {
        self.session
    }

    /// When the gates were judged.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// How many steps the session had then.
    pub(crate) const fn steps(&self) -> usize {
        self.steps
    }

    /// Whether a lot was among those judged.
    pub fn covers(&self, lot: RecordId) -> bool {
        self.lots.contains(&lot)
    }

    /// What the session's record keeps of it.
    pub fn record(&self) -> LightRecord {
        self.record.clone()
    }
}
