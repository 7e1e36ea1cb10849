//! What a form on the table asks for, as edits.

use std::collections::BTreeMap;

use pointil_optics::ShadeCatalogue;
use pointil_scalp::{DotDensity, HairPattern, Zone};
use pointil_treatment::Design;
use pointil_treatment::design::{EditDesign, HeadSide, PresentHair, ShadeRecipe, Technique};

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
}

fn field(name: &str, reason: impl Into<String>) -> Fault {
    Fault::Field {
        field: name.to_owned(),
        reason: reason.into(),
    }
}

fn text<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Fault> {
    let own = fields.get(name).map(|own| own.trim());
    own.filter(|own| !own.is_empty())
        .ok_or_else(|| field(name, "fill this in"))
}

fn number(fields: &Fields, name: &str) -> Result<f64, Fault> {
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
    pub fn of(fields: &Fields, design: &Design) -> Result<Self, Fault> {
        let edit = match text(fields, "change")? {
            "undo" => return Ok(Self::Undo),
            "redo" => return Ok(Self::Redo),
            "densities" => return densities(fields, design),
            "remedy" => return Ok(Self::Remedy(text(fields, "code")?.to_owned())),
            "preset" => EditDesign::UsePreset {
                preset: text(fields, "preset")?.to_owned(),
            },
            "mirror" => EditDesign::MirrorLine {
                keep: match text(fields, "keep")? {
                    "left" => HeadSide::Left,
                    "right" => HeadSide::Right,
                    other => {
                        return Err(field("keep", format!("{other} is no side; left or right")));
                    }
                },
            },
            "hair" => EditDesign::Hair {
                hair: PresentHair {
                    pattern: pattern(text(fields, "pattern")?)?,
                    ..design.hair.clone()
                },
            },
            "shade" => shade(fields)?,
            "dot" => dot(fields, design)?,
            "softness" => EditDesign::Edge {
                edge: pointil_treatment::design::EdgeDesign {
                    softness: number(fields, "softness")?,
                    ..design.edge
                },
            },
            "technique" => EditDesign::AddTechnique {
                technique: technique(text(fields, "technique")?)?,
            },
            "remove_technique" => EditDesign::RemoveTechnique {
                index: number(fields, "index")?.max(0.0) as usize,
            },
            "seed" => EditDesign::Seed {
                seed: design.seed + 1,
            },
            other => return Err(field("change", format!("{other} is no change of a design"))),
        };
        Ok(Self::Edits(vec![edit]))
    }
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

fn pattern(name: &str) -> Result<HairPattern, Fault> {
    name.parse()
        .map_err(|error: pointil_scalp::UnknownHairPattern| field("pattern", error.to_string()))
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
    Ok(EditDesign::Dot { dot })
}

/// The techniques that ask for nothing but their name.
pub const PLAIN_TECHNIQUES: [(&str, Technique); 5] = [
    ("full_shaved_look", Technique::FullShavedLook {}),
    ("hairline_definition", Technique::HairlineDefinition {}),
    ("receding_line", Technique::RecedingLine {}),
    ("crown", Technique::Crown {}),
    ("whole_scalp", Technique::WholeScalp {}),
];

fn technique(name: &str) -> Result<Technique, Fault> {
    let found = PLAIN_TECHNIQUES.iter().find(|(own, _)| *own == name);
    let found = found.map(|(_, technique)| technique.clone());
    found.ok_or_else(|| {
        field(
            "technique",
            format!("{name} is no technique to be chosen here"),
        )
    })
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
