//! The density asked for around a dot, where it is not the same all around: what holds the dot back from an edge, and
//! where it may not go.

use glam::{Vec2, Vec3};

use super::density_map::DensityMap;
use super::site_chart;
use crate::space::{Point, Surface};

/// A dot does not go where less than this share of its own density is asked for.
const LEAST_SHARE: f32 = 0.75;

/// Densities that differ by less than this share count as the same.
const SAME: f32 = 0.004;

/// A density that strays from an even slope by less than this share counts as sloping.
const BENT: f32 = 0.04;

/// Directions in which the density is looked up.
const DIRECTIONS: [(f32, f32); 8] = [
    (1.0, 0.0),
    (
        core::f32::consts::FRAC_1_SQRT_2,
        core::f32::consts::FRAC_1_SQRT_2,
    ),
    (0.0, 1.0),
    (
        -core::f32::consts::FRAC_1_SQRT_2,
        core::f32::consts::FRAC_1_SQRT_2,
    ),
    (-1.0, 0.0),
    (
        -core::f32::consts::FRAC_1_SQRT_2,
        -core::f32::consts::FRAC_1_SQRT_2,
    ),
    (0.0, -1.0),
    (
        core::f32::consts::FRAC_1_SQRT_2,
        -core::f32::consts::FRAC_1_SQRT_2,
    ),
];

/// The density that is asked for, in dots per square millimetre.
pub struct Asked<'a> {
    pub map: &'a DensityMap,
    /// What the densities of the map are multiplied by.
    pub factor: f32,
}

impl Asked<'_> {
    /// At a place of the chart in pixels.
    pub fn at(&self, pixel: Vec2) -> f32 {
        self.map.at_pixel(pixel.x, pixel.y) * self.factor / 100.0
    }
}

/// A set of dots that pushes: its share of all, and how much it weighs.
#[derive(Clone, Copy)]
pub struct PushingSet {
    pub share: f32,
    pub weight: f32,
}

/// A ring on which the density is looked up for a set.
#[derive(Clone, Copy)]
pub struct Ring {
    /// Its radius in spacings of the set.
    pub radius: f32,
    /// The push of a set of even density from the ring, over all directions.
    pub push: f32,
}

/// A dot before it moves.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub point: Vec3,
    /// Outward.
    pub normal: Vec3,
    /// On the chart, in pixels.
    pub pixel: Vec2,
    /// The density asked for, per square millimetre.
    pub density: f32,
    /// The sets that the dot is part of.
    pub sets: &'a [PushingSet],
    /// Where their push is looked up.
    pub rings: &'a [Ring],
    /// How far around the dot density matters, on the chart.
    pub window: Vec2,
}

/// The density asked for around one dot.
pub struct Surroundings<'a> {
    asked: &'a Asked<'a>,
    point: Vec3,
    pixel: Vec2,
    /// Pixels of the chart per millimetre along x, y and z.
    along_u: Vec3,
    along_v: Vec3,
    /// Per square millimetre.
    least: f32,
    /// What the dots that are asked for around this one would push it by, taken off.
    pub pull: Vec3,
}

impl<'a> Surroundings<'a> {
    /// What is around `place`; `None` where the density is the same all around.
    pub fn of(surface: &impl Surface, asked: &'a Asked, place: &Place) -> Option<Self> {
        let look = Look::around(asked, place);
        if matches!(look, Look::Even) {
            return None;
        }
        let (right, forth) = place.normal.any_orthonormal_pair();
        let pixel = |p: Vec3| {
            let point = Point::from_vec(p.to_array().map(f64::from).into());
            let on_chart = site_chart::place(surface.site(point));
            Vec2::new(on_chart.u as f32, on_chart.v as f32)
        };
        // A millimetre to each side.
        let per_right = (pixel(place.point + right) - pixel(place.point - right)) / 2.0;
        let per_forth = (pixel(place.point + forth) - pixel(place.point - forth)) / 2.0;
        let mut around = Self {
            asked,
            point: place.point,
            pixel: place.pixel,
            along_u: right * per_right.x + forth * per_forth.x,
            along_v: right * per_right.y + forth * per_forth.y,
            least: place.density * LEAST_SHARE,
            pull: Vec3::ZERO,
        };
        around.pull = match look {
            Look::Sloping(slope) => {
                let slope = around.along_u * slope.x + around.along_v * slope.y;
                if slope.length() < (1.0 - LEAST_SHARE) * place.density.sqrt() {
                    // It cannot get so far that too little is asked for.
                    around.least = 0.0;
                }
                sloping_pull(place, slope)
            }
            _ => around.looked_up_pull(place, [right, forth]),
        };
        Some(around)
    }

    /// The push of what is asked for around the dot, looked up along `axes` of its tangent plane.
    fn looked_up_pull(&self, place: &Place, axes: [Vec3; 2]) -> Vec3 {
        let mut pull = Vec3::ZERO;
        for set in place.sets {
            let spacing = 1.0 / (set.share * place.density).sqrt();
            for ring in place.rings {
                for (a, b) in DIRECTIONS {
                    let way = axes[0] * a + axes[1] * b;
                    let there = self.density(place.point + way * (ring.radius * spacing));
                    pull += way * (there / place.density * ring.push * set.weight * spacing);
                }
            }
        }
        pull / DIRECTIONS.len() as f32
    }

    /// The density per square millimetre at a point near the dot.
    fn density(&self, there: Vec3) -> f32 {
        let way = there - self.point;
        let along = Vec2::new(way.dot(self.along_u), way.dot(self.along_v));
        self.asked.at(self.pixel + along)
    }

    /// Whether the dot may go to `there`.
    pub fn allows(&self, there: Vec3) -> bool {
        self.least <= 0.0 || self.density(there) >= self.least
    }
}

/// The same push where the density changes evenly, by `slope` of itself a millimetre.
fn sloping_pull(place: &Place, slope: Vec3) -> Vec3 {
    let of_set = |set: &PushingSet| {
        let spacing = 1.0 / (set.share * place.density).sqrt();
        let rings = place.rings.iter().map(|ring| ring.radius * ring.push);
        rings.sum::<f32>() * spacing * spacing * set.weight
    };
    // Half: the mean of a direction's own part of the slope over all directions.
    slope * (place.sets.iter().map(of_set).sum::<f32>() / 2.0)
}

/// What the density looks like around a place, as far as it matters.
enum Look {
    /// The same all around.
    Even,
    /// Changing evenly, by such a part of itself per pixel of the chart.
    Sloping(Vec2),
    /// Anything else.
    Uneven,
}

impl Look {
    fn around(asked: &Asked, place: &Place) -> Self {
        let looked = [1.0, 0.6, 0.25].map(|part| {
            DIRECTIONS.map(|(a, b)| {
                let way = Vec2::new(a, b) * place.window * part;
                (way, asked.at(place.pixel + way) / place.density - 1.0)
            })
        });
        let mut all = looked.iter().flatten();
        if all.clone().all(|(_, change)| change.abs() < SAME) {
            return Self::Even;
        }
        // Least squares over the outermost: half of each axis' squares fall on it.
        let rises = looked[0].iter().map(|(way, change)| *way * *change);
        let slope =
            rises.sum::<Vec2>() / (place.window * place.window * DIRECTIONS.len() as f32 / 2.0);
        let even = |(way, change): &(Vec2, f32)| (change - slope.dot(*way)).abs() < BENT;
        if all.all(even) {
            Self::Sloping(slope)
        } else {
            Self::Uneven
        }
    }
}
