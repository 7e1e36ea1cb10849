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
    /// What the ratio of neighbours is multiplied by from column to column.
    bend: f64,
    /// Losses of red, green and blue at the peak; the fourth fills a register.
    peak: [f64; 4],
}

impl Bell {
    /// The bell with `covariance` (square pixels) whose values over the grid add up to `volume`.
    pub fn new(middle: DVec2, covariance: DMat2, volume: [f64; 3]) -> Self {
        let precision = covariance.inverse();
        let unit = Self {
            middle,
            precision,
            reach_y: (REACH * covariance.y_axis.y).sqrt(),
            bend: exp(-precision.x_axis.x),
            peak: [0.0; 4],
        };
        let whole = -libm::expm1(-REACH / 2.0) * 2.0 * PI * covariance.determinant().sqrt();
        let narrow = covariance.x_axis.x.min(covariance.y_axis.y) < NARROW;
        let sum = if narrow { unit.sum() } else { whole };
        let [red, green, blue] = volume.map(|v| if sum > 0.0 { v / sum } else { 0.0 });
        Self {
            peak: [red, green, blue, 0.0],
            ..unit
        }
    }

    /// All values over the grid, for a peak of one.
    fn sum(&self) -> f64 {
        (self.first_row()..=self.last_row())
            .filter_map(|y| self.row(y))
            .map(|mut row| (row.first..=row.last).map(|_| row.step()).sum::<f64>())
            .sum()
    }

    /// The first row that the bell reaches.
    pub fn first_row(&self) -> i64 {
        floor(self.middle.y - self.reach_y + 0.5)
    }

    /// The last row that the bell reaches.
    pub fn last_row(&self) -> i64 {
        floor(self.middle.y + self.reach_y - 0.5)
    }

    /// The columns that the bell reaches in row `y`, and its values there.
    fn row(&self, y: i64) -> Option<Row> {
        let (a, b, c) = self.form();
        let dy = y as f64 + 0.5 - self.middle.y;
        let ridge = self.middle.x - b * dy / a;
        let left = REACH - (c - b * b / a) * dy * dy;
        if left <= 0.0 {
            return None;
        }
        let half = (left / a).sqrt();
        let (first, last) = (floor(ridge - half + 0.5), floor(ridge + half - 0.5));
        (first <= last).then(|| self.values(y, first, last))
    }

    const fn form(&self) -> (f64, f64, f64) {
        let p = &self.precision;
        (p.x_axis.x, p.x_axis.y, p.y_axis.y)
    }

    /// The values from column `first` to `last` of row `y`, for a peak of one.
    fn values(&self, y: i64, first: i64, last: i64) -> Row {
        let (a, b, c) = self.form();
        let dx = first as f64 + 0.5 - self.middle.x;
        let dy = y as f64 + 0.5 - self.middle.y;
        let form = a * dx * dx + 2.0 * b * dx * dy + c * dy * dy;
        // exp of a quadratic by two multiplications a step.
        Row {
            first,
            last,
            value: exp(-0.5 * form),
            ratio: exp(-0.5 * (a * (2.0 * dx + 1.0) + 2.0 * b * dy)),
            bend: self.bend,
        }
    }

    /// Adds the bell's values in row `y` to `loss`, the losses of the picture's row, and returns the columns reached.
    pub fn add(&self, y: i64, loss: &mut [[f32; 4]]) -> Option<(usize, usize)> {
        let whole = self.row(y)?;
        let (first, last) = (whole.first.max(0), whole.last.min(loss.len() as i64 - 1));
        if first > last {
            return None;
        }
        let mut row = if first == whole.first {
            whole
        } else {
            self.values(y, first, last)
        };
        let peak = self.peak.map(|p| p as f32);
        let (first, end) = (first as usize, last as usize + 1);
        for sum in &mut loss[first..end] {
            let value = row.step() as f32;
            for (sum, peak) in sum.iter_mut().zip(peak) {
                *sum += value * peak;
            }
        }
        Some((first, end))
    }
}

/// A row of a bell on its way from left to right.
struct Row {
    first: i64,
    last: i64,
    value: f64,
    ratio: f64,
    bend: f64,
}

impl Row {
    /// The value here; moves on by one column.
    const fn step(&mut self) -> f64 {
        let value = self.value;
        self.value *= self.ratio;
        self.ratio *= self.bend;
        value
    }
}

/// The whole number at or below `x`, which lies within a billion of zero. Without a call, unlike `f64::floor`.
const fn floor(x: f64) -> i64 {
    const ABOVE_ZERO: i64 = 1 << 30;
    (x + ABOVE_ZERO as f64) as i64 - ABOVE_ZERO
}

/// The exponential of `x` to ten digits for `x` between -700 and 700, several times as fast as the exact one: most of the
/// time of a composite would go into it. A power of two by its bits, and the rest by its series.
fn exp(x: f64) -> f64 {
    let whole = floor(x * core::f64::consts::LOG2_E + 0.5);
    let r = x - whole as f64 * core::f64::consts::LN_2;
    let series = 1.0 / 5040.0 + r * (1.0 / 40_320.0 + r * (1.0 / 362_880.0));
    let series = 1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0 + r * series));
    let series = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * series)));
    let power = (whole + 1023).clamp(1, 2046) as u64;
    series * f64::from_bits(power << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_exponential_is_exact_to_ten_digits() {
        for k in -70_000..=70_000 {
            let x = f64::from(k) * 0.01;
            assert!((exp(x) / libm::exp(x) - 1.0).abs() < 1e-10, "{x}");
        }
    }
}
