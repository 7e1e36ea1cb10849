//! The hair that is there, as a design keeps it.

use std::collections::BTreeMap;

use pointil_scalp::{ExistingHair, HairArea, HairEdit, HairPattern, Mm, Zone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outline::Outline;
use super::place::Place;
use super::worn_hair::WornHair;

/// The hair that is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentHair {
    /// The pattern it was read as.
    pub pattern: HairPattern,
    /// The share of a full head of hair in zones where it is not the pattern's, 0 to 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub zones: BTreeMap<Zone, f64>,
    /// Places that differ; a later one lies over an earlier one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<PresentHairEdit>,
    /// How it is worn; [`Design::worn_hair`](super::Design::worn_hair) says what holds without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worn: Option<WornHair>,
}

/// Hair as it is in one place, whatever the pattern says of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentHairEdit {
    /// The place.
    pub place: HairPlace,
    /// The hair there as a share of a full head, 0 to 1.
    pub share: f64,
    /// How far beyond the place its hair passes over into that around it, 0 to 40.
    pub blend_mm: f64,
}

/// Where hair differs from its pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HairPlace {
    /// Within an outline.
    Outline(Outline),
    /// Along a line.
    Band {
        /// Places along it.
        along: Vec<Place>,
        /// Its breadth, 0.3 to 60.
        width_mm: f64,
    },
}

impl From<HairPattern> for PresentHair {
    fn from(pattern: HairPattern) -> Self {
        Self {
            pattern,
            zones: BTreeMap::new(),
            edits: Vec::new(),
            worn: None,
        }
    }
}

impl PresentHair {
    /// The hair as the scalp knows it. Places that are none have been refused by [`Design::check`](super::Design::check).
    pub fn existing(&self) -> ExistingHair {
        let edits = self.edits.iter().filter_map(|own| {
            let area = match &own.place {
                HairPlace::Outline(outline) => HairArea::Outline(outline.on_scalp()?),
                HairPlace::Band { along, width_mm } => HairArea::Band {
                    line: along
                        .iter()
                        .map(|place| place.site())
                        .collect::<Option<_>>()?,
                    width: Mm::new(*width_mm),
                },
            };
            Some(HairEdit {
                area,
                share: own.share,
                blend: Mm::new(own.blend_mm),
            })
        });
        ExistingHair {
            pattern: self.pattern,
            zones: self.zones.clone(),
            edits: edits.collect(),
        }
    }

    /// Every place it names, with its name.
    pub(super) fn places(&self) -> Vec<(String, Place)> {
        let numbered = self.edits.iter().enumerate();
        numbered
            .flat_map(|(k, own)| {
                let named = match &own.place {
                    HairPlace::Outline(outline) => outline.places(),
                    HairPlace::Band { along, .. } => along
                        .iter()
                        .enumerate()
                        .map(|(i, place)| (format!("along[{i}]"), *place))
                        .collect(),
                };
                let in_edit = move |(name, place)| (format!("edits[{k}].place.{name}"), place);
                named.into_iter().map(in_edit)
            })
            .collect()
    }
}
