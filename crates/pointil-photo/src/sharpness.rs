//! How blurred a photograph is: the width of its sharpest edges.
//!
//! An ideal edge behind a Gaussian blur σ, blurred once more by s, has a slope at its middle in proportion to
//! 1 / √(σ² + s²). The slopes for two values of s thus give σ, whatever the edge's contrast (Zhuo and Sim, "Defocus map
//! estimation from a single image", Pattern Recognition 44, 2011).

use glam::DVec2;
use pointil_scalp::{PictureSize, Pixel};

use crate::photograph::Photograph;

/// Of each square of this many pixels a side the steepest place is looked at.
const CELL: i64 = 12;

/// The most edges measured: the steepest.
const MAX_EDGES: usize = 1500;

/// Fewer edges say nothing.
const MIN_EDGES: usize = 12;

/// An edge has at least this step in light (0 to 1, linear) across three pixels: several steps of 8 bits, lest the steps
/// themselves pass for sharp edges.
const MIN_SLOPE: f64 = 0.03;

/// An edge is at least this steep compared to the steepest ones.
const MIN_SHARE: f64 = 0.2;

/// Blurs that are added, as pairs: the second pair serves photographs whose own blur exceeds [`COARSE_FROM`].
const FINE: (f64, f64) = (1.0, 2.0);
const COARSE: (f64, f64) = (2.5, 5.0);
const COARSE_FROM: f64 = 1.8;

/// A region of a picture in pixels: from the left top corner to just before the right bottom one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Left top corner.
    pub from: Pixel,
    /// Right bottom corner.
    pub to: Pixel,
}

/// The blur of a photograph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sharpness {
    /// One standard deviation of the Gaussian that stands for lens, focus, motion and the sharpening or smoothing of the
    /// camera, in pixels; the pixel's own square (0.29 px) is part of it. Two fifths of the edges are at least as
    /// sharp: not the median, because skin and shadows are soft by nature.
    pub sigma_px: f64,
    /// The median over all edges measured: far above `sigma_px` where much is out of focus.
    pub median_px: f64,
    /// How many edges were measured.
    pub edges: usize,
}

/// A picture without edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "sharpness cannot be told from {edges} edges, {MIN_EDGES} are needed; choose a region with more structure"
)]
pub struct NoEdges {
    /// Edges found.
    pub edges: usize,
}

/// The part of the measured blur that is the pixel's own square: a twelfth of a square pixel.
const PIXEL_VARIANCE: f64 = 1.0 / 12.0;

impl Sharpness {
    /// The blur of lens and focus in a picture that cannot be measured, or that was drawn, in pixels.
    pub const USUAL_LENS_PX: f64 = 0.6;

    /// The blur of lens and focus alone, in pixels, as what is drawn into `photograph` needs it; [`Self::USUAL_LENS_PX`] where it cannot be
    /// measured.
    pub fn lens_px(photograph: &Photograph) -> f64 {
        Self::of(photograph, None).map_or(Self::USUAL_LENS_PX, |own| {
            (own.sigma_px * own.sigma_px - PIXEL_VARIANCE)
                .max(0.01)
                .sqrt()
        })
    }

    /// Measures `photograph`, or the `region` of it that matters.
    ///
    /// # Errors
    /// Too few edges.
    pub fn of(photograph: &Photograph, region: Option<Region>) -> Result<Self, NoEdges> {
        let light = Light::of(photograph);
        let mut widths: Vec<f64> = light
            .steepest(bounds(photograph.size(), region))
            .into_iter()
            .filter_map(|(x, y)| light.width(x, y))
            .collect();
        let edges = widths.len();
        if edges < MIN_EDGES {
            return Err(NoEdges { edges });
        }
        widths.sort_by(f64::total_cmp);
        Ok(Self {
            sigma_px: widths[edges * 2 / 5],
            median_px: widths[edges / 2],
            edges,
        })
    }
}

/// The first column and row and those past the last.
fn bounds(size: PictureSize, region: Option<Region>) -> [i64; 4] {
    let (width, height) = (i64::from(size.width), i64::from(size.height));
    let Some(Region { from, to }) = region else {
        return [0, 0, width, height];
    };
    [
        (from.x as i64).clamp(0, width),
        (from.y as i64).clamp(0, height),
        (to.x.ceil() as i64).clamp(0, width),
        (to.y.ceil() as i64).clamp(0, height),
    ]
}

/// The photograph as light: linear, between 0 and 1.
struct Light<'a> {
    photograph: &'a Photograph,
    linear: [f64; 256],
}

impl<'a> Light<'a> {
    fn of(photograph: &'a Photograph) -> Self {
        let linear = core::array::from_fn(|byte| {
            let v = byte as f64 / 255.0;
            if v <= 0.040_45 {
                v / 12.92
            } else {
                libm::pow((v + 0.055) / 1.055, 2.4)
            }
        });
        Self { photograph, linear }
    }

    /// The luminance of a pixel.
    fn at(&self, x: i64, y: i64) -> f64 {
        let [r, g, b] = self
            .photograph
            .pixel(x, y)
            .map(|v| self.linear[usize::from(v)]);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The steepest place of each cell of the picture that is steep enough, steepest first.
    fn steepest(&self, [left, top, right, bottom]: [i64; 4]) -> Vec<(i64, i64)> {
        let mut places: Vec<(f64, i64, i64)> = Vec::new();
        for y0 in (top..bottom).step_by(CELL as usize) {
            for x0 in (left..right).step_by(CELL as usize) {
                let (mut best, mut place) = (MIN_SLOPE, None);
                for y in y0..(y0 + CELL).min(bottom) {
                    for x in x0..(x0 + CELL).min(right) {
                        let across = self.at(x + 1, y) - self.at(x - 1, y);
                        let down = self.at(x, y + 1) - self.at(x, y - 1);
                        let slope = libm::hypot(across, down);
                        if slope > best {
                            (best, place) = (slope, Some((x, y)));
                        }
                    }
                }
                places.extend(place.map(|(x, y)| (best, x, y)));
            }
        }
        places.sort_by(|a, b| b.0.total_cmp(&a.0));
        let usual = places.get(places.len() / 50).map_or(0.0, |place| place.0);
        places.retain(|place| place.0 > MIN_SHARE * usual);
        places.truncate(MAX_EDGES);
        places.into_iter().map(|(_, x, y)| (x, y)).collect()
    }

    /// The blur of the edge near a pixel; `None` where it is no lone straight edge.
    fn width(&self, x: i64, y: i64) -> Option<f64> {
        let middle = DVec2::new(x as f64 + 0.5, y as f64 + 0.5);
        let fine = self.width_by(middle, FINE)?;
        if fine < COARSE_FROM {
            Some(fine)
        } else {
            self.width_by(middle, COARSE)
        }
    }

    fn width_by(&self, near: DVec2, (small, large): (f64, f64)) -> Option<f64> {
        let direction = self.slope(near, small).try_normalize()?;
        let steep = |t: f64| self.slope(near + direction * t, small).dot(direction);
        // The steepest place along the edge's normal, by a parabola through three slopes.
        let reach = 0.7 * small;
        let (before, here, after) = (steep(-reach), steep(0.0), steep(reach));
        let bend = before - 2.0 * here + after;
        if bend >= 0.0 {
            return None;
        }
        let offset = 0.5 * reach * (before - after) / bend;
        if offset.abs() > 1.5 * reach {
            return None;
        }
        let middle = near + direction * offset;
        let (first, second) = (self.slope(middle, small), self.slope(middle, large));
        // A corner, a line or a neighbour turns the direction.
        if first.normalize_or_zero().dot(second.normalize_or_zero()) < 0.97 {
            return None;
        }
        let ratio = first.length_squared() / second.length_squared();
        let square = (large * large - ratio * small * small) / (ratio - 1.0);
        (ratio > 1.0 && square > 0.0).then(|| square.sqrt())
    }

    /// The gradient at `place` of the light blurred by `s` pixels.
    fn slope(&self, place: DVec2, s: f64) -> DVec2 {
        let reach = (3.5 * s).ceil() as i64;
        let (column, row) = (place.x.floor() as i64, place.y.floor() as i64);
        let weights = |at: f64, first: i64| -> Vec<(f64, f64)> {
            (first - reach..=first + reach)
                .map(|k| {
                    let d = (k as f64 + 0.5 - at) / s;
                    let bell = libm::exp(-d * d / 2.0);
                    (bell, bell * d)
                })
                .collect()
        };
        let (across, down) = (weights(place.x, column), weights(place.y, row));
        let mut sum = DVec2::ZERO;
        for (j, (bell_y, lean_y)) in (row - reach..).zip(&down) {
            let (mut flat, mut lean) = (0.0, 0.0);
            for (i, (bell_x, lean_x)) in (column - reach..).zip(&across) {
                let light = self.at(i, j);
                flat += light * bell_x;
                lean += light * lean_x;
            }
            sum += DVec2::new(lean * bell_y, flat * lean_y);
        }
        sum / (s * s * s * core::f64::consts::TAU)
    }
}
