//! The dots of a design: a ranked universe of candidates on the scalp, thresholded by a density, finished into a pattern.
//!
//! See `docs/dots.md` for the way through.

mod candidates;
pub(crate) mod counter_hash;
mod density_ladder;
mod density_map;
mod dot_arrays;
mod elimination;
mod neighbours;
mod pattern;
mod ranking;
mod relaxation;
mod session_energy;
mod session_forces;
mod session_labels;
mod session_plan;
mod session_shares;
mod site_chart;
mod skin;
mod surroundings;
mod universe;

pub(crate) use density_map::Sample;
pub use density_map::{DensityMap, MAXIMUM_DENSITY};
pub use pattern::{DotCount, PatternDot, PatternError, SessionLayer};
pub use session_plan::SessionPlan;
pub use session_shares::{ImplausibleShares, SessionShares};
pub use site_chart::Tile;
pub use universe::{DotId, Universe, UniverseError, UniverseOptions};
