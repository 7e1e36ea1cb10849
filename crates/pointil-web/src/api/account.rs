//! The studio's people.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::fault::Fault;
use crate::seat::Seat;

/// A person who signs in.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    id: Uuid,
    name: String,
    email: String,
    /// `owner`, `practitioner`, `assistant` or `reader`.
    role: &'static str,
    /// When it was closed.
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<jiff::Timestamp>,
    revision: u64,
}

/// All accounts, closed ones too.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", responses((status = 200, body = [AccountView])))]
pub(crate) async fn list(
    State(app): State<App>,
    seat: Seat,
) -> Result<Json<Vec<AccountView>>, Fault> {
    let accounts = app.store().accounts(seat.studio).await?;
    let views = accounts.into_iter().map(|account| AccountView {
        id: account.id.to_uuid(),
        name: account.fields.name,
        email: account.fields.email,
        role: account.fields.role.as_str(),
        closed_at: account.closed_at,
        revision: account.revision,
    });
    Ok(Json(views.collect()))
}
