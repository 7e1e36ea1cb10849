//! Money: a client's account, entries posted and never edited, papers to print, and what the owner sees of all of it.

mod book;
pub(super) mod deposit;
mod form;
mod online;
mod page;
mod paper;
mod post;
mod studio;

pub(super) use studio::year_so_far;

use axum::Router;
use axum::routing::{get, post as posting};

use crate::app::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{client}/account", get(page::show))
        .route(
            "/clients/{client}/account/{posting}",
            get(post::show).post(post::post),
        )
        .route(
            "/clients/{client}/corrections/{correction}",
            get(post::show_correction).post(post::correct),
        )
        .route("/clients/{client}/statement", get(paper::statement))
        .route("/clients/{client}/statement/export", get(paper::export))
        .route(
            "/clients/{client}/online-payment",
            get(online::show).post(online::ask),
        )
        .route("/payments/stripe", posting(online::notice))
        .route("/paid", get(online::thanks))
        .route("/invoices/{entry}", get(paper::invoice))
        .route("/studio/money", get(studio::show))
        .route("/studio/money/heading", posting(studio::edit_heading))
        .route("/studio/money/export", get(studio::export))
}
