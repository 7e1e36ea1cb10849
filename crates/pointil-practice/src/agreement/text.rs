//! The words of an agreement: a versioned template, filled in from the terms, with what the law of the place asks to be said.

use serde::{Deserialize, Serialize};

use super::AgreementTerms;
use crate::bounded::{BoundError, List, Words};
use crate::protocol::StudioProtocol;
use pointil_treatment::{Money, Rule};

const ENGLISH: &str = include_str!("../../../../data/practice/agreement/en.toml");

/// A heading with its paragraphs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The heading.
    pub heading: Words<200>,
    /// The paragraphs.
    pub paragraphs: List<Words<2000>, 30>,
}

/// The words of an agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementText {
    /// The template's version.
    pub template: Words<40>,
    /// In their order.
    pub sections: List<Section, 40>,
}

/// A template that cannot be filled in.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// Not its form.
    #[error("the agreement's template: {0}")]
    Form(#[from] toml::de::Error),
    /// A word in braces that the terms do not have.
    #[error("the agreement's template: nothing is known for {0}")]
    Unknown(String),
    /// Too much text.
    #[error("the agreement's text: {0}")]
    Bound(#[from] BoundError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    version: String,
    section: Vec<TemplateSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateSection {
    heading: String,
    paragraphs: Vec<String>,
}

impl AgreementText {
    /// The built-in English template, filled in.
    ///
    /// # Errors
    /// Text that does not fit its bounds.
    pub fn english(terms: &AgreementTerms, protocol: &StudioProtocol) -> Result<Self, TextError> {
        Self::fill(ENGLISH, terms, protocol)
    }

    /// A template, filled in.
    ///
    /// # Errors
    /// Not a template's form, a word in braces that is unknown, text that does not fit its bounds.
    pub fn fill(
        template: &str,
        terms: &AgreementTerms,
        protocol: &StudioProtocol,
    ) -> Result<Self, TextError> {
        let template: Template = toml::from_str(template)?;
        let words = filled_in(terms, protocol);
        let mut sections = Vec::new();
        for section in template.section {
            let paragraphs = section.paragraphs.iter();
            let paragraphs = paragraphs
                .map(|paragraph| Ok(Words::new(&fill(paragraph, &words)?)?))
                .collect::<Result<Vec<_>, TextError>>()?;
            sections.push(Section {
                heading: Words::new(&section.heading)?,
                paragraphs: List::new(paragraphs)?,
            });
        }
        let notices = &terms.jurisdiction.jurisdiction().notices;
        if !notices.is_empty() {
            let said = notices.iter().map(|notice| Words::new(&notice.text));
            sections.push(Section {
                heading: Words::new("What the law asks us to tell you")?,
                paragraphs: List::new(said.collect::<Result<_, _>>()?)?,
            });
        }
        Ok(Self {
            template: Words::new(&template.version)?,
            sections: List::new(sections)?,
        })
    }
}

fn filled_in(terms: &AgreementTerms, protocol: &StudioProtocol) -> Vec<(&'static str, String)> {
    let amount = |money: Money| money.to_string();
    let [least, most] = terms.work_minutes;
    let deposit = terms.deposit.map_or_else(String::new, |deposit| {
        format!("A deposit of {} is part of it.", amount(deposit))
    });
    vec![
        ("client", terms.client_name.to_string()),
        ("studio", terms.studio.to_string()),
        ("practitioner", terms.practitioner_name.to_string()),
        ("design", terms.design.short()),
        ("hairline", format!("{:.0}", terms.hairline_mm)),
        ("shade", terms.shade.to_string()),
        ("density", terms.density.to_string()),
        ("dots", terms.dots.to_string()),
        ("sessions", terms.sessions.to_string()),
        ("hours", hours(least, most)),
        ("permanence", terms.permanence.to_string()),
        ("price", amount(terms.price)),
        ("deposit", deposit),
        (
            "first_wash_day",
            protocol.whole(Rule::FirstWashDay).to_string(),
        ),
        (
            "keep_years",
            terms
                .jurisdiction
                .jurisdiction()
                .keep_years
                .value
                .to_string(),
        ),
    ]
}

fn hours(least: u32, most: u32) -> String {
    let [least, most] = [least, most].map(|minutes| f64::from(minutes) / 60.0);
    format!("{least:.1} to {most:.1} hours")
}

/// Each word in braces by its value, in one pass: what is filled in is never filled in again.
fn fill(paragraph: &str, words: &[(&'static str, String)]) -> Result<String, TextError> {
    let mut filled = String::with_capacity(paragraph.len());
    let mut rest = paragraph;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let unknown = || TextError::Unknown(after.chars().take(30).collect());
        let (name, tail) = after.split_once('}').ok_or_else(unknown)?;
        let (_, value) = words.iter().find(|own| own.0 == name).ok_or_else(unknown)?;
        filled.push_str(value);
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}
