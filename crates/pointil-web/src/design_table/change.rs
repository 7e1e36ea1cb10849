//! What a form on the table asks for, as edits.

use std::collections::BTreeMap;

use pointil_optics::{Permanence, ShadeCatalogue};
use pointil_scalp::{DotDensity, Head, Zone};
use pointil_treatment::design::{Brush, EdgeDesign, EditDesign, Needle, ShadeRecipe};
use pointil_treatment::{Design, OpenCase};

use super::{client_change, hair_change, line_change, technique_change};
use crate::fault::Fault;

/// What a form sends, by field.
pub type Fields = BTreeMap<String, String>;

/// What is asked of a design.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Edits, one after the other, as one step.
    Edits(Vec<EditDesign>),
    /// One step back.
    Undo,
    /// One undone step forth.
    Redo,
    /// The remedy of a finding, by its code.
    Remedy(String),
    /// What is known of the client's skin and hair, as a step of its own.
    Client(pointil_treatment::Client),
}

pub(super) fn field(name: &str, reason: impl Into<String>) -> Fault {
    Fault::Field {
        field: name.to_owned(),
        reason: reason.into(),
    }
}

pub(super) fn text<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Fault> {
    let own = fields.get(name).map(|own| own.trim());
    own.filter(|own| !own.is_empty())
        .ok_or_else(|| field(name, "fill this in"))
}

pub(super) fn number(fields: &Fields, name: &str) -> Result<f64, Fault> {
    let own = text(fields, name)?;
    let read = own.replace(',', ".").parse::<f64>().ok();
    read.filter(|own| own.is_finite())
        .ok_or_else(|| field(name, format!("{own} is no number")))
}

impl Change {
    /// Of a form's fields; `change` names what is asked.
    ///
    /// # Errors
    /// An unknown change, a field that is missing or does not fit.
    pub fn of(fields: &Fields, case: &OpenCase, head: &Head) -> Result<Self, Fault> {
        let design = &case.design;
        let asked = text(fields, "change")?;
        let edit = match asked {
            "undo" => return Ok(Self::Undo),
            "redo" => return Ok(Self::Redo),
            "densities" => return densities(fields, design),
            "remedy" => return Ok(Self::Remedy(text(fields, "code")?.to_owned())),
            "client" => return Ok(Self::Client(client_change::of(fields, &case.client)?)),
            "preset" | "mirror" | "point" | "add_point" | "remove_point" | "line_edge" => {
                line_change::of(asked, fields, design, head)?
            }
            "hair" | "hair_zones" => hair_change::of(asked, fields, design)?,
            "clear_strokes" => EditDesign::ClearStrokes {
                of: match text(fields, "of")? {
                    "hair" => Brush::Hair,
                    "density" => Brush::Density,
                    other => {
                        return Err(field("of", format!("{other} is no brush; hair or density")));
                    }
                },
            },
            "shade" => shade(fields)?,
            "dot" => dot(fields, design)?,
            "softness" => softness(fields, design)?,
            "sessions" => sessions(fields)?,
            "permanence" => permanence(fields)?,
            "technique" | "zoned_technique" | "remove_technique" => {
                technique_change::of(asked, fields)?
            }
            "seed" => EditDesign::Seed {
                seed: design.seed + 1,
            },
            other => return Err(field("change", format!("{other} is no change of a design"))),
        };
        Ok(Self::Edits(vec![edit]))
    }
}

/// Which of a list, 0 first.
pub(super) fn index(fields: &Fields) -> Result<usize, Fault> {
    let own = text(fields, "index")?;
    own.parse()
        .map_err(|_| field("index", format!("{own} is no place of a list")))
}

fn softness(fields: &Fields, design: &Design) -> Result<EditDesign, Fault> {
    Ok(EditDesign::Edge {
        edge: EdgeDesign {
            softness: number(fields, "softness")?,
            ..design.edge
        },
    })
}

/// Shares of all dots after each session, in per cent, the last one 100.
fn sessions(fields: &Fields) -> Result<EditDesign, Fault> {
    let own = text(fields, "sessions")?;
    let shares = own.split([',', ';', ' ']).filter(|part| !part.is_empty());
    let read = |part: &str| {
        let share = part.trim_end_matches('%').parse::<f64>();
        share.map(|own| own / 100.0).map_err(|_| {
            let reason =
                format!("{part} is no percentage; write one for each session, such as 30, 70, 100");
            field("sessions", reason)
        })
    };
    Ok(EditDesign::Layers {
        layers: shares.map(read).collect::<Result<_, _>>()?,
    })
}

/// The kinds of pigment, as the form names them.
pub const PERMANENCES: [(&str, Permanence); 3] = [
    ("permanent", Permanence::Permanent),
    ("semi-permanent", Permanence::SemiPermanent),
    ("resorbable", Permanence::Resorbable),
];

fn permanence(fields: &Fields) -> Result<EditDesign, Fault> {
    let own = text(fields, "permanence")?;
    let found = PERMANENCES.iter().find(|(name, _)| *name == own);
    let (_, permanence) =
        *found.ok_or_else(|| field("permanence", format!("{own} is not among the choices")))?;
    Ok(EditDesign::Permanence { permanence })
}

/// The densities that differ from what they were.
fn densities(fields: &Fields, design: &Design) -> Result<Change, Fault> {
    let mut edits = Vec::new();
    for (zone, own) in &design.zones {
        let name = format!("zone.{zone}");
        if !fields.contains_key(&name) {
            continue;
        }
        let asked = number(fields, &name)?;
        // A form shows one decimal: what reads the same was not changed.
        if (asked - own.dots_per_cm2.per_square_cm()).abs() >= 0.05 {
            edits.push(EditDesign::ZoneDensity {
                zone: *zone,
                dots_per_cm2: DotDensity::new(asked),
            });
        }
    }
    Ok(Change::Edits(edits))
}

fn shade(fields: &Fields) -> Result<EditDesign, Fault> {
    let catalogue = ShadeCatalogue::built_in().map_err(Fault::internal)?;
    let shade = catalogue.shade(text(fields, "shade")?);
    Ok(EditDesign::Shade {
        recipe: ShadeRecipe::of(shade.map_err(|error| field("shade", error.to_string()))?),
        water: number(fields, "water")?,
    })
}

fn dot(fields: &Fields, design: &Design) -> Result<EditDesign, Fault> {
    let mut dot = design.dot.clone();
    dot.diameter_mm = number(fields, "diameter_mm")?;
    dot.depth_mm = number(fields, "depth_mm")?;
    if let Some(own) = fields.get("needle") {
        let found = NEEDLES.iter().find(|needle| needle.to_string() == *own);
        // The needle that a file brought may be none of the list: it stays.
        dot.needle = match found {
            Some(needle) => *needle,
            None if *own == dot.needle.to_string() => dot.needle,
            None => return Err(field("needle", format!("{own} is not among the choices"))),
        };
    }
    Ok(EditDesign::Dot { dot })
}

/// Round cartridges that the craft uses (grade B).
pub const NEEDLES: [Needle; 6] = [
    Needle::FINE,
    needle(0.20, 1),
    Needle::USUAL,
    needle(0.25, 1),
    needle(0.25, 3),
    needle(0.30, 3),
];

const fn needle(diameter_mm: f64, points: u8) -> Needle {
    Needle {
        diameter_mm,
        points,
    }
}

/// What a step is called in the history.
pub fn label(edits: &[EditDesign]) -> String {
    match edits {
        [one] => one.words(),
        many => {
            let zones = many.iter().filter_map(|edit| match edit {
                EditDesign::ZoneDensity { zone, .. } => Some(zone),
                _ => None,
            });
            let zones: Vec<&Zone> = zones.collect();
            format!("changed {} densities", zones.len())
        }
    }
}
