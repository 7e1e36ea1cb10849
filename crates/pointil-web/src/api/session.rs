//! Sessions: planned, judged by their gates, and done step by step; the same judgement as on their pages.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use pointil_practice::PracticeRecord;
use pointil_practice::gate::{Gate, Light};
use pointil_storage::{ClientId, RecordId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::reading::Document;
use crate::app::App;
use crate::client::find;
use crate::fault::Fault;
use crate::practice::desk::Desk;
use crate::practice::session::asked::AskedStep;
use crate::practice::session::whole::Whole;
use crate::practice::session::{SessionEntry, done, planned};
use crate::seat::Seat;

/// A session that was planned.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionPlanned {
    id: Uuid,
}

/// A session after a step.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionDone {
    id: Uuid,
    state: &'static str,
    /// How many steps it has.
    steps: usize,
}

/// A step to be done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepEntry {
    /// Made by whoever sends it; the same one again is done once.
    key: Uuid,
    step: AskedStep,
}

/// What a gate shows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum LightView {
    Green,
    Red,
    Overridden,
}

/// A gate as it was judged.
#[derive(Serialize, ToSchema)]
pub(crate) struct GateView {
    /// Its code, which never changes.
    code: &'static str,
    light: LightView,
    /// What it asks.
    asks: &'static str,
    /// What was found.
    found: String,
    why: &'static str,
    /// What to do when it is red.
    way_on: &'static str,
    /// Whether nobody can override it.
    is_safety: bool,
}

/// Every gate of a session, judged now.
#[derive(Serialize, ToSchema)]
pub(crate) struct GatesView {
    session: Uuid,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Whether none is red.
    is_open: bool,
    gates: Vec<GateView>,
}

impl From<&Gate> for GateView {
    fn from(gate: &Gate) -> Self {
        let rule = gate.rule();
        Self {
            code: gate.code.as_str(),
            light: match gate.light {
                Light::Green => LightView::Green,
                Light::Red => LightView::Red,
                Light::Overridden => LightView::Overridden,
            },
            asks: &rule.asks,
            found: gate.found.clone(),
            why: &rule.why,
            way_on: &rule.way_on,
            is_safety: gate.is_safety(),
        }
    }
}

/// Plans the next session of an agreement in force.
#[utoipa::path(
    post, path = "/api/v1/clients/{client}/sessions", tag = "practice", params(("client" = Uuid, Path)), request_body = SessionEntry,
    responses((status = 201, body = SessionPlanned), (status = 422, description = "An entry does not fit"))
)]
pub(crate) async fn create(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
    Document(entry): Document<SessionEntry>,
) -> Result<(StatusCode, Json<SessionPlanned>), Fault> {
    find(&app, &seat, client).await?;
    let id = planned(&app, &seat, client, &entry).await?;
    let view = SessionPlanned { id: id.to_uuid() };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Every gate of a session, judged at this moment.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/gates", tag = "practice", params(("session" = Uuid, Path)),
    responses((status = 200, body = GatesView))
)]
pub(crate) async fn gates(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Json<GatesView>, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let whole = Whole::of(&app, &desk, id).await?;
    let report = whole.judged(None, &[], seat.at);
    Ok(Json(GatesView {
        session: id.to_uuid(),
        at: report.at(),
        is_open: report.red().next().is_none(),
        gates: report.gates().iter().map(GateView::from).collect(),
    }))
}

/// Does a step of a session. The first needle, going on and taking a lot while it runs are judged by every gate inside the write.
#[utoipa::path(
    post, path = "/api/v1/sessions/{session}/steps", tag = "practice", params(("session" = Uuid, Path)), request_body = StepEntry,
    responses(
        (status = 200, body = SessionDone),
        (status = 409, description = "A gate is shut, or the session does not allow the step; `code` is the first rule that refuses"),
        (status = 422, description = "An entry does not fit")
    )
)]
pub(crate) async fn step(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
    Document(entry): Document<StepEntry>,
) -> Result<Json<SessionDone>, Fault> {
    let session = done(&app, &seat, id, entry.key, &entry.step).await?;
    Ok(Json(SessionDone {
        id: id.to_uuid(),
        state: session.state(),
        steps: session.steps().len(),
    }))
}
