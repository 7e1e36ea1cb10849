//! A new design: what is asked to begin one, and the first document.

use pointil_optics::{FitzpatrickType, ShadeCatalogue};
use pointil_scalp::{HairPattern, Hairline, HairlinePreset, Head, HeadMeasurements, Mm, Sex};
use pointil_treatment::{Client, Design, OpenCase, SkinReading};
use serde::Deserialize;

use super::change::PLAIN_TECHNIQUES;
use crate::fault::Fault;

/// Fitzpatrick's types, as the form names them.
pub const SKIN_TYPES: [&str; 6] = ["I", "II", "III", "IV", "V", "VI"];

/// What the form for a new design sends.
#[derive(Clone, Debug, Deserialize)]
pub struct NewDesign {
    /// Whose.
    pub client: String,
    /// What it is called.
    pub name: String,
    /// `male` or `female`: whose means stand in for what was not measured.
    pub sex: String,
    /// Age in years; may be empty.
    #[serde(default)]
    pub age_years: String,
    /// Fitzpatrick type, I to VI.
    pub skin: String,
    /// The pattern of hair loss, such as `norwood v`.
    pub pattern: String,
    /// The line to start from.
    pub preset: String,
    /// What is done.
    pub technique: String,
    /// Head circumference in centimetres; may be empty.
    #[serde(default)]
    pub circumference_cm: String,
}

fn refused(field: &str, reason: impl core::fmt::Display) -> Fault {
    Fault::Field {
        field: field.to_owned(),
        reason: reason.to_string(),
    }
}

impl NewDesign {
    /// The case that the design begins with.
    ///
    /// On `found`, the head that the client's photographs give with [`Self::measurements`], or where there is none on the head that the measurements alone give.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn case(&self, found: Option<Head>) -> Result<OpenCase, Fault> {
        let measurements = self.measurements()?;
        let head = match found {
            Some(head) => head,
            None => Head::from_measurements(&measurements)
                .map_err(|e| refused("circumference_cm", e))?,
        };
        let preset: HairlinePreset = self.preset.parse().map_err(|e| refused("preset", e))?;
        let line = Hairline::new(&head, preset.parameters(&head));
        let line = line.map_err(|e| refused("preset", e))?;
        let hair: HairPattern = self.pattern.parse().map_err(|e| refused("pattern", e))?;
        let technique = PLAIN_TECHNIQUES
            .iter()
            .find(|(name, _)| *name == self.technique);
        let (_, technique) =
            technique.ok_or_else(|| refused("technique", "choose one of the list"))?;
        let catalogue = ShadeCatalogue::built_in().map_err(Fault::internal)?;
        let shade = catalogue.shade("soft_black").map_err(Fault::internal)?;
        let mut design = Design::usual(&head, &line, hair, vec![technique.clone()], shade);
        design.edge.softness = preset.softness();
        let client = Client {
            sex: measurements.sex,
            age_years: self.age()?,
            skin: Some(SkinReading::Fitzpatrick(self.skin()?)),
            ..Client::default()
        };
        let case = OpenCase::new(client, design);
        case.check()
            .map_err(|e| refused(&e.field, format!("{}; {}", e.value, e.allowed)))?;
        Ok(case)
    }

    /// What the form says of the head.
    ///
    /// # Errors
    /// A sex or a circumference that there is not.
    pub fn measurements(&self) -> Result<HeadMeasurements, Fault> {
        let sex = match self.sex.as_str() {
            "male" => Sex::Male,
            "female" => Sex::Female,
            other => return Err(refused("sex", format!("{other} is not male or female"))),
        };
        let own = self.circumference_cm.trim().replace(',', ".");
        let circumference = if own.is_empty() {
            None
        } else {
            let cm: f64 = own
                .parse()
                .map_err(|_| refused("circumference_cm", format!("{own} is no number")))?;
            Some(Mm::new(10.0 * cm))
        };
        let measurements = HeadMeasurements {
            sex,
            head_circumference: circumference,
            ..HeadMeasurements::default()
        };
        match measurements.complete() {
            Ok(_) => Ok(measurements),
            Err(error) => Err(refused("circumference_cm", error)),
        }
    }

    fn age(&self) -> Result<Option<u8>, Fault> {
        let own = self.age_years.trim();
        if own.is_empty() {
            return Ok(None);
        }
        let read = own.parse();
        read.map(Some)
            .map_err(|_| refused("age_years", format!("{own} is no age in years")))
    }

    fn skin(&self) -> Result<FitzpatrickType, Fault> {
        let types = SKIN_TYPES.iter().zip(FitzpatrickType::ALL);
        let found = types.into_iter().find(|(name, _)| **name == self.skin);
        let (_, own) = found.ok_or_else(|| refused("skin", "choose a type, I to VI"))?;
        Ok(own)
    }
}
