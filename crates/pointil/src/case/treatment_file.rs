//! The treatment's sections of a case file, as they are written.

use std::collections::BTreeMap;

use pointil_treatment::design::USUAL_LAYERS;
use serde::Deserialize;

/// What is treated and how densely. Densities in dots per cm², lengths in millimetres.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreatmentSection {
    /// `full_shaved_look`, `hairline_definition`, `receding_line`, `crown`, `whole_scalp`; those with a place of their own have sections.
    /// Without any, `full_shaved_look`.
    #[serde(default)]
    pub techniques: Vec<String>,
    /// The pattern of the hair that is there, such as `VI`, `Ludwig II` or `none`; `VI` if left out.
    pub hair: Option<String>,
    /// The share of a full head of hair in zones where it is not the pattern's, by name.
    #[serde(default)]
    pub hair_zones: BTreeMap<String, f64>,
    /// Places where hair differs from its pattern; a later one lies over an earlier one.
    #[serde(default)]
    pub hair_edits: Vec<HairEditSection>,
    /// How long the hair that is there is worn: up to 1.5 it is shaved.
    pub hair_length: Option<f64>,
    /// Where long hair is parted: `middle`, `left`, `right`, or `back` for not at all.
    pub hair_parting: Option<String>,
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
    /// Round scars of single grafts.
    #[serde(default)]
    pub punch_scars: Vec<PunchScarSection>,
    /// Names of zones that are treated besides.
    #[serde(default)]
    pub chosen_zones: Vec<String>,
    /// Density among long hair.
    pub diffuse: Option<DiffuseSection>,
    /// Density between the grafts of a transplant.
    pub transplant: Option<TransplantSection>,
    /// Old tattoos and old work, worked over.
    #[serde(default)]
    pub cover_ups: Vec<PatchSection>,
}

/// Density among long hair.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiffuseSection {
    /// Names of zones.
    pub zones: Vec<String>,
    /// A parting that shows.
    pub part_line: Option<PartLineSection>,
}

/// A parting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartLineSection {
    /// Places along it, from front to back.
    pub along: Vec<Place>,
    /// The breadth that shows.
    pub width: f64,
    /// The density on it.
    pub dots_per_cm2: f64,
    /// How far beyond its sides dots become fewer; 12 if left out.
    pub blend: Option<f64>,
}

/// Density between grafts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransplantSection {
    /// Names of the zones with grafts.
    pub zones: Vec<String>,
    /// Grafts that grew, per square centimetre.
    pub grafts_per_cm2: f64,
}

/// Round scars of one size.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PunchScarSection {
    /// Their middles.
    pub at: Vec<Place>,
    /// Across one.
    pub diameter: f64,
    /// Their density as a share of the zone's; 0.7 if left out.
    pub density_factor: Option<f64>,
    /// How far beyond each it passes into its surroundings; 1 if left out.
    pub blend: Option<f64>,
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

/// Hair as it is in one place: an oval (`at`), a polygon (`around`) or a band (`along`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HairEditSection {
    /// The middle of an oval.
    pub at: Option<Place>,
    /// The oval's whole length.
    pub length: Option<f64>,
    /// Its whole breadth; as long as broad if left out.
    pub breadth: Option<f64>,
    /// Where its length points: degrees from the subject's left towards the vertex.
    pub turn_deg: Option<f64>,
    /// The corners of a polygon.
    pub around: Option<Vec<Place>>,
    /// Places along a band.
    pub along: Option<Vec<Place>>,
    /// The band's breadth.
    pub width: Option<f64>,
    /// The hair there as a share of a full head.
    pub share: f64,
    /// Over how much it passes into the hair around; 5 if left out.
    pub blend: Option<f64>,
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
    /// The cartridge; three needles of 0.20 if left out.
    pub needle: Option<NeedleSection>,
    /// What is otherwise in single zones, by name.
    #[serde(default)]
    pub zones: BTreeMap<String, DotSection>,
    /// What is otherwise on scars.
    pub scars: Option<DotSection>,
}

/// What of the dots is otherwise in one place. Lengths in millimetres.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DotSection {
    /// A shade of the catalogue.
    pub shade: Option<String>,
    /// Parts of water to one part of the shade.
    pub water: Option<f64>,
    /// Across a healed dot.
    pub dot_diameter: Option<f64>,
    /// From the skin's surface down to a dot's top.
    pub depth: Option<f64>,
    /// From a dot's top down to its end.
    pub length: Option<f64>,
    /// The cartridge.
    pub needle: Option<NeedleSection>,
}

/// A round needle cartridge.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedleSection {
    /// Across one needle, in millimetres.
    pub diameter: f64,
    /// How many stand together.
    pub points: u8,
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
    /// Work that was in the skin before this design.
    #[serde(default)]
    pub before: Vec<BeforeSection>,
}

/// Earlier work.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeforeSection {
    /// What it was, for example `another studio, 2021`.
    pub of: String,
    /// Its dots: a table that begins with the columns x, y, z, session, seen from the case file's folder.
    pub dots: String,
    /// The day, as `2021-05-30`.
    pub on: Option<String>,
}

fn usual_cumulative() -> Vec<f64> {
    USUAL_LAYERS.to_vec()
}

impl Default for SessionsSection {
    fn default() -> Self {
        Self {
            cumulative: usual_cumulative(),
            done: None,
            dots: None,
            before: Vec::new(),
        }
    }
}
