//! Is this right for somebody: what speaks for it, what speaks against it, and what to talk over first. Never a diagnosis.

use std::sync::OnceLock;

use pointil_optics::Grade;
use serde::{Deserialize, Serialize};

use crate::consultation::{
    Calibre, Facts, HairShade, LossPace, LossStage, Norwood, Permanence, WantedLength, WantedLook,
};

/// What comes of all findings together: the weightiest of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing speaks against it.
    Good,
    /// It can be right when something is heeded.
    GoodWithConditions,
    /// What is expected is not what it does: talk that over first.
    ExpectationsToTalkOver,
    /// Something else would serve better, or it is too early.
    Poor,
}

macro_rules! findings {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// One thing that was found.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Finding {
            $($(#[$doc])* $variant,)+
        }

        impl Finding {
            /// Every finding.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in the table.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

findings! {
    /// Hair is expected to grow.
    ExpectsRegrowth = "expects_regrowth",
    /// It is expected to pass for hair from near.
    ExpectsRealHair = "expects_real_hair",
    /// One session is wanted.
    WantsOneSession = "wants_one_session",
    /// It should last for ever without a visit.
    WantsForEver = "wants_for_ever",
    /// It should go away by itself.
    WantsTrial = "wants_trial",
    /// A hairline much younger than its wearer.
    YoungLine = "young_line",
    /// Longer hair over a shaved look.
    LongHairShavedLook = "long_hair_shaved_look",
    /// Longer hair over thin density.
    LongHairDiffuse = "long_hair_diffuse",
    /// Early loss that goes fast in young years.
    YoungAndQuick = "young_and_quick",
    /// Quick loss.
    QuickLoss = "quick_loss",
    /// Loss that no doctor has looked at and that has no pattern.
    UnclearLoss = "unclear_loss",
    /// The first year after a transplant.
    RecentTransplant = "recent_transplant",
    /// A transplant is planned.
    TransplantPlanned = "transplant_planned",
    /// Very fair thin hair.
    VeryFairHair = "very_fair_hair",
    /// A scar.
    ScarWork = "scar_work",
    /// All hair is gone.
    AllLost = "all_lost",
    /// Nothing is seen that one would hide.
    NoLossSeen = "no_loss_seen",
    /// It takes up much of every day.
    AllDay = "all_day",
    /// Somebody else wants it.
    WishOfAnother = "wish_of_another",
    /// The money does not suffice.
    Budget = "budget",
    /// A minor.
    Minor = "minor",
}

/// What the table says to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingWords {
    /// What it weighs.
    pub weight: Verdict,
    /// What a client reads.
    pub words: String,
    /// What to do.
    pub way_on: String,
    /// How good the source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

/// A table of findings that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FindingTableError {
    /// A row that is not whole.
    #[error("a row of the findings: {0}")]
    Row(#[from] csv::Error),
    /// A grade that is none.
    #[error("{name}: {grade:?} is no grade; give A, B, C or D")]
    Grade {
        /// The row.
        name: String,
        /// What stands there.
        grade: String,
    },
    /// A finding without a row, or with two.
    #[error("{name} has {rows} rows; every finding has one")]
    Rows {
        /// The finding.
        name: &'static str,
        /// How many.
        rows: usize,
    },
}

const TABLE: &str = include_str!("../../../data/practice/suitability.csv");

#[derive(Deserialize)]
struct Row {
    finding: String,
    weight: Verdict,
    words: String,
    way_on: String,
    grade: String,
    source: String,
}

/// What stands for a row that is missing, which a test rules out.
static BLANK: FindingWords = FindingWords {
    weight: Verdict::Poor,
    words: String::new(),
    way_on: String::new(),
    grade: Grade::D,
    source: String::new(),
};

impl Finding {
    /// What the table says to it.
    pub fn words(self) -> &'static FindingWords {
        static READ: OnceLock<Vec<FindingWords>> = OnceLock::new();
        let read = READ.get_or_init(|| parse(TABLE).unwrap_or_default());
        read.get(self as usize).unwrap_or(&BLANK)
    }
}

fn parse(text: &str) -> Result<Vec<FindingWords>, FindingTableError> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows: Vec<Row> = reader.deserialize().collect::<Result<_, _>>()?;
    let mut found = Vec::with_capacity(Finding::ALL.len());
    for finding in Finding::ALL {
        let name = finding.name();
        let mut of_finding = rows.iter().filter(|row| row.finding == name);
        let (Some(row), None) = (of_finding.next(), of_finding.next()) else {
            let rows = rows.iter().filter(|row| row.finding == name).count();
            return Err(FindingTableError::Rows { name, rows });
        };
        let grade = row.grade.parse().map_err(|_| FindingTableError::Grade {
            name: row.finding.clone(),
            grade: row.grade.clone(),
        })?;
        found.push(FindingWords {
            weight: row.weight,
            words: row.words.clone(),
            way_on: row.way_on.clone(),
            grade,
            source: row.source.clone(),
        });
    }
    Ok(found)
}

/// What was found, and what comes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suitability {
    /// The weightiest of the findings.
    pub verdict: Verdict,
    /// Everything found, the weightiest first.
    pub findings: Vec<Finding>,
}

/// Years under which somebody is a minor; no jurisdiction known here lets minors be treated (grade B).
const OF_AGE: u8 = 18;

/// Years up to which quick early loss is likely to go far (grade D).
const YOUNG_UNTIL: u8 = 25;

/// Years by which a hairline may look younger than its wearer (grade D, domain rule on hairlines).
const YOUNGER_LINE: u8 = 15;

/// Months after a transplant until its result is seen (grade D; 6 to 12 are named).
const TRANSPLANT_MONTHS: u16 = 12;

/// What speaks for and against.
pub fn suitability(facts: &Facts) -> Suitability {
    let mut findings: Vec<Finding> = Finding::ALL
        .iter()
        .copied()
        .filter(|finding| is_found(*finding, facts))
        .collect();
    findings.sort_by_key(|finding| (core::cmp::Reverse(finding.words().weight), *finding));
    let verdict = findings
        .first()
        .map_or(Verdict::Good, |finding| finding.words().weight);
    Suitability { verdict, findings }
}

fn is_found(finding: Finding, facts: &Facts) -> bool {
    let yes = |answer: Option<bool>| answer == Some(true);
    let long = facts.length == Some(WantedLength::Long);
    match finding {
        Finding::ExpectsRegrowth => yes(facts.expects_regrowth),
        Finding::ExpectsRealHair => yes(facts.expects_real_hair),
        Finding::WantsOneSession => facts.sessions_wanted.is_some_and(|wanted| wanted < 2),
        Finding::WantsForEver => facts.permanence == Some(Permanence::ForEver),
        Finding::WantsTrial => facts.permanence == Some(Permanence::Trial),
        Finding::YoungLine => match (facts.age, facts.line_age_wanted) {
            (Some(age), Some(line)) => line < age.saturating_sub(YOUNGER_LINE),
            _ => false,
        },
        Finding::LongHairShavedLook => long && facts.look == Some(WantedLook::Shaved),
        Finding::LongHairDiffuse => {
            long && matches!(facts.loss, Some(LossStage::Diffuse { ludwig }) if ludwig >= 2)
        }
        Finding::YoungAndQuick => young_and_quick(facts),
        Finding::QuickLoss => facts.pace == Some(LossPace::Quick) && !young_and_quick(facts),
        Finding::UnclearLoss => {
            matches!(facts.loss, Some(LossStage::Patches | LossStage::Unclear))
                && !yes(facts.doctor_knows_why)
        }
        Finding::RecentTransplant => facts
            .months_since_transplant
            .is_some_and(|months| months < TRANSPLANT_MONTHS),
        Finding::TransplantPlanned => yes(facts.transplant_planned),
        Finding::VeryFairHair => {
            facts.hair_shade == Some(HairShade::VeryFair) && facts.calibre != Some(Calibre::Thick)
        }
        Finding::ScarWork => {
            facts.loss == Some(LossStage::Scar) || facts.look == Some(WantedLook::ScarHidden)
        }
        Finding::AllLost => facts.loss == Some(LossStage::All),
        Finding::NoLossSeen => facts.loss == Some(LossStage::Pattern(Norwood::I)),
        Finding::AllDay => yes(facts.thinks_of_it_all_day),
        Finding::WishOfAnother => yes(facts.wish_of_another),
        Finding::Budget => match (facts.budget_minor, facts.least_price_minor) {
            (Some(budget), Some(price)) => budget < price,
            _ => false,
        },
        Finding::Minor => facts.age.is_some_and(|age| age < OF_AGE),
    }
}

fn young_and_quick(facts: &Facts) -> bool {
    let early = matches!(facts.loss, Some(LossStage::Pattern(stage)) if stage <= Norwood::III);
    let young = facts.age.is_some_and(|age| age <= YOUNG_UNTIL);
    early && young && facts.pace == Some(LossPace::Quick)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_has_its_words_and_none_is_a_diagnosis() {
        let rows = parse(TABLE).unwrap();
        for (finding, row) in Finding::ALL.iter().zip(&rows) {
            assert_eq!(finding.words(), row);
            assert!(
                row.words.ends_with('.') && row.way_on.ends_with('.'),
                "{finding:?}"
            );
            assert!(row.source.len() > 8, "{finding:?}");
            assert_ne!(row.weight, Verdict::Good, "{finding:?}");
            let text = format!("{} {}", row.words, row.way_on).to_lowercase();
            for word in ["disorder", "you have ", "diagnos", "guarantee", "suffer"] {
                assert!(!text.contains(word), "{finding:?}: {word}");
            }
        }
    }

    fn plain() -> Facts {
        Facts {
            age: Some(40),
            loss: Some(LossStage::Pattern(Norwood::V)),
            pace: Some(LossPace::Slow),
            hair_shade: Some(HairShade::Dark),
            calibre: Some(Calibre::Medium),
            look: Some(WantedLook::Shaved),
            length: Some(WantedLength::Shaved),
            permanence: Some(Permanence::Years),
            expects_regrowth: Some(false),
            sessions_wanted: Some(3),
            line_age_wanted: Some(38),
            ..Facts::default()
        }
    }

    #[test]
    fn a_good_candidate_has_no_findings() {
        let found = suitability(&plain());
        assert_eq!((found.verdict, found.findings.len()), (Verdict::Good, 0));
        assert_eq!(suitability(&Facts::default()).verdict, Verdict::Good);
    }

    type Change = fn(&mut Facts);

    /// What makes each finding true of somebody plain.
    const CHANGES: [(Finding, Change); 21] = [
        (Finding::ExpectsRegrowth, |f| {
            f.expects_regrowth = Some(true)
        }),
        (Finding::ExpectsRealHair, |f| {
            f.expects_real_hair = Some(true)
        }),
        (Finding::WantsOneSession, |f| f.sessions_wanted = Some(1)),
        (Finding::WantsForEver, |f| {
            f.permanence = Some(Permanence::ForEver)
        }),
        (Finding::WantsTrial, |f| {
            f.permanence = Some(Permanence::Trial)
        }),
        (Finding::YoungLine, |f| f.line_age_wanted = Some(24)),
        (Finding::LongHairShavedLook, |f| {
            f.length = Some(WantedLength::Long)
        }),
        (Finding::LongHairDiffuse, |f| {
            f.loss = Some(LossStage::Diffuse { ludwig: 2 });
            f.length = Some(WantedLength::Long);
            f.look = Some(WantedLook::Density);
        }),
        (Finding::YoungAndQuick, |f| {
            f.age = Some(21);
            f.line_age_wanted = None;
            f.loss = Some(LossStage::Pattern(Norwood::II));
            f.pace = Some(LossPace::Quick);
        }),
        (Finding::QuickLoss, |f| f.pace = Some(LossPace::Quick)),
        (Finding::UnclearLoss, |f| f.loss = Some(LossStage::Patches)),
        (Finding::RecentTransplant, |f| {
            f.months_since_transplant = Some(11)
        }),
        (Finding::TransplantPlanned, |f| {
            f.transplant_planned = Some(true)
        }),
        (Finding::VeryFairHair, |f| {
            f.hair_shade = Some(HairShade::VeryFair)
        }),
        (Finding::ScarWork, |f| f.look = Some(WantedLook::ScarHidden)),
        (Finding::AllLost, |f| f.loss = Some(LossStage::All)),
        (Finding::NoLossSeen, |f| {
            f.loss = Some(LossStage::Pattern(Norwood::I))
        }),
        (Finding::AllDay, |f| f.thinks_of_it_all_day = Some(true)),
        (Finding::WishOfAnother, |f| f.wish_of_another = Some(true)),
        (Finding::Budget, |f| {
            f.budget_minor = Some(100);
            f.least_price_minor = Some(101);
        }),
        (Finding::Minor, |f| f.age = Some(17)),
    ];

    #[test]
    fn each_fact_is_found_and_gone_when_mended() {
        for (finding, change) in CHANGES {
            let mut facts = plain();
            change(&mut facts);
            let found = suitability(&facts);
            assert_eq!(found.findings, [finding]);
            assert_eq!(found.verdict, finding.words().weight);
        }
        let mut mended = plain();
        mended.line_age_wanted = Some(25);
        mended.months_since_transplant = Some(12);
        mended.age = Some(40);
        assert!(suitability(&mended).findings.is_empty());
    }

    #[test]
    fn the_weightiest_comes_first() {
        let mut facts = plain();
        facts.pace = Some(LossPace::Quick);
        facts.age = Some(17);
        facts.line_age_wanted = None;
        facts.loss = Some(LossStage::Scar);
        let found = suitability(&facts);
        assert_eq!(found.verdict, Verdict::Poor);
        assert_eq!(found.findings[0], Finding::Minor);
        assert!(found.findings.len() >= 3);
    }
}
