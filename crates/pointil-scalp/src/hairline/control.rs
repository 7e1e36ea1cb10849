//! The control points of a hairline.

use core::fmt;
use core::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::space::Site;

macro_rules! hairline_points {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A named point of a hairline. Every hairline has each once, in this order from the subject's right to the left.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        pub enum HairlinePoint {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl HairlinePoint {
            /// Every named point, from the subject's right to the left.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name used in case files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }

        impl FromStr for HairlinePoint {
            type Err = UnknownHairlinePoint;
            fn from_str(name: &str) -> Result<Self, UnknownHairlinePoint> {
                match name {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(UnknownHairlinePoint { name: name.to_owned() }),
                }
            }
        }
    };
}

hairline_points! {
    /// The lower end of the right sideburn's front edge, in front of the ear.
    SideburnRight = "sideburn_right",
    /// The rearmost place between the right temporal point and the sideburn.
    InfratemporalRecessRight = "infratemporal_recess_right",
    /// The foremost place of the right temple's hair.
    TemporalPointRight = "temporal_point_right",
    /// The corner between the right side of the frontal hairline and the temple.
    FrontotemporalPointRight = "frontotemporal_point_right",
    /// Where the frontal hairline turns from convex to concave on the right, above the pupil.
    LateralAnteriorPointRight = "lateral_anterior_point_right",
    /// Where the hairline meets the midline.
    MidFrontalPoint = "mid_frontal_point",
    /// Where the frontal hairline turns from convex to concave on the left, above the pupil.
    LateralAnteriorPointLeft = "lateral_anterior_point_left",
    /// The corner between the left side of the frontal hairline and the temple.
    FrontotemporalPointLeft = "frontotemporal_point_left",
    /// The foremost place of the left temple's hair.
    TemporalPointLeft = "temporal_point_left",
    /// The rearmost place between the left temporal point and the sideburn.
    InfratemporalRecessLeft = "infratemporal_recess_left",
    /// The lower end of the left sideburn's front edge, in front of the ear.
    SideburnLeft = "sideburn_left",
}

/// A name of a hairline's point that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no point of a hairline; known are {}", known())]
pub struct UnknownHairlinePoint {
    /// The name given.
    pub name: String,
}

fn known() -> String {
    let names: Vec<_> = HairlinePoint::ALL.iter().map(|p| p.name()).collect();
    names.join(", ")
}

impl fmt::Display for HairlinePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl HairlinePoint {
    /// The same point on the other side; the mid-frontal point stays.
    pub fn mirrored(self) -> Self {
        Self::ALL[Self::ALL.len() - 1 - self as usize]
    }
}

/// A place the hairline passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControlPoint {
    /// Which named point it is; `None` for one that only shapes the line between two of them.
    pub name: Option<HairlinePoint>,
    /// Where it lies.
    pub site: Site,
}
