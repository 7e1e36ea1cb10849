//! A price list in a file.

use std::path::Path;

use pointil_treatment::quote::{PriceList, PriceListText};

use crate::colour_input::{input, text};
use crate::failure::Failure;

/// A price list is a page of text.
const MOST_BYTES: usize = 1 << 16;

/// The price list in the file at `path`.
pub fn read(path: &Path) -> Result<PriceList, Failure> {
    parse(&text(path, MOST_BYTES)?).map_err(|failure| failure.at(&path.display().to_string()))
}

fn parse(text: &str) -> Result<PriceList, Failure> {
    let file: PriceListText = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = 1 + text[..start].matches('\n').count();
        let reason = error.message().trim().replace('\n', ", ");
        Failure::input(format!("line {line}: {reason}"))
    })?;
    file.read().map_err(input)
}
