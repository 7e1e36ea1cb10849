//! Anthropometric landmarks by their standard names, and where they lie on a mean head.

use core::fmt;
use core::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::space::Point;

macro_rules! landmarks {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A named anatomical point.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        pub enum Landmark {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl Landmark {
            /// Every landmark.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name used in case files, for example `exocanthion_left`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }

        impl FromStr for Landmark {
            type Err = UnknownLandmark;
            fn from_str(name: &str) -> Result<Self, UnknownLandmark> {
                match name {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(UnknownLandmark { name: name.to_owned() }),
                }
            }
        }
    };
}

landmarks! {
    /// The most forward point of the forehead between the brows, on the midline.
    Glabella = "glabella",
    /// The deepest point of the nasal root.
    Sellion = "sellion",
    /// The tip of the nose.
    Pronasale = "pronasale",
    /// Where the nasal septum meets the upper lip.
    Subnasale = "subnasale",
    /// The midpoint of the closed lips.
    Stomion = "stomion",
    /// The most forward point of the chin.
    Pogonion = "pogonion",
    /// The lowest point of the chin.
    Menton = "menton",
    /// The outer corner of the left eye (lateral canthus).
    ExocanthionLeft = "exocanthion_left",
    /// The outer corner of the right eye (lateral canthus).
    ExocanthionRight = "exocanthion_right",
    /// The inner corner of the left eye.
    EndocanthionLeft = "endocanthion_left",
    /// The inner corner of the right eye.
    EndocanthionRight = "endocanthion_right",
    /// The notch above the left tragus.
    TragionLeft = "tragion_left",
    /// The notch above the right tragus.
    TragionRight = "tragion_right",
    /// The highest point of the left ear.
    SuperauraleLeft = "superaurale_left",
    /// The highest point of the right ear.
    SuperauraleRight = "superaurale_right",
    /// The lowest point of the left ear lobe.
    SubauraleLeft = "subaurale_left",
    /// The lowest point of the right ear lobe.
    SubauraleRight = "subaurale_right",
    /// The rearmost point of the left ear.
    PostauraleLeft = "postaurale_left",
    /// The rearmost point of the right ear.
    PostauraleRight = "postaurale_right",
    /// The highest point of the head.
    Vertex = "vertex",
    /// The point of the back of the head farthest from the glabella.
    Opisthocranion = "opisthocranion",
}

/// A landmark name that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no landmark; known are {}", known())]
pub struct UnknownLandmark {
    /// The name given.
    pub name: String,
}

fn known() -> String {
    Landmark::ALL
        .iter()
        .map(|l| l.name())
        .collect::<Vec<_>>()
        .join(", ")
}

impl fmt::Display for Landmark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Landmark {
    /// The same landmark on the other side; itself on the midline.
    pub const fn mirrored(self) -> Self {
        match self {
            Self::ExocanthionLeft => Self::ExocanthionRight,
            Self::ExocanthionRight => Self::ExocanthionLeft,
            Self::EndocanthionLeft => Self::EndocanthionRight,
            Self::EndocanthionRight => Self::EndocanthionLeft,
            Self::TragionLeft => Self::TragionRight,
            Self::TragionRight => Self::TragionLeft,
            Self::SuperauraleLeft => Self::SuperauraleRight,
            Self::SuperauraleRight => Self::SuperauraleLeft,
            Self::SubauraleLeft => Self::SubauraleRight,
            Self::SubauraleRight => Self::SubauraleLeft,
            Self::PostauraleLeft => Self::PostauraleRight,
            Self::PostauraleRight => Self::PostauraleLeft,
            other => other,
        }
    }

    /// Whether the landmark is a point of the cranial vault, given by its surface, rather than of the face or an ear.
    pub const fn is_cranial(self) -> bool {
        matches!(self, Self::Glabella | Self::Vertex | Self::Opisthocranion)
    }
}

/// A position for every landmark, in the head frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Landmarks([Point; Landmark::ALL.len()]);

impl Landmarks {
    /// The positions given by `place`.
    pub fn from_fn(place: impl Fn(Landmark) -> Point) -> Self {
        let mut all = [Point::ORIGIN; Landmark::ALL.len()];
        for (slot, landmark) in all.iter_mut().zip(Landmark::ALL) {
            *slot = place(*landmark);
        }
        Self(all)
    }

    /// Where `landmark` lies.
    pub fn position(&self, landmark: Landmark) -> Point {
        self.0[landmark as usize]
    }

    /// The same landmarks with `landmark` moved to `position`.
    #[must_use]
    pub fn with(mut self, landmark: Landmark, position: Point) -> Self {
        self.0[landmark as usize] = position;
        self
    }
}
