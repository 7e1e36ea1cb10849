//! A skin made ready for many dots: the chain of the table is passed along as far as the skin decides it.

use std::sync::LazyLock;

use super::axes::{
    self, DERMIS, EPIDERMIS, Geometry, LENGTH, MELANIN, PIGMENT, PLACES, RADIUS, RATIO, TOP, VALUES,
};
use super::loss::{DotColumn, DotLoss, DotSkin};
use super::profile::Profile;
use super::tensor_train::add_scaled;
use super::{DotTable, SizeError};
use crate::spectrum::Spectrum;

/// Wavelengths (places in a spectrum) at which a dot's geometry is worked out; between them it runs smoothly, as scattering does.
const KNOTS: [usize; 9] = [0, 3, 12, 25, 40, 55, 68, 77, 80];

/// What each knot counts at each place of a spectrum (Lagrange).
static KNOT_WEIGHTS: LazyLock<[[f64; KNOTS.len()]; Spectrum::COUNT]> = LazyLock::new(|| {
    core::array::from_fn(|at| {
        core::array::from_fn(|k| {
            let own = KNOTS[k] as f64;
            let others = KNOTS.iter().enumerate().filter(|(j, _)| *j != k);
            others
                .map(|(_, other)| (at as f64 - *other as f64) / (own - *other as f64))
                .product()
        })
    })
});

/// A skin ready for dots.
#[derive(Clone, Debug, PartialEq)]
pub struct PreparedSkin<'t> {
    table: &'t DotTable,
    skin: DotSkin,
    /// At each knot: the chain up to the column's top.
    above: Vec<Vec<f32>>,
    /// At each wavelength: the chain after the pigment.
    absorbing: Vec<Vec<f32>>,
}

/// One wavelength of a skin with a column in it, in units of the dermis' scattering.
struct Situation {
    epidermis: f64,
    top: f64,
    radius: f64,
    length: f64,
    geometry: Geometry,
}

impl Situation {
    fn new(skin: &DotSkin, column: &DotColumn, at: usize) -> Self {
        let unit = skin.dermis_scattering.values()[at];
        let scattering = skin.epidermis_scattering.values()[at];
        let epidermis = skin.epidermis_mm * scattering;
        let under = column.top_mm - skin.epidermis_mm;
        let top = if under < 0.0 {
            column.top_mm * scattering
        } else {
            epidermis + under * unit
        };
        let radius = column.radius_mm * unit;
        Self {
            epidermis,
            top,
            radius,
            length: column.length_mm * unit,
            geometry: Geometry::new(epidermis, scattering / unit, top, radius),
        }
    }
}

fn single(weights: axes::Weights) -> [f32; axes::MOST_NODES] {
    weights.map(|weight| weight as f32)
}

impl DotTable {
    /// Makes `skin` ready for many dots.
    ///
    /// # Errors
    /// A thickness that is not possible, or scattering that is not above 0.
    pub fn prepare(&self, skin: &DotSkin) -> Result<PreparedSkin<'_>, SizeError> {
        check_skin(skin)?;
        let above = KNOTS.iter().map(|at| {
            let unit = skin.dermis_scattering.values()[*at];
            let scattering = skin.epidermis_scattering.values()[*at];
            let thick = single(EPIDERMIS.weights(skin.epidermis_mm * scattering));
            let ratio = single(RATIO.weights(scattering / unit));
            self.chain[1].forward(&self.chain[0].forward(&[1.0], &thick), &ratio)
        });
        let absorbing = (0..Spectrum::COUNT).map(|at| {
            let unit = skin.dermis_scattering.values()[at];
            let dermis = skin.dermis_absorption.values()[at] / unit;
            let melanin = skin.epidermis_absorption.values()[at] * skin.epidermis_mm;
            let back = self.back[2].forward(&[1.0], &single(MELANIN.weights(melanin)));
            self.back[1].forward(&back, &single(DERMIS.weights(dermis)))
        });
        Ok(PreparedSkin {
            table: self,
            skin: skin.clone(),
            above: above.collect(),
            absorbing: absorbing.collect(),
        })
    }
}

impl PreparedSkin<'_> {
    /// As [`DotTable::loss`] in this skin.
    ///
    /// # Errors
    /// A size that is not possible.
    pub fn loss(&self, column: &DotColumn, pigment: &Spectrum) -> Result<DotLoss, SizeError> {
        let values = self.values(column, pigment, 0)?;
        let mut area_mm2 = [0.0; Spectrum::COUNT];
        let mut profiles = Vec::with_capacity(Spectrum::COUNT);
        for (at, values) in values.chunks_exact(VALUES).enumerate() {
            let unit = self.skin.dermis_scattering.values()[at];
            let geometry = Situation::new(&self.skin, column, at).geometry;
            let full = axes::saturation(self.dose(column, pigment, at));
            let shares =
                core::array::from_fn(|k: usize| (f64::from(values[k]) * full).clamp(0.0, 1.0));
            area_mm2[at] = area(values[PLACES], full, &geometry, unit);
            profiles.push((unit, Profile::new(geometry.places(), shares)));
        }
        Ok(DotLoss::new(profiles, Spectrum::from_values(area_mm2)))
    }

    /// [`DotLoss::area_mm2`] alone, in half the time.
    ///
    /// # Errors
    /// A size that is not possible.
    pub fn area_mm2(&self, column: &DotColumn, pigment: &Spectrum) -> Result<Spectrum, SizeError> {
        let values = self.values(column, pigment, PLACES)?;
        let mut area_mm2 = [0.0; Spectrum::COUNT];
        for (at, (area_mm2, value)) in area_mm2.iter_mut().zip(values).enumerate() {
            let unit = self.skin.dermis_scattering.values()[at];
            let geometry = Situation::new(&self.skin, column, at).geometry;
            let full = axes::saturation(self.dose(column, pigment, at));
            *area_mm2 = area(value, full, &geometry, unit);
        }
        Ok(Spectrum::from_values(area_mm2))
    }

    /// Optical thickness of the column.
    fn dose(&self, column: &DotColumn, pigment: &Spectrum, at: usize) -> f64 {
        let chord = axes::mean_chord(column.radius_mm, column.length_mm);
        pigment.values()[at].max(0.0) * chord
    }

    /// The table's values around the column from place `first` on, wavelength after wavelength.
    fn values(
        &self,
        column: &DotColumn,
        pigment: &Spectrum,
        first: usize,
    ) -> Result<Vec<f32>, SizeError> {
        check_column(column)?;
        let knots: Vec<Vec<f32>> = KNOTS
            .iter()
            .zip(&self.above)
            .map(|(at, above)| self.geometry(above, column, *at, first))
            .collect();
        let count = VALUES - first;
        let mut values = vec![0.0; Spectrum::COUNT * count];
        let mut geometry = vec![0.0; knots[0].len()];
        for (at, values) in values.chunks_exact_mut(count).enumerate() {
            geometry.fill(0.0);
            for (knot, weight) in knots.iter().zip(KNOT_WEIGHTS[at]) {
                add_scaled(&mut geometry, weight as f32, knot);
            }
            let dose = single(PIGMENT.weights(self.dose(column, pigment, at)));
            let carried = self.table.back[0].forward(&self.absorbing[at], &dose);
            for (row, carried) in geometry.chunks_exact(count).zip(carried) {
                add_scaled(values, carried, row);
            }
        }
        Ok(values)
    }

    /// The chain from the top on to the pigment for one geometry: for each link to the pigment, the values from place `first` on.
    fn geometry(&self, above: &[f32], column: &DotColumn, at: usize, first: usize) -> Vec<f32> {
        let chain = &self.table.chain;
        let s = Situation::new(&self.skin, column, at);
        let top = single(TOP.weights(s.top, s.epidermis));
        let forth = chain[2].forward(above, &top);
        let forth = chain[3].forward(&forth, &single(RADIUS.weights(s.radius)));
        let rows = chain[4].rows(&forth, first);
        let along = chain[5].at(&single(LENGTH.weights(s.length)));
        let (links, count) = (chain[5].after, VALUES - first);
        let mut out = vec![0.0; links * count];
        let mut sums = vec![0.0; links];
        for (place, row) in rows.chunks_exact(chain[5].before).enumerate() {
            sums.fill(0.0);
            for (value, along) in row.iter().zip(along.chunks_exact(links)) {
                add_scaled(&mut sums, *value, along);
            }
            for (link, sum) in sums.iter().enumerate() {
                out[link * count + place] = *sum;
            }
        }
        out
    }
}

/// The loss summed over the surface in square millimetres, from what is tabulated of it.
fn area(value: f32, full: f64, geometry: &Geometry, unit: f64) -> f64 {
    f64::from(value).max(0.0) * full * geometry.disc() / (unit * unit)
}

fn check_skin(skin: &DotSkin) -> Result<(), SizeError> {
    let least = |s: &Spectrum| s.values().iter().fold(f64::INFINITY, |a, b| a.min(*b));
    check(&[
        ("epidermis thickness", skin.epidermis_mm, true),
        (
            "least scattering of the epidermis",
            least(&skin.epidermis_scattering),
            true,
        ),
        (
            "least scattering of the dermis",
            least(&skin.dermis_scattering),
            true,
        ),
    ])
}

fn check_column(column: &DotColumn) -> Result<(), SizeError> {
    check(&[
        ("dot radius", column.radius_mm, true),
        ("dot depth", column.top_mm, false),
        ("dot length", column.length_mm, true),
    ])
}

/// Sizes with their names; those marked must be above 0.
fn check(sizes: &[(&'static str, f64, bool)]) -> Result<(), SizeError> {
    let positive = |value: f64| value > 0.0 && value < f64::INFINITY;
    for &(field, value, above) in sizes {
        let sound = positive(value) || (!above && value.abs() < f64::MIN_POSITIVE);
        if !sound {
            return Err(SizeError { field, value });
        }
    }
    Ok(())
}
