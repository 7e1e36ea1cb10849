//! Cases whose answer is known without random numbers, and how near both solvers of light in layers come to it.
//!
//! Truths are in `data/optics/validation_*.csv` and `black_layer_depth.csv`: deterministic discrete ordinates with many
//! directions, beside what van de Hulst, Giovanelli, Gardner, Chandrasekhar and the manual of MCML print.

mod black_layers;
mod slabs;

use crate::adding_doubling::TransportError;
use crate::layers::ImplausibleLayers;
use crate::monte_carlo::{Estimate, ImplausibleColumn, Photons, TooManyLayers};
use crate::table::TableError;
use crate::tissue::SkinModelError;

pub use slabs::adding_doubling_worst;

/// One number by both solvers beside its truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Which case, and which number of it.
    pub what: String,
    /// The truth.
    pub truth: f64,
    /// How far the truth itself may be off: one sigma of its last digit.
    pub truth_error: f64,
    /// The number by adding–doubling, where it tells it.
    pub adding_doubling: Option<f64>,
    /// How far adding–doubling may be off.
    pub allowed: f64,
    /// The number by Monte Carlo, where it tells it.
    pub monte_carlo: Option<Estimate>,
}

/// Monte Carlo may lie so many standard errors from the truth: one number in 16,000 does by chance.
pub const MOST_SIGMAS: f64 = 4.0;

/// Adding–doubling may be so far off in a share of light.
pub const ALLOWED: f64 = 2e-4;

impl Comparison {
    /// How many standard errors lie between Monte Carlo and truth; the truth's own error is allowed for.
    pub fn sigmas(&self) -> Option<f64> {
        self.monte_carlo.map(|ours| {
            let off = (ours.mean - self.truth).abs();
            off / libm::hypot(ours.standard_error, self.truth_error)
        })
    }

    /// Whether both solvers are as near as they must be.
    pub fn passes(&self) -> bool {
        let near = self
            .adding_doubling
            .is_none_or(|ours| (ours - self.truth).abs() <= self.allowed);
        near && self.sigmas().is_none_or(|sigmas| sigmas <= MOST_SIGMAS)
    }
}

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CaseKind {
    /// Total reflectance and transmittance of a stack of layers.
    Totals,
    /// Radiance of a slab over angles.
    Angles,
    /// Fluence over depth in a half space.
    Fluence,
    /// Skin with a black layer at several depths: a column as wide as a coin.
    BlackLayers,
}

impl CaseKind {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Totals => "total reflectance and transmittance",
            Self::Angles => "radiance over angles",
            Self::Fluence => "fluence over depth",
            Self::BlackLayers => "black layers in skin",
        }
    }
}

/// One case, ready to be worked out.
#[derive(Clone, Debug)]
pub struct ValidationCase(Inner);

#[derive(Clone, Debug)]
enum Inner {
    Totals(slabs::TotalsCase),
    Angles,
    Fluence(slabs::FluenceCase),
    BlackLayers(black_layers::BlackLayersCase),
}

/// A case that could not be worked out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ValidationError {
    /// A table of truths.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A cell of a table that is no list of numbers.
    #[error("{table}: {cell:?} is no list of numbers separated by |")]
    List {
        /// The table.
        table: &'static str,
        /// What stands there.
        cell: String,
    },
    /// Its layers.
    #[error(transparent)]
    Layers(#[from] ImplausibleLayers),
    /// Too many of them for a walk.
    #[error(transparent)]
    TooMany(#[from] TooManyLayers),
    /// A column in it.
    #[error(transparent)]
    Column(#[from] ImplausibleColumn),
    /// Adding–doubling.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The skin.
    #[error(transparent)]
    Skin(#[from] SkinModelError),
}

/// Every case.
///
/// # Errors
/// A table compiled in that cannot be read.
pub fn cases() -> Result<Vec<ValidationCase>, ValidationError> {
    let mut all: Vec<Inner> = slabs::totals()?.into_iter().map(Inner::Totals).collect();
    all.push(Inner::Angles);
    all.extend(slabs::fluence()?.into_iter().map(Inner::Fluence));
    all.extend(black_layers::all()?.into_iter().map(Inner::BlackLayers));
    Ok(all.into_iter().map(ValidationCase).collect())
}

impl ValidationCase {
    /// What it is about.
    pub const fn kind(&self) -> CaseKind {
        match self.0 {
            Inner::Totals(_) => CaseKind::Totals,
            Inner::Angles => CaseKind::Angles,
            Inner::Fluence(_) => CaseKind::Fluence,
            Inner::BlackLayers(_) => CaseKind::BlackLayers,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match &self.0 {
            Inner::Totals(case) => &case.name,
            Inner::Angles => "radiance of the slab",
            Inner::Fluence(case) => &case.name,
            Inner::BlackLayers(case) => &case.name,
        }
    }

    /// The case by both solvers. Fluence and black layers take a tenth of the photons, as each photon meets every slice or column.
    ///
    /// # Errors
    /// None for the cases compiled in.
    pub fn run(&self, photons: Photons) -> Result<Vec<Comparison>, ValidationError> {
        let fewer = Photons {
            count: photons.count.div_ceil(10),
            ..photons
        };
        match &self.0 {
            Inner::Totals(case) => case.run(photons),
            Inner::Angles => slabs::angles(photons),
            Inner::Fluence(case) => case.run(fewer),
            Inner::BlackLayers(case) => case.run(fewer),
        }
    }
}
