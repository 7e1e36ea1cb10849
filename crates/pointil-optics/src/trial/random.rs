//! Dots that nobody chose.

use super::{TrialDot, TrialError};
use crate::colour::TypologyAngle;
use crate::dot_table::DotColumn;
use crate::spectrum::Spectrum;
use crate::tissue::{SkinModel, SkinModelError, SkinTissue, TissueParameters};

/// Random dots in random skins, the same for the same seed.
#[derive(Clone, Debug)]
pub struct RandomDots(u64);

impl RandomDots {
    /// Drawn from this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Even from 0 up to but without 1: splitmix64 (Steele, Lea and Flood 2014).
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.roll()
    }

    /// Every ratio as likely as another.
    fn ratio(&mut self, low: f64, high: f64) -> f64 {
        low * libm::pow(high / low, self.roll())
    }

    /// The next dot. Skin from the lightest to the darkest, scattering from below living to above excised; a dot from a speck to a
    /// blot, in the epidermis or deep below, pale or black, of carbon or of browns.
    ///
    /// # Errors
    /// None: all that is drawn can be.
    pub fn draw(&mut self, model: &SkinModel) -> Result<TrialDot, TrialError> {
        let angle = self.between(-60.0, 62.0);
        let scattering = self.between(2.5, 5.0);
        let angle = TypologyAngle::new(angle)?;
        let typical = model.of_angle(angle, scattering)?;
        let blood = typical.parameters().papillary_blood * self.ratio(0.6, 2.5);
        let tissue = SkinTissue::new(TissueParameters {
            epidermis_mm: self.between(0.06, 0.12),
            papillary_blood: blood,
            reticular_blood: blood,
            oxygenation: self.between(0.5, 0.9),
            ..*typical.parameters()
        });
        let column = DotColumn {
            radius_mm: self.ratio(0.04, 0.3),
            top_mm: self.ratio(0.05, 0.6),
            length_mm: self.ratio(0.1, 0.8),
        };
        let (dose, power) = (self.ratio(0.3, 40.0), self.between(0.8, 3.0));
        Ok(TrialDot {
            tissue: tissue.map_err(SkinModelError::Tissue)?,
            column,
            absorption: Spectrum::from_fn(|nm| dose * libm::pow(550.0 / nm, power)),
            per_mm2: self.between(0.5, 2.0),
            away_mm: self.between(0.0, column.radius_mm + 0.3),
        })
    }
}
