//! Ink thinned with water.

/// How far an ink is thinned, as practitioners state it: parts of water to parts of pigment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dilution {
    share: f64,
}

/// A dilution that leaves no ink, or none that can be mixed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ImplausibleDilution {
    /// Parts out of range.
    #[error(
        "{pigment} parts of pigment to {water} of water; pigment is above 0 and water 0 to 200 times as much (black for dark hair 0 to 5, for light hair up to 20)"
    )]
    Parts {
        /// Parts of pigment.
        pigment: f64,
        /// Parts of water.
        water: f64,
    },
    /// A share out of range.
    #[error(
        "a dilution of {share}; the share of pigment in the mixture is 0.005 to 1 (1 undiluted)"
    )]
    Share {
        /// The share given.
        share: f64,
    },
}

/// More water than this to a part of pigment leaves nothing to see.
const MOST_WATER: f64 = 200.0;

impl Dilution {
    /// As it comes out of the bottle.
    pub const UNDILUTED: Self = Self { share: 1.0 };

    /// So many parts of pigment mixed with so many of water, as "1 to 10" or drops of each.
    ///
    /// # Errors
    /// No pigment, negative parts, or more than 200 parts of water to one of pigment.
    pub fn parts(pigment: f64, water: f64) -> Result<Self, ImplausibleDilution> {
        let enough = pigment > 0.0 && pigment.is_finite();
        if enough && (0.0..=MOST_WATER * pigment).contains(&water) {
            Ok(Self {
                share: pigment / (pigment + water),
            })
        } else {
            Err(ImplausibleDilution::Parts { pigment, water })
        }
    }

    /// The share of pigment in the mixture.
    ///
    /// # Errors
    /// A share outside 0.005 to 1.
    pub fn of_share(share: f64) -> Result<Self, ImplausibleDilution> {
        if (0.005..=1.0).contains(&share) {
            Ok(Self { share })
        } else {
            Err(ImplausibleDilution::Share { share })
        }
    }

    /// The share of pigment in the mixture, above 0 to 1.
    pub const fn share(self) -> f64 {
        self.share
    }

    /// Parts of water to one part of pigment.
    pub fn water_parts(self) -> f64 {
        1.0 / self.share - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_shares_agree() {
        let ten = Dilution::parts(2.0, 20.0).unwrap();
        assert!((ten.share() - 1.0 / 11.0).abs() < 1e-15);
        assert!((ten.water_parts() - 10.0).abs() < 1e-12);
        assert_eq!(Dilution::parts(3.0, 0.0).unwrap(), Dilution::UNDILUTED);
        assert_eq!(Dilution::of_share(1.0).unwrap(), Dilution::UNDILUTED);
    }

    #[test]
    fn nothing_is_no_dilution() {
        for (pigment, water) in [(0.0, 5.0), (1.0, -1.0), (f64::NAN, 1.0), (1.0, 500.0)] {
            let said = Dilution::parts(pigment, water).unwrap_err().to_string();
            assert!(said.contains("parts of pigment"), "{said}");
        }
        let zero = Dilution::of_share(0.0).unwrap_err().to_string();
        assert!(zero.starts_with("a dilution of 0; the share"), "{zero}");
    }
}
