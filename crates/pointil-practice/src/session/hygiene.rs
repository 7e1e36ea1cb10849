//! The hygiene checklist as data.

use std::sync::OnceLock;

use pointil_optics::Grade;
use serde::Deserialize;

const TABLE: &str = include_str!("../../../../data/practice/hygiene.csv");

/// When an item is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HygienePhase {
    /// Before the first needle.
    Open,
    /// Before the session is closed.
    Close,
}

/// An item of the checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct HygieneItem {
    /// Its stable code.
    pub code: String,
    /// When it is done.
    pub phase: HygienePhase,
    /// Whether the client sees it done.
    pub is_witnessed: bool,
    /// What whoever marks it says.
    pub words: String,
    /// How good its source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

#[derive(Deserialize)]
struct Row {
    item: String,
    phase: HygienePhase,
    witness: String,
    words: String,
    grade: Grade,
    source: String,
}

/// Every item, in the order in which they are done.
pub fn hygiene_items() -> &'static [HygieneItem] {
    static ITEMS: OnceLock<Vec<HygieneItem>> = OnceLock::new();
    ITEMS.get_or_init(|| parse(TABLE).unwrap_or_default())
}

fn parse(text: &str) -> Result<Vec<HygieneItem>, csv::Error> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows = reader.deserialize::<Row>();
    rows.map(|row| {
        let row = row?;
        Ok(HygieneItem {
            code: row.item,
            phase: row.phase,
            is_witnessed: row.witness == "yes",
            words: row.words,
            grade: row.grade,
            source: row.source,
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checklist_is_whole() {
        let items = parse(TABLE).unwrap();
        assert_eq!(items, hygiene_items());
        for code in ["gloves", "mask", "barrier_film", "needles_opened"] {
            let item = items.iter().find(|own| own.code == code).unwrap();
            assert!(item.is_witnessed && item.phase == HygienePhase::Open);
        }
        assert!(items.iter().any(|own| own.phase == HygienePhase::Close));
    }
}
