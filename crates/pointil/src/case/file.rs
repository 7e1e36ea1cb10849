//! The case file as it is written: names, types and nothing more. What the values mean is checked where they are used.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::plan_file::PlanSection;
use super::treatment_file::{PigmentSection, SessionsSection, TreatmentSection};

/// A whole case file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// Chooses among equally good patterns; the same seed gives the same dots, bit for bit.
    pub seed: u64,
    /// Who it is for.
    #[serde(default)]
    pub client: ClientSection,
    /// What tape and calliper say.
    #[serde(default)]
    pub head: HeadSection,
    /// Photographs of the head.
    #[serde(default)]
    pub photographs: Vec<PhotographSection>,
    /// Where the new line runs.
    #[serde(default)]
    pub hairline: HairlineSection,
    /// What is treated.
    #[serde(default)]
    pub treatment: TreatmentSection,
    /// What the dots are made of.
    #[serde(default)]
    pub pigment: PigmentSection,
    /// In how many sessions.
    #[serde(default)]
    pub sessions: SessionsSection,
    /// When and how it is worked.
    #[serde(default)]
    pub plan: PlanSection,
}

/// What is known of the client.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSection {
    /// `female` or `male`; left out, the means of both are used.
    pub sex: Option<String>,
    /// Age in years.
    pub age: Option<u8>,
    /// The colour of the hair under daylight, as `20,4,8` (L*, a*, b*).
    pub hair: Option<String>,
    /// Follicular units per square centimetre where the hair is full.
    pub follicular_units_per_cm2: Option<f64>,
    /// The Fitzpatrick type, `I` to `VI`, or a measured colour as `61,12,15`.
    pub skin: Option<String>,
    /// `dry`, `normal` or `oily`; `normal` if left out.
    pub sebum: Option<String>,
    /// `protected`, `usual` or `unprotected`; `usual` if left out.
    pub sun: Option<String>,
    /// Whether the client swims often.
    pub swims: Option<bool>,
}

/// Measurements in millimetres; any subset.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadSection {
    /// Glabella to opisthocranion, by calliper.
    pub head_length: Option<f64>,
    /// Greatest breadth above the ears, by calliper.
    pub head_breadth: Option<f64>,
    /// Around the head over glabella and the back of the head, by tape.
    pub head_circumference: Option<f64>,
    /// Tragion to the top of the head, vertically.
    pub tragion_to_top: Option<f64>,
}

/// One photograph.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotographSection {
    /// The picture's file, seen from the case file's folder.
    pub file: String,
    /// What the results are called; the file's name without its ending if left out.
    pub name: Option<String>,
    /// Degrees from the picture's left edge to its right, if known.
    pub field_of_view_deg: Option<f64>,
    /// Landmark names and where they lie, in pixels from the picture's top left corner.
    pub landmarks: BTreeMap<String, [f64; 2]>,
    /// Places on the outline of the bare skull, in pixels from left to right as one sees them; left out, the outline is
    /// looked for where the background is plain.
    #[serde(default)]
    pub outline: Vec<[f64; 2]>,
    /// A picture of the same size, white where dots may show and black over hair, hands and glasses.
    pub mask: Option<String>,
}

/// The hairline: a known kind, with any of its parameters given otherwise. Lengths in millimetres along the skin.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HairlineSection {
    /// `mature_male`, `rounded_female` or `garg`; by the client's sex if left out.
    pub kind: Option<String>,
    /// A preset instead, such as `mature_male_natural`; `pointil presets` lists them.
    pub preset: Option<String>,
    /// From the glabella up to the mid-frontal point.
    pub mid_frontal_height: Option<f64>,
    /// From the mid-frontal point to the side, to below the frontotemporal point.
    pub frontotemporal_breadth: Option<f64>,
    /// From there back to the frontotemporal point.
    pub recession: Option<f64>,
    /// 0 a corner, 1 an arch.
    pub roundness: Option<f64>,
    /// From the frontotemporal point down to the temporal point.
    pub temporal_point_drop: Option<f64>,
    /// How far the temporal point lies forward.
    pub temporal_point_projection: Option<f64>,
    /// How far the line swings back between temporal point and sideburn.
    pub infratemporal_recess: Option<f64>,
    /// From the tragion to the front edge of the sideburn.
    pub sideburn_breadth: Option<f64>,
    /// How far the lateral humps reach up.
    pub lateral_hump_depth: Option<f64>,
    /// The depth over which density rises behind the line.
    pub transition_zone_depth: Option<f64>,
    /// The large waves' greatest departure.
    pub macro_amplitude: Option<f64>,
    /// The large waves' mean length.
    pub macro_period: Option<f64>,
    /// The fine jaggedness's greatest departure.
    pub micro_amplitude: Option<f64>,
    /// Single dots ahead of the line.
    pub sentinels: Option<u32>,
    /// 0 mirror images, 1 independent sides.
    pub asymmetry: Option<f64>,
    /// Moves of named points from where the parameters put them.
    #[serde(default)]
    pub moves: Vec<MoveSection>,
    /// Places that the line passes besides, given from where named points lie after their moves.
    #[serde(default)]
    pub passes: Vec<MoveSection>,
}

/// A place on the skin as seen from a named point of the hairline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveSection {
    /// The point's name, such as `mid_frontal_point`.
    pub point: String,
    /// Millimetres to the subject's left; negative to the right.
    #[serde(default)]
    pub left: f64,
    /// Millimetres up the head; negative towards the brow.
    #[serde(default)]
    pub up: f64,
}
