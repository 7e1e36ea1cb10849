//! People and rules: the records of a client's journey and of a studio, their states, and everything that can refuse a step.
//!
//! A record is a document with its state, span, due time and keys ([`PracticeRecord`]). A state is an enum that owns its data; which transitions
//! there are stands in one [`Machine`] per kind; a transition that may not be is refused with a [`RuleCode`] and what was found. No clock, no files, no
//! randomness: instants, days and identifiers are passed in.

pub mod account;
pub mod act;
pub mod adverse_event;
pub mod aftercare;
pub mod agreement;
pub mod alarm;
pub mod appointment;
pub mod bounded;
pub mod calendar_feed;
pub mod check_in;
pub mod consent;
pub mod consultation;
pub mod credential;
pub mod elapse;
pub mod enquiry;
pub mod gate;
pub mod hash;
pub mod id;
pub mod jurisdiction;
pub mod local_time;
pub mod lot;
pub mod patch_test;
pub mod premises;
pub mod protocol;
pub mod record;
pub mod refusal;
pub mod reminder;
pub mod removal_plan;
pub mod review;
pub mod rule;
#[cfg(test)]
pub(crate) mod sample;
pub mod screening;
pub mod session;
pub mod state;
pub mod suitability;
pub mod time_off;
pub mod today;
pub mod touch_up;
pub mod waiting;

pub use act::Act;
pub use bounded::{BoundError, List, Words};
pub use gate::{GateReport, GreenLight, judge};
pub use hash::ContentHash;
pub use jurisdiction::{Jurisdiction, JurisdictionCode};
pub use local_time::{LocalTime, ZoneName};
pub use record::{
    DocumentError, PracticeRecord, RecordKey, RecordKind, Span, from_document, to_document,
};
pub use refusal::Refusal;
pub use rule::{Force, PracticeRule, RuleCode};
pub use state::{Arrow, Machine};

/// The transition tables of every kind of record, in the order of [`RecordKind::ALL`].
pub const MACHINES: &[&Machine] = &[
    &enquiry::MACHINE,
    &consultation::MACHINE,
    &screening::MACHINE,
    &patch_test::MACHINE,
    &agreement::MACHINE,
    &consent::MACHINE,
    &appointment::MACHINE,
    &waiting::MACHINE,
    &time_off::MACHINE,
    &session::MACHINE,
    &check_in::MACHINE,
    &adverse_event::MACHINE,
    &review::MACHINE,
    &removal_plan::MACHINE,
    &account::MACHINE,
    &lot::MACHINE,
    &credential::MACHINE,
    &premises::MACHINE,
    &protocol::MACHINE,
    &calendar_feed::MACHINE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_machine_is_of_a_kind_and_without_fault() {
        for machine in MACHINES {
            assert!(
                RecordKind::named(machine.name).is_some(),
                "{}",
                machine.name
            );
            assert_eq!(machine.faults(), Vec::<String>::new());
        }
        let place = |machine: &&Machine| {
            RecordKind::ALL
                .iter()
                .position(|kind| kind.name() == machine.name)
        };
        assert!(MACHINES.iter().is_sorted_by_key(place));
    }
}
