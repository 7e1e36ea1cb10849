//! What stands between the camera and the skin.

use pointil_scalp::Point;

/// Anything that can hide a point of the skin from a camera: ears before the temples, the brow before the crown.
pub trait Occluder: Sync {
    /// Whether the line from `eye` to `point` on the skin is blocked before it arrives.
    fn hides(&self, point: Point, eye: Point) -> bool;
}

/// Nothing stands between: only the horizon hides.
#[derive(Clone, Copy, Debug, Default)]
pub struct NothingBetween;

impl Occluder for NothingBetween {
    fn hides(&self, _: Point, _: Point) -> bool {
        false
    }
}
