//! How much of a pixel's light is gloss: mirrored by the skin's surface and so untouched by pigment below it.
//!
//! Skin adds white mirrored light to the coloured light from within (the dichromatic model). Where a pixel is both paler
//! in colour and brighter than the skin around it, the part that explains both is taken for gloss.

use pointil_optics::{LinearRgb, srgb8_to_linear};
use rayon::prelude::*;

use crate::picture::Picture;

/// The side of a cell in millimetres.
const CELL_MM: f64 = 3.0;

/// The skin around a pixel is a Gaussian of this standard deviation in millimetres: wider than most highlights.
const AROUND_MM: f64 = 12.0;

/// So many pixels across and down at least stand for a cell.
const SAMPLES: usize = 12;

/// Gloss below this share of a pixel's light is noise.
const NOISE: f64 = 0.02;

/// Above this ratio of blue to red the skin's own colour is too close to white to tell gloss by.
const TOO_GREY: f64 = 0.9;

/// The skin around a cell.
#[derive(Clone, Copy)]
struct Surroundings {
    /// How many times the difference of red and blue its red is.
    red_share: f64,
    /// Infinite where there is no skin with dots, or skin as grey as gloss.
    luminance: f64,
}

/// Colour and brightness of the skin around, cell by cell.
pub struct Gloss {
    cell_px: usize,
    columns: usize,
    around: Vec<Surroundings>,
}

impl Gloss {
    /// Looks at `picture` where `spots` (column, row) lie on skin, `px_per_mm` pixels to the millimetre.
    pub fn new(picture: &Picture, spots: &[(f64, f64)], px_per_mm: f64) -> Self {
        let size = picture.size();
        let cell_px = ((CELL_MM * px_per_mm).round() as usize).clamp(1, 512);
        let columns = (size.width as usize).div_ceil(cell_px);
        let rows = (size.height as usize).div_ceil(cell_px);
        let mut skin = vec![false; columns * rows];
        for (x, y) in spots {
            if *x >= 0.0 && *y >= 0.0 {
                let (column, row) = (*x as usize / cell_px, *y as usize / cell_px);
                if column < columns && row < rows {
                    skin[row * columns + column] = true;
                }
            }
        }
        let cells: Vec<[f64; 4]> = (0..columns * rows)
            .into_par_iter()
            .map(|k| {
                if skin[k] {
                    weighted(cell_mean(picture, k % columns, k / columns, cell_px))
                } else {
                    [0.0; 4]
                }
            })
            .collect();
        let kernel = kernel(AROUND_MM * px_per_mm / cell_px as f64);
        let across = smoothed(&cells, columns, rows, &kernel, true);
        let both = smoothed(&across, columns, rows, &kernel, false);
        let around = both
            .into_iter()
            .map(|[red, blue, luminance, weight]| {
                if red <= 0.0 || blue / red > TOO_GREY {
                    return Surroundings {
                        red_share: 1.0,
                        luminance: f64::INFINITY,
                    };
                }
                Surroundings {
                    red_share: red / (red - blue),
                    luminance: luminance / weight,
                }
            })
            .collect();
        Self {
            cell_px,
            columns,
            around,
        }
    }

    /// The gloss in the pixel of column `x` and row `y` whose red, green and blue are `light`: the same in all three.
    #[inline]
    pub fn of(&self, x: usize, y: usize, light: [f64; 3]) -> f64 {
        let cell = y / self.cell_px * self.columns + x / self.cell_px;
        let around = self.around[cell];
        let [red, green, blue] = light;
        let own = luminance([red, green, blue]);
        let paler = red - (red - blue) * around.red_share;
        let brighter = own - around.luminance;
        let gloss = paler.min(brighter) - NOISE * own;
        gloss.min(red).min(green).min(blue).max(0.0)
    }
}

#[inline]
fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    LinearRgb { red, green, blue }.luminance()
}

/// Mean red, blue and luminance of a cell.
fn cell_mean(picture: &Picture, column: usize, row: usize, cell_px: usize) -> [f64; 3] {
    let size = picture.size();
    let left = column * cell_px;
    let right = (left + cell_px).min(size.width as usize);
    let rows = picture.rgb8().chunks_exact(picture.stride());
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    let step = (cell_px / SAMPLES).max(1);
    for row in rows.skip(row * cell_px).take(cell_px).step_by(step) {
        for pixel in row[left * 3..right * 3].chunks_exact(3).step_by(step) {
            let light = [
                srgb8_to_linear(pixel[0]),
                srgb8_to_linear(pixel[1]),
                srgb8_to_linear(pixel[2]),
            ];
            let seen = [light[0], light[2], luminance(light)];
            for (sum, value) in sum.iter_mut().zip(seen) {
                *sum += value;
            }
            count += 1.0;
        }
    }
    sum.map(|s| s / f64::max(count, 1.0))
}

/// Dark cells count more: a highlight must not pass for the colour of the skin around it.
fn weighted([red, blue, luminance]: [f64; 3]) -> [f64; 4] {
    let weight = 1.0 / (luminance * luminance + 1e-3);
    [red * weight, blue * weight, luminance * weight, weight]
}

/// One half of a Gaussian of `sd` cells, from its middle out.
fn kernel(sd: f64) -> Vec<f64> {
    let reach = (2.5 * sd).ceil().max(1.0) as usize;
    (0..=reach)
        .map(|k| {
            let t = k as f64 / sd.max(1e-3);
            libm::exp(-0.5 * t * t)
        })
        .collect()
}

/// `cells` smoothed along rows (`across`) or columns.
fn smoothed(
    cells: &[[f64; 4]],
    columns: usize,
    rows: usize,
    kernel: &[f64],
    across: bool,
) -> Vec<[f64; 4]> {
    (0..columns * rows)
        .into_par_iter()
        .map(|k| {
            let (column, row) = (k % columns, k / columns);
            let (place, count, step) = if across {
                (column, columns, 1)
            } else {
                (row, rows, columns)
            };
            let start = k - place * step;
            let reach = kernel.len() - 1;
            let mut sum = [0.0; 4];
            for other in place.saturating_sub(reach)..(place + reach + 1).min(count) {
                let weight = kernel[other.abs_diff(place)];
                for (sum, value) in sum.iter_mut().zip(cells[start + other * step]) {
                    *sum += value * weight;
                }
            }
            sum
        })
        .collect()
}
