//! Who comes when: a day or a week of one place, by whoever treats or by room, by the clocks there.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use pointil_practice::appointment::{Appointment, AppointmentState};
use pointil_practice::local_time::day_after;
use pointil_practice::premises::Premises;
use pointil_practice::time_off::{TimeOff, Whose};
use pointil_practice::{Span, ZoneName};
use pointil_storage::{ClientId, RecordId};
use serde::Deserialize;

use super::appointment::{state_words, times};
use super::booking::{House, purpose_words};
use super::desk::{Desk, Kept, record};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;
use crate::words;

/// What stands in the calendar.
struct Entry {
    id: RecordId,
    times: String,
    name: String,
    more: String,
    standing: &'static str,
    is_wrong: bool,
}

/// A day, a person or a room with what stands in it.
struct Column {
    title: String,
    /// When the place is open on that day.
    hours: String,
    entries: Vec<Entry>,
    off: Vec<String>,
}

struct Choice {
    href: String,
    words: String,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "practice/calendar.html")]
struct CalendarPage {
    frame: Frame,
    day: String,
    view: &'static str,
    by: &'static str,
    place: Option<RecordId>,
    heading: String,
    zone: String,
    before: String,
    today: String,
    after: String,
    views: Vec<Choice>,
    places: Vec<Choice>,
    columns: Vec<Column>,
}

/// Which part of the calendar is shown.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    day: String,
    view: String,
    by: String,
    place: Option<RecordId>,
}

/// A part of the calendar, read.
struct Part<'a> {
    day: Date,
    is_week: bool,
    by_room: bool,
    place: &'a Kept<Premises>,
}

impl Part<'_> {
    fn href(&self, day: Date, view: &str, by: &str) -> String {
        format!(
            "/calendar?day={day}&view={view}&by={by}&place={}",
            self.place.id
        )
    }

    const fn view(&self) -> &'static str {
        if self.is_week { "week" } else { "day" }
    }

    const fn by(&self) -> &'static str {
        if self.by_room { "room" } else { "person" }
    }

    fn first(&self) -> Date {
        if !self.is_week {
            return self.day;
        }
        let since = self.day.weekday().to_monday_zero_offset();
        day_after(self.day, -i64::from(since))
    }

    const fn length(&self) -> i64 {
        if self.is_week { 7 } else { 1 }
    }

    fn zone(&self) -> &ZoneName {
        &self.place.says.zone
    }

    fn span(&self, first: Date, days: i64) -> Span {
        Span {
            from: self.zone().begin_of(first),
            until: self.zone().begin_of(day_after(first, days)),
        }
    }
}

/// Whether an appointment still stands, so that it is shown among the others.
const fn stands(state: &AppointmentState) -> bool {
    !matches!(
        state,
        AppointmentState::Cancelled { .. }
            | AppointmentState::Moved { .. }
            | AppointmentState::Lapsed
    )
}

/// A day or a week.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Query(asked): Query<Shown>,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let house = House::of(&app, &desk).await?;
    let chosen = house.places.iter().find(|own| Some(own.id) == asked.place);
    let Some(place) = chosen.or(house.places.first()) else {
        return page(&nowhere(frame));
    };
    let today = place.says.zone.day(desk.now());
    let part = Part {
        day: asked.day.parse().unwrap_or(today),
        is_week: asked.view == "week",
        by_room: asked.by == "room",
        place,
    };
    let (first, step) = (part.first(), part.length());
    let last = day_after(first, step - 1);
    let choice = |view: &str, by: &str, words: &str| Choice {
        href: part.href(part.day, view, by),
        words: words.to_owned(),
        is_here: part.view() == view && (part.is_week || part.by() == by),
    };
    page(&CalendarPage {
        columns: columns(&app, &seat, &desk, (&house, &part)).await?,
        day: part.day.to_string(),
        view: part.view(),
        by: part.by(),
        place: Some(place.id),
        heading: match part.is_week {
            true => format!("{} – {}", words::day(first), words::day(last)),
            false => format!("{}, {}", first.strftime("%A"), words::day(first)),
        },
        zone: part.zone().to_string(),
        before: part.href(day_after(part.day, -step), part.view(), part.by()),
        today: part.href(today, part.view(), part.by()),
        after: part.href(day_after(part.day, step), part.view(), part.by()),
        views: vec![
            choice("day", "person", "Day by people"),
            choice("day", "room", "Day by rooms"),
            choice("week", part.by(), "Week"),
        ],
        places: house
            .places
            .iter()
            .map(|own| Choice {
                href: format!(
                    "/calendar?day={}&view={}&by={}&place={}",
                    part.day,
                    part.view(),
                    part.by(),
                    own.id
                ),
                words: own.says.name.to_string(),
                is_here: own.id == place.id,
            })
            .collect(),
        frame: frame.titled("Calendar").at(Nav::Calendar),
    })
}

/// The calendar of a studio without a place.
fn nowhere(frame: Frame) -> CalendarPage {
    CalendarPage {
        frame: frame.titled("Calendar").at(Nav::Calendar),
        day: String::new(),
        view: "day",
        by: "person",
        place: None,
        heading: String::new(),
        zone: String::new(),
        before: String::new(),
        today: String::new(),
        after: String::new(),
        views: Vec::new(),
        places: Vec::new(),
        columns: Vec::new(),
    }
}

/// The names of those who have an appointment.
async fn names(
    app: &App,
    seat: &Seat,
    all: &[Kept<Appointment>],
) -> Result<BTreeMap<ClientId, String>, Fault> {
    let mut names = BTreeMap::new();
    for client in all.iter().filter_map(|own| own.client) {
        if let std::collections::btree_map::Entry::Vacant(place) = names.entry(client) {
            place.insert(full_name(&find(app, seat, client).await?.fields));
        }
    }
    Ok(names)
}

/// The appointments at a place that stand, and the time off of everybody and everything.
async fn standing(
    desk: &Desk,
    here: pointil_practice::id::RecordId,
    span: Span,
) -> Result<(Vec<Kept<Appointment>>, Vec<Kept<TimeOff>>), Fault> {
    let mut all = desk.in_calendar::<Appointment>(span).await?;
    all.retain(|own| own.says.place.premises == here && stands(own.says.stands()));
    let mut off = desk.in_calendar::<TimeOff>(span).await?;
    off.retain(|own| pointil_practice::PracticeRecord::state(&own.says) == "planned");
    Ok((all, off))
}

async fn columns(
    app: &App,
    seat: &Seat,
    desk: &Desk,
    (house, part): (&House, &Part<'_>),
) -> Result<Vec<Column>, Fault> {
    let here = record(part.place.id);
    let span = part.span(part.first(), part.length());
    let (all, off) = standing(desk, here, span).await?;
    let names = names(app, seat, &all).await?;
    let column = |(title, day): (String, Date),
                  holds: &dyn Fn(&Appointment) -> bool,
                  off: Vec<String>| Column {
        title,
        hours: hours(part, day),
        entries: all
            .iter()
            .filter(|own| holds(&own.says))
            .map(|own| entry(own, house, part, &names))
            .collect(),
        off,
    };
    if part.is_week {
        let days = (0..7).map(|days| day_after(part.first(), days));
        let of_day = |day: Date| {
            let span = part.span(day, 1);
            let title = day.strftime("%A, %-d %B").to_string();
            let holds = move |own: &Appointment| own.place.span.overlaps(&span);
            let off = off.iter().filter(|own| own.says.span.overlaps(&span));
            let off = off.filter_map(|own| off_words(&own.says, house, part, None));
            column((title, day), &holds, off.collect())
        };
        return Ok(days.map(of_day).collect());
    }
    if part.by_room {
        let rooms = part.place.says.rooms.iter();
        let of_room = |room: &pointil_practice::Words<100>| {
            let holds = |own: &Appointment| own.place.room == *room;
            let off = off.iter().filter(|own| match &own.says.whose {
                Whose::Room {
                    premises,
                    room: own,
                } => *premises == here && own == room,
                Whose::Premises(premises) => *premises == here,
                Whose::Practitioner(_) => false,
            });
            let off =
                off.filter_map(|own| off_words(&own.says, house, part, Some("Not to be booked")));
            column((room.to_string(), part.day), &holds, off.collect())
        };
        return Ok(rooms.map(of_room).collect());
    }
    let of_person = |(person, name): &(pointil_practice::id::PersonId, String)| {
        let holds = |own: &Appointment| own.place.practitioner == *person;
        let off = off.iter().filter(|own| match &own.says.whose {
            Whose::Practitioner(own) => own == person,
            Whose::Premises(premises) => *premises == here,
            Whose::Room { .. } => false,
        });
        let off = off.filter_map(|own| off_words(&own.says, house, part, Some("Time off")));
        column((name.clone(), part.day), &holds, off.collect())
    };
    Ok(house.people.iter().map(of_person).collect())
}

/// When the place is open on a day and when there are breaks, by its clocks.
fn hours(part: &Part<'_>, day: Date) -> String {
    let (own, zone) = (part.place.says.hours(), part.zone());
    let shown = |spans: &[Span]| {
        let time = |at| {
            let local = zone.local(at);
            match local.date() == day {
                true => local.strftime("%H:%M").to_string(),
                false => "24:00".to_owned(),
            }
        };
        let texts: Vec<String> = spans
            .iter()
            .map(|span| format!("{}–{}", time(span.from), time(span.until)))
            .collect();
        texts.join(", ")
    };
    let (open, breaks) = (own.open_on(day, zone), own.breaks_on(day, zone));
    let name = own.words_of(day).map(|words| format!(" ({words})"));
    let name = name.unwrap_or_default();
    match (open.is_empty(), breaks.is_empty()) {
        (true, _) => format!("Closed{name}"),
        (false, true) => format!("Open {}{name}", shown(&open)),
        (false, false) => format!("Open {}{name}, break {}", shown(&open), shown(&breaks)),
    }
}

/// Time off in a line; none where it is of another place.
fn off_words(own: &TimeOff, house: &House, part: &Part<'_>, what: Option<&str>) -> Option<String> {
    let here = record(part.place.id);
    let whose = match &own.whose {
        Whose::Practitioner(person) => house.name(*person),
        Whose::Room { premises, room } if *premises == here => room.to_string(),
        Whose::Premises(premises) if *premises == here => part.place.says.name.to_string(),
        _ => return None,
    };
    let zone = part.zone();
    let (from, until) = (zone.local(own.span.from), zone.local(own.span.until));
    let what = what.map_or_else(|| format!("{whose} off"), str::to_owned);
    let why = own.words.as_ref().map(|words| format!(": {words}"));
    Some(format!(
        "{what}{} ({} – {})",
        why.unwrap_or_default(),
        from.strftime("%-d %b %H:%M"),
        until.strftime("%-d %b %H:%M")
    ))
}

fn entry(
    kept: &Kept<Appointment>,
    house: &House,
    part: &Part<'_>,
    names: &BTreeMap<ClientId, String>,
) -> Entry {
    let own = &kept.says;
    let name = kept.client.and_then(|client| names.get(&client).cloned());
    let person = house.name(own.place.practitioner);
    let beside = match (part.is_week, part.by_room) {
        (true, _) => format!("{person}, {}", own.place.room),
        (false, true) => person,
        (false, false) => own.place.room.to_string(),
    };
    Entry {
        id: kept.id,
        times: times(own),
        name: name.unwrap_or_default(),
        more: format!("{} · {beside}", purpose_words(own.place.purpose)),
        standing: state_words(own.stands()),
        is_wrong: matches!(own.stands(), AppointmentState::NoShow { .. }),
    }
}
