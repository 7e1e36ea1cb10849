//! The hair that is there already: its pattern, what differs from it on one head, and where it may go.

mod existing;
mod field;
mod hairs;
mod norwood;
mod pattern;
mod prevalence;
mod scale;
mod thinning;

pub use existing::{ExistingHair, HairArea, HairEdit};
pub use field::HairField;
pub use hairs::{FollicularUnits, Hair};
pub use norwood::{NorwoodClass, UnknownNorwoodClass};
pub use pattern::{
    DiffuseExtent, HairPattern, LudwigGrade, NoLaterStage, SinclairGrade, UnknownHairPattern,
};
pub use prevalence::{HairLossPrevalence, LossExtent};
