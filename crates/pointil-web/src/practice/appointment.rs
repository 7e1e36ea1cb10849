//! One appointment: booked, moved, and what becomes of it; and all of a client's.

use askama::Template;
use axum::extract::{Form as Entered, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::appointment::{
    Appointment, AppointmentState, Canceller, Term, Terms, Waiver,
};
use pointil_practice::enquiry::Enquiry;
use pointil_practice::{Force, List, Refusal, Span};
use pointil_storage::{ClientId, RecordId};

use super::booking::{
    Around, Fields, House, Wanted, kept_id, of, purpose_code, purpose_words, purposes, refused,
};
use super::by_link::{MakeLink, make_link};
use super::desk::{Changes, Desk, Kept, client as client_id, record};
use super::money::deposit;
use super::place::fitting;
use super::waiting;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::form::{Field, Form, entered};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// A free time as a button.
struct FreeTime {
    value: String,
    time: String,
    room: String,
}

/// The free times of a day.
struct FreeDay {
    day: String,
    times: Vec<FreeTime>,
}

#[derive(Template)]
#[template(path = "practice/booking.html")]
struct BookingPage {
    frame: Frame,
    /// Where the form goes.
    action: String,
    back: String,
    /// Who comes; nobody while it is not said.
    client: Option<String>,
    has_places: bool,
    is_move: bool,
    form: Form,
    free: Vec<FreeDay>,
}

#[derive(Template)]
#[template(path = "practice/appointment.html")]
struct AppointmentPage {
    frame: Frame,
    id: RecordId,
    client: (ClientId, String),
    facts: Vec<(&'static str, String)>,
    standing: &'static str,
    story: Vec<(&'static str, String)>,
    moved_to: Option<RecordId>,
    /// What can be done: the value, the words, and whether it is grave.
    steps: Vec<(&'static str, &'static str, bool)>,
    may_move: bool,
    /// What a cancellation by the client would mean now.
    window: Option<String>,
    /// The deposit in words, and where it is taken or given back.
    deposit: Option<(String, Option<String>)>,
    /// Who waits for such a time, where it has come free.
    suited: Vec<(RecordId, String)>,
    make_link: Option<MakeLink>,
    problem: Option<String>,
}

struct ListRow {
    id: RecordId,
    when: String,
    what: String,
    standing: &'static str,
}

#[derive(Template)]
#[template(path = "practice/appointments.html")]
struct ListPage {
    frame: Frame,
    client: ClientId,
    ahead: Vec<ListRow>,
    past: Vec<ListRow>,
    may_prepare: bool,
}

/// A state in words.
pub(super) const fn state_words(state: &AppointmentState) -> &'static str {
    match state {
        AppointmentState::Requested { .. } => "Asked for",
        AppointmentState::Held { .. } => "Kept free",
        AppointmentState::Confirmed { .. } => "Agreed",
        AppointmentState::Arrived { .. } => "Arrived",
        AppointmentState::Kept { .. } => "Took place",
        AppointmentState::NoShow { .. } => "Nobody came",
        AppointmentState::Cancelled { .. } => "Cancelled",
        AppointmentState::Moved { .. } => "Moved",
        AppointmentState::Lapsed => "No longer kept free",
    }
}

/// What the times of day of a span are at its place.
pub(super) fn times(own: &Appointment) -> String {
    let (zone, span) = (&own.place.zone, own.place.span);
    let (from, until) = (zone.local(span.from), zone.local(span.until));
    format!("{}–{}", from.strftime("%H:%M"), until.strftime("%H:%M"))
}

/// Which booking a form is of.
#[derive(Clone, Copy)]
enum Booking {
    New(Option<ClientId>),
    Move(RecordId),
}

/// `deposit` is what is said of a deposit, where one can be asked.
fn booking_form(
    frame: &Frame,
    house: &House,
    (fields, deposit): (&Fields, Option<String>),
    booking: Booking,
) -> Form {
    let select = |name, label, choices: Vec<(String, String)>| {
        Field::new("select", name, label)
            .holding(of(fields, name))
            .among(choices)
    };
    let people = house.people.iter();
    let people = people.map(|(id, name)| (id.to_string(), name.clone()));
    let mut all = Vec::new();
    match booking {
        Booking::New(_) => {
            let purposes = purposes().into_iter();
            let purposes = purposes.map(|(code, own)| (code, purpose_words(own)));
            all.push(Field::hidden("client", of(fields, "client")));
            all.push(Field::hidden("enquiry", of(fields, "enquiry")));
            all.push(select("purpose", "What for", purposes.collect()));
        }
        Booking::Move(_) => {
            let by = [
                ("client", "The client asked for it"),
                ("studio", "The studio needs it"),
            ];
            let by = by.map(|(code, words)| (code.to_owned(), words.to_owned()));
            all.push(select("by", "Why it is moved", by.into()));
        }
    }
    all.extend([
        select("practitioner", "With", people.collect()),
        select("where", "Where", house.rooms()),
        Field::new("number", "minutes", "Minutes")
            .holding(of(fields, "minutes"))
            .hinting("Left empty, the studio's usual length is taken.")
            .optional(),
        Field::new("date", "day", "Day").holding(of(fields, "day")),
        Field::new("time", "time", "Time")
            .holding(of(fields, "time"))
            .hinting("By the clocks of the place. Leave it empty and choose a free time instead.")
            .optional(),
    ]);
    if let (Booking::New(_), Some(hint)) = (booking, deposit) {
        let asked = [
            ("no", "Not asked"),
            ("yes", "Asked: the time is kept free until it is paid"),
        ];
        let asked = asked.map(|(code, words)| (code.to_owned(), words.to_owned()));
        all.push(select("deposit", "A deposit", asked.into()).hinting(hint));
    }
    if frame.can(Action::EditStudio) && matches!(booking, Booking::New(_)) {
        all.push(
            Field::new(
                "text",
                "reason",
                "An owner's reason to pass over what is administrative",
            )
            .holding(of(fields, "reason"))
            .hinting("It is kept with the appointment. What is for safety is never passed over.")
            .filled("off")
            .optional(),
        );
    }
    Form::new(&frame.csrf, all)
}

async fn booking_page(
    app: &App,
    frame: Frame,
    seat: &Seat,
    (booking, mut fields): (Booking, Fields),
    fault: Option<Fault>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let house = House::of(app, &desk).await?;
    let (client, moved) = match booking {
        Booking::New(client) => (client, None),
        Booking::Move(id) => {
            let kept = desk.one::<Appointment>(id).await?;
            (kept.client, Some(kept.says))
        }
    };
    let name = match client {
        Some(client) => Some(full_name(&find(app, seat, client).await?.fields)),
        None => None,
    };
    preset(&mut fields, &house, seat, moved.as_ref(), desk.now());
    let mut fault = fault;
    let free = match client {
        Some(client) => match Wanted::read(&fields, &house, client, desk.now()) {
            Ok(wanted) => free_days(&desk, client, &wanted).await?,
            Err(found) => {
                fault = fault.or((!house.places.is_empty()).then_some(found));
                Vec::new()
            }
        },
        None => Vec::new(),
    };
    let deposit = match (client, booking) {
        (Some(client), Booking::New(_)) => Some(deposit_words(&desk, client, &house.terms).await?),
        _ => None,
    };
    let mut form = booking_form(&frame, &house, (&fields, deposit), booking);
    if let Some(fault) = fault {
        form = form.refused(fault)?;
    }
    let (action, back, title) = match booking {
        Booking::Move(id) => (
            format!("/appointments/{id}/move"),
            format!("/appointments/{id}"),
            "Move the appointment",
        ),
        Booking::New(client) => (
            "/appointments".to_owned(),
            client.map_or_else(
                || "/calendar".to_owned(),
                |own| format!("/clients/{own}/appointments"),
            ),
            "Book an appointment",
        ),
    };
    page(&BookingPage {
        frame: frame.titled(title).at(Nav::Calendar),
        action,
        back,
        client: name,
        has_places: !house.places.is_empty(),
        is_move: moved.is_some(),
        form,
        free,
    })
}

/// What a deposit would be, and what is kept of it when.
async fn deposit_words(desk: &Desk, client: ClientId, terms: &Terms) -> Result<String, Fault> {
    let asked = deposit::asked(desk, client, terms).await?;
    let asked = asked.map_or_else(
        || {
            format!(
                "The terms ask {} percent of the price; nothing is agreed on yet.",
                terms.value(Term::Deposit)
            )
        },
        |own| format!("{own}, by the agreement in force."),
    );
    Ok(format!("{asked} {}", deposit::windows(terms)))
}

/// Fills in what was not said: as it was for one that is moved, else the first room, whoever asks, today.
fn preset(
    fields: &mut Fields,
    house: &House,
    seat: &Seat,
    moved: Option<&Appointment>,
    now: jiff::Timestamp,
) {
    let mut fill = |name: &str, value: String| {
        let own = fields.entry(name.to_owned()).or_default();
        if own.is_empty() {
            *own = value;
        }
    };
    if let Some(own) = moved {
        let room = house.rooms().into_iter().find(|(value, name)| {
            value.starts_with(&own.place.premises.to_string())
                && name.ends_with(&format!("– {}", own.place.room))
        });
        fill("where", room.map(|own| own.0).unwrap_or_default());
        fill("practitioner", own.place.practitioner.to_string());
        fill("purpose", purpose_code(own.place.purpose));
        fill("minutes", own.place.minutes().to_string());
    }
    let first = house.rooms().into_iter().next();
    fill("where", first.map(|own| own.0).unwrap_or_default());
    let own = seat.account.id.to_string();
    let mut people = house.people.iter().map(|own| own.0.to_string());
    let first = people.clone().next().unwrap_or_default();
    fill(
        "practitioner",
        people.find(|person| *person == own).unwrap_or(first),
    );
    fill("purpose", "consultation".to_owned());
    fill("deposit", "no".to_owned());
    if let Some(place) = house.places.first() {
        fill("day", place.says.zone.day(now).to_string());
    }
}

async fn free_days(desk: &Desk, client: ClientId, wanted: &Wanted) -> Result<Vec<FreeDay>, Fault> {
    let around = Around::of(desk, client, &wanted.premises, wanted.days()).await?;
    let mut days: Vec<FreeDay> = Vec::new();
    for slot in wanted.free(&around) {
        let day = slot.local.at.strftime("%A, %-d %B").to_string();
        let time = FreeTime {
            value: wanted.value(&slot),
            time: slot.local.at.strftime("%H:%M").to_string(),
            room: slot.room.to_string(),
        };
        match days.last_mut() {
            Some(last) if last.day == day => last.times.push(time),
            _ => days.push(FreeDay {
                day,
                times: vec![time],
            }),
        }
    }
    Ok(days)
}

fn client_of(fields: &Fields) -> Option<ClientId> {
    of(fields, "client").parse().ok()
}

/// The form of a new appointment.
pub(super) async fn show_new(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Query(fields): Query<Fields>,
) -> Result<Response, Fault> {
    let booking = Booking::New(client_of(&fields));
    booking_page(&app, frame, &seat, (booking, fields), None).await
}

/// With an owner's word for what is administrative, where one was given.
fn passed_over(
    asked: Appointment,
    refusals: &[Refusal],
    (fields, seat, desk): (&Fields, &Seat, &Desk),
) -> Result<Option<Appointment>, Fault> {
    let Some(reason) = entered(of(fields, "reason")) else {
        return Ok(None);
    };
    if !seat.can(Action::EditStudio) {
        return Ok(None);
    }
    let codes = refusals.iter().map(|own| own.code);
    let codes = codes.filter(|code| code.rule().force == Force::Administrative);
    let waiver = Waiver {
        act: desk.by()?,
        codes: List::new(codes.collect()).map_err(Fault::internal)?,
        reason: fitting("reason", &reason)?,
    };
    Ok(Some(asked.with_waiver(waiver).map_err(Fault::internal)?))
}

async fn booked(
    app: &App,
    (seat, desk): (&Seat, Desk),
    fields: &Fields,
    client: ClientId,
) -> Result<(Changes, RecordId), Fault> {
    let house = House::of(app, &desk).await?;
    let wanted = Wanted::read(fields, &house, client, desk.now())?;
    let place = wanted.at(fields)?;
    let around = Around::of(&desk, client, &wanted.premises, place.span).await?;
    let (id, now) = (desk.new_id()?, desk.now());
    let deposit_asked = of(fields, "deposit") == "yes";
    // Until a deposit is paid the time is kept free, unless an owner passes that over.
    let waits = deposit_asked && entered(of(fields, "reason")).is_none();
    let hold = of(fields, "do") == "hold" || waits;
    let until = i64::from(house.terms.value(Term::Hold));
    let until = now.saturating_add(jiff::SignedDuration::from_mins(until));
    let until = until.map_err(Fault::internal)?;
    let make = |asked: Appointment| {
        if hold {
            asked.hold(until, &around.calendar())
        } else {
            asked.confirm(now, &around.calendar())
        }
    };
    let asked = Appointment::request(record(id), place, now, deposit_asked);
    let made = match make(asked.clone()) {
        Ok(made) => made,
        Err(refusals) => match passed_over(asked, &refusals, (fields, seat, &desk))? {
            Some(asked) => make(asked).map_err(refused)?,
            None => return Err(refused(refusals)),
        },
    };
    let mut changes = Changes::none().begin(id, Some(client), &made)?;
    if let Ok(enquiry) = of(fields, "enquiry").parse::<RecordId>() {
        let kept = desk.one::<Enquiry>(enquiry).await?;
        let kept = Kept {
            client: Some(client),
            ..kept
        };
        let next = kept.says.clone();
        let next = next.book(desk.by()?, client_id(client), record(id))?;
        changes = changes.edit(&kept, &next)?;
    }
    Ok((changes, id))
}

/// Books.
pub(super) async fn book(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let booking = Booking::New(client_of(&fields));
    let (Booking::New(Some(client)), false) = (booking, of(&fields, "do") == "look") else {
        return booking_page(&app, frame, &seat, (booking, fields), None).await;
    };
    find(&app, &seat, client).await?;
    let made = app
        .decide(seat.act(), |desk| {
            booked(&app, (&seat, desk), &fields, client)
        })
        .await;
    match made {
        Ok(id) => Ok(Redirect::to(&format!("/appointments/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            booking_page(&app, frame, &seat, (booking, fields), Some(fault)).await
        }
        Err(fault) => Err(fault),
    }
}

/// The form that moves an appointment.
pub(super) async fn show_move(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Query(fields): Query<Fields>,
) -> Result<Response, Fault> {
    booking_page(&app, frame, &seat, (Booking::Move(id), fields), None).await
}

async fn moved(
    app: &App,
    desk: Desk,
    fields: &Fields,
    id: RecordId,
) -> Result<(Changes, RecordId), Fault> {
    let kept = desk.one::<Appointment>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let house = House::of(app, &desk).await?;
    let mut fields = fields.clone();
    fields.insert("purpose".to_owned(), purpose_code(kept.says.place.purpose));
    let wanted = Wanted::read(&fields, &house, client, desk.now())?;
    let place = wanted.at(&fields)?;
    let around = Around::of(&desk, client, &wanted.premises, place.span).await?;
    let by = match of(&fields, "by") {
        "studio" => Canceller::Studio(desk.person()?),
        _ => Canceller::ForClient(desk.person()?),
    };
    let new_id = desk.new_id()?;
    let own = kept.says.clone();
    let moved = own.move_to(record(new_id), place, by, desk.now(), &around.calendar());
    let (old, new) = moved.map_err(refused)?;
    let changes = Changes::none().edit(&kept, &old)?;
    Ok((changes.begin(new_id, Some(client), &new)?, new_id))
}

/// Moves an appointment.
pub(super) async fn move_it(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let booking = Booking::Move(id);
    if of(&fields, "do") == "look" {
        return booking_page(&app, frame, &seat, (booking, fields), None).await;
    }
    let made = app.decide(seat.act(), |desk| moved(&app, desk, &fields, id));
    match made.await {
        Ok(id) => Ok(Redirect::to(&format!("/appointments/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            booking_page(&app, frame, &seat, (booking, fields), Some(fault)).await
        }
        Err(fault) => Err(fault),
    }
}

/// An appointment with what can become of it.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, None).await
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    problem: Option<String>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let kept = desk.one::<Appointment>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let name = full_name(&find(app, seat, client).await?.fields);
    let (own, house) = (&kept.says, House::of(app, &desk).await?);
    let place = house.places.iter();
    let place = place
        .clone()
        .find(|one| record(one.id) == own.place.premises);
    let place = place.map_or_else(
        || "a closed place".to_owned(),
        |one| one.says.name.to_string(),
    );
    let may = frame.can(Action::PreparePractice);
    let zone = own.place.zone.zone();
    let (story, moved_to) = story(own, &zone)?;
    let is_ahead = matches!(
        own.stands(),
        AppointmentState::Requested { .. }
            | AppointmentState::Held { .. }
            | AppointmentState::Confirmed { .. }
    );
    page(&AppointmentPage {
        id,
        client: (client, name),
        facts: vec![
            ("Day", words::day(own.place.day())),
            ("Time", format!("{} ({})", times(own), own.place.zone)),
            ("With", house.name(own.place.practitioner)),
            ("Where", format!("{place}, {}", own.place.room)),
        ],
        standing: state_words(own.stands()),
        story,
        moved_to,
        steps: if may { steps(own.stands()) } else { Vec::new() },
        may_move: may && matches!(own.stands(), AppointmentState::Confirmed { .. }),
        window: (may && is_ahead).then(|| window(own, &house.terms, desk.now())),
        deposit: deposit_of(app, &desk, (client, own), &house.terms).await?,
        suited: suited(&desk, app, own).await?,
        make_link: make_link(&frame, client, id),
        problem,
        frame: frame
            .titled(purpose_words(own.place.purpose))
            .at(Nav::Calendar),
    })
}

/// What a cancellation by the client would mean now, by the studio's terms.
fn window(own: &Appointment, terms: &Terms, now: jiff::Timestamp) -> String {
    let free = terms.value(Term::FreeUntil);
    match terms.kept_percent(own.place.span.from, now) {
        0 => format!(
            "It is more than {free} hours ahead: if the client cancels now, nothing of a deposit is kept."
        ),
        percent => format!(
            "It is less than {free} hours ahead: if the client cancels now, the terms let the studio keep {percent} percent of a deposit. If the studio cancels, it keeps nothing."
        ),
    }
}

/// The deposit of an appointment: its words, and where it is taken or given back.
async fn deposit_of(
    app: &App,
    desk: &Desk,
    (client, own): (ClientId, &Appointment),
    terms: &Terms,
) -> Result<Option<(String, Option<String>)>, Fault> {
    let paid = deposit::paid(app, desk, (client, own)).await?;
    let is_over = matches!(
        own.stands(),
        AppointmentState::Cancelled { .. } | AppointmentState::NoShow { .. }
    );
    Ok(match (own.deposit_paid, paid) {
        (None, None) => None,
        (_, Some(paid)) if is_over => Some((
            format!("{paid} was paid. What is not kept is the client's credit."),
            Some(format!("/clients/{client}/account")),
        )),
        (_, Some(paid)) => Some((format!("{paid} is paid."), None)),
        (Some(_), None) if is_over => None,
        (Some(_), None) => {
            let asked = deposit::asked(desk, client, terms).await?;
            let amount = asked.map_or_else(String::new, |own| own.to_decimal().to_string());
            let words = asked.map_or_else(
                || "Asked, not paid.".to_owned(),
                |own| format!("{own} is asked, not paid."),
            );
            let to = format!(
                "/clients/{client}/account/payment?paid_for=deposit&appointment={}&amount={amount}",
                kept_id(own.series)?
            );
            Some((words, Some(to)))
        }
    })
}

type Story = (Vec<(&'static str, String)>, Option<RecordId>);

fn story(own: &Appointment, zone: &jiff::tz::TimeZone) -> Result<Story, Fault> {
    let at = |at: jiff::Timestamp| words::instant(at, zone);
    let mut story = Vec::new();
    let mut moved_to = None;
    match own.stands() {
        AppointmentState::Requested { at: when } => story.push(("Asked for", at(*when))),
        AppointmentState::Held { until } => story.push(("Kept free until", at(*until))),
        AppointmentState::Confirmed { at: when } => story.push(("Agreed", at(*when))),
        AppointmentState::Arrived { act } => story.push(("Arrived", at(act.at))),
        AppointmentState::Kept { act } | AppointmentState::NoShow { act } => {
            story.push(("Noted", at(act.at)));
        }
        AppointmentState::Cancelled {
            by,
            at: when,
            kept_percent,
        } => {
            story.push(("Cancelled", at(*when)));
            story.push(("By", canceller(*by)));
            story.push((
                "Of a deposit",
                format!("{kept_percent} percent may be kept"),
            ));
        }
        AppointmentState::Moved { by, at: when, to } => {
            story.push(("Moved", at(*when)));
            story.push(("By", canceller(*by)));
            moved_to = Some(kept_id(*to)?);
        }
        AppointmentState::Lapsed => {}
    }
    for waiver in own.waivers.iter() {
        story.push(("Passed over", waiver.reason.to_string()));
    }
    Ok((story, moved_to))
}

fn canceller(by: Canceller) -> String {
    match by {
        Canceller::Client | Canceller::ForClient(_) => "the client".to_owned(),
        Canceller::Studio(_) => "the studio".to_owned(),
    }
}

fn steps(state: &AppointmentState) -> Vec<(&'static str, &'static str, bool)> {
    let cancel = [
        ("cancel-client", "The client cancels", true),
        ("cancel-studio", "The studio cancels", true),
    ];
    let first: &[(&str, &str, bool)] = match state {
        AppointmentState::Requested { .. } => &[("confirm", "Agree on it", false)],
        AppointmentState::Held { .. } => &[
            ("confirm", "Agree on it", false),
            ("lapse", "Keep it free no longer", false),
        ],
        AppointmentState::Confirmed { .. } => &[
            ("arrive", "The client is here", false),
            ("miss", "Nobody came", false),
        ],
        AppointmentState::Arrived { .. } => &[("keep", "It took place", false)],
        _ => return Vec::new(),
    };
    first.iter().copied().chain(cancel).collect()
}

async fn stepped(app: &App, desk: Desk, id: RecordId, step: &str) -> Result<(Changes, ()), Fault> {
    let kept = desk.one::<Appointment>(id).await?;
    let (own, now, terms) = (kept.says.clone(), desk.now(), desk.terms().await?);
    let next = match step {
        "arrive" => own.arrive(desk.by()?)?,
        "keep" => own.keep(desk.by()?)?,
        "miss" => own.miss(desk.by()?)?,
        "lapse" => own.lapse(now)?,
        "cancel-client" => own.cancel(Canceller::ForClient(desk.person()?), now, &terms)?,
        "cancel-studio" => own.cancel(Canceller::Studio(desk.person()?), now, &terms)?,
        "confirm" => {
            let client = kept.client.ok_or(Fault::NotFound)?;
            let house = House::of(app, &desk).await?;
            let mut places = house.places.iter();
            let place = places.find(|one| record(one.id) == own.place.premises);
            let place = place.ok_or_else(|| {
                Fault::Malformed("the place is closed: move it to another".to_owned())
            })?;
            let span: Span = own.place.span;
            let around = Around::of(&desk, client, &place.says, span).await?;
            own.confirm(now, &around.calendar()).map_err(refused)?
        }
        other => return Err(Fault::Malformed(format!("{other:?} is no step"))),
    };
    let changes = Changes::none().edit(&kept, &next)?;
    let changes = match kept.client {
        Some(client) => deposit::keep(changes, app, &desk, (client, &next, &terms)).await?,
        None => changes,
    };
    Ok((changes, ()))
}

/// Something becomes of an appointment.
pub(super) async fn step(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let step = of(&fields, "do");
    let made = app.decide(seat.act(), |desk| stepped(&app, desk, id, step));
    match made.await {
        Ok(()) => Ok(Redirect::to(&format!("/appointments/{id}?done=saved")).into_response()),
        Err(fault @ Fault::Refused { .. }) => {
            let mut answer = shown(&app, frame, &seat, id, Some(fault.detail())).await?;
            *answer.status_mut() = fault.status();
            Ok(answer)
        }
        Err(fault) => Err(fault),
    }
}

/// Who waits for the time of an appointment that does not take place and is still ahead, whoever waits longest first.
async fn suited(
    desk: &Desk,
    app: &App,
    own: &Appointment,
) -> Result<Vec<(RecordId, String)>, Fault> {
    let is_free = matches!(
        own.stands(),
        AppointmentState::Cancelled { .. }
            | AppointmentState::Moved { .. }
            | AppointmentState::Lapsed
    );
    if !is_free || own.place.span.from <= desk.now() {
        return Ok(Vec::new());
    }
    waiting::suited_names(app, desk, &own.place).await
}

/// All appointments of a client.
pub(super) async fn list(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    let person = find(&app, &seat, client).await?;
    let desk = Desk::at(&app, &seat).await?;
    let mut all = desk.of_client::<Appointment>(client).await?;
    all.sort_by_key(|own| own.says.place.span.from);
    let row = |own: &Kept<Appointment>| ListRow {
        id: own.id,
        when: format!("{}, {}", words::day(own.says.place.day()), times(&own.says)),
        what: purpose_words(own.says.place.purpose),
        standing: state_words(own.says.stands()),
    };
    let is_ahead = |own: &&Kept<Appointment>| {
        let open = matches!(
            own.says.stands(),
            AppointmentState::Requested { .. }
                | AppointmentState::Held { .. }
                | AppointmentState::Confirmed { .. }
                | AppointmentState::Arrived { .. }
        );
        open && own.says.place.span.until > desk.now()
    };
    let (ahead, past): (Vec<_>, Vec<_>) = all.iter().partition(is_ahead);
    page(&ListPage {
        client,
        ahead: ahead.into_iter().map(row).collect(),
        past: past.into_iter().rev().map(row).collect(),
        may_prepare: frame.can(Action::PreparePractice),
        frame: frame
            .titled(format!("Appointments of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}
