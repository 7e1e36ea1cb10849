//! The sizes of paper.

use serde::Serialize;

/// A size of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperSize {
    /// ISO 216 A4: 210 × 297 mm.
    #[default]
    A4,
    /// US Letter: 215.9 × 279.4 mm.
    UsLetter,
}

impl PaperSize {
    /// Width and height upright, in millimetres.
    pub const fn size_mm(self) -> (f64, f64) {
        match self {
            Self::A4 => (210.0, 297.0),
            Self::UsLetter => (215.9, 279.4),
        }
    }
}
