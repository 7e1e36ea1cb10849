//! Clients who are asked to come and see the studio again, years after their last session: when, the forecast of their design says. Forecasts are slow, so this
//! is done once a day and not when a session ends.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pointil_practice::consent::{Consent, wanted_messages};
use pointil_practice::reminder::{MessageConsent, Sources, reminders};
use pointil_practice::session::{Session, SessionState};
use pointil_practice::touch_up::{TouchUpDays, TouchUpDue};
use pointil_storage::{ClientId, DesignVersionId, StudioId};

use super::follow::{Addressed, address, compare, kept};
use super::send::act;
use crate::app::App;
use crate::design_table::tables::{no_look, refused};
use crate::drawing::lying;
use crate::fault::Fault;
use crate::practice::desk::{Changes, Desk, client as practice_client};

/// Sessions that were planned longer ago have been looked at before.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24 * 120);
/// Sessions read together.
const PAGE: u64 = 50;

/// The last session of a client.
struct Last {
    at: Timestamp,
    session: Session,
}

/// Queues for every client whose last session ended of late the message that asks them back, for its day, and withdraws that of an earlier session.
///
/// # Errors
/// Records that cannot be read.
pub(in crate::practice) async fn recall(app: &App, studio: StudioId) -> Result<(), Fault> {
    let desk = Desk::of(app, act(app, studio)).await?;
    for (client, last) in last_sessions(&desk).await? {
        if let Err(fault) = recall_one(app, &desk, client, &last).await {
            let reason = fault.reason();
            tracing::warn!(reason, "a client is not asked back");
        }
    }
    Ok(())
}

/// The last session of every client who had one of late.
async fn last_sessions(desk: &Desk) -> Result<BTreeMap<ClientId, Last>, Fault> {
    let mut found: BTreeMap<ClientId, Last> = BTreeMap::new();
    let since = desk.now().checked_sub(LOOK_BACK).map_err(Fault::internal)?;
    for state in ["closed", "stopped"] {
        let mut before = None;
        loop {
            let some = desk.some_of_kind::<Session>(Some(state), before, PAGE);
            let (sessions, next) = some.await?;
            let is_old = sessions.last().is_none_or(|own| own.created_at < since);
            for own in sessions {
                let (SessionState::Closed { at, .. } | SessionState::Stopped { at, .. }) =
                    *own.says.standing()
                else {
                    continue;
                };
                let Some(client) = own.client else { continue };
                let last = Last {
                    at,
                    session: own.says,
                };
                match found.get(&client) {
                    Some(other) if other.at >= at => (),
                    _ => drop(found.insert(client, last)),
                }
            }
            before = next;
            if is_old || before.is_none() {
                break;
            }
        }
    }
    Ok(found)
}

async fn recall_one(app: &App, desk: &Desk, client: ClientId, last: &Last) -> Result<(), Fault> {
    let (store, studio) = (app.store(), desk.studio());
    let cause = format!("touch_up/{}", last.session.id);
    let sent = store.messages(studio, client).await?;
    if sent.iter().any(|own| own.cause == cause) || !wants(desk, client).await?.further {
        return Ok(());
    }
    let Some(days) = forecast(app, studio, last).await? else {
        return Ok(());
    };
    let zone = desk.zone().await?;
    let day = zone.day(last.at);
    let due = TouchUpDue::of(practice_client(client), last.session.id, day, days);
    app.decide(act(app, studio), |desk| {
        let zone = &zone;
        async move {
            let wants = wants(&desk, client).await?;
            let sources = Sources {
                appointments: &[],
                waiting: &[],
                session_ends: &[],
                check_ins: &[],
                reviews: &[],
                touch_ups: &[due],
                expiring: &[],
                zone,
            };
            let should = reminders(&sources, |_| wants);
            let mut sent = kept(desk.store().messages(desk.studio(), client).await?);
            sent.retain(|own| own.cause.starts_with("touch_up/"));
            let person = desk.store().client(desk.studio(), client).await?;
            let to = person.as_ref().and_then(address);
            let mut changes = Changes::none();
            compare(desk.now(), &should, &sent, changes.whole(), |reminder| {
                let to: Addressed<'_> = (Some(client), to.clone()?, None, reminder);
                Some(to)
            })?;
            Ok((changes, ()))
        }
    })
    .await
}

async fn wants(desk: &Desk, client: ClientId) -> Result<MessageConsent, Fault> {
    let consents = desk.of_client::<Consent>(client).await?.into_iter();
    let consents: Vec<Consent> = consents.map(|own| own.says).collect();
    Ok(wanted_messages(practice_client(client), &consents))
}

/// When a touch-up is due after a session, by the forecast of the design that was treated; none when it is never due.
async fn forecast(app: &App, studio: StudioId, last: &Last) -> Result<Option<TouchUpDays>, Fault> {
    let version = DesignVersionId::from_uuid(last.session.plan.design_version.0);
    let version = app.store().version(studio, version).await?;
    let record = lying(app, studio, version.ok_or(Fault::NotFound)?).await?;
    let years = app.tables().work(studio, record, |table| {
        let layout = table.open.layout().map_err(refused)?;
        let due = table.skin.touch_up(table.open.case(), &layout);
        due.map_err(no_look)
    });
    let Some(years) = years.await? else {
        return Ok(None);
    };
    // A work that outlasts what can be forecast asks nobody back.
    Ok(TouchUpDays::after_healing(years).ok())
}
