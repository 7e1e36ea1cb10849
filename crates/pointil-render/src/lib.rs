//! A design as pixels: dots in a photograph, the mannequin from any angle, contact sheets. On the processor alone, and
//! bit-identical on one thread or many.

mod angle;
mod bell;
mod chart;
mod coarse;
mod composite;
mod design;
mod disc;
mod dot;
mod gloss;
mod head_outline;
mod lettering;
mod occluder;
mod patch;
mod pattern;
mod picture;
mod redness;
mod seen_from;
mod sheet;
mod stencil;
mod studio;

pub use angle::{StandardAngle, close_up};
pub use chart::{Chart, ChartAxis, Corner, Curve, Strip, Strips};
pub use composite::{CompositeError, Mask, View, composite};
pub use design::{
    Canvas, DesignPictureError, PRACTICE_CELL_MM, PracticeHead, SHEET_SIZE, Sitting, Stage,
    Subject, Treated, USUAL_SHARPNESS_PX, design_stencil, head_sheets, on_practice_head,
    practice_studio,
};
pub use dot::Dot;
pub use head_outline::head_outline;
pub use occluder::{NothingBetween, Occluder};
pub use pattern::{PatternDot, dot_pattern};
pub use picture::{MAX_PIXELS, Picture, PictureError};
pub use redness::Redness;
pub use sheet::{Frame, contact_sheet, with_legend};
pub use stencil::{
    Stencil, StencilLine, StencilMark, StencilPlace, StencilPoint, StencilRefusal, StencilStroke,
    stencil_sheets,
};
pub use studio::{HairLayer, HairLook, HairStyle, LongHair, Studio, vertex_reflectances};
