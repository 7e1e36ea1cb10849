//! A signature: typed name, drawn strokes, consent to signing electronically.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::bounded::Words;
use crate::hash::ContentHash;
use crate::refusal::Refusal;
use crate::rule::RuleCode;

/// Points that all strokes have at most.
pub const MOST_POINTS: usize = 6000;

/// The width of the pad that points are counted in.
pub const PAD_WIDTH: u16 = 10_000;

/// How it was checked who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityCheck {
    /// Not checked.
    Unchecked,
    /// Somebody looked at a document.
    Seen,
    /// A copy of a document is kept.
    Copied,
}

/// Drawn strokes: points across and down, in ten-thousandths of the pad's width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Vec<[u16; 2]>>", into = "Vec<Vec<[u16; 2]>>")]
pub struct Strokes(Vec<Vec<[u16; 2]>>);

impl Strokes {
    /// The strokes.
    pub fn lines(&self) -> &[Vec<[u16; 2]>] {
        &self.0
    }
}

impl TryFrom<Vec<Vec<[u16; 2]>>> for Strokes {
    type Error = String;

    fn try_from(lines: Vec<Vec<[u16; 2]>>) -> Result<Self, String> {
        let points: usize = lines.iter().map(Vec::len).sum();
        if points > MOST_POINTS || lines.len() > MOST_POINTS {
            return Err(format!(
                "strokes: {points} points in {} lines; give at most {MOST_POINTS}",
                lines.len()
            ));
        }
        if let Some(far) = lines
            .iter()
            .flatten()
            .flatten()
            .find(|own| **own > PAD_WIDTH)
        {
            return Err(format!("strokes: {far}; give 0 to {PAD_WIDTH}"));
        }
        // A dot is no signature.
        let distinct: std::collections::BTreeSet<_> = lines.iter().flatten().collect();
        if distinct.len() < 2 {
            return Err("strokes: nothing is drawn; sign with a finger or a pen".to_owned());
        }
        Ok(Self(lines))
    }
}

impl From<Strokes> for Vec<Vec<[u16; 2]>> {
    fn from(strokes: Strokes) -> Self {
        strokes.0
    }
}

/// A signature under a content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The name, typed.
    pub name: Words<200>,
    /// The hand.
    pub strokes: Strokes,
    /// Whether signing electronically was agreed to.
    pub agrees_to_sign_electronically: bool,
    /// When.
    pub at: Timestamp,
    /// On what: device and address, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Words<300>>,
    /// What was on the screen.
    pub content: ContentHash,
}

impl Signature {
    /// Refuses a signature that is none for this content.
    ///
    /// # Errors
    /// Made for another content ([`RuleCode::AgreementChanged`]), or without agreeing to sign electronically
    /// ([`RuleCode::AgreementSignature`]).
    pub(super) fn check(&self, content: ContentHash) -> Result<(), Refusal> {
        if self.content != content {
            let found = format!(
                "Signed was {}, the agreement is {}.",
                self.content.short(),
                content.short()
            );
            return Err(Refusal::new(RuleCode::AgreementChanged, found));
        }
        if !self.agrees_to_sign_electronically {
            let found = format!("{} has not agreed to sign electronically.", self.name);
            return Err(Refusal::new(RuleCode::AgreementSignature, found));
        }
        Ok(())
    }
}
