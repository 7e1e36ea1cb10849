//! How well a set of dots on a curved surface is spread: the measures of the point-sampling literature (Lagae and Dutré
//! 2008, Schlömer and Deussen 2011, Heck et al. 2013), scored away from the rim. Lengths are in units of the hexagonal
//! lattice's spacing at the dot's density, so that 1 is the lattice; power is in units of white noise.

use std::collections::HashMap;

use glam::{DVec2, DVec3};

mod cell;
mod spectrum;

use cell::Cell;

/// A dot to be scored.
#[derive(Clone, Copy)]
pub struct Scored {
    /// Millimetres.
    pub point: DVec3,
    /// The surface's unit normal there.
    pub normal: DVec3,
    /// The density asked for there, on any scale.
    pub density: f64,
}

/// The measures of one set.
#[derive(Debug)]
pub struct Spread {
    /// Dots that were scored.
    pub scored: usize,
    /// First percentile of the nearest neighbour's distance.
    pub rho1: f64,
    /// Share of dots with a neighbour nearer than half a spacing.
    pub close: f64,
    /// Variation of the nearest neighbour's distance.
    pub nearest_cv: f64,
    /// Variation of the cells' areas times the density.
    pub capacity_cv: f64,
    /// Farthest corner of any cell from its dot.
    pub gap: f64,
    /// Mean sixfold order over the neighbours.
    pub psi6: f64,
    /// Share of dots inside crystal grains.
    pub crystal: f64,
    /// Highest peak of the pair correlation.
    pub peak: f64,
    /// Mean power at 0.1 to 0.5 of the root of the density.
    pub low_power: f64,
    /// Root mean square error of the density over windows of 100 dots.
    pub d100: f64,
}

/// The dots by cubes of space.
pub struct Cubes {
    size: f64,
    cubes: HashMap<[i64; 3], Vec<u32>>,
    points: Vec<DVec3>,
}

impl Cubes {
    /// Sorts `points` into cubes of `size` millimetres.
    pub fn new(points: Vec<DVec3>, size: f64) -> Self {
        let mut cubes: HashMap<[i64; 3], Vec<u32>> = HashMap::new();
        for (k, p) in points.iter().enumerate() {
            let key = (*p / size).floor().as_i64vec3().to_array();
            cubes.entry(key).or_default().push(k as u32);
        }
        Self {
            size,
            cubes,
            points,
        }
    }

    /// The numbers and distances of the points within `radius` of `centre`, nearest first.
    pub fn within(&self, centre: DVec3, radius: f64) -> Vec<(f64, usize)> {
        let low = ((centre - radius) / self.size).floor().as_i64vec3();
        let high = ((centre + radius) / self.size).floor().as_i64vec3();
        let mut found = Vec::new();
        for x in low.x..=high.x {
            for y in low.y..=high.y {
                for z in low.z..=high.z {
                    for k in self.cubes.get(&[x, y, z]).into_iter().flatten() {
                        let distance = self.points[*k as usize].distance(centre);
                        if distance <= radius {
                            found.push((distance, *k as usize));
                        }
                    }
                }
            }
        }
        found.sort_by(|a, b| a.partial_cmp(b).unwrap());
        found
    }
}

/// The plane map around a point that keeps distances from it.
pub struct Plane {
    centre: DVec3,
    /// The first axis.
    pub across: DVec3,
    along: DVec3,
}

impl Plane {
    /// The map around `centre`.
    pub fn new(centre: DVec3, normal: DVec3) -> Self {
        let across = normal.any_orthonormal_vector();
        Self {
            centre,
            across,
            along: normal.cross(across),
        }
    }

    /// Where `point` lies on it.
    pub fn place(&self, point: DVec3) -> DVec2 {
        let d = point - self.centre;
        let flat = DVec2::new(d.dot(self.across), d.dot(self.along));
        flat.normalize_or_zero() * d.length()
    }
}

/// Scores `dots`, but only those farther than five spacings from `rim`.
pub fn measure(dots: &[Scored], rim: &[DVec3]) -> Spread {
    let mean_gap = typical_gap(dots);
    let cubes = Cubes::new(dots.iter().map(|dot| dot.point).collect(), 2.0 * mean_gap);
    let rim = Cubes::new(rim.to_vec(), 8.0);
    let mean_root = dots.iter().map(|dot| dot.density.sqrt()).sum::<f64>() / dots.len() as f64;
    let cells: Vec<Option<Cell>> = dots
        .iter()
        .enumerate()
        .map(|(k, dot)| {
            let spacing = mean_gap * mean_root / dot.density.sqrt();
            let inner = rim.within(dot.point, 5.0 * spacing).is_empty();
            inner.then(|| Cell::new(dots, &cubes, k, spacing)).flatten()
        })
        .collect();
    let scored: Vec<usize> = (0..dots.len()).filter(|k| cells[*k].is_some()).collect();
    let cell = |k: &usize| cells[*k].as_ref().unwrap();
    // The scale on which the mean cell holds one dot.
    let capacity: f64 = scored.iter().map(|k| cell(k).area * dots[*k].density).sum();
    let scale = scored.len() as f64 / capacity;
    let spacing = |k: usize| (2.0 / (3_f64.sqrt() * dots[k].density * scale)).sqrt();
    let nearest: Vec<f64> = scored
        .iter()
        .map(|k| cell(k).nearest / spacing(*k))
        .collect();
    let capacities: Vec<f64> = scored
        .iter()
        .map(|k| cell(k).area * dots[*k].density * scale)
        .collect();
    let mut sorted = nearest.clone();
    sorted.sort_by(f64::total_cmp);
    let share = |count: usize| count as f64 / scored.len() as f64;
    Spread {
        scored: scored.len(),
        rho1: sorted[sorted.len() / 100],
        close: share(nearest.iter().filter(|d| **d < 0.5).count()),
        nearest_cv: variation(&nearest),
        capacity_cv: variation(&capacities),
        gap: scored
            .iter()
            .map(|k| cell(k).farthest / spacing(*k))
            .fold(0.0, f64::max),
        psi6: scored.iter().map(|k| cell(k).order.length()).sum::<f64>() / scored.len() as f64,
        crystal: share(
            scored
                .iter()
                .filter(|k| cell::in_grain(&cells, **k))
                .count(),
        ),
        peak: peak(dots, &cubes, &scored, &spacing),
        low_power: spectrum::low_power(dots, &cubes, &scored, &spacing),
        d100: d100(dots, &cubes, &cells, &scored, scale, mean_gap),
    }
}

fn variation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
    square.sqrt() / mean
}

/// About the mean distance of nearest neighbours, from a sample.
fn typical_gap(dots: &[Scored]) -> f64 {
    let cubes = Cubes::new(dots.iter().map(|dot| dot.point).collect(), 4.0);
    let mut gaps = Vec::new();
    for dot in dots.iter().step_by(dots.len() / 300 + 1) {
        let mut radius = 2.0;
        let found = loop {
            let found = cubes.within(dot.point, radius);
            if found.len() > 6 {
                break found;
            }
            radius *= 2.0;
        };
        gaps.push(found[6].0 / 1.10);
    }
    gaps.sort_by(f64::total_cmp);
    gaps[gaps.len() / 2]
}

/// The highest value of the pair correlation, in bins of 0.02 spacings smoothed over three.
fn peak(dots: &[Scored], cubes: &Cubes, scored: &[usize], spacing: &impl Fn(usize) -> f64) -> f64 {
    let mut bins = [0.0; 150];
    let sample: Vec<usize> = scored
        .iter()
        .copied()
        .step_by(scored.len() / 6000 + 1)
        .collect();
    for k in &sample {
        for (distance, other) in cubes.within(dots[*k].point, 3.2 * spacing(*k)) {
            let unit = 0.5 * (spacing(*k) + spacing(other));
            let bin = (distance / unit / 0.02) as usize;
            if other != *k && bin < bins.len() {
                bins[bin] += 1.0;
            }
        }
    }
    let g: Vec<f64> = bins
        .iter()
        .enumerate()
        .map(|(k, count)| {
            let (a, b) = (k as f64 * 0.02, (k + 1) as f64 * 0.02);
            count
                / (sample.len() as f64 * 2.0 / 3_f64.sqrt()
                    * core::f64::consts::PI
                    * (b * b - a * a))
        })
        .collect();
    g.windows(3)
        .map(|w| (w[0] + w[1] + w[2]) / 3.0)
        .fold(0.0, f64::max)
}

fn d100(
    dots: &[Scored],
    cubes: &Cubes,
    cells: &[Option<Cell>],
    scored: &[usize],
    scale: f64,
    gap: f64,
) -> f64 {
    let mut squares = Vec::new();
    for k in scored.iter().step_by(scored.len() / 4000 + 1) {
        let mut radius = 7.0 * gap;
        let mut found = cubes.within(dots[*k].point, radius);
        while found.len() < 100 && radius < 40.0 * gap {
            radius *= 1.3;
            found = cubes.within(dots[*k].point, radius);
        }
        let window: Option<Vec<f64>> = found
            .iter()
            .take(100)
            .map(|(_, j)| {
                cells[*j]
                    .as_ref()
                    .map(|cell| cell.area * dots[*j].density * scale)
            })
            .collect();
        if let Some(window) = window
            && window.len() == 100
        {
            let density = 100.0 / window.iter().sum::<f64>();
            squares.push((density - 1.0) * (density - 1.0));
        }
    }
    (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
}
