//! Booking and moving: who, where and when, what speaks against it, and which times are free.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use pointil_practice::agreement::Agreement;
use pointil_practice::appointment::{
    Appointment, Calendar, Course, Hours, Past, Place, Purpose, Slot, SlotSearch, Term, Terms,
    free_slots,
};
use pointil_practice::id::PersonId;
use pointil_practice::local_time::day_after;
use pointil_practice::patch_test::PatchTest;
use pointil_practice::premises::Premises;
use pointil_practice::session::Session;
use pointil_practice::time_off::TimeOff;
use pointil_practice::{LocalTime, Refusal, Span, Words};
use pointil_storage::{ClientId, RecordId};

use super::desk::{Desk, Kept, client as client_id, record};
use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::permit::{Action, can};

/// What a form sends, by field.
pub(super) type Fields = BTreeMap<String, String>;

/// Days in which free times are looked for.
const LOOK_AHEAD: i64 = 13;
/// Free times that are offered.
const OFFERED: usize = 24;
/// Days around a time in which time off and other clients' appointments are read.
const AROUND: i64 = 2;

/// A field's text, empty where it is absent.
pub(super) fn of<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", String::as_str)
}

/// What an appointment can be for, by the name that forms send.
pub(super) fn purposes() -> Vec<(String, Purpose)> {
    let plain = [
        Purpose::Consultation,
        Purpose::PatchTest,
        Purpose::PatchTestReading,
    ];
    let sessions =
        (1..=6).flat_map(|number| (1..=2).map(move |part| Purpose::Session { number, part }));
    let all = plain.into_iter().chain(sessions);
    let all = all.chain([Purpose::Review, Purpose::TouchUp]);
    all.map(|own| (purpose_code(own), own)).collect()
}

pub(super) fn purpose_code(purpose: Purpose) -> String {
    match purpose {
        Purpose::Session { number, part } => format!("session.{number}.{part}"),
        other => other.name().to_owned(),
    }
}

/// What an appointment is for, in words.
pub(super) fn purpose_words(purpose: Purpose) -> String {
    match purpose {
        Purpose::Consultation => "Consultation".to_owned(),
        Purpose::PatchTest => "Patch test".to_owned(),
        Purpose::PatchTestReading => "Reading of the patch test".to_owned(),
        Purpose::Session { number, part: 1 } => format!("Session {number}"),
        Purpose::Session { number, part } => format!("Session {number}, part {part}"),
        Purpose::Review => "Review".to_owned(),
        Purpose::TouchUp => "Touch-up".to_owned(),
    }
}

/// Minutes that are taken where nobody says how many.
fn usual_minutes(purpose: Purpose, terms: &Terms) -> u32 {
    terms.value(match purpose {
        Purpose::Consultation => Term::ConsultationLength,
        Purpose::PatchTest => Term::PatchTestLength,
        Purpose::PatchTestReading => Term::PatchTestReadingLength,
        Purpose::Review => Term::ReviewLength,
        Purpose::Session { .. } | Purpose::TouchUp => Term::TouchUpLength,
    })
}

/// Where clients are treated, and by whom.
pub(super) struct House {
    /// The open places.
    pub(super) places: Vec<Kept<Premises>>,
    /// Everybody who treats.
    pub(super) people: Vec<(PersonId, String)>,
    /// The studio's terms of booking.
    pub(super) terms: Terms,
}

impl House {
    /// The house as it is now.
    pub(super) async fn of(app: &App, desk: &Desk) -> Result<Self, Fault> {
        let mut places = desk.of_kind::<Premises>(Some("open")).await?;
        places.reverse();
        let accounts = app.store().accounts(desk.studio()).await?;
        let treats = accounts
            .into_iter()
            .filter(|own| own.closed_at.is_none() && can(own.fields.role, Action::TreatClients));
        Ok(Self {
            places,
            people: treats
                .map(|own| (PersonId(own.id.to_uuid()), own.fields.name))
                .collect(),
            terms: desk.terms().await?,
        })
    }

    /// A person's name; nothing for somebody who is gone.
    pub(super) fn name(&self, person: PersonId) -> String {
        let found = self.people.iter().find(|(own, _)| *own == person);
        found.map_or_else(|| "Somebody who left".to_owned(), |(_, name)| name.clone())
    }

    /// Every room with its value for forms.
    pub(super) fn rooms(&self) -> Vec<(String, String)> {
        let rooms = self.places.iter().flat_map(|place| {
            let rooms = place.says.rooms.iter().enumerate();
            rooms.map(|(at, room)| {
                let name = format!("{} – {room}", place.says.name);
                (format!("{}.{at}", place.id), name)
            })
        });
        rooms.collect()
    }

    /// The room of a form's value.
    fn room(&self, value: &str) -> Option<(&Kept<Premises>, &Words<100>)> {
        let (place, at) = value.split_once('.')?;
        let place = self.places.iter().find(|own| own.id.to_string() == place)?;
        Some((place, place.says.rooms.get(at.parse::<usize>().ok()?)?))
    }
}

/// What is asked for: everything but the time.
pub(super) struct Wanted {
    /// Who, to whom and where; its time is not said yet.
    pub(super) place: Place,
    /// The rooms there.
    pub(super) premises: Premises,
    pub(super) minutes: u32,
    /// The first day that would do.
    pub(super) day: Date,
}

impl Wanted {
    /// What a form asks for.
    ///
    /// # Errors
    /// A field that does not fit, by its name.
    pub(super) fn read(
        fields: &Fields,
        house: &House,
        client: ClientId,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let chosen = of(fields, "where");
        let (premises, room) = house
            .room(chosen)
            .ok_or_else(|| field("where", "choose a room of the list"))?;
        let asked = of(fields, "practitioner");
        let person = house.people.iter().find(|own| own.0.to_string() == asked);
        let (person, _) = person.ok_or_else(|| field("practitioner", "choose one of the list"))?;
        let purpose = of(fields, "purpose");
        let purpose = purposes().into_iter().find(|(code, _)| code == purpose);
        let (_, purpose) = purpose.ok_or_else(|| field("purpose", "choose one of the list"))?;
        let zone = premises.says.zone.clone();
        let day = match of(fields, "day") {
            "" => zone.day(now),
            text => text
                .parse()
                .map_err(|_| field("day", "is no day: write it as 2027-01-31"))?,
        };
        let minutes = match of(fields, "minutes").trim() {
            "" => usual_minutes(purpose, &house.terms),
            text => text
                .parse()
                .ok()
                .filter(|own| *own <= 1440)
                .ok_or_else(|| field("minutes", "give whole minutes, at most 1440"))?,
        };
        Ok(Self {
            place: Place {
                client: client_id(client),
                practitioner: *person,
                premises: record(premises.id),
                room: room.clone(),
                local: LocalTime::of(day.at(0, 0, 0, 0)),
                span: Span {
                    from: now,
                    until: now,
                },
                zone,
                purpose,
            },
            premises: premises.says.clone(),
            minutes,
            day,
        })
    }

    /// At the time that a form chose: one of those offered, or day and time.
    pub(super) fn at(&self, fields: &Fields) -> Result<Place, Fault> {
        if let Some(slot) = fields.get("slot") {
            let stale = || field("time", "choose one of the times that are offered");
            let (place, local) = self.slot(slot).ok_or_else(stale)?;
            return Ok(place.at(local, self.minutes)?);
        }
        let time: Time = of(fields, "time")
            .parse()
            .map_err(|_| field("time", "give a time such as 14:30, or choose a free one"))?;
        let local = LocalTime::of(self.day.to_datetime(time));
        Ok(self.place.clone().at(local, self.minutes)?)
    }

    fn slot(&self, value: &str) -> Option<(Place, LocalTime)> {
        let mut parts = value.split('|');
        let (at, room, offset) = (parts.next()?, parts.next()?, parts.next()?);
        let local = LocalTime {
            at: at.parse().ok()?,
            offset_seconds: offset.parse().ok(),
        };
        let room = self.premises.rooms.get(room.parse::<usize>().ok()?)?;
        let place = Place {
            room: room.clone(),
            ..self.place.clone()
        };
        Some((place, local))
    }

    /// The value by which a form chooses a free time.
    pub(super) fn value(&self, slot: &Slot) -> String {
        let room = self.premises.rooms.iter().position(|own| *own == slot.room);
        let offset = slot.local.offset_seconds.map(|own| own.to_string());
        format!(
            "{}|{}|{}",
            slot.local.at,
            room.unwrap_or_default(),
            offset.unwrap_or_default()
        )
    }

    /// The days in which a free time is looked for, as a span.
    pub(super) fn days(&self) -> Span {
        let zone = &self.place.zone;
        Span {
            from: zone.begin_of(self.day),
            until: zone.begin_of(day_after(self.day, LOOK_AHEAD + 1)),
        }
    }

    /// The times that are free, the chosen room first.
    pub(super) fn free(&self, around: &Around) -> Vec<Slot> {
        let mut rooms: Vec<Words<100>> = self.premises.rooms.to_vec();
        rooms.sort_by_key(|own| *own != self.place.room);
        let search = SlotSearch {
            wanted: self.place.clone(),
            rooms: &rooms,
            minutes: self.minutes,
            first: self.day,
            last: day_after(self.day, LOOK_AHEAD),
            most: OFFERED,
        };
        free_slots(&search, &around.calendar())
    }
}

/// Everything that a time is judged by, as it is kept.
pub(super) struct Around {
    appointments: Vec<Appointment>,
    time_off: Vec<TimeOff>,
    premises_hours: Hours,
    practitioner_hours: Hours,
    course: Course,
    terms: Terms,
    now: Timestamp,
}

impl Around {
    /// What is kept around a span for a client in a place. The hours are the place's; whoever treats works in them, but for time off.
    pub(super) async fn of(
        desk: &Desk,
        client: ClientId,
        premises: &Premises,
        span: Span,
    ) -> Result<Self, Fault> {
        let zone = &premises.zone;
        let span = Span {
            from: zone.begin_of(day_after(zone.day(span.from), -AROUND)),
            until: zone.begin_of(day_after(zone.day(span.until), AROUND)),
        };
        let theirs = says(desk.of_client::<Appointment>(client).await?);
        let protocol = desk.protocol().await?;
        let course = Course::of(&Past {
            protocol: &protocol,
            law: &premises.jurisdiction,
            zone,
            sessions: &says(desk.of_client::<Session>(client).await?),
            patch_tests: &says(desk.of_client::<PatchTest>(client).await?),
            agreements: &says(desk.of_client::<Agreement>(client).await?),
            appointments: &theirs,
            now: desk.now(),
        });
        let mut appointments = says(desk.in_calendar::<Appointment>(span).await?);
        appointments.retain(|own| own.place.client != client_id(client));
        appointments.extend(theirs);
        Ok(Self {
            appointments,
            time_off: says(desk.in_calendar::<TimeOff>(span).await?),
            premises_hours: premises.hours(),
            practitioner_hours: Hours::always(),
            course,
            terms: desk.terms().await?,
            now: desk.now(),
        })
    }

    /// The calendar that a booking is judged by.
    pub(super) fn calendar(&self) -> Calendar<'_> {
        Calendar {
            appointments: &self.appointments,
            time_off: &self.time_off,
            premises_hours: &self.premises_hours,
            practitioner_hours: &self.practitioner_hours,
            course: &self.course,
            terms: &self.terms,
            now: self.now,
        }
    }
}

fn says<R>(kept: Vec<Kept<R>>) -> Vec<R> {
    kept.into_iter().map(|own| own.says).collect()
}

/// Everything that speaks against a step, as one fault: a reason in each line.
pub(super) fn refused(refusals: Vec<Refusal>) -> Fault {
    let words: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    match refusals.first() {
        Some(first) => Fault::Refused {
            code: first.code.as_str(),
            words: words.join("\n"),
        },
        None => Fault::internal("a step was refused without a reason"),
    }
}

/// The appointment of a record's identifier as the practice names it.
pub(super) fn kept_id(id: pointil_practice::id::RecordId) -> Result<RecordId, Fault> {
    id.to_string().parse().map_err(Fault::internal)
}
