//! Terms of booking: lengths, deposits, windows of cancellation; each with a range and a source, chosen by the studio.

use core::fmt;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::Timestamp;
use pointil_optics::Grade;
use pointil_treatment::{Money, MoneyError};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

macro_rules! settings {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// One of the terms.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Term {
            $($(#[$doc])* $variant,)+
        }

        impl Term {
            /// Every term.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in the table.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

settings! {
    /// Minutes for which a time is held while a deposit is paid.
    Hold = "hold",
    /// Minutes from one time offered to the next.
    SlotStep = "slot_step",
    /// Minutes of a consultation.
    ConsultationLength = "consultation_length",
    /// Minutes of a patch test.
    PatchTestLength = "patch_test_length",
    /// Minutes to read one.
    PatchTestReadingLength = "patch_test_reading_length",
    /// Minutes of a review.
    ReviewLength = "review_length",
    /// Minutes of a touch-up without a plan of its own.
    TouchUpLength = "touch_up_length",
    /// Minutes of the longest appointment, breaks included.
    LongestAppointment = "longest_appointment",
    /// Percent of the price asked as a deposit.
    Deposit = "deposit",
    /// Hours before the start until which nothing of the deposit is kept.
    FreeUntil = "free_until",
    /// Hours before the start until which a part of it is kept.
    HalfUntil = "half_until",
    /// Percent of the deposit kept between the two.
    KeptBetween = "kept_between",
    /// Percent of the deposit kept after both, and when nobody comes.
    KeptLate = "kept_late",
    /// Appointments missed after which an owner decides about the next.
    NoShowsAllowed = "no_shows_allowed",
    /// Hours for which an offer from the waiting list stands.
    OfferLasts = "offer_lasts",
    /// Hours in which an enquiry should be answered.
    AnswerEnquiry = "answer_enquiry",
}

/// What the table says to a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermRow {
    /// What is taken when the studio says nothing.
    pub usual: u32,
    /// The least a studio may choose.
    pub low: u32,
    /// The most.
    pub high: u32,
    /// Of what.
    pub unit: String,
    /// How good the source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

/// Terms that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum TermsError {
    /// A row that is not whole.
    #[error("a row of the terms of booking: {0}")]
    Row(#[from] csv::Error),
    /// A row whose numbers or grade do not fit.
    #[error("{0}: a row is setting, usual, low, high, unit, grade, source with low ≤ usual ≤ high")]
    Range(String),
    /// A term without its row.
    #[error("no row for {0}; copy it from the built-in table")]
    Missing(Term),
    /// A name that no term has.
    #[error("{0:?} is no term of booking")]
    Unknown(String),
    /// A value out of its bounds.
    #[error("{term} is {value} {unit}; give {low} to {high}")]
    Value {
        /// The term.
        term: Term,
        /// The value given.
        value: u32,
        /// Least allowed.
        low: u32,
        /// Most allowed.
        high: u32,
        /// Of what.
        unit: String,
    },
    /// Two hours in the wrong order.
    #[error("free_until is {free} hours and half_until {half}; the first is the longer")]
    Order {
        /// Hours of the first.
        free: u32,
        /// Hours of the second.
        half: u32,
    },
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

const TABLE: &str = include_str!("../../../../data/practice/booking.csv");

#[derive(Deserialize)]
struct Row {
    setting: String,
    usual: u32,
    low: u32,
    high: u32,
    unit: String,
    grade: String,
    source: String,
}

fn parse(text: &str) -> Result<Vec<TermRow>, TermsError> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows: Vec<Row> = reader.deserialize().collect::<Result<_, _>>()?;
    let mut found = Vec::with_capacity(Term::ALL.len());
    for term in Term::ALL {
        let row = rows.iter().find(|row| row.setting == term.name());
        let row = row.ok_or(TermsError::Missing(*term))?;
        let range = || TermsError::Range(row.setting.clone());
        if !(row.low <= row.usual && row.usual <= row.high) {
            return Err(range());
        }
        found.push(TermRow {
            usual: row.usual,
            low: row.low,
            high: row.high,
            unit: row.unit.clone(),
            grade: row.grade.parse().map_err(|_| range())?,
            source: row.source.clone(),
        });
    }
    Ok(found)
}

impl Term {
    /// What the built-in table says to it; none only if that could not be read, which a test rules out.
    pub fn row(self) -> Option<&'static TermRow> {
        static READ: OnceLock<Vec<TermRow>> = OnceLock::new();
        let read = READ.get_or_init(|| parse(TABLE).unwrap_or_default());
        read.get(self as usize)
    }
}

/// A studio's terms of booking: the built-in ones with its changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, u32>", into = "BTreeMap<String, u32>")]
pub struct Terms {
    changes: BTreeMap<Term, u32>,
}

impl TryFrom<BTreeMap<String, u32>> for Terms {
    type Error = TermsError;

    fn try_from(named: BTreeMap<String, u32>) -> Result<Self, TermsError> {
        let mut changes = BTreeMap::new();
        for (name, value) in named {
            let term = Term::ALL.iter().find(|term| term.name() == name);
            let term = term.ok_or_else(|| TermsError::Unknown(name.chars().take(64).collect()))?;
            changes.insert(*term, value);
        }
        Self::of(changes)
    }
}

impl From<Terms> for BTreeMap<String, u32> {
    fn from(terms: Terms) -> Self {
        let named = terms.changes.into_iter();
        named
            .map(|(term, value)| (term.name().to_owned(), value))
            .collect()
    }
}

impl Terms {
    fn of(changes: BTreeMap<Term, u32>) -> Result<Self, TermsError> {
        for (term, value) in &changes {
            let row = term.row().ok_or(TermsError::Missing(*term))?;
            if !(row.low..=row.high).contains(value) {
                return Err(TermsError::Value {
                    term: *term,
                    value: *value,
                    low: row.low,
                    high: row.high,
                    unit: row.unit.clone(),
                });
            }
        }
        let terms = Self { changes };
        let (free, half) = (terms.value(Term::FreeUntil), terms.value(Term::HalfUntil));
        if free < half {
            return Err(TermsError::Order { free, half });
        }
        Ok(terms)
    }

    /// The same with another value.
    ///
    /// # Errors
    /// Out of its bounds.
    pub fn with(mut self, term: Term, value: u32) -> Result<Self, TermsError> {
        self.changes.insert(term, value);
        Self::of(self.changes)
    }

    /// The value of a term.
    pub fn value(&self, term: Term) -> u32 {
        let usual = || term.row().map_or(0, |row| row.usual);
        self.changes.get(&term).copied().unwrap_or_else(usual)
    }

    /// The deposit asked for a price.
    ///
    /// # Errors
    /// Too much money.
    pub fn deposit(&self, price: Money) -> Result<Money, MoneyError> {
        price.times(Decimal::new(i64::from(self.value(Term::Deposit)), 2))
    }

    /// Percent of the deposit that are kept when an appointment that starts at `start` is cancelled by its client at `at`.
    pub fn kept_percent(&self, start: Timestamp, at: Timestamp) -> u32 {
        let left = start.as_second().saturating_sub(at.as_second());
        let hours = |term| i64::from(self.value(term)) * 3600;
        if left >= hours(Term::FreeUntil) {
            0
        } else if left >= hours(Term::HalfUntil) {
            self.value(Term::KeptBetween)
        } else {
            self.value(Term::KeptLate)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_the_usual_terms_hold() {
        let rows = parse(TABLE).unwrap();
        for (term, row) in Term::ALL.iter().zip(&rows) {
            assert_eq!(term.row(), Some(row));
            assert_eq!(Terms::default().value(*term), row.usual);
        }
        assert!(parse("setting,usual,low,high,unit,grade,source\n").is_err());
        let slipped = TABLE.replace("hold,30,5", "hold,30,50");
        assert!(parse(&slipped).is_err());
    }

    #[test]
    fn a_studio_chooses_within_the_range() {
        let terms = Terms::default().with(Term::Deposit, 50).unwrap();
        let euro = |text: &str| {
            Money::exactly(
                text.parse().unwrap(),
                pointil_treatment::currency("EUR").unwrap(),
            )
            .unwrap()
        };
        assert_eq!(terms.deposit(euro("333.33")).unwrap(), euro("166.67"));
        let error = terms.clone().with(Term::Deposit, 51).unwrap_err();
        assert!(error.to_string().contains("give 0 to 50"), "{error}");
        assert!(terms.clone().with(Term::FreeUntil, 12).is_err());
        let text = serde_json::to_string(&terms).unwrap();
        assert_eq!(serde_json::from_str::<Terms>(&text).unwrap(), terms);
        assert!(serde_json::from_str::<Terms>("{\"hold\":1}").is_err());
        assert!(serde_json::from_str::<Terms>("{\"tea\":1}").is_err());
    }

    #[test]
    fn what_is_kept_grows_as_the_time_comes_near() {
        let start: Timestamp = "2026-05-10T10:00:00Z".parse().unwrap();
        let kept = |at: &str| Terms::default().kept_percent(start, at.parse().unwrap());
        assert_eq!(kept("2026-05-07T10:00:00Z"), 0);
        assert_eq!(kept("2026-05-07T10:00:01Z"), 50);
        assert_eq!(kept("2026-05-09T10:00:00Z"), 50);
        assert_eq!(kept("2026-05-09T10:00:01Z"), 100);
        assert_eq!(kept("2026-05-10T11:00:00Z"), 100);
    }
}
