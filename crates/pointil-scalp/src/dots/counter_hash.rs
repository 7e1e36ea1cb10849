//! Random numbers that are a function of what they are for: seed, triangle and counter. Nothing is drawn in order, so
//! no thread and no edit elsewhere changes them.

/// Steele, Lea and Flood's increment ("Fast splittable pseudorandom number generators", 2014).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Stafford's thirteenth mixer, as in SplitMix64.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The numbers that belong to one key of one seed.
#[derive(Clone, Copy)]
pub struct CounterHash(u64);

impl CounterHash {
    /// The numbers of `key` under `seed`. Both are mixed on their own: `seed ^ key` alone would make neighbours of
    /// one seed reappear under another.
    pub const fn new(seed: u64, key: u64) -> Self {
        Self(mix(
            mix(seed.wrapping_add(GOLDEN)) ^ mix(key.wrapping_mul(GOLDEN) ^ 0x5851_f42d_4c95_7f2d)
        ))
    }

    /// The number at `counter`.
    pub const fn at(self, counter: u64) -> u64 {
        mix(self
            .0
            .wrapping_add(counter.wrapping_add(1).wrapping_mul(GOLDEN)))
    }
}

/// The upper 24 bits of `bits` as a number in [0, 1).
pub fn unit(bits: u64) -> f32 {
    (bits >> 40) as f32 / 16_777_216.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_even_and_unlike_between_keys_and_seeds() {
        let mut seen = std::collections::HashSet::new();
        let mut sum = 0.0;
        for seed in 0..20 {
            for key in 0..50 {
                for k in 0..20 {
                    let bits = CounterHash::new(seed, key).at(k);
                    assert!(seen.insert(bits));
                    sum += f64::from(unit(bits));
                }
            }
        }
        assert!((sum / 20_000.0 - 0.5).abs() < 0.01);
    }
}
