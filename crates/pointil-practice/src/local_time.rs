//! What the clocks of a place show, and which instant that is. The zones are compiled in, so that a machine's own have no say.

use core::fmt;
use std::sync::OnceLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use jiff::{Span as TimeSpan, Timestamp};
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::rule::RuleCode;

/// A time zone of the IANA database, for example `Europe/London`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneName(TimeZone);

/// A name that the database does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no time zone; give a name such as Europe/London or America/Chicago")]
pub struct UnknownZone(String);

fn database() -> &'static TimeZoneDatabase {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    DATABASE.get_or_init(TimeZoneDatabase::bundled)
}

impl TryFrom<String> for ZoneName {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        match database().get(&name) {
            Ok(zone) if zone.iana_name().is_some() => Ok(Self(zone)),
            _ => Err(UnknownZone(name.chars().take(64).collect())),
        }
    }
}

impl From<ZoneName> for String {
    fn from(zone: ZoneName) -> Self {
        zone.as_str().to_owned()
    }
}

impl core::str::FromStr for ZoneName {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        name.to_owned().try_into()
    }
}

impl fmt::Display for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the clocks of a place show. With an offset it is told which of two hours is meant when they show it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalTime {
    /// Day and time.
    pub at: DateTime,
    /// Seconds ahead of UTC, when it must be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_seconds: Option<i32>,
}

impl LocalTime {
    /// Day and time, with no word about the offset.
    pub const fn of(at: DateTime) -> Self {
        Self {
            at,
            offset_seconds: None,
        }
    }
}

impl ZoneName {
    /// The zone.
    pub fn zone(&self) -> TimeZone {
        self.0.clone()
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// What the clocks show at an instant.
    pub fn local(&self, at: Timestamp) -> DateTime {
        self.0.to_datetime(at)
    }

    /// Which day it is there at an instant.
    pub fn day(&self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    /// The instant of what the clocks show.
    ///
    /// # Errors
    /// They never show it, or show it twice and it is not said which is meant; both offsets are named.
    pub fn instant(&self, local: LocalTime) -> Result<Timestamp, Refusal> {
        let skipped = |found: String| Refusal::new(RuleCode::TimeSkipped, found);
        let (at, zone) = (local.at, self.as_str());
        let offset = match self.0.to_ambiguous_timestamp(at).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, after } => {
                return Err(skipped(format!(
                    "In {zone} the clocks do not show {at}: they go from {} to {}.",
                    shown(before),
                    shown(after)
                )));
            }
            AmbiguousOffset::Fold { before, after } => {
                let said = local.offset_seconds;
                let meant = [before, after]
                    .into_iter()
                    .find(|o| said == Some(o.seconds()));
                meant.ok_or_else(|| {
                    Refusal::new(
                        RuleCode::TimeTwice,
                        format!(
                            "In {zone} the clocks show {at} twice: first with {} and then with {}.",
                            shown(before),
                            shown(after)
                        ),
                    )
                })?
            }
        };
        offset.to_timestamp(at).map_err(|_| {
            skipped(format!(
                "{at} is beyond the times that can be reckoned with."
            ))
        })
    }

    /// The instant at which a local time is reached: of a time that is skipped the first instant after the gap's length, of one shown
    /// twice the earlier.
    pub fn reached(&self, at: DateTime) -> Timestamp {
        let compatible = self.0.to_ambiguous_timestamp(at).compatible();
        compatible.unwrap_or(Timestamp::MAX)
    }

    /// The first instant of a day.
    pub fn begin_of(&self, day: Date) -> Timestamp {
        self.reached(day.to_datetime(Time::midnight()))
    }

    /// The instant at a time of a day so many days later.
    pub fn days_later(&self, from: Timestamp, days: i64, at: Time) -> Timestamp {
        self.reached(day_after(self.day(from), days).to_datetime(at))
    }
}

/// The day so many days later, earlier when negative; the last or first day there is when beyond it.
pub fn day_after(day: Date, days: i64) -> Date {
    let span = TimeSpan::new().try_days(days);
    span.map_or(Date::MAX, |span| day.saturating_add(span))
}

/// Whole days from one day until another; negative when it is earlier.
pub fn days_between(from: Date, until: Date) -> i64 {
    from.duration_until(until).as_hours() / 24
}

/// An offset as people read it: `UTC+01:00`.
fn shown(offset: Offset) -> String {
    let seconds = offset.seconds();
    let minutes = seconds.unsigned_abs() / 60;
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime, time};

    fn zone(name: &str) -> ZoneName {
        name.parse().unwrap()
    }

    /// Where the clocks go forward and back: a time that is skipped, one that is shown twice, with the offsets.
    const CHANGES: [(&str, DateTime, DateTime, [&str; 2]); 3] = [
        (
            "Europe/London",
            datetime(2026, 3, 29, 1, 30, 0, 0),
            datetime(2026, 10, 25, 1, 30, 0, 0),
            ["UTC+00:00", "UTC+01:00"],
        ),
        (
            "America/New_York",
            datetime(2026, 3, 8, 2, 30, 0, 0),
            datetime(2026, 11, 1, 1, 30, 0, 0),
            ["UTC-05:00", "UTC-04:00"],
        ),
        (
            "Australia/Lord_Howe",
            datetime(2026, 10, 4, 2, 15, 0, 0),
            datetime(2026, 4, 5, 1, 45, 0, 0),
            ["UTC+10:30", "UTC+11:00"],
        ),
    ];

    #[test]
    fn skipped_and_double_times_are_refused_with_both_offsets_and_mended() {
        for (name, skipped, twice, offsets) in CHANGES {
            let zone = zone(name);
            let refused = zone.instant(LocalTime::of(skipped)).unwrap_err();
            assert_eq!(refused.code, RuleCode::TimeSkipped);
            assert!(
                offsets.iter().all(|o| refused.found.contains(o)),
                "{refused}"
            );
            let refused = zone.instant(LocalTime::of(twice)).unwrap_err();
            assert_eq!(refused.code, RuleCode::TimeTwice);
            assert!(
                offsets.iter().all(|o| refused.found.contains(o)),
                "{refused}"
            );
            let said = |at: Timestamp| LocalTime {
                at: twice,
                offset_seconds: Some(zone.zone().to_offset(at).seconds()),
            };
            let first = zone.reached(twice);
            assert_eq!(zone.instant(said(first)).unwrap(), first);
            assert_eq!(zone.local(zone.reached(skipped)).date(), skipped.date());
            let later = day_after(skipped.date(), 1).to_datetime(skipped.time());
            assert!(zone.instant(LocalTime::of(later)).is_ok());
        }
    }

    #[test]
    fn ten_in_the_morning_stays_ten_over_a_change() {
        for (name, skipped, twice, _) in CHANGES {
            let zone = zone(name);
            for day in [skipped.date(), twice.date()] {
                let before = zone.reached(day_after(day, -1).at(10, 0, 0, 0));
                let next = zone.days_later(before, 1, time(10, 0, 0, 0));
                assert_eq!(zone.local(next), day.at(10, 0, 0, 0));
                assert_ne!(next.as_second() - before.as_second(), 86_400, "{name}");
            }
        }
    }

    #[test]
    fn zones_are_known_by_name_and_others_refused() {
        assert_eq!(zone("europe/london").as_str(), "Europe/London");
        assert!("Europe/Nowhere".parse::<ZoneName>().is_err());
        assert!("../etc/passwd".parse::<ZoneName>().is_err());
        let written = serde_json::to_string(&zone("America/New_York")).unwrap();
        assert_eq!(written, "\"America/New_York\"");
        assert_eq!(
            serde_json::from_str::<ZoneName>(&written).unwrap(),
            zone("America/New_York")
        );
    }

    #[test]
    fn days_are_counted_over_leap_days_and_changes() {
        assert_eq!(days_between(date(2028, 2, 28), date(2028, 3, 1)), 2);
        assert_eq!(days_between(date(2026, 3, 30), date(2026, 3, 28)), -2);
        assert_eq!(day_after(date(2027, 12, 31), 1), date(2028, 1, 1));
        assert_eq!(day_after(Date::MAX, 1), Date::MAX);
    }
}
