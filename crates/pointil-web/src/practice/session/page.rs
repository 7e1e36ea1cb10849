//! A session's page at the chair: its gates, what is asked for now, what is done so far.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use pointil_practice::agreement::Agreement;
use pointil_practice::gate::{Gate, Light};
use pointil_practice::lot::{Lot, LotKind};
use pointil_practice::premises::Premises;
use pointil_practice::session::{HygienePhase, Session, SessionState, hygiene_items};
use pointil_practice::{PracticeRecord, Words};
use pointil_storage::{ClientId, RecordId, Role};
use uuid::Uuid;

use super::super::by_link::{MakeLink, make_link};
use super::super::desk::{Desk, Kept};
use super::super::stock::amount;
use super::ledger;
use super::whole::Whole;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::header::random_text;
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// A value with its words, for a list to choose from.
struct Choice {
    value: String,
    words: String,
}

/// A session in a list.
struct Row {
    id: RecordId,
    number: u8,
    when: String,
    standing: &'static str,
}

#[derive(Template)]
#[template(path = "practice/sessions.html")]
struct ListPage {
    frame: Frame,
    client: ClientId,
    rows: Vec<Row>,
    agreements: Vec<Choice>,
    places: Vec<Choice>,
    rooms: Vec<String>,
    problem: Option<String>,
    may_treat: bool,
}

/// A gate as the page shows it.
struct ShownGate {
    code: &'static str,
    asks: &'static str,
    found: String,
    why: &'static str,
    way_on: &'static str,
    is_red: bool,
    is_overridden: bool,
    is_safety: bool,
}

/// An item of the checklist.
struct ShownItem {
    code: &'static str,
    words: &'static str,
    is_witnessed: bool,
    is_done: bool,
}

/// A zone with what is planned and done.
struct ShownZone {
    name: String,
    words: String,
    planned: u32,
    done: u32,
}

#[derive(Template)]
#[template(path = "practice/session.html")]
struct SessionPage {
    frame: Frame,
    id: RecordId,
    client: ClientId,
    standing: &'static str,
    state: &'static str,
    number: u8,
    when: String,
    place: String,
    problem: Option<String>,
    gates: Vec<ShownGate>,
    red: usize,
    items: Vec<ShownItem>,
    lots: Vec<Choice>,
    pigments: Vec<Choice>,
    diluents: Vec<Choice>,
    needles: Vec<Choice>,
    anaesthetics: Vec<Choice>,
    /// Every lot in use.
    in_use: Vec<Choice>,
    photographs: Vec<Choice>,
    /// Whether the design holds what the session left in the skin.
    is_in_design: Option<bool>,
    zones: Vec<ShownZone>,
    story: Vec<(String, String)>,
    /// The key of this page's next step.
    key: Uuid,
    is_owner: bool,
    /// Once it is over: to the plan of care at home.
    make_link: Option<MakeLink>,
    may_treat: bool,
}

impl SessionPage {
    fn is(&self, state: &str) -> bool {
        self.state == state
    }

    fn is_judged(&self) -> bool {
        matches!(self.state, "planned" | "preparing" | "paused")
    }

    fn is_recorded(&self) -> bool {
        matches!(self.state, "preparing" | "running" | "paused")
    }

    fn opens(&self) -> bool {
        matches!(self.state, "preparing" | "paused")
    }
}

pub(in crate::practice) fn standing(state: &SessionState) -> &'static str {
    match state {
        SessionState::Planned => "Planned",
        SessionState::Preparing => "Being prepared",
        SessionState::Running => "Needles touch the skin",
        SessionState::Paused => "A break",
        SessionState::Closed { .. } => "Closed",
        SessionState::Stopped { .. } => "Ended early",
        SessionState::Cancelled { .. } => "Cancelled",
    }
}

/// A client's sessions.
pub(super) async fn list(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    listed(&app, frame, &seat, client, None).await
}

pub(super) async fn listed(
    app: &App,
    frame: Frame,
    seat: &Seat,
    client: ClientId,
    problem: Option<String>,
) -> Result<Response, Fault> {
    let person = find(app, seat, client).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let desk = Desk::at(app, seat).await?;
    let sessions = desk.of_client::<Session>(client).await?;
    let agreements = desk.of_client::<Agreement>(client).await?;
    let in_force = agreements
        .iter()
        .filter(|own| own.says.state() == "in_force");
    let places = desk.of_kind::<Premises>(Some("open")).await?;
    let row = |kept: Kept<Session>| Row {
        id: kept.id,
        number: kept.says.plan.number,
        when: words::instant(kept.says.plan.planned.from, &zone),
        standing: standing(kept.says.standing()),
    };
    let rooms = places.iter().flat_map(|own| own.says.rooms.iter());
    page(&ListPage {
        client,
        rows: sessions.into_iter().rev().map(row).collect(),
        agreements: in_force
            .map(|own| Choice {
                value: own.id.to_string(),
                words: format!("of {}", words::instant(own.created_at, &zone)),
            })
            .collect(),
        rooms: rooms.map(ToString::to_string).collect(),
        places: places
            .iter()
            .map(|own| Choice {
                value: own.id.to_string(),
                words: own.says.name.to_string(),
            })
            .collect(),
        problem,
        may_treat: frame.can(Action::TreatClients),
        frame: frame
            .titled(format!("Sessions of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

/// A session.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, None).await
}

fn shown_gate(gate: &Gate) -> ShownGate {
    let rule = gate.rule();
    ShownGate {
        code: gate.code.as_str(),
        asks: &rule.asks,
        found: gate.found.clone(),
        why: &rule.why,
        way_on: &rule.way_on,
        is_red: gate.light == Light::Red,
        is_overridden: gate.light == Light::Overridden,
        is_safety: gate.is_safety(),
    }
}

fn of_kind<'a>(lots: impl Iterator<Item = &'a Lot>, kind: LotKind) -> Vec<Choice> {
    lots.filter(|own| own.facts.kind == kind)
        .map(choice)
        .collect()
}

fn choice(lot: &Lot) -> Choice {
    Choice {
        value: lot.id.to_string(),
        words: format!("{} ({})", lot.name(), lot.facts.kind.words()),
    }
}

fn items(session: &Session) -> Vec<ShownItem> {
    let phase = match session.standing() {
        SessionState::Planned | SessionState::Preparing => HygienePhase::Open,
        _ => HygienePhase::Close,
    };
    let missing = session.hygiene_missing(phase, |_| true);
    let of_phase = hygiene_items().iter().filter(|item| item.phase == phase);
    of_phase
        .map(|item| ShownItem {
            code: &item.code,
            words: &item.words,
            is_witnessed: item.is_witnessed,
            is_done: !missing.contains(&item.code.as_str()),
        })
        .collect()
}

fn zones(session: &Session) -> Vec<ShownZone> {
    let all = session.progress().into_iter();
    all.map(|own| ShownZone {
        name: own.zone.to_string(),
        words: own.zone.to_string().replace('_', " "),
        planned: own.planned_dots,
        done: own.done_dots,
    })
    .collect()
}

async fn photographs(app: &App, seat: &Seat, client: ClientId) -> Result<Vec<Choice>, Fault> {
    let all = app.store().photographs(seat.studio, client).await?;
    let choice = |own: pointil_storage::Photograph| Choice {
        value: own.id.to_string(),
        words: own
            .fields
            .taken_on
            .map_or_else(|| "without a day".to_owned(), words::day),
    };
    Ok(all.into_iter().map(choice).collect())
}

pub(super) async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    problem: Option<String>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let whole = Whole::of(app, &desk, id).await?;
    let person = find(app, seat, whole.client).await?;
    let own = &whole.kept.says;
    let zone = whole.premises.zone.zone();
    let report = whole.judged(None, &[], seat.at);
    let in_use = own.lots_in_use();
    let taken = || whole.lots.iter().filter(|lot| in_use.contains_key(&lot.id));
    let free = whole
        .lots
        .iter()
        .filter(|lot| !in_use.contains_key(&lot.id));
    let is_over = matches!(
        own.standing(),
        SessionState::Closed { .. } | SessionState::Stopped { .. }
    );
    let key = random_text::<16>().map_err(Fault::internal)?;
    page(&SessionPage {
        id,
        client: whole.client,
        standing: standing(own.standing()),
        state: own.state(),
        number: own.plan.number,
        when: words::instant(own.plan.planned.from, &zone),
        place: format!("{}, {}", whole.premises.name, own.plan.room),
        problem,
        red: report.red().count(),
        gates: report.gates().iter().map(shown_gate).collect(),
        items: items(own),
        lots: free.map(choice).collect(),
        pigments: of_kind(taken(), LotKind::Pigment),
        diluents: of_kind(taken(), LotKind::Diluent),
        needles: of_kind(taken(), LotKind::Needles),
        anaesthetics: of_kind(taken(), LotKind::Anaesthetic),
        in_use: taken().map(choice).collect(),
        photographs: photographs(app, seat, whole.client).await?,
        is_in_design: ledger::is_written(app, seat, own).await?,
        zones: zones(own),
        story: own
            .steps()
            .iter()
            .map(|step| (words::instant(step.act.at, &zone), told(step, &whole.lots)))
            .collect(),
        key: Uuid::parse_str(&key).map_err(Fault::internal)?,
        make_link: is_over
            .then(|| make_link(&frame, whole.client, id))
            .flatten(),
        is_owner: seat.role() == Role::Owner,
        may_treat: frame.can(Action::TreatClients),
        frame: frame
            .titled(format!("Session of {}", full_name(&person.fields)))
            .at(Nav::Clients)
            .with_module("practice/chair.js"),
    })
}

/// A step in a line.
pub(in crate::practice) fn told(step: &pointil_practice::session::Step, lots: &[Lot]) -> String {
    use pointil_practice::session::{Observation as O, What as W};
    let reason = |words: &Words<500>| words.to_string();
    match &step.what {
        W::Prepared => "The room is made ready".to_owned(),
        W::LotTaken { kind, .. } => format!("A lot is taken: {}", kind.words()),
        W::Begun { .. } => "Begun with every gate green".to_owned(),
        W::Paused { .. } => "A break".to_owned(),
        W::Resumed { .. } => "Gone on with every gate green".to_owned(),
        W::Closed => "Closed".to_owned(),
        W::Stopped { reason: why } => format!("Ended early: {}", reason(why)),
        W::Cancelled { reason: why } => format!("Cancelled: {}", reason(why)),
        W::Observed { observation } => match observation {
            O::Hygiene { item, .. } => format!("Done: {}", item.as_str().replace('_', " ")),
            O::Skin { is_whole: true, .. } => "The skin is whole".to_owned(),
            O::Skin { .. } => "The skin is not whole".to_owned(),
            O::LotPutAway { .. } => "A lot is put away".to_owned(),
            O::LotUsed { lot, thousandths } => used(lots, *lot, *thousandths),
            O::Dilution {
                pigment_parts,
                diluent_parts,
                ..
            } => format!("Thinned {pigment_parts} to {diluent_parts}"),
            O::Anaesthetic {
                permille, minutes, ..
            } => format!("Anaesthetic of {permille} in a thousand for {minutes} minutes"),
            O::Machine { needle, .. } => format!("Machine and needle: {needle}"),
            O::Progress { zone, dots, .. } => {
                format!("{dots} dots: {}", zone.to_string().replace('_', " "))
            }
            O::Pain { zone, of_ten } => format!(
                "Pain {} of 10: {}",
                of_ten.get(),
                zone.to_string().replace('_', " ")
            ),
            O::Photograph { .. } => "A photograph".to_owned(),
            O::Remark { words } => words.to_string(),
        },
    }
}

/// What left the stock, in a line.
fn used(lots: &[Lot], id: pointil_practice::id::RecordId, thousandths: u64) -> String {
    let lot = lots.iter().find(|lot| lot.id == id);
    lot.map_or_else(
        || "Taken from stock".to_owned(),
        |lot| {
            let amount = amount(thousandths, lot.facts.unit);
            format!("Taken from stock: {amount} of {}", lot.name())
        },
    )
}
