//! Losses of light that change slowly over a picture, kept on a grid of fewer places than pixels.

use rayon::prelude::*;

use crate::bell::{Bell, Window, exp};

/// Losses of light at the corners of square cells of whole pixels; between them they run evenly.
pub struct CoarseGrid {
    cell_px: usize,
    /// Corners across.
    columns: usize,
    /// Losses of red, green and blue at each corner, 0 to 1; the fourth fills a register.
    losses: Vec<[f32; 4]>,
}

/// Rows of corners that are worked on together.
const BAND: usize = 16;

impl CoarseGrid {
    /// Over a picture of `width` by `height` pixels: the sums of `bells`, whose unit is the cell and whose places are
    /// half a cell right of and below those of the corners, made losses by `loss`, which must keep zeros.
    pub fn new(
        (width, height): (usize, usize),
        cell_px: usize,
        bells: &[Bell],
        loss: impl Fn([f32; 4]) -> [f32; 4] + Sync,
    ) -> Self {
        let columns = width.div_ceil(cell_px) + 1;
        let rows = height.div_ceil(cell_px) + 1;
        let mut losses = vec![[0.0; 4]; columns * rows];
        let bands = by_band(bells.iter().map(Bell::rows), rows, BAND);
        losses
            .par_chunks_mut(columns * BAND)
            .zip(&bands)
            .enumerate()
            .for_each(|(k, (band, members))| {
                let mut window = Window {
                    left: 0,
                    top: (k * BAND) as i64,
                    width: columns,
                    losses: band,
                };
                for &i in members {
                    bells[i as usize].add(&mut window);
                }
                for sum in band {
                    *sum = loss(*sum);
                }
            });
        Self {
            cell_px,
            columns,
            losses,
        }
    }

    /// Multiplies the pixels of row `y` in `transmission` by what is left of their light.
    pub fn darken(&self, y: usize, transmission: &mut [[f32; 4]]) {
        let cell = self.cell_px as f32;
        let place = |pixel: usize| (pixel as f32 + 0.5) / cell;
        let (above, down) = (y / self.cell_px, place(y % self.cell_px));
        let row = |k: usize| &self.losses[k * self.columns..(k + 1) * self.columns];
        let (upper, lower) = (row(above), row(above + 1));
        let between = |column: usize| {
            let mut mixed = upper[column];
            for (mixed, lower) in mixed.iter_mut().zip(lower[column]) {
                *mixed += (lower - *mixed) * down;
            }
            mixed
        };
        let mut left = between(0);
        for (k, pixels) in transmission.chunks_mut(self.cell_px).enumerate() {
            let right = between(k + 1);
            let reached = left.iter().chain(&right).any(|loss| *loss > 0.0);
            if reached {
                for (x, pixel) in pixels.iter_mut().enumerate() {
                    let across = place(x);
                    for ((value, l), r) in pixel.iter_mut().zip(left).zip(right) {
                        *value *= 1.0 - (l + (r - l) * across);
                    }
                }
            }
            left = right;
        }
    }
}

/// The loss whose negative logarithm of what is left is `sum`.
pub fn lost(sum: f32) -> f32 {
    if sum > 0.0 {
        (1.0 - exp(-f64::from(sum))) as f32
    } else {
        0.0
    }
}

/// For each band of `height` rows, out of `rows` in all, the numbers of those that reach it by their first and last rows,
/// in order.
pub fn by_band(
    reaches: impl Iterator<Item = (i64, i64)>,
    rows: usize,
    height: usize,
) -> Vec<Vec<u32>> {
    let mut bands = vec![Vec::new(); rows.div_ceil(height)];
    for ((first, last), i) in reaches.zip(0_u32..) {
        if last < 0 || first >= rows as i64 {
            continue;
        }
        let first = first.max(0) as usize / height;
        let last = (last as usize).min(rows - 1) / height;
        for band in &mut bands[first..=last] {
            band.push(i);
        }
    }
    bands
}
