//! Light that leaves a slab, by angle.

use core::f64::consts::PI;

use super::totals::{LAST_DIGIT, stack};
use super::{ALLOWED, Comparison, Method, ValidationError};
use crate::adding_doubling::AddingDoubling;
use crate::layers::LayerStack;
use crate::monte_carlo::{MonteCarlo, Photons};
use crate::table::Table;

const ANGULAR: &str = include_str!("../../../../data/optics/validation_angular_slab.csv");

/// van de Hulst 1980, for the slab of MCML's manual: cosine, and π times the radiance that comes back.
const VAN_DE_HULST: [(f64, f64); 5] = [
    (0.1, 0.133_045),
    (0.3, 0.138_559),
    (0.5, 0.119_562),
    (0.7, 0.094_112),
    (0.9, 0.071_315),
];

/// That table's own error.
const VAN_DE_HULST_ALLOWED: f64 = 2e-5;

/// Value at `t` (-1 to 1 between three neighbours one apart) of the parabola through them.
fn parabola([before, here, after]: [f64; 3], t: f64) -> f64 {
    here + t * (after - before) / 2.0 + t * t * (after - 2.0 * here + before) / 2.0
}

/// The polynomial through points, at `x` (barycentric formula).
fn through(points: &[(f64, f64)], x: f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    for (k, &(node, value)) in points.iter().enumerate() {
        let others = points.iter().enumerate().filter(|(j, _)| *j != k);
        let weight: f64 = others.map(|(_, other)| 1.0 / (node - other.0)).product();
        above += weight * value / (x - node);
        below += weight / (x - node);
    }
    above / below
}

/// Bins of the table of angles, and parts that the mean over one is taken from.
const BINS: usize = 30;
const PARTS: u32 = 30;

/// The mean over bin `k`'s solid angle of what `value` says `t` bins (-0.5 to 0.5) from its middle.
fn over_bin(k: usize, value: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut weight) = (0.0, 0.0);
    for part in 0..PARTS {
        let t = (f64::from(part) + 0.5) / f64::from(PARTS) - 0.5;
        let sine = libm::sin(angle(k, t));
        sum += sine * value(t);
        weight += sine;
    }
    sum / weight
}

/// The angle from the normal so many bins from the middle of bin `k`.
fn angle(k: usize, t: f64) -> f64 {
    (3.0 * (k as f64 + 0.5 + t)).to_radians()
}

/// Light leaving the slab of MCML's manual: by van de Hulst's angles, and per steradian as the mean over each bin of 3 degrees.
pub(super) fn run(photons: Photons) -> Result<Vec<Comparison>, ValidationError> {
    let slab = stack(1.0, &[0.9], &[2.0], &[0.75])?;
    let radiance = AddingDoubling::<16>::for_stack(&slab)?.returned_radiance(&slab)?;
    let van_de_hulst = VAN_DE_HULST.into_iter().map(|(cosine, truth)| {
        let what = format!("slab R({cosine}, 1) by van de Hulst");
        let ours = PI * through(&radiance, cosine);
        Comparison::within(
            what,
            Method::AddingDoubling,
            truth,
            ours,
            VAN_DE_HULST_ALLOWED,
        )
    });
    let mut out: Vec<Comparison> = van_de_hulst.collect();
    out.push(hemisphere()?);
    out.extend(bins(slab, &radiance, photons)?);
    Ok(out)
}

/// Radiance summed over the hemisphere is reflectance, for a half space of n = 1.5.
fn hemisphere() -> Result<Comparison, ValidationError> {
    const STEPS: u32 = 2000;
    let glass = stack(1.5, &[0.9], &[f64::INFINITY], &[0.0])?;
    let solver = AddingDoubling::<16>::for_stack(&glass)?;
    let radiance = solver.returned_radiance(&glass)?;
    let diffuse = solver.totals(&glass)?.reflectance - glass.specular();
    let cosines = (0..STEPS).map(|k| (f64::from(k) + 0.5) / f64::from(STEPS));
    let flux: f64 = cosines
        .map(|c| 2.0 * PI * c * through(&radiance, c) / f64::from(STEPS))
        .sum();
    let what = "half space n=1.5, radiance over the hemisphere".to_owned();
    let by = Method::AddingDoubling;
    Ok(Comparison::within(what, by, diffuse, flux, 1e-5))
}

fn bins(
    slab: LayerStack,
    radiance: &[(f64, f64)],
    photons: Photons,
) -> Result<Vec<Comparison>, ValidationError> {
    let ours = MonteCarlo::new(slab)?.angular_distribution(BINS, photons);
    let table = Table::parse("validation_angular_slab.csv", ANGULAR)?;
    let middles = table.numbers("alpha_deg")?;
    let columns = [table.numbers("Rd_exact")?, table.numbers("Td_exact")?];
    let mut out = Vec::with_capacity(3 * BINS);
    for (column, side, ours) in [(0, "R", &ours.reflected), (1, "T", &ours.transmitted)] {
        let at = |k: usize| columns[column][k.min(BINS - 1)];
        for (k, estimate) in ours.iter().enumerate() {
            // Even about straight up; at grazing angles the parabola of the last three.
            let three = if k + 1 == BINS {
                let [a, b, c] = [at(k - 2), at(k - 1), at(k)];
                [b, c, 3.0 * c - 3.0 * b + a]
            } else {
                [at(k.saturating_sub(1)), at(k), at(k + 1)]
            };
            let truth = over_bin(k, |t| parabola(three, t));
            let what = format!("slab {side} per steradian at {} degrees", middles[k]);
            if column == 0 {
                let exact = over_bin(k, |t| {
                    let cosine = libm::cos(angle(k, t));
                    cosine * through(radiance, cosine)
                });
                let by = Method::AddingDoubling;
                out.push(Comparison::within(what.clone(), by, truth, exact, ALLOWED));
            }
            out.push(Comparison::sampled(what, truth, LAST_DIGIT, *estimate));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_over_bins_are_those_of_known_laws() {
        // The mean of the cosine over a band of the sphere is half the sum of its edges'.
        for k in [0, 7, 29] {
            let mean = over_bin(k, |t| libm::cos(angle(k, t)));
            let edges = libm::cos(angle(k, -0.5)) + libm::cos(angle(k, 0.5));
            assert!((mean - edges / 2.0).abs() < 1e-6, "{k}");
        }
        let points = [(0.1, 0.01), (0.4, 0.16), (0.9, 0.81)];
        assert!((through(&points, 0.6) - 0.36).abs() < 1e-12);
    }
}
