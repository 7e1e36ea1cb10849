//! The studio's light: a large soft key, a fill, a glow from behind and the room, fixed to the camera as in a practice
//! where the client turns and the lamps stay.

use glam::DVec3;
use pointil_scalp::Camera;

/// Directions on the whole sphere that light is gathered from, evenly spread.
pub const DIRECTIONS: usize = 256;

/// The `k`-th of [`DIRECTIONS`] directions, on the golden spiral.
pub fn direction(k: usize) -> DVec3 {
    let golden = core::f64::consts::PI * (3.0 - 5.0_f64.sqrt());
    let up = 1.0 - (2.0 * k as f64 + 1.0) / DIRECTIONS as f64;
    let level = (1.0 - up * up).sqrt();
    let (s, c) = libm::sincos(golden * k as f64);
    DVec3::new(level * c, up, level * s)
}

/// A round soft lamp far away.
#[derive(Clone, Copy, Debug)]
pub struct Lamp {
    /// Where it stands, as seen from the head.
    pub toward: DVec3,
    /// How narrow it is: brightness falls as `exp(sharpness · (cos - 1))`.
    pub sharpness: f64,
    /// Irradiance on a surface that faces it.
    pub strength: f64,
}

impl Lamp {
    /// Brightness in `direction`, such that a surface facing the lamp receives its strength.
    fn brightness(&self, direction: DVec3) -> f64 {
        let k = self.sharpness;
        // Of the integral of exp(k (cos - 1)) cos over the facing half.
        let facing = core::f64::consts::TAU * ((k - 1.0) + libm::exp(-k)) / (k * k);
        self.strength / facing * libm::exp(k * (self.toward.dot(direction) - 1.0))
    }
}

/// All light that reaches the head.
#[derive(Clone, Debug)]
pub struct Light {
    /// Key, fill and back light.
    pub lamps: [Lamp; 3],
    /// Irradiance from the room overhead and from the floor.
    room: (f64, f64),
    up: DVec3,
}

impl Light {
    /// The light around a head that `camera` looks at. A surface that faces the camera receives about 1.
    pub fn of_studio(camera: &Camera) -> Self {
        let (right, up, back) = (camera.right(), -camera.down(), -camera.forward());
        let lamp = |x: f64, y: f64, z: f64, sharpness: f64, strength: f64| Lamp {
            toward: (right * x + up * y + back * z).normalize_or(back),
            sharpness,
            strength,
        };
        Self {
            lamps: [
                lamp(-0.75, 0.70, 1.0, 9.0, 0.90),
                lamp(0.80, -0.05, 1.0, 5.0, 0.33),
                lamp(0.5, 0.7, -0.9, 8.0, 0.20),
            ],
            room: (0.36, 0.24),
            up,
        }
    }

    /// Irradiance by the room alone on what faces `direction`.
    pub fn room_on(&self, direction: DVec3) -> f64 {
        let (over, floor) = self.room;
        floor + (over - floor) * (0.5 + 0.5 * self.up.dot(direction))
    }

    /// Radiance from `direction`.
    pub fn radiance(&self, direction: DVec3) -> f64 {
        self.room_on(direction) / core::f64::consts::PI
            + self
                .lamps
                .iter()
                .map(|l| l.brightness(direction))
                .sum::<f64>()
    }
}
