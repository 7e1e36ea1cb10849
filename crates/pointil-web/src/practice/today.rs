//! The day: who comes and whether they can be treated, what somebody must look at, and what ends soon.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use pointil_practice::adverse_event::AdverseEvent;
use pointil_practice::alarm::OpenAlarm;
use pointil_practice::appointment::Appointment;
use pointil_practice::check_in::{CheckIn, Outcome};
use pointil_practice::credential::Credential;
use pointil_practice::local_time::{day_after, days_between};
use pointil_practice::lot::{Lot, LotState};
use pointil_practice::premises::Premises;
use pointil_practice::session::{Session, SessionState};
use pointil_practice::today::{coming, in_order};
use pointil_practice::{RecordKind, Span};
use pointil_storage::{ClientId, MessageState, RecordId};

use super::appointment::{state_words, times};
use super::booking::{House, kept_id, purpose_words};
use super::desk::{Desk, Kept, record};
use super::session::whole::Whole;
use crate::app::App;
use crate::client::full_name;
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;
use crate::words;

/// Things to look at that the page shows; how many more there are is said.
const MOST_DUE: usize = 60;
/// Things to look at that are read.
const READ_DUE: u64 = 500;
/// Days ahead in which a lot's end is shown.
const LOT_DAYS: i64 = 30;

/// A shut gate: the code and what was found.
struct RedGate {
    code: &'static str,
    found: String,
}

/// Somebody who comes today, or a session that is planned.
struct ComingRow {
    href: String,
    times: String,
    name: String,
    more: String,
    standing: String,
    /// The session with its shut gates, where one is planned.
    session: Option<(RecordId, Vec<RedGate>)>,
}

/// The day of a place.
struct PlaceDay {
    name: String,
    day: String,
    zone: String,
    rows: Vec<ComingRow>,
}

/// Something to look at.
struct DueRow {
    href: String,
    what: &'static str,
    name: String,
    since: String,
}

/// Something that ends.
struct EndRow {
    href: String,
    what: String,
    when: String,
    is_over: bool,
}

#[derive(Template)]
#[template(path = "practice/today.html")]
struct TodayPage {
    frame: Frame,
    places: Vec<PlaceDay>,
    alarms: Vec<DueRow>,
    due: Vec<DueRow>,
    due_beyond: usize,
    ends: Vec<EndRow>,
    failed: u64,
    uncertain: u64,
}

/// Names of clients, read at once.
struct Names(BTreeMap<ClientId, String>);

impl Names {
    async fn of(app: &App, desk: &Desk, mut ids: Vec<ClientId>) -> Result<Self, Fault> {
        ids.sort_unstable();
        ids.dedup();
        let found = app.store().clients(desk.studio(), &ids).await?;
        let names = found
            .into_iter()
            .map(|own| (own.id, full_name(&own.fields)));
        Ok(Self(names.collect()))
    }

    fn of_client(&self, client: Option<ClientId>) -> String {
        let found = client.and_then(|own| self.0.get(&own));
        found.cloned().unwrap_or_default()
    }
}

/// A session of today that is still to come or runs, with its shut gates.
struct PlannedSession {
    kept: Kept<Session>,
    red: Vec<RedGate>,
}

async fn sessions(app: &App, desk: &Desk, span: Span) -> Result<Vec<PlannedSession>, Fault> {
    let mut found = Vec::new();
    for kept in desk.in_calendar::<Session>(span).await? {
        let is_open = matches!(
            kept.says.standing(),
            SessionState::Planned
                | SessionState::Preparing
                | SessionState::Running
                | SessionState::Paused
        );
        if !is_open {
            continue;
        }
        let whole = Whole::of(app, desk, kept.id).await?;
        let report = whole.judged(None, &[], desk.now());
        let red = report.red().map(|gate| RedGate {
            code: gate.code.as_str(),
            found: gate.found.clone(),
        });
        let red = red.collect();
        found.push(PlannedSession { kept, red });
    }
    Ok(found)
}

/// A row with the instant at which it begins.
type Begins = (jiff::Timestamp, ComingRow);

/// The row of an appointment, with its session where one is planned.
fn of_appointment(
    own: &Appointment,
    session: Option<PlannedSession>,
    (house, names): (&House, &Names),
) -> Result<Begins, Fault> {
    let row = ComingRow {
        href: format!("/appointments/{}", kept_id(own.id)?),
        times: times(own),
        name: names.of_client(Some(ClientId::from_uuid(own.place.client.0))),
        more: format!(
            "{} · {}, {}",
            purpose_words(own.place.purpose),
            house.name(own.place.practitioner),
            own.place.room
        ),
        standing: state_words(own.stands()).to_owned(),
        session: session.map(|own| (own.kept.id, own.red)),
    };
    Ok((own.place.span.from, row))
}

/// The row of a session for which no appointment was booked.
fn of_session(
    own: PlannedSession,
    zone: &pointil_practice::ZoneName,
    (house, names): (&House, &Names),
) -> Begins {
    let plan = &own.kept.says.plan;
    let time = |at| zone.local(at).strftime("%H:%M").to_string();
    let row = ComingRow {
        href: format!("/sessions/{}", own.kept.id),
        times: format!("{}–{}", time(plan.planned.from), time(plan.planned.until)),
        name: names.of_client(Some(ClientId::from_uuid(plan.client.0))),
        more: format!(
            "Session {} · {}, {}",
            plan.number,
            house.name(plan.practitioner),
            plan.room
        ),
        standing: "Not in the calendar".to_owned(),
        session: Some((own.kept.id, own.red)),
    };
    (own.kept.says.plan.planned.from, row)
}

async fn day_of(
    app: &App,
    desk: &Desk,
    (house, place): (&House, &Kept<Premises>),
) -> Result<PlaceDay, Fault> {
    let zone = &place.says.zone;
    let day = zone.day(desk.now());
    let span = Span {
        from: zone.begin_of(day),
        until: zone.begin_of(day_after(day, 1)),
    };
    let here = record(place.id);
    let mut sessions = sessions(app, desk, span).await?;
    sessions.retain(|own| own.kept.says.plan.premises == here);
    let appointments = desk.in_calendar::<Appointment>(span).await?;
    let appointments: Vec<Appointment> = appointments
        .into_iter()
        .map(|own| own.says)
        .filter(|own| own.place.premises == here)
        .collect();
    let clients = appointments.iter().map(|own| own.place.client.0);
    let clients = clients.chain(sessions.iter().map(|own| own.kept.says.plan.client.0));
    let names = Names::of(app, desk, clients.map(ClientId::from_uuid).collect()).await?;
    let mut rows = Vec::new();
    for one in coming(&appointments, day, |own| own.place.purpose) {
        let Some(own) = appointments.iter().find(|own| own.id == one.appointment) else {
            continue;
        };
        let of_client = |session: &PlannedSession| session.kept.says.plan.client == one.client;
        let at = sessions.iter().position(of_client);
        let at = at.filter(|_| own.place.purpose.works_on_skin());
        let session = at.map(|at| sessions.remove(at));
        rows.push(of_appointment(own, session, (house, &names))?);
    }
    let alone = sessions.into_iter();
    rows.extend(alone.map(|own| of_session(own, zone, (house, &names))));
    rows.sort_by_key(|own| own.0);
    Ok(PlaceDay {
        name: place.says.name.to_string(),
        day: format!("{}, {}", day.strftime("%A"), words::day(day)),
        zone: zone.to_string(),
        rows: rows.into_iter().map(|own| own.1).collect(),
    })
}

/// What is to be done with a record that is due: its words and where; none of what is shown elsewhere on the page.
fn to_do(head: &pointil_storage::RecordHead) -> Option<(&'static str, String)> {
    let (id, state) = (head.id, head.state.as_str());
    let of_client = |part: &str| head.client.map(|own| format!("/clients/{own}/{part}"));
    Some(match RecordKind::named(&head.kind)? {
        RecordKind::Enquiry => ("Enquiry without an answer", format!("/enquiries/{id}")),
        RecordKind::PatchTest => ("Patch test to read", of_client("patch-tests")?),
        RecordKind::Screening => match state {
            "letter_needed" => ("Doctor's letter to ask for", format!("/screenings/{id}")),
            "postponed" => ("Screening to ask anew", format!("/screenings/{id}")),
            "proceed" | "letter_accepted" => return None,
            _ => ("Screening to look at", format!("/screenings/{id}")),
        },
        RecordKind::Appointment => match state {
            "requested" => ("Appointment asked for", format!("/appointments/{id}")),
            "held" => ("Kept free too long", format!("/appointments/{id}")),
            _ => (
                "Appointment over: did they come?",
                format!("/appointments/{id}"),
            ),
        },
        RecordKind::Waiting => ("Offer from the waiting list ran out", "/waiting".to_owned()),
        RecordKind::Session => match state {
            "running" | "paused" => ("Session still open", format!("/sessions/{id}")),
            _ => ("Session not begun", format!("/sessions/{id}")),
        },
        RecordKind::CheckIn => match state {
            "to_call" => ("Check-in: call the client", format!("/check-ins/{id}")),
            "escalated" | "contacted" => return None,
            "due" | "missed" => ("Check-in not answered", format!("/check-ins/{id}")),
            _ => ("Check-in to look at", format!("/check-ins/{id}")),
        },
        RecordKind::Review => match state {
            "answered" => ("Review to look at", format!("/reviews/{id}")),
            _ => ("Review not answered", format!("/reviews/{id}")),
        },
        _ => return None,
    })
}

/// Kinds that somebody must look at when they are due. Alarms, lots and credentials have lists of their own.
const KINDS: [RecordKind; 8] = [
    RecordKind::Enquiry,
    RecordKind::PatchTest,
    RecordKind::Screening,
    RecordKind::Appointment,
    RecordKind::Waiting,
    RecordKind::Session,
    RecordKind::CheckIn,
    RecordKind::Review,
];

async fn due(app: &App, desk: &Desk) -> Result<Vec<DueRow>, Fault> {
    let kinds = KINDS.map(RecordKind::name);
    let store = app.store();
    let found = store.due_records(desk.studio(), &kinds, desk.now(), None, READ_DUE);
    let heads: Vec<_> = found
        .await?
        .records
        .into_iter()
        .map(|own| own.head)
        .collect();
    let clients = heads.iter().filter_map(|own| own.client).collect();
    let names = Names::of(app, desk, clients).await?;
    let zone = words::zone(&app.studio(desk.studio()).await?.fields.time_zone);
    let row = |head: &pointil_storage::RecordHead| {
        let (what, href) = to_do(head)?;
        Some(DueRow {
            href,
            what,
            name: names.of_client(head.client),
            since: words::instant(head.due?, &zone),
        })
    };
    Ok(heads.iter().filter_map(row).collect())
}

const fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Normal => "Look at it",
        Outcome::CallStudio => "Call the client",
        Outcome::DoctorToday => "A doctor today",
        Outcome::Emergency => "Emergency",
    }
}

async fn alarms(app: &App, desk: &Desk) -> Result<Vec<DueRow>, Fault> {
    let mut open: Vec<OpenAlarm> = Vec::new();
    for state in ["triaged", "escalated", "contacted"] {
        let found = desk.of_kind::<CheckIn>(Some(state)).await?;
        open.extend(found.iter().filter_map(|own| own.says.open_alarm()));
    }
    for state in [
        "reported",
        "assessed",
        "report_due",
        "report_sent",
        "followed_up",
    ] {
        let found = desk.of_kind::<AdverseEvent>(Some(state)).await?;
        open.extend(found.iter().filter_map(|own| own.says.open_alarm()));
    }
    in_order(&mut open, &mut []);
    let clients = open.iter().map(|own| ClientId::from_uuid(own.client.0));
    let names = Names::of(app, desk, clients.collect()).await?;
    let zone = words::zone(&app.studio(desk.studio()).await?.fields.time_zone);
    let row = |own: OpenAlarm| {
        let client = ClientId::from_uuid(own.client.0);
        let href = match own.kind {
            RecordKind::CheckIn => format!("/check-ins/{}", own.record),
            RecordKind::AdverseEvent => format!("/events/{}", own.record),
            _ => format!("/clients/{client}"),
        };
        DueRow {
            href,
            what: outcome_words(own.outcome),
            name: names.of_client(Some(client)),
            since: words::instant(own.since, &zone),
        }
    };
    Ok(open.into_iter().map(row).collect())
}

fn ending(what: String, href: String, last: Date, today: Date) -> EndRow {
    let days = days_between(today, last);
    let when = match days {
        ..0 => format!("ended on {}", words::day(last)),
        0 => "ends today".to_owned(),
        1 => "ends tomorrow".to_owned(),
        days => format!("ends in {days} days, on {}", words::day(last)),
    };
    EndRow {
        href,
        what,
        when,
        is_over: days < 0,
    }
}

async fn ends(desk: &Desk) -> Result<Vec<EndRow>, Fault> {
    let today = desk.today().await?;
    let mut found = Vec::new();
    for kept in desk.of_kind::<Credential>(Some("held")).await? {
        if let (Some(last), Some(_)) = (kept.says.valid_until, kept.says.warning(today)) {
            let href = format!("/studio/credentials/{}", kept.id);
            let what = kept.says.kind.words().to_owned();
            found.push((last, ending(what, href, last, today)));
        }
    }
    for kept in desk.of_kind::<Lot>(None).await? {
        let in_use = matches!(kept.says.standing(), LotState::Received | LotState::Opened);
        let last = kept.says.facts.expiry;
        if in_use && days_between(today, last) <= LOT_DAYS {
            let href = format!("/stock/{}", kept.id);
            found.push((last, ending(kept.says.name(), href, last, today)));
        }
    }
    found.sort_by_key(|own| own.0);
    Ok(found.into_iter().map(|own| own.1).collect())
}

/// The day.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let house = House::of(&app, &desk).await?;
    let mut places = Vec::new();
    for place in &house.places {
        places.push(day_of(&app, &desk, (&house, place)).await?);
    }
    let mut due = due(&app, &desk).await?;
    let due_beyond = due.len().saturating_sub(MOST_DUE);
    due.truncate(MOST_DUE);
    let messages = app.store().count_messages(seat.studio).await?;
    let count = |state: MessageState| messages.get(&state).copied().unwrap_or(0);
    page(&TodayPage {
        places,
        alarms: alarms(&app, &desk).await?,
        due,
        due_beyond,
        ends: ends(&desk).await?,
        failed: count(MessageState::Failed),
        uncertain: count(MessageState::Uncertain),
        frame: frame.titled("Today").at(Nav::Today),
    })
}
