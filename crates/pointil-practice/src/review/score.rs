//! The measures: self-esteem, density as seen, satisfaction; and what a change of them is worth.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// An item of Rosenberg's scale of self-esteem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosenbergItem {
    /// What is said.
    pub words: String,
    /// Whether agreeing means less.
    pub reversed: bool,
}

const TABLE: &str = include_str!("../../../../data/practice/rosenberg.csv");

fn parse(text: &str) -> Result<Vec<RosenbergItem>, csv::Error> {
    #[derive(Deserialize)]
    struct Row {
        reversed: String,
        words: String,
    }
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let items = reader.deserialize().map(|row| {
        let row: Row = row?;
        Ok(RosenbergItem {
            words: row.words,
            reversed: row.reversed == "yes",
        })
    });
    items.collect()
}

/// The ten items in their order (Rosenberg 1965; in the public domain).
pub fn rosenberg_items() -> &'static [RosenbergItem] {
    static READ: OnceLock<Vec<RosenbergItem>> = OnceLock::new();
    READ.get_or_init(|| parse(TABLE).unwrap_or_default())
}

/// How much somebody agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Strongly disagrees.
    StronglyDisagree,
    /// Disagrees.
    Disagree,
    /// Agrees.
    Agree,
    /// Strongly agrees.
    StronglyAgree,
}

/// The ten answers, in the order of the items; all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rosenberg(pub [Agreement; 10]);

impl Rosenberg {
    /// The sum, 0 to 30; more is more self-esteem.
    pub fn score(&self) -> u8 {
        let points = self.0.iter().zip(rosenberg_items()).map(|(answer, item)| {
            let agrees = *answer as u8;
            if item.reversed { 3 - agrees } else { agrees }
        });
        points.sum()
    }
}

/// A number that a measure does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} is no {measure}; give 0 to {most}")]
pub struct NoScore {
    /// The measure.
    pub measure: &'static str,
    /// The number given.
    pub found: u8,
    /// The most it has.
    pub most: u8,
}

macro_rules! score {
    ($($(#[$doc:meta])* $name:ident: $measure:literal, $most:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "u8", into = "u8")]
        pub struct $name(u8);

        impl TryFrom<u8> for $name {
            type Error = NoScore;

            fn try_from(found: u8) -> Result<Self, NoScore> {
                if found <= $most {
                    Ok(Self(found))
                } else {
                    Err(NoScore { measure: $measure, found, most: $most })
                }
            }
        }

        impl From<$name> for u8 {
            fn from(score: $name) -> Self {
                score.0
            }
        }
    )+};
}

score! {
    /// Density as it is seen, 0 for bald to 10 for full, judged on photographs (Liu 2025).
    VisualDensity: "score of density", 10;
    /// Satisfaction of the client, 0 for none to 3 for great (Liu 2025).
    Satisfaction: "satisfaction", 3;
}

/// What is known of how sure a difference of a measure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Beyond what asking the same person twice gives in nineteen of twenty cases.
    BeyondError,
    /// Within it: it may be nothing.
    WithinError,
    /// Nobody has published how much asking twice gives.
    Unknown,
}

/// A measure before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Before.
    pub before: u8,
    /// After.
    pub after: u8,
    /// How sure it is.
    pub certainty: Certainty,
}

impl Change {
    /// After less before.
    pub fn difference(self) -> i16 {
        i16::from(self.after) - i16::from(self.before)
    }
}

/// Test and retest of Rosenberg's scale within two weeks: 0.85 to 0.88 (Rosenberg 1979, as RAND's table of measures says; grade B). The lower is taken.
const ROSENBERG_RETEST: f64 = 0.85;

/// Points by which grown people differ from each other on it: about 5 (grade D; single studies give 4.8 to 5.8).
const ROSENBERG_SPREAD: f64 = 5.0;

/// Points that two answers of the same person differ by at most in nineteen of twenty cases: 1.96 · √2 · s · √(1 − r), 5.4.
pub fn rosenberg_error() -> f64 {
    1.96 * libm::sqrt(2.0 * (1.0 - ROSENBERG_RETEST)) * ROSENBERG_SPREAD
}

/// The change of self-esteem.
pub fn rosenberg_change(before: Rosenberg, after: Rosenberg) -> Change {
    let (before, after) = (before.score(), after.score());
    let difference = (f64::from(after) - f64::from(before)).abs();
    Change {
        before,
        after,
        certainty: if difference > rosenberg_error() {
            Certainty::BeyondError
        } else {
            Certainty::WithinError
        },
    }
}

/// The change of density as seen. The scale was published with ten people and without a repetition.
pub fn density_change(before: VisualDensity, after: VisualDensity) -> Change {
    Change {
        before: before.0,
        after: after.0,
        certainty: Certainty::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_key_are_those_of_the_original_order() {
        let items = parse(TABLE).unwrap();
        assert_eq!(items, rosenberg_items());
        let reversed: Vec<usize> = (1..=items.len())
            .filter(|k| items[k - 1].reversed)
            .collect();
        assert_eq!((items.len(), reversed), (10, vec![2, 5, 6, 8, 9]));
        for item in &items {
            let low = [
                "no good",
                "not have much",
                "useless",
                "more respect",
                "failure",
            ];
            assert_eq!(
                low.iter().any(|word| item.words.contains(word)),
                item.reversed,
                "{}",
                item.words
            );
        }
    }

    #[test]
    fn the_sum_goes_from_0_to_30_and_agreeing_to_everything_is_the_middle() {
        let of = |kind: fn(bool) -> Agreement| {
            let items = rosenberg_items();
            Rosenberg(core::array::from_fn(|k| kind(items[k].reversed)))
        };
        let best = of(|reversed| {
            if reversed {
                Agreement::StronglyDisagree
            } else {
                Agreement::StronglyAgree
            }
        });
        let worst = of(|reversed| {
            if reversed {
                Agreement::StronglyAgree
            } else {
                Agreement::StronglyDisagree
            }
        });
        let yes = of(|_| Agreement::StronglyAgree);
        assert_eq!((best.score(), worst.score(), yes.score()), (30, 0, 15));
        assert_eq!(
            rosenberg_change(worst, best).certainty,
            Certainty::BeyondError
        );
        let mut little = best;
        little.0[0] = Agreement::StronglyDisagree;
        let change = rosenberg_change(best, little);
        assert_eq!(
            (change.difference(), change.certainty),
            (-3, Certainty::WithinError)
        );
    }

    #[test]
    fn two_answers_of_one_person_differ_by_five_points() {
        assert!((rosenberg_error() - 5.368).abs() < 0.001);
        assert!(VisualDensity::try_from(11).is_err() && Satisfaction::try_from(4).is_err());
        let density = density_change(3.try_into().unwrap(), 8.try_into().unwrap());
        assert_eq!(
            (density.difference(), density.certainty),
            (5, Certainty::Unknown)
        );
    }
}
