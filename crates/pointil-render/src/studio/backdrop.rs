//! What stands behind and below the head: a seamless wall, and the shadow where a neck stands on the table.

use glam::{DVec2, DVec3};
use pointil_scalp::{Camera, Part, Pixel, TriangleMesh};

/// The share of light that the wall returns behind the head: pale, so that every skin but the palest stands out from it
/// and its outline can be found.
const WALL: f64 = 0.84;

/// How far a standing neck's shadow reaches, in millimetres.
const SHADOW_MM: f64 = 24.0;

/// How much of the wall's light it takes where it is deepest.
const SHADOW_DEPTH: f64 = 0.42;

/// The wall and the table of one picture.
#[derive(Clone, Debug)]
pub struct Backdrop {
    footing: Option<Footing>,
}

/// The oval on which a head stands.
#[derive(Clone, Copy, Debug)]
struct Footing {
    up: f64,
    middle: DVec2,
    half: DVec2,
}

impl Footing {
    /// Under the lowest part of `mesh`, if it ends in a cut.
    fn of(mesh: &TriangleMesh) -> Option<Self> {
        let base = mesh.positions().iter().zip(mesh.parts());
        let (low, high) = base
            .filter(|(_, part)| **part == Part::Base)
            .map(|(p, _)| p.to_vec())
            .fold(None, |bounds, p| {
                let (low, high): (DVec3, DVec3) = bounds.unwrap_or((p, p));
                Some((low.min(p), high.max(p)))
            })?;
        let (middle, half) = ((low + high) / 2.0, (high - low) / 2.0);
        Some(Self {
            up: low.y,
            middle: DVec2::new(middle.x, middle.z),
            half: DVec2::new(half.x, half.z).max(DVec2::ONE),
        })
    }

    /// The share of light that reaches the table where `camera` sees it in the direction `ray`.
    fn lit(&self, camera: &Camera, ray: DVec3) -> f64 {
        let eye = camera.position().to_vec();
        if ray.y > -1e-3 || eye.y <= self.up {
            return 1.0;
        }
        let place = eye + ray * ((self.up - eye.y) / ray.y);
        let off = (DVec2::new(place.x, place.z) - self.middle) / self.half;
        let beyond = (off.length() - 1.0).max(0.0) * self.half.min_element() / SHADOW_MM;
        1.0 - SHADOW_DEPTH * libm::exp(-beyond * beyond)
    }
}

impl Backdrop {
    /// Behind and below `mesh`.
    pub fn of(mesh: &TriangleMesh) -> Self {
        Self {
            footing: Footing::of(mesh),
        }
    }

    /// The light of the pixel in column `x` and row `y`: a wall a little brighter behind the head.
    pub fn light(&self, camera: &Camera, x: usize, y: usize) -> [f64; 3] {
        let size = camera.size();
        let middle = Pixel::new(x as f64 + 0.5, y as f64 + 0.5);
        let (dx, dy) = (
            middle.x / f64::from(size.width) - 0.5,
            middle.y / f64::from(size.height) - 0.45,
        );
        let grey = WALL - 0.10 * (dx * dx + dy * dy) - 0.04 * dy;
        let lit = self.footing.map_or(1.0, |footing| {
            footing.lit(camera, camera.ray(middle).to_vec())
        });
        let light = grey * lit;
        [light * 0.995, light, light * 1.005]
    }
}
