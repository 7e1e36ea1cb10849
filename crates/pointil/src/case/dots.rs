//! What the dots of a case are: shades, sizes, depths and needles, everywhere and where they are otherwise.

use std::collections::BTreeMap;

use pointil_optics::{Permanence, ShadeCatalogue};
use pointil_scalp::Zone;
use pointil_treatment::design::{DotSetting, Needle, ShadeRecipe};

use super::names;
use super::place::within;
use super::read::Case;
use super::treatment_file::{DotSection, NeedleSection, PigmentSection};
use crate::colour_input::{named, read_catalogue};
use crate::failure::Failure;

/// The shade where none is named.
const USUAL_SHADE: &str = "dark_brown";

/// The shades that a case chooses from.
pub fn shades(case: &Case) -> Result<ShadeCatalogue, Failure> {
    let own = case.file.pigment.shades.as_deref();
    let own = own.map(|name| case.beside(name));
    read_catalogue(own.as_deref()).map_err(|failure| failure.at("pigment.shades"))
}

/// The dots of a case.
pub(super) struct CaseDots {
    /// Where nothing else is said.
    pub usual: DotSetting,
    /// In single zones.
    pub zones: BTreeMap<Zone, DotSetting>,
    /// On scars.
    pub scars: Option<DotSetting>,
    /// The recipes of their shades.
    pub shades: Vec<ShadeRecipe>,
    /// What the pigment is sold as.
    pub permanence: Permanence,
}

impl CaseDots {
    pub fn of(case: &Case) -> Result<Self, Failure> {
        let section = &case.file.pigment;
        let catalogue = shades(case)?;
        let usual = usual(section, &catalogue)?;
        let zones = section.zones.iter().map(|(name, own)| {
            let zone: Zone = name.parse().map_err(|e| named("pigment.zones", &e))?;
            let field = format!("pigment.zones.{zone}");
            Ok((zone, otherwise(&usual, own, &field, &catalogue)?))
        });
        let zones = zones.collect::<Result<BTreeMap<_, _>, Failure>>()?;
        let scars = section.scars.as_ref();
        let scars = scars.map(|own| otherwise(&usual, own, "pigment.scars", &catalogue));
        let scars = scars.transpose()?;
        let used = core::iter::once(&usual).chain(zones.values()).chain(&scars);
        let mut keys: Vec<&str> = used.map(|own| own.shade.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        let shades = keys.into_iter().map(|key| {
            let shade = catalogue
                .shade(key)
                .map_err(|e| named("pigment.shade", &e))?;
            Ok(ShadeRecipe::of(shade))
        });
        let shades = shades.collect::<Result<_, Failure>>()?;
        Ok(Self {
            shades,
            permanence: names::permanence(section.permanence.as_deref())?,
            usual,
            zones,
            scars,
        })
    }
}

fn usual(section: &PigmentSection, catalogue: &ShadeCatalogue) -> Result<DotSetting, Failure> {
    let base = DotSetting::usual(USUAL_SHADE);
    let own = DotSection {
        shade: section.shade.clone(),
        water: section.water,
        dot_diameter: section.dot_diameter,
        depth: section.depth,
        length: section.length,
        needle: section.needle,
    };
    otherwise(&base, &own, "pigment", catalogue)
}

/// `base` with what `section` has otherwise, checked.
fn otherwise(
    base: &DotSetting,
    section: &DotSection,
    field: &str,
    catalogue: &ShadeCatalogue,
) -> Result<DotSetting, Failure> {
    let sized = |name: &str, value: Option<f64>, usual: f64, low: f64, high: f64| {
        let field = format!("{field}.{name}");
        within(&field, value.unwrap_or(usual), low, high, "mm")
    };
    let shade = section.shade.as_ref().unwrap_or(&base.shade);
    catalogue
        .shade(shade)
        .map_err(|e| named(&format!("{field}.shade"), &e))?;
    let needle = section.needle.map_or(base.needle, needle);
    let own = DotSetting {
        shade: shade.clone(),
        water: section.water.unwrap_or(base.water),
        needle: Needle {
            diameter_mm: sized("needle.diameter", Some(needle.diameter_mm), 0.0, 0.15, 0.4)?,
            ..needle
        },
        diameter_mm: sized(
            "dot_diameter",
            section.dot_diameter,
            base.diameter_mm,
            0.05,
            0.5,
        )?,
        depth_mm: sized("depth", section.depth, base.depth_mm, 0.0, 2.0)?,
        length_mm: sized("length", section.length, base.length_mm, 0.02, 2.0)?,
    };
    own.dilution()
        .map_err(|e| named(&format!("{field}.water"), &e))?;
    Ok(own)
}

const fn needle(section: NeedleSection) -> Needle {
    Needle {
        diameter_mm: section.diameter,
        points: section.points,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_optics::DotPlacement;

    #[test]
    fn sizes_of_no_dot_name_field_and_range() {
        let catalogue = ShadeCatalogue::built_in().unwrap();
        let refused =
            |section: PigmentSection| usual(&section, &catalogue).unwrap_err().to_string();
        let message = refused(PigmentSection {
            dot_diameter: Some(2.0),
            ..PigmentSection::default()
        });
        assert!(
            message.contains("pigment.dot_diameter is 2 mm") && message.contains("0.05 to 0.5"),
            "{message}"
        );
        let message = refused(PigmentSection {
            depth: Some(-0.1),
            ..PigmentSection::default()
        });
        assert!(message.contains("pigment.depth is -0.1 mm"), "{message}");
        let plain = usual(&PigmentSection::default(), &catalogue).unwrap();
        assert_eq!(plain.placement().unwrap(), DotPlacement::USUAL);
    }
}
