//! A dot as the renderer takes it, and what one dot takes from the pixels around it.

use core::f64::consts::PI;

use glam::{DMat2, DVec2};
use pointil_optics::DotAppearance;
use pointil_scalp::{Camera, Direction, PictureSize, Point};

use crate::bell::{Bell, Window};
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

/// A halo this many times as wide as its dot is even over the dot.
const WIDE: f64 = 3.0;

/// So many cells of a coarse grid at least are one standard deviation of a halo's shorter axis.
const CELLS: f64 = 1.3;

/// What one dot takes from the pixels around it: from those near it pixel by pixel, from those far around on coarse grids.
#[derive(Clone, Debug)]
pub struct Footprint {
    middle: DVec2,
    /// Pixels to a millimetre facing the camera.
    pub px_per_mm: f64,
    bells: Vec<Bell>,
    disc: Option<Disc>,
    /// Wide halos.
    pub wide: Vec<WideBell>,
}

/// A wide halo on a coarse grid.
#[derive(Clone, Copy, Debug)]
pub struct WideBell {
    /// The grid's cells are 2 to this power of pixels.
    pub level: u32,
    /// In cells, as [`CoarseGrid::new`](crate::coarse::CoarseGrid::new) takes it: minus the logarithm of what is left.
    pub bell: Bell,
}

impl WideBell {
    /// The halo around `middle` with `covariance` and the losses `volume` summed over the picture, in pixels, and its
    /// losses in the middle; `None` where it is narrower than `wide_px`, one standard deviation of its shorter axis.
    fn new(
        middle: DVec2,
        covariance: DMat2,
        volume: [f64; 3],
        wide_px: f64,
    ) -> Option<(Self, [f64; 3])> {
        let (_, squares) = principal_axes(covariance);
        let shorter_px = squares.y.sqrt();
        if shorter_px < wide_px {
            return None;
        }
        let level = (shorter_px / CELLS).clamp(2.0, 512.0).log2() as u32;
        let cell = f64::from(1 << level);
        let peak = volume.map(|v| v / (2.0 * PI * covariance.determinant().sqrt()));
        // The sum of -ln(1 - p · exp(-q / 2)) over the plane is 1 + p/4 + p²/9 + … of the sum of its losses.
        let share = |p: f64| 1.0 + p * (0.25 + p * (1.0 / 9.0 + p / 16.0));
        let volume = [0, 1, 2].map(|k| volume[k] * share(peak[k]) / (cell * cell));
        // Running evenly between the cells' corners, values spread by a sixth of a square cell.
        let spread = DMat2::from_diagonal(DVec2::splat(1.0 / 6.0));
        let covariance = covariance * (1.0 / (cell * cell)) - spread;
        let bell = Bell::new(middle / cell + 0.5, covariance, volume);
        Some((Self { level, bell }, peak))
    }
}

impl Footprint {
    /// The footprint of a dot in a picture blurred by a Gaussian of `sharpness_px`, whose halos are wide where one
    /// standard deviation of them is `wide_px` at least.
    pub fn new(seen: &Seen<'_>, sharpness_px: f64, wide_px: f64) -> Self {
        let Seen { dot, patch, .. } = seen;
        let look = &dot.appearance;
        let lens = DMat2::from_diagonal(DVec2::splat(sharpness_px * sharpness_px + PIXEL_VARIANCE));
        let middle = DVec2::new(patch.middle.x, patch.middle.y);
        let scale = patch.square_px_per_square_mm();
        let mut footprint = Self {
            middle,
            px_per_mm: seen.px_per_mm,
            bells: Vec::with_capacity(3),
            disc: None,
            wide: Vec::new(),
        };
        // Losses of one dot add up; wide halos multiply. What is nearer loses its share of what the wider ones have left.
        let mut visible = [patch.presence; 3];
        let mut halos = look.halos;
        halos.sort_unstable_by(|a, b| b.spread_mm.total_cmp(&a.spread_mm));
        for halo in halos {
            let covariance = patch.shape * (halo.spread_mm * halo.spread_mm) + lens;
            let total = halo.area_loss().to_array();
            let volume = |share: [f64; 3]| [0, 1, 2].map(|k| total[k] * scale * share[k]);
            let beyond = halo.spread_mm > WIDE * (look.diameter_mm / 2.0 + look.edge_mm);
            let wide = beyond.then(|| WideBell::new(middle, covariance, volume(visible), wide_px));
            if let Some((bell, peak)) = wide.flatten() {
                footprint.wide.push(bell);
                for (visible, peak) in visible.iter_mut().zip(peak) {
                    *visible /= (1.0 - peak).max(0.5);
                }
            } else {
                let bell = Bell::new(middle, covariance, volume(visible));
                footprint.bells.push(bell);
            }
        }
        let loss = look.disc_loss().to_array();
        let loss = [0, 1, 2].map(|k| loss[k] * visible[k]);
        footprint.add_disc(patch, look, lens, loss);
        footprint
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

    /// The first and the last row that its near part reaches, of which none may be in the picture.
    pub fn rows(&self) -> (i64, i64) {
        self.extent(Bell::rows, Disc::rows)
    }

    /// The first and the last column that its near part reaches, of which none may be in the picture.
    pub fn columns(&self) -> (i64, i64) {
        self.extent(Bell::columns, Disc::columns)
    }

    /// The smallest of the first and the largest of the last places of all parts.
    fn extent(&self, bell: fn(&Bell) -> (i64, i64), disc: fn(&Disc) -> (i64, i64)) -> (i64, i64) {
        let places = self
            .bells
            .iter()
            .map(bell)
            .chain(self.disc.iter().map(disc));
        places.fold((i64::MAX, i64::MIN), |(a, b), (c, d)| (a.min(c), b.max(d)))
    }

    /// Multiplies the pixels of a picture's rows from `first` on, `width` in each, in `transmission` by what the dot leaves
    /// nearby. `room` is used on the way.
    pub fn darken(
        &self,
        first: usize,
        width: usize,
        transmission: &mut [[f32; 4]],
        room: &mut Vec<[f32; 4]>,
    ) {
        let ((top, bottom), (left, right)) = (self.rows(), self.columns());
        let rows = transmission.len() / width;
        let (top, bottom) = (top.max(first as i64), bottom.min((first + rows) as i64 - 1));
        let (left, right) = (left.max(0), right.min(width as i64 - 1));
        if top > bottom || left > right {
            return;
        }
        let columns = (right - left + 1) as usize;
        room.clear();
        room.resize(columns * (bottom - top + 1) as usize, [0.0; 4]);
        let mut window = Window {
            left,
            top,
            width: columns,
            losses: room,
        };
        for bell in &self.bells {
            bell.add(&mut window);
        }
        if let Some(disc) = &self.disc {
            disc.add(&mut window);
        }
        let start = (top as usize - first) * width + left as usize;
        let below = transmission[start..].chunks_mut(width);
        for (left, losses) in below.zip(room.chunks_exact(columns)) {
            for (left, loss) in left.iter_mut().zip(losses) {
                for (left, loss) in left.iter_mut().zip(loss) {
                    *left *= (1.0 - *loss).max(0.0);
                }
            }
        }
    }
}

#[cfg(test)]
impl Footprint {
    /// What the dot leaves of the light in column `x` and row `y`, where no halo of it is wide.
    pub fn left_at(&self, x: i64, y: i64) -> [f64; 3] {
        let bells = self.bells.iter().map(|bell| bell.at(x, y));
        let all = bells.chain(self.disc.iter().map(|disc| disc.at(x, y)));
        let sum = all.fold([0.0; 3], |sum, loss| [0, 1, 2].map(|k| sum[k] + loss[k]));
        sum.map(|loss: f64| (1.0 - loss).max(0.0))
    }
}
