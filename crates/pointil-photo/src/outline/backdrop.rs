//! How far each pixel is from a plain background's colour, which may change evenly across the picture.

use glam::DVec3;
use nalgebra::{Matrix3, Vector3};

use super::OutlineError;
use crate::photograph::Photograph;

/// The share of the border that must show the background.
const PLAIN_SHARE: f64 = 0.8;

/// The border's sides count down to this share of the height: below stand shoulders.
const SIDE_SHARE: f64 = 0.55;

/// Grain and unevenness that a plain wall may have, in levels of 255.
const MAX_GRAIN: f64 = 12.0;

/// Distances from the background's colour in levels of 255, on the working grid.
pub struct Backdrop {
    pub width: usize,
    pub height: usize,
    /// Row by row.
    pub distance: Vec<f32>,
    /// Distances below this are background.
    pub threshold: f32,
}

/// A colour that changes evenly: a constant, its change across and its change down, for each channel.
struct Plain([Vector3<f64>; 3]);

impl Plain {
    fn at(&self, x: f64, y: f64) -> DVec3 {
        let basis = Vector3::new(1.0, x, y);
        DVec3::from(self.0.map(|channel| channel.dot(&basis)))
    }
}

impl Backdrop {
    /// Measures `photograph` in steps of `factor` pixels.
    pub fn of(photograph: &Photograph, factor: u32) -> Result<Self, OutlineError> {
        let (width, height, colours) = shrunk(photograph, factor);
        let place = |i: usize| {
            (
                (i % width) as f64 / width as f64 - 0.5,
                (i / width) as f64 / height as f64 - 0.5,
            )
        };
        let border = border(width, height);
        let samples: Vec<(f64, f64, DVec3)> = border
            .iter()
            .map(|i| (place(*i).0, place(*i).1, colours[*i]))
            .collect();
        let (plain, grain, share) = fitted(&samples);
        if share < PLAIN_SHARE || grain > MAX_GRAIN {
            return Err(OutlineError::BusyBackground { plain: share });
        }
        let distance = colours
            .iter()
            .enumerate()
            .map(|(i, colour)| {
                let (x, y) = place(i);
                colour.distance(plain.at(x, y)) as f32
            })
            .collect();
        Ok(Self {
            width,
            height,
            distance,
            threshold: (5.0 * grain + 5.0) as f32,
        })
    }

    /// The distance at a place between pixels' middles.
    pub fn sample(&self, x: f64, y: f64) -> f64 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (x0, y0) = (x.floor(), y.floor());
        let (u, v) = (x - x0, y - y0);
        let at = |x: f64, y: f64| {
            let x = (x.max(0.0) as usize).min(self.width - 1);
            let y = (y.max(0.0) as usize).min(self.height - 1);
            f64::from(self.distance[y * self.width + x])
        };
        let above = at(x0, y0) * (1.0 - u) + at(x0 + 1.0, y0) * u;
        let below = at(x0, y0 + 1.0) * (1.0 - u) + at(x0 + 1.0, y0 + 1.0) * u;
        above * (1.0 - v) + below * v
    }
}

/// The picture averaged over squares of `factor` pixels.
fn shrunk(photograph: &Photograph, factor: u32) -> (usize, usize, Vec<DVec3>) {
    let size = photograph.size();
    let (width, height) = ((size.width / factor).max(1), (size.height / factor).max(1));
    let mut colours = Vec::with_capacity(width as usize * height as usize);
    for y in 0..height {
        for x in 0..width {
            let mut sum = DVec3::ZERO;
            for (dx, dy) in (0..factor).flat_map(|dy| (0..factor).map(move |dx| (dx, dy))) {
                let pixel = photograph.pixel((x * factor + dx).into(), (y * factor + dy).into());
                sum += DVec3::from(pixel.map(f64::from));
            }
            colours.push(sum / f64::from(factor * factor));
        }
    }
    (width as usize, height as usize, colours)
}

/// The numbers of the pixels along the top and the sides' upper part, in a band of a hundredth of the picture.
fn border(width: usize, height: usize) -> Vec<usize> {
    let band = (width.min(height) / 100).max(2);
    let low = (height as f64 * SIDE_SHARE) as usize;
    (0..low.max(band))
        .flat_map(|y| {
            (0..width)
                .filter(move |x| y < band || *x < band || *x >= width - band)
                .map(move |x| y * width + x)
        })
        .collect()
}

/// The plain colour that most samples have, their grain (one standard deviation) and the share that has it.
fn fitted(samples: &[(f64, f64, DVec3)]) -> (Plain, f64, f64) {
    let mut start = [0, 1, 2].map(|k| {
        let mut values: Vec<f64> = samples.iter().map(|(.., colour)| colour[k]).collect();
        values.sort_by(f64::total_cmp);
        Vector3::new(values[values.len() / 2], 0.0, 0.0)
    });
    let mut plain = Plain(start);
    let mut grain = 0.0;
    for _ in 0..6 {
        let mut off: Vec<f64> = samples
            .iter()
            .map(|(x, y, colour)| colour.distance(plain.at(*x, *y)))
            .collect();
        let distances = off.clone();
        off.sort_by(f64::total_cmp);
        // The median length of three independent errors is 1.54 of their standard deviations.
        grain = (off[off.len() / 2] / 1.54).max(0.5);
        let mut normal = Matrix3::zeros();
        let mut pull = [Vector3::zeros(); 3];
        for ((x, y, colour), off) in samples.iter().zip(distances) {
            let weight = 1.0 / (1.0 + (off / (3.0 * grain)).powi(4));
            let basis = Vector3::new(1.0, *x, *y);
            normal += basis * basis.transpose() * weight;
            for k in 0..3 {
                pull[k] += basis * (weight * colour[k]);
            }
        }
        if let Some(inverse) = normal.try_inverse() {
            start = pull.map(|p| inverse * p);
        }
        plain = Plain(start);
    }
    let near = samples
        .iter()
        .filter(|(x, y, colour)| colour.distance(plain.at(*x, *y)) < 5.0 * grain + 5.0)
        .count();
    (plain, grain, near as f64 / samples.len().max(1) as f64)
}
