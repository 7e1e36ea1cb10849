//! What speaks against a time: who is taken, what is shut, what must come first.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Appointment, Hours, Place, Purpose, Term, Terms};
use crate::id::RecordId;
use crate::local_time::days_between;
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::time_off::TimeOff;

/// How the client's patch test stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchTestStanding {
    /// None was made that counts.
    Missing,
    /// It was applied and is to be read from then on.
    Applied {
        /// The first instant at which it may be read.
        readable: Timestamp,
    },
    /// It was read and the skin was calm; it counts until then.
    Calm {
        /// The last instant at which it counts.
        counts_until: Timestamp,
    },
    /// The skin reacted.
    Reacted,
}

/// What a client's own course asks of the next appointment.
#[derive(Clone, Debug)]
pub struct Course {
    /// Days from one session to the next, at least.
    pub least_days: u32,
    /// Days from one part of a session to its next part, at least.
    pub part_days: u32,
    /// Days of sessions that took place, in the order of time.
    pub sessions: Vec<Date>,
    /// How the patch test stands.
    pub patch_test: PatchTestStanding,
    /// Until when the client sleeps over what was signed; none when nothing was signed yet.
    pub cooling_off_until: Option<Timestamp>,
    /// Minutes that the plan asks for this appointment, preparation and breaks included; none when it has no plan.
    pub plan_minutes: Option<u32>,
    /// Appointments that the client did not come to.
    pub no_shows: usize,
}

/// Everything that a time is judged by.
pub struct Calendar<'a> {
    /// The appointments of the practitioner, the room and the client: at least all that could meet the time, and all of the client's from
    /// the longest interval before until the longest after.
    pub appointments: &'a [Appointment],
    /// Time off around the time.
    pub time_off: &'a [TimeOff],
    /// When the premises are open.
    pub premises_hours: &'a Hours,
    /// When the practitioner works there.
    pub practitioner_hours: &'a Hours,
    /// The client's course.
    pub course: &'a Course,
    /// The terms of booking.
    pub terms: &'a Terms,
    /// Now.
    pub now: Timestamp,
}

impl Calendar<'_> {
    /// Everything that speaks against a time, in the order of the rules; the appointment of the identifier is looked past.
    pub fn refusals(&self, id: RecordId, place: &Place) -> Vec<Refusal> {
        let mut found = self.taken(id, place);
        found.extend(self.shut(place));
        found.extend(self.length(place));
        if place.purpose.works_on_skin() {
            found.extend(self.too_soon(id, place));
            found.extend(self.patch_test(id, place));
            found.extend(self.cooling_off(place));
        }
        if place.purpose == Purpose::PatchTestReading {
            found.extend(self.read_too_early(place));
        }
        found
    }

    fn others(&self, id: RecordId) -> impl Iterator<Item = &Appointment> {
        let now = self.now;
        self.appointments
            .iter()
            .filter(move |other| other.id != id && other.occupies(now))
    }

    fn taken(&self, id: RecordId, place: &Place) -> Vec<Refusal> {
        let mut found = Vec::new();
        let mut refuse = |code: RuleCode, what: &str, other: &Appointment| {
            if found.iter().any(|refusal: &Refusal| refusal.code == code) {
                return;
            }
            let zone = &place.zone;
            let (from, until) = (other.place.span.from, other.place.span.until);
            let (from, until) = (zone.local(from), zone.local(until));
            found.push(Refusal::new(
                code,
                format!("{what} from {from} until {until}."),
            ));
        };
        for other in self.others(id) {
            let theirs = &other.place;
            if !theirs.span.overlaps(&place.span) {
                continue;
            }
            if theirs.practitioner == place.practitioner {
                let what = "The practitioner has an appointment";
                refuse(RuleCode::AppointmentPractitionerTaken, what, other);
            }
            if theirs.premises == place.premises && theirs.room == place.room {
                let what = format!("{} is taken", place.room);
                refuse(RuleCode::AppointmentRoomTaken, &what, other);
            }
            if theirs.client == place.client {
                let what = "The client has an appointment";
                refuse(RuleCode::AppointmentClientTaken, what, other);
            }
        }
        found
    }

    fn shut(&self, place: &Place) -> Vec<Refusal> {
        let (span, zone) = (place.span, &place.zone);
        let mut found = Vec::new();
        let (from, until) = (zone.local(span.from), zone.local(span.until));
        for (hours, what) in [
            (self.premises_hours, "The place is not open"),
            (self.practitioner_hours, "The practitioner does not work"),
        ] {
            if !hours.cover(span, zone) {
                let why = match hours.words_of(from.date()) {
                    Some(words) => format!(" ({words})"),
                    None => String::new(),
                };
                let words = format!("{what} from {from} until {until}{why}.");
                found.push(Refusal::new(RuleCode::AppointmentOutsideHours, words));
            }
            if let Some(pause) = hours.meets_break(span, zone) {
                let (from, until) = (zone.local(pause.from), zone.local(pause.until));
                let words = format!("There is a break from {from} until {until}.");
                found.push(Refusal::new(RuleCode::AppointmentBreak, words));
            }
        }
        let off = self
            .time_off
            .iter()
            .find(|off| off.blocks(place.practitioner, place.premises, &place.room, span));
        if let Some(off) = off {
            let (from, until) = (zone.local(off.span.from), zone.local(off.span.until));
            let words = format!("There is time off from {from} until {until}.");
            found.push(Refusal::new(RuleCode::AppointmentTimeOff, words));
        }
        found
    }

    fn length(&self, place: &Place) -> Vec<Refusal> {
        let mut found = Vec::new();
        let minutes = place.minutes();
        let asked = match place.purpose {
            Purpose::Session { .. } | Purpose::TouchUp => self.course.plan_minutes.unwrap_or(1),
            _ => 1,
        };
        let most = self.terms.value(Term::LongestAppointment);
        if minutes < i64::from(asked) || minutes > i64::from(most) {
            let words = format!("It is {minutes} minutes; {asked} to {most} can be.");
            found.push(Refusal::new(RuleCode::AppointmentLength, words));
        }
        if place.span.from < self.now {
            let from = place.zone.local(place.span.from);
            let words = format!("{from} is over.");
            found.push(Refusal::new(RuleCode::AppointmentPast, words));
        }
        found
    }

    /// Days by which two sessions must lie apart.
    fn apart(&self, one: Purpose, other: Purpose) -> u32 {
        match (one, other) {
            (Purpose::Session { number, part }, Purpose::Session { number: n, part: p })
                if number == n && part != p =>
            {
                self.course.part_days
            }
            _ => self.course.least_days,
        }
    }

    fn too_soon(&self, id: RecordId, place: &Place) -> Option<Refusal> {
        let day = place.day();
        let booked = self
            .others(id)
            .filter(|other| other.place.client == place.client)
            .filter(|other| other.place.purpose.works_on_skin())
            .map(|other| {
                let apart = self.apart(place.purpose, other.place.purpose);
                (other.place.day(), apart)
            });
        let first_part = matches!(place.purpose, Purpose::Session { part, .. } if part > 1);
        let least = if first_part {
            self.course.part_days
        } else {
            self.course.least_days
        };
        let done = self.course.sessions.iter().map(|done| (*done, least));
        let (other, least) = booked
            .chain(done)
            .find(|(other, least)| days_between(*other, day).abs() < i64::from(*least))?;
        let days = days_between(other, day).abs();
        let words = format!(
            "There is a session on {other}, which is {days} days from {day}; at least {least} are asked."
        );
        Some(Refusal::new(RuleCode::AppointmentTooSoon, words))
    }

    fn patch_test(&self, id: RecordId, place: &Place) -> Option<Refusal> {
        let start = place.span.from;
        let reading = || {
            self.others(id).any(|other| {
                let theirs = &other.place;
                theirs.client == place.client
                    && theirs.purpose == Purpose::PatchTestReading
                    && theirs.span.from >= self.now
                    && theirs.span.until <= start
            })
        };
        let words = match self.course.patch_test {
            PatchTestStanding::Calm { counts_until } if start <= counts_until => return None,
            PatchTestStanding::Applied { .. } if reading() => return None,
            PatchTestStanding::Calm { counts_until } => format!(
                "The patch test counts until {}.",
                place.zone.local(counts_until)
            ),
            PatchTestStanding::Applied { .. } => {
                "The patch test is not read and no reading is booked before this.".to_owned()
            }
            PatchTestStanding::Missing => "There is no patch test.".to_owned(),
            PatchTestStanding::Reacted => "The skin reacted to the patch test.".to_owned(),
        };
        Some(Refusal::new(RuleCode::AppointmentPatchTest, words))
    }

    fn read_too_early(&self, place: &Place) -> Option<Refusal> {
        match self.course.patch_test {
            PatchTestStanding::Applied { readable } if place.span.from < readable => {
                let readable = place.zone.local(readable);
                let words = format!("The patch test can be read from {readable} on.");
                Some(Refusal::new(RuleCode::AppointmentReadEarly, words))
            }
            _ => None,
        }
    }

    fn cooling_off(&self, place: &Place) -> Option<Refusal> {
        let until = self.course.cooling_off_until?;
        (place.span.from < until).then(|| {
            let until = place.zone.local(until);
            let words = format!("What was signed is slept over until {until}.");
            Refusal::new(RuleCode::AppointmentCoolingOff, words)
        })
    }

    /// Whether the client did not come too often.
    pub fn no_show_refusal(&self) -> Option<Refusal> {
        let allowed = self.terms.value(Term::NoShowsAllowed);
        let missed = self.course.no_shows;
        (missed > allowed as usize).then(|| {
            let words =
                format!("The client did not come {missed} times; {allowed} are passed over.");
            Refusal::new(RuleCode::AppointmentNoShows, words)
        })
    }
}
