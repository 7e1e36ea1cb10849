//! A client's record: what is said of them, their photographs, what happened.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use pointil_storage::{
    AccountId, Actor, AuditEvent, Client, ClientId, ClientState, Merge, Photograph,
};

use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::form::Form;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::photograph::page::upload_form;
use crate::seat::Seat;
use crate::words;

/// Events that the record shows.
const EVENTS: u64 = 100;

struct ShownEvent {
    what: &'static str,
    when: String,
    who: String,
}

struct ShownPhotograph {
    id: pointil_storage::PhotographId,
    pose: String,
    day: String,
}

struct ShownDesign {
    id: pointil_storage::DesignId,
    name: String,
    when: String,
}

struct ShownMerge {
    id: pointil_storage::MergeId,
    away: ClientId,
    when: String,
}

/// What the asker may do with the record.
struct May {
    edit: bool,
    photograph: bool,
    design: bool,
    practice: bool,
    merge: bool,
    export: bool,
    erase: bool,
}

#[derive(Template)]
#[template(path = "client.html")]
struct RecordPage {
    frame: Frame,
    client: Client,
    birth_date: Option<String>,
    entered: String,
    /// Where the record went, when it was merged.
    merged_into: Option<ClientId>,
    /// When it was erased, and until when something is kept.
    erased: Option<(String, Option<String>)>,
    photographs: Vec<ShownPhotograph>,
    designs: Vec<ShownDesign>,
    merges: Vec<ShownMerge>,
    events: Vec<ShownEvent>,
    upload: Form,
    may: May,
}

pub(crate) async fn show_record(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<ClientId>,
) -> Result<Response, Fault> {
    show(&app, &seat, frame, id, None).await
}

/// The record; with a fault of an upload in its form.
pub(crate) async fn show(
    app: &App,
    seat: &Seat,
    frame: Frame,
    id: ClientId,
    fault: Option<Fault>,
) -> Result<Response, Fault> {
    let client = find(app, seat, id).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let store = app.store();
    let upload = upload_form(&frame.csrf);
    let upload = match fault {
        Some(fault) => upload.refused(fault)?,
        None => upload,
    };
    let photographs = store.photographs(seat.studio, id).await?;
    let merges = store.merges(seat.studio, id).await?;
    let designs = store.designs(seat.studio, id).await?;
    let shown_design = |own: pointil_storage::Design| ShownDesign {
        id: own.id,
        name: own.name,
        when: words::instant(own.edited_at, &zone),
    };
    let is_active = client.state == ClientState::Active;
    page(&RecordPage {
        frame: frame.titled(full_name(&client.fields)).at(Nav::Clients),
        birth_date: client
            .fields
            .birth_date
            .map(|day| age_and_day(day, seat, &zone)),
        entered: words::instant(client.created_at, &zone),
        merged_into: match client.state {
            ClientState::Merged { into } => Some(into),
            _ => None,
        },
        erased: match client.state {
            ClientState::Erased { at, kept_until } => {
                Some((words::instant(at, &zone), kept_until.map(words::day)))
            }
            _ => None,
        },
        photographs: photographs
            .iter()
            .map(|one| shown_photograph(one, &zone))
            .collect(),
        designs: designs.into_iter().map(shown_design).collect(),
        merges: shown_merges(merges, id, &zone),
        events: events(app, seat, id, &zone).await?,
        upload,
        may: May {
            edit: is_active && seat.can(Action::EditClients),
            photograph: is_active && seat.can(Action::EditPhotographs),
            design: is_active && seat.can(Action::EditDesigns),
            practice: is_active && seat.can(Action::ViewPractice),
            merge: is_active && seat.can(Action::MergeClients),
            export: seat.can(Action::ExportClients),
            erase: is_active && seat.can(Action::EraseClients),
        },
        client,
    })
}

fn age_and_day(born: jiff::civil::Date, seat: &Seat, zone: &TimeZone) -> String {
    let today = seat.at.to_zoned(zone.clone()).date();
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    let age = today.year() - born.year() - i16::from(!had_birthday);
    format!("{} ({age})", words::day(born))
}

fn shown_photograph(photograph: &Photograph, zone: &TimeZone) -> ShownPhotograph {
    let fields = &photograph.fields;
    let day = fields
        .taken_on
        .unwrap_or_else(|| photograph.created_at.to_zoned(zone.clone()).date());
    ShownPhotograph {
        id: photograph.id,
        pose: words::pose(&fields.pose).to_owned(),
        day: words::day(day),
    }
}

fn shown_merges(merges: Vec<Merge>, id: ClientId, zone: &TimeZone) -> Vec<ShownMerge> {
    let into_this = |merge: &Merge| merge.kept == id && merge.undone_at.is_none();
    merges
        .into_iter()
        .filter(into_this)
        .map(|merge| ShownMerge {
            id: merge.id,
            away: merge.away,
            when: words::instant(merge.at, zone),
        })
        .collect()
}

async fn events(
    app: &App,
    seat: &Seat,
    id: ClientId,
    zone: &TimeZone,
) -> Result<Vec<ShownEvent>, Fault> {
    let events = app.store().timeline(seat.studio, id, None, EVENTS).await?;
    let accounts = app.store().accounts(seat.studio).await?;
    let names: HashMap<AccountId, String> = accounts
        .into_iter()
        .map(|account| (account.id, account.fields.name))
        .collect();
    let who = |event: &AuditEvent| match event.actor {
        Actor::Account(id) => names.get(&id).cloned().unwrap_or_default(),
        Actor::Client(_) => "The client".to_owned(),
        Actor::Program => "The program".to_owned(),
    };
    let shown = |event: AuditEvent| ShownEvent {
        what: words::happened(event.action),
        when: words::instant(event.at, zone),
        who: who(&event),
    };
    Ok(events.into_iter().map(shown).collect())
}
