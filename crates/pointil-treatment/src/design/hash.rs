//! A design's content hash: whether two people look at the same design.

use core::fmt;

use sha2::{Digest, Sha256};

use super::Design;

/// SHA-256 over the design as canonical JSON (RFC 8785), so that any program can work it out from the file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DesignHash([u8; 32]);

impl DesignHash {
    /// The 32 bytes.
    pub const fn bytes(self) -> [u8; 32] {
        self.0
    }

    /// The first eight hexadecimal digits, to be read aloud.
    pub fn short(self) -> String {
        self.to_string().chars().take(8).collect()
    }
}

impl fmt::Display for DesignHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DesignHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DesignHash({self})")
    }
}

impl Design {
    /// Its content hash. A number that is not finite, which no file can hold and [`Design::check`] refuses, counts as null.
    pub fn hash(&self) -> DesignHash {
        // Plain data with names for keys always serialises.
        let canonical = serde_json_canonicalizer::to_vec(self).unwrap_or_default();
        DesignHash(Sha256::digest(&canonical).into())
    }
}
