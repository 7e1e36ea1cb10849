//! What follows from what a client says. It says what to do, never what somebody has.

use serde::{Deserialize, Serialize};

use super::{Outcome, Symptom};
use crate::bounded::{List, Words};
use crate::id::PhotographId;

/// Pain, 0 for none to 10 for the worst that can be thought of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Pain(u8);

/// A number that no pain has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no pain; give 0 to 10")]
pub struct NoPain(u8);

impl TryFrom<u8> for Pain {
    type Error = NoPain;

    fn try_from(pain: u8) -> Result<Self, NoPain> {
        if pain <= 10 {
            Ok(Self(pain))
        } else {
            Err(NoPain(pain))
        }
    }
}

impl From<Pain> for u8 {
    fn from(pain: Pain) -> Self {
        pain.0
    }
}

impl Pain {
    /// What follows from the number: above 7 is an alarm sign (grade B, a public platform's aftercare), 4 to 7 is watched.
    const fn symptom(self) -> Option<Symptom> {
        match self.0 {
            0..=3 => None,
            4..=7 => Some(Symptom::PainSome),
            _ => Some(Symptom::PainSevere),
        }
    }
}

/// What a client answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// What the client has; none of the others was named.
    pub symptoms: List<Symptom, 24>,
    /// How much it hurts.
    pub pain: Pain,
    /// Photographs sent with it.
    pub photographs: List<PhotographId, 12>,
    /// What else they say.
    pub words: Option<Words<2000>>,
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// The gravest of all.
    pub outcome: Outcome,
    /// What led to it, the gravest first, with the outcome of each.
    pub flags: Vec<(Symptom, Outcome)>,
}

impl Triage {
    /// What was found, in one sentence.
    pub fn found(&self) -> String {
        let named: Vec<&str> = self
            .flags
            .iter()
            .map(|(symptom, _)| symptom.name())
            .collect();
        match named.as_slice() {
            [] => "Nothing was named that is not normal.".to_owned(),
            named => format!("The client named {}.", named.join(", ")),
        }
    }
}

/// What follows from the answers so many days after the session.
pub fn triage(answers: &Answers, day: u16) -> Triage {
    let asked = answers.symptoms.iter().copied();
    let mut flags: Vec<(Symptom, Outcome)> = asked
        .chain(answers.pain.symptom())
        .map(|symptom| (symptom, symptom.outcome(day)))
        .filter(|(_, outcome)| *outcome != Outcome::Normal)
        .collect();
    flags.sort_by_key(|(symptom, outcome)| (core::cmp::Reverse(*outcome), *symptom));
    flags.dedup();
    let outcome = flags
        .first()
        .map_or(Outcome::Normal, |(_, outcome)| *outcome);
    Triage { outcome, flags }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answers(symptoms: Vec<Symptom>, pain: u8) -> Answers {
        Answers {
            symptoms: List::new(symptoms).unwrap(),
            pain: pain.try_into().unwrap(),
            photographs: List::default(),
            words: None,
        }
    }

    #[test]
    fn pain_above_seven_is_for_a_doctor_and_seven_on_the_first_days_is_not() {
        assert_eq!(triage(&answers(vec![], 7), 1).outcome, Outcome::Normal);
        assert_eq!(triage(&answers(vec![], 4), 3).outcome, Outcome::CallStudio);
        assert_eq!(triage(&answers(vec![], 8), 0).outcome, Outcome::DoctorToday);
        assert!(Pain::try_from(11).is_err());
    }

    #[test]
    fn the_gravest_comes_first_and_is_the_outcome() {
        let found = triage(
            &answers(vec![Symptom::Blue, Symptom::Breathing, Symptom::Fever], 9),
            3,
        );
        assert_eq!(found.outcome, Outcome::Emergency);
        let order: Vec<Symptom> = found.flags.iter().map(|(symptom, _)| *symptom).collect();
        assert_eq!(order[0], Symptom::Breathing);
        assert_eq!(order[3], Symptom::Blue);
        assert!(found.found().contains("breathing, fever"));
    }

    proptest! {
        #[test]
        fn a_symptom_more_or_more_pain_never_makes_it_milder(
            named in prop::collection::vec(0..Symptom::ALL.len(), 0..12),
            more in 0..Symptom::ALL.len(), pain in 0_u8..10, day in 0_u16..60,
        ) {
            let named: Vec<Symptom> = named.into_iter().map(|k| Symptom::ALL[k]).collect();
            let before = triage(&answers(named.clone(), pain), day).outcome;
            let mut with = named;
            with.push(Symptom::ALL[more]);
            prop_assert!(triage(&answers(with.clone(), pain), day).outcome >= before);
            prop_assert!(triage(&answers(with, pain + 1), day).outcome >= before);
        }
    }
}
