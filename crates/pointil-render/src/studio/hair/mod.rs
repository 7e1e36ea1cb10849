//! Long hair before the head: strands from their follicles, combed away from the parting, as the share of each pixel that they
//! cover and the light that they return.

mod combing;
mod envelope;
mod layer;
mod raster;
mod shading;

use glam::DVec3;
use pointil_optics::LinearRgb;
use pointil_scalp::{Bvh, Camera, Hair};
use rayon::prelude::*;

use crate::picture::Picture;
use crate::studio::Studio;
use crate::studio::light::Light;
pub use combing::HairStyle;
use combing::{Combing, Strand};
use envelope::Envelope;
pub use layer::HairLayer;
use raster::Piece;
use shading::Shading;

/// The most strands that are combed: where a head has more hairs, each strand stands for several.
const MOST_STRANDS: usize = 48_000;

/// So many pieces of hair in one picture at most, where strands are drawn as the single hairs that they stand for.
const MOST_PIECES: usize = 1_800_000;

/// Hair longer than this falls over the ears, in millimetres.
const OVER_EARS_MM: f64 = 120.0;

/// How far the hairs of one strand lie from it, in millimetres: about as far as follicular units from each other.
const BESIDE_MM: f64 = 0.7;

/// Hair this far behind the skin is not looked at again, in millimetres.
const HIDDEN_MM: f32 = 12.0;

/// What hair is like, wherever it lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HairLook {
    /// Diameter of a shaft in millimetres.
    pub shaft_mm: f64,
    /// The share of light that a bundle of it returns.
    pub colour: LinearRgb,
}

/// The long hair of one head, combed.
#[derive(Clone, Debug)]
pub struct LongHair {
    strands: Vec<Strand>,
    /// How many hairs each strand stands for.
    each: f64,
    look: HairLook,
    /// A place inside the head.
    middle: DVec3,
}

impl Studio {
    /// `hairs` combed on this head, whose triangles `bvh` finds. At most 48,000 strands are made; each is as wide as all the hairs
    /// that it stands for.
    pub fn combed(&self, bvh: &Bvh, hairs: &[Hair], style: &HairStyle, look: HairLook) -> LongHair {
        // Short hair leaves the ears free, long hair falls over them.
        let over_ears = style.length_mm > OVER_EARS_MM;
        let envelope = Envelope::of(&self.mesh, bvh, over_ears);
        let combing = Combing::new(&envelope, style);
        let each = (hairs.len() as f64 / MOST_STRANDS as f64).max(1.0);
        // By bits of its own, so that a hair that falls out later takes no other along.
        let most = (u64::MAX as f64 / each) as u64;
        let drawn = hairs
            .par_iter()
            .filter(|hair| hair.bits.rotate_left(29) <= most);
        LongHair {
            strands: drawn.map(|hair| combing.strand(hair)).collect(),
            each,
            look,
            middle: envelope.middle(),
        }
    }

    /// The hair as `camera` sees it before this head.
    pub fn hair_layer(&self, camera: &Camera, hair: &LongHair) -> HairLayer {
        let depths = self.depths(camera);
        let view = HairView {
            camera,
            hair,
            depths: &depths,
            shading: Shading::new(Light::of_studio(camera), hair.look.colour),
        };
        let coarse = view.pieces(1);
        let split = (MOST_PIECES / coarse.len().max(1)).min(hair.each.round() as usize);
        let pieces = if split > 1 {
            view.pieces(split)
        } else {
            coarse
        };
        HairLayer::of(camera, pieces, &depths)
    }
}

/// One look at long hair.
struct HairView<'a> {
    camera: &'a Camera,
    hair: &'a LongHair,
    depths: &'a [f32],
    shading: Shading,
}

impl HairView<'_> {
    /// Every strand as `split` hairs side by side that cover as much together, in pieces.
    fn pieces(&self, split: usize) -> Vec<Piece> {
        let numbered = self.hair.strands.par_iter();
        let of_strand = |strand: &Strand| {
            let mut pieces = Vec::new();
            for k in 0..split {
                self.add(strand, k, split, &mut pieces);
            }
            pieces
        };
        numbered.flat_map_iter(of_strand).collect()
    }

    fn add(&self, strand: &Strand, k: usize, split: usize, pieces: &mut Vec<Piece>) {
        let aside = if split == 1 {
            DVec3::ZERO
        } else {
            let bits = strand.bits.rotate_right(7 * k as u32 + 3);
            let own = |shift: u32| f64::from((bits >> shift & 0x3ff) as u16) / 511.5 - 1.0;
            DVec3::new(own(0), own(10), own(20)) * BESIDE_MM
        };
        let width_mm = self.hair.look.shaft_mm * self.hair.each / split as f64;
        let place = |own: &[f32; 3]| DVec3::from(own.map(f64::from)) + aside;
        let size = self.camera.size();
        let mut before: Option<(DVec3, [f32; 2], f32)> = None;
        for own in &strand.places {
            let here = place(own);
            let at = pointil_scalp::Point::new(here.x, here.y, here.z);
            let seen = self.camera.project(at).map(|pixel| {
                let inverse = 1.0 / self.camera.to_camera(at).z;
                (here, [pixel.x as f32, pixel.y as f32], inverse as f32)
            });
            if let (Some((from, a, near)), Some((to, b, far))) = (before, seen)
                && in_picture(a, b, (size.width as f32, size.height as f32))
                && !self.buried(b, far)
            {
                let px_per_mm = self.camera.focal_px() * f64::from(near + far) / 2.0;
                pieces.push(Piece {
                    ends: [a, b],
                    inverse: [near, far],
                    width: (width_mm * px_per_mm) as f32,
                    light: self.light(strand, k, from, to),
                });
            }
            before = seen;
        }
    }

    /// The light of the hair from one place to the next.
    fn light(&self, strand: &Strand, k: usize, from: DVec3, to: DVec3) -> [f32; 3] {
        let along = (to - from).normalize_or(DVec3::NEG_Y);
        let middle = (from + to) / 2.0;
        let out = (middle - self.hair.middle).normalize_or(DVec3::Y);
        let toward = (self.camera.position().to_vec() - middle).normalize_or(DVec3::Z);
        let bits = strand.bits.rotate_right(11 * k as u32 + 19);
        let own = f64::from((bits & 0xff) as u8) / 255.0;
        self.shading.light(
            along,
            out,
            toward,
            f64::from(strand.lit) * (0.82 + 0.36 * own),
        )
    }

    /// Whether a place lies so far behind the skin that no part of its piece is seen.
    fn buried(&self, at: [f32; 2], inverse: f32) -> bool {
        let size = self.camera.size();
        let [x, y] = at;
        if x < 0.0 || y < 0.0 || x >= size.width as f32 || y >= size.height as f32 {
            return false;
        }
        let skin = self.depths[y as usize * size.width as usize + x as usize];
        skin > 0.0 && 1.0 / inverse > 1.0 / skin + HIDDEN_MM
    }
}

/// Whether a piece from `a` to `b` may reach into the picture.
fn in_picture(a: [f32; 2], b: [f32; 2], (width, height): (f32, f32)) -> bool {
    const MARGIN: f32 = 4.0;
    let inside = |a: f32, b: f32, most: f32| a.max(b) > -MARGIN && a.min(b) < most + MARGIN;
    inside(a[0], b[0], width) && inside(a[1], b[1], height)
}

impl HairLayer {
    /// The picture with the hair before it.
    #[must_use]
    pub fn over(&self, picture: &Picture) -> Picture {
        let mut result = picture.clone();
        self.cover(result.rgb8_mut());
        result
    }
}

#[cfg(test)]
mod tests;
