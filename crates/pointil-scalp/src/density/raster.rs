//! A raster over the scalp's sites, on the equal-area plane of [`flat`].

use core::ops::{Add, Mul, Sub};

use crate::space::{Point, Site};
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
    index: usize,
    u: f32,
    v: f32,
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
        index: row * SIDE + column,
        u: (u - column as f64) as f32,
        v: (v - row as f64) as f32,
    })
}

/// The value of a raster between its nodes.
pub(super) fn bilinear<T>(values: &[T], place: Place) -> T
where
    T: Copy + Add<Output = T> + Sub<Output = T> + Mul<Output = T> + From<f32>,
{
    let (index, u, v) = (place.index, place.u.into(), place.v.into());
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
    let mut nearest: Vec<u32> = (0..points.len())
        .map(|i| {
            if points[i].is_some() && is_source(i) {
                i as u32
            } else {
                NONE
            }
        })
        .collect();
    let mut pass_on = |column: usize, row: usize, (dx, dy): (isize, isize)| {
        let (x, y) = (column.wrapping_add_signed(dx), row.wrapping_add_signed(dy));
        if x >= SIDE || y >= SIDE {
            return;
        }
        let (own, other) = (row * SIDE + column, nearest[y * SIDE + x]);
        let (Some(here), false) = (points[own], other == NONE) else {
            return;
        };
        let gap = |source: u32| {
            points
                .get(source as usize)
                .copied()
                .flatten()
                .map_or(f64::INFINITY, |p| p.distance(here))
        };
        if gap(other) < gap(nearest[own]) {
            nearest[own] = other;
        }
    };
    for _ in 0..2 {
        for row in 0..SIDE {
            for column in 0..SIDE {
                for step in [(-1, 0), (-1, -1), (0, -1), (1, -1)] {
                    pass_on(column, row, step);
                }
            }
            for column in (0..SIDE).rev() {
                pass_on(column, row, (1, 0));
            }
        }
        for row in (0..SIDE).rev() {
            for column in (0..SIDE).rev() {
                for step in [(1, 0), (1, 1), (0, 1), (-1, 1)] {
                    pass_on(column, row, step);
                }
            }
            for column in 0..SIDE {
                pass_on(column, row, (-1, 0));
            }
        }
    }
    nearest
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
    for _ in 0..3 {
        for raster in [&mut sum, &mut mass] {
            means(raster, half, 1, SIDE);
            means(raster, half, SIDE, 1);
        }
    }
    let smooth = |((s, m), own): ((&f64, &f64), &f64)| if *m > 1e-9 { s / m } else { *own };
    sum.iter().zip(&mass).zip(values).map(smooth).collect()
}

/// Replaces every value by the mean of those within `half` steps of `stride`, line by line.
fn means(raster: &mut [f64], half: usize, stride: usize, line_stride: usize) {
    let share = 1.0 / (2 * half + 1) as f64;
    let mut line = vec![0.0; SIDE];
    for k in 0..SIDE {
        let start = k * line_stride;
        for (i, value) in line.iter_mut().enumerate() {
            *value = raster[start + i * stride];
        }
        let mut sum: f64 = line[..half].iter().sum();
        for i in 0..SIDE {
            sum += line.get(i + half).copied().unwrap_or(0.0);
            if i > half {
                sum -= line[i - half - 1];
            }
            raster[start + i * stride] = sum * share;
        }
    }
}
