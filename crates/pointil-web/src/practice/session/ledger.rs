//! What a session left in the skin, written into its design: of the pattern that was agreed, zone by zone as many dots as were set.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use pointil_practice::session::{LedgerEntry, Session, SessionState};
use pointil_scalp::{Surface, Zone};
use pointil_storage::{DesignId, DesignVersionId, RecordId, StorageError};
use pointil_treatment::OpenCase;
use pointil_treatment::design::{DotSetting, HeadRecord, LedgerBatch, Place};

use super::super::desk::Desk;
use crate::app::App;
use crate::design_table::tables::{Table, refused};
use crate::drawing::lying;
use crate::fault::Fault;
use crate::seat::Seat;
use crate::words;

/// How often it is written anew because somebody edited the design meanwhile.
const MOST_TRIES: usize = 5;

/// A dot of the agreed pattern.
#[derive(Clone)]
struct Planned {
    rank: usize,
    zone: Zone,
    place: Place,
    dot: DotSetting,
}

/// The pattern of one session as it was agreed, and the head that it lies on.
#[derive(Clone)]
struct Pattern {
    head: HeadRecord,
    dots: Vec<Planned>,
}

/// What a session that is over left in the skin; nothing for one that set no dot.
fn left(session: &Session) -> &[LedgerEntry] {
    match session.standing() {
        SessionState::Closed { ledger, .. } | SessionState::Stopped { ledger, .. } => ledger,
        _ => &[],
    }
}

/// What the batch of a session is called in its design, and its day.
fn named(session: &Session) -> Option<(String, Date)> {
    let day = left(session).iter().map(|own| own.on).max()?;
    let set: u32 = left(session).iter().map(|own| own.dots).sum();
    let (number, part) = (session.plan.number, session.plan.part);
    let part = if part > 1 {
        format!(", part {part}")
    } else {
        String::new()
    };
    let name = format!("session {number}{part}, {}: {set} dots", words::day(day));
    Some((name, day))
}

fn pattern(table: &mut Table, session: usize) -> Result<Pattern, Fault> {
    let layout = table.open.layout().map_err(refused)?;
    let live = table.open.live();
    let of_session = layout.dots.iter().filter(|own| own.session == session);
    let mut dots: Vec<Planned> = of_session
        .map(|own| Planned {
            rank: own.rank,
            zone: own.zone.unwrap_or(Zone::TransitionZone),
            place: Place::of(live.head().site(own.point)),
            dot: layout.settings[own.setting].clone(),
        })
        .collect();
    dots.sort_by_key(|own| own.rank);
    Ok(Pattern {
        head: table.open.case().design.head.clone(),
        dots,
    })
}

/// The batches of a session: in each zone as many dots of its pattern as were set, spread as the pattern grows. Which ones a hand left out
/// nobody knows.
fn batches(
    session: &Session,
    pattern: &Pattern,
    known: &[LedgerBatch],
) -> Option<Vec<LedgerBatch>> {
    let (of, on) = named(session)?;
    if known.iter().any(|own| own.of == of) {
        return None;
    }
    let mut open: BTreeMap<Zone, u32> = BTreeMap::new();
    for entry in left(session) {
        *open.entry(entry.zone).or_default() += entry.dots;
    }
    let key = |place: &Place| serde_json::to_string(place).unwrap_or_default();
    let taken: BTreeSet<String> = known
        .iter()
        .flat_map(|own| own.places.iter().map(key))
        .collect();
    let mut made: Vec<LedgerBatch> = Vec::new();
    for dot in pattern
        .dots
        .iter()
        .filter(|own| !taken.contains(&key(&own.place)))
    {
        let Some(count) = open.get_mut(&dot.zone).filter(|count| **count > 0) else {
            continue;
        };
        *count -= 1;
        match made
            .iter_mut()
            .find(|own| own.dot.as_ref() == Some(&dot.dot))
        {
            Some(own) => own.places.push(dot.place),
            None => made.push(LedgerBatch {
                of: of.clone(),
                session: Some(session.plan.number),
                on: Some(on),
                dot: Some(dot.dot.clone()),
                places: vec![dot.place],
            }),
        }
    }
    (!made.is_empty()).then_some(made)
}

/// Whether the design holds what the session left; none when it left nothing.
pub(super) async fn is_written(
    app: &App,
    seat: &Seat,
    session: &Session,
) -> Result<Option<bool>, Fault> {
    let Some((of, _)) = named(session) else {
        return Ok(None);
    };
    let design = design_of(app, seat, session).await?;
    let record = app.store().design(seat.studio, design).await?;
    let record = record.ok_or(Fault::NotFound)?;
    let case = OpenCase::read(&record.document.text).map_err(Fault::internal)?;
    Ok(Some(case.design.in_skin.iter().any(|own| own.of == of)))
}

async fn design_of(app: &App, seat: &Seat, session: &Session) -> Result<DesignId, Fault> {
    let version = DesignVersionId::from_uuid(session.plan.design_version.0);
    let version = app.store().version(seat.studio, version).await?;
    Ok(version.ok_or(Fault::NotFound)?.design)
}

/// Writes what a session left in the skin into the design as it stands, as one step that the design's history names. Written twice it is
/// there once.
///
/// # Errors
/// The design has another head by now; somebody edits it again and again.
pub(super) async fn written(app: &App, seat: &Seat, id: RecordId) -> Result<(), Fault> {
    let session = Desk::at(app, seat).await?.one::<Session>(id).await?.says;
    if left(&session).is_empty() {
        return Ok(());
    }
    let version = DesignVersionId::from_uuid(session.plan.design_version.0);
    let version = app.store().version(seat.studio, version).await?;
    let version = version.ok_or(Fault::NotFound)?;
    let design = version.design;
    let agreed = lying(app, seat.studio, version).await?;
    let number = usize::from(session.plan.number);
    let work = move |table: &mut Table| pattern(table, number);
    let pattern = app.tables().work(seat.studio, agreed, work).await?;
    for _ in 0..MOST_TRIES {
        match write(app, seat, design, &session, &pattern).await {
            Err(Fault::Stale { .. }) => app.tables().forget(seat.studio, design),
            answer => return answer,
        }
    }
    Err(Fault::Refused {
        code: "ledger.busy",
        words: "somebody edits the design again and again; write it a little later".to_owned(),
    })
}

async fn write(
    app: &App,
    seat: &Seat,
    design: DesignId,
    session: &Session,
    pattern: &Pattern,
) -> Result<(), Fault> {
    let record = app.store().design(seat.studio, design).await?;
    let record = record.ok_or(Fault::NotFound)?;
    let case = OpenCase::read(&record.document.text).map_err(Fault::internal)?;
    let Some(made) = batches(session, pattern, &case.design.in_skin) else {
        return Ok(());
    };
    if case.design.head != pattern.head {
        return Err(Fault::Refused {
            code: "ledger.head",
            words: "the design lies on another head than the agreed version; undo that step of the design, and write it again".to_owned(),
        });
    }
    let mut own = case.design;
    own.in_skin.extend(made);
    let revision = record.revision;
    let work = move |table: &mut Table| table.replaced(own);
    let document = app.tables().work(seat.studio, record, work).await?;
    let label = format!("session {} in the skin", session.plan.number);
    let act = seat.act();
    let kept = app.store();
    let kept = kept.edit_design(&act, design, revision, &label, &document);
    match kept.await {
        Ok(_) => Ok(()),
        Err(error @ StorageError::Stale { .. }) => Err(error.into()),
        Err(error) => {
            app.tables().forget(seat.studio, design);
            Err(error.into())
        }
    }
}
