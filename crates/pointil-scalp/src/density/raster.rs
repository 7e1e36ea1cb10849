//! A raster over the scalp's sites, on the equal-area plane of [`flat`].

use core::ops::{Add, Mul, Range, Sub};
use std::sync::LazyLock;

use rayon::prelude::*;

use crate::dots::Sample;
use crate::space::{Point, Site};
use crate::template::in_domain;
use crate::zones::{flat, unflat};

/// Nodes along one side: 0.6–0.75 mm apart on an adult head.
pub(super) const SIDE: usize = 512;

/// Half of the plane that the raster covers: down to 53° below the level of the glabella.
const HALF: f64 = 1.9;

const STEP: f64 = 2.0 * HALF / SIDE as f64;

/// Millimetres per unit of the plane, about, for smoothing widths.
const MM_PER_UNIT: f64 = 90.0;

/// The site of a node; `None` in the corners of the square.
pub(super) fn node_site(column: usize, row: usize) -> Option<Site> {
    let at = |k: usize| (k as f64 + 0.5) * STEP - HALF;
    unflat((at(column), at(row)))
}

/// The four nodes around a site, the first of them and the shares of the step beyond it.
#[derive(Clone, Copy)]
pub(super) struct Place {
    index: u32,
    u: f32,
    v: f32,
}

impl Place {
    /// No place of the raster.
    const NOWHERE: Self = Self {
        index: u32::MAX,
        u: 0.0,
        v: 0.0,
    };
}

/// Where the samples of a [`DensityMap`] lie on the raster, which is the same on every head: asked for with every edit.
static SAMPLES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let of = |k: usize| {
        let site = Sample(k).site().filter(|site| in_domain(*site));
        site.and_then(place).unwrap_or(Place::NOWHERE)
    };
    (0..Sample::COUNT).into_par_iter().map(of).collect()
});

/// Where a sample in the scalp's domain lies on the raster.
pub(super) fn place_of(sample: Sample) -> Option<Place> {
    Some(SAMPLES[sample.0]).filter(|place| place.index != u32::MAX)
}

/// Where a site lies on the raster; `None` off it.
pub(super) fn place(site: Site) -> Option<Place> {
    let (x, y) = flat(site);
    let (u, v) = ((x + HALF) / STEP - 0.5, (y + HALF) / STEP - 0.5);
    let last = (SIDE - 1) as f64;
    if !(u >= 0.0 && v >= 0.0 && u < last && v < last) {
        return None;
    }
    let (column, row) = (u as usize, v as usize);
    Some(Place {
        index: (row * SIDE + column) as u32,
        u: (u - column as f64) as f32,
        v: (v - row as f64) as f32,
    })
}

/// The node nearest to a site; `None` off the raster.
pub(super) fn nearest_node(site: Site) -> Option<usize> {
    let Place { index, u, v } = place(site)?;
    Some(index as usize + usize::from(u >= 0.5) + SIDE * usize::from(v >= 0.5))
}

/// The nodes of the square around a site, so many steps to each side.
pub(super) fn around(site: Site, steps: usize) -> impl Iterator<Item = usize> {
    let middle = nearest_node(site);
    let span = move |k: usize| k.saturating_sub(steps)..(k + steps + 1).min(SIDE);
    middle.into_iter().flat_map(move |middle| {
        span(middle / SIDE)
            .flat_map(move |row| span(middle % SIDE).map(move |column| row * SIDE + column))
    })
}

/// The value of a raster between its nodes.
pub(super) fn bilinear<T>(values: &[T], place: Place) -> T
where
    T: Copy + Add<Output = T> + Sub<Output = T> + Mul<Output = T> + From<f32>,
{
    let (index, u, v) = (place.index as usize, place.u.into(), place.v.into());
    let (a, b) = (values[index], values[index + 1]);
    let (c, d) = (values[index + SIDE], values[index + SIDE + 1]);
    let (low, high) = (a + (b - a) * u, c + (d - c) * u);
    low + (high - low) * v
}

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// For every active node the nearest source node, by straight distance between the nodes' points: what each node's
/// neighbours know is passed on in sweeps over the raster, both ways, twice. [`NONE`] where no source is connected.
pub(super) fn nearest_sources(
    points: &[Option<Point>],
    is_source: impl Fn(usize) -> bool,
) -> Vec<u32> {
    let mut sweep = Sweep::new(points, is_source);
    for _ in 0..2 {
        for row in 0..SIDE {
            for column in sweep.span(row) {
                for step in [(-1, 0), (-1, -1), (0, -1), (1, -1)] {
                    sweep.pass_on(column, row, step);
                }
            }
            for column in sweep.span(row).rev() {
                sweep.pass_on(column, row, (1, 0));
            }
        }
        for row in (0..SIDE).rev() {
            for column in sweep.span(row).rev() {
                for step in [(1, 0), (1, 1), (0, 1), (-1, 1)] {
                    sweep.pass_on(column, row, step);
                }
            }
            for column in sweep.span(row) {
                sweep.pass_on(column, row, (-1, 0));
            }
        }
    }
    sweep.nearest
}

/// What nodes know of their nearest source so far.
struct Sweep<'a> {
    points: &'a [Option<Point>],
    nearest: Vec<u32>,
    /// How far that is.
    gaps: Vec<f64>,
    /// The columns of each row between which its nodes are active.
    spans: Vec<Range<usize>>,
}

impl<'a> Sweep<'a> {
    fn new(points: &'a [Option<Point>], is_source: impl Fn(usize) -> bool) -> Self {
        let source = |i: usize| points[i].is_some() && is_source(i);
        let own = |i: usize| if source(i) { i as u32 } else { NONE };
        let nearest: Vec<u32> = (0..points.len()).map(own).collect();
        let gap = |own: &u32| if *own == NONE { f64::INFINITY } else { 0.0 };
        let span = |row: &[Option<Point>]| {
            let first = row.iter().position(Option::is_some);
            let last = row.iter().rposition(Option::is_some);
            first.unwrap_or(0)..last.map_or(0, |k| k + 1)
        };
        Self {
            gaps: nearest.iter().map(gap).collect(),
            spans: points.chunks(SIDE).map(span).collect(),
            nearest,
            points,
        }
    }

    fn span(&self, row: usize) -> Range<usize> {
        self.spans[row].clone()
    }

    fn pass_on(&mut self, column: usize, row: usize, (dx, dy): (isize, isize)) {
        let (x, y) = (column.wrapping_add_signed(dx), row.wrapping_add_signed(dy));
        if x >= SIDE || y >= SIDE {
            return;
        }
        let (own, other) = (row * SIDE + column, self.nearest[y * SIDE + x]);
        // Most nodes are sources themselves, or know what their neighbour knows.
        if other == NONE || other == self.nearest[own] || self.gaps[own] <= 0.0 {
            return;
        }
        let (Some(here), Some(there)) = (self.points[own], self.points[other as usize]) else {
            return;
        };
        let gap = there.distance(here);
        if gap < self.gaps[own] {
            (self.nearest[own], self.gaps[own]) = (other, gap);
        }
    }
}

/// `values` smoothed among the nodes with `weight`, so that a step becomes a slope of about `blend_mm`: three means over a
/// square, nearly a bell. Nodes far from any weight keep their value.
pub(super) fn smoothed(values: &[f64], weight: &[bool], blend_mm: f64) -> Vec<f64> {
    // The slope of a smoothed step from 10 % to 90 % is 2.56 standard deviations; three squares of half-width r have a
    // variance of r (r + 1) cells.
    let sd = blend_mm / 2.56 / (MM_PER_UNIT * STEP);
    let half = ((0.25 + sd * sd).sqrt() - 0.5).round() as usize;
    if half == 0 {
        return values.to_vec();
    }
    let mut sum: Vec<f64> = values
        .iter()
        .zip(weight)
        .map(|(v, w)| if *w { *v } else { 0.0 })
        .collect();
    let mut mass: Vec<f64> = weight.iter().map(|w| f64::from(u8::from(*w))).collect();
    for raster in [&mut sum, &mut mass] {
        for _ in 0..3 {
            means_along_rows(raster, half);
            *raster = means_along_columns(raster, half);
        }
    }
    let smooth = |((s, m), own): ((&f64, &f64), &f64)| if *m > 1e-9 { s / m } else { *own };
    sum.iter().zip(&mass).zip(values).map(smooth).collect()
}

/// Replaces every value by the mean of those within `half` steps of it in its row.
fn means_along_rows(raster: &mut [f64], half: usize) {
    let share = 1.0 / (2 * half + 1) as f64;
    raster.par_chunks_mut(SIDE).for_each_init(
        || [0.0; SIDE],
        |line, row| {
            line.copy_from_slice(row);
            let mut sum: f64 = line[..half].iter().sum();
            for i in 0..SIDE {
                sum += line.get(i + half).copied().unwrap_or(0.0);
                if i > half {
                    sum -= line[i - half - 1];
                }
                row[i] = sum * share;
            }
        },
    );
}

/// The mean of every value's column within `half` steps of it: all columns at once, row by row.
fn means_along_columns(raster: &[f64], half: usize) -> Vec<f64> {
    let share = 1.0 / (2 * half + 1) as f64;
    let row = |k: usize| raster.get(k * SIDE..(k + 1) * SIDE);
    let mut sum = [0.0; SIDE];
    for own in (0..half).filter_map(row) {
        sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    let mut means = Vec::with_capacity(raster.len());
    for i in 0..SIDE {
        if let Some(next) = row(i + half) {
            sum.iter_mut().zip(next).for_each(|(sum, own)| *sum += own);
        }
        if let Some(gone) = i.checked_sub(half + 1).and_then(row) {
            sum.iter_mut().zip(gone).for_each(|(sum, own)| *sum -= own);
        }
        means.extend(sum.iter().map(|sum| sum * share));
    }
    means
}
