//! Hairlines that no head has, each refused with its reason.

use super::control::HairlinePoint;
use crate::curve::CurveError;

/// Why a hairline is refused. Every refusal has a stable [`code`](Self::code).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HairlineRefusal {
    /// A parameter outside its range.
    #[error("{parameter} is {value}{}, but {low} to {high}{} is allowed; {}", unit(parameter), unit(parameter), way_on(parameter, *value, *low, *high))]
    ParameterRange {
        /// The parameter's name.
        parameter: &'static str,
        /// The value given, in millimetres for lengths.
        value: f64,
        /// The least value allowed.
        low: f64,
        /// The greatest value allowed.
        high: f64,
    },
    /// Part of the line lies behind the ears.
    #[error(
        "the hairline's {point} lies {behind_mm:.0} mm behind the ear, but a hairline stays in front of the ears (0 mm); move it forward"
    )]
    BehindEar {
        /// The name of the point, or `line` for the way between two.
        point: &'static str,
        /// How far behind, in millimetres.
        behind_mm: f64,
    },
    /// Part of the line lies on the brow, the cheek or the ear.
    #[error(
        "the hairline's {point} lies {below_mm:.0} mm below the scalp's border above brow, cheek and ear, but must lie above it (0 mm); move it up"
    )]
    BelowBrow {
        /// The name of the point, or `line` for the way between two.
        point: &'static str,
        /// How far below, in millimetres.
        below_mm: f64,
    },
    /// The line meets the midline too low or too high.
    #[error(
        "the hairline meets the midline {height_mm:.0} mm above the glabella, but {low_mm} to {high_mm} mm along the skin is allowed; move the mid-frontal point"
    )]
    MidFrontalHeight {
        /// The height along the skin, in millimetres.
        height_mm: f64,
        /// The least height allowed.
        low_mm: f64,
        /// The greatest height allowed.
        high_mm: f64,
    },
    /// Two points in an order that no hairline has.
    #[error(
        "the hairline's {point} lies {by_mm:.0} mm {place}, but must lie {least_mm} mm or more the other way; move it"
    )]
    Order {
        /// The point's name.
        point: &'static str,
        /// Where it lies, for example `below the temporal point`.
        place: &'static str,
        /// By how much, in millimetres; negative where it lies the right way but not far enough.
        by_mm: f64,
        /// The least distance the right way.
        least_mm: f64,
    },
    /// The line crosses itself.
    #[error(
        "the hairline crosses itself {left_mm:.0} mm left of the midline, but a hairline may not (0 crossings); move the points apart or lessen the irregularity"
    )]
    CrossesItself {
        /// Where, in millimetres to the subject's left of the midline.
        left_mm: f64,
    },
    /// A named control point missing, doubled or out of order.
    #[error(
        "the hairline's control point {} comes {found} times in its place, but must come once, in order from the subject's right to the left; restore it", point.name()
    )]
    ControlPoints {
        /// The point.
        point: HairlinePoint,
        /// How many times it was found where it belongs.
        found: usize,
    },
    /// A control point number that does not exist.
    #[error(
        "control point {index} does not exist; the hairline has {count}, counted from 0; choose one of them"
    )]
    NoSuchControlPoint {
        /// The number given.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// The control points give no line.
    #[error(transparent)]
    Curve(#[from] CurveError),
}

impl HairlineRefusal {
    /// A code that does not change when the wording does.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ParameterRange { .. } => "hairline.parameter_range",
            Self::BehindEar { .. } => "hairline.behind_ear",
            Self::BelowBrow { .. } => "hairline.below_brow",
            Self::MidFrontalHeight { .. } => "hairline.mid_frontal_height",
            Self::Order { .. } => "hairline.order",
            Self::CrossesItself { .. } => "hairline.crosses_itself",
            Self::ControlPoints { .. } => "hairline.control_points",
            Self::NoSuchControlPoint { .. } => "hairline.no_such_control_point",
            Self::Curve(_) => "hairline.curve",
        }
    }
}

fn unit(parameter: &str) -> &'static str {
    match parameter {
        "roundness" | "asymmetry" | "sentinels" => "",
        _ => " mm",
    }
}

/// What to do, with a guess at the unit where the number would fit in another.
fn way_on(parameter: &str, value: f64, low: f64, high: f64) -> String {
    let fits = |v: f64| low > 0.0 && v >= low && v <= high;
    let mm = unit(parameter) == " mm";
    if mm && fits(value * 10.0) {
        format!("{value} looks like centimetres: {} mm", value * 10.0)
    } else if mm && fits(value * 25.4) {
        format!("{value} looks like inches: {:.0} mm", value * 25.4)
    } else {
        String::from("choose a value in that range")
    }
}
