//! The candidate dots: drawn triangle by triangle of the fixed template from hashed counters, spread evenly inside each.

use rayon::prelude::*;

use super::counter_hash::{CounterHash, unit};
use super::dot_arrays::DotArrays;
use super::skin::Skin;

/// Triangles drawn at once.
const CHUNK: usize = 2048;

/// Adds candidates at `density` per square millimetre to `all`.
pub fn draw(skin: &Skin, density: f32, seed: u64, all: &mut DotArrays) {
    let count = skin.triangle_count();
    let parts: Vec<DotArrays> = (0..count.div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let mut part = DotArrays::default();
            for triangle in chunk * CHUNK..((chunk + 1) * CHUNK).min(count) {
                draw_triangle(skin, triangle, density, seed, &mut part);
            }
            part
        })
        .collect();
    all.reserve(parts.iter().map(DotArrays::len).sum());
    parts.iter().for_each(|part| all.append(part));
}

fn draw_triangle(skin: &Skin, triangle: usize, density: f32, seed: u64, into: &mut DotArrays) {
    let hash = CounterHash::new(seed, u64::from(skin.triangle_id(triangle)));
    let start = hash.at(0);
    // Rounded up or down by a hashed threshold, so that the mean over triangles is right.
    let count = (skin.area(triangle) * density + unit(start)) as u32;
    let corners = skin.triangle(triangle);
    let mut levels = 0;
    while count > 1 << (2 * levels) {
        levels += 1;
    }
    for k in 0..count {
        let bits = hash.at(u64::from(k) + 1);
        let within = (unit(bits), unit(bits << 24));
        let weights = stratified(k, (start & 0xffff_ffff) as u32, levels, within);
        into.push(&skin.at(&corners, weights));
    }
}

/// Weights of the `k`-th dot of a triangle: the digits of `k` to the base 4, shuffled, name a part of a part of the
/// triangle (Basu and Owen, "Low discrepancy constructions in the triangle", 2015); `within` places it there.
fn stratified(k: u32, shuffle: u32, levels: u32, within: (f32, f32)) -> [f64; 3] {
    let (a, b) = match within {
        (a, b) if a + b > 1.0 => (1.0 - a, 1.0 - b),
        inside => inside,
    };
    let (a, b) = (f64::from(a), f64::from(b));
    let mut weights = [1.0 - a - b, a, b];
    for level in (0..levels).rev() {
        let digit = ((k >> (2 * level)) ^ (shuffle >> (2 * level))) & 3;
        weights = match digit {
            3 => weights.map(|w| (1.0 - w) / 2.0),
            corner => {
                let mut halved = weights.map(|w| w / 2.0);
                halved[corner as usize] += 0.5;
                halved
            }
        };
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_triangle_gets_its_share() {
        let mut parts = [0; 16];
        for k in 0..160_u32 {
            let hash = CounterHash::new(5, u64::from(k / 16));
            let bits = hash.at(u64::from(k));
            let weights = stratified(
                k % 16,
                hash.at(99) as u32,
                2,
                (unit(bits), unit(bits << 24)),
            );
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!(weights.iter().all(|w| *w >= 0.0));
            let (i, j) = ((weights[0] * 4.0) as usize, (weights[1] * 4.0) as usize);
            let down = usize::from(weights[0] * 4.0 + weights[1] * 4.0 - (i + j) as f64 > 1.0);
            // Rows of 7, 5, 3 and 1 parts.
            parts[[0, 7, 12, 15][j] + 2 * i + down] += 1;
        }
        assert_eq!(parts, [10; 16]);
    }
}
