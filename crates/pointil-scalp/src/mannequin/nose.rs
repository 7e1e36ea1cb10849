//! The nose: a straight back, a round tip, wings and nostrils.

use glam::DVec3;

use super::blend::{cut, ellipsoid, rod, union};
use super::face::turned;

/// Joins the nose to `solid` (x folded to the left).
pub fn join(p: DVec3, solid: f64) -> f64 {
    if p.x > 45.0 || !(-60.0..50.0).contains(&p.y) || p.z < 50.0 {
        return solid;
    }
    let root = (DVec3::new(0.0, 24.0, 80.0), 7.0);
    let bridge = (DVec3::new(0.0, 4.0, 88.5), 7.2);
    let tip = (DVec3::new(0.0, -19.0, 103.0), 8.3);
    let back = union(rod(p, root, bridge), rod(p, bridge, tip), 5.0);
    let ball = ellipsoid(p - DVec3::new(0.0, -20.5, 103.5), DVec3::new(9.5, 8.5, 9.3));
    let wing = ellipsoid(
        turned(p - DVec3::new(11.5, -24.5, 92.5), 12.0),
        DVec3::new(6.2, 7.0, 9.5),
    );
    let column = rod(
        p,
        (DVec3::new(0.0, -26.0, 106.0), 4.0),
        (DVec3::new(0.0, -31.0, 94.0), 4.6),
    );
    // A wedge behind the back carries its sides out to the cheeks.
    let wedge = rod(
        p,
        (DVec3::new(0.0, 14.0, 76.0), 10.0),
        (DVec3::new(0.0, -22.0, 87.0), 14.5),
    );
    let bridge = union(back, wedge, 8.0);
    let lower = union(union(ball, wing, 4.0), column, 5.0);
    let nose = union(bridge, lower, 5.0);
    let nostril = ellipsoid(
        turned(p - DVec3::new(6.6, -31.0, 97.0), -22.0),
        DVec3::new(3.0, 5.0, 5.2),
    );
    cut(union(solid, nose, 9.0), nostril, 2.5)
}
