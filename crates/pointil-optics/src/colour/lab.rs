//! CIELAB and the difference of two colours.

use palette::color_difference::Ciede2000;
use palette::convert::FromColorUnclamped;
use palette::white_point::D65;

use super::light::LinearRgb;
use super::xyz::Xyz;

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

    /// Hue angle in degrees, 0 to 360: 0 red, 90 yellow, 180 green, 270 blue.
    pub fn hue_deg(self) -> f64 {
        let angle = libm::atan2(self.b, self.a).to_degrees();
        if angle < 0.0 { angle + 360.0 } else { angle }
    }

    /// Chroma C*.
    pub fn chroma(self) -> f64 {
        libm::hypot(self.a, self.b)
    }

    /// The straight distance in CIELAB (CIE 1976), for comparison with older tables; eyes follow
    /// [`Self::difference`] better.
    pub fn distance(self, other: Self) -> f64 {
        libm::sqrt(
            (self.l - other.l).powi(2) + (self.a - other.a).powi(2) + (self.b - other.b).powi(2),
        )
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

impl Lab {
    /// The colour whose light is `xyz` for an eye adapted to `white` (CIE 15: ε = 216/24389, κ = 24389/27).
    pub fn relative_to(xyz: Xyz, white: Xyz) -> Self {
        let f = |t: f64| {
            if t > 216.0 / 24389.0 {
                libm::cbrt(t)
            } else {
                (24389.0 / 27.0 * t + 16.0) / 116.0
            }
        };
        let (x, y, z) = (f(xyz.x / white.x), f(xyz.y / white.y), f(xyz.z / white.z));
        Self::new(116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z))
    }

    /// The light that has this colour to an eye adapted to `white`: [`Self::relative_to`] backward.
    pub fn xyz(self, white: Xyz) -> Xyz {
        let inverse = |f: f64| {
            if f * f * f > 216.0 / 24389.0 {
                f * f * f
            } else {
                (116.0 * f - 16.0) * 27.0 / 24389.0
            }
        };
        let y = (self.l + 16.0) / 116.0;
        let (x, z) = (y + self.a / 500.0, y - self.b / 200.0);
        Xyz::new(
            white.x * inverse(x),
            white.y * inverse(y),
            white.z * inverse(z),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lab of sRGB colours, from the primaries of IEC 61966-2-1.
    #[test]
    fn colours_agree_with_published_ones() {
        for (bytes, lab) in [
            ([184, 153, 132], Lab::new(65.47, 8.34, 15.36)),
            ([80, 85, 89], Lab::new(35.84, -1.07, -3.01)),
            ([128, 128, 128], Lab::new(53.585, 0.0, 0.0)),
            ([255, 0, 0], Lab::new(53.24, 80.09, 67.20)),
            ([0, 255, 0], Lab::new(87.73, -86.18, 83.18)),
            ([0, 0, 255], Lab::new(32.30, 79.19, -107.86)),
        ] {
            let got = Lab::from(LinearRgb::from_srgb8(bytes));
            assert!(got.difference(lab) < 0.02, "{bytes:?} {got:?}");
            assert_eq!(LinearRgb::from(got).to_srgb8(), bytes);
        }
    }

    #[test]
    fn own_lab_agrees_with_the_library_under_its_white() {
        for xyz in [(20.0, 18.0, 12.0), (0.3, 0.4, 0.2), (95.0, 99.0, 80.0)] {
            let xyz = Xyz::new(xyz.0, xyz.1, xyz.2);
            let light = palette::LinSrgb::<f64>::from_color_unclamped(
                palette::Xyz::<D65, f64>::new(xyz.x / 100.0, xyz.y / 100.0, xyz.z / 100.0),
            );
            let theirs = Lab::from(LinearRgb::from_array([light.red, light.green, light.blue]));
            let ours = Lab::relative_to(xyz, Xyz::D65_WHITE);
            assert!(ours.distance(theirs) < 2e-3, "{ours:?} {theirs:?}");
            let back = ours.xyz(Xyz::D65_WHITE);
            assert!((back.x - xyz.x).abs() < 1e-10 && (back.z - xyz.z).abs() < 1e-10);
        }
    }

    #[test]
    fn hue_goes_round() {
        assert!((Lab::new(50.0, 0.0, -3.0).hue_deg() - 270.0).abs() < 1e-9);
        assert!((Lab::new(50.0, 3.0, 4.0).chroma() - 5.0).abs() < 1e-12);
    }
}
