//! Pigments as powders: what a gram of one absorbs and scatters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

use crate::spectrum::{Beyond, Spectrum};
use crate::table::{Table, TableError};

/// What pigment grains are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PigmentMaterial {
    /// CI 77266.
    CarbonBlack,
    /// Red iron oxide, CI 77491.
    Hematite,
    /// Black iron oxide, CI 77499. Its refractive index is assumed (grade D).
    Magnetite,
    /// White titanium dioxide, CI 77891.
    Rutile,
}

impl PigmentMaterial {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::CarbonBlack,
        Self::Hematite,
        Self::Magnetite,
        Self::Rutile,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CarbonBlack => "carbon black",
            Self::Hematite => "hematite",
            Self::Magnetite => "magnetite",
            Self::Rutile => "rutile",
        }
    }

    /// Its name in tables.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::CarbonBlack => "carbon_black",
            Self::Hematite => "hematite",
            Self::Magnetite => "magnetite",
            Self::Rutile => "rutile",
        }
    }

    /// The material of a name in tables.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|material| material.key() == key)
    }
}

/// Grains of one material and size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Particles {
    /// What they are made of.
    pub material: PigmentMaterial,
    /// Diameter in nanometres: carbon black 30, 100 or 200; hematite and magnetite 100, 200 or 400; rutile 200 or 250.
    pub diameter_nm: u32,
}

/// Grains whose optics are not tabulated, or a table that cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UnknownParticles {
    /// A diameter that is not in the table.
    #[error("{material} of {diameter_nm} nm is not tabulated; there is {known} nm")]
    Diameter {
        /// The material.
        material: &'static str,
        /// The diameter asked for.
        diameter_nm: u32,
        /// Those there are.
        known: String,
    },
    /// The table cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// What a gram of grains does in dermis, over wavelength.
#[derive(Clone, Debug, PartialEq)]
pub struct MassCoefficients {
    /// Absorption in square metres per gram.
    pub absorption: Spectrum,
    /// Scattering in square metres per gram.
    pub scattering: Spectrum,
    /// Mean cosine of the scattering angle.
    pub anisotropy: Spectrum,
}

/// Those of `particles`.
///
/// # Errors
/// A diameter that is not tabulated.
pub fn coefficients(particles: Particles) -> Result<&'static MassCoefficients, UnknownParticles> {
    let known = known()?;
    let found = known.iter().find(|(own, _)| *own == particles);
    found.map(|(_, coefficients)| coefficients).ok_or_else(|| {
        let diameters: Vec<String> = known
            .iter()
            .filter(|(own, _)| own.material == particles.material)
            .map(|(own, _)| own.diameter_nm.to_string())
            .collect();
        UnknownParticles::Diameter {
            material: particles.material.name(),
            diameter_nm: particles.diameter_nm,
            known: diameters.join(", "),
        }
    })
}

impl Particles {
    /// What a gram of them absorbs and scatters in dermis.
    ///
    /// # Errors
    /// A diameter that is not tabulated.
    pub fn mass_coefficients(self) -> Result<&'static MassCoefficients, UnknownParticles> {
        coefficients(self)
    }
}

type Known = Vec<(Particles, MassCoefficients)>;

fn known() -> Result<&'static Known, TableError> {
    static KNOWN: OnceLock<Result<Known, TableError>> = OnceLock::new();
    KNOWN.get_or_init(read).as_ref().map_err(Clone::clone)
}

fn read() -> Result<Known, TableError> {
    let table = Table::parse(
        "pigment_mass_coefficients.csv",
        include_str!("../../../../data/optics/pigment_mass_coefficients.csv"),
    )?;
    let keys = table.texts("material")?;
    let diameters = table.numbers("diameter_nm")?;
    let mut known = Known::new();
    for (key, diameter) in keys.iter().zip(&diameters) {
        let Some(material) = PigmentMaterial::of_key(key) else {
            continue;
        };
        let particles = Particles {
            material,
            diameter_nm: *diameter as u32,
        };
        if known.iter().any(|(own, _)| *own == particles) {
            continue;
        }
        let own = |row: usize| keys[row] == *key && (diameters[row] - diameter).abs() < 0.5;
        let of = |column| table.resample(column, &table.samples(column, own)?, Beyond::Hold);
        let coefficients = MassCoefficients {
            absorption: of("absorption")?,
            scattering: of("scattering")?,
            anisotropy: of("anisotropy")?,
        };
        known.push((particles, coefficients));
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_promised_is_there() {
        for (material, diameters) in [
            (PigmentMaterial::CarbonBlack, vec![30, 100, 200]),
            (PigmentMaterial::Hematite, vec![100, 200, 400]),
            (PigmentMaterial::Magnetite, vec![100, 200, 400]),
            (PigmentMaterial::Rutile, vec![200, 250]),
        ] {
            for diameter_nm in diameters {
                let particles = Particles {
                    material,
                    diameter_nm,
                };
                let found = particles.mass_coefficients().unwrap();
                let plausible = |value: &f64| (0.0..30.0).contains(value);
                assert!(found.absorption.values().iter().all(plausible));
                assert!(found.scattering.values().iter().all(plausible));
            }
            let other = Particles {
                material,
                diameter_nm: 77,
            };
            let said = other.mass_coefficients().unwrap_err().to_string();
            assert!(
                said.contains("of 77 nm is not tabulated; there is"),
                "{said}"
            );
        }
    }
}
