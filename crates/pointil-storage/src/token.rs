//! Secrets that are handed out once; only their hash is kept.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::Result;
use crate::key::{hex, unhex};
use crate::random;

/// A secret of 256 random bits, shown once: in a cookie, in a private link.
pub struct Token(Zeroizing<String>);

impl Token {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self(hex(&random::bytes::<32>()?)))
    }

    /// The secret as 64 hexadecimal digits.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The hash that a presented secret is looked up by; `None` when it cannot be one of ours. The look-up compares hashes of 256 random bits,
/// so its timing tells nothing that helps to guess.
pub(crate) fn hash_presented(token: &str) -> Option<Vec<u8>> {
    unhex::<32>(token)?;
    Some(Sha256::digest(token.as_bytes()).to_vec())
}
