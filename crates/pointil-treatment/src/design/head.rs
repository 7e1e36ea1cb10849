//! The head of a design as a file keeps it.

use std::collections::BTreeMap;

use pointil_scalp::{Head, HeadMeasurement, HeadParts, HeadPartsError, Landmark};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::rounded;

/// One head in the head frame: origin midway between the tragia, left, up and forward, in millimetres, with the Frankfurt plane
/// level. The vault is the surface `centre + rho · semi_axes · direction`, with `rho` the sum of real spherical harmonics of
/// unit mean square, degree 0 to 8, pole upward, azimuth 0 forward.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadRecord {
    /// Head length, breadth, circumference and the height of the vertex over the tragia, in this order, as measured or as
    /// expected given the others.
    pub measurements_mm: [f64; 4],
    /// One standard deviation of each; 0 where it was measured.
    pub uncertainty_mm: [f64; 4],
    /// Where the vault's rays start.
    pub centre_mm: [f64; 3],
    /// Half the vault's scale to the left, upward and forward.
    pub semi_axes_mm: [f64; 3],
    /// 81 coefficients: by degree, and in each from order −degree to degree.
    pub shape: Vec<f64>,
    /// Every landmark.
    pub landmarks_mm: BTreeMap<Landmark, [f64; 3]>,
}

impl HeadRecord {
    /// The record of a head, to a millionth of a millimetre.
    pub fn of(head: &Head) -> Self {
        let parts = head.parts();
        let mm = |value: f64| rounded(value, 1e6);
        let landmarks = Landmark::ALL.iter().zip(parts.landmarks);
        Self {
            measurements_mm: parts.measurements.map(mm),
            uncertainty_mm: parts.uncertainty.map(mm),
            centre_mm: parts.centre.map(mm),
            semi_axes_mm: parts.semi_axes.map(mm),
            shape: parts.shape.iter().map(|own| rounded(*own, 1e9)).collect(),
            landmarks_mm: landmarks
                .map(|(name, place)| (*name, place.map(mm)))
                .collect(),
        }
    }

    /// The head.
    ///
    /// # Errors
    /// Numbers that make no head; a landmark missing.
    pub fn head(&self) -> Result<Head, HeadPartsError> {
        let landmarks = Landmark::ALL.iter().filter_map(|name| {
            let place = self.landmarks_mm.get(name);
            place.copied()
        });
        Head::of_parts(&HeadParts {
            measurements: self.measurements_mm,
            uncertainty: self.uncertainty_mm,
            centre: self.centre_mm,
            semi_axes: self.semi_axes_mm,
            shape: self.shape.clone(),
            landmarks: landmarks.collect(),
        })
    }

    /// A measurement and its standard deviation, in millimetres.
    pub const fn measurement(&self, which: HeadMeasurement) -> (f64, f64) {
        let index = which as usize;
        (self.measurements_mm[index], self.uncertainty_mm[index])
    }
}
