//! The ways there are, compared in one sentence each.

use std::sync::OnceLock;

use pointil_optics::Grade;
use serde::Deserialize;

/// One way to live with hair loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Its short name: `micropigmentation`, `minoxidil`, … `nothing`.
    pub name: String,
    /// What it is called on a page.
    pub title: String,
    /// What it does, in one sentence.
    pub effect: String,
    /// What it does not do or costs, in one sentence.
    pub limits: String,
    /// Who decides whether it is right.
    pub decides: String,
    /// How good the source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

/// A table of ways that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum AlternativesError {
    /// A row that is not whole.
    #[error("a row of the alternatives: {0}")]
    Row(#[from] csv::Error),
    /// A grade that is none.
    #[error("{name}: {grade:?} is no grade; give A, B, C or D")]
    Grade {
        /// The row.
        name: String,
        /// What stands there.
        grade: String,
    },
}

const TABLE: &str = include_str!("../../../../data/practice/alternatives.csv");

#[derive(Deserialize)]
struct Row {
    name: String,
    title: String,
    effect: String,
    limits: String,
    decides: String,
    grade: String,
    source: String,
}

/// The ways there are, in the order in which they are shown.
pub fn alternatives() -> &'static [Alternative] {
    static READ: OnceLock<Vec<Alternative>> = OnceLock::new();
    READ.get_or_init(|| parse(TABLE).unwrap_or_default())
}

fn parse(text: &str) -> Result<Vec<Alternative>, AlternativesError> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut found = Vec::new();
    for row in reader.deserialize() {
        let row: Row = row?;
        let grade = row.grade.parse().map_err(|_| AlternativesError::Grade {
            name: row.name.clone(),
            grade: row.grade.clone(),
        })?;
        found.push(Alternative {
            name: row.name,
            title: row.title,
            effect: row.effect,
            limits: row.limits,
            decides: row.decides,
            grade,
            source: row.source,
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_has_its_sentences_and_doing_nothing_is_one() {
        let ways = parse(TABLE).unwrap();
        assert_eq!(ways, alternatives());
        for way in &ways {
            let sentences = [&way.effect, &way.limits, &way.decides];
            assert!(sentences.iter().all(|s| s.ends_with('.')), "{}", way.name);
            assert!(way.source.len() > 8, "{}", way.name);
        }
        let names: Vec<&str> = ways.iter().map(|way| way.name.as_str()).collect();
        let asked = [
            "micropigmentation",
            "minoxidil",
            "finasteride",
            "laser_light",
            "transplant",
            "fibres",
            "shampoo",
            "nothing",
        ];
        assert_eq!(names, asked);
        let ours = &ways[0];
        assert!(ours.limits.contains("No hair grows"));
    }

    #[test]
    fn a_row_without_a_grade_is_refused() {
        let text = "name,title,effect,limits,decides,grade,source\na,b,c,d,e,Z,f\n";
        assert!(parse(text).is_err());
    }
}
