//! Dots in a photograph: what a design will look like on the client's own head.

use std::collections::BTreeSet;

use pointil_optics::{linear_to_srgb8, srgb8_to_linear};
use pointil_scalp::{Camera, PictureSize};
use rayon::prelude::*;

use crate::bell::Bell;
use crate::coarse::{CoarseGrid, by_band, lost};
use crate::dot::{Dot, Footprint, Seen};
use crate::gloss::Gloss;
use crate::occluder::Occluder;
use crate::picture::Picture;
use crate::redness::Redness;

/// Rows that are worked on together.
const BAND: usize = 32;

/// Halos of this standard deviation in pixels, of their shorter axis, and wider ones are drawn on grids of fewer places
/// than pixels.
const WIDE_PX: f64 = 2.6;

/// A photograph and what is known of it.
pub struct View<'a> {
    /// The photograph.
    pub picture: &'a Picture,
    /// The camera that took it, in the frame of the dots.
    pub camera: &'a Camera,
    /// How blurred it is: the standard deviation of a Gaussian in pixels, 0 to 50; 0.5 to 1 for a sharp one.
    pub sharpness_px: f64,
    /// What stands between camera and skin in the scene as it is modelled.
    pub occluder: &'a dyn Occluder,
    /// What stands between in the photograph itself.
    pub mask: Option<&'a Mask>,
    /// How red the skin around the dots is, if they are fresh.
    pub redness: Option<&'a Redness>,
}

/// Where dots may show in a photograph: not on hair, hands, glasses or the wall behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    size: PictureSize,
    shown: Vec<u8>,
}

/// Why dots cannot be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CompositeError {
    /// Picture, camera and mask of different sizes.
    #[error(
        "the {what} is {width} × {height} pixels, the photograph {} × {}; give the one that belongs to it",
        picture.width, picture.height
    )]
    Size {
        /// What does not fit.
        what: &'static str,
        /// Its pixels across.
        width: u32,
        /// Its pixels down.
        height: u32,
        /// The photograph's size.
        picture: PictureSize,
    },
    /// A blur that no photograph has.
    #[error("a sharpness of {0} pixels; it is 0 to 50: measure it again")]
    Sharpness(f64),
    /// A redness out of range.
    #[error(
        "a redness that reaches {} mm and keeps {:?} of the light; it reaches 0.1 to 20 mm and keeps 0 to 1 of red, green and blue",
        .0.reach_mm, .0.transmission.to_array()
    )]
    Redness(Redness),
}

impl Mask {
    /// The mask with these bytes row by row from the top left: 255 where dots show, 0 where they are hidden; `None` where
    /// their number is not one for each pixel.
    pub fn new(size: PictureSize, shown: Vec<u8>) -> Option<Self> {
        let pixels = u64::from(size.width) * u64::from(size.height);
        (pixels == shown.len() as u64).then_some(Self { size, shown })
    }
}

/// The photograph with `dots` in the skin and the redness around them. Each is drawn at its true size, foreshortened and as blurred as the
/// photograph; it darkens the light that comes from within the skin by its share, so light, shadow, grain and gloss
/// stay. Pixels that neither reaches keep their bytes. Dots behind the horizon or the occluder are left out.
///
/// # Errors
/// Camera or mask of another size than the photograph, or a sharpness or redness out of range.
pub fn composite(view: &View<'_>, dots: &[Dot]) -> Result<Picture, CompositeError> {
    check(view)?;
    let seen = seen(view, dots);
    let footprints: Vec<Footprint> = seen
        .par_iter()
        .map(|seen| Footprint::new(seen, view.sharpness_px, WIDE_PX))
        .collect();
    let gloss = gloss(view, &footprints);
    let mut result = view.picture.clone();
    let (width, height) = (result.stride() / 3, result.size().height as usize);
    let mut slow = halos(&footprints, (width, height));
    if let Some(redness) = view.redness {
        slow.push(redness.around(&seen, (width, height)));
    }
    let bands = by_band(footprints.iter().map(Footprint::rows), height, BAND);
    result
        .rgb8_mut()
        .par_chunks_mut(width * 3 * BAND)
        .zip(&bands)
        .enumerate()
        .for_each_init(Room::default, |room, (k, (bytes, members))| {
            let first = k * BAND;
            let reaching = members.iter().map(|&i| &footprints[i as usize]);
            room.clear(bytes.len() / 3);
            room.fill(reaching, &slow, width, first);
            darken(bytes, &room.left, first, view, &gloss);
        });
    Ok(result)
}

/// What the wide halos take.
fn halos(footprints: &[Footprint], size: (usize, usize)) -> Vec<CoarseGrid> {
    let wide = || footprints.iter().flat_map(|footprint| &footprint.wide);
    let levels: BTreeSet<u32> = wide().map(|halo| halo.level).collect();
    levels
        .into_iter()
        .map(|level| {
            let own = wide().filter(|halo| halo.level == level);
            let bells: Vec<Bell> = own.map(|halo| halo.bell).collect();
            CoarseGrid::new(size, 1 << level, &bells, |sum| sum.map(lost))
        })
        .collect()
}

fn check(view: &View<'_>) -> Result<(), CompositeError> {
    let picture = view.picture.size();
    let camera = ("camera", view.camera.size());
    let mask = view.mask.map(|mask| ("mask", mask.size));
    for (what, PictureSize { width, height }) in core::iter::once(camera).chain(mask) {
        if (width, height) != (picture.width, picture.height) {
            return Err(CompositeError::Size {
                what,
                width,
                height,
                picture,
            });
        }
    }
    if let Some(redness) = view.redness.filter(|redness| !redness.is_plausible()) {
        return Err(CompositeError::Redness(*redness));
    }
    if (0.0..=50.0).contains(&view.sharpness_px) {
        Ok(())
    } else {
        Err(CompositeError::Sharpness(view.sharpness_px))
    }
}

/// The dots that are seen or redden what is seen, in their order.
fn seen<'a>(view: &View<'_>, dots: &'a [Dot]) -> Vec<Seen<'a>> {
    let eye = view.camera.position();
    let redness_mm = view.redness.map_or(0.0, |redness| redness.reach_mm);
    dots.par_iter()
        .filter_map(|dot| {
            let seen = Seen::new(dot, view.camera)?;
            let near = seen.reaches(view.camera.size(), redness_mm, view.sharpness_px);
            (near && !view.occluder.hides(dot.position, eye)).then_some(seen)
        })
        .collect()
}

fn gloss(view: &View<'_>, footprints: &[Footprint]) -> Gloss {
    let spots: Vec<(f64, f64)> = footprints.iter().map(Footprint::middle).collect();
    let scales = footprints.iter().map(|f| f.px_per_mm);
    let mean = scales.sum::<f64>() / footprints.len().max(1) as f64;
    Gloss::new(view.picture, &spots, mean)
}

/// What is left of the light in a band of rows.
#[derive(Default)]
struct Room {
    /// Of each pixel's red, green and blue; the fourth fills a register.
    left: Vec<[f32; 4]>,
    /// For one dot at a time.
    dot: Vec<[f32; 4]>,
}

impl Room {
    /// All light is left in so many pixels.
    fn clear(&mut self, pixels: usize) {
        self.left.clear();
        self.left.resize(pixels, [1.0; 4]);
    }

    /// Takes what `footprints` and `slow` losses take in rows of `width` pixels from row `first` on.
    fn fill<'a>(
        &mut self,
        footprints: impl Iterator<Item = &'a Footprint>,
        slow: &[CoarseGrid],
        width: usize,
        first: usize,
    ) {
        for (y, left) in (first..).zip(self.left.chunks_exact_mut(width)) {
            for grid in slow {
                grid.darken(y, left);
            }
        }
        for footprint in footprints {
            footprint.darken(first, width, &mut self.left, &mut self.dot);
        }
    }
}

/// Darkens the pixels of a band whose first row is `first`.
fn darken(
    bytes: &mut [u8],
    transmission: &[[f32; 4]],
    first: usize,
    view: &View<'_>,
    gloss: &Gloss,
) {
    let width = view.picture.size().width as usize;
    let rows = bytes
        .chunks_exact_mut(width * 3)
        .zip(transmission.chunks_exact(width));
    for (y, (pixels, transmission)) in (first..).zip(rows) {
        let shown = view
            .mask
            .map(|mask| &mask.shown[y * width..(y + 1) * width]);
        for (x, (pixel, left)) in pixels.chunks_exact_mut(3).zip(transmission).enumerate() {
            let [red, green, blue, _] = *left;
            if red.min(green).min(blue) >= 1.0 {
                continue;
            }
            let shown = shown.map_or(1.0, |shown| f64::from(shown[x]) / 255.0);
            if shown <= 0.0 {
                continue;
            }
            let light = [
                srgb8_to_linear(pixel[0]),
                srgb8_to_linear(pixel[1]),
                srgb8_to_linear(pixel[2]),
            ];
            let mirrored = gloss.of(x, y, light);
            for ((byte, light), left) in pixel.iter_mut().zip(light).zip([red, green, blue]) {
                let lost = shown * (1.0 - f64::from(left));
                *byte = linear_to_srgb8(light - (light - mirrored) * lost);
            }
        }
    }
}

#[cfg(test)]
mod tests;
