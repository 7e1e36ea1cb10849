//! Aftercare, day by day: what one sees, what one may and should not do, what is normal and what is not.

use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::{Date, time};
use pointil_optics::Grade;
use pointil_treatment::Rule;
use serde::{Deserialize, Serialize};

use crate::local_time::{ZoneName, day_after};

/// What a line of aftercare is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdviceKind {
    /// What one sees.
    Seen,
    /// What one may do.
    Allow,
    /// What one should not do.
    Avoid,
    /// What is no reason to worry.
    Normal,
    /// What is one.
    NotNormal,
}

/// A day after a session, or the setting of the protocol that says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    Fixed(u16),
    Setting(Rule),
}

/// One line of aftercare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    from: Day,
    until: Option<Day>,
    /// What it is about.
    pub kind: AdviceKind,
    /// What the client reads.
    pub words: String,
    /// How good the source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
    /// Where sources contradict each other; empty when they do not.
    pub conflict: String,
}

/// A table of aftercare that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum AftercareError {
    /// A row that is not whole.
    #[error("a row of the aftercare: {0}")]
    Row(#[from] csv::Error),
    /// A field that does not fit.
    #[error(
        "{words:?}: {found:?} is no {what}; a day is 0 to 3650 or a setting of the protocol, a grade A to D"
    )]
    Field {
        /// The row's words.
        words: String,
        /// What should stand there.
        what: &'static str,
        /// What stands there.
        found: String,
    },
}

const TABLE: &str = include_str!("../../../../data/practice/aftercare.csv");
const CHECK_INS: &str = include_str!("../../../../data/practice/check_ins.csv");

#[derive(Deserialize)]
struct Row {
    from: String,
    until: String,
    kind: AdviceKind,
    words: String,
    grade: String,
    source: String,
    conflict: String,
}

/// The built-in advice, in the table's order.
pub fn advice() -> &'static [Advice] {
    static READ: OnceLock<Vec<Advice>> = OnceLock::new();
    READ.get_or_init(|| parse_advice(TABLE).unwrap_or_default())
}

/// The advice of a table: the built-in one or a studio's own.
///
/// # Errors
/// A row that is not whole, a day or a grade that is none.
pub fn parse_advice(text: &str) -> Result<Vec<Advice>, AftercareError> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows = reader.deserialize().map(|row| {
        let row: Row = row?;
        let field = |what, found: &str| AftercareError::Field {
            words: row.words.clone(),
            what,
            found: found.to_owned(),
        };
        Ok(Advice {
            from: day(&row.from).ok_or_else(|| field("day", &row.from))?,
            until: match row.until.as_str() {
                "" => None,
                until => Some(day(until).ok_or_else(|| field("day", until))?),
            },
            kind: row.kind,
            grade: row.grade.parse().map_err(|_| field("grade", &row.grade))?,
            words: row.words,
            source: row.source,
            conflict: row.conflict,
        })
    });
    rows.collect()
}

fn day(text: &str) -> Option<Day> {
    match text.parse::<u16>() {
        Ok(day) => (day <= 3650).then_some(Day::Fixed(day)),
        Err(_) => text.parse().ok().map(Day::Setting),
    }
}

/// A day of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AftercareDay<'a> {
    /// Days since the session.
    pub day: u16,
    /// Which day that is for the client.
    pub date: Date,
    /// What holds on it, in the order of the table.
    pub advice: Vec<&'a Advice>,
}

/// Days that a plan shows: the session's own and thirty more.
pub const PLAN_DAYS: u16 = 30;

/// The plan from the end of a session on, by the client's clocks and the protocol's settings.
pub fn plan<'a>(
    advice: &'a [Advice],
    session_end: Timestamp,
    zone: &ZoneName,
    setting: impl Fn(Rule) -> f64,
) -> Vec<AftercareDay<'a>> {
    let of = |day: Day| match day {
        Day::Fixed(day) => f64::from(day),
        Day::Setting(rule) => setting(rule),
    };
    let holds = |advice: &Advice, day: u16| {
        let day = f64::from(day);
        of(advice.from) <= day && advice.until.is_none_or(|until| day < of(until))
    };
    let first = zone.day(session_end);
    (0..=PLAN_DAYS)
        .map(|day| AftercareDay {
            day,
            date: day_after(first, i64::from(day)),
            advice: advice.iter().filter(|line| holds(line, day)).collect(),
        })
        .collect()
}

/// When a client is asked how it heals.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CheckInDay {
    /// Days after the session.
    pub day: u16,
    /// Hours that there are to answer.
    pub answer_hours: u32,
    /// How good the source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

/// One question that will be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedCheckIn {
    /// Days after the session.
    pub day: u16,
    /// When the client is asked.
    pub due: Timestamp,
    /// Until when the answer should be there.
    pub answer_by: Timestamp,
}

/// The built-in days.
pub fn check_in_days() -> &'static [CheckInDay] {
    static READ: OnceLock<Vec<CheckInDay>> = OnceLock::new();
    READ.get_or_init(|| parse_days(CHECK_INS).unwrap_or_default())
}

fn parse_days(text: &str) -> Result<Vec<CheckInDay>, csv::Error> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    reader.deserialize().collect()
}

/// When the client is asked after a session: at ten in the morning of those days by the client's clocks.
pub fn planned_check_ins(
    days: &[CheckInDay],
    session_end: Timestamp,
    zone: &ZoneName,
) -> Vec<PlannedCheckIn> {
    let planned = days.iter().map(|of| {
        let due = zone.days_later(session_end, i64::from(of.day), time(10, 0, 0, 0));
        let hours = jiff::SignedDuration::from_hours(i64::from(of.answer_hours));
        PlannedCheckIn {
            day: of.day,
            due,
            answer_by: due.saturating_add(hours).unwrap_or(Timestamp::MAX),
        }
    });
    planned.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_treatment::Protocol;

    fn days(session_end: &str, zone: &str) -> Vec<AftercareDay<'static>> {
        let protocol = Protocol::built_in().unwrap();
        let zone = zone.parse().unwrap();
        let end = session_end.parse().unwrap();
        plan(advice(), end, &zone, |rule| protocol.usual(rule))
    }

    fn says(day: &AftercareDay<'_>, kind: AdviceKind, word: &str) -> bool {
        let mut of_kind = day.advice.iter().filter(|line| line.kind == kind);
        of_kind.any(|line| line.words.contains(word))
    }

    #[test]
    fn the_tables_are_whole_and_say_where_sources_contradict_each_other() {
        let rows = parse_advice(TABLE).unwrap();
        assert_eq!(rows, advice());
        for row in &rows {
            assert!(
                row.words.ends_with('.') && row.source.len() > 4,
                "{}",
                row.words
            );
        }
        assert!(rows.iter().filter(|row| !row.conflict.is_empty()).count() >= 5);
        assert_eq!(parse_days(CHECK_INS).unwrap(), check_in_days());
        assert!(check_in_days().is_sorted_by_key(|of| of.day));
        let header = "from,until,kind,words,grade,source,conflict\n";
        assert!(parse_advice(&format!("{header}tuesday,,seen,a.,C,b,\n")).is_err());
        assert!(parse_advice(&format!("{header}0,,seen,a.,Z,b,\n")).is_err());
    }

    #[test]
    fn every_day_has_something_seen_and_the_alarm_signs() {
        for day in days("2026-05-01T15:00:00Z", "Europe/London") {
            assert!(says(&day, AdviceKind::Seen, ""), "{}", day.day);
            assert!(
                says(&day, AdviceKind::NotNormal, "emergency number"),
                "{}",
                day.day
            );
        }
    }

    #[test]
    fn washing_waits_for_the_protocols_day_and_dates_are_the_clients() {
        let plan = days("2026-05-02T03:30:00Z", "America/New_York");
        assert_eq!(plan[0].date, jiff::civil::date(2026, 5, 1));
        assert_eq!(plan[30].date, jiff::civil::date(2026, 5, 31));
        assert!(says(&plan[4], AdviceKind::Avoid, "Do not wash"));
        assert!(!says(&plan[5], AdviceKind::Avoid, "Do not wash"));
        assert!(says(&plan[5], AdviceKind::Allow, "lukewarm"));
        let early = plan_with_first_wash(3.0);
        assert!(!says(&early[3], AdviceKind::Avoid, "Do not wash"));
    }

    fn plan_with_first_wash(day: f64) -> Vec<AftercareDay<'static>> {
        let protocol = Protocol::built_in().unwrap();
        let zone = "Europe/London".parse().unwrap();
        plan(advice(), Timestamp::UNIX_EPOCH, &zone, |rule| match rule {
            Rule::FirstWashDay => day,
            rule => protocol.usual(rule),
        })
    }

    #[test]
    fn check_ins_are_asked_at_ten_over_a_change_of_clocks() {
        let zone: ZoneName = "Europe/London".parse().unwrap();
        let end = "2026-03-27T23:30:00Z".parse().unwrap();
        let planned = planned_check_ins(check_in_days(), end, &zone);
        let local: Vec<String> = planned
            .iter()
            .map(|one| zone.local(one.due).to_string())
            .collect();
        assert_eq!(local[0], "2026-03-28T10:00:00");
        assert_eq!(local[1], "2026-03-30T10:00:00");
        assert_eq!(planned[1].due, "2026-03-30T09:00:00Z".parse().unwrap());
        assert!(planned.iter().all(|one| one.due < one.answer_by));
    }
}
