//! A form at the chair, read as the step that it asks for.

use pointil_practice::id;
use pointil_practice::session::{Bleeding, Observation};
use pointil_scalp::Zone;
use uuid::Uuid;

use super::super::desk::record;
use super::super::place::fitting;
use super::super::stock::thousandths;
use super::asked::{AskedOverride, AskedStep};
use crate::fault::Fault;
use crate::first_visit::field;

/// What a form of the chair sends: names with their values, some of them more than once.
pub(super) struct Sent(pub(super) Vec<(String, String)>);

impl Sent {
    fn one(&self, name: &str) -> &str {
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

    /// The key of the form.
    ///
    /// # Errors
    /// None, or one that is no UUID.
    pub(super) fn key(&self) -> Result<Uuid, Fault> {
        fitting("key", self.one("key"))
    }

    /// The step that a form with this name asks for.
    ///
    /// # Errors
    /// No such step; a value that does not fit.
    pub(super) fn asked(&self, step: &str) -> Result<AskedStep, Fault> {
        Ok(match step {
            "prepare" => AskedStep::Prepare,
            "hygiene" => AskedStep::Hygiene {
                items: self.all("item").map(str::to_owned).collect(),
                witnessed: self.one("witness") == "yes",
            },
            "lots" => AskedStep::Lots {
                lots: self
                    .all("lot")
                    .map(|lot| fitting("lot", lot))
                    .collect::<Result<_, _>>()?,
            },
            "begin" => AskedStep::Begin {
                overrides: self.overrides()?,
            },
            "resume" => AskedStep::Resume {
                overrides: self.overrides()?,
            },
            "pause" => {
                let why = self.one("why");
                let why = (!why.trim().is_empty()).then(|| fitting("why", why));
                AskedStep::Pause {
                    why: why.transpose()?,
                }
            }
            "close" => AskedStep::Close,
            "stop" => AskedStep::Stop {
                reason: fitting("reason", self.one("reason"))?,
            },
            "cancel" => AskedStep::Cancel {
                reason: fitting("reason", self.one("reason"))?,
            },
            other => AskedStep::Observe {
                observation: observed(other, self)?,
            },
        })
    }

    /// The gates that an owner overrides, by the reasons that are given.
    fn overrides(&self) -> Result<Vec<AskedOverride>, Fault> {
        let reasons = self.0.iter().filter_map(|(name, reason)| {
            let code = name.strip_prefix("override.")?;
            (!reason.trim().is_empty()).then_some((code, reason))
        });
        let of = |(code, reason): (&str, &String)| {
            Ok(AskedOverride {
                code: fitting("override", code)?,
                reason: fitting("override", reason)?,
            })
        };
        reasons.map(of).collect()
    }
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
        "used" => Observation::LotUsed {
            lot: lot(sent, "lot")?,
            thousandths: thousandths("amount", sent.one("amount"))?,
        },
        "put-away" => Observation::LotPutAway {
            lot: lot(sent, "lot")?,
        },
        _ => return Err(Fault::NotFound),
    })
}
