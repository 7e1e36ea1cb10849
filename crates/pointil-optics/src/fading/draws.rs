//! Draws spread evenly over a normal distribution (Latin hypercube), the same for the same seed everywhere.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// `count` points of `dimensions` independent standard normal coordinates. Along each coordinate every slice of equal
/// probability holds one point, at its middle.
pub(super) fn standard_normal(count: usize, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut points = vec![Vec::with_capacity(dimensions); count];
    for _ in 0..dimensions {
        for (point, slice) in points.iter_mut().zip(shuffled(count, &mut random)) {
            point.push(quantile((slice as f64 + 0.5) / count as f64));
        }
    }
    points
}

/// 0 to `count` in random order (Fisher and Yates).
fn shuffled(count: usize, random: &mut Xoshiro256PlusPlus) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        // The upper half of a product of 64 bits: evenly spread to within 2⁻⁶⁴ of the count.
        let product = u128::from(random.next_u64()) * (last as u128 + 1);
        order.swap(last, (product >> 64) as usize);
    }
    order
}

/// The value that a standard normal variate lies below with this probability, above 0 and below 1. Newton's method from the
/// middle: the distribution is concave above it and convex below, so every step stays on its side.
pub(super) fn quantile(probability: f64) -> f64 {
    let mut x = 0.0;
    for _ in 0..64 {
        let below = 0.5 * libm::erfc(-x / core::f64::consts::SQRT_2);
        let density = libm::exp(-0.5 * x * x) / libm::sqrt(core::f64::consts::TAU);
        let step = (probability - below) / density;
        x += step;
        if step.abs() < 1e-13 {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_tabulated_ones() {
        for (probability, value) in [
            (0.5, 0.0),
            (0.95, 1.644_853_626_951_472_7),
            (0.025, -1.959_963_984_540_054),
            (0.9999, 3.719_016_485_455_709),
            (1e-6, -4.753_424_308_822_899),
        ] {
            assert!(
                (quantile(probability) - value).abs() < 1e-9,
                "{probability}"
            );
        }
    }

    #[test]
    fn draws_have_the_moments_of_a_normal_distribution_and_repeat() {
        let draws = standard_normal(512, 5, 7);
        assert_eq!(draws, standard_normal(512, 5, 7));
        assert_ne!(draws, standard_normal(512, 5, 8));
        for k in 0..5 {
            let mean: f64 = draws.iter().map(|d| d[k]).sum::<f64>() / 512.0;
            let square: f64 = draws.iter().map(|d| d[k] * d[k]).sum::<f64>() / 512.0;
            assert!(
                mean.abs() < 1e-9 && (square - 1.0).abs() < 0.01,
                "{mean} {square}"
            );
            let with = (k + 1) % 5;
            let mixed: f64 = draws.iter().map(|d| d[k] * d[with]).sum::<f64>() / 512.0;
            assert!(mixed.abs() < 0.15, "{mixed}");
        }
    }
}
