//! What of a client decides how a design looks, fades and is judged. Nothing that names them.

use pointil_optics::{
    BLACK_HAIR, Circumstances, FitzpatrickType, Lab, Permanence, Sebum, ShavedHair, SkinModel,
    SkinModelError, SkinTissue, Stubble, SunExposure, TissueParameters,
};
use pointil_scalp::dots::UniverseError;
use pointil_scalp::{FollicularUnitDensity, FollicularUnits, Head, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hairs per square centimetre of a full head where nobody counted its follicular units.
const USUAL_HAIRS_PER_CM2: f64 = 223.0;

/// Follicular units per square centimetre where nobody has counted them.
const USUAL_UNITS_PER_CM2: f64 = 100.0;

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

impl Client {
    /// The bare skin; type III where nothing is known of it.
    pub fn skin(&self) -> SkinReading {
        let usual = SkinReading::Fitzpatrick(FitzpatrickType::III);
        self.skin.unwrap_or(usual)
    }

    /// The skin in layers, in a living scalp.
    ///
    /// # Errors
    /// A colour that no skin has.
    pub fn tissue(&self, model: &SkinModel) -> Result<SkinTissue, SkinModelError> {
        let scattering = TissueParameters::LIVING_SCATTERING;
        match self.skin() {
            SkinReading::Fitzpatrick(own) => model.of_type(own, scattering),
            SkinReading::Lab([l, a, b]) => model.fitted_to_lab(Lab::new(l, a, b), scattering),
        }
    }

    /// The colour of their hair under daylight; black where it is not known.
    pub fn hair_colour(&self) -> Lab {
        self.hair_lab
            .map_or(BLACK_HAIR, |[l, a, b]| Lab::new(l, a, b))
    }

    /// Their own hair where it is full, shaved: what work is to look like. Black hair where its colour is not known, and the usual
    /// number of hairs where nobody counted.
    pub fn stubble(&self) -> Stubble {
        let typical = ShavedHair::typical(self.hair_colour());
        let units = self.follicular_units_per_cm2;
        Stubble::Hairs(ShavedHair {
            hairs_per_cm2: units.map_or(USUAL_HAIRS_PER_CM2, |units| 2.0 * units),
            ..typical
        })
    }

    /// Every follicular unit that their head could have.
    ///
    /// # Errors
    /// A density that cannot be drawn.
    pub fn follicular_units(
        &self,
        head: &Head,
        seed: u64,
    ) -> Result<FollicularUnits, UniverseError> {
        let full = self.follicular_units_per_cm2.unwrap_or(USUAL_UNITS_PER_CM2);
        FollicularUnits::new(head, FollicularUnitDensity::new(full), seed)
    }

    /// What hastens or slows the fading of work on this client; what is not known counts as usual.
    pub fn circumstances(&self, permanence: Permanence, scar: bool) -> Circumstances {
        Circumstances {
            fitzpatrick: self.skin().fitzpatrick(),
            sebum: self.sebum.unwrap_or(Sebum::Normal),
            sun: self.sun.unwrap_or(SunExposure::Usual),
            swims: self.swims.unwrap_or(false),
            scar,
            permanence,
        }
    }
}

impl SkinReading {
    /// The type, or the one whose usual colour is nearest: for how much sun passes the epidermis, which follows its colour.
    pub fn fitzpatrick(self) -> FitzpatrickType {
        let lab = match self {
            Self::Fitzpatrick(own) => return own,
            Self::Lab([l, a, b]) => Lab::new(l, a, b),
        };
        let away = |own: &FitzpatrickType| own.mean_lab().difference(lab);
        let all = FitzpatrickType::ALL.into_iter();
        all.min_by(|a, b| away(a).total_cmp(&away(b)))
            .unwrap_or(FitzpatrickType::III)
    }
}
