//! Two records of one person: found, made one, taken apart.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::{Client, ClientId, ClientState, MergeId};
use serde::Deserialize;

use crate::app::App;
use crate::client::{Row, find, full_name};
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;
use crate::words;

/// Groups of duplicates on the page, of each likeness.
const GROUPS: u64 = 50;
/// Records that a search on the merge page offers.
const OFFERED: u64 = 12;

struct Group {
    likeness: &'static str,
    rows: Vec<Row>,
    first: ClientId,
    second: ClientId,
}

#[derive(Template)]
#[template(path = "duplicates.html")]
struct DuplicatesPage {
    frame: Frame,
    groups: Vec<Group>,
}

/// A line of two records side by side.
struct Line {
    label: &'static str,
    kept: String,
    away: String,
}

#[derive(Template)]
#[template(path = "merge.html")]
struct MergePage {
    frame: Frame,
    client: Client,
    q: String,
    offered: Vec<Row>,
    away: Option<Row>,
    lines: Vec<Line>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct With {
    with: Option<ClientId>,
    q: String,
}

#[derive(Deserialize)]
pub(crate) struct Away {
    away: ClientId,
}

pub(crate) async fn show_duplicates(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
) -> Result<Response, Fault> {
    let found = app.store().duplicates(seat.studio, GROUPS).await?;
    let groups = found.into_iter().filter_map(|group| {
        Some(Group {
            likeness: words::likeness(group.likeness),
            first: group.clients.first()?.id,
            second: group.clients.get(1)?.id,
            rows: group.clients.iter().map(Row::of).collect(),
        })
    });
    page(&DuplicatesPage {
        groups: groups.collect(),
        frame: frame.titled("Possible duplicates").at(Nav::Clients),
    })
}

fn lines(kept: &Client, away: &Client) -> Vec<Line> {
    let of = |client: &Client| {
        let fields = client.fields.clone();
        [
            full_name(&fields),
            fields.preferred_name.unwrap_or_default(),
            fields.birth_date.map(words::day).unwrap_or_default(),
            fields.phone.unwrap_or_default(),
            fields.email.unwrap_or_default(),
            fields.notes,
        ]
    };
    const LABELS: [&str; 6] = ["Name", "Called", "Day of birth", "Phone", "E-mail", "Notes"];
    let pairs = of(kept).into_iter().zip(of(away));
    LABELS
        .into_iter()
        .zip(pairs)
        .map(|(label, (kept, away))| Line { label, kept, away })
        .collect()
}

pub(crate) async fn show_merge(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<ClientId>,
    Query(with): Query<With>,
) -> Result<Response, Fault> {
    let client = find(&app, &seat, id).await?;
    let away = match with.with {
        Some(away) if away != id => Some(find(&app, &seat, away).await?),
        _ => None,
    };
    if [Some(&client), away.as_ref()]
        .into_iter()
        .flatten()
        .any(|one| one.state != ClientState::Active)
    {
        return Err(Fault::NotFound);
    }
    let q = if with.q.trim().is_empty() {
        full_name(&client.fields)
    } else {
        with.q
    };
    let found = app
        .store()
        .search_clients(seat.studio, &q, None, OFFERED)
        .await?;
    let others = found.clients.iter().filter(|one| one.id != id);
    page(&MergePage {
        frame: frame.titled("Make two records one").at(Nav::Clients),
        offered: others.map(Row::of).collect(),
        q,
        lines: away
            .as_ref()
            .map(|away| lines(&client, away))
            .unwrap_or_default(),
        away: away.as_ref().map(Row::of),
        client,
    })
}

pub(crate) async fn merge(
    State(app): State<App>,
    seat: Seat,
    Path(kept): Path<ClientId>,
    axum::Form(Away { away }): axum::Form<Away>,
) -> Result<Response, Fault> {
    app.store().merge_clients(&seat.act(), kept, away).await?;
    Ok(Redirect::to(&format!("/clients/{kept}?done=merged")).into_response())
}

#[derive(Deserialize)]
pub(crate) struct Back {
    client: ClientId,
}

pub(crate) async fn undo(
    State(app): State<App>,
    seat: Seat,
    Path(merge): Path<MergeId>,
    axum::Form(Back { client }): axum::Form<Back>,
) -> Result<Response, Fault> {
    app.store().undo_merge(&seat.act(), merge).await?;
    Ok(Redirect::to(&format!("/clients/{client}?done=unmerged")).into_response())
}
