//! Light on the vertices of a mesh: which directions each can see, and what arrives from them.

use glam::DVec3;
use pointil_scalp::{Direction, Point};
use rayon::prelude::*;

use crate::occluder::Occluder;
use crate::studio::light::{DIRECTIONS, Light, direction};

/// A distance beyond every head, in millimetres.
const FAR_MM: f64 = 600.0;

/// Each vertex looks into every n-th direction, its neighbours into others: together they look everywhere.
const SHARED: usize = 3;

/// The directions that vertex `i` looks into.
fn own_directions(i: usize) -> impl Iterator<Item = usize> {
    (i % SHARED..DIRECTIONS).step_by(SHARED)
}

/// The directions that a vertex sees, one bit each.
#[derive(Clone, Copy, Debug, Default)]
struct Sight([u64; DIRECTIONS / 64]);

impl Sight {
    const fn sees(&self, k: usize) -> bool {
        self.0[k / 64] >> (k % 64) & 1 == 1
    }
}

/// What the vertices of a mesh see of the world around, found once and used for every light.
#[derive(Clone, Debug)]
pub struct Visibility {
    sights: Vec<Sight>,
    directions: Vec<DVec3>,
}

impl Visibility {
    /// Looks from each vertex into all directions that its normal faces.
    pub fn new(positions: &[Point], normals: &[Direction], occluder: &dyn Occluder) -> Self {
        let directions: Vec<DVec3> = (0..DIRECTIONS).map(direction).collect();
        let sights = positions
            .par_iter()
            .zip(normals)
            .enumerate()
            .map(|(i, (position, normal))| {
                let mut sight = Sight::default();
                for k in own_directions(i) {
                    let d = directions[k];
                    let faces = normal.to_vec().dot(d) > 0.0;
                    if faces && !occluder.hides(*position, *position + d * FAR_MM) {
                        sight.0[k / 64] |= 1 << (k % 64);
                    }
                }
                sight
            })
            .collect();
        Self { sights, directions }
    }
}

/// Light at one vertex.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arrival {
    /// Irradiance in red, green and blue after it has spread inside the skin; 1 is full light.
    pub irradiance: [f32; 3],
    /// The share of the sky that is seen, weighted by the cosine.
    pub openness: f32,
    /// The share of the key lamp that is seen.
    pub key: f32,
}

/// How far light of each primary spreads in skin before it comes out again, in millimetres: red farthest, which warms
/// the rim of shadows.
const SPREAD_MM: [f64; 3] = [3.2, 1.6, 1.0];

/// Smoothing of the sampled light itself, in millimetres.
const GATHERING_MM: f64 = 2.0;

/// The light that arrives at every vertex of the mesh with these `triangles`.
pub fn arrivals(
    visibility: &Visibility,
    positions: &[Point],
    normals: &[Direction],
    triangles: &[[u32; 3]],
    light: &Light,
) -> Vec<Arrival> {
    let weight = 4.0 * core::f64::consts::PI / DIRECTIONS as f64;
    let sources: Vec<(DVec3, f64, f64)> = visibility
        .directions
        .iter()
        .map(|d| {
            let near_key =
                libm::exp(light.lamps[0].sharpness * (light.lamps[0].toward.dot(*d) - 1.0));
            (*d, light.radiance(*d) * weight, near_key)
        })
        .collect();
    let gathered: Vec<[f64; 3]> = visibility
        .sights
        .par_iter()
        .zip(normals)
        .enumerate()
        .map(|(i, (sight, normal))| {
            let facing = |k: usize| normal.to_vec().dot(sources[k].0).max(0.0);
            // What would arrive if nothing stood between, and of it and of sky and key lamp the share that does.
            let open: f64 = (0..DIRECTIONS).map(|k| sources[k].1 * facing(k)).sum();
            let (mut seen, mut all) = ([0.0; 3], [1e-9; 3]);
            for k in own_directions(i) {
                let cosine = facing(k);
                let parts = [sources[k].1 * cosine, cosine, sources[k].2 * cosine];
                for (n, part) in parts.into_iter().enumerate() {
                    all[n] += part;
                    seen[n] += if sight.sees(k) { part } else { 0.0 };
                }
            }
            [open * seen[0] / all[0], seen[1] / all[1], seen[2] / all[2]]
        })
        .collect();
    let neighbours = Neighbours::new(positions, triangles);
    let soft = neighbours.spread(&gathered, GATHERING_MM);
    let spread = SPREAD_MM.map(|mm| neighbours.spread(&soft, mm));
    soft.iter()
        .enumerate()
        .map(|(i, own)| Arrival {
            irradiance: [0, 1, 2].map(|k| spread[k][i][0] as f32),
            openness: own[1] as f32,
            key: own[2] as f32,
        })
        .collect()
}

/// Who is next to whom on a mesh.
struct Neighbours {
    /// Where the neighbours of each vertex start in `others`, and one past the last.
    starts: Vec<u32>,
    others: Vec<u32>,
    /// The mean square of the distance to them, in square millimetres.
    squares: Vec<f64>,
}

impl Neighbours {
    fn new(positions: &[Point], triangles: &[[u32; 3]]) -> Self {
        let mut edges: Vec<(u32, u32)> = triangles
            .iter()
            .flat_map(|&[a, b, c]| [(a, b), (b, a), (b, c), (c, b), (c, a), (a, c)])
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut starts = vec![0_u32; positions.len() + 1];
        for (from, _) in &edges {
            starts[*from as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let others: Vec<u32> = edges.iter().map(|(_, to)| *to).collect();
        let squares = (0..positions.len())
            .map(|i| {
                let near = &others[starts[i] as usize..starts[i + 1] as usize];
                let sum: f64 = near
                    .iter()
                    .map(|&j| positions[i].distance(positions[j as usize]).powi(2))
                    .sum();
                sum / near.len().max(1) as f64
            })
            .collect();
        Self {
            starts,
            others,
            squares,
        }
    }

    /// `values` diffused over the surface by a standard deviation of about `mm` millimetres: each step mixes a vertex
    /// with the mean of its neighbours.
    fn spread(&self, values: &[[f64; 3]], mm: f64) -> Vec<[f64; 3]> {
        let mean_square = self.squares.iter().sum::<f64>() / self.squares.len().max(1) as f64;
        // A full step has the variance of half the squared edge per axis.
        let steps = (mm * mm / (0.25 * mean_square.max(0.01)))
            .ceil()
            .clamp(1.0, 60.0);
        let mut current = values.to_vec();
        for _ in 0..steps as usize {
            current = (0..current.len())
                .into_par_iter()
                .map(|i| {
                    let near = &self.others[self.starts[i] as usize..self.starts[i + 1] as usize];
                    if near.is_empty() {
                        return current[i];
                    }
                    let share = (mm * mm / steps / (0.5 * self.squares[i].max(0.01))).min(0.8);
                    let mut mean = [0.0; 3];
                    for &j in near {
                        for (m, v) in mean.iter_mut().zip(current[j as usize]) {
                            *m += v / near.len() as f64;
                        }
                    }
                    let mix = |k: usize| current[i][k] + share * (mean[k] - current[i][k]);
                    [mix(0), mix(1), mix(2)]
                })
                .collect();
        }
        current
    }
}
