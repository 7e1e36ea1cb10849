//! The ear: a cupped plate with a rolled rim, the ridge inside it, the bowl before the ear canal, its two flaps and the lobe.

use core::f64::consts::TAU;

use glam::{DVec2, DVec3};

use super::blend::{bell, ellipse, ellipsoid, intersection, ramp, rod, union};
use super::spline::Spline;

/// The middle of the outline, in the plane of the ear.
const MIDDLE: DVec2 = DVec2::new(12.0, 2.0);

/// The least thickness of the plate.
const THICKNESS: f64 = 3.0;

/// The inner ridge, from over the lobe up the back of the bowl and on into its upper branch.
const ANTIHELIX: [DVec2; 7] = [
    DVec2::new(14.0, -16.5),
    DVec2::new(18.5, -13.0),
    DVec2::new(21.3, -7.0),
    DVec2::new(22.3, 0.0),
    DVec2::new(21.2, 7.5),
    DVec2::new(18.0, 14.0),
    DVec2::new(13.0, 19.5),
];

/// The lower branch of the inner ridge, over the bowl.
const INFERIOR_CRUS: [DVec2; 3] = [
    DVec2::new(20.5, 9.0),
    DVec2::new(13.0, 12.3),
    DVec2::new(5.0, 13.0),
];

/// Where the rim begins, inside the bowl.
const HELIX_ROOT: [DVec2; 4] = [
    DVec2::new(8.0, 1.5),
    DVec2::new(3.5, 3.5),
    DVec2::new(0.5, 8.0),
    DVec2::new(0.8, 14.0),
];

/// The middle of the flap before the ear canal.
const TRAGUS: DVec2 = DVec2::new(-0.5, -4.5);

/// The middle of the flap over the lobe.
const ANTITRAGUS: DVec2 = DVec2::new(11.0, -17.0);

/// The middle of the bowl.
const BOWL: DVec3 = DVec3::new(9.5, -3.5, -8.5);

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

    /// `p` in the ear's axes: backward, upward, outward.
    fn local(&self, p: DVec3) -> DVec3 {
        let v = p - self.origin;
        DVec3::new(
            v.dot(self.backward),
            v.dot(self.upward),
            v.dot(self.outward),
        )
    }

    /// The distance of `p` from the left ear.
    pub fn mass(&self, p: DVec3) -> f64 {
        let local = self.local(p);
        let (place, out) = (local.truncate(), local.z);
        let polar = place - MIDDLE;
        let reach = polar.length();
        if reach > 60.0 || out.abs() > 60.0 {
            return (reach - 38.0).max(out.abs() - 25.0);
        }
        let angle = libm::atan2(polar.y, polar.x);
        let inward = self.outline.at(angle) - reach;
        let front = front(place, inward, angle);
        let back = union(back(place, inward), front - THICKNESS, 2.0);
        let plate = intersection(out - front, back - out, 2.5);
        let edge = 3.0 + 3.0 * ramp(-14.0, -24.0, place.y);
        intersection(plate, -inward, edge) * 0.75
    }

    /// The distance of `p` from the hollow of bowl and ear canal, which reaches into the head.
    pub fn hollow(&self, p: DVec3) -> f64 {
        let local = self.local(p);
        let bowl = ellipsoid(local - BOWL, DVec3::new(8.0, 11.0, 7.5));
        let canal = rod(
            local,
            (DVec3::new(4.0, -4.5, -9.0), 4.0),
            (DVec3::new(-2.0, -3.0, -17.0), 2.6),
        );
        union(bowl, canal, 4.0)
    }
}

/// The height of the outer face over the ear's plane, `inward` millimetres from the outline.
fn front(place: DVec2, inward: f64, angle: f64) -> f64 {
    let lobe = ramp(-14.0, -26.0, place.y);
    // The rim rolls from its root before the bowl over the top and down the back.
    let rim = ramp(-1.0, 0.1, angle) + ramp(2.7, 3.0, angle.abs());
    let helix = 3.3 * bell(inward - 2.8, 4.7) * rim.min(1.0) * (1.0 - lobe);
    let bowl = ellipse(place - DVec2::new(9.5, -2.5), DVec2::new(11.0, 14.5));
    let concha = -10.5 * ramp(2.5, -6.5, bowl);
    let antihelix = 2.9 * bell(from_line(place, &ANTIHELIX), 5.0);
    let fork = 2.3 * bell(from_line(place, &INFERIOR_CRUS), 3.6);
    let root = 4.0 * bell(from_line(place, &HELIX_ROOT), 4.5);
    let tragus = 6.0 * bell(((place - TRAGUS) / DVec2::new(5.5, 8.0)).length(), 1.0);
    let antitragus = 2.6 * bell(place.distance(ANTITRAGUS), 6.5);
    let ridges = antihelix.max(fork) + root + tragus + antitragus;
    bent(place) - 1.5 + helix + concha + ridges + 1.2 * lobe
}

/// The height of the inner face.
fn back(place: DVec2, inward: f64) -> f64 {
    let lobe = ramp(-14.0, -24.0, place.y);
    let bulge = 15.0 * ramp(0.5, 18.0, inward);
    let root = 18.0 * ramp(13.0, -2.0, place.x) * ramp(25.0, 17.0, place.y);
    bent(place) - (3.5 + bulge) * (1.0 - 0.25 * lobe) - root
}

/// The ear is not flat: its top and its lobe stand farther out than its middle.
fn bent(place: DVec2) -> f64 {
    2.4 * (place.y / 32.0) * (place.y / 32.0)
}

/// The distance of `place` from the line through `points`.
fn from_line(place: DVec2, points: &[DVec2]) -> f64 {
    points
        .windows(2)
        .map(|ends| {
            let along = ends[1] - ends[0];
            let t = (place - ends[0]).dot(along) / along.length_squared();
            place.distance(ends[0] + along * t.clamp(0.0, 1.0))
        })
        .fold(f64::INFINITY, f64::min)
}
