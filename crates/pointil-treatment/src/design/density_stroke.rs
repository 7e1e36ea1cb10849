//! Strokes of the density brush: places where a practitioner wants more or fewer dots than the zone asks for.

use pointil_scalp::{Band, MarkDensity, Mm, Patch, PatchOutline, Site};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{DesignError, within};
use super::place::Place;

/// The most strokes of one design.
const MOST_STROKES: usize = 200;

/// The most places along one stroke.
const MOST_PLACES: usize = 200;

/// A stroke of the density brush. It treats no place that is not treated without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DensityStroke {
    /// Places along it; one alone is a dab.
    pub along: Vec<Place>,
    /// Its breadth, 2 to 60.
    pub width_mm: f64,
    /// How many times the density it makes of what is wanted there without it, 0 to 2.
    pub times: f64,
    /// How far beyond its sides it fades out, 0 to 40.
    pub blend_mm: f64,
}

/// A stroke as the scalp knows it.
pub(crate) enum StrokeMark {
    /// One place.
    Dab(Patch),
    /// A line.
    Line(Band),
}

impl DensityStroke {
    /// As the scalp knows it; `None` for places that are none.
    pub(crate) fn mark(&self) -> Option<StrokeMark> {
        let line: Vec<Site> = self
            .along
            .iter()
            .map(|own| own.site())
            .collect::<Option<_>>()?;
        let (density, blend) = (MarkDensity::Times(self.times), Mm::new(self.blend_mm));
        let width = Mm::new(self.width_mm);
        let [centre] = line[..] else {
            return Some(StrokeMark::Line(Band {
                line,
                width,
                density,
                blend,
            }));
        };
        let radius = Mm::new(self.width_mm / 2.0);
        let outline = PatchOutline::Oval {
            centre,
            half_length: radius,
            half_breadth: radius,
            turn: 0.0,
        };
        Some(StrokeMark::Dab(Patch {
            outline,
            density,
            blend,
        }))
    }

    fn check(&self, field: &str) -> Result<(), DesignError> {
        if !(1..=MOST_PLACES).contains(&self.along.len()) {
            let allowed = format!("give 1 to {MOST_PLACES} places");
            return Err(DesignError::new(
                &format!("{field}.along"),
                self.along.len(),
                allowed,
            ));
        }
        for (k, place) in self.along.iter().enumerate() {
            if place.site().is_none() {
                return Err(DesignError::place(&format!("{field}.along[{k}]"), *place));
            }
        }
        within(&format!("{field}.width_mm"), self.width_mm, 2.0, 60.0)?;
        within(&format!("{field}.times"), self.times, 0.0, 2.0)?;
        within(&format!("{field}.blend_mm"), self.blend_mm, 0.0, 40.0)
    }
}

/// Refuses the first value of a list of strokes that is out of its range.
pub(super) fn check(strokes: &[DensityStroke]) -> Result<(), DesignError> {
    if strokes.len() > MOST_STROKES {
        let allowed =
            format!("at most {MOST_STROKES}; take strokes away or change the zone's density");
        return Err(DesignError::new("density_strokes", strokes.len(), allowed));
    }
    let mut numbered = strokes.iter().enumerate();
    numbered.try_for_each(|(k, own)| own.check(&format!("density_strokes[{k}]")))
}
