//! The steps of a session: what was seen and done, each with a key made by whoever sends it.

use jiff::Timestamp;
use jiff::civil::Date;
use pointil_scalp::Zone;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::gate::Override;
use crate::hash::ContentHash;
use crate::id::{PhotographId, RecordId};
use crate::lot::LotKind;

/// How much blood is seen where a needle went in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bleeding {
    /// None.
    None,
    /// A point here and there.
    Pinpoint,
    /// More than that: the needle goes too deep.
    More,
}

/// Pain from 0, none, to 10, the worst there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Pain(u8);

impl Pain {
    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Pain {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        let fits = number <= 10;
        fits.then_some(Self(number))
            .ok_or_else(|| format!("pain {number}; give 0 to 10"))
    }
}

impl From<Pain> for u8 {
    fn from(pain: Pain) -> Self {
        pain.0
    }
}

/// What somebody at the chair records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Observation {
    /// An item of the hygiene checklist is done.
    Hygiene {
        /// Its code.
        item: Words<40>,
        /// Whether the client saw it.
        witnessed: bool,
    },
    /// Somebody looked at the scalp.
    Skin {
        /// Whether there are no scabs, wounds or inflammation.
        is_whole: bool,
        /// What was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<Words<500>>,
    },
    /// A lot is put away and no longer used.
    LotPutAway {
        /// Which.
        lot: RecordId,
    },
    /// An amount of a lot in use leaves the stock.
    LotUsed {
        /// Which.
        lot: RecordId,
        /// How much, in thousandths of what the lot is counted in.
        thousandths: u64,
    },
    /// Pigment is thinned.
    Dilution {
        /// The lot of pigment.
        pigment: RecordId,
        /// The lot of diluent.
        diluent: RecordId,
        /// Parts of pigment.
        pigment_parts: u16,
        /// Parts of diluent.
        diluent_parts: u16,
    },
    /// An anaesthetic is on the skin.
    Anaesthetic {
        /// Its lot.
        lot: RecordId,
        /// Thousandths of its strongest ingredient: 4 % is 40.
        permille: u16,
        /// How large an area, in square centimetres.
        area_cm2: u16,
        /// How long it stayed, in minutes.
        minutes: u16,
    },
    /// Machine and needle as they were observed; a depth is observed, never promised.
    Machine {
        /// The machine.
        machine: Words<200>,
        /// The needle, for example `0.25 mm, 3 round`.
        needle: Words<100>,
        /// Depth, in micrometres.
        depth_um: u16,
        /// Stroke, in micrometres.
        stroke_um: u16,
        /// What is seen.
        bleeding: Bleeding,
    },
    /// Dots placed in a zone.
    Progress {
        /// Where.
        zone: Zone,
        /// In which layer, from 1.
        layer: u8,
        /// How many.
        dots: u32,
        /// Minutes of work.
        minutes: u16,
        /// With which lot of pigment.
        pigment: RecordId,
        /// With which lot of needles.
        needles: RecordId,
    },
    /// Pain as the client says.
    Pain {
        /// Where.
        zone: Zone,
        /// How much.
        of_ten: Pain,
    },
    /// A photograph.
    Photograph {
        /// Which.
        id: PhotographId,
        /// Whether it was taken before the first needle.
        is_before: bool,
    },
    /// Anything else.
    Remark {
        /// The words.
        words: Words<1000>,
    },
}

/// What a green light said when it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightRecord {
    /// When the gates were judged.
    pub at: Timestamp,
    /// The protocol they were judged by.
    pub protocol: ContentHash,
    /// The hash over every gate with what was found.
    pub report: ContentHash,
    /// The administrative gates that an owner overrode.
    #[serde(default)]
    pub overrides: List<Override, 20>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// The room is made ready.
    Prepared,
    /// A lot is taken.
    LotTaken {
        /// Which.
        lot: RecordId,
        /// What it is of.
        kind: LotKind,
        /// The light, when it was taken while the session ran.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        light: Option<LightRecord>,
    },
    /// Something was recorded.
    Observed {
        /// What.
        observation: Observation,
    },
    /// The first needle may touch the skin.
    Begun {
        /// The light.
        light: LightRecord,
    },
    /// A break.
    Paused {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Words<300>>,
    },
    /// The break is over.
    Resumed {
        /// The light.
        light: LightRecord,
    },
    /// Done as planned.
    Closed,
    /// Ended early.
    Stopped {
        /// Why.
        reason: Words<500>,
    },
    /// Never begun.
    Cancelled {
        /// Why.
        reason: Words<500>,
    },
}

impl What {
    /// Whether it says the same but for the light it was let through by: a repeated send brings another light.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Begun { .. }, Self::Begun { .. })
            | (Self::Resumed { .. }, Self::Resumed { .. }) => true,
            (
                Self::LotTaken { lot, kind, .. },
                Self::LotTaken {
                    lot: l, kind: k, ..
                },
            ) => lot == l && kind == k,
            _ => self == other,
        }
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Made by whoever sends it; the same one again is the same step.
    pub key: Uuid,
    /// Who, and when.
    pub act: Act,
    /// What.
    pub what: What,
}

/// Dots for the ledger: what is in the skin, of what, since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerEntry {
    /// Where.
    pub zone: Zone,
    /// In which layer, from 1.
    pub layer: u8,
    /// The day of the place.
    pub on: Date,
    /// The lot of pigment.
    pub pigment: RecordId,
    /// The lot of diluent, when the pigment was thinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diluent: Option<RecordId>,
    /// The lot of needles.
    pub needles: RecordId,
    /// How many dots.
    pub dots: u32,
}
