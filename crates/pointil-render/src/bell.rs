//! Bells on the pixel grid: what is left of a small thing after the lens has blurred it.

use core::f64::consts::PI;

use glam::{DMat2, DVec2};

/// Bells are cut where they fall to exp(-REACH / 2) of their peak, 1 %; what is cut off is put back inside.
const REACH: f64 = 9.0;

/// Below this variance (square pixels) a bell sampled at whole pixels gathers too much or too little, by more than 0.1 %.
const NARROW: f64 = 0.4;

/// Up to this correlation of column and row a bell is drawn over the rectangle around it, above over its ellipse.
const UPRIGHT: f64 = 0.6;

/// What of an upright bell lies in the rectangle of three standard deviations to each side.
const IN_RECTANGLE: f64 = 0.9948;

/// A window of the pixel grid with the losses of light in it.
pub struct Window<'a> {
    /// Its first column.
    pub left: i64,
    /// Its first row.
    pub top: i64,
    /// Columns.
    pub width: usize,
    /// Losses of red, green and blue, row by row; the fourth fills a register.
    pub losses: &'a mut [[f32; 4]],
}

impl Window<'_> {
    /// The part of the rows and columns asked for that lies inside, last ones included.
    pub fn clipped(&self, (first, last): (i64, i64), (from, to): (i64, i64)) -> Option<[i64; 4]> {
        let rows = (self.losses.len() / self.width.max(1)) as i64;
        let (first, last) = (first.max(self.top), last.min(self.top + rows - 1));
        let (from, to) = (
            from.max(self.left),
            to.min(self.left + self.width as i64 - 1),
        );
        (first <= last && from <= to).then_some([first, last, from, to])
    }

    /// The losses from column `from` to column `to` of row `y`, all of them inside.
    pub fn row(&mut self, y: i64, from: i64, to: i64) -> &mut [[f32; 4]] {
        let start = (y - self.top) as usize * self.width;
        let columns = (from - self.left) as usize..(to - self.left + 1) as usize;
        &mut self.losses[start..start + self.width][columns]
    }
}

/// A bell over the pixel grid: `peak · exp(-q/2)` with the quadratic form `q` of the distance from its middle.
#[derive(Clone, Copy, Debug)]
pub struct Bell {
    middle: DVec2,
    precision: DMat2,
    /// Half its width and height in pixels.
    reach: DVec2,
    /// What the ratio of neighbours is multiplied by: along a row, along a column, and that along a row from row to row.
    bends: [f64; 3],
    upright: bool,
    /// Losses of red, green and blue at the peak; the fourth fills a register.
    peak: [f32; 4],
}

impl Bell {
    /// The bell with `covariance` (square pixels) whose values over the grid add up to `volume`.
    pub fn new(middle: DVec2, covariance: DMat2, volume: [f64; 3]) -> Self {
        let precision = covariance.inverse();
        let (a, b, c) = (
            covariance.x_axis.x,
            covariance.x_axis.y,
            covariance.y_axis.y,
        );
        let upright = b * b < UPRIGHT * UPRIGHT * a * c;
        let unit = Self {
            middle,
            precision,
            reach: DVec2::new((REACH * a).sqrt(), (REACH * c).sqrt()),
            bends: [precision.x_axis.x, precision.y_axis.y, precision.x_axis.y].map(|p| exp(-p)),
            upright,
            peak: [1.0; 4],
        };
        let inside = if upright {
            IN_RECTANGLE
        } else {
            -libm::expm1(-REACH / 2.0)
        };
        let whole = inside * 2.0 * PI * covariance.determinant().sqrt();
        let sum = if a.min(c) < NARROW { unit.sum() } else { whole };
        let [red, green, blue] = volume.map(|v| if sum > 0.0 { (v / sum) as f32 } else { 0.0 });
        Self {
            peak: [red, green, blue, 0.0],
            ..unit
        }
    }

    /// All values over the grid.
    fn sum(&self) -> f64 {
        let ((first, last), (from, to)) = (self.rows(), self.columns());
        let width = (to - from + 1).max(0) as usize;
        let mut losses = vec![[0.0; 4]; width * (last - first + 1).max(0) as usize];
        self.add(&mut Window {
            left: from,
            top: first,
            width,
            losses: &mut losses,
        });
        losses.iter().map(|loss| f64::from(loss[0])).sum()
    }

    /// The first and the last row that the bell reaches.
    pub fn rows(&self) -> (i64, i64) {
        let (y, reach) = (self.middle.y, self.reach.y);
        (floor(y - reach + 0.5), floor(y + reach - 0.5))
    }

    /// The first and the last column that the bell reaches.
    pub fn columns(&self) -> (i64, i64) {
        let (x, reach) = (self.middle.x, self.reach.x);
        (floor(x - reach + 0.5), floor(x + reach - 0.5))
    }

    const fn form(&self) -> (f64, f64, f64) {
        let p = &self.precision;
        (p.x_axis.x, p.x_axis.y, p.y_axis.y)
    }

    /// Adds the bell's values in `window`.
    pub fn add(&self, window: &mut Window<'_>) {
        let Some([first, last, from, to]) = window.clipped(self.rows(), self.columns()) else {
            return;
        };
        if self.upright {
            // exp of a quadratic form by multiplications from place to place.
            let (mut start, mut ratio, mut down) = self.start(from, first);
            let [_, bend_down, bend_across] = self.bends;
            for y in first..=last {
                self.add_row(window.row(y, from, to), start, ratio);
                start *= down;
                down *= bend_down;
                ratio *= bend_across;
            }
        } else {
            for y in first..=last {
                if let Some((a, b)) = self.chord(y) {
                    let (from, to) = (a.max(from), b.min(to));
                    if from <= to {
                        let (start, ratio, _) = self.start(from, y);
                        self.add_row(window.row(y, from, to), start, ratio);
                    }
                }
            }
        }
    }

    /// For a peak of one: the value in column `x` and row `y`, and its ratios to the next column's and the next row's.
    #[inline]
    fn start(&self, x: i64, y: i64) -> (f64, f64, f64) {
        let (a, b, c) = self.form();
        let (dx, dy) = (
            x as f64 + 0.5 - self.middle.x,
            y as f64 + 0.5 - self.middle.y,
        );
        (
            exp(-0.5 * (a * dx * dx + 2.0 * b * dx * dy + c * dy * dy)),
            exp(-0.5 * (a * (2.0 * dx + 1.0) + 2.0 * b * dy)),
            exp(-0.5 * (c * (2.0 * dy + 1.0) + 2.0 * b * dx)),
        )
    }

    /// Adds a row's values, the first of which is `value` for a peak of one and `ratio` times it the second.
    #[inline]
    fn add_row(&self, row: &mut [[f32; 4]], mut value: f64, mut ratio: f64) {
        for sum in row {
            let here = value as f32;
            for (sum, peak) in sum.iter_mut().zip(self.peak) {
                *sum += here * peak;
            }
            value *= ratio;
            ratio *= self.bends[0];
        }
    }

    /// The columns of row `y` inside the bell's ellipse.
    fn chord(&self, y: i64) -> Option<(i64, i64)> {
        let (a, b, c) = self.form();
        let dy = y as f64 + 0.5 - self.middle.y;
        let ridge = self.middle.x - b * dy / a;
        let left = REACH - (c - b * b / a) * dy * dy;
        if left <= 0.0 {
            return None;
        }
        let half = (left / a).sqrt();
        Some((floor(ridge - half + 0.5), floor(ridge + half - 0.5)))
    }
}

/// The whole number at or below `x`, which lies within a billion of zero. Without a call, unlike `f64::floor`.
const fn floor(x: f64) -> i64 {
    const ABOVE_ZERO: i64 = 1 << 30;
    (x + ABOVE_ZERO as f64) as i64 - ABOVE_ZERO
}

/// The exponential of `x` to ten digits for `x` between -700 and 700, several times as fast as the exact one: most of the
/// time of a composite would go into it. A power of two by its bits, and the rest by its series.
#[inline]
pub fn exp(x: f64) -> f64 {
    let whole = floor(x * core::f64::consts::LOG2_E + 0.5);
    let r = x - whole as f64 * core::f64::consts::LN_2;
    let series = 1.0 / 5040.0 + r * (1.0 / 40_320.0 + r * (1.0 / 362_880.0));
    let series = 1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0 + r * series));
    let series = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * series)));
    let power = (whole + 1023).clamp(1, 2046) as u64;
    series * f64::from_bits(power << 52)
}

#[cfg(test)]
impl Bell {
    /// The value in a place, by the exact exponential, cut along the ellipse, all that is cut off put back inside.
    pub fn at(&self, x: i64, y: i64) -> [f64; 3] {
        let (a, b, c) = self.form();
        let dx = x as f64 + 0.5 - self.middle.x;
        let dy = y as f64 + 0.5 - self.middle.y;
        let form = a * dx * dx + 2.0 * b * dx * dy + c * dy * dy;
        let inside = if self.upright {
            IN_RECTANGLE / -(-REACH / 2.0).exp_m1()
        } else {
            1.0
        };
        let value = if form < REACH {
            inside * (-0.5 * form).exp()
        } else {
            0.0
        };
        [0, 1, 2].map(|k| value * f64::from(self.peak[k]))
    }
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
