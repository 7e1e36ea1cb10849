//! The design sheet: what was agreed, with pictures from every view.

use serde::Serialize;

use crate::press::{Template, print};
use crate::{PaperError, PaperPicture, PaperSize};

/// Everything a client signs before the first dot.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DesignSheet {
    /// Whose work it is.
    pub studio: String,
    /// Whose it is, as the studio names its clients on paper.
    pub client: String,
    /// The day, as it is to be printed.
    pub date: String,
    /// The hash that the design is known by.
    pub design: String,
    /// What is to be said at the top, as pairs of name and value.
    pub facts: Vec<(String, String)>,
    /// Simulated pictures, from every view.
    pub pictures: Vec<PaperPicture>,
    /// Where the loss of hair may go, if anybody can say.
    pub later: Option<LaterStage>,
    /// The zones.
    pub zones: Vec<ZoneRow>,
    /// The sessions.
    pub sessions: Vec<SessionRow>,
    /// What a review of the design found; none where there was no review.
    pub findings: Option<Vec<FindingRow>>,
    /// How it will look with the years.
    pub forecast: Vec<ForecastRow>,
    /// When a touch-up is due, in words; empty where nothing is known.
    pub touch_up: String,
    /// What the pictures and the forecast leave out.
    pub not_modelled: Vec<String>,
}

/// The same work with the hair that a later stage of loss leaves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LaterStage {
    /// The stage, as `Norwood VI`.
    pub stage: String,
    /// What it means, in a sentence.
    pub meaning: String,
    /// Simulated pictures.
    pub pictures: Vec<PaperPicture>,
}

/// A zone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZoneRow {
    /// Its name.
    pub zone: String,
    /// The area in it that is treated, in cm²; none where another row has it.
    pub area_cm2: Option<f64>,
    /// Dots per cm² on average, of all rows of the zone together.
    pub dots_per_cm2: Option<f64>,
    /// Its dots.
    pub dots: u32,
    /// Across a healed dot, in millimetres.
    pub dot_diameter_mm: f64,
    /// The needle.
    pub needle: String,
    /// The shade.
    pub shade: String,
    /// How it is thinned, as `1 : 3`.
    pub dilution: String,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionRow {
    /// Which, as `2` or `2, part 1`.
    pub session: String,
    /// What it is for.
    pub purpose: String,
    /// Its dots.
    pub dots: u32,
    /// Minutes of work.
    pub minutes: f64,
    /// When, as it is to be printed.
    pub when: String,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// To be known.
    Note,
    /// To be thought over.
    Caution,
    /// Not to be begun without a change.
    Serious,
}

/// A finding of the review.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingRow {
    /// Its stable code.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is.
    pub what: String,
    /// As it was measured, with its unit.
    pub measured: String,
    /// What is recommended, with its unit.
    pub recommended: String,
    /// Where that comes from.
    pub source: String,
    /// What helps.
    pub remedy: String,
}

/// How dark the work is at one age.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForecastRow {
    /// The age, in words.
    pub age: String,
    /// Share of the healed darkness that nine of ten clients keep at least, 0 to 1 or more.
    pub low: f64,
    /// That of the typical client.
    pub middle: f64,
    /// What nine of ten keep at most.
    pub high: f64,
}

impl DesignSheet {
    /// The paper as PDF.
    ///
    /// # Errors
    /// Text that the fonts do not have, or a picture that is no PNG file.
    pub fn to_pdf(&self, paper: PaperSize) -> Result<Vec<u8>, PaperError> {
        let template = Template {
            text: include_str!("../templates/design_sheet.typ"),
        };
        let later = self.later.iter().flat_map(|own| &own.pictures);
        let pictures: Vec<PaperPicture> = self.pictures.iter().chain(later).cloned().collect();
        print(&template, self, &pictures, paper)
    }
}
