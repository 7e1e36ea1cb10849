//! The skin around fresh dots, redder for some days.

use glam::{DMat2, DVec2};
use pointil_optics::LinearRgb;

use crate::bell::Bell;
use crate::coarse::{CoarseGrid, lost};
use crate::dot::Seen;

/// The redness that each fresh dot brings to the skin around it. Far inside a treated area the light from within the
/// skin is multiplied by `transmission`; beyond its outermost dots the redness fades out. Light mirrored by the skin's
/// surface stays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Redness {
    /// What reddened skin returns of the light that calm skin returns, 0 to 1 in each of red, green and blue: most of
    /// red and less of the others.
    pub transmission: LinearRgb,
    /// How far a dot reddens: one standard deviation of a Gaussian along the skin in millimetres, 0.1 to 20. The sum `s`
    /// of the Gaussians of all dots, each 1 in its middle, makes the share `1 − exp(−s)` of the full redness.
    pub reach_mm: f64,
}

/// Cells to one standard deviation of a dot's redness.
const CELLS_PER_REACH: f64 = 2.5;

/// Redness is blurred by this variance in square cells, or foreshortened to less than a cell it would be missed.
const CELL_VARIANCE: f64 = 0.5;

/// How far a fresh dot reddens the skin: the flare around a needle's prick is a few millimetres wide (grade D).
const FLARE_MM: f64 = 1.5;

impl Redness {
    /// The flare around fresh dots.
    pub const fn flare(transmission: LinearRgb) -> Self {
        Self {
            transmission,
            reach_mm: FLARE_MM,
        }
    }

    /// Whether every value lies in its range.
    pub(crate) fn is_plausible(&self) -> bool {
        let kept = self.transmission.to_array();
        (0.1..=20.0).contains(&self.reach_mm) && kept.iter().all(|t| (0.0..=1.0).contains(t))
    }

    /// What `dots` take from a picture of `size` (across, down).
    pub(crate) fn around(&self, dots: &[Seen<'_>], size: (usize, usize)) -> CoarseGrid {
        let scales: f64 = dots.iter().map(|seen| seen.px_per_mm).sum();
        let reach_px = self.reach_mm * scales / dots.len().max(1) as f64;
        let cell_px = (reach_px / CELLS_PER_REACH).clamp(1.0, 512.0) as usize;
        let cell = cell_px as f64;
        let bells: Vec<Bell> = dots
            .iter()
            .map(|seen| {
                let patch = &seen.patch;
                let shape = patch.shape * (self.reach_mm * self.reach_mm / (cell * cell));
                let area = 2.0 * core::f64::consts::PI * shape.determinant().max(0.0).sqrt();
                let blur = DMat2::from_diagonal(DVec2::splat(CELL_VARIANCE));
                let middle = DVec2::new(patch.middle.x, patch.middle.y) / cell + 0.5;
                Bell::new(middle, shape + blur, [area * patch.presence; 3])
            })
            .collect();
        let full = self.transmission.to_array().map(|t| (1.0 - t) as f32);
        CoarseGrid::new(size, cell_px, &bells, |[sum, ..]| {
            let share = lost(sum);
            [full[0] * share, full[1] * share, full[2] * share, 0.0]
        })
    }
}
