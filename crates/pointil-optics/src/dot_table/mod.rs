//! The interactive model of a dot: the Monte Carlo reference, tabulated once.

mod axes;
mod classes;
mod compute;
mod file;
mod loss;
mod prepared;
mod profile;
mod skin;
mod tabulated;
mod tensor_train;

use axes::{DERMIS, EPIDERMIS, LENGTH, MELANIN, PIGMENT, RADIUS, RATIO, TOP, VALUES};
pub use classes::DotClasses;
pub use file::DotTableError;
pub use loss::{DotColumn, DotLoss, DotSkin};
pub use prepared::PreparedSkin;
use std::sync::OnceLock;
pub use tabulated::{TabulatedDots, TabulatedDotsError};

use tensor_train::Core;

use crate::layers::ImplausibleLayers;

/// What a dot takes of the skin's light, for every skin, depth, size, pigment and wavelength: the Monte Carlo reference as a table
/// in units of the dermis' reduced scattering.
#[derive(Clone, Debug, PartialEq)]
pub struct DotTable {
    /// Along epidermis, ratio, top, radius, the places around the column, length, pigment, dermis and melanin.
    chain: Vec<Core>,
    /// The last three of them, pigment, dermis and melanin, read from the end.
    back: Vec<Core>,
    /// Of the computation that made it.
    fingerprint: u64,
}

/// The number of nodes along each axis of the chain.
const SHAPE: [usize; 9] = [
    EPIDERMIS.nodes,
    RATIO.nodes,
    TOP.nodes,
    RADIUS.nodes,
    VALUES,
    LENGTH.nodes,
    PIGMENT.nodes,
    DERMIS.nodes,
    MELANIN.nodes,
];

/// A size that no dot or skin has.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("the {field} is {value}; it must be finite and above 0 (a depth may be 0)")]
pub struct SizeError {
    /// Which size.
    pub field: &'static str,
    /// The value given, in millimetres or per millimetre.
    pub value: f64,
}

impl DotTable {
    /// How many parts [`tabulate`](Self::tabulate) is done in.
    pub const PARTS: usize = EPIDERMIS.nodes * RATIO.nodes;

    /// One part of the table from the Monte Carlo reference, by so many walks with this seed. Takes minutes.
    ///
    /// # Errors
    /// Never for parts below [`PARTS`](Self::PARTS): their layers are sound.
    pub fn tabulate(part: usize, walks: u64, seed: u64) -> Result<Vec<f64>, ImplausibleLayers> {
        compute::epidermis(part / RATIO.nodes, part % RATIO.nodes, walks, seed)
    }

    /// The table in `data/optics/`, compiled in.
    ///
    /// # Errors
    /// A file that does not fit this version.
    pub fn load() -> Result<&'static Self, DotTableError> {
        static TABLE: OnceLock<Result<DotTable, DotTableError>> = OnceLock::new();
        let bytes = include_bytes!("../../../../data/optics/dot_table.bin");
        let table = TABLE.get_or_init(|| Self::from_bytes(bytes));
        table.as_ref().map_err(Clone::clone)
    }

    /// A number that follows from every bit of a few walks through a part of the table: that of the computation as it is now. A table with
    /// another [`fingerprint`](Self::fingerprint) was made by other code.
    ///
    /// # Errors
    /// Never, as parts are of sound layers.
    pub fn computation() -> Result<u64, ImplausibleLayers> {
        let values = Self::tabulate(0, 64, 1)?;
        // Fowler, Noll and Vo's hash of 64 bits.
        Ok(values.iter().fold(0xCBF2_9CE4_8422_2325, |hash, value| {
            (hash ^ value.to_bits()).wrapping_mul(0x0000_0100_0000_01B3)
        }))
    }

    /// That of the computation that made this table.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    fn new(chain: Vec<Core>, fingerprint: u64) -> Self {
        Self {
            back: chain[6..].iter().map(Core::reversed).collect(),
            chain,
            fingerprint,
        }
    }

    /// The table from all its parts in order, shortened so that its error stays near `error` of its values.
    ///
    /// # Errors
    /// Parts that are not as many or not as long as they must be.
    pub fn from_parts(parts: Vec<Vec<f64>>, error: f64) -> Result<Self, DotTableError> {
        let values: usize = parts.iter().map(Vec::len).sum();
        let needed = Self::PARTS * compute::PER_EPIDERMIS;
        if values != needed {
            return Err(DotTableError::Parts { values, needed });
        }
        let mut table: Vec<f64> = parts.into_iter().flatten().collect();
        for values in table.chunks_exact_mut(SPECTRA) {
            for (k, value) in values.iter_mut().enumerate() {
                *value *= dermis_weight(k / MELANIN.nodes) * melanin_weight(k % MELANIN.nodes);
            }
        }
        let mut chain = tensor_train::decompose(&SHAPE, table, error);
        chain[7].scale(|k| 1.0 / dermis_weight(k));
        chain[8].scale(|k| 1.0 / melanin_weight(k));
        Ok(Self::new(chain, Self::computation()?))
    }
}

const SPECTRA: usize = DERMIS.nodes * MELANIN.nodes;

/// What an error at this node of the dermis' absorption matters: about as much as skin is bright there.
fn dermis_weight(node: usize) -> f64 {
    1.0 / (1.0 + 3.0 * DERMIS.node(node).sqrt())
}

/// The same for the epidermis.
fn melanin_weight(node: usize) -> f64 {
    1.0 / (1.0 + MELANIN.node(node))
}
