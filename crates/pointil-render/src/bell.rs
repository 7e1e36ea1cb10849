//! Bells on the pixel grid: what is left of a small thing after the lens has blurred it.

use core::f64::consts::PI;

use glam::{DMat2, DVec2};

/// Bells are cut where they fall to exp(-REACH / 2) of their peak, 1 %; what is cut off is put back inside.
const REACH: f64 = 9.0;

/// Below this variance (square pixels) a bell sampled at whole pixels gathers too much or too little, by more than 0.1 %.
const NARROW: f64 = 0.4;

/// A bell over the pixel grid: `peak · exp(-q/2)` with the quadratic form `q` of the distance from its middle.
#[derive(Clone, Copy, Debug)]
pub struct Bell {
    middle: DVec2,
    precision: DMat2,
    /// Half its height in pixels.
    reach_y: f64,
    /// Losses of red, green and blue at the peak.
    pub peak: [f64; 3],
}

impl Bell {
    /// The bell with `covariance` (square pixels) whose values over the grid add up to `volume`.
    pub fn new(middle: DVec2, covariance: DMat2, volume: [f64; 3]) -> Self {
        let unit = Self {
            middle,
            precision: covariance.inverse(),
            reach_y: (REACH * covariance.y_axis.y).sqrt(),
            peak: [1.0; 3],
        };
        let whole = -libm::expm1(-REACH / 2.0) * 2.0 * PI * covariance.determinant().sqrt();
        let narrow = covariance.x_axis.x.min(covariance.y_axis.y) < NARROW;
        let sum = if narrow { unit.sum() } else { whole };
        Self {
            peak: volume.map(|v| if sum > 0.0 { v / sum } else { 0.0 }),
            ..unit
        }
    }

    /// All values over the grid.
    fn sum(&self) -> f64 {
        let mut sum = 0.0;
        for y in self.first_row()..=self.last_row() {
            self.walk(y, |_, value| sum += value);
        }
        sum
    }

    /// The first row that the bell reaches.
    pub fn first_row(&self) -> i64 {
        (self.middle.y - self.reach_y - 0.5).ceil() as i64
    }

    /// The last row that the bell reaches.
    pub fn last_row(&self) -> i64 {
        (self.middle.y + self.reach_y - 0.5).floor() as i64
    }

    /// Calls `each` with the columns of row `y` that the bell reaches and its values there, without the peak's height.
    pub fn walk(&self, y: i64, mut each: impl FnMut(i64, f64)) {
        let (a, b, c) = (
            self.precision.x_axis.x,
            self.precision.x_axis.y,
            self.precision.y_axis.y,
        );
        let dy = y as f64 + 0.5 - self.middle.y;
        let ridge = -b * dy / a;
        let left = REACH - (c - b * b / a) * dy * dy;
        if left <= 0.0 {
            return;
        }
        let half = (left / a).sqrt();
        let first = (self.middle.x + ridge - half - 0.5).ceil() as i64;
        let last = (self.middle.x + ridge + half - 0.5).floor() as i64;
        let dx = first as f64 + 0.5 - self.middle.x;
        // exp of a quadratic by two multiplications a step.
        let mut value = libm::exp(-0.5 * (a * dx * dx + 2.0 * b * dx * dy + c * dy * dy));
        let mut ratio = libm::exp(-0.5 * (a * (2.0 * dx + 1.0) + 2.0 * b * dy));
        let bend = libm::exp(-a);
        for x in first..=last {
            each(x, value);
            value *= ratio;
            ratio *= bend;
        }
    }
}
