//! Patch tests of a client: lots tried on a small place, read at the protocol's hour; a reaction blocks them for ever.

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::lot::{Lot, LotKind};
use pointil_practice::patch_test::{NOT_EXCLUDED, PatchTest, PatchTestState};
use pointil_practice::{List, id};
use pointil_storage::{ClientId, RecordId};

use super::desk::{Changes, Day, Desk, Kept, client as client_id, record};
use super::place::fitting;
use super::sent::own_photographs;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// A lot that can be tried.
struct ShownLot {
    id: RecordId,
    name: String,
    kind: &'static str,
    is_chosen: bool,
}

/// A patch test as the page shows it.
struct ShownTest {
    id: RecordId,
    standing: &'static str,
    is_wrong: bool,
    place: String,
    lots: Vec<String>,
    applied: String,
    /// From when it may be read, while it is on the skin.
    readable: Option<String>,
    can_be_read: bool,
    reaction: Option<String>,
    /// What shows the reaction.
    photographs: Vec<String>,
    may_react: bool,
}

#[derive(Template)]
#[template(path = "practice/patch-tests.html")]
struct TestsPage {
    frame: Frame,
    client: ClientId,
    tests: Vec<ShownTest>,
    lots: Vec<ShownLot>,
    /// The client's photographs, each with its day.
    photographs: Vec<(String, String)>,
    place: String,
    problem: Option<String>,
    hours: u32,
    not_excluded: &'static str,
    may_prepare: bool,
    may_treat: bool,
}

/// What somebody tried to do that was refused.
#[derive(Default)]
struct Tried {
    lots: Vec<String>,
    place: String,
    problem: Option<String>,
}

fn standing(state: &PatchTestState) -> (&'static str, bool) {
    match state {
        PatchTestState::Applied => ("On the skin", false),
        PatchTestState::Clear { .. } => ("No reaction", false),
        PatchTestState::Reaction { .. } => ("Reaction: these lots are blocked for ever", true),
        PatchTestState::Abandoned { .. } => ("Washed off or never read", false),
    }
}

fn shown_test(
    kept: &Kept<PatchTest>,
    named: impl Fn(id::RecordId) -> String,
    (now, zone): (jiff::Timestamp, &jiff::tz::TimeZone),
) -> ShownTest {
    let own = &kept.says;
    let (standing, is_wrong) = standing(own.standing());
    let waits = *own.standing() == PatchTestState::Applied;
    ShownTest {
        id: kept.id,
        standing,
        is_wrong,
        place: own.place.to_string(),
        lots: own.lots.iter().map(|lot| named(*lot)).collect(),
        applied: words::instant(own.applied.at, zone),
        readable: waits.then(|| words::instant(own.readable_from(), zone)),
        can_be_read: waits && own.readable_from() <= now,
        reaction: match own.standing() {
            PatchTestState::Reaction { description, .. } => Some(description.to_string()),
            _ => None,
        },
        photographs: match own.standing() {
            PatchTestState::Reaction { photographs, .. } => {
                photographs.iter().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        },
        may_react: matches!(
            own.standing(),
            PatchTestState::Applied | PatchTestState::Clear { .. }
        ),
    }
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    client: ClientId,
    tried: Tried,
) -> Result<Response, Fault> {
    let person = find(app, seat, client).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let desk = Desk::at(app, seat).await?;
    let day = desk.day().await?;
    let tests = desk.of_client::<PatchTest>(client).await?;
    let lots = desk.of_kind::<Lot>(None).await?;
    let named = |id: id::RecordId| {
        let lot = lots.iter().find(|lot| lot.says.id == id);
        lot.map_or_else(|| "a lot that is gone".to_owned(), |lot| lot.says.name())
    };
    let can_be_tried = |lot: &&Kept<Lot>| {
        let kind = matches!(
            lot.says.facts.kind,
            LotKind::Pigment | LotKind::Anaesthetic | LotKind::Diluent
        );
        let state = pointil_practice::PracticeRecord::state(&lot.says);
        kind && matches!(state, "received" | "opened") && !lot.says.is_expired(day.date)
    };
    let offered = lots.iter().filter(can_be_tried).map(|lot| ShownLot {
        id: lot.id,
        name: lot.says.name(),
        kind: lot.says.facts.kind.words(),
        is_chosen: tried.lots.contains(&lot.id.to_string()),
    });
    let photographs = app.store().photographs(seat.studio, client).await?;
    let taken = |own: pointil_storage::Photograph| {
        let day = own.fields.taken_on;
        let day = day.map_or_else(|| "without a day".to_owned(), words::day);
        (own.id.to_string(), day)
    };
    page(&TestsPage {
        client,
        tests: tests
            .iter()
            .rev()
            .map(|kept| shown_test(kept, named, (seat.at, &zone)))
            .collect(),
        lots: offered.collect(),
        photographs: photographs.into_iter().rev().map(taken).collect(),
        place: tried.place,
        problem: tried.problem,
        hours: day
            .protocol
            .whole(pointil_treatment::Rule::PatchTestReadAfter),
        not_excluded: NOT_EXCLUDED,
        may_prepare: frame.can(Action::PreparePractice),
        may_treat: frame.can(Action::TreatClients),
        frame: frame
            .titled(format!("Patch tests of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

/// A client's patch tests.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    let tried = Tried {
        place: "behind the left ear".to_owned(),
        ..Tried::default()
    };
    shown(&app, frame, &seat, client, tried).await
}

/// Lots are tried.
pub(super) async fn apply(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    Entered(pairs): Entered<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    let of = |name: &str| {
        let own = pairs.iter().filter(|(own, _)| own == name);
        own.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    let tried = Tried {
        lots: of("lot"),
        place: of("place").pop().unwrap_or_default(),
        problem: None,
    };
    match applied(&app, &seat, client, &tried).await {
        Ok(()) => {
            let back = format!("/clients/{client}/patch-tests?done=saved");
            Ok(Redirect::to(&back).into_response())
        }
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            let problem = Some(fault.detail());
            shown(&app, frame, &seat, client, Tried { problem, ..tried }).await
        }
        Err(fault) => Err(fault),
    }
}

async fn applied(app: &App, seat: &Seat, client: ClientId, tried: &Tried) -> Result<(), Fault> {
    let lots: Result<Vec<RecordId>, Fault> =
        tried.lots.iter().map(|lot| fitting("lot", lot)).collect();
    let lots = lots?;
    app.decide(seat.act(), |desk| {
        let lots = &lots;
        async move {
            for lot in lots {
                // A lot of another studio, or something that is no lot, is not found.
                desk.one::<Lot>(*lot).await?;
            }
            let lots = lots.iter().map(|lot| record(*lot)).collect();
            let lots = List::new(lots).map_err(|error| field("lot", &error.to_string()))?;
            let place = fitting("place", &tried.place)?;
            let (id, day) = (desk.new_id()?, desk.day().await?);
            let (who, by) = (client_id(client), desk.by()?);
            let test = PatchTest::apply(record(id), who, lots, place, by, &day.protocol)?;
            Ok((Changes::none().begin(id, Some(client), &test)?, ()))
        }
    })
    .await
}

/// Makes a transition of a test; what the rules do not take is said on the client's page.
async fn changed(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    change: impl Fn(PatchTest, &Desk, &Day) -> Result<PatchTest, Fault> + Send + Sync,
) -> Result<Response, Fault> {
    let kept = Desk::at(app, seat).await?.one::<PatchTest>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    match app.alter(seat.act(), id, change).await {
        Ok(()) => {
            let back = format!("/clients/{client}/patch-tests?done=saved");
            Ok(Redirect::to(&back).into_response())
        }
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            let tried = Tried {
                problem: Some(fault.detail()),
                ..Tried::default()
            };
            shown(app, frame, seat, client, tried).await
        }
        Err(fault) => Err(fault),
    }
}

/// Read without a reaction.
pub(super) async fn clear(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let read = |test: PatchTest, desk: &Desk, _: &Day| Ok(test.read_clear(desk.by()?)?);
    changed(&app, frame, &seat, id, read).await
}

/// The skin reacts: what is seen and felt, with photographs that are in the client's record.
pub(super) async fn reaction(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(pairs): Entered<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let of = |name: &str| {
        let own = pairs.iter().filter(|(own, _)| own == name);
        own.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    let test = Desk::at(&app, &seat).await?.one::<PatchTest>(id).await?;
    let client = test.client.ok_or(Fault::NotFound)?;
    let photographs = own_photographs(&app, &seat.act(), client, &of("photographs")).await?;
    let photographs = List::new(photographs);
    let photographs = photographs.map_err(|error| field("photographs", &error.to_string()))?;
    let said = of("description").pop().unwrap_or_default();
    let report = |test: PatchTest, desk: &Desk, _: &Day| {
        let description = fitting("description", &said)?;
        Ok(test.report_reaction(desk.by()?, description, photographs.clone())?)
    };
    changed(&app, frame, &seat, id, report).await
}

/// Washed off, or never read.
pub(super) async fn abandon(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let give_up = |test: PatchTest, desk: &Desk, _: &Day| Ok(test.abandon(desk.by()?)?);
    changed(&app, frame, &seat, id, give_up).await
}
