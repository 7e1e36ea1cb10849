//! What a client does by their link: approve, comment, ask for a change.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::DesignVersionId;
use serde::Deserialize;

use super::Visit;
use super::page::{Entered, closed, show};
use crate::app::App;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::network::Address;
use crate::version::{Approving, Chosen, Saying};

/// Of which version a form speaks.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Said<T> {
    version: DesignVersionId,
    #[serde(flatten)]
    entered: T,
}

fn back(token: &str, version: DesignVersionId, done: &str) -> Response {
    Redirect::to(&format!("/look/{token}?version={version}&done={done}")).into_response()
}

/// The page again, with what was entered and why it does not fit; any other fault stays one.
async fn again(
    app: &App,
    frame: Frame,
    (visit, token): (Visit, String),
    (version, entered): (DesignVersionId, Entered),
) -> Result<Response, Fault> {
    let chosen = Chosen {
        version: version.to_string(),
        ..Chosen::default()
    };
    let shown = show(app, frame, (visit, token), chosen, entered).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

pub(super) async fn approve(
    State(app): State<App>,
    from: Address,
    frame: Frame,
    Path(token): Path<String>,
    Form(said): Form<Said<Approving>>,
) -> Result<Response, Fault> {
    let visit = match Visit::of(&app, &token, from, false).await? {
        Ok(visit) => visit,
        Err(why) => return closed(frame, why),
    };
    let version = visit.version(said.version)?;
    if version.approved_at.is_some() {
        // Sent twice: it is kept already.
        return Ok(back(&token, said.version, "you-approved"));
    }
    let done = match said.entered.read(version, &visit.studio.fields.name) {
        Ok(new) => {
            app.limits().say(visit.link.id, app.now())?;
            let act = visit.act(&app);
            let done = app.store().approve_version(&act, said.version, &new);
            done.await.map_err(Fault::from)
        }
        Err(fault) => Err(fault),
    };
    match done {
        Ok(_) => Ok(back(&token, said.version, "you-approved")),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            let entered = Entered {
                approving: Some((said.entered, fault)),
                ..Entered::default()
            };
            again(&app, frame, (visit, token), (said.version, entered)).await
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn comment(
    State(app): State<App>,
    from: Address,
    frame: Frame,
    Path(token): Path<String>,
    Form(said): Form<Said<Saying>>,
) -> Result<Response, Fault> {
    let visit = match Visit::of(&app, &token, from, false).await? {
        Ok(visit) => visit,
        Err(why) => return closed(frame, why),
    };
    visit.version(said.version)?;
    app.limits().say(visit.link.id, app.now())?;
    let (act, text) = (visit.act(&app), said.entered.text.trim());
    let asks_change = said.entered.kind == "change";
    let done = if asks_change {
        app.store().ask_for_change(&act, said.version, text).await
    } else {
        app.store().comment(&act, said.version, text).await
    };
    match done.map_err(Fault::from) {
        Ok(_) if asks_change => Ok(back(&token, said.version, "change-asked")),
        Ok(_) => Ok(back(&token, said.version, "you-said")),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            let entered = Entered {
                saying: Some((said.entered, fault)),
                ..Entered::default()
            };
            again(&app, frame, (visit, token), (said.version, entered)).await
        }
        Err(other) => Err(other),
    }
}
