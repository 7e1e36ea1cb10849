//! `pointil optics`: the optics held to the truth, by anyone who doubts them.

mod arguments;
mod depth;
mod depth_figure;
mod dot;
mod validate;
mod validation_table;

pub use arguments::Optics;

use crate::failure::Failure;
use crate::report::Report;

/// Runs one of them.
pub fn optics(command: &Optics, report: &Report) -> Result<(), Failure> {
    match command {
        Optics::Validate(arguments) => validate::validate(arguments, report),
        Optics::Dot(arguments) => dot::dot(arguments, report),
        Optics::Depth(out) => depth::depth(out, report),
    }
}
