//! The neck and the cut that ends it.

use glam::{DVec2, DVec3};

use super::blend::{ellipse, intersection, rod, union};
use super::spline::Spline;

/// The rim of the cut, below the tragia.
const CUT: f64 = -128.0;

/// The neck as a stack of level sections.
#[derive(Clone, Debug)]
pub struct Neck {
    half_breadth: Spline,
    front: Spline,
    back: Spline,
}

impl Neck {
    pub fn new() -> Self {
        Self {
            half_breadth: Spline::through(&[
                (-140.0, 66.0),
                (-125.0, 61.0),
                (-105.0, 56.5),
                (-80.0, 54.5),
                (-55.0, 54.0),
                (-20.0, 52.0),
            ]),
            front: Spline::through(&[
                (-140.0, 25.0),
                (-125.0, 26.0),
                (-105.0, 29.0),
                (-80.0, 32.0),
                (-55.0, 30.0),
                (-20.0, 25.0),
            ]),
            back: Spline::through(&[
                (-140.0, -90.0),
                (-125.0, -83.0),
                (-105.0, -74.0),
                (-80.0, -67.0),
                (-55.0, -62.0),
                (-20.0, -56.0),
            ]),
        }
    }

    /// The distance of `p` (x folded to the left) from the neck without its cut.
    pub fn mass(&self, p: DVec3) -> f64 {
        let (front, back) = (self.front.at(p.y), self.back.at(p.y));
        let column = ellipse(
            DVec2::new(p.x, p.z - (front + back) / 2.0),
            DVec2::new(self.half_breadth.at(p.y), (front - back) / 2.0),
        );
        let column = intersection(column, p.y + 15.0, 30.0);
        // The muscle from behind the ear to the breastbone.
        let muscle = rod(
            p,
            (DVec3::new(49.0, -40.0, -20.0), 9.0),
            (DVec3::new(12.0, -150.0, 20.0), 8.0),
        );
        union(column, muscle, 16.0)
    }

    /// The distance of `p` below the cut: level, so that the head stands, and hollow inside its rim.
    pub fn below_cut(&self, p: DVec3) -> f64 {
        let from_axis = DVec2::new(p.x, p.z + 30.0) / 45.0;
        let hollow = 5.0 * (1.0 - from_axis.length_squared()).max(0.0).powi(2);
        CUT - p.y + hollow
    }
}
