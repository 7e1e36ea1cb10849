//! Screening: the questionnaire answered, judged by its rules, kept for a time, and its changes asked again before each session. A screening
//! says what to do; it never says what somebody has.

mod questionnaire;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use pointil_treatment::Rule;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::consent::Said;
use crate::hash::ContentHash;
use crate::id::{ClientId, RecordId};
use crate::protocol::StudioProtocol;
use crate::record::{PracticeRecord, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

pub use questionnaire::{
    Answer, AnswerForm, AnswerRule, Choice, Finding, Outcome, Question, Questionnaire,
    QuestionnaireError,
};

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of a screening.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Screening.name(),
    starts: &["draft"],
    arrows: &[
        arrow("draft", "answer", "answered"),
        arrow("answered", "judge_proceed", "proceed"),
        arrow("answered", "judge_letter", "letter_needed"),
        arrow("answered", "judge_postpone", "postponed"),
        arrow("answered", "judge_decline", "declined"),
        arrow("letter_needed", "accept_letter", "letter_accepted"),
        arrow("letter_needed", "refuse_letter", "declined"),
        arrow("proceed", "confirm_unchanged", "proceed"),
        arrow("letter_accepted", "confirm_unchanged", "letter_accepted"),
        arrow("proceed", "report_change", "changed"),
        arrow("letter_accepted", "report_change", "changed"),
        arrow("proceed", "expire", "expired"),
        arrow("letter_needed", "expire", "expired"),
        arrow("letter_accepted", "expire", "expired"),
        arrow("draft", "supersede", "superseded"),
        arrow("answered", "supersede", "superseded"),
        arrow("proceed", "supersede", "superseded"),
        arrow("letter_needed", "supersede", "superseded"),
        arrow("letter_accepted", "supersede", "superseded"),
        arrow("postponed", "supersede", "superseded"),
        arrow("declined", "supersede", "superseded"),
        arrow("changed", "supersede", "superseded"),
    ],
};

/// A doctor's letter, and who read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Who wrote it.
    pub from: Words<200>,
    /// Its day.
    pub on: Date,
    /// What it says about this treatment.
    pub says: Words<2000>,
    /// Who accepted or refused it, and when.
    pub act: Act,
}

/// "Nothing has changed."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unchanged {
    /// When it was said.
    pub at: Timestamp,
    /// How.
    pub how: Said,
}

/// What came of the answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// When the answers were given.
    pub at: Timestamp,
    /// The day of the place.
    pub day: Date,
    /// The last day on which it counts, by the protocol of that day.
    pub counts_until: Date,
    /// The protocol of that day.
    pub protocol: ContentHash,
    /// What the answers met, notes included.
    pub findings: List<Finding, 200>,
}

impl Judgement {
    /// The weightiest of what was found.
    pub fn outcome(&self) -> Outcome {
        let found = self.findings.iter().map(|own| own.outcome);
        found.max().unwrap_or(Outcome::Proceed)
    }

    /// The first day on which no postponement stands in the way.
    pub fn postponed_until(&self) -> Option<Date> {
        self.findings.iter().filter_map(|own| own.until).max()
    }
}

/// A screening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    /// The record.
    pub id: RecordId,
    /// Whose health.
    pub client: ClientId,
    /// The questionnaire's version.
    pub version: u32,
    /// Its content hash.
    pub questionnaire: ContentHash,
    answers: BTreeMap<Words<40>, Answer>,
    unchanged: List<Unchanged, 400>,
    state: ScreeningState,
}

/// Where a screening stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ScreeningState {
    /// Being answered.
    Draft,
    /// Every question is answered.
    Answered {
        /// When.
        at: Timestamp,
        /// How.
        how: Said,
    },
    /// Nothing stands in the way.
    Proceed {
        /// What came of the answers.
        judgement: Judgement,
    },
    /// A doctor is asked.
    LetterNeeded {
        /// What came of the answers.
        judgement: Judgement,
    },
    /// The doctor's letter was accepted.
    LetterAccepted {
        /// What came of the answers.
        judgement: Judgement,
        /// The letter.
        letter: Letter,
    },
    /// Not before a day.
    Postponed {
        /// What came of the answers.
        judgement: Judgement,
    },
    /// Not at all.
    Declined {
        /// What came of the answers.
        judgement: Judgement,
        /// The letter that was not accepted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<Letter>,
    },
    /// Something has changed since; the questionnaire is asked anew.
    Changed {
        /// What came of the answers.
        judgement: Judgement,
        /// When it was said.
        at: Timestamp,
        /// What.
        what: Words<1000>,
    },
    /// Too old.
    Expired {
        /// What came of the answers.
        judgement: Judgement,
    },
    /// A later screening takes its place, by somebody's decision.
    Superseded {
        /// The later one.
        by: RecordId,
        /// Who decided it.
        act: Act,
        /// Why.
        why: Words<500>,
    },
}

impl ScreeningState {
    const fn name(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Answered { .. } => "answered",
            Self::Proceed { .. } => "proceed",
            Self::LetterNeeded { .. } => "letter_needed",
            Self::LetterAccepted { .. } => "letter_accepted",
            Self::Postponed { .. } => "postponed",
            Self::Declined { .. } => "declined",
            Self::Changed { .. } => "changed",
            Self::Expired { .. } => "expired",
            Self::Superseded { .. } => "superseded",
        }
    }
}

impl Screening {
    /// Begins a questionnaire.
    pub fn begin(id: RecordId, client: ClientId, questionnaire: &Questionnaire) -> Self {
        Self {
            id,
            client,
            version: questionnaire.version,
            questionnaire: questionnaire.hash(),
            answers: BTreeMap::new(),
            unchanged: List::default(),
            state: ScreeningState::Draft,
        }
    }

    fn to(mut self, event: &str, state: ScreeningState) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), event, state.name())?;
        self.state = state;
        Ok(self)
    }

    /// Keeps answers while the questionnaire is being filled in; a later answer to a question takes the place of an earlier one.
    ///
    /// # Errors
    /// No longer a draft, or more answers than a questionnaire has ([`RuleCode::RecordFull`]).
    pub fn with_answers(
        mut self,
        answers: impl IntoIterator<Item = (Words<40>, Answer)>,
    ) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), "answer", "answered")?;
        self.answers.extend(answers);
        if self.answers.len() > 200 {
            let found = format!("{} answers; give at most 200.", self.answers.len());
            return Err(Refusal::new(RuleCode::RecordFull, found));
        }
        Ok(self)
    }

    /// Hands the answers in; `today` is the day of the place.
    ///
    /// # Errors
    /// Another questionnaire than it was begun with, a question without a fitting answer ([`RuleCode::ScreeningAnswers`]).
    pub fn answer(
        self,
        questionnaire: &Questionnaire,
        (at, how): (Timestamp, Said),
        today: Date,
    ) -> Result<Self, Refusal> {
        self.check_questionnaire(questionnaire)?;
        let faults = questionnaire.faults(&self.answers, today);
        if !faults.is_empty() {
            let found = format!("{}.", faults.join("; "));
            return Err(Refusal::new(RuleCode::ScreeningAnswers, found));
        }
        self.to("answer", ScreeningState::Answered { at, how })
    }

    /// Judges the answers by the questionnaire's rules.
    ///
    /// # Errors
    /// Another questionnaire than it was begun with; not answered, or judged already.
    pub fn judge(
        self,
        questionnaire: &Questionnaire,
        protocol: &StudioProtocol,
        today: Date,
    ) -> Result<Self, Refusal> {
        self.check_questionnaire(questionnaire)?;
        let ScreeningState::Answered { at, .. } = self.state else {
            MACHINE.follow(self.state.name(), "judge_proceed", "proceed")?;
            return Ok(self);
        };
        let findings = questionnaire.findings(&self.answers, protocol, today);
        let judgement = Judgement {
            at,
            day: today,
            counts_until: counts_until(today, protocol),
            protocol: protocol.version(),
            findings: List::new(findings)
                .map_err(|error| Refusal::new(RuleCode::RecordFull, format!("{error}.")))?,
        };
        match judgement.outcome() {
            Outcome::Proceed => self.to("judge_proceed", ScreeningState::Proceed { judgement }),
            Outcome::DoctorsLetter => {
                self.to("judge_letter", ScreeningState::LetterNeeded { judgement })
            }
            Outcome::Postpone => self.to("judge_postpone", ScreeningState::Postponed { judgement }),
            Outcome::Decline => {
                let letter = None;
                self.to(
                    "judge_decline",
                    ScreeningState::Declined { judgement, letter },
                )
            }
        }
    }

    /// A named person has read the doctor's letter and accepts it, or does not.
    ///
    /// # Errors
    /// No letter was asked for.
    pub fn answer_letter(self, letter: Letter, is_accepted: bool) -> Result<Self, Refusal> {
        let event = if is_accepted {
            "accept_letter"
        } else {
            "refuse_letter"
        };
        let ScreeningState::LetterNeeded { judgement } = self.state.clone() else {
            let to = MACHINE.target("letter_needed", event).unwrap_or_default();
            MACHINE.follow(self.state.name(), event, to)?;
            return Ok(self);
        };
        if is_accepted {
            self.to(event, ScreeningState::LetterAccepted { judgement, letter })
        } else {
            let letter = Some(letter);
            self.to(event, ScreeningState::Declined { judgement, letter })
        }
    }

    /// The client says that nothing has changed.
    ///
    /// # Errors
    /// The screening does not open anything, or there is no room left ([`RuleCode::RecordFull`]).
    pub fn confirm_unchanged(mut self, at: Timestamp, how: Said) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), "confirm_unchanged", self.state.name())?;
        let said = self.unchanged.with(Unchanged { at, how });
        self.unchanged =
            said.map_err(|error| Refusal::new(RuleCode::RecordFull, format!("{error}.")))?;
        Ok(self)
    }

    /// The client says that something has changed, or does not know: the questionnaire is asked anew.
    ///
    /// # Errors
    /// The screening does not open anything.
    pub fn report_change(self, at: Timestamp, what: Words<1000>) -> Result<Self, Refusal> {
        let Some(judgement) = self.judgement().cloned() else {
            MACHINE.follow(self.state.name(), "report_change", "changed")?;
            return Ok(self);
        };
        let state = ScreeningState::Changed {
            judgement,
            at,
            what,
        };
        self.to("report_change", state)
    }

    /// It is too old.
    ///
    /// # Errors
    /// It still counts on that day ([`RuleCode::StateWrong`]), or opens nothing.
    pub fn expire(self, today: Date) -> Result<Self, Refusal> {
        match self.judgement().cloned() {
            Some(judgement) if judgement.counts_until < today => {
                self.to("expire", ScreeningState::Expired { judgement })
            }
            Some(judgement) => {
                let found = format!("It counts until {}.", judgement.counts_until);
                Err(Refusal::new(RuleCode::StateWrong, found))
            }
            None => {
                MACHINE.follow(self.state.name(), "expire", "expired")?;
                Ok(self)
            }
        }
    }

    /// Somebody decides that a later screening takes its place. Without that, one that declined, postponed or asked for a letter goes on
    /// standing in the way, whatever was answered later.
    ///
    /// # Errors
    /// It is over.
    pub fn supersede(self, by: RecordId, act: Act, why: Words<500>) -> Result<Self, Refusal> {
        self.to("supersede", ScreeningState::Superseded { by, act, why })
    }

    /// The answers.
    pub const fn answers(&self) -> &BTreeMap<Words<40>, Answer> {
        &self.answers
    }

    /// Where it stands.
    pub const fn standing(&self) -> &ScreeningState {
        &self.state
    }

    /// What came of the answers, once judged.
    pub const fn judgement(&self) -> Option<&Judgement> {
        match &self.state {
            ScreeningState::Proceed { judgement }
            | ScreeningState::LetterNeeded { judgement }
            | ScreeningState::LetterAccepted { judgement, .. }
            | ScreeningState::Postponed { judgement }
            | ScreeningState::Declined { judgement, .. }
            | ScreeningState::Changed { judgement, .. }
            | ScreeningState::Expired { judgement } => Some(judgement),
            _ => None,
        }
    }

    /// The last time the client said that all is as it was: answering the questionnaire counts.
    pub fn last_confirmed(&self) -> Option<Timestamp> {
        let answered = self.judgement().map(|own| own.at);
        let said = self.unchanged.iter().map(|own| own.at);
        said.chain(answered).max()
    }

    fn check_questionnaire(&self, questionnaire: &Questionnaire) -> Result<(), Refusal> {
        if self.questionnaire == questionnaire.hash() {
            return Ok(());
        }
        let found = format!(
            "It was begun with version {} of the questionnaire, not with version {}.",
            self.version, questionnaire.version
        );
        Err(Refusal::new(RuleCode::ScreeningAnswers, found))
    }
}

/// The last day on which a screening of a day counts.
pub(crate) fn counts_until(day: Date, protocol: &StudioProtocol) -> Date {
    let days = i64::from(protocol.whole(Rule::ScreeningCounts));
    day.checked_add(days.days()).unwrap_or(Date::MAX)
}

impl PracticeRecord for Screening {
    const KIND: RecordKind = RecordKind::Screening;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.state.name()
    }

    /// When somebody should ask anew (start of the day, Greenwich); at once while a letter is waited for.
    fn due(&self) -> Option<Timestamp> {
        let day = match &self.state {
            ScreeningState::Answered { at, .. } | ScreeningState::Changed { at, .. } => {
                return Some(*at);
            }
            ScreeningState::LetterNeeded { judgement } => return Some(judgement.at),
            ScreeningState::Postponed { judgement } => judgement.postponed_until()?,
            ScreeningState::Proceed { judgement }
            | ScreeningState::LetterAccepted { judgement, .. } => judgement.counts_until,
            _ => return None,
        };
        Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
    }

    fn kept_by_law(&self) -> bool {
        !matches!(self.state, ScreeningState::Draft)
    }
}

#[cfg(test)]
mod tests;
