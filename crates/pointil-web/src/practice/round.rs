//! The round: what time alone changes is written down, and messages that are due are sent, every minute and whenever a message was queued.

use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pointil_practice::appointment::Appointment;
use pointil_practice::check_in::CheckIn;
use pointil_practice::elapse::Elapse;
use pointil_practice::lot::Lot;
use pointil_practice::review::Review;
use pointil_practice::screening::Screening;
use pointil_practice::waiting::Waiting;
use pointil_practice::{RecordKind, from_document};
use pointil_storage::{PracticeRecord, RecordId, StudioId};
use tokio::sync::watch;

use super::desk::{Changes, Desk};
use super::post::{act, deliver, recall};
use crate::app::App;
use crate::fault::Fault;

/// The longest time between two rounds.
const ROUND: Duration = Duration::from_secs(60);
/// The time between two looks at who is asked back.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Records looked at together.
const PAGE: u64 = 500;
/// What is looked for by the time at which it is due. Appointments are not among them: those that are past and that nobody has closed would
/// stand in the way; the few that are held are looked at one by one.
const DUE: [RecordKind; 5] = [
    RecordKind::CheckIn,
    RecordKind::Waiting,
    RecordKind::Lot,
    RecordKind::Screening,
    RecordKind::Review,
];

/// Whether the program is to stop.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// What asks for it, and what hears it.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (ask, asked) = watch::channel(false);
        (ask, Self(asked))
    }

    /// Whether it was asked.
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is asked, or until nobody can ask any more.
    async fn asked(&mut self) {
        let _ = self.0.wait_for(|is_asked| *is_asked).await;
    }
}

/// Goes round until the program is asked to stop. At the beginning it finds what this program left when it was stopped in the middle.
pub async fn keep_round(app: App, mut stop: Stop) {
    noted("messages were not looked after", recover(&app).await);
    let mut asked_back: Option<Timestamp> = None;
    while !stop.is_asked() {
        if asked_back.is_none_or(|at| app.now().duration_since(at) >= DAY) {
            asked_back = Some(app.now());
            ask_back(&app).await;
        }
        let wait = noted("a round broke off", go_round(&app, &stop).await);
        rest(&app, &mut stop, wait.unwrap_or(ROUND)).await;
    }
}

/// Waits for the next round: for so long, or until a message is queued, or until the program is to stop.
async fn rest(app: &App, stop: &mut Stop, wait: Duration) {
    tokio::select! {
        () = stop.asked() => (),
        () = app.bell().notified() => (),
        () = tokio::time::sleep(wait) => (),
    }
}

/// What came of something that nobody waits for: a fault goes to the log.
fn noted<T>(what: &str, done: Result<T, Fault>) -> Option<T> {
    match done {
        Ok(done) => Some(done),
        Err(fault) => {
            tracing::warn!(reason = fault.reason(), "{what}");
            None
        }
    }
}

/// What this program had claimed is queued again; what it was handing over is uncertain.
async fn recover(app: &App) -> Result<(), Fault> {
    let store = app.store();
    for studio in store.studios().await? {
        let node = &app.config().node;
        store.recover_messages(&act(app, studio.id), node).await?;
    }
    Ok(())
}

/// Queues the messages that ask clients back, years after their last session.
pub async fn ask_back(app: &App) {
    let asked = async {
        for studio in app.store().studios().await? {
            recall(app, studio.id).await?;
        }
        Ok::<(), Fault>(())
    };
    noted("clients were not asked back", asked.await);
}

/// One round of every studio; answers how long nothing will be due.
///
/// # Errors
/// Records that cannot be read or written.
pub async fn go_round(app: &App, stop: &Stop) -> Result<Duration, Fault> {
    let mut wait = ROUND;
    for studio in app.store().studios().await? {
        let studio = studio.id;
        // Messages are sent all the same.
        noted("what is over was not noted", pass_by(app, studio).await);
        deliver(app, studio, stop).await?;
        let next = app.store().next_message_at(studio).await?;
        let left = next.map(|at| at.duration_since(app.now()));
        // What is due and was not sent waits for the server to come back.
        if let Some(left) = left.filter(|left| left.is_positive()) {
            wait = wait.min(left.unsigned_abs());
        }
    }
    Ok(wait)
}

/// What time it is in a studio.
#[derive(Clone, Copy)]
struct Hour {
    studio: StudioId,
    now: Timestamp,
    today: Date,
}

/// Gives every record whose time is over its next state.
async fn pass_by(app: &App, studio: StudioId) -> Result<(), Fault> {
    let desk = Desk::of(app, act(app, studio)).await?;
    let hour = Hour {
        studio,
        now: desk.now(),
        today: desk.today().await?,
    };
    for held in desk.of_kind::<Appointment>(Some("held")).await? {
        pass(app, hour, held.id, &held.says).await?;
    }
    let kinds = DUE.map(RecordKind::name);
    let mut after = None;
    loop {
        let store = app.store();
        let page = store.due_records(studio, &kinds, hour.now, after, PAGE);
        let page = page.await?;
        for due in &page.records {
            // One record that cannot be read does not keep back the others.
            if let Err(fault) = pass_due(app, hour, due).await {
                let (record, reason) = (due.head.id, fault.reason());
                tracing::warn!(%record, reason, "a record was passed by");
            }
        }
        after = page.after;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn pass_due(app: &App, hour: Hour, due: &PracticeRecord) -> Result<(), Fault> {
    match RecordKind::named(&due.head.kind) {
        Some(RecordKind::CheckIn) => pass_read::<CheckIn>(app, hour, due).await,
        Some(RecordKind::Waiting) => pass_read::<Waiting>(app, hour, due).await,
        Some(RecordKind::Lot) => pass_read::<Lot>(app, hour, due).await,
        Some(RecordKind::Screening) => pass_read::<Screening>(app, hour, due).await,
        Some(RecordKind::Review) => pass_read::<Review>(app, hour, due).await,
        _ => Ok(()),
    }
}

async fn pass_read<R: Elapse + Send + Sync>(
    app: &App,
    hour: Hour,
    due: &PracticeRecord,
) -> Result<(), Fault> {
    let says: R = from_document(due.document.text.as_bytes()).map_err(Fault::internal)?;
    pass(app, hour, due.head.id, &says).await
}

/// Gives one record its next state, when it has one by now; decided on the record as it is then.
async fn pass<R: Elapse + Send + Sync>(
    app: &App,
    hour: Hour,
    id: RecordId,
    seen: &R,
) -> Result<(), Fault> {
    if seen.elapsed(hour.now, hour.today).is_none() {
        return Ok(());
    }
    let passed = app.decide(act(app, hour.studio), |desk| async move {
        let kept = desk.one::<R>(id).await?;
        let changes = match kept.says.elapsed(desk.now(), desk.today().await?) {
            Some(next) => Changes::none().edit(&kept, &next)?,
            None => Changes::none(),
        };
        Ok((changes, ()))
    });
    passed.await
}
