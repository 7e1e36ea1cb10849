//! What the law of a place asks, as data: ages, credentials, keeping times, reporting clocks, notices; each with its source.

use core::fmt;
use core::str::FromStr;
use std::sync::OnceLock;

use pointil_optics::Grade;
use serde::{Deserialize, Serialize};

use crate::agreement::IdentityCheck;
use crate::credential::CredentialKind;

const TABLE: &str = include_str!("../../../data/practice/jurisdictions.toml");

/// The code of a jurisdiction that the table has, for example `GB-WLS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JurisdictionCode(usize);

/// A code that the table does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is no jurisdiction of the table; known are {known}")]
pub struct UnknownJurisdiction {
    /// The code given.
    pub given: String,
    /// The codes that there are.
    pub known: String,
}

/// A table that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum JurisdictionTableError {
    /// Not its form.
    #[error("jurisdictions: {0}")]
    Form(#[from] toml::de::Error),
    /// A jurisdiction like one that does not stand before it.
    #[error("jurisdiction {code}: it is like {like:?}, which does not stand before it")]
    Like {
        /// The jurisdiction.
        code: String,
        /// The one named.
        like: String,
    },
    /// A fact that neither it nor the one that it is like has.
    #[error("jurisdiction {code}: no {field}; give value, grade and source")]
    Missing {
        /// The jurisdiction.
        code: String,
        /// The fact.
        field: &'static str,
    },
}

/// A fact with its source.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// The fact.
    pub value: T,
    /// How good its source is.
    pub grade: Grade,
    /// What it rests on; where nothing was found it says so.
    pub source: String,
}

/// A clock that starts with a serious adverse event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingClock {
    /// Days; none when no duty is known.
    #[serde(default)]
    pub days: Option<u16>,
    /// Whether Saturdays, Sundays and holidays are left out.
    #[serde(default)]
    pub working_days: bool,
}

/// The rules for inks that hold there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InkLaw {
    /// No limits are known.
    None,
    /// Regulation (EU) 2020/2081, entry 75 of Annex XVII of REACH.
    Reach,
}

/// What clients must be told.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The words that the client reads.
    pub text: String,
    /// How good its source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

/// A jurisdiction.
#[derive(Clone, Debug, PartialEq)]
pub struct Jurisdiction {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The age in years below which nobody is treated.
    pub least_age: Sourced<u8>,
    /// The age from which a parent's signature helps; none where nothing helps.
    pub least_age_with_parent: Option<Sourced<u8>>,
    /// What whoever treats must have.
    pub person_credentials: Sourced<Vec<CredentialKind>>,
    /// What the place must have.
    pub premises_credentials: Sourced<Vec<CredentialKind>>,
    /// Years that a client's records are kept after the last treatment.
    pub keep_years: Sourced<u8>,
    /// The clock of a serious adverse event.
    pub adverse_event: Sourced<ReportingClock>,
    /// Hours between agreement and treatment.
    pub cooling_off_hours: Sourced<u16>,
    /// How the client's identity is checked at least.
    pub identity: Sourced<IdentityCheck>,
    /// The limits for inks.
    pub ink_law: Sourced<InkLaw>,
    /// What clients must be told.
    pub notices: Vec<Notice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    jurisdiction: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    name: String,
    like: Option<String>,
    least_age: Option<Sourced<u8>>,
    least_age_with_parent: Option<Sourced<u8>>,
    person_credentials: Option<Sourced<Vec<CredentialKind>>>,
    premises_credentials: Option<Sourced<Vec<CredentialKind>>>,
    keep_years: Option<Sourced<u8>>,
    adverse_event: Option<Sourced<ReportingClock>>,
    cooling_off_hours: Option<Sourced<u16>>,
    identity: Option<Sourced<IdentityCheck>>,
    ink_law: Option<Sourced<InkLaw>>,
    #[serde(default)]
    notice: Vec<Notice>,
}

/// Every jurisdiction of the built-in table, in its order.
pub fn jurisdictions() -> &'static [Jurisdiction] {
    static ALL: OnceLock<Vec<Jurisdiction>> = OnceLock::new();
    ALL.get_or_init(|| parse(TABLE).unwrap_or_default())
}

/// The jurisdictions of a table. One that is like another takes over what it does not say itself, and the other's notices.
///
/// # Errors
/// A table that is not whole.
pub fn parse(text: &str) -> Result<Vec<Jurisdiction>, JurisdictionTableError> {
    let table: Table = toml::from_str(text)?;
    let mut all: Vec<Jurisdiction> = Vec::with_capacity(table.jurisdiction.len());
    for row in table.jurisdiction {
        let other = match &row.like {
            None => None,
            Some(code) => {
                let found = all.iter().find(|own| own.code == *code).cloned();
                let missing = || JurisdictionTableError::Like {
                    code: row.code.clone(),
                    like: code.clone(),
                };
                Some(found.ok_or_else(missing)?)
            }
        };
        all.push(resolved(row, other)?);
    }
    Ok(all)
}

fn resolved(row: Row, other: Option<Jurisdiction>) -> Result<Jurisdiction, JurisdictionTableError> {
    let code = row.code;
    let missing = |field: &'static str| JurisdictionTableError::Missing {
        code: code.clone(),
        field,
    };
    macro_rules! own_or_other {
        ($field:ident) => {
            row.$field
                .or_else(|| other.as_ref().map(|own| own.$field.clone()))
                .ok_or_else(|| missing(stringify!($field)))?
        };
    }
    let mut notices = other
        .as_ref()
        .map_or_else(Vec::new, |own| own.notices.clone());
    notices.extend(row.notice);
    Ok(Jurisdiction {
        name: row.name,
        least_age: own_or_other!(least_age),
        least_age_with_parent: row.least_age_with_parent.or_else(|| {
            other
                .as_ref()
                .and_then(|own| own.least_age_with_parent.clone())
        }),
        person_credentials: own_or_other!(person_credentials),
        premises_credentials: own_or_other!(premises_credentials),
        keep_years: own_or_other!(keep_years),
        adverse_event: own_or_other!(adverse_event),
        cooling_off_hours: own_or_other!(cooling_off_hours),
        identity: own_or_other!(identity),
        ink_law: own_or_other!(ink_law),
        notices,
        code,
    })
}

impl JurisdictionCode {
    /// Every code of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..jurisdictions().len()).map(Self)
    }

    /// What it asks.
    pub fn jurisdiction(self) -> &'static Jurisdiction {
        &jurisdictions()[self.0]
    }
}

impl fmt::Display for JurisdictionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.jurisdiction().code)
    }
}

impl FromStr for JurisdictionCode {
    type Err = UnknownJurisdiction;

    fn from_str(text: &str) -> Result<Self, UnknownJurisdiction> {
        let all = jurisdictions();
        let found = all.iter().position(|own| own.code == text);
        found.map(Self).ok_or_else(|| {
            let known: Vec<_> = all.iter().map(|own| own.code.as_str()).collect();
            UnknownJurisdiction {
                given: text.chars().take(20).collect(),
                known: known.join(", "),
            }
        })
    }
}

impl TryFrom<String> for JurisdictionCode {
    type Error = UnknownJurisdiction;

    fn try_from(text: String) -> Result<Self, UnknownJurisdiction> {
        text.parse()
    }
}

impl From<JurisdictionCode> for String {
    fn from(code: JurisdictionCode) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_every_fact_has_its_source() {
        let all = parse(TABLE).unwrap();
        assert!(all.len() >= 10);
        for own in &all {
            let sources = [
                &own.least_age.source,
                &own.person_credentials.source,
                &own.premises_credentials.source,
                &own.keep_years.source,
                &own.adverse_event.source,
                &own.cooling_off_hours.source,
                &own.identity.source,
                &own.ink_law.source,
            ];
            let notices = own.notices.iter().map(|notice| &notice.source);
            for source in sources.into_iter().chain(notices) {
                assert!(source.len() > 8, "{}: {source:?}", own.code);
            }
            assert!(own.least_age.value >= 18 || own.least_age_with_parent.is_some());
            let code: JurisdictionCode = own.code.parse().unwrap();
            assert_eq!(code.jurisdiction(), own);
        }
        for code in [
            "US",
            "US-CA",
            "US-IN",
            "EU",
            "GB-ENG",
            "GB-WLS",
            "GB-SCT",
            "GB-NIR",
            "ELSEWHERE",
        ] {
            assert!(code.parse::<JurisdictionCode>().is_ok(), "{code}");
        }
        assert!(
            "XX".parse::<JurisdictionCode>()
                .unwrap_err()
                .to_string()
                .contains("GB-WLS")
        );
    }

    #[test]
    fn a_place_like_another_takes_over_what_it_does_not_say() {
        let federal: JurisdictionCode = "US".parse().unwrap();
        let county: JurisdictionCode = "US-IN".parse().unwrap();
        let (federal, county) = (federal.jurisdiction(), county.jurisdiction());
        assert_eq!(federal.adverse_event, county.adverse_event);
        assert_eq!(county.adverse_event.value.days, Some(15));
        assert_ne!(federal.keep_years, county.keep_years);
        assert!(county.notices.len() >= federal.notices.len());
        let lame = "[[jurisdiction]]\ncode = \"A\"\nname = \"A\"\nlike = \"B\"\n";
        assert!(matches!(
            parse(lame),
            Err(JurisdictionTableError::Like { .. })
        ));
        let bare = "[[jurisdiction]]\ncode = \"A\"\nname = \"A\"\n";
        let error = parse(bare).unwrap_err().to_string();
        assert!(error.contains("no least_age"), "{error}");
    }
}
