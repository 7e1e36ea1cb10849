//! Cases whose answer is known, and how near ours come to it: what `pointil optics validate` prints and the tests hold.
//!
//! Truths of light in layers are in `data/optics/validation_*.csv` and `black_layer_depth.csv`: deterministic discrete ordinates with
//! many directions, beside what van de Hulst, Giovanelli, Gardner, Chandrasekhar and the manual of MCML print.

mod angles;
mod black_layers;
mod colour;
mod comparison;
mod directions;
mod fast_model;
mod fluence;
mod laws;
mod one_dot;
mod random_stacks;
mod skin;
mod totals;

use crate::adding_doubling::TransportError;
use crate::colour::ImplausibleAngle;
use crate::dot_table::{DotTableError, SizeError};
use crate::layers::ImplausibleLayers;
use crate::monte_carlo::{ImplausibleColumn, Photons, TooManyLayers};
use crate::spectrum::SpectrumError;
use crate::table::TableError;
use crate::tissue::SkinModelError;
use crate::trial::TrialError;

pub use comparison::{ALLOWED, Comparison, MOST_SIGMAS, Method};
pub use skin::{FittedSkin, fitted_classes};

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CaseKind {
    /// The formula of colour differences and the classes of skin colour.
    Colour,
    /// Total reflectance and transmittance of a stack of layers.
    Totals,
    /// The totals by adding–doubling with few and many directions.
    Directions,
    /// Radiance of a slab over angles.
    Angles,
    /// Fluence over depth in a half space.
    Fluence,
    /// Skin with a black layer at several depths: a column as wide as a coin.
    BlackLayers,
    /// One dot by another Monte Carlo.
    OneDot,
    /// What light and its models must obey.
    Laws,
    /// Modelled skin fitted to measured skin.
    Skin,
    /// The fast model of dots against the reference over random dots.
    FastModel,
}

impl CaseKind {
    /// All, in the order that they are worked out in.
    pub const ALL: [Self; 10] = [
        Self::Colour,
        Self::Totals,
        Self::Directions,
        Self::Angles,
        Self::Fluence,
        Self::BlackLayers,
        Self::OneDot,
        Self::Laws,
        Self::Skin,
        Self::FastModel,
    ];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Colour => "colour differences and classes of skin colour",
            Self::Totals => "total reflectance and transmittance",
            Self::Directions => "totals with few and many directions",
            Self::Angles => "radiance over angles",
            Self::Fluence => "fluence over depth",
            Self::BlackLayers => "black layers in skin",
            Self::OneDot => "one dot by another Monte Carlo",
            Self::Laws => "laws of light",
            Self::Skin => "skin fitted to measured skin",
            Self::FastModel => "the fast model over random dots",
        }
    }
}

/// How much work cases are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Photons of a case, and the seed of all random numbers. Cases that keep every walk take fewer and say so.
    pub photons: Photons,
    /// Random dots that the fast model is tried on.
    pub dots: u64,
}

impl Effort {
    /// One `share`-th of the photons.
    const fn one_in(self, share: u64) -> Photons {
        Photons {
            count: self.photons.count.div_ceil(share),
            seed: self.photons.seed,
        }
    }
}

/// How a case is worked out; it tells each piece of its work that is done.
type Work =
    Box<dyn Fn(Effort, &mut dyn FnMut()) -> Result<Vec<Comparison>, ValidationError> + Send + Sync>;

/// One case, ready to be worked out.
pub struct ValidationCase {
    kind: CaseKind,
    name: String,
    work: Work,
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
    /// An angle that no skin has.
    #[error(transparent)]
    Angle(#[from] ImplausibleAngle),
    /// A spectrum.
    #[error(transparent)]
    Spectrum(#[from] SpectrumError),
    /// The dot table.
    #[error(transparent)]
    DotTable(#[from] DotTableError),
    /// A dot, as the table takes it.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// A random dot.
    #[error(transparent)]
    Trial(#[from] TrialError),
}

/// Every case.
///
/// # Errors
/// A table compiled in that cannot be read.
pub fn cases() -> Result<Vec<ValidationCase>, ValidationError> {
    let mut all = colour::cases();
    for case in totals::all()? {
        all.push(ValidationCase::new(
            CaseKind::Totals,
            &case.name.clone(),
            move |effort| case.run(effort.photons),
        ));
    }
    all.push(directions::case());
    all.push(ValidationCase::new(
        CaseKind::Angles,
        "slab by angle",
        |effort| angles::run(effort.photons),
    ));
    for case in fluence::all()? {
        all.push(ValidationCase::new(
            CaseKind::Fluence,
            &case.name.clone(),
            // Each photon meets every slice, and some walk for long.
            move |effort| case.run(effort.one_in(4)),
        ));
    }
    for case in black_layers::all()? {
        all.push(ValidationCase::new(
            CaseKind::BlackLayers,
            &case.name.clone(),
            move |effort| case.run(effort.one_in(10)),
        ));
    }
    all.extend(one_dot::cases());
    all.extend(laws::cases());
    all.extend(skin::cases());
    all.push(fast_model::case());
    Ok(all)
}

impl ValidationCase {
    /// A case of one piece.
    fn new(
        kind: CaseKind,
        name: &str,
        work: impl Fn(Effort) -> Result<Vec<Comparison>, ValidationError> + Send + Sync + 'static,
    ) -> Self {
        let work = move |effort, done: &mut dyn FnMut()| {
            let found = work(effort);
            done();
            found
        };
        Self {
            kind,
            name: name.to_owned(),
            work: Box::new(work),
        }
    }

    /// What it is about.
    pub const fn kind(&self) -> CaseKind {
        self.kind
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Pieces of work that [`Self::run`] tells of.
    pub const fn pieces(&self, effort: Effort) -> u64 {
        match self.kind {
            CaseKind::FastModel => effort.dots,
            _ => 1,
        }
    }

    /// Works the case out; `done` is called after each of its pieces.
    ///
    /// # Errors
    /// None for the cases compiled in.
    pub fn run(
        &self,
        effort: Effort,
        done: &mut dyn FnMut(),
    ) -> Result<Vec<Comparison>, ValidationError> {
        (self.work)(effort, done)
    }
}
