//! What is done to a scalp, as parts that combine freely on one head.

use pointil_scalp::{DotDensity, FollicularUnitDensity, WorkOrder, Zone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dot_setting::DotSetting;
use super::outline::Outline;
use super::place::Place;

/// One technique of scalp micropigmentation with what it is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Technique {
    /// The look of a shaved head: everything a Norwood class VI loses.
    FullShavedLook {},
    /// A hairline that is there, made clear: transition and defined zone with the frontotemporal angles.
    HairlineDefinition {},
    /// A line that has receded, brought back: hairline, tuft, angles and temples.
    RecedingLine {},
    /// The crown.
    Crown {},
    /// Zones chosen one by one.
    ChosenZones {
        /// Which.
        zones: Vec<Zone>,
    },
    /// Dots among long hair, so that less scalp shows through.
    DiffuseDensity {
        /// Where.
        zones: Vec<Zone>,
        /// A parting that shows, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part_line: Option<PartLine>,
    },
    /// A bald patch, for example of alopecia areata.
    AreataPatch {
        /// Its outline.
        outline: Outline,
        /// Dots per square centimetre in it.
        dots_per_cm2: DotDensity,
        /// How far beyond the outline it passes into its surroundings, 0 to 40.
        blend_mm: f64,
    },
    /// The whole head with temples and nape, as for alopecia totalis and universalis.
    WholeScalp {},
    /// The scar of a strip that was taken for a transplant, or another long one.
    StripScar {
        /// Places along it, from one end to the other.
        along: Vec<Place>,
        /// Its breadth, 0.3 to 60.
        width_mm: f64,
        /// Its density as a share of the zone's, 0 to 2: scar tissue takes pigment unevenly and spreads it.
        density_share: f64,
        /// How far beyond its sides it passes into its surroundings, 0 to 40.
        blend_mm: f64,
        /// Its dots, if they are others than the zone's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dot: Option<DotSetting>,
    },
    /// The round scars of single grafts that were punched out.
    PunchScars {
        /// Their middles.
        centres: Vec<Place>,
        /// Across one, 2 to 12.
        diameter_mm: f64,
        /// Their density as a share of the zone's, 0 to 2.
        density_share: f64,
        /// How far beyond it passes into its surroundings, 0 to 40.
        blend_mm: f64,
        /// Their dots, if they are others than the zone's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dot: Option<DotSetting>,
    },
    /// Density between the grafts of a transplant.
    AfterTransplant {
        /// Where grafts stand.
        zones: Vec<Zone>,
        /// Grafts that grew, which count as dots.
        grafts_per_cm2: FollicularUnitDensity,
    },
    /// An old tattoo or old work of the kind, worked over. Its dots are in the ledger and count towards saturation.
    CoverUp {
        /// The outline of what is covered.
        outline: Outline,
        /// Dots per square centimetre in it, old ones counted.
        dots_per_cm2: DotDensity,
        /// How far beyond the outline it passes into its surroundings, 0 to 40.
        blend_mm: f64,
    },
}

/// A parting through which the scalp shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartLine {
    /// Places along it, from front to back.
    pub along: Vec<Place>,
    /// The breadth that shows, 0.3 to 60.
    pub width_mm: f64,
    /// Dots per square centimetre on it.
    pub dots_per_cm2: DotDensity,
    /// How far beyond its sides dots become fewer, 0 to 40.
    pub blend_mm: f64,
}

impl Technique {
    /// The zones it treats; none where it has a place of its own.
    pub fn zones(&self) -> Vec<Zone> {
        use Zone as Z;
        match self {
            Self::FullShavedLook {} => WorkOrder::FullTop.zones().to_vec(),
            Self::HairlineDefinition {} => vec![
                Z::TransitionZone,
                Z::DefinedZone,
                Z::FrontotemporalAngleLeft,
                Z::FrontotemporalAngleRight,
            ],
            Self::RecedingLine {} => WorkOrder::HairlineAndTemples.zones().to_vec(),
            Self::Crown {} => WorkOrder::Crown.zones().to_vec(),
            Self::WholeScalp {} => WorkOrder::FullScalp.zones().to_vec(),
            Self::ChosenZones { zones }
            | Self::DiffuseDensity { zones, .. }
            | Self::AfterTransplant { zones, .. } => zones.clone(),
            Self::AreataPatch { .. }
            | Self::StripScar { .. }
            | Self::PunchScars { .. }
            | Self::CoverUp { .. } => Vec::new(),
        }
    }

    /// What a price list calls it.
    pub fn order(&self) -> WorkOrder {
        match self {
            Self::ChosenZones { zones } => smallest_around(zones),
            Self::FullShavedLook {}
            | Self::DiffuseDensity { .. }
            | Self::AfterTransplant { .. } => WorkOrder::FullTop,
            Self::HairlineDefinition {} | Self::RecedingLine {} => WorkOrder::HairlineAndTemples,
            Self::Crown {} => WorkOrder::Crown,
            Self::WholeScalp {} => WorkOrder::FullScalp,
            Self::AreataPatch { .. } | Self::CoverUp { .. } => WorkOrder::Patches,
            Self::StripScar { .. } | Self::PunchScars { .. } => WorkOrder::Scars,
        }
    }

    /// Its name in files.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::FullShavedLook {} => "full_shaved_look",
            Self::HairlineDefinition {} => "hairline_definition",
            Self::RecedingLine {} => "receding_line",
            Self::Crown {} => "crown",
            Self::ChosenZones { .. } => "chosen_zones",
            Self::DiffuseDensity { .. } => "diffuse_density",
            Self::AreataPatch { .. } => "areata_patch",
            Self::WholeScalp {} => "whole_scalp",
            Self::StripScar { .. } => "strip_scar",
            Self::PunchScars { .. } => "punch_scars",
            Self::AfterTransplant { .. } => "after_transplant",
            Self::CoverUp { .. } => "cover_up",
        }
    }

    /// Whether it is worked on scar tissue.
    pub const fn on_scar(&self) -> bool {
        matches!(self, Self::StripScar { .. } | Self::PunchScars { .. })
    }

    /// Its own dots, where they are others than its zones'.
    pub const fn dot_mut(&mut self) -> Option<&mut DotSetting> {
        match self {
            Self::StripScar { dot, .. } | Self::PunchScars { dot, .. } => dot.as_mut(),
            _ => None,
        }
    }

    /// Every place it names, with its name.
    pub(super) fn places(&self) -> Vec<(String, Place)> {
        let listed = |name: &str, places: &[Place]| {
            let numbered = places.iter().enumerate();
            numbered
                .map(|(k, own)| (format!("{name}[{k}]"), *own))
                .collect()
        };
        match self {
            Self::AreataPatch { outline, .. } | Self::CoverUp { outline, .. } => outline.places(),
            Self::StripScar { along, .. } => listed("along", along),
            Self::PunchScars { centres, .. } => listed("centres", centres),
            Self::DiffuseDensity {
                part_line: Some(own),
                ..
            } => listed("part_line.along", &own.along),
            _ => Vec::new(),
        }
    }
}

/// The smallest order that holds all of `zones`.
fn smallest_around(zones: &[Zone]) -> WorkOrder {
    let holding = [
        WorkOrder::Crown,
        WorkOrder::HairlineAndTemples,
        WorkOrder::FullTop,
    ];
    let holds = |order: &WorkOrder| zones.iter().all(|zone| order.zones().contains(zone));
    let found = holding.into_iter().find(holds);
    found.unwrap_or(WorkOrder::FullScalp)
}
