//! Into which directions light leaves a stack.

use core::f64::consts::{FRAC_PI_2, TAU};

use super::MonteCarlo;
use super::beam::Beam;
use super::photons::{Estimate, Moments, Photons};
use super::totals::{absorption, kept};
use super::walk::End;

/// Light leaving a stack by angle from the normal, per steradian, mean over each of equal bins from 0 to 90 degrees. Unscattered
/// light is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct AngularDistribution {
    /// Out of the surface it came in by.
    pub reflected: Vec<Estimate>,
    /// Out beneath.
    pub transmitted: Vec<Estimate>,
}

impl MonteCarlo {
    /// Sends `photons` straight down and sorts what leaves into `bins` equal angles.
    pub fn angular_distribution(&self, bins: usize, photons: Photons) -> AngularDistribution {
        let bins = bins.max(1);
        let mu_a = absorption(&self.stack);
        let beam = Beam::pencil(0.0, 0.0);
        let batches = photons.batches(|count, random| {
            let mut sums = vec![Moments::default(); 2 * bins];
            for _ in 0..count {
                let mut photon = beam.photon(&self.stack, random);
                let side = match self.walk.run(&mut photon, random, &mut ()) {
                    End::Surface => 0,
                    End::Beneath => bins,
                    End::Inside => continue,
                };
                let [x, y, z] = photon.direction;
                let across = (x * x + y * y).sqrt();
                if across > 0.0 {
                    let angle = libm::atan2(across, z.abs());
                    let bin = (angle / FRAC_PI_2 * bins as f64) as usize;
                    sums[side + bin.min(bins - 1)].add(kept(&photon, &mu_a));
                }
            }
            sums
        });
        let mut all = vec![Moments::default(); 2 * bins];
        for batch in batches {
            for (own, more) in all.iter_mut().zip(batch) {
                own.merge(more);
            }
        }
        let per_steradian = |(k, moments): (usize, &Moments)| {
            let edge = |k: usize| libm::cos(FRAC_PI_2 * k as f64 / bins as f64);
            let solid_angle = TAU * (edge(k % bins) - edge(k % bins + 1));
            let share = moments.estimate(photons.count);
            Estimate {
                mean: share.mean / solid_angle,
                standard_error: share.standard_error / solid_angle,
            }
        };
        let mut reflected: Vec<Estimate> = all.iter().enumerate().map(per_steradian).collect();
        let transmitted = reflected.split_off(bins);
        AngularDistribution {
            reflected,
            transmitted,
        }
    }
}
