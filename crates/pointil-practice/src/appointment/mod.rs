//! Appointments: a stretch of a day that a client has with a practitioner in a room.

mod calendar;
mod course;
mod hours;
mod ical;
mod place;
mod slots;
mod terms;
pub mod written_hours;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use calendar::{Calendar, Course, PatchTestStanding};
pub use course::Past;
pub use hours::{Dated, DayMinute, DayOfWeek, Hours, HoursError, Stretch, Weekly};
pub use ical::{Feed, feed};
pub use place::{Place, Purpose};
pub use slots::{MOST_DAYS, Slot, SlotSearch, free_slots};
pub use terms::{Term, TermRow, Terms, TermsError};

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::id::{PersonId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind, Span};
use crate::refusal::Refusal;
use crate::rule::{Force, RuleCode};
use crate::state::{Arrow, Machine};

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of an appointment.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Appointment.name(),
    starts: &["requested"],
    arrows: &[
        arrow("requested", "hold", "held"),
        arrow("requested", "confirm", "confirmed"),
        arrow("requested", "cancel", "cancelled"),
        arrow("held", "confirm", "confirmed"),
        arrow("held", "lapse", "lapsed"),
        arrow("held", "cancel", "cancelled"),
        arrow("confirmed", "arrive", "arrived"),
        arrow("confirmed", "move", "moved"),
        arrow("confirmed", "miss", "no_show"),
        arrow("confirmed", "cancel", "cancelled"),
        arrow("arrived", "keep", "kept"),
        arrow("arrived", "cancel", "cancelled"),
    ],
};

/// Who cancels or moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Canceller {
    /// The client.
    Client,
    /// Somebody of the studio, for the studio.
    Studio(PersonId),
    /// Somebody of the studio at the client's word.
    ForClient(PersonId),
}

/// Where an appointment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AppointmentState {
    /// Asked for; it keeps nobody else away.
    Requested {
        /// When.
        at: Timestamp,
    },
    /// Kept free for a while.
    Held {
        /// Until when.
        until: Timestamp,
    },
    /// Agreed.
    Confirmed {
        /// When.
        at: Timestamp,
    },
    /// The client is there.
    Arrived {
        /// Who saw them and when.
        act: Act,
    },
    /// It took place.
    Kept {
        /// Who said so and when.
        act: Act,
    },
    /// Nobody came.
    NoShow {
        /// Who said so and when.
        act: Act,
    },
    /// It does not take place.
    Cancelled {
        /// Who.
        by: Canceller,
        /// When.
        at: Timestamp,
        /// Percent of the deposit that the terms let the studio keep; 0 when it was early enough or the studio's doing.
        kept_percent: u32,
    },
    /// It takes place at another time.
    Moved {
        /// Who.
        by: Canceller,
        /// When.
        at: Timestamp,
        /// The appointment in its stead.
        to: RecordId,
    },
    /// The time for which it was held is over.
    Lapsed,
}

impl AppointmentState {
    const fn name(&self) -> &'static str {
        match self {
            Self::Requested { .. } => "requested",
            Self::Held { .. } => "held",
            Self::Confirmed { .. } => "confirmed",
            Self::Arrived { .. } => "arrived",
            Self::Kept { .. } => "kept",
            Self::NoShow { .. } => "no_show",
            Self::Cancelled { .. } => "cancelled",
            Self::Moved { .. } => "moved",
            Self::Lapsed => "lapsed",
        }
    }
}

/// An owner's word that administrative rules are passed over this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Which owner, and when.
    pub act: Act,
    /// Which rules.
    pub codes: List<RuleCode, 12>,
    /// Why.
    pub reason: Words<500>,
}

impl Waiver {
    /// What is left of refusals: those of safety, and those it does not name.
    pub fn left(&self, refusals: Vec<Refusal>) -> Vec<Refusal> {
        let waived = |refusal: &Refusal| {
            refusal.rule().force == Force::Administrative && self.codes.contains(&refusal.code)
        };
        refusals.into_iter().filter(|r| !waived(r)).collect()
    }
}

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// The record.
    pub id: RecordId,
    /// Who, where and when.
    pub place: Place,
    /// The first of those it was moved from, itself when it never was: what it is known by in the client's own calendar.
    pub series: RecordId,
    /// How often it was changed since.
    pub sequence: u32,
    /// Percent of the price asked as a deposit, and whether it is paid.
    pub deposit_paid: Option<bool>,
    /// What an owner passed over.
    pub waivers: List<Waiver, 8>,
    state: AppointmentState,
}

impl Appointment {
    /// Somebody asks for a time. It keeps nobody else away until it is held or confirmed.
    pub fn request(id: RecordId, place: Place, at: Timestamp, deposit_asked: bool) -> Self {
        Self {
            id,
            place,
            series: id,
            sequence: 0,
            deposit_paid: deposit_asked.then_some(false),
            waivers: List::default(),
            state: AppointmentState::Requested { at },
        }
    }

    /// Where it stands.
    pub const fn stands(&self) -> &AppointmentState {
        &self.state
    }

    /// Whether it keeps others away now.
    pub fn occupies(&self, now: Timestamp) -> bool {
        match &self.state {
            AppointmentState::Held { until } => now < *until,
            AppointmentState::Confirmed { .. }
            | AppointmentState::Arrived { .. }
            | AppointmentState::Kept { .. } => true,
            _ => false,
        }
    }

    fn go(self, event: &str, state: AppointmentState) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), event, state.name())?;
        Ok(Self { state, ..self })
    }

    /// Keeps the time free for a while.
    ///
    /// # Errors
    /// Everything that speaks against that time but the deposit, or it is held already.
    pub fn hold(self, until: Timestamp, calendar: &Calendar<'_>) -> Result<Self, Vec<Refusal>> {
        let mut refusals = calendar.refusals(self.id, &self.place);
        refusals.extend(calendar.no_show_refusal());
        let refusals = self.waived(refusals);
        if !refusals.is_empty() {
            return Err(refusals);
        }
        self.go("hold", AppointmentState::Held { until })
            .map_err(|refusal| vec![refusal])
    }

    fn waived(&self, refusals: Vec<Refusal>) -> Vec<Refusal> {
        self.waivers
            .iter()
            .fold(refusals, |refusals, waiver| waiver.left(refusals))
    }

    /// Keeps an owner's word for when it is held or confirmed.
    ///
    /// # Errors
    /// There are too many already.
    pub fn with_waiver(self, waiver: Waiver) -> Result<Self, crate::BoundError> {
        let waivers = self.waivers.clone().with(waiver)?;
        Ok(Self { waivers, ..self })
    }

    /// The deposit that was asked is paid, or no more.
    #[must_use]
    pub fn with_deposit_paid(self, paid: bool) -> Self {
        Self {
            deposit_paid: self.deposit_paid.map(|_| paid),
            ..self
        }
    }

    /// Percent of the deposit that the terms let the studio keep: of one that was cancelled, as they were then; of one to which nobody came,
    /// as when it is cancelled at its beginning; 0 of any other.
    pub fn kept_percent(&self, terms: &Terms) -> u32 {
        match self.state {
            AppointmentState::Cancelled { kept_percent, .. } => kept_percent,
            AppointmentState::NoShow { .. } => terms.value(Term::KeptLate),
            _ => 0,
        }
    }

    /// Agrees on it, if nothing speaks against it on this calendar.
    ///
    /// # Errors
    /// Everything that does.
    pub fn confirm(self, at: Timestamp, calendar: &Calendar<'_>) -> Result<Self, Vec<Refusal>> {
        let mut refusals = calendar.refusals(self.id, &self.place);
        refusals.extend(calendar.no_show_refusal());
        if self.deposit_paid == Some(false) {
            let found = "The deposit is not paid.";
            refusals.push(Refusal::new(RuleCode::AppointmentDeposit, found));
        }
        let refusals = self.waived(refusals);
        if !refusals.is_empty() {
            return Err(refusals);
        }
        self.go("confirm", AppointmentState::Confirmed { at })
            .map_err(|refusal| vec![refusal])
    }

    /// The client is there.
    ///
    /// # Errors
    /// It is another day.
    pub fn arrive(self, act: Act) -> Result<Self, Refusal> {
        let (today, day) = (self.place.zone.day(act.at), self.place.day());
        if today != day {
            let found = format!("The appointment is on {day} and today is {today} there.");
            return Err(Refusal::new(RuleCode::AppointmentOtherDay, found));
        }
        self.go("arrive", AppointmentState::Arrived { act })
    }

    /// It took place.
    ///
    /// # Errors
    /// Nobody arrived.
    pub fn keep(self, act: Act) -> Result<Self, Refusal> {
        self.go("keep", AppointmentState::Kept { act })
    }

    /// Nobody came.
    ///
    /// # Errors
    /// It has not begun yet.
    pub fn miss(self, act: Act) -> Result<Self, Refusal> {
        if act.at < self.place.span.from {
            let found = format!(
                "It begins at {} and it is {}.",
                self.place.span.from, act.at
            );
            return Err(Refusal::new(RuleCode::AppointmentNotYet, found));
        }
        self.go("miss", AppointmentState::NoShow { act })
    }

    /// The time for which it was held is over.
    ///
    /// # Errors
    /// It is not.
    pub fn lapse(self, now: Timestamp) -> Result<Self, Refusal> {
        match &self.state {
            AppointmentState::Held { until } if now < *until => Err(Refusal::new(
                RuleCode::AppointmentNotYet,
                format!("It is held until {until} and it is {now}."),
            )),
            _ => self.go("lapse", AppointmentState::Lapsed),
        }
    }

    /// Whoever it was held for does not take it: the time is free again before it runs out, and nobody cancelled anything.
    ///
    /// # Errors
    /// It is not held.
    pub fn give_back(self) -> Result<Self, Refusal> {
        self.go("lapse", AppointmentState::Lapsed)
    }

    /// It does not take place.
    ///
    /// # Errors
    /// It is over, moved or cancelled already.
    pub fn cancel(self, by: Canceller, at: Timestamp, terms: &Terms) -> Result<Self, Refusal> {
        let kept_percent = match by {
            Canceller::Studio(_) => 0,
            Canceller::Client | Canceller::ForClient(_) => {
                terms.kept_percent(self.place.span.from, at)
            }
        };
        let state = AppointmentState::Cancelled {
            by,
            at,
            kept_percent,
        };
        let cancelled = self.go("cancel", state)?;
        Ok(Self {
            sequence: cancelled.sequence + 1,
            ..cancelled
        })
    }

    /// It takes place at another time: gives this one as moved, and the new one confirmed. The calendar is asked as if this one were gone.
    ///
    /// # Errors
    /// Everything that speaks against the new time.
    pub fn move_to(
        self,
        id: RecordId,
        place: Place,
        by: Canceller,
        at: Timestamp,
        calendar: &Calendar<'_>,
    ) -> Result<(Self, Self), Vec<Refusal>> {
        let refusals = self.waived(calendar.refusals(self.id, &place));
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let new = Self {
            id,
            place,
            sequence: self.sequence + 1,
            state: AppointmentState::Confirmed { at },
            ..self.clone()
        };
        let moved = self.go("move", AppointmentState::Moved { by, at, to: id });
        Ok((moved.map_err(|refusal| vec![refusal])?, new))
    }
}

/// How often a client did not come.
pub fn no_shows(appointments: &[Appointment]) -> usize {
    let missed = |a: &&Appointment| matches!(a.state, AppointmentState::NoShow { .. });
    appointments.iter().filter(missed).count()
}

impl PracticeRecord for Appointment {
    const KIND: RecordKind = RecordKind::Appointment;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.state.name()
    }

    fn span(&self) -> Option<Span> {
        Some(self.place.span)
    }

    fn due(&self) -> Option<Timestamp> {
        match &self.state {
            AppointmentState::Requested { at } => Some(*at),
            AppointmentState::Held { until } => Some(*until),
            AppointmentState::Confirmed { .. } => Some(self.place.span.until),
            AppointmentState::Arrived { .. } => Some(self.place.span.until),
            _ => None,
        }
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![
            RecordKey::new("practitioner", self.place.practitioner),
            RecordKey::new("premises", self.place.premises),
            RecordKey::new("room", &self.place.room),
            RecordKey::new("series", self.series),
        ]
    }

    fn kept_by_law(&self) -> bool {
        false
    }
}
