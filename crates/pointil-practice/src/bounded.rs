//! Words and lists with a limit: what comes from outside is never longer than its field allows.

use core::fmt;
use core::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

/// What a field cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoundError {
    /// Nothing where something must stand.
    #[error("nothing is written there; write something")]
    Empty,
    /// Too many characters.
    #[error("{found} characters; write at most {most}")]
    TooLong {
        /// How many there are.
        found: usize,
        /// How many fit.
        most: usize,
    },
    /// A character that is no writing.
    #[error(
        "the character {0:?}, which cannot be written; leave it out (new lines and tabs are fine)"
    )]
    Control(char),
    /// Too many entries.
    #[error("{found} entries; give at most {most}")]
    TooMany {
        /// How many there are.
        found: usize,
        /// How many fit.
        most: usize,
    },
}

/// Words that somebody wrote: at least one character that is not blank, at most `MOST` characters, trimmed, no control characters but new
/// lines and tabs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Words<const MOST: usize>(String);

impl<const MOST: usize> Words<MOST> {
    /// Words that fit.
    ///
    /// # Errors
    /// None, too many, or a character that is none.
    pub fn new(text: &str) -> Result<Self, BoundError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BoundError::Empty);
        }
        // Bytes first: a huge text is refused before its characters are counted.
        let found = if text.len() > 4 * MOST {
            text.len()
        } else {
            text.chars().count()
        };
        if found > MOST {
            return Err(BoundError::TooLong { found, most: MOST });
        }
        let control = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        match text.chars().find(control) {
            Some(letter) => Err(BoundError::Control(letter)),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MOST: usize> fmt::Display for Words<MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MOST: usize> core::str::FromStr for Words<MOST> {
    type Err = BoundError;

    fn from_str(text: &str) -> Result<Self, BoundError> {
        Self::new(text)
    }
}

impl<'de, const MOST: usize> Deserialize<'de> for Words<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// A list of at most `MOST` entries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct List<T, const MOST: usize>(Vec<T>);

impl<T, const MOST: usize> Default for List<T, MOST> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MOST: usize> List<T, MOST> {
    /// A list that fits.
    ///
    /// # Errors
    /// Too many entries.
    pub fn new(entries: Vec<T>) -> Result<Self, BoundError> {
        if entries.len() > MOST {
            return Err(BoundError::TooMany {
                found: entries.len(),
                most: MOST,
            });
        }
        Ok(Self(entries))
    }

    /// The same with one entry more.
    ///
    /// # Errors
    /// It is full.
    pub fn with(mut self, entry: T) -> Result<Self, BoundError> {
        self.0.push(entry);
        Self::new(self.0)
    }
}

impl<T, const MOST: usize> Deref for List<T, MOST> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_trimmed_counted_in_characters_and_kept() {
        assert_eq!(Words::<4>::new("  äöüß ").unwrap().as_str(), "äöüß");
        let long = BoundError::TooLong { found: 5, most: 4 };
        assert_eq!(Words::<4>::new("äöüßa"), Err(long));
        assert_eq!(Words::<4>::new(" \n"), Err(BoundError::Empty));
        assert_eq!(Words::<4>::new("a\u{0}"), Err(BoundError::Control('\u{0}')));
        assert!(Words::<9>::new("a\nb\tc").is_ok());
        assert!(serde_json::from_str::<Words<2>>("\"abc\"").is_err());
    }

    #[test]
    fn a_list_holds_no_more_than_it_may() {
        let list = List::<u8, 2>::new(vec![1]).unwrap().with(2).unwrap();
        assert_eq!(list.len(), 2);
        let full = BoundError::TooMany { found: 3, most: 2 };
        assert_eq!(list.with(3), Err(full));
        assert!(serde_json::from_str::<List<u8, 2>>("[1,2,3]").is_err());
    }
}
