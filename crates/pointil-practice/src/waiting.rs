//! The waiting list: clients who wait for a time, and times offered to them for a while.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::appointment::{Place, Purpose};
use crate::bounded::{List, Words};
use crate::id::{ClientId, PersonId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of a client who waits.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Waiting.name(),
    starts: &["waiting"],
    arrows: &[
        arrow("waiting", "offer", "offered"),
        arrow("waiting", "withdraw", "withdrawn"),
        arrow("offered", "accept", "taken"),
        arrow("offered", "decline", "waiting"),
        arrow("offered", "lapse", "waiting"),
        arrow("offered", "withdraw", "withdrawn"),
    ],
};

/// What somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// What for.
    pub purpose: Purpose,
    /// Minutes that it takes.
    pub minutes: u32,
    /// In which premises.
    pub premises: RecordId,
    /// With whom, when it is not all the same.
    pub practitioner: Option<PersonId>,
    /// The first day that suits.
    pub first: Date,
    /// The last day that suits.
    pub last: Date,
    /// The days of the week that suit, 1 for Monday to 7 for Sunday; all when empty.
    pub weekdays: List<crate::appointment::DayOfWeek, 7>,
    /// What else to heed.
    pub words: Option<Words<500>>,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WaitingState {
    /// No time is offered.
    Waiting,
    /// A time is offered and held.
    Offered {
        /// The appointment that is held.
        appointment: RecordId,
        /// Until when it can be taken.
        until: Timestamp,
    },
    /// It was taken.
    Taken {
        /// The appointment.
        appointment: RecordId,
        /// When.
        at: Timestamp,
    },
    /// The client waits no more.
    Withdrawn {
        /// Since when.
        at: Timestamp,
    },
}

/// A client who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// The record.
    pub id: RecordId,
    /// Who.
    pub client: ClientId,
    /// Since when.
    pub since: Timestamp,
    /// For what.
    pub wanted: Wanted,
    /// Offers that were declined or ran out.
    pub passed: u32,
    state: WaitingState,
}

impl Waiting {
    /// Somebody begins to wait.
    pub const fn begin(id: RecordId, client: ClientId, since: Timestamp, wanted: Wanted) -> Self {
        Self {
            id,
            client,
            since,
            wanted,
            passed: 0,
            state: WaitingState::Waiting,
        }
    }

    /// Where it stands.
    pub const fn stands(&self) -> &WaitingState {
        &self.state
    }

    const fn name(&self) -> &'static str {
        match self.state {
            WaitingState::Waiting => "waiting",
            WaitingState::Offered { .. } => "offered",
            WaitingState::Taken { .. } => "taken",
            WaitingState::Withdrawn { .. } => "withdrawn",
        }
    }

    fn go(self, event: &str, state: WaitingState) -> Result<Self, Refusal> {
        let next = Self {
            state,
            ..self.clone()
        };
        MACHINE.follow(self.name(), event, next.name())?;
        Ok(next)
    }

    /// Whether a time suits.
    pub fn suits(&self, place: &Place) -> bool {
        let wanted = &self.wanted;
        let day = place.day();
        let weekday = day.weekday().to_monday_one_offset().unsigned_abs();
        let on_day = wanted.weekdays.is_empty()
            || wanted.weekdays.iter().any(|day| u8::from(*day) == weekday);
        matches!(self.state, WaitingState::Waiting)
            && wanted.premises == place.premises
            && wanted
                .practitioner
                .is_none_or(|who| who == place.practitioner)
            && (wanted.first..=wanted.last).contains(&day)
            && on_day
            && i64::from(wanted.minutes) <= place.minutes()
    }

    /// Offers a time, for which an appointment is held as long.
    ///
    /// # Errors
    /// The time does not suit, or another is offered.
    pub fn offer(
        self,
        appointment: RecordId,
        place: &Place,
        until: Timestamp,
    ) -> Result<Self, Refusal> {
        if matches!(self.state, WaitingState::Waiting) && !self.suits(place) {
            let found = format!(
                "{} for {} minutes is not what they wait for: {} minutes from {} to {}.",
                place.zone.local(place.span.from),
                place.minutes(),
                self.wanted.minutes,
                self.wanted.first,
                self.wanted.last
            );
            return Err(Refusal::new(RuleCode::WaitingUnsuited, found));
        }
        self.go("offer", WaitingState::Offered { appointment, until })
    }

    /// The client takes what is offered.
    ///
    /// # Errors
    /// Nothing is offered, or the offer has run out.
    pub fn accept(self, at: Timestamp) -> Result<Self, Refusal> {
        let appointment = match self.state {
            WaitingState::Offered { until, .. } if at >= until => {
                let found = format!("The offer stood until {until} and it is {at}.");
                return Err(Refusal::new(RuleCode::WaitingOver, found));
            }
            WaitingState::Offered { appointment, .. } => appointment,
            // The table has no such step: it is refused below.
            _ => self.id,
        };
        self.go("accept", WaitingState::Taken { appointment, at })
    }

    /// The client does not take it and waits on.
    ///
    /// # Errors
    /// Nothing is offered.
    pub fn decline(self) -> Result<Self, Refusal> {
        let passed = self.passed + 1;
        let waiting = self.go("decline", WaitingState::Waiting)?;
        Ok(Self { passed, ..waiting })
    }

    /// The offer has run out; the client waits on.
    ///
    /// # Errors
    /// It still stands.
    pub fn lapse(self, now: Timestamp) -> Result<Self, Refusal> {
        if let WaitingState::Offered { until, .. } = self.state
            && now < until
        {
            let found = format!("The offer stands until {until} and it is {now}.");
            return Err(Refusal::new(RuleCode::WaitingStands, found));
        }
        let passed = self.passed + 1;
        let waiting = self.go("lapse", WaitingState::Waiting)?;
        Ok(Self { passed, ..waiting })
    }

    /// The client waits no more.
    ///
    /// # Errors
    /// They do not wait.
    pub fn withdraw(self, at: Timestamp) -> Result<Self, Refusal> {
        self.go("withdraw", WaitingState::Withdrawn { at })
    }
}

/// Whom a time that has come free is offered to, in this order: whoever waits longest first.
pub fn suited<'a>(waiting: &'a [Waiting], place: &Place) -> Vec<&'a Waiting> {
    let mut suited: Vec<_> = waiting.iter().filter(|w| w.suits(place)).collect();
    suited.sort_by_key(|waiting| (waiting.since, waiting.id));
    suited
}

impl PracticeRecord for Waiting {
    const KIND: RecordKind = RecordKind::Waiting;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.name()
    }

    fn due(&self) -> Option<Timestamp> {
        match self.state {
            WaitingState::Offered { until, .. } => Some(until),
            _ => None,
        }
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![RecordKey::new("premises", self.wanted.premises)]
    }

    fn kept_by_law(&self) -> bool {
        false
    }
}
