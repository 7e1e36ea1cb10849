//! The API's own description.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

use crate::api::{
    account, client, design, link, photograph, record, session, sign_in, studio, version,
};
use crate::fault::Fault;

/// Why a request was not answered as asked (RFC 9457).
#[derive(Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A name of the kind of problem that never changes.
    #[serde(rename = "type")]
    kind: String,
    /// The kind of problem in words.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What happened and what to do.
    detail: String,
    /// The kind of problem as a code.
    code: String,
    /// The field that does not fit.
    field: Option<String>,
    /// The revision that is kept, when the change was made on an older one.
    current_revision: Option<u64>,
    /// The number of the request, to ask about it.
    request_id: String,
}

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Pointil", version = "1", description = "The records of a scalp-micropigmentation studio. Days are ISO dates, instants RFC 3339."),
    paths(
        sign_in::create,
        sign_in::end,
        studio::show,
        account::list,
        client::list,
        client::create,
        client::show,
        client::replace,
        client::erase,
        photograph::list,
        photograph::create,
        photograph::original,
        photograph::remove,
        photograph::landmarks,
        photograph::keep_landmarks,
        design::list,
        design::create,
        design::show,
        design::replace,
        version::list,
        version::create,
        version::show,
        version::present,
        version::approve,
        version::comments,
        version::comment,
        version::compare,
        link::list,
        link::create,
        link::revoke,
        record::of_client,
        record::list,
        record::show,
        record::history,
        record::received,
        session::create,
        session::gates,
        session::step,
    ),
    components(schemas(Problem)),
    modifiers(&Bearer),
    security(("bearer" = [])),
)]
struct Api;

pub(crate) async fn show() -> Result<Response, Fault> {
    let text = Api::openapi().to_pretty_json().map_err(Fault::internal)?;
    let kind = HeaderValue::from_static("application/json");
    let mut answer = text.into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(answer)
}
