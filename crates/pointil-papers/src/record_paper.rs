//! A record of the practice on paper: an agreement as signed, a session, a questionnaire as answered, a patch test, care at home.

use serde::Serialize;

use crate::press::{Template, print, spelled};
use crate::{PaperError, PaperPicture, PaperSize};

/// A record, to be filed or handed over.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RecordPaper {
    /// Whose record it is.
    pub studio: String,
    /// What it is.
    pub title: String,
    /// What is printed at the foot of every page, beside its number: whom it is about, by which hash it is known.
    pub footer: String,
    /// What is to be said at the top, as pairs of name and value.
    pub facts: Vec<(String, String)>,
    /// What is to be read before all else.
    pub notes: Vec<String>,
    /// The record itself.
    pub sections: Vec<PaperSection>,
    /// The pictures of it, where a section asks for them.
    pub pictures: Vec<PaperPicture>,
}

/// A heading with what stands below it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PaperSection {
    /// The heading.
    pub heading: String,
    /// In their order.
    pub blocks: Vec<PaperBlock>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PaperBlock {
    /// A paragraph.
    Paragraph {
        /// Its words.
        text: String,
    },
    /// Points in a list.
    List {
        /// Their words.
        items: Vec<String>,
    },
    /// A table.
    Table {
        /// Its columns.
        columns: Vec<PaperColumn>,
        /// Its rows, each with a text for every column.
        rows: Vec<Vec<String>>,
    },
    /// All pictures of the paper.
    Pictures,
    /// A signature.
    Signature(PaperSignature),
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaperColumn {
    /// What stands at its head.
    pub name: String,
    /// Its breadth, as a share of the breadths of all columns.
    pub share: u8,
}

impl PaperColumn {
    /// Columns by their names and shares.
    pub fn all<const MANY: usize>(columns: [(&str, u8); MANY]) -> Vec<Self> {
        let column = |(name, share): (&str, u8)| Self {
            name: name.to_owned(),
            share,
        };
        columns.map(column).into()
    }
}

/// A signature as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PaperSignature {
    /// Whose: `The client`.
    pub whose: String,
    /// The name as it was typed.
    pub name: String,
    /// When, on what and for what, as pairs of name and value.
    pub about: Vec<(String, String)>,
    /// The hand: strokes of points across and down, in ten-thousandths of the pad's breadth.
    pub strokes: Vec<Vec<[u16; 2]>>,
}

impl RecordPaper {
    /// The paper as PDF. Letters that the fonts do not have are written by their number in Unicode, as `[U+1F642]`, because a record is
    /// printed as it is or not at all.
    ///
    /// # Errors
    /// A picture that is no PNG file, or a row with more or fewer texts than its table has columns.
    pub fn to_pdf(&self, paper: PaperSize) -> Result<Vec<u8>, PaperError> {
        for block in self.sections.iter().flat_map(|own| &own.blocks) {
            if let PaperBlock::Table { columns, rows } = block
                && let Some(row) = rows.iter().find(|row| row.len() != columns.len())
            {
                return Err(PaperError::Value {
                    field: "row of a table",
                    value: format!("{} texts for {} columns", row.len(), columns.len()),
                    allowed: "a text for every column",
                });
            }
        }
        let template = Template {
            text: include_str!("../templates/record.typ"),
        };
        let data = serde_json::to_value(self).map_err(PaperError::of)?;
        print(&template, &spelled(data), &self.pictures, paper)
    }
}
