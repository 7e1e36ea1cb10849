//! Results that are kept, each worked out once however many ask for it at a time.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::fault::Fault;

type Entries<K, V> = VecDeque<(K, Arc<OnceCell<V>>)>;

/// At most so many results; the longest unused goes first.
pub(super) struct Kept<K, V> {
    most: usize,
    entries: Mutex<Entries<K, V>>,
}

impl<K: PartialEq, V: Clone> Kept<K, V> {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            entries: Mutex::new(VecDeque::new()),
        }
    }

    /// What is kept under `key`; worked out first by whoever asks first. A failure is not kept.
    pub(super) async fn get(
        &self,
        key: K,
        make: impl Future<Output = Result<V, Fault>>,
    ) -> Result<V, Fault> {
        let cell = self.cell(key);
        cell.get_or_try_init(|| make).await.cloned()
    }

    fn cell(&self, key: K) -> Arc<OnceCell<V>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let place = entries.iter().position(|(own, _)| *own == key);
        let found = place.and_then(|place| entries.remove(place));
        let entry = found.unwrap_or_else(|| (key, Arc::new(OnceCell::new())));
        let cell = Arc::clone(&entry.1);
        entries.push_back(entry);
        if entries.len() > self.most {
            entries.pop_front();
        }
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn worked_out_once_and_the_longest_unused_goes() {
        let (kept, made) = (Kept::new(2), AtomicUsize::new(0));
        let ask = async |key: u8| {
            let make = async {
                made.fetch_add(1, Ordering::Relaxed);
                Ok(key)
            };
            kept.get(key, make).await
        };
        for key in [1, 2, 1, 3, 1] {
            assert_eq!(ask(key).await, Ok(key));
        }
        assert_eq!(made.load(Ordering::Relaxed), 3, "1 stayed in use");
        ask(2).await.unwrap();
        assert_eq!(made.load(Ordering::Relaxed), 4);
    }

    #[tokio::test]
    async fn a_failure_is_tried_again() {
        let kept: Kept<u8, u8> = Kept::new(2);
        let failed = kept.get(1, async { Err(Fault::NotFound) }).await;
        assert_eq!(failed, Err(Fault::NotFound));
        assert_eq!(kept.get(1, async { Ok(7) }).await, Ok(7));
    }
}
