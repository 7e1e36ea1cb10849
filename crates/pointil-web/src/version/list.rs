//! A design's versions, and the private links that show them.

use askama::Template;
use axum::extract::{Path, State as FromApp};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pointil_storage::{
    Client, Design as DesignRecord, DesignId, DesignVersionId, LinkId, PrivateLink,
};

use super::act::Keeping;
use super::link::{Making, TERMS};
use super::{People, State, opened, short};
use crate::app::App;
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// A version as a row.
pub(super) struct Row {
    pub id: DesignVersionId,
    pub name: String,
    pub note: String,
    pub code: String,
    pub kept: String,
    pub by: String,
    pub state: State,
}

/// A link as a row.
struct LinkRow {
    id: LinkId,
    made: String,
    until: String,
    shows: String,
    opened: String,
    /// Why it opens nothing any more.
    over: Option<String>,
}

#[derive(Template)]
#[template(path = "versions.html")]
struct VersionsPage {
    frame: Frame,
    client: Client,
    design: DesignRecord,
    rows: Vec<Row>,
    links: Vec<LinkRow>,
    keep: Form,
    terms: [(&'static str, &'static str); 4],
    making: Making,
    may_edit: bool,
}

impl VersionsPage {
    /// Whether the form for a link has a version ticked.
    fn ticks(&self, id: &DesignVersionId) -> bool {
        self.making.shows(*id)
    }
}

pub(super) async fn show_list(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path(design): Path<DesignId>,
) -> Result<Response, Fault> {
    show(&app, &seat, frame, design, None).await
}

/// A design's versions as rows, newest first.
pub(super) async fn rows(
    app: &App,
    seat: &Seat,
    record: &DesignRecord,
    people: &People,
) -> Result<Vec<Row>, Fault> {
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let comments = app.store().comments(seat.studio, record.client).await?;
    let versions = app.store().versions_of(seat.studio, record.id).await?;
    let row = |own: pointil_storage::DesignVersion| Row {
        id: own.id,
        state: State::of(&own, &comments),
        code: short(own.document.hash),
        kept: words::instant(own.created_at, &zone),
        by: people.name(own.actor),
        name: own.name,
        note: own.note,
    };
    Ok(versions.into_iter().rev().map(row).collect())
}

/// The form that keeps the working design.
pub(super) fn keep_form(csrf: &str, keeping: &Keeping, revision: u64) -> Form {
    let fields = [
        Field::hidden("revision", revision.to_string()),
        Field::new("text", "name", "Name of the version")
            .holding(&keeping.name)
            .hinting("The client reads it: Natural, a little higher."),
        Field::new("textarea", "note", "Note for the studio")
            .holding(&keeping.note)
            .optional(),
    ];
    Form::new(csrf, fields)
}

/// The page; with a version that could not be kept as it was entered.
pub(super) async fn show(
    app: &App,
    seat: &Seat,
    frame: Frame,
    design: DesignId,
    entered: Option<(Keeping, Fault)>,
) -> Result<Response, Fault> {
    let (record, _) = opened(app, seat, design).await?;
    let (status, keep) = match entered {
        None => (
            StatusCode::OK,
            keep_form(&frame.csrf, &Keeping::default(), record.revision),
        ),
        Some((keeping, fault)) => {
            let form = keep_form(&frame.csrf, &keeping, record.revision);
            let form = match fault {
                Fault::Stale { .. } => form.objecting(
                    "",
                    "the design was changed since you opened the page: look at it, then keep it",
                ),
                other => form.refused(other)?,
            };
            (StatusCode::UNPROCESSABLE_ENTITY, form)
        }
    };
    let shown = shown(app, seat, frame, design, (keep, Making::default())).await?;
    Ok((status, shown).into_response())
}

/// The page with its forms.
pub(super) async fn shown(
    app: &App,
    seat: &Seat,
    frame: Frame,
    design: DesignId,
    (keep, making): (Form, Making),
) -> Result<Response, Fault> {
    let (record, client) = opened(app, seat, design).await?;
    let people = People::of(app, seat).await?;
    let rows = rows(app, seat, &record, &people).await?;
    let links = app.store().links(seat.studio, client.id).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let links = links.iter().filter_map(|own| {
        let shown = |row: &&Row| own.versions.contains(&row.id);
        let names: Vec<&str> = rows
            .iter()
            .rev()
            .filter(shown)
            .map(|row| row.name.as_str())
            .collect();
        (!names.is_empty()).then(|| link_row(own, names.join(", "), seat, &zone))
    });
    page(&VersionsPage {
        links: links.collect(),
        frame: frame
            .titled(format!("Versions of {}", record.name))
            .at(Nav::Clients),
        client,
        design: record,
        rows,
        keep,
        terms: TERMS,
        making,
        may_edit: seat.can(Action::EditDesigns),
    })
}

fn link_row(own: &PrivateLink, shows: String, seat: &Seat, zone: &jiff::tz::TimeZone) -> LinkRow {
    let opened = match (own.opened, own.last_opened_at) {
        (0, _) | (_, None) => "not opened yet".to_owned(),
        (1, Some(at)) => format!("opened once, {}", words::instant(at, zone)),
        (times, Some(at)) => {
            format!("opened {times} times, last {}", words::instant(at, zone))
        }
    };
    let over = match own.revoked_at {
        Some(at) => Some(format!("closed {}", words::instant(at, zone))),
        None if own.ends_at <= seat.at => Some("its time is over".to_owned()),
        None => None,
    };
    LinkRow {
        id: own.id,
        made: words::instant(own.created_at, zone),
        until: words::instant(own.ends_at, zone),
        shows,
        opened,
        over,
    }
}
