//! The open case file, `.pointil.json`: a client's design and dot ledger, to leave with the client.
//!
//! `docs/open-case-file.md` explains it; [`OpenCase::schema`] is generated from the types that read it.

mod print;
mod upgrade;

use schemars::{JsonSchema, Schema, schema_for};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::client::{Client, SkinReading};
use crate::design::{Design, DesignError};

/// The version of the format that is written. Older ones are read and raised to it.
pub const FORMAT: u64 = 4;

/// Longer texts are no case: half a million dots take forty bytes each.
const MOST_BYTES: usize = 64 << 20;

/// A case file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    /// The version of the format.
    pub pointil: u64,
    /// What of the client decides how the design looks, fades and is judged.
    pub client: Client,
    /// What will be done.
    pub design: Design,
}

/// A text that is no case file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OpenCaseError {
    /// Too long.
    #[error("{bytes} bytes; a case file has at most {MOST_BYTES}")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// No JSON, or JSON that does not fit.
    #[error("{field}: {reason}")]
    Text {
        /// Where.
        field: String,
        /// What is wrong.
        reason: String,
    },
    /// No version.
    #[error(
        "says no version; a case file begins with {{\"pointil\": {FORMAT}, …}}, as Pointil writes it"
    )]
    NoVersion,
    /// A version from the future.
    #[error(
        "is of format {version}, and this program reads up to {FORMAT}; nothing was changed: open it with a newer Pointil, or have it \
         exported again from the one it came from"
    )]
    Newer {
        /// The file's version.
        version: u64,
    },
    /// A value out of its range.
    #[error("{0}")]
    Design(#[from] DesignError),
}

impl OpenCase {
    /// The case of a client and a design.
    pub const fn new(client: Client, design: Design) -> Self {
        Self {
            pointil: FORMAT,
            client,
            design,
        }
    }

    /// Reads a case file; an older version is raised to this one.
    ///
    /// # Errors
    /// A text that is too long, no JSON, of a newer version, with a field that is unknown, missing or out of its range.
    pub fn read(text: &str) -> Result<Self, OpenCaseError> {
        if text.len() > MOST_BYTES {
            return Err(OpenCaseError::TooLong { bytes: text.len() });
        }
        let file: Value = serde_json::from_str(text).map_err(|e| OpenCaseError::Text {
            field: format!("line {}", e.line()),
            reason: e.to_string(),
        })?;
        let version = file.get("pointil").and_then(Value::as_u64);
        let version = version.ok_or(OpenCaseError::NoVersion)?;
        if version > FORMAT {
            return Err(OpenCaseError::Newer { version });
        }
        let file = upgrade::raised(file, version)?;
        let case: Self =
            serde_path_to_error::deserialize(file).map_err(|e| OpenCaseError::Text {
                field: e.path().to_string(),
                reason: e.into_inner().to_string(),
            })?;
        case.check()?;
        Ok(case)
    }

    /// The case as a file: the same case gives the same text.
    pub fn write(&self) -> String {
        print::text(self)
    }

    /// The format's JSON Schema.
    pub fn schema() -> Schema {
        schema_for!(Self)
    }

    /// Refuses the first value out of its range.
    ///
    /// # Errors
    /// The value, what is allowed and what to do.
    pub fn check(&self) -> Result<(), DesignError> {
        let refuse = |field: &str, value: String, allowed: &str| {
            Err(DesignError::new(&format!("client.{field}"), value, allowed))
        };
        if let Some(age) = self.client.age_years
            && !(18..=110).contains(&age)
        {
            let why = "scalp micropigmentation is for adults: give 18 to 110 years";
            return refuse("age_years", age.to_string(), why);
        }
        if let Some(units) = self.client.follicular_units_per_cm2
            && !(30.0..=130.0).contains(&units)
        {
            let why = "give 30 to 130 follicular units, which hold about two hairs each";
            return refuse("follicular_units_per_cm2", units.to_string(), why);
        }
        if let Some(SkinReading::Lab(lab)) = self.client.skin {
            self.skin_can_be(lab)?;
        }
        self.design.check()
    }

    fn skin_can_be(&self, lab: [f64; 3]) -> Result<(), DesignError> {
        let [l, a, b] = lab;
        let seen = pointil_optics::Skin::from_lab(pointil_optics::Lab::new(l, a, b));
        seen.map(|_| ())
            .map_err(|e| DesignError::new("client.skin.lab", format!("{lab:?}"), e.to_string()))
    }
}
