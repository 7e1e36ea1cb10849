//! What `pointil optics` is asked.

use clap::Subcommand;

use crate::arguments::OutArguments;
use crate::colour_arguments::{PlacementArguments, SkinColour};

/// Ways to hold the optics to the truth.
#[derive(Debug, Subcommand)]
pub enum Optics {
    /// Every case with a known answer, number by number beside its true value: colour, light in layers, skin, one dot, the laws of light,
    /// and the fast model against the reference over random dots. Fails where one misses its gate.
    Validate(ValidateArguments),
    /// One dot by the fast model and by the Monte Carlo reference, side by side, in skin that scatters as living and as excised.
    Dot(DotArguments),
    /// Draw the colour of black against depth for all skin types: where the blue begins.
    Depth(DepthArguments),
}

/// How much work.
#[derive(Debug, clap::Args)]
pub struct ValidateArguments {
    /// Photons per case; cases that meet every slice or keep every walk take fewer. The published figures are at 10000000.
    #[arg(long, default_value_t = 300_000, value_parser = clap::value_parser!(u64).range(1000..=1_000_000_000))]
    pub photons: u64,
    /// Random dots in random skins that the fast model is tried on. The published figures are over 500.
    #[arg(long, default_value_t = 25, value_parser = clap::value_parser!(u64).range(10..=100_000))]
    pub dots: u64,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Only cases with this in their name or in what they are about.
    #[arg(long)]
    pub only: Option<String>,
}

/// One dot.
#[derive(Debug, clap::Args)]
pub struct DotArguments {
    /// The bare skin: its colour as L*,a*,b* or a Fitzpatrick type, I to VI.
    #[arg(long, allow_hyphen_values = true, required_unless_present = "spectrum")]
    pub skin: Option<SkinColour>,
    /// The skin's measured reflectance instead (CSV with the columns wavelength_nm and reflectance, 0 to 1, light that the surface
    /// mirrors included).
    #[arg(long, conflicts_with = "skin")]
    pub spectrum: Option<std::path::PathBuf>,
    /// The dot.
    #[command(flatten)]
    pub placement: PlacementArguments,
    /// Shade of the ink.
    #[arg(long, default_value = "black")]
    pub shade: String,
    /// Parts of water to one part of pigment.
    #[arg(long, default_value_t = 1.0, allow_negative_numbers = true)]
    pub water: f64,
    /// Days since the session; 42 is healed.
    #[arg(long, default_value_t = pointil_optics::HEALED_DAYS, allow_negative_numbers = true)]
    pub days: f64,
    /// Distance from the dot's edge in mm at which its halo is compared.
    #[arg(long, default_value_t = 0.15, allow_negative_numbers = true)]
    pub halo: f64,
    /// Dots per cm² of the skin seen from afar.
    #[arg(long, default_value_t = 150.0, allow_negative_numbers = true)]
    pub density: f64,
    /// Photons for each of 41 wavelengths.
    #[arg(long, default_value_t = 6000, value_parser = clap::value_parser!(u64).range(100..=200_000))]
    pub photons: u64,
    /// A studio's own shades (CSV with the columns of data/optics/ink_shades.csv).
    #[arg(long)]
    pub shades: Option<std::path::PathBuf>,
}

/// Which dot is drawn at all depths.
#[derive(Debug, clap::Args)]
pub struct DepthArguments {
    /// Where results go.
    #[command(flatten)]
    pub out: OutArguments,
    /// Diameter of the dot in mm; 0.13 is usual, 0.5 and more is a blow-out.
    #[arg(long, default_value_t = 0.13, allow_negative_numbers = true)]
    pub diameter: f64,
    /// From the dot's top down to its end in mm.
    #[arg(long, default_value_t = 0.3, allow_negative_numbers = true)]
    pub length: f64,
}
