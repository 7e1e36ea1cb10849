//! The Norwood–Hamilton scale.

use core::fmt;
use core::str::FromStr;

use super::scale::scale;
use crate::table;
use crate::units::SquareCm;

scale! {
    /// A class of the Norwood–Hamilton scale of male hair loss. In the A variants the whole front goes back evenly and no
    /// bald crown comes towards it; they stand after the class they vary.
    NorwoodClass {
        /// No loss.
        I = "I",
        /// Triangular recession at the temples, sparse hair along the middle of the line.
        II = "II",
        /// The whole front recedes, to no deeper than the temples of class II.
        IIA = "IIA",
        /// The first loss counted as baldness: deep frontotemporal angles.
        III = "III",
        /// The front recedes as deep as the temples of class III.
        IIIA = "IIIA",
        /// The front of class III at most, with a thin round crown.
        IIIVertex = "III-vertex",
        /// Deeper front and crown, with a solid bridge between them.
        IV = "IV",
        /// The front recedes past the middle of the top.
        IVA = "IVA",
        /// The bridge thins.
        V = "V",
        /// The front recedes almost to the vertex.
        VA = "VA",
        /// The bridge is lost.
        VI = "VI",
        /// Only the band at back and sides remains.
        VII = "VII",
    }
}

impl NorwoodClass {
    /// The bald area usual for the class, least and most, from `data/norwood_areas.csv` (grade D: for a first guess without a
    /// head). None for class I, and for the A variants, of which no source speaks.
    pub fn usual_area(self) -> Option<(SquareCm, SquareCm)> {
        table::rows(include_str!("../../../../../data/norwood_areas.csv"))
            .find(|cells| cells.first() == Some(&self.name()))
            .map(|cells| [1, 2].map(|column| SquareCm::new(table::number(&cells, column))))
            .map(|[low, high]| (low, high))
    }

    /// The classes that may follow, in order: along the plain classes or along the A variants, both to VI and VII.
    pub const fn later(self) -> &'static [Self] {
        const PLAIN: &[NorwoodClass] = &[
            NorwoodClass::II,
            NorwoodClass::III,
            NorwoodClass::IV,
            NorwoodClass::V,
            NorwoodClass::VI,
            NorwoodClass::VII,
        ];
        const FRONT_TO_BACK: &[NorwoodClass] = &[
            NorwoodClass::IIIA,
            NorwoodClass::IVA,
            NorwoodClass::VA,
            NorwoodClass::VI,
            NorwoodClass::VII,
        ];
        let (chain, passed) = match self {
            Self::I => (PLAIN, 0),
            Self::II => (PLAIN, 1),
            Self::III | Self::IIIVertex => (PLAIN, 2),
            Self::IV => (PLAIN, 3),
            Self::V => (PLAIN, 4),
            Self::VI => (PLAIN, 5),
            Self::VII => (PLAIN, 6),
            Self::IIA => (FRONT_TO_BACK, 0),
            Self::IIIA => (FRONT_TO_BACK, 1),
            Self::IVA => (FRONT_TO_BACK, 2),
            Self::VA => (FRONT_TO_BACK, 3),
        };
        chain.split_at(passed).1
    }
}

impl fmt::Display for NorwoodClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A Norwood class that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no Norwood class; known are {}", known())]
pub struct UnknownNorwoodClass {
    /// The name given.
    pub name: String,
}

fn known() -> String {
    let names: Vec<_> = NorwoodClass::ALL.iter().map(|class| class.name()).collect();
    names.join(", ")
}

impl FromStr for NorwoodClass {
    type Err = UnknownNorwoodClass;
    fn from_str(name: &str) -> Result<Self, UnknownNorwoodClass> {
        let own = |class: &&Self| class.name().eq_ignore_ascii_case(name);
        let known = Self::ALL.iter().find(own);
        known.copied().ok_or_else(|| UnknownNorwoodClass {
            name: name.to_owned(),
        })
    }
}
