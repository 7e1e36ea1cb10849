//! A new design: what is asked to begin one, and the first document.

use pointil_optics::{FitzpatrickType, ShadeCatalogue};
use pointil_scalp::{
    HairPattern, Hairline, HairlinePreset, Head, HeadMeasurement, HeadMeasurements, Mm,
    NorwoodClass, Sex,
};
use pointil_treatment::{Client, Design, OpenCase, SkinReading};
use serde::Deserialize;

use super::technique_change::PLAIN_TECHNIQUES;
use crate::fault::Fault;
use crate::form::{Field, Form};

/// Fitzpatrick's types, as the form names them.
pub const SKIN_TYPES: [&str; 6] = ["I", "II", "III", "IV", "V", "VI"];

/// What the form for a new design sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct NewDesign {
    /// Whose.
    pub client: String,
    /// What it is called.
    pub name: String,
    /// `male` or `female`: whose means stand in for what was not measured.
    pub sex: String,
    /// Age in years; may be empty.
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
    pub circumference_cm: String,
}

fn refused(field: &str, reason: impl core::fmt::Display) -> Fault {
    Fault::Field {
        field: field.to_owned(),
        reason: reason.to_string(),
    }
}

impl Default for NewDesign {
    fn default() -> Self {
        Self {
            client: String::new(),
            name: "First design".to_owned(),
            sex: "male".to_owned(),
            age_years: String::new(),
            skin: "III".to_owned(),
            pattern: HairPattern::Norwood(NorwoodClass::V).to_string(),
            preset: "mature_male_natural".to_owned(),
            technique: "full_shaved_look".to_owned(),
            circumference_cm: String::new(),
        }
    }
}

/// Choices of a list, the key in words.
fn among(keys: impl IntoIterator<Item = String>) -> Vec<(String, String)> {
    let choice = |key: String| (key.clone(), key.replace('_', " "));
    keys.into_iter().map(choice).collect()
}

impl NewDesign {
    /// The form, with what was entered.
    pub(crate) fn form(&self, csrf: &str) -> Form {
        let select = |name, label, own: &str, keys: Vec<String>| {
            Field::new("select", name, label)
                .holding(own)
                .among(among(keys))
        };
        let presets = HairlinePreset::all();
        let presets = presets.iter().map(HairlinePreset::name);
        let patterns = HairPattern::named();
        let patterns = patterns.iter().map(ToString::to_string);
        let techniques = PLAIN_TECHNIQUES.map(|(name, _)| name.to_owned());
        let fields = [
            Field::hidden("client", &self.client),
            Field::new("text", "name", "Name of the design").holding(&self.name),
            select(
                "sex",
                "Sex",
                &self.sex,
                vec!["male".to_owned(), "female".to_owned()],
            ),
            Field::new("text", "age_years", "Age in years")
                .holding(&self.age_years)
                .optional(),
            Field::new("text", "circumference_cm", "Head circumference in cm")
                .holding(&self.circumference_cm)
                .hinting("Tape above the brows and over the most prominent point at the back. Without it the mean head of the client's sex is taken.")
                .optional(),
            select(
                "skin",
                "Skin type (Fitzpatrick)",
                &self.skin,
                SKIN_TYPES.map(str::to_owned).to_vec(),
            ),
            select(
                "pattern",
                "Hair that is there",
                &self.pattern,
                patterns.collect(),
            ),
            select(
                "technique",
                "What is done",
                &self.technique,
                techniques.to_vec(),
            ),
            select(
                "preset",
                "Hairline to start from",
                &self.preset,
                presets.collect(),
            ),
        ];
        Form::new(csrf, fields)
    }

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
        // A field of the document is named after where it stands there; the form's own name is its last part.
        case.check().map_err(|e| {
            let field = e.field.rsplit('.').next().unwrap_or_default();
            refused(field, format!("{}; {}", e.value, e.allowed))
        })?;
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
            let (low, high) = HeadMeasurement::HeadCircumference.range();
            let (low, high) = (low.mm() / 10.0, high.mm() / 10.0);
            if !(low..=high).contains(&cm) {
                let reason = format!("{own} cm is no head's; measure again, {low} to {high} cm");
                return Err(refused("circumference_cm", reason));
            }
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
