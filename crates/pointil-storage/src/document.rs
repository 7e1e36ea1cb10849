//! A document that storage keeps without looking into it, and its hash.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::error::{Result, StorageError, check_document};
use crate::key::{hex, unhex};

/// A document of at most so many characters.
const MOST: usize = 4_000_000;

/// The hash of a document, made by whoever knows what it means (a design's content hash).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentHash(pub [u8; 32]);

/// A text that is no hash.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a document's hash has 64 hexadecimal digits")]
pub struct NotAHash;

/// A document and its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The text, at most four million characters.
    pub text: String,
    /// The hash that the caller made of it.
    pub hash: DocumentHash,
}

impl fmt::Display for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DocumentHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> std::result::Result<Self, NotAHash> {
        unhex(text).map(Self).ok_or(NotAHash)
    }
}

impl TryFrom<String> for DocumentHash {
    type Error = NotAHash;

    fn try_from(text: String) -> std::result::Result<Self, NotAHash> {
        text.parse()
    }
}

impl From<DocumentHash> for String {
    fn from(hash: DocumentHash) -> Self {
        hash.to_string()
    }
}

impl Document {
    pub(crate) fn check(&self) -> Result<()> {
        check_document(&self.text, MOST)
    }

    pub(crate) fn read(text: String, hash: &[u8]) -> Result<Self> {
        Ok(Self {
            text,
            hash: read_hash(hash)?,
        })
    }
}

pub(crate) fn read_hash(hash: &[u8]) -> Result<DocumentHash> {
    hash.try_into()
        .map(DocumentHash)
        .map_err(|_| StorageError::damaged("the hash of a document"))
}
