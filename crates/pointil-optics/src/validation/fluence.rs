//! Fluence over depth in half spaces.

use super::totals::LAST_DIGIT;
use super::{ALLOWED, Comparison, Method, ValidationError};
use crate::adding_doubling::AddingDoubling;
use crate::layers::{Layer, LayerStack};
use crate::monte_carlo::{MonteCarlo, Photons};
use crate::table::Table;

const FLUENCE: &str = include_str!("../../../../data/optics/validation_fluence_depth.csv");

/// A half space with its fluence over depth.
#[derive(Clone, Debug)]
pub(super) struct FluenceCase {
    pub(super) name: String,
    stack: LayerStack,
    depths_cm: Vec<f64>,
    fluence: Vec<f64>,
}

/// The half spaces of the table: without and with a surface that reflects.
pub(super) fn all() -> Result<Vec<FluenceCase>, ValidationError> {
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

/// Depths that the mean over a slice is taken from.
const PARTS: u32 = 20;

impl FluenceCase {
    /// Fluence by adding–doubling, mean over the slice around a depth.
    fn mean(&self, solver: &AddingDoubling<32>, middle_mm: f64) -> Result<f64, ValidationError> {
        let mut sum = 0.0;
        for part in 0..PARTS {
            let t = (f64::from(part) + 0.5) / f64::from(PARTS) - 0.5;
            sum += solver.fluence(&self.stack, middle_mm + t * SLICE_MM)?;
        }
        Ok(sum / f64::from(PARTS))
    }

    pub(super) fn run(&self, photons: Photons) -> Result<Vec<Comparison>, ValidationError> {
        let solver = AddingDoubling::<32>::for_stack(&self.stack)?;
        let ours = MonteCarlo::new(self.stack.clone())?.fluence(SLICE_MM, SLICES, photons);
        let bend = |k: usize| self.fluence[k - 1] - 2.0 * self.fluence[k] + self.fluence[k + 1];
        let mut out = Vec::with_capacity(self.fluence.len());
        for (k, (depth_cm, fluence)) in self.depths_cm.iter().zip(&self.fluence).enumerate() {
            let exact = solver.fluence(&self.stack, depth_cm * 10.0)?;
            // The table is at the middle of a slice; the mean over it differs where the first rows bend. Right under the surface the bend
            // grows without end, and only the shape between is taken from the solver, whose value is compared above.
            let mean = match k {
                0 => self.mean(&solver, depth_cm * 10.0)? - exact,
                1..BENT_ROWS => bend(k) / 24.0,
                _ => 0.0,
            };
            let truth = fluence + mean;
            let what = format!("{} at {depth_cm} cm", self.name);
            out.push(Comparison::within(
                what.clone(),
                Method::AddingDoubling,
                truth,
                exact + mean,
                ALLOWED * fluence,
            ));
            if let Some(ours) = ours.get((depth_cm * 10.0 / SLICE_MM) as usize) {
                let truth_error = LAST_DIGIT * fluence;
                out.push(Comparison::sampled(what, truth, truth_error, *ours));
            }
        }
        Ok(out)
    }
}
