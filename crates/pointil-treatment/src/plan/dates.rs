//! Days on which the appointments of a plan can be.

use core::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

use super::Plan;
use crate::protocol::{Protocol, Rule};

/// Days in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    first: Date,
    last: Date,
}

/// What is known of the weeks to come. Which day it is today is told, not looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// The first day that comes into question.
    pub from: Date,
    /// The day of the last session that is over, if there is one.
    pub last_session: Option<Date>,
    /// The practitioner's free days; where none are given, every day is.
    pub practitioner_free: Vec<Date>,
    /// When the client cannot come.
    pub client_away: Vec<DateRange>,
    /// When the client will be in the sun.
    pub sun: Vec<DateRange>,
    /// When the client will swim or go to a sauna.
    pub swimming: Vec<DateRange>,
    /// When the client will do heavy sport.
    pub sport: Vec<DateRange>,
}

/// No day can be had for an appointment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no day for appointment {appointment} from {from} to {until}: {reasons}; offer more days or move what stands in the way"
)]
pub struct NoDay {
    /// The appointment, from 1.
    pub appointment: usize,
    /// The first day that the intervals allow.
    pub from: Date,
    /// The last day looked at.
    pub until: Date,
    /// What stands in the way, each reason with the number of days it takes.
    pub reasons: Reasons,
}

/// Days that fall out, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    practitioner: u32,
    away: u32,
    sun_after: u32,
    tan_before: u32,
    swimming: u32,
    sport: u32,
}

/// How far ahead a day is looked for.
const LOOKED_AHEAD_DAYS: i64 = 366;

impl DateRange {
    /// From the first to the last day; none where the last lies before the first.
    pub fn new(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// Its first day.
    pub const fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    pub const fn last(self) -> Date {
        self.last
    }

    fn holds(self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Whether any of its days lies on `day` or up to `days` after it.
    fn within_after(self, day: Date, days: u32) -> bool {
        self.first <= later(day, days) && self.last >= day
    }

    /// Whether any of its days lies on `day` or up to `days` before it.
    fn within_before(self, day: Date, days: u32) -> bool {
        self.first <= day && later(self.last, days) >= day
    }
}

/// So many days later; the end of time at its end.
fn later(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}

impl fmt::Display for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            (self.practitioner, "the practitioner is not free"),
            (self.away, "the client is away"),
            (self.sun_after, "sun follows too soon"),
            (self.tan_before, "a tan has not gone"),
            (self.swimming, "swimming follows too soon"),
            (self.sport, "sport follows too soon"),
        ];
        let mut words = all.iter().filter(|(days, _)| *days > 0).peekable();
        if words.peek().is_none() {
            return f.write_str("the calendar ends");
        }
        while let Some((days, why)) = words.next() {
            let comma = if words.peek().is_some() { ", " } else { "" };
            write!(f, "{why} (days: {days}){comma}")?;
        }
        Ok(())
    }
}

impl Calendar {
    /// Whether an appointment can be on `day`; counts the first reason why not.
    fn allows(&self, day: Date, protocol: &Protocol, reasons: &mut Reasons) -> bool {
        let any =
            |ranges: &[DateRange], holds: &dyn Fn(&DateRange) -> bool| ranges.iter().any(holds);
        let free = &self.practitioner_free;
        let after = |rule: Rule| {
            let days = protocol.whole(rule);
            move |range: &DateRange| range.within_after(day, days)
        };
        let tan = protocol.whole(Rule::NoTanBefore);
        let checks = [
            (
                &mut reasons.practitioner,
                !free.is_empty() && !free.contains(&day),
            ),
            (
                &mut reasons.away,
                any(&self.client_away, &|range| range.holds(day)),
            ),
            (
                &mut reasons.sun_after,
                any(&self.sun, &after(Rule::NoSunAfter)),
            ),
            (
                &mut reasons.tan_before,
                any(&self.sun, &|range| range.within_before(day, tan)),
            ),
            (
                &mut reasons.swimming,
                any(&self.swimming, &after(Rule::NoSwimmingAfter)),
            ),
            (
                &mut reasons.sport,
                any(&self.sport, &after(Rule::NoSportAfter)),
            ),
        ];
        for (count, holds) in checks {
            if holds {
                *count += 1;
                return false;
            }
        }
        true
    }
}

/// The earliest day for each appointment of `plan` that keeps the protocol's usual intervals, and with them the least ones.
///
/// Each is the earliest that can be had: an earlier day of one appointment never makes a later one's day later.
///
/// # Errors
/// An appointment for which there is no day within a year.
pub fn propose(plan: &Plan, protocol: &Protocol, calendar: &Calendar) -> Result<Vec<Date>, NoDay> {
    let mut days: Vec<Date> = Vec::with_capacity(plan.appointments.len());
    for index in 0..plan.appointments.len() {
        let after = |last: Date| later(last, plan.usual_days(index, protocol));
        let from = match (days.last(), calendar.last_session) {
            (Some(last), _) => after(*last),
            (None, Some(last)) => later(last, protocol.whole(Rule::UsualInterval)),
            (None, None) => calendar.from,
        };
        let from = from.max(calendar.from);
        let mut reasons = Reasons::default();
        let mut looked = (0..LOOKED_AHEAD_DAYS).map(|k| from.saturating_add(k.days()));
        let found = looked.find(|day| calendar.allows(*day, protocol, &mut reasons));
        let until = from.saturating_add((LOOKED_AHEAD_DAYS - 1).days());
        days.push(found.ok_or(NoDay {
            appointment: index + 1,
            from,
            until,
            reasons,
        })?);
    }
    Ok(days)
}
