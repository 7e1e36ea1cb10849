//! Adverse events: written down, judged, reported where the law has a clock, followed up, and closed when it is known what came of them.

mod entry;
mod list;
mod one;
mod report;
mod step;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use jiff::civil::Date;
use pointil_practice::adverse_event::{
    AdverseEvent, EventKind, EventOutcome, EventState, SeriousFor,
};
use pointil_practice::local_time::days_between;

use crate::app::App;
use crate::words;

/// The routes.
pub(super) fn routes(upload: DefaultBodyLimit) -> Router<App> {
    Router::new()
        .route("/events", get(list::show))
        .route(
            "/clients/{client}/events",
            get(list::of_client).post(entry::write_down).layer(upload),
        )
        .route("/clients/{client}/events/new", get(entry::show))
        .route("/events/{event}", get(one::show))
        .route("/events/{event}/assess", post(step::assess))
        .route("/events/{event}/send", post(step::send))
        .route("/events/{event}/follow-up", post(step::follow_up))
        .route("/events/{event}/close", post(step::close))
        .route("/events/{event}/report", get(report::show))
        .route("/events/{event}/report.json", get(report::json))
}

/// What is said of an event's standing, and whether somebody must act.
pub(super) const fn standing(state: &EventState) -> (&'static str, bool) {
    match state {
        EventState::Reported => ("Written down, not judged", true),
        EventState::Assessed => ("Judged", false),
        EventState::ReportDue { .. } => ("A report is due", true),
        EventState::ReportSent => ("Reported", false),
        EventState::FollowedUp { .. } => ("Followed up", false),
        EventState::Closed { .. } => ("Closed", false),
    }
}

/// The states, by their names in the machine.
const STATES: [(&str, &str); 6] = [
    ("reported", "Written down, not judged"),
    ("assessed", "Judged"),
    ("report_due", "A report is due"),
    ("report_sent", "Reported"),
    ("followed_up", "Followed up"),
    ("closed", "Closed"),
];

/// What came of it: the value that a form sends, and its words.
const OUTCOMES: [(&str, &str, EventOutcome); 5] = [
    ("recovered", "It has gone", EventOutcome::Recovered),
    (
        "recovered_with_traces",
        "It went and left something behind",
        EventOutcome::RecoveredWithTraces,
    ),
    ("not_recovered", "It stays", EventOutcome::NotRecovered),
    ("death", "Death", EventOutcome::Death),
    ("unknown", "It cannot be known", EventOutcome::Unknown),
];

/// What makes an event serious: the value that a form sends.
const REASONS: [(&str, SeriousFor); 8] = [
    ("infection", SeriousFor::Infection),
    ("intervention", SeriousFor::Intervention),
    ("disfigurement", SeriousFor::Disfigurement),
    ("hospital", SeriousFor::Hospital),
    ("life_threatening", SeriousFor::LifeThreatening),
    ("disability", SeriousFor::Disability),
    ("birth_defect", SeriousFor::BirthDefect),
    ("death", SeriousFor::Death),
];

fn title(kind: EventKind) -> &'static str {
    kind.row().map_or("", |row| row.title.as_str())
}

/// A kind by the value that a form sends: its place in the table.
fn kind_of(value: &str) -> Option<EventKind> {
    let mut all = EventKind::ALL.into_iter();
    all.find(|kind| kind_value(*kind) == value)
}

fn kind_value(kind: EventKind) -> String {
    let name = serde_json::to_value(kind).ok();
    let name = name.as_ref().and_then(|own| own.as_str());
    name.unwrap_or_default().to_owned()
}

/// The reporting clock of an event in a sentence; none where no duty is known or nothing is serious.
fn clock(event: &AdverseEvent, today: Date) -> Option<(String, bool)> {
    let EventState::ReportDue { last_day } = event.stands() else {
        return None;
    };
    let left = days_between(today, *last_day);
    let words = match left {
        0 => "Today is the last day for the report.".to_owned(),
        1 => "Tomorrow is the last day for the report.".to_owned(),
        days if days < 0 => format!(
            "The report was due on {}, {} days ago. Send it now.",
            words::day(*last_day),
            -days
        ),
        days => format!(
            "The report is due until {}: {days} days from today.",
            words::day(*last_day)
        ),
    };
    Some((words, left <= 3))
}

/// A person by the identifier of their account.
fn person(text: &str) -> Option<pointil_practice::id::PersonId> {
    text.parse().ok()
}
