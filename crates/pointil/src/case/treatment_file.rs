//! The treatment's sections of a case file, as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What is treated and how densely. Densities in dots per cm², lengths in millimetres.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreatmentSection {
    /// `full_top`, `hairline_and_temples`, `crown`, `full_scalp`, `patches` or `scars`; `full_top` if left out.
    pub order: Option<String>,
    /// The Norwood class of the hair that is there, `I` to `VII`; `none` for a scalp without any. `VI` if left out.
    pub hair: Option<String>,
    /// One density for every zone, instead of each zone's own default.
    pub dots_per_cm2: Option<f64>,
    /// Exactly so many dots, those in the skin included; the densities are scaled to fit.
    pub dots: Option<usize>,
    /// Densities of single zones, by name.
    #[serde(default)]
    pub zones: BTreeMap<String, f64>,
    /// 1: the edge rises over the whole transition zone; 0: at once.
    pub softness: Option<f64>,
    /// Over how much the treatment fades out into hair.
    pub hair_blend: Option<f64>,
    /// The share of the density placed even under full hair.
    pub share_under_hair: Option<f64>,
    /// Bald patches.
    #[serde(default)]
    pub patches: Vec<PatchSection>,
    /// Scars.
    #[serde(default)]
    pub scars: Vec<ScarSection>,
}

/// A place by tape from the vertex: millimetres along the skin in a straight line, so far to the subject's left and so far
/// forward.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// To the subject's left; negative to the right.
    pub left: f64,
    /// Forward; negative to the back.
    pub forward: f64,
}

/// A bald patch, as an oval.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatchSection {
    /// Its middle.
    pub at: Place,
    /// Its whole length.
    pub length: f64,
    /// Its whole breadth; as long as broad if left out.
    pub breadth: Option<f64>,
    /// Where its length points: degrees from the subject's left towards the vertex.
    #[serde(default)]
    pub turn_deg: f64,
    /// The density inside.
    pub dots_per_cm2: f64,
    /// Over how much it passes into its surroundings; 5 if left out.
    pub blend: Option<f64>,
}

/// A scar.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScarSection {
    /// Places along it, from one end to the other.
    pub along: Vec<Place>,
    /// Its breadth.
    pub width: f64,
    /// Its density as a share of the zone's; 0.7 if left out.
    pub density_factor: Option<f64>,
    /// Over how much it passes into its surroundings; 2 if left out.
    pub blend: Option<f64>,
}

/// What the dots are made of, and how they lie when healed. Lengths in millimetres.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PigmentSection {
    /// A shade of the catalogue; `dark_brown` if left out.
    pub shade: Option<String>,
    /// The studio's own catalogue, seen from the case file's folder.
    pub shades: Option<String>,
    /// Parts of water to one part of the shade; 0 if left out.
    pub water: Option<f64>,
    /// Across a healed dot; 0.13 if left out.
    pub dot_diameter: Option<f64>,
    /// From the skin's surface down to a dot's top; 0.1 if left out.
    pub depth: Option<f64>,
    /// From a dot's top down to its end; 0.3 if left out.
    pub length: Option<f64>,
    /// `permanent`, `semi-permanent` or `resorbable`; `permanent` if left out.
    pub permanence: Option<String>,
    /// The studio's own ranges of fading, seen from the case file's folder.
    pub fading: Option<String>,
}

/// In how many sessions, and how much is done by the end of each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionsSection {
    /// The share of all dots that is in the skin after each session; the last is 1.
    #[serde(default = "usual_cumulative")]
    pub cumulative: Vec<f64>,
    /// How many of the sessions are done.
    pub done: Option<usize>,
    /// The table of dots, written by `pointil export dots`, from which the done sessions were worked.
    pub dots: Option<String>,
}

/// 30, 70 and 100 %, the layering of Liu 2025 (grade A, n = 10).
fn usual_cumulative() -> Vec<f64> {
    vec![0.3, 0.7, 1.0]
}

impl Default for SessionsSection {
    fn default() -> Self {
        Self {
            cumulative: usual_cumulative(),
            done: None,
            dots: None,
        }
    }
}
