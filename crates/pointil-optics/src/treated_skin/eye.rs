//! How far an eye tells things apart.

use core::f64::consts::PI;

/// A distance to look from.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct ViewingDistance {
    metres: f64,
}

/// A distance nobody looks from.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "a viewing distance of {metres} m; it is 0.1 to 20 m (0.3 a mirror, 0.7 arm's length, 1.5 across a table)"
)]
pub struct ImplausibleDistance {
    /// The distance given.
    pub metres: f64,
}

/// Diameter of the pupil in millimetres, as in a lit room.
const PUPIL_MM: f64 = 3.0;

/// Wavelength in nanometres that stands for white light in the eye's optics.
const MIDDLE_NM: f64 = 555.0;

impl ViewingDistance {
    /// Close, as in a mirror: 0.3 m.
    pub const CLOSE: Self = Self { metres: 0.3 };
    /// Arm's length: 0.7 m.
    pub const ARMS_LENGTH: Self = Self { metres: 0.7 };
    /// Across a table: 1.5 m.
    pub const ACROSS_A_TABLE: Self = Self { metres: 1.5 };
    /// Across a room: 3 m.
    pub const ACROSS_A_ROOM: Self = Self { metres: 3.0 };

    /// So many metres.
    ///
    /// # Errors
    /// A distance outside 0.1 to 20 m.
    pub fn new(metres: f64) -> Result<Self, ImplausibleDistance> {
        if (0.1..=20.0).contains(&metres) {
            Ok(Self { metres })
        } else {
            Err(ImplausibleDistance { metres })
        }
    }

    /// In metres.
    pub const fn metres(self) -> f64 {
        self.metres
    }

    /// Millimetres to a degree of the eye's field.
    fn mm_per_degree(self) -> f64 {
        1000.0 * self.metres * libm::tan(PI / 180.0)
    }

    /// The share of a pattern's contrast that reaches the retina, for so many cycles to a millimetre: mean of 200 eyes,
    /// corrected as well as can be (Watson 2013, Journal of Vision 13(6):18), pupil 3 mm.
    pub fn contrast_kept(self, cycles_per_mm: f64) -> f64 {
        let frequency = cycles_per_mm * self.mm_per_degree();
        let relative = frequency / cutoff_per_degree();
        if relative >= 1.0 {
            return 0.0;
        }
        let diffraction =
            2.0 / PI * (libm::acos(relative) - relative * libm::sqrt(1.0 - relative * relative));
        let corner = 21.95 - 5.512 * PUPIL_MM + 0.3922 * PUPIL_MM * PUPIL_MM;
        let ratio = frequency / corner;
        libm::pow(1.0 + ratio * ratio, -0.62) * libm::sqrt(diffraction)
    }

    /// Cycles to a millimetre beyond which nothing is seen.
    pub(super) fn finest_per_mm(self) -> f64 {
        cutoff_per_degree() / self.mm_per_degree()
    }
}

/// Cycles to a degree beyond which the pupil lets no contrast through.
fn cutoff_per_degree() -> f64 {
    PUPIL_MM * PI * 1e6 / (MIDDLE_NM * 180.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Watson's formula for 3 mm: 94.3 cycles to a degree are the end, 0.49 is left at 11.9, and 1 at none.
    #[test]
    fn contrast_falls_as_published() {
        let near = ViewingDistance::CLOSE;
        let per_degree = |cycles: f64| near.contrast_kept(cycles / near.mm_per_degree());
        assert!((cutoff_per_degree() - 94.34).abs() < 0.01);
        assert!((per_degree(0.0) - 1.0).abs() < 1e-12);
        assert!(
            (per_degree(11.9) - 0.49).abs() < 0.01,
            "{}",
            per_degree(11.9)
        );
        assert!(per_degree(95.0).abs() < 1e-12);
        let far = ViewingDistance::ACROSS_A_ROOM;
        assert!(far.contrast_kept(1.0) < near.contrast_kept(1.0));
    }

    #[test]
    fn nobody_looks_from_inside_the_head() {
        for metres in [0.0, -1.0, f64::NAN, 100.0] {
            let said = ViewingDistance::new(metres).unwrap_err().to_string();
            assert!(said.contains("it is 0.1 to 20 m"), "{said}");
        }
    }
}
