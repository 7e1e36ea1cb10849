//! When a report is due: calendar days or working days after the studio came to know.

use jiff::civil::{Date, Weekday};

use crate::jurisdiction::ReportingClock;
use crate::local_time::day_after;

/// The last day on which a report is in time; none where no duty is known. The day on which the studio came to know does not count.
pub fn last_day(clock: ReportingClock, known: Date) -> Option<Date> {
    let days = clock.days?;
    if !clock.working_days {
        return Some(day_after(known, i64::from(days)));
    }
    let mut day = known;
    let mut left = days;
    while left > 0 && day < Date::MAX {
        day = day_after(day, 1);
        if is_us_business_day(day) {
            left -= 1;
        }
    }
    Some(day)
}

/// Whether US federal offices work on a day: no Saturday, Sunday or federal holiday.
pub fn is_us_business_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
        && us_federal_holiday(day).is_none()
}

/// The federal holiday that a day is, observed or on its own date (5 U.S.C. 6103; 5 CFR 610: one on a Saturday is observed on the Friday
/// before, one on a Sunday on the Monday after). Inauguration Day holds around Washington alone and is left out.
pub fn us_federal_holiday(day: Date) -> Option<&'static str> {
    let tomorrow = day_after(day, 1);
    let yesterday = day_after(day, -1);
    let observed = match day.weekday() {
        Weekday::Friday => on_date(tomorrow),
        Weekday::Monday => on_date(yesterday),
        _ => None,
    };
    on_date(day).or(observed).or_else(|| on_weekday(day))
}

/// Holidays on a date of the year.
fn on_date(day: Date) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => Some("New Year's Day"),
        // Since Public Law 117-17 of 17 June 2021.
        (6, 19) if day.year() >= 2021 => Some("Juneteenth"),
        (7, 4) => Some("Independence Day"),
        (11, 11) => Some("Veterans Day"),
        (12, 25) => Some("Christmas Day"),
        _ => None,
    }
}

/// Holidays on a weekday of a month.
fn on_weekday(day: Date) -> Option<&'static str> {
    // Which of its weekday in the month it is, from 1.
    let place = (day.day() - 1) / 7 + 1;
    let last = day.day() + 7 > day.days_in_month();
    match (day.month(), day.weekday(), place) {
        (1, Weekday::Monday, 3) => Some("Birthday of Martin Luther King, Jr."),
        (2, Weekday::Monday, 3) => Some("Washington's Birthday"),
        (5, Weekday::Monday, _) if last => Some("Memorial Day"),
        (9, Weekday::Monday, 1) => Some("Labor Day"),
        (10, Weekday::Monday, 2) => Some("Columbus Day"),
        (11, Weekday::Thursday, 4) => Some("Thanksgiving Day"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const MOCRA: ReportingClock = ReportingClock {
        days: Some(15),
        working_days: true,
    };

    /// The dates that the Office of Personnel Management lists for 2026 and 2027, and New Year's Day of 2022, observed in 2021.
    #[test]
    fn federal_holidays_are_those_of_the_official_lists() {
        let listed = [
            date(2026, 1, 1),
            date(2026, 1, 19),
            date(2026, 2, 16),
            date(2026, 5, 25),
            date(2026, 6, 19),
            date(2026, 7, 3),
            date(2026, 9, 7),
            date(2026, 10, 12),
            date(2026, 11, 11),
            date(2026, 11, 26),
            date(2026, 12, 25),
            date(2027, 1, 1),
            date(2027, 1, 18),
            date(2027, 2, 15),
            date(2027, 5, 31),
            date(2027, 6, 18),
            date(2027, 7, 5),
            date(2027, 9, 6),
            date(2027, 10, 11),
            date(2027, 11, 11),
            date(2027, 11, 25),
            date(2027, 12, 24),
            date(2027, 12, 31),
        ];
        let mut day = date(2026, 1, 1);
        while day < date(2028, 1, 1) {
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            let off = !is_us_business_day(day) && !weekend;
            assert_eq!(off, listed.contains(&day), "{day}");
            day = day_after(day, 1);
        }
        assert!(us_federal_holiday(date(2021, 12, 31)).is_some());
        assert!(us_federal_holiday(date(2020, 6, 19)).is_none());
    }

    #[test]
    fn fifteen_business_days_go_around_weekends_and_holidays() {
        // From Friday, 18 December 2026: Christmas and New Year's Day fall out.
        assert_eq!(last_day(MOCRA, date(2026, 12, 18)), Some(date(2027, 1, 12)));
        // Without a holiday: three weeks.
        assert_eq!(last_day(MOCRA, date(2026, 3, 2)), Some(date(2026, 3, 23)));
        assert_eq!(last_day(MOCRA, date(2026, 3, 1)), Some(date(2026, 3, 20)));
    }

    #[test]
    fn other_clocks_count_calendar_days_or_have_none() {
        let clock = |days| ReportingClock {
            days,
            working_days: false,
        };
        assert_eq!(
            last_day(clock(Some(10)), date(2028, 2, 25)),
            Some(date(2028, 3, 6))
        );
        assert_eq!(last_day(clock(None), date(2028, 2, 25)), None);
    }
}
