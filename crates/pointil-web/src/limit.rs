//! How often somebody without an account may ask: counted by whatever names them, within a stretch of time, in memory.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use pointil_storage::LinkId;

use crate::fault::Fault;

/// Names that are remembered at a time; beyond, those whose time is over are forgotten.
const MOST_NAMES: usize = 10_000;

/// At most so many times within a time.
#[derive(Clone, Copy)]
struct Rule {
    most: u32,
    within: SignedDuration,
}

/// Addresses that belong to no link, from one network address: nobody mistypes a link so often, and guessing one of 2²⁵⁶ takes longer than the world stands.
const WRONG: Rule = Rule {
    most: 30,
    within: SignedDuration::from_mins(10),
};
/// Requests through links from one network address: a page with its pictures asks some twenty.
const LOOKS: Rule = Rule {
    most: 600,
    within: SignedDuration::from_mins(1),
};
/// Words and approvals through one link.
const WORDS: Rule = Rule {
    most: 30,
    within: SignedDuration::from_hours(1),
};

/// Enquiries from one network address, behind which a household or an office may be.
const ASKS: Rule = Rule {
    most: 10,
    within: SignedDuration::from_hours(1),
};

/// Counts of one kind.
struct Counts<K>(Mutex<HashMap<K, (Timestamp, u32)>>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Eq + Hash> Counts<K> {
    /// Counts `by` more; refuses beyond the rule.
    fn count(&self, key: K, rule: Rule, at: Timestamp, by: u32) -> Result<(), Fault> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_NAMES {
            counts.retain(|_, (began, _)| at.duration_since(*began) < rule.within);
        }
        let entry = counts.entry(key).or_insert((at, 0));
        if at.duration_since(entry.0) >= rule.within {
            *entry = (at, 0);
        }
        if entry.1 >= rule.most {
            let left = rule.within - at.duration_since(entry.0);
            let seconds = u64::try_from(left.as_secs()).unwrap_or_default().max(1);
            return Err(Fault::Throttled { seconds });
        }
        entry.1 += by;
        Ok(())
    }
}

/// All that is counted of visitors.
#[derive(Default)]
pub(crate) struct Limits {
    wrong: Counts<IpAddr>,
    looks: Counts<IpAddr>,
    words: Counts<LinkId>,
    asks: Counts<IpAddr>,
}

impl Limits {
    /// A request through a link.
    pub(crate) fn look(&self, from: IpAddr, at: Timestamp) -> Result<(), Fault> {
        self.wrong.count(from, WRONG, at, 0)?;
        self.looks.count(from, LOOKS, at, 1)
    }

    /// An address that belongs to no link.
    pub(crate) fn wrong(&self, from: IpAddr, at: Timestamp) -> Result<(), Fault> {
        self.wrong.count(from, WRONG, at, 1)
    }

    /// An enquiry.
    pub(crate) fn ask(&self, from: IpAddr, at: Timestamp) -> Result<(), Fault> {
        self.asks.count(from, ASKS, at, 1)
    }

    /// Words or an approval.
    pub(crate) fn say(&self, link: LinkId, at: Timestamp) -> Result<(), Fault> {
        self.words.count(link, WORDS, at, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_rule_one_waits_until_its_time_is_over() {
        let (limits, from) = (Limits::default(), IpAddr::from([192, 0, 2, 1]));
        let at = Timestamp::from_second(1_800_000_000).unwrap();
        for _ in 0..WRONG.most {
            limits.wrong(from, at).unwrap();
        }
        let later = at + SignedDuration::from_secs(590);
        assert_eq!(
            limits.look(from, later),
            Err(Fault::Throttled { seconds: 10 })
        );
        assert_eq!(limits.look(IpAddr::from([192, 0, 2, 2]), later), Ok(()));
        assert_eq!(limits.look(from, at + WRONG.within), Ok(()));
    }
}
