//! Words of a case file that stand for one of a few things.

use clap::ValueEnum;
use pointil_optics::{Lab, Permanence, Sebum, SunExposure};
use pointil_scalp::Sex;
use pointil_treatment::{Client, SkinReading};

use super::file::ClientSection;
use super::head::sex;
use crate::colour_arguments::{PermanenceName, SebumName, SkinColour, SunName, colour};
use crate::failure::Failure;

/// The client of the section.
pub fn client(section: &ClientSection) -> Result<Client, Failure> {
    let skin = section.skin.as_deref().map(|name| {
        let read: Result<SkinColour, String> = name.parse();
        let read = read.map_err(|error| Failure::input(format!("client.skin: {error}")))?;
        Ok::<_, Failure>(match read {
            SkinColour::Type(own) => SkinReading::Fitzpatrick(own),
            SkinColour::Measured(Lab { l, a, b }) => SkinReading::Lab([l, a, b]),
        })
    });
    let hair = section.hair.as_deref().map(|text| {
        let Lab { l, a, b } =
            colour(text).map_err(|e| Failure::input(format!("client.hair: {e}")))?;
        Ok::<_, Failure>([l, a, b])
    });
    let sebum: Option<SebumName> = one_of("client.sebum", section.sebum.as_deref())?;
    let sun: Option<SunName> = one_of("client.sun", section.sun.as_deref())?;
    let sex: Sex = sex(section.sex.as_deref())?;
    Ok(Client {
        sex,
        age_years: section.age,
        skin: skin.transpose()?,
        sebum: sebum.map(Sebum::from),
        sun: sun.map(SunExposure::from),
        swims: section.swims,
        hair_lab: hair.transpose()?,
        follicular_units_per_cm2: section.follicular_units_per_cm2,
    })
}

/// What the pigment is sold as.
pub(super) fn permanence(name: Option<&str>) -> Result<Permanence, Failure> {
    let own: Option<PermanenceName> = one_of("pigment.permanence", name)?;
    Ok(own.map_or(Permanence::Permanent, Permanence::from))
}

/// The value called `name`.
fn one_of<T: ValueEnum>(field: &str, name: Option<&str>) -> Result<Option<T>, Failure> {
    let Some(name) = name else {
        return Ok(None);
    };
    T::from_str(name, false).map(Some).map_err(|_| {
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
    fn names_of_habits_say_which_there_are() {
        let message = one_of::<SebumName>("client.sebum", Some("greasy"))
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("client.sebum is \"greasy\"") && message.contains("\"oily\""),
            "{message}"
        );
    }
}
