//! The standard angles that a head is photographed from.

use glam::DVec3;
use pointil_scalp::{Camera, Direction, PictureSize, Point};

/// A standard angle. Five make a contact sheet: see [`StandardAngle::SHEET`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StandardAngle {
    /// Straight from the front.
    Front,
    /// Halfway to the subject's left, slightly from above.
    LeftThreeQuarter,
    /// Halfway to the subject's right, slightly from above.
    RightThreeQuarter,
    /// From the subject's left.
    Left,
    /// From the subject's right.
    Right,
    /// From above, the face toward the lower edge.
    Top,
    /// From behind, slightly from above.
    Back,
}

/// From the camera to the head in millimetres: far enough that faces keep their proportions.
const DISTANCE_MM: f64 = 1150.0;

/// What the larger side of the picture shows at the head's distance, in millimetres: a head of 260 mm and air.
const FIELD_MM: f64 = 355.0;

impl StandardAngle {
    /// All angles.
    pub const ALL: [Self; 7] = [
        Self::Front,
        Self::LeftThreeQuarter,
        Self::RightThreeQuarter,
        Self::Left,
        Self::Right,
        Self::Top,
        Self::Back,
    ];

    /// The five of a contact sheet: front, left three-quarter, left side, top, back.
    pub const SHEET: [Self; 5] = [
        Self::Front,
        Self::LeftThreeQuarter,
        Self::Left,
        Self::Top,
        Self::Back,
    ];

    /// The name, in English.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Front => "Front",
            Self::LeftThreeQuarter => "Left three-quarter",
            Self::RightThreeQuarter => "Right three-quarter",
            Self::Left => "Left",
            Self::Right => "Right",
            Self::Top => "Top",
            Self::Back => "Back",
        }
    }

    /// Degrees around the head to the subject's left, and upward.
    const fn yaw_pitch_deg(self) -> (f64, f64) {
        match self {
            Self::Front => (0.0, 8.0),
            Self::LeftThreeQuarter => (40.0, 14.0),
            Self::RightThreeQuarter => (-40.0, 14.0),
            Self::Left => (90.0, 6.0),
            Self::Right => (-90.0, 6.0),
            Self::Top => (0.0, 78.0),
            Self::Back => (180.0, 14.0),
        }
    }

    /// The camera for a picture of `size` of an adult head in the head frame.
    pub fn camera(self, size: PictureSize) -> Camera {
        let (yaw, pitch) = self.yaw_pitch_deg();
        let (sy, cy) = libm::sincos(yaw.to_radians());
        let (sp, cp) = libm::sincos(pitch.to_radians());
        let back = DVec3::new(cp * sy, sp, cp * cy);
        let right = DVec3::new(cy, 0.0, -sy);
        let target = Point::new(0.0, -4.0 + 45.0 * sp, -4.0);
        let larger = f64::from(size.width.max(size.height));
        let focal_px = larger * DISTANCE_MM / FIELD_MM;
        let eye = target + back * DISTANCE_MM;
        Camera::new(eye, right, right.cross(back), -back, focal_px, size)
    }
}

/// The camera that looks at `target` along `direction` (from the camera to the head) from the usual distance, with
/// `field_mm` millimetres across the larger side of the picture: for a closer look. `None` where the direction is straight
/// up or down.
pub fn close_up(
    target: Point,
    direction: Direction,
    field_mm: f64,
    size: PictureSize,
) -> Option<Camera> {
    let forward = direction.to_vec();
    let right = forward.cross(DVec3::Y).try_normalize()?;
    let larger = f64::from(size.width.max(size.height));
    let focal_px = larger * DISTANCE_MM / field_mm.max(1.0);
    let eye = target + -forward * DISTANCE_MM;
    Some(Camera::new(
        eye,
        right,
        forward.cross(right),
        forward,
        focal_px,
        size,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: PictureSize = PictureSize {
        width: 1200,
        height: 1500,
    };

    #[test]
    fn the_named_side_faces_the_camera_upright() {
        let nose = Point::new(0.0, 0.0, 100.0);
        let vertex = Point::new(0.0, 130.0, -10.0);
        let left_ear = Point::new(75.0, 0.0, 0.0);
        let px = |angle: StandardAngle, p: Point| angle.camera(SIZE).project(p).unwrap();
        for angle in StandardAngle::ALL {
            let camera = angle.camera(SIZE);
            assert!((camera.right().cross(camera.down()) - camera.forward()).length() < 1e-12);
            for p in [nose, vertex, left_ear] {
                let p = camera.project(p).unwrap();
                assert!(
                    p.x > 60.0 && p.x < 1140.0 && p.y > 60.0 && p.y < 1440.0,
                    "{angle:?} {p:?}"
                );
            }
            if angle != StandardAngle::Top {
                assert!(px(angle, vertex).y < px(angle, nose).y, "{angle:?}");
            }
        }
        assert!(px(StandardAngle::Front, left_ear).x > 600.0);
        assert!(px(StandardAngle::Back, left_ear).x < 600.0);
        assert!(px(StandardAngle::Left, nose).x < 600.0);
        assert!(px(StandardAngle::Right, nose).x > 600.0);
        assert!(px(StandardAngle::Top, nose).y > px(StandardAngle::Top, vertex).y);
    }

    #[test]
    fn a_close_up_has_the_field_asked_for() {
        let target = Point::new(30.0, 100.0, 60.0);
        let inward = Direction::of(DVec3::new(-0.2, -0.5, -1.0)).unwrap();
        let camera = close_up(target, inward, 60.0, SIZE).unwrap();
        assert!((camera.pixels_per_mm(target) - 25.0).abs() < 1e-9);
        assert!(close_up(target, Direction::UP, 60.0, SIZE).is_none());
    }
}
