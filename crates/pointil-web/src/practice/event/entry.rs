//! An adverse event is written down: what happened, in or after which session, with which lots, by whom.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use pointil_practice::adverse_event::{AdverseEvent, EventFacts, EventKind};
use pointil_practice::check_in::CheckIn;
use pointil_practice::lot::Lot;
use pointil_practice::patch_test::PatchTest;
use pointil_practice::premises::Premises;
use pointil_practice::session::Session;
use pointil_practice::{List, id};
use pointil_storage::{Act, ClientId, RecordId};
use serde::Deserialize;

use super::super::check_in::{ShownPhotograph, named, photographs, problem_of};
use super::super::desk::{Changes, Desk, Kept, client as client_id, record};
use super::super::place::fitting;
use super::super::sent::{Sent, own_photographs};
use super::{kind_of, kind_value, person, title};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;
use crate::version::People;
use crate::words;

/// A value with its words, chosen or not.
struct Choice {
    value: String,
    words: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "practice/event-new.html")]
struct NewPage {
    frame: Frame,
    client: ClientId,
    /// The name of the event that begins: a form that is sent twice begins one.
    id: String,
    check_in: String,
    kinds: Vec<Choice>,
    sessions: Vec<Choice>,
    people: Vec<Choice>,
    lots: Vec<Choice>,
    photographs: Vec<ShownPhotograph>,
    noticed: String,
    words: String,
    problem: Option<(String, String)>,
}

impl NewPage {
    fn wrong(&self, name: &str) -> Option<&str> {
        let own = self.problem.as_ref().filter(|(own, _)| own == name);
        own.map(|(_, words)| words.as_str())
    }

    /// What is wrong and belongs to no field that is shown with it.
    fn general(&self) -> Option<String> {
        let (name, words) = self.problem.as_ref()?;
        match name.as_str() {
            "words" | "noticed" => None,
            "" => Some(words.clone()),
            name => Some(format!("{}: {words}", name.replace('_', " "))),
        }
    }
}

/// What the page is asked for.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    check_in: String,
    #[serde(default)]
    session: String,
}

/// The form.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let mut sent = Sent::default();
    let check_in = asked.check_in.parse().ok();
    if let Some(check_in) = check_in {
        let own = desk.one::<CheckIn>(check_in).await?;
        if own.client == Some(client) {
            let session = own.says.session.to_string();
            sent.pairs.push(("session".to_owned(), session));
            sent.pairs.push(("check_in".to_owned(), asked.check_in));
        }
    } else if !asked.session.is_empty() {
        sent.pairs.push(("session".to_owned(), asked.session));
    }
    shown(&app, frame, &seat, client, (&sent, None)).await
}

/// The lots that touched a client: of sessions and patch tests.
async fn lots(desk: &Desk, client: ClientId) -> Result<BTreeSet<id::RecordId>, Fault> {
    let sessions = desk.of_client::<Session>(client).await?;
    let tests = desk.of_client::<PatchTest>(client).await?;
    let taken = sessions
        .iter()
        .flat_map(|own| own.says.lots_taken().into_keys());
    let tried = tests.iter().flat_map(|own| own.says.lots.iter().copied());
    Ok(taken.chain(tried).collect())
}

/// The sessions of a client in which needles touched the skin, the last one first.
async fn sessions(
    desk: &Desk,
    client: ClientId,
    people: &People,
) -> Result<Vec<(String, String)>, Fault> {
    let zone = desk.zone().await?;
    let all = desk.of_client::<Session>(client).await?;
    let words = |own: &Kept<Session>| {
        let at = own.says.begun_at()?;
        let by = named(people, own.says.plan.practitioner);
        let day = words::day(zone.day(at));
        let words = format!("Session {} of {day}, {by}", own.says.plan.number);
        Some((own.id.to_string(), words))
    };
    Ok(all.iter().rev().filter_map(words).collect())
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    client: ClientId,
    (sent, fault): (&Sent, Option<&Fault>),
) -> Result<Response, Fault> {
    let of = find(app, seat, client).await?;
    let desk = Desk::at(app, seat).await?;
    let people = People::of(app, seat).await?;
    let house = super::super::booking::House::of(app, &desk).await?;
    let begun = sessions(&desk, client, &people).await?;
    let of_lots = lots(&desk, client).await?;
    let known = desk.of_kind::<Lot>(None).await?;
    let mine = known.iter().filter(|own| of_lots.contains(&own.says.id));
    let (chosen, tried) = (sent.one("session").to_owned(), sent.all("lot"));
    let choice = |chosen: &str| {
        let chosen = chosen.to_owned();
        move |(value, words): (String, String)| Choice {
            is_chosen: value == chosen,
            value,
            words,
        }
    };
    page(&NewPage {
        client,
        id: match sent.one("id") {
            "" => desk.new_id()?.to_string(),
            id => id.to_owned(),
        },
        check_in: sent.one("check_in").to_owned(),
        kinds: EventKind::ALL
            .map(|kind| (kind_value(kind), title(kind).to_owned()))
            .map(choice(sent.one("kind")))
            .into(),
        sessions: begun.into_iter().map(choice(&chosen)).collect(),
        people: (house.people.iter())
            .map(|(id, name)| (id.to_string(), name.clone()))
            .map(choice(sent.one("practitioner")))
            .collect(),
        lots: mine
            .map(|own| Choice {
                value: own.id.to_string(),
                words: own.says.name(),
                is_chosen: tried.contains(&own.id.to_string()),
            })
            .collect(),
        photographs: photographs(app, seat, client, &sent.all("photographs")).await?,
        noticed: sent.one("noticed").to_owned(),
        words: sent.one("words").to_owned(),
        problem: fault.map(problem_of),
        frame: frame
            .titled(format!("Something happened to {}", full_name(&of.fields)))
            .at(Nav::Clients),
    })
}

/// Writes it down.
pub(super) async fn write_down(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    mut sent: Sent,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    match written(&app, seat.act(), client, &mut sent).await {
        Ok(id) => Ok(Redirect::to(&format!("/events/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            let shown = shown(&app, frame, &seat, client, (&sent, Some(&fault))).await?;
            Ok((fault.status(), shown).into_response())
        }
        Err(fault) => Err(fault),
    }
}

async fn written(
    app: &App,
    act: Act,
    client: ClientId,
    sent: &mut Sent,
) -> Result<RecordId, Fault> {
    let id: RecordId = fitting("id", sent.one("id"))?;
    let desk = Desk::of(app, act).await?;
    if desk.one::<AdverseEvent>(id).await.is_ok() {
        return Ok(id);
    }
    let today = desk.today().await?;
    // What is entered is read before a picture is kept.
    read(&desk, client, sent, today).await?;
    let pictures = sent.keep_pictures(app, &act, client, today).await?;
    sent.pictures.clear();
    let kept = pictures
        .iter()
        .map(|own| ("photographs".to_owned(), own.to_string()));
    sent.pairs.extend(kept);
    let chosen = own_photographs(app, &act, client, &sent.all("photographs")).await?;
    let chosen = List::new(chosen).map_err(|error| field("photographs", &error.to_string()))?;
    let sent = &*sent;
    app.decide(act, |desk| {
        let chosen = chosen.clone();
        async move {
            if desk.one::<AdverseEvent>(id).await.is_ok() {
                return Ok((Changes::none(), id));
            }
            let facts = read(&desk, client, sent, today).await?;
            let facts = EventFacts {
                photographs: chosen,
                ..facts
            };
            let event = AdverseEvent::report(record(id), facts, desk.by()?);
            Ok((Changes::none().begin(id, Some(client), &event)?, id))
        }
    })
    .await
}

fn noticed(text: &str, today: Date) -> Result<Option<Date>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let day: Date = fitting("noticed", text)?;
    match day <= today {
        true => Ok(Some(day)),
        false => Err(field("noticed", "that day has not come yet")),
    }
}

/// What a form says of an event, but for its photographs. Lots and practitioner are those of the session, and what is ticked beside.
async fn read(
    desk: &Desk,
    client: ClientId,
    sent: &Sent,
    today: Date,
) -> Result<EventFacts, Fault> {
    let session = match sent.one("session") {
        "" => None,
        text => {
            let own = desk.one::<Session>(fitting("session", text)?).await?;
            let own = Some(own).filter(|own| own.client == Some(client));
            Some(own.ok_or_else(|| field("session", "choose a session of this client"))?)
        }
    };
    let check_in = match sent.one("check_in") {
        "" => None,
        text => {
            let own = desk.one::<CheckIn>(fitting("check_in", text)?).await?;
            Some(own).filter(|own| own.client == Some(client))
        }
    };
    let mut lots: BTreeSet<id::RecordId> = BTreeSet::new();
    for lot in sent.all("lot") {
        lots.insert(desk.one::<Lot>(fitting("lot", &lot)?).await?.says.id);
    }
    let plan = session.as_ref().map(|own| &own.says.plan);
    if let Some(session) = &session {
        lots.extend(session.says.lots_taken().into_keys());
    }
    let place = match plan {
        Some(plan) => {
            let id = RecordId::from_uuid(plan.premises.0);
            Some(desk.one::<Premises>(id).await?.says)
        }
        None => desk
            .of_kind::<Premises>(Some("open"))
            .await?
            .pop()
            .map(|own| own.says),
    };
    let kind = kind_of(sent.one("kind"));
    Ok(EventFacts {
        client: client_id(client),
        kind: kind.ok_or_else(|| field("kind", "choose what happened"))?,
        noticed: noticed(sent.one("noticed"), today)?,
        session: session.as_ref().map(|own| own.says.id),
        check_in: check_in.map(|own| own.says.id),
        lots: List::new(lots.into_iter().collect())
            .map_err(|error| field("lot", &error.to_string()))?,
        practitioner: plan
            .map(|plan| plan.practitioner)
            .or_else(|| person(sent.one("practitioner"))),
        photographs: List::default(),
        words: fitting("words", sent.one("words"))?,
        jurisdiction: match &place {
            Some(place) => place.jurisdiction,
            None => desk.protocol().await?.jurisdiction,
        },
        zone: match place {
            Some(place) => place.zone,
            None => desk.zone().await?,
        },
    })
}
