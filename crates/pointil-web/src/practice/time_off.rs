//! Time off of people, rooms and places: planned, shown with whoever is booked in it, cancelled.

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, Time};
use pointil_practice::appointment::Appointment;
use pointil_practice::id::PersonId;
use pointil_practice::local_time::day_after;
use pointil_practice::time_off::{TimeOff, Whose};
use pointil_practice::{LocalTime, PracticeRecord, Span, Words, ZoneName};
use pointil_storage::{ClientId, RecordId};

use super::appointment::times;
use super::booking::{Fields, House, of};
use super::desk::{Changes, Day, Desk, record};
use super::place::fitting;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form, entered};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// Days ahead that the page shows.
const AHEAD: i64 = 400;

/// Somebody who is booked in it.
struct Met {
    id: RecordId,
    words: String,
}

struct Row {
    id: RecordId,
    whose: String,
    span: String,
    words: String,
    met: Vec<Met>,
}

#[derive(Template)]
#[template(path = "practice/time-off.html")]
struct TimeOffPage {
    frame: Frame,
    rows: Vec<Row>,
    form: Option<Form>,
    has_places: bool,
}

/// The clocks by which time off is written: those of its place, of a person's the first place's.
fn zone_of(whose: &Whose, house: &House, studio: &ZoneName) -> ZoneName {
    let place = match whose {
        Whose::Practitioner(_) => house.places.first(),
        Whose::Room { premises, .. } | Whose::Premises(premises) => {
            house.places.iter().find(|own| record(own.id) == *premises)
        }
    };
    place.map_or_else(|| studio.clone(), |own| own.says.zone.clone())
}

fn name_of(whose: &Whose, house: &House) -> String {
    let place = |id: &pointil_practice::id::RecordId| {
        let found = house.places.iter().find(|own| record(own.id) == *id);
        found.map_or_else(
            || "A closed place".to_owned(),
            |own| own.says.name.to_string(),
        )
    };
    match whose {
        Whose::Practitioner(person) => house.name(*person),
        Whose::Room { premises, room } => format!("{} – {room}", place(premises)),
        Whose::Premises(premises) => format!("All of {}", place(premises)),
    }
}

/// Whoever and whatever can have time off, by the value that forms send.
fn choices(house: &House) -> Vec<(String, String)> {
    let people = house.people.iter();
    let people = people.map(|(id, name)| (format!("person.{id}"), name.clone()));
    let rooms = house.rooms().into_iter();
    let rooms = rooms.map(|(value, name)| (format!("room.{value}"), name));
    let places = house.places.iter();
    let places = places.map(|own| {
        (
            format!("place.{}", own.id),
            format!("All of {}", own.says.name),
        )
    });
    people.chain(rooms).chain(places).collect()
}

fn whose_of(house: &House, value: &str) -> Option<Whose> {
    let (sort, value) = value.split_once('.')?;
    let place = |id: &str| house.places.iter().find(|own| own.id.to_string() == id);
    Some(match sort {
        "person" => {
            let person = house.people.iter().find(|own| own.0.to_string() == value)?;
            Whose::Practitioner(person.0)
        }
        "room" => {
            let (id, at) = value.split_once('.')?;
            let place = place(id)?;
            Whose::Room {
                premises: record(place.id),
                room: place.says.rooms.get(at.parse::<usize>().ok()?)?.clone(),
            }
        }
        "place" => Whose::Premises(record(place(value)?.id)),
        _ => return None,
    })
}

fn form(frame: &Frame, house: &House, fields: &Fields) -> Form {
    let input = |kind, name, label| Field::new(kind, name, label).holding(of(fields, name));
    Form::new(
        &frame.csrf,
        [
            input("select", "whose", "Who or what").among(choices(house)),
            input("date", "from_day", "From"),
            input("time", "from_time", "From what time")
                .hinting("Empty for the whole day.")
                .optional(),
            input("date", "until_day", "Until, that day too"),
            input("time", "until_time", "Until what time")
                .hinting("Empty for the whole day.")
                .optional(),
            input("text", "words", "What the calendar says")
                .hinting("For a room or a place. Why somebody is away is nobody's matter and stays unsaid.")
                .filled("off")
                .optional(),
        ],
    )
}

fn at(fields: &Fields, name: &'static str) -> Result<Option<Time>, Fault> {
    match of(fields, name).trim() {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| field(name, "give a time such as 14:30")),
    }
}

/// The instant of a day and a time by the clocks there; of a day alone its beginning.
fn instant(zone: &ZoneName, day: Date, time: Option<Time>) -> Result<jiff::Timestamp, Fault> {
    Ok(match time {
        Some(time) => zone.instant(LocalTime::of(day.to_datetime(time)))?,
        None => zone.begin_of(day),
    })
}

fn day(fields: &Fields, name: &str) -> Result<Date, Fault> {
    of(fields, name)
        .parse()
        .map_err(|_| field(name, "is no day: write it as 2027-01-31"))
}

/// Who is away, from when until when, and what the calendar says.
type Read = (Whose, Span, Option<Words<200>>);

fn read(fields: &Fields, house: &House, studio: &ZoneName) -> Result<Read, Fault> {
    let whose = whose_of(house, of(fields, "whose"));
    let whose = whose.ok_or_else(|| field("whose", "choose one of the list"))?;
    let zone = zone_of(&whose, house, studio);
    let until_time = at(fields, "until_time")?;
    let until_day = day(fields, "until_day")?;
    let last = match until_time {
        Some(_) => until_day,
        None => day_after(until_day, 1),
    };
    let span = Span {
        from: instant(&zone, day(fields, "from_day")?, at(fields, "from_time")?)?,
        until: instant(&zone, last, until_time)?,
    };
    let words = match (&whose, entered(of(fields, "words"))) {
        (Whose::Practitioner(_), _) | (_, None) => None,
        (_, Some(words)) => Some(fitting("words", &words)?),
    };
    Ok((whose, span, words))
}

async fn studio_zone(app: &App, seat: &Seat) -> Result<ZoneName, Fault> {
    let studio = app.studio(seat.studio).await?;
    studio.fields.time_zone.parse().map_err(Fault::internal)
}

/// Everybody who is booked in a time off that would have kept them away.
async fn met(
    app: &App,
    seat: &Seat,
    desk: &Desk,
    (own, zone): (&TimeOff, &ZoneName),
) -> Result<Vec<Met>, Fault> {
    let mut found = Vec::new();
    for kept in desk.in_calendar::<Appointment>(own.span).await? {
        let place = &kept.says.place;
        let stands = matches!(kept.says.state(), "requested" | "held" | "confirmed");
        let blocks = own.blocks(place.practitioner, place.premises, &place.room, place.span);
        let (true, true, Some(client)) = (stands, blocks, kept.client) else {
            continue;
        };
        let client: ClientId = client;
        let name = full_name(&find(app, seat, client).await?.fields);
        let day = words::day(zone.day(place.span.from));
        found.push(Met {
            id: kept.id,
            words: format!("{name}, {day}, {}", times(&kept.says)),
        });
    }
    Ok(found)
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    refused: Option<(Fields, Fault)>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let house = House::of(app, &desk).await?;
    let studio = studio_zone(app, seat).await?;
    let today = studio.day(desk.now());
    let span = Span {
        from: desk.now(),
        until: studio.begin_of(day_after(today, AHEAD)),
    };
    let mut rows = Vec::new();
    for kept in desk.in_calendar::<TimeOff>(span).await? {
        let own = &kept.says;
        if own.state() != "planned" {
            continue;
        }
        let zone = zone_of(&own.whose, &house, &studio);
        let clock = zone.zone();
        rows.push(Row {
            id: kept.id,
            whose: name_of(&own.whose, &house),
            span: format!(
                "{} – {} ({zone})",
                words::instant(own.span.from, &clock),
                words::instant(own.span.until, &clock)
            ),
            words: own
                .words
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            met: met(app, seat, &desk, (own, &zone)).await?,
        });
    }
    let status = refused.as_ref().map(|own| own.1.status());
    let form = match refused {
        Some((fields, fault)) => form(&frame, &house, &fields).refused(fault)?,
        None => {
            let day = ["from_day", "until_day"].map(|name| (name.to_owned(), today.to_string()));
            let mut fields = Fields::from(day);
            fields.insert(
                "whose".to_owned(),
                format!("person.{}", PersonId(seat.account.id.to_uuid())),
            );
            form(&frame, &house, &fields)
        }
    };
    let mut answer = page(&TimeOffPage {
        rows,
        form: frame.can(Action::PreparePractice).then_some(form),
        has_places: !house.places.is_empty(),
        frame: frame.titled("Time off").at(Nav::Calendar),
    })?;
    if let Some(status) = status {
        *answer.status_mut() = status;
    }
    Ok(answer)
}

/// Time off that is ahead.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, None).await
}

async fn planned(
    app: &App,
    desk: Desk,
    fields: &Fields,
    studio: &ZoneName,
) -> Result<(Changes, ()), Fault> {
    let house = House::of(app, &desk).await?;
    let (whose, span, words) = read(fields, &house, studio)?;
    let id = desk.new_id()?;
    let off = TimeOff::plan(record(id), whose, span, words, desk.by()?)?;
    Ok((Changes::none().begin(id, None, &off)?, ()))
}

/// Plans time off.
pub(super) async fn plan(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let studio = studio_zone(&app, &seat).await?;
    let made = app.decide(seat.act(), |desk| planned(&app, desk, &fields, &studio));
    match made.await {
        Ok(()) => Ok(Redirect::to("/studio/time-off?done=saved").into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            shown(&app, frame, &seat, Some((fields, fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// It does not take place.
pub(super) async fn cancel(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let cancel = |off: TimeOff, desk: &Desk, _: &Day| Ok(off.cancel(desk.by()?)?);
    app.alter(seat.act(), id, cancel).await?;
    Ok(Redirect::to("/studio/time-off?done=saved").into_response())
}
