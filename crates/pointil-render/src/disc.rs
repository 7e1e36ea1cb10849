//! Discs on the pixel grid that are larger than the blur: their rim is soft, their middle full.

use core::f64::consts::FRAC_1_SQRT_2;

use glam::{DMat2, DVec2};

use crate::bell::Window;

/// Where the soft rim ends, in standard deviations of the blur.
const RIM: f64 = 3.5;

/// An ellipse whose rim is blurred, over the pixel grid.
#[derive(Clone, Copy, Debug)]
pub struct Disc {
    middle: DVec2,
    /// The directions of the longer and the shorter axis.
    axes: [DVec2; 2],
    /// Half the axes in pixels.
    radii: DVec2,
    /// The blur along the axes, one standard deviation in pixels.
    blur: DVec2,
    /// Losses of red, green and blue in the middle.
    peak: [f64; 3],
}

impl Disc {
    /// The ellipse around `middle` with half axes `radii` along `axes`, blurred by `blur` along each, that takes `loss`
    /// where it is full.
    pub fn new(middle: DVec2, axes: [DVec2; 2], radii: DVec2, blur: DVec2, loss: [f64; 3]) -> Self {
        // A blurred rim that bends has more outside than inside: the rim moves inward, and the sum is kept exact.
        let rim = (radii * radii - blur * blur).max(DVec2::ZERO);
        let unit = Self {
            middle,
            axes,
            radii: DVec2::new(rim.x.sqrt(), rim.y.sqrt()),
            blur,
            peak: [1.0; 3],
        };
        let mut sum = 0.0;
        let (first, last) = unit.rows();
        for y in first..=last {
            unit.walk(y, |_, value| sum += value);
        }
        let area = core::f64::consts::PI * radii.x * radii.y;
        let correction = if sum > 0.0 { area / sum } else { 0.0 };
        Self {
            peak: loss.map(|l| l * correction),
            ..unit
        }
    }

    /// Half the width and half the height in pixels, rim included.
    fn reach(&self) -> DVec2 {
        let outer = self.radii + self.blur * RIM;
        let [u, v] = self.axes;
        let square = u * u * outer.x * outer.x + v * v * outer.y * outer.y;
        DVec2::new(square.x.sqrt(), square.y.sqrt())
    }

    /// The first and the last row that the disc reaches.
    pub fn rows(&self) -> (i64, i64) {
        let (y, reach) = (self.middle.y - 0.5, self.reach().y);
        ((y - reach).ceil() as i64, (y + reach).floor() as i64)
    }

    /// The first and the last column that the disc reaches.
    pub fn columns(&self) -> (i64, i64) {
        let (x, reach) = (self.middle.x - 0.5, self.reach().x);
        ((x - reach).ceil() as i64, (x + reach).floor() as i64)
    }

    /// Calls `each` with the columns of row `y` that the disc reaches and how much of the pixel it covers.
    fn walk(&self, y: i64, mut each: impl FnMut(i64, f64)) {
        let (first, last) = self.columns();
        for x in first..=last {
            let value = self.cover(x, y);
            if value > 0.0 {
                each(x, value);
            }
        }
    }

    /// How much of the pixel in column `x` and row `y` the disc covers.
    fn cover(&self, x: i64, y: i64) -> f64 {
        let depth = self.depth(DVec2::new(x as f64 + 0.5, y as f64 + 0.5) - self.middle);
        if depth > -RIM {
            0.5 * libm::erfc(-depth * FRAC_1_SQRT_2)
        } else {
            0.0
        }
    }

    /// Adds what the disc takes in `window`.
    pub fn add(&self, window: &mut Window<'_>) {
        let Some([first, last, from, to]) = window.clipped(self.rows(), self.columns()) else {
            return;
        };
        for y in first..=last {
            for (x, sum) in (from..=to).zip(window.row(y, from, to)) {
                let value = self.cover(x, y);
                for (sum, peak) in sum.iter_mut().zip(self.peak) {
                    *sum += (value * peak) as f32;
                }
            }
        }
    }

    /// How deep inside the rim a place lies, in standard deviations of the blur (to first order); negative outside.
    fn depth(&self, from: DVec2) -> f64 {
        let own = DVec2::new(self.axes[0].dot(from), self.axes[1].dot(from)) / self.blur;
        let radii = self.radii / self.blur;
        let scaled = own / radii;
        let level = scaled.length();
        let slope = (scaled / radii).length();
        if level < 1e-9 || slope < 1e-12 {
            return radii.min_element();
        }
        (1.0 - level) * level / slope
    }
}

/// The axes (longer first) of an ellipse with the symmetric matrix `shape` and the squares of their lengths.
pub fn principal_axes(shape: DMat2) -> ([DVec2; 2], DVec2) {
    let (a, b, c) = (shape.x_axis.x, shape.x_axis.y, shape.y_axis.y);
    let (mean, half) = ((a + c) / 2.0, (a - c) / 2.0);
    let spread = libm::hypot(half, b);
    let angle = libm::atan2(b, half) / 2.0;
    let (s, co) = libm::sincos(angle);
    let squares = DVec2::new(mean + spread, (mean - spread).max(0.0));
    ([DVec2::new(co, s), DVec2::new(-s, co)], squares)
}

#[cfg(test)]
impl Disc {
    /// What the disc takes from the pixel in column `x` and row `y`.
    pub fn at(&self, x: i64, y: i64) -> [f64; 3] {
        self.peak.map(|peak| peak * self.cover(x, y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_rebuild_the_ellipse() {
        let shape = DMat2::from_cols(DVec2::new(5.0, 1.5), DVec2::new(1.5, 2.0));
        let ([u, v], squares) = principal_axes(shape);
        let rebuilt = |i: usize, j: usize| u[i] * u[j] * squares.x + v[i] * v[j] * squares.y;
        assert!((rebuilt(0, 0) - 5.0).abs() < 1e-12);
        assert!((rebuilt(0, 1) - 1.5).abs() < 1e-12);
        assert!((rebuilt(1, 1) - 2.0).abs() < 1e-12);
    }
}
