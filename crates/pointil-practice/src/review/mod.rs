//! Reviews: what came of it, healed and over the years, in numbers that can be compared.

mod score;

use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::{Span as TimeSpan, ToSpan};
use serde::{Deserialize, Serialize};

pub use score::{
    Agreement, Certainty, Change, NoScore, Rosenberg, RosenbergItem, Satisfaction, VisualDensity,
    density_change, rosenberg_change, rosenberg_error, rosenberg_items,
};

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::id::{ClientId, PersonId, PhotographId, RecordId};
use crate::local_time::{ZoneName, day_after};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of a review.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Review.name(),
    starts: &["due"],
    arrows: &[
        arrow("due", "plan_anew", "due"),
        arrow("due", "answer", "answered"),
        arrow("due", "miss", "missed"),
        arrow("missed", "answer", "answered"),
        arrow("answered", "look", "looked_at"),
    ],
};

/// Which review it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReviewTime {
    /// Before the first session.
    Baseline,
    /// Six weeks after the last session.
    Healed,
    /// Six months after it.
    SixMonths,
    /// So many years after it, from 1.
    Year(u8),
}

/// Years for which reviews are asked.
pub const MOST_YEARS: u8 = 10;

/// Days for which a review can be answered before it counts as missed (grade D).
const DAYS_TO_ANSWER: i64 = 21;

impl ReviewTime {
    /// Its name: `baseline`, `healed`, `six_months`, `year`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Healed => "healed",
            Self::SixMonths => "six_months",
            Self::Year(_) => "year",
        }
    }

    /// How long after the last session (grade D; healing takes about six weeks, the rest is usual in studies).
    fn after(self) -> TimeSpan {
        match self {
            Self::Baseline => TimeSpan::new(),
            Self::Healed => 6.weeks(),
            Self::SixMonths => 6.months(),
            Self::Year(years) => i64::from(years).years(),
        }
    }

    /// The day on which it is due after a last session; of the 31st where a month has none, the month's last.
    pub fn day(self, last_session: Date) -> Date {
        last_session.saturating_add(self.after())
    }
}

/// When the reviews are after the last session: the healed one, six months, and every year.
pub fn schedule(last_session: Date) -> Vec<(ReviewTime, Date)> {
    let years = (1..=MOST_YEARS).map(ReviewTime::Year);
    [ReviewTime::Healed, ReviewTime::SixMonths]
        .into_iter()
        .chain(years)
        .map(|time| (time, time.day(last_session)))
        .collect()
}

/// A review that a session's end brings or moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowingReview {
    /// Which.
    pub time: ReviewTime,
    /// The day on which the client is asked.
    pub day: Date,
    /// The review of this time that waits to be asked, when there is one: it is moved to the day.
    pub waiting: Option<RecordId>,
}

/// The reviews after a session that has just ended. With the last session that was agreed they begin; a session more moves those that wait
/// to be asked, so that each is asked so long after the very last one. Empty after a session that others follow.
pub fn after_session(last: Date, is_last_agreed: bool, known: &[Review]) -> Vec<FollowingReview> {
    let waiting = |time| {
        let mut waits = known.iter();
        let own = waits.find(|own| own.time == time && own.state == ReviewState::Due);
        own.map(|own| own.id)
    };
    let all = schedule(last)
        .into_iter()
        .map(|(time, day)| FollowingReview {
            time,
            day,
            waiting: waiting(time),
        });
    all.filter(|own| is_last_agreed || own.waiting.is_some())
        .collect()
}

/// What a client answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewAnswers {
    /// Self-esteem, when the client wants to answer it.
    pub rosenberg: Option<Rosenberg>,
    /// Satisfaction; none at the baseline.
    pub satisfaction: Option<Satisfaction>,
    /// Whether they would choose it again; none at the baseline.
    pub would_choose_again: Option<bool>,
    /// Photographs in the same light as before.
    pub photographs: List<PhotographId, 24>,
    /// In their own words.
    pub words: Option<Words<4000>>,
}

/// Where a review stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReviewState {
    /// The client is asked.
    Due,
    /// Nobody answered.
    Missed {
        /// Since when.
        at: Timestamp,
    },
    /// The client has answered.
    Answered {
        /// What.
        answers: ReviewAnswers,
        /// When.
        at: Timestamp,
    },
    /// Somebody of the studio has looked at it.
    LookedAt {
        /// What was answered.
        answers: ReviewAnswers,
        /// When.
        at: Timestamp,
        /// Who looked at it, and when.
        act: Act,
        /// Density as that person sees it on the photographs.
        density: Option<VisualDensity>,
        /// What is to be done.
        words: Option<Words<2000>>,
    },
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The record.
    pub id: RecordId,
    /// Whose.
    pub client: ClientId,
    /// Which.
    pub time: ReviewTime,
    /// Who treated.
    pub practitioner: PersonId,
    /// When the client is asked.
    pub ask_at: Timestamp,
    /// Until when it can be answered in time.
    pub answer_by: Timestamp,
    state: ReviewState,
}

impl Review {
    /// A review on a day, asked at ten in the morning by the client's clocks.
    pub fn plan(
        id: RecordId,
        client: ClientId,
        practitioner: PersonId,
        time_of: ReviewTime,
        day: Date,
        zone: &ZoneName,
    ) -> Self {
        let ten = time(10, 0, 0, 0);
        Self {
            id,
            client,
            time: time_of,
            practitioner,
            ask_at: zone.reached(day.to_datetime(ten)),
            answer_by: zone.reached(day_after(day, DAYS_TO_ANSWER).to_datetime(ten)),
            state: ReviewState::Due,
        }
    }

    /// Another session moves it: the client is asked on a later day.
    ///
    /// # Errors
    /// It is answered or missed.
    pub fn plan_anew(self, day: Date, zone: &ZoneName) -> Result<Self, Refusal> {
        let own = self.go("plan_anew", ReviewState::Due)?;
        Ok(Self::plan(
            own.id,
            own.client,
            own.practitioner,
            own.time,
            day,
            zone,
        ))
    }

    /// Where it stands.
    pub const fn stands(&self) -> &ReviewState {
        &self.state
    }

    const fn name(state: &ReviewState) -> &'static str {
        match state {
            ReviewState::Due => "due",
            ReviewState::Missed { .. } => "missed",
            ReviewState::Answered { .. } => "answered",
            ReviewState::LookedAt { .. } => "looked_at",
        }
    }

    fn go(self, event: &str, state: ReviewState) -> Result<Self, Refusal> {
        MACHINE.follow(Self::name(&self.state), event, Self::name(&state))?;
        Ok(Self { state, ..self })
    }

    /// The client answers.
    ///
    /// # Errors
    /// A healed review without satisfaction, a baseline with it; or it is answered already.
    pub fn answer(self, answers: ReviewAnswers, at: Timestamp) -> Result<Self, Refusal> {
        let baseline = self.time == ReviewTime::Baseline;
        let rated = answers.satisfaction.is_some() && answers.would_choose_again.is_some();
        let unrated = answers.satisfaction.is_none() && answers.would_choose_again.is_none();
        if (baseline && !unrated) || (!baseline && !rated) {
            let found = if baseline {
                "Satisfaction is asked when there is something to be satisfied with."
            } else {
                "Satisfaction, and whether they would choose it again, are not both answered."
            };
            return Err(Refusal::new(RuleCode::ReviewAnswers, found));
        }
        self.go("answer", ReviewState::Answered { answers, at })
    }

    /// The time to answer is over.
    ///
    /// # Errors
    /// It is not.
    pub fn miss(self, now: Timestamp) -> Result<Self, Refusal> {
        if matches!(self.state, ReviewState::Due) && now < self.answer_by {
            let found = format!(
                "It can be answered until {} and it is {now}.",
                self.answer_by
            );
            return Err(Refusal::new(RuleCode::ReviewNotYet, found));
        }
        self.go("miss", ReviewState::Missed { at: now })
    }

    /// Somebody of the studio looks at it.
    ///
    /// # Errors
    /// Nothing is answered; or density is judged without a photograph.
    pub fn look(
        self,
        act: Act,
        density: Option<VisualDensity>,
        words: Option<Words<2000>>,
    ) -> Result<Self, Refusal> {
        let ReviewState::Answered { answers, at } = self.state.clone() else {
            MACHINE.follow(Self::name(&self.state), "look", "looked_at")?;
            return Ok(self);
        };
        if density.is_some() && answers.photographs.is_empty() {
            let found = "Density is judged on photographs and there is none.";
            return Err(Refusal::new(RuleCode::ReviewAnswers, found));
        }
        let state = ReviewState::LookedAt {
            answers,
            at,
            act,
            density,
            words,
        };
        self.go("look", state)
    }

    /// What was answered.
    pub const fn answers(&self) -> Option<&ReviewAnswers> {
        match &self.state {
            ReviewState::Answered { answers, .. } | ReviewState::LookedAt { answers, .. } => {
                Some(answers)
            }
            _ => None,
        }
    }

    /// Density as the studio saw it.
    pub const fn density(&self) -> Option<VisualDensity> {
        match &self.state {
            ReviewState::LookedAt { density, .. } => *density,
            _ => None,
        }
    }
}

impl PracticeRecord for Review {
    const KIND: RecordKind = RecordKind::Review;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        Self::name(&self.state)
    }

    fn due(&self) -> Option<Timestamp> {
        match &self.state {
            ReviewState::Due => Some(self.answer_by),
            ReviewState::Answered { at, .. } => Some(*at),
            _ => None,
        }
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![
            RecordKey::new("practitioner", self.practitioner),
            RecordKey::new("time", self.time.name()),
        ]
    }

    fn kept_by_law(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{from_document, to_document};
    use jiff::civil::date;
    use uuid::Uuid;

    fn review(time: ReviewTime) -> Review {
        let id = Uuid::from_u128(1);
        let zone = "Europe/London".parse().unwrap();
        let day = time.day(date(2026, 2, 20));
        Review::plan(RecordId(id), ClientId(id), PersonId(id), time, day, &zone)
    }

    fn answers(rated: bool) -> ReviewAnswers {
        ReviewAnswers {
            rosenberg: Some(Rosenberg([Agreement::Agree; 10])),
            satisfaction: rated.then(|| 3.try_into().unwrap()),
            would_choose_again: rated.then_some(true),
            photographs: List::default(),
            words: None,
        }
    }

    #[test]
    fn reviews_are_after_six_weeks_half_a_year_and_each_year() {
        let days = schedule(date(2028, 2, 29));
        assert_eq!(days[0], (ReviewTime::Healed, date(2028, 4, 11)));
        assert_eq!(days[1], (ReviewTime::SixMonths, date(2028, 8, 29)));
        assert_eq!(days[2], (ReviewTime::Year(1), date(2029, 2, 28)));
        assert_eq!(days[5], (ReviewTime::Year(4), date(2032, 2, 29)));
        assert_eq!(
            ReviewTime::SixMonths.day(date(2026, 8, 31)),
            date(2027, 2, 28)
        );
        // Six weeks after the 20th of February it is summer time in London.
        let asked: Timestamp = "2026-04-03T09:00:00Z".parse().unwrap();
        assert_eq!(review(ReviewTime::Healed).ask_at, asked);
    }

    #[test]
    fn reviews_begin_with_the_last_agreed_session_and_one_more_moves_them() {
        let first = date(2026, 2, 20);
        assert!(after_session(first, false, &[]).is_empty());
        let begun = after_session(first, true, &[]);
        assert_eq!(begun.len(), 12);
        assert!(begun.iter().all(|own| own.waiting.is_none()));
        let waits = review(ReviewTime::Healed);
        let touched_up = date(2026, 3, 20);
        let moved = after_session(touched_up, false, std::slice::from_ref(&waits));
        assert_eq!(moved.len(), 1);
        assert_eq!(
            (moved[0].waiting, moved[0].day),
            (Some(waits.id), date(2026, 5, 1))
        );
        let zone = "Europe/London".parse().unwrap();
        let anew = waits.plan_anew(moved[0].day, &zone).unwrap();
        assert_eq!(anew.ask_at, "2026-05-01T09:00:00Z".parse().unwrap());
        let answered = anew.answer(answers(true), anew_at()).unwrap();
        assert!(answered.plan_anew(touched_up, &zone).is_err());
    }

    fn anew_at() -> Timestamp {
        "2026-05-02T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn satisfaction_belongs_to_what_is_healed() {
        let at = "2026-04-05T09:00:00Z".parse().unwrap();
        for (time, rated) in [(ReviewTime::Baseline, true), (ReviewTime::Healed, false)] {
            let refused = review(time).answer(answers(rated), at).unwrap_err();
            assert_eq!(refused.code, RuleCode::ReviewAnswers);
            assert!(review(time).answer(answers(!rated), at).is_ok());
        }
    }

    #[test]
    fn a_review_is_answered_looked_at_and_missed_in_time() {
        let at: Timestamp = "2026-04-05T09:00:00Z".parse().unwrap();
        let act = Act {
            at,
            by: PersonId(Uuid::from_u128(1)),
        };
        let answered = review(ReviewTime::Healed)
            .answer(answers(true), at)
            .unwrap();
        let density = Some(8.try_into().unwrap());
        let refused = answered.clone().look(act, density, None).unwrap_err();
        assert_eq!(refused.code, RuleCode::ReviewAnswers);
        let looked = answered.look(act, None, None).unwrap();
        let read: Review = from_document(&to_document(&looked).unwrap()).unwrap();
        assert_eq!((read.state(), read.due()), ("looked_at", None));
        assert!(read.look(act, None, None).is_err());
        let due = review(ReviewTime::Healed);
        let early = due.clone().miss(at).unwrap_err();
        assert_eq!(early.code, RuleCode::ReviewNotYet);
        let by = due.answer_by;
        let late = due.miss(by).unwrap().answer(answers(true), by);
        assert!(late.is_ok());
    }
}
