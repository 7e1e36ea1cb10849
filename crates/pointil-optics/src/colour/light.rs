//! Linear light in the primaries of sRGB and the bytes of a picture.

use palette::encoding::{FromLinear, IntoLinear, Srgb};

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

    /// Whether an sRGB screen can show it: each value 0 to 1.
    pub fn is_in_gamut(self) -> bool {
        let shown = 0.0..=1.0;
        self.to_array().iter().all(|value| shown.contains(value))
    }

    /// The nearest light of the same luminance and hue that an sRGB screen can show: mixed with grey just as far as
    /// needed. Brighter than white becomes white. [`Self::to_srgb8`] clips each primary instead, which keeps more chroma
    /// and turns the hue; skin and pigment on skin lie well inside and are the same either way.
    #[must_use]
    pub fn into_gamut(self) -> Self {
        let grey = self.luminance().clamp(0.0, 1.0);
        let kept = self.to_array().map(|value| {
            if value > 1.0 {
                (1.0 - grey) / (value - grey)
            } else if value < 0.0 {
                grey / (grey - value)
            } else {
                1.0
            }
        });
        let share = kept.into_iter().fold(1.0, f64::min);
        if share < 1.0 {
            self.map(|value| (grey + share * (value - grey)).clamp(0.0, 1.0))
        } else {
            self
        }
    }

    /// Luminance relative to white (CIE Y).
    pub fn luminance(self) -> f64 {
        0.2126 * self.red + 0.7152 * self.green + 0.0722 * self.blue
    }

    /// The sum of two lights.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            red: self.red + other.red,
            green: self.green + other.green,
            blue: self.blue + other.blue,
        }
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

    #[test]
    fn what_no_screen_shows_is_brought_in_with_its_luminance_and_hue() {
        let cyan = LinearRgb::from_array([-0.2, 0.6, 0.7]);
        assert!(!cyan.is_in_gamut());
        let shown = cyan.into_gamut();
        assert!(shown.is_in_gamut());
        assert!((shown.luminance() - cyan.luminance()).abs() < 1e-12);
        let hue = |c: LinearRgb| (c.green - c.red) / (c.blue - c.red);
        assert!((hue(shown) - hue(cyan)).abs() < 1e-9);
        let skin = LinearRgb::from_array([0.5, 0.3, 0.2]);
        assert_eq!(skin.into_gamut(), skin);
        assert_eq!(LinearRgb::grey(1.3).into_gamut(), LinearRgb::grey(1.0));
        assert_eq!(LinearRgb::grey(-0.3).into_gamut(), LinearRgb::grey(0.0));
    }
}
