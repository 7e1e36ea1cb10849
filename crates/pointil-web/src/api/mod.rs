//! The JSON API: the same nouns for programs. A bearer token signs a program in, as a device of a person; cookies are not taken here.

pub(crate) mod account;
pub(crate) mod client;
pub(crate) mod design;
mod document;
pub(crate) mod link;
pub(crate) mod photograph;
pub(crate) mod reading;
pub(crate) mod record;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod studio;
pub(crate) mod version;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};

use crate::app::App;

/// The API's routes.
pub(crate) fn routes(upload: DefaultBodyLimit) -> Router<App> {
    Router::new()
        .route("/api/v1/openapi.json", get(document::show))
        .route("/api/v1/sign-ins", post(sign_in::create))
        .route("/api/v1/sign-ins/current", delete(sign_in::end))
        .route("/api/v1/studio", get(studio::show))
        .route("/api/v1/accounts", get(account::list))
        .route("/api/v1/clients", get(client::list).post(client::create))
        .route(
            "/api/v1/clients/{client}",
            get(client::show).put(client::replace).delete(client::erase),
        )
        .route(
            "/api/v1/clients/{client}/photographs",
            get(photograph::list).merge(post(photograph::create).layer(upload)),
        )
        .route(
            "/api/v1/photographs/{photograph}/original",
            get(photograph::original),
        )
        .route(
            "/api/v1/photographs/{photograph}",
            delete(photograph::remove),
        )
        .route(
            "/api/v1/photographs/{photograph}/landmarks",
            get(photograph::landmarks).put(photograph::keep_landmarks),
        )
        .merge(designs())
        .merge(practice())
}

fn designs() -> Router<App> {
    Router::new()
        .route(
            "/api/v1/clients/{client}/designs",
            get(design::list).post(design::create),
        )
        .route(
            "/api/v1/designs/{design}",
            get(design::show).put(design::replace),
        )
        .route(
            "/api/v1/designs/{design}/versions",
            get(version::list).post(version::create),
        )
        .route("/api/v1/versions/{version}", get(version::show))
        .route(
            "/api/v1/versions/{version}/presentation",
            post(version::present),
        )
        .route(
            "/api/v1/versions/{version}/approval",
            post(version::approve),
        )
        .route(
            "/api/v1/versions/{version}/comments",
            get(version::comments).post(version::comment),
        )
        .route(
            "/api/v1/versions/{version}/comparison",
            get(version::compare),
        )
        .route("/api/v1/clients/{client}/links", get(link::list))
        .route("/api/v1/designs/{design}/links", post(link::create))
        .route("/api/v1/links/{link}", delete(link::revoke))
}

fn practice() -> Router<App> {
    Router::new()
        .route("/api/v1/clients/{client}/records", get(record::of_client))
        .route("/api/v1/records", get(record::list))
        .route("/api/v1/records/{record}", get(record::show))
        .route("/api/v1/records/{record}/history", get(record::history))
        .route("/api/v1/received", get(record::received))
        .route("/api/v1/clients/{client}/sessions", post(session::create))
        .route("/api/v1/sessions/{session}/gates", get(session::gates))
        .route("/api/v1/sessions/{session}/steps", post(session::step))
}
