//! Densities that nobody can place, each refused with its reason.

use crate::curve::CurveError;

/// Why a composition of densities is refused. Every refusal has a stable [`code`](Self::code).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DensityError {
    /// A value outside its range.
    #[error("{field} is {value}{unit}, but {low} to {high}{unit} is allowed; {way_on}")]
    OutOfRange {
        /// What the value is for, for example `density of crown`.
        field: String,
        /// The value given.
        value: f64,
        /// The least value allowed.
        low: f64,
        /// The greatest value allowed.
        high: f64,
        /// The unit with a blank before it; empty for shares.
        unit: &'static str,
        /// What to do.
        way_on: &'static str,
    },
    /// A place that is not on the scalp.
    #[error(
        "{field} lies outside the scalp, but treatment never leaves it; move it above brow and ears"
    )]
    OffScalp {
        /// What lies there.
        field: String,
    },
    /// An outline or a line with too few points.
    #[error("{field} has {count} points, but needs at least {least}; add points")]
    TooFewPoints {
        /// Whose points.
        field: String,
        /// How many there are.
        count: usize,
        /// How many are needed.
        least: usize,
    },
    /// An outline or a line through places that coincide.
    #[error(transparent)]
    Curve(#[from] CurveError),
}

impl DensityError {
    /// A code that does not change when the wording does.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "density.out_of_range",
            Self::OffScalp { .. } => "density.off_scalp",
            Self::TooFewPoints { .. } => "density.too_few_points",
            Self::Curve(_) => "density.curve",
        }
    }
}

/// A range with what it is for.
pub(super) struct Range {
    pub low: f64,
    pub high: f64,
    pub unit: &'static str,
    pub way_on: &'static str,
}

/// Beyond it neighbouring healed dots touch.
pub(super) const DENSITY: Range = Range {
    low: 0.0,
    high: 250.0,
    unit: " dots/cm²",
    way_on: "choose a density in that range (60 a pass and 100 to 200 in all are usual)",
};

pub(super) const SHARE: Range = Range {
    low: 0.0,
    high: 1.0,
    unit: "",
    way_on: "choose a share from none (0) to all (1)",
};

/// How far one zone's hair passes into the next one's.
pub(super) const HAIR_BLEND: Range = Range::mm(0.0, 80.0);

impl Range {
    /// A range of lengths.
    pub const fn mm(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            unit: " mm",
            way_on: "choose a length in that range, in millimetres",
        }
    }

    pub fn check(&self, field: impl Into<String>, value: f64) -> Result<(), DensityError> {
        if value >= self.low && value <= self.high {
            return Ok(());
        }
        Err(DensityError::OutOfRange {
            field: field.into(),
            value,
            low: self.low,
            high: self.high,
            unit: self.unit,
            way_on: self.way_on,
        })
    }
}
