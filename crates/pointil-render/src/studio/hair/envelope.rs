//! The outside of a head as hair meets it: how far out the skin is in every direction from the middle.

use core::f64::consts::{PI, TAU};

use glam::DVec3;
use pointil_scalp::{Bvh, Direction, Part, Point, TriangleMesh};
use rayon::prelude::*;

/// Steps around and from pole to pole: 2.5° each, 4 mm on a head.
const AROUND: usize = 144;
const DOWN: usize = 73;

/// Beyond every head, in millimetres.
const FAR_MM: f64 = 500.0;

/// How often the table is evened out, so that hair runs over an ear as over a hill and not as over a wall.
const EVENED: usize = 2;

/// The outermost skin in each direction from a point inside the head.
pub struct Envelope {
    middle: DVec3,
    /// Distances from the middle, pole by pole.
    radii: Vec<f64>,
    normals: Vec<DVec3>,
}

impl Envelope {
    /// Of the head with this `mesh`, whose triangles `bvh` finds; without `ears` the skin around them goes on under them.
    pub fn of(mesh: &TriangleMesh, bvh: &Bvh, ears: bool) -> Self {
        let middle = mesh.bounds().map_or(DVec3::ZERO, |(low, high)| {
            // A third of the way down from the top: inside the skull.
            let (low, high) = (low.to_vec(), high.to_vec());
            DVec3::new(0.0, high.y - 0.32 * (high.y - low.y), -5.0)
        });
        let radius = |k: usize| {
            let d = direction((k % AROUND) as f64, (k / AROUND) as f64);
            let from = Point::new(middle.x, middle.y, middle.z) + d * FAR_MM;
            let hit = bvh.first_hit(from, Direction::of(-d)?)?;
            let parts = mesh.triangles()[hit.triangle].map(|i| mesh.parts()[i as usize]);
            let ear = parts
                .iter()
                .any(|own| matches!(own, Part::LeftEar | Part::RightEar));
            (ears || !ear).then_some(FAR_MM - hit.distance.mm())
        };
        let known: Vec<Option<f64>> = (0..AROUND * DOWN).into_par_iter().map(radius).collect();
        let radii = filled(known);
        let mut envelope = Self {
            middle,
            radii,
            normals: Vec::new(),
        };
        for _ in 0..EVENED {
            envelope = envelope.evened();
        }
        envelope.facing()
    }

    /// Each distance as the mean of those around it, or its own where that is more.
    fn evened(&self) -> Self {
        let around = |k: usize| {
            let (column, row) = (k % AROUND, k / AROUND);
            let mut sum = 0.0;
            for down in [row.saturating_sub(1), row, (row + 1).min(DOWN - 1)] {
                for across in [AROUND - 1, 0, 1] {
                    sum += self.radii[down * AROUND + (column + across) % AROUND];
                }
            }
            (sum / 9.0).max(self.radii[k])
        };
        Self {
            middle: self.middle,
            radii: (0..self.radii.len()).map(around).collect(),
            normals: Vec::new(),
        }
    }

    /// How far `p` lies outside, and the outward normal of the skin below it.
    pub fn height(&self, p: DVec3) -> (f64, DVec3) {
        let from = p - self.middle;
        let away = from.length().max(1e-6);
        let out = from / away;
        let (nodes, weights) = nodes(out);
        let mut radius = 0.0;
        let mut normal = DVec3::ZERO;
        for (node, weight) in nodes.into_iter().zip(weights) {
            radius += self.radii[node] * weight;
            normal += self.normals[node] * weight;
        }
        (away - radius, normal.normalize_or(out))
    }

    /// The place inside the head that distances count from.
    pub const fn middle(&self) -> DVec3 {
        self.middle
    }

    /// Which way is away from the middle at `p`.
    pub fn out(&self, p: DVec3) -> DVec3 {
        (p - self.middle).normalize_or(DVec3::Y)
    }

    /// The outward normals at the nodes, from the distances around each.
    fn facing(mut self) -> Self {
        let radius = |d: DVec3| {
            let (nodes, weights) = nodes(d.normalize_or(DVec3::Y));
            let pairs = nodes.into_iter().zip(weights);
            pairs
                .map(|(node, weight)| self.radii[node] * weight)
                .sum::<f64>()
        };
        let normal = |k: usize| {
            let out = direction((k % AROUND) as f64, (k / AROUND) as f64);
            let (u, v) = out.any_orthonormal_pair();
            let slope =
                |t: DVec3| (radius(out + t * SLOPE) - radius(out - t * SLOPE)) / (2.0 * SLOPE);
            (out * self.radii[k] - u * slope(u) - v * slope(v)).normalize_or(out)
        };
        let normals = (0..self.radii.len()).map(normal).collect();
        self.normals = normals;
        self
    }
}

/// Where nothing is known, the mean of what is known around, from the edges inward.
fn filled(mut known: Vec<Option<f64>>) -> Vec<f64> {
    for _ in 0..AROUND {
        if known.iter().all(Option::is_some) {
            break;
        }
        let around = |k: usize| {
            let (column, row) = (k % AROUND, k / AROUND);
            let beside = [
                row * AROUND + (column + 1) % AROUND,
                row * AROUND + (column + AROUND - 1) % AROUND,
                row.saturating_sub(1) * AROUND + column,
                (row + 1).min(DOWN - 1) * AROUND + column,
            ];
            let (sum, count) = beside
                .iter()
                .filter_map(|i| known[*i])
                .fold((0.0, 0.0), |(sum, count), own| (sum + own, count + 1.0));
            (count > 0.0).then(|| sum / count)
        };
        known = (0..known.len())
            .map(|k| known[k].or_else(|| around(k)))
            .collect();
    }
    known
        .into_iter()
        .map(|own| own.unwrap_or(1.0).max(1.0))
        .collect()
}

/// Half the way over which slopes are taken, in radians.
const SLOPE: f64 = 0.06;

/// The four nodes around a direction and what each counts.
fn nodes(d: DVec3) -> ([usize; 4], [f64; 4]) {
    let down = libm::acos(d.y.clamp(-1.0, 1.0)) / PI * (DOWN - 1) as f64;
    let around = (libm::atan2(d.x, d.z) / TAU + 0.5) * AROUND as f64;
    let row = (down as usize).min(DOWN - 2);
    let column = (around as usize).min(AROUND - 1);
    let (v, u) = (down - row as f64, around - column as f64);
    let at = |i: usize, j: usize| j * AROUND + i % AROUND;
    (
        [
            at(column, row),
            at(column + 1, row),
            at(column, row + 1),
            at(column + 1, row + 1),
        ],
        [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v],
    )
}

/// The direction of a place of the table.
fn direction(column: f64, row: f64) -> DVec3 {
    let (sa, ca) = libm::sincos((column / AROUND as f64 - 0.5) * TAU);
    let (sd, cd) = libm::sincos(row / (DOWN - 1) as f64 * PI);
    DVec3::new(sd * sa, cd, sd * ca)
}
