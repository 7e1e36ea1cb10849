//! Stock: lots of pigment, diluent, needles and anaesthetic, from the delivery to the last drop, with recalls.

mod limits;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use pointil_treatment::Rule;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::act::Act;
use crate::bounded::{BoundError, List, Words};
use crate::id::RecordId;
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

pub use limits::{InkLimit, LimitFinding, check, limits};

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of a lot.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Lot.name(),
    starts: &["received"],
    arrows: &[
        arrow("received", "open", "opened"),
        arrow("opened", "use_up", "used_up"),
        arrow("received", "quarantine", "quarantined"),
        arrow("opened", "quarantine", "quarantined"),
        arrow("quarantined", "release_sealed", "received"),
        arrow("quarantined", "release_opened", "opened"),
        arrow("received", "recall", "recalled"),
        arrow("opened", "recall", "recalled"),
        arrow("quarantined", "recall", "recalled"),
        arrow("used_up", "recall", "recalled"),
        arrow("expired", "recall", "recalled"),
        arrow("discarded", "recall", "recalled"),
        arrow("received", "expire", "expired"),
        arrow("opened", "expire", "expired"),
        arrow("quarantined", "expire", "expired"),
        arrow("received", "discard", "discarded"),
        arrow("opened", "discard", "discarded"),
        arrow("quarantined", "discard", "discarded"),
        arrow("expired", "discard", "discarded"),
    ],
};

/// What a lot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LotKind {
    /// Pigment for the skin.
    Pigment,
    /// Sterile water or another thinner.
    Diluent,
    /// Needles or cartridges.
    Needles,
    /// Anaesthetic for the skin.
    Anaesthetic,
    /// Anything else: gloves, films, cups.
    Other,
}

impl LotKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Pigment,
        Self::Diluent,
        Self::Needles,
        Self::Anaesthetic,
        Self::Other,
    ];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pigment => "pigment",
            Self::Diluent => "diluent",
            Self::Needles => "needles",
            Self::Anaesthetic => "anaesthetic",
            Self::Other => "other",
        }
    }

    /// The protocol's days that it may be used once open.
    pub const fn open_rule(self) -> Rule {
        match self {
            Self::Pigment => Rule::PigmentOpen,
            Self::Diluent => Rule::DiluentOpen,
            Self::Anaesthetic => Rule::AnaestheticOpen,
            Self::Needles | Self::Other => Rule::OtherOpen,
        }
    }
}

/// What a lot is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Millilitres.
    Millilitres,
    /// Grams.
    Grams,
    /// Pieces.
    Pieces,
}

/// What a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateKind {
    /// The maker states that entry 75 of REACH is met, or gives the analysis.
    Reach,
    /// The product is listed under MoCRA.
    MocraListing,
    /// A safety data sheet.
    SafetyDataSheet,
    /// Proof of sterility.
    Sterility,
}

/// Milligrams in a kilogram: finite, not below nought.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct MgPerKg(f64);

impl MgPerKg {
    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for MgPerKg {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        let fits = value.is_finite() && (0.0..=1e6).contains(&value);
        fits.then_some(Self(value))
            .ok_or_else(|| format!("{value} mg/kg; give 0 to 1000000"))
    }
}

impl From<MgPerKg> for f64 {
    fn from(value: MgPerKg) -> Self {
        value.0
    }
}

/// A value of an analysis; what lies below the limit of detection is entered with that limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalysedValue {
    /// The substance, by its name in the [limits].
    pub substance: Words<60>,
    /// How much.
    pub mg_per_kg: MgPerKg,
}

/// A certificate of a lot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// What it is.
    pub kind: CertificateKind,
    /// Its number or where it is found.
    pub reference: Words<300>,
    /// Its day.
    pub on: Date,
    /// The values of its analysis.
    #[serde(default)]
    pub values: List<AnalysedValue, 60>,
}

/// Why an amount left the stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum TakenFor {
    /// For a client.
    Session {
        /// The session.
        id: RecordId,
    },
    /// For a patch test.
    PatchTest {
        /// The test.
        id: RecordId,
    },
    /// Spilt, thrown away, counted anew.
    Other {
        /// Why.
        why: Words<300>,
    },
}

/// An amount that left the stock. Entries are never edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotEntry {
    /// Made by whoever sends it; the same one again is the same entry.
    pub key: Uuid,
    /// Who took it, and when.
    pub act: Act,
    /// How much, in thousandths of the unit.
    pub thousandths: u64,
    /// What for.
    pub taken_for: TakenFor,
}

/// What is known of a lot when it arrives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotFacts {
    /// What it is of.
    pub kind: LotKind,
    /// Who made it.
    pub maker: Words<200>,
    /// What it is called.
    pub product: Words<200>,
    /// The number on the label.
    pub number: Words<100>,
    /// The last day on which it may be used.
    pub expiry: Date,
    /// Days that the maker allows once it is open, where the label says so.
    #[serde(default)]
    pub maker_open_days: Option<u16>,
    /// What it is counted in.
    pub unit: Unit,
    /// How much came, in thousandths of the unit.
    pub received_thousandths: u64,
    /// Order again when no more than this is left, in thousandths of the unit.
    pub reorder_thousandths: u64,
    /// Its certificates.
    #[serde(default)]
    pub certificates: List<Certificate, 20>,
}

/// A lot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// The record.
    pub id: RecordId,
    /// What is known of it.
    pub facts: LotFacts,
    /// Who received it.
    pub received: Act,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened: Option<Act>,
    entries: List<LotEntry, 1000>,
    state: LotState,
}

/// Where a lot stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum LotState {
    /// In stock, sealed.
    Received,
    /// In use.
    Opened,
    /// Empty.
    UsedUp,
    /// Its day is over.
    Expired,
    /// Not to be used until somebody has looked.
    Quarantined {
        /// Who set it aside.
        act: Act,
        /// Why.
        why: Words<500>,
    },
    /// Never to be used.
    Recalled {
        /// Who recorded it.
        act: Act,
        /// Who recalls it: maker or authority.
        from: Words<200>,
        /// Their notice.
        notice: Words<2000>,
    },
    /// Thrown away.
    Discarded {
        /// Who did it.
        act: Act,
    },
}

impl LotState {
    const fn name(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Opened => "opened",
            Self::UsedUp => "used_up",
            Self::Expired => "expired",
            Self::Quarantined { .. } => "quarantined",
            Self::Recalled { .. } => "recalled",
            Self::Discarded { .. } => "discarded",
        }
    }
}

impl Lot {
    /// A delivery.
    pub fn receive(id: RecordId, facts: LotFacts, received: Act) -> Self {
        Self {
            id,
            facts,
            received,
            opened: None,
            entries: List::default(),
            state: LotState::Received,
        }
    }

    fn to(mut self, event: &str, state: LotState) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), event, state.name())?;
        self.state = state;
        Ok(self)
    }

    /// Opens it; `today` is the day of the place.
    ///
    /// # Errors
    /// Its last day is over ([`RuleCode::LotExpired`]), or it is not sealed in stock.
    pub fn open(self, act: Act, today: Date) -> Result<Self, Refusal> {
        if self.is_expired(today) {
            return Err(Refusal::new(RuleCode::LotExpired, self.expiry_words(today)));
        }
        let mut opened = self.to("open", LotState::Opened)?;
        opened.opened = Some(act);
        Ok(opened)
    }

    /// An amount leaves the stock. An entry that is there already does nothing again; the last of it uses the lot up.
    ///
    /// # Errors
    /// More than is left ([`RuleCode::LotAmount`]), the key of another entry, or not open.
    pub fn take(mut self, entry: LotEntry) -> Result<Self, Refusal> {
        if let Some(known) = self.entries.iter().find(|own| own.key == entry.key) {
            if *known == entry {
                return Ok(self);
            }
            let found = format!("Entry {} says something else already.", entry.key);
            return Err(Refusal::new(RuleCode::StepKey, found));
        }
        MACHINE.follow(self.state.name(), "use_up", "used_up")?;
        let left = self.left_thousandths();
        if entry.thousandths == 0 || entry.thousandths > left {
            let found = format!(
                "{} thousandths are taken and {left} are left of lot {}.",
                entry.thousandths, self.facts.number
            );
            return Err(Refusal::new(RuleCode::LotAmount, found));
        }
        let is_last = entry.thousandths == left;
        self.entries = self.entries.with(entry).map_err(full)?;
        if is_last {
            return self.to("use_up", LotState::UsedUp);
        }
        Ok(self)
    }

    /// Sets it aside.
    ///
    /// # Errors
    /// It is in no state to be.
    pub fn quarantine(self, act: Act, why: Words<500>) -> Result<Self, Refusal> {
        self.to("quarantine", LotState::Quarantined { act, why })
    }

    /// Back into stock, sealed or open as it was.
    ///
    /// # Errors
    /// It was not set aside.
    pub fn release(self) -> Result<Self, Refusal> {
        if self.opened.is_some() {
            self.to("release_opened", LotState::Opened)
        } else {
            self.to("release_sealed", LotState::Received)
        }
    }

    /// Maker or authority call it back, whatever became of it: who received it must be found.
    ///
    /// # Errors
    /// It is recalled already.
    pub fn recall(self, act: Act, from: Words<200>, notice: Words<2000>) -> Result<Self, Refusal> {
        self.to("recall", LotState::Recalled { act, from, notice })
    }

    /// Its last day is over.
    ///
    /// # Errors
    /// It is not over on that day ([`RuleCode::LotNotExpired`]), or the lot is gone.
    pub fn expire(self, today: Date) -> Result<Self, Refusal> {
        if !self.is_expired(today) {
            let found = format!(
                "It may be used until {}; today is {today}.",
                self.facts.expiry
            );
            return Err(Refusal::new(RuleCode::LotNotExpired, found));
        }
        self.to("expire", LotState::Expired)
    }

    /// Thrown away.
    ///
    /// # Errors
    /// It is gone already.
    pub fn discard(self, act: Act) -> Result<Self, Refusal> {
        self.to("discard", LotState::Discarded { act })
    }

    /// Adds a certificate.
    ///
    /// # Errors
    /// There are twenty.
    pub fn with_certificate(mut self, certificate: Certificate) -> Result<Self, Refusal> {
        self.facts.certificates = self.facts.certificates.with(certificate).map_err(full)?;
        Ok(self)
    }

    /// Where it stands.
    pub const fn standing(&self) -> &LotState {
        &self.state
    }

    /// Who opened it, and when.
    pub const fn opened(&self) -> Option<Act> {
        self.opened
    }

    /// What left the stock, in order.
    pub fn entries(&self) -> &[LotEntry] {
        &self.entries
    }

    /// How much is left, in thousandths of the unit.
    pub fn left_thousandths(&self) -> u64 {
        let taken = self.entries.iter().map(|entry| entry.thousandths);
        let taken = taken.fold(0_u64, u64::saturating_add);
        self.facts.received_thousandths.saturating_sub(taken)
    }

    /// Whether it is time to order.
    pub fn is_low(&self) -> bool {
        self.left_thousandths() <= self.facts.reorder_thousandths
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, today: Date) -> bool {
        self.facts.expiry < today
    }

    /// The last day on which it may be used once it is open: what the maker allows counts where it is less than what the studio allows.
    pub fn open_until(&self, opened_on: Date, studio_days: u32) -> (u32, Date) {
        let by_maker = self.facts.maker_open_days.map_or(u32::MAX, u32::from);
        let days = studio_days.min(by_maker);
        let until = opened_on.checked_add(i64::from(days).days());
        (days, until.unwrap_or(Date::MAX))
    }

    /// Product and number, as they are said to people.
    pub fn name(&self) -> String {
        format!("{} lot {}", self.facts.product, self.facts.number)
    }

    pub(crate) fn expiry_words(&self, today: Date) -> String {
        format!(
            "{}: to be used until {}; today is {today}.",
            self.name(),
            self.facts.expiry
        )
    }
}

fn full(error: BoundError) -> Refusal {
    Refusal::new(RuleCode::RecordFull, format!("The lot: {error}."))
}

impl PracticeRecord for Lot {
    const KIND: RecordKind = RecordKind::Lot;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.state.name()
    }

    /// The start (Greenwich) of the day after its last, while it could still be used.
    fn due(&self) -> Option<Timestamp> {
        matches!(self.state, LotState::Received | LotState::Opened)
            .then(|| self.facts.expiry.tomorrow().ok())
            .flatten()
            .and_then(|day| day.to_zoned(TimeZone::UTC).ok())
            .map(|midnight| midnight.timestamp())
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![
            RecordKey::new("number", &self.facts.number),
            RecordKey::new("lot_kind", self.facts.kind.words()),
        ]
    }

    fn kept_by_law(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests;
