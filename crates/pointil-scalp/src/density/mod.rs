//! How dense dots are wanted where: zones, the hairline's soft edge, existing hair, patches and bands.

mod composition;
mod error;
mod field;
mod ground;
mod hair;
mod marks;
mod moved_edge;
mod raster;

pub use composition::{DensityComposition, ZoneDensities};
pub use error::DensityError;
pub use field::DensityField;
pub use ground::DensityGround;
pub use hair::{
    DiffuseExtent, ExistingHair, FollicularUnits, Hair, HairArea, HairEdit, HairField,
    HairLossPrevalence, HairPattern, LossExtent, LudwigGrade, NoLaterStage, NorwoodClass,
    SinclairGrade, UnknownHairPattern, UnknownNorwoodClass,
};
pub use marks::{Band, MarkDensity, Patch, PatchOutline};
