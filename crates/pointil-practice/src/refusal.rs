//! A step that may not be: the rule that says so, and what was found.

use core::fmt;

use serde::Serialize;

use crate::rule::{PracticeRule, RuleCode};

/// A refused step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The rule.
    pub code: RuleCode,
    /// What was found, in one sentence with its values.
    pub found: String,
}

impl Refusal {
    /// Refuses by a rule for what was found.
    pub fn new(code: RuleCode, found: impl Into<String>) -> Self {
        Self {
            code,
            found: found.into(),
        }
    }

    /// The rule's row: why it is there and what to do.
    pub fn rule(&self) -> &'static PracticeRule {
        self.code.rule()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.found, self.rule().way_on, self.code)
    }
}

impl core::error::Error for Refusal {}
