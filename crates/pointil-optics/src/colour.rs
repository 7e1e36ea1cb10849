//! Colours: linear light, the bytes of a picture and CIELAB.

use palette::color_difference::Ciede2000;
use palette::convert::FromColorUnclamped;
use palette::encoding::{FromLinear, IntoLinear, Srgb};
use palette::white_point::D65;

/// Light in the three primaries of sRGB, proportional to power: 0 is none, 1 is what a white surface returns. Only
/// such numbers may be averaged, blurred or multiplied.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LinearRgb {
    /// Light in the red primary (skin: about 605 nm).
    pub red: f64,
    /// Light in the green primary (about 545 nm).
    pub green: f64,
    /// Light in the blue primary (about 455 nm).
    pub blue: f64,
}

impl LinearRgb {
    /// The same value in all three.
    pub const fn grey(value: f64) -> Self {
        Self {
            red: value,
            green: value,
            blue: value,
        }
    }

    /// From red, green and blue.
    pub const fn from_array([red, green, blue]: [f64; 3]) -> Self {
        Self { red, green, blue }
    }

    /// Red, green and blue.
    pub const fn to_array(self) -> [f64; 3] {
        [self.red, self.green, self.blue]
    }

    /// Each value mapped by `f`.
    #[must_use]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self::from_array(self.to_array().map(f))
    }

    /// The three bytes of an sRGB picture, decoded (IEC 61966-2-1).
    pub fn from_srgb8(bytes: [u8; 3]) -> Self {
        Self::from_array(bytes.map(srgb8_to_linear))
    }

    /// The nearest three bytes of an sRGB picture; what is out of range is clipped.
    pub fn to_srgb8(self) -> [u8; 3] {
        self.to_array().map(linear_to_srgb8)
    }

    /// Luminance relative to white (CIE Y).
    pub fn luminance(self) -> f64 {
        0.2126 * self.red + 0.7152 * self.green + 0.0722 * self.blue
    }

    /// Red, green and blue multiplied one by one, as light passing a filter.
    #[must_use]
    pub fn filtered(self, transmission: Self) -> Self {
        Self {
            red: self.red * transmission.red,
            green: self.green * transmission.green,
            blue: self.blue * transmission.blue,
        }
    }
}

/// Light of one byte of an sRGB picture.
pub fn srgb8_to_linear(byte: u8) -> f64 {
    Srgb::into_linear(byte)
}

/// The byte of an sRGB picture nearest to `light`; what is out of range is clipped.
pub fn linear_to_srgb8(light: f64) -> u8 {
    Srgb::from_linear(light)
}

/// A colour as an eye tells it from others: CIELAB under D65, 2° observer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lab {
    /// Lightness, 0 black to 100 white.
    pub l: f64,
    /// Green (negative) to red.
    pub a: f64,
    /// Blue (negative) to yellow.
    pub b: f64,
}

impl Lab {
    /// The colour of these three coordinates.
    pub const fn new(l: f64, a: f64, b: f64) -> Self {
        Self { l, a, b }
    }

    fn inner(self) -> palette::Lab<D65, f64> {
        palette::Lab::new(self.l, self.a, self.b)
    }

    /// The difference CIEDE2000: 1 is just seen side by side.
    pub fn difference(self, other: Self) -> f64 {
        self.inner().difference(other.inner())
    }
}

impl From<LinearRgb> for Lab {
    fn from(light: LinearRgb) -> Self {
        let light = palette::LinSrgb::new(light.red, light.green, light.blue);
        let lab = palette::Lab::<D65, f64>::from_color_unclamped(light);
        Self::new(lab.l, lab.a, lab.b)
    }
}

impl From<Lab> for LinearRgb {
    fn from(lab: Lab) -> Self {
        let light = palette::LinSrgb::<f64>::from_color_unclamped(lab.inner());
        Self {
            red: light.red,
            green: light.green,
            blue: light.blue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_linear_light() {
        for byte in 0..=255 {
            assert_eq!(linear_to_srgb8(srgb8_to_linear(byte)), byte);
        }
        assert_eq!(linear_to_srgb8(-1.0), 0);
        assert_eq!(linear_to_srgb8(7.0), 255);
    }

    /// Lab of three sRGB colours and one pair of Sharma, Wu and Dalal (2005).
    #[test]
    fn colours_agree_with_published_ones() {
        for (bytes, lab) in [
            ([184, 153, 132], Lab::new(65.47, 8.34, 15.36)),
            ([80, 85, 89], Lab::new(35.84, -1.07, -3.01)),
            ([128, 128, 128], Lab::new(53.585, 0.0, 0.0)),
        ] {
            let got = Lab::from(LinearRgb::from_srgb8(bytes));
            assert!(got.difference(lab) < 0.02, "{bytes:?} {got:?}");
            assert_eq!(LinearRgb::from(got).to_srgb8(), bytes);
        }
        let (x, y) = (
            Lab::new(60.2574, -34.0099, 36.2677),
            Lab::new(60.4626, -34.1751, 39.4387),
        );
        assert!((x.difference(y) - 1.2644).abs() < 1e-4);
    }
}
