//! How a studio works: rates, intervals and amounts, each with its range, grade and source.

use core::fmt;

use pointil_optics::{Grade, UnknownGrade};

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// One rule of a protocol.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$doc])* $variant,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name used in tables and case files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

rules! {
    /// Dots a minute of work.
    DotsPerMinute = "dots_per_minute",
    /// Minutes of work in the longest appointment.
    LongestAppointment = "longest_appointment",
    /// Minutes of work from one break to the next.
    BreakAfter = "break_after",
    /// Minutes of a break.
    BreakLength = "break_length",
    /// Minutes before and after the work.
    SetUp = "set_up",
    /// Days from one session to the next, at least.
    LeastInterval = "least_interval",
    /// Days from one session to the next, usually.
    UsualInterval = "usual_interval",
    /// Days from one part of a session to its next part.
    PartInterval = "part_interval",
    /// Sessions, at least.
    FewestSessions = "fewest_sessions",
    /// Sessions, usually at most.
    MostSessions = "most_sessions",
    /// Sessions more where there are scars.
    ExtraForScars = "extra_for_scars",
    /// Sessions more where the whole head is worked.
    ExtraForWholeHead = "extra_for_whole_head",
    /// Dots that one needle cartridge makes.
    DotsPerCartridge = "dots_per_cartridge",
    /// Millilitres of ink for a thousand dots.
    InkPer1000Dots = "ink_per_1000_dots",
    /// Millilitres of ink in an appointment, at least.
    LeastInk = "least_ink",
    /// Days without sun after a session.
    NoSunAfter = "no_sun_after",
    /// Days without a tan before a session.
    NoTanBefore = "no_tan_before",
    /// Days without pool, sea and sauna after a session.
    NoSwimmingAfter = "no_swimming_after",
    /// Days without heavy exercise after a session.
    NoSportAfter = "no_sport_after",
}

/// What a protocol says to one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// What is reckoned with.
    pub usual: f64,
    /// The least that is found or believed.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// Of what.
    pub unit: String,
    /// How good its source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

/// A studio's protocol: a setting for every rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Protocol {
    settings: Vec<Setting>,
}

/// A protocol that cannot be read or followed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProtocolError {
    /// A rule that is none.
    #[error("{name:?} is no rule of a protocol; known are {}", known())]
    Unknown {
        /// The name given.
        name: String,
    },
    /// A row that is not whole.
    #[error(
        "{rule}: {what}; a row is rule, usual, low, high, unit, grade, source with 0 ≤ low ≤ usual ≤ high"
    )]
    Row {
        /// The row's rule.
        rule: String,
        /// What is wrong.
        what: String,
    },
    /// A rule without a row.
    #[error("no row for {rule}; copy it from the built-in table")]
    Missing {
        /// The rule.
        rule: Rule,
    },
    /// A value out of its rule's bounds.
    #[error("{rule} is {value} {unit}; give {low} to {high}")]
    Value {
        /// The rule.
        rule: Rule,
        /// The value given.
        value: f64,
        /// Least allowed.
        low: f64,
        /// Most allowed.
        high: f64,
        /// Of what.
        unit: String,
    },
}

fn known() -> String {
    let names: Vec<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    names.join(", ")
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl core::str::FromStr for Rule {
    type Err = ProtocolError;

    fn from_str(name: &str) -> Result<Self, ProtocolError> {
        let found = Self::ALL.iter().find(|rule| rule.name() == name);
        found.copied().ok_or_else(|| ProtocolError::Unknown {
            name: name.to_owned(),
        })
    }
}

impl Protocol {
    /// The protocol in `data/session_protocol.csv`, compiled in.
    ///
    /// # Errors
    /// None while the table is whole, which a test sees to.
    pub fn built_in() -> Result<Self, ProtocolError> {
        Self::parse(include_str!("../../../data/session_protocol.csv"))
    }

    /// A protocol out of a table with the built-in table's columns, a row for each rule.
    ///
    /// # Errors
    /// A rule that is unknown or missing, or a row that is not whole.
    pub fn parse(text: &str) -> Result<Self, ProtocolError> {
        let mut rows: Vec<Option<Setting>> = vec![None; Rule::ALL.len()];
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines.skip(1) {
            let (rule, setting) = row(line)?;
            rows[rule as usize] = Some(setting);
        }
        let settings = rows
            .into_iter()
            .zip(Rule::ALL)
            .map(|(row, rule)| row.ok_or(ProtocolError::Missing { rule: *rule }));
        Ok(Self {
            settings: settings.collect::<Result<_, _>>()?,
        })
    }

    /// The same with another usual value.
    ///
    /// # Errors
    /// A value a third below what is found anywhere or three times above it, or an interval below the least.
    pub fn with(mut self, rule: Rule, value: f64) -> Result<Self, ProtocolError> {
        let setting = &mut self.settings[rule as usize];
        // Intervals protect the skin: nobody goes below the least that is found anywhere.
        let strict = matches!(
            rule,
            Rule::LeastInterval | Rule::UsualInterval | Rule::PartInterval
        );
        let low = if strict {
            setting.low
        } else {
            setting.low / 3.0
        };
        let high = 3.0 * setting.high;
        if !(low..=high).contains(&value) {
            return Err(ProtocolError::Value {
                rule,
                value,
                low,
                high,
                unit: setting.unit.clone(),
            });
        }
        setting.usual = value;
        setting.low = setting.low.min(value);
        setting.high = setting.high.max(value);
        setting.source = "this studio".to_owned();
        Ok(self)
    }

    /// What it says to a rule.
    pub fn setting(&self, rule: Rule) -> &Setting {
        &self.settings[rule as usize]
    }

    /// What is reckoned with.
    pub fn usual(&self, rule: Rule) -> f64 {
        self.setting(rule).usual
    }

    /// A rule that counts whole things.
    pub(crate) fn whole(&self, rule: Rule) -> u32 {
        self.usual(rule).round().max(0.0) as u32
    }
}

fn row(line: &str) -> Result<(Rule, Setting), ProtocolError> {
    let cells: Vec<&str> = line.splitn(7, ',').map(str::trim).collect();
    let [name, usual, low, high, unit, grade, source] = cells[..] else {
        return Err(ProtocolError::Row {
            rule: cells.first().unwrap_or(&"").to_string(),
            what: format!("{} cells", cells.len()),
        });
    };
    let wrong = |what: String| ProtocolError::Row {
        rule: name.to_owned(),
        what,
    };
    let number = |cell: &str| {
        let parsed = cell.parse::<f64>().ok().filter(|value| value.is_finite());
        parsed.ok_or_else(|| wrong(format!("{cell:?} is no number")))
    };
    let (usual, low, high) = (number(usual)?, number(low)?, number(high)?);
    if !(0.0 <= low && low <= usual && usual <= high) {
        return Err(wrong(format!("{usual} is not between {low} and {high}")));
    }
    let grade = grade
        .parse()
        .map_err(|e: UnknownGrade| wrong(e.to_string()))?;
    let setting = Setting {
        usual,
        low,
        high,
        unit: unit.to_owned(),
        grade,
        source: source.to_owned(),
    };
    Ok((name.parse()?, setting))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_protocol_is_whole() {
        let protocol = Protocol::built_in().unwrap();
        assert!((protocol.usual(Rule::LeastInterval) - 10.0).abs() < 1e-12);
        for rule in Rule::ALL {
            assert_eq!(rule.name().parse(), Ok(*rule));
            assert!(!protocol.setting(*rule).source.is_empty());
        }
    }

    #[test]
    fn a_studio_changes_what_it_may() {
        let protocol = Protocol::built_in().unwrap();
        let quick = protocol.clone().with(Rule::DotsPerMinute, 150.0).unwrap();
        assert!((quick.usual(Rule::DotsPerMinute) - 150.0).abs() < 1e-12);
        let hasty = protocol.clone().with(Rule::LeastInterval, 3.0).unwrap_err();
        assert!(
            hasty
                .to_string()
                .contains("least_interval is 3 days; give 7 to 42"),
            "{hasty}"
        );
        assert!(protocol.with(Rule::BreakLength, f64::NAN).is_err());
        let text = include_str!("../../../data/session_protocol.csv");
        let lame = text.replace("no_sport_after,7", "no_sport_after,x");
        assert!(
            Protocol::parse(&lame)
                .unwrap_err()
                .to_string()
                .contains("\"x\" is no number")
        );
        let short: String = text
            .lines()
            .filter(|l| !l.starts_with("set_up"))
            .map(|l| format!("{l}\n"))
            .collect();
        assert_eq!(
            Protocol::parse(&short),
            Err(ProtocolError::Missing { rule: Rule::SetUp })
        );
    }
}
