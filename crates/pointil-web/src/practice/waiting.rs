//! The waiting list: who waits for what, a time that came free offered and held, taken, left, or run out.

use askama::Template;
use axum::extract::{Form as Entered, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use pointil_practice::List;
use pointil_practice::appointment::{Appointment, DayOfWeek, Place, Term};
use pointil_practice::local_time::day_after;
use pointil_practice::waiting::{Waiting, WaitingState, Wanted as WaitsFor, suited};
use pointil_storage::{ClientId, RecordId};

use super::booking::{
    Around, Fields, House, Wanted, kept_id, of, purpose_code, purpose_words, purposes, refused,
};
use super::by_link::{MakeLink, make_link};
use super::desk::{Changes, Desk, Kept, client as client_id, record};
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

/// Days ahead in which a time would do, where nobody says otherwise.
const USUAL_DAYS: i64 = 28;

const WEEK: [(&str, &str); 8] = [
    ("", "Any day"),
    ("1", "Mondays"),
    ("2", "Tuesdays"),
    ("3", "Wednesdays"),
    ("4", "Thursdays"),
    ("5", "Fridays"),
    ("6", "Saturdays"),
    ("7", "Sundays"),
];

struct Row {
    id: RecordId,
    name: String,
    more: String,
    standing: &'static str,
    is_over: bool,
}

#[derive(Template)]
#[template(path = "practice/waiting-list.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "practice/waiting-form.html")]
struct FormPage {
    frame: Frame,
    client: Option<(ClientId, String)>,
    has_places: bool,
    form: Form,
}

/// A time that can be offered.
struct FreeTime {
    value: String,
    words: String,
}

#[derive(Template)]
#[template(path = "practice/waiting.html")]
struct WaitingPage {
    frame: Frame,
    id: RecordId,
    client: (ClientId, String),
    standing: &'static str,
    facts: Vec<(&'static str, String)>,
    offered: Option<RecordId>,
    is_over: bool,
    can_offer: bool,
    can_answer: bool,
    can_withdraw: bool,
    form: Form,
    free: Vec<FreeTime>,
    make_link: Option<MakeLink>,
    problem: Option<String>,
}

const fn standing(state: &WaitingState) -> &'static str {
    match state {
        WaitingState::Waiting => "Waits",
        WaitingState::Offered { .. } => "A time is offered",
        WaitingState::Taken { .. } => "Took a time",
        WaitingState::Withdrawn { .. } => "Waits no more",
    }
}

fn is_over(own: &Waiting, now: jiff::Timestamp) -> bool {
    matches!(own.stands(), WaitingState::Offered { until, .. } if *until <= now)
}

fn wanted_words(own: &Waiting) -> String {
    let wanted = &own.wanted;
    format!(
        "{}, {} minutes, {} to {}",
        purpose_words(wanted.purpose),
        wanted.minutes,
        words::day(wanted.first),
        words::day(wanted.last)
    )
}

/// Everybody who waits, whoever waits longest first.
async fn all(desk: &Desk) -> Result<Vec<Kept<Waiting>>, Fault> {
    let mut found = desk.of_kind::<Waiting>(Some("waiting")).await?;
    found.extend(desk.of_kind::<Waiting>(Some("offered")).await?);
    found.sort_by_key(|own| (own.says.since, own.id));
    Ok(found)
}

/// Whom a time that came free suits, with what they wait for.
pub(super) async fn suited_names(
    app: &App,
    desk: &Desk,
    place: &Place,
) -> Result<Vec<(RecordId, String)>, Fault> {
    let waiting = desk.of_kind::<Waiting>(Some("waiting")).await?;
    let waiting: Vec<Waiting> = waiting.into_iter().map(|own| own.says).collect();
    let mut found = Vec::new();
    for own in suited(&waiting, place) {
        let client = ClientId::from_uuid(own.client.0);
        let person = app.store().client(desk.studio(), client).await?;
        let name = person.map_or_else(String::new, |own| full_name(&own.fields));
        found.push((kept_id(own.id)?, format!("{name}: {}", wanted_words(own))));
    }
    Ok(found)
}

/// The waiting list.
pub(super) async fn list(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let mut rows = Vec::new();
    for kept in all(&desk).await? {
        let client = kept.client.ok_or(Fault::NotFound)?;
        rows.push(Row {
            id: kept.id,
            name: full_name(&find(&app, &seat, client).await?.fields),
            more: wanted_words(&kept.says),
            standing: standing(kept.says.stands()),
            is_over: is_over(&kept.says, desk.now()),
        });
    }
    page(&ListPage {
        rows,
        frame: frame.titled("Waiting list").at(Nav::Calendar),
    })
}

fn form(frame: &Frame, house: &House, fields: &Fields) -> Form {
    let select = |name, label, choices: Vec<(String, String)>| {
        Field::new("select", name, label)
            .holding(of(fields, name))
            .among(choices)
    };
    let purposes = purposes().into_iter();
    let purposes = purposes.map(|(code, own)| (code, purpose_words(own)));
    let anybody = std::iter::once((String::new(), "Anybody".to_owned()));
    let people = house.people.iter();
    let people = anybody.chain(people.map(|(id, name)| (id.to_string(), name.clone())));
    let places = house.places.iter();
    let places = places.map(|own| (own.id.to_string(), own.says.name.to_string()));
    let week = WEEK.map(|(code, words)| (code.to_owned(), words.to_owned()));
    Form::new(
        &frame.csrf,
        [
            Field::hidden("client", of(fields, "client")),
            select("purpose", "What for", purposes.collect()),
            select("premises", "Where", places.collect()),
            select("practitioner", "With", people.collect()).optional(),
            Field::new("number", "minutes", "Minutes").holding(of(fields, "minutes")),
            Field::new("date", "first", "The first day that suits").holding(of(fields, "first")),
            Field::new("date", "last", "The last day that suits").holding(of(fields, "last")),
            select("weekday", "On which days", week.into()).optional(),
            Field::new("text", "words", "What else to heed")
                .holding(of(fields, "words"))
                .filled("off")
                .optional(),
        ],
    )
}

async fn form_page(
    app: &App,
    frame: Frame,
    seat: &Seat,
    mut fields: Fields,
    fault: Option<Fault>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let house = House::of(app, &desk).await?;
    let client = match of(&fields, "client").parse::<ClientId>() {
        Ok(id) => Some((id, full_name(&find(app, seat, id).await?.fields))),
        Err(_) => None,
    };
    if fault.is_none() {
        let today = desk.today().await?;
        let usual = [
            ("purpose", "consultation".to_owned()),
            (
                "minutes",
                house.terms.value(Term::ConsultationLength).to_string(),
            ),
            ("first", today.to_string()),
            ("last", day_after(today, USUAL_DAYS).to_string()),
        ];
        for (name, value) in usual {
            fields.entry(name.to_owned()).or_insert(value);
        }
    }
    let status = fault.as_ref().map(Fault::status);
    let mut form = form(&frame, &house, &fields);
    if let Some(fault) = fault {
        form = form.refused(fault)?;
    }
    let mut answer = page(&FormPage {
        client,
        has_places: !house.places.is_empty(),
        form,
        frame: frame.titled("Put on the waiting list").at(Nav::Calendar),
    })?;
    if let Some(status) = status {
        *answer.status_mut() = status;
    }
    Ok(answer)
}

/// The form of somebody who begins to wait.
pub(super) async fn show_new(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Query(fields): Query<Fields>,
) -> Result<Response, Fault> {
    form_page(&app, frame, &seat, fields, None).await
}

fn read(fields: &Fields, house: &House) -> Result<WaitsFor, Fault> {
    let purpose = of(fields, "purpose");
    let purpose = purposes().into_iter().find(|(code, _)| code == purpose);
    let (_, purpose) = purpose.ok_or_else(|| field("purpose", "choose one of the list"))?;
    let asked = of(fields, "premises");
    let place = house.places.iter().find(|own| own.id.to_string() == asked);
    let place = place.ok_or_else(|| field("premises", "choose one of the list"))?;
    let practitioner = match of(fields, "practitioner") {
        "" => None,
        asked => {
            let person = house.people.iter().find(|own| own.0.to_string() == asked);
            let person = person.ok_or_else(|| field("practitioner", "choose one of the list"))?;
            Some(person.0)
        }
    };
    let minutes: u32 = fitting("minutes", of(fields, "minutes").trim())?;
    if !(1..=1440).contains(&minutes) {
        return Err(field("minutes", "give 1 to 1440"));
    }
    let day = |name: &str| {
        of(fields, name)
            .parse()
            .map_err(|_| field(name, "is no day: write it as 2027-01-31"))
    };
    let (first, last): (jiff::civil::Date, jiff::civil::Date) = (day("first")?, day("last")?);
    if last < first {
        return Err(field("last", "is before the first day: give a later one"));
    }
    let weekday = match of(fields, "weekday") {
        "" => Vec::new(),
        text => {
            let number: u8 = fitting("weekday", text)?;
            let day = DayOfWeek::try_from(number);
            vec![day.map_err(|error| field("weekday", &error.to_string()))?]
        }
    };
    let words = entered(of(fields, "words")).map(|own| fitting("words", &own));
    Ok(WaitsFor {
        purpose,
        minutes,
        premises: record(place.id),
        practitioner,
        first,
        last,
        weekdays: List::new(weekday).map_err(Fault::internal)?,
        words: words.transpose()?,
    })
}

/// Somebody begins to wait.
pub(super) async fn begin(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let client: ClientId = match of(&fields, "client").parse() {
        Ok(client) => client,
        Err(_) => return form_page(&app, frame, &seat, fields, None).await,
    };
    find(&app, &seat, client).await?;
    let made = app.decide(seat.act(), |desk| {
        let (app, fields) = (&app, &fields);
        async move {
            let house = House::of(app, &desk).await?;
            let wanted = read(fields, &house)?;
            let id = desk.new_id()?;
            let own = Waiting::begin(record(id), client_id(client), desk.now(), wanted);
            Ok((Changes::none().begin(id, Some(client), &own)?, id))
        }
    });
    match made.await {
        Ok(id) => Ok(Redirect::to(&format!("/waiting/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            form_page(&app, frame, &seat, fields, Some(fault)).await
        }
        Err(fault) => Err(fault),
    }
}

/// What books a time for somebody who waits, with what was chosen.
fn booking_fields(own: &Waiting, house: &House, chosen: &Fields) -> Fields {
    let wanted = &own.wanted;
    let mut fields = chosen.clone();
    let first = house.rooms().into_iter();
    let mut here = first.filter(|(value, _)| value.starts_with(&wanted.premises.to_string()));
    let room = here.next().map(|own| own.0).unwrap_or_default();
    let person = wanted
        .practitioner
        .or(house.people.first().map(|own| own.0));
    let mut fill = |name: &str, value: String| {
        let own = fields.entry(name.to_owned()).or_default();
        if own.is_empty() {
            *own = value;
        }
    };
    fill("where", room);
    fill(
        "practitioner",
        person.map_or_else(String::new, |own| own.to_string()),
    );
    fill("day", wanted.first.to_string());
    fields.insert("purpose".to_owned(), purpose_code(wanted.purpose));
    fields.insert("minutes".to_owned(), wanted.minutes.to_string());
    fields
}

/// The times that can be offered: free, and as they are waited for.
async fn free(
    desk: &Desk,
    (own, client): (&Waiting, ClientId),
    (house, fields): (&House, &Fields),
) -> Result<Vec<FreeTime>, Fault> {
    let mut wanted = Wanted::read(fields, house, client, desk.now())?;
    wanted.day = wanted.day.max(wanted.place.zone.day(desk.now()));
    let around = Around::of(desk, client, &wanted.premises, wanted.days()).await?;
    let mut found = Vec::new();
    for slot in wanted.free(&around) {
        let place = Place {
            room: slot.room.clone(),
            span: slot.span,
            local: slot.local,
            ..wanted.place.clone()
        };
        if own.suits(&place) {
            found.push(FreeTime {
                value: wanted.value(&slot),
                words: format!(
                    "{}, {}",
                    slot.local.at.strftime("%A, %-d %B, %H:%M"),
                    slot.room
                ),
            });
        }
    }
    Ok(found)
}

/// What says which times are looked for.
fn offer_form(frame: &Frame, house: &House, fields: &Fields) -> Form {
    let people = house.people.iter();
    let people = people.map(|(id, name)| (id.to_string(), name.clone()));
    Form::new(
        &frame.csrf,
        [
            Field::new("select", "practitioner", "With")
                .holding(of(fields, "practitioner"))
                .among(people),
            Field::new("select", "where", "Where")
                .holding(of(fields, "where"))
                .among(house.rooms()),
            Field::new("date", "day", "From which day").holding(of(fields, "day")),
        ],
    )
}

fn facts(
    own: &Waiting,
    until: Option<jiff::Timestamp>,
    zone: &jiff::tz::TimeZone,
) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Waits for", wanted_words(own)),
        ("Since", words::instant(own.since, zone)),
    ];
    facts.extend(until.map(|until| ("Offer stands until", words::instant(until, zone))));
    let heed = own.wanted.words.as_ref();
    facts.extend(heed.map(|own| ("Heed", own.to_string())));
    if own.passed > 0 {
        facts.push(("Offers passed", own.passed.to_string()));
    }
    facts
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    (id, chosen): (RecordId, Fields),
    fault: Option<Fault>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let kept = desk.one::<Waiting>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let (own, house) = (&kept.says, House::of(app, &desk).await?);
    let chosen = freed(&desk, &house, chosen).await?;
    let fields = booking_fields(own, &house, &chosen);
    let may = frame.can(Action::PreparePractice);
    let can_offer = may && matches!(own.stands(), WaitingState::Waiting);
    let status = fault.as_ref().map(Fault::status);
    let free = match can_offer && !house.places.is_empty() {
        true => free(&desk, (own, client), (&house, &fields)).await?,
        false => Vec::new(),
    };
    let form = offer_form(&frame, &house, &fields);
    let (offered, until) = match own.stands() {
        WaitingState::Offered { appointment, until } => {
            (Some(kept_id(*appointment)?), Some(*until))
        }
        WaitingState::Taken { appointment, .. } => (Some(kept_id(*appointment)?), None),
        _ => (None, None),
    };
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let facts = facts(own, until, &zone);
    let over = is_over(own, desk.now());
    let is_offered = matches!(own.stands(), WaitingState::Offered { .. });
    let mut answer = page(&WaitingPage {
        id,
        client: (client, full_name(&find(app, seat, client).await?.fields)),
        standing: standing(own.stands()),
        facts,
        offered,
        is_over: may && over,
        can_offer,
        can_answer: may && is_offered && !over,
        can_withdraw: may && (is_offered || can_offer),
        form,
        free,
        make_link: make_link(&frame, client, id),
        problem: fault.map(|own| own.detail()),
        frame: frame.titled("On the waiting list").at(Nav::Calendar),
    })?;
    if let Some(status) = status {
        *answer.status_mut() = status;
    }
    Ok(answer)
}

/// With person, room and day of the appointment that has come free, where one is named.
async fn freed(desk: &Desk, house: &House, mut chosen: Fields) -> Result<Fields, Fault> {
    let Ok(id) = of(&chosen, "from").parse::<RecordId>() else {
        return Ok(chosen);
    };
    let place = desk.one::<Appointment>(id).await?.says.place;
    let rooms = house.rooms().into_iter();
    let room = rooms.map(|own| own.0).find(|value| {
        let named = house
            .places
            .iter()
            .find(|own| value.starts_with(&own.id.to_string()));
        let at = value
            .rsplit('.')
            .next()
            .and_then(|own| own.parse::<usize>().ok());
        named.zip(at).is_some_and(|(own, at)| {
            record(own.id) == place.premises && own.says.rooms.get(at) == Some(&place.room)
        })
    });
    chosen
        .entry("where".to_owned())
        .or_insert(room.unwrap_or_default());
    chosen
        .entry("practitioner".to_owned())
        .or_insert(place.practitioner.to_string());
    chosen
        .entry("day".to_owned())
        .or_insert(place.day().to_string());
    Ok(chosen)
}

/// Somebody who waits, with the times that can be offered.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Query(chosen): Query<Fields>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, (id, chosen), None).await
}

async fn offered_appointment(
    desk: &Desk,
    own: &Waiting,
) -> Result<Option<Kept<Appointment>>, Fault> {
    match own.stands() {
        WaitingState::Offered { appointment, .. } => {
            Ok(Some(desk.one::<Appointment>(kept_id(*appointment)?).await?))
        }
        _ => Ok(None),
    }
}

/// Offers a time and holds it as long.
async fn offer(
    app: &App,
    desk: &Desk,
    kept: &Kept<Waiting>,
    fields: &Fields,
) -> Result<Changes, Fault> {
    let client = kept.client.ok_or(Fault::NotFound)?;
    let house = House::of(app, desk).await?;
    let fields = booking_fields(&kept.says, &house, fields);
    let wanted = Wanted::read(&fields, &house, client, desk.now())?;
    let place = wanted.at(&fields)?;
    let around = Around::of(desk, client, &wanted.premises, place.span).await?;
    let hours = i64::from(house.terms.value(Term::OfferLasts));
    let until = desk.now().saturating_add(SignedDuration::from_hours(hours));
    // An offer is over when its time begins.
    let until = until.map_err(Fault::internal)?.min(place.span.from);
    let id = desk.new_id()?;
    let next = kept.says.clone().offer(record(id), &place, until)?;
    let asked = Appointment::request(record(id), place, desk.now(), false);
    let held = asked.hold(until, &around.calendar()).map_err(refused)?;
    let changes = Changes::none().edit(kept, &next)?;
    changes.begin(id, Some(client), &held)
}

/// The client takes what is offered: the waiting ends and the appointment is agreed, or neither.
pub(super) async fn accept(app: &App, desk: &Desk, kept: &Kept<Waiting>) -> Result<Changes, Fault> {
    let client = kept.client.ok_or(Fault::NotFound)?;
    let next = kept.says.clone().accept(desk.now())?;
    let offer = offered_appointment(desk, &kept.says).await?;
    let offer = offer.ok_or(Fault::NotFound)?;
    let house = House::of(app, desk).await?;
    let mut places = house.places.iter();
    let place = places.find(|own| record(own.id) == offer.says.place.premises);
    let place = place.ok_or_else(|| Fault::Malformed("the place is closed".to_owned()))?;
    let around = Around::of(desk, client, &place.says, offer.says.place.span).await?;
    let agreed = offer.says.clone().confirm(desk.now(), &around.calendar());
    let agreed = agreed.map_err(refused)?;
    let changes = Changes::none().edit(kept, &next)?;
    changes.edit(&offer, &agreed)
}

/// The time that was offered is free again.
pub(super) async fn let_go(desk: &Desk, changes: Changes, own: &Waiting) -> Result<Changes, Fault> {
    let Some(offer) = offered_appointment(desk, own).await? else {
        return Ok(changes);
    };
    match offer.says.clone().give_back() {
        Ok(free) => changes.edit(&offer, &free),
        // Somebody has done it already.
        Err(_) => Ok(changes),
    }
}

async fn stepped(
    app: &App,
    desk: Desk,
    id: RecordId,
    fields: &Fields,
) -> Result<(Changes, ()), Fault> {
    let kept = desk.one::<Waiting>(id).await?;
    let own = kept.says.clone();
    let changes = match of(fields, "do") {
        "offer" => offer(app, &desk, &kept, fields).await?,
        "accept" => accept(app, &desk, &kept).await?,
        step @ ("decline" | "lapse" | "withdraw") => {
            let next = match step {
                "decline" => own.decline()?,
                "lapse" => own.lapse(desk.now())?,
                _ => own.withdraw(desk.now())?,
            };
            let changes = Changes::none().edit(&kept, &next)?;
            let_go(&desk, changes, &kept.says).await?
        }
        other => return Err(Fault::Malformed(format!("{other:?} is no step"))),
    };
    Ok((changes, ()))
}

/// Something becomes of somebody who waits.
pub(super) async fn step(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(mut fields): Entered<Fields>,
) -> Result<Response, Fault> {
    if fields.contains_key("slot") {
        fields.insert("do".to_owned(), "offer".to_owned());
    }
    if of(&fields, "do") == "look" {
        return shown(&app, frame, &seat, (id, fields), None).await;
    }
    let made = app.decide(seat.act(), |desk| stepped(&app, desk, id, &fields));
    match made.await {
        Ok(()) => Ok(Redirect::to(&format!("/waiting/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            shown(&app, frame, &seat, (id, fields), Some(fault)).await
        }
        Err(fault) => Err(fault),
    }
}
