//! When a place is open and a practitioner works: hours of each weekday, with days of their own for holidays.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};

use crate::bounded::{List, Words};
use crate::local_time::{ZoneName, day_after};
use crate::record::Span;

/// A time of day, in minutes since midnight: 0 to 1440, which is the next midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct DayMinute(u16);

/// Hours that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// No minute of a day.
    #[error("{0} is no minute of a day; give 0 to 1440")]
    Minute(u16),
    /// No day of the week.
    #[error("{0} is no day of the week; give 1 for Monday to 7 for Sunday")]
    Weekday(u8),
    /// An end that is not later.
    #[error("from minute {0} until {1}; give a later end, or two days if it goes over midnight")]
    Order(u16, u16),
}

impl TryFrom<u16> for DayMinute {
    type Error = HoursError;

    fn try_from(minute: u16) -> Result<Self, HoursError> {
        if minute <= 1440 {
            Ok(Self(minute))
        } else {
            Err(HoursError::Minute(minute))
        }
    }
}

impl From<DayMinute> for u16 {
    fn from(minute: DayMinute) -> Self {
        minute.0
    }
}

/// A day of the week, 1 for Monday to 7 for Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct DayOfWeek(u8);

impl TryFrom<u8> for DayOfWeek {
    type Error = HoursError;

    fn try_from(day: u8) -> Result<Self, HoursError> {
        if (1..=7).contains(&day) {
            Ok(Self(day))
        } else {
            Err(HoursError::Weekday(day))
        }
    }
}

impl From<DayOfWeek> for u8 {
    fn from(day: DayOfWeek) -> Self {
        day.0
    }
}

/// From a time of a day until a later one of the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    from: DayMinute,
    until: DayMinute,
}

impl Stretch {
    /// From one minute until another, later one.
    ///
    /// # Errors
    /// No minutes of a day, or in the wrong order.
    pub fn new(from: u16, until: u16) -> Result<Self, HoursError> {
        if from >= until {
            return Err(HoursError::Order(from, until));
        }
        Ok(Self {
            from: from.try_into()?,
            until: until.try_into()?,
        })
    }

    /// Its first minute and the one after its last.
    pub const fn minutes(self) -> (u16, u16) {
        (self.from.0, self.until.0)
    }
}

impl<'de> Deserialize<'de> for Stretch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Read {
            from: u16,
            until: u16,
        }
        let read = Read::deserialize(deserializer)?;
        Self::new(read.from, read.until).map_err(serde::de::Error::custom)
    }
}

/// A stretch of every such weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weekly {
    /// Which day.
    pub day: DayOfWeek,
    /// From when until when.
    pub stretch: Stretch,
}

/// A day with hours of its own, none when it is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated {
    /// The day.
    pub date: Date,
    /// When it is open.
    pub open: List<Stretch, 10>,
    /// Why: the holiday's name.
    pub words: Option<Words<120>>,
}

/// Opening hours of a place, or working hours of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The usual hours.
    pub weekly: List<Weekly, 70>,
    /// Breaks of every week in them.
    pub breaks: List<Weekly, 70>,
    /// Days with hours of their own; breaks do not count on them.
    pub dated: List<Dated, 400>,
}

impl Hours {
    /// The same hours every day of the week.
    ///
    /// # Errors
    /// None for hours that could be made.
    pub fn daily(stretch: Stretch) -> Self {
        let days = (1..=7).map(DayOfWeek);
        let weekly = days.map(|day| Weekly { day, stretch }).collect();
        Self {
            weekly: List::new(weekly).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// What is taken of a place that has not said its hours: every day from 08:00 until 20:00 (grade D, no source; wide enough that nobody is
    /// kept from working, and nobody is offered the night).
    pub fn usual() -> Self {
        Self::daily(Stretch {
            from: DayMinute(8 * 60),
            until: DayMinute(20 * 60),
        })
    }

    /// Every day, all day.
    pub fn always() -> Self {
        Self::daily(Stretch {
            from: DayMinute(0),
            until: DayMinute(1440),
        })
    }

    fn dated(&self, date: Date) -> Option<&Dated> {
        self.dated.iter().find(|dated| dated.date == date)
    }

    /// When it is open on a day of that place's clocks, in order, touching stretches joined.
    pub fn open_on(&self, date: Date, zone: &ZoneName) -> Vec<Span> {
        match self.dated(date) {
            Some(dated) => joined(dated.open.iter().map(|s| span(*s, date, zone)).collect()),
            None => joined(of_weekday(&self.weekly, date, zone)),
        }
    }

    /// When there are breaks on a day.
    pub fn breaks_on(&self, date: Date, zone: &ZoneName) -> Vec<Span> {
        match self.dated(date) {
            Some(_) => Vec::new(),
            None => of_weekday(&self.breaks, date, zone),
        }
    }

    /// The days that a span touches, with one more at each end.
    fn days_around(asked: Span, zone: &ZoneName) -> impl Iterator<Item = Date> {
        let first = day_after(zone.day(asked.from), -1);
        let last = day_after(zone.day(asked.until), 1);
        (0..16)
            .map(move |days| day_after(first, days))
            .take_while(move |day| *day <= last)
    }

    /// Whether it is open the whole of a span, over midnight, too.
    pub fn cover(&self, asked: Span, zone: &ZoneName) -> bool {
        let days = Self::days_around(asked, zone);
        let open = joined(days.flat_map(|day| self.open_on(day, zone)).collect());
        open.iter()
            .any(|open| open.from <= asked.from && asked.until <= open.until)
    }

    /// The first break that a span meets.
    pub fn meets_break(&self, asked: Span, zone: &ZoneName) -> Option<Span> {
        let days = Self::days_around(asked, zone);
        let mut breaks = days.flat_map(|day| self.breaks_on(day, zone));
        breaks.find(|pause| pause.overlaps(&asked))
    }

    /// What a day is called on which other hours hold.
    pub fn words_of(&self, date: Date) -> Option<&str> {
        self.dated(date)?.words.as_ref().map(Words::as_str)
    }
}

fn of_weekday(weekly: &[Weekly], date: Date, zone: &ZoneName) -> Vec<Span> {
    let day = date.weekday().to_monday_one_offset().unsigned_abs();
    weekly
        .iter()
        .filter(|weekly| weekly.day.0 == day)
        .map(|weekly| span(weekly.stretch, date, zone))
        .collect()
}

fn span(stretch: Stretch, date: Date, zone: &ZoneName) -> Span {
    let at = |minute: DayMinute| -> Timestamp {
        let (hour, rest) = (minute.0 / 60, minute.0 % 60);
        match (i8::try_from(hour), i8::try_from(rest)) {
            (Ok(hour), Ok(rest)) if hour < 24 => zone.reached(date.at(hour, rest, 0, 0)),
            _ => zone.begin_of(day_after(date, 1)),
        }
    };
    Span {
        from: at(stretch.from),
        until: at(stretch.until),
    }
}

/// Spans in order, those that touch or overlap as one, those that a change of the clocks swallowed left out.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.until.duration_since(span.from) > SignedDuration::ZERO);
    spans.sort_by_key(|span| span.from);
    let mut found: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match found.last_mut() {
            Some(last) if last.until >= span.from => last.until = last.until.max(span.until),
            _ => found.push(span),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn zone() -> ZoneName {
        "Europe/London".parse().unwrap()
    }

    fn weekly(day: u8, from: u16, until: u16) -> Weekly {
        Weekly {
            day: day.try_into().unwrap(),
            stretch: Stretch::new(from, until).unwrap(),
        }
    }

    fn at(from: &str, until: &str) -> Span {
        let at = |text: &str| zone().reached(text.parse().unwrap());
        Span {
            from: at(from),
            until: at(until),
        }
    }

    #[test]
    fn hours_hold_on_their_weekday_and_over_midnight() {
        // The 2nd of March 2026 is a Monday.
        let hours = Hours {
            weekly: List::new(vec![
                weekly(1, 540, 780),
                weekly(1, 780, 1020),
                weekly(1, 1320, 1440),
                weekly(2, 0, 60),
            ])
            .unwrap(),
            breaks: List::new(vec![weekly(1, 720, 750)]).unwrap(),
            dated: List::default(),
        };
        let cover = |from, until| hours.cover(at(from, until), &zone());
        assert!(cover("2026-03-02T09:00", "2026-03-02T17:00"));
        assert!(!cover("2026-03-02T08:59", "2026-03-02T10:00"));
        assert!(!cover("2026-03-03T09:00", "2026-03-03T10:00"));
        assert!(cover("2026-03-02T23:30", "2026-03-03T01:00"));
        assert!(!cover("2026-03-02T23:30", "2026-03-03T01:01"));
        let pause = |from, until| hours.meets_break(at(from, until), &zone()).is_some();
        assert!(pause("2026-03-02T11:00", "2026-03-02T12:01"));
        assert!(!pause("2026-03-02T11:00", "2026-03-02T12:00"));
    }

    #[test]
    fn a_holiday_shuts_and_the_length_of_a_day_follows_its_clocks() {
        let mut hours = Hours::daily(Stretch::new(0, 1440).unwrap());
        let long = hours.open_on(date(2026, 10, 25), &zone());
        let seconds = |span: &Span| span.until.as_second() - span.from.as_second();
        assert_eq!(seconds(&long[0]), 25 * 3600);
        assert_eq!(
            seconds(&hours.open_on(date(2026, 3, 29), &zone())[0]),
            23 * 3600
        );
        let shut = Dated {
            date: date(2026, 12, 25),
            open: List::default(),
            words: Words::new("Christmas Day").ok(),
        };
        hours.dated = List::new(vec![shut]).unwrap();
        assert!(!hours.cover(at("2026-12-25T10:00", "2026-12-25T11:00"), &zone()));
        assert!(hours.cover(at("2026-12-26T10:00", "2026-12-26T11:00"), &zone()));
        assert_eq!(hours.words_of(date(2026, 12, 25)), Some("Christmas Day"));
    }

    #[test]
    fn hours_that_cannot_be_are_refused() {
        assert!(Stretch::new(600, 600).is_err() && Stretch::new(0, 1441).is_err());
        assert!(DayOfWeek::try_from(0).is_err() && DayOfWeek::try_from(8).is_err());
        assert!(serde_json::from_str::<Stretch>("{\"from\":700,\"until\":600}").is_err());
    }
}
