//! Irregularity from a seed by counter: any value can be had without the ones before it.

/// Streams: what a number is for.
pub const BREADTH: u64 = 1;
pub const RECESSION: u64 = 2;
pub const WAVE: u64 = 16;
pub const JAGGED: u64 = 32;
pub const SENTINEL_PLACE: u64 = 48;
pub const SENTINEL_REACH: u64 = 49;
pub const SENTINEL_OTHER_PLACE: u64 = 50;
pub const SENTINEL_OTHER_REACH: u64 = 51;

/// An even number from 0 to 1 for the `counter`th draw of a stream (the mixer of SplitMix64 over all three).
pub fn unit(seed: u64, stream: u64, counter: i64) -> f64 {
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let step = 0x9e37_79b9_7f4a_7c15_u64;
    let key = mix(seed.wrapping_add(step));
    let key = mix(key ^ stream.wrapping_mul(step));
    let bits = mix(key.wrapping_add((counter as u64).wrapping_mul(step)));
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// A smooth irregular function between -1 and 1.
#[derive(Clone, Copy)]
pub struct Wander {
    /// The seed.
    pub seed: u64,
    /// The stream.
    pub stream: u64,
    /// The mean distance of its turning points.
    pub spacing: f64,
    /// Whether it turns at every one of them, as waves do, or takes any value.
    pub waves: bool,
}

impl Wander {
    fn node(&self, k: i64) -> (f64, f64) {
        let draw = |offset: u64| unit(self.seed, self.stream + offset, k);
        // Node 0 stays, so that the function of a distance is smooth there.
        let shift = if k == 0 { 0.0 } else { 0.5 * draw(0) - 0.25 };
        let height = if self.waves {
            let up = (k + i64::from(unit(self.seed, self.stream + 2, 0) < 0.5)) % 2 == 0;
            let size = 0.35 + 0.65 * draw(1);
            if up { size } else { -size }
        } else {
            2.0 * draw(1) - 1.0
        };
        ((k as f64 + shift) * self.spacing, height)
    }

    /// The value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        let mut k = (x / self.spacing).floor() as i64;
        if self.node(k).0 > x {
            k -= 1;
        } else if self.node(k + 1).0 <= x {
            k += 1;
        }
        let ((a, low), (b, high)) = (self.node(k), self.node(k + 1));
        let t = (x - a) / (b - a);
        low + (high - low) * t * t * (3.0 - 2.0 * t)
    }
}

/// `own` of the signed way `x` from the midline where the sides are independent, its mirror-true half where they are
/// alike, in between by `asymmetry`.
pub fn two_sided(alike: Wander, own: Wander, asymmetry: f64, x: f64) -> f64 {
    (1.0 - asymmetry) * alike.at(x.abs()) + asymmetry * own.at(x)
}
