//! One number of ours beside its truth.

use crate::monte_carlo::Estimate;

/// Monte Carlo may lie so many standard errors from the truth: one number in 16,000 does by chance.
pub const MOST_SIGMAS: f64 = 4.0;

/// Adding–doubling may be so far off in a share of light.
pub const ALLOWED: f64 = 2e-4;

/// How a number of ours is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// A formula of colour.
    Formula,
    /// Layers solved exactly but for the number of directions.
    AddingDoubling,
    /// Photons.
    MonteCarlo,
    /// Skin fitted to what was measured.
    Fit,
    /// The fast model of dots.
    DotTable,
}

impl Method {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Formula => "formula",
            Self::AddingDoubling => "adding–doubling",
            Self::MonteCarlo => "Monte Carlo",
            Self::Fit => "fit",
            Self::DotTable => "dot table",
        }
    }
}

/// One number of ours beside its truth. Where only the size of an error can be told, the truth is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Which case, and which number of it.
    pub what: String,
    /// How ours is found.
    pub by: Method,
    /// The truth.
    pub truth: f64,
    /// Ours.
    pub ours: f64,
    /// How far ours may be off.
    pub allowed: f64,
    /// The standard error of ours where photons decide it, or the noise of the reference that it is compared with.
    pub error: Option<f64>,
}

impl Comparison {
    /// A number that may be off by `allowed`.
    pub(super) const fn within(
        what: String,
        by: Method,
        truth: f64,
        ours: f64,
        allowed: f64,
    ) -> Self {
        Self {
            what,
            by,
            truth,
            ours,
            allowed,
            error: None,
        }
    }

    /// An error of ours, which is 0 at best and may be `allowed`.
    pub(super) const fn error(what: String, by: Method, ours: f64, allowed: f64) -> Self {
        Self::within(what, by, 0.0, ours, allowed)
    }

    /// A mean over photons, which may be off by [`MOST_SIGMAS`] of its error and the truth's own together.
    pub(super) fn sampled(what: String, truth: f64, truth_error: f64, ours: Estimate) -> Self {
        Self {
            what,
            by: Method::MonteCarlo,
            truth,
            ours: ours.mean,
            allowed: MOST_SIGMAS * libm::hypot(ours.standard_error, truth_error),
            error: Some(ours.standard_error),
        }
    }

    /// Ours less the truth.
    pub fn difference(&self) -> f64 {
        self.ours - self.truth
    }

    /// How far ours is off, as a share of what it may be; at most 1 passes.
    pub fn share(&self) -> f64 {
        if self.difference() == 0.0 {
            0.0
        } else {
            self.difference().abs() / self.allowed
        }
    }

    /// How many standard errors lie between Monte Carlo and truth; the truth's own error is allowed for.
    pub fn sigmas(&self) -> Option<f64> {
        let sampled = self.by == Method::MonteCarlo && self.error.is_some();
        sampled.then(|| MOST_SIGMAS * self.share())
    }

    /// Whether ours is as near as it must be.
    pub fn passes(&self) -> bool {
        self.share() <= 1.0
    }
}
