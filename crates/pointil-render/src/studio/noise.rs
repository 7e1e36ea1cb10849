//! Smooth noise in space, the same on every machine.

use glam::{DMat3, DVec3};

/// Bits that are fixed for each corner of the lattice.
const fn bits(x: i64, y: i64, z: i64, seed: u64) -> u64 {
    let mut h = seed
        ^ (x as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ (y as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
        ^ (z as u64).wrapping_mul(0x1656_67B1_9E37_79F9);
    h = (h ^ (h >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    h ^ (h >> 31)
}

/// The height at `from` a corner of a slope through it; Perlin's twelve slopes toward the edges of a cube.
fn slope(bits: u64, from: DVec3) -> f64 {
    let (a, b) = match bits % 3 {
        0 => (from.x, from.y),
        1 => (from.y, from.z),
        _ => (from.z, from.x),
    };
    let sign = |bit: u64, v: f64| if bits >> bit & 1 == 0 { v } else { -v };
    sign(40, a) + sign(41, b)
}

/// Noise of about -1 to 1 whose features are about one unit large (Perlin's gradient noise, 2002).
pub fn gradient(p: DVec3, seed: u64) -> f64 {
    let cell = p.floor();
    let f = p - cell;
    let fade = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
    let [x, y, z] = cell.as_i64vec3().to_array();
    let corner = |i: i64, j: i64, k: i64| {
        let from = f - DVec3::new(i as f64, j as f64, k as f64);
        slope(bits(x + i, y + j, z + k, seed), from)
    };
    let mix = |a: f64, b: f64, t: f64| a + (b - a) * t;
    let line = |j: i64, k: i64| mix(corner(0, j, k), corner(1, j, k), fade.x);
    let plane = |k: i64| mix(line(0, k), line(1, k), fade.y);
    1.5 * mix(plane(0), plane(1), fade.z)
}

/// A turn between octaves, so that their lattices do not line up.
const TURN: DMat3 = DMat3::from_cols(
    DVec3::new(0.0, 0.8, 0.6),
    DVec3::new(-0.8, 0.36, -0.48),
    DVec3::new(-0.6, -0.48, 0.64),
);

/// Noise whose largest features have `scale_mm`, with two finer octaves.
pub fn mottling(p: DVec3, scale_mm: f64, seed: u64) -> f64 {
    let q = p / scale_mm;
    let r = TURN * q * 2.03;
    let s = TURN * r * 2.01;
    gradient(q, seed) + 0.5 * gradient(r, seed + 1) + 0.25 * gradient(s, seed + 2)
}

/// A number from -1 to 1 that is fixed for each pixel.
pub fn grain(x: usize, y: usize) -> f64 {
    (bits(x as i64, y as i64, 0, 0x51AB) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_smooth_centred_and_bounded() {
        let (mut sum, mut squares) = (0.0, 0.0);
        let mut last = gradient(DVec3::ZERO, 5);
        for k in 1..=20_000 {
            let value = gradient(DVec3::new(0.31, 0.77, 1.13) * (f64::from(k) * 0.05), 5);
            assert!((value - last).abs() < 0.4 && value.abs() < 1.6);
            last = value;
            sum += value / 20_000.0;
            squares += value * value / 20_000.0;
        }
        assert!(
            sum.abs() < 0.02 && squares > 0.1 && squares < 0.4,
            "{sum} {squares}"
        );
    }
}
