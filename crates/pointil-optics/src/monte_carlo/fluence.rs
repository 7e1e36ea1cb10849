//! How much light there is at each depth.

use super::MonteCarlo;
use super::beam::Beam;
use super::photons::{Estimate, Moments, Photons};
use super::totals::absorption;
use super::walk::{MOST_LAYERS, Photon, Witness};

/// Adds up weighted track lengths per bin of depth.
struct Tracks<'a> {
    mu_a: &'a [f64; MOST_LAYERS],
    per_mm: f64,
    /// Share of the photon's light that absorption has left so far.
    left: f64,
    sums: Vec<f64>,
}

impl Witness for Tracks<'_> {
    fn piece(&mut self, layer: usize, photon: &Photon, length: f64) {
        let mu_a = self.mu_a[layer];
        let start = photon.position[2] * self.per_mm;
        let rate = photon.direction[2] * self.per_mm;
        let mut walked = 0.0;
        let down = rate > 0.0;
        // A piece that starts on a border and goes up starts in the bin above.
        let mut bin = start as i64;
        if !down && bin as f64 >= start {
            bin -= 1;
        }
        loop {
            let border = if down { bin + 1 } else { bin };
            let to_border = if rate.abs() > 0.0 {
                (border as f64 - start) / rate
            } else {
                f64::INFINITY
            };
            let end = to_border.min(length).max(walked);
            let part = end - walked;
            let lost = faded(mu_a * part);
            if let Some(sum) = self.sums.get_mut(bin.max(0) as usize) {
                *sum += photon.weight * self.left * part * (1.0 - lost);
            }
            self.left *= 1.0 - mu_a * part * (1.0 - lost);
            if end >= length {
                break;
            }
            walked = end;
            bin += if down { 1 } else { -1 };
        }
    }
}

/// What a stretch of this optical depth lacks of the light that it would have without absorption: 1 - (1 - e^-x) / x.
#[inline]
fn faded(depth: f64) -> f64 {
    if depth < 0.01 {
        // To 2e-12; slices are thin.
        depth * (0.5 - depth * (1.0 / 6.0 - depth * (1.0 / 24.0 - depth / 120.0)))
    } else {
        1.0 + libm::expm1(-depth) / depth
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
                left: 1.0,
                sums: vec![0.0; bins],
            };
            let mut moments = vec![Moments::default(); bins];
            for _ in 0..count {
                let mut photon = beam.photon(&self.stack, random);
                tracks.left = 1.0;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thin_stretches_fade_like_thick_ones() {
        for depth in [0.0, 1e-9, 1e-4, 0.009_999, 0.01, 0.3, 20.0] {
            let lit = 1.0 - faded(depth);
            let left = 1.0 - depth * lit;
            assert!((left - libm::exp(-depth)).abs() < 1e-12, "{depth}");
        }
    }
}
