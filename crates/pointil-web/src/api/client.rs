//! Clients.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use pointil_storage::{Client, ClientFields, ClientId, ClientState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::reading::Document;
use crate::app::App;
use crate::client::find;
use crate::fault::Fault;
use crate::practice::post::catch_up;
use crate::seat::Seat;

/// Clients that a page of the list holds.
const PAGE: u64 = 100;

/// What is said of a client.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientEntry {
    given_name: String,
    #[serde(default)]
    family_name: String,
    #[serde(default)]
    preferred_name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    birth_date: Option<Date>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    notes: String,
}

/// A change of what is said of a client.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientChange {
    /// The revision that the change was made on.
    revision: u64,
    /// Everything that is said of the client from now on.
    client: ClientEntry,
}

/// A client as kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientView {
    id: Uuid,
    /// `active`, `merged` or `erased`.
    state: &'static str,
    /// The record that this one was merged into.
    merged_into: Option<Uuid>,
    client: ClientEntry,
    revision: u64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    edited_at: Timestamp,
}

/// A page of clients by family name and given name.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientList {
    clients: Vec<ClientView>,
    /// To be sent as `after` for the next page; absent on the last.
    after: Option<Uuid>,
}

/// What is looked for.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClientSearch {
    /// Beginnings of names or of an e-mail address, first or last digits of a phone number.
    q: String,
    /// The last client of the page before.
    #[param(value_type = Option<Uuid>)]
    after: Option<ClientId>,
}

/// A client that was entered.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientCreated {
    id: Uuid,
    revision: u64,
}

/// The new revision.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientReplaced {
    revision: u64,
}

/// What an erasure left.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientErased {
    /// The day until which something is kept.
    #[schema(value_type = Option<String>, format = Date)]
    kept_until: Option<Date>,
}

impl From<ClientEntry> for ClientFields {
    fn from(entry: ClientEntry) -> Self {
        Self {
            given_name: entry.given_name,
            family_name: entry.family_name,
            preferred_name: entry.preferred_name,
            birth_date: entry.birth_date,
            phone: entry.phone,
            email: entry.email,
            notes: entry.notes,
        }
    }
}

impl From<Client> for ClientView {
    fn from(client: Client) -> Self {
        let (state, merged_into) = match client.state {
            ClientState::Active => ("active", None),
            ClientState::Merged { into } => ("merged", Some(into.to_uuid())),
            ClientState::Erased { .. } => ("erased", None),
        };
        let fields = client.fields;
        Self {
            id: client.id.to_uuid(),
            state,
            merged_into,
            client: ClientEntry {
                given_name: fields.given_name,
                family_name: fields.family_name,
                preferred_name: fields.preferred_name,
                birth_date: fields.birth_date,
                phone: fields.phone,
                email: fields.email,
                notes: fields.notes,
            },
            revision: client.revision,
            created_at: client.created_at,
            edited_at: client.edited_at,
        }
    }
}

/// Finds clients, or lists all.
#[utoipa::path(get, path = "/api/v1/clients", tag = "clients", params(ClientSearch), responses((status = 200, body = ClientList)))]
pub(crate) async fn list(
    State(app): State<App>,
    seat: Seat,
    Query(search): Query<ClientSearch>,
) -> Result<Json<ClientList>, Fault> {
    let page = app
        .store()
        .search_clients(seat.studio, &search.q, search.after, PAGE)
        .await?;
    Ok(Json(ClientList {
        clients: page.clients.into_iter().map(ClientView::from).collect(),
        after: page.after.map(ClientId::to_uuid),
    }))
}

/// Enters a client.
#[utoipa::path(post, path = "/api/v1/clients", tag = "clients", request_body = ClientEntry, responses((status = 201, body = ClientCreated)))]
pub(crate) async fn create(
    State(app): State<App>,
    seat: Seat,
    Document(entry): Document<ClientEntry>,
) -> Result<(StatusCode, Json<ClientCreated>), Fault> {
    let id = app
        .store()
        .create_client(&seat.act(), &entry.into())
        .await?;
    let created = ClientCreated {
        id: id.to_uuid(),
        revision: 1,
    };
    Ok((StatusCode::CREATED, Json(created)))
}

/// A client.
#[utoipa::path(get, path = "/api/v1/clients/{client}", tag = "clients", params(("client" = Uuid, Path)), responses((status = 200, body = ClientView)))]
pub(crate) async fn show(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<ClientId>,
) -> Result<Json<ClientView>, Fault> {
    Ok(Json(find(&app, &seat, id).await?.into()))
}

/// Changes what is said of a client.
#[utoipa::path(
    put, path = "/api/v1/clients/{client}", tag = "clients", params(("client" = Uuid, Path)), request_body = ClientChange,
    responses((status = 200, body = ClientReplaced), (status = 409, description = "Somebody else was quicker"))
)]
pub(crate) async fn replace(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<ClientId>,
    Document(change): Document<ClientChange>,
) -> Result<Json<ClientReplaced>, Fault> {
    let fields = change.client.into();
    let revision = app
        .store()
        .edit_client(&seat.act(), id, change.revision, &fields)
        .await?;
    catch_up(&app, seat.act(), id, &fields).await;
    Ok(Json(ClientReplaced { revision }))
}

/// Erases a client for good.
#[utoipa::path(delete, path = "/api/v1/clients/{client}", tag = "clients", params(("client" = Uuid, Path)), responses((status = 200, body = ClientErased)))]
pub(crate) async fn erase(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<ClientId>,
) -> Result<Json<ClientErased>, Fault> {
    let erasure = app.store().erase_client(&seat.act(), id).await?;
    let kept_until = erasure.kept_until;
    Ok(Json(ClientErased { kept_until }))
}
