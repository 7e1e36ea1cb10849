//! A dot as the renderer takes it, and what one dot takes from the pixels around it.

use core::f64::consts::PI;

use glam::{DMat2, DVec2};
use pointil_optics::{DotAppearance, LinearRgb};
use pointil_scalp::{Camera, Direction, PictureSize, Point};

use crate::bell::Bell;
use crate::disc::{Disc, principal_axes};
use crate::patch::Patch;

/// One dot in the skin.
#[derive(Clone, Copy, Debug)]
pub struct Dot {
    /// Where it is on the skin's surface.
    pub position: Point,
    /// The skin's outward normal there.
    pub normal: Direction,
    /// How it looks.
    pub appearance: DotAppearance,
}

/// A dot that faces the camera, and the skin around it as the camera sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    dot: &'a Dot,
    /// The skin around.
    pub patch: Patch,
    /// Pixels to a millimetre facing the camera.
    pub px_per_mm: f64,
}

impl<'a> Seen<'a> {
    /// `dot` as `camera` sees it; `None` where it faces away.
    pub fn new(dot: &'a Dot, camera: &Camera) -> Option<Self> {
        Some(Self {
            dot,
            patch: Patch::new(camera, dot.position, dot.normal)?,
            px_per_mm: camera.pixels_per_mm(dot.position),
        })
    }

    /// Whether the dot, its halos and the redness around it, with a standard deviation of `redness_mm`, may reach into a
    /// picture of this size; generously.
    pub fn reaches(&self, size: PictureSize, redness_mm: f64, sharpness_px: f64) -> bool {
        let look = &self.dot.appearance;
        let halos = look.halos.iter().map(|halo| halo.spread_mm);
        let spread_mm = halos.fold(redness_mm.max(look.edge_mm), f64::max);
        let px_per_mm = (self.patch.shape.x_axis.x + self.patch.shape.y_axis.y).sqrt();
        let reach_px =
            4.0 * (spread_mm * px_per_mm + sharpness_px + 1.0) + look.diameter_mm * px_per_mm;
        let inside = |at: f64, pixels: u32| at > -reach_px && at < f64::from(pixels) + reach_px;
        let middle = self.patch.middle;
        inside(middle.x, size.width) && inside(middle.y, size.height)
    }
}

/// Light that a pixel gathers over its own square: the variance of a box of one pixel, in square pixels.
const PIXEL_VARIANCE: f64 = 1.0 / 12.0;

/// A disc whose longer half axis is below this many standard deviations of the blur over it is a bell.
const BELL_BELOW: f64 = 0.7;

/// A disc whose half axes are above this many standard deviations has a rim; between the two it is seven bells.
const RIM_ABOVE: f64 = 1.9;

/// What one dot takes from the pixels around it.
#[derive(Clone, Debug)]
pub struct Footprint {
    middle: DVec2,
    /// Pixels to a millimetre facing the camera.
    pub px_per_mm: f64,
    bells: Vec<Bell>,
    disc: Option<Disc>,
}

impl Footprint {
    /// The footprint of a dot in a picture of `size` blurred by a Gaussian of `sharpness_px`; `None` where it falls
    /// outside.
    pub fn new(seen: &Seen<'_>, size: PictureSize, sharpness_px: f64) -> Option<Self> {
        let Seen { dot, patch, .. } = seen;
        let lens = DMat2::from_diagonal(DVec2::splat(sharpness_px * sharpness_px + PIXEL_VARIANCE));
        let middle = DVec2::new(patch.middle.x, patch.middle.y);
        let visible = |loss: LinearRgb| loss.to_array().map(|l| l * patch.presence);
        let scale = patch.square_px_per_square_mm();
        let mut footprint = Self {
            middle,
            px_per_mm: seen.px_per_mm,
            bells: Vec::with_capacity(3),
            disc: None,
        };
        for halo in dot.appearance.halos {
            let covariance = patch.shape * (halo.spread_mm * halo.spread_mm) + lens;
            let volume = visible(halo.area_loss()).map(|v| v * scale);
            footprint.bells.push(Bell::new(middle, covariance, volume));
        }
        footprint.add_disc(
            patch,
            &dot.appearance,
            lens,
            visible(dot.appearance.disc_loss()),
        );
        footprint.reaches(size).then_some(footprint)
    }

    fn add_disc(&mut self, patch: &Patch, appearance: &DotAppearance, lens: DMat2, loss: [f64; 3]) {
        let middle = DVec2::new(patch.middle.x, patch.middle.y);
        let radius = appearance.diameter_mm / 2.0;
        let blur = patch.shape * (appearance.edge_mm * appearance.edge_mm) + lens;
        // Disc, edge and lens share their axes.
        let (axes, squares) = principal_axes(patch.shape);
        let radii = DVec2::new(squares.x.sqrt(), squares.y.sqrt()) * radius;
        let edge = squares * (appearance.edge_mm * appearance.edge_mm) + lens.x_axis.x;
        let edge = DVec2::new(edge.x.sqrt(), edge.y.sqrt());
        let relative = radii / edge;
        let area = PI * radius * radius * patch.square_px_per_square_mm();
        if relative.min_element() > RIM_ABOVE {
            self.disc = Some(Disc::new(middle, axes, radii, edge, loss));
        } else if relative.max_element() < BELL_BELOW {
            let covariance = blur + patch.shape * (radius * radius / 4.0);
            self.bells
                .push(Bell::new(middle, covariance, loss.map(|l| l * area)));
        } else {
            // Seven points that integrate polynomials of degree five over a disc (Radon).
            let mut add = |offset: DVec2, weight: f64| {
                let volume = loss.map(|l| l * area * weight);
                self.bells.push(Bell::new(middle + offset, blur, volume));
            };
            add(DVec2::ZERO, 0.25);
            for k in 0..6 {
                let (s, c) = libm::sincos(PI / 3.0 * f64::from(k));
                let ring = (2.0_f64 / 3.0).sqrt();
                add(
                    (axes[0] * (c * radii.x) + axes[1] * (s * radii.y)) * ring,
                    0.125,
                );
            }
        }
    }

    /// Column and row of the dot's middle.
    pub fn middle(&self) -> (f64, f64) {
        (self.middle.x, self.middle.y)
    }

    /// The first and the last row reached, of which none may be in the picture.
    pub fn rows(&self) -> (i64, i64) {
        let bells = self.bells.iter().map(|b| (b.first_row(), b.last_row()));
        let disc = self.disc.iter().map(|d| (d.first_row(), d.last_row()));
        bells
            .chain(disc)
            .fold((i64::MAX, i64::MIN), |(a, b), (c, d)| (a.min(c), b.max(d)))
    }

    /// Multiplies the pixels of row `y` in `transmission` by what the dot leaves. `loss` is room for one row, all zero
    /// before and after.
    pub fn darken(&self, y: i64, transmission: &mut [[f32; 4]], loss: &mut [[f32; 4]]) {
        let (mut first, mut end) = (usize::MAX, 0);
        let mut reach = |reached: Option<(usize, usize)>| {
            if let Some((from, to)) = reached {
                (first, end) = (first.min(from), end.max(to));
            }
        };
        for bell in &self.bells {
            reach(bell.add(y, loss));
        }
        if let Some(disc) = &self.disc {
            reach(disc.add(y, loss));
        }
        if first >= end {
            return;
        }
        let pixels = transmission[first..end].iter_mut();
        for (left, loss) in pixels.zip(&mut loss[first..end]) {
            for (left, loss) in left.iter_mut().zip(loss) {
                *left *= (1.0 - *loss).max(0.0);
                *loss = 0.0;
            }
        }
    }

    /// Whether the dot reaches into a picture of this size.
    fn reaches(&self, size: PictureSize) -> bool {
        let (first, last) = self.rows();
        // A bell is about as wide as it is high; foreshortened ones at most twelve times.
        let across = 12.0 * (last - first) as f64;
        let x = self.middle.x;
        last >= 0
            && first < i64::from(size.height)
            && x > -across
            && x < f64::from(size.width) + across
    }
}
