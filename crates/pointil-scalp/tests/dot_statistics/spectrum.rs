//! The power spectrum of the dots over tapered discs, frequencies in units of the square root of the local density.

use core::f64::consts::PI;

use glam::{DVec2, DVec3};
use rayon::prelude::*;

use super::patches::Patch;

/// Frequencies 0.1, 0.125 … 3.0.
const FREQUENCIES: usize = 117;

/// The step between frequencies.
const STEP: f64 = 0.025;

/// The lowest frequency, in steps. [`waves`] relies on it being 4.
const LOWEST: usize = 4;

/// Directions over the half turn.
const DIRECTIONS: usize = 90;

/// The most windows that are averaged.
const WINDOWS: usize = 60;

/// Dots whose waves are summed side by side.
const LANES: usize = 8;

/// What the spectrum tells.
pub struct Spectrum {
    /// The mean power at frequencies 0.1 to 0.5; white noise has 1.
    pub low_power: f64,
    /// The mean anisotropy over frequencies from 0.4, in dB above what as many windows of an isotropic set have.
    pub anisotropy_db: f64,
}

/// The dots whose spectrum is taken.
pub struct Spectral<'a> {
    /// The charts.
    pub patches: &'a [Patch],
    /// Dots too near to the rim.
    pub outer: &'a [DVec3],
    /// Mean spacing.
    pub spacing: f64,
    /// The density where it is the same everywhere.
    pub uniform: Option<f64>,
    /// The density at each dot.
    pub density: &'a [f64],
}

/// The spectrum, averaged over up to 60 windows spread evenly over the patches that are far enough from the rim; `None`
/// where there is no room for one.
pub fn spectrum(set: &Spectral) -> Option<Spectrum> {
    let reach = |patch: &Patch| patch.radius + 5.0 * set.spacing;
    let inside = |patch: &Patch| {
        let free = reach(patch) - 3.0 * set.spacing;
        let near = |p: &DVec3| p.distance_squared(patch.centre) < free * free;
        patch.members.len() >= 150 && !set.outer.iter().any(near)
    };
    let fit: Vec<&Patch> = set.patches.iter().filter(|patch| inside(patch)).collect();
    if fit.is_empty() {
        return None;
    }
    let count = fit.len().min(WINDOWS);
    let chosen: Vec<&Patch> = (0..count).map(|k| fit[k * fit.len() / count]).collect();
    let windows: Vec<Vec<f64>> = chosen
        .par_iter()
        .map(|patch| window_power(set, patch, reach(patch)))
        .collect();
    let power: Vec<f64> = (0..FREQUENCIES * DIRECTIONS)
        .map(|k| windows.iter().map(|w| w[k]).sum::<f64>() / count as f64)
        .collect();
    Some(summary(&power, count))
}

/// Low power and anisotropy of a power by frequency and direction that `windows` windows were averaged for.
fn summary(power: &[f64], windows: usize) -> Spectrum {
    let radial: Vec<(f64, f64)> = power
        .chunks(DIRECTIONS)
        .map(|ring| {
            let mean = ring.iter().sum::<f64>() / DIRECTIONS as f64;
            let squares: f64 = ring.iter().map(|p| (p - mean) * (p - mean)).sum();
            (mean, squares / (DIRECTIONS - 1) as f64)
        })
        .collect();
    // The frequencies up to 0.5, and those from 0.4.
    let low = &radial[..=20 - LOWEST];
    let high = &radial[16 - LOWEST..];
    let floor = 10.0 * libm::log10(windows as f64);
    let anisotropy = high
        .iter()
        .map(|(mean, variance)| 10.0 * libm::log10(variance / (mean * mean)) + floor);
    Spectrum {
        low_power: low.iter().map(|(mean, _)| mean).sum::<f64>() / low.len() as f64,
        anisotropy_db: anisotropy.sum::<f64>() / high.len() as f64,
    }
}

/// The power in one window of radius `reach` by frequency and direction. The transform of the window itself is taken
/// off, so that the mean density does not leak into low frequencies; a varying density is flattened by weights.
fn window_power(set: &Spectral, patch: &Patch, reach: f64) -> Vec<f64> {
    let taper = |d: f64| libm::cos(PI * d / (2.0 * reach)).powi(2);
    let near: Vec<(DVec2, f64, f64)> = patch
        .chart
        .iter()
        .zip(&patch.members)
        .filter(|(p, _)| p.length() < reach)
        .map(|(p, i)| (*p, taper(p.length()), set.density[*i]))
        .collect();
    let weight: f64 = near.iter().map(|(_, w, _)| w).sum();
    let weighted: f64 = near.iter().map(|(_, w, density)| w * density).sum();
    let density = set.uniform.unwrap_or(weighted / weight);
    let dots: Vec<(DVec2, f64)> = near
        .iter()
        .map(|(p, w, local)| {
            let flat = set.uniform.map_or(density / local, |_| 1.0);
            (*p, w * flat)
        })
        .collect();
    let total: f64 = dots.iter().map(|(_, w)| w).sum();
    let norm: f64 = dots.iter().map(|(_, w)| w * w).sum();
    let wavenumber = 2.0 * PI * density.sqrt() * STEP;
    let disc = window_transform(reach, wavenumber);
    let mut power = vec![0.0; FREQUENCIES * DIRECTIONS];
    for k in 0..DIRECTIONS {
        let (s, c) = libm::sincos((k as f64 + 0.35) * PI / DIRECTIONS as f64);
        let sums = waves(&dots, DVec2::new(c, s) * wavenumber);
        for (f, (re, im)) in sums.into_iter().enumerate() {
            let re = re - total * disc[f];
            power[f * DIRECTIONS + k] = (re * re + im * im) / norm;
        }
    }
    power
}

/// The transform of the tapered disc of radius `reach` at each frequency, relative to that at zero; `step` is the
/// wavenumber of one frequency step. Beyond 100 / `reach` it is below 1e-5 and taken as zero.
fn window_transform(reach: f64, step: f64) -> Vec<f64> {
    const SAMPLES: usize = 400;
    let rings: Vec<(f64, f64)> = (0..SAMPLES)
        .map(|k| {
            let t = k as f64 / SAMPLES as f64;
            (t * reach, t * libm::cos(PI * t / 2.0).powi(2))
        })
        .collect();
    let whole: f64 = rings.iter().map(|(_, w)| w).sum();
    (LOWEST..LOWEST + FREQUENCIES)
        .map(|f| {
            let q = f as f64 * step;
            if q * reach > 100.0 {
                return 0.0;
            }
            rings.iter().map(|(t, w)| w * libm::j0(q * t)).sum::<f64>() / whole
        })
        .collect()
}

/// The sums of weighted waves exp(-i f step · p) over the dots, for the frequencies f = 4, 5 … in steps.
fn waves(dots: &[(DVec2, f64)], step: DVec2) -> Vec<(f64, f64)> {
    let mut sums = vec![([0.0; LANES], [0.0; LANES]); FREQUENCIES];
    for group in dots.chunks(LANES) {
        let (mut re, mut im) = ([0.0; LANES], [0.0; LANES]);
        let (mut cos, mut sin) = ([1.0; LANES], [0.0; LANES]);
        for (lane, (p, weight)) in group.iter().enumerate() {
            let (s, c) = libm::sincos(p.dot(step));
            (cos[lane], sin[lane]) = (c, -s);
            let (c2, s2) = (c * c - s * s, -2.0 * c * s);
            re[lane] = weight * (c2 * c2 - s2 * s2);
            im[lane] = weight * 2.0 * c2 * s2;
        }
        for (sum_re, sum_im) in &mut sums {
            for lane in 0..LANES {
                sum_re[lane] += re[lane];
                sum_im[lane] += im[lane];
                let turned = re[lane] * cos[lane] - im[lane] * sin[lane];
                im[lane] = re[lane] * sin[lane] + im[lane] * cos[lane];
                re[lane] = turned;
            }
        }
    }
    sums.iter()
        .map(|(re, im)| (re.iter().sum(), im.iter().sum()))
        .collect()
}
