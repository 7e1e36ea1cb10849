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
    /// Hours from applying a patch test until it may be read.
    PatchTestReadAfter = "patch_test_read_after",
    /// Days that a patch test without reaction counts.
    PatchTestCounts = "patch_test_counts",
    /// Days that a screening counts.
    ScreeningCounts = "screening_counts",
    /// Hours from an agreement's signatures until the first session under it.
    CoolingOff = "cooling_off",
    /// The first day on which the scalp is washed, counted from the session.
    FirstWashDay = "first_wash_day",
    /// Percent of the strongest ingredient that an anaesthetic may have.
    AnaestheticStrength = "anaesthetic_strength",
    /// Minutes that an anaesthetic may stay on the skin.
    AnaestheticMinutes = "anaesthetic_minutes",
    /// Square centimetres that anaesthetics may cover in a session.
    AnaestheticArea = "anaesthetic_area",
    /// Days that a bottle of pigment may be used once it is open.
    PigmentOpen = "pigment_open",
    /// Days that a diluent may be used once it is open.
    DiluentOpen = "diluent_open",
    /// Days that an anaesthetic may be used once it is open.
    AnaestheticOpen = "anaesthetic_open",
    /// Days that anything else may be used once its package is open.
    OtherOpen = "other_open",
    /// Days after a flare of a skin disease in the area.
    WaitAfterFlare = "wait_after_flare",
    /// Days after an infection, a wound or a fever.
    WaitAfterInfection = "wait_after_infection",
    /// Days after pregnancy or nursing was last said.
    WaitAfterPregnancy = "wait_after_pregnancy",
    /// Days after the last chemotherapy or radiotherapy.
    WaitAfterChemotherapy = "wait_after_chemotherapy",
    /// Days after the last isotretinoin.
    WaitAfterIsotretinoin = "wait_after_isotretinoin",
    /// Days after a hair transplant.
    WaitAfterTransplant = "wait_after_transplant",
    /// Days after a laser on the scalp.
    WaitAfterLaser = "wait_after_laser",
    /// Days after sunburn or a tan.
    WaitAfterSunburn = "wait_after_sunburn",
    /// Days after another treatment of the area.
    WaitAfterOtherTreatment = "wait_after_other_treatment",
    /// Days of a pause for a conversation.
    PauseForConversation = "pause_for_conversation",
}

impl Rule {
    /// Whether it protects people: a studio sets it within what is found anywhere, and no further.
    pub const fn is_strict(self) -> bool {
        self as usize >= Self::PatchTestReadAfter as usize
    }
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
    /// Where sources contradict each other, in a sentence, and what was chosen; empty where they do not.
    pub conflict: String,
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
        "{rule}: {what}; a row is rule, usual, low, high, unit, grade, conflict, source with 0 ≤ low ≤ usual ≤ high"
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

    /// A protocol out of a table with the built-in table's columns, a row for each rule. A table without the column `conflict`, which
    /// was written when a protocol said less, keeps the built-in settings for the rules it has no row for.
    ///
    /// # Errors
    /// A rule that is unknown or missing, or a row that is not whole.
    pub fn parse(text: &str) -> Result<Self, ProtocolError> {
        let mut rows: Vec<Option<Setting>> = vec![None; Rule::ALL.len()];
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut lines = lines;
        let header = lines.next().unwrap_or_default();
        let is_older = !header.split(',').any(|cell| cell.trim() == "conflict");
        for line in lines {
            let (rule, setting) = row(line, is_older)?;
            rows[rule as usize] = Some(setting);
        }
        if is_older {
            let built_in = Self::built_in()?.settings;
            for (row, setting) in rows.iter_mut().zip(built_in) {
                row.get_or_insert(setting);
            }
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
    /// A value a third below what is found anywhere or three times above it, an interval below the least, or a rule that
    /// [protects people](Rule::is_strict) beyond what is found.
    pub fn with(mut self, rule: Rule, value: f64) -> Result<Self, ProtocolError> {
        let (low, high) = self.bounds(rule);
        let setting = &mut self.settings[rule as usize];
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

    /// The least and the most that a studio may set.
    pub fn bounds(&self, rule: Rule) -> (f64, f64) {
        let setting = self.setting(rule);
        // Intervals protect the skin: nobody goes below the least that is found anywhere.
        let is_interval = matches!(
            rule,
            Rule::LeastInterval | Rule::UsualInterval | Rule::PartInterval
        );
        match (rule.is_strict(), is_interval) {
            (true, _) => (setting.low, setting.high),
            (false, true) => (setting.low, 3.0 * setting.high),
            (false, false) => (setting.low / 3.0, 3.0 * setting.high),
        }
    }

    /// What it says to a rule.
    pub fn setting(&self, rule: Rule) -> &Setting {
        &self.settings[rule as usize]
    }

    /// What is reckoned with.
    pub fn usual(&self, rule: Rule) -> f64 {
        self.setting(rule).usual
    }

    /// A rule that counts whole things, to the nearest whole.
    pub fn whole(&self, rule: Rule) -> u32 {
        self.usual(rule).round().max(0.0) as u32
    }
}

fn row(line: &str, is_older: bool) -> Result<(Rule, Setting), ProtocolError> {
    let most = if is_older { 7 } else { 8 };
    let mut cells: Vec<&str> = line.splitn(most, ',').map(str::trim).collect();
    if is_older && cells.len() == 7 {
        cells.insert(6, "");
    }
    let [name, usual, low, high, unit, grade, conflict, source] = cells[..] else {
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
        conflict: conflict.to_owned(),
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

    #[test]
    fn what_protects_people_is_set_within_what_is_found_and_no_further() {
        let protocol = Protocol::built_in().unwrap();
        for rule in Rule::ALL.iter().filter(|rule| rule.is_strict()) {
            let (low, high) = protocol.bounds(*rule);
            assert!(protocol.clone().with(*rule, low).is_ok(), "{rule}");
            assert!(protocol.clone().with(*rule, high).is_ok(), "{rule}");
            assert!(protocol.clone().with(*rule, high + 1.0).is_err(), "{rule}");
            assert!(protocol.clone().with(*rule, low - 1.0).is_err(), "{rule}");
        }
        let hasty = protocol
            .with(Rule::PatchTestReadAfter, 2.0)
            .unwrap_err()
            .to_string();
        assert!(
            hasty.contains("patch_test_read_after is 2 hours; give 12 to 72"),
            "{hasty}"
        );
    }

    #[test]
    fn a_table_of_the_older_form_keeps_the_built_in_settings_for_what_it_does_not_know() {
        let older =
            "rule,usual,low,high,unit,grade,source\nset_up,20,15,60,minutes,D,a studio, its own\n";
        let protocol = Protocol::parse(older).unwrap();
        assert!((protocol.usual(Rule::SetUp) - 20.0).abs() < 1e-12);
        assert_eq!(protocol.setting(Rule::SetUp).source, "a studio, its own");
        let built_in = Protocol::built_in().unwrap();
        assert_eq!(
            protocol.setting(Rule::CoolingOff),
            built_in.setting(Rule::CoolingOff)
        );
        assert!(
            built_in
                .setting(Rule::FirstWashDay)
                .conflict
                .contains("day 3")
        );
    }
}
