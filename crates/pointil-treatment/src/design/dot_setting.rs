//! How dots are set: shade, dilution, needle, and how they lie when healed.

use core::fmt;

use pointil_optics::{
    Dilution, DotPlacement, ImplausibleDilution, ImplausiblePlacement, Ink, InkComponent, InkError,
    Particles, PigmentMaterial, Shade,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How dots of one kind are set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DotSetting {
    /// The shade, by its key among the design's shades.
    pub shade: String,
    /// Parts of water to one of the shade, 0 to 199.
    pub water: f64,
    /// What they are set with.
    pub needle: Needle,
    /// Across a healed dot, 0.05 to 0.5.
    pub diameter_mm: f64,
    /// From the skin's surface down to a dot's top, 0 to 2.
    pub depth_mm: f64,
    /// From a dot's top down to its end, 0.02 to 2.
    pub length_mm: f64,
}

/// A round needle cartridge.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Needle {
    /// Across one needle, 0.15 to 0.4.
    pub diameter_mm: f64,
    /// How many needles stand together, 1 to 9.
    pub points: u8,
}

/// A shade of ink as it comes out of the bottle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShadeRecipe {
    /// Its key, such as `dark_brown`.
    pub key: String,
    /// What is in it.
    pub pigments: Vec<PigmentShare>,
}

/// One pigment of a shade.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PigmentShare {
    /// Which.
    pub material: PigmentMaterial,
    /// Across a grain.
    pub diameter_nm: u32,
    /// How much, 0 to 1000.
    pub mg_per_ml: f64,
}

impl Needle {
    /// Three needles of 0.20 mm: the cartridge most practitioners work with (grade B).
    pub const USUAL: Self = Self {
        diameter_mm: 0.20,
        points: 3,
    };

    /// One needle of 0.18 mm, for the hairline's single hairs (grade B).
    pub const FINE: Self = Self {
        diameter_mm: 0.18,
        points: 1,
    };
}

impl fmt::Display for Needle {
    /// `0.20 mm 3RL`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} mm {}RL", self.diameter_mm, self.points)
    }
}

impl DotSetting {
    /// What practitioners aim at, of an undiluted shade.
    pub fn usual(shade: &str) -> Self {
        let dot = DotPlacement::USUAL;
        Self {
            shade: shade.to_owned(),
            water: 0.0,
            needle: Needle::USUAL,
            diameter_mm: dot.diameter_mm(),
            depth_mm: dot.depth_mm(),
            length_mm: dot.length_mm(),
        }
    }

    /// How a healed dot lies in the skin.
    ///
    /// # Errors
    /// A size that no dot has.
    pub fn placement(&self) -> Result<DotPlacement, ImplausiblePlacement> {
        DotPlacement::new(self.diameter_mm, self.depth_mm, self.length_mm)
    }

    /// How thinned.
    ///
    /// # Errors
    /// A dilution that is none.
    pub fn dilution(&self) -> Result<Dilution, ImplausibleDilution> {
        Dilution::parts(1.0, self.water)
    }
}

impl ShadeRecipe {
    /// The recipe of a shade.
    pub fn of(shade: &Shade) -> Self {
        let pigments = shade.ink.components().iter().map(|own| PigmentShare {
            material: own.particles.material,
            diameter_nm: own.particles.diameter_nm,
            mg_per_ml: own.mg_per_ml,
        });
        Self {
            key: shade.key.clone(),
            pigments: pigments.collect(),
        }
    }

    /// The shade.
    ///
    /// # Errors
    /// Particles that no table has, or a concentration out of range.
    pub fn shade(&self) -> Result<Shade, InkError> {
        let components = self.pigments.iter().map(|own| InkComponent {
            particles: Particles {
                material: own.material,
                diameter_nm: own.diameter_nm,
            },
            mg_per_ml: own.mg_per_ml,
        });
        Ok(Shade {
            key: self.key.clone(),
            ink: Ink::new(components.collect())?,
        })
    }
}
