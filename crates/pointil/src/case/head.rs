//! The client's measurements out of the case file.

use pointil_scalp::{HeadMeasurements, Mm, Sex};

use super::file::{ClientSection, HeadSection};
use crate::failure::Failure;

/// The measurements of the sections, checked.
pub fn measurements(
    client: &ClientSection,
    head: &HeadSection,
) -> Result<HeadMeasurements, Failure> {
    let measurements = HeadMeasurements {
        sex: sex(client.sex.as_deref())?,
        head_length: head.head_length.map(Mm::new),
        head_breadth: head.head_breadth.map(Mm::new),
        head_circumference: head.head_circumference.map(Mm::new),
        tragion_to_top: head.tragion_to_top.map(Mm::new),
    };
    match measurements.complete() {
        Ok(_) => Ok(measurements),
        Err(refusal) => Err(Failure::input(format!("head.{refusal}"))),
    }
}

/// The sex called `name`.
pub(super) fn sex(name: Option<&str>) -> Result<Sex, Failure> {
    match name {
        None => Ok(Sex::Unstated),
        Some("female") => Ok(Sex::Female),
        Some("male") => Ok(Sex::Male),
        Some(other) => Err(Failure::input(format!(
            "client.sex is \"{other}\"; write \"female\" or \"male\", or leave the line out to use the means of both"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inches_by_mistake_are_recognised() {
        let head = HeadSection {
            head_length: Some(7.8),
            ..HeadSection::default()
        };
        let message = measurements(&ClientSection::default(), &head)
            .err()
            .unwrap()
            .to_string();
        assert!(
            message.contains("head.head_length") && message.contains("inches, 198 mm"),
            "{message}"
        );
    }

    #[test]
    fn an_unknown_sex_says_what_may_stand_there() {
        let client = ClientSection {
            sex: Some("Mann".into()),
            ..ClientSection::default()
        };
        let message = measurements(&client, &HeadSection::default())
            .err()
            .unwrap()
            .to_string();
        assert!(
            message.contains("\"Mann\"") && message.contains("\"female\" or \"male\""),
            "{message}"
        );
    }
}
