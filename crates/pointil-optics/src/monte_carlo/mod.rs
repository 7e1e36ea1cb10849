//! A Monte Carlo reference for light in layered skin with pigment dots: slow, and exact but for its noise.
//!
//! [`MonteCarlo`] follows photons through flat layers with any refractive indices and Henyey–Greenstein scattering. Absorption
//! never changes where a photon goes: the lengths it walked in each layer and through each [`Column`] of pigment are kept, and
//! weighed afterwards. So one run is exact for every absorption spectrum, and two runs with the same seed differ by
//! absorption alone.

mod angular;
mod beam;
mod column;
mod escapes;
mod fluence;
mod photons;
mod random;
mod totals;
mod walk;

pub use angular::AngularDistribution;
pub use beam::Beam;
pub use column::{Column, ImplausibleColumn};
pub use escapes::{Escape, Escapes};
pub use photons::{Estimate, Photons};
pub(crate) use random::Random;
pub use totals::{EnergyBalance, Totals};
pub use walk::MOST_LAYERS;
pub(crate) use walk::{End, Photon, Walk, Witness};

use crate::layers::LayerStack;

/// Layers made ready for runs of photons.
pub struct MonteCarlo {
    stack: LayerStack,
    walk: walk::Walk,
}

/// A stack of more layers than a walk keeps lengths of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{layers} layers; a walk keeps its lengths in at most 8: join neighbours that differ little"
)]
pub struct TooManyLayers {
    /// How many there are.
    pub layers: usize,
}

impl MonteCarlo {
    /// Runs through `stack`. Its absorption weighs [`totals`](Self::totals), [`energy_balance`](Self::energy_balance),
    /// [`fluence`](Self::fluence) and [`angular_distribution`](Self::angular_distribution); for
    /// [`escapes`](Self::escapes) it only decides how far a walk is followed.
    ///
    /// # Errors
    /// More than [`MOST_LAYERS`] layers.
    pub fn new(stack: LayerStack) -> Result<Self, TooManyLayers> {
        let layers = stack.layers().len();
        if layers > MOST_LAYERS {
            return Err(TooManyLayers { layers });
        }
        let walk = walk::Walk::new(&stack);
        Ok(Self { stack, walk })
    }
}
