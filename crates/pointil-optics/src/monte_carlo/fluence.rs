//! How much light there is at each depth.

use super::MonteCarlo;
use super::beam::Beam;
use super::photons::{Estimate, Moments, Photons};
use super::totals::{absorption, kept};
use super::walk::{MOST_LAYERS, Photon, Witness};

/// Adds up weighted track lengths per bin of depth.
struct Tracks<'a> {
    mu_a: &'a [f64; MOST_LAYERS],
    per_mm: f64,
    sums: Vec<f64>,
}

impl Witness for Tracks<'_> {
    fn piece(&mut self, layer: usize, photon: &Photon, length: f64) {
        let mu_a = self.mu_a[layer];
        let start = photon.position[2] * self.per_mm;
        let rate = photon.direction[2] * self.per_mm;
        let (mut walked, mut weight) = (0.0, kept(photon, self.mu_a));
        // The bin of each part between two borders of bins is that of its middle.
        while walked < length {
            let here = start + rate * walked;
            let border = if rate > 0.0 {
                (here + 1e-9).floor() + 1.0
            } else {
                (here - 1e-9).ceil() - 1.0
            };
            let part = if rate.abs() > 1e-12 {
                ((border - here) / rate).min(length - walked).max(1e-9)
            } else {
                length - walked
            };
            let left = libm::exp(-mu_a * part);
            let lit = if mu_a > 0.0 {
                weight * (1.0 - left) / mu_a
            } else {
                weight * part
            };
            let middle = here + 0.5 * rate * part;
            if let Some(sum) = self.sums.get_mut(middle.max(0.0) as usize) {
                *sum += lit;
            }
            weight *= left;
            walked += part;
        }
    }
}

impl MonteCarlo {
    /// Fluence per irradiance of a wide beam straight down, mean over each of `bins` slices of `slice_mm` from the surface.
    pub fn fluence(&self, slice_mm: f64, bins: usize, photons: Photons) -> Vec<Estimate> {
        let mu_a = absorption(&self.stack);
        let beam = Beam::pencil(0.0, 0.0);
        let batches = photons.batches(|count, random| {
            let mut tracks = Tracks {
                mu_a: &mu_a,
                per_mm: 1.0 / slice_mm,
                sums: vec![0.0; bins],
            };
            let mut moments = vec![Moments::default(); bins];
            for _ in 0..count {
                let mut photon = beam.photon(&self.stack, random);
                self.walk.run(&mut photon, random, &mut tracks);
                for (own, sum) in moments.iter_mut().zip(&mut tracks.sums) {
                    own.add(*sum / slice_mm);
                    *sum = 0.0;
                }
            }
            moments
        });
        let mut all = vec![Moments::default(); bins];
        for batch in batches {
            for (own, more) in all.iter_mut().zip(batch) {
                own.merge(more);
            }
        }
        all.into_iter().map(|m| m.estimate(photons.count)).collect()
    }
}
