//! What is believed about fading before a studio has photographs of its own: records that can be edited.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::parameter::{FadingParameter, FadingParameters};
use crate::table::{Table, TableError};

/// How good a number's source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// Peer-reviewed or official.
    A,
    /// Professional.
    B,
    /// Vendor or blog.
    C,
    /// Derived or judged by Pointil.
    D,
}

/// A grade that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "grade {given:?}; it is A (peer-reviewed), B (professional), C (vendor or blog) or D (derived)"
)]
pub struct UnknownGrade {
    /// What stands there.
    pub given: String,
}

impl Grade {
    /// Every grade, the best first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// Its letter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Grade {
    type Err = UnknownGrade;

    fn from_str(letter: &str) -> Result<Self, UnknownGrade> {
        let found = Self::ALL.into_iter().find(|own| own.name() == letter);
        found.ok_or_else(|| UnknownGrade {
            given: letter.to_owned(),
        })
    }
}

/// What is believed about one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct FadingPrior {
    /// Which.
    pub parameter: FadingParameter,
    /// The value taken where nothing else is known.
    pub typical: f64,
    /// One client in twenty lies below.
    pub low: f64,
    /// One client in twenty lies above.
    pub high: f64,
    /// Share of the variance that parts clients of one studio, 0 to 1; the rest parts studios, and is what a studio learns.
    pub between_clients: f64,
    /// Its unit in words.
    pub unit: String,
    /// How good the source is.
    pub grade: Grade,
    /// Where it comes from.
    pub source: String,
}

/// A prior for every parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct FadingPriors {
    /// In the order of [`FadingParameter::ALL`].
    priors: Vec<FadingPrior>,
}

/// Priors that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FadingPriorError {
    /// The text is too long.
    #[error(
        "priors of fading of {bytes} bytes; at most {} are read",
        FadingPriors::MOST_BYTES
    )]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// A fault in the table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A name that no parameter has.
    #[error("no parameter of fading is called {key:?}; there are {known}")]
    Unknown {
        /// What stands there.
        key: String,
        /// All names.
        known: String,
    },
    /// A parameter is given twice or not at all.
    #[error("the parameter {key} of fading is given {times} times; give it once")]
    Times {
        /// Which.
        key: &'static str,
        /// How often.
        times: usize,
    },
    /// A value out of range.
    #[error("{key} has {field} {value}; it must be {allowed}")]
    Value {
        /// Which parameter.
        key: &'static str,
        /// Which of its numbers.
        field: &'static str,
        /// The value given.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// Low, typical and high do not rise.
    #[error(
        "{key} from {low} over {typical} to {high}; low must be below typical and typical below high"
    )]
    Order {
        /// Which parameter.
        key: &'static str,
        /// Its low value.
        low: f64,
        /// Its typical value.
        typical: f64,
        /// Its high value.
        high: f64,
    },
    /// A grade that is none.
    #[error("{key} has {source}")]
    Grade {
        /// Which parameter.
        key: &'static str,
        /// What stands there.
        source: UnknownGrade,
    },
}

/// Standard deviations from the middle of a normal distribution to its 95th percentile.
const TO_95TH: f64 = 1.644_853_626_951_472_7;

impl FadingPrior {
    fn check(&self) -> Result<(), FadingPriorError> {
        let key = self.parameter.key();
        let scale = self.parameter.scale();
        let numbers = [
            ("low", self.low),
            ("typical", self.typical),
            ("high", self.high),
        ];
        for (field, value) in numbers {
            if !scale.holds(value) {
                let allowed = scale.allowed();
                return Err(FadingPriorError::Value {
                    key,
                    field,
                    value,
                    allowed,
                });
            }
        }
        if !(self.low < self.typical && self.typical < self.high) {
            let (low, typical, high) = (self.low, self.typical, self.high);
            return Err(FadingPriorError::Order {
                key,
                low,
                typical,
                high,
            });
        }
        if !(0.0..=0.99).contains(&self.between_clients) {
            return Err(FadingPriorError::Value {
                key,
                field: "between_clients",
                value: self.between_clients,
                allowed: "a share of the variance, 0 to 0.99",
            });
        }
        Ok(())
    }

    /// Middle and variance on the parameter's scale. Where typical is not in the middle between low and high, their distance
    /// counts.
    pub(super) fn normal(&self) -> (f64, f64) {
        let scale = self.parameter.scale();
        let width = scale.coordinate(self.high) - scale.coordinate(self.low);
        let deviation = width / (2.0 * TO_95TH);
        (scale.coordinate(self.typical), deviation * deviation)
    }
}

impl FadingPriors {
    /// Longer texts are no priors.
    pub const MOST_BYTES: usize = 1 << 20;

    /// Those that Pointil starts from (`data/optics/fading_priors.csv`).
    ///
    /// # Errors
    /// None for the table compiled in.
    pub fn built_in() -> Result<Self, FadingPriorError> {
        Self::parse(include_str!("../../../../data/optics/fading_priors.csv"))
    }

    /// From a table with the columns `parameter`, `typical`, `low`, `high`, `between_clients`, `unit`, `grade` and `source`, one
    /// row for every parameter.
    ///
    /// # Errors
    /// Text too long, a column or parameter missing, a number that is none or out of range.
    pub fn parse(text: &str) -> Result<Self, FadingPriorError> {
        if text.len() > Self::MOST_BYTES {
            return Err(FadingPriorError::TooLong { bytes: text.len() });
        }
        let table = Table::parse("fading priors", text)?;
        let keys = table.texts("parameter")?;
        if let Some(key) = keys
            .iter()
            .find(|key| FadingParameter::of_key(key).is_none())
        {
            return Err(FadingPriorError::Unknown {
                key: (*key).to_owned(),
                known: FadingParameter::ALL.map(FadingParameter::key).join(", "),
            });
        }
        let numbers = [
            table.numbers("typical")?,
            table.numbers("low")?,
            table.numbers("high")?,
            table.numbers("between_clients")?,
        ];
        let words = [
            table.texts("unit")?,
            table.texts("grade")?,
            table.texts("source")?,
        ];
        let row = |parameter: FadingParameter| {
            let key = parameter.key();
            let mut rows = (0..keys.len()).filter(|k| keys[*k] == key);
            let (Some(k), None) = (rows.next(), rows.next()) else {
                let times = keys.iter().filter(|own| **own == key).count();
                return Err(FadingPriorError::Times { key, times });
            };
            let prior = FadingPrior {
                parameter,
                typical: numbers[0][k],
                low: numbers[1][k],
                high: numbers[2][k],
                between_clients: numbers[3][k],
                unit: words[0][k].to_owned(),
                grade: grade(key, words[1][k])?,
                source: words[2][k].to_owned(),
            };
            prior.check()?;
            Ok(prior)
        };
        let priors = FadingParameter::ALL.into_iter().map(row);
        Ok(Self {
            priors: priors.collect::<Result<_, _>>()?,
        })
    }

    /// The same with one record replaced.
    ///
    /// # Errors
    /// Numbers out of range or out of order.
    pub fn with(mut self, prior: FadingPrior) -> Result<Self, FadingPriorError> {
        prior.check()?;
        let place = prior.parameter as usize;
        self.priors[place] = prior;
        Ok(self)
    }

    /// The record of one parameter.
    pub fn get(&self, parameter: FadingParameter) -> &FadingPrior {
        &self.priors[parameter as usize]
    }

    /// All records.
    pub fn records(&self) -> &[FadingPrior] {
        &self.priors
    }

    /// The typical values.
    pub fn typical(&self) -> FadingParameters {
        FadingParameters::from_fn(|parameter| self.get(parameter).typical)
    }
}

fn grade(key: &'static str, text: &str) -> Result<Grade, FadingPriorError> {
    text.parse()
        .map_err(|source| FadingPriorError::Grade { key, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("../../../../data/optics/fading_priors.csv");

    #[test]
    fn a_grade_is_its_letter() {
        for grade in Grade::ALL {
            assert_eq!(grade.to_string().parse(), Ok(grade));
        }
        let told = "E".parse::<Grade>().unwrap_err().to_string();
        assert!(
            told.contains("\"E\"") && told.contains("D (derived)"),
            "{told}"
        );
    }

    #[test]
    fn every_record_has_a_source_and_nine_of_ten_lie_between_low_and_high() {
        let priors = FadingPriors::built_in().unwrap();
        for prior in priors.records() {
            assert!(
                prior.source.len() > 10 && !prior.unit.is_empty(),
                "{prior:?}"
            );
            let (middle, variance) = prior.normal();
            let scale = prior.parameter.scale();
            let reach = TO_95TH * variance.sqrt();
            let ratio =
                (scale.coordinate(prior.high) - scale.coordinate(prior.low)) / (2.0 * reach);
            assert!((ratio - 1.0).abs() < 1e-12);
            assert!((scale.value(middle) - prior.typical).abs() < 1e-12);
        }
    }

    #[test]
    fn faults_of_edited_priors_are_named() {
        let said = |from: &str, to: &str| {
            assert!(TABLE.contains(from), "{from}");
            let edited = TABLE.replacen(from, to, 1);
            FadingPriors::parse(&edited).unwrap_err().to_string()
        };
        assert!(said("shed_share,0.20", "shed_share,1.20").contains("shed_share has typical 1.2"));
        assert!(said("spreading,0.0010", "spreading,0.01").contains("low must be below typical"));
        assert!(
            said("scab_days,7", "shed_days,7").contains("shed_days of fading is given 2 times")
        );
        assert!(said("scab_days,", "scab_weeks,").contains("is called \"scab_weeks\"; there are"));
        assert!(said("days,B,", "days,E,").contains("grade \"E\""));
        assert!(said("0.40,0.6,of", "0.40,1.6,of").contains("between_clients 1.6"));
        let long = "#".repeat(FadingPriors::MOST_BYTES + 1);
        assert!(FadingPriors::parse(&long).is_err());
    }

    #[test]
    fn one_record_can_be_edited() {
        let priors = FadingPriors::built_in().unwrap();
        let mut own = priors.get(FadingParameter::OilySkin).clone();
        own.typical = 1.3;
        let edited = priors.clone().with(own.clone()).unwrap();
        assert!((edited.typical().get(FadingParameter::OilySkin) - 1.3).abs() < 1e-12);
        own.low = 1.4;
        assert!(priors.with(own).is_err());
    }
}
