//! What somebody at the chair does, out of a form: each step with its key, so that one that is sent again is done once.

use std::collections::BTreeMap;

use pointil_practice::gate::{GateReport, GreenLight, Override};
use pointil_practice::session::{Bleeding, Observation, Session, hygiene_items};
use pointil_practice::{Act, ContentHash, RuleCode, Words, id};
use pointil_scalp::Zone;
use pointil_storage::RecordId;
use uuid::Uuid;

use super::super::desk::record;
use super::super::place::fitting;
use super::whole::Whole;
use crate::fault::Fault;
use crate::first_visit::field;

/// What a form of the chair sends: names with their values, some of them more than once.
pub(super) struct Sent(pub(super) Vec<(String, String)>);

/// Who does it, and whether they own the studio.
pub(super) struct Doer {
    pub(super) act: Act,
    pub(super) is_owner: bool,
}

impl Sent {
    pub(super) fn one(&self, name: &str) -> &str {
        let own = self.0.iter().find(|(own, _)| own == name);
        own.map_or("", |(_, value)| value.as_str())
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let own = self.0.iter().filter(move |(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }

    fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Fault> {
        let text = self.one(name).trim();
        let read = text.parse();
        read.map_err(|_| field(name, &format!("{text:?} is no whole number that fits here")))
    }

    /// The key of the form, and of its parts.
    fn key(&self, part: &str) -> Result<Uuid, Fault> {
        let own: Uuid = fitting("key", self.one("key"))?;
        if part.is_empty() {
            return Ok(own);
        }
        let hash = ContentHash::of_bytes(format!("{own} {part}").as_bytes()).to_string();
        Uuid::parse_str(&hash[..32]).map_err(Fault::internal)
    }
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

/// The gates that an owner overrides, by the reasons that a form gives.
fn overrides(session: &Session, sent: &Sent, doer: &Doer) -> Result<Vec<Override>, Fault> {
    let reasons = sent.0.iter().filter_map(|(name, reason)| {
        let code = name.strip_prefix("override.")?;
        (!reason.trim().is_empty()).then_some((code, reason))
    });
    let of = |(code, reason): (&str, &String)| {
        let code: RuleCode = fitting("override", code)?;
        let reason: Words<500> = fitting("override", reason)?;
        let who = (doer.act.by, doer.is_owner);
        Ok(Override::new(session.id, code, who, doer.act.at, reason)?)
    };
    reasons.map(of).collect()
}

/// The session after a step that a form asks for.
///
/// # Errors
/// Gates that are shut, with every one of them named; what the session refuses; a value that does not fit.
pub(super) fn next(whole: &Whole, step: &str, sent: &Sent, doer: &Doer) -> Result<Session, Fault> {
    let own = whole.kept.says.clone();
    let (key, act) = (sent.key("")?, doer.act);
    // What was done is not judged again.
    if own.has_step(key) {
        return Ok(own);
    }
    Ok(match step {
        "prepare" => own.prepare(key, act)?,
        "hygiene" => hygiene(own, sent, act)?,
        "lots" => lots(whole, own, sent, act)?,
        "begin" | "resume" => {
            let report = whole.judged(None, &overrides(&own, sent, doer)?, act.at);
            let light = light(&report)?;
            if step == "begin" {
                own.begin(key, act, light)?
            } else {
                own.resume(key, act, light)?
            }
        }
        "pause" => {
            let why = sent.one("why");
            let why = (!why.trim().is_empty()).then(|| fitting("why", why));
            own.pause(key, act, why.transpose()?)?
        }
        "close" => own.close(key, act, &whole.premises)?,
        "stop" => own.stop(
            key,
            act,
            fitting("reason", sent.one("reason"))?,
            &whole.premises,
        )?,
        "cancel" => own.cancel(key, act, fitting("reason", sent.one("reason"))?)?,
        other => own.observe(key, act, observed(other, sent)?)?,
    })
}

/// Items of the checklist, each a step of its own.
fn hygiene(mut own: Session, sent: &Sent, act: Act) -> Result<Session, Fault> {
    let witnessed: BTreeMap<&str, bool> = hygiene_items()
        .iter()
        .map(|item| (item.code.as_str(), item.is_witnessed))
        .collect();
    let saw = sent.one("witness") == "yes";
    for code in sent.all("item") {
        let asks = witnessed.get(code).copied().unwrap_or(true);
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
        own = own.observe(sent.key(code)?, act, item)?;
    }
    Ok(own)
}

/// Lots taken, each a step of its own; while the session runs each is judged.
fn lots(whole: &Whole, mut own: Session, sent: &Sent, act: Act) -> Result<Session, Fault> {
    for lot in sent.all("lot") {
        let id: RecordId = fitting("lot", lot)?;
        let key = sent.key(lot)?;
        if own.has_step(key) {
            continue;
        }
        let lot = whole.lot(id)?;
        let runs = pointil_practice::PracticeRecord::state(&own) == "running";
        let leave = if runs {
            Some(light(&whole.judged(Some(lot), &[], act.at))?)
        } else {
            None
        };
        own = own.take_lot(key, act, lot, leave)?;
    }
    Ok(own)
}

fn lot(sent: &Sent, name: &'static str) -> Result<id::RecordId, Fault> {
    Ok(record(fitting(name, sent.one(name))?))
}

fn zone(sent: &Sent) -> Result<Zone, Fault> {
    fitting("zone", sent.one("zone"))
}

/// Machine and needle as they were observed.
fn machine(sent: &Sent) -> Result<Observation, Fault> {
    Ok(Observation::Machine {
        machine: fitting("machine", sent.one("machine"))?,
        needle: fitting("needle", sent.one("needle"))?,
        depth_um: sent.number("depth_um")?,
        stroke_um: sent.number("stroke_um")?,
        bleeding: match sent.one("bleeding") {
            "none" => Bleeding::None,
            "pinpoint" => Bleeding::Pinpoint,
            "more" => Bleeding::More,
            _ => return Err(field("bleeding", "choose one of the list")),
        },
    })
}

fn observed(step: &str, sent: &Sent) -> Result<Observation, Fault> {
    let words = |name: &'static str| {
        let text = sent.one(name).trim();
        (!text.is_empty()).then(|| fitting(name, text)).transpose()
    };
    Ok(match step {
        "skin" => Observation::Skin {
            is_whole: match sent.one("skin") {
                "whole" => true,
                "not" => false,
                _ => return Err(field("skin", "say what you saw")),
            },
            seen: words("seen")?,
        },
        "dilution" => Observation::Dilution {
            pigment: lot(sent, "pigment")?,
            diluent: lot(sent, "diluent")?,
            pigment_parts: sent.number("pigment_parts")?,
            diluent_parts: sent.number("diluent_parts")?,
        },
        "anaesthetic" => Observation::Anaesthetic {
            lot: lot(sent, "anaesthetic")?,
            permille: sent.number("permille")?,
            area_cm2: sent.number("area_cm2")?,
            minutes: sent.number("minutes")?,
        },
        "machine" => machine(sent)?,
        "progress" => Observation::Progress {
            zone: zone(sent)?,
            layer: sent.number("layer")?,
            dots: sent.number("dots")?,
            minutes: sent.number("minutes")?,
            pigment: lot(sent, "pigment")?,
            needles: lot(sent, "needles")?,
        },
        "pain" => Observation::Pain {
            zone: zone(sent)?,
            of_ten: sent
                .number::<u8>("of_ten")?
                .try_into()
                .map_err(|reason: String| field("of_ten", &reason))?,
        },
        "photograph" => Observation::Photograph {
            id: id::PhotographId(fitting("photograph", sent.one("photograph"))?),
            is_before: sent.one("before") == "yes",
        },
        "remark" => Observation::Remark {
            words: fitting("words", sent.one("words"))?,
        },
        _ => return Err(Fault::NotFound),
    })
}
