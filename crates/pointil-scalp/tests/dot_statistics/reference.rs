//! Dot sets whose figures are known: noise, a shaken lattice, thrown darts. They cover 600 cm², the size of a scalp.

use core::f64::consts::{PI, TAU};
use std::collections::HashMap;

use glam::{DQuat, DVec3};

use super::grid;

/// The area that the sets cover, in mm².
const AREA: f64 = 60_000.0;

/// A sequence of random numbers (SplitMix64).
pub struct Random(pub u64);

impl Random {
    /// The next number, evenly between 0 and 1 (1 excluded).
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The next number with mean 0 and standard deviation 1.
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(TAU * self.unit())
    }
}

/// The spacing in mm of the hexagonal lattice of `count` dots on the whole area.
pub fn spacing(count: usize) -> f64 {
    (2.0 * AREA / (3.0_f64.sqrt() * count as f64)).sqrt()
}

/// The radius of the hemisphere.
pub fn hemisphere_radius() -> f64 {
    (AREA / TAU).sqrt()
}

/// A random point of the hemisphere z > 0.
fn on_hemisphere(random: &mut Random) -> DVec3 {
    let z = random.unit();
    let (s, c) = libm::sincos(TAU * random.unit());
    let level = (1.0 - z * z).sqrt();
    DVec3::new(level * c, level * s, z) * hemisphere_radius()
}

/// The rim of the hemisphere.
pub fn hemisphere_rim() -> Vec<DVec3> {
    (0..2000)
        .map(|k| {
            let (s, c) = libm::sincos(TAU * f64::from(k) / 2000.0);
            DVec3::new(c, s, 0.0) * hemisphere_radius()
        })
        .collect()
}

/// A density on the hemisphere that grows 5 : 1 along x.
pub fn slope(p: DVec3) -> f64 {
    0.2 + 0.8 * (0.5 + 0.5 * p.x / hemisphere_radius())
}

/// White noise on the hemisphere.
pub fn white_noise(count: usize) -> Vec<DVec3> {
    let mut random = Random(1);
    (0..count).map(|_| on_hemisphere(&mut random)).collect()
}

/// Up to `count` darts thrown at the hemisphere, none nearer to another than the mean of their `reach`es, which are at
/// most `longest`.
pub fn darts(count: usize, longest: f64, reach: impl Fn(DVec3) -> f64) -> Vec<DVec3> {
    let mut random = Random(2);
    let mut placed: Vec<DVec3> = Vec::new();
    let mut by_cube: HashMap<[i64; 3], Vec<usize>> = HashMap::new();
    for _ in 0..400 * count {
        if placed.len() == count {
            break;
        }
        let p = on_hemisphere(&mut random);
        let cube = grid::cubes(&[p], longest)[0];
        let free = |q: &DVec3| p.distance(*q) >= 0.5 * (reach(p) + reach(*q));
        let mut around = (0..27).map(|k| {
            [
                cube[0] + k % 3 - 1,
                cube[1] + k / 3 % 3 - 1,
                cube[2] + k / 9 - 1,
            ]
        });
        if around.all(|c| {
            by_cube
                .get(&c)
                .is_none_or(|near| near.iter().all(|i| free(&placed[*i])))
        }) {
            by_cube.entry(cube).or_default().push(placed.len());
            placed.push(p);
        }
    }
    placed
}

/// A square of about `count` dots in a hexagonal lattice, each shaken along both axes by `shake` spacings (standard
/// deviation), and points on its rim; it lies askew in space.
pub fn lattice(count: usize, shake: f64) -> (Vec<DVec3>, Vec<DVec3>) {
    let mut random = Random(3);
    let askew = DQuat::from_axis_angle(DVec3::new(2.0, -1.0, 2.0) / 3.0, PI / 5.0);
    let side = AREA.sqrt();
    let d = spacing(count);
    let rows = (side / (d * 0.75_f64.sqrt())) as i32;
    let columns = (side / d) as i32;
    let mut dots = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let x = (f64::from(column) + 0.5 * f64::from(row % 2) + 0.25) * d;
            let y = (f64::from(row) + 0.5) * d * 0.75_f64.sqrt();
            let shaken = DVec3::new(x, y, 0.0)
                + DVec3::new(random.normal(), random.normal(), 0.0) * (shake * d);
            dots.push(askew * shaken.clamp(DVec3::ZERO, DVec3::splat(side)));
        }
    }
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
        .map(|(x, y)| askew * (DVec3::new(x, y, 0.0) * side));
    let rim = (0..2000).map(|k| {
        let edge = k / 500;
        corners[edge].lerp(corners[(edge + 1) % 4], (k % 500) as f64 / 500.0)
    });
    (dots, rim.collect())
}
