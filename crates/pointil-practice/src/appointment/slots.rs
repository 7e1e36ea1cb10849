//! Which times are free.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::{Calendar, Place, Term};
use crate::bounded::Words;
use crate::id::RecordId;
use crate::local_time::{LocalTime, day_after};
use crate::record::Span;

/// Days that a search looks at, at most.
pub const MOST_DAYS: i64 = 120;

/// What is looked for.
pub struct SlotSearch<'a> {
    /// Who comes to whom in which premises, what for; its time and room are those that are filled in.
    pub wanted: Place,
    /// The rooms that would do.
    pub rooms: &'a [Words<100>],
    /// Minutes that are needed.
    pub minutes: u32,
    /// The first day.
    pub first: Date,
    /// The last day, at most [`MOST_DAYS`] later.
    pub last: Date,
    /// How many times to give, at most.
    pub most: usize,
}

/// A time that is free, in one room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The room.
    pub room: Words<100>,
    /// What the clocks show, with the offset where it must be said.
    pub local: LocalTime,
    /// From when until when.
    pub span: Span,
}

/// The times against which nothing speaks, the earliest first, each in the first room that is free then. They are those that a booking
/// would accept on the same calendar: each is judged as a booking is.
pub fn free_slots(search: &SlotSearch<'_>, calendar: &Calendar<'_>) -> Vec<Slot> {
    let zone = &search.wanted.zone;
    let step = SignedDuration::from_mins(i64::from(calendar.terms.value(Term::SlotStep).max(1)));
    let length = SignedDuration::from_mins(i64::from(search.minutes));
    // No appointment has this identifier: the search looks past none.
    let nobody = RecordId(uuid::Uuid::nil());
    let mut found = Vec::new();
    for days in 0..=MOST_DAYS {
        let day = day_after(search.first, days);
        if day > search.last || found.len() >= search.most {
            break;
        }
        for open in calendar.premises_hours.open_on(day, zone) {
            let mut from = open.from;
            while let Ok(until) = from.checked_add(length) {
                if until > open.until || found.len() >= search.most {
                    break;
                }
                let span = Span { from, until };
                let local = said(zone, from);
                let free = search.rooms.iter().find(|room| {
                    let place = Place {
                        room: (*room).clone(),
                        span,
                        local,
                        ..search.wanted.clone()
                    };
                    calendar.refusals(nobody, &place).is_empty()
                });
                found.extend(free.map(|room| Slot {
                    room: room.clone(),
                    local,
                    span,
                }));
                let Ok(next) = from.checked_add(step) else {
                    break;
                };
                from = next;
            }
        }
    }
    found
}

/// What the clocks show at an instant, with the offset when they show it twice.
fn said(zone: &crate::local_time::ZoneName, at: jiff::Timestamp) -> LocalTime {
    let plain = LocalTime::of(zone.local(at));
    match zone.instant(plain) {
        Ok(_) => plain,
        Err(_) => LocalTime {
            offset_seconds: Some(zone.zone().to_offset(at).seconds()),
            ..plain
        },
    }
}
