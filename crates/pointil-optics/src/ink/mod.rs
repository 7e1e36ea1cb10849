//! Ink: which pigments, how much of each, how thinned, and what of it lies in the skin.

mod catalogue;
mod dilution;
mod material;
mod sheet;

pub use catalogue::{Shade, ShadeCatalogue, ShadeError};
pub use dilution::{Dilution, ImplausibleDilution};
pub use material::{MassCoefficients, Particles, PigmentMaterial, UnknownParticles};
pub use sheet::{ImplausibleSheet, InkSheet};

use crate::fading::FadingCourse;
use crate::spectrum::Spectrum;
use material::coefficients;

/// Pigments in a liquid or in skin, each with its concentration. Kept apart, because each fades in its own time.
#[derive(Clone, Debug, PartialEq)]
pub struct Ink {
    components: Vec<InkComponent>,
}

/// One pigment of an ink.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InkComponent {
    /// Which.
    pub particles: Particles,
    /// Milligrams per millilitre, 0 to 1000.
    pub mg_per_ml: f64,
}

/// An ink that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InkError {
    /// Particles that no table has.
    #[error(transparent)]
    Particles(#[from] UnknownParticles),
    /// A concentration out of range.
    #[error("{material} at {mg_per_ml} mg/ml; an ink has 0 to 1000 mg/ml, a healed dot 0.1 to 5")]
    Concentration {
        /// The pigment.
        material: &'static str,
        /// Its concentration.
        mg_per_ml: f64,
    },
    /// A share out of range.
    #[error(
        "a share of {share} of the ink stays in the dot; it is above 0 and at most 1 (0.02 is usual)"
    )]
    Share {
        /// The share given.
        share: f64,
    },
}

/// The share of an ink's concentration that a healed dot has: ink of 125 mg carbon black per millilitre makes dots of 2.5
/// mg/ml. Nobody has measured it for scalp micropigmentation; tattooed skin carries 0.6 to 9.4 mg/cm² (Engel 2008), which
/// over 0.4 mm is ten to a hundred times as much. Grade D; calibrate by healed photographs.
pub const DEPOSITED_SHARE: f64 = 0.02;

impl Ink {
    /// Of these pigments.
    ///
    /// # Errors
    /// Particles whose optics are not tabulated, or a concentration outside 0 to 1000 mg/ml.
    pub fn new(components: Vec<InkComponent>) -> Result<Self, InkError> {
        for component in &components {
            coefficients(component.particles)?;
            if !(0.0..=1000.0).contains(&component.mg_per_ml) {
                return Err(InkError::Concentration {
                    material: component.particles.material.name(),
                    mg_per_ml: component.mg_per_ml,
                });
            }
        }
        Ok(Self { components })
    }

    /// Its pigments.
    pub fn components(&self) -> &[InkComponent] {
        &self.components
    }

    /// Thinned with water.
    #[must_use]
    pub fn diluted(&self, dilution: Dilution) -> Self {
        self.times(dilution.share())
    }

    /// As it lies in a healed dot that keeps `share` of the ink's concentration ([`DEPOSITED_SHARE`]).
    ///
    /// # Errors
    /// A share that is not above 0 and at most 1.
    pub fn deposited(&self, share: f64) -> Result<Self, InkError> {
        if share > 0.0 && share <= 1.0 {
            Ok(self.times(share))
        } else {
            Err(InkError::Share { share })
        }
    }

    /// As it lies in dots at an age of their course, so many days after they were set.
    #[must_use]
    pub fn aged(&self, course: &FadingCourse, days: f64) -> Self {
        let left = self.components.iter().map(|component| InkComponent {
            mg_per_ml: component.mg_per_ml
                * course.concentration(component.particles.material, days),
            ..*component
        });
        Self {
            components: left.collect(),
        }
    }

    fn times(&self, factor: f64) -> Self {
        let thinned = self.components.iter().map(|component| InkComponent {
            mg_per_ml: component.mg_per_ml * factor,
            ..*component
        });
        Self {
            components: thinned.collect(),
        }
    }

    /// Absorption per millimetre.
    ///
    /// # Errors
    /// None for an ink that could be made.
    pub fn absorption(&self) -> Result<Spectrum, InkError> {
        self.sum(|coefficients| coefficients.absorption)
    }

    /// Reduced scattering per millimetre.
    ///
    /// # Errors
    /// None for an ink that could be made.
    pub fn reduced_scattering(&self) -> Result<Spectrum, InkError> {
        self.sum(|coefficients| {
            let MassCoefficients {
                scattering,
                anisotropy,
                ..
            } = coefficients;
            scattering.zip(anisotropy, |s, g| s * (1.0 - g))
        })
    }

    /// Concentrations times something per gram; m²/g times mg/ml are 1/mm.
    fn sum(&self, of: impl Fn(&MassCoefficients) -> Spectrum) -> Result<Spectrum, InkError> {
        self.components
            .iter()
            .try_fold(Spectrum::constant(0.0), |sum, component| {
                Ok(sum + of(coefficients(component.particles)?) * component.mg_per_ml)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carbon(mg_per_ml: f64) -> InkComponent {
        InkComponent {
            particles: Particles {
                material: PigmentMaterial::CarbonBlack,
                diameter_nm: 100,
            },
            mg_per_ml,
        }
    }

    /// About 8 m²/g at 550 nm (Mie), falling with the first power of wavelength.
    #[test]
    fn carbon_absorbs_as_published() {
        let ink = Ink::new(vec![carbon(2.0)]).unwrap();
        let absorption = ink.absorption().unwrap();
        let at = |nm: f64| absorption.at(nm).unwrap();
        assert!((at(550.0) / 2.0 - 8.2).abs() < 0.4, "{}", at(550.0));
        let exponent = (at(450.0) / at(650.0)).ln() / (650.0_f64 / 450.0).ln();
        assert!(exponent > 0.5 && exponent < 1.4, "{exponent}");
        assert!(ink.reduced_scattering().unwrap().at(550.0).unwrap() < 0.2 * at(550.0));
    }

    #[test]
    fn hematite_lets_red_through() {
        let particles = Particles {
            material: PigmentMaterial::Hematite,
            diameter_nm: 100,
        };
        let ink = Ink::new(vec![InkComponent {
            particles,
            mg_per_ml: 1.0,
        }]);
        let absorption = ink.unwrap().absorption().unwrap();
        assert!((absorption.at(440.0).unwrap() - 4.5).abs() < 0.1);
        assert!(absorption.at(640.0).unwrap() < 0.2);
    }

    #[test]
    fn thinning_multiplies() {
        let ink = Ink::new(vec![carbon(125.0)]).unwrap();
        let dot = ink
            .diluted(Dilution::parts(1.0, 4.0).unwrap())
            .deposited(DEPOSITED_SHARE)
            .unwrap();
        assert!((dot.components()[0].mg_per_ml - 0.5).abs() < 1e-12);
        assert!(
            ink.deposited(0.0)
                .unwrap_err()
                .to_string()
                .contains("a share of 0")
        );
        let heavy = Ink::new(vec![carbon(-3.0)]).unwrap_err().to_string();
        assert!(heavy.starts_with("carbon black at -3 mg/ml"), "{heavy}");
    }
}
