//! The design table: routes below `/designs`. Looking asks for [`crate::Action::ViewDesigns`], everything else for [`crate::Action::EditDesigns`].

use axum::Router;

use crate::app::App;

/// The table's routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
}
