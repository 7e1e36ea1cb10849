//! Sessions: planned from an agreement, opened only when every gate is green, recorded step by step, closed with what is in the skin.

mod after;
mod page;
mod plan;
mod step;
pub(in crate::practice) mod whole;

use axum::Router;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use pointil_storage::{ClientId, RecordId, Role};

use self::plan::Entry;
use self::step::{Doer, Sent};
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
    Entered(entry): Entered<Entry>,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    match plan::planned(&app, &seat, client, &entry).await {
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
    let is_owner = seat.role() == Role::Owner;
    let done = app
        .decide(seat.act(), |desk| {
            let (app, step, sent) = (&app, &step, &sent);
            async move {
                let whole = Whole::of(app, &desk, id).await?;
                let doer = Doer {
                    act: desk.by()?,
                    is_owner,
                };
                let next = step::next(&whole, step, sent, &doer)?;
                if next == whole.kept.says {
                    return Ok((Changes::none(), ()));
                }
                let changes = Changes::none().edit(&whole.kept, &next)?;
                Ok((after::followed(&desk, &whole, &next, changes).await?, ()))
            }
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/sessions/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            page::shown(&app, frame, &seat, id, Some(fault.detail())).await
        }
        Err(fault) => Err(fault),
    }
}
