//! Adverse events: what should not have happened, how grave it is, who must be told until when, and what came of it.

mod clock;
mod export;
mod kind;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

pub use clock::{is_us_business_day, last_day, us_federal_holiday};
pub use export::{ReportField, ReportedBy, ReportedProduct, report_fields, report_json};
pub use kind::{EventKind, EventRow, SeriousFor, Severity};

use crate::act::Act;
use crate::alarm::OpenAlarm;
use crate::bounded::{List, Words};
use crate::check_in::Outcome;
use crate::id::{ClientId, PersonId, PhotographId, RecordId};
use crate::jurisdiction::{JurisdictionCode, ReportingClock};
use crate::local_time::ZoneName;
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of an adverse event.
pub const MACHINE: Machine = Machine {
    name: RecordKind::AdverseEvent.name(),
    starts: &["reported"],
    arrows: &[
        arrow("reported", "assess", "assessed"),
        arrow("reported", "assess_for_report", "report_due"),
        arrow("assessed", "assess_again", "assessed"),
        arrow("assessed", "assess_for_report", "report_due"),
        arrow("assessed", "follow_up", "followed_up"),
        arrow("report_due", "send", "report_sent"),
        arrow("report_sent", "send", "report_sent"),
        arrow("report_sent", "follow_up", "followed_up"),
        arrow("followed_up", "assess_for_report", "report_due"),
        arrow("followed_up", "follow_up", "followed_up"),
        arrow("followed_up", "close", "closed"),
    ],
};

/// How grave it is, and what makes it serious.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Who and when.
    pub act: Act,
    /// How grave.
    pub severity: Severity,
    /// What makes it serious; not serious when empty.
    pub serious_for: List<SeriousFor, 8>,
    /// What was found.
    pub words: Words<4000>,
}

/// A report that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentReport {
    /// Who and when.
    pub act: Act,
    /// To whom.
    pub to: Words<200>,
    /// Under which number it is kept there.
    pub reference: Option<Words<120>>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventOutcome {
    /// It has gone.
    Recovered,
    /// It is going.
    Recovering,
    /// It went and left something behind.
    RecoveredWithTraces,
    /// It stays.
    NotRecovered,
    /// Death.
    Death,
    /// It cannot be known.
    Unknown,
}

/// Where an event stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EventState {
    /// It is written down.
    Reported,
    /// It is known how grave it is, and nobody has to be told.
    Assessed,
    /// Somebody has to be told.
    ReportDue {
        /// The last day on which that is in time.
        last_day: Date,
    },
    /// They were told.
    ReportSent,
    /// The studio has looked after it.
    FollowedUp {
        /// Who and when.
        act: Act,
        /// What was found.
        words: Words<4000>,
        /// When somebody looks again.
        look_again: Timestamp,
    },
    /// It is over.
    Closed {
        /// Who and when.
        act: Act,
        /// What came of it.
        outcome: EventOutcome,
        /// In words.
        words: Words<4000>,
    },
}

impl EventState {
    const fn name(&self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Assessed => "assessed",
            Self::ReportDue { .. } => "report_due",
            Self::ReportSent => "report_sent",
            Self::FollowedUp { .. } => "followed_up",
            Self::Closed { .. } => "closed",
        }
    }
}

/// What is known when an event is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFacts {
    /// Whom it happened to.
    pub client: ClientId,
    /// What happened.
    pub kind: EventKind,
    /// When it was noticed by the client or in the session, as far as is known.
    pub noticed: Option<Date>,
    /// After or in which session.
    pub session: Option<RecordId>,
    /// The check-in that it came out of.
    pub check_in: Option<RecordId>,
    /// The lots that were in use.
    pub lots: List<RecordId, 40>,
    /// Who treated.
    pub practitioner: Option<PersonId>,
    /// Photographs of it.
    pub photographs: List<PhotographId, 40>,
    /// In words.
    pub words: Words<4000>,
    /// Whose law holds.
    pub jurisdiction: JurisdictionCode,
    /// The clocks by which days are counted.
    pub zone: ZoneName,
}

/// An adverse event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdverseEvent {
    /// The record.
    pub id: RecordId,
    /// What is known.
    pub facts: EventFacts,
    /// Who wrote it down, and when: from then on the studio knows, and reporting clocks run.
    pub reported: Act,
    /// Every judgement, the last one holds.
    pub assessments: List<Assessment, 20>,
    /// Every report sent.
    pub reports: List<SentReport, 20>,
    state: EventState,
}

fn full(error: crate::BoundError) -> Refusal {
    Refusal::new(RuleCode::RecordFull, error.to_string())
}

impl AdverseEvent {
    /// Writes an event down.
    pub fn report(id: RecordId, facts: EventFacts, reported: Act) -> Self {
        Self {
            id,
            facts,
            reported,
            assessments: List::default(),
            reports: List::default(),
            state: EventState::Reported,
        }
    }

    /// Where it stands.
    pub const fn stands(&self) -> &EventState {
        &self.state
    }

    fn go(self, event: &str, state: EventState) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), event, state.name())?;
        Ok(Self { state, ..self })
    }

    /// How grave it is, by the last judgement.
    pub fn assessment(&self) -> Option<&Assessment> {
        self.assessments.last()
    }

    /// Whether it is serious by the last judgement.
    pub fn is_serious(&self) -> bool {
        self.assessment()
            .is_some_and(|assessment| !assessment.serious_for.is_empty())
    }

    /// Somebody judges how grave it is. When it is serious and the law of the place has a clock, a report is due; the clock runs since the
    /// studio came to know.
    ///
    /// # Errors
    /// An infection judged not serious; death or danger without its reason; it is past judging.
    pub fn assess(self, assessment: Assessment, clock: ReportingClock) -> Result<Self, Refusal> {
        self.fits(&assessment)?;
        let known = self.facts.zone.day(self.reported.at);
        let serious = !assessment.serious_for.is_empty();
        let last_day = serious.then(|| last_day(clock, known)).flatten();
        let (event, state) = match (last_day, self.assessments.is_empty()) {
            (Some(last_day), _) => ("assess_for_report", EventState::ReportDue { last_day }),
            (None, true) => ("assess", EventState::Assessed),
            (None, false) => ("assess_again", EventState::Assessed),
        };
        let assessments = self.assessments.clone().with(assessment).map_err(full)?;
        let assessed = self.go(event, state)?;
        Ok(Self {
            assessments,
            ..assessed
        })
    }

    fn fits(&self, assessment: &Assessment) -> Result<(), Refusal> {
        let has = |reason| assessment.serious_for.contains(&reason);
        let by_itself = self.facts.kind.row().is_none_or(|row| row.serious);
        let found = if by_itself && assessment.serious_for.is_empty() {
            "It is of a kind that counts as serious and no reason is given."
        } else if u8::from(assessment.severity) == 5 && !has(SeriousFor::Death) {
            "The grade is 5 and death is not among the reasons."
        } else if u8::from(assessment.severity) == 4 && !has(SeriousFor::LifeThreatening) {
            "The grade is 4 and danger to life is not among the reasons."
        } else {
            return Ok(());
        };
        Err(Refusal::new(RuleCode::EventSerious, found))
    }

    /// A report was sent.
    ///
    /// # Errors
    /// None is due.
    pub fn send(self, report: SentReport) -> Result<Self, Refusal> {
        let reports = self.reports.clone().with(report).map_err(full)?;
        let sent = self.go("send", EventState::ReportSent)?;
        Ok(Self { reports, ..sent })
    }

    /// The studio has looked after it.
    ///
    /// # Errors
    /// It is not judged, or a report is due.
    pub fn follow_up(
        self,
        act: Act,
        words: Words<4000>,
        look_again: Timestamp,
    ) -> Result<Self, Refusal> {
        if let EventState::ReportDue { last_day } = self.state {
            let found = format!("A report is due until {last_day} and none was sent.");
            return Err(Refusal::new(RuleCode::EventReportDue, found));
        }
        let state = EventState::FollowedUp {
            act,
            words,
            look_again,
        };
        self.go("follow_up", state)
    }

    /// It is over.
    ///
    /// # Errors
    /// Nobody has looked after it since it was judged; or it is still going on.
    pub fn close(
        self,
        act: Act,
        outcome: EventOutcome,
        words: Words<4000>,
    ) -> Result<Self, Refusal> {
        if outcome == EventOutcome::Recovering {
            let found = "What came of it is that it is still going on.";
            return Err(Refusal::new(RuleCode::EventOpen, found));
        }
        let state = EventState::Closed {
            act,
            outcome,
            words,
        };
        self.go("close", state)
    }

    /// The red flag, while it is open: not judged yet, serious, or of grade 3 and more.
    pub fn open_alarm(&self) -> Option<OpenAlarm> {
        if matches!(self.state, EventState::Closed { .. }) {
            return None;
        }
        let grave = self
            .assessment()
            .is_none_or(|last| !last.serious_for.is_empty() || u8::from(last.severity) >= 3);
        let title = self.facts.kind.row().map_or("", |row| row.title.as_str());
        grave.then(|| OpenAlarm {
            client: self.facts.client,
            kind: RecordKind::AdverseEvent,
            record: self.id,
            since: self.reported.at,
            outcome: Outcome::CallStudio,
            found: format!(
                "{title} since {} is {}.",
                self.reported.at,
                self.state.name()
            ),
        })
    }
}

impl PracticeRecord for AdverseEvent {
    const KIND: RecordKind = RecordKind::AdverseEvent;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.state.name()
    }

    fn due(&self) -> Option<Timestamp> {
        match &self.state {
            EventState::Reported => Some(self.reported.at),
            EventState::Assessed => self.assessment().map(|last| last.act.at),
            EventState::ReportDue { last_day } => {
                let end = last_day.to_datetime(Time::constant(17, 0, 0, 0));
                Some(self.facts.zone.reached(end))
            }
            EventState::ReportSent => self.reports.last().map(|report| report.act.at),
            EventState::FollowedUp { look_again, .. } => Some(*look_again),
            EventState::Closed { .. } => None,
        }
    }

    fn keys(&self) -> Vec<RecordKey> {
        let facts = &self.facts;
        let lots = facts.lots.iter().map(|lot| RecordKey::new("lot", lot));
        let session = facts.session.map(|id| RecordKey::new("session", id));
        let person = facts
            .practitioner
            .map(|id| RecordKey::new("practitioner", id));
        let check_in = facts.check_in.map(|id| RecordKey::new("check_in", id));
        lots.chain(session).chain(person).chain(check_in).collect()
    }

    fn kept_by_law(&self) -> bool {
        true
    }
}
