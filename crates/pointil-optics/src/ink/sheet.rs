//! A wide patch of ink in skin: dots so dense that they are one sheet. For single dots it overstates the contrast, twofold at
//! 0.3 mm, because no light comes in from the sides.

use super::Ink;
use crate::layers::{Layer, LayerStack};
use crate::spectrum::Spectrum;
use crate::tissue::{Gloss, SkinModel, SkinModelError, SkinTissue};

/// An even layer of ink in the skin, without end to the sides.
#[derive(Clone, Debug, PartialEq)]
pub struct InkSheet {
    top_mm: f64,
    thickness_mm: f64,
    absorption: Spectrum,
    reduced_scattering: Spectrum,
}

/// A sheet that does not lie in the skin.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ImplausibleSheet {
    /// Above the skin or far below it.
    #[error(
        "ink {top_mm} mm under the surface; it is 0 to 5 mm (0.1 to 0.3 for scalp micropigmentation)"
    )]
    Top {
        /// Depth of its top given.
        top_mm: f64,
    },
    /// No thickness.
    #[error("a layer of ink {thickness_mm} mm thick; it is 0.001 to 5 mm")]
    Thickness {
        /// The thickness given.
        thickness_mm: f64,
    },
    /// The ink has a fault.
    #[error(transparent)]
    Ink(#[from] super::InkError),
}

impl InkSheet {
    /// `ink`, as concentrated as it lies in the skin, from `top_mm` under the surface.
    ///
    /// # Errors
    /// A depth outside 0 to 5 mm or a thickness outside 0.001 to 5 mm.
    pub fn new(ink: &Ink, top_mm: f64, thickness_mm: f64) -> Result<Self, ImplausibleSheet> {
        if !(0.0..=5.0).contains(&top_mm) {
            return Err(ImplausibleSheet::Top { top_mm });
        }
        if !(0.001..=5.0).contains(&thickness_mm) {
            return Err(ImplausibleSheet::Thickness { thickness_mm });
        }
        Ok(Self {
            top_mm,
            thickness_mm,
            absorption: ink.absorption()?,
            reduced_scattering: ink.reduced_scattering()?,
        })
    }

    /// The layers of skin with the sheet in them, at one wavelength.
    fn within(&self, skin: &LayerStack, wavelength_nm: f64) -> Result<LayerStack, SkinModelError> {
        let absorption = self.absorption.at(wavelength_nm)?;
        let scattering = self.reduced_scattering.at(wavelength_nm)?;
        let bottom_mm = self.top_mm + self.thickness_mm;
        let mut layers = Vec::with_capacity(skin.layers().len() + 2);
        let mut from = 0.0;
        for layer in skin.layers() {
            let to = from + layer.thickness;
            let mut cuts = vec![from];
            let inside = |cut: &f64| *cut > from && *cut < to;
            cuts.extend([self.top_mm, bottom_mm].into_iter().filter(inside));
            cuts.push(to);
            for part in cuts.windows(2) {
                let (top, bottom) = (part[0], part[1]);
                let clear = Layer {
                    thickness: bottom - top,
                    ..*layer
                };
                let inked = top >= self.top_mm && bottom <= bottom_mm;
                layers.push(if inked {
                    let inked = Layer {
                        mu_a: layer.mu_a + absorption,
                        ..clear
                    };
                    inked.with_reduced_scattering(layer.reduced_scattering() + scattering)
                } else {
                    clear
                });
            }
            from = to;
        }
        Ok(LayerStack::new(skin.above(), layers, skin.below())?)
    }
}

impl SkinModel {
    /// Reflectance of skin with a wide sheet of ink in it.
    ///
    /// # Errors
    /// None for tissue and sheets that could be made.
    pub fn reflectance_of_sheet(
        &self,
        tissue: &SkinTissue,
        sheet: &InkSheet,
        gloss: Gloss,
    ) -> Result<Spectrum, SkinModelError> {
        let mut values = [0.0; Spectrum::COUNT];
        for (value, nm) in values.iter_mut().zip(Spectrum::wavelengths()) {
            let stack = sheet.within(&self.layers(tissue, nm)?, nm)?;
            *value = self.reflectance_of_layers(&stack, gloss)?;
        }
        Ok(Spectrum::from_values(values))
    }
}
