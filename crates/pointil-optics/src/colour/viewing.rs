//! An eye under a light: from a reflectance spectrum to a colour.

use std::sync::OnceLock;

use super::adaptation::adapt;
use super::lab::Lab;
use super::light::LinearRgb;
use super::xyz::Xyz;
use crate::spectrum::{Beyond, Spectrum};
use crate::table::{Table, TableError};

/// A light to look under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Illuminant {
    /// Average daylight, 6504 K: what skin is measured under.
    D65,
    /// Tungsten, 2856 K: stage light, an old bulb.
    A,
    /// CIE LED-B3, a phosphor LED of 4103 K: office light.
    LedB3,
    /// CIE LED-B5, a phosphor LED of 6598 K: cool white, the bathroom's mirror.
    LedB5,
}

/// Colour-matching functions and the power of each light, read from their tables once.
struct Tables {
    observer: [Spectrum; 3],
    powers: [Spectrum; 4],
}

fn tables() -> Result<&'static Tables, TableError> {
    static TABLES: OnceLock<Result<Tables, TableError>> = OnceLock::new();
    TABLES.get_or_init(read).as_ref().map_err(Clone::clone)
}

fn read() -> Result<Tables, TableError> {
    let observer = Table::parse(
        "cie_1931_observer.csv",
        include_str!("../../../../data/optics/cie_1931_observer.csv"),
    )?;
    let lights = Table::parse(
        "cie_illuminants.csv",
        include_str!("../../../../data/optics/cie_illuminants.csv"),
    )?;
    let of = |table: &Table, column| table.spectrum(column, Beyond::Refuse);
    Ok(Tables {
        observer: [
            of(&observer, "xbar")?,
            of(&observer, "ybar")?,
            of(&observer, "zbar")?,
        ],
        powers: [
            of(&lights, "D65")?,
            of(&lights, "A")?,
            of(&lights, "LED_B3")?,
            of(&lights, "LED_B5")?,
        ],
    })
}

impl Illuminant {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::D65, Self::A, Self::LedB3, Self::LedB5];

    /// Relative power over wavelength.
    ///
    /// # Errors
    /// The light's table cannot be read.
    pub fn power(self) -> Result<Spectrum, TableError> {
        Ok(tables()?.powers[self as usize])
    }
}

/// The 2° standard observer (CIE 1931) under one light, adapted to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewing {
    illuminant: Illuminant,
    /// What a reflectance is multiplied by and summed to give X, Y and Z.
    weights: [Spectrum; 3],
    white: Xyz,
}

impl Viewing {
    /// The observer under `illuminant`.
    ///
    /// # Errors
    /// A table of observer or light cannot be read.
    pub fn under(illuminant: Illuminant) -> Result<Self, TableError> {
        let power = illuminant.power()?;
        let observer = &tables()?.observer;
        let scale = 100.0 / power.dot(&observer[1]);
        let weights = observer.map(|response| response.zip(&power, |r, p| r * p * scale));
        let sum = |weight: &Spectrum| weight.dot(&Spectrum::constant(1.0));
        let white = Xyz::new(sum(&weights[0]), sum(&weights[1]), sum(&weights[2]));
        Ok(Self {
            illuminant,
            weights,
            white,
        })
    }

    /// The light.
    pub fn illuminant(&self) -> Illuminant {
        self.illuminant
    }

    /// The light of a perfect white surface, by the same sum as every other.
    pub fn white(&self) -> Xyz {
        self.white
    }

    /// What a reflectance (0 to 1) sends to the eye.
    pub fn xyz(&self, reflectance: &Spectrum) -> Xyz {
        let [x, y, z] = &self.weights;
        Xyz::new(reflectance.dot(x), reflectance.dot(y), reflectance.dot(z))
    }

    /// Its colour to an eye adapted to this light.
    pub fn lab(&self, reflectance: &Spectrum) -> Lab {
        Lab::relative_to(self.xyz(reflectance), self.white)
    }

    /// Its light on an sRGB screen, adapted from this light to the screen's white (CAT16); not clipped.
    pub fn rgb(&self, reflectance: &Spectrum) -> LinearRgb {
        self.rgb_of(self.xyz(reflectance))
    }

    /// Light under this light, averaged perhaps, on an sRGB screen; not clipped.
    pub fn rgb_of(&self, xyz: Xyz) -> LinearRgb {
        adapt(xyz, self.white, Xyz::D65_WHITE, 1.0).into()
    }

    /// Its colour to an eye that has got used to the surface `surround` (0 to 1) as its white, as to the skin around a
    /// dot: CAT16 from the surround to this light's white, wholly adapted.
    pub fn lab_within(&self, reflectance: &Spectrum, surround: &Spectrum) -> Lab {
        let around = self.xyz(surround);
        let seen = adapt(self.xyz(reflectance), around, self.white, 1.0);
        Lab::relative_to(seen, self.white)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whites: the 5 nm sum for D65 and A of CIE 15, chromaticities of the LEDs of CIE 15:2018.
    #[test]
    fn whites_are_the_published_ones() {
        for (illuminant, x, y, tolerance) in [
            (Illuminant::D65, 0.312_72, 0.329_03, 1e-4),
            (Illuminant::A, 0.447_58, 0.407_45, 1e-4),
            (Illuminant::LedB3, 0.3756, 0.3723, 5e-4),
            (Illuminant::LedB5, 0.3118, 0.3236, 5e-4),
        ] {
            let (got_x, got_y) = Viewing::under(illuminant).unwrap().white().chromaticity();
            println!("{illuminant:?} x {got_x:.5} ({x}) y {got_y:.5} ({y})");
            assert!((got_x - x).abs() < tolerance && (got_y - y).abs() < tolerance);
        }
        let white = Viewing::under(Illuminant::D65).unwrap().white();
        assert!((white.x - 95.0430).abs() < 1e-3 && (white.z - 108.8801).abs() < 1e-3);
        assert!((white.y - 100.0).abs() < 1e-9);
    }

    #[test]
    fn a_grey_card_is_grey_under_every_light() {
        let grey = Spectrum::constant(0.184_187);
        for illuminant in Illuminant::ALL {
            let viewing = Viewing::under(illuminant).unwrap();
            let lab = viewing.lab(&grey);
            assert!(lab.distance(Lab::new(50.0, 0.0, 0.0)) < 1e-2, "{lab:?}");
            let rgb = viewing.rgb(&grey);
            assert!((rgb.red - rgb.blue).abs() < 1e-4, "{rgb:?}");
            let adapted = viewing.lab_within(&grey, &grey);
            assert!(
                adapted.distance(Lab::new(50.0, 0.0, 0.0)) < 1e-2,
                "{adapted:?}"
            );
        }
    }

    /// A surface as warm as its surround looks grey to an eye used to it, and a grey one bluish.
    #[test]
    fn an_eye_gets_used_to_the_surround() {
        let viewing = Viewing::under(Illuminant::D65).unwrap();
        let skin = Spectrum::from_fn(|nm| 0.2 + 0.3 * (nm - 380.0) / 400.0);
        let (same, grey) = (skin * 0.5, Spectrum::constant(0.1));
        assert!(viewing.lab(&same).chroma() > 8.0);
        assert!(viewing.lab_within(&same, &skin).chroma() < 1e-9);
        assert!(viewing.lab(&grey).chroma() < 0.1 && viewing.lab_within(&grey, &skin).b < -5.0);
    }
}
