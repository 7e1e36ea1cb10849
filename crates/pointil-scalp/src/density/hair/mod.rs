//! The hair that is there already: its pattern, what differs from it on one head, and where it may go.

mod existing;
mod field;
mod norwood;
mod pattern;
mod prevalence;
mod scale;
mod thinning;

pub use existing::{ExistingHair, HairArea, HairEdit};
pub use field::HairField;
pub use norwood::{NorwoodClass, UnknownNorwoodClass};
pub use pattern::{DiffuseExtent, HairPattern, LudwigGrade, SinclairGrade, UnknownHairPattern};
pub use prevalence::{HairLossPrevalence, LossExtent};
