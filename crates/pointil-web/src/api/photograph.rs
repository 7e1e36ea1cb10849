//! Photographs of clients.

use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use pointil_storage::{ClientId, Photograph, PhotographId};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::reading::Document;
use crate::app::App;
use crate::client::find;
use crate::fault::Fault;
use crate::photograph::intake;
use crate::photograph::landmarks::{LandmarksChange, LandmarksView, keep, view};
use crate::photograph::page::{picture, read_upload};
use crate::seat::Seat;

/// A photograph, without its picture.
#[derive(Serialize, ToSchema)]
pub(crate) struct PhotographView {
    id: Uuid,
    client: Uuid,
    /// From where the head is seen: `front`, `front_left`, `front_right`, `left`, `right`, `top`, `back`.
    pose: String,
    #[schema(value_type = Option<String>, format = Date)]
    taken_on: Option<Date>,
    width_px: u32,
    height_px: u32,
    revision: u64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// A photograph to be kept, as a form with a file.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "it only describes the form; the form's parts are read one by one"
)]
pub(crate) struct PhotographUpload {
    /// A JPEG, PNG or WebP file.
    #[schema(value_type = String, format = Binary)]
    photograph: Vec<u8>,
    /// From where the head is seen.
    pose: String,
    /// The day it was taken.
    #[schema(format = Date)]
    taken_on: Option<String>,
}

/// A photograph that was kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct PhotographCreated {
    id: Uuid,
}

impl From<Photograph> for PhotographView {
    fn from(photograph: Photograph) -> Self {
        Self {
            id: photograph.id.to_uuid(),
            client: photograph.client.to_uuid(),
            pose: photograph.fields.pose,
            taken_on: photograph.fields.taken_on,
            width_px: photograph.width_px,
            height_px: photograph.height_px,
            revision: photograph.revision,
            created_at: photograph.created_at,
        }
    }
}

/// A client's photographs.
#[utoipa::path(
    get, path = "/api/v1/clients/{client}/photographs", tag = "photographs", params(("client" = Uuid, Path)),
    responses((status = 200, body = [PhotographView]))
)]
pub(crate) async fn list(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Json<Vec<PhotographView>>, Fault> {
    find(&app, &seat, client).await?;
    let photographs = app.store().photographs(seat.studio, client).await?;
    Ok(Json(
        photographs.into_iter().map(PhotographView::from).collect(),
    ))
}

/// Keeps a photograph. The same file for the same client is the same photograph.
#[utoipa::path(
    post, path = "/api/v1/clients/{client}/photographs", tag = "photographs", params(("client" = Uuid, Path)),
    request_body(content = PhotographUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = PhotographCreated), (status = 413, description = "The file is too large"), (status = 422, description = "The file is no photograph"))
)]
pub(crate) async fn create(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
    parts: Multipart,
) -> Result<(StatusCode, Json<PhotographCreated>), Fault> {
    let (bytes, fields) = read_upload(parts, app.config().upload_bytes).await?;
    let id = intake::keep(&app, &seat, client, bytes, fields).await?;
    Ok((
        StatusCode::CREATED,
        Json(PhotographCreated { id: id.to_uuid() }),
    ))
}

/// The picture.
#[utoipa::path(
    get, path = "/api/v1/photographs/{photograph}/original", tag = "photographs", params(("photograph" = Uuid, Path)),
    responses((status = 200, content_type = "image/jpeg"))
)]
pub(crate) async fn original(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
) -> Result<Response, Fault> {
    picture(app.store().original(seat.studio, id).await?)
}

/// Removes a photograph for good.
#[utoipa::path(
    delete, path = "/api/v1/photographs/{photograph}", tag = "photographs", params(("photograph" = Uuid, Path)),
    responses((status = 204))
)]
pub(crate) async fn remove(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
) -> Result<StatusCode, Fault> {
    app.store().remove_photograph(&seat.act(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The landmarks of a photograph, and the head that they led to with those of the client's other photographs.
#[utoipa::path(
    get, path = "/api/v1/photographs/{photograph}/landmarks", tag = "photographs", params(("photograph" = Uuid, Path)),
    responses((status = 200, body = LandmarksView))
)]
pub(crate) async fn landmarks(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
) -> Result<Json<LandmarksView>, Fault> {
    Ok(Json(view(&app, &seat, id).await?))
}

/// Keeps the landmarks of a photograph in place of those that were kept.
#[utoipa::path(
    put, path = "/api/v1/photographs/{photograph}/landmarks", tag = "photographs", params(("photograph" = Uuid, Path)),
    request_body = LandmarksChange,
    responses(
        (status = 200, body = LandmarksView),
        (status = 409, description = "Somebody else was quicker"),
        (status = 422, description = "A landmark that there is not, or outside the picture")
    )
)]
pub(crate) async fn keep_landmarks(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
    Document(change): Document<LandmarksChange>,
) -> Result<Json<LandmarksView>, Fault> {
    Ok(Json(keep(&app, &seat, id, &change).await?))
}
