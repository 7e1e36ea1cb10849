//! Quantities with their unit in the type: lengths, areas and the three densities that the trade confuses.

use core::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A length in millimetres.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Mm(f64);

impl Mm {
    /// A length of `value` millimetres.
    pub const fn new(value: f64) -> Self {
        Self(value)
    }

    /// The length in millimetres.
    pub const fn mm(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Mm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} mm", self.0)
    }
}

/// An area in square centimetres.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct SquareCm(f64);

impl SquareCm {
    /// An area of `value` square centimetres.
    pub const fn new(value: f64) -> Self {
        Self(value)
    }

    /// The area of `value` square millimetres.
    pub const fn from_square_mm(value: f64) -> Self {
        Self(value / 100.0)
    }

    /// The area in square centimetres.
    pub const fn square_cm(self) -> f64 {
        self.0
    }
}

impl fmt::Display for SquareCm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} cm²", self.0)
    }
}

macro_rules! density {
    ($(#[$doc:meta])* $name:ident, $word:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// A density of `value` per square centimetre.
            pub const fn new(value: f64) -> Self {
                Self(value)
            }

            /// The density per square centimetre.
            pub const fn per_square_cm(self) -> f64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!("{} ", $word, "/cm²"), self.0)
            }
        }
    };
}

density!(
    /// Tattooed dots per square centimetre of skin. At most about 250: beyond it neighbouring healed dots touch.
    DotDensity,
    "dots"
);
density!(
    /// Follicular units (natural groups of one to four hairs) per square centimetre; 60 to 120 on an unthinned scalp.
    FollicularUnitDensity,
    "follicular units"
);
density!(
    /// Single hairs per square centimetre; 150 to 300 on an unthinned scalp, about two per follicular unit.
    HairDensity,
    "hairs"
);
