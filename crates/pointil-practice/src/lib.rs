//! People and rules: the records of a client's journey and of a studio, their states, and everything that can refuse a step.
//!
//! A record is a document with its state, span, due time and keys ([`PracticeRecord`]). A state is an enum that owns its data; which transitions
//! there are stands in one [`Machine`] per kind; a transition that may not be is refused with a [`RuleCode`] and what was found. No clock, no files, no
//! randomness: instants, days and identifiers are passed in.

pub mod act;
pub mod bounded;
pub mod consultation;
pub mod enquiry;
pub mod id;
pub mod local_time;
pub mod record;
pub mod refusal;
pub mod rule;
pub mod state;
pub mod suitability;

pub use act::Act;
pub use bounded::{BoundError, List, Words};
pub use local_time::{LocalTime, ZoneName};
pub use record::{
    DocumentError, PracticeRecord, RecordKey, RecordKind, Span, from_document, to_document,
};
pub use refusal::Refusal;
pub use rule::{Force, PracticeRule, RuleCode};
pub use state::{Arrow, Machine};

/// The transition tables of every kind of record, in the order of [`RecordKind::ALL`].
pub const MACHINES: &[&Machine] = &[&enquiry::MACHINE, &consultation::MACHINE];

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
    }
}
