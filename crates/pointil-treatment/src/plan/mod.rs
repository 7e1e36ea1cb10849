//! A plan: the appointments in which a design is worked.

mod appointment;
mod comfort;
mod dates;
mod finding;
mod work;

pub use appointment::{Appointment, Materials, Minutes, SessionPurpose, ZoneWork};
pub use comfort::{Comfort, ComfortTableError};
pub use dates::{Calendar, DateRange, NoDay, Reasons, propose};
pub use finding::PlanFinding;
pub use work::{Work, WorkError, WorkInk, ZoneInk};

use crate::protocol::{Protocol, Rule};

/// The appointments of a design, and what is to be said about them.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// In their order; sessions that are over have none.
    pub appointments: Vec<Appointment>,
    /// Where the plan departs from the protocol, and what to do.
    pub findings: Vec<PlanFinding>,
}

impl Plan {
    /// The plan of `work` under `protocol`. No appointment is longer than the protocol allows: a session that does not fit is
    /// worked in parts on different days.
    pub fn of(work: &Work, protocol: &Protocol) -> Self {
        let open = work.sessions().iter().enumerate().skip(work.done());
        let appointments = open.flat_map(|(k, dots)| {
            let purpose = SessionPurpose::of(k, work.sessions().len());
            appointment::of_session(k + 1, purpose, dots, work.inks(), protocol)
        });
        let appointments: Vec<Appointment> = appointments.collect();
        let findings = finding::of(work, &appointments, protocol);
        Self {
            appointments,
            findings,
        }
    }

    /// All dots still to be placed.
    pub fn dots(&self) -> u32 {
        self.appointments.iter().map(Appointment::dots).sum()
    }

    /// Minutes of work in all appointments.
    pub fn work_minutes(&self) -> Minutes {
        let all = self.appointments.iter().map(|own| own.work);
        all.fold(Minutes::default(), Minutes::plus)
    }

    /// Minutes of all appointments from arrival to leave.
    pub fn chair_minutes(&self) -> f64 {
        self.appointments.iter().map(|own| own.chair_minutes).sum()
    }

    /// What all appointments use up.
    pub fn materials(&self) -> Materials {
        let all = self.appointments.iter().map(Appointment::materials);
        all.fold(Materials::default(), Materials::plus)
    }

    /// The number of sessions that are still to come.
    pub fn sessions(&self) -> usize {
        let mut numbers: Vec<usize> = self.appointments.iter().map(|own| own.session).collect();
        numbers.dedup();
        numbers.len()
    }

    /// Days that must at least lie between the appointment before number `index` and that one: none before the first.
    pub fn least_days(&self, index: usize, protocol: &Protocol) -> u32 {
        self.days(index, protocol, Rule::LeastInterval)
    }

    /// Days that usually lie between them.
    pub fn usual_days(&self, index: usize, protocol: &Protocol) -> u32 {
        self.days(index, protocol, Rule::UsualInterval)
            .max(self.least_days(index, protocol))
    }

    fn days(&self, index: usize, protocol: &Protocol, interval: Rule) -> u32 {
        match self.appointments.get(index) {
            None => 0,
            Some(_) if index == 0 => 0,
            Some(own) if own.part > 1 => protocol.whole(Rule::PartInterval),
            Some(_) => protocol.whole(interval),
        }
    }
}
