//! The patterns in which hair is lost, by the names of their scales.

use core::fmt;
use core::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::norwood::NorwoodClass;
use super::scale::scale;
use crate::density::error::{DensityError, SHARE};

/// How much of the scalp thins evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiffuseExtent {
    /// The top alone, sides and back keep their hair.
    Top,
    /// All of the scalp.
    Scalp,
}

impl DiffuseExtent {
    const fn name(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Scalp => "scalp",
        }
    }
}

scale! {
    /// A grade of Ludwig's scale of female hair loss: the top thins, the line at the front stays.
    LudwigGrade {
        /// The top is thinner to see, from 1 to 3 cm behind the line.
        I = "I",
        /// The top is thin enough for the skin to show through.
        II = "II",
        /// The top is all but bald.
        III = "III",
    }
}

scale! {
    /// A grade of Sinclair's scale of female hair loss, told by the parting.
    SinclairGrade {
        /// A normal parting.
        One = "1",
        /// A wider parting.
        Two = "2",
        /// A wider parting with thin hair beside it.
        Three = "3",
        /// A bald spot in front on the parting.
        Four = "4",
        /// Advanced loss over the top.
        Five = "5",
    }
}

/// The pattern of the hair that is there. Patches and scars are [edits](super::HairEdit) on one of these.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HairPattern {
    /// No hair anywhere on the scalp, whatever the reason: none grew, or none casts a shadow.
    None,
    /// A full head.
    Full,
    /// Male pattern loss.
    Norwood(NorwoodClass),
    /// Female pattern loss by the look of the top.
    Ludwig(LudwigGrade),
    /// Female pattern loss by the breadth of the parting.
    Sinclair(SinclairGrade),
    /// Evenly thin hair.
    Diffuse {
        /// What remains, as a share of a full head: 0 to 1.
        remaining: f64,
        /// Where.
        extent: DiffuseExtent,
    },
    /// Alopecia totalis: all hair of the scalp is lost, the brows are there.
    Totalis,
    /// Alopecia universalis: all hair of the body is lost, temples, nape and brows included.
    Universalis,
}

impl HairPattern {
    /// Every pattern that has a name of its own, thus all but diffuse thinning.
    pub fn named() -> Vec<Self> {
        let norwood = NorwoodClass::ALL.iter().copied().map(Self::Norwood);
        let ludwig = LudwigGrade::ALL.iter().copied().map(Self::Ludwig);
        let sinclair = SinclairGrade::ALL.iter().copied().map(Self::Sinclair);
        [Self::None, Self::Full]
            .into_iter()
            .chain(norwood)
            .chain(ludwig)
            .chain(sinclair)
            .chain([Self::Totalis, Self::Universalis])
            .collect()
    }

    /// What the pattern means, in a sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::None => "No hair anywhere on the scalp.",
            Self::Full => "A full head.",
            Self::Norwood(class) => class.meaning(),
            Self::Ludwig(grade) => grade.meaning(),
            Self::Sinclair(grade) => grade.meaning(),
            Self::Diffuse {
                extent: DiffuseExtent::Top,
                ..
            } => "Evenly thin hair on the top.",
            Self::Diffuse {
                extent: DiffuseExtent::Scalp,
                ..
            } => "Evenly thin hair everywhere.",
            Self::Totalis => "All hair of the scalp is lost, the brows are there.",
            Self::Universalis => "All hair of the body is lost, temples, nape and brows included.",
        }
    }

    /// The stages that may follow, in order; none where the scale ends or knows no course. A line drawn for today should still
    /// make sense at each of them.
    pub fn later(self) -> Vec<Self> {
        fn above<T: Copy + PartialOrd>(
            all: &[T],
            own: T,
            wrap: fn(T) -> HairPattern,
        ) -> Vec<HairPattern> {
            let later = all.iter().copied().filter(|grade| *grade > own);
            later.map(wrap).collect()
        }
        match self {
            Self::Norwood(class) => class.later().iter().copied().map(Self::Norwood).collect(),
            Self::Ludwig(grade) => above(LudwigGrade::ALL, grade, Self::Ludwig),
            Self::Sinclair(grade) => above(SinclairGrade::ALL, grade, Self::Sinclair),
            Self::None | Self::Full | Self::Diffuse { .. } | Self::Totalis | Self::Universalis => {
                Vec::new()
            }
        }
    }

    /// Whether this pattern may become `stage`.
    ///
    /// # Errors
    /// A stage that does not follow, with those that do.
    pub fn may_become(self, stage: Self) -> Result<(), NoLaterStage> {
        if self.later().contains(&stage) {
            Ok(())
        } else {
            Err(NoLaterStage {
                present: self,
                stage,
            })
        }
    }

    /// This stage and those that may follow.
    pub fn progression(self) -> Vec<Self> {
        core::iter::once(self).chain(self.later()).collect()
    }

    pub(super) fn check(self) -> Result<(), DensityError> {
        match self {
            Self::Diffuse { remaining, .. } => SHARE.check("remaining diffuse hair", remaining),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for HairPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Full => f.write_str("full"),
            Self::Norwood(class) => write!(f, "Norwood {class}"),
            Self::Ludwig(grade) => write!(f, "Ludwig {}", grade.name()),
            Self::Sinclair(grade) => write!(f, "Sinclair {}", grade.name()),
            Self::Diffuse { remaining, extent } => {
                write!(f, "diffuse {} {remaining}", extent.name())
            }
            Self::Totalis => f.write_str("totalis"),
            Self::Universalis => f.write_str("universalis"),
        }
    }
}

/// A pattern of hair that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{name}` is no pattern of hair; known are none, full, Norwood I, II, IIA, III, IIIA, III-vertex, IV, IVA, V, VA, VI and VII (the word Norwood may be left out), Ludwig I to III, Sinclair 1 to 5, diffuse top 0.6, diffuse scalp 0.6 (any share), totalis and universalis"
)]
pub struct UnknownHairPattern {
    /// The name given.
    pub name: String,
}

/// A stage that does not follow the present one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoLaterStage {
    /// The hair that is there.
    pub present: HairPattern,
    /// The stage asked for.
    pub stage: HairPattern,
}

impl fmt::Display for NoLaterStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { present, stage } = self;
        if present == stage {
            write!(f, "the hair is at {present} already")?;
        } else if stage.later().contains(present) {
            write!(
                f,
                "{stage} comes before {present}, and hair that is lost does not grow back"
            )?;
        } else if core::mem::discriminant(present) == core::mem::discriminant(stage) {
            write!(f, "{stage} is not on the course of {present}")?;
        } else {
            write!(f, "{stage} is of another scale than {present}")?;
        }
        let later: Vec<String> = present.later().iter().map(ToString::to_string).collect();
        if later.is_empty() {
            write!(
                f,
                "; nobody can say what follows {present}: leave the stage out"
            )
        } else {
            write!(f, "; what may follow {present} is {}", later.join(", "))
        }
    }
}

impl core::error::Error for NoLaterStage {}

impl FromStr for HairPattern {
    type Err = UnknownHairPattern;

    /// Reads what [`Display`](fmt::Display) writes, in capitals or not, and a Norwood class by itself.
    fn from_str(name: &str) -> Result<Self, UnknownHairPattern> {
        let words: Vec<&str> = name.split_whitespace().collect();
        let same = |own: &Self| own.to_string().eq_ignore_ascii_case(&words.join(" "));
        if let Some(pattern) = Self::named().into_iter().find(same) {
            return Ok(pattern);
        }
        let pattern = match words[..] {
            [class] => class.parse().ok().map(Self::Norwood),
            [first, extent, share] if first.eq_ignore_ascii_case("diffuse") => {
                let own = |known: &DiffuseExtent| known.name().eq_ignore_ascii_case(extent);
                let extent = [DiffuseExtent::Top, DiffuseExtent::Scalp]
                    .into_iter()
                    .find(own);
                let diffuse = |(extent, remaining)| Self::Diffuse { remaining, extent };
                extent.zip(share.parse().ok()).map(diffuse)
            }
            _ => None,
        };
        pattern.ok_or_else(|| UnknownHairPattern {
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_in_any_case() {
        let diffuse =
            [DiffuseExtent::Top, DiffuseExtent::Scalp].map(|extent| HairPattern::Diffuse {
                remaining: 0.35,
                extent,
            });
        for pattern in HairPattern::named().into_iter().chain(diffuse) {
            let name = pattern.to_string();
            for written in [name.clone(), name.to_lowercase(), name.to_uppercase()] {
                assert_eq!(written.parse(), Ok(pattern), "{written}");
            }
        }
        assert_eq!("IIIA".parse(), Ok(HairPattern::Norwood(NorwoodClass::IIIA)));
        assert_eq!("V".parse(), Ok(HairPattern::Norwood(NorwoodClass::V)));
    }

    #[test]
    fn what_is_no_pattern_says_what_is() {
        for wrong in [
            "",
            "IX",
            "Ludwig 2",
            "Ludwig IV",
            "Sinclair 0",
            "diffuse",
            "diffuse top",
            "diffuse ear 0.2",
            "diffuse top thin",
            "Norwood Ludwig I",
        ] {
            let message = wrong.parse::<HairPattern>().unwrap_err().to_string();
            assert!(
                message.starts_with(&format!("`{wrong}`")) && message.contains("Ludwig I to III")
            );
        }
    }

    #[test]
    fn a_stage_that_does_not_follow_is_refused_with_those_that_do() {
        let told = |present: &str, stage: &str| {
            let [present, stage]: [HairPattern; 2] =
                [present, stage].map(|own| own.parse().unwrap());
            present.may_become(stage).map_err(|error| error.to_string())
        };
        assert_eq!(told("V", "VI"), Ok(()));
        assert_eq!(told("Ludwig I", "Ludwig III"), Ok(()));
        for (present, stage, why) in [
            (
                "V",
                "V",
                "at Norwood V already; what may follow Norwood V is Norwood VI, Norwood VII",
            ),
            ("V", "III", "Norwood III comes before Norwood V"),
            ("V", "VA", "not on the course"),
            ("V", "Ludwig II", "another scale"),
            ("Sinclair 3", "Ludwig III", "another scale"),
            ("VII", "VI", "nobody can say"),
            ("none", "VII", "leave the stage out"),
        ] {
            let message = told(present, stage).unwrap_err();
            assert!(message.contains(why), "{message}");
        }
    }

    #[test]
    fn every_scale_leads_to_its_end() {
        let later = |name: &str| -> Vec<String> {
            let pattern: HairPattern = name.parse().unwrap();
            pattern.later().iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            later("III-vertex"),
            ["Norwood IV", "Norwood V", "Norwood VI", "Norwood VII"]
        );
        assert_eq!(
            later("IIIA"),
            ["Norwood IVA", "Norwood VA", "Norwood VI", "Norwood VII"]
        );
        assert_eq!(later("Ludwig I"), ["Ludwig II", "Ludwig III"]);
        assert_eq!(later("Sinclair 4"), ["Sinclair 5"]);
        for pattern in HairPattern::named() {
            let stages = pattern.progression();
            assert_eq!(stages[0], pattern);
            // Each stage is on the course of the one before it.
            for pair in stages.windows(2) {
                assert_eq!(pair[0].later().first(), Some(&pair[1]));
            }
        }
        for last in [
            "VII",
            "Ludwig III",
            "Sinclair 5",
            "none",
            "full",
            "totalis",
            "diffuse top 0.5",
        ] {
            assert!(later(last).is_empty());
        }
    }
}
