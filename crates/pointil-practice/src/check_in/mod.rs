//! Check-ins: how it heals, as the client says and shows; and what follows, which silence never closes.

mod after_session;
mod symptom;
mod triage;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use after_session::after_session;
pub use symptom::{Outcome, Symptom, SymptomRow};
pub use triage::{Answers, Pain, Triage, triage};

use crate::act::Act;
use crate::alarm::OpenAlarm;
use crate::bounded::{List, Words};
use crate::id::{ClientId, PersonId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of a check-in. Nothing leads out of an escalated one but a named person's contact and word.
pub const MACHINE: Machine = Machine {
    name: RecordKind::CheckIn.name(),
    starts: &["due"],
    arrows: &[
        arrow("due", "answer", "answered"),
        arrow("due", "miss", "missed"),
        arrow("missed", "answer", "answered"),
        arrow("missed", "ask_again", "due"),
        arrow("missed", "hand_over", "to_call"),
        arrow("to_call", "answer", "answered"),
        arrow("to_call", "call", "called"),
        arrow("answered", "triage", "triaged"),
        arrow("triaged", "close", "closed"),
        arrow("triaged", "escalate", "escalated"),
        arrow("escalated", "contact", "contacted"),
        arrow("contacted", "contact", "contacted"),
        arrow("contacted", "resolve", "resolved"),
    ],
};

/// How often a question may be missed before somebody calls.
pub const MOST_MISSES: u8 = 2;

/// What a client answered and what follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What was answered.
    pub answers: Answers,
    /// When.
    pub answered: Timestamp,
    /// What follows from it.
    pub triage: Triage,
}

/// A named person's contact with the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Who and when.
    pub act: Act,
    /// Whether the client was reached.
    pub reached: bool,
    /// What was said.
    pub words: Words<2000>,
    /// When somebody looks again.
    pub look_again: Timestamp,
}

/// How a red flag was resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// A doctor has looked at it.
    DoctorSaw,
    /// The client was told to see a doctor and did not want to.
    DoctorDeclined,
    /// It has settled and somebody of the studio has seen that.
    Settled,
}

/// Who closes a check-in that found nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Closer {
    /// The rules, when there is nothing that a person must look at.
    Rules,
    /// A person who has looked at it.
    Person(PersonId),
}

/// Where a check-in stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CheckInState {
    /// The client is asked.
    Due,
    /// The time to answer is over.
    Missed {
        /// Since when.
        at: Timestamp,
    },
    /// It was missed too often: somebody calls.
    ToCall {
        /// Since when.
        at: Timestamp,
    },
    /// Somebody called and all was well.
    Called {
        /// Who and when.
        act: Act,
        /// What was said.
        words: Words<2000>,
    },
    /// The client has answered.
    Answered {
        /// What.
        answers: Answers,
        /// When.
        at: Timestamp,
    },
    /// It is known what follows.
    Triaged(Case),
    /// Somebody of the studio must act.
    Escalated {
        /// What was answered and what follows.
        case: Case,
        /// Since when.
        at: Timestamp,
    },
    /// Somebody has been in contact.
    Contacted {
        /// What was answered and what follows.
        case: Case,
        /// Every contact, in the order of time.
        contacts: List<Contact, 50>,
    },
    /// A named person has resolved it.
    Resolved {
        /// What was answered and what follows.
        case: Case,
        /// Every contact.
        contacts: List<Contact, 50>,
        /// Who and when.
        act: Act,
        /// How.
        resolution: Resolution,
        /// What was found.
        words: Words<2000>,
    },
    /// Nothing was found.
    Closed {
        /// What was answered.
        case: Case,
        /// Who closed it.
        by: Closer,
        /// When.
        at: Timestamp,
    },
}

impl CheckInState {
    const fn name(&self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Missed { .. } => "missed",
            Self::ToCall { .. } => "to_call",
            Self::Called { .. } => "called",
            Self::Answered { .. } => "answered",
            Self::Triaged(_) => "triaged",
            Self::Escalated { .. } => "escalated",
            Self::Contacted { .. } => "contacted",
            Self::Resolved { .. } => "resolved",
            Self::Closed { .. } => "closed",
        }
    }
}

/// A check-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// The record.
    pub id: RecordId,
    /// Who is asked.
    pub client: ClientId,
    /// After which session.
    pub session: RecordId,
    /// Who treated.
    pub practitioner: PersonId,
    /// Days after the session.
    pub day: u16,
    /// Whether the studio asked; a client can tell of themselves at any time.
    pub asked: bool,
    /// When the client is asked.
    pub ask_at: Timestamp,
    /// Until when the answer should be there.
    pub answer_by: Timestamp,
    /// How often the time to answer ran out.
    pub missed: u8,
    /// Days after the session on which it was answered, where that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answered_on_day: Option<u16>,
    state: CheckInState,
}

impl CheckIn {
    /// A question that will be asked.
    pub const fn planned(
        id: RecordId,
        client: ClientId,
        session: RecordId,
        practitioner: PersonId,
        planned: crate::aftercare::PlannedCheckIn,
    ) -> Self {
        Self {
            id,
            client,
            session,
            practitioner,
            day: planned.day,
            asked: true,
            ask_at: planned.due,
            answer_by: planned.answer_by,
            missed: 0,
            answered_on_day: None,
            state: CheckInState::Due,
        }
    }

    /// A client tells of themselves, so many days after the session; answered next.
    pub const fn unasked(
        id: RecordId,
        client: ClientId,
        session: RecordId,
        practitioner: PersonId,
        day: u16,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            client,
            session,
            practitioner,
            day,
            asked: false,
            ask_at: at,
            answer_by: at,
            missed: 0,
            answered_on_day: None,
            state: CheckInState::Due,
        }
    }

    /// Where it stands.
    pub const fn stands(&self) -> &CheckInState {
        &self.state
    }

    /// What was answered and what follows, once that is known.
    pub const fn case(&self) -> Option<&Case> {
        match &self.state {
            CheckInState::Triaged(case)
            | CheckInState::Escalated { case, .. }
            | CheckInState::Contacted { case, .. }
            | CheckInState::Resolved { case, .. }
            | CheckInState::Closed { case, .. } => Some(case),
            _ => None,
        }
    }

    /// The day after the session by which an answer is judged: the one on which it was given, and never one before the question's.
    pub fn judged_day(&self) -> u16 {
        self.answered_on_day
            .map_or(self.day, |day| day.max(self.day))
    }

    /// Takes an answer given so many days after the session, and does what the rules do with it: what is normal and wordless is closed, what
    /// is not is escalated, and what a person must read stays triaged until a person has read it. An answer that comes late is judged by its
    /// own day: redness that was normal when the question was asked is not when it is still there days later.
    ///
    /// # Errors
    /// It is answered already; tell it in another one.
    pub fn take(self, answers: Answers, at: Timestamp, day: u16) -> Result<Self, Refusal> {
        let given = Self {
            answered_on_day: Some(day),
            ..self
        };
        let triaged = given.answer(answers, at)?.triaged()?;
        let CheckInState::Triaged(case) = &triaged.state else {
            return Ok(triaged);
        };
        if case.triage.outcome != Outcome::Normal {
            return triaged.escalate(at);
        }
        if case.answers.words.is_some() || !case.answers.photographs.is_empty() {
            return Ok(triaged);
        }
        triaged.close(Closer::Rules, at)
    }

    fn go(self, event: &str, state: CheckInState) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), event, state.name())?;
        Ok(Self { state, ..self })
    }

    /// The client answers, late, too.
    ///
    /// # Errors
    /// It is answered already; tell it in another one.
    pub fn answer(self, answers: Answers, at: Timestamp) -> Result<Self, Refusal> {
        self.go("answer", CheckInState::Answered { answers, at })
    }

    /// What follows, by the rules.
    ///
    /// # Errors
    /// Nothing is answered.
    pub fn triaged(self) -> Result<Self, Refusal> {
        let CheckInState::Answered { answers, at } = self.state.clone() else {
            return Err(self.refused("triage", "triaged"));
        };
        let triage = triage(&answers, self.judged_day());
        let case = Case {
            answers,
            answered: at,
            triage,
        };
        self.go("triage", CheckInState::Triaged(case))
    }

    /// The refusal of an event whose state is not there.
    fn refused(&self, event: &str, to: &str) -> Refusal {
        let found = format!("The check-in is {}.", self.state.name());
        MACHINE
            .follow(self.state.name(), event, to)
            .err()
            .unwrap_or_else(|| Refusal::new(RuleCode::StateWrong, found))
    }

    /// The time to answer is over.
    ///
    /// # Errors
    /// It is not.
    pub fn miss(self, now: Timestamp) -> Result<Self, Refusal> {
        if matches!(self.state, CheckInState::Due) && now < self.answer_by {
            let found = format!(
                "It can be answered until {} and it is {now}.",
                self.answer_by
            );
            return Err(Refusal::new(RuleCode::CheckInNotYet, found));
        }
        let missed = self.missed.saturating_add(1);
        let gone = self.go("miss", CheckInState::Missed { at: now })?;
        Ok(Self { missed, ..gone })
    }

    /// The client is asked again.
    ///
    /// # Errors
    /// It was missed too often: somebody calls.
    pub fn ask_again(self, now: Timestamp, answer_by: Timestamp) -> Result<Self, Refusal> {
        if self.missed >= MOST_MISSES {
            let found = format!("It was missed {} times.", self.missed);
            return Err(Refusal::new(RuleCode::CheckInMissed, found));
        }
        let asked = self.go("ask_again", CheckInState::Due)?;
        Ok(Self {
            ask_at: now,
            answer_by,
            ..asked
        })
    }

    /// Somebody of the studio is to call.
    ///
    /// # Errors
    /// It is not missed.
    pub fn hand_over(self, at: Timestamp) -> Result<Self, Refusal> {
        self.go("hand_over", CheckInState::ToCall { at })
    }

    /// Somebody called, reached the client, and all is well. If it is not, that person writes down the client's answers.
    ///
    /// # Errors
    /// Nobody was to call.
    pub fn call(self, act: Act, words: Words<2000>) -> Result<Self, Refusal> {
        self.go("call", CheckInState::Called { act, words })
    }

    /// Nothing was found and it is closed.
    ///
    /// # Errors
    /// Something was found; or there are words or photographs that no person has looked at.
    pub fn close(self, by: Closer, at: Timestamp) -> Result<Self, Refusal> {
        let CheckInState::Triaged(case) = self.state.clone() else {
            return Err(self.refused("close", "closed"));
        };
        if case.triage.outcome != Outcome::Normal {
            return Err(Refusal::new(RuleCode::CheckInRedFlag, case.triage.found()));
        }
        let read = case.answers.words.is_none() && case.answers.photographs.is_empty();
        if by == Closer::Rules && !read {
            let found = "The client wrote something or sent photographs.";
            return Err(Refusal::new(RuleCode::CheckInUnread, found));
        }
        self.go("close", CheckInState::Closed { case, by, at })
    }

    /// Somebody of the studio must act; of what seems normal, too, when a person sees more in it than the rules.
    ///
    /// # Errors
    /// It is not at that point.
    pub fn escalate(self, at: Timestamp) -> Result<Self, Refusal> {
        let CheckInState::Triaged(case) = self.state.clone() else {
            return Err(self.refused("escalate", "escalated"));
        };
        self.go("escalate", CheckInState::Escalated { case, at })
    }

    /// Somebody has been, or tried to be, in contact with the client.
    ///
    /// # Errors
    /// It is not escalated, or was contacted more often than can be kept.
    pub fn contact(self, contact: Contact) -> Result<Self, Refusal> {
        let (case, contacts) = match self.state.clone() {
            CheckInState::Escalated { case, .. } => (case, List::default()),
            CheckInState::Contacted { case, contacts } => (case, contacts),
            _ => return Err(self.refused("contact", "contacted")),
        };
        let full = |error: crate::BoundError| Refusal::new(RuleCode::RecordFull, error.to_string());
        let contacts = contacts.with(contact).map_err(full)?;
        self.go("contact", CheckInState::Contacted { case, contacts })
    }

    /// A named person resolves it with words.
    ///
    /// # Errors
    /// The client was never reached; or a doctor should have looked at it and it is not said that one did or was declined.
    pub fn resolve(
        self,
        act: Act,
        resolution: Resolution,
        words: Words<2000>,
    ) -> Result<Self, Refusal> {
        let CheckInState::Contacted { case, contacts } = self.state.clone() else {
            return Err(self.refused("resolve", "resolved"));
        };
        if !contacts.iter().any(|contact| contact.reached) {
            let found = format!("The client was not reached in {} contacts.", contacts.len());
            return Err(Refusal::new(RuleCode::CheckInNotReached, found));
        }
        if case.triage.outcome >= Outcome::DoctorToday && resolution == Resolution::Settled {
            return Err(Refusal::new(RuleCode::CheckInDoctor, case.triage.found()));
        }
        self.go(
            "resolve",
            CheckInState::Resolved {
                case,
                contacts,
                act,
                resolution,
                words,
            },
        )
    }

    /// The red flag, while it is open: from the answer on until a named person has resolved it.
    pub fn open_alarm(&self) -> Option<OpenAlarm> {
        let (triage, since) = match &self.state {
            CheckInState::Answered { answers, at } => (triage(answers, self.judged_day()), *at),
            CheckInState::Triaged(case)
            | CheckInState::Escalated { case, .. }
            | CheckInState::Contacted { case, .. } => (case.triage.clone(), case.answered),
            _ => return None,
        };
        let escalated = matches!(
            self.state,
            CheckInState::Escalated { .. } | CheckInState::Contacted { .. }
        );
        (escalated || triage.outcome != Outcome::Normal).then(|| OpenAlarm {
            client: self.client,
            kind: RecordKind::CheckIn,
            record: self.id,
            since,
            outcome: triage.outcome.max(Outcome::CallStudio),
            found: triage.found(),
        })
    }
}

impl PracticeRecord for CheckIn {
    const KIND: RecordKind = RecordKind::CheckIn;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.state.name()
    }

    fn due(&self) -> Option<Timestamp> {
        match &self.state {
            CheckInState::Due => Some(self.answer_by),
            CheckInState::Missed { at }
            | CheckInState::ToCall { at }
            | CheckInState::Answered { at, .. }
            | CheckInState::Escalated { at, .. } => Some(*at),
            CheckInState::Triaged(case) => Some(case.answered),
            CheckInState::Contacted { contacts, .. } => contacts.last().map(|c| c.look_again),
            CheckInState::Called { .. }
            | CheckInState::Resolved { .. }
            | CheckInState::Closed { .. } => None,
        }
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![
            RecordKey::new("session", self.session),
            RecordKey::new("practitioner", self.practitioner),
        ]
    }

    fn kept_by_law(&self) -> bool {
        true
    }
}
