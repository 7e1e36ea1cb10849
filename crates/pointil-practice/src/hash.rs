//! A content hash: whether two people look at the same thing.

use core::fmt;
use core::str::FromStr;

use pointil_treatment::design::DesignHash;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// SHA-256 over canonical JSON (RFC 8785), written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash([u8; 32]);

/// Text that is no hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a content hash is 64 hexadecimal digits in small letters")]
pub struct NoHash;

impl ContentHash {
    /// The hash of plain data. A number that is not finite counts as null.
    pub fn of(content: &impl Serialize) -> Self {
        // Plain data with names for keys always serialises.
        let canonical = serde_json_canonicalizer::to_vec(content).unwrap_or_default();
        Self::of_bytes(&canonical)
    }

    /// The hash of bytes: a picture, a document.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The first eight digits, to be read aloud.
    pub fn short(self) -> String {
        self.to_string().chars().take(8).collect()
    }
}

impl From<DesignHash> for ContentHash {
    fn from(hash: DesignHash) -> Self {
        Self(hash.bytes())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.to_string()
    }
}

impl FromStr for ContentHash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Self, NoHash> {
        let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
        if text.len() != 64 || !text.as_bytes().iter().all(is_digit) {
            return Err(NoHash);
        }
        let mut bytes = [0; 32];
        for (byte, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[place..place + 2], 16).map_err(|_| NoHash)?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for ContentHash {
    type Error = NoHash;

    fn try_from(text: String) -> Result<Self, NoHash> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_as_it_is_written_and_does_not_depend_on_the_order_of_fields() {
        let hash = ContentHash::of(&serde_json::json!({"a": 1, "b": [2]}));
        assert_eq!(hash.to_string().parse::<ContentHash>().unwrap(), hash);
        assert_eq!(
            hash,
            ContentHash::of(&serde_json::json!({"b": [2], "a": 1}))
        );
        assert_ne!(hash, ContentHash::of(&serde_json::json!({"b": [2]})));
        assert_eq!(
            ContentHash::of_bytes(b"").short(),
            "e3b0c442",
            "SHA-256 of nothing"
        );
        assert!("e3b0".parse::<ContentHash>().is_err());
        assert!("é".repeat(32).parse::<ContentHash>().is_err());
    }
}
