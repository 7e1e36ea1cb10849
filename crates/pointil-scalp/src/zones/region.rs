//! Closed regions of the scalp, kept as polygons on a plane that shows every site once.

use crate::space::Site;

/// Lambert's equal-area view of all sites from above the vertex: the vertex in the middle, the face upward.
pub(crate) fn flat(site: Site) -> (f64, f64) {
    let d = site.to_vec();
    let k = (2.0 / (1.0 + d.y).max(1e-12)).sqrt();
    (d.x * k, d.z * k)
}
