//! Every red flag of the studio that is open: who must do what, and by when. Nothing on it goes away by itself.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use pointil_practice::PracticeRecord;
use pointil_practice::adverse_event::{AdverseEvent, EventState};
use pointil_practice::check_in::{CheckIn, CheckInState, Outcome};
use pointil_storage::{ClientId, RecordId, StudioId};

use super::check_in::{named, outcome_words, standing};
use super::desk::{Desk, Kept};
use crate::app::App;
use crate::client::full_name;
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;
use crate::version::People;
use crate::words;

/// The states of check-ins in which a person of the studio must act: on a sign, on an answer that nobody has read, or on silence.
const OPEN_CHECK_INS: [&str; 6] = [
    "escalated",
    "contacted",
    "answered",
    "triaged",
    "to_call",
    "missed",
];
/// The states of adverse events that are not over.
const OPEN_EVENTS: [&str; 5] = [
    "reported",
    "assessed",
    "report_due",
    "report_sent",
    "followed_up",
];

/// Something that somebody must do.
struct Open {
    to: String,
    client: Option<ClientId>,
    what: String,
    found: String,
    who: String,
    outcome: Outcome,
    since: Timestamp,
    due: Option<Timestamp>,
    is_flag: bool,
}

/// The same as the page shows it.
struct Row {
    to: String,
    client: String,
    phone: Option<String>,
    what: String,
    found: String,
    who: String,
    since: String,
    by: String,
    is_over: bool,
    outcome: &'static str,
    is_grave: bool,
}

#[derive(Template)]
#[template(path = "practice/alarms.html")]
struct AlarmsPage {
    frame: Frame,
    flags: Vec<Row>,
    others: Vec<Row>,
}

fn of_check_in(kept: &Kept<CheckIn>, people: &People) -> Open {
    let own = &kept.says;
    let alarm = own.open_alarm();
    let signs = own.case().map(|case| {
        let flags = case.triage.flags.iter();
        let flags: Vec<&str> = flags.map(|own| own.0.row().question.as_str()).collect();
        flags.join(" ")
    });
    let what = match own.stands() {
        CheckInState::Escalated { .. } => "Contact the client now",
        CheckInState::Contacted { .. } => "Look again, and resolve it under your name",
        CheckInState::Answered { .. } | CheckInState::Triaged(_) => "Read it",
        CheckInState::Missed { .. } => "Ask again or call",
        _ => "Call the client",
    };
    Open {
        to: format!("/check-ins/{}", kept.id),
        client: kept.client,
        what: what.to_owned(),
        found: match signs.filter(|own| !own.is_empty()) {
            Some(signs) => format!("Day {}: {signs} Yes.", own.day),
            None => format!("Day {}: {}.", own.day, standing(own.stands()).0),
        },
        who: named(people, own.practitioner),
        outcome: alarm.as_ref().map_or(Outcome::Normal, |own| own.outcome),
        since: (alarm.as_ref()).map_or_else(|| own.due().unwrap_or(own.ask_at), |own| own.since),
        due: own.due(),
        is_flag: alarm.is_some() || own.state() == "to_call",
    }
}

fn of_event(kept: &Kept<AdverseEvent>, people: &People) -> Open {
    let own = &kept.says;
    let alarm = own.open_alarm();
    let title = own.facts.kind.row().map_or("", |row| row.title.as_str());
    let what = match own.stands() {
        EventState::Reported => "Judge how grave it is",
        EventState::ReportDue { .. } => "Send the report that the law asks for",
        EventState::Assessed | EventState::ReportSent => "Follow it up",
        EventState::FollowedUp { .. } => "Look again, and close it when it is over",
        EventState::Closed { .. } => "",
    };
    Open {
        to: format!("/events/{}", kept.id),
        client: kept.client,
        what: what.to_owned(),
        found: format!("{title}. {}", super::event::standing(own.stands()).0),
        who: own
            .facts
            .practitioner
            .map_or_else(String::new, |own| named(people, own)),
        outcome: alarm.as_ref().map_or(Outcome::Normal, |own| own.outcome),
        since: own.reported.at,
        due: own.due(),
        is_flag: alarm.is_some(),
    }
}

async fn open(desk: &Desk, people: &People) -> Result<Vec<Open>, Fault> {
    let mut all = Vec::new();
    for state in OPEN_CHECK_INS {
        let found = desk.of_kind::<CheckIn>(Some(state)).await?;
        all.extend(found.iter().map(|own| of_check_in(own, people)));
    }
    for state in OPEN_EVENTS {
        let found = desk.of_kind::<AdverseEvent>(Some(state)).await?;
        all.extend(found.iter().map(|own| of_event(own, people)));
    }
    all.sort_by_key(|own| (core::cmp::Reverse(own.outcome), own.since));
    Ok(all)
}

/// How many red flags are open.
///
/// # Errors
/// Records that cannot be read.
pub(crate) async fn count(app: &App, studio: StudioId) -> Result<u64, Fault> {
    let store = app.store();
    let check_ins = store.count_records(studio, "check_in").await?;
    let of = |counts: &BTreeMap<String, u64>, states: &[&str]| -> u64 {
        states.iter().filter_map(|state| counts.get(*state)).sum()
    };
    let mut open = of(&check_ins, &["escalated", "contacted", "to_call"]);
    let events = store.count_records(studio, "adverse_event").await?;
    open += of(&events, &["reported"]);
    // Whether one that is judged is grave stands in the record itself.
    for state in OPEN_EVENTS.iter().skip(1) {
        if events.get(*state).is_some_and(|number| *number > 0) {
            open += grave_events(app, studio, state).await?;
        }
    }
    Ok(open)
}

async fn grave_events(app: &App, studio: StudioId, state: &str) -> Result<u64, Fault> {
    let (mut grave, mut before): (u64, Option<RecordId>) = (0, None);
    loop {
        let kind = AdverseEvent::KIND.name();
        let some = app
            .store()
            .records_of_kind(studio, kind, Some(state), before, 500)
            .await?;
        for record in &some.records {
            let own =
                pointil_practice::from_document::<AdverseEvent>(record.document.text.as_bytes());
            grave += u64::from(own.map_err(Fault::internal)?.open_alarm().is_some());
        }
        before = some.before;
        if before.is_none() {
            return Ok(grave);
        }
    }
}

/// Every red flag that is open, the gravest and oldest first, and what else waits for a person.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let people = People::of(&app, &seat).await?;
    let zone = desk.zone().await?.zone();
    let (mut flags, mut others) = (Vec::new(), Vec::new());
    for own in open(&desk, &people).await? {
        let is_flag = own.is_flag;
        let row = shown(&app, &seat, own, &zone).await?;
        if is_flag { &mut flags } else { &mut others }.push(row);
    }
    page(&AlarmsPage {
        frame: frame.titled("Alarms").at(Nav::Alarms),
        flags,
        others,
    })
}

async fn shown(app: &App, seat: &Seat, own: Open, zone: &TimeZone) -> Result<Row, Fault> {
    let client = match own.client {
        Some(client) => app.store().client(seat.studio, client).await?,
        None => None,
    };
    Ok(Row {
        client: (client.as_ref()).map_or_else(String::new, |own| full_name(&own.fields)),
        phone: client.and_then(|own| own.fields.phone),
        what: own.what,
        found: own.found,
        who: own.who,
        since: words::instant(own.since, zone),
        by: match own.due {
            Some(due) if due > seat.at => format!("by {}", words::instant(due, zone)),
            _ => "now".to_owned(),
        },
        is_over: own.due.is_none_or(|due| due <= seat.at),
        outcome: outcome_words(own.outcome),
        is_grave: own.outcome >= Outcome::DoctorToday,
        to: own.to,
    })
}
