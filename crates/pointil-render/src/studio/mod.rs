//! The mannequin in a studio: any angle, a neutral soft light, skin by type.

mod backdrop;
mod bake;
mod complexion;
mod hair;
mod light;
mod noise;
mod raster;

use glam::DVec3;
use pointil_optics::{LinearRgb, Skin};
use pointil_scalp::{Camera, Direction, Landmarks, Part, Point, TriangleMesh};
use rayon::prelude::*;

use crate::occluder::Occluder;
use crate::picture::{Picture, PictureError};
use backdrop::Backdrop;
use bake::{Arrival, Visibility, arrivals};
use complexion::Complexion;
pub use hair::{HairLayer, HairLook, HairStyle, LongHair};
use light::Light;
use raster::{Band, Projected, SIDE, Seen};

/// Rows of pixels that are worked on together.
const BAND: usize = 16;

/// Share of light mirrored by skin that is looked at squarely (refractive index 1.40).
const MIRRORED: f64 = 0.028;

/// How sharp the two kinds of gloss of skin are (spherical Gaussians), and their shares: a broad sheen, and the shine of
/// oily skin.
const SHEEN: [(f64, f64); 2] = [(5.0, 0.8), (24.0, 0.7)];

/// A head in the studio, ready to be photographed from any side.
pub struct Studio {
    mesh: TriangleMesh,
    landmarks: Landmarks,
    visibility: Visibility,
    backdrop: Backdrop,
    brows: bool,
}

/// What the shading of one picture needs.
struct Sitting<'a> {
    mesh: &'a TriangleMesh,
    camera: &'a Camera,
    backdrop: &'a Backdrop,
    light: Light,
    complexion: Complexion,
    arrivals: Vec<Arrival>,
    projected: Vec<Option<Projected>>,
}

impl Studio {
    /// The head with the surface `mesh` and these `landmarks`; `occluder` says where `mesh` is in its own way. Finding
    /// out what each vertex sees takes most of the time of a first picture; later pictures reuse it.
    pub fn new(mesh: TriangleMesh, landmarks: Landmarks, occluder: &dyn Occluder) -> Self {
        let visibility = Visibility::new(mesh.positions(), mesh.normals(), occluder);
        Self {
            backdrop: Backdrop::of(&mesh),
            mesh,
            landmarks,
            visibility,
            brows: true,
        }
    }

    /// The same head without brows and lashes.
    #[must_use]
    pub fn without_brows(self) -> Self {
        Self {
            brows: false,
            ..self
        }
    }

    /// The inverse of the distance along the camera's axis to the head, in every pixel's middle; 0 beside it.
    fn depths(&self, camera: &Camera) -> Vec<f32> {
        let projected = raster::project(camera, self.mesh.positions());
        let size = camera.size();
        let (width, height) = (size.width as usize, size.height as usize);
        let members = members(&self.mesh, &projected, height);
        let mut depths = vec![0.0; width * height];
        depths
            .par_chunks_mut(width * BAND)
            .zip(&members)
            .enumerate()
            .for_each(|(k, (depths, triangles))| {
                let rows = depths.len() / width;
                let mut band = Band::new(k * BAND * SIDE, width * SIDE, rows * SIDE);
                for (number, corners) in triangles {
                    band.draw(*number, *corners);
                }
                for (i, depth) in depths.iter_mut().enumerate() {
                    let (x, y) = (i % width, i / width);
                    let middle = (y * SIDE + SIDE / 2) * band.width + x * SIDE + SIDE / 2;
                    *depth = band.samples[middle].inverse;
                }
            });
        depths
    }

    /// The head of bare `skin` as `camera` sees it.
    ///
    /// # Errors
    /// A camera whose picture is out of bounds.
    pub fn photograph(&self, camera: &Camera, skin: Skin) -> Result<Picture, PictureError> {
        let mut picture = Picture::filled(camera.size(), [0; 3])?;
        let light = Light::of_studio(camera);
        let arrivals = arrivals(
            &self.visibility,
            self.mesh.positions(),
            self.mesh.normals(),
            self.mesh.triangles(),
            &light,
        );
        let sitting = Sitting {
            mesh: &self.mesh,
            camera,
            backdrop: &self.backdrop,
            light,
            complexion: Complexion::new(skin, &self.landmarks, self.brows),
            arrivals,
            projected: raster::project(camera, self.mesh.positions()),
        };
        sitting.expose(&mut picture);
        Ok(picture)
    }
}

/// The share of light that bare `skin` returns at each vertex of a head's mesh, brows and lips among it: for views that are drawn elsewhere.
pub fn vertex_reflectances(
    mesh: &TriangleMesh,
    landmarks: &Landmarks,
    skin: Skin,
) -> Vec<[f64; 3]> {
    /// Details below the mesh's own cells are left out.
    const CELL_MM: f64 = 2.0;
    let complexion = Complexion::new(skin, landmarks, true);
    let vertices = mesh.positions().par_iter().zip(mesh.parts());
    vertices
        .map(|(point, part)| complexion.reflectance(point.to_vec(), *part, CELL_MM))
        .collect()
}

/// For each band of rows of a picture of `height` rows the triangles that reach it, with their corners.
fn members(
    mesh: &TriangleMesh,
    projected: &[Option<Projected>],
    height: usize,
) -> Vec<Vec<(u32, [Projected; 3])>> {
    let band_samples = (BAND * SIDE) as f64;
    let mut members = vec![Vec::new(); height.div_ceil(BAND)];
    for (number, triangle) in mesh.triangles().iter().enumerate() {
        let [Some(a), Some(b), Some(c)] = triangle.map(|i| projected[i as usize]) else {
            continue;
        };
        let corners = [a, b, c];
        let (top, bottom) = raster::rows(corners);
        if bottom < 0.0 || top >= (height * SIDE) as f64 {
            continue;
        }
        let first = (top.max(0.0) / band_samples) as usize;
        let last = ((bottom / band_samples) as usize).min(members.len() - 1);
        for band in &mut members[first..=last] {
            band.push((number as u32, corners));
        }
    }
    members
}

impl Sitting<'_> {
    fn expose(&self, picture: &mut Picture) {
        let stride = picture.stride();
        let height = picture.size().height as usize;
        let members = members(self.mesh, &self.projected, height);
        picture
            .rgb8_mut()
            .par_chunks_mut(stride * BAND)
            .zip(&members)
            .enumerate()
            .for_each(|(k, (bytes, triangles))| {
                let rows = bytes.len() / stride;
                let width = stride / 3;
                let mut band = Band::new(k * BAND * SIDE, width * SIDE, rows * SIDE);
                for (number, corners) in triangles {
                    band.draw(*number, *corners);
                }
                for (i, pixel) in bytes.chunks_exact_mut(3).enumerate() {
                    let (x, y) = (i % width, i / width);
                    let light = self.pixel(&band, x, y, k * BAND + y);
                    pixel.copy_from_slice(&light.to_srgb8());
                }
            });
    }

    /// The light of the pixel in column `x` and row `y` of `band`, which is row `row` of the picture.
    fn pixel(&self, band: &Band, x: usize, y: usize, row: usize) -> LinearRgb {
        let sample = |i: usize, j: usize| &band.samples[(y * SIDE + j) * band.width + x * SIDE + i];
        let all = || (0..SIDE * SIDE).map(|k| sample(k % SIDE, k / SIDE));
        let middle = sample(SIDE / 2, SIDE / 2);
        let (near, far) = all().fold((0.0_f32, f32::INFINITY), |(near, far), s| {
            (near.max(s.inverse), far.min(s.inverse))
        });
        let plain = far > 0.0 && 1.0 / far - 1.0 / near < 2.0;
        let light = if near <= 0.0 {
            self.backdrop.light(self.camera, x, row)
        } else if plain {
            self.shade(middle)
        } else {
            let mut sum = [0.0; 3];
            for s in all() {
                let light = if s.triangle == Seen::NOTHING {
                    self.backdrop.light(self.camera, x, row)
                } else {
                    self.shade(s)
                };
                for (sum, value) in sum.iter_mut().zip(light) {
                    *sum += value / (SIDE * SIDE) as f64;
                }
            }
            sum
        };
        // Less than half a step of 8 bits: gradients do not band.
        let grain = 1.0 + 0.006 * noise::grain(x, row);
        LinearRgb::from_array(light.map(|l| l * grain))
    }

    fn shade(&self, seen: &Seen) -> [f64; 3] {
        let triangle = self.mesh.triangles()[seen.triangle as usize].map(|i| i as usize);
        let position = raster::between(seen, triangle.map(|i| self.mesh.positions()[i].to_vec()));
        let normal = raster::between(seen, triangle.map(|i| self.mesh.normals()[i].to_vec()));
        let own = triangle.map(|i| &self.arrivals[i]);
        let irradiance =
            raster::between(seen, own.map(|a| DVec3::from(a.irradiance.map(f64::from))));
        let sight = raster::between(
            seen,
            own.map(|a| DVec3::new(a.openness.into(), a.key.into(), 0.0)),
        );
        let parts = triangle.map(|i| self.mesh.parts()[i]);
        let part = parts[0];
        // The cut's rim is skin: a line between them would follow the triangles.
        if parts == [Part::Base; 3] {
            return irradiance.to_array().map(|e| 0.25 * e);
        }
        let pixel_mm = 1.0 / (f64::from(seen.inverse) * self.camera.focal_px());
        let reflectance = self.complexion.reflectance(position, part, pixel_mm);
        let gloss = self.gloss(position, normal.normalize_or(DVec3::Z), sight);
        let mut light = [0.0; 3];
        for (k, value) in light.iter_mut().enumerate() {
            *value = reflectance[k] * irradiance[k] + gloss;
        }
        light
    }

    /// Light mirrored by the skin's surface toward the camera, on the scale of a white surface in full light.
    fn gloss(&self, position: DVec3, normal: DVec3, sight: DVec3) -> f64 {
        let view = (self.camera.position().to_vec() - position).normalize_or(DVec3::Z);
        let cosine = normal.dot(view).clamp(0.0, 1.0);
        let mirrored = normal * (2.0 * normal.dot(view)) - view;
        let fresnel = MIRRORED + 0.10 * libm::pow(1.0 - cosine, 5.0);
        // What hides half of the sky hides more of its mirror image.
        let around = sight.x * sight.x;
        let mut sum = 0.0;
        for (n, lamp) in self.light.lamps.iter().enumerate() {
            let visible = if n == 0 { sight.y } else { around };
            for (sharpness, share) in SHEEN {
                let both = lamp.sharpness * sharpness / (lamp.sharpness + sharpness);
                let lobe = libm::exp(both * (lamp.toward.dot(mirrored) - 1.0));
                sum += visible * share * lamp.strength * both / 2.0 * lobe;
            }
        }
        fresnel * (sum + 0.25 * around)
    }
}

impl Occluder for pointil_scalp::Bvh {
    fn hides(&self, point: Point, eye: Point) -> bool {
        // The skin is not in its own way: a mesh lies up to half a millimetre off the smooth surface.
        const SKIN_MM: f64 = 0.8;
        let sight = eye - point;
        let Some(direction) = Direction::of(sight) else {
            return false;
        };
        let start = point + direction.to_vec() * SKIN_MM;
        let reach = pointil_scalp::Mm::new(sight.length() - SKIN_MM);
        self.any_hit(start, direction, reach)
    }
}

#[cfg(test)]
mod tests;
