//! What one dot takes of the light of one skin, over all wavelengths.

use super::profile::Profile;
use super::{DotTable, SizeError};
use crate::spectrum::Spectrum;

/// Skin around a dot as the table takes it: an epidermis over a dermis.
#[derive(Clone, Debug, PartialEq)]
pub struct DotSkin {
    /// Thickness of the epidermis in millimetres, above 0.
    pub epidermis_mm: f64,
    /// Absorption of the epidermis per millimetre.
    pub epidermis_absorption: Spectrum,
    /// Reduced scattering μs′ of the epidermis per millimetre.
    pub epidermis_scattering: Spectrum,
    /// Absorption of the dermis per millimetre.
    pub dermis_absorption: Spectrum,
    /// Reduced scattering μs′ of the dermis per millimetre.
    pub dermis_scattering: Spectrum,
}

/// An upright column of pigment: its size and place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DotColumn {
    /// Radius in millimetres, above 0.
    pub radius_mm: f64,
    /// From the skin's surface to its top in millimetres, 0 or more.
    pub top_mm: f64,
    /// Length in millimetres, above 0.
    pub length_mm: f64,
}

/// What a dot takes of the light that its skin would return, as shares of that light (without what the surface mirrors).
#[derive(Clone, Debug, PartialEq)]
pub struct DotLoss {
    /// Per wavelength: the dermis' scattering per millimetre, and the loss over distances times that.
    profiles: Vec<(f64, Profile)>,
    area_mm2: Spectrum,
}

impl DotTable {
    /// What `column` of a pigment that absorbs so much per millimetre takes of the light of `skin`. Sizes beyond the table's ranges
    /// are taken at their ends. For many dots in one skin, [`prepare`](Self::prepare) it once.
    ///
    /// # Errors
    /// A size that is not possible, or scattering that is not above 0.
    pub fn loss(
        &self,
        skin: &DotSkin,
        column: &DotColumn,
        pigment: &Spectrum,
    ) -> Result<DotLoss, SizeError> {
        self.prepare(skin)?.loss(column, pigment)
    }
}

impl DotLoss {
    pub(super) fn new(profiles: Vec<(f64, Profile)>, area_mm2: Spectrum) -> Self {
        Self { profiles, area_mm2 }
    }

    /// The share of the skin's light that is missing `away_mm` from the dot's axis, per wavelength.
    pub fn at(&self, away_mm: f64) -> Spectrum {
        let mut values = [0.0; Spectrum::COUNT];
        for (value, (unit, profile)) in values.iter_mut().zip(&self.profiles) {
            *value = profile.at(away_mm * unit);
        }
        Spectrum::from_values(values)
    }

    /// The share summed over the skin, in square millimetres of wholly black skin: `n` dots per square millimetre take the share
    /// `n` times this of the skin's light, as long as that is small.
    pub fn area_mm2(&self) -> &Spectrum {
        &self.area_mm2
    }
}
