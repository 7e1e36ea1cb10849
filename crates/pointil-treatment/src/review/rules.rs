//! What a review holds designs against: ranges with their severity, grade and source, as data that a studio edits.

use pointil_optics::{Grade, UnknownGrade};
use pointil_scalp::Sex;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a word.
    Note,
    /// To be talked over.
    Caution,
    /// Not to be begun without a change.
    Serious,
}

impl Severity {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Caution => "caution",
            Self::Serious => "serious",
        }
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct NaturalnessRule {
    /// Its code, such as `H101`; it never changes its meaning.
    pub code: String,
    /// Whom it holds for: `any`, `men` or `women`.
    pub who: String,
    /// The least that is recommended.
    pub low: Option<f64>,
    /// The most.
    pub high: Option<f64>,
    /// Of what.
    pub unit: String,
    /// How much a departure weighs.
    pub severity: Severity,
    /// How good its source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

/// The rules of a review.
#[derive(Clone, Debug, PartialEq)]
pub struct NaturalnessRules(Vec<NaturalnessRule>);

/// Every code, in its order.
const CODES: [&str; 19] = [
    "H101", "H102", "H103", "H104", "H105", "H106", "H107", "H108", "H109", "H110", "H111", "H112",
    "H113", "D201", "D202", "D203", "C301", "C302", "C303",
];

/// A table that is none.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "{row}: {what}; a row is code, who, low, high, unit, severity, grade, source with low below high where both are given"
)]
pub struct RuleTableError {
    /// Where.
    pub row: String,
    /// What is wrong.
    pub what: String,
}

impl NaturalnessRule {
    /// Whether `measured` lies within it.
    pub fn holds(&self, measured: f64) -> bool {
        self.low.is_none_or(|low| measured >= low) && self.high.is_none_or(|high| measured <= high)
    }

    /// What is recommended, in words.
    pub fn recommended(&self) -> String {
        let unit = &self.unit;
        match (self.low, self.high) {
            (Some(low), Some(high)) => format!("{low} to {high} {unit}"),
            (Some(low), None) => format!("{low} {unit} or more"),
            (None, Some(high)) => format!("{high} {unit} at most"),
            (None, None) => "anything".to_owned(),
        }
    }

    fn is_for(&self, sex: Sex) -> bool {
        match self.who.as_str() {
            "men" => sex == Sex::Male,
            "women" => sex == Sex::Female,
            _ => true,
        }
    }
}

impl NaturalnessRules {
    /// The rules in `data/naturalness_rules.csv`, compiled in.
    ///
    /// # Errors
    /// None while the table is whole, which a test sees to.
    pub fn built_in() -> Result<Self, RuleTableError> {
        Self::parse(include_str!("../../../../data/naturalness_rules.csv"))
    }

    /// Rules out of a table with the built-in one's columns. A rule without a row is not asked.
    ///
    /// # Errors
    /// A row that is not whole, or a code that is none.
    pub fn parse(text: &str) -> Result<Self, RuleTableError> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.skip(1).map(row).collect::<Result<_, _>>().map(Self)
    }

    /// The rule of a code for clients of a sex; none where it does not hold for them. Of sex unstated only what holds for any.
    pub fn of(&self, code: &str, sex: Sex) -> Option<&NaturalnessRule> {
        let mut own = self.0.iter();
        own.find(|rule| rule.code == code && rule.is_for(sex))
    }

    /// Every rule.
    pub fn all(&self) -> &[NaturalnessRule] {
        &self.0
    }
}

fn row(line: &str) -> Result<NaturalnessRule, RuleTableError> {
    let cells: Vec<&str> = line.splitn(8, ',').map(str::trim).collect();
    let wrong = |what: String| RuleTableError {
        row: cells.first().unwrap_or(&"").to_string(),
        what,
    };
    let [code, who, low, high, unit, severity, grade, source] = cells[..] else {
        return Err(wrong(format!("{} cells", cells.len())));
    };
    if !CODES.contains(&code) {
        return Err(wrong(format!(
            "no rule has this code; known are {}",
            CODES.join(", ")
        )));
    }
    if !["any", "men", "women"].contains(&who) {
        return Err(wrong(format!("who is {who:?}; it is any, men or women")));
    }
    let end = |cell: &str| match cell {
        "" => Ok(None),
        own => match own.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(wrong(format!("{own:?} is no number"))),
        },
    };
    let (low, high) = (end(low)?, end(high)?);
    if let (Some(low), Some(high)) = (low, high)
        && low >= high
    {
        return Err(wrong(format!("{low} is not below {high}")));
    }
    let severity = match severity {
        "note" => Severity::Note,
        "caution" => Severity::Caution,
        "serious" => Severity::Serious,
        other => {
            return Err(wrong(format!(
                "severity {other:?}; it is note, caution or serious"
            )));
        }
    };
    let grade = grade
        .parse()
        .map_err(|e: UnknownGrade| wrong(e.to_string()))?;
    Ok(NaturalnessRule {
        code: code.to_owned(),
        who: who.to_owned(),
        low,
        high,
        unit: unit.to_owned(),
        severity,
        grade,
        source: source.trim_matches('"').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_rule_with_a_source() {
        let rules = NaturalnessRules::built_in().unwrap();
        for code in CODES {
            let own = rules.of(code, Sex::Male).unwrap();
            assert!(own.low.is_some() != own.high.is_some() && !own.source.is_empty());
        }
        assert_eq!(rules.of("H101", Sex::Female).unwrap().low, Some(50.0));
        assert!(rules.of("H105", Sex::Unstated).is_none());
    }

    #[test]
    fn rows_that_are_not_whole_are_named() {
        let told = |row: &str| {
            let text = format!("code,who,low,high,unit,severity,grade,source\n{row}");
            NaturalnessRules::parse(&text).unwrap_err().to_string()
        };
        assert!(told("X1,any,1,,mm,note,A,s").contains("no rule has this code"));
        assert!(told("H101,any,x,,mm,note,A,s").contains("\"x\" is no number"));
        assert!(told("H101,any,5,4,mm,note,A,s").contains("5 is not below 4"));
        assert!(told("H101,any,5,,mm,note,E,s").contains("grade \"E\"; it is A"));
        assert!(told("H101,any,5").contains("3 cells"));
    }
}
