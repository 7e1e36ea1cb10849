//! The table's questions and their answers: state, bytes of dots, looks, edits.

use axum::Json;
use axum::extract::{Form, FromRequest, Path, Query, Request, State as FromApp};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_optics::Illuminant;
use pointil_storage::{Design as DesignRecord, DesignId, Document};
use pointil_treatment::design::{EditDesign, Place};
use serde::Deserialize;

use super::change::{Change, Fields, label};
use super::open::PageHas;
use super::state::State;
use super::tables::{Table, no_look, refused};
use super::wire;
use crate::app::App;
use crate::fault::Fault;
use crate::seat::Seat;

/// The record of a design of the asker's studio.
pub async fn record(app: &App, seat: &Seat, design: DesignId) -> Result<DesignRecord, Fault> {
    let record = app.store().design(seat.studio, design).await?;
    record.ok_or(Fault::NotFound)
}

async fn on_table<T: Send + 'static>(
    app: &App,
    seat: &Seat,
    design: DesignId,
    work: impl FnOnce(&mut Table) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let record = record(app, seat, design).await?;
    app.tables().work(seat.studio, record, work).await
}

/// Bytes that only this person's browser may keep.
fn bytes(bytes: Vec<u8>) -> Response {
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    let kind = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// What the controls show.
pub async fn state(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
) -> Result<Json<State>, Fault> {
    let record = record(&app, &seat, design).await?;
    Ok(Json(state_of(&app, &seat, record).await?))
}

async fn state_of(app: &App, seat: &Seat, record: DesignRecord) -> Result<State, Fault> {
    let told = record.clone();
    let work = move |table: &mut Table| Ok(State::of(&told, &table.open));
    app.tables().work(seat.studio, record, work).await
}

/// The head's surface.
pub async fn head(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
) -> Result<Response, Fault> {
    on_table(&app, &seat, design, |table| table.head())
        .await
        .map(bytes)
}

/// The roots of the hair that is there.
pub async fn roots(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
) -> Result<Response, Fault> {
    on_table(&app, &seat, design, |table| {
        table.open.roots().map_err(refused)
    })
    .await
    .map(bytes)
}

/// Every dot that could be.
pub async fn universe(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
) -> Result<Response, Fault> {
    on_table(&app, &seat, design, |table| Ok(table.open.universe()))
        .await
        .map(bytes)
}

/// What the page has already.
#[derive(Debug, Deserialize)]
pub struct Has {
    /// The revision; nothing on the first question.
    #[serde(default)]
    has: String,
}

impl Has {
    fn page(&self) -> PageHas {
        let revision = self.has.parse().ok();
        revision.map_or(PageHas::Nothing, PageHas::Revision)
    }
}

/// The first picture of a revision.
pub async fn preview(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
    Query(has): Query<Has>,
) -> Result<Response, Fault> {
    on_table(&app, &seat, design, move |table| {
        Ok(table.open.preview(has.page()))
    })
    .await
    .map(bytes)
}

/// The final pattern of a revision.
pub async fn finished(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
    Query(has): Query<Has>,
) -> Result<Response, Fault> {
    on_table(&app, &seat, design, move |table| {
        table.open.finished(has.page()).map_err(refused)
    })
    .await
    .map(bytes)
}

/// A handle that is being dragged.
#[derive(Debug, Deserialize)]
pub struct Drag {
    index: usize,
    at: Place,
}

/// What is seen while a handle is dragged.
pub async fn follow(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
    Json(drag): Json<Drag>,
) -> Result<Response, Fault> {
    on_table(&app, &seat, design, move |table| {
        let moved = EditDesign::MovePoint {
            index: drag.index,
            at: drag.at,
        };
        let moved = moved.apply(&table.open.case().design);
        let line = moved.map_err(|e| refused(e.into()))?.hairline;
        table.open.follow(&line).map_err(refused)
    })
    .await
    .map(bytes)
}

/// At what age and in what light.
#[derive(Debug, Deserialize)]
pub struct Seen {
    /// Days after the dots were set.
    pub age: f64,
    /// Which light.
    pub light: String,
}

impl Seen {
    /// The days, and the light by its name.
    ///
    /// # Errors
    /// An age or a light that the table does not have.
    pub fn checked(&self) -> Result<(f64, (&'static str, Illuminant)), Fault> {
        let wrong = |field: &str, reason: &str| Fault::Field {
            field: field.to_owned(),
            reason: reason.to_owned(),
        };
        if !(0.0..=20_000.0).contains(&self.age) {
            return Err(wrong("age", "give 0 to 20000 days"));
        }
        let light = LIGHTS.iter().find(|(name, _)| *name == self.light);
        let light = light.ok_or_else(|| wrong("light", "noon, office, bathroom or stage"))?;
        Ok((self.age, *light))
    }
}

/// The lights of the table by name: noon, office, bathroom, stage.
pub const LIGHTS: [(&str, Illuminant); 4] = [
    ("noon", Illuminant::D65),
    ("office", Illuminant::LedB3),
    ("bathroom", Illuminant::LedB5),
    ("stage", Illuminant::A),
];

/// How dots look.
pub async fn looks(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
    Query(seen): Query<Seen>,
) -> Result<Response, Fault> {
    let (days, (_, light)) = seen.checked()?;
    let looks = on_table(&app, &seat, design, move |table| {
        let layout = table.open.layout().map_err(refused)?;
        let case = table.open.case();
        table
            .skin
            .looks(case, &layout, days, light)
            .map_err(no_look)
    });
    Ok(Json(looks.await?).into_response())
}

/// Edits of a revision.
#[derive(Debug, Deserialize)]
pub struct Edits {
    revision: u64,
    edits: Vec<EditDesign>,
    /// The final pattern that the page has: then it is sent what differs from it with the state.
    #[serde(default)]
    has: Option<String>,
}

/// Makes edits as one step.
pub async fn edits(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
    Json(asked): Json<Edits>,
) -> Result<Response, Fault> {
    let change = Change::Edits(asked.edits);
    let record = make(&app, &seat, design, asked.revision, change).await?;
    edited(&app, &seat, record, asked.has).await
}

/// What a script is told after an edit: the state; with the final pattern where it says which one it has.
async fn edited(
    app: &App,
    seat: &Seat,
    record: DesignRecord,
    has: Option<String>,
) -> Result<Response, Fault> {
    let Some(has) = has else {
        return Ok(Json(state_of(app, seat, record).await?).into_response());
    };
    let told = record.clone();
    let work = move |table: &mut Table| {
        let state = State::of(&told, &table.open);
        let state = serde_json::to_vec(&state).map_err(Fault::internal)?;
        let dots = table.open.finished(Has { has }.page()).map_err(refused)?;
        let line = table.open.live().hairline().guide().points();
        Ok(wire::edited(&state, line, &dots))
    };
    app.tables()
        .work(seat.studio, record, work)
        .await
        .map(bytes)
}

/// Makes a change that a form asks for; a script is told the state, a page is shown again.
pub async fn change(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
    request: Request,
) -> Result<Response, Fault> {
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|own| own.as_bytes().starts_with(b"application/json"));
    let fields: Fields = if json {
        let read = Json::from_request(request, &app).await;
        read.map(|Json(fields)| fields)
            .map_err(|e| Fault::Malformed(e.body_text()))?
    } else {
        let read = Form::from_request(request, &app).await;
        read.map(|Form(fields)| fields)
            .map_err(|e| Fault::Malformed(e.body_text()))?
    };
    let revision = fields.get("revision").and_then(|own| own.parse().ok());
    let revision =
        revision.ok_or_else(|| Fault::Malformed("the form names no revision".to_owned()))?;
    let has = fields.get("has").cloned();
    let asked = fields.clone();
    let change = on_table(&app, &seat, design, move |table| {
        Change::of(&asked, table.open.case(), table.open.live().head())
    });
    let record = make(&app, &seat, design, revision, change.await?).await?;
    if json {
        return edited(&app, &seat, record, has).await;
    }
    Ok(Redirect::to(&format!("/designs/{design}")).into_response())
}

/// Makes a change and keeps it; the record as it is after.
async fn make(
    app: &App,
    seat: &Seat,
    design: DesignId,
    revision: u64,
    change: Change,
) -> Result<DesignRecord, Fault> {
    let store = app.store();
    let (label, document) = match change {
        Change::Undo => return Ok(store.undo(&seat.act(), design, revision).await?),
        Change::Redo => return Ok(store.redo(&seat.act(), design, revision).await?),
        Change::Edits(edits) if edits.is_empty() => return record(app, seat, design).await,
        Change::Edits(edits) => {
            let label = label(&edits);
            let edited = on_table(app, seat, design, move |table| table.edited(&edits));
            (label, edited.await?)
        }
        Change::Client(client) => {
            let document = on_table(app, seat, design, move |table| table.of_client(client));
            (
                "changed what is known of the client".to_owned(),
                document.await?,
            )
        }
        Change::Remedy(code) => remedied(app, seat, design, code).await?,
    };
    let kept = store
        .edit_design(&seat.act(), design, revision, &label, &document)
        .await;
    if kept.is_err() {
        // What lies on the table is not what is kept.
        app.tables().forget(seat.studio, design);
    }
    Ok(kept?)
}

/// The remedy of a finding: its words, and the document that it leads to.
async fn remedied(
    app: &App,
    seat: &Seat,
    design: DesignId,
    code: String,
) -> Result<(String, Document), Fault> {
    on_table(app, seat, design, move |table| {
        let layout = table.open.layout().map_err(refused)?;
        let case = table.open.case();
        let review = table.skin.review(case, &layout).map_err(no_look)?;
        let remedy = review.finding(&code).and_then(|own| own.remedy.clone());
        let remedy = remedy.ok_or_else(|| Fault::Field {
            field: "code".to_owned(),
            reason: format!("the review finds no {code} that it could put right"),
        })?;
        let design = remedy.apply(&case.design);
        let design = design.map_err(|error| Fault::Refused {
            code: "remedy",
            words: error.to_string(),
        })?;
        Ok((remedy.words(), table.replaced(design)?))
    })
    .await
}
