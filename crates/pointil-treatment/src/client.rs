//! What of a client decides how a design looks, fades and is judged. Nothing that names them.

use pointil_optics::{FitzpatrickType, Lab, Sebum, SunExposure};
use pointil_scalp::Sex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A client, as a design's forecast and review know them. Everything may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Client {
    /// Whose means stand in for what was not measured.
    pub sex: Sex,
    /// Age in years, 18 to 110.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_years: Option<u8>,
    /// Bare skin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skin: Option<SkinReading>,
    /// How oily the scalp is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sebum: Option<Sebum>,
    /// How much sun it gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sun: Option<SunExposure>,
    /// Whether they swim often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub swims: Option<bool>,
    /// The colour of their hair under daylight: L*, a*, b*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hair_lab: Option<[f64; 3]>,
    /// Follicular units per square centimetre where their own hair is full, 30 to 130.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follicular_units_per_cm2: Option<f64>,
}

/// How the bare skin is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SkinReading {
    /// By its Fitzpatrick type, whose mean colour stands in.
    Fitzpatrick(FitzpatrickType),
    /// Measured under daylight, mirrored light included: L*, a*, b*.
    Lab([f64; 3]),
}

impl SkinReading {
    /// The colour measured; none for a type.
    pub const fn lab(self) -> Option<Lab> {
        match self {
            Self::Fitzpatrick(_) => None,
            Self::Lab([l, a, b]) => Some(Lab::new(l, a, b)),
        }
    }
}
