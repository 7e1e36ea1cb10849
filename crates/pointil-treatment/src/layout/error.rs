//! Why a design cannot be laid out.

use pointil_scalp::dots::{PatternError, UniverseError};
use pointil_scalp::{CurveError, DensityError, HairlineRefusal, HeadPartsError};

use crate::design::{DesignError, HairlineDesignError};

/// A design that cannot be laid out on its head.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// A value out of its range.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// Numbers that make no head.
    #[error("head: {0}")]
    Head(#[from] HeadPartsError),
    /// A line that no head has.
    #[error("hairline: {0}")]
    Hairline(HairlineRefusal),
    /// A density, patch or scar that cannot be.
    #[error("{0}")]
    Density(#[from] DensityError),
    /// Zones that cannot be drawn behind the line.
    #[error("hairline: {0}")]
    Zones(#[from] CurveError),
    /// Layers that do not rise to 1.
    #[error("layers do not rise to 1; write shares such as 0.3, 0.7, 1.0")]
    Layers,
    /// Dots in the skin that cannot be.
    #[error("in_skin: {0}")]
    Universe(#[from] UniverseError),
    /// More dots than fit.
    #[error("zones: {0}")]
    Pattern(#[from] PatternError),
}

impl From<HairlineDesignError> for LayoutError {
    fn from(error: HairlineDesignError) -> Self {
        match error {
            HairlineDesignError::Point(own) => Self::Design(own),
            HairlineDesignError::Refused(own) => Self::Hairline(own),
        }
    }
}
