//! The power spectrum of a set of dots at low frequencies, over tapered discs.

use core::f64::consts::PI;

use glam::{DVec2, DVec3};

use super::{Cubes, Plane, Scored};

/// Directions of each frequency.
const DIRECTIONS: usize = 45;

/// Windows that are averaged over.
const WINDOWS: usize = 60;

/// The mean power from 0.1 to 0.5 of the root of the density; white noise has 1.
pub fn low_power(
    dots: &[Scored],
    cubes: &Cubes,
    scored: &[usize],
    spacing: &impl Fn(usize) -> f64,
) -> f64 {
    let frequencies: Vec<f64> = (0..17).map(|k| 0.1 + 0.025 * f64::from(k)).collect();
    let mut is_scored = vec![false; dots.len()];
    scored.iter().for_each(|k| is_scored[*k] = true);
    let mut centres: Vec<DVec3> = Vec::new();
    let mut total = 0.0;
    // A fixed shuffle, so that the windows lie anywhere.
    for step in 0..scored.len() {
        let k = scored[step * 7919 % scored.len()];
        let radius = 24.0 * spacing(k);
        let apart = |c: &DVec3| c.distance(dots[k].point) > radius;
        if centres.len() == WINDOWS || !centres.iter().all(apart) {
            continue;
        }
        let found = cubes.within(dots[k].point, radius);
        if found
            .iter()
            .any(|(distance, j)| *distance < radius - 3.0 * spacing(k) && !is_scored[*j])
        {
            continue;
        }
        centres.push(dots[k].point);
        total += window(dots, k, &found, radius, &frequencies);
    }
    assert!(!centres.is_empty(), "no window fits into this set");
    total / centres.len() as f64
}

/// The mean power of one window.
fn window(
    dots: &[Scored],
    centre: usize,
    found: &[(f64, usize)],
    radius: f64,
    frequencies: &[f64],
) -> f64 {
    let plane = Plane::new(dots[centre].point, dots[centre].normal);
    let taper = |r: f64| (PI * r / (2.0 * radius)).cos().powi(2);
    let weights: Vec<f64> = found.iter().map(|(r, _)| taper(*r)).collect();
    let sum: f64 = weights.iter().sum();
    let mean = found
        .iter()
        .zip(&weights)
        .map(|((_, j), w)| w * dots[*j].density)
        .sum::<f64>()
        / sum;
    // Flattens the trend of the density inside the window.
    let flat: Vec<f64> = found
        .iter()
        .zip(&weights)
        .map(|((_, j), w)| w * mean / dots[*j].density)
        .collect();
    let places: Vec<DVec2> = found
        .iter()
        .map(|(_, j)| plane.place(dots[*j].point))
        .collect();
    let area = 2.0 * PI * integral(radius, |r| taper(r) * r);
    // Dots per square millimetre by the window's own dots, so that nothing leaks from frequency zero.
    let own_density = flat.iter().sum::<f64>() / area;
    let square: f64 = flat.iter().map(|w| w * w).sum();
    let mut power = 0.0;
    for nu in frequencies {
        let wave = 2.0 * PI * nu * own_density.sqrt();
        let smooth =
            2.0 * PI * integral(radius, |r| taper(r) * r * libm::j0(wave * r)) * own_density;
        for direction in 0..DIRECTIONS {
            let q = DVec2::from_angle((direction as f64 + 0.35) * PI / DIRECTIONS as f64) * wave;
            let (mut re, mut im) = (-smooth, 0.0);
            for (place, weight) in places.iter().zip(&flat) {
                let (sine, cosine) = q.dot(*place).sin_cos();
                re += weight * cosine;
                im += weight * sine;
            }
            power += (re * re + im * im) / square;
        }
    }
    power / (frequencies.len() * DIRECTIONS) as f64
}

/// The integral from 0 to `end` by Simpson's rule.
fn integral(end: f64, f: impl Fn(f64) -> f64) -> f64 {
    let n = 400;
    let h = end / f64::from(n);
    let inner: f64 = (1..n)
        .map(|k| f(f64::from(k) * h) * if k % 2 == 1 { 4.0 } else { 2.0 })
        .sum();
    (f(0.0) + inner + f(end)) * h / 3.0
}
