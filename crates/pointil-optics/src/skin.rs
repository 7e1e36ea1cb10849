//! The colour of bare skin.

use crate::colour::{Lab, LinearRgb, TypologyAngle};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Fitzpatrick's six types. They class how skin takes the sun; that each has a colour is a habit, good for a first
/// picture and no more. Where a colour was measured, use [`Skin::from_lab`].
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum FitzpatrickType {
    /// Always burns, never tans.
    I,
    /// Usually burns, tans little.
    II,
    /// Burns at times, tans slowly.
    III,
    /// Burns rarely, tans well.
    IV,
    /// Burns very rarely, tans deeply.
    V,
    /// Never burns.
    VI,
}

impl FitzpatrickType {
    /// All six, from light to dark.
    pub const ALL: [Self; 6] = [Self::I, Self::II, Self::III, Self::IV, Self::V, Self::VI];

    /// The mean colour of the class of skin colour (individual typology angle) that goes with the type by habit: very
    /// light, light, intermediate, tan, brown, dark. Means of 13,111 spectra of the International Skin Spectra Archive
    /// (Lu, Xiao et al., Scientific Data 12, 2025, doi 10.1038/s41597-025-04857-5), palms, fingers, noses and ears left
    /// out.
    pub const fn mean_lab(self) -> Lab {
        match self {
            Self::I => Lab::new(68.9, 7.0, 11.6),
            Self::II => Lab::new(65.4, 9.1, 14.7),
            Self::III => Lab::new(61.5, 10.1, 17.0),
            Self::IV => Lab::new(56.8, 10.8, 18.8),
            Self::V => Lab::new(48.9, 11.0, 18.9),
            Self::VI => Lab::new(35.8, 9.3, 12.1),
        }
    }
}

/// Bare skin, by its colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skin {
    lab: Lab,
}

/// A colour that no skin has.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "no skin has L* {:.1}, a* {:.1}, b* {:.1}; L* is 15 to 85, a* -2 to 35, b* -5 to 40: measure again away from hair and shadow",
    lab.l, lab.a, lab.b
)]
pub struct ImplausibleSkin {
    /// The colour given.
    pub lab: Lab,
}

impl Skin {
    /// Skin of the mean colour that goes with `fitzpatrick`.
    pub const fn of_type(fitzpatrick: FitzpatrickType) -> Self {
        Self {
            lab: fitzpatrick.mean_lab(),
        }
    }

    /// Skin of a measured colour.
    ///
    /// # Errors
    /// A colour that no skin has, beyond all of the archive's spectra by a wide margin.
    pub fn from_lab(lab: Lab) -> Result<Self, ImplausibleSkin> {
        let plausible = (15.0..=85.0).contains(&lab.l)
            && (-2.0..=35.0).contains(&lab.a)
            && (-5.0..=40.0).contains(&lab.b);
        if plausible {
            Ok(Self { lab })
        } else {
            Err(ImplausibleSkin { lab })
        }
    }

    /// The colour.
    pub const fn lab(self) -> Lab {
        self.lab
    }

    /// The share of light returned, 0 to 1.
    pub fn reflectance(self) -> LinearRgb {
        LinearRgb::from(self.lab).map(|share| share.clamp(0.0, 1.0))
    }

    /// The individual typology angle.
    pub fn typology_angle(self) -> TypologyAngle {
        TypologyAngle::of(self.lab)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_of_no_skin_is_refused() {
        assert!(Skin::from_lab(Lab::new(97.0, 0.0, 0.0)).is_err());
        assert!(Skin::from_lab(Lab::new(f64::NAN, 10.0, 10.0)).is_err());
        let skin = Skin::from_lab(Lab::new(61.0, 12.0, 15.0));
        assert!(skin.is_ok_and(|s| s.reflectance().red > s.reflectance().blue));
    }
}
