//! A design on its client: the practice head and photographs with the work in them, at any age.

mod hair;
mod heads;
mod stencil;
mod treated;

use pointil_scalp::{Bvh, Camera, HairPattern, Landmarks, TriangleMesh};
use pointil_treatment::{Design, Layout};

use crate::composite::{Mask, View, composite};
use crate::dot::Dot;
use crate::picture::Picture;
use crate::redness::Redness;
use crate::studio::Studio;
pub use hair::{PracticeHead, Sitting};
pub use heads::{SHEET_SIZE, head_sheets, on_practice_head};
pub use stencil::design_stencil;
pub use treated::{Subject, Treated};

/// The blur of a picture that cannot be measured, or that is drawn here, in pixels.
pub const USUAL_SHARPNESS_PX: f64 = 0.6;

/// Edge length of the practice head's mesh cells for pictures and occlusion, in millimetres.
pub const PRACTICE_CELL_MM: f64 = 2.0;

/// Why a design cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DesignPictureError {
    /// The client or the design.
    #[error("{0}")]
    Input(String),
    /// The picture.
    #[error("{0}")]
    Drawing(String),
}

fn input(error: impl core::fmt::Display) -> DesignPictureError {
    DesignPictureError::Input(error.to_string())
}

fn drawing(error: impl core::fmt::Display) -> DesignPictureError {
    DesignPictureError::Drawing(error.to_string())
}

/// A design's dots at one age, and what is between them and the camera.
pub struct Stage<'a> {
    /// The dots.
    pub dots: Vec<Dot>,
    /// The redness around them.
    pub redness: Option<Redness>,
    /// The head itself.
    pub occluder: &'a Bvh,
}

/// A bare picture to draw into.
pub struct Canvas<'a> {
    /// The picture.
    pub picture: &'a Picture,
    /// Where it was taken from.
    pub camera: &'a Camera,
    /// Its blur beside the pixel's own square, in pixels.
    pub sharpness_px: f64,
    /// Where nothing may be drawn.
    pub mask: Option<&'a Mask>,
}

/// The studio with a design's head; who has lost all hair of the body has no brows and lashes either.
pub fn practice_studio(
    mesh: TriangleMesh,
    landmarks: Landmarks,
    occluder: &Bvh,
    design: &Design,
) -> Studio {
    let studio = Studio::new(mesh, landmarks, occluder);
    if design.hair.pattern == HairPattern::Universalis {
        studio.without_brows()
    } else {
        studio
    }
}

impl<'a> Stage<'a> {
    /// The dots of `layout` so many days after the session.
    ///
    /// # Errors
    /// Dots beyond the table of dots.
    pub fn at(
        days: f64,
        treated: &Treated<'_>,
        layout: &Layout,
        occluder: &'a Bvh,
    ) -> Result<Self, DesignPictureError> {
        let appearances = treated.dots(days, layout.settings.len())?;
        let dots = layout.dots.iter().map(|dot| Dot {
            position: dot.point,
            normal: dot.normal,
            appearance: appearances[dot.setting],
        });
        Ok(Self {
            dots: dots.collect(),
            redness: treated.redness(days)?,
            occluder,
        })
    }

    /// No dots yet.
    pub const fn untouched(occluder: &'a Bvh) -> Self {
        Self {
            dots: Vec::new(),
            redness: None,
            occluder,
        }
    }

    /// The bare picture with the dots.
    ///
    /// # Errors
    /// A picture out of bounds.
    pub fn draw(&self, canvas: &Canvas<'_>) -> Result<Picture, DesignPictureError> {
        let view = View {
            picture: canvas.picture,
            camera: canvas.camera,
            sharpness_px: canvas.sharpness_px,
            occluder: self.occluder,
            mask: canvas.mask,
            redness: self.redness.as_ref(),
        };
        composite(&view, &self.dots).map_err(input)
    }
}
