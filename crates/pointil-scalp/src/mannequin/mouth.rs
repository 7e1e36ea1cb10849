//! The mouth: lips closed without tension, the groove above and the hollow below them, as relief on the face.

use glam::DVec3;

use super::blend::{bell, ellipsoid, ramp, union};

/// Half the breadth of the mouth.
const HALF_BREADTH: f64 = 25.0;

/// Joins the mouth to `solid` (x folded to the left).
pub fn join(p: DVec3, solid: f64) -> f64 {
    if p.x > 50.0 || !(-100.0..-10.0).contains(&p.y) || p.z < 50.0 {
        return solid;
    }
    // The arch of the teeth under the lips.
    let arch = ellipsoid(
        p - DVec3::new(0.0, -51.0, 67.0),
        DVec3::new(31.0, 24.0, 25.2),
    );
    union(solid, arch, 16.0) - relief(p.x, p.y)
}

/// Millimetres that lips, philtrum and folds stand out, by the place seen from the front.
fn relief(x: f64, y: f64) -> f64 {
    let s = x / HALF_BREADTH;
    let fade = (1.0 - s * s).max(0.0);
    let line = -53.0 - 0.8 * bell(s, 0.35) + 0.5 * bell(s - 0.45, 0.4) - 0.3 * bell(s - 1.0, 0.4);
    let full = libm::pow(fade, 0.65);
    let upper_edge = line + full * (7.6 + 0.9 * bell(s - 0.22, 0.25) - 0.4 * bell(s, 0.15));
    let lower_edge = line - full * 9.8;
    let upper = 3.0 * full * bell((y - line) / (upper_edge - line).max(0.8) - 0.40, 1.0);
    let lower = 3.7 * full * bell((line - y) / (line - lower_edge).max(0.8) - 0.45, 0.95);
    let seam = -1.2 * bell(y - line, 1.9) * ramp(1.1, 0.8, s);
    let corner = -0.9 * bell(libm::hypot(x - HALF_BREADTH - 0.5, y - line), 7.0);
    let philtrum =
        -0.9 * bell(x, 5.0) * bell(y + 40.0, 9.0) + 0.5 * bell(x - 6.0, 5.0) * bell(y + 40.5, 9.0);
    upper.max(lower) + seam + corner + philtrum
}
