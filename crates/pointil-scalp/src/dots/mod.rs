//! The dots of a design: a ranked universe of candidates on the scalp, thresholded by a density, finished into a pattern.
//!
//! See `docs/dots.md` for the way through.

mod candidates;
mod counter_hash;
mod density_map;
mod dot_arrays;
mod elimination;
mod neighbours;
mod ranking;
mod site_chart;
mod skin;
mod universe;

pub use density_map::{DensityMap, MAXIMUM_DENSITY};
pub use site_chart::Tile;
pub use universe::{DotId, Universe, UniverseError, UniverseOptions};
