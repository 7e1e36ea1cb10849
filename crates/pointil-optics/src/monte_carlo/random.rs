//! Random numbers, the same on every platform: xoshiro256+ and, from it, the three variates that light in a medium needs.

use core::f64::consts::TAU;
use std::sync::LazyLock;

use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A stream of random numbers. Everything drawn follows from seed and batch by arithmetic that IEEE 754 fixes to the last
/// bit; tables come from `libm`.
pub(crate) struct Random {
    state: Xoshiro256Plus,
    tables: &'static Tables,
}

/// Right end of the base strip and area of each strip of the ziggurat under exp(-x) with 256 strips (Marsaglia and Tsang,
/// Journal of Statistical Software 5(8), 2000).
const BASE: f64 = 7.697_117_470_131_05;
const AREA: f64 = 0.003_949_659_822_581_572;

/// Directions around a circle that are tabulated; what is between is turned by a short series.
const DIRECTIONS: usize = 256;

struct Tables {
    /// Right ends of the strips, widest first; the last is 0.
    edge: [f64; 257],
    /// exp(-edge).
    height: [f64; 257],
    /// Cosine and sine in the middle of each sector.
    circle: [[f64; 2]; DIRECTIONS],
}

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

impl Tables {
    fn new() -> Self {
        let mut edge = [0.0; 257];
        edge[0] = AREA * libm::exp(BASE);
        edge[1] = BASE;
        for k in 2..256 {
            edge[k] = -libm::log(AREA / edge[k - 1] + libm::exp(-edge[k - 1]));
        }
        let circle = core::array::from_fn(|k| {
            let angle = TAU * (k as f64 + 0.5) / DIRECTIONS as f64;
            [libm::cos(angle), libm::sin(angle)]
        });
        Self {
            height: edge.map(|x| libm::exp(-x)),
            edge,
            circle,
        }
    }
}

/// The upper bits of `bits` as a number from 0 up to but without 1.
fn unit(bits: u64) -> f64 {
    const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
    (bits >> 11) as f64 * STEP
}

impl Random {
    /// The stream of one batch of a run.
    pub(crate) fn new(seed: u64, batch: u64) -> Self {
        // The step differs from the one by which the generator fills its state, so that batches share no words.
        let start = seed.wrapping_add(batch.wrapping_mul(0xD1B5_4A32_D192_ED03));
        Self {
            state: Xoshiro256Plus::seed_from_u64(start),
            tables: &TABLES,
        }
    }

    /// Uniform from 0 up to but without 1.
    #[inline]
    pub(crate) fn uniform(&mut self) -> f64 {
        unit(self.state.next_u64())
    }

    /// Exponential with mean 1.
    #[inline]
    pub(super) fn exponential(&mut self) -> f64 {
        let bits = self.state.next_u64();
        let strip = (bits >> 56) as usize;
        let x = unit(bits << 8) * self.tables.edge[strip];
        if x < self.tables.edge[strip + 1] {
            x
        } else {
            self.exponential_at_edge(strip, x)
        }
    }

    /// One draw in ninety: near the curve, or in the tail.
    #[cold]
    fn exponential_at_edge(&mut self, strip: usize, x: f64) -> f64 {
        if strip == 0 {
            return BASE - libm::log(1.0 - self.uniform());
        }
        let (low, high) = (self.tables.height[strip], self.tables.height[strip + 1]);
        if low + (high - low) * self.uniform() < libm::exp(-x) {
            x
        } else {
            self.exponential()
        }
    }

    /// Cosine and sine of an angle uniform around the circle.
    #[inline]
    pub(super) fn azimuth(&mut self) -> (f64, f64) {
        let bits = self.state.next_u64();
        let [cos, sin] = self.tables.circle[(bits >> 56) as usize];
        let turn = (unit(bits << 8) - 0.5) * (TAU / DIRECTIONS as f64);
        let square = turn * turn;
        let small_sin = turn * (1.0 - square * (1.0 / 6.0));
        let small_cos = 1.0 - square * (0.5 - square * (1.0 / 24.0));
        (
            cos * small_cos - sin * small_sin,
            sin * small_cos + cos * small_sin,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: usize = 1_000_000;

    #[test]
    fn exponential_has_its_moments_and_tail() {
        let mut random = Random::new(1, 0);
        let (mut first, mut second, mut beyond) = (0.0, 0.0, 0_u32);
        for _ in 0..DRAWS {
            let x = random.exponential();
            first += x;
            second += x * x;
            beyond += u32::from(x > BASE);
        }
        let count = DRAWS as f64;
        assert!((first / count - 1.0).abs() < 4e-3);
        assert!((second / count - 2.0).abs() < 2e-2);
        let expected = count * libm::exp(-BASE);
        assert!((f64::from(beyond) - expected).abs() < 4.0 * expected.sqrt());
    }

    #[test]
    fn exponential_fills_its_distribution_evenly() {
        let mut random = Random::new(2, 5);
        let mut bins = [0_u32; 64];
        for _ in 0..DRAWS {
            let share = -libm::expm1(-random.exponential());
            bins[((share * 64.0) as usize).min(63)] += 1;
        }
        let expected = DRAWS as f64 / 64.0;
        let chi: f64 = bins
            .iter()
            .map(|&b| (f64::from(b) - expected).powi(2) / expected)
            .sum();
        assert!(chi > 25.0 && chi < 115.0, "{chi}");
    }

    #[test]
    fn azimuths_lie_on_the_circle_and_fill_it() {
        let mut random = Random::new(3, 0);
        let mut bins = [0_u32; 60];
        for _ in 0..DRAWS {
            let (cos, sin) = random.azimuth();
            assert!((cos * cos + sin * sin - 1.0).abs() < 1e-10);
            let turn = libm::atan2(sin, cos) / TAU + 0.5;
            bins[((turn * 60.0) as usize).min(59)] += 1;
        }
        let expected = DRAWS as f64 / 60.0;
        let chi: f64 = bins
            .iter()
            .map(|&b| (f64::from(b) - expected).powi(2) / expected)
            .sum();
        assert!(chi > 25.0 && chi < 115.0, "{chi}");
    }

    #[test]
    fn a_batch_has_a_stream_of_its_own() {
        let draw = |seed, batch| Random::new(seed, batch).uniform();
        assert_eq!(draw(7, 3).to_bits(), draw(7, 3).to_bits());
        assert!(draw(7, 3).to_bits() != draw(7, 4).to_bits());
        assert!(draw(7, 3).to_bits() != draw(8, 3).to_bits());
    }
}
