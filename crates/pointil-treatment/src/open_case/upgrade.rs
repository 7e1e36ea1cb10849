//! Older versions of the case file, raised to the present one step by step.
//!
//! | version | what changed |
//! |---|---|
//! | 1 | the first: `hair` was `pattern`, the name of a Norwood class or `none`, and `shares` of zones, those left out full |
//! | 2 | `hair` is `pattern` of any scale, `zones` where they differ from it, and `edits` of places |
//! | 3 | `hair` may say how it is `worn`; nothing else changed, so a design of version 2 keeps its hash |
//! | 4 | `density_strokes` may say where dots are denser or sparser than their zone; nothing else changed, so older designs keep their hash |

use pointil_scalp::{HairPattern, Zone};
use serde_json::{Map, Value, json};

use super::{FORMAT, OpenCaseError};

/// `file` of `version` as the present format has it.
pub(super) fn raised(mut file: Value, version: u64) -> Result<Value, OpenCaseError> {
    if version == 0 {
        return Err(OpenCaseError::NoVersion);
    }
    if version < 2 {
        hair_by_pattern(&mut file)?;
    }
    if version < FORMAT {
        file["pointil"] = json!(FORMAT);
    }
    Ok(file)
}

/// From 1 to 2.
fn hair_by_pattern(file: &mut Value) -> Result<(), OpenCaseError> {
    let wrong = |field: &str, reason: String| OpenCaseError::Text {
        field: format!("design.hair{field}"),
        reason,
    };
    let hair = file
        .pointer_mut("/design/hair")
        .and_then(Value::as_object_mut)
        .ok_or_else(|| wrong("", "missing".to_owned()))?;
    let name = hair
        .get("pattern")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let pattern: HairPattern = name
        .parse()
        .map_err(|e: pointil_scalp::UnknownHairPattern| wrong(".pattern", e.to_string()))?;
    let shares = hair.remove("shares").unwrap_or_else(|| json!({}));
    let shares = shares.as_object().cloned();
    let shares = shares.ok_or_else(|| wrong(".shares", "not a table of zones".to_owned()))?;
    // A zone that was left out was full, whatever the pattern says of it today.
    let mut zones: Map<String, Value> = Zone::ALL
        .iter()
        .map(|zone| (zone.name().to_owned(), json!(1.0)))
        .collect();
    zones.extend(shares);
    hair.insert("zones".to_owned(), Value::Object(zones));
    // A pattern always serialises.
    let pattern = serde_json::to_value(pattern).unwrap_or_default();
    hair.insert("pattern".to_owned(), pattern);
    Ok(())
}
