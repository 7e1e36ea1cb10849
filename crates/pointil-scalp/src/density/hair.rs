//! The hair that is there already.

use core::fmt;
use core::str::FromStr;

use super::error::{DensityError, SHARE};
use crate::table;
use crate::zones::Zone;

/// A class of the Norwood–Hamilton scale of male hair loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NorwoodClass {
    /// No loss.
    I,
    /// Minor recession at the temples.
    II,
    /// The first loss counted as baldness: deep frontotemporal angles.
    III,
    /// Class III with a thin crown.
    IIIVertex,
    /// Deeper front and crown, with a solid bridge between them.
    IV,
    /// The bridge thins.
    V,
    /// The bridge is lost.
    VI,
    /// Only the band at back and sides remains.
    VII,
}

impl NorwoodClass {
    /// Every class.
    pub const ALL: &[Self] = &[
        Self::I,
        Self::II,
        Self::III,
        Self::IIIVertex,
        Self::IV,
        Self::V,
        Self::VI,
        Self::VII,
    ];

    /// The name used in case files and by practitioners, for example `III-vertex`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::I => "I",
            Self::II => "II",
            Self::III => "III",
            Self::IIIVertex => "III-vertex",
            Self::IV => "IV",
            Self::V => "V",
            Self::VI => "VI",
            Self::VII => "VII",
        }
    }
}

impl fmt::Display for NorwoodClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A Norwood class that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no Norwood class; known are I, II, III, III-vertex, IV, V, VI, VII")]
pub struct UnknownNorwoodClass {
    /// The name given.
    pub name: String,
}

impl FromStr for NorwoodClass {
    type Err = UnknownNorwoodClass;
    fn from_str(name: &str) -> Result<Self, UnknownNorwoodClass> {
        let known = Self::ALL.iter().find(|class| class.name() == name);
        known.copied().ok_or_else(|| UnknownNorwoodClass {
            name: name.to_owned(),
        })
    }
}

/// How much hair each zone still carries: 0 bald or shaven without a shadow, 1 a full head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExistingHair([f64; Zone::ALL.len()]);

impl ExistingHair {
    /// None anywhere.
    pub const NONE: Self = Self([0.0; Zone::ALL.len()]);

    /// All of it everywhere.
    pub const FULL: Self = Self([1.0; Zone::ALL.len()]);

    /// What a class of loss leaves, from `data/norwood_hair.csv`.
    pub fn norwood(class: NorwoodClass) -> Self {
        let mut hair = Self::FULL;
        for cells in table::rows(include_str!("../../../../data/norwood_hair.csv")) {
            let name = cells.first().copied().unwrap_or_default();
            let share = table::number(&cells, class as usize + 1);
            for zone in Zone::ALL {
                let own = zone.name();
                let own = own
                    .strip_suffix("_left")
                    .or(own.strip_suffix("_right"))
                    .unwrap_or(own);
                if own == name {
                    hair.0[*zone as usize] = share;
                }
            }
        }
        hair
    }

    /// The share of hair in `zone`.
    pub const fn of(&self, zone: Zone) -> f64 {
        self.0[zone as usize]
    }

    /// The same with another share in one zone.
    #[must_use]
    pub const fn with(mut self, zone: Zone, share: f64) -> Self {
        self.0[zone as usize] = share;
        self
    }

    pub(super) fn check(&self) -> Result<(), DensityError> {
        let check = |zone: &Zone| SHARE.check(format!("existing hair of {zone}"), self.of(*zone));
        Zone::ALL.iter().try_for_each(check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hair_only_falls_from_class_to_class_and_every_zone_has_a_row() {
        // III-vertex is a variety of III, not a step on the way to IV.
        let classes = NorwoodClass::ALL
            .iter()
            .filter(|class| **class != NorwoodClass::IIIVertex);
        let mut before = ExistingHair::FULL;
        for class in classes {
            let hair = ExistingHair::norwood(*class);
            for zone in Zone::ALL {
                assert!(hair.of(*zone) <= before.of(*zone), "{class} {zone}");
                assert!((hair.of(*zone) - hair.of(zone.mirrored())).abs() < 1e-12);
            }
            before = hair;
            assert_eq!(class.name().parse(), Ok(*class));
        }
        assert!(before.of(Zone::Crown) < 0.01 && before.of(Zone::Nape) < 1.0);
        let rows = table::rows(include_str!("../../../../data/norwood_hair.csv")).count();
        assert_eq!(rows, 13);
    }
}
