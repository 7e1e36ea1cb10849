//! The ear: a cupped plate with a rolled rim, the ridge inside it, the bowl before the ear canal, its two flaps and the lobe.

use core::f64::consts::TAU;

use glam::{DVec2, DVec3};

use super::blend::{bell, ellipse, intersection, ramp};
use super::spline::Spline;

/// The middle of the outline, in the plane of the ear.
const MIDDLE: DVec2 = DVec2::new(12.0, 2.0);

/// The left ear in its own axes: backward and upward in its plane, and outward from it.
#[derive(Clone, Debug)]
pub struct Ear {
    origin: DVec3,
    backward: DVec3,
    upward: DVec3,
    outward: DVec3,
    /// From the middle to the outline, by the angle from backward over upward.
    outline: Spline,
}

impl Ear {
    pub fn new() -> Self {
        let origin = DVec3::new(73.0, 0.0, -2.0);
        let upward = DVec3::new(5.0, 63.0, -7.0).normalize();
        let rear = DVec3::new(90.0, 6.0, -30.0) - origin;
        let backward = (rear - upward * rear.dot(upward)).normalize();
        let degrees = [
            (0.0, 19.6),
            (20.0, 21.0),
            (45.0, 23.0),
            (68.0, 26.0),
            (90.0, 28.8),
            (106.0, 28.6),
            (128.0, 21.5),
            (152.0, 16.0),
            (180.0, 14.5),
            (210.0, 15.5),
            (235.0, 19.0),
            (250.0, 28.0),
            (262.0, 37.3),
            (272.0, 37.5),
            (283.0, 33.5),
            (298.0, 27.0),
            (320.0, 21.5),
            (340.0, 19.6),
        ];
        let outline: Vec<(f64, f64)> = degrees
            .iter()
            .map(|(a, r): &(f64, f64)| (a.to_radians(), *r))
            .collect();
        Self {
            origin,
            backward,
            upward,
            outward: backward.cross(upward),
            outline: Spline::around(&outline, TAU),
        }
    }

    /// The distance of `p` from the left ear.
    pub fn mass(&self, p: DVec3) -> f64 {
        let v = p - self.origin;
        let place = DVec2::new(v.dot(self.backward), v.dot(self.upward));
        let out = v.dot(self.outward);
        let polar = place - MIDDLE;
        let reach = polar.length();
        if reach > 60.0 || out.abs() > 60.0 {
            return (reach - 38.0).max(out.abs() - 25.0);
        }
        let angle = libm::atan2(polar.y, polar.x);
        let inward = self.outline.at(angle) - reach;
        let front = out - front(place, inward, angle);
        let back = back(place, inward) - out;
        let plate = intersection(front, back, 2.5);
        intersection(plate, -inward, 3.0) * 0.75
    }
}

/// The height of the outer face over the ear's plane, `inward` millimetres from the outline.
fn front(place: DVec2, inward: f64, angle: f64) -> f64 {
    let rim = ramp(-0.7, 0.2, angle) + ramp(2.9, 3.1, angle.abs());
    let lobe = ramp(-16.0, -24.0, place.y);
    let helix = 3.4 * bell(inward - 2.6, 4.2) * rim.min(1.0);
    let ridge = 3.2 * bell(inward - 12.0, 5.0) * ramp(-1.5, -0.8, angle) * ramp(2.0, 1.2, angle);
    let bowl = ellipse(place - DVec2::new(10.0, -3.0), DVec2::new(10.0, 12.5));
    let concha = -9.0 * ramp(2.0, -7.0, bowl);
    let root = 3.0 * bell(place.y - 4.0 - 0.2 * place.x, 4.0) * ramp(13.0, 5.0, place.x);
    let tragus = 8.0 * bell((place - DVec2::new(0.5, -3.5)).length() / 1.0, 7.0);
    let antitragus = 3.5 * bell((place - DVec2::new(10.5, -16.5)).length(), 6.5);
    let dome = 2.5 * lobe;
    -1.5 + helix + ridge + concha + root + tragus + antitragus + dome
}

/// The height of the inner face.
fn back(place: DVec2, inward: f64) -> f64 {
    let lobe = ramp(-14.0, -24.0, place.y);
    let deep = -3.5
        - 11.0 * ramp(0.0, 24.0, inward)
        - 16.0 * ramp(12.0, -4.0, place.x) * ramp(22.0, 14.0, place.y);
    deep * (1.0 - 0.35 * lobe)
}
