//! Sessions: planned from an agreement, opened only when every gate is green, recorded step by step, closed with what is in the skin.

mod after;
pub(crate) mod asked;
mod form;
mod ledger;
mod page;
mod plan;
mod step;
pub(crate) mod whole;

use axum::Router;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use pointil_practice::Act;
use pointil_practice::lot::{Lot, LotEntry, TakenFor};
use pointil_practice::session::{Observation, Session};
use pointil_storage::{ClientId, RecordId, Role};
use uuid::Uuid;

use self::asked::AskedStep;
use self::form::Sent;
pub(super) use self::page::{standing, told};
pub(crate) use self::plan::{Entry as SessionEntry, planned};
use self::step::Doer;
use self::whole::Whole;
use super::desk::Changes;
use crate::app::App;
use crate::client::find;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::seat::Seat;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/clients/{client}/sessions",
            get(page::list).post(plan_session),
        )
        .route("/sessions/{session}", get(page::show))
        .route("/sessions/{session}/{step}", post(do_step))
}

/// Plans the next session of an agreement.
async fn plan_session(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    Entered(entry): Entered<SessionEntry>,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    match planned(&app, &seat, client, &entry).await {
        Ok(id) => Ok(Redirect::to(&format!("/sessions/{id}")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            page::listed(&app, frame, &seat, client, Some(fault.detail())).await
        }
        Err(fault) => Err(fault),
    }
}

/// Does a step of a session; what the gates or the session refuse is said on its page.
async fn do_step(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path((id, step)): Path<(RecordId, String)>,
    Entered(pairs): Entered<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let sent = Sent(pairs);
    if step == "ledger" {
        return match ledger::written(&app, &seat, id).await {
            Ok(()) => Ok(Redirect::to(&format!("/sessions/{id}?done=saved")).into_response()),
            Err(fault @ Fault::Refused { .. }) => {
                page::shown(&app, frame, &seat, id, Some(fault.detail())).await
            }
            Err(fault) => Err(fault),
        };
    }
    let done = match (sent.key(), sent.asked(&step)) {
        (Ok(key), Ok(asked)) => done(&app, &seat, id, key, &asked).await.map(drop),
        (Err(fault), _) | (_, Err(fault)) => Err(fault),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/sessions/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            page::shown(&app, frame, &seat, id, Some(fault.detail())).await
        }
        Err(fault) => Err(fault),
    }
}

/// Does a step, once however often it is sent, and answers with the session after it. What a session uses leaves the stock in the same
/// write.
///
/// # Errors
/// As for [`step::next`]; more taken from a lot than is left of it.
pub(crate) async fn done(
    app: &App,
    seat: &Seat,
    id: RecordId,
    key: Uuid,
    asked: &AskedStep,
) -> Result<Session, Fault> {
    let is_owner = seat.role() == Role::Owner;
    let session = app.decide(seat.act(), |desk| async move {
        let whole = Whole::of(app, &desk, id).await?;
        let doer = Doer {
            act: desk.by()?,
            is_owner,
        };
        let next = step::next(&whole, key, asked, &doer)?;
        if next == whole.kept.says {
            return Ok((Changes::none(), next));
        }
        let mut changes = Changes::none().edit(&whole.kept, &next)?;
        if let Some((lot, entry)) = used(&next, key, asked, doer.act) {
            let lot = desk.one::<Lot>(lot).await?;
            changes = changes.edit(&lot, &lot.says.clone().take(entry)?)?;
        }
        let changes = after::followed(&desk, &whole, &next, changes).await?;
        Ok((changes, next))
    });
    let session = session.await?;
    if matches!(asked, AskedStep::Close | AskedStep::Stop { .. }) {
        // The session is over whatever becomes of the design; its page says what is not written yet, and writes it.
        if let Err(fault) = ledger::written(app, seat, id).await {
            tracing::warn!(
                reason = fault.reason(),
                "a session's dots are not in its design yet"
            );
        }
    }
    Ok(session)
}

/// What a step takes out of the stock.
fn used(session: &Session, key: Uuid, asked: &AskedStep, act: Act) -> Option<(RecordId, LotEntry)> {
    let AskedStep::Observe {
        observation: Observation::LotUsed { lot, thousandths },
    } = asked
    else {
        return None;
    };
    let entry = LotEntry {
        key,
        act,
        thousandths: *thousandths,
        taken_for: TakenFor::Session { id: session.id },
    };
    Some((RecordId::from_uuid(lot.0), entry))
}
