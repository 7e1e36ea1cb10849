//! The European limits for pigments and thinners, and a certificate held against them.

use std::sync::OnceLock;

use serde::Deserialize;

use super::AnalysedValue;

const TABLE: &str = include_str!("../../../../data/practice/ink_limits.csv");

/// A substance's limit.
#[derive(Clone, Debug, PartialEq)]
pub struct InkLimit {
    /// The name under which a value is entered.
    pub substance: String,
    /// Milligrams in a kilogram at which it is too much.
    pub limit_mg_per_kg: f64,
    /// Whether an analysis is asked for it.
    pub is_asked: bool,
    /// In words.
    pub words: String,
}

#[derive(Deserialize)]
struct Row {
    substance: String,
    limit_mg_per_kg: f64,
    asked: String,
    words: String,
}

/// Every limit of the table.
pub fn limits() -> &'static [InkLimit] {
    static LIMITS: OnceLock<Vec<InkLimit>> = OnceLock::new();
    LIMITS.get_or_init(|| parse(TABLE).unwrap_or_default())
}

fn parse(text: &str) -> Result<Vec<InkLimit>, csv::Error> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows = reader.deserialize::<Row>();
    rows.map(|row| {
        let row = row?;
        Ok(InkLimit {
            substance: row.substance,
            limit_mg_per_kg: row.limit_mg_per_kg,
            is_asked: row.asked == "yes",
            words: row.words,
        })
    })
    .collect()
}

/// What a certificate's values say against the limits.
#[derive(Clone, Debug, PartialEq)]
pub enum LimitFinding {
    /// At or above the limit.
    TooMuch {
        /// The limit.
        limit: &'static InkLimit,
        /// The value.
        mg_per_kg: f64,
    },
    /// Analysed, below the limit.
    Within {
        /// The limit.
        limit: &'static InkLimit,
    },
    /// No value for a substance that is asked for.
    NotAnalysed {
        /// The limit.
        limit: &'static InkLimit,
    },
}

/// A certificate's values against every limit of the table. A substance given twice counts with its larger value.
pub fn check(values: &[AnalysedValue]) -> Vec<LimitFinding> {
    let of = |limit: &'static InkLimit| {
        let own = values
            .iter()
            .filter(|value| value.substance.as_str() == limit.substance)
            .map(|value| value.mg_per_kg.get())
            .fold(None, |most: Option<f64>, value| {
                Some(most.map_or(value, |most| most.max(value)))
            });
        match own {
            Some(mg_per_kg) if mg_per_kg >= limit.limit_mg_per_kg => {
                Some(LimitFinding::TooMuch { limit, mg_per_kg })
            }
            Some(_) => Some(LimitFinding::Within { limit }),
            None => limit
                .is_asked
                .then_some(LimitFinding::NotAnalysed { limit }),
        }
    };
    limits().iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounded::Words;
    use crate::lot::MgPerKg;

    fn value(substance: &str, mg_per_kg: f64) -> AnalysedValue {
        AnalysedValue {
            substance: Words::new(substance).unwrap(),
            mg_per_kg: MgPerKg::try_from(mg_per_kg).unwrap(),
        }
    }

    #[test]
    fn the_table_has_the_limits_of_entry_75() {
        assert_eq!(parse(TABLE).unwrap(), limits());
        let limit = |name: &str| {
            let own = limits().iter().find(|own| own.substance == name);
            own.unwrap().limit_mg_per_kg
        };
        for (name, mg) in [("lead", 0.7), ("nickel", 5.0), ("benzo_a_pyrene", 0.005)] {
            assert!((limit(name) - mg).abs() < 1e-12, "{name}");
        }
    }

    #[test]
    fn a_value_at_the_limit_is_too_much_and_a_missing_one_is_said() {
        let findings = check(&[
            value("lead", 0.7),
            value("nickel", 4.9),
            value("pah", 0.1),
            value("pah", 0.6),
        ]);
        let too_much: Vec<_> = findings
            .iter()
            .filter_map(|own| match own {
                LimitFinding::TooMuch { limit, .. } => Some(limit.substance.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(too_much, ["lead", "pah"]);
        let missing = findings
            .iter()
            .filter(|own| matches!(own, LimitFinding::NotAnalysed { .. }))
            .count();
        assert_eq!(missing, 5);
    }
}
