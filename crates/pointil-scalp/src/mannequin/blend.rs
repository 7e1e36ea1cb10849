//! The shapes and joins that a head is modelled from. Distances are in millimetres, negative inside.
//!
//! All joins have compact support: where two distances differ by more than the radius, the join is exactly the nearer
//! one, so that a feature changes nothing beyond its reach.

use glam::{DVec2, DVec3};

/// The union of two solids with a fillet of about `radius`.
pub fn union(a: f64, b: f64, radius: f64) -> f64 {
    let h = ((radius - (a - b).abs()) / radius).max(0.0);
    a.min(b) - h * h * h * radius / 6.0
}

/// The intersection of two solids with its edge rounded by about `radius`.
pub fn intersection(a: f64, b: f64, radius: f64) -> f64 {
    -union(-a, -b, radius)
}

/// What `cutter` leaves of `solid`, with the edge rounded by about `radius`.
pub fn cut(solid: f64, cutter: f64, radius: f64) -> f64 {
    intersection(solid, -cutter, radius)
}

/// 0 below `from`, 1 above `to`, smooth with two derivatives in between.
pub fn ramp(from: f64, to: f64, x: f64) -> f64 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * t * (t * (6.0 * t - 15.0) + 10.0)
}

/// A bell of height 1 around 0 that ends at ±`reach`.
pub fn bell(x: f64, reach: f64) -> f64 {
    let t = x / reach;
    let s = (1.0 - t * t).max(0.0);
    s * s * s
}

/// An ellipsoid around the origin with semi-axes `radii`; nearly the true distance close to it.
pub fn ellipsoid(p: DVec3, radii: DVec3) -> f64 {
    let scaled = p / radii;
    let slope = (scaled / radii).length();
    let length = scaled.length();
    if slope < 1e-9 {
        return -radii.min_element();
    }
    length * (length - 1.0) / slope
}

/// An ellipse around the origin, alike.
pub fn ellipse(p: DVec2, radii: DVec2) -> f64 {
    let scaled = p / radii;
    let slope = (scaled / radii).length();
    let length = scaled.length();
    if slope < 1e-9 {
        return -radii.min_element();
    }
    length * (length - 1.0) / slope
}

/// A rod from `a` to `b` whose radius runs evenly from `radius_a` to `radius_b`.
pub fn rod(p: DVec3, (a, radius_a): (DVec3, f64), (b, radius_b): (DVec3, f64)) -> f64 {
    let along = b - a;
    let t = ((p - a).dot(along) / along.length_squared()).clamp(0.0, 1.0);
    (p - a - along * t).length() - (radius_a + (radius_b - radius_a) * t)
}
