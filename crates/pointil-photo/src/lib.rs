//! A photograph as measurements, with uncertainty.
//!
//! Only this crate decodes foreign images: [`decode`] takes untrusted bytes and gives a [`Photograph`] or one clear
//! sentence on why not.

mod decode;
mod format;
#[cfg(feature = "heic")]
mod heic;
mod jpeg;
mod outline;
mod photograph;
mod placed;
mod pose;
mod sharpness;

pub use decode::{DecodeError, MAX_BYTES, MAX_PIXELS, decode};
pub use outline::{Outline, OutlineError, OutlinePoint};
pub use photograph::{EncodeError, Lens35mm, Photograph};
pub use placed::{MisplacedLandmark, PlacedLandmarks};
pub use pose::{
    FieldOfView, FitSettings, HeadFit, Mark, MarkResidual, MarkedPhotograph, PoseError,
    PoseEstimate, PossibleFit, Suspect, camera_on, fit, fit_those_possible,
};
pub use sharpness::{NoEdges, Region, Sharpness};
