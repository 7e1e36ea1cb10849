//! Layers whose total, angular and inner light is known.

use super::{ALLOWED, Comparison, ValidationError};
use crate::adding_doubling::AddingDoubling;
use crate::layers::{Layer, LayerStack};
use crate::monte_carlo::{Estimate, MonteCarlo, Photons};
use crate::table::Table;

const TOTALS_NAME: &str = "validation_totals.csv";
const TOTALS: &str = include_str!("../../../../data/optics/validation_totals.csv");
const ANGULAR: &str = include_str!("../../../../data/optics/validation_angular_slab.csv");
const FLUENCE: &str = include_str!("../../../../data/optics/validation_fluence_depth.csv");

/// The truths' last digit.
const LAST_DIGIT: f64 = 4e-6;

/// A stack with its totals.
#[derive(Clone, Debug)]
pub(super) struct TotalsCase {
    pub(super) name: String,
    stack: LayerStack,
    reflectance: f64,
    transmittance: f64,
}

/// All stacks of the table.
pub(super) fn totals() -> Result<Vec<TotalsCase>, ValidationError> {
    let table = Table::parse(TOTALS_NAME, TOTALS)?;
    let names = table.texts("case")?;
    let lists = [
        table.texts("albedo")?,
        table.texts("optical_thickness")?,
        table.texts("g")?,
    ];
    let indices = table.numbers("n")?;
    let reflectances = table.numbers("reflectance")?;
    let transmittances = table.numbers("transmittance")?;
    let mut cases = Vec::with_capacity(names.len());
    for (k, name) in names.iter().enumerate() {
        let [albedo, thickness, g] = [0, 1, 2].map(|list: usize| numbers(lists[list][k]));
        let index = indices[k];
        cases.push(TotalsCase {
            name: format!(
                "{name} n={index} a={} b={} g={}",
                lists[0][k], lists[1][k], lists[2][k]
            ),
            stack: stack(index, &albedo?, &thickness?, &g?)?,
            reflectance: reflectances[k],
            transmittance: transmittances[k],
        });
    }
    Ok(cases)
}

fn numbers(cell: &str) -> Result<Vec<f64>, ValidationError> {
    let read = cell.split('|').map(|n| n.trim().parse());
    read.collect::<Result<_, _>>()
        .map_err(|_| ValidationError::List {
            table: TOTALS_NAME,
            cell: cell.to_owned(),
        })
}

/// Layers 1 mm thick in air, or without end where the optical thickness is.
fn stack(
    refractive_index: f64,
    albedos: &[f64],
    thicknesses: &[f64],
    gs: &[f64],
) -> Result<LayerStack, ValidationError> {
    let layer = |((albedo, thickness), g): ((&f64, &f64), &f64)| {
        let (extinction, thickness) = if thickness.is_infinite() {
            (10.0, f64::INFINITY)
        } else {
            (*thickness, 1.0)
        };
        Layer {
            mu_a: extinction * (1.0 - albedo),
            mu_s: extinction * albedo,
            g: *g,
            refractive_index,
            thickness,
        }
    };
    let layers = albedos.iter().zip(thicknesses).zip(gs).map(layer);
    Ok(LayerStack::new(1.0, layers.collect(), 1.0)?)
}

impl TotalsCase {
    pub(super) fn run(&self, photons: Photons) -> Result<Vec<Comparison>, ValidationError> {
        let exact = AddingDoubling::<16>::for_stack(&self.stack)?.totals(&self.stack)?;
        let ours = MonteCarlo::new(self.stack.clone())?.totals(photons);
        let reflectance = Estimate {
            mean: ours.diffuse_reflectance.mean + ours.specular,
            ..ours.diffuse_reflectance
        };
        let compared = |what: &str, truth, exact, ours| Comparison {
            what: format!("{} {what}", self.name),
            truth,
            truth_error: LAST_DIGIT,
            adding_doubling: Some(exact),
            allowed: ALLOWED,
            monte_carlo: Some(ours),
        };
        let mut out = vec![compared(
            "R",
            self.reflectance,
            exact.reflectance,
            reflectance,
        )];
        if self.stack.layers().iter().all(|l| l.thickness.is_finite()) {
            let (truth, ours) = (self.transmittance, ours.transmittance);
            out.push(compared("T", truth, exact.transmittance, ours));
        }
        Ok(out)
    }
}

/// The worst error of adding–doubling with N directions over all totals.
///
/// # Errors
/// None for the cases compiled in.
pub fn adding_doubling_worst<const N: usize>() -> Result<f64, ValidationError> {
    let mut worst: f64 = 0.0;
    for case in totals()? {
        let got = AddingDoubling::<N>::for_stack(&case.stack)?.totals(&case.stack)?;
        worst = worst
            .max((got.reflectance - case.reflectance).abs())
            .max((got.transmittance - case.transmittance).abs());
    }
    Ok(worst)
}

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

/// Light leaving the slab of MCML's manual per steradian by angle: mean over each bin of 3 degrees.
pub(super) fn angles(photons: Photons) -> Result<Vec<Comparison>, ValidationError> {
    let slab = stack(1.0, &[0.9], &[2.0], &[0.75])?;
    let radiance = AddingDoubling::<16>::for_stack(&slab)?.returned_radiance(&slab)?;
    let ours = MonteCarlo::new(slab)?.angular_distribution(BINS, photons);
    let table = Table::parse("validation_angular_slab.csv", ANGULAR)?;
    let middles = table.numbers("alpha_deg")?;
    let columns = [table.numbers("Rd_exact")?, table.numbers("Td_exact")?];
    let mut out = Vec::with_capacity(2 * BINS);
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
            let exact = over_bin(k, |t| {
                let cosine = libm::cos(angle(k, t));
                cosine * through(&radiance, cosine)
            });
            out.push(Comparison {
                what: format!("slab {side} per steradian at {} degrees", middles[k]),
                truth: over_bin(k, |t| parabola(three, t)),
                truth_error: LAST_DIGIT,
                adding_doubling: (column == 0).then_some(exact),
                allowed: ALLOWED,
                monte_carlo: Some(*estimate),
            });
        }
    }
    Ok(out)
}

/// A half space with its fluence over depth.
#[derive(Clone, Debug)]
pub(super) struct FluenceCase {
    pub(super) name: String,
    stack: LayerStack,
    depths_cm: Vec<f64>,
    fluence: Vec<f64>,
}

/// The half spaces of the table: without and with a surface that reflects.
pub(super) fn fluence() -> Result<Vec<FluenceCase>, ValidationError> {
    let table = Table::parse("validation_fluence_depth.csv", FLUENCE)?;
    let columns = [(1.0, "phi_n1_exact"), (1.37, "phi_n137_exact")];
    let mut cases = Vec::with_capacity(columns.len());
    for (refractive_index, column) in columns {
        let half_space = Layer {
            mu_a: 0.01,
            mu_s: 10.0,
            g: 0.9,
            refractive_index,
            thickness: f64::INFINITY,
        };
        cases.push(FluenceCase {
            name: format!("fluence n={refractive_index}"),
            stack: LayerStack::new(1.0, vec![half_space], refractive_index)?,
            depths_cm: table.numbers("z_cm")?,
            fluence: table.numbers(column)?,
        });
    }
    Ok(cases)
}

/// Thickness of the slices that fluence is taken in, in millimetres, and how many.
const SLICE_MM: f64 = 0.05;
const SLICES: usize = 200;

/// Rows of the table that are neighbouring slices and bend.
const BENT_ROWS: usize = 10;

impl FluenceCase {
    pub(super) fn run(&self, photons: Photons) -> Result<Vec<Comparison>, ValidationError> {
        let solver = AddingDoubling::<32>::for_stack(&self.stack)?;
        let ours = MonteCarlo::new(self.stack.clone())?.fluence(SLICE_MM, SLICES, photons);
        let bend = |k: usize| self.fluence[k - 1] - 2.0 * self.fluence[k] + self.fluence[k + 1];
        let mut out = Vec::with_capacity(self.fluence.len());
        for (k, (depth_cm, fluence)) in self.depths_cm.iter().zip(&self.fluence).enumerate() {
            // The table is at the middle of a slice; the mean over it differs where the first rows bend, most right under the surface.
            let bend = match k {
                0 => 2.0 * bend(1) - bend(2),
                1..BENT_ROWS => bend(k),
                _ => 0.0,
            };
            let mean = bend / 24.0;
            let exact = solver.fluence(&self.stack, depth_cm * 10.0)?;
            out.push(Comparison {
                what: format!("{} at {depth_cm} cm", self.name),
                truth: fluence + mean,
                truth_error: LAST_DIGIT * fluence,
                adding_doubling: Some(exact + mean),
                allowed: ALLOWED * fluence,
                monte_carlo: ours.get((depth_cm * 10.0 / SLICE_MM) as usize).copied(),
            });
        }
        Ok(out)
    }
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
