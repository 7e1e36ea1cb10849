//! The waiting list by the client's link: a time that is offered, taken or left; and waiting no more.

use askama::Template;
use axum::response::Response;
use jiff::tz::TimeZone;
use pointil_practice::appointment::Appointment;
use pointil_practice::waiting::{Waiting, WaitingState};
use pointil_storage::RecordId;

use super::super::booking::{Fields, of, purpose_words};
use super::super::desk::{Changes, Desk, Kept};
use super::super::waiting::{accept, let_go};
use super::appointment::facts;
use super::{At, Opened, Told, Tried};
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, page};
use crate::words;

#[derive(Template)]
#[template(path = "look/waiting.html")]
struct WaitingPage {
    frame: Frame,
    at: At,
    standing: &'static str,
    follows: String,
    waits_for: Vec<(&'static str, String)>,
    /// The time that is offered.
    offered: Vec<(&'static str, String)>,
    may_answer: bool,
    may_leave: bool,
    problem: Option<String>,
}

const fn standing(state: &WaitingState) -> &'static str {
    match state {
        WaitingState::Waiting => "You are on the waiting list",
        WaitingState::Offered { .. } => "A time has come free for you",
        WaitingState::Taken { .. } => "You took a time",
        WaitingState::Withdrawn { .. } => "You wait no more",
    }
}

pub(super) fn told(own: &Waiting, zone: &TimeZone) -> Told {
    let (more, is_asked) = match own.stands() {
        WaitingState::Offered { until, .. } => {
            let until = words::instant(*until, zone);
            (format!("yours if you take it before {until}"), true)
        }
        other => (standing(other).to_owned(), false),
    };
    super::told("The waiting list", more, is_asked)
}

async fn offered(desk: &Desk, own: &Waiting) -> Result<Option<Kept<Appointment>>, Fault> {
    match own.stands() {
        WaitingState::Offered { appointment, .. } | WaitingState::Taken { appointment, .. } => {
            let id = RecordId::from_uuid(appointment.0);
            Ok(Some(desk.one::<Appointment>(id).await?))
        }
        _ => Ok(None),
    }
}

pub(super) async fn shown(
    app: &App,
    opened: &Opened,
    frame: Frame,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let own = opened.kept::<Waiting>().await?.says;
    let now = opened.desk.now();
    let (follows, may_answer) = match own.stands() {
        WaitingState::Waiting => (
            "We tell you when a time comes free. There is nothing to do.".to_owned(),
            false,
        ),
        WaitingState::Offered { until, .. } if *until <= now => (
            "The offer has run out. You stay on the waiting list.".to_owned(),
            false,
        ),
        WaitingState::Offered { until, .. } => {
            let until = words::instant(*until, &opened.zone());
            (format!("It is kept free for you until {until}."), true)
        }
        WaitingState::Taken { .. } => ("We look forward to seeing you.".to_owned(), false),
        WaitingState::Withdrawn { .. } => (String::new(), false),
    };
    let offer = offered(&opened.desk, &own).await?;
    let offered = match offer {
        Some(offer) => facts(app, &opened.desk, &offer.says).await?,
        None => Vec::new(),
    };
    let wanted = &own.wanted;
    page(&WaitingPage {
        at: opened.at(),
        standing: standing(own.stands()),
        follows,
        waits_for: vec![
            ("What for", purpose_words(wanted.purpose)),
            (
                "Between",
                format!(
                    "{} and {}",
                    words::day(wanted.first),
                    words::day(wanted.last)
                ),
            ),
        ],
        offered,
        may_answer,
        may_leave: matches!(own.stands(), WaitingState::Waiting) || may_answer,
        problem: tried.map(|own| own.fault.detail()),
        frame: frame.titled("The waiting list"),
    })
}

pub(super) async fn done(
    app: &App,
    opened: &Opened,
    fields: &Fields,
) -> Result<(RecordId, &'static str), Fault> {
    let (act, id) = (opened.visit.act(app), opened.id);
    let done = match of(fields, "do") {
        "accept" => {
            app.decide(act, |desk| taken(app, desk, id)).await?;
            "you-took"
        }
        "decline" => {
            app.decide(act, |desk| left(desk, id, false)).await?;
            "you-left"
        }
        "leave" => {
            app.decide(act, |desk| left(desk, id, true)).await?;
            "you-wait-no-more"
        }
        _ => return Err(Fault::Malformed("it asks for nothing".to_owned())),
    };
    Ok((id, done))
}

/// Takes the time that is offered.
async fn taken(app: &App, desk: Desk, id: RecordId) -> Result<(Changes, ()), Fault> {
    let kept = desk.one::<Waiting>(id).await?;
    Ok((accept(app, &desk, &kept).await?, ()))
}

/// Leaves the time that is offered, which is free again at once; and the waiting list as well, if that is wanted.
async fn left(desk: Desk, id: RecordId, list_too: bool) -> Result<(Changes, ()), Fault> {
    let kept = desk.one::<Waiting>(id).await?;
    let own = kept.says.clone();
    let next = match list_too {
        true => own.withdraw(desk.now())?,
        false => own.decline()?,
    };
    let changes = Changes::none().edit(&kept, &next)?;
    Ok((let_go(&desk, changes, &kept.says).await?, ()))
}
