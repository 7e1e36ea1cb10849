//! The naturalness review: what of a design would look wrong, now or later, with the measured value, what is recommended, the source
//! and a way on.

mod colour;
mod density;
mod hairline;
mod line_age;
mod remedy;
mod rules;
mod support;

use crate::client::Client;
use crate::design::{Design, DesignHash};
use crate::forecast::{Forecast, ForecastError};
use crate::layout::Layout;

pub use remedy::{Remedy, RemedyError};
pub use rules::{NaturalnessRule, NaturalnessRules, RuleTableError, Severity};

/// Something that would look wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its rule, with the recommended range, its grade and source.
    pub rule: NaturalnessRule,
    /// What was measured, in the rule's unit.
    pub measured: f64,
    /// What it means, in a sentence.
    pub words: String,
    /// What would put it right, to be applied with one click.
    pub remedy: Option<Remedy>,
}

impl Finding {
    /// Whether a design may be agreed on with it.
    pub fn passes(&self) -> bool {
        self.rule.severity < Severity::Serious
    }
}

/// What a review found, the most serious first.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// The design that was looked at.
    pub design: DesignHash,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// What a review looks at.
pub(crate) struct Subject<'a> {
    pub client: &'a Client,
    pub design: &'a Design,
    pub layout: &'a Layout,
    pub forecast: &'a Forecast<'a>,
    pub rules: &'a NaturalnessRules,
}

impl Review {
    /// Reviews a design that is laid out and forecast.
    ///
    /// # Errors
    /// A forecast that cannot be made.
    pub fn of(
        client: &Client,
        design: &Design,
        layout: &Layout,
        forecast: &Forecast<'_>,
        rules: &NaturalnessRules,
    ) -> Result<Self, ForecastError> {
        let subject = Subject {
            client,
            design,
            layout,
            forecast,
            rules,
        };
        let mut findings = Vec::new();
        hairline::review(&subject, &mut findings);
        support::review(&subject, &mut findings);
        density::review(&subject, &mut findings);
        colour::review(&subject, &mut findings)?;
        findings.sort_by_key(|own| (core::cmp::Reverse(own.rule.severity), own.rule.code.clone()));
        Ok(Self {
            design: design.hash(),
            findings,
        })
    }

    /// Whether nothing was found that must be changed first.
    pub fn passes(&self) -> bool {
        self.findings.iter().all(Finding::passes)
    }

    /// The finding of a code.
    pub fn finding(&self, code: &str) -> Option<&Finding> {
        self.findings.iter().find(|own| own.rule.code == code)
    }
}

impl Subject<'_> {
    /// A finding if `measured` lies outside what the rule of `code` recommends for this client.
    pub fn judged(
        &self,
        code: &str,
        measured: f64,
        words: impl Into<String>,
        remedy: Option<Remedy>,
    ) -> Option<Finding> {
        let rule = self.rules.of(code, self.client.sex)?;
        if rule.holds(measured) || !measured.is_finite() {
            return None;
        }
        Some(Finding {
            rule: rule.clone(),
            measured,
            words: words.into(),
            remedy,
        })
    }
}
