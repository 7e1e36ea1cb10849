//! A few answers that took long to work out, kept in memory: the longest unused goes first.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// So many values by their keys, the last used at the end.
pub(crate) struct Kept<K, V> {
    most: usize,
    values: Mutex<VecDeque<(K, V)>>,
}

impl<K: PartialEq, V: Clone> Kept<K, V> {
    /// Room for `most` values.
    pub(crate) const fn new(most: usize) -> Self {
        Self {
            most,
            values: Mutex::new(VecDeque::new()),
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let at = values.iter().position(|(own, _)| own == key)?;
        let own = values.remove(at)?;
        let value = own.1.clone();
        values.push_back(own);
        Some(value)
    }

    /// Keeps a value.
    pub(crate) fn put(&self, key: K, value: V) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.retain(|(own, _)| *own != key);
        values.push_back((key, value));
        while values.len() > self.most {
            values.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unused_goes_first() {
        let kept = Kept::new(2);
        kept.put(1, "one");
        kept.put(2, "two");
        assert_eq!(kept.get(&1), Some("one"));
        kept.put(3, "three");
        assert_eq!(
            [1, 2, 3].map(|key| kept.get(&key)),
            [Some("one"), None, Some("three")]
        );
    }
}
