//! The table's file: a short head, then the chain's links as 32-bit numbers, least byte first.

use super::tensor_train::Core;
use super::{DotTable, SHAPE};
use crate::layers::ImplausibleLayers;

/// Says what the file is and which version.
const MARK: [u8; 8] = *b"dots\0\0\0\x01";

/// No link of a sound table is wider.
const WIDEST: usize = 512;

/// A table that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DotTableError {
    /// Parts do not make a table.
    #[error(
        "the parts hold {values} values; a table is made from {needed}: compute all parts with the same version"
    )]
    Parts {
        /// Values there are.
        values: usize,
        /// Values needed.
        needed: usize,
    },
    /// Layers that cannot be.
    #[error(transparent)]
    Layers(#[from] ImplausibleLayers),
    /// A file is not a table of this version.
    #[error("not a dot table of this version ({what}); make it anew with the example `dot_table`")]
    Foreign {
        /// What is wrong.
        what: &'static str,
    },
}

const fn foreign(what: &'static str) -> DotTableError {
    DotTableError::Foreign { what }
}

impl DotTable {
    /// The table as a file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend(self.fingerprint.to_le_bytes());
        for core in &self.chain {
            for size in [core.before, core.nodes, core.after] {
                bytes.extend((size as u16).to_le_bytes());
            }
        }
        for core in &self.chain {
            bytes.extend(core.values.iter().flat_map(|v| v.to_le_bytes()));
        }
        bytes
    }

    /// The table from a file's bytes.
    ///
    /// # Errors
    /// Bytes that are not a table of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DotTableError> {
        let rest = bytes.strip_prefix(&MARK).ok_or(foreign("other mark"))?;
        let (fingerprint, rest) = rest.split_first_chunk::<8>().ok_or(foreign("cut short"))?;
        let (sizes, values) = rest
            .split_at_checked(6 * SHAPE.len())
            .ok_or(foreign("cut short"))?;
        let size = |k: usize| usize::from(u16::from_le_bytes([sizes[2 * k], sizes[2 * k + 1]]));
        let (numbers, cut) = values.as_chunks::<4>();
        let mut numbers = numbers.iter().map(|n| f32::from_le_bytes(*n));
        let mut chain = Vec::with_capacity(SHAPE.len());
        let mut width = 1;
        for (k, nodes) in SHAPE.into_iter().enumerate() {
            let after = size(3 * k + 2);
            if size(3 * k) != width || size(3 * k + 1) != nodes || !(1..=WIDEST).contains(&after) {
                return Err(foreign("other axes"));
            }
            let count = width * nodes * after;
            let values: Vec<f32> = numbers.by_ref().take(count).collect();
            if values.len() != count || values.iter().any(|v| !v.is_finite()) {
                return Err(foreign("cut short or not numbers"));
            }
            chain.push(Core {
                before: width,
                nodes,
                after,
                values,
            });
            width = after;
        }
        if width != 1 || numbers.next().is_some() || !cut.is_empty() {
            return Err(foreign("too long"));
        }
        Ok(Self::new(chain, u64::from_le_bytes(*fingerprint)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_as_it_was_read() {
        let table = DotTable::load().unwrap();
        let bytes = table.to_bytes();
        assert_eq!(&DotTable::from_bytes(&bytes).unwrap(), table);
        assert_eq!(
            bytes,
            include_bytes!("../../../../data/optics/dot_table.bin")
        );
    }

    #[test]
    fn damaged_tables_are_refused() {
        let bytes = DotTable::load().unwrap().to_bytes();
        let wrong = |bytes: &[u8]| DotTable::from_bytes(bytes).unwrap_err().to_string();
        assert!(wrong(&[]).contains("other mark"));
        for cut in [8, 12, 20, 60, 75, bytes.len() / 2, bytes.len() - 1] {
            assert!(wrong(&bytes[..cut]).contains("cut short"), "{cut}");
        }
        assert!(wrong(&[&bytes[..], &[0]].concat()).contains("too long"));
        let mut other = bytes.clone();
        other[18] += 1;
        assert!(wrong(&other).contains("other axes"));
        let mut odd = bytes;
        odd[90..94].copy_from_slice(&f32::NAN.to_le_bytes());
        assert!(wrong(&odd).contains("not numbers"));
    }
}
