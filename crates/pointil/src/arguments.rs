//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use pointil_optics::{Lab, ViewingDistance};
use pointil_scalp::HairPattern;

use crate::age::Age;
use crate::colour_arguments::{
    CircumstanceArguments, LightName, PlacementArguments, SkinArguments, SkinColour,
    TableArguments, ThinnedShade, colour, distance,
};

/// Scalp micropigmentation, planned on a measured head.
///
/// Exit codes: 0 done, 2 wrong command line, 3 something wrong in the case file or a photograph, 4 the output folder
/// cannot be written, 5 a gate missed, 6 something to be mended soon.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {
    /// What to do; without it the studio is served.
    #[command(subcommand)]
    pub command: Option<Command>,

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
    Simulate(Box<SimulateArguments>),
    /// Write parts of a case for other programs.
    Export {
        /// What to write.
        #[command(subcommand)]
        part: Part,
    },
    /// Rank shades of ink, each at several dilutions, by how near the client's own stubble they are when healed.
    Shade(Box<ShadeArguments>),
    /// What becomes of work over the years, and when a touch-up is due, with the range that nine of ten clients lie in.
    Forecast(Box<crate::forecast::ForecastArguments>),
    /// How many laser sessions remove work, and what each leaves.
    Removal(Box<crate::removal::RemovalArguments>),
    /// Hold the optics to the truth: known cases, the reference beside the fast model.
    Optics {
        /// What to hold to it.
        #[command(subcommand)]
        part: crate::optics::Optics,
    },
    /// Write a case's design as an open case file (.pointil.json), or raise an older one to the present format.
    Design(CaseArguments),
    /// Review a design before anybody signs it: what would look wrong, now or later, with its source and a way on.
    Check(CheckArguments),
    /// Say what changed from one design to another, in words and in dots.
    Diff(DiffArguments),
    /// Write the open case file's JSON Schema.
    Schema(OutArguments),
    /// Prepare a consultation: pictures, review, plan, quote, papers and the design itself, in one folder.
    Prepare(Box<crate::papers::PapersArguments>),
    /// Plan a case: appointments, how long they take, what they use up, on which days they can be.
    Plan(CaseFileArguments),
    /// Price a case: first a range, then the price with its derivation.
    Quote(QuoteArguments),
    /// List the hairlines to start from and the patterns of present hair, with what they rest on; suggest one for a client.
    Presets(crate::presets::PresetArguments),
    /// Write a case's papers as PDF: the stencil at true size, the design sheet, a sheet for each appointment, and the quote if there are
    /// prices.
    Papers(Box<crate::papers::PapersArguments>),
    /// Start a studio of made-up people and open it on the design table. It is thrown away at the end.
    Demo(crate::demo::DemoArguments),
    /// Start the studio on this machine: clients, photographs and designs in a browser.
    Serve(crate::serve::ServeArguments),
    /// Say what is wrong with a studio and how it is mended: settings, folder, database, events, key, photographs, port, papers, backup.
    Doctor(crate::doctor::DoctorArguments),
    /// Copy everything of a studio but its key, while it runs.
    Backup(crate::backup::BackupArguments),
    /// Bring a studio back out of its backup and its key, and look it through.
    Restore(crate::restore::RestoreArguments),
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
    /// The hairline and the borders of zones laid flat at true size, as SVG to print and cut.
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

/// A case to be reviewed.
#[derive(Debug, clap::Args)]
pub struct CheckArguments {
    /// The case file (TOML), or an open case file (.pointil.json).
    pub case: PathBuf,
    /// A studio's own rules (CSV with the columns of data/naturalness_rules.csv).
    #[arg(long)]
    pub rules: Option<PathBuf>,
    /// Codes whose remedies are applied, such as H101,H103, or all.
    #[arg(long, value_delimiter = ',', requires = "out")]
    pub fix: Vec<String>,
    /// The folder for the design as it is after the remedies.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// Two designs.
#[derive(Debug, clap::Args)]
pub struct DiffArguments {
    /// The earlier one: a case file or an open case file.
    pub before: PathBuf,
    /// The later one.
    pub after: PathBuf,
}

/// A case.
#[derive(Debug, clap::Args)]
pub struct CaseFileArguments {
    /// The case file (TOML), or an open case file (.pointil.json).
    pub case: PathBuf,
}

/// A case and the prices it is quoted by.
#[derive(Debug, clap::Args)]
pub struct QuoteArguments {
    /// The case file (TOML), or an open case file (.pointil.json).
    pub case: PathBuf,
    /// The price list (TOML; examples/price-lists has one of each kind).
    #[arg(long)]
    pub prices: PathBuf,
}

/// A case and where its results go.
#[derive(Clone, Debug, clap::Args)]
pub struct CaseArguments {
    /// The case file (TOML), or an open case file (.pointil.json).
    pub case: PathBuf,
    /// Where results go.
    #[command(flatten)]
    pub out: OutArguments,
}

/// Where results go.
#[derive(Clone, Debug, clap::Args)]
pub struct OutArguments {
    /// The folder for the results; made if it does not exist. Files of the same names are replaced.
    #[arg(long)]
    pub out: PathBuf,
}

/// A case as it is to be seen.
#[derive(Debug, clap::Args)]
pub struct SimulateArguments {
    /// Case file and output folder.
    #[command(flatten)]
    pub case: CaseArguments,
    /// How long after the session: fresh, healed (six weeks), or a number of days, weeks or years, as 5d, 3w, 2y.
    #[arg(long, default_value = "healed", allow_hyphen_values = true)]
    pub age: Age,
    /// The light that weighs the dots' colours. The practice head's skin is drawn as an eye used to that light sees it; a photograph's
    /// own light stays.
    #[arg(long, value_enum, default_value_t = LightName::Noon)]
    pub light: LightName,
    /// How far away one looks from, in m: what an eye cannot tell apart from there is blurred. Without it every pixel stays.
    #[arg(long, value_parser = distance, allow_hyphen_values = true)]
    pub distance: Option<ViewingDistance>,
    /// Another skin than the case's: its colour as L*,a*,b* or a Fitzpatrick type, I to VI.
    #[arg(long)]
    pub skin: Option<SkinColour>,
    /// Another shade than the case's, and parts of water to one of it, as black or black:5, or parts of both, as black:1:5.
    #[arg(long)]
    pub pigment: Option<ThinnedShade>,
    /// A later stage of the client's own pattern of loss, such as "Norwood VI": the practice head is drawn with what it leaves of the hair
    /// and with the same work. Photographs show the hair that was there when they were taken.
    #[arg(long)]
    pub stage: Option<HairPattern>,
}

/// What a shade is looked for. Colours are L*,a*,b* under daylight (D65), as an instrument in contact or a calibrated
/// photograph gives them.
#[derive(Debug, clap::Args)]
#[command(allow_negative_numbers = true)]
pub struct ShadeArguments {
    /// The bare skin.
    #[command(flatten)]
    pub skin: SkinArguments,
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
    /// The dots.
    #[command(flatten)]
    pub placement: PlacementArguments,
    /// Dots per cm² when all sessions are done.
    #[arg(long, default_value_t = 150.0)]
    pub density: f64,
    /// Parts of water to one part of pigment to try.
    #[arg(long, value_delimiter = ',', default_values_t = [0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0])]
    pub water: Vec<f64>,
    /// Distance to look from in m.
    #[arg(long, default_value_t = 0.7)]
    pub distance: f64,
    /// The client.
    #[command(flatten)]
    pub circumstances: CircumstanceArguments,
    /// A studio's own tables.
    #[command(flatten)]
    pub tables: TableArguments,
    /// How many matches to print.
    #[arg(long, default_value_t = 12)]
    pub most: usize,
}
