//! The vault's rim: where the head's outline in a picture touches the vault.

use glam::DVec2;
use pointil_scalp::template::border_elevation;
use pointil_scalp::{Camera, Cranium, Pixel, Point, Site, Surface};

/// A point of the outline in a picture.
#[derive(Clone, Debug)]
pub struct RimPoint {
    pub pixel: Pixel,
    /// Out of the head.
    pub outward: DVec2,
    /// One standard deviation across the outline, in pixels.
    pub sd_px: f64,
    /// The robust weight; zero where the outline is not the vault's.
    pub weight: f64,
}

/// Where the ray of an outline's point passes the vault.
pub struct Touch {
    pub site: Site,
    /// How far the ray passes outside of the vault (negative: through it), in pixels.
    pub outside_px: f64,
    /// The vault's outward normal in the picture.
    pub normal_px: DVec2,
    /// Whether this may be the vault's own rim.
    pub counts: bool,
    /// Whether it may become so when the pose moves.
    pub is_near: bool,
}

/// Farther off than this, an outline is that of a shoulder, an ear or hair.
const REACH_MM: f64 = 14.0;

/// The cosine of the greatest angle between the outline and the vault's rim.
const MIN_AGREEMENT: f64 = 0.9;

/// Degrees above the scalp's border from which the vault's rim is bare of brow, ears and neck.
const CLEARANCE_DEG: f64 = 9.0;

/// The ears' tops stand out below this many degrees, between these azimuths.
const EARS_DEG: (f64, f64, f64) = (60.0, 128.0, 14.0);

impl RimPoint {
    /// Where the ray through this point comes closest to `cranium`.
    pub fn touch(&self, camera: &Camera, cranium: &Cranium) -> Touch {
        let eye = camera.position();
        let ray = camera.ray(self.pixel).to_vec();
        let middle = (cranium.centre() - eye).dot(ray);
        let at = |t: f64| eye + ray * t;
        // The elevation along a ray past a convex body falls, then rises.
        let (mut near, mut far) = (middle - 110.0, middle + 110.0);
        for _ in 0..22 {
            let t = (near + far) / 2.0;
            let normal = cranium.normal(cranium.site(at(t))).to_vec();
            if normal.dot(ray) < 0.0 {
                near = t;
            } else {
                far = t;
            }
        }
        let closest = at((near + far) / 2.0);
        let site = cranium.site(closest);
        self.touch_at(camera, cranium, closest, site)
    }

    fn touch_at(&self, camera: &Camera, cranium: &Cranium, closest: Point, site: Site) -> Touch {
        let elevation = cranium.elevation(closest);
        let normal = cranium.normal(site).to_vec();
        let across = DVec2::new(normal.dot(camera.right()), normal.dot(camera.down()));
        let normal_px = across.normalize_or_zero();
        let (azimuth, up) = (
            site.azimuth().abs().to_degrees(),
            site.elevation().to_degrees(),
        );
        let border = border_elevation(site.azimuth()).to_degrees();
        let by_ears = azimuth > EARS_DEG.0 && azimuth < EARS_DEG.1 && up < EARS_DEG.2;
        Touch {
            site,
            outside_px: elevation * camera.pixels_per_mm(closest),
            normal_px,
            counts: elevation.abs() < REACH_MM
                && up > border + CLEARANCE_DEG
                && !by_ears
                && normal_px.dot(self.outward) > MIN_AGREEMENT,
            is_near: elevation.abs() < 2.0 * REACH_MM && up > border,
        }
    }
}
