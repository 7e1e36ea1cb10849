//! Where things are: the surface of a head, its landmarks and zones, hairlines, densities and the dots of a scalp
//! micropigmentation, in millimetres.
//!
//! This crate knows geometry alone: no colour, no picture, no file, no clock, no randomness that is not seeded by its
//! caller. Lengths are millimetres, areas and densities per square centimetre, angles radians unless a name says so.
//! The head frame is described with [`Point`].

mod camera;
mod chart;
mod cranium;
mod curve;
mod deformation;
mod density;
mod development;
pub mod dots;
mod fit;
pub mod geodesic;
mod hairline;
mod harmonics;
mod head;
mod head_parts;
mod landmarks;
mod mannequin;
mod measurements;
mod mesh;
mod rigid;
mod space;
mod table;
pub mod template;
mod units;
mod zones;

pub use camera::{Camera, PictureSize, Pixel};
pub use chart::{Chart, ChartPoint};
pub use cranium::{Cranium, Shape};
pub use curve::{CurveError, Nearest, SurfaceCurve};
pub use deformation::Deformation;
pub use density::{
    Band, DensityComposition, DensityError, DensityField, DensityGround, DiffuseExtent,
    ExistingHair, FollicularUnits, Hair, HairArea, HairEdit, HairField, HairLossPrevalence,
    HairPattern, LossExtent, LudwigGrade, MarkDensity, NoLaterStage, NorwoodClass, Patch,
    PatchOutline, SinclairGrade, UnknownHairPattern, UnknownNorwoodClass, ZoneDensities,
};
pub use development::{Development, SheetPoint};
pub use fit::{FitError, FittedHead, SurfacePoints};
pub use hairline::{
    Ancestry, ControlPoint, Hairline, HairlineEdge, HairlineParameters, HairlinePoint,
    HairlinePreset, HairlineRefusal, HairlineShape, HairlineTaste, UnknownHairlinePoint,
    UnknownHairlinePreset,
};
pub use head::Head;
pub use head_parts::{HeadParts, HeadPartsError};
pub use landmarks::{Landmark, Landmarks, UnknownLandmark};
pub use mannequin::Mannequin;
pub use measurements::{
    CompleteMeasurements, HeadMeasurement, HeadMeasurements, ImplausibleMeasurement, Sex,
};
pub use mesh::{Bvh, ExportError, Hit, Part, TriangleMesh};
pub use rigid::RigidMotion;
pub use space::{Direction, Point, Site, Surface};
pub use units::{DotDensity, FollicularUnitDensity, HairDensity, Mm, SquareCm};
pub use zones::{
    UnknownWorkOrder, UnknownZone, WorkOrder, Zone, ZoneAreas, ZoneBorder, ZoneLayout, ZoneMap,
};
