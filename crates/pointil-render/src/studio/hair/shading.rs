//! The light that a hair returns: a cylinder's, after Kajiya and Kay (1989), among hairs that stand in each other's light.

use glam::DVec3;
use pointil_optics::LinearRgb;

use crate::studio::light::Light;

/// How narrow the two highlights are, and how much of the lamp's light they mirror: the shaft's surface as it is, and light that
/// has passed through the shaft and took its colour.
const SURFACE: (f64, f64) = (40.0, 0.085);
const THROUGH: (f64, f64) = (9.0, 0.9);

/// Hair in one light.
pub struct Shading {
    light: Light,
    colour: [f64; 3],
}

impl Shading {
    pub const fn new(light: Light, colour: LinearRgb) -> Self {
        Self {
            light,
            colour: colour.to_array(),
        }
    }

    /// Of hair that runs `along` and lies on a head whose outside faces `out`, as seen from `toward`, with so much of the light
    /// reaching it among the hairs around.
    pub fn light(&self, along: DVec3, out: DVec3, toward: DVec3, lit: f64) -> [f32; 3] {
        let across = |d: DVec3| (1.0 - along.dot(d) * along.dot(d)).max(0.0).sqrt();
        let mut matt = self.light.room_on(out);
        let (mut surface, mut through) = (0.0, 0.0);
        for lamp in &self.light.lamps {
            // Light wraps around a head of hair a little.
            let reaches = ((out.dot(lamp.toward) + 0.25) / 1.25).max(0.0) * lamp.strength;
            matt += reaches * (0.35 + 0.65 * across(lamp.toward));
            let mirrored = (across(lamp.toward) * across(toward)
                - along.dot(lamp.toward) * along.dot(toward))
            .clamp(0.0, 1.0);
            surface += reaches * SURFACE.1 * libm::pow(mirrored, SURFACE.0);
            through += reaches * THROUGH.1 * libm::pow(mirrored, THROUGH.0);
        }
        self.colour
            .map(|own| (lit * (own * (0.9 * matt + through) + surface)) as f32)
    }
}
