//! The nose: a straight back, a round tip, wings and nostrils.

use glam::DVec3;

use super::blend::{cut, ellipsoid, rod, union};
use super::face::turned;

/// Joins the nose to `solid` (x folded to the left).
pub fn join(p: DVec3, solid: f64) -> f64 {
    if p.x > 45.0 || !(-60.0..50.0).contains(&p.y) || p.z < 50.0 {
        return solid;
    }
    let root = (DVec3::new(0.0, 24.0, 79.5), 7.0);
    let bridge = (DVec3::new(0.0, 4.0, 90.2), 6.8);
    let tip = (DVec3::new(0.0, -17.5, 102.0), 8.0);
    let back = union(rod(p, root, bridge), rod(p, bridge, tip), 5.0);
    let ball = ellipsoid(p - DVec3::new(0.0, -19.6, 104.0), DVec3::new(8.9, 7.6, 8.6));
    let wing = ellipsoid(
        turned(p - DVec3::new(11.0, -24.0, 93.5), 16.0),
        DVec3::new(6.6, 7.4, 11.0),
    );
    let column = rod(
        p,
        (DVec3::new(0.0, -24.5, 104.5), 4.2),
        (DVec3::new(0.0, -29.0, 92.5), 4.6),
    );
    // A wedge behind the back carries its sides out to the cheeks.
    let wedge = rod(
        p,
        (DVec3::new(0.0, 14.0, 75.5), 10.0),
        (DVec3::new(0.0, -20.0, 86.0), 15.0),
    );
    let bridge = union(back, wedge, 8.0);
    let lower = union(union(ball, wing, 9.0), column, 4.0);
    let nose = union(bridge, lower, 9.0);
    let nostril = ellipsoid(
        turned(p - DVec3::new(6.4, -31.5, 97.5), -24.0),
        DVec3::new(2.4, 4.0, 4.8),
    );
    cut(union(solid, nose, 8.0), nostril, 2.5)
}
