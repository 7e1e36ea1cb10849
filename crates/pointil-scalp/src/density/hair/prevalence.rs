//! How common pattern hair loss is, so that what may come can be put in words.

use core::fmt;

use crate::measurements::Sex;
use crate::table;

/// How far loss has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossExtent {
    /// Any pattern loss that is seen.
    Any,
    /// Norwood class VI or VII.
    NorwoodVIOrVII,
}

/// The share of people of one sex and age whose hair is lost so far, a row of `data/hair_loss_prevalence.csv`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HairLossPrevalence {
    /// Whom it was counted among.
    pub sex: Sex,
    /// The youngest and the oldest of them, in years.
    pub ages: (u32, u32),
    /// What was counted.
    pub extent: LossExtent,
    /// The least share given, 0 to 1.
    pub low: f64,
    /// The greatest share given.
    pub high: f64,
    /// A peer-reviewed, B professional, C blog or vendor, D drawn by Pointil.
    pub grade: &'static str,
    /// Who counted.
    pub source: &'static str,
}

impl HairLossPrevalence {
    /// All that is known of one sex, by age. Of sex unstated, nothing.
    pub fn among(sex: Sex) -> Vec<Self> {
        table::rows(include_str!("../../../../../data/hair_loss_prevalence.csv"))
            .map(|cells| Self::from_row(&cells))
            .filter(|row| row.sex == sex)
            .collect()
    }

    fn from_row(cells: &[&'static str]) -> Self {
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        let number = |column| table::number(cells, column);
        Self {
            sex: if cell(0) == "female" {
                Sex::Female
            } else {
                Sex::Male
            },
            ages: (number(1) as u32, number(2) as u32),
            extent: if cell(3) == "any" {
                LossExtent::Any
            } else {
                LossExtent::NorwoodVIOrVII
            },
            low: number(4),
            high: number(5),
            grade: cell(6),
            source: cell(7),
        }
    }
}

impl fmt::Display for HairLossPrevalence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = match self.sex {
            Sex::Female => "women",
            Sex::Male => "men",
            Sex::Unstated => "people",
        };
        let what = match self.extent {
            LossExtent::Any => "pattern hair loss",
            LossExtent::NorwoodVIOrVII => "lost the whole top (Norwood VI or VII)",
        };
        let percent = |share: f64| (share * 100.0).round();
        if self.low < self.high {
            write!(
                f,
                "{} to {} % of {who} ",
                percent(self.low),
                percent(self.high)
            )?;
        } else {
            write!(f, "about {} % of {who} ", percent(self.low))?;
        }
        match self.ages {
            (0, to) => write!(f, "under {}", to + 1)?,
            (from, to) if from == to => write!(f, "at {from}")?,
            (from, _) => write!(f, "of {from} and above")?,
        }
        write!(f, " have {what}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_reads_as_a_sentence() {
        let said = |sex| -> Vec<String> {
            let rows = HairLossPrevalence::among(sex);
            rows.iter().map(ToString::to_string).collect()
        };
        let men = said(Sex::Male);
        assert!(
            men.contains(&"about 50 % of men at 50 have pattern hair loss".into()),
            "{men:?}"
        );
        assert!(men.iter().any(|s| s == "50 to 60 % of men at 70 have lost the whole top (Norwood VI or VII)"), "{men:?}");
        let women = said(Sex::Female);
        assert_eq!(
            women[0],
            "3 to 6 % of women under 30 have pattern hair loss"
        );
        assert_eq!(
            women[1],
            "29 to 42 % of women of 70 and above have pattern hair loss"
        );
        assert!(said(Sex::Unstated).is_empty());
    }

    #[test]
    fn loss_is_more_common_with_age() {
        for sex in [Sex::Male, Sex::Female] {
            let any = HairLossPrevalence::among(sex)
                .into_iter()
                .filter(|row| row.extent == LossExtent::Any);
            let rows: Vec<_> = any.collect();
            assert!(rows.len() >= 2);
            assert!(
                rows.windows(2)
                    .all(|p| p[0].ages.1 < p[1].ages.0 && p[0].high < p[1].low)
            );
            assert!(
                rows.iter()
                    .all(|row| row.low > 0.0 && row.high < 1.0 && row.low <= row.high)
            );
            assert!(
                rows.iter()
                    .all(|row| !row.source.is_empty() && row.grade == "A")
            );
        }
    }
}
