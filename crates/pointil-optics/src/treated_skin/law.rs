//! The law of single dots ([`crate::DotDeposit`]) over all wavelengths.

use core::f64::consts::{PI, SQRT_2};

use super::dot_optics::{DotOptics, UnknownColumn};
use crate::dot::{
    CORE_PATH_MM, DARK_SKIN, EDGE_PER_DEPTH, HALF_LOSS, LAW, Law, WAVELENGTHS, WIDE_MM,
};
use crate::fading::AgedColumn;
use crate::skin::FitzpatrickType;
use crate::spectrum::Spectrum;
use crate::tissue::{Gloss, SkinModel, SkinModelError, SkinTissue, TissueParameters};

/// Dots in one skin by a law fitted to a Monte Carlo of columns 0.3 mm long: area loss within 13 %. Grade D.
#[derive(Clone, Debug, PartialEq)]
pub struct DotLaw {
    /// What darker skin leaves of a dot's loss.
    darker: Spectrum,
}

/// Length of the columns that the law was fitted to, in millimetres.
const FITTED_LENGTH_MM: f64 = 0.3;

/// Depth in millimetres over which light to which a column's length matters falls to 1/e.
const LENGTH_SEEN_MM: f64 = 0.35;

/// The law at one wavelength for one column.
struct Parts {
    disc: f64,
    narrow: f64,
    wide: f64,
    area: f64,
}

impl DotLaw {
    /// For dots in this skin.
    ///
    /// # Errors
    /// None for tissue that could be made.
    pub fn new(model: &SkinModel, tissue: &SkinTissue) -> Result<Self, SkinModelError> {
        let scattering = TissueParameters::LIVING_SCATTERING;
        let light = model.of_type(FitzpatrickType::II, scattering)?;
        let reference = model.reflectance(&light, Gloss::Excluded)?;
        let own = model.reflectance(tissue, Gloss::Excluded)?;
        Ok(Self {
            darker: own.zip(&reference, |own, light| {
                libm::pow((own / light).min(1.0), DARK_SKIN)
            }),
        })
    }

    fn parts(&self, column: &AgedColumn, absorption: &Spectrum, at: usize, nm: f64) -> Parts {
        let (diameter, depth) = (column.diameter_mm, column.depth_mm);
        let law = between(nm);
        let seen = |length: f64| -libm::expm1(-length / LENGTH_SEEN_MM);
        let absorption =
            absorption.values()[at].max(0.0) * seen(column.length_mm) / seen(FITTED_LENGTH_MM);
        let disc = law.core
            * libm::exp(-depth / law.core_depth)
            * -libm::expm1(-CORE_PATH_MM * absorption);
        let taken = absorption * diameter / (absorption * diameter + HALF_LOSS);
        let darker = self.darker.values()[at];
        let area = law.width * diameter * libm::exp(-depth / law.depth) * taken * darker;
        let around = (area - disc * PI / 4.0 * diameter * diameter).max(0.0);
        let share = (law.narrow.0 + law.narrow.1 * diameter).min(0.6);
        Parts {
            disc,
            narrow: around * share,
            wide: around * (1.0 - share),
            area,
        }
    }
}

impl DotOptics for DotLaw {
    fn area_loss(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
    ) -> Result<Spectrum, UnknownColumn> {
        let mut values = [0.0; Spectrum::COUNT];
        for (at, nm) in Spectrum::wavelengths().enumerate() {
            values[at] = self.parts(column, absorption, at, nm).area;
        }
        Ok(Spectrum::from_values(values))
    }

    fn loss_at(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
        away_mm: &[f64],
    ) -> Result<Vec<Spectrum>, UnknownColumn> {
        let radius = column.diameter_mm / 2.0;
        let edge = EDGE_PER_DEPTH * column.depth_mm.max(1e-3);
        let narrow_mm = 0.45 * column.diameter_mm + 0.35 * column.depth_mm;
        let bell = |r: f64, s: f64| libm::exp(-0.5 * r * r / (s * s)) / (2.0 * PI * s * s);
        let mut profiles = vec![[0.0; Spectrum::COUNT]; away_mm.len()];
        for (at, nm) in Spectrum::wavelengths().enumerate() {
            let parts = self.parts(column, absorption, at, nm);
            for (profile, r) in profiles.iter_mut().zip(away_mm) {
                let inside = 0.5 * libm::erfc((r - radius) / (SQRT_2 * edge));
                profile[at] = parts.disc * inside
                    + parts.narrow * bell(*r, narrow_mm)
                    + parts.wide * bell(*r, WIDE_MM);
            }
        }
        Ok(profiles.into_iter().map(Spectrum::from_values).collect())
    }
}

/// The law between its wavelengths, and the nearest beyond them.
fn between(nm: f64) -> Law {
    let (near, far) = if nm > WAVELENGTHS[1] { (0, 1) } else { (1, 2) };
    let share = (WAVELENGTHS[near] - nm) / (WAVELENGTHS[near] - WAVELENGTHS[far]);
    let share = share.clamp(0.0, 1.0);
    let mix = |a: f64, b: f64| a + share * (b - a);
    let (a, b) = (&LAW[near], &LAW[far]);
    Law {
        core: mix(a.core, b.core),
        core_depth: mix(a.core_depth, b.core_depth),
        width: mix(a.width, b.width),
        depth: mix(a.depth, b.depth),
        narrow: (mix(a.narrow.0, b.narrow.0), mix(a.narrow.1, b.narrow.1)),
    }
}
