//! Pairs of dots by distance, and the number of dots in small windows.

use glam::DVec3;
use rayon::prelude::*;

use super::grid::Grid;

/// Bins of the pair correlation, up to [`FARTHEST`].
const BINS: usize = 250;

/// The longest distance of the pair correlation, in spacings.
const FARTHEST: f64 = 5.0;

/// The highest peak of the pair correlation of the `scored` dots, smoothed over three bins of 0.02 spacings. Lengths
/// are in the mean local `spacing` of the pair, that of the hexagonal lattice of the density.
pub fn correlation_peak(
    points: &[DVec3],
    grid: &Grid,
    scored: &[usize],
    spacing: &[f64],
    uniform: bool,
) -> f64 {
    let reach = FARTHEST * if uniform { 1.0 } else { 1.5 };
    let parts: Vec<[u64; BINS]> = scored
        .par_chunks(500)
        .map(|chunk| {
            let mut part = [0; BINS];
            let mut found = Vec::new();
            for i in chunk {
                grid.within(points[*i], reach * spacing[*i], &mut found);
                for (d2, j) in found.iter().filter(|(_, j)| j != i) {
                    let distance = d2.sqrt() / (0.5 * (spacing[*i] + spacing[*j]));
                    let bin = (distance / FARTHEST * BINS as f64) as usize;
                    if bin < BINS {
                        part[bin] += 1;
                    }
                }
            }
            part
        })
        .collect();
    let g: Vec<f64> = (0..BINS)
        .map(|bin| {
            let pairs: u64 = parts.iter().map(|part| part[bin]).sum();
            let edge = |b: usize| b as f64 * FARTHEST / BINS as f64;
            let ring = core::f64::consts::PI * (edge(bin + 1).powi(2) - edge(bin).powi(2));
            let density = 2.0 / 3.0_f64.sqrt();
            pairs as f64 / (scored.len() as f64 * density * ring)
        })
        .collect();
    let smooth = g.windows(3).map(|w| w.iter().sum::<f64>() / 3.0);
    smooth.take(BINS - 3).fold(0.0, f64::max)
}

/// The root mean square error of the local density over windows of 100 dots around about 4000 of the `scored` ones.
/// `capacity` is a dot's cell times the target density (1 on average), `None` where the cell is not known; windows that
/// hold such dots do not count.
pub fn density_error(
    points: &[DVec3],
    grid: &Grid,
    scored: &[usize],
    capacity: &[Option<f64>],
) -> f64 {
    let centres: Vec<usize> = scored
        .iter()
        .copied()
        .step_by((scored.len() / 4000).max(1))
        .collect();
    let errors: Vec<f64> = centres
        .par_iter()
        .filter_map(|i| {
            let mut found = Vec::new();
            grid.nearest(points[*i], 100, &mut found);
            let sum: Option<f64> = found.iter().map(|(_, j)| capacity[*j]).sum();
            sum.map(|sum| found.len() as f64 / sum - 1.0)
        })
        .collect();
    let squares: f64 = errors.iter().map(|e| e * e).sum();
    (squares / errors.len() as f64).sqrt()
}
