//! Truths about light in layers that were computed without random numbers, from `data/optics/validation_*.csv`, and how far a
//! Monte Carlo run is from them.

use pointil_optics::monte_carlo::{Estimate, MonteCarlo, Photons};
use pointil_optics::{Layer, LayerStack};

const TOTALS: &str = include_str!("../../../../data/optics/validation_totals.csv");
const ANGULAR: &str = include_str!("../../../../data/optics/validation_angular_slab.csv");
const FLUENCE: &str = include_str!("../../../../data/optics/validation_fluence_depth.csv");

/// One number of a run beside the truth.
pub struct Comparison {
    pub what: String,
    pub truth: f64,
    pub ours: Estimate,
}

impl Comparison {
    /// How many standard errors lie between them; the truth's own last digit is allowed for.
    pub fn sigmas(&self) -> f64 {
        let off = (self.ours.mean - self.truth).abs();
        off / self
            .ours
            .standard_error
            .hypot(4e-6 * self.truth.abs().max(1.0))
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split(',').collect())
}

fn numbers(cell: &str) -> Vec<f64> {
    cell.split('|').map(|n| n.parse().unwrap()).collect()
}

/// Layers 1 mm thick, or without end where the optical thickness is.
fn stack(index: f64, albedos: &[f64], thicknesses: &[f64], gs: &[f64]) -> LayerStack {
    let layer = |k: usize| {
        let endless = thicknesses[k].is_infinite();
        let extinction = if endless { 10.0 } else { thicknesses[k] };
        Layer {
            mu_a: extinction * (1.0 - albedos[k]),
            mu_s: extinction * albedos[k],
            g: gs[k],
            refractive_index: index,
            thickness: if endless { f64::INFINITY } else { 1.0 },
        }
    };
    LayerStack::new(1.0, (0..gs.len()).map(layer).collect(), 1.0).unwrap()
}

/// All cases of total reflectance (with specular) and transmittance.
pub fn totals(photons: Photons) -> Vec<Comparison> {
    let mut out = Vec::new();
    for row in rows(TOTALS) {
        let index: f64 = row[1].parse().unwrap();
        let lists = [2, 3, 4].map(|k| numbers(row[k]));
        let stack = stack(index, &lists[0], &lists[1], &lists[2]);
        let endless = lists[1].iter().any(|b| b.is_infinite());
        let ours = MonteCarlo::new(stack).unwrap().totals(photons);
        let name = format!(
            "{} n={index} a={} b={} g={}",
            row[0], row[2], row[3], row[4]
        );
        out.push(Comparison {
            what: format!("{name} R"),
            truth: row[5].parse().unwrap(),
            ours: Estimate {
                mean: ours.diffuse_reflectance.mean + ours.specular,
                ..ours.diffuse_reflectance
            },
        });
        if !endless {
            out.push(Comparison {
                what: format!("{name} T"),
                truth: row[6].parse().unwrap(),
                ours: ours.transmittance,
            });
        }
    }
    out
}

/// Value at `t` (-1 to 1 between three neighbours one apart) of the parabola through them.
fn parabola([before, here, after]: [f64; 3], t: f64) -> f64 {
    here + t * (after - before) / 2.0 + t * t * (after - 2.0 * here + before) / 2.0
}

/// Radiance by angle of the MCML manual's slab: mean over each bin of 3 degrees.
pub fn angular(photons: Photons) -> Vec<Comparison> {
    let slab = stack(1.0, &[0.9], &[2.0], &[0.75]);
    let ours = MonteCarlo::new(slab)
        .unwrap()
        .angular_distribution(30, photons);
    let table: Vec<Vec<f64>> = rows(ANGULAR)
        .map(|row| row.iter().map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let mut out = Vec::new();
    for (column, side, ours) in [(1, "R", &ours.reflected), (2, "T", &ours.transmitted)] {
        for (k, estimate) in ours.iter().enumerate() {
            let at = |k: usize| table[k.min(29)][column];
            // Even about straight up; at grazing angles the parabola of the last three.
            let three = if k == 29 {
                let [a, b, c] = [at(27), at(28), at(29)];
                [b, c, 3.0 * c - 3.0 * b + a]
            } else {
                [at(k.max(1) - usize::from(k > 0)), at(k), at(k + 1)]
            };
            let (mut sum, mut weight) = (0.0, 0.0);
            for step in 0..30 {
                let t = (f64::from(step) + 0.5) / 30.0 - 0.5;
                let sine = (3.0 * (k as f64 + 0.5 + t)).to_radians().sin();
                sum += sine * parabola(three, t);
                weight += sine;
            }
            out.push(Comparison {
                what: format!("radiance {side} at {} degrees", table[k][0]),
                truth: sum / weight,
                ours: *estimate,
            });
        }
    }
    out
}

/// Fluence by depth in a half space without and with a surface that reflects.
pub fn fluence(photons: Photons) -> Vec<Comparison> {
    let table: Vec<Vec<f64>> = rows(FLUENCE)
        .map(|row| row.iter().map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let mut out = Vec::new();
    for (index, column) in [(1.0, 1), (1.37, 3)] {
        let half_space = Layer {
            mu_a: 0.01,
            mu_s: 10.0,
            g: 0.9,
            refractive_index: index,
            thickness: f64::INFINITY,
        };
        let stack = LayerStack::new(1.0, vec![half_space], index).unwrap();
        let ours = MonteCarlo::new(stack).unwrap().fluence(0.05, 200, photons);
        for (k, row) in table.iter().enumerate() {
            let slice = (row[0] / 0.005) as usize;
            // The table is at the middle of a slice; the mean over it differs where the first rows bend.
            let bend =
                |k: usize| table[k - 1][column] - 2.0 * table[k][column] + table[k + 1][column];
            let bend = match k {
                // Bent most right under the surface.
                0 => 2.0 * bend(1) - bend(2),
                1..10 => bend(k),
                _ => 0.0,
            };
            out.push(Comparison {
                what: format!("fluence n={index} z={} cm", row[0]),
                truth: row[column] + bend / 24.0,
                ours: ours[slice],
            });
        }
    }
    out
}
