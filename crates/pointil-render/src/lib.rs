//! A design as pixels: dots in a photograph, the mannequin from any angle, contact sheets. On the processor alone, and
//! bit-identical on one thread or many.

mod bell;
mod composite;
mod disc;
mod dot;
mod gloss;
mod occluder;
mod patch;
mod picture;
mod stencil;

pub use composite::{CompositeError, Mask, View, composite};
pub use dot::Dot;
pub use occluder::{NothingBetween, Occluder};
pub use picture::{MAX_PIXELS, Picture, PictureError};
pub use stencil::{Stencil, StencilLine, StencilStroke};
