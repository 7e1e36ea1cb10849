//! How many photons, from which seed, and what their mean is worth.

use rayon::prelude::*;

use super::random::Random;

/// Photons of one stream of random numbers. The number of cores never changes a result, only this does.
const BATCH: u64 = 4096;

/// A run: how many photons and the seed of their random numbers. The same run gives the same bits on any number of cores and on
/// any platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Photons {
    /// How many, at least 1.
    pub count: u64,
    /// Any number. Runs with the same seed share their random numbers, which cancels most of the noise in a difference.
    pub seed: u64,
}

/// A mean over photons and how far it may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error, one sigma.
    pub standard_error: f64,
}

impl Photons {
    /// What `work` makes of each batch, in the order of the batches. It is told how many photons its batch has.
    pub(super) fn batches<T: Send>(self, work: impl Fn(u64, &mut Random) -> T + Sync) -> Vec<T> {
        let number = self.count.div_ceil(BATCH);
        (0..number)
            .into_par_iter()
            .map(|batch| {
                let count = BATCH.min(self.count - batch * BATCH);
                work(count, &mut Random::new(self.seed, batch))
            })
            .collect()
    }
}

/// Sums from which an [`Estimate`] follows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    sum: f64,
    squares: f64,
}

impl Moments {
    /// Adds what one photon scored; photons that scored nothing need not be added.
    #[inline]
    pub(super) fn add(&mut self, score: f64) {
        self.sum += score;
        self.squares += score * score;
    }

    /// Adds the sums of another batch.
    pub(super) fn merge(&mut self, other: Self) {
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// Mean and error over `count` photons.
    pub(super) fn estimate(self, count: u64) -> Estimate {
        let count = count.max(1) as f64;
        let mean = self.sum / count;
        let variance = (self.squares / count - mean * mean).max(0.0);
        Estimate {
            mean,
            standard_error: (variance / count).sqrt(),
        }
    }
}
