//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

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
