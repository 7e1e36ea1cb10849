//! Rigid motions: from the frame of a scan or a photograph's reconstruction into the head frame.

use glam::{DMat3, DQuat, DVec3};
use nalgebra::Matrix3;

use crate::space::{Direction, Point};

/// A rotation followed by a translation, in millimetres; no scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RigidMotion {
    rotation: DQuat,
    translation: DVec3,
}

impl RigidMotion {
    /// The motion that leaves everything in place.
    pub const IDENTITY: Self = Self {
        rotation: DQuat::IDENTITY,
        translation: DVec3::ZERO,
    };

    /// The rotation `rotation` about the origin, then the displacement `translation` in millimetres.
    pub fn new(rotation: DQuat, translation: DVec3) -> Self {
        Self {
            rotation: rotation.normalize(),
            translation,
        }
    }

    /// The motion that brings `from` closest to `to` in weighted least squares (Kabsch). Each entry is
    /// `(from, to, weight)`; at least three that are not in line fix it, fewer leave the rotation open in part.
    pub fn best(pairs: &[(Point, Point, f64)]) -> Self {
        let total: f64 = pairs.iter().map(|(_, _, w)| w).sum();
        if total <= 0.0 {
            return Self::IDENTITY;
        }
        let mean = |pick: fn(&(Point, Point, f64)) -> Point| {
            pairs
                .iter()
                .fold(DVec3::ZERO, |sum, pair| sum + pick(pair).to_vec() * pair.2)
                / total
        };
        let (from_mean, to_mean) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let mut covariance = Matrix3::<f64>::zeros();
        for (from, to, weight) in pairs {
            let (f, t) = (from.to_vec() - from_mean, to.to_vec() - to_mean);
            let (f, t) = (
                nalgebra::Vector3::from(f.to_array()),
                nalgebra::Vector3::from(t.to_array()),
            );
            covariance += t * f.transpose() * *weight;
        }
        let svd = covariance.svd(true, true);
        let (Some(u), Some(v_t)) = (svd.u, svd.v_t) else {
            return Self {
                rotation: DQuat::IDENTITY,
                translation: to_mean - from_mean,
            };
        };
        let handed = (u * v_t).determinant().signum();
        let r = u * Matrix3::from_diagonal(&nalgebra::Vector3::new(1.0, 1.0, handed)) * v_t;
        let columns: [f64; 9] = core::array::from_fn(|i| r[(i % 3, i / 3)]);
        let rotation = DQuat::from_mat3(&DMat3::from_cols_array(&columns)).normalize();
        Self {
            rotation,
            translation: to_mean - rotation * from_mean,
        }
    }

    /// `point` after the motion.
    pub fn apply(&self, point: Point) -> Point {
        Point::from_vec(self.rotation * point.to_vec() + self.translation)
    }

    /// `direction` after the motion.
    pub fn turn(&self, direction: Direction) -> Direction {
        Direction::of(self.rotation * direction.to_vec()).unwrap_or(direction)
    }

    /// The motion that undoes this one.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let rotation = self.rotation.inverse();
        Self {
            rotation,
            translation: -(rotation * self.translation),
        }
    }

    /// This motion, then a turn by the small rotation vector `turn` (radians) about the origin and the displacement
    /// `shift` (mm).
    #[must_use]
    pub fn nudged(&self, turn: DVec3, shift: DVec3) -> Self {
        let angle = turn.length();
        let (sin, cos) = libm::sincos(angle / 2.0);
        let axis = turn.try_normalize().unwrap_or(DVec3::X);
        let q = DQuat::from_xyzw(axis.x * sin, axis.y * sin, axis.z * sin, cos);
        Self {
            rotation: (q * self.rotation).normalize(),
            translation: q * self.translation + shift,
        }
    }

    /// The rotation.
    pub const fn rotation(&self) -> DQuat {
        self.rotation
    }

    /// The displacement after the rotation, in millimetres.
    pub const fn translation(&self) -> DVec3 {
        self.translation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_recovers_a_motion_and_inverse_undoes_it() {
        let motion =
            RigidMotion::IDENTITY.nudged(DVec3::new(0.4, -1.1, 0.2), DVec3::new(5.0, -60.0, 12.0));
        let points = [
            (10.0, 2.0, -3.0),
            (-40.0, 9.0, 70.0),
            (3.0, 80.0, -6.0),
            (20.0, -30.0, 5.0),
        ];
        let pairs: Vec<_> = points
            .map(|(x, y, z)| Point::new(x, y, z))
            .map(|p| (p, motion.apply(p), 2.0))
            .into();
        let found = RigidMotion::best(&pairs);
        for (from, to, _) in pairs {
            assert!(found.apply(from).distance(to) < 1e-9);
            assert!(motion.inverse().apply(to).distance(from) < 1e-9);
        }
    }
}
