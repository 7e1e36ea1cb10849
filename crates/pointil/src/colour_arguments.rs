//! What commands about colour are asked in common: skin, dots, the client, a studio's own tables.

use std::path::PathBuf;

use clap::ValueEnum;
use pointil_optics::{
    Dilution, FitzpatrickType, Illuminant, Lab, Permanence, Sebum, SunExposure, TissueParameters,
    ViewingDistance,
};

/// The bare skin.
#[derive(Debug, clap::Args)]
pub struct SkinArguments {
    /// The bare skin: its colour as L*,a*,b* or a Fitzpatrick type, I to VI.
    #[arg(long)]
    pub skin: SkinColour,
    /// How much the dermis scatters: the open quantity that decides how deep a dot still shows.
    #[arg(long, value_enum, default_value_t = Scattering::Living)]
    pub scattering: Scattering,
}

/// How a healed dot lies in the skin.
#[derive(Debug, clap::Args)]
pub struct PlacementArguments {
    /// From the skin's surface to the top of a dot in mm.
    #[arg(long, default_value_t = 0.1, allow_negative_numbers = true)]
    pub depth: f64,
    /// Diameter of a healed dot in mm.
    #[arg(long, default_value_t = 0.15, allow_negative_numbers = true)]
    pub diameter: f64,
    /// From a dot's top down to its end in mm.
    #[arg(long, default_value_t = 0.3, allow_negative_numbers = true)]
    pub length: f64,
}

/// Who carries the dots.
#[derive(Debug, clap::Args)]
pub struct CircumstanceArguments {
    /// How oily the scalp is.
    #[arg(long, value_enum, default_value_t = SebumName::Normal)]
    pub sebum: SebumName,
    /// How much sun it gets.
    #[arg(long, value_enum, default_value_t = SunName::Usual)]
    pub sun: SunName,
    /// The client swims often.
    #[arg(long)]
    pub swims: bool,
    /// The work is on a scar.
    #[arg(long)]
    pub scar: bool,
    /// What the pigment is sold as.
    #[arg(long, value_enum, default_value_t = PermanenceName::Permanent)]
    pub permanence: PermanenceName,
}

/// A studio's own tables.
#[derive(Debug, clap::Args)]
pub struct TableArguments {
    /// A studio's own shades (CSV with the columns of data/optics/ink_shades.csv).
    #[arg(long)]
    pub shades: Option<PathBuf>,
    /// A studio's own ranges of fading (CSV with the columns of data/optics/fading_priors.csv).
    #[arg(long)]
    pub fading: Option<PathBuf>,
}

/// The bare skin.
#[derive(Clone, Copy, Debug)]
pub enum SkinColour {
    /// The mean colour that goes with a type.
    Type(FitzpatrickType),
    /// Measured.
    Measured(Lab),
}

impl std::str::FromStr for SkinColour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = ["I", "II", "III", "IV", "V", "VI"];
        let types = names.into_iter().zip(FitzpatrickType::ALL);
        for (name, fitzpatrick) in types {
            if text.eq_ignore_ascii_case(name) {
                return Ok(Self::Type(fitzpatrick));
            }
        }
        colour(text)
            .map(Self::Measured)
            .map_err(|error| format!("{error}, or a Fitzpatrick type, I to VI"))
    }
}

/// A colour given as three numbers.
pub fn colour(text: &str) -> Result<Lab, String> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    match numbers.as_deref() {
        Ok([l, a, b]) => Ok(Lab::new(*l, *a, *b)),
        _ => Err(format!("{text:?} is no colour; give L*,a*,b* as 61,12,15")),
    }
}

/// Reduced scattering of the dermis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scattering {
    /// 3.0 per mm at 500 nm, measured in living skin.
    Living,
    /// 4.5 per mm at 500 nm, measured in excised skin: the other bound.
    Excised,
}

impl Scattering {
    /// Per millimetre at 500 nm.
    pub const fn per_mm(self) -> f64 {
        match self {
            Self::Living => TissueParameters::LIVING_SCATTERING,
            Self::Excised => TissueParameters::EXCISED_SCATTERING,
        }
    }
}

/// How oily a scalp is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SebumName {
    /// Dry.
    Dry,
    /// Neither.
    Normal,
    /// Oily.
    Oily,
}

impl From<SebumName> for Sebum {
    fn from(name: SebumName) -> Self {
        match name {
            SebumName::Dry => Self::Dry,
            SebumName::Normal => Self::Normal,
            SebumName::Oily => Self::Oily,
        }
    }
}

/// How much sun a scalp gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SunName {
    /// Hat or sun cream outdoors.
    Protected,
    /// Some of each.
    Usual,
    /// Outdoors daily without either.
    Unprotected,
}

impl From<SunName> for SunExposure {
    fn from(name: SunName) -> Self {
        match name {
            SunName::Protected => Self::Protected,
            SunName::Usual => Self::Usual,
            SunName::Unprotected => Self::Unprotected,
        }
    }
}

/// How long a pigment is meant to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PermanenceName {
    /// For years.
    Permanent,
    /// One to three years.
    SemiPermanent,
    /// Taken up by the body in two to three years.
    Resorbable,
}

impl From<PermanenceName> for Permanence {
    fn from(name: PermanenceName) -> Self {
        match name {
            PermanenceName::Permanent => Self::Permanent,
            PermanenceName::SemiPermanent => Self::SemiPermanent,
            PermanenceName::Resorbable => Self::Resorbable,
        }
    }
}

/// A light to look under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LightName {
    /// Daylight (CIE D65).
    Noon,
    /// A neutral LED of 4100 K (CIE LED-B3).
    Office,
    /// A cool LED of 6600 K (CIE LED-B5).
    Bathroom,
    /// Tungsten of 2856 K (CIE A).
    Stage,
}

impl LightName {
    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Noon => "noon",
            Self::Office => "office",
            Self::Bathroom => "bathroom",
            Self::Stage => "stage",
        }
    }
}

impl From<LightName> for Illuminant {
    fn from(name: LightName) -> Self {
        match name {
            LightName::Noon => Self::D65,
            LightName::Office => Self::LedB3,
            LightName::Bathroom => Self::LedB5,
            LightName::Stage => Self::A,
        }
    }
}

/// A shade and how it is thinned.
#[derive(Clone, Debug)]
pub struct ThinnedShade {
    /// The shade's key.
    pub shade: String,
    /// Undiluted if nothing is said.
    pub dilution: Dilution,
}

impl std::str::FromStr for ThinnedShade {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let shade = parts.next().unwrap_or_default().to_owned();
        let parts: Result<Vec<f64>, _> = parts.map(|part| part.trim().parse()).collect();
        let (pigment, water) = match parts.as_deref() {
            Ok([]) => (1.0, 0.0),
            Ok([water]) => (1.0, *water),
            Ok([pigment, water]) => (*pigment, *water),
            _ => {
                return Err(format!(
                    "{text:?} is no shade; give its name and, after a colon, parts of water to one of pigment, as black:5, or parts of both, as black:1:5"
                ));
            }
        };
        Ok(Self {
            shade,
            dilution: Dilution::parts(pigment, water).map_err(|error| error.to_string())?,
        })
    }
}

/// A distance in metres.
pub fn distance(text: &str) -> Result<ViewingDistance, String> {
    let metres: f64 = text
        .parse()
        .map_err(|_| format!("{text:?} is no number of metres"))?;
    ViewingDistance::new(metres).map_err(|error| error.to_string())
}
