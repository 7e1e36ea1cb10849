//! A studio's protocol: the numbers it works by, in versions; a record names the version it was made under.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::Timestamp;
use pointil_treatment::{Protocol, ProtocolError, Rule};
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::bounded::Words;
use crate::hash::ContentHash;
use crate::id::RecordId;
use crate::jurisdiction::JurisdictionCode;
use crate::record::{PracticeRecord, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

/// The states of a version of a protocol.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Protocol.name(),
    starts: &["in_force"],
    arrows: &[Arrow {
        from: "in_force",
        event: "supersede",
        to: "superseded",
    }],
};

/// A version of how a studio works: every setting's value, the jurisdiction whose law it follows, since when, by whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudioProtocol {
    /// The record.
    pub id: RecordId,
    /// Whose law it follows.
    pub jurisdiction: JurisdictionCode,
    values: BTreeMap<String, f64>,
    /// Who made it, and since when it holds.
    pub made: Act,
    /// Why it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Words<500>>,
    version: ContentHash,
    state: ProtocolState,
}

/// Where a version of a protocol stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ProtocolState {
    /// The studio works by it.
    InForce,
    /// Another version took its place.
    Superseded {
        /// Since when.
        at: Timestamp,
    },
}

#[derive(Serialize)]
struct Content<'a> {
    jurisdiction: JurisdictionCode,
    values: &'a BTreeMap<String, f64>,
}

impl StudioProtocol {
    /// The built-in settings for a jurisdiction, with the changes of this studio.
    ///
    /// # Errors
    /// A value out of its bounds ([`RuleCode::ProtocolValue`]).
    pub fn new(
        id: RecordId,
        jurisdiction: JurisdictionCode,
        changes: &[(Rule, f64)],
        made: Act,
        remark: Option<Words<500>>,
    ) -> Result<Self, Refusal> {
        let mut protocol = built_in()?.clone();
        for (rule, value) in changes {
            protocol = protocol.with(*rule, *value).map_err(refused)?;
        }
        intervals_in_order(&protocol)?;
        let values = Rule::ALL
            .iter()
            .map(|rule| (rule.name().to_owned(), protocol.usual(*rule)))
            .collect();
        let version = ContentHash::of(&Content {
            jurisdiction,
            values: &values,
        });
        Ok(Self {
            id,
            jurisdiction,
            values,
            made,
            remark,
            version,
            state: ProtocolState::InForce,
        })
    }

    /// The next version: these settings with changes. The caller supersedes the one before in the same write.
    ///
    /// # Errors
    /// A value out of its bounds.
    pub fn revised(
        &self,
        id: RecordId,
        changes: &[(Rule, f64)],
        made: Act,
        remark: Option<Words<500>>,
    ) -> Result<Self, Refusal> {
        let mut all: BTreeMap<Rule, f64> = Rule::ALL
            .iter()
            .map(|rule| (*rule, self.usual(*rule)))
            .collect();
        all.extend(changes.iter().copied());
        let all: Vec<_> = all.into_iter().collect();
        Self::new(id, self.jurisdiction, &all, made, remark)
    }

    /// Another version takes its place.
    ///
    /// # Errors
    /// It is superseded already.
    pub fn supersede(mut self, at: Timestamp) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "supersede", "superseded")?;
        self.state = ProtocolState::Superseded { at };
        Ok(self)
    }

    /// Whether the studio works by it.
    pub fn is_in_force(&self) -> bool {
        self.state == ProtocolState::InForce
    }

    /// The content hash of its values and jurisdiction: what a record keeps.
    pub const fn version(&self) -> ContentHash {
        self.version
    }

    /// Whether its values are those that its version names.
    pub fn is_whole(&self) -> bool {
        let content = Content {
            jurisdiction: self.jurisdiction,
            values: &self.values,
        };
        self.version == ContentHash::of(&content)
    }

    /// A setting's value. A rule that this version was made before has the built-in value, and so has a value that is out of its bounds.
    pub fn usual(&self, rule: Rule) -> f64 {
        let built_in = built_in().map_or(f64::NAN, |built_in| built_in.usual(rule));
        let own = self.values.get(rule.name()).copied();
        own.filter(|value| value.is_finite() && *value >= 0.0)
            .unwrap_or(built_in)
    }

    /// A setting that counts whole days, hours or minutes.
    pub fn whole(&self, rule: Rule) -> u32 {
        self.usual(rule).round().max(0.0) as u32
    }

    /// As planning and prices take it.
    ///
    /// # Errors
    /// A document with a value that is out of its bounds.
    pub fn planning(&self) -> Result<Protocol, Refusal> {
        let built_in = built_in()?.clone();
        let apply = |protocol: Protocol, rule: &Rule| protocol.with(*rule, self.usual(*rule));
        Rule::ALL.iter().try_fold(built_in, apply).map_err(refused)
    }
}

/// The built-in settings, read once.
fn built_in() -> Result<&'static Protocol, Refusal> {
    static BUILT_IN: OnceLock<Result<Protocol, ProtocolError>> = OnceLock::new();
    let read = BUILT_IN.get_or_init(Protocol::built_in).as_ref();
    read.map_err(|error| refused(error.clone()))
}

fn intervals_in_order(protocol: &Protocol) -> Result<(), Refusal> {
    let [least, usual] =
        [Rule::LeastInterval, Rule::UsualInterval].map(|rule| protocol.usual(rule));
    if least <= usual {
        return Ok(());
    }
    let found = format!("usual_interval is {usual} days and least_interval {least} days.");
    Err(Refusal::new(RuleCode::ProtocolValue, found))
}

fn refused(error: ProtocolError) -> Refusal {
    Refusal::new(RuleCode::ProtocolValue, format!("{error}."))
}

impl PracticeRecord for StudioProtocol {
    const KIND: RecordKind = RecordKind::Protocol;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        match self.state {
            ProtocolState::InForce => "in_force",
            ProtocolState::Superseded { .. } => "superseded",
        }
    }

    fn keys(&self) -> Vec<crate::RecordKey> {
        vec![crate::RecordKey::new("version", self.version)]
    }

    fn kept_by_law(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{from_document, to_document};
    use crate::sample;

    fn protocol(changes: &[(Rule, f64)]) -> Result<StudioProtocol, Refusal> {
        let code = "GB-ENG".parse().unwrap();
        StudioProtocol::new(sample::record(1), code, changes, sample::act(0), None)
    }

    #[test]
    fn refuses_protocol_value() {
        let refused = protocol(&[(Rule::PatchTestReadAfter, 1.0)]).unwrap_err();
        assert_eq!(refused.code, RuleCode::ProtocolValue);
        assert!(
            refused
                .found
                .contains("patch_test_read_after is 1 hours; give 12 to 72"),
            "{refused}"
        );
        assert!(protocol(&[(Rule::PatchTestReadAfter, 24.0)]).is_ok());
        assert!(protocol(&[(Rule::LeastInterval, 14.0), (Rule::UsualInterval, 10.0)]).is_err());
        assert!(protocol(&[(Rule::CoolingOff, f64::NAN)]).is_err());
    }

    #[test]
    fn a_version_is_named_by_what_it_says() {
        let first = protocol(&[]).unwrap();
        let again = protocol(&[]).unwrap();
        assert_eq!(first.version(), again.version());
        let next = first
            .revised(
                sample::record(2),
                &[(Rule::FirstWashDay, 4.0)],
                sample::act(1),
                None,
            )
            .unwrap();
        assert_ne!(first.version(), next.version());
        assert_eq!(next.whole(Rule::FirstWashDay), 4);
        assert!(next.planning().is_ok());
        let former = first.supersede(sample::at(1)).unwrap();
        assert!(!former.is_in_force() && former.is_whole());
        assert!(former.clone().supersede(sample::at(2)).is_err());
        let bytes = to_document(&former).unwrap();
        assert_eq!(from_document::<StudioProtocol>(&bytes).unwrap(), former);
    }

    #[test]
    fn a_version_whose_values_were_changed_in_the_store_is_not_whole() {
        let bytes = to_document(&protocol(&[]).unwrap()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let changed = text.replace("\"cooling_off\":24.0", "\"cooling_off\":0.0");
        assert_ne!(text, changed);
        let read: StudioProtocol = from_document(changed.as_bytes()).unwrap();
        assert!(!read.is_whole());
    }
}
