//! A questionnaire's questions on a page, and the answers that a form sends.

use std::collections::BTreeMap;

use pointil_practice::Words;
use pointil_practice::screening::{Answer, AnswerForm, Question, Questionnaire};

use super::place::fitting;
use crate::fault::Fault;

/// A choice with its value.
pub(super) struct ShownChoice {
    pub(super) value: String,
    pub(super) words: String,
    pub(super) is_chosen: bool,
}

/// A question with what was answered so far.
pub(super) struct ShownQuestion {
    pub(super) code: String,
    pub(super) asks: String,
    pub(super) choices: Vec<ShownChoice>,
    /// The day, where a day is asked for.
    pub(super) day: Option<String>,
    /// The words, where words are asked for.
    pub(super) words: Option<String>,
    /// The answer in words, once it is given.
    pub(super) answer: String,
}

/// The choices of a question: their values and words.
fn choices(question: &Question) -> Vec<(String, String)> {
    let pair = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let mut choices = match question.form {
        AnswerForm::YesNo => vec![pair("yes", "Yes"), pair("no", "No")],
        AnswerForm::Date => vec![pair("date", "Yes, on this day"), pair("no", "Never")],
        AnswerForm::Text => vec![pair("text", "As I write here")],
        AnswerForm::Choice => {
            let own = question.choices.iter();
            own.map(|own| (own.code.clone(), own.words.clone()))
                .collect()
        }
    };
    choices.push(pair("unknown", "I do not know"));
    choices
}

fn value(answer: &Answer) -> &str {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unknown => "unknown",
        Answer::Date { .. } => "date",
        Answer::Choice { code } => code.as_str(),
        Answer::Text { .. } => "text",
    }
}

/// The questions with the answers that are known.
pub(super) fn shown(
    asked: &Questionnaire,
    answers: &BTreeMap<Words<40>, Answer>,
) -> Vec<ShownQuestion> {
    let known = |code: &str| {
        let found = answers.iter().find(|(own, _)| own.as_str() == code);
        found.map(|(_, answer)| answer)
    };
    let shown = |question: &Question| {
        let answer = known(&question.code);
        let chosen = answer.map(value);
        let choices = choices(question).into_iter();
        let choices: Vec<ShownChoice> = choices
            .map(|(value, words)| ShownChoice {
                is_chosen: chosen == Some(value.as_str()),
                value,
                words,
            })
            .collect();
        let own = choices.iter().find(|own| own.is_chosen);
        ShownQuestion {
            code: question.code.clone(),
            asks: question.asks.clone(),
            day: (question.form == AnswerForm::Date).then(|| match answer {
                Some(Answer::Date { day }) => day.to_string(),
                _ => String::new(),
            }),
            words: (question.form == AnswerForm::Text).then(|| match answer {
                Some(Answer::Text { words }) => words.to_string(),
                _ => String::new(),
            }),
            answer: match answer {
                Some(Answer::Date { day }) => crate::words::day(*day),
                Some(Answer::Text { words }) => words.to_string(),
                _ => own.map(|own| own.words.clone()).unwrap_or_default(),
            },
            choices,
        }
    };
    asked.questions.iter().map(shown).collect()
}

/// The answers that a form sends; questions left out are left out.
///
/// # Errors
/// A day or words that cannot be read, named by their question.
pub(super) fn read(
    asked: &Questionnaire,
    fields: &BTreeMap<String, String>,
) -> Result<Vec<(Words<40>, Answer)>, Fault> {
    let mut answers = Vec::new();
    for question in &asked.questions {
        let Some(chosen) = fields.get(&format!("q.{}", question.code)) else {
            continue;
        };
        let of = |part: &str| {
            let own = fields.get(&format!("q.{}.{part}", question.code));
            own.map_or("", String::as_str)
        };
        let answer = match (question.form, chosen.as_str()) {
            (_, "unknown") => Answer::Unknown,
            (AnswerForm::YesNo, "yes") => Answer::Yes,
            (AnswerForm::YesNo | AnswerForm::Date, "no") => Answer::No,
            (AnswerForm::Date, "date") => Answer::Date {
                day: fitting(&question.asks, of("day"))?,
            },
            (AnswerForm::Text, "text") => Answer::Text {
                words: fitting(&question.asks, of("words"))?,
            },
            (AnswerForm::Choice, code) => Answer::Choice {
                code: fitting(&question.asks, code)?,
            },
            (_, other) => {
                return Err(Fault::Malformed(format!(
                    "{other:?} is no answer to {}",
                    question.code
                )));
            }
        };
        answers.push((fitting(&question.asks, &question.code)?, answer));
    }
    Ok(answers)
}
