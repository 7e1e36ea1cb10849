//! The outline of a patch as a file keeps it.

use pointil_scalp::{Mm, PatchOutline};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::Place;

/// A closed outline on the skin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "shape", deny_unknown_fields)]
pub enum Outline {
    /// An oval.
    Oval {
        /// Its middle.
        centre: Place,
        /// Its whole length, 2 to 240.
        length_mm: f64,
        /// Its whole breadth, 2 to 240.
        breadth_mm: f64,
        /// Where its length points: degrees from the subject's left towards the vertex.
        turn_deg: f64,
    },
    /// A closed line straight from corner to corner.
    Polygon {
        /// Its corners, three or more.
        corners: Vec<Place>,
    },
}

impl Outline {
    /// Its places, each with its name.
    pub(super) fn places(&self) -> Vec<(String, Place)> {
        match self {
            Self::Oval { centre, .. } => vec![("centre".to_owned(), *centre)],
            Self::Polygon { corners } => {
                let numbered = corners.iter().enumerate();
                numbered
                    .map(|(k, own)| (format!("corners[{k}]"), *own))
                    .collect()
            }
        }
    }

    /// The outline as the scalp knows it; `None` where a place is none.
    pub fn on_scalp(&self) -> Option<PatchOutline> {
        match self {
            Self::Oval {
                centre,
                length_mm,
                breadth_mm,
                turn_deg,
            } => Some(PatchOutline::Oval {
                centre: centre.site()?,
                half_length: Mm::new(length_mm / 2.0),
                half_breadth: Mm::new(breadth_mm / 2.0),
                turn: turn_deg.to_radians(),
            }),
            Self::Polygon { corners } => {
                let sites: Option<Vec<_>> = corners.iter().map(|own| own.site()).collect();
                Some(PatchOutline::Polygon(sites?))
            }
        }
    }
}
