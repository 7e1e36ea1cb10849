//! How light is sent in.

use super::random::Random;
use super::walk::{Photon, fresnel};
use crate::layers::LayerStack;

/// Light that falls onto the surface. By reciprocity, light sent in straight at one place and counted wherever it leaves tells how
/// bright that place looks from straight above under even, diffuse light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beam {
    /// Where its middle meets the surface, in millimetres.
    pub x_mm: f64,
    /// The other coordinate of its middle, in millimetres.
    pub y_mm: f64,
    /// Radius in millimetres of the disc it lights evenly; 0 for a pencil.
    pub radius_mm: f64,
    /// Cosine of the widest angle from straight down, 0 to 1. Within it the surface is lit as by an even sky; 1 is straight down.
    pub least_cosine: f64,
}

impl Beam {
    /// A pencil straight down at (x, y).
    pub const fn pencil(x_mm: f64, y_mm: f64) -> Self {
        Self {
            x_mm,
            y_mm,
            radius_mm: 0.0,
            least_cosine: 1.0,
        }
    }

    /// A photon of this beam, just inside, with the share of light that entered as its weight.
    pub(crate) fn photon(&self, stack: &LayerStack, random: &mut Random) -> Photon {
        let (mut x, mut y) = (self.x_mm, self.y_mm);
        if self.radius_mm > 0.0 {
            let (cos, sin) = random.azimuth();
            let radius = self.radius_mm * random.uniform().sqrt();
            x += radius * cos;
            y += radius * sin;
        }
        let inside = stack.layers()[0].refractive_index;
        if self.least_cosine >= 1.0 {
            return Photon::new(x, y, [0.0, 0.0, 1.0], 1.0 - stack.specular());
        }
        let widest = 1.0 - self.least_cosine * self.least_cosine;
        let square = widest * random.uniform();
        let weight = 1.0 - fresnel(stack.above(), inside, (1.0 - square).sqrt());
        let ratio = stack.above() / inside;
        let sine = square.sqrt() * ratio;
        let (cos, sin) = random.azimuth();
        let direction = [
            sine * cos,
            sine * sin,
            (1.0 - sine * sine).max(1e-12).sqrt(),
        ];
        Photon::new(x, y, direction, weight)
    }
}
