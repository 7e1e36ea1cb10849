//! Appointments as an iCalendar feed (RFC 5545). Nothing of health stands in it: not what for, not who.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Appointment, AppointmentState};
use crate::id::RecordId;

/// A feed's own words.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    /// The studio's host name, for identifiers: `studio.example`.
    pub host: &'a str,
    /// The feed's name in the calendar.
    pub name: &'a str,
    /// What every entry is called: "Appointment".
    pub summary: &'a str,
    /// The addresses of the premises.
    pub locations: &'a BTreeMap<RecordId, String>,
    /// When what it shows was last changed: the same appointments give the same feed, whenever it is read.
    pub changed: Timestamp,
}

/// The feed of appointments: those held or requested as tentative, those confirmed, those cancelled as such; a moved one is shown by the one
/// in its stead, which has the same identifier and a higher sequence.
pub fn feed(words: &Feed<'_>, appointments: &[Appointment]) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| fold(&mut text, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Pointil//Appointments//EN");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", "PUBLISH");
    line("X-WR-CALNAME", &escaped(words.name));
    for appointment in appointments {
        let Some(status) = status(appointment) else {
            continue;
        };
        let span = appointment.place.span;
        line("BEGIN", "VEVENT");
        let uid = format!("{}@{}", appointment.series, words.host);
        line("UID", &escaped(&uid));
        line("SEQUENCE", &appointment.sequence.to_string());
        line("DTSTAMP", &utc(words.changed));
        line("DTSTART", &utc(span.from));
        line("DTEND", &utc(span.until));
        line("SUMMARY", &escaped(words.summary));
        if let Some(location) = words.locations.get(&appointment.place.premises) {
            line("LOCATION", &escaped(location));
        }
        line("STATUS", status);
        line("CLASS", "PRIVATE");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    text
}

const fn status(appointment: &Appointment) -> Option<&'static str> {
    match appointment.stands() {
        AppointmentState::Requested { .. } | AppointmentState::Held { .. } => Some("TENTATIVE"),
        AppointmentState::Confirmed { .. }
        | AppointmentState::Arrived { .. }
        | AppointmentState::Kept { .. } => Some("CONFIRMED"),
        AppointmentState::Cancelled { .. }
        | AppointmentState::NoShow { .. }
        | AppointmentState::Lapsed => Some("CANCELLED"),
        AppointmentState::Moved { .. } => None,
    }
}

/// An instant in universal time (RFC 5545 §3.3.5, form 2): it needs no time zone of its own in the feed.
fn utc(at: Timestamp) -> String {
    let at = TimeZone::UTC.to_datetime(at);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Text as a value (RFC 5545 §3.3.11). What is no writing is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Octets of a line at most, without its end (RFC 5545 §3.1).
const MOST_OCTETS: usize = 75;

/// A content line, folded between characters.
fn fold(text: &mut String, line: &str) {
    let mut octets = 0;
    for letter in line.chars() {
        if octets + letter.len_utf8() > MOST_OCTETS {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(letter);
        octets += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_unfold_to_themselves() {
        for line in [
            "x".repeat(75),
            "x".repeat(76),
            "ü€😀".repeat(60),
            String::new(),
        ] {
            let mut text = String::new();
            fold(&mut text, &line);
            assert!(
                text.split("\r\n").all(|line| line.len() <= MOST_OCTETS),
                "{text}"
            );
            assert_eq!(text.replace("\r\n ", "").trim_end(), line);
        }
    }

    #[test]
    fn commas_semicolons_and_new_lines_are_escaped() {
        assert_eq!(escaped("a,b;c\\d\r\ne"), "a\\,b\\;c\\\\d\\ne");
    }
}
