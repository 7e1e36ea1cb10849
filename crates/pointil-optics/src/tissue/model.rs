//! From what is in the skin to its reflectance.

use super::chromophores::{Blood, bloodless, melanosome};
use super::parameters::{ImplausibleTissue, SkinTissue, TissueParameters};
use crate::adding_doubling::{AddingDoubling, Indices, TransportError};
use crate::layers::{ImplausibleLayers, Layer, LayerStack};
use crate::skin::ImplausibleSkin;
use crate::spectrum::{Spectrum, SpectrumError};
use crate::table::TableError;

/// Refractive index of every layer of skin: 1.40 ± 0.03; Ding 2006 has 1.43 to 1.45 for epidermis, 1.38 to 1.40 for
/// dermis.
pub const REFRACTIVE_INDEX: f64 = 1.4;

/// Scattering of fat relative to dermis (Salomatina 2006: 3.55 to 4.71 per mm at 500 nm).
const SUBCUTIS_SCATTERING: f64 = 0.75;

/// Whether the light that the surface mirrors counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gloss {
    /// It does, as in instruments in contact with the skin (specular component included).
    Included,
    /// It does not, as for an eye that looks past the glare.
    Excluded,
}

/// Skin that cannot be computed or fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SkinModelError {
    /// A table compiled in cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A wavelength out of reach, or a measured spectrum with a fault.
    #[error(transparent)]
    Spectrum(#[from] SpectrumError),
    /// A parameter out of range.
    #[error(transparent)]
    Tissue(#[from] ImplausibleTissue),
    /// Layers out of range.
    #[error(transparent)]
    Layers(#[from] ImplausibleLayers),
    /// Light that cannot be computed.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// A colour no skin has.
    #[error(transparent)]
    Colour(#[from] ImplausibleSkin),
    /// A measured reflectance out of range.
    #[error(
        "a reflectance of {value} at {wavelength_nm} nm; skin returns 0.01 to 0.95 of the light: check the instrument's white"
    )]
    Reflectance {
        /// Where, in nanometres.
        wavelength_nm: f64,
        /// What was measured.
        value: f64,
    },
    /// A colour or spectrum that no mixture of melanin and blood gives.
    #[error("no skin of this model looks like L* {:.1}, a* {:.1}, b* {:.1}; the nearest is L* {:.1}, a* {:.1}, b* {:.1}, {distance:.1} away (CIE 1976): measure again on bare, dry, even skin", wanted[0], wanted[1], wanted[2], nearest[0], nearest[1], nearest[2])]
    NoSuchSkin {
        /// L*, a* and b* asked for.
        wanted: [f64; 3],
        /// L*, a* and b* of the nearest skin.
        nearest: [f64; 3],
        /// How far apart they are.
        distance: f64,
    },
}

/// Computes the light that comes back from skin. Make one and keep it.
pub struct SkinModel {
    solver: AddingDoubling<16>,
    blood: &'static Blood,
}

impl SkinModel {
    /// With the tables compiled in.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn new() -> Result<Self, SkinModelError> {
        let indices = Indices {
            above: 1.0,
            inside: REFRACTIVE_INDEX,
            below: REFRACTIVE_INDEX,
        };
        Ok(Self {
            solver: AddingDoubling::new(indices)?,
            blood: Blood::load()?,
        })
    }

    /// Epidermis, papillary dermis, reticular dermis and subcutis without end, in air, at one wavelength.
    ///
    /// # Errors
    /// A wavelength outside 380 to 780 nm.
    pub fn layers(
        &self,
        tissue: &SkinTissue,
        wavelength_nm: f64,
    ) -> Result<LayerStack, SkinModelError> {
        let p = tissue.parameters();
        let blood = self
            .blood
            .absorption(wavelength_nm, p.oxygenation, p.vessel_radius_mm)?;
        let rest = p.bloodless * bloodless(wavelength_nm);
        let scattered = libm::pow(500.0 / wavelength_nm, p.scattering_power);
        let layer = |thickness: f64, mu_a: f64, reduced: f64| {
            Layer {
                mu_a,
                mu_s: 0.0,
                // van Gemert 1989, 302 to 633 nm.
                g: 0.62 + 0.29e-3 * wavelength_nm,
                refractive_index: REFRACTIVE_INDEX,
                thickness,
            }
            .with_reduced_scattering(reduced * scattered)
        };
        let with = |absorber: f64, share: f64| share * absorber + (1.0 - share) * rest;
        let deep = with(blood, p.reticular_blood);
        let layers = vec![
            layer(
                p.epidermis_mm,
                with(melanosome(wavelength_nm, p.melanin_power), p.melanosomes),
                p.epidermal_scattering,
            ),
            layer(
                p.papillary_mm,
                with(blood, p.papillary_blood),
                p.dermal_scattering,
            ),
            layer(p.reticular_mm, deep, p.dermal_scattering),
            layer(
                f64::INFINITY,
                deep,
                SUBCUTIS_SCATTERING * p.dermal_scattering,
            ),
        ];
        Ok(LayerStack::new(1.0, layers, REFRACTIVE_INDEX)?)
    }

    /// Share of light that comes back at one wavelength, for light straight on and all ways back, or for light from
    /// everywhere seen from straight above (0/d and d/0 are the same).
    ///
    /// # Errors
    /// A wavelength outside 380 to 780 nm.
    pub fn reflectance_at(
        &self,
        tissue: &SkinTissue,
        wavelength_nm: f64,
        gloss: Gloss,
    ) -> Result<f64, SkinModelError> {
        self.reflectance_of_layers(&self.layers(tissue, wavelength_nm)?, gloss)
    }

    /// Share of light that comes back from layers of skin's refractive index in air, the last without end.
    ///
    /// # Errors
    /// Layers of another refractive index.
    pub fn reflectance_of_layers(
        &self,
        stack: &LayerStack,
        gloss: Gloss,
    ) -> Result<f64, SkinModelError> {
        let mirrored = match gloss {
            Gloss::Included => 0.0,
            Gloss::Excluded => stack.specular(),
        };
        Ok(self.solver.reflectance(stack)? - mirrored)
    }

    /// The same over all wavelengths.
    ///
    /// # Errors
    /// None for tissue that could be made.
    pub fn reflectance(
        &self,
        tissue: &SkinTissue,
        gloss: Gloss,
    ) -> Result<Spectrum, SkinModelError> {
        let mut values = [0.0; Spectrum::COUNT];
        for (value, nm) in values.iter_mut().zip(Spectrum::wavelengths()) {
            *value = self.reflectance_at(tissue, nm, gloss)?;
        }
        Ok(Spectrum::from_values(values))
    }
}

impl TissueParameters {
    /// Skin of the thicknesses of a scalp, with typical oxygenation and no more melanin than the lightest.
    pub const SCALP: Self = Self {
        epidermis_mm: 0.08,
        melanosomes: 0.01,
        melanin_power: 3.33,
        epidermal_scattering: 5.0,
        papillary_mm: 0.2,
        reticular_mm: 1.2,
        papillary_blood: 0.007,
        reticular_blood: 0.007,
        bloodless: 0.5,
        oxygenation: 0.7,
        vessel_radius_mm: 0.005,
        dermal_scattering: Self::LIVING_SCATTERING,
        scattering_power: 1.2,
    };
}
