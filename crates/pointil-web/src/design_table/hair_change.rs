//! What a form on the table asks of the hair that is there.

use pointil_scalp::Zone;
use pointil_treatment::Design;
use pointil_treatment::design::{EditDesign, PresentHair, WornHair};

use super::change::{Fields, field, number, text};
use crate::fault::Fault;

/// The edit that is `asked` for.
///
/// # Errors
/// A field that is missing or does not fit.
pub fn of(asked: &str, fields: &Fields, design: &Design) -> Result<EditDesign, Fault> {
    let mut hair = design.hair.clone();
    if asked == "hair" {
        let pattern = text(fields, "pattern")?.parse();
        hair.pattern = pattern.map_err(|error: pointil_scalp::UnknownHairPattern| {
            field("pattern", error.to_string())
        })?;
        worn(fields, design, &mut hair)?;
    } else {
        zones(fields, &mut hair)?;
    }
    Ok(EditDesign::Hair { hair })
}

/// How long it is worn; what is as it was stays as the design says it.
fn worn(fields: &Fields, design: &Design, hair: &mut PresentHair) -> Result<(), Fault> {
    if !fields.contains_key("length_mm") {
        return Ok(());
    }
    let (own, length) = (design.worn_hair(), number(fields, "length_mm")?);
    if (own.length_mm() - length).abs() > 1e-9 {
        let parting = match own {
            WornHair::Long { parting, .. } => parting,
            WornHair::Shaved { .. } => None,
        };
        hair.worn = Some(WornHair::of_length(length, parting));
    }
    Ok(())
}

/// Shares of a full head by zone, in per cent; an empty field leaves the zone to the pattern.
fn zones(fields: &Fields, hair: &mut PresentHair) -> Result<(), Fault> {
    for zone in Zone::ALL {
        let name = format!("hair.{zone}");
        match fields.get(&name).map(|own| own.trim()) {
            None => {}
            Some("") => drop(hair.zones.remove(zone)),
            Some(_) => drop(hair.zones.insert(*zone, number(fields, &name)? / 100.0)),
        }
    }
    Ok(())
}
