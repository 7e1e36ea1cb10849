//! Signing a program in and out.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::reading::Document;
use crate::app::App;
use crate::fault::Fault;
use crate::network::Address;
use crate::seat::Seat;
use crate::sign_in::{new_device, recognise};

/// Whose password, and what the program is called among their devices.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The account's e-mail address.
    email: String,
    /// Its password.
    #[schema(format = Password)]
    password: String,
    /// A name for this program, at most 300 characters.
    device: String,
}

/// A new token.
#[derive(Serialize, ToSchema)]
pub(crate) struct Issued {
    /// To be sent as `Authorization: Bearer …`; it is shown only here.
    token: String,
    /// For so many seconds.
    expires_in: i64,
}

/// Signs in.
#[utoipa::path(
    post, path = "/api/v1/sign-ins", tag = "sign-ins", security(()),
    request_body = Credentials,
    responses((status = 201, body = Issued), (status = 422, description = "Address and password do not belong together"), (status = 429, description = "Too many attempts"))
)]
pub(crate) async fn create(
    State(app): State<App>,
    address: Address,
    Document(given): Document<Credentials>,
) -> Result<(StatusCode, Json<Issued>), Fault> {
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    let account = recognise(&app, studio, address, &given.email, &given.password).await?;
    let (token, expires_in) = new_device(&app, account.id, &given.device).await?;
    let token = token.reveal().to_owned();
    Ok((StatusCode::CREATED, Json(Issued { token, expires_in })))
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/sign-ins/current", tag = "sign-ins", responses((status = 204)))]
pub(crate) async fn end(State(app): State<App>, seat: Seat) -> Result<StatusCode, Fault> {
    app.store().sign_out(&seat.act(), seat.device).await?;
    Ok(StatusCode::NO_CONTENT)
}
