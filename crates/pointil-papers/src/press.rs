//! From a template and its data to PDF: a world for Typst with nothing in it but what is passed in.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, PathError, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{PaperPicture, PaperSize};

/// A paper that cannot be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// A letter that no font here has.
    #[error(
        "{text:?} has the letter {letter:?} (U+{code:04X}), which the papers' fonts do not have; write it in Latin, Greek or Cyrillic letters", code = u32::from(*letter)
    )]
    Letter {
        /// The text it stands in.
        text: String,
        /// The letter.
        letter: char,
    },
    /// A picture that is no PNG file.
    #[error("the picture {label:?} is no PNG file; give the bytes of one")]
    Picture {
        /// Its label.
        label: String,
    },
    /// A number that is none, or a drawing with too many places.
    #[error("{field} is {value}; give {allowed}")]
    Value {
        /// Which.
        field: &'static str,
        /// As it was given.
        value: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A case that cannot be drawn or counted.
    #[error("{0}")]
    Case(String),
    /// What Typst says where a template and its data do not fit.
    #[error("the paper cannot be set: {0}")]
    Typesetting(String),
}

impl PaperError {
    /// Of a case that cannot be drawn or counted.
    pub(crate) fn of(error: impl core::fmt::Display) -> Self {
        Self::Case(error.to_string())
    }
}

impl From<pointil_render::DesignPictureError> for PaperError {
    fn from(error: pointil_render::DesignPictureError) -> Self {
        Self::of(error)
    }
}

/// A template. It may import `house.typ`, the look that all papers share.
pub struct Template {
    /// Its text.
    pub text: &'static str,
}

const HOUSE: &str = include_str!("../templates/house.typ");

/// Typst's library and the fonts it comes with.
struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let fonts: Vec<Font> = typst_assets::fonts()
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .collect();
    Shop {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// Everything that a template can read.
struct Desk {
    main: Source,
    house: Source,
    files: Vec<(FileId, Bytes)>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHOP.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHOP.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.house]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(own, _)| *own == id);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHOP.fonts.get(index).cloned()
    }

    /// There is no clock: dates come with the data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets `data` by `template` on `paper`. The template finds the data in `paper.json`, under `size` the paper's width and height
/// in millimetres, and the pictures in `picture-0.png` and so on.
pub fn print(
    template: &Template,
    data: &impl Serialize,
    pictures: &[PaperPicture],
    paper: PaperSize,
) -> Result<Vec<u8>, PaperError> {
    let typesetting = |error: String| PaperError::Typesetting(error);
    let data = serde_json::to_value(data).map_err(|error| typesetting(error.to_string()))?;
    letters(&data)?;
    let (width, height) = paper.size_mm();
    let data = serde_json::json!({ "data": data, "size": { "width": width, "height": height } });
    let file = |name: &str| file(name).map_err(|error| typesetting(error.to_string()));
    let mut files = vec![(file("paper.json")?, Bytes::from_string(data.to_string()))];
    for (k, picture) in pictures.iter().enumerate() {
        if !picture.png.starts_with(b"\x89PNG\r\n\x1a\n") {
            let label = picture.label.clone();
            return Err(PaperError::Picture { label });
        }
        files.push((
            file(&format!("picture-{k}.png"))?,
            Bytes::new(picture.png.clone()),
        ));
    }
    let desk = Desk {
        main: Source::new(file("paper.typ")?, template.text.to_owned()),
        house: Source::new(file("house.typ")?, HOUSE.to_owned()),
        files,
    };
    let set = typst::compile::<PagedDocument>(&desk).output;
    let pdf = set
        .map_err(|errors| words(&errors))
        .and_then(|document| pdf(&document));
    // What Typst remembers of one paper is of little use to the next.
    typst::comemo::evict(1);
    pdf
}

fn pdf(document: &PagedDocument) -> Result<Vec<u8>, PaperError> {
    let standards = PdfStandards::new(&[PdfStandard::V_1_7, PdfStandard::Ua_1])
        .map_err(|error| PaperError::Typesetting(error.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Pointil".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| words(&errors))
}

/// The name of a file on the desk.
fn file(name: &str) -> Result<FileId, PathError> {
    let path = VirtualPath::new(format!("/{name}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// What Typst found wrong.
fn words(errors: &[SourceDiagnostic]) -> PaperError {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    PaperError::Typesetting(messages.join("; "))
}

/// Refuses text that would be printed as empty boxes.
fn letters(data: &Value) -> Result<(), PaperError> {
    match data {
        Value::String(text) => {
            let known = |letter: char| matches!(letter, '\n' | '\t') || has(letter);
            match text.chars().find(|letter| !known(*letter)) {
                None => Ok(()),
                Some(letter) => Err(PaperError::Letter {
                    text: text.clone(),
                    letter,
                }),
            }
        }
        Value::Array(values) => values.iter().try_for_each(letters),
        Value::Object(fields) => fields.values().try_for_each(letters),
        _ => Ok(()),
    }
}

/// The same data with every letter that no font here has written by its number, as `[U+1F642]`, and without other control characters than ends
/// of lines and tabs.
pub fn spelled(data: Value) -> Value {
    let letter = |letter: char| match letter {
        '\n' | '\t' => letter.to_string(),
        letter if letter.is_control() => String::new(),
        letter if has(letter) => letter.to_string(),
        letter => format!("[U+{:04X}]", u32::from(letter)),
    };
    match data {
        Value::String(text) => Value::String(text.chars().map(letter).collect()),
        Value::Array(values) => values.into_iter().map(spelled).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter();
            fields.map(|(name, value)| (name, spelled(value))).collect()
        }
        other => other,
    }
}

/// Whether a font has `letter`.
fn has(letter: char) -> bool {
    let code = u32::from(letter);
    letter.is_ascii_graphic()
        || letter == ' '
        || SHOP
            .fonts
            .iter()
            .any(|font| font.info().coverage.contains(code))
}
