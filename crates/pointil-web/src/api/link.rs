//! Private links: what a client may look at without an account.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use pointil_storage::{ClientId, DesignId, DesignVersionId, LinkId, PrivateLink};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::reading::Document;
use crate::app::App;
use crate::client::find;
use crate::design_table::answers::record;
use crate::fault::Fault;
use crate::seat::Seat;
use crate::version::{link_address, made_link};

/// A link as kept; its address is not.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkView {
    id: Uuid,
    versions: Vec<Uuid>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
    opened: u64,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_opened_at: Option<Timestamp>,
}

/// A link to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkEntry {
    /// One to ten versions of the design.
    #[schema(value_type = Vec<Uuid>)]
    versions: Vec<DesignVersionId>,
    /// 1 to 90.
    days: i64,
}

/// A link that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkMade {
    id: Uuid,
    /// Where the client opens it; it is shown only here.
    address: String,
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
}

impl From<PrivateLink> for LinkView {
    fn from(own: PrivateLink) -> Self {
        Self {
            id: own.id.to_uuid(),
            versions: own
                .versions
                .into_iter()
                .map(DesignVersionId::to_uuid)
                .collect(),
            created_at: own.created_at,
            ends_at: own.ends_at,
            revoked_at: own.revoked_at,
            opened: own.opened,
            last_opened_at: own.last_opened_at,
        }
    }
}

/// A client's links, newest first, those that are over too.
#[utoipa::path(
    get, path = "/api/v1/clients/{client}/links", tag = "links", params(("client" = Uuid, Path)),
    responses((status = 200, body = [LinkView]))
)]
pub(crate) async fn list(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Json<Vec<LinkView>>, Fault> {
    find(&app, &seat, client).await?;
    let links = app.store().links(seat.studio, client).await?;
    Ok(Json(links.into_iter().map(LinkView::from).collect()))
}

/// Makes a link to versions of a design.
#[utoipa::path(
    post, path = "/api/v1/designs/{design}/links", tag = "links", params(("design" = Uuid, Path)), request_body = LinkEntry,
    responses((status = 201, body = LinkMade))
)]
pub(crate) async fn create(
    State(app): State<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
    headers: HeaderMap,
    Document(entry): Document<LinkEntry>,
) -> Result<(StatusCode, Json<LinkMade>), Fault> {
    let record = record(&app, &seat, design).await?;
    let asked = (entry.versions.as_slice(), entry.days);
    let (id, token, ends_at) = made_link(&app, &seat, &record, asked).await?;
    let view = LinkMade {
        id: id.to_uuid(),
        address: link_address(&app, &headers, &token),
        ends_at,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Closes a link.
#[utoipa::path(
    delete, path = "/api/v1/links/{link}", tag = "links", params(("link" = Uuid, Path)),
    responses((status = 204))
)]
pub(crate) async fn revoke(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<LinkId>,
) -> Result<StatusCode, Fault> {
    app.store().revoke_link(&seat.act(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
