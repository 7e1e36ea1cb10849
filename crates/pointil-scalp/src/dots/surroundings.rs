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
        if is_even(asked, place) {
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
        let mut pull = Vec3::ZERO;
        for set in place.sets {
            let spacing = 1.0 / (set.share * place.density).sqrt();
            for ring in place.rings {
                for (a, b) in DIRECTIONS {
                    let way = right * a + forth * b;
                    let there = around.density(place.point + way * (ring.radius * spacing));
                    pull += way * (there / place.density * ring.push * set.weight * spacing);
                }
            }
        }
        around.pull = pull / DIRECTIONS.len() as f32;
        Some(around)
    }

    /// The density per square millimetre at a point near the dot.
    fn density(&self, there: Vec3) -> f32 {
        let way = there - self.point;
        let along = Vec2::new(way.dot(self.along_u), way.dot(self.along_v));
        self.asked.at(self.pixel + along)
    }

    /// Whether the dot may go to `there`.
    pub fn allows(&self, there: Vec3) -> bool {
        self.density(there) >= self.least
    }
}

/// Whether the density around `place` is the same as far as it matters.
fn is_even(asked: &Asked, place: &Place) -> bool {
    let near = (1.0 - SAME) * place.density..=(1.0 + SAME) * place.density;
    [1.0, 0.6, 0.25].into_iter().all(|part| {
        DIRECTIONS.iter().all(|(a, b)| {
            near.contains(&asked.at(place.pixel + Vec2::new(*a, *b) * place.window * part))
        })
    })
}
