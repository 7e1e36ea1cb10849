//! The named parameters of a hairline, their ranges and two defaults, from `data/hairline_parameters.csv`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refusal::HairlineRefusal;
use crate::head::Head;
use crate::landmarks::Landmark;
use crate::table;
use crate::units::Mm;

/// The face width (between the tragia) for which the table's lengths are drawn, in millimetres.
const TABLE_FACE_WIDTH_MM: f64 = 143.0;

/// What a practitioner decides about a hairline. Lengths run along the skin, as a tape measures them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HairlineParameters {
    /// From the glabella straight up to the mid-frontal point.
    pub mid_frontal_height: Mm,
    /// From the mid-frontal point to the side, by level tape, to below the frontotemporal point.
    pub frontotemporal_breadth: Mm,
    /// From there straight back (and up) to the frontotemporal point. Negative: forward, a closed angle as in women.
    pub recession: Mm,
    /// How round the frontotemporal angle is: 0 a corner, 1 an arch.
    pub roundness: f64,
    /// From the frontotemporal point down towards the lateral canthus to the temporal point.
    pub temporal_point_drop: Mm,
    /// How far the temporal point lies forward of that line; negative behind it.
    pub temporal_point_projection: Mm,
    /// How far the line swings back between temporal point and sideburn.
    pub infratemporal_recess: Mm,
    /// From the tragion forward to the front edge of the sideburn.
    pub sideburn_breadth: Mm,
    /// How far the lateral humps reach up from the fringe above the ear.
    pub lateral_hump_depth: Mm,
    /// The depth behind the line over which density rises.
    pub transition_zone_depth: Mm,
    /// The greatest departure of the few large waves from the smooth line.
    pub macro_amplitude: Mm,
    /// The mean length of a large wave.
    pub macro_period: Mm,
    /// The greatest departure of the fine jaggedness from the waves.
    pub micro_amplitude: Mm,
    /// How many single dots stand 2–8 mm ahead of the line.
    pub sentinels: u32,
    /// How much left and right differ: 0 mirror images, 1 independent irregularity and angles up to 3 mm apart.
    pub asymmetry: f64,
    /// The seed of everything irregular.
    pub seed: u64,
}

impl HairlineParameters {
    /// A mature man's line on `head`, after Garg's construction and Shapiro's rules.
    pub fn mature_male(head: &Head) -> Self {
        Self::from_column(head, 3)
    }

    /// A woman's line on `head`: lower, with rounded temples and no recession.
    pub fn rounded_female(head: &Head) -> Self {
        Self::from_column(head, 4)
    }

    /// Garg's construction to the letter, scaled by the face's width: mid-frontal point, frontotemporal points and their
    /// lateral references 8 cm apart by tape, the temporal point 5 cm from the frontotemporal point. Wider at the temples than
    /// Shapiro's vertical through the lateral canthus. The rest is as for [`Self::mature_male`].
    pub fn garg(head: &Head) -> Self {
        let scale = face_scale(head);
        Self {
            mid_frontal_height: Mm::new(80.0 * scale),
            frontotemporal_breadth: Mm::new(80.0 * scale),
            recession: Mm::new(0.0),
            temporal_point_drop: Mm::new(50.0 * scale),
            ..Self::mature_male(head)
        }
    }

    fn from_column(head: &Head, column: usize) -> Self {
        let value = |name: &str| {
            let row = row(name);
            let scaled = row.get(5) == Some(&"yes");
            table::number(&row, column) * if scaled { face_scale(head) } else { 1.0 }
        };
        let mm = |name: &str| Mm::new(value(name));
        Self {
            mid_frontal_height: mm("mid_frontal_height"),
            frontotemporal_breadth: mm("frontotemporal_breadth"),
            recession: mm("recession"),
            roundness: value("roundness"),
            temporal_point_drop: mm("temporal_point_drop"),
            temporal_point_projection: mm("temporal_point_projection"),
            infratemporal_recess: mm("infratemporal_recess"),
            sideburn_breadth: mm("sideburn_breadth"),
            lateral_hump_depth: mm("lateral_hump_depth"),
            transition_zone_depth: mm("transition_zone_depth"),
            macro_amplitude: mm("macro_amplitude"),
            macro_period: mm("macro_period"),
            micro_amplitude: mm("micro_amplitude"),
            sentinels: value("sentinels") as u32,
            asymmetry: value("asymmetry"),
            seed: 1,
        }
    }

    /// The values accepted for a parameter, by its name; `None` for a name that is none.
    pub fn range(parameter: &str) -> Option<(f64, f64)> {
        let row = row(parameter);
        (!row.is_empty()).then(|| (table::number(&row, 1), table::number(&row, 2)))
    }

    /// Every parameter but the seed by its name, lengths in millimetres.
    pub fn values(&self) -> [(&'static str, f64); 15] {
        [
            ("mid_frontal_height", self.mid_frontal_height.mm()),
            ("frontotemporal_breadth", self.frontotemporal_breadth.mm()),
            ("recession", self.recession.mm()),
            ("roundness", self.roundness),
            ("temporal_point_drop", self.temporal_point_drop.mm()),
            (
                "temporal_point_projection",
                self.temporal_point_projection.mm(),
            ),
            ("infratemporal_recess", self.infratemporal_recess.mm()),
            ("sideburn_breadth", self.sideburn_breadth.mm()),
            ("lateral_hump_depth", self.lateral_hump_depth.mm()),
            ("transition_zone_depth", self.transition_zone_depth.mm()),
            ("macro_amplitude", self.macro_amplitude.mm()),
            ("macro_period", self.macro_period.mm()),
            ("micro_amplitude", self.micro_amplitude.mm()),
            ("sentinels", f64::from(self.sentinels)),
            ("asymmetry", self.asymmetry),
        ]
    }

    /// Refuses the first value outside its range.
    ///
    /// # Errors
    /// [`HairlineRefusal::ParameterRange`].
    pub fn check(&self) -> Result<(), HairlineRefusal> {
        for (parameter, value) in self.values() {
            let (low, high) = Self::range(parameter).unwrap_or_default();
            if !(value >= low && value <= high) {
                return Err(HairlineRefusal::ParameterRange {
                    parameter,
                    value,
                    low,
                    high,
                });
            }
        }
        Ok(())
    }
}

/// The width of this face against the table's.
pub(super) fn face_scale(head: &Head) -> f64 {
    let width = head
        .landmark(Landmark::TragionLeft)
        .distance(head.landmark(Landmark::TragionRight));
    width / TABLE_FACE_WIDTH_MM
}

fn row(parameter: &str) -> Vec<&'static str> {
    table::rows(include_str!("../../../../data/hairline_parameters.csv"))
        .find(|cells| cells.first() == Some(&parameter))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HeadMeasurements;

    #[test]
    fn every_parameter_has_a_row_with_its_defaults_in_range() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        for p in [
            HairlineParameters::mature_male(&head),
            HairlineParameters::rounded_female(&head),
            HairlineParameters::garg(&head),
        ] {
            assert_eq!(p.check(), Ok(()));
            for (name, _) in p.values() {
                let (low, high) = HairlineParameters::range(name).unwrap();
                assert!(low < high, "{name}");
            }
        }
        assert_eq!(HairlineParameters::range("colour"), None);
    }
}
