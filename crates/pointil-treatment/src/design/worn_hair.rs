//! How the hair that is there is worn, as a design keeps it.

use pointil_scalp::HairPattern;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Design, Technique};

/// How the hair that is there is worn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WornHair {
    /// Shaved: each hair is a dark point.
    Shaved {
        /// What shows of a hair above the skin, 0 to 1.5.
        length_mm: f64,
    },
    /// Longer: strands that lie over the scalp.
    Long {
        /// Of a hair, above 1.5 to 600.
        length_mm: f64,
        /// Where it is parted; without it where a design among long hair says, else in the middle for patterns of Ludwig and
        /// Sinclair, else not at all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parting: Option<Parting>,
    },
}

/// Where long hair is parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Parting {
    /// In the middle.
    Middle,
    /// On the client's left.
    Left,
    /// On the client's right.
    Right,
    /// Nowhere: combed straight back.
    Back,
}

impl Parting {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Middle, Self::Left, Self::Right, Self::Back];

    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Middle => "middle",
            Self::Left => "left",
            Self::Right => "right",
            Self::Back => "back",
        }
    }
}

/// What is left above the skin of hair that was cut right at it, in millimetres: the model of stubble knows no less.
pub const LEAST_STUBBLE_MM: f64 = 0.02;

impl WornHair {
    /// Hair up to this length is shaved, in millimetres.
    pub const MOST_SHAVED_MM: f64 = 1.5;

    /// The longest hair, in millimetres.
    pub const LONGEST_MM: f64 = 600.0;

    /// What a close shave leaves (grade D).
    pub const CLOSE_SHAVE: Self = Self::Shaved { length_mm: 0.3 };

    /// Hair to the shoulders.
    pub const TO_THE_SHOULDERS: Self = Self::Long {
        length_mm: 300.0,
        parting: None,
    };

    /// Hair of this length, parted so; shaved hair has no parting.
    pub const fn of_length(length_mm: f64, parting: Option<Parting>) -> Self {
        if length_mm <= Self::MOST_SHAVED_MM {
            Self::Shaved { length_mm }
        } else {
            Self::Long { length_mm, parting }
        }
    }

    /// The length of a hair in millimetres.
    pub const fn length_mm(self) -> f64 {
        match self {
            Self::Shaved { length_mm } | Self::Long { length_mm, .. } => length_mm,
        }
    }
}

impl Design {
    /// How the hair that is there is worn: as the design says, else long where it works among long hair, else shaved, as every other
    /// technique is made to be seen.
    pub fn worn_hair(&self) -> WornHair {
        let among_long = |own: &Technique| matches!(own, Technique::DiffuseDensity { .. });
        self.hair.worn.unwrap_or_else(|| {
            if self.techniques.iter().any(among_long) {
                WornHair::TO_THE_SHOULDERS
            } else {
                WornHair::CLOSE_SHAVE
            }
        })
    }

    /// The hair that is there and how it is worn, in a few words.
    pub fn hair_words(&self) -> String {
        let pattern = self.hair.pattern;
        match self.worn_hair() {
            _ if matches!(
                pattern,
                HairPattern::None | HairPattern::Totalis | HairPattern::Universalis
            ) =>
            {
                pattern.to_string()
            }
            WornHair::Shaved { length_mm } => format!("{pattern}, shaved to {length_mm} mm"),
            WornHair::Long { length_mm, .. } => format!("{pattern}, worn {length_mm} mm long"),
        }
    }
}
