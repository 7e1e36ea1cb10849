//! Pieces of hair laid over each other: what they leave of what is behind, and the light they return.

use pointil_optics::{linear_to_srgb8, srgb8_to_linear};
use pointil_scalp::{Camera, PictureSize, Point};
use rayon::prelude::*;

use super::raster::Piece;
use crate::coarse::by_band;

/// Rows that are worked on together.
const BAND: usize = 32;

/// Pixels of which no more than this is left are full.
const FULL: f32 = 0.004;

/// Hair this far behind the skin's sampled surface still counts as before it, in millimetres.
const ON_SKIN_MM: f32 = 1.2;

/// Light reaches skin among hair from so far around, in millimetres.
const SHADOW_MM: f64 = 3.5;

/// Skin that keeps more of its light than this keeps its bytes.
const UNSEEN: f32 = 0.999;

/// Under the densest hair the skin keeps so much of its light.
const LEAST_LIT: f32 = 0.22;

/// What a camera sees of hair: for each pixel how much of what is behind is left, how much light reaches the skin there, and
/// the hair's own light.
#[derive(Clone, Debug)]
pub struct HairLayer {
    size: PictureSize,
    left: Vec<f32>,
    lit: Vec<f32>,
    light: Vec<[f32; 3]>,
}

impl HairLayer {
    /// Of `pieces` in any order, before skin whose inverse distance is `depths`.
    pub(super) fn of(camera: &Camera, mut pieces: Vec<Piece>, depths: &[f32]) -> Self {
        // Nearest first; a stable sort, so that equals keep their order.
        pieces.par_sort_by(|a, b| {
            let near = |own: &Piece| own.inverse[0] + own.inverse[1];
            near(b).total_cmp(&near(a))
        });
        let size = camera.size();
        let (width, height) = (size.width as usize, size.height as usize);
        let mut left = vec![1.0_f32; width * height];
        let mut light = vec![[0.0_f32; 3]; width * height];
        let bands = by_band(pieces.iter().map(Piece::rows), height, BAND);
        left.par_chunks_mut(width * BAND)
            .zip(light.par_chunks_mut(width * BAND))
            .zip(depths.par_chunks(width * BAND))
            .zip(&bands)
            .enumerate()
            .for_each(|(k, (((left, light), depths), members))| {
                let first = (k * BAND) as i64;
                let end = first + (left.len() / width) as i64;
                for &i in members {
                    let piece = &pieces[i as usize];
                    piece.draw((first, end), width as i64, |x, y, covered, inverse| {
                        let at = (y - first) as usize * width + x as usize;
                        let skin = depths[at];
                        if left[at] < FULL || inverse < skin - skin * skin * ON_SKIN_MM {
                            return;
                        }
                        for (sum, own) in light[at].iter_mut().zip(piece.light) {
                            *sum += left[at] * covered * own;
                        }
                        left[at] *= 1.0 - covered;
                    });
                }
            });
        let px_per_mm = camera.pixels_per_mm(Point::new(0.0, 0.0, 0.0));
        let lit = lit(&left, depths, (width, height), SHADOW_MM * px_per_mm);
        Self {
            size,
            left,
            lit,
            light,
        }
    }

    /// The size of the pictures that it fits.
    pub const fn size(&self) -> PictureSize {
        self.size
    }

    /// How much of what is behind the hair is left, 0 to 1, row by row from the top left.
    pub fn left(&self) -> &[f32] {
        &self.left
    }

    /// Lays the hair over these pixels.
    pub(super) fn cover(&self, rgb8: &mut [u8]) {
        let own = self.left.iter().zip(&self.lit).zip(&self.light);
        for (pixel, ((left, lit), light)) in rgb8.chunks_exact_mut(3).zip(own) {
            if *left >= 1.0 && *lit > UNSEEN {
                continue;
            }
            for (byte, light) in pixel.iter_mut().zip(light) {
                let behind = srgb8_to_linear(*byte) * f64::from(left * lit);
                *byte = linear_to_srgb8(behind + f64::from(*light));
            }
        }
    }
}

/// How much light reaches each pixel's skin: what the hair around it lets through. The wall behind keeps its light.
fn lit(left: &[f32], depths: &[f32], size: (usize, usize), radius_px: f64) -> Vec<f32> {
    let radius = (radius_px.round() as usize).max(1);
    let (width, height) = size;
    let across = mean_across(left, (width, height), radius);
    let around = mean_across(&across, (height, width), radius);
    let of_pixel = |(around, depth): (&f32, &f32)| {
        if *depth > 0.0 {
            LEAST_LIT + (1.0 - LEAST_LIT) * around.clamp(0.0, 1.0)
        } else {
            1.0
        }
    };
    around.iter().zip(depths).map(of_pixel).collect()
}

/// The mean of each value and those `radius` columns to both sides, with rows and columns exchanged, so that twice is a square.
fn mean_across(values: &[f32], (width, height): (usize, usize), radius: usize) -> Vec<f32> {
    let mut turned = vec![0.0; values.len()];
    for (y, row) in values.chunks_exact(width.max(1)).enumerate() {
        let mut sum: f64 = row.iter().take(radius).map(|own| f64::from(*own)).sum();
        for x in 0..width {
            if let Some(next) = row.get(x + radius) {
                sum += f64::from(*next);
            }
            if let Some(last) = (x > radius).then(|| row[x - radius - 1]) {
                sum -= f64::from(last);
            }
            let count = (x + radius).min(width - 1) - x.saturating_sub(radius) + 1;
            turned[x * height + y] = (sum / count as f64) as f32;
        }
    }
    turned
}
