//! Messages: queued with the records that cause them, written and handed over when they are due, and shown to the studio.

mod follow;
mod letter;
mod line;
mod page;
mod recall;
mod send;
mod words;

use axum::Router;
use axum::routing::{get, post};
use jiff::Timestamp;
use pointil_practice::id::PersonId;
use pointil_storage::{Act, ClientFields, ClientId, LinkId};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::fault::Fault;
use crate::practice::desk::Changes;

pub(super) use follow::follow;
pub(super) use recall::recall;
pub(super) use send::{act, deliver};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/studio/messages", get(page::list))
        .route("/studio/messages/test", post(page::test))
        .route("/studio/messages/{message}/settle", post(page::settle))
        .route("/clients/{client}/messages", get(page::of_client))
}

/// Queues what a client is to be written and was not, because there was no address. What their record says is written by now, so a fault of this
/// is noted and not theirs.
pub(crate) async fn catch_up(app: &App, act: Act, client: ClientId, fields: &ClientFields) {
    if fields.email.is_none() {
        return;
    }
    let caught_up = app.decide(act, |desk| async move {
        let mut changes = Changes::none();
        follow::catch_up(&desk, client, changes.whole()).await?;
        Ok((changes, ()))
    });
    if let Err(fault) = caught_up.await {
        tracing::warn!(reason = fault.reason(), "messages were not caught up with");
    }
}

/// By which way messages go.
const EMAIL: &str = "email";

/// What a queued message keeps for the moment in which its text is written. No words and no link stand in the queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// From when on sending it is senseless.
    useless_from: Timestamp,
    /// Whom of the studio it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    /// The private link that was made when it was last handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<LinkId>,
}

impl Parameters {
    fn read(text: &str) -> Result<Self, Fault> {
        serde_json::from_str(text).map_err(Fault::internal)
    }

    fn text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(Fault::internal)
    }
}
