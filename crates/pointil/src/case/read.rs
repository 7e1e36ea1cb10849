//! From a path to a case: bounded reading, and photographs decoded.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use pointil_photo::Photograph;
use pointil_render::Mask;

use super::file::{CaseFile, PhotographSection};
use crate::failure::Failure;

/// A case file is a page of text; a megabyte is a mistake.
const MOST_CASE_BYTES: u64 = 1 << 20;

/// A case as read: the sections and where its photographs are looked for.
#[derive(Debug)]
pub struct Case {
    /// The sections.
    pub file: CaseFile,
    folder: PathBuf,
}

/// A decoded photograph with its section.
#[derive(Debug)]
pub struct Shot<'a> {
    /// What results are called after.
    pub name: String,
    /// The pixels.
    pub photograph: Photograph,
    /// Where dots may show in it; everywhere without one.
    pub mask: Option<Mask>,
    /// The section it came from.
    pub section: &'a PhotographSection,
}

impl Case {
    /// Reads the case file at `path`.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let bytes = bounded(path, MOST_CASE_BYTES)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Failure::input(format!(
                "{shown}: not a text file; give a case file (TOML, see examples)"
            ))
        })?;
        let file = Self::parse(&text).map_err(|failure| failure.at(&shown.to_string()))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { file, folder })
    }

    /// Reads the sections of `text`.
    pub fn parse(text: &str) -> Result<CaseFile, Failure> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                1 + text[..span.start.min(text.len())].matches('\n').count()
            });
            let reason = error.message().trim().replace('\n', ", ");
            Failure::input(format!("line {line}: {reason}"))
        })
    }

    /// The file that the case calls `name`, seen from its folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Decodes the case's photographs.
    pub fn shots(&self) -> Result<Vec<Shot<'_>>, Failure> {
        let mut shots: Vec<Shot<'_>> = Vec::new();
        for section in &self.file.photographs {
            let path = self.beside(&section.file);
            let name = name_of(section)?;
            if shots.iter().any(|shot| shot.name == name) {
                return Err(Failure::input(format!(
                    "photographs.name is \"{name}\" twice; give each photograph a name of its own"
                )));
            }
            let photograph = decoded(&path)?;
            let mask = section.mask.as_deref();
            let mask = mask.map(|mask| mask_of(&self.beside(mask), &photograph));
            shots.push(Shot {
                name,
                mask: mask.transpose()?,
                photograph,
                section,
            });
        }
        Ok(shots)
    }
}

/// The picture at `path`.
fn decoded(path: &Path) -> Result<Photograph, Failure> {
    let bytes = bounded(path, pointil_photo::MAX_BYTES as u64)?;
    pointil_photo::decode(&bytes)
        .map_err(|error| Failure::input(format!("{}: {error}", path.display())))
}

/// The mask at `path`, as bright as dots may show in `photograph`.
fn mask_of(path: &Path, photograph: &Photograph) -> Result<Mask, Failure> {
    let mask = decoded(path)?;
    let (own, needed) = (mask.size(), photograph.size());
    if own != needed {
        return Err(Failure::input(format!(
            "photographs.mask: {} is {} × {} pixels, its photograph {} × {}; paint the mask over the photograph itself",
            path.display(),
            own.width,
            own.height,
            needed.width,
            needed.height
        )));
    }
    let bright = |rgb: &[u8]| (rgb.iter().map(|byte| u32::from(*byte)).sum::<u32>() / 3) as u8;
    let shown: Vec<u8> = mask.rgb8().chunks_exact(3).map(bright).collect();
    Mask::new(own, shown)
        .ok_or_else(|| Failure::input(format!("photographs.mask: {} is cut off", path.display())))
}

/// The name results are called after: letters, digits, `-` and `_`, because it becomes part of file names.
fn name_of(section: &PhotographSection) -> Result<String, Failure> {
    let stem = Path::new(&section.file)
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let name = section.name.clone().or(stem).unwrap_or_default();
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 60 || !name.chars().all(plain) {
        return Err(Failure::input(format!(
            "photographs.name is \"{name}\"; it becomes part of file names: use 1 to 60 letters, digits, - and _"
        )));
    }
    Ok(name)
}

/// The bytes of the file at `path`, at most `most` of them.
pub fn bounded(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "does not exist".to_owned(),
            std::io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
            std::io::ErrorKind::IsADirectory => "is a folder".to_owned(),
            _ => error.to_string(),
        };
        Failure::input(format!("{shown}: {why}; name a file that can be read"))
    };
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > most {
        let mib = most >> 20;
        return Err(Failure::input(format!(
            "{shown}: larger than {mib} MiB, which is the most; give a smaller file"
        )));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_field_is_named_with_its_line() {
        let message = Case::parse("seed = 1\n[head]\nlenght = 199\n")
            .err()
            .unwrap()
            .to_string();
        assert!(
            message.contains("line 3") && message.contains("lenght"),
            "{message}"
        );
    }

    #[test]
    fn a_photographs_name_must_fit_in_a_file_name() {
        let section = |name: &str| PhotographSection {
            file: "a.jpg".into(),
            name: Some(name.into()),
            field_of_view_deg: None,
            landmarks: std::collections::BTreeMap::new(),
            outline: Vec::new(),
            mask: None,
        };
        assert_eq!(name_of(&section("left-profile")).unwrap(), "left-profile");
        assert!(name_of(&section("../../etc")).is_err());
        assert!(name_of(&section("")).is_err());
    }

    #[test]
    fn a_missing_file_is_named() {
        let message = Case::read(Path::new("no-such-case.toml"))
            .err()
            .unwrap()
            .to_string();
        assert!(
            message.starts_with("no-such-case.toml: does not exist"),
            "{message}"
        );
    }
}
