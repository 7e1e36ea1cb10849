//! Calendar feeds: made and closed by the studio, read by other calendars at a secret address (RFC 5545, `text/calendar`).

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Form as Entered, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::SignedDuration;
use pointil_practice::appointment::{Appointment, Feed, feed};
use pointil_practice::calendar_feed::{CalendarFeed, FeedOf};
use pointil_practice::id::RecordId as PracticeRecordId;
use pointil_practice::premises::Premises;
use pointil_practice::{ContentHash, RecordKind, from_document};
use pointil_storage::{Act, Actor, RecordId, RecordKey, RecordSpan};
use serde::Deserialize;

use super::booking::House;
use super::desk::{Changes, Day, Desk, record};
use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::header::random_text;
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// How far back a feed goes.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How far ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 400);
/// What every entry is called. A calendar on somebody's telephone says neither who nor what for.
const SUMMARY: &str = "Appointment";

struct ShownFeed {
    id: RecordId,
    whose: String,
    made: String,
}

#[derive(Template)]
#[template(path = "practice/feeds.html")]
struct FeedsPage {
    frame: Frame,
    feeds: Vec<ShownFeed>,
    /// The address of the feed that was just made; shown this once.
    address: Option<String>,
    form: Option<Form>,
    has_places: bool,
}

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/calendar/feeds", get(show).post(make))
        .route("/calendar/feeds/{feed}/revoke", post(revoke))
        .route("/feeds/{secret}", get(read))
}

/// What can have a feed: the value in the form, the words, and whose it is.
fn choices(house: &House) -> Vec<(String, String, FeedOf)> {
    let mut all = Vec::new();
    for (id, name) in &house.people {
        let of = FeedOf::Practitioner { id: *id };
        all.push((format!("person.{id}"), name.clone(), of));
    }
    for place in &house.places {
        let (id, name) = (place.says.id, &place.says.name);
        all.push((
            format!("place.{id}"),
            name.to_string(),
            FeedOf::Premises { id },
        ));
        for (number, room) in place.says.rooms.iter().enumerate() {
            let of = FeedOf::Room {
                premises: id,
                room: room.clone(),
            };
            all.push((
                format!("room.{id}.{number}"),
                format!("{name} – {room}"),
                of,
            ));
        }
    }
    all
}

fn whose(of: &FeedOf, house: &House, places: &BTreeMap<PracticeRecordId, Premises>) -> String {
    let place = |id: &PracticeRecordId| {
        let found = places.get(id).map(|own| own.name.to_string());
        found.unwrap_or_else(|| "A place".to_owned())
    };
    match of {
        FeedOf::Practitioner { id } => house.name(*id),
        FeedOf::Premises { id } => place(id),
        FeedOf::Room { premises, room } => format!("{} – {room}", place(premises)),
    }
}

async fn places(desk: &Desk) -> Result<BTreeMap<PracticeRecordId, Premises>, Fault> {
    let all = desk.of_kind::<Premises>(None).await?.into_iter();
    Ok(all.map(|own| (own.says.id, own.says)).collect())
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    address: Option<String>,
    fault: Option<Fault>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let house = House::of(app, &desk).await?;
    let all = places(&desk).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let feeds = desk.of_kind::<CalendarFeed>(Some("open")).await?;
    let choices = choices(&house).into_iter();
    let choices = choices.map(|(value, words, _)| (value, words));
    let of = Field::new("select", "of", "Whose appointments").among(choices);
    let mut form = Form::new(&frame.csrf, [of]);
    if let Some(fault) = fault {
        form = form.refused(fault)?;
    }
    page(&FeedsPage {
        feeds: feeds
            .iter()
            .map(|own| ShownFeed {
                id: own.id,
                whose: whose(&own.says.of, &house, &all),
                made: words::instant(own.says.made.at, &zone),
            })
            .collect(),
        address,
        form: frame.can(Action::PreparePractice).then_some(form),
        has_places: !house.places.is_empty(),
        frame: frame.titled("Feeds for other calendars").at(Nav::Calendar),
    })
}

/// The feeds that are open.
async fn show(State(app): State<App>, frame: Frame, seat: Seat) -> Result<Response, Fault> {
    shown(&app, frame, &seat, None, None).await
}

/// Whose feed is wanted.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    of: String,
}

/// Makes a feed and shows its address, once.
async fn make(
    State(app): State<App>,
    headers: HeaderMap,
    frame: Frame,
    seat: Seat,
    Entered(entry): Entered<Entry>,
) -> Result<Response, Fault> {
    let secret = random_text::<32>().map_err(Fault::internal)?;
    let hash = ContentHash::of_bytes(secret.as_bytes());
    let made = app.decide(seat.act(), |desk| {
        let (app, entry) = (&app, &entry);
        async move {
            let house = House::of(app, &desk).await?;
            let mut all = choices(&house).into_iter();
            let chosen = all.find(|own| own.0 == entry.of);
            let (_, _, of) = chosen.ok_or_else(|| field("of", "choose one of the list"))?;
            let id = desk.new_id()?;
            let feed = CalendarFeed::open(record(id), of, hash, desk.by()?);
            Ok((Changes::none().begin(id, None, &feed)?, ()))
        }
    });
    match made.await {
        Ok(()) => {
            let address = format!("{}/feeds/{secret}", base(&app, &headers));
            shown(&app, frame, &seat, Some(address), None).await
        }
        Err(fault) => shown(&app, frame, &seat, None, Some(fault)).await,
    }
}

/// How the studio is reached: as it is set, else as it was asked for.
fn base(app: &App, headers: &HeaderMap) -> String {
    let asked = headers.get(header::HOST).and_then(|own| own.to_str().ok());
    let set = app.config().public_address.clone();
    set.unwrap_or_else(|| format!("http://{}", asked.unwrap_or_default()))
}

/// Closes a feed: its address shows nothing from now on.
async fn revoke(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let close = |own: CalendarFeed, desk: &Desk, _: &Day| Ok(own.revoke(desk.by()?)?);
    app.alter(seat.act(), id, close).await?;
    Ok(Redirect::to("/calendar/feeds?done=feed-closed").into_response())
}

/// The open feed of a secret.
async fn found(desk: &Desk, secret: &str) -> Result<CalendarFeed, Fault> {
    let key = CalendarFeed::key(ContentHash::of_bytes(secret.as_bytes()));
    let key = RecordKey::new(key.name, key.value);
    let heads = desk.heads_with(&[RecordKind::CalendarFeed], &key).await?;
    let head = heads.first().ok_or(Fault::NotFound)?;
    let own = desk.one::<CalendarFeed>(head.id).await?.says;
    Some(own)
        .filter(CalendarFeed::is_open)
        .ok_or(Fault::NotFound)
}

/// The feed itself, for another calendar. The secret in the address is all that it asks for.
async fn read(
    State(app): State<App>,
    headers: HeaderMap,
    Path(secret): Path<String>,
) -> Result<Response, Fault> {
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    let act = Act {
        studio,
        actor: Actor::Program,
        at: app.now(),
    };
    let desk = Desk::of(&app, act).await?;
    let own = found(&desk, secret.trim_end_matches(".ics")).await?;
    let text = text(&app, &desk, &headers, &own).await?;
    let tag = format!("\"{}\"", ContentHash::of_bytes(text.as_bytes()));
    let known = headers.get(header::IF_NONE_MATCH);
    let is_known = known.is_some_and(|known| {
        let known = known.to_str().unwrap_or_default();
        known
            .split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    let mut answer = match is_known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => text.into_response(),
    };
    let value = |text: &str| HeaderValue::from_str(text).map_err(Fault::internal);
    let headers = answer.headers_mut();
    headers.insert(header::ETAG, value(&tag)?);
    headers.insert(header::CACHE_CONTROL, value("private, no-cache")?);
    headers.insert(header::CONTENT_TYPE, value("text/calendar; charset=utf-8")?);
    Ok(answer)
}

/// The text of a feed. The same appointments give the same text.
async fn text(
    app: &App,
    desk: &Desk,
    headers: &HeaderMap,
    own: &CalendarFeed,
) -> Result<String, Fault> {
    let now = desk.now();
    let span = RecordSpan {
        from: now.saturating_sub(BACK).map_err(Fault::internal)?,
        until: now.saturating_add(AHEAD).map_err(Fault::internal)?,
    };
    let kind = RecordKind::Appointment.name();
    let all = app.store().calendar(desk.studio(), kind, span).await?;
    let (mut shown, mut changed) = (Vec::new(), own.made.at);
    for kept in all {
        let read = from_document(kept.document.text.as_bytes());
        let appointment: Appointment = read.map_err(Fault::internal)?;
        if own.of.shows(&appointment) {
            changed = changed.max(kept.head.edited_at);
            shown.push(appointment);
        }
    }
    let places = places(desk).await?;
    let house = House::of(app, desk).await?;
    let name = whose(&own.of, &house, &places);
    let locations = places.into_iter();
    let locations = locations.map(|(id, own)| (id, own.address.to_string()));
    let base = base(app, headers);
    let host = base.split_once("://").map_or("", |(_, host)| host);
    Ok(feed(
        &Feed {
            host,
            name: &name,
            summary: SUMMARY,
            locations: &locations.collect(),
            changed,
        },
        &shown,
    ))
}
