//! What a model of one dot must tell of it.

use crate::fading::AgedColumn;
use crate::spectrum::Spectrum;

/// What a column of pigment takes of the light that one skin would return: shares of it per wavelength, without what the
/// surface mirrors.
pub trait DotOptics {
    /// The share summed over the skin, in square millimetres of wholly black skin. `absorption` is the column's per
    /// millimetre.
    ///
    /// # Errors
    /// A column that the model has no answer for.
    fn area_loss(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
    ) -> Result<Spectrum, UnknownColumn>;

    /// The share missing at each of these distances from the column's axis in millimetres.
    ///
    /// # Errors
    /// A column that the model has no answer for.
    fn loss_at(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
        away_mm: &[f64],
    ) -> Result<Vec<Spectrum>, UnknownColumn>;
}

/// A column that a model of dots has no answer for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("no dot {diameter_mm} mm wide, {length_mm} mm long, {depth_mm} mm deep: {reason}")]
pub struct UnknownColumn {
    /// Its diameter.
    pub diameter_mm: f64,
    /// From the surface to its top.
    pub depth_mm: f64,
    /// Its length.
    pub length_mm: f64,
    /// Why not.
    pub reason: String,
}
