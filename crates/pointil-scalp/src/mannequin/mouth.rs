//! The mouth: lips closed without tension, the groove above and the hollow below them, as relief on the face.

use glam::DVec3;

use super::blend::{bell, ellipsoid, ramp, union};

/// Half the breadth of the mouth.
const HALF_BREADTH: f64 = 25.5;

/// Joins the mouth to `solid` (x folded to the left).
pub fn join(p: DVec3, solid: f64) -> f64 {
    if p.x > 50.0 || !(-100.0..-10.0).contains(&p.y) || p.z < 50.0 {
        return solid;
    }
    // The arch of the teeth under the lips.
    let arch = ellipsoid(
        p - DVec3::new(0.0, -51.0, 68.0),
        DVec3::new(30.0, 24.0, 25.5),
    );
    union(solid, arch, 16.0) - relief(p.x, p.y)
}

/// Millimetres that lips, philtrum and folds stand out, by the place seen from the front.
fn relief(x: f64, y: f64) -> f64 {
    let s = x / HALF_BREADTH;
    let fade = (1.0 - s * s).max(0.0);
    let line = -53.0 - 0.7 * bell(s, 0.3) + 0.5 * bell(s - 0.45, 0.4) + 0.6 * bell(s - 1.0, 0.4);
    let upper_edge = line + fade.powf(0.75) * (6.6 + 0.9 * bell(s - 0.22, 0.25));
    let lower_edge = line - fade.powf(0.65) * 9.6;
    let upper = {
        let height = (upper_edge - line).max(0.3);
        3.4 * fade.sqrt() * bell((y - line) / height - 0.36, 0.9)
    };
    let lower = {
        let height = (line - lower_edge).max(0.3);
        4.2 * fade.sqrt() * bell((line - y) / height - 0.42, 0.85)
    };
    let seam = -2.2 * bell(y - line, 2.2) * ramp(1.12, 0.85, s);
    let corner = -1.4 * bell(libm::hypot(x - HALF_BREADTH - 0.5, y - line), 6.0);
    let philtrum =
        -0.9 * bell(x, 5.0) * bell(y + 40.0, 9.0) + 0.5 * bell(x - 6.0, 5.0) * bell(y + 40.5, 9.0);
    upper.max(lower).max(0.0) + seam + corner + philtrum
}
