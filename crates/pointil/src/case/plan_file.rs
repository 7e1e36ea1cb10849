//! The plan's section of a case file: days and a studio's own rates, and what they mean.

use std::collections::BTreeMap;

use jiff::civil::Date;
use pointil_treatment::plan::{Calendar, DateRange};
use pointil_treatment::{Protocol, Rule};
use serde::Deserialize;

use super::read::Case;
use crate::colour_input::{named, text};
use crate::failure::Failure;

/// When and how it is worked. Days are written as `2027-03-29`, days in a row as `2027-03-29..2027-04-05`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSection {
    /// A studio's protocol: a table with the columns of `data/session_protocol.csv`, seen from the case file's folder.
    pub protocol: Option<String>,
    /// Single rules of the protocol, by name.
    #[serde(default)]
    pub rules: BTreeMap<String, f64>,
    /// The first day that comes into question; left out, no days are proposed.
    pub from: Option<String>,
    /// The day of the last session that is done.
    pub last_session: Option<String>,
    /// The practitioner's free days; left out, every day is.
    #[serde(default)]
    pub practitioner_free: Vec<String>,
    /// When the client cannot come.
    #[serde(default)]
    pub client_away: Vec<String>,
    /// When the client will be in the sun.
    #[serde(default)]
    pub sun: Vec<String>,
    /// When the client will swim or go to a sauna.
    #[serde(default)]
    pub swimming: Vec<String>,
    /// When the client will do heavy sport.
    #[serde(default)]
    pub sport: Vec<String>,
}

/// A protocol is a page of text.
const MOST_PROTOCOL_BYTES: usize = 1 << 16;

/// The protocol the case is worked by.
pub fn protocol(case: &Case) -> Result<Protocol, Failure> {
    let section = &case.file.plan;
    let base = match &section.protocol {
        None => Protocol::built_in(),
        Some(name) => Protocol::parse(&text(&case.beside(name), MOST_PROTOCOL_BYTES)?),
    };
    let base = base.map_err(|e| named("plan.protocol", &e))?;
    section
        .rules
        .iter()
        .try_fold(base, |protocol, (name, value)| {
            let rule: Rule = name.parse().map_err(|e| named("plan.rules", &e))?;
            protocol
                .with(rule, *value)
                .map_err(|e| named("plan.rules", &e))
        })
}

/// What is known of the weeks to come; nothing where no first day is given.
pub fn calendar(section: &PlanSection) -> Result<Option<Calendar>, Failure> {
    let Some(from) = &section.from else {
        return Ok(None);
    };
    let last = section.last_session.as_deref();
    Ok(Some(Calendar {
        from: day("plan.from", from)?,
        last_session: last
            .map(|text| day("plan.last_session", text))
            .transpose()?,
        practitioner_free: all("plan.practitioner_free", &section.practitioner_free, day)?,
        client_away: all("plan.client_away", &section.client_away, days)?,
        sun: all("plan.sun", &section.sun, days)?,
        swimming: all("plan.swimming", &section.swimming, days)?,
        sport: all("plan.sport", &section.sport, days)?,
    }))
}

fn all<T>(
    field: &str,
    texts: &[String],
    read: impl Fn(&str, &str) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let read = |(k, text): (usize, &String)| read(&format!("{field}[{k}]"), text);
    texts.iter().enumerate().map(read).collect()
}

fn day(field: &str, text: &str) -> Result<Date, Failure> {
    let failed = || {
        Failure::input(format!(
            "{field} is \"{text}\"; write a day as \"2027-03-29\""
        ))
    };
    text.trim().parse().map_err(|_| failed())
}

fn days(field: &str, text: &str) -> Result<DateRange, Failure> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    DateRange::new(day(field, first)?, day(field, last)?).ok_or_else(|| {
        Failure::input(format!(
            "{field} is \"{text}\"; the last day lies before the first: write the first day first"
        ))
    })
}
