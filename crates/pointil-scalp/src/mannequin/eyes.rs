//! Closed eyes: the ball under two lids that meet in a calm line.

use glam::DVec3;

use super::blend::{bell, ramp, union};

/// Joins the left eye to `solid` (x folded to the left).
pub fn join(p: DVec3, solid: f64) -> f64 {
    let centre = DVec3::new(31.0, 13.0, 63.6);
    let from_centre = p - centre;
    let reach = from_centre.length();
    if reach > 30.0 {
        return solid;
    }
    let ball = reach - 14.2 - lids(p);
    union(solid, ball, 9.0)
}

/// The relief of the lids over the ball.
fn lids(p: DVec3) -> f64 {
    // The line where they meet sags between the corners.
    let along = ((p.x - 31.0) / 14.5).clamp(-1.3, 1.3);
    let line = 15.0 - 4.8 * (1.0 - along * along);
    let above = p.y - line;
    let width = ramp(1.12, 0.8, along.abs());
    // The upper lid overhangs the lower along the lashes, and folds where it meets the brow.
    let upper = 0.9 * ramp(-0.7, 0.7, above) * ramp(16.0, 3.0, above);
    let seam = -0.9 * bell(above + 0.5, 1.7);
    let fold = -0.5 * bell(p.y - 20.6 - 0.5 * bell(along, 1.0), 1.8);
    let lower = 0.2 * bell(above + 3.6, 3.0);
    (upper + seam + lower + fold) * width
}
