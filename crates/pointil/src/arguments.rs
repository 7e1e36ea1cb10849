//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use pointil_optics::{FitzpatrickType, Lab, Permanence, Sebum, SunExposure, TissueParameters};

/// Scalp micropigmentation, planned on a measured head.
///
/// Exit codes: 0 done, 2 wrong command line, 3 something wrong in the case file or a photograph, 4 the output folder
/// cannot be written.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Report as one JSON object on standard output.
    #[arg(long, global = true)]
    pub json: bool,

    /// No progress.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw the treated head into every photograph of a case and onto the practice head.
    Simulate(CaseArguments),
    /// Write parts of a case for other programs.
    Export {
        /// What to write.
        #[command(subcommand)]
        part: Part,
    },
    /// Rank shades of ink, each at several dilutions, by how near the client's own stubble they are when healed.
    Shade(Box<ShadeArguments>),
    /// Draw the practice head's own photographs and write a sample case around them.
    Sample(OutArguments),
}

/// A part of a case.
#[derive(Debug, Subcommand)]
pub enum Part {
    /// The head as a triangle mesh.
    Head {
        /// Case file and output folder.
        #[command(flatten)]
        case: CaseArguments,
        /// The file formats to write.
        #[arg(long, value_enum, value_delimiter = ',', default_values_t = [MeshFormat::Ply, MeshFormat::Glb])]
        format: Vec<MeshFormat>,
    },
    /// The dots as CSV, with the scalp they lie on as OBJ beside it.
    Dots(CaseArguments),
    /// The hairline laid flat at true size, as SVG to print and cut.
    Stencil(CaseArguments),
}

/// A mesh file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MeshFormat {
    /// Binary PLY with normals.
    Ply,
    /// Binary glTF 2.0.
    Glb,
    /// Wavefront OBJ.
    Obj,
}

/// A case and where its results go.
#[derive(Debug, clap::Args)]
pub struct CaseArguments {
    /// The case file (TOML).
    pub case: PathBuf,
    /// Where results go.
    #[command(flatten)]
    pub out: OutArguments,
}

/// Where results go.
#[derive(Debug, clap::Args)]
pub struct OutArguments {
    /// The folder for the results; made if it does not exist. Files of the same names are replaced.
    #[arg(long)]
    pub out: PathBuf,
}

/// What a shade is looked for. Colours are L*,a*,b* under daylight (D65), as an instrument in contact or a calibrated
/// photograph gives them.
#[derive(Debug, clap::Args)]
#[command(allow_negative_numbers = true)]
pub struct ShadeArguments {
    /// The bare skin: its colour as L*,a*,b* or a Fitzpatrick type, I to VI.
    #[arg(long)]
    pub skin: SkinColour,
    /// Mean colour of a patch of the client's stubble, as L*,a*,b*.
    #[arg(long, value_parser = colour, allow_hyphen_values = true, conflicts_with = "hair")]
    pub stubble: Option<Lab>,
    /// Colour of the client's hair, as L*,a*,b*: stubble is computed from it. Without it and --stubble, black hair.
    #[arg(long, value_parser = colour, allow_hyphen_values = true)]
    pub hair: Option<Lab>,
    /// Terminal hairs per cm² of the stubble (not follicular units), with --hair.
    #[arg(long, default_value_t = 223.0)]
    pub hairs: f64,
    /// Diameter of a hair's shaft in mm, with --hair.
    #[arg(long, default_value_t = 0.077)]
    pub shaft: f64,
    /// Length of stubble that shows in mm, with --hair.
    #[arg(long, default_value_t = 0.3)]
    pub stubble_length: f64,
    /// From the skin's surface to the top of a dot in mm.
    #[arg(long, default_value_t = 0.1)]
    pub depth: f64,
    /// Diameter of a healed dot in mm.
    #[arg(long, default_value_t = 0.15)]
    pub diameter: f64,
    /// From a dot's top down to its end in mm.
    #[arg(long, default_value_t = 0.3)]
    pub length: f64,
    /// Dots per cm² when all sessions are done.
    #[arg(long, default_value_t = 150.0)]
    pub density: f64,
    /// Parts of water to one part of pigment to try.
    #[arg(long, value_delimiter = ',', default_values_t = [0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0])]
    pub water: Vec<f64>,
    /// Distance to look from in m.
    #[arg(long, default_value_t = 0.7)]
    pub distance: f64,
    /// How much the dermis scatters: the open quantity that decides how deep a dot still shows.
    #[arg(long, value_enum, default_value_t = Scattering::Living)]
    pub scattering: Scattering,
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
    /// A studio's own shades (CSV with the columns of data/optics/ink_shades.csv).
    #[arg(long)]
    pub shades: Option<PathBuf>,
    /// A studio's own ranges of fading (CSV with the columns of data/optics/fading_priors.csv).
    #[arg(long)]
    pub fading: Option<PathBuf>,
    /// How many matches to print.
    #[arg(long, default_value_t = 12)]
    pub most: usize,
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
fn colour(text: &str) -> Result<Lab, String> {
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
