//! Hours as people write them: `09:00-13:00, 14:00-18:00` for a day, and a day with hours of its own in a line.

use core::fmt;
use core::str::FromStr;

use jiff::civil::Date;

use super::hours::{DayOfWeek, HoursError, Stretch, Weekly};
use super::{Dated, Hours};
use crate::bounded::{BoundError, List, Words};

/// Text that says no hours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrittenHoursError {
    /// No stretch of a day.
    #[error("{0:?} is no stretch of a day; write it as 09:00-13:00")]
    Stretch(String),
    /// Minutes that cannot be.
    #[error(transparent)]
    Hours(#[from] HoursError),
    /// Two stretches that overlap.
    #[error("{0} and {1} overlap; write them as one")]
    Overlap(Stretch, Stretch),
    /// A line without a day.
    #[error(
        "{0:?}: begin with a day, then its hours or \"closed\", then what it is called: 2027-12-25 closed Christmas Day"
    )]
    Line(String),
    /// A day that stands there twice.
    #[error("{0} stands there twice; write it once")]
    Twice(Date),
    /// A break outside the hours, which would mean nothing.
    #[error("the break {0} is not within the hours of that day")]
    Break(Stretch),
    /// Too many, or words that do not fit.
    #[error(transparent)]
    Bound(#[from] BoundError),
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn minute(text: &str) -> Option<u16> {
    let (hour, rest) = text.trim().split_once(':')?;
    let fits =
        |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !fits(hour) || rest.len() != 2 || !fits(rest) {
        return None;
    }
    let (hour, rest): (u16, u16) = (hour.parse().ok()?, rest.parse().ok()?);
    (rest < 60 && hour <= 24).then_some(hour * 60 + rest)
}

impl FromStr for Stretch {
    type Err = WrittenHoursError;

    fn from_str(text: &str) -> Result<Self, WrittenHoursError> {
        let wrong = || WrittenHoursError::Stretch(short(text));
        let (from, until) = text.split_once(['-', '–']).ok_or_else(wrong)?;
        let (from, until) = (
            minute(from).ok_or_else(wrong)?,
            minute(until).ok_or_else(wrong)?,
        );
        Ok(Self::new(from, until)?)
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = self.minutes();
        write!(
            f,
            "{:02}:{:02}–{:02}:{:02}",
            from / 60,
            from % 60,
            until / 60,
            until % 60
        )
    }
}

/// The stretches of one day, apart by commas and in order; none of nothing.
///
/// # Errors
/// Text that is no hours, stretches that overlap.
pub fn stretches(text: &str) -> Result<Vec<Stretch>, WrittenHoursError> {
    let parts = text.split([',', ';']).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    let mut found: Vec<Stretch> = parts.map(str::parse).collect::<Result<_, _>>()?;
    found.sort_by_key(|stretch| stretch.minutes());
    for pair in found.windows(2) {
        if let [one, next] = pair
            && one.minutes().1 > next.minutes().0
        {
            return Err(WrittenHoursError::Overlap(*one, *next));
        }
    }
    Ok(found)
}

/// Stretches as they are written.
pub fn written(stretches: &[Stretch]) -> String {
    let texts: Vec<String> = stretches.iter().map(ToString::to_string).collect();
    texts.join(", ")
}

/// The stretches of a day of the week and their breaks.
///
/// # Errors
/// As [`stretches`]; a break outside of the hours.
pub fn weekday(
    day: DayOfWeek,
    open: &str,
    breaks: &str,
) -> Result<(Vec<Weekly>, Vec<Weekly>), WrittenHoursError> {
    let (open, breaks) = (stretches(open)?, stretches(breaks)?);
    for pause in &breaks {
        let (from, until) = pause.minutes();
        let within = |own: &Stretch| own.minutes().0 <= from && until <= own.minutes().1;
        if !open.iter().any(within) {
            return Err(WrittenHoursError::Break(*pause));
        }
    }
    let of_day = |all: Vec<Stretch>| {
        all.into_iter()
            .map(|stretch| Weekly { day, stretch })
            .collect()
    };
    Ok((of_day(open), of_day(breaks)))
}

/// Days with hours of their own, one in a line: the day, its hours or `closed`, and what it is called.
///
/// # Errors
/// A line that is none, a day that stands there twice, too many.
pub fn dated(text: &str) -> Result<List<Dated, 400>, WrittenHoursError> {
    let mut found: Vec<Dated> = Vec::new();
    let lines = text.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        let wrong = || WrittenHoursError::Line(short(line));
        let (day, rest) = line.split_once(char::is_whitespace).ok_or_else(wrong)?;
        let date: Date = day.parse().map_err(|_| wrong())?;
        if found.iter().any(|own| own.date == date) {
            return Err(WrittenHoursError::Twice(date));
        }
        // Hours are what begins with a digit; whatever follows is the name.
        let rest = rest.trim_start();
        let is_hours = |letter: char| letter.is_ascii_digit() || ":-–,; ".contains(letter);
        let (open, name) = match rest.strip_prefix("closed") {
            Some(name) => (Vec::new(), name),
            None => {
                let end = rest.find(|letter| !is_hours(letter)).unwrap_or(rest.len());
                let (hours, name) = rest.split_at(end);
                let open = stretches(hours)?;
                if open.is_empty() {
                    return Err(wrong());
                }
                (open, name)
            }
        };
        let name = name.trim();
        found.push(Dated {
            date,
            open: List::new(open)?,
            words: (!name.is_empty()).then(|| Words::new(name)).transpose()?,
        });
    }
    found.sort_by_key(|own| own.date);
    Ok(List::new(found)?)
}

impl Hours {
    /// The usual hours of a day of the week, and its breaks, as they are written.
    pub fn written_weekday(&self, day: DayOfWeek) -> [String; 2] {
        let of = |all: &[Weekly]| {
            let own = all.iter().filter(|own| own.day == day);
            written(&own.map(|own| own.stretch).collect::<Vec<_>>())
        };
        [of(&self.weekly), of(&self.breaks)]
    }

    /// The days with hours of their own, one in a line.
    pub fn written_dated(&self) -> String {
        let line = |own: &Dated| {
            let hours = match own.open.is_empty() {
                true => "closed".to_owned(),
                false => written(&own.open),
            };
            let name = own.words.as_ref().map_or("", Words::as_str);
            format!("{} {hours} {name}", own.date).trim_end().to_owned()
        };
        let lines: Vec<String> = self.dated.iter().map(line).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(number: u8) -> DayOfWeek {
        number.try_into().unwrap()
    }

    #[test]
    fn hours_come_back_as_they_were_written() {
        let (open, breaks) = weekday(day(1), "14:00-18:30, 9:00–13:00", "10:30-10:45").unwrap();
        let lines = "2028-02-29 closed Leap day\n2027-12-24 09:00-12:00 Christmas Eve\n2027-12-31 22:00-24:00";
        let hours = Hours {
            weekly: List::new(open).unwrap(),
            breaks: List::new(breaks).unwrap(),
            dated: dated(lines).unwrap(),
        };
        assert_eq!(
            hours.written_weekday(day(1)),
            ["09:00–13:00, 14:00–18:30", "10:30–10:45"]
        );
        assert_eq!(hours.written_weekday(day(2)), ["", ""]);
        let again = hours.written_dated();
        assert!(
            again.starts_with("2027-12-24 09:00–12:00 Christmas Eve\n"),
            "{again}"
        );
        assert!(again.ends_with("2028-02-29 closed Leap day"), "{again}");
        assert_eq!(dated(&again).unwrap(), hours.dated);
        assert_eq!(hours.words_of(date(2028, 2, 29)), Some("Leap day"));
    }

    #[test]
    fn what_is_no_hours_is_refused() {
        for bad in [
            "9-17",
            "09:00",
            "09:60-10:00",
            "10:00-09:00",
            "24:01-25:00",
            "all day",
            "-1:00-2:00",
        ] {
            assert!(stretches(bad).is_err(), "{bad:?}");
        }
        assert!(matches!(
            stretches("09:00-12:00, 11:00-13:00"),
            Err(WrittenHoursError::Overlap(..))
        ));
        assert!(matches!(
            weekday(day(1), "09:00-12:00", "12:00-12:30"),
            Err(WrittenHoursError::Break(_))
        ));
        for bad in [
            "closed",
            "2027-02-29 closed",
            "2027-12-25",
            "2027-12-25 Christmas",
        ] {
            assert!(dated(bad).is_err(), "{bad:?}");
        }
        let twice = "2027-12-25 closed\n2027-12-25 closed";
        assert_eq!(
            dated(twice),
            Err(WrittenHoursError::Twice(date(2027, 12, 25)))
        );
    }
}
