//! Skin as the table takes it, from skin as tissue.

use super::loss::DotSkin;
use crate::layers::LayerStack;
use crate::spectrum::Spectrum;
use crate::tissue::{SkinModel, SkinModelError, SkinTissue};

/// Light that a dot can take comes from about so deep in the dermis, in millimetres: absorption of its layers is averaged with
/// weights that fall to 1/e over this depth.
const SEEN_DEPTH_MM: f64 = 0.5;

impl SkinModel {
    /// The skin around a dot.
    ///
    /// # Errors
    /// None for tissue that could be made.
    pub fn dot_skin(&self, tissue: &SkinTissue) -> Result<DotSkin, SkinModelError> {
        let mut values = [[0.0; Spectrum::COUNT]; 4];
        for (k, nm) in Spectrum::wavelengths().enumerate() {
            let stack = self.layers(tissue, nm)?;
            let epidermis = stack.layers()[0];
            let dermis = stack.layers().get(1).unwrap_or(&epidermis);
            values[0][k] = epidermis.mu_a;
            values[1][k] = epidermis.reduced_scattering();
            values[2][k] = seen_absorption(&stack);
            values[3][k] = dermis.reduced_scattering();
        }
        let [
            epidermis_absorption,
            epidermis_scattering,
            dermis_absorption,
            dermis_scattering,
        ] = values.map(Spectrum::from_values);
        Ok(DotSkin {
            epidermis_mm: tissue.parameters().epidermis_mm,
            epidermis_absorption,
            epidermis_scattering,
            dermis_absorption,
            dermis_scattering,
        })
    }
}

/// Absorption of what lies under the first layer.
fn seen_absorption(stack: &LayerStack) -> f64 {
    let (mut sum, mut left) = (0.0, 1.0);
    for layer in &stack.layers()[1..] {
        let passed = left * libm::exp(-layer.thickness / SEEN_DEPTH_MM);
        sum += layer.mu_a * (left - passed);
        left = passed;
    }
    sum / (1.0 - left)
}
