//! What a command works on: a case file with its photographs, or the open case file of a design.

use std::path::Path;

use pointil_optics::{FadingPriors, ShadeCatalogue};
use pointil_scalp::Head;
use pointil_treatment::plan::Calendar;
use pointil_treatment::{Client, Design, Layout, OpenCase, Protocol};

use crate::case::{self, Case, bounded};
use crate::colour_input::{input, named, read_catalogue, read_priors};
use crate::failure::Failure;
use crate::report::Report;
use crate::scene::Scene;

/// The largest open case file that is read.
const MOST_BYTES: u64 = 64 << 20;

/// A case, however it is kept.
pub enum Opened {
    /// A case file (TOML).
    Case(Box<Case>),
    /// An open case file (`.pointil.json`).
    Open(Box<OpenCase>),
}

impl Opened {
    /// Reads the file at `path`: an open case file if its name ends with `.json`, a case file otherwise.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        if path.extension().is_some_and(|own| own == "json") {
            return Ok(Self::Open(Box::new(open_case(path)?)));
        }
        Case::read(path).map(|case| Self::Case(Box::new(case)))
    }

    /// The head, and where photographs of it were taken from.
    pub fn scene(&self, report: &Report) -> Result<Scene<'_>, Failure> {
        match self {
            Self::Case(case) => Scene::of(case, report),
            Self::Open(open) => Ok(Scene::of_head(open.design.head.head().map_err(input)?)),
        }
    }

    /// The client and the design, on `head`.
    pub fn open_case(&self, head: &Head) -> Result<OpenCase, Failure> {
        match self {
            Self::Case(case) => {
                let client = case::client(&case.file.client)?;
                let open = OpenCase::new(client, case::design(case, head)?);
                open.check().map_err(input)?;
                Ok(open)
            }
            Self::Open(open) => Ok((**open).clone()),
        }
    }

    /// How many photographs it has.
    pub fn photographs(&self) -> usize {
        match self {
            Self::Case(case) => case.file.photographs.len(),
            Self::Open(_) => 0,
        }
    }

    /// The client.
    pub fn client(&self) -> Result<Client, Failure> {
        match self {
            Self::Case(case) => case::client(&case.file.client),
            Self::Open(open) => Ok(open.client.clone()),
        }
    }

    /// The protocol it is worked by.
    pub fn protocol(&self) -> Result<Protocol, Failure> {
        match self {
            Self::Case(case) => case::protocol(case),
            Self::Open(_) => Protocol::built_in().map_err(input),
        }
    }

    /// What is known of the weeks to come.
    pub fn calendar(&self) -> Result<Option<Calendar>, Failure> {
        match self {
            Self::Case(case) => case::calendar(&case.file.plan),
            Self::Open(_) => Ok(None),
        }
    }

    /// The shades that it chooses from.
    pub fn shades(&self) -> Result<ShadeCatalogue, Failure> {
        match self {
            Self::Case(case) => case::shades(case),
            Self::Open(_) => read_catalogue(None),
        }
    }

    /// The ranges of fading that its forecast starts from.
    pub fn fading(&self) -> Result<FadingPriors, Failure> {
        let Self::Case(case) = self else {
            return read_priors(None);
        };
        let own = case.file.pigment.fading.as_deref();
        let own = own.map(|name| case.beside(name));
        read_priors(own.as_deref()).map_err(|e| e.at("pigment.fading"))
    }
}

/// The open case file at `path`.
pub fn open_case(path: &Path) -> Result<OpenCase, Failure> {
    let shown = path.display().to_string();
    let text = String::from_utf8(bounded(path, MOST_BYTES)?)
        .map_err(|_| Failure::input(format!("{shown}: not a text file; give a .pointil.json")))?;
    OpenCase::read(&text).map_err(|e| named(&shown, &e))
}

/// The design laid out.
pub fn laid_out(design: &Design, report: &Report) -> Result<Layout, Failure> {
    report.step("laying out the design");
    Layout::of(design).map_err(input)
}
