//! What a form on the table asks of the techniques.

use pointil_scalp::{FollicularUnitDensity, Zone};
use pointil_treatment::design::{EditDesign, Technique};

use super::change::{Fields, field, index, number, text};
use crate::fault::Fault;

/// The techniques that ask for nothing but their name.
pub const PLAIN_TECHNIQUES: [(&str, Technique); 5] = [
    ("full_shaved_look", Technique::FullShavedLook {}),
    ("hairline_definition", Technique::HairlineDefinition {}),
    ("receding_line", Technique::RecedingLine {}),
    ("crown", Technique::Crown {}),
    ("whole_scalp", Technique::WholeScalp {}),
];

/// The techniques that ask for zones.
pub const ZONED_TECHNIQUES: [&str; 3] = ["chosen_zones", "diffuse_density", "after_transplant"];

/// The edit that is `asked` for.
///
/// # Errors
/// A field that is missing or does not fit.
pub fn of(asked: &str, fields: &Fields) -> Result<EditDesign, Fault> {
    let technique = match asked {
        "remove_technique" => {
            return Ok(EditDesign::RemoveTechnique {
                index: index(fields)?,
            });
        }
        "zoned_technique" => zoned(fields)?,
        _ => plain(text(fields, "technique")?)?,
    };
    Ok(EditDesign::AddTechnique { technique })
}

fn plain(name: &str) -> Result<Technique, Fault> {
    let found = PLAIN_TECHNIQUES.iter().find(|(own, _)| *own == name);
    found
        .map(|(_, own)| own.clone())
        .ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Fault {
    field(
        "technique",
        format!("{name} is no technique to be chosen here"),
    )
}

/// A technique in the zones that are ticked.
fn zoned(fields: &Fields) -> Result<Technique, Fault> {
    let ticked = |zone: &&Zone| fields.contains_key(&format!("on.{zone}"));
    let zones: Vec<Zone> = Zone::ALL.iter().filter(ticked).copied().collect();
    if zones.is_empty() {
        return Err(field("zones", "tick at least one zone"));
    }
    Ok(match text(fields, "technique")? {
        "chosen_zones" => Technique::ChosenZones { zones },
        "diffuse_density" => Technique::DiffuseDensity {
            zones,
            part_line: None,
        },
        "after_transplant" => Technique::AfterTransplant {
            zones,
            grafts_per_cm2: FollicularUnitDensity::new(number(fields, "grafts_per_cm2")?),
        },
        other => return Err(unknown(other)),
    })
}
