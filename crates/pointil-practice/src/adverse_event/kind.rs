//! What can go wrong, how grave it is, and what makes it serious.

use std::sync::OnceLock;

use pointil_optics::Grade as SourceGrade;
use serde::{Deserialize, Serialize};

/// What should not have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Infection.
    Infection,
    /// Allergic reaction.
    Allergy,
    /// Uneven pigment.
    UnevenPigment,
    /// Pigment that wanders.
    Migration,
    /// Dots too large or merged.
    OversizedDots,
    /// Blue or another colour.
    ColourShift,
    /// Swollen lymph nodes.
    SwollenNodes,
    /// Tight scalp.
    Tightness,
    /// Lumps in the dots.
    Granuloma,
    /// Raised scar.
    Keloid,
    /// Fainting.
    Fainting,
    /// Reaction to the anaesthetic.
    AnaestheticReaction,
    /// Needle injury.
    NeedleInjury,
    /// Something else.
    Other,
}

impl EventKind {
    /// Every kind, in the table's order.
    pub const ALL: [Self; 14] = [
        Self::Infection,
        Self::Allergy,
        Self::UnevenPigment,
        Self::Migration,
        Self::OversizedDots,
        Self::ColourShift,
        Self::SwollenNodes,
        Self::Tightness,
        Self::Granuloma,
        Self::Keloid,
        Self::Fainting,
        Self::AnaestheticReaction,
        Self::NeedleInjury,
        Self::Other,
    ];

    /// What the table says to it; none only if that could not be read, which a test rules out.
    pub fn row(self) -> Option<&'static EventRow> {
        static READ: OnceLock<Vec<EventRow>> = OnceLock::new();
        let rows = READ.get_or_init(|| parse(TABLE).unwrap_or_default());
        rows.iter().find(|row| row.kind == self)
    }
}

/// A row of the table of kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// The kind.
    pub kind: EventKind,
    /// What it is called on a page.
    pub title: String,
    /// Whether it counts as serious by itself.
    pub serious: bool,
    /// How good the source is.
    pub grade: SourceGrade,
    /// What it rests on.
    pub source: String,
}

const TABLE: &str = include_str!("../../../../data/practice/adverse_events.csv");

fn parse(text: &str) -> Result<Vec<EventRow>, csv::Error> {
    #[derive(Deserialize)]
    struct Row {
        kind: EventKind,
        title: String,
        serious: String,
        grade: SourceGrade,
        source: String,
    }
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows = reader.deserialize().map(|row| {
        let row: Row = row?;
        Ok(EventRow {
            kind: row.kind,
            title: row.title,
            serious: row.serious == "yes",
            grade: row.grade,
            source: row.source,
        })
    });
    rows.collect()
}

/// How grave it is, in the five steps that are usual for adverse events (after CTCAE v5, in our own words).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Severity(u8);

/// A number that is no severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no grade of severity; give 1 (mild) to 5 (death)")]
pub struct NoSeverity(u8);

impl TryFrom<u8> for Severity {
    type Error = NoSeverity;

    fn try_from(step: u8) -> Result<Self, NoSeverity> {
        if (1..=5).contains(&step) {
            Ok(Self(step))
        } else {
            Err(NoSeverity(step))
        }
    }
}

impl From<Severity> for u8 {
    fn from(severity: Severity) -> Self {
        severity.0
    }
}

impl Severity {
    /// What the step means.
    pub const fn words(self) -> &'static str {
        match self.0 {
            1 => "Mild: noticed, and nothing needs to be done but to watch it.",
            2 => "Moderate: a simple treatment helps, or daily life is a little restricted.",
            3 => "Severe: a doctor treats it, or daily life is much restricted.",
            4 => "Life-threatening: help was needed at once.",
            _ => "Death.",
        }
    }
}

/// What makes an event serious (MoCRA, section 605, as told by FDA and law firms; grade B).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriousFor {
    /// Death.
    Death,
    /// A life in danger.
    LifeThreatening,
    /// A stay in hospital.
    Hospital,
    /// A lasting or great disability.
    Disability,
    /// A child born with a defect.
    BirthDefect,
    /// An infection.
    Infection,
    /// Great disfigurement: lasting rashes, burns, hair loss, an altered appearance.
    Disfigurement,
    /// A doctor's act was needed to prevent one of these.
    Intervention,
}

impl SeriousFor {
    /// How a report words it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Death => "death",
            Self::LifeThreatening => "life-threatening experience",
            Self::Hospital => "inpatient hospitalization",
            Self::Disability => "persistent or significant disability or incapacity",
            Self::BirthDefect => "congenital anomaly or birth defect",
            Self::Infection => "infection",
            Self::Disfigurement => "significant disfigurement",
            Self::Intervention => "medical or surgical intervention needed to prevent one of these",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_row() {
        let rows = parse(TABLE).unwrap();
        let kinds: Vec<EventKind> = rows.iter().map(|row| row.kind).collect();
        assert_eq!(kinds, EventKind::ALL);
        assert!(rows.iter().all(|row| row.source.len() > 8));
        assert!(EventKind::Infection.row().is_some_and(|row| row.serious));
        assert!(Severity::try_from(0).is_err() && Severity::try_from(6).is_err());
    }
}
