//! Pictures on a paper.

use serde::Serialize;

/// A picture with what is written below it and what is read out instead of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaperPicture {
    /// A PNG file.
    #[serde(skip)]
    pub png: Vec<u8>,
    /// Printed below.
    pub label: String,
    /// What is to be seen, for who cannot see it.
    pub alt: String,
}
