//! A client's reviews before and after, when a touch-up will be wanted, and plans of removal.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use pointil_practice::PracticeRecord;
use pointil_practice::removal_plan::RemovalPlan;
use pointil_practice::review::{Review, ReviewTime};
use pointil_practice::session::Session;
use pointil_practice::touch_up::{TouchUpDays, TouchUpDue};
use pointil_storage::{ClientId, DesignVersionId, RecordId};

use super::page::{ShownChange, changes};
use super::{standing, title};
use crate::app::App;
use crate::client::{find, full_name};
use crate::drawing::{aging, lying};
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::aftercare::{ended, zone_of};
use crate::practice::desk::{Changes, Desk, Kept, client as client_id, record};
use crate::practice::removal;
use crate::seat::Seat;
use crate::words;

/// A review in the list.
struct Row {
    id: RecordId,
    title: String,
    more: String,
    standing: &'static str,
    is_wrong: bool,
}

/// When a touch-up will be wanted.
struct ShownTouchUp {
    words: String,
    recall: String,
    likely: String,
    latest: String,
    is_due: bool,
}

#[derive(Template)]
#[template(path = "practice/reviews.html")]
struct ReviewsPage {
    frame: Frame,
    client: ClientId,
    rows: Vec<Row>,
    changes: Vec<ShownChange>,
    has_baseline: bool,
    touch_up: Option<ShownTouchUp>,
    no_touch_up: &'static str,
    plans: Vec<(RecordId, &'static str, &'static str)>,
    removal: crate::practice::offer::Offer,
    may_prepare: bool,
    may_treat: bool,
}

/// A client's reviews.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, client, None).await
}

pub(in crate::practice) async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    client: ClientId,
    tried: Option<crate::practice::offer::Tried>,
) -> Result<Response, Fault> {
    let person = find(app, seat, client).await?;
    let desk = Desk::at(app, seat).await?;
    let mut all = desk.of_client::<Review>(client).await?;
    all.sort_by_key(|own| own.says.ask_at);
    let sessions = ended(&desk, client).await?;
    let last = sessions.first();
    let zone = zone_of(&desk, last.map(|own| own.says.id)).await?.zone();
    let baseline = (all.iter().map(|own| &own.says))
        .filter(|own| own.time == ReviewTime::Baseline)
        .find(|own| own.answers().is_some());
    let newest = all.iter().rev().map(|own| &own.says);
    let newest = newest
        .filter(|own| own.time != ReviewTime::Baseline)
        .find(|own| own.answers().is_some());
    let plans = desk.of_client::<RemovalPlan>(client).await?;
    let touch_up = match last {
        Some(last) => touch_up(app, seat, client, last).await,
        None => Ok(None),
    };
    page(&ReviewsPage {
        client,
        changes: newest.map(|own| changes(baseline, own)).unwrap_or_default(),
        has_baseline: all.iter().any(|own| own.says.time == ReviewTime::Baseline),
        rows: all.iter().map(|own| row(own, seat.at, &zone)).collect(),
        no_touch_up: match (&touch_up, last) {
            (_, None) => "It is forecast from the design once a session has ended.",
            (Err(_), _) => "The design of the last session cannot be forecast.",
            _ => "By the forecast the work outlasts forty years.",
        },
        touch_up: touch_up.unwrap_or_default(),
        plans: plans
            .iter()
            .rev()
            .map(|own| {
                let aim = removal::aim(own.says.aim);
                (own.id, aim, removal::standing(own.says.stands()).0)
            })
            .collect(),
        removal: removal::proposal(client, &frame.csrf, tried.as_ref())?,
        may_prepare: frame.can(Action::PreparePractice),
        may_treat: frame.can(Action::TreatClients),
        frame: frame
            .titled(format!("Reviews of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

fn row(kept: &Kept<Review>, now: jiff::Timestamp, zone: &TimeZone) -> Row {
    let own = &kept.says;
    let (told, is_wrong) = standing(own.stands());
    let asked = words::instant(own.ask_at, zone);
    let waits = own.state() == "due" && own.ask_at > now;
    Row {
        id: kept.id,
        title: title(own.time),
        more: match waits {
            true => format!("will be asked {asked}"),
            false => asked,
        },
        standing: if waits { "Later" } else { told },
        is_wrong,
    }
}

/// When a touch-up will be wanted, by the forecast of the design of a session.
async fn touch_up(
    app: &App,
    seat: &Seat,
    client: ClientId,
    last: &Kept<Session>,
) -> Result<Option<ShownTouchUp>, Fault> {
    let plan = &last.says.plan;
    let Some(ended) = last.says.ended_at() else {
        return Ok(None);
    };
    let version = DesignVersionId::from_uuid(plan.design_version.0);
    let version = app.store().version(seat.studio, version).await?;
    let lies = lying(app, seat.studio, version.ok_or(Fault::NotFound)?).await?;
    let forecast = aging(app, seat.studio, lies, "noon").await?;
    let Some(years) = forecast.touch_up_years else {
        return Ok(None);
    };
    let Ok(days) = TouchUpDays::after_healing(years) else {
        return Ok(None);
    };
    let desk = Desk::at(app, seat).await?;
    let zone = zone_of(&desk, Some(last.says.id)).await?;
    let due = TouchUpDue::of(client_id(client), last.says.id, zone.day(ended), days);
    Ok(Some(ShownTouchUp {
        words: forecast.touch_up.clone(),
        recall: words::day(due.recall),
        likely: words::day(due.likely),
        latest: words::day(due.latest),
        is_due: due.recall <= zone.day(seat.at),
    }))
}

/// Begins the review before the first session; where there is one, it is gone on with.
pub(super) async fn begin(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    let id = app
        .decide(seat.act(), |desk| async move {
            let all = desk.of_client::<Review>(client).await?;
            let known = all.iter().find(|own| own.says.time == ReviewTime::Baseline);
            if let Some(known) = known {
                return Ok((Changes::none(), known.id));
            }
            let (id, zone) = (desk.new_id()?, desk.zone().await?);
            let (who, today) = (desk.person()?, desk.today().await?);
            let time = ReviewTime::Baseline;
            let begun = Review::plan(record(id), client_id(client), who, time, today, &zone);
            Ok((Changes::none().begin(id, Some(client), &begun)?, id))
        })
        .await?;
    Ok(Redirect::to(&format!("/reviews/{id}")).into_response())
}
