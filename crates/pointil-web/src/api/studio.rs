//! The studio's settings.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::fault::Fault;
use crate::seat::Seat;

/// What is said of the studio.
#[derive(Serialize, ToSchema)]
pub(crate) struct StudioView {
    id: Uuid,
    name: String,
    /// ISO 4217.
    currency: String,
    /// A name of the IANA database.
    time_zone: String,
    /// Years that what was agreed is kept after an erasure.
    keeping_years: u8,
    revision: u64,
}

/// The studio.
#[utoipa::path(get, path = "/api/v1/studio", tag = "studio", responses((status = 200, body = StudioView)))]
pub(crate) async fn show(State(app): State<App>, seat: Seat) -> Result<Json<StudioView>, Fault> {
    let studio = app.studio(seat.studio).await?;
    Ok(Json(StudioView {
        id: studio.id.to_uuid(),
        name: studio.fields.name,
        currency: studio.fields.currency,
        time_zone: studio.fields.time_zone,
        keeping_years: studio.fields.keeping_years,
        revision: studio.revision,
    }))
}
