//! Shades for this design, the nearest to the client's own stubble first.

use askama::Template;
use axum::extract::{Path, State as FromApp};
use axum::response::Response;
use pointil_optics::{Lab, LinearRgb, ShadeMatch};
use pointil_storage::DesignId;

use super::answers::record;
use super::tables::{Table, no_look, refused};
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;

/// Matches that are shown.
const SHOWN: usize = 16;

/// A shade at a dilution.
struct Row {
    shade: String,
    words: String,
    water: f64,
    swatch: String,
    /// How far from the stubble today, healed, after three and after five years.
    differences: [String; 4],
    warnings: Vec<&'static str>,
    sound: bool,
}

#[derive(Template)]
#[template(path = "design-shades.html")]
struct ShadesPage {
    frame: Frame,
    design: DesignId,
    name: String,
    revision: u64,
    may_edit: bool,
    stubble: String,
    hair_known: bool,
    rows: Vec<Row>,
}

/// A colour as pages write it.
fn swatch(colour: Lab) -> String {
    let [red, green, blue] = LinearRgb::from(colour).to_srgb8();
    format!("#{red:02x}{green:02x}{blue:02x}")
}

impl Row {
    fn of(own: &ShadeMatch) -> Self {
        let looks = [&own.today, &own.healed, &own.three_years, &own.five_years];
        let mut warnings: Vec<&'static str> = Vec::new();
        for warning in looks[1..].iter().flat_map(|look| &look.warnings) {
            if !warnings.contains(&warning.words()) {
                warnings.push(warning.words());
            }
        }
        Self {
            words: own.shade.replace('_', " "),
            shade: own.shade.clone(),
            water: own.dilution.water_parts(),
            swatch: swatch(own.healed.mean),
            differences: looks.map(|look| format!("{:.1}", look.difference)),
            sound: warnings.is_empty(),
            warnings,
        }
    }
}

/// The list.
pub async fn shades(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path(design): Path<DesignId>,
) -> Result<Response, Fault> {
    let record = record(&app, &seat, design).await?;
    let (name, revision) = (record.name.clone(), record.revision);
    let work = |table: &mut Table| {
        let layout = table.open.layout().map_err(refused)?;
        let case = table.open.case();
        let matches = table.skin.matches(case, &layout).map_err(no_look)?;
        Ok((matches, case.client.hair_lab.is_some()))
    };
    let (matches, hair_known) = app.tables().work(seat.studio, record, work).await?;
    page(&ShadesPage {
        frame: frame.titled("Shades for this stubble").at(Nav::Clients),
        design,
        name,
        revision,
        may_edit: seat.can(Action::EditDesigns),
        stubble: swatch(matches.stubble),
        hair_known,
        rows: matches.ranked.iter().take(SHOWN).map(Row::of).collect(),
    })
}
