//! Booking: every rule refuses and opens when mended; no schedule that can be reached has two appointments at once.

#![expect(clippy::unwrap_used, reason = "a test")]

mod deposits;
mod feed;
mod owner;
mod reachable;
mod refused;
mod reminders;
mod waiting;

use jiff::Timestamp;
use jiff::civil::DateTime;
use pointil_practice::appointment::{
    Appointment, Calendar, Course, Hours, PatchTestStanding, Place, Purpose, Stretch, Terms,
};
use pointil_practice::id::{ClientId, PersonId, RecordId};
use pointil_practice::{LocalTime, Words, ZoneName};
use uuid::Uuid;

pub(crate) const PREMISES: RecordId = RecordId(Uuid::from_u128(900));

pub(crate) fn id(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(number))
}

pub(crate) fn client(number: u128) -> ClientId {
    ClientId(Uuid::from_u128(number))
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

pub(crate) fn zone(name: &str) -> ZoneName {
    name.parse().unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A client's appointment of so many minutes in London.
pub(crate) fn place(purpose: Purpose, local: &str, minutes: u32) -> Place {
    let local: DateTime = local.parse().unwrap();
    let empty = Place {
        client: client(1),
        practitioner: person(1),
        premises: PREMISES,
        room: Words::new("One").unwrap(),
        zone: zone("Europe/London"),
        purpose,
        local: LocalTime::of(local),
        span: pointil_practice::Span {
            from: Timestamp::UNIX_EPOCH,
            until: Timestamp::UNIX_EPOCH,
        },
    };
    empty.at(LocalTime::of(local), minutes).unwrap()
}

/// A client against whom nothing speaks.
pub(crate) fn course() -> Course {
    Course {
        least_days: 10,
        part_days: 1,
        sessions: Vec::new(),
        patch_test: PatchTestStanding::Calm {
            counts_until: at("2027-01-01T00:00:00Z"),
        },
        cooling_off_until: None,
        plan_minutes: Some(180),
        no_shows: 0,
    }
}

/// What a calendar is made of.
pub(crate) struct Made {
    pub(crate) appointments: Vec<Appointment>,
    pub(crate) time_off: Vec<pointil_practice::time_off::TimeOff>,
    pub(crate) premises: Hours,
    pub(crate) practitioner: Hours,
    pub(crate) course: Course,
    pub(crate) terms: Terms,
    pub(crate) now: Timestamp,
}

impl Made {
    pub(crate) fn new() -> Self {
        let hours = Hours::daily(Stretch::new(9 * 60, 19 * 60).unwrap());
        Self {
            appointments: Vec::new(),
            time_off: Vec::new(),
            premises: hours.clone(),
            practitioner: hours,
            course: course(),
            terms: Terms::default(),
            now: at("2026-03-01T12:00:00Z"),
        }
    }

    pub(crate) fn calendar(&self) -> Calendar<'_> {
        Calendar {
            appointments: &self.appointments,
            time_off: &self.time_off,
            premises_hours: &self.premises,
            practitioner_hours: &self.practitioner,
            course: &self.course,
            terms: &self.terms,
            now: self.now,
        }
    }

    /// Books without a word against it.
    pub(crate) fn booked(&mut self, number: u128, place: Place) {
        let request = Appointment::request(id(number), place, self.now, false);
        let confirmed = request.confirm(self.now, &self.calendar()).unwrap();
        self.appointments.push(confirmed);
    }
}
