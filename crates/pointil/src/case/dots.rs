//! What the dots of a case are and who carries them: shade, size, depth, skin and habits.

use clap::ValueEnum;
use pointil_optics::{Dilution, DotPlacement, Shade};

use super::read::Case;
use super::treatment::within;
use super::treatment_file::PigmentSection;
use crate::colour_arguments::{
    CircumstanceArguments, PermanenceName, SebumName, SkinColour, SunName,
};
use crate::colour_input::{named, read_catalogue};
use crate::failure::Failure;

/// The shade where none is named.
const USUAL_SHADE: &str = "dark_brown";

/// How a healed dot lies in the skin.
pub fn placement(section: &PigmentSection) -> Result<DotPlacement, Failure> {
    let usual = DotPlacement::USUAL;
    let sized = |field: &str, value: Option<f64>, usual: f64, low: f64, high: f64| {
        let field = format!("pigment.{field}");
        within(&field, value.unwrap_or(usual), low, high, "mm")
    };
    DotPlacement::new(
        sized(
            "dot_diameter",
            section.dot_diameter,
            usual.diameter_mm(),
            0.05,
            0.5,
        )?,
        sized("depth", section.depth, usual.depth_mm(), 0.0, 2.0)?,
        sized("length", section.length, usual.length_mm(), 0.02, 2.0)?,
    )
    .map_err(|e| named("pigment", &e))
}

/// An ink as it is set: a shade of the case's catalogue, and how thinned.
pub struct CaseInk {
    /// The shade.
    pub shade: Shade,
    /// How thinned.
    pub dilution: Dilution,
}

impl CaseInk {
    /// The case's ink, or the shade `instead` of it.
    pub fn of(case: &Case, instead: Option<(&str, Dilution)>) -> Result<Self, Failure> {
        let section = &case.file.pigment;
        let own = section.shades.as_deref().map(|name| case.beside(name));
        let catalogue =
            read_catalogue(own.as_deref()).map_err(|failure| failure.at("pigment.shades"))?;
        let (field, key) = match instead {
            Some((key, _)) => ("--pigment", key),
            None => (
                "pigment.shade",
                section.shade.as_deref().unwrap_or(USUAL_SHADE),
            ),
        };
        let shade = catalogue.shade(key).map_err(|e| named(field, &e))?;
        let water = section.water.unwrap_or(0.0);
        let dilution = match instead {
            Some((_, dilution)) => dilution,
            None => Dilution::parts(1.0, water).map_err(|e| named("pigment.water", &e))?,
        };
        Ok(Self {
            shade: shade.clone(),
            dilution,
        })
    }
}

/// The client's skin: type III if nothing is said.
pub fn skin(case: &Case) -> Result<SkinColour, Failure> {
    let name = case.file.client.skin.as_deref().unwrap_or("III");
    name.parse()
        .map_err(|error: String| Failure::input(format!("client.skin: {error}")))
}

/// What hastens or slows the fading of the client's work.
pub fn circumstances(case: &Case) -> Result<CircumstanceArguments, Failure> {
    let (client, file) = (&case.file.client, &case.file);
    Ok(CircumstanceArguments {
        sebum: one_of("client.sebum", client.sebum.as_deref(), SebumName::Normal)?,
        sun: one_of("client.sun", client.sun.as_deref(), SunName::Usual)?,
        swims: client.swims,
        scar: file.treatment.order.as_deref() == Some("scars"),
        permanence: one_of(
            "pigment.permanence",
            file.pigment.permanence.as_deref(),
            PermanenceName::Permanent,
        )?,
    })
}

/// The value called `name`, or the usual one.
fn one_of<T: ValueEnum>(field: &str, name: Option<&str>, usual: T) -> Result<T, Failure> {
    let Some(name) = name else {
        return Ok(usual);
    };
    T::from_str(name, false).map_err(|_| {
        let known: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|value| value.to_possible_value())
            .map(|value| format!("\"{}\"", value.get_name()))
            .collect();
        Failure::input(format!(
            "{field} is \"{name}\"; write one of {}",
            known.join(", ")
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_no_dot_name_field_and_range() {
        let refused = |section: PigmentSection| placement(&section).unwrap_err().to_string();
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
        assert_eq!(
            placement(&PigmentSection::default()).unwrap(),
            DotPlacement::USUAL
        );
    }

    #[test]
    fn names_of_habits_say_which_there_are() {
        let message = one_of("client.sebum", Some("greasy"), SebumName::Normal)
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("client.sebum is \"greasy\"") && message.contains("\"oily\""),
            "{message}"
        );
    }
}
