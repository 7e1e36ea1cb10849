//! What strangers asked: listed by state, answered, made a client of, closed.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form as Entered, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use pointil_practice::enquiry::{Closing, Enquiry, EnquiryState, Reach};
use pointil_storage::{ClientFields, ClientId, RecordId};
use serde::Deserialize;

use super::ask::WISHES;
use super::desk::{Changes, Desk, Kept, client as client_id};
use super::place::fitting;
use crate::app::App;
use crate::client::{Row, find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// What a form sends, by field.
type Fields = BTreeMap<String, String>;

/// Enquiries on one page of the list.
const PAGE: u64 = 50;
/// Clients that are offered for an enquiry.
const OFFERED: u64 = 8;

/// The states with their words in lists.
const STATES: [(&str, &str); 4] = [
    ("new", "New"),
    ("answered", "Answered"),
    ("consultation_booked", "Booked"),
    ("closed", "Closed"),
];

const CLOSINGS: [(Closing, &str, &str); 6] = [
    (
        Closing::Answered,
        "answered",
        "Answered, and no more is wanted",
    ),
    (
        Closing::NotWanted,
        "not_wanted",
        "They do not want it any more",
    ),
    (
        Closing::NotReached,
        "not_reached",
        "They could not be reached",
    ),
    (
        Closing::NotOffered,
        "not_offered",
        "We do not do what is wanted",
    ),
    (Closing::TooYoung, "too_young", "They are too young"),
    (
        Closing::Unwanted,
        "unwanted",
        "Written by nobody who wants anything",
    ),
];

struct ListRow {
    id: RecordId,
    name: String,
    wish: &'static str,
    received: String,
    is_late: bool,
}

struct Tab {
    state: &'static str,
    words: &'static str,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "practice/enquiries.html")]
struct ListPage {
    frame: Frame,
    tabs: Vec<Tab>,
    rows: Vec<ListRow>,
    is_new: bool,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "practice/enquiry.html")]
struct EnquiryPage {
    frame: Frame,
    id: RecordId,
    wish: &'static str,
    received: String,
    email: Option<String>,
    phone: Option<String>,
    said: Vec<(&'static str, String)>,
    standing: &'static str,
    story: Vec<(&'static str, String)>,
    client: Option<(ClientId, String)>,
    appointment: Option<pointil_practice::id::RecordId>,
    may_link: bool,
    q: String,
    offered: Vec<Row>,
    answer: Option<Form>,
    close: Option<Form>,
}

/// Which enquiries are listed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    state: String,
    before: Option<RecordId>,
}

fn wish(enquiry: &Enquiry) -> &'static str {
    let own = WISHES.iter().find(|(own, ..)| *own == enquiry.asked.wish);
    own.map_or("", |(_, _, words)| words)
}

/// The enquiries in a state, the newest first.
pub(super) async fn list(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Query(which): Query<Which>,
) -> Result<Response, Fault> {
    let known = STATES.iter().find(|(state, _)| *state == which.state);
    let (state, _) = *known.unwrap_or(&STATES[0]);
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let desk = Desk::at(&app, &seat).await?;
    let found = desk.some_of_kind::<Enquiry>(Some(state), which.before, PAGE);
    let (kept, before) = found.await?;
    let row = |own: Kept<Enquiry>| ListRow {
        id: own.id,
        name: own.says.asked.name.to_string(),
        wish: wish(&own.says),
        received: words::instant(own.says.received, &zone),
        is_late: state == "new" && own.says.answer_by < desk.now(),
    };
    page(&ListPage {
        frame: frame.titled("Enquiries").at(Nav::Calendar),
        tabs: STATES
            .map(|(own, words)| Tab {
                state: own,
                words,
                is_here: own == state,
            })
            .into(),
        rows: kept.into_iter().map(row).collect(),
        is_new: state == "new",
        next: before.map(|before| format!("/enquiries?state={state}&before={before}")),
    })
}

/// Whom to look for among the clients.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Search {
    q: String,
}

/// An enquiry with what can be done with it.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Query(search): Query<Search>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, &search.q, None).await
}

/// What was entered in a form that does not fit.
struct Tried {
    fields: Fields,
    fault: Fault,
}

fn answer_form(csrf: &str, fields: &Fields) -> Form {
    let words = fields.get("words").map_or("", String::as_str);
    let words = Field::new("textarea", "words", "What you answered").holding(words);
    Form::new(csrf, [words])
}

fn close_form(csrf: &str) -> Form {
    let closings = CLOSINGS.map(|(_, name, words)| (name.to_owned(), words.to_owned()));
    let why = Field::new("select", "closing", "Why it ends here").among(closings);
    Form::new(csrf, [why])
}

/// The forms to answer and to close, with what was tried and refused.
fn forms(
    may: bool,
    csrf: &str,
    tried: Option<Tried>,
) -> Result<(Option<Form>, Option<Form>), Fault> {
    let empty = Fields::default();
    let entered = tried.as_ref().map_or(&empty, |own| &own.fields);
    let mut answer = may.then(|| answer_form(csrf, entered));
    let mut close = may.then(|| close_form(csrf));
    if let Some(Tried { fault, fields }) = tried {
        let form = if fields.contains_key("closing") {
            &mut close
        } else {
            &mut answer
        };
        match form {
            Some(form) => *form = core::mem::take(form).refused(fault)?,
            None => return Err(fault),
        }
    }
    Ok((answer, close))
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    q: &str,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let kept = Desk::at(app, seat).await?.one::<Enquiry>(id).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let own = &kept.says;
    let is_open = matches!(
        own.stands(),
        EnquiryState::New | EnquiryState::Answered { .. }
    );
    let may = is_open && frame.can(Action::PreparePractice);
    let client = match kept.client {
        Some(client) => Some((client, full_name(&find(app, seat, client).await?.fields))),
        None => None,
    };
    let may_link = may && client.is_none();
    let offered = if may_link {
        offered(app, seat, own, q).await?
    } else {
        Vec::new()
    };
    let (answer, close) = forms(may, &frame.csrf, tried)?;
    let (standing, story, appointment) = standing(own, &zone);
    let (email, phone) = reached(own);
    page(&EnquiryPage {
        id,
        wish: wish(own),
        received: words::instant(own.received, &zone),
        email,
        phone,
        said: said(own),
        standing,
        story,
        appointment,
        client,
        may_link,
        q: q.to_owned(),
        offered,
        answer,
        close,
        frame: frame
            .titled(format!("Enquiry of {}", own.asked.name))
            .at(Nav::Calendar),
    })
}

fn reached(own: &Enquiry) -> (Option<String>, Option<String>) {
    match &own.asked.reach {
        Reach::Email(email) => (Some(email.as_str().to_owned()), None),
        Reach::Phone(phone) => (None, Some(phone.as_str().to_owned())),
    }
}

fn said(own: &Enquiry) -> Vec<(&'static str, String)> {
    let asked = &own.asked;
    let said = [
        ("About", asked.purpose.as_ref().map(ToString::to_string)),
        (
            "Times that suit",
            asked.suits.as_ref().map(ToString::to_string),
        ),
        (
            "Their hair",
            asked.hair_loss.as_ref().map(ToString::to_string),
        ),
    ];
    let said = said.into_iter();
    said.filter_map(|(what, words)| Some((what, words?)))
        .collect()
}

type Standing = (
    &'static str,
    Vec<(&'static str, String)>,
    Option<pointil_practice::id::RecordId>,
);

fn standing(own: &Enquiry, zone: &TimeZone) -> Standing {
    let at = |act: &pointil_practice::Act| words::instant(act.at, zone);
    match own.stands() {
        EnquiryState::New => {
            let by = words::instant(own.answer_by, zone);
            ("Nobody has answered yet", vec![("Answer until", by)], None)
        }
        EnquiryState::Answered { act, words } => {
            let story = vec![("Answered", at(act)), ("With", words.to_string())];
            ("Answered", story, None)
        }
        EnquiryState::ConsultationBooked { act, appointment } => {
            let story = vec![("Booked", at(act))];
            ("A consultation is booked", story, Some(*appointment))
        }
        EnquiryState::Closed { act, closing } => {
            let why = CLOSINGS.iter().find(|(own, ..)| own == closing);
            let why = why.map_or("", |(_, _, words)| words).to_owned();
            ("Closed", vec![("Closed", at(act)), ("Because", why)], None)
        }
    }
}

/// Clients who may be whoever asked: those that are looked for, else those that are alike.
async fn offered(app: &App, seat: &Seat, own: &Enquiry, q: &str) -> Result<Vec<Row>, Fault> {
    let q: String = q.trim().chars().take(200).collect();
    if q.is_empty() {
        let fields = client_fields(own);
        let alike = app.store().duplicates_of(seat.studio, &fields, None);
        let alike = alike.await?;
        return Ok(alike
            .iter()
            .take(5)
            .map(|one| Row::of(&one.client))
            .collect());
    }
    let found = app.store().search_clients(seat.studio, &q, None, OFFERED);
    Ok(found.await?.clients.iter().map(Row::of).collect())
}

/// What is known of whoever asked, as a client's record has it.
fn client_fields(own: &Enquiry) -> ClientFields {
    let name = own.asked.name.as_str();
    let (given, family) = name.split_once(' ').unwrap_or((name, ""));
    let (email, phone) = reached(own);
    ClientFields {
        given_name: given.to_owned(),
        family_name: family.trim().to_owned(),
        preferred_name: None,
        birth_date: None,
        phone,
        email,
        notes: String::new(),
    }
}

/// What a new client's record begins with for an enquiry.
pub(crate) async fn begins_with(
    app: &App,
    seat: &Seat,
    id: RecordId,
) -> Result<ClientFields, Fault> {
    let kept = Desk::at(app, seat).await?.one::<Enquiry>(id).await?;
    Ok(client_fields(&kept.says))
}

async fn changed(
    app: &App,
    seat: &Seat,
    id: RecordId,
    change: impl Fn(Enquiry, &Desk) -> Result<Enquiry, Fault> + Send + Sync,
) -> Result<(), Fault> {
    app.decide(seat.act(), |desk| {
        let change = &change;
        async move {
            let kept = desk.one::<Enquiry>(id).await?;
            let next = change(kept.says.clone(), &desk)?;
            Ok((Changes::none().edit(&kept, &next)?, ()))
        }
    })
    .await
}

async fn answered(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    fields: Fields,
    done: Result<(), Fault>,
) -> Result<Response, Fault> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/enquiries/{id}?done=saved")).into_response()),
        Err(fault @ Fault::Field { .. }) => {
            shown(app, frame, seat, id, "", Some(Tried { fields, fault })).await
        }
        Err(fault) => Err(fault),
    }
}

/// Keeps what was answered.
pub(super) async fn answer(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let text = fields.get("words").map_or("", String::as_str);
    let done = changed(&app, &seat, id, |own, desk| {
        let words = fitting("words", &text.replace("\r\n", "\n"))?;
        Ok(own.answer(desk.by()?, words)?)
    });
    let done = done.await;
    answered(&app, frame, &seat, id, fields, done).await
}

/// Nothing more is to be done.
pub(super) async fn close(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let chosen = fields.get("closing").map_or("", String::as_str);
    let done = changed(&app, &seat, id, |own, desk| {
        let closing = CLOSINGS.iter().find(|(_, name, _)| *name == chosen);
        let (closing, ..) = closing.ok_or_else(|| field("closing", "choose one of the list"))?;
        Ok(own.close(desk.by()?, *closing)?)
    });
    let done = done.await;
    answered(&app, frame, &seat, id, fields, done).await
}

/// The client whom an enquiry turned out to be of.
#[derive(Deserialize)]
pub(crate) struct Linked {
    client: ClientId,
}

/// Says whose an enquiry is.
pub(super) async fn link(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(linked): Entered<Linked>,
) -> Result<Response, Fault> {
    link_to(&app, &seat, id, linked.client).await?;
    Ok(Redirect::to(&format!("/enquiries/{id}?done=saved")).into_response())
}

/// Says whose an enquiry is: from then on it is that client's, and erased with them.
pub(crate) async fn link_to(
    app: &App,
    seat: &Seat,
    id: RecordId,
    client: ClientId,
) -> Result<(), Fault> {
    find(app, seat, client).await?;
    app.decide(seat.act(), |desk| async move {
        let kept = desk.one::<Enquiry>(id).await?;
        let kept = Kept {
            client: Some(client),
            ..kept
        };
        let mut next = kept.says.clone();
        next.client = Some(client_id(client));
        Ok((Changes::none().edit(&kept, &next)?, ()))
    })
    .await
}
