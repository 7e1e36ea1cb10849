//! What is done once a day without anybody asking.

use jiff::SignedDuration;
use pointil_storage::{Act, Actor};

use crate::app::App;
use crate::fault::Fault;
use crate::words;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Days for which a change that is sent again is recognised.
const RECOGNISED_DAYS: i64 = 30;

/// At once and then every day: removes files that a stop in the middle left over, and erases what no longer has to be kept. Never ends.
pub async fn tidy_daily(app: App) {
    let mut days = tokio::time::interval(DAY.unsigned_abs());
    loop {
        days.tick().await;
        if let Err(fault) = tidy(&app).await {
            tracing::warn!(reason = fault.reason(), "the daily tidying was not done");
        }
    }
}

async fn tidy(app: &App) -> Result<(), Fault> {
    let (now, store) = (app.now(), app.store());
    // What is younger may be a photograph that is being taken in.
    let before = now.checked_sub(DAY).map_err(Fault::internal)?;
    for studio in store.studios().await? {
        store.sweep_objects(studio.id, before).await?;
        let today = now.to_zoned(words::zone(&studio.fields.time_zone)).date();
        let act = Act {
            studio: studio.id,
            actor: Actor::Program,
            at: now,
        };
        store.expire_clients(&act, today).await?;
        let long_ago = now.checked_sub(SignedDuration::from_hours(24 * RECOGNISED_DAYS));
        let long_ago = long_ago.map_err(Fault::internal)?;
        store.forget_commit_names(&act, long_ago).await?;
    }
    Ok(())
}
