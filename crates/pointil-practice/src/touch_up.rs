//! When work should be looked at and freshened up, from the forecast's range of days, and which clients to write to.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{ClientId, RecordId};
use crate::local_time::day_after;

/// Days after the last session until which nothing is freshened up: it is not healed before (about six weeks; grade C, hairdoctor).
pub const HEALED_DAYS: u32 = 42;

/// When a touch-up is due, in days after the last session, as the forecast says: a range, never one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenDays", into = "WrittenDays")]
pub struct TouchUpDays {
    earliest: u32,
    likely: u32,
    latest: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDays {
    earliest: u32,
    likely: u32,
    latest: u32,
}

/// Days that are no range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{earliest}, {likely} and {latest} days are no range; give the earliest, likely and latest in this order, at most 40 years"
)]
pub struct NoRange {
    earliest: u32,
    likely: u32,
    latest: u32,
}

/// Days of forty years: no forecast goes beyond.
const MOST_DAYS: u32 = 14_610;

impl TouchUpDays {
    /// A range.
    ///
    /// # Errors
    /// In the wrong order, or beyond forty years.
    pub const fn new(earliest: u32, likely: u32, latest: u32) -> Result<Self, NoRange> {
        if earliest <= likely && likely <= latest && latest <= MOST_DAYS {
            Ok(Self {
                earliest,
                likely,
                latest,
            })
        } else {
            Err(NoRange {
                earliest,
                likely,
                latest,
            })
        }
    }
}

/// Days of a year.
const YEAR: f64 = 365.25;

impl TouchUpDays {
    /// From a forecast in years after healing: early, likely and late; what lies beyond forty years is forty years.
    ///
    /// # Errors
    /// No range, see [`Self::new`].
    pub fn after_healing(years: [f64; 3]) -> Result<Self, NoRange> {
        let days = |years: f64| {
            let healed = (years.max(0.0) * YEAR).round() as u32;
            HEALED_DAYS.saturating_add(healed).min(MOST_DAYS)
        };
        let [earliest, likely, latest] = years.map(days);
        Self::new(earliest, likely, latest)
    }
}

impl TryFrom<WrittenDays> for TouchUpDays {
    type Error = NoRange;

    fn try_from(days: WrittenDays) -> Result<Self, NoRange> {
        Self::new(days.earliest, days.likely, days.latest)
    }
}

impl From<TouchUpDays> for WrittenDays {
    fn from(days: TouchUpDays) -> Self {
        Self {
            earliest: days.earliest,
            likely: days.likely,
            latest: days.latest,
        }
    }
}

/// When a client is written to and when a touch-up is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TouchUpDue {
    /// The last session that it counts from.
    pub session: RecordId,
    /// Whose.
    pub client: ClientId,
    /// The first day on which it can be worth looking at: then the client is written to.
    pub recall: Date,
    /// The likely day.
    pub likely: Date,
    /// The day by which it is due in nearly all cases.
    pub latest: Date,
}

impl TouchUpDue {
    /// From the last session's day and the forecast; never before it has healed.
    pub fn of(client: ClientId, session: RecordId, last_session: Date, days: TouchUpDays) -> Self {
        let after = |days: u32| day_after(last_session, i64::from(days.max(HEALED_DAYS)));
        Self {
            session,
            client,
            recall: after(days.earliest),
            likely: after(days.likely),
            latest: after(days.latest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    fn due(session: Date, earliest: u32) -> TouchUpDue {
        let days = TouchUpDays::new(earliest, earliest + 400, earliest + 900).unwrap();
        let id = Uuid::from_u128(1);
        TouchUpDue::of(ClientId(id), RecordId(id), session, days)
    }

    #[test]
    fn a_range_of_days_is_a_range_of_dates_and_never_before_healing() {
        let one = due(date(2026, 1, 1), 730);
        assert_eq!(
            (one.recall, one.likely),
            (date(2028, 1, 1), date(2029, 2, 4))
        );
        let soon = due(date(2026, 1, 1), 1);
        assert_eq!(soon.recall, date(2026, 2, 12));
        assert!(TouchUpDays::new(2, 1, 3).is_err() && TouchUpDays::new(1, 2, 20_000).is_err());
        assert!(
            serde_json::from_str::<TouchUpDays>("{\"earliest\":9,\"likely\":1,\"latest\":2}")
                .is_err()
        );
    }

    #[test]
    fn a_forecast_counts_from_healing_and_ends_after_forty_years() {
        let days = TouchUpDays::after_healing([4.0, 7.0, 90.0]).unwrap();
        assert_eq!(days, TouchUpDays::new(1503, 2599, 14_610).unwrap());
        assert!(TouchUpDays::after_healing([7.0, 4.0, 9.0]).is_err());
    }
}
