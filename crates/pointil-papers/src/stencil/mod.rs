//! The stencil at true size, tiled over as many pages as it needs.

mod labels;
mod pages;
mod tiles;

use pointil_render::Stencil;
use serde::Serialize;

use crate::press::{Template, print};
use crate::{PaperError, PaperSize};
use pages::{Page, pages};

/// The stencil: every sheet of it at true size, with a control bar of 50 mm on every page.
///
/// A sheet that is larger than a page is spread over several, which overlap by 12 mm and are joined by their diamonds.
#[derive(Clone, Debug, PartialEq)]
pub struct StencilPaper {
    /// Whose it is, as the studio names its clients on paper.
    pub client: String,
    /// The day of the design, as it is to be printed.
    pub date: String,
    /// What the design is known by, such as its hash.
    pub design: String,
    /// The sheets, in their order.
    pub sheets: Vec<Stencil>,
}

/// What the template is given.
#[derive(Serialize)]
struct Data<'a> {
    client: &'a str,
    date: &'a str,
    design: &'a str,
    pages: Vec<Page>,
}

/// More places than this are no hairline.
const MOST_PLACES: usize = 200_000;

/// Nothing on a head is farther away than this, in millimetres.
const FARTHEST_MM: f64 = 2000.0;

impl StencilPaper {
    /// The paper as PDF.
    ///
    /// # Errors
    /// Text that the fonts do not have; no sheet, or one with a place that is not finite or farther than 2 m from its origin.
    pub fn to_pdf(&self, paper: PaperSize) -> Result<Vec<u8>, PaperError> {
        self.check()?;
        let data = Data {
            client: &self.client,
            date: &self.date,
            design: &self.design,
            pages: pages(&self.sheets, paper),
        };
        let template = Template {
            text: include_str!("../../templates/stencil.typ"),
        };
        print(&template, &data, &[], paper)
    }

    fn check(&self) -> Result<(), PaperError> {
        let refused = |field, value: String, allowed| {
            Err(PaperError::Value {
                field,
                value,
                allowed,
            })
        };
        if self.sheets.iter().all(|sheet| sheet.lines.is_empty()) {
            return refused(
                "sheets",
                "empty".to_owned(),
                "at least one sheet with a line",
            );
        }
        let lines = self.sheets.iter().flat_map(|sheet| &sheet.lines);
        let points = self.sheets.iter().flat_map(|sheet| &sheet.points);
        let places = lines
            .flat_map(|line| &line.places)
            .chain(points.map(|own| &own.place));
        let mut count = 0;
        for place in places {
            count += 1;
            let (x, y) = (place.flat.x, place.flat.y);
            if !(x.abs() <= FARTHEST_MM && y.abs() <= FARTHEST_MM) {
                return refused(
                    "sheets",
                    format!("at ({x}, {y}) mm"),
                    "places within 2000 mm of the sheet's origin",
                );
            }
        }
        if count > MOST_PLACES {
            return refused(
                "sheets",
                format!("{count} places"),
                "at most 200000 places in all",
            );
        }
        Ok(())
    }
}
