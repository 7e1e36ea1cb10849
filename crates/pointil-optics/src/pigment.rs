//! What is put into the skin, and what becomes of it.

/// A pigment as it lies in a healed dot: how strongly it absorbs, and how much more so towards blue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pigment {
    absorption_per_mm: f64,
    exponent: f64,
}

/// A pigment that no dot is made of.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "a pigment that absorbs {absorption_per_mm} per mm with exponent {exponent}; absorption is 0 to 200 per mm (0.2 pale, 30 full black) and the exponent 0 to 5 (1 carbon, 3 brown)"
)]
pub struct ImplausiblePigment {
    /// Absorption per millimetre at 550 nm.
    pub absorption_per_mm: f64,
    /// Ångström exponent.
    pub exponent: f64,
}

impl Pigment {
    /// Undiluted carbon black: about 2.5 mg/ml in the dot at 8 m²/g (Bond and Bergstrom 2006: 7.5 ± 1.2 m²/g at 550 nm,
    /// exponent 1). The amount is grade D, as are the shades below.
    pub const BLACK: Self = Self::of(20.0, 1.0);
    /// Dark brown: carbon with some iron oxide.
    pub const DARK_BROWN: Self = Self::of(15.0, 1.5);
    /// Mid-brown.
    pub const MID_BROWN: Self = Self::of(10.0, 2.0);
    /// Light brown, for fair hair.
    pub const LIGHT_BROWN: Self = Self::of(5.0, 2.5);
    /// Diluted carbon black, for greying hair.
    pub const GREY: Self = Self::of(6.0, 1.0);

    const fn of(absorption_per_mm: f64, exponent: f64) -> Self {
        Self {
            absorption_per_mm,
            exponent,
        }
    }

    /// The pigment whose healed dots absorb `absorption_per_mm` at 550 nm (natural logarithm), and at other wavelengths
    /// in proportion to (550 nm / wavelength) to the power of `exponent`.
    ///
    /// # Errors
    /// An absorption outside 0 to 200 per mm or an exponent outside 0 to 5.
    pub fn new(absorption_per_mm: f64, exponent: f64) -> Result<Self, ImplausiblePigment> {
        let plausible =
            (0.0..=200.0).contains(&absorption_per_mm) && (0.0..=5.0).contains(&exponent);
        if plausible {
            Ok(Self::of(absorption_per_mm, exponent))
        } else {
            Err(ImplausiblePigment {
                absorption_per_mm,
                exponent,
            })
        }
    }

    /// The pigment with `water` parts of water to one part of itself; less than none is taken as none.
    #[must_use]
    pub fn diluted(self, water: f64) -> Self {
        Self {
            absorption_per_mm: self.absorption_per_mm / (1.0 + water.max(0.0)),
            ..self
        }
    }

    /// Absorption per millimetre of a healed dot at `wavelength_nm`.
    pub fn absorption_per_mm(self, wavelength_nm: f64) -> f64 {
        self.absorption_per_mm * libm::pow(550.0 / wavelength_nm, self.exponent)
    }
}

/// How long ago a dot was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Age {
    /// The same day: wider and stronger than it will be.
    Fresh,
    /// Healed, two to three months on: the state that a design describes.
    Healed,
    /// So many years after healing; less than none is taken as none.
    Years(f64),
}

/// The share of the pigment that stays through healing: (1 - 0.20 shed with the epidermis) (1 - 0.20 carried off).
/// Default of a range 0.39 to 0.81; "about one-third disappeared within weeks" (Bäumler 2015).
const KEPT_IN_HEALING: f64 = 0.64;

/// Diameter healed to fresh: 0.25 mm heals to 0.13 mm (grade C, a practitioner's account).
const SHRINKING: f64 = 0.52;

/// Pigment lost per year after healing: 0.20 by the body and 0.05 by daily sun, for carbon black in the papillary dermis
/// (grade D; 5 to 8 years from healed to a touch-up).
const FADING_PER_YEAR: f64 = 0.25;

/// How fast pigment spreads sideways, in square millimetres per year (grade D, range 0.001 to 0.005: fine tattoos lose
/// their detail in 10 to 15 years, Eames 2011).
const SPREADING: f64 = 2.5e-3;

/// What of a healed dot is there at another age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Deposited {
    pub(crate) diameter_mm: f64,
    /// Absorption relative to the healed dot's.
    pub(crate) strength: f64,
}

impl Age {
    /// The dot that has `diameter_mm` when healed, at this age. Its pigment is its strength times its area.
    pub(crate) fn deposited(self, diameter_mm: f64) -> Deposited {
        let (wider, mass) = match self {
            Self::Fresh => (diameter_mm / SHRINKING, 1.0 / KEPT_IN_HEALING),
            Self::Healed => (diameter_mm, 1.0),
            Self::Years(years) => {
                let years = years.max(0.0);
                let square = diameter_mm * diameter_mm + 16.0 * SPREADING * years;
                (square.sqrt(), libm::exp(-FADING_PER_YEAR * years))
            }
        };
        let share = diameter_mm / wider;
        Deposited {
            diameter_mm: wider,
            strength: mass * share * share,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn water_thins_and_nonsense_is_refused() {
        let thin = Pigment::BLACK.diluted(3.0);
        assert!((thin.absorption_per_mm(550.0) - 5.0).abs() < 1e-12);
        assert_eq!(Pigment::BLACK.diluted(-1.0), Pigment::BLACK);
        assert!(Pigment::new(f64::NAN, 1.0).is_err());
        assert!(Pigment::new(10.0, 9.0).is_err());
        assert!(Pigment::new(10.0, 2.0).is_ok_and(|p| p == Pigment::MID_BROWN));
        let brown = Pigment::MID_BROWN;
        assert!(brown.absorption_per_mm(455.0) > 1.7 * brown.absorption_per_mm(605.0));
    }

    #[test]
    fn pigment_is_lost_with_time_and_never_made() {
        let mass = |age: Age| {
            let d = age.deposited(0.14);
            d.diameter_mm * d.diameter_mm * d.strength
        };
        assert!((mass(Age::Healed) / mass(Age::Fresh) - 0.64).abs() < 1e-12);
        assert!((mass(Age::Years(4.0)) / mass(Age::Healed) - libm::exp(-1.0)).abs() < 1e-12);
        assert_eq!(Age::Years(0.0).deposited(0.14), Age::Healed.deposited(0.14));
        assert_eq!(
            Age::Years(-3.0).deposited(0.14),
            Age::Healed.deposited(0.14)
        );
        // Radius 0.15 mm grows to 0.25 mm in four years.
        assert!((Age::Years(4.0).deposited(0.30).diameter_mm - 0.50).abs() < 0.01);
    }
}
