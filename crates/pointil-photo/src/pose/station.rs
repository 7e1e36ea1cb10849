//! Where a camera stands, in unknowns that pull in different directions: where the head's middle falls in the picture,
//! how large it is there, how the head is turned, and how strong the perspective is.

use glam::{DMat3, DVec2, DVec3};
use pointil_scalp::{Camera, PictureSize, Point};

/// Unknowns of a photograph besides its lens: a turn (3), the middle's place (2), the logarithm of the scale.
pub const UNKNOWNS: usize = 6;

/// A camera against the head.
#[derive(Clone, Copy, Debug)]
pub struct Station {
    /// From the head's axes to the camera's (right, down, forward).
    pub rotation: DMat3,
    /// Where the head's middle falls, in pixels from the picture's middle.
    pub middle_px: DVec2,
    /// Logarithm of the pixels per millimetre at the head's middle.
    pub log_scale: f64,
    /// Logarithm of the focal length in pixels.
    pub log_focal: f64,
}

/// Where a point falls, from the picture's middle, and how that changes.
pub struct Projected {
    pub px: DVec2,
    /// With the point: rows right and down in the picture.
    pub by_point: [DVec3; 2],
    /// With the six unknowns of the station and the logarithm of its focal length.
    pub by_station: [[f64; UNKNOWNS + 1]; 2],
}

/// The rotation by the vector `turn` (radians).
pub fn rotation_by(turn: DVec3) -> DMat3 {
    let angle = turn.length();
    let cross = skew(turn);
    if angle < 1e-9 {
        return DMat3::IDENTITY + cross;
    }
    let (sin, cos) = libm::sincos(angle);
    DMat3::IDENTITY + cross * (sin / angle) + cross * cross * ((1.0 - cos) / (angle * angle))
}

/// How the rotation by `turn + d` differs from that by `turn`, as a rotation vector on its left, per unit of `d`.
pub fn turn_slope(turn: DVec3) -> DMat3 {
    let angle = turn.length();
    let cross = skew(turn);
    if angle < 1e-5 {
        return DMat3::IDENTITY + cross * 0.5;
    }
    let (sin, cos) = libm::sincos(angle);
    let squared = angle * angle;
    DMat3::IDENTITY
        + cross * ((1.0 - cos) / squared)
        + cross * cross * ((angle - sin) / (squared * angle))
}

fn skew(v: DVec3) -> DMat3 {
    DMat3::from_cols(
        DVec3::new(0.0, v.z, -v.y),
        DVec3::new(-v.z, 0.0, v.x),
        DVec3::new(v.y, -v.x, 0.0),
    )
}

impl Station {
    /// The head's middle in camera axes.
    fn middle_mm(&self) -> DVec3 {
        let scale = libm::exp(self.log_scale);
        let focal = libm::exp(self.log_focal);
        DVec3::new(
            self.middle_px.x / scale,
            self.middle_px.y / scale,
            focal / scale,
        )
    }

    /// Where the point at `offset` from the head's middle falls. A point behind the camera is kept at arm's length before
    /// it, so that a wild step of a fit stays finite.
    pub fn project(&self, offset: DVec3, turn_slope: DMat3) -> Projected {
        let middle = self.middle_mm();
        let arm = self.rotation * offset;
        let c = arm + middle;
        let focal = libm::exp(self.log_focal);
        let z = c.z.max(0.05 * middle.z);
        let px = DVec2::new(c.x, c.y) * (focal / z);
        let by_camera = [
            DVec3::new(focal / z, 0.0, -px.x / z),
            DVec3::new(0.0, focal / z, -px.y / z),
        ];
        let scale = libm::exp(self.log_scale);
        let back = self.rotation.transpose();
        let by_point = by_camera.map(|row| back * row);
        let own = [px.x, px.y];
        let by_station = [0, 1].map(|i| {
            let row = by_camera[i];
            // d(arm) = turn × arm.
            let turn = turn_slope.transpose() * arm.cross(row);
            [
                turn.x,
                turn.y,
                turn.z,
                row.x / scale,
                row.y / scale,
                -row.dot(middle),
                own[i] + row.z * middle.z,
            ]
        });
        Projected {
            px,
            by_point,
            by_station,
        }
    }

    /// The camera of a picture of `size`, where the head's middle is at `middle`.
    pub fn camera(&self, middle: DVec3, size: PictureSize) -> Camera {
        let position = middle - self.rotation.transpose() * self.middle_mm();
        let axis = |i: usize| self.rotation.row(i);
        Camera::new(
            Point::from_vec(position),
            axis(0),
            axis(1),
            axis(2),
            libm::exp(self.log_focal),
            size,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_match_differences() {
        let turn = DVec3::new(0.3, -0.2, 0.5);
        let start = rotation_by(DVec3::new(1.0, 2.0, 0.5));
        let at = |p: [f64; 7], offset: DVec3| {
            let turn = turn + DVec3::new(p[0], p[1], p[2]);
            let station = Station {
                rotation: rotation_by(turn) * start,
                middle_px: DVec2::new(30.0 + p[3], -12.0 + p[4]),
                log_scale: 1.3 + p[5],
                log_focal: 8.0 + p[6],
            };
            station.project(offset, turn_slope(turn))
        };
        let offset = DVec3::new(40.0, -80.0, 60.0);
        let here = at([0.0; 7], offset);
        let h = 1e-6;
        for k in 0..7 {
            let mut p = [0.0; 7];
            p[k] = h;
            let slope = (at(p, offset).px - here.px) / h;
            for (i, s) in [slope.x, slope.y].into_iter().enumerate() {
                let found = here.by_station[i][k];
                assert!(
                    (found - s).abs() < 1e-3 * (1.0 + s.abs()),
                    "{k} {i} {found} {s}"
                );
            }
        }
        for (k, axis) in DVec3::AXES.into_iter().enumerate() {
            let slope = (at([0.0; 7], offset + axis * h).px - here.px) / h;
            assert!((here.by_point[0][k] - slope.x).abs() < 1e-4);
            assert!((here.by_point[1][k] - slope.y).abs() < 1e-4);
        }
    }
}
