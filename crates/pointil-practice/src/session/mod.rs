//! Sessions at the chair: a log of small steps that can be sent twice without being done twice. A session begins, goes on and takes another
//! lot only with a [`GreenLight`], which nothing but the gates can give.

mod account;
mod hygiene;
mod step;

use jiff::Timestamp;
use pointil_scalp::Zone;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::gate::GreenLight;
use crate::hash::ContentHash;
use crate::id::{ClientId, DesignVersionId, PersonId, RecordId};
use crate::lot::{Lot, LotKind};
use crate::premises::Premises;
use crate::record::{PracticeRecord, RecordKey, RecordKind, Span};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

pub use account::ZoneProgress;
pub use hygiene::{HygieneItem, HygienePhase, hygiene_items};
pub use step::{Bleeding, LedgerEntry, LightRecord, Observation, Pain, Step, What};

/// Seconds that a green light holds.
pub const LIGHT_SECONDS: i64 = 300;

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of a session.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Session.name(),
    starts: &["planned"],
    arrows: &[
        arrow("planned", "prepare", "preparing"),
        arrow("planned", "cancel", "cancelled"),
        arrow("preparing", "observe", "preparing"),
        arrow("preparing", "take_lot", "preparing"),
        arrow("preparing", "begin", "running"),
        arrow("preparing", "cancel", "cancelled"),
        arrow("running", "observe", "running"),
        arrow("running", "take_lot", "running"),
        arrow("running", "pause", "paused"),
        arrow("running", "close", "closed"),
        arrow("running", "stop", "stopped"),
        arrow("paused", "observe", "paused"),
        arrow("paused", "take_lot", "paused"),
        arrow("paused", "resume", "running"),
        arrow("paused", "close", "closed"),
        arrow("paused", "stop", "stopped"),
    ],
};

/// What a zone is to get in this session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedZone {
    /// Where.
    pub zone: Zone,
    /// How many dots.
    pub dots: u32,
    /// How many minutes of work.
    pub minutes: u16,
}

/// What is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionPlan {
    /// Who is treated.
    pub client: ClientId,
    /// Who treats.
    pub practitioner: PersonId,
    /// Where.
    pub premises: RecordId,
    /// In which room.
    pub room: Words<100>,
    /// The version of the design.
    pub design_version: DesignVersionId,
    /// Its content hash.
    pub design: ContentHash,
    /// Which session of the design, from 1.
    pub number: u8,
    /// Which part of that session, from 1.
    pub part: u8,
    /// When.
    pub planned: Span,
    /// The protocol it was planned under.
    pub protocol: ContentHash,
    /// What each zone is to get.
    pub zones: List<PlannedZone, 40>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// The record.
    pub id: RecordId,
    /// What is planned.
    pub plan: SessionPlan,
    steps: List<Step, 800>,
    state: SessionState,
}

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum SessionState {
    /// In the calendar.
    Planned,
    /// The room is made ready.
    Preparing,
    /// Needles touch the skin.
    Running,
    /// A break.
    Paused,
    /// Done as planned.
    Closed {
        /// When.
        at: Timestamp,
        /// What is in the skin now.
        ledger: List<LedgerEntry, 400>,
    },
    /// Ended early.
    Stopped {
        /// When.
        at: Timestamp,
        /// What is in the skin now.
        ledger: List<LedgerEntry, 400>,
    },
    /// Never begun.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

impl SessionState {
    const fn name(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Preparing => "preparing",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Closed { .. } => "closed",
            Self::Stopped { .. } => "stopped",
            Self::Cancelled { .. } => "cancelled",
        }
    }
}

impl Session {
    /// Plans a session.
    ///
    /// # Errors
    /// Number, part or times that cannot be ([`RuleCode::SessionStep`]).
    pub fn plan(id: RecordId, plan: SessionPlan) -> Result<Self, Refusal> {
        if plan.number == 0 || plan.part == 0 || plan.planned.from >= plan.planned.until {
            let found = format!(
                "Session {} part {} from {} until {}; count from 1 and end after the beginning.",
                plan.number, plan.part, plan.planned.from, plan.planned.until
            );
            return Err(Refusal::new(RuleCode::SessionStep, found));
        }
        Ok(Self {
            id,
            plan,
            steps: List::default(),
            state: SessionState::Planned,
        })
    }

    /// Does a step once: known already, nothing happens; otherwise it is added and leads to a state.
    fn does(
        mut self,
        event: &str,
        step: Step,
        state: impl FnOnce(&Self) -> Result<SessionState, Refusal>,
    ) -> Result<Self, Refusal> {
        if self.knows(&step)? {
            return Ok(self);
        }
        let state = state(&self)?;
        MACHINE.follow(self.state.name(), event, state.name())?;
        let full = |error| Refusal::new(RuleCode::RecordFull, format!("The session: {error}."));
        self.steps = self.steps.with(step).map_err(full)?;
        self.state = state;
        Ok(self)
    }

    /// Whether a step is there already.
    fn knows(&self, step: &Step) -> Result<bool, Refusal> {
        match self.steps.iter().find(|own| own.key == step.key) {
            None => Ok(false),
            Some(own) if own.act.by == step.act.by && own.what.is_same(&step.what) => Ok(true),
            Some(_) => {
                let found = format!("Step {} says something else already.", step.key);
                Err(Refusal::new(RuleCode::StepKey, found))
            }
        }
    }

    /// Whether a step of this key is there already: a repeated send is then answered without judging anything again.
    pub fn has_step(&self, key: Uuid) -> bool {
        self.steps.iter().any(|own| own.key == key)
    }

    /// The room is made ready.
    ///
    /// # Errors
    /// It is not planned, or the key belongs to another step; so for every step below.
    pub fn prepare(self, key: Uuid, act: Act) -> Result<Self, Refusal> {
        let what = What::Prepared;
        self.does("prepare", Step { key, act, what }, |_| {
            Ok(SessionState::Preparing)
        })
    }

    /// Records what was seen or done.
    ///
    /// # Errors
    /// Something that does not fit what was recorded before ([`RuleCode::SessionStep`]): a lot that was not taken, dots before the
    /// session began, an anaesthetic while needles touch the skin, an unknown item.
    pub fn observe(self, key: Uuid, act: Act, observation: Observation) -> Result<Self, Refusal> {
        let step = Step {
            key,
            act,
            what: What::Observed {
                observation: observation.clone(),
            },
        };
        self.does("observe", step, |own| {
            own.check(&observation)?;
            Ok(own.state.clone())
        })
    }

    /// Takes a lot. Before the beginning and in a break the light comes later; while the session runs it is needed for this lot.
    ///
    /// # Errors
    /// A light that is not for this ([`RuleCode::SessionLight`]).
    pub fn take_lot(
        self,
        key: Uuid,
        act: Act,
        lot: &Lot,
        light: Option<GreenLight>,
    ) -> Result<Self, Refusal> {
        let record = light.as_ref().map(GreenLight::record);
        let step = Step {
            key,
            act,
            what: What::LotTaken {
                lot: lot.id,
                kind: lot.facts.kind,
                light: record,
            },
        };
        self.does("take_lot", step, |own| {
            if own.state == SessionState::Running {
                let found = "The session runs and no green light came with the lot.";
                let light = light.ok_or_else(|| Refusal::new(RuleCode::SessionLight, found))?;
                own.check_light(&light, act)?;
                if !light.covers(lot.id) {
                    let found = format!("The green light was not given for {}.", lot.name());
                    return Err(Refusal::new(RuleCode::SessionLight, found));
                }
            }
            Ok(own.state.clone())
        })
    }

    /// Begins.
    ///
    /// # Errors
    /// A light that is not for this session as it stands, or not for now ([`RuleCode::SessionLight`]).
    pub fn begin(self, key: Uuid, act: Act, light: GreenLight) -> Result<Self, Refusal> {
        let what = What::Begun {
            light: light.record(),
        };
        self.does("begin", Step { key, act, what }, |own| {
            own.check_light(&light, act)?;
            Ok(SessionState::Running)
        })
    }

    /// A break.
    ///
    /// # Errors
    /// It does not run.
    pub fn pause(self, key: Uuid, act: Act, why: Option<Words<300>>) -> Result<Self, Refusal> {
        let what = What::Paused { why };
        self.does("pause", Step { key, act, what }, |_| {
            Ok(SessionState::Paused)
        })
    }

    /// Goes on after a break.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn resume(self, key: Uuid, act: Act, light: GreenLight) -> Result<Self, Refusal> {
        let what = What::Resumed {
            light: light.record(),
        };
        self.does("resume", Step { key, act, what }, |own| {
            own.check_light(&light, act)?;
            Ok(SessionState::Running)
        })
    }

    /// Closes, done as planned. The state then holds the entries for the dot ledger.
    ///
    /// # Errors
    /// Something that a record must hold is missing, which is named ([`RuleCode::SessionIncomplete`]).
    pub fn close(self, key: Uuid, act: Act, premises: &Premises) -> Result<Self, Refusal> {
        let what = What::Closed;
        self.does("close", Step { key, act, what }, |own| {
            let missing = own.missing_at_close();
            if !missing.is_empty() {
                let found = format!("Missing: {}.", missing.join("; "));
                return Err(Refusal::new(RuleCode::SessionIncomplete, found));
            }
            let ledger = own.ledger(premises)?;
            Ok(SessionState::Closed { at: act.at, ledger })
        })
    }

    /// Ends early, whatever is missing: what is in the skin is accounted for all the same.
    ///
    /// # Errors
    /// It has not begun or is over.
    pub fn stop(
        self,
        key: Uuid,
        act: Act,
        reason: Words<500>,
        premises: &Premises,
    ) -> Result<Self, Refusal> {
        let what = What::Stopped { reason };
        self.does("stop", Step { key, act, what }, |own| {
            let ledger = own.ledger(premises)?;
            Ok(SessionState::Stopped { at: act.at, ledger })
        })
    }

    /// It will not take place.
    ///
    /// # Errors
    /// It has begun or is over.
    pub fn cancel(self, key: Uuid, act: Act, reason: Words<500>) -> Result<Self, Refusal> {
        let what = What::Cancelled { reason };
        self.does("cancel", Step { key, act, what }, |_| {
            Ok(SessionState::Cancelled { at: act.at })
        })
    }

    fn check_light(&self, light: &GreenLight, act: Act) -> Result<(), Refusal> {
        let age = act.at.duration_since(light.at()).as_secs();
        let found = if light.session() != self.id {
            "The green light was given for another session.".to_owned()
        } else if light.steps() != self.steps.len() {
            "Something was recorded after the gates were judged.".to_owned()
        } else if !(0..=LIGHT_SECONDS).contains(&age) {
            format!("The gates were judged {age} seconds before; a light holds {LIGHT_SECONDS}.")
        } else {
            return Ok(());
        };
        Err(Refusal::new(RuleCode::SessionLight, found))
    }

    /// Where it stands.
    pub const fn standing(&self) -> &SessionState {
        &self.state
    }

    /// Its steps, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether needles touch the skin or a break lies between.
    pub const fn is_under_way(&self) -> bool {
        matches!(self.state, SessionState::Running | SessionState::Paused)
    }
}

impl PracticeRecord for Session {
    const KIND: RecordKind = RecordKind::Session;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.state.name()
    }

    fn span(&self) -> Option<Span> {
        let is_off = matches!(self.state, SessionState::Cancelled { .. });
        (!is_off).then_some(self.plan.planned)
    }

    /// Its beginning while it has not begun, its end while it is under way.
    fn due(&self) -> Option<Timestamp> {
        match self.state {
            SessionState::Planned | SessionState::Preparing => Some(self.plan.planned.from),
            SessionState::Running | SessionState::Paused => Some(self.plan.planned.until),
            _ => None,
        }
    }

    fn keys(&self) -> Vec<RecordKey> {
        let mut keys = vec![
            RecordKey::new("practitioner", self.plan.practitioner),
            RecordKey::new("premises", self.plan.premises),
            RecordKey::new("design_version", self.plan.design_version),
        ];
        // Every lot that was ever taken, so that a recall finds it also when it was put away again.
        keys.extend(
            self.lots_taken()
                .keys()
                .map(|lot| RecordKey::new("lot", lot)),
        );
        keys
    }

    fn kept_by_law(&self) -> bool {
        !matches!(
            self.state,
            SessionState::Planned | SessionState::Cancelled { .. }
        )
    }
}

fn odd(found: impl Into<String>) -> Refusal {
    Refusal::new(RuleCode::SessionStep, found)
}

/// Whether a lot of a kind is in use.
fn needs(
    lots: &std::collections::BTreeMap<RecordId, LotKind>,
    lot: RecordId,
    kind: LotKind,
) -> Result<(), Refusal> {
    if lots.get(&lot) == Some(&kind) {
        return Ok(());
    }
    Err(odd(format!("Lot {lot} is not in use as {}.", kind.words())))
}

#[cfg(test)]
mod tests;
