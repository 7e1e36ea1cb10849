//! The outline of a head against its background.

mod backdrop;
mod contour;

use glam::DVec2;
use pointil_scalp::{PictureSize, Pixel};

use crate::photograph::Photograph;
use backdrop::Backdrop;
use contour::Mask;

/// The picture is brought to about this many pixels on its longer side first.
const WORKING_SIDE: u32 = 1500;

/// The subject takes up between these shares of the picture.
const SUBJECT_SHARE: core::ops::Range<f64> = 0.04..0.9;

/// A point of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutlinePoint {
    /// Where it lies.
    pub pixel: Pixel,
    /// The unit vector out of the head, in the picture (right, down).
    pub outward: DVec2,
}

/// The outline of a head (with whatever else stands before the background) in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    points: Vec<OutlinePoint>,
}

/// Why a picture has no outline that could be trusted.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum OutlineError {
    /// The picture's border shows more than a plain background.
    #[error(
        "the background is not plain ({:.0} % of the picture's border has one colour, 80 % are needed); photograph \
         before a plain wall or mark the outline by hand",
        plain * 100.0
    )]
    BusyBackground {
        /// The share of the border (without its lower part) that has the background's colour.
        plain: f64,
    },
    /// No subject of a head's size stands before the background.
    #[error("the subject fills {:.0} % of the picture, 4 to 90 % are expected; move closer or farther, or mark the outline by hand", share * 100.0)]
    NoSubject {
        /// The share of the picture that is not background.
        share: f64,
    },
    /// The outline fades into the background.
    #[error("the head can hardly be told from the background along {:.0} % of its outline; use a wall of another brightness or mark the outline by hand", share * 100.0)]
    FaintEdge {
        /// The share of the outline without a clear edge.
        share: f64,
    },
    /// Too few points drawn.
    #[error("the outline has {0} points; draw at least 3")]
    TooFewPoints(usize),
}

impl Outline {
    /// The outline of what stands before a plain background, found without help.
    ///
    /// # Errors
    /// A background that is not plain, a subject that is far too small or large, or edges too faint to be trusted.
    pub fn of(photograph: &Photograph) -> Result<Self, OutlineError> {
        let factor = shrinking(photograph.size());
        let backdrop = Backdrop::of(photograph, factor)?;
        let mask = Mask::of(&backdrop);
        let share = mask.share();
        if !SUBJECT_SHARE.contains(&share) {
            return Err(OutlineError::NoSubject { share });
        }
        let (points, faint) = mask.edge(&backdrop);
        if faint > 0.35 || points.len() < 100 {
            return Err(OutlineError::FaintEdge { share: faint });
        }
        let scale = f64::from(factor);
        let points = points.into_iter().map(|point| OutlinePoint {
            pixel: Pixel::new(point.pixel.x * scale, point.pixel.y * scale),
            ..point
        });
        Ok(Self {
            points: points.collect(),
        })
    }

    /// An outline drawn by hand, as points in order along it.
    ///
    /// # Errors
    /// Fewer than three points.
    pub fn drawn(points: &[Pixel]) -> Result<Self, OutlineError> {
        if points.len() < 3 {
            return Err(OutlineError::TooFewPoints(points.len()));
        }
        let at = |k: usize| DVec2::new(points[k].x, points[k].y);
        let middle = (0..points.len()).map(at).sum::<DVec2>() / points.len() as f64;
        let point = |k: usize| {
            let (before, after) = (k.saturating_sub(1), (k + 1).min(points.len() - 1));
            let across = (at(after) - at(before)).perp().normalize_or_zero();
            let outward = if across.dot(at(k) - middle) < 0.0 {
                -across
            } else {
                across
            };
            OutlinePoint {
                pixel: points[k],
                outward,
            }
        };
        Ok(Self {
            points: (0..points.len()).map(point).collect(),
        })
    }

    /// All points, in order along the outline.
    pub fn points(&self) -> &[OutlinePoint] {
        &self.points
    }

    /// The points in steps of about `step_px` pixels along the outline.
    pub fn spaced(&self, step_px: f64) -> impl Iterator<Item = OutlinePoint> {
        let mut last: Option<Pixel> = None;
        self.points.iter().copied().filter(move |point| {
            let far = last.is_none_or(|last| last.distance(point.pixel) >= step_px);
            if far {
                last = Some(point.pixel);
            }
            far
        })
    }
}

/// How many pixels of the picture, across and down, make one to work with.
fn shrinking(size: PictureSize) -> u32 {
    (size.width.max(size.height) as f64 / f64::from(WORKING_SIDE))
        .round()
        .max(1.0) as u32
}
