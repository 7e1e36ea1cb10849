//! The names of the scalp's zones, and the groups of them that a client orders.

use core::fmt;
use core::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares the zones with the names under which they stand in case files.
macro_rules! zones {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A zone of the scalp, by the terms of hair restoration. Zones do not overlap; paired ones are two zones.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        pub enum Zone {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl Zone {
            /// Every zone, in a fixed order from front to back.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name used in case files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }

        impl FromStr for Zone {
            type Err = UnknownZone;
            fn from_str(name: &str) -> Result<Self, UnknownZone> {
                match name {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(UnknownZone { name: name.to_owned() }),
                }
            }
        }
    };
}

zones! {
    /// The first 5–10 mm behind the hairline: soft, irregular, single hairs only.
    TransitionZone = "transition_zone",
    /// Behind the transition zone: the band in which the hairline reaches its density.
    DefinedZone = "defined_zone",
    /// The oval on the midline behind the defined zone that the eye rests on.
    FrontalTuft = "frontal_tuft",
    /// The rest of the frontal third, back to the line that joins the frontotemporal points.
    Forelock = "forelock",
    /// The left frontotemporal angle: the corner between hairline and temple, where recession begins.
    FrontotemporalAngleLeft = "frontotemporal_angle_left",
    /// The right frontotemporal angle.
    FrontotemporalAngleRight = "frontotemporal_angle_right",
    /// From the line that joins the frontotemporal points back to the vertex transition point.
    MidScalp = "mid_scalp",
    /// The slope around the whorl, from the vertex transition point down to the occipital fringe.
    Crown = "crown",
    /// The left lateral hump: the crescent between the mid-scalp and the fringe above the ear.
    LateralHumpLeft = "lateral_hump_left",
    /// The right lateral hump.
    LateralHumpRight = "lateral_hump_right",
    /// The left temporal point: the forward peak of the hair at the temple.
    TemporalPointLeft = "temporal_point_left",
    /// The right temporal point.
    TemporalPointRight = "temporal_point_right",
    /// The left temple, from the frontotemporal angle down to the sideburn in front of the ear.
    TempleLeft = "temple_left",
    /// The right temple with its sideburn.
    TempleRight = "temple_right",
    /// The left side above and behind the ear.
    ParietalLeft = "parietal_left",
    /// The right side above and behind the ear.
    ParietalRight = "parietal_right",
    /// The back of the head, from ear to ear.
    Occipital = "occipital",
    /// The lowest band of hair at the back, above the neck.
    Nape = "nape",
}

/// A zone name that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no zone; known are {}", names(Zone::ALL.iter().map(|zone| zone.name())))]
pub struct UnknownZone {
    /// The name given.
    pub name: String,
}

fn names(all: impl Iterator<Item = &'static str>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Zone {
    /// The same zone on the other side; itself where it spans the midline.
    pub const fn mirrored(self) -> Self {
        match self {
            Self::FrontotemporalAngleLeft => Self::FrontotemporalAngleRight,
            Self::FrontotemporalAngleRight => Self::FrontotemporalAngleLeft,
            Self::LateralHumpLeft => Self::LateralHumpRight,
            Self::LateralHumpRight => Self::LateralHumpLeft,
            Self::TemporalPointLeft => Self::TemporalPointRight,
            Self::TemporalPointRight => Self::TemporalPointLeft,
            Self::TempleLeft => Self::TempleRight,
            Self::TempleRight => Self::TempleLeft,
            Self::ParietalLeft => Self::ParietalRight,
            Self::ParietalRight => Self::ParietalLeft,
            other => other,
        }
    }
}

/// What a client orders: a named group of zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkOrder {
    /// A new hairline with the temples.
    HairlineAndTemples,
    /// The crown alone.
    Crown,
    /// Everything a Norwood class VI loses: frontal third, mid-scalp, crown and lateral humps.
    FullTop,
    /// Bald patches only; the area is theirs, wherever they lie.
    Patches,
    /// Scars only; the area is theirs, wherever they lie.
    Scars,
    /// Every zone.
    FullScalp,
}

impl WorkOrder {
    /// Every work order.
    pub const ALL: &[Self] = &[
        Self::HairlineAndTemples,
        Self::Crown,
        Self::FullTop,
        Self::Patches,
        Self::Scars,
        Self::FullScalp,
    ];

    /// The name used in case files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HairlineAndTemples => "hairline_and_temples",
            Self::Crown => "crown",
            Self::FullTop => "full_top",
            Self::Patches => "patches",
            Self::Scars => "scars",
            Self::FullScalp => "full_scalp",
        }
    }

    /// The zones treated; none for patches and scars.
    pub const fn zones(self) -> &'static [Zone] {
        use Zone as Z;
        match self {
            Self::HairlineAndTemples => &[
                Z::TransitionZone,
                Z::DefinedZone,
                Z::FrontalTuft,
                Z::FrontotemporalAngleLeft,
                Z::FrontotemporalAngleRight,
                Z::TemporalPointLeft,
                Z::TemporalPointRight,
                Z::TempleLeft,
                Z::TempleRight,
            ],
            Self::Crown => &[Z::Crown],
            Self::FullTop => &[
                Z::TransitionZone,
                Z::DefinedZone,
                Z::FrontalTuft,
                Z::Forelock,
                Z::FrontotemporalAngleLeft,
                Z::FrontotemporalAngleRight,
                Z::MidScalp,
                Z::Crown,
                Z::LateralHumpLeft,
                Z::LateralHumpRight,
            ],
            Self::Patches | Self::Scars => &[],
            Self::FullScalp => Zone::ALL,
        }
    }
}

/// A work order name that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no work order; known are {}", names(WorkOrder::ALL.iter().map(|order| order.name())))]
pub struct UnknownWorkOrder {
    /// The name given.
    pub name: String,
}

impl fmt::Display for WorkOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for WorkOrder {
    type Err = UnknownWorkOrder;
    fn from_str(name: &str) -> Result<Self, UnknownWorkOrder> {
        let known = Self::ALL.iter().find(|order| order.name() == name);
        known.copied().ok_or_else(|| UnknownWorkOrder {
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_and_mirroring_twice_is_nothing() {
        for zone in Zone::ALL {
            assert_eq!(zone.name().parse(), Ok(*zone));
            assert_eq!(zone.mirrored().mirrored(), *zone);
        }
        for order in WorkOrder::ALL {
            assert_eq!(order.name().parse(), Ok(*order));
            assert!(
                order
                    .zones()
                    .iter()
                    .all(|z| order.zones().contains(&z.mirrored()))
            );
        }
        let wrong = "fontal_tuft".parse::<Zone>().unwrap_err().to_string();
        assert!(
            wrong.contains("fontal_tuft") && wrong.contains("frontal_tuft"),
            "{wrong}"
        );
    }
}
