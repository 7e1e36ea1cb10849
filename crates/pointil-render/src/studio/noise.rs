//! Smooth noise in space, the same on every machine.

use glam::DVec3;

/// A number from -1 to 1 that is fixed for each corner of the lattice.
fn corner(x: i64, y: i64, z: i64, seed: u64) -> f64 {
    let mut h = seed
        ^ (x as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ (y as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
        ^ (z as u64).wrapping_mul(0x1656_67B1_9E37_79F9);
    h = (h ^ (h >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    h ^= h >> 31;
    (h >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// Noise of about -1 to 1 whose features are about one unit large.
pub fn value(p: DVec3, seed: u64) -> f64 {
    let cell = p.floor();
    let f = p - cell;
    let f = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
    let [x, y, z] = cell.as_i64vec3().to_array();
    let line = |dy: i64, dz: i64| {
        let (a, b) = (
            corner(x, y + dy, z + dz, seed),
            corner(x + 1, y + dy, z + dz, seed),
        );
        a + (b - a) * f.x
    };
    let plane = |dz: i64| {
        let (a, b) = (line(0, dz), line(1, dz));
        a + (b - a) * f.y
    };
    let (a, b) = (plane(0), plane(1));
    a + (b - a) * f.z
}

/// Noise whose largest features have `scale_mm`, with two finer octaves.
pub fn mottling(p: DVec3, scale_mm: f64, seed: u64) -> f64 {
    let q = p / scale_mm;
    (value(q, seed) + 0.5 * value(q * 2.03, seed + 1) + 0.25 * value(q * 4.1, seed + 2)) / 1.4
}

/// A number from -1 to 1 that is fixed for each pixel.
pub fn grain(x: usize, y: usize) -> f64 {
    corner(x as i64, y as i64, 0, 0x51AB)
}
