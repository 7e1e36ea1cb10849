//! Skin as layers: what is in it, and the light that comes back.

mod chromophores;
mod classes;
mod fit;
mod free;
mod model;
mod parameters;

pub use model::{Gloss, SkinModel, SkinModelError};
pub use parameters::{ImplausibleTissue, Inflammation, SkinTissue, TissueParameters};
