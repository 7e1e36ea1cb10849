//! Designs: a client's line of work with its history.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use pointil_storage::{ClientId, Design, DesignId, Document as Kept};
use pointil_treatment::{Layout, OpenCase};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::reading::Document;
use crate::app::App;
use crate::client::find;
use crate::design_table::answers::record;
use crate::design_table::tables::{document, refused};
use crate::fault::Fault;
use crate::seat::Seat;

/// A design as kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct DesignView {
    id: Uuid,
    client: Uuid,
    name: String,
    revision: u64,
    /// SHA-256 of the design in canonical form.
    hash: String,
    /// What the last step was called.
    step: String,
    undo_steps: u64,
    redo_steps: u64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    edited_at: Timestamp,
    /// The open case file; left out of lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    document: Option<Value>,
}

/// A design to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DesignEntry {
    name: String,
    /// An open case file (`.pointil.json`).
    #[schema(value_type = Object)]
    document: Value,
}

/// Another document for a design.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DesignChange {
    /// The revision that the change was made on.
    revision: u64,
    /// What the step is called in the history.
    #[serde(default)]
    step: String,
    /// An open case file (`.pointil.json`).
    #[schema(value_type = Object)]
    document: Value,
}

/// A design that was begun or changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct DesignKept {
    id: Uuid,
    revision: u64,
    hash: String,
}

/// A document as JSON.
pub(super) fn parsed(document: &Kept) -> Result<Value, Fault> {
    serde_json::from_str(&document.text).map_err(Fault::internal)
}

impl DesignView {
    fn of(design: Design, with_document: bool) -> Result<Self, Fault> {
        let document = with_document.then(|| parsed(&design.document));
        Ok(Self {
            id: design.id.to_uuid(),
            client: design.client.to_uuid(),
            name: design.name,
            revision: design.revision,
            hash: design.document.hash.to_string(),
            step: design.step,
            undo_steps: design.undo_steps,
            redo_steps: design.redo_steps,
            created_at: design.created_at,
            edited_at: design.edited_at,
            document: document.transpose()?,
        })
    }
}

/// The document that a program sent, laid out once to know that it can be.
async fn sent(app: &App, value: &Value) -> Result<Kept, Fault> {
    let case = OpenCase::read(&value.to_string()).map_err(|error| Fault::Field {
        field: "document".to_owned(),
        reason: error.to_string(),
    })?;
    let laid_out = case.clone();
    let work = move || Layout::of(&laid_out.design).map(drop).map_err(refused);
    app.drawings().work(work).await?;
    Ok(document(&case))
}

/// A client's designs in the order they began.
#[utoipa::path(
    get, path = "/api/v1/clients/{client}/designs", tag = "designs", params(("client" = Uuid, Path)),
    responses((status = 200, body = [DesignView]))
)]
pub(crate) async fn list(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Json<Vec<DesignView>>, Fault> {
    find(&app, &seat, client).await?;
    let designs = app.store().designs(seat.studio, client).await?;
    let views = designs.into_iter().map(|own| DesignView::of(own, false));
    views.collect::<Result<_, _>>().map(Json)
}

/// Begins a design with an open case file.
#[utoipa::path(
    post, path = "/api/v1/clients/{client}/designs", tag = "designs", params(("client" = Uuid, Path)), request_body = DesignEntry,
    responses((status = 201, body = DesignKept), (status = 422, description = "The document is no design"))
)]
pub(crate) async fn create(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
    Document(entry): Document<DesignEntry>,
) -> Result<(StatusCode, Json<DesignKept>), Fault> {
    find(&app, &seat, client).await?;
    let kept = sent(&app, &entry.document).await?;
    let act = seat.act();
    let id = app.store().create_design(&act, client, &entry.name, &kept);
    let view = DesignKept {
        id: id.await?.to_uuid(),
        revision: 1,
        hash: kept.hash.to_string(),
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// A design with its document.
#[utoipa::path(
    get, path = "/api/v1/designs/{design}", tag = "designs", params(("design" = Uuid, Path)),
    responses((status = 200, body = DesignView))
)]
pub(crate) async fn show(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<DesignId>,
) -> Result<Json<DesignView>, Fault> {
    DesignView::of(record(&app, &seat, id).await?, true).map(Json)
}

/// Replaces a design's document, as one step that can be undone.
#[utoipa::path(
    put, path = "/api/v1/designs/{design}", tag = "designs", params(("design" = Uuid, Path)), request_body = DesignChange,
    responses(
        (status = 200, body = DesignKept), (status = 409, description = "Somebody else was quicker"),
        (status = 422, description = "The document is no design")
    )
)]
pub(crate) async fn replace(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<DesignId>,
    Document(change): Document<DesignChange>,
) -> Result<Json<DesignKept>, Fault> {
    record(&app, &seat, id).await?;
    let kept = sent(&app, &change.document).await?;
    let edited = app
        .store()
        .edit_design(&seat.act(), id, change.revision, &change.step, &kept)
        .await?;
    Ok(Json(DesignKept {
        id: id.to_uuid(),
        revision: edited.revision,
        hash: kept.hash.to_string(),
    }))
}
