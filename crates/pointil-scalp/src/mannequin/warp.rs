//! From a person's face to the practice face: the smooth map that takes each landmark onto the practice head's.

use glam::DVec3;
use nalgebra::{DMatrix, Matrix4, Matrix4x3};

/// How far a landmark's own displacement is felt, in millimetres: across the face, not to the crown.
const REACH: f64 = 110.0;

/// Landmarks need not be met to the last tenth: a little give keeps neighbours that disagree from creasing the skin.
const GIVE: f64 = 0.02;

/// A smooth map of space: an affine map and, around each control point, a smooth displacement of its own.
#[derive(Clone, Debug)]
pub struct Warp {
    affine: [DVec3; 4],
    centres: Vec<(DVec3, DVec3)>,
}

impl Warp {
    /// The map that takes (nearly) the first of every pair to the second.
    pub fn between(pairs: &[(DVec3, DVec3)]) -> Self {
        let affine = affine(pairs);
        let linear = Self {
            affine,
            centres: Vec::new(),
        };
        let n = pairs.len();
        let kernel = DMatrix::from_fn(n, n, |i, j| {
            let give = if i == j { GIVE } else { 0.0 };
            wendland(pairs[i].0.distance(pairs[j].0)) + give
        });
        let left = DMatrix::from_fn(n, 3, |i, axis| {
            (pairs[i].1 - linear.apply(pairs[i].0))[axis]
        });
        // The kernel is positive definite, so that Cholesky fails for values that are not finite alone.
        let weights = kernel
            .cholesky()
            .map_or_else(|| DMatrix::zeros(n, 3), |c| c.solve(&left));
        let centres = (0..n)
            .map(|i| {
                let weight = DVec3::new(weights[(i, 0)], weights[(i, 1)], weights[(i, 2)]);
                (pairs[i].0, weight)
            })
            .collect();
        Self { affine, centres }
    }

    /// Where `p` goes.
    pub fn apply(&self, p: DVec3) -> DVec3 {
        let [o, x, y, z] = self.affine;
        let mut moved = o + x * p.x + y * p.y + z * p.z;
        for (centre, weight) in &self.centres {
            let square = p.distance_squared(*centre);
            if square < REACH * REACH {
                moved += *weight * wendland(square.sqrt());
            }
        }
        moved
    }
}

/// Wendland's function of smoothness 2, positive definite in space, zero from [`REACH`] on.
fn wendland(distance: f64) -> f64 {
    let t = distance / REACH;
    let s = (1.0 - t).max(0.0);
    let square = s * s;
    square * square * (4.0 * t + 1.0)
}

/// The affine map of least squares, held towards the identity by a weight that three points outdo.
fn affine(pairs: &[(DVec3, DVec3)]) -> [DVec3; 4] {
    let mut normal = Matrix4::<f64>::zeros();
    let mut right = Matrix4x3::<f64>::zeros();
    for (from, to) in pairs {
        let row = [1.0, from.x, from.y, from.z];
        for i in 0..4 {
            for j in 0..4 {
                normal[(i, j)] += row[i] * row[j];
            }
            for axis in 0..3 {
                right[(i, axis)] += row[i] * (to[axis] - from[axis]);
            }
        }
    }
    for i in 0..4 {
        normal[(i, i)] += if i == 0 { 0.1 } else { 400.0 };
    }
    let solved = normal
        .cholesky()
        .map_or_else(Matrix4x3::zeros, |c| c.solve(&right));
    let column = |i: usize| DVec3::new(solved[(i, 0)], solved[(i, 1)], solved[(i, 2)]);
    [
        column(0),
        DVec3::X + column(1),
        DVec3::Y + column(2),
        DVec3::Z + column(3),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_points_arrive_and_an_affine_map_is_found_everywhere() {
        let from: Vec<DVec3> = (0..20)
            .map(|k| {
                let (s, c) = libm::sincos(f64::from(k) * 2.4);
                DVec3::new(60.0 * s, f64::from(k) * 8.0 - 90.0, 60.0 * c + 10.0)
            })
            .collect();
        let scaled = |p: DVec3| p * DVec3::new(1.05, 0.97, 1.02) + DVec3::new(0.0, 2.0, -3.0);
        let pairs: Vec<_> = from.iter().map(|p| (*p, scaled(*p))).collect();
        let warp = Warp::between(&pairs);
        let far = DVec3::new(10.0, -40.0, 50.0);
        assert!(warp.apply(far).distance(scaled(far)) < 0.3);
        let bent: Vec<_> = pairs
            .iter()
            .enumerate()
            .map(|(k, (a, b))| (*a, *b + DVec3::X * if k % 2 == 0 { 3.0 } else { -3.0 }))
            .collect();
        let warp = Warp::between(&bent);
        for (a, b) in bent {
            assert!(warp.apply(a).distance(b) < 1.0, "{a} {b}");
        }
    }
}
