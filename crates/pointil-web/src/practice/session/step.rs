//! A step done: what the gates let through and what the session makes of it, each with its key, so that one that is sent again is done once.

use std::collections::BTreeMap;

use pointil_practice::gate::{GateReport, GreenLight, Override};
use pointil_practice::session::{Observation, Session, hygiene_items};
use pointil_practice::{Act, ContentHash, PracticeRecord};
use pointil_storage::RecordId;
use uuid::Uuid;

use super::super::place::fitting;
use super::asked::{AskedOverride, AskedStep};
use super::whole::Whole;
use crate::fault::Fault;
use crate::first_visit::field;

/// Who does it, and whether they own the studio.
pub(super) struct Doer {
    pub(super) act: Act,
    pub(super) is_owner: bool,
}

/// The key of a part of what was sent under one key.
fn part(key: Uuid, part: &str) -> Result<Uuid, Fault> {
    let hash = ContentHash::of_bytes(format!("{key} {part}").as_bytes()).to_string();
    Uuid::parse_str(&hash[..32]).map_err(Fault::internal)
}

/// What is said when gates are shut: each with what was found, what to do, and its code.
fn shut(report: &GateReport) -> Fault {
    let red: Vec<_> = report.red().collect();
    let words = red.iter().map(|gate| {
        let rule = gate.rule();
        format!("{} {} ({})", gate.found, rule.way_on, gate.code)
    });
    Fault::Refused {
        code: red.first().map_or("gates", |gate| gate.code.as_str()),
        words: words.collect::<Vec<_>>().join(" "),
    }
}

fn light(report: &GateReport) -> Result<GreenLight, Fault> {
    report.green_light().ok_or_else(|| shut(report))
}

/// The session after a step.
///
/// # Errors
/// Gates that are shut, with every one of them named; what the session refuses; a value that does not fit.
pub(super) fn next(
    whole: &Whole,
    key: Uuid,
    asked: &AskedStep,
    doer: &Doer,
) -> Result<Session, Fault> {
    let own = whole.kept.says.clone();
    let act = doer.act;
    // What was done is not judged again.
    if own.has_step(key) {
        return Ok(own);
    }
    Ok(match asked.clone() {
        AskedStep::Prepare => own.prepare(key, act)?,
        AskedStep::Hygiene { items, witnessed } => hygiene(own, key, (&items, witnessed), act)?,
        AskedStep::Lots { lots: asked } => lots(whole, own, key, &asked, act)?,
        AskedStep::Begin { overrides } => {
            let light = judged(whole, &own, &overrides, doer)?;
            own.begin(key, act, light)?
        }
        AskedStep::Resume { overrides } => {
            let light = judged(whole, &own, &overrides, doer)?;
            own.resume(key, act, light)?
        }
        AskedStep::Pause { why } => own.pause(key, act, why)?,
        AskedStep::Close => own.close(key, act, &whole.premises)?,
        AskedStep::Stop { reason } => own.stop(key, act, reason, &whole.premises)?,
        AskedStep::Cancel { reason } => own.cancel(key, act, reason)?,
        AskedStep::Observe { observation } => own.observe(key, act, observation)?,
    })
}

/// Leave to begin or to go on, with what an owner overrides.
fn judged(
    whole: &Whole,
    own: &Session,
    overrides: &[AskedOverride],
    doer: &Doer,
) -> Result<GreenLight, Fault> {
    let of = |asked: &AskedOverride| {
        let who = (doer.act.by, doer.is_owner);
        Override::new(own.id, asked.code, who, doer.act.at, asked.reason.clone())
    };
    let overrides: Result<Vec<Override>, _> = overrides.iter().map(of).collect();
    light(&whole.judged(None, &overrides?, doer.act.at))
}

/// Items of the checklist, each a step of its own.
fn hygiene(
    mut own: Session,
    key: Uuid,
    (items, saw): (&[String], bool),
    act: Act,
) -> Result<Session, Fault> {
    let witnessed: BTreeMap<&str, bool> = hygiene_items()
        .iter()
        .map(|item| (item.code.as_str(), item.is_witnessed))
        .collect();
    for code in items {
        let asks = witnessed.get(code.as_str()).copied().unwrap_or(true);
        if asks && !saw {
            return Err(field(
                "witness",
                "the client sees this done; let the client watch and say so",
            ));
        }
        let item = Observation::Hygiene {
            item: fitting("item", code)?,
            witnessed: saw,
        };
        own = own.observe(part(key, code)?, act, item)?;
    }
    Ok(own)
}

/// Lots taken, each a step of its own; while the session runs each is judged.
fn lots(
    whole: &Whole,
    mut own: Session,
    key: Uuid,
    asked: &[Uuid],
    act: Act,
) -> Result<Session, Fault> {
    for lot in asked {
        let key = part(key, &lot.to_string())?;
        if own.has_step(key) {
            continue;
        }
        let lot = whole.lot(RecordId::from_uuid(*lot))?;
        let leave = if own.state() == "running" {
            Some(light(&whole.judged(Some(lot), &[], act.at))?)
        } else {
            None
        };
        own = own.take_lot(key, act, lot, leave)?;
    }
    Ok(own)
}
