//! The gates: everything that must be so before needles touch a skin, judged at once. A [`GreenLight`] comes from a report without a red gate and
//! from nothing else; a session begins, goes on and takes another lot with one only.

mod health;
mod light;
mod paper;
mod place;
mod things;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::agreement::Agreement;
use crate::alarm::OpenAlarm;
use crate::consent::Consent;
use crate::credential::Credential;
use crate::hash::ContentHash;
use crate::id::{ClientId, RecordId};
use crate::lot::Lot;
use crate::patch_test::PatchTest;
use crate::premises::Premises;
use crate::protocol::StudioProtocol;
use crate::rule::{Force, PracticeRule, RuleCode};
use crate::screening::Screening;
use crate::session::Session;

pub use light::{GreenLight, Override};

/// Every gate, in the order in which they are shown.
pub const GATES: &[RuleCode] = &[
    RuleCode::ProtocolInForce,
    RuleCode::ProtocolVersion,
    RuleCode::PremisesOpen,
    RuleCode::PremisesCredential,
    RuleCode::PractitionerCredential,
    RuleCode::PractitionerInsurance,
    RuleCode::ClientAge,
    RuleCode::ScreeningMissing,
    RuleCode::ScreeningExpired,
    RuleCode::ScreeningOutcome,
    RuleCode::ScreeningChanges,
    RuleCode::PatchTestMissing,
    RuleCode::PatchTestExpired,
    RuleCode::AlarmOpen,
    RuleCode::AgreementInForce,
    RuleCode::AgreementCoolingOff,
    RuleCode::ConsentTreatment,
    RuleCode::ConsentPhotographs,
    RuleCode::SessionDay,
    RuleCode::SessionInterval,
    RuleCode::SessionSkin,
    RuleCode::SessionHygiene,
    RuleCode::SessionPhotographs,
    RuleCode::LotChosen,
    RuleCode::LotUnavailable,
    RuleCode::LotExpired,
    RuleCode::LotRecalled,
    RuleCode::LotOpened,
    RuleCode::LotBlocked,
    RuleCode::LotCertificate,
    RuleCode::AnaestheticStrength,
    RuleCode::AnaestheticMinutes,
    RuleCode::AnaestheticArea,
];

/// Hours after which what was asked and seen before a session no longer counts when it goes on after midnight.
pub const SAME_SITTING_HOURS: i64 = 12;

/// Everything that a judgement looks at. Records of other clients, people and places may be among them and count for nothing.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The session that is to begin, to go on or to take a lot.
    pub session: &'a Session,
    /// The lot that is to be taken while it runs.
    pub lot_to_take: Option<&'a Lot>,
    /// The client's day of birth, where it is known.
    pub born: Option<Date>,
    /// The studio's protocol.
    pub protocol: Option<&'a StudioProtocol>,
    /// The place.
    pub premises: Option<&'a Premises>,
    /// The client's screenings.
    pub screenings: &'a [Screening],
    /// The client's patch tests.
    pub patch_tests: &'a [PatchTest],
    /// The client's agreements.
    pub agreements: &'a [Agreement],
    /// The client's consents.
    pub consents: &'a [Consent],
    /// The credentials of the practitioner and of the place.
    pub credentials: &'a [Credential],
    /// The lots in use.
    pub lots: &'a [Lot],
    /// The client's other sessions.
    pub other_sessions: &'a [Session],
    /// Red flags that nobody has closed.
    pub alarms: &'a [OpenAlarm],
    /// What an owner overrides.
    pub overrides: &'a [Override],
}

/// What a gate shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Open.
    Green,
    /// Shut.
    Red,
    /// Shut, and overridden by an owner.
    Overridden,
}

/// A gate as it was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// Its rule.
    pub code: RuleCode,
    /// What it shows.
    pub light: Light,
    /// What was found, with its values.
    pub found: String,
}

impl Gate {
    /// The rule's row: what it asks, why, and the way on.
    pub fn rule(&self) -> &'static PracticeRule {
        self.code.rule()
    }

    /// Whether nobody can override it.
    pub fn is_safety(&self) -> bool {
        self.rule().force == Force::Safety
    }
}

/// Every gate, judged for one session at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GateReport {
    session: RecordId,
    at: Timestamp,
    gates: Vec<Gate>,
    #[serde(skip)]
    steps: usize,
    #[serde(skip)]
    lots: Vec<RecordId>,
    #[serde(skip)]
    protocol: Option<ContentHash>,
    #[serde(skip)]
    overrides: Vec<Override>,
}

/// What the gates share: the day of the place, and who is who.
struct View<'a> {
    own: &'a Situation<'a>,
    now: Timestamp,
    zone: TimeZone,
    today: Date,
    client: ClientId,
    /// The lots in use together with the one to be taken; none for a lot that was not handed over.
    lots: Vec<(RecordId, Option<&'a Lot>)>,
}

/// What a gate found: why it is open, or why it is shut.
type Verdict = Result<String, String>;

/// Judges every gate.
pub fn judge(situation: &Situation<'_>, now: Timestamp) -> GateReport {
    let view = View::of(situation, now);
    let verdicts = [
        place::verdicts(&view),
        health::verdicts(&view),
        paper::verdicts(&view),
        things::verdicts(&view),
    ];
    let mut found: Vec<(RuleCode, Verdict)> = verdicts.into_iter().flatten().collect();
    let mut applied = Vec::new();
    let gates = GATES.iter().map(|code| {
        // A gate that nobody judged is shut.
        let place = found.iter().position(|own| own.0 == *code);
        let verdict = place.map(|place| found.swap_remove(place).1);
        let verdict = verdict.unwrap_or_else(|| Err("It was not judged.".to_owned()));
        let (light, found) = match verdict {
            Ok(found) => (Light::Green, found),
            Err(found) => match view.override_of(*code) {
                Some(own) => {
                    applied.push(own.clone());
                    (Light::Overridden, found)
                }
                None => (Light::Red, found),
            },
        };
        Gate {
            code: *code,
            light,
            found,
        }
    });
    GateReport {
        session: situation.session.id,
        at: now,
        gates: gates.collect(),
        steps: situation.session.steps().len(),
        lots: view.lots.iter().map(|own| own.0).collect(),
        protocol: situation.protocol.map(StudioProtocol::version),
        overrides: applied,
    }
}

impl<'a> View<'a> {
    fn of(own: &'a Situation<'a>, now: Timestamp) -> Self {
        // Without premises their gate is shut, and the day matters no more.
        let zone = own
            .premises
            .map_or(TimeZone::UTC, |premises| premises.zone.zone());
        let in_use = own.session.lots_in_use().into_keys();
        let known = |id: RecordId| own.lots.iter().find(|lot| lot.id == id);
        let mut lots: Vec<_> = in_use.map(|id| (id, known(id))).collect();
        if let Some(lot) = own.lot_to_take {
            lots.retain(|other| other.0 != lot.id);
            lots.push((lot.id, Some(lot)));
        }
        Self {
            own,
            now,
            today: now.to_zoned(zone.clone()).date(),
            zone,
            client: own.session.plan.client,
            lots,
        }
    }

    /// The day of an instant by the clocks of the place.
    fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// Whether something was said or seen today, or, once the session has begun, in the same sitting although midnight has passed.
    fn is_of_today(&self, at: Timestamp) -> bool {
        if at > self.now {
            return false;
        }
        let hours = self.now.duration_since(at).as_hours();
        let is_same_sitting = self.own.session.begun_at().is_some() && hours < SAME_SITTING_HOURS;
        self.day(at) == self.today || is_same_sitting
    }

    fn override_of(&self, code: RuleCode) -> Option<&'a Override> {
        let session = self.own.session.id;
        let overrides = self.own.overrides.iter();
        overrides
            .filter(|own| own.session() == session && own.code() == code)
            .find(|own| own.at() <= self.now && code.rule().force == Force::Administrative)
    }
}

impl GateReport {
    /// The session judged.
    pub const fn session(&self) -> RecordId {
        self.session
    }

    /// When.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Every gate, in the order of [`GATES`].
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// The gates that are shut.
    pub fn red(&self) -> impl Iterator<Item = &Gate> {
        self.gates.iter().filter(|own| own.light == Light::Red)
    }

    /// A gate by its rule.
    pub fn gate(&self, code: RuleCode) -> Option<&Gate> {
        self.gates.iter().find(|own| own.code == code)
    }

    /// A light, when no gate is shut.
    pub fn green_light(&self) -> Option<GreenLight> {
        GreenLight::of(self)
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod walks;
#[cfg(test)]
pub(crate) mod world;
