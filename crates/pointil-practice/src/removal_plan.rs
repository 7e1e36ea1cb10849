//! Removal or correction: steps with waits between them, and how many there may be. A laser is a doctor's or a licensed person's matter.

use jiff::Timestamp;
use jiff::civil::Date;
use pointil_optics::{DAYS_BETWEEN_PASSES, DAYS_TO_NEW_WORK, LaserSessions};
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::id::{ClientId, PhotographId, RecordId};
use crate::local_time::{ZoneName, day_after};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of a removal plan.
pub const MACHINE: Machine = Machine {
    name: RecordKind::RemovalPlan.name(),
    starts: &["proposed"],
    arrows: &[
        arrow("proposed", "agree", "agreed"),
        arrow("proposed", "stop", "stopped"),
        arrow("agreed", "do_step", "under_way"),
        arrow("agreed", "stop", "stopped"),
        arrow("under_way", "do_step", "under_way"),
        arrow("under_way", "finish", "finished"),
        arrow("under_way", "stop", "stopped"),
    ],
};

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalAim {
    /// All of it away.
    Remove,
    /// Lighter, or a part away.
    Lighten,
    /// Worked over again after lightening.
    Correct,
}

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A small place is tried, weeks before the first pass: some pigments darken.
    TestSpot,
    /// A pass of the laser.
    LaserPass,
    /// New work on the skin.
    NewWork,
}

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What.
    pub kind: StepKind,
    /// On which day.
    pub day: Date,
    /// Who did it: whoever is licensed for it, often not of the studio.
    pub done_by: Words<200>,
    /// Who wrote it down, and when.
    pub act: Act,
    /// How the skin and the pigment were.
    pub words: Option<Words<2000>>,
    /// Photographs.
    pub photographs: List<PhotographId, 24>,
}

/// How many laser sessions there may be: the least and the most that sources give.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionRange {
    /// The least: the published series of scalp micropigmentation.
    pub least: f64,
    /// The most: the scale of Kirby and Desai, made for tattoos and older lasers.
    pub most: f64,
}

impl From<LaserSessions> for SessionRange {
    fn from(sessions: LaserSessions) -> Self {
        Self {
            least: sessions.floor.0,
            most: sessions.ceiling.1.max(sessions.floor.1),
        }
    }
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RemovalState {
    /// It is talked over.
    Proposed,
    /// The client wants it.
    Agreed {
        /// Who noted it, and when.
        act: Act,
    },
    /// Steps are done.
    UnderWay,
    /// It is reached.
    Finished {
        /// Who noted it, and when.
        act: Act,
    },
    /// It is not gone on with.
    Stopped {
        /// Who noted it, and when.
        act: Act,
    },
}

/// A plan of removal or correction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovalPlan {
    /// The record.
    pub id: RecordId,
    /// Whose.
    pub client: ClientId,
    /// What is wanted.
    pub aim: RemovalAim,
    /// Why, in words.
    pub words: Words<2000>,
    /// How many laser sessions there may be.
    pub sessions: SessionRange,
    /// Whether the ink has pigments that a laser may darken, or nobody knows its pigments.
    pub may_darken: bool,
    /// The clocks by which days are counted.
    pub zone: ZoneName,
    /// What was done, in order.
    pub steps: List<Step, 60>,
    state: RemovalState,
}

/// What a plan is made of.
#[derive(Clone, Debug)]
pub struct RemovalFacts {
    /// What is wanted.
    pub aim: RemovalAim,
    /// Why.
    pub words: Words<2000>,
    /// How many laser sessions there may be.
    pub sessions: SessionRange,
    /// Whether the ink may darken, or is not known.
    pub may_darken: bool,
    /// The clocks by which days are counted.
    pub zone: ZoneName,
}

/// Whole days of a wait.
fn days(wait: f64) -> i64 {
    libm::ceil(wait) as i64
}

impl RemovalPlan {
    /// Proposes a plan.
    pub fn propose(id: RecordId, client: ClientId, facts: RemovalFacts) -> Self {
        Self {
            id,
            client,
            aim: facts.aim,
            words: facts.words,
            sessions: facts.sessions,
            may_darken: facts.may_darken,
            zone: facts.zone,
            steps: List::default(),
            state: RemovalState::Proposed,
        }
    }

    /// Where it stands.
    pub const fn stands(&self) -> &RemovalState {
        &self.state
    }

    fn go(self, event: &str, state: RemovalState) -> Result<Self, Refusal> {
        let next = Self {
            state,
            ..self.clone()
        };
        MACHINE.follow(self.state(), event, next.state())?;
        Ok(next)
    }

    /// The client wants it.
    ///
    /// # Errors
    /// It is past that.
    pub fn agree(self, act: Act) -> Result<Self, Refusal> {
        self.go("agree", RemovalState::Agreed { act })
    }

    /// The first day on which a step may be, after those done; none when it may be at once.
    pub fn first_day(&self, kind: StepKind) -> Option<Date> {
        let last_laser = self
            .steps
            .iter()
            .filter(|step| matches!(step.kind, StepKind::LaserPass | StepKind::TestSpot))
            .map(|step| step.day)
            .max()?;
        let wait = match kind {
            StepKind::LaserPass | StepKind::TestSpot => DAYS_BETWEEN_PASSES,
            StepKind::NewWork => DAYS_TO_NEW_WORK,
        };
        Some(day_after(last_laser, days(wait)))
    }

    /// A step is done.
    ///
    /// # Errors
    /// Too soon; a first pass without a test spot on an ink that may darken; new work when only removal is wanted; nobody has agreed.
    pub fn do_step(self, step: Step) -> Result<Self, Refusal> {
        let refuse = |code, found: String| Err(Refusal::new(code, found));
        if let Some(first) = self.first_day(step.kind)
            && step.day < first
        {
            let found = format!(
                "The step is on {} and the skin has time until {first}.",
                step.day
            );
            return refuse(RuleCode::RemovalTooSoon, found);
        }
        let tested = self
            .steps
            .iter()
            .any(|done| done.kind == StepKind::TestSpot);
        if step.kind == StepKind::LaserPass && self.may_darken && !tested {
            let found = "The ink may darken, or is not known, and no small place was tried.";
            return refuse(RuleCode::RemovalTestSpot, found.to_owned());
        }
        if step.kind == StepKind::NewWork && self.aim != RemovalAim::Correct {
            let found = "The plan is to remove or lighten, not to work it over.";
            return refuse(RuleCode::RemovalAim, found.to_owned());
        }
        let full = |error: crate::BoundError| Refusal::new(RuleCode::RecordFull, error.to_string());
        let steps = self.steps.clone().with(step).map_err(full)?;
        let done = self.go("do_step", RemovalState::UnderWay)?;
        Ok(Self { steps, ..done })
    }

    /// It is reached.
    ///
    /// # Errors
    /// Nothing was done.
    pub fn finish(self, act: Act) -> Result<Self, Refusal> {
        self.go("finish", RemovalState::Finished { act })
    }

    /// It is not gone on with.
    ///
    /// # Errors
    /// It is over.
    pub fn stop(self, act: Act) -> Result<Self, Refusal> {
        self.go("stop", RemovalState::Stopped { act })
    }
}

impl PracticeRecord for RemovalPlan {
    const KIND: RecordKind = RecordKind::RemovalPlan;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        match self.state {
            RemovalState::Proposed => "proposed",
            RemovalState::Agreed { .. } => "agreed",
            RemovalState::UnderWay => "under_way",
            RemovalState::Finished { .. } => "finished",
            RemovalState::Stopped { .. } => "stopped",
        }
    }

    fn due(&self) -> Option<Timestamp> {
        let next = || self.first_day(StepKind::LaserPass);
        match self.state {
            RemovalState::UnderWay => next().map(|day| self.zone.begin_of(day)),
            _ => None,
        }
    }

    fn keys(&self) -> Vec<RecordKey> {
        Vec::new()
    }

    fn kept_by_law(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PersonId;
    use crate::record::{from_document, to_document};
    use jiff::civil::date;
    use uuid::Uuid;

    fn act() -> Act {
        Act {
            at: "2026-01-01T00:00:00Z".parse().unwrap(),
            by: PersonId(Uuid::from_u128(1)),
        }
    }

    fn plan(aim: RemovalAim, may_darken: bool) -> RemovalPlan {
        let facts = RemovalFacts {
            aim,
            words: Words::new("too low").unwrap(),
            sessions: SessionRange {
                least: 1.0,
                most: 8.5,
            },
            may_darken,
            zone: "Europe/London".parse().unwrap(),
        };
        let id = Uuid::from_u128(1);
        RemovalPlan::propose(RecordId(id), ClientId(id), facts)
            .agree(act())
            .unwrap()
    }

    fn step(kind: StepKind, day: Date) -> Step {
        Step {
            kind,
            day,
            done_by: Words::new("Dr Example").unwrap(),
            act: act(),
            words: None,
            photographs: List::default(),
        }
    }

    #[test]
    fn skin_has_six_weeks_between_passes_and_ninety_days_before_new_work() {
        let begun = plan(RemovalAim::Correct, false);
        let first = begun
            .do_step(step(StepKind::LaserPass, date(2026, 1, 5)))
            .unwrap();
        let refused = first
            .clone()
            .do_step(step(StepKind::LaserPass, date(2026, 2, 15)))
            .unwrap_err();
        assert_eq!(refused.code, RuleCode::RemovalTooSoon);
        assert!(
            first
                .clone()
                .do_step(step(StepKind::LaserPass, date(2026, 2, 16)))
                .is_ok()
        );
        let refused = first
            .clone()
            .do_step(step(StepKind::NewWork, date(2026, 4, 4)))
            .unwrap_err();
        assert_eq!(refused.code, RuleCode::RemovalTooSoon);
        let worked = first
            .do_step(step(StepKind::NewWork, date(2026, 4, 5)))
            .unwrap();
        let read: RemovalPlan = from_document(&to_document(&worked).unwrap()).unwrap();
        assert_eq!(read, worked);
        assert_eq!(worked.finish(act()).unwrap().state(), "finished");
    }

    #[test]
    fn ink_that_may_darken_is_tried_on_a_small_place_first() {
        let begun = plan(RemovalAim::Remove, true);
        let refused = begun
            .clone()
            .do_step(step(StepKind::LaserPass, date(2026, 1, 5)))
            .unwrap_err();
        assert_eq!(refused.code, RuleCode::RemovalTestSpot);
        let tried = begun
            .do_step(step(StepKind::TestSpot, date(2026, 1, 5)))
            .unwrap();
        assert!(
            tried
                .do_step(step(StepKind::LaserPass, date(2026, 2, 16)))
                .is_ok()
        );
    }

    #[test]
    fn new_work_is_for_corrections_and_nothing_before_the_client_agrees() {
        let refused =
            plan(RemovalAim::Remove, false).do_step(step(StepKind::NewWork, date(2026, 1, 5)));
        assert_eq!(refused.unwrap_err().code, RuleCode::RemovalAim);
        let mended =
            plan(RemovalAim::Correct, false).do_step(step(StepKind::NewWork, date(2026, 1, 5)));
        assert!(mended.is_ok());
        assert!(plan(RemovalAim::Remove, false).finish(act()).is_err());
        assert_eq!(
            plan(RemovalAim::Remove, false).stop(act()).unwrap().state(),
            "stopped"
        );
    }
}
