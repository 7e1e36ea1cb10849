//! The session sheet: what is worked on one day, and room to write down how it went.

use serde::Serialize;

use crate::press::{Template, print};
use crate::{PaperError, PaperPicture, PaperSize};

/// One appointment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SessionSheet {
    /// Whose work it is.
    pub studio: String,
    /// Whose it is, as the studio names its clients on paper.
    pub client: String,
    /// The appointment's day, as it is to be printed; empty to be written in.
    pub date: String,
    /// The hash that the design is known by.
    pub design: String,
    /// Which session, from 1.
    pub session: u32,
    /// Of how many.
    pub sessions: u32,
    /// Which appointment of the session, from 1, and of how many.
    pub part: (u32, u32),
    /// What it is for.
    pub purpose: String,
    /// The zones that are worked.
    pub zones: Vec<SessionZoneRow>,
    /// Breaks.
    pub breaks: u32,
    /// Minutes of work.
    pub work_minutes: f64,
    /// Minutes in the chair, with breaks and preparation.
    pub chair_minutes: f64,
    /// What is poured and set, a row for each ink and needle.
    pub inks: Vec<InkRow>,
    /// This session's dots.
    pub pictures: Vec<PaperPicture>,
}

/// An ink as it is poured, and the cartridges it is set with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InkRow {
    /// The shade.
    pub shade: String,
    /// How it is thinned, as `1 : 3`.
    pub dilution: String,
    /// The needle.
    pub needle: String,
    /// Pigment in ml, as it comes out of the bottle.
    pub pigment_ml: f64,
    /// Sterile water in ml.
    pub water_ml: f64,
    /// Needle cartridges.
    pub cartridges: u32,
}

/// A zone on one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionZoneRow {
    /// Its name.
    pub zone: String,
    /// Its dots on this day.
    pub dots: u32,
    /// The needle.
    pub needle: String,
    /// The shade.
    pub shade: String,
    /// How it is thinned, as `1 : 3`.
    pub dilution: String,
    /// Minutes of work.
    pub minutes: f64,
    /// How it is felt.
    pub comfort: String,
}

impl SessionSheet {
    /// The paper as PDF.
    ///
    /// # Errors
    /// Text that the fonts do not have, or a picture that is no PNG file.
    pub fn to_pdf(&self, paper: PaperSize) -> Result<Vec<u8>, PaperError> {
        let template = Template {
            text: include_str!("../templates/session_sheet.typ"),
        };
        print(&template, self, &self.pictures, paper)
    }
}
