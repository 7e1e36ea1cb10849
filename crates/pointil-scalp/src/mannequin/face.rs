//! The mass of the face: cheeks, cheekbones, jaw and chin, brow and the hollows of the eyes.

use glam::{DVec2, DVec3};

use super::blend::{bell, cut, ellipse, ellipsoid, intersection, ramp, union};
use super::spline::Spline;

/// The face as a stack of level sections, each an egg: widths and depths by height.
#[derive(Clone, Debug)]
pub struct Face {
    /// Half the breadth.
    half_breadth: Spline,
    /// Where the section is broadest, forward of the tragia.
    broadest: Spline,
    /// The most forward point.
    front: Spline,
    /// The lower edge of the jaw by depth.
    jaw_line: Spline,
}

impl Face {
    pub fn new() -> Self {
        Self {
            half_breadth: Spline::through(&[
                (-112.0, 20.0),
                (-101.0, 29.0),
                (-86.0, 40.0),
                (-70.0, 50.0),
                (-53.0, 57.0),
                (-35.0, 63.5),
                (-20.0, 66.5),
                (-8.0, 67.5),
                (5.0, 66.0),
                (25.0, 61.0),
            ]),
            broadest: Spline::through(&[
                (-112.0, 42.0),
                (-86.0, 28.0),
                (-60.0, 14.0),
                (-35.0, 11.0),
                (-10.0, 16.0),
                (25.0, 10.0),
            ]),
            front: Spline::through(&[
                (-112.0, 80.0),
                (-101.0, 86.0),
                (-86.0, 90.0),
                (-68.0, 88.0),
                (-53.0, 91.0),
                (-40.0, 91.5),
                (-28.0, 90.0),
                (-12.0, 86.0),
                (5.0, 82.0),
                (25.0, 80.0),
            ]),
            jaw_line: Spline::through(&[
                (-30.0, -44.0),
                (0.0, -59.0),
                (12.0, -67.0),
                (40.0, -84.0),
                (70.0, -97.0),
                (84.0, -100.5),
                (100.0, -100.0),
            ]),
        }
    }

    /// Joins cheeks, jaw and chin to the `skull` (x folded to the left), and returns their own distance first. The join
    /// widens with the distance below the scalp's domain: `margin` radians above its border.
    pub fn join(&self, p: DVec3, skull: f64, margin: f64) -> (f64, f64) {
        let mass = self.mass(p);
        let radius = 4.0 + 14.0 * ramp(-0.05, -0.40, margin);
        (mass, union(skull, mass, radius))
    }

    fn mass(&self, p: DVec3) -> f64 {
        let broadest = self.broadest.at(p.y);
        let half_breadth = self.half_breadth.at(p.y);
        let depth = if p.z > broadest {
            self.front.at(p.y) - broadest
        } else {
            broadest + 42.0
        };
        let section = ellipse(
            DVec2::new(p.x, p.z - broadest),
            DVec2::new(half_breadth, depth),
        );
        let underside = (self.jaw_line.at(p.z) - p.y) * 0.86;
        let jaw = intersection(section, underside, 16.0);
        let chin = ellipsoid(
            p - DVec3::new(0.0, -86.0, 76.0),
            DVec3::new(19.0, 14.0, 16.8),
        );
        // Under the tongue, so that chin passes into neck without a shelf.
        let floor = ellipsoid(
            p - DVec3::new(0.0, -75.0, 44.0),
            DVec3::new(27.0, 15.5, 42.0),
        );
        let cheekbone = ellipsoid(
            turned(p - DVec3::new(45.0, -13.0, 47.5), 42.0),
            DVec3::new(27.0, 17.0, 13.5),
        );
        let jaw = union(union(jaw, floor, 22.0), chin, 16.0);
        let mass = union(jaw, cheekbone, 26.0);
        intersection(mass, p.y - 22.0, 20.0)
    }

    /// Hollows the eyes out of `solid` and raises the brow.
    pub fn orbits(&self, p: DVec3, solid: f64) -> f64 {
        // Its wall passes through both corners of the eye.
        let socket = ellipsoid(
            turned(p - DVec3::new(31.0, 13.2, 72.5), 13.6) - DVec3::new(0.0, 0.0, 17.0),
            DVec3::new(24.0, 11.2, 22.0),
        );
        let line = 30.0 + 2.2 * bell(p.x - 36.0, 28.0);
        let along = ramp(4.0, 20.0, p.x) * ramp(58.0, 38.0, p.x);
        let brow = (1.1 * bell(p.y - line, 14.0) + 0.35 * bell(p.y - line - 0.5, 5.0)) * along;
        cut(solid - brow, socket, 14.0)
    }
}

/// `v` seen along axes turned by `degrees` to the left about the vertical.
pub fn turned(v: DVec3, degrees: f64) -> DVec3 {
    let (s, c) = libm::sincos(degrees.to_radians());
    DVec3::new(c * v.x - s * v.z, v.y, s * v.x + c * v.z)
}
