//! Which triangle each sample of the picture sees.

use glam::DVec3;
use pointil_scalp::{Camera, Point};

/// Samples along each side of a pixel.
pub const SIDE: usize = 3;

/// A vertex in the picture: column, row (in samples) and the inverse of its distance along the camera's axis.
#[derive(Clone, Copy, Debug)]
pub struct Projected {
    x: f64,
    y: f64,
    inverse: f64,
}

/// Every vertex in the picture; `None` behind the camera.
pub fn project(camera: &Camera, positions: &[Point]) -> Vec<Option<Projected>> {
    positions
        .iter()
        .map(|p| {
            let pixel = camera.project(*p)?;
            Some(Projected {
                x: pixel.x * SIDE as f64,
                y: pixel.y * SIDE as f64,
                inverse: 1.0 / camera.to_camera(*p).z,
            })
        })
        .collect()
}

/// What one sample sees.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// The triangle's number, or [`Seen::NOTHING`].
    pub triangle: u32,
    /// How much the triangle's second and third corner count.
    pub weights: [f32; 2],
    /// The inverse of the distance along the camera's axis in millimetres.
    pub inverse: f32,
}

impl Seen {
    /// The number that stands for the background.
    pub const NOTHING: u32 = u32::MAX;

    /// The background.
    pub const BACKGROUND: Self = Self {
        triangle: Self::NOTHING,
        weights: [0.0; 2],
        inverse: 0.0,
    };
}

/// The samples of a band of rows.
pub struct Band {
    /// The first row of samples.
    pub first: usize,
    /// Samples across.
    pub width: usize,
    /// The samples, row by row.
    pub samples: Vec<Seen>,
}

impl Band {
    /// `rows` rows of `width` samples from row `first` on, all background.
    pub fn new(first: usize, width: usize, rows: usize) -> Self {
        Self {
            first,
            width,
            samples: vec![Seen::BACKGROUND; width * rows],
        }
    }

    /// Draws triangle `number` with these corners where it is nearest and faces the camera.
    pub fn draw(&mut self, number: u32, [a, b, c]: [Projected; 3]) {
        let rows = self.samples.len() / self.width.max(1);
        let doubled = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
        // Counter-clockwise from outside is clockwise where rows grow downward.
        if doubled >= 0.0 {
            return;
        }
        let low = |u: f64, v: f64, w: f64| u.min(v).min(w);
        let high = |u: f64, v: f64, w: f64| u.max(v).max(w);
        let top = self.first as f64;
        let y0 = (low(a.y, b.y, c.y) - 0.5).ceil().max(top);
        let y1 = (high(a.y, b.y, c.y) - 0.5)
            .floor()
            .min(top + rows as f64 - 1.0);
        let x0 = (low(a.x, b.x, c.x) - 0.5).ceil().max(0.0);
        let x1 = (high(a.x, b.x, c.x) - 0.5)
            .floor()
            .min(self.width as f64 - 1.0);
        if y1 < y0 || x1 < x0 {
            return;
        }
        for y in y0 as usize..=y1 as usize {
            for x in x0 as usize..=x1 as usize {
                let (px, py) = (x as f64 + 0.5, y as f64 + 0.5);
                let u = ((px - a.x) * (c.y - a.y) - (c.x - a.x) * (py - a.y)) / doubled;
                let v = ((b.x - a.x) * (py - a.y) - (px - a.x) * (b.y - a.y)) / doubled;
                if u < 0.0 || v < 0.0 || u + v > 1.0 {
                    continue;
                }
                let inverse = a.inverse + u * (b.inverse - a.inverse) + v * (c.inverse - a.inverse);
                let sample = &mut self.samples[(y - self.first) * self.width + x];
                if inverse as f32 > sample.inverse {
                    // Perspective: corners count by their nearness.
                    let weights = [u * b.inverse / inverse, v * c.inverse / inverse];
                    *sample = Seen {
                        triangle: number,
                        weights: weights.map(|w| w as f32),
                        inverse: inverse as f32,
                    };
                }
            }
        }
    }
}

/// The rows of samples that a triangle reaches.
pub fn rows([a, b, c]: [Projected; 3]) -> (f64, f64) {
    (a.y.min(b.y).min(c.y), a.y.max(b.y).max(c.y))
}

/// The value between three corners by the weights of `seen`.
pub fn between(seen: &Seen, [a, b, c]: [DVec3; 3]) -> DVec3 {
    let [v, w] = seen.weights.map(f64::from);
    a * (1.0 - v - w) + b * v + c * w
}
