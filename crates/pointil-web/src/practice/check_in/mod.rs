//! Check-ins: how it heals, as the client says and shows; and what somebody of the studio does with what was said.

pub(crate) mod answer;
mod page;
mod step;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use pointil_practice::check_in::{CheckInState, Outcome, Resolution};

pub(crate) use self::answer::ShownPhotograph;
pub(in crate::practice) use self::answer::problem_of;
pub(in crate::practice) use self::page::{named, photographs};
pub(in crate::practice) use self::step::later;
use crate::app::App;

/// The routes.
pub(super) fn routes(upload: DefaultBodyLimit) -> Router<App> {
    Router::new()
        .route("/check-ins/{check_in}", get(page::show))
        .route(
            "/check-ins/{check_in}/answer",
            post(page::answer).layer(upload),
        )
        .route("/check-ins/{check_in}/ask-again", post(step::ask_again))
        .route("/check-ins/{check_in}/hand-over", post(step::hand_over))
        .route("/check-ins/{check_in}/call", post(step::call))
        .route("/check-ins/{check_in}/escalate", post(step::escalate))
        .route("/check-ins/{check_in}/contact", post(step::contact))
        .route("/check-ins/{check_in}/resolve", post(step::resolve))
        .route("/check-ins/{check_in}/close", post(step::close))
}

/// What is said of a check-in's standing, and whether somebody must act.
pub(super) const fn standing(state: &CheckInState) -> (&'static str, bool) {
    match state {
        CheckInState::Due => ("The client is asked", false),
        CheckInState::Missed { .. } => ("Not answered in time", true),
        CheckInState::ToCall { .. } => ("Somebody must call", true),
        CheckInState::Called { .. } => ("Called: all was well", false),
        CheckInState::Answered { .. } => ("Answered, not judged yet", true),
        CheckInState::Triaged(_) => ("Somebody must read it", true),
        CheckInState::Escalated { .. } => ("Somebody must act", true),
        CheckInState::Contacted { .. } => ("In contact, not resolved", true),
        CheckInState::Resolved { .. } => ("Resolved", false),
        CheckInState::Closed { .. } => ("All as it should be", false),
    }
}

/// What is to be done, for the studio.
pub(super) const fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Normal => "Nothing unusual",
        Outcome::CallStudio => "The studio looks at it",
        Outcome::DoctorToday => "A doctor today",
        Outcome::Emergency => "The emergency number now",
    }
}

/// How a red flag was resolved: the value that a form sends, and its words.
const RESOLUTIONS: [(&str, &str, Resolution); 3] = [
    (
        "doctor_saw",
        "A doctor has looked at it",
        Resolution::DoctorSaw,
    ),
    (
        "doctor_declined",
        "The client was told to see a doctor and did not want to",
        Resolution::DoctorDeclined,
    ),
    (
        "settled",
        "It has settled, and somebody of the studio has seen that",
        Resolution::Settled,
    ),
];
