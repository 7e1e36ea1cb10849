//! How much light a stack returns, passes and keeps.

use super::MonteCarlo;
use super::beam::Beam;
use super::photons::{Estimate, Moments, Photons};
use super::walk::{End, MOST_LAYERS, Photon, Witness};
use crate::layers::LayerStack;

/// Light sent straight down onto a stack, by where it went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Totals {
    /// Share that never entered; exact.
    pub specular: f64,
    /// Share that entered and came back.
    pub diffuse_reflectance: Estimate,
    /// Share that came out beneath, unscattered light included.
    pub transmittance: Estimate,
}

/// Where all the light of a run went; the shares add up to 1 but for rounding.
#[derive(Clone, Debug, PartialEq)]
pub struct EnergyBalance {
    /// Share that never entered.
    pub specular: f64,
    /// Share that entered and came back.
    pub diffuse_reflectance: f64,
    /// Share that came out beneath.
    pub transmittance: f64,
    /// Share absorbed in each layer, from the surface down.
    pub absorbed: Vec<f64>,
    /// Share that walks lost when they were given up, less what survivors gained; zero in the mean.
    pub given_up: f64,
}

impl MonteCarlo {
    /// Shares of light by a run of photons sent straight down, with absorption as in the stack.
    pub fn totals(&self, photons: Photons) -> Totals {
        let absorption = absorption(&self.stack);
        let beam = Beam::pencil(0.0, 0.0);
        let sums = photons.batches(|count, random| {
            let mut sums = [Moments::default(); 2];
            for _ in 0..count {
                let mut photon = beam.photon(&self.stack, random);
                match self.walk.run(&mut photon, random, &mut ()) {
                    End::Surface => sums[0].add(kept(&photon, &absorption)),
                    End::Beneath => sums[1].add(kept(&photon, &absorption)),
                    End::Inside => {}
                }
            }
            sums
        });
        let mut all = [Moments::default(); 2];
        for batch in sums {
            all[0].merge(batch[0]);
            all[1].merge(batch[1]);
        }
        Totals {
            specular: self.stack.specular(),
            diffuse_reflectance: all[0].estimate(photons.count),
            transmittance: all[1].estimate(photons.count),
        }
    }

    /// Where the light of a run went, layer by layer. Slower than [`totals`](Self::totals).
    pub fn energy_balance(&self, photons: Photons) -> EnergyBalance {
        let mu_a = absorption(&self.stack);
        let beam = Beam::pencil(0.0, 0.0);
        let batches = photons.batches(|count, random| {
            let mut absorbed = Absorbed {
                mu_a: &mu_a,
                left: [0.0; MOST_LAYERS],
            };
            let mut out = [0.0; 2];
            for _ in 0..count {
                let mut photon = beam.photon(&self.stack, random);
                match self.walk.run(&mut photon, random, &mut absorbed) {
                    End::Surface => out[0] += kept(&photon, &mu_a),
                    End::Beneath => out[1] += kept(&photon, &mu_a),
                    End::Inside => {}
                }
            }
            (out, absorbed.left)
        });
        let share = 1.0 / photons.count.max(1) as f64;
        let mut absorbed = vec![0.0; self.stack.layers().len()];
        let mut out = [0.0; 2];
        for (batch, left) in batches {
            for (own, more) in out.iter_mut().zip(batch) {
                *own += more * share;
            }
            for (own, more) in absorbed.iter_mut().zip(left) {
                *own += more * share;
            }
        }
        let known = self.stack.specular() + out[0] + out[1] + absorbed.iter().sum::<f64>();
        EnergyBalance {
            specular: self.stack.specular(),
            diffuse_reflectance: out[0],
            transmittance: out[1],
            absorbed,
            given_up: 1.0 - known,
        }
    }
}

/// Absorption of the layers, padded with zeros.
pub(super) fn absorption(stack: &LayerStack) -> [f64; MOST_LAYERS] {
    let mut mu_a = [0.0; MOST_LAYERS];
    for (own, layer) in mu_a.iter_mut().zip(stack.layers()) {
        *own = layer.mu_a;
    }
    mu_a
}

/// The photon's weight after absorption.
#[inline]
pub(super) fn kept(photon: &Photon, mu_a: &[f64; MOST_LAYERS]) -> f64 {
    let mut depth = 0.0;
    for (length, mu_a) in photon.lengths.iter().zip(mu_a) {
        depth += length * mu_a;
    }
    photon.weight * libm::exp(-depth)
}

/// Sees what each piece of a walk leaves in its layer.
struct Absorbed<'a> {
    mu_a: &'a [f64; MOST_LAYERS],
    left: [f64; MOST_LAYERS],
}

impl Witness for Absorbed<'_> {
    fn piece(&mut self, layer: usize, photon: &Photon, length: f64) {
        let taken = -libm::expm1(-self.mu_a[layer] * length);
        self.left[layer] += kept(photon, self.mu_a) * taken;
    }
}
