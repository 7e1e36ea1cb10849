//! Tristimulus values.

use palette::convert::FromColorUnclamped;
use palette::white_point::D65;

use super::light::LinearRgb;

/// CIE tristimulus values of the 2° observer; Y is 100 for a perfect white surface. Proportional to power: these may be
/// averaged, Lab may not.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Xyz {
    /// X.
    pub x: f64,
    /// Y, the luminance.
    pub y: f64,
    /// Z.
    pub z: f64,
}

impl Xyz {
    /// White of sRGB: D65 as IEC 61966-2-1 rounds it.
    pub const D65_WHITE: Self = Self::new(95.047, 100.0, 108.883);

    /// The light of these three values.
    pub const fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }

    /// X, Y and Z.
    pub const fn to_array(self) -> [f64; 3] {
        [self.x, self.y, self.z]
    }

    /// Chromaticity x and y; (0, 0) for darkness.
    pub fn chromaticity(self) -> (f64, f64) {
        let sum = self.x + self.y + self.z;
        if sum > 0.0 {
            (self.x / sum, self.y / sum)
        } else {
            (0.0, 0.0)
        }
    }
}

impl From<Xyz> for LinearRgb {
    /// Light relative to [`Xyz::D65_WHITE`] in the primaries of sRGB, not clipped.
    fn from(xyz: Xyz) -> Self {
        let [x, y, z] = xyz.to_array().map(|value| value / 100.0);
        let light =
            palette::LinSrgb::<f64>::from_color_unclamped(palette::Xyz::<D65, f64>::new(x, y, z));
        Self::from_array([light.red, light.green, light.blue])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_is_white() {
        let white = LinearRgb::from(Xyz::D65_WHITE);
        assert!(
            white.to_array().iter().all(|v| (v - 1.0).abs() < 1e-4),
            "{white:?}"
        );
        let (x, y) = Xyz::D65_WHITE.chromaticity();
        assert!((x - 0.3127).abs() < 1e-4 && (y - 0.3290).abs() < 1e-4);
        assert_eq!(Xyz::default().chromaticity(), (0.0, 0.0));
    }
}
