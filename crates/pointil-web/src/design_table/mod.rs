//! The design table: a design drawn on the head, changed by handles and numbers, with what follows from it beside it.
//!
//! Routes below `/designs`. Looking asks for [`crate::Action::ViewDesigns`], everything else for [`crate::Action::EditDesigns`].

pub(crate) mod answers;
mod begin;
mod change;
mod client_change;
mod controls;
pub(crate) mod facts;
mod hair_change;
mod line_change;
pub(crate) mod looks;
mod on_photograph;
pub(crate) mod open;
mod page;
mod photograph_pages;
mod point_numbers;
mod shades;
mod state;
pub(crate) mod tables;
mod technique_change;
mod wire;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
pub(crate) use on_photograph::Pictures;
pub use tables::Tables;

/// The table's routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", post(page::create))
        .route("/new", get(page::begin))
        .route("/{design}", get(page::table))
        .route("/{design}/facts", get(page::facts))
        .route("/{design}/design.pointil.json", get(page::file))
        .route("/{design}/controls", get(page::controls))
        .route("/{design}/shades", get(shades::shades))
        .route("/{design}/state", get(answers::state))
        .route("/{design}/head", get(answers::head))
        .route("/{design}/roots", get(answers::roots))
        .route("/{design}/universe", get(answers::universe))
        .route("/{design}/preview", get(answers::preview))
        .route("/{design}/final", get(answers::finished))
        .route("/{design}/looks", get(answers::looks))
        .route("/{design}/follow", post(answers::follow))
        .route("/{design}/edits", post(answers::edits))
        .route("/{design}/change", post(answers::change))
        .route("/{design}/cameras", get(photograph_pages::show_cameras))
        .route(
            "/{design}/head-of-photographs",
            post(photograph_pages::adopt),
        )
        .route(
            "/{design}/photographs/{photograph}",
            get(photograph_pages::show),
        )
        .route(
            "/{design}/photographs/{photograph}/picture",
            get(photograph_pages::picture),
        )
}
