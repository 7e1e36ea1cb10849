//! How well dots are distributed: the figures that decide whether a placement may be drawn on a person, and their
//! limits.
//!
//! Distances to neighbours are straight; cells and spectra use charts that are small against the curvature. The measures
//! are those of the literature: relative radius and bond order (Schlömer), capacity (Balzer, CCVT), pair correlation and
//! radially averaged spectrum (Heck, Ulichney). Frequencies and distances follow the local target density. The same
//! numbers come out on one thread or many.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test crate uses the part it needs"
)]

mod boundary;
mod cells;
mod gates;
mod grid;
mod pairs;
mod patches;
pub mod reference;
mod spectrum;
mod statistics;

use glam::DVec3;
use rayon::prelude::*;

pub use boundary::boundary;
pub use gates::{Gate, misses};
pub use statistics::{COLUMNS, Column, Statistics, heading, row};

use cells::Cell;
use grid::Grid;

/// How far from the rim, in spacings, dots are measured; nearer ones are neighbours only.
const MARGIN: f64 = 5.0;

/// The fewest dots that are worth measuring.
const FEWEST: usize = 200;

/// Dots to be measured.
pub struct DotSet<'a> {
    /// Where the dots are, in any unit of length.
    pub positions: &'a [DVec3],
    /// The density that was asked for at each dot, on any scale; `None` where it is the same everywhere.
    pub density: Option<&'a [f64]>,
    /// Points on the open boundary, closer to each other than the dots (see [`boundary`]). If there are none, the rim is
    /// where the cells are open.
    pub rim: &'a [DVec3],
}

/// Measures a set. Where fewer than 200 dots are away from the rim all figures but the counts are not a number, and
/// those of the spectrum where no window fits.
pub fn score(set: &DotSet) -> Statistics {
    let count = set.positions.len();
    assert!(set.positions.iter().all(|p| p.is_finite()));
    assert!(
        set.density
            .is_none_or(|d| d.len() == count && d.iter().all(|d| *d > 0.0))
    );
    if count < FEWEST {
        return Statistics::unmeasured(count, 0);
    }
    let grid = Grid::new(set.positions, first_cell(set.positions));
    let near = six_nearest(set.positions, &grid);
    let spacing = median(near.iter().map(|d| d[5]).collect()) / 1.10;
    let patches = patches::cover(set.positions, spacing, &grid);
    let cells = cells::cells(count, &patches, spacing);
    let target = set
        .density
        .map_or_else(|| vec![1.0; count], <[f64]>::to_vec);
    let Some(field) = Field::new(set, cells, target) else {
        return Statistics::unmeasured(count, 0);
    };
    if field.scored.len() < FEWEST {
        return Statistics::unmeasured(count, field.scored.len());
    }
    let mut statistics = local_figures(&field, &near);
    statistics.g_peak = pairs::correlation_peak(
        set.positions,
        &grid,
        &field.scored,
        &field.spacing,
        field.uniform.is_some(),
    );
    let capacity: Vec<Option<f64>> = (0..count).map(|i| field.capacity(i)).collect();
    statistics.d100 = pairs::density_error(set.positions, &grid, &field.scored, &capacity);
    let spectrum = spectrum::spectrum(&spectrum::Spectral {
        patches: &patches,
        outer: &field.outer,
        spacing,
        uniform: field.uniform,
        density: &field.density,
    });
    if let Some(spectrum) = spectrum {
        statistics.low_power = spectrum.low_power;
        statistics.anisotropy_db = spectrum.anisotropy_db;
    }
    statistics
}

/// A guess at twice the spacing, from the box around the dots.
fn first_cell(positions: &[DVec3]) -> f64 {
    let low = positions.iter().fold(DVec3::INFINITY, |a, p| a.min(*p));
    let high = positions.iter().fold(DVec3::NEG_INFINITY, |a, p| a.max(*p));
    let size = high - low;
    let faces = size.x * size.y + size.y * size.z + size.z * size.x;
    2.0 * (faces / positions.len() as f64).sqrt()
}

/// The distances to the six nearest neighbours, ascending.
fn six_nearest(positions: &[DVec3], grid: &Grid) -> Vec<[f64; 6]> {
    positions
        .par_iter()
        .map_init(Vec::new, |found, p| {
            grid.nearest(*p, 7, found);
            core::array::from_fn(|k| found[k + 1].0.sqrt())
        })
        .collect()
}

/// The dots with their cells and densities.
struct Field {
    cells: Vec<Cell>,
    /// Whether the cell of a dot means nothing: open, or far too large.
    broken: Vec<bool>,
    /// The dots that are measured, ascending.
    scored: Vec<usize>,
    /// The dots too near to the rim to be measured.
    outer: Vec<DVec3>,
    /// The density at each dot, scaled such that the mean capacity is 1.
    density: Vec<f64>,
    /// The density, where it is the same everywhere.
    uniform: Option<f64>,
    /// The spacing of the hexagonal lattice of that density.
    spacing: Vec<f64>,
}

impl Field {
    /// `None` where no cell is closed.
    fn new(set: &DotSet, cells: Vec<Cell>, target: Vec<f64>) -> Option<Self> {
        let local = |i: usize| 1.0 / target[i].sqrt();
        let closed = (0..cells.len()).filter(|i| !cells[*i].open);
        let reaches: Vec<f64> = closed.map(|i| cells[i].reach / local(i)).collect();
        if reaches.is_empty() {
            return None;
        }
        let scale = median(reaches) / 0.62;
        let broken: Vec<bool> = cells
            .iter()
            .enumerate()
            .map(|(i, cell)| cell.open || cell.reach > 3.2 * scale * local(i))
            .collect();
        let inner = away_from_rim(set, &broken, |i| scale * local(i));
        let scored: Vec<usize> = (0..cells.len())
            .filter(|i| inner[*i] && !broken[*i])
            .collect();
        let outer = (0..cells.len()).filter(|i| !inner[*i]);
        let outer = outer.map(|i| set.positions[i]).collect();
        let area: f64 = scored.iter().map(|i| cells[*i].area).sum();
        let capacity: f64 = scored.iter().map(|i| cells[*i].area * target[*i]).sum();
        let factor = scored.len() as f64 / capacity;
        let density: Vec<f64> = target.iter().map(|d| d * factor).collect();
        let even = target.iter().all(|d| d.total_cmp(&target[0]).is_eq());
        let spacing = density.iter().map(|d| (2.0 / (3.0_f64.sqrt() * d)).sqrt());
        Some(Self {
            broken,
            outer,
            uniform: even.then_some(scored.len() as f64 / area),
            spacing: spacing.collect(),
            density,
            scored,
            cells,
        })
    }

    /// The cell of dot `i` times the density, 1 on average; `None` where the cell means nothing.
    fn capacity(&self, i: usize) -> Option<f64> {
        (!self.broken[i]).then(|| self.cells[i].area * self.density[i])
    }
}

/// Which dots are farther from the rim than [`MARGIN`] times their `spacing`.
fn away_from_rim(
    set: &DotSet,
    broken: &[bool],
    spacing: impl Fn(usize) -> f64 + Sync,
) -> Vec<bool> {
    let ragged = broken.iter().zip(set.positions).filter(|(b, _)| **b);
    let ragged: Vec<DVec3> = ragged.map(|(_, p)| *p).collect();
    // A dot with an open cell lies up to a spacing inside the rim.
    let (rim, margin) = if set.rim.is_empty() {
        (&ragged[..], MARGIN - 1.0)
    } else {
        (set.rim, MARGIN)
    };
    let grid = Grid::new(rim, MARGIN * spacing(0));
    let away =
        |(i, p): (usize, &DVec3)| rim.is_empty() || !grid.any_within(*p, margin * spacing(i));
    set.positions.par_iter().enumerate().map(away).collect()
}

/// The figures that need neighbours and cells alone.
fn local_figures(field: &Field, near: &[[f64; 6]]) -> Statistics {
    let over =
        |f: &dyn Fn(usize) -> f64| -> Vec<f64> { field.scored.iter().map(|i| f(*i)).collect() };
    let percent = |f: &dyn Fn(usize) -> bool| 100.0 * mean(&over(&|i| f64::from(u8::from(f(i)))));
    let mut distance = over(&|i| near[i][0] / field.spacing[i]);
    distance.sort_unstable_by(f64::total_cmp);
    let capacity = over(&|i| field.cells[i].area * field.density[i]);
    let hexagon = 5.0 / (18.0 * 3.0_f64.sqrt());
    let moment = over(&|i| field.cells[i].moment * field.density[i] * field.density[i] / hexagon);
    let gap = over(&|i| field.cells[i].reach / field.spacing[i]);
    let bond = |i: usize| field.cells[i].psi6.length();
    Statistics {
        rho: distance[0],
        rho1: percentile(&distance, 0.01),
        nncv: variation(&distance),
        close_percent: percent(&|i| near[i][0] / field.spacing[i] < 0.5),
        capcv: variation(&capacity),
        cvt: mean(&moment),
        gap_max: gap.into_iter().fold(0.0, f64::max),
        psi6: mean(&over(&bond)),
        crystal_percent: percent(&|i| bond(i) > 0.7 && field.cells[i].alike >= 5),
        ..Statistics::unmeasured(near.len(), field.scored.len())
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The coefficient of variation: standard deviation over mean.
fn variation(values: &[f64]) -> f64 {
    let m = mean(values);
    let squares: f64 = values.iter().map(|x| (x - m) * (x - m)).sum();
    (squares / values.len() as f64).sqrt() / m
}

/// The value below which the share `part` of `sorted` lies, linear between ranks.
fn percentile(sorted: &[f64], part: f64) -> f64 {
    let rank = part * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
    below + (above - below) * rank.fract()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    percentile(&values, 0.5)
}
