//! The owner's view: who comes today, what is due, what ends, what came of it all, and the money. Pure sums over what is passed in.

mod interval;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use pointil_treatment::{Money, MoneyError};
use serde::Serialize;

pub use interval::{LEAST_SHOWN, Mean, Share, Shown, mean, share};

use crate::account::{Account, AccountEntry, Method, Posting};
use crate::adverse_event::{AdverseEvent, EventKind};
use crate::alarm::OpenAlarm;
use crate::appointment::{Appointment, AppointmentState};
use crate::id::{ClientId, PersonId, RecordId};
use crate::local_time::{ZoneName, days_between};
use crate::record::PracticeRecord;
use crate::reminder::Expiring;

/// An appointment of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming<G> {
    /// The appointment.
    pub appointment: RecordId,
    /// Who comes.
    pub client: ClientId,
    /// To whom.
    pub practitioner: PersonId,
    /// What for.
    pub purpose: &'static str,
    /// Where it stands.
    pub state: &'static str,
    /// From when by the clocks there.
    pub from: DateTime,
    /// Until when.
    pub until: DateTime,
    /// How its gates stand, as the gates say.
    pub gates: G,
}

/// The appointments that begin on a day by the clocks of their premises, the earliest first, without those that do not take place.
pub fn coming<G>(
    appointments: &[Appointment],
    day: Date,
    gates: impl Fn(&Appointment) -> G,
) -> Vec<Coming<G>> {
    let takes_place = |appointment: &&Appointment| {
        !matches!(
            appointment.stands(),
            AppointmentState::Cancelled { .. }
                | AppointmentState::Moved { .. }
                | AppointmentState::Lapsed
        ) && appointment.place.day() == day
    };
    let mut found: Vec<&Appointment> = appointments.iter().filter(takes_place).collect();
    found.sort_by_key(|appointment| (appointment.place.span.from, appointment.id));
    found
        .into_iter()
        .map(|appointment| {
            let place = &appointment.place;
            Coming {
                appointment: appointment.id,
                client: place.client,
                practitioner: place.practitioner,
                purpose: place.purpose.name(),
                state: appointment.state(),
                from: place.zone.local(place.span.from),
                until: place.zone.local(place.span.until),
                gates: gates(appointment),
            }
        })
        .collect()
}

/// Something that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The kind of record.
    pub kind: &'static str,
    /// The record.
    pub record: RecordId,
    /// Whose.
    pub client: Option<ClientId>,
    /// Where it stands.
    pub state: &'static str,
    /// Since when.
    pub due: Timestamp,
}

impl FollowUp {
    /// Of a record that is due by now; none when it is not.
    pub fn of<R: PracticeRecord>(
        record: &R,
        id: RecordId,
        client: Option<ClientId>,
        now: Timestamp,
    ) -> Option<Self> {
        let due = record.due().filter(|due| *due <= now)?;
        Some(Self {
            kind: R::KIND.name(),
            record: id,
            client,
            state: record.state(),
            due,
        })
    }
}

/// In which order they are looked at: red flags first, the gravest and then the oldest, then what has been due longest.
pub fn in_order(alarms: &mut [OpenAlarm], follow_ups: &mut [FollowUp]) {
    alarms.sort_by_key(|alarm| (core::cmp::Reverse(alarm.outcome), alarm.since, alarm.record));
    follow_ups.sort_by_key(|one| (one.due, one.record));
}

/// What came of one client's treatment.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeRow {
    /// Who treated.
    pub practitioner: PersonId,
    /// The class of the skin, as the studio names it.
    pub skin_class: String,
    /// The version of the protocol.
    pub protocol: String,
    /// Whether the client would choose it again.
    pub would_choose_again: Option<bool>,
    /// The change of density as seen.
    pub density_change: Option<f64>,
    /// The change of self-esteem.
    pub self_esteem_change: Option<f64>,
    /// Whether there was an adverse event.
    pub event: bool,
}

/// By what outcomes are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// Who treated.
    Practitioner,
    /// The skin.
    SkinClass,
    /// The protocol.
    Protocol,
}

/// What came of the treatments of a group. A group that is too small shows how many there are and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutcomeGroup {
    /// The practitioner, class or version.
    pub group: String,
    /// How many treatments.
    pub n: u32,
    /// How many would choose it again, of those who answered: Wilson's interval.
    pub would_choose_again: Shown,
    /// How many had an adverse event: Wilson's interval.
    pub events: Shown,
    /// The mean change of density: mean and 1.96 standard errors.
    pub density_change: Option<Mean>,
    /// The mean change of self-esteem: mean and 1.96 standard errors.
    pub self_esteem_change: Option<Mean>,
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Outcomes by group, in the order of the groups' names. They compare nobody fairly: who treats whom is no accident, and the page says so.
pub fn outcomes(rows: &[OutcomeRow], by: GroupBy) -> Vec<OutcomeGroup> {
    let mut groups: BTreeMap<String, Vec<&OutcomeRow>> = BTreeMap::new();
    for row in rows {
        let name = match by {
            GroupBy::Practitioner => row.practitioner.to_string(),
            GroupBy::SkinClass => row.skin_class.clone(),
            GroupBy::Protocol => row.protocol.clone(),
        };
        groups.entry(name).or_default().push(row);
    }
    let outcome = |(group, rows): (String, Vec<&OutcomeRow>)| {
        let again: Vec<bool> = rows
            .iter()
            .filter_map(|row| row.would_choose_again)
            .collect();
        let yes = again.iter().filter(|again| **again).count();
        let events = rows.iter().filter(|row| row.event).count();
        let numbers = |of: fn(&OutcomeRow) -> Option<f64>| -> Vec<f64> {
            rows.iter().filter_map(|row| of(row)).collect()
        };
        OutcomeGroup {
            group,
            n: count(rows.len()),
            would_choose_again: share(count(yes), count(again.len())),
            events: share(count(events), count(rows.len())),
            density_change: mean(&numbers(|row| row.density_change)),
            self_esteem_change: mean(&numbers(|row| row.self_esteem_change)),
        }
    };
    groups.into_iter().map(outcome).collect()
}

/// How many events there were of each kind, and how many of them are open.
pub fn events(events: &[AdverseEvent]) -> Vec<(EventKind, u32, u32)> {
    let of_kind = |kind: EventKind| {
        let of = events.iter().filter(|event| event.facts.kind == kind);
        let open = of.clone().filter(|event| event.state() != "closed");
        (kind, count(of.count()), count(open.count()))
    };
    let mut found: Vec<_> = EventKind::ALL.into_iter().map(of_kind).collect();
    found.retain(|(_, all, _)| *all > 0);
    found
}

/// What ends within so many days, and what has ended, the first to end first, with the days that are left.
pub fn expiring(all: &[Expiring], today: Date, within_days: i64) -> Vec<(Expiring, i64)> {
    let left = |one: &Expiring| (*one, days_between(today, one.last_day));
    let mut found: Vec<_> = all.iter().map(left).collect();
    found.retain(|(_, days)| *days <= within_days);
    found.sort_by_key(|(one, days)| (*days, one.record));
    found
}

/// Money of a stretch of days, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyTotals {
    /// Invoiced, less credit notes.
    pub invoiced: Money,
    /// Paid less given back, by method: cash, card, transfer.
    pub received: BTreeMap<&'static str, Money>,
    /// Written off.
    pub written_off: Money,
    /// What clients owe at the end, credits not taken off.
    pub owed: Money,
    /// What of it is overdue.
    pub overdue: Money,
}

/// Money from one day to another, both counted, of every entry of a studio; by currency.
///
/// # Errors
/// Too much, which no posted entries are.
pub fn money(
    entries: &[AccountEntry],
    from: Date,
    until: Date,
) -> Result<BTreeMap<&'static str, MoneyTotals>, MoneyError> {
    let mut totals: BTreeMap<&'static str, MoneyTotals> = BTreeMap::new();
    let mut by_client: BTreeMap<ClientId, Vec<AccountEntry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.day() <= until) {
        let own = by_client.entry(entry.client()).or_default();
        own.push(entry.clone());
    }
    for (client, until_then) in by_client {
        let account = Account::new(client, &until_then);
        for line in account.statement()? {
            if let Some(owed) = line.owed
                && line.entry.day() >= from
            {
                add(of_currency(&mut totals, owed), line.entry.posting(), owed)?;
            }
        }
        for item in account.open_items()? {
            let total = of_currency(&mut totals, item.open);
            total.owed = total.owed.plus(item.open)?;
            if item.due < until {
                total.overdue = total.overdue.plus(item.open)?;
            }
        }
    }
    Ok(totals)
}

fn of_currency<'a>(
    totals: &'a mut BTreeMap<&'static str, MoneyTotals>,
    money: Money,
) -> &'a mut MoneyTotals {
    let none = Money::none(money.currency());
    totals
        .entry(money.currency().code())
        .or_insert_with(|| MoneyTotals {
            invoiced: none,
            received: [Method::Cash, Method::Card, Method::Transfer]
                .into_iter()
                .map(|method| (method.name(), none))
                .collect(),
            written_off: none,
            owed: none,
            overdue: none,
        })
}

fn add(totals: &mut MoneyTotals, posting: &Posting, owed: Money) -> Result<(), MoneyError> {
    match posting {
        Posting::Invoice(_) | Posting::CreditNote { .. } => {
            totals.invoiced = totals.invoiced.plus(owed)?;
        }
        Posting::Payment { method, .. } | Posting::Refund { method, .. } => {
            if let Some(sum) = totals.received.get_mut(method.name()) {
                *sum = sum.minus(owed)?;
            }
        }
        Posting::WriteOff { .. } => totals.written_off = totals.written_off.minus(owed)?,
        _ => {}
    }
    Ok(())
}

/// The day that it is at a place.
pub fn today(zone: &ZoneName, now: Timestamp) -> Date {
    zone.day(now)
}
