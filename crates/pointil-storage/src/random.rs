//! Identifiers, salts and keys: the only chance in the crate.

use jiff::Timestamp;
use uuid::{Builder, Uuid};

use crate::error::{Result, StorageError};

/// Bytes from the operating system that nobody can guess.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StorageError::Randomness(error.to_string()))?;
    Ok(bytes)
}

/// A UUIDv7: its first 48 bits are `at` in milliseconds, so identifiers sort by the time they were made.
pub(crate) fn id(at: Timestamp) -> Result<Uuid> {
    let milliseconds = u64::try_from(at.as_millisecond()).unwrap_or(0);
    Ok(Builder::from_unix_timestamp_millis(milliseconds, &bytes()?).into_uuid())
}
