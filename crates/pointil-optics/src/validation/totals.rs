//! Stacks of layers whose total reflectance and transmittance are known.

use super::{ALLOWED, Comparison, Method, ValidationError};
use crate::adding_doubling::AddingDoubling;
use crate::layers::{Layer, LayerStack};
use crate::monte_carlo::{Estimate, MonteCarlo, Photons};
use crate::table::Table;

const TOTALS_NAME: &str = "validation_totals.csv";
const TOTALS: &str = include_str!("../../../../data/optics/validation_totals.csv");

/// The truths' last digit.
pub(super) const LAST_DIGIT: f64 = 4e-6;

/// A stack with its totals.
#[derive(Clone, Debug)]
pub(super) struct TotalsCase {
    pub(super) name: String,
    stack: LayerStack,
    reflectance: f64,
    transmittance: f64,
}

/// All stacks of the table.
pub(super) fn all() -> Result<Vec<TotalsCase>, ValidationError> {
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
pub(super) fn stack(
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
        let compared = |what: &str, truth, exact, ours| {
            let what = format!("{} {what}", self.name);
            [
                Comparison::within(what.clone(), Method::AddingDoubling, truth, exact, ALLOWED),
                Comparison::sampled(what, truth, LAST_DIGIT, ours),
            ]
        };
        let mut out = Vec::with_capacity(4);
        out.extend(compared(
            "R",
            self.reflectance,
            exact.reflectance,
            reflectance,
        ));
        if self.stack.layers().iter().all(|l| l.thickness.is_finite()) {
            let (truth, ours) = (self.transmittance, ours.transmittance);
            out.extend(compared("T", truth, exact.transmittance, ours));
        }
        Ok(out)
    }

    /// How far adding–doubling with N directions is off at most.
    pub(super) fn error_with<const N: usize>(&self) -> Result<f64, ValidationError> {
        let got = AddingDoubling::<N>::for_stack(&self.stack)?.totals(&self.stack)?;
        let reflected = (got.reflectance - self.reflectance).abs();
        Ok(reflected.max((got.transmittance - self.transmittance).abs()))
    }
}
