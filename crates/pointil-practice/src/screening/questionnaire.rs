//! The questionnaire as data: questions, the form of their answers, and the rule that each answer meets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::Date;
use pointil_optics::Grade;
use pointil_treatment::Rule;
use serde::{Deserialize, Serialize};

use crate::bounded::Words;
use crate::hash::ContentHash;
use crate::protocol::StudioProtocol;

const BUILT_IN: &str = include_str!("../../../../data/practice/screening.toml");

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No; never, to a question for a day.
    No,
    /// "I do not know."
    Unknown,
    /// A day.
    Date {
        /// Which.
        day: Date,
    },
    /// One of the choices.
    Choice {
        /// Its code.
        code: Words<40>,
    },
    /// Free words.
    Text {
        /// The words.
        words: Words<1000>,
    },
}

/// What form a question's answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerForm {
    /// Yes or no.
    YesNo,
    /// A day, or never.
    Date,
    /// One of the choices.
    Choice,
    /// Free words.
    Text,
}

/// What follows from an answer, the weightiest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing stands in the way.
    Proceed,
    /// A doctor is asked first.
    DoctorsLetter,
    /// Not before a day; then the questionnaire is asked anew.
    Postpone,
    /// Not at all.
    Decline,
}

impl Outcome {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Proceed => "proceed",
            Self::DoctorsLetter => "doctor's letter",
            Self::Postpone => "postpone",
            Self::Decline => "decline",
        }
    }
}

/// A choice of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its code.
    pub code: String,
    /// What the client reads.
    pub words: String,
}

/// What an answer meets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRule {
    /// Its stable code.
    pub code: String,
    /// Which answers: `yes`, `no`, `unknown`, `date`, `text`, or a choice's code.
    pub when: Vec<String>,
    /// What follows.
    pub outcome: Outcome,
    /// The protocol's setting that is added to the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What the client reads.
    pub words: String,
    /// How good its source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its stable code.
    pub code: String,
    /// What the client reads.
    pub asks: String,
    /// The form of its answer.
    #[serde(rename = "answer")]
    pub form: AnswerForm,
    /// The choices, for that form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// What its answers meet.
    #[serde(default, rename = "rule")]
    pub rules: Vec<AnswerRule>,
}

/// A version of the questionnaire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// Its version.
    pub version: u32,
    /// In the order in which they are asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// A questionnaire that cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum QuestionnaireError {
    /// Not its form.
    #[error("the questionnaire: {0}")]
    Form(#[from] toml::de::Error),
    /// A question or rule that does not fit.
    #[error("the questionnaire: {code}: {what}")]
    Entry {
        /// The question or rule.
        code: String,
        /// What is wrong.
        what: String,
    },
}

/// What an answer met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The rule's code.
    pub rule: Words<60>,
    /// The question's code.
    pub question: Words<40>,
    /// What follows.
    pub outcome: Outcome,
    /// The first day on which it no longer stands in the way, for a postponement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// What the client reads.
    pub words: Words<500>,
}

impl Questionnaire {
    /// The built-in version.
    ///
    /// # Errors
    /// None while the data are whole, which a test sees to.
    pub fn built_in() -> Result<Self, QuestionnaireError> {
        static READ: OnceLock<Option<Questionnaire>> = OnceLock::new();
        match READ.get_or_init(|| Self::parse(BUILT_IN).ok()) {
            Some(own) => Ok(own.clone()),
            None => Self::parse(BUILT_IN),
        }
    }

    /// A version out of its text.
    ///
    /// # Errors
    /// A code twice, a rule for an answer that cannot be given, a waiting time that the protocol does not have, a question whose
    /// "I do not know" meets no rule.
    pub fn parse(text: &str) -> Result<Self, QuestionnaireError> {
        let own: Self = toml::from_str(text)?;
        let mut codes = BTreeSet::new();
        for question in &own.questions {
            if !codes.insert(question.code.as_str()) {
                return Err(entry(&question.code, "stands there twice"));
            }
            for rule in &question.rules {
                if !codes.insert(rule.code.as_str()) {
                    return Err(entry(&rule.code, "stands there twice"));
                }
                question.check(rule)?;
            }
            let is_asked = |rule: &AnswerRule| rule.when.iter().any(|when| when == "unknown");
            if !question.rules.iter().any(is_asked) {
                let what = "\"I do not know\" meets no rule; say what is safer";
                return Err(entry(&question.code, what));
            }
        }
        Ok(own)
    }

    /// Its content hash.
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(self)
    }

    /// A question by its code.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|own| own.code == code)
    }

    /// What stands in the way of judging these answers: questions without an answer, answers in another form or to no question.
    pub fn faults(&self, answers: &BTreeMap<Words<40>, Answer>, today: Date) -> Vec<String> {
        let mut faults = Vec::new();
        for question in &self.questions {
            let own = answers.iter().find(|own| own.0.as_str() == question.code);
            match own {
                None => faults.push(format!("{} has no answer", question.code)),
                Some((_, answer)) => faults.extend(question.misfit(answer, today)),
            }
        }
        let unknown = |code: &&Words<40>| self.question(code.as_str()).is_none();
        let strangers = answers.keys().filter(unknown);
        faults.extend(strangers.map(|code| format!("{code} is no question of this version")));
        faults
    }

    /// What the answers meet, under a protocol, on the day they are given. A postponement whose day has come no longer counts.
    pub fn findings(
        &self,
        answers: &BTreeMap<Words<40>, Answer>,
        protocol: &StudioProtocol,
        today: Date,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for question in &self.questions {
            let own = answers.iter().find(|own| own.0.as_str() == question.code);
            let Some((code, answer)) = own else {
                continue;
            };
            for rule in question.rules.iter().filter(|rule| rule.meets(answer)) {
                let until = rule.until(answer, protocol, today);
                if rule.outcome == Outcome::Postpone && until.is_some_and(|day| day <= today) {
                    continue;
                }
                let (Ok(name), Ok(words)) = (Words::new(&rule.code), Words::new(&rule.words))
                else {
                    continue;
                };
                findings.push(Finding {
                    rule: name,
                    question: code.clone(),
                    outcome: rule.outcome,
                    until,
                    words,
                });
            }
        }
        findings
    }
}

fn entry(code: &str, what: impl Into<String>) -> QuestionnaireError {
    QuestionnaireError::Entry {
        code: code.to_owned(),
        what: what.into(),
    }
}

impl Question {
    fn check(&self, rule: &AnswerRule) -> Result<(), QuestionnaireError> {
        let fits = |when: &String| match (self.form, when.as_str()) {
            (_, "unknown") => true,
            (AnswerForm::YesNo, own) => own == "yes" || own == "no",
            (AnswerForm::Date, own) => own == "date" || own == "no",
            (AnswerForm::Text, own) => own == "text",
            (AnswerForm::Choice, own) => self.choices.iter().any(|choice| choice.code == own),
        };
        if let Some(odd) = rule.when.iter().find(|when| !fits(when)) {
            let what = format!("{odd:?} is no answer to {}", self.code);
            return Err(entry(&rule.code, what));
        }
        if rule.outcome == Outcome::Postpone && rule.setting().is_none() {
            let what = format!("after is {:?}; name a setting of the protocol", rule.after);
            return Err(entry(&rule.code, what));
        }
        let fits = Words::<60>::new(&rule.code).is_ok()
            && Words::<500>::new(&rule.words).is_ok()
            && Words::<40>::new(&self.code).is_ok()
            && rule.source.len() > 8;
        fits.then_some(())
            .ok_or_else(|| entry(&rule.code, "code, words or source are missing or too long"))
    }

    fn misfit(&self, answer: &Answer, today: Date) -> Option<String> {
        let fits = match (self.form, answer) {
            (_, Answer::Unknown)
            | (AnswerForm::YesNo, Answer::Yes | Answer::No)
            | (AnswerForm::Date, Answer::No)
            | (AnswerForm::Text, Answer::Text { .. }) => true,
            (AnswerForm::Date, Answer::Date { day }) => {
                if *day > today {
                    return Some(format!("{}: {day} is still to come", self.code));
                }
                true
            }
            (AnswerForm::Choice, Answer::Choice { code }) => {
                self.choices.iter().any(|own| own.code == code.as_str())
            }
            _ => false,
        };
        (!fits).then(|| format!("{}: the answer has another form", self.code))
    }
}

impl AnswerRule {
    fn setting(&self) -> Option<Rule> {
        self.after.as_ref().and_then(|name| name.parse().ok())
    }

    fn meets(&self, answer: &Answer) -> bool {
        let name = match answer {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Unknown => "unknown",
            Answer::Date { .. } => "date",
            Answer::Text { .. } => "text",
            Answer::Choice { code } => code.as_str(),
        };
        self.when.iter().any(|when| when == name)
    }

    /// The day given, or today when none is known, plus the protocol's days.
    fn until(&self, answer: &Answer, protocol: &StudioProtocol, today: Date) -> Option<Date> {
        if self.outcome != Outcome::Postpone {
            return None;
        }
        let from = match answer {
            Answer::Date { day } => *day,
            _ => today,
        };
        let days = self.setting().map_or(0, |rule| protocol.whole(rule));
        Some(
            from.checked_add(i64::from(days).days())
                .unwrap_or(Date::MAX),
        )
    }
}
