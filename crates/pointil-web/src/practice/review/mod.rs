//! Reviews: what came of it, healed and over the years, before and after.

pub(crate) mod answer;
mod list;
mod page;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use pointil_practice::review::{ReviewState, ReviewTime};

pub(in crate::practice) use self::list::shown;
use crate::app::App;

/// The routes.
pub(super) fn routes(upload: DefaultBodyLimit) -> Router<App> {
    Router::new()
        .route(
            "/clients/{client}/reviews",
            get(list::show).post(list::begin),
        )
        .route("/reviews/{review}", get(page::show))
        .route("/reviews/{review}/answer", post(page::answer).layer(upload))
        .route("/reviews/{review}/look", post(page::look))
}

/// Which review it is, in words.
pub(super) fn title(time: ReviewTime) -> String {
    match time {
        ReviewTime::Baseline => "Before the first session".to_owned(),
        ReviewTime::Healed => "Healed, six weeks after".to_owned(),
        ReviewTime::SixMonths => "Six months after".to_owned(),
        ReviewTime::Year(1) => "One year after".to_owned(),
        ReviewTime::Year(years) => format!("{years} years after"),
    }
}

/// What is said of a review's standing, and whether somebody of the studio is to do something.
pub(super) const fn standing(state: &ReviewState) -> (&'static str, bool) {
    match state {
        ReviewState::Due => ("Waits for the answer", false),
        ReviewState::Missed { .. } => ("Not answered in time", true),
        ReviewState::Answered { .. } => ("To be looked at", true),
        ReviewState::LookedAt { .. } => ("Looked at", false),
    }
}
