//! An enquiry: somebody asks for an appointment or a conversation.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use crate::act::Act;
use crate::bounded::Words;
use crate::id::{ClientId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::state::{Arrow, Machine};

/// The states of an enquiry.
pub const MACHINE: Machine = Machine {
    name: "enquiry",
    starts: &["new"],
    arrows: &[
        Arrow {
            from: "new",
            event: "answer",
            to: "answered",
        },
        Arrow {
            from: "new",
            event: "book",
            to: "consultation_booked",
        },
        Arrow {
            from: "new",
            event: "close",
            to: "closed",
        },
        Arrow {
            from: "answered",
            event: "answer",
            to: "answered",
        },
        Arrow {
            from: "answered",
            event: "book",
            to: "consultation_booked",
        },
        Arrow {
            from: "answered",
            event: "close",
            to: "closed",
        },
    ],
};

/// What somebody cannot be reached by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReachError {
    /// No address of electronic mail.
    #[error(
        "{0:?} is no address of electronic mail; write one such as name@example.org, at most 254 characters"
    )]
    Email(String),
    /// No telephone number.
    #[error(
        "{0:?} is no telephone number; write 5 to 15 digits, with + and the country's number in front if it is from abroad"
    )]
    Phone(String),
}

/// An address of electronic mail, as far as one can see without sending to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// An address: one `@` with something before it, a name with a dot behind it, nothing blank.
    ///
    /// # Errors
    /// It is none.
    pub fn new(text: &str) -> Result<Self, ReachError> {
        let text = text.trim();
        let shown = || ReachError::Email(text.chars().take(64).collect());
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| !c.is_whitespace() && !c.is_control() && !"@<>,;\"".contains(c))
        };
        let (person, host) = text.split_once('@').ok_or_else(shown)?;
        let named = host.contains('.') && host.split('.').all(|part| !part.is_empty());
        if text.len() > 254 || !plain(person) || !plain(host) || !named {
            return Err(shown());
        }
        Ok(Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A telephone number as somebody writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// A number: 5 to 15 digits (ITU-T E.164), with blanks, brackets, points, strokes and a leading plus as people write them.
    ///
    /// # Errors
    /// It is none.
    pub fn new(text: &str) -> Result<Self, ReachError> {
        let text = text.trim();
        let rest = text.strip_prefix('+').unwrap_or(text);
        let digits = rest.chars().filter(char::is_ascii_digit).count();
        let written = rest
            .chars()
            .all(|c| c.is_ascii_digit() || " ()-./".contains(c));
        if text.len() > 32 || !written || !(5..=15).contains(&digits) {
            return Err(ReachError::Phone(text.chars().take(64).collect()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// How somebody is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// By electronic mail.
    Email(Email),
    /// By telephone.
    Phone(Phone),
}

/// What somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// A conversation before anything is decided.
    Consultation,
    /// A touch-up of work that is there.
    TouchUp,
    /// Correction or removal of work that is there.
    Correction,
    /// An answer to a question.
    Answer,
}

/// Why an enquiry was closed without a consultation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// The question was answered and no more is wanted.
    Answered,
    /// They do not want it any more.
    NotWanted,
    /// They could not be reached.
    NotReached,
    /// The studio does not do what is wanted.
    NotOffered,
    /// They are too young.
    TooYoung,
    /// Written by nobody who wants anything.
    Unwanted,
}

/// Where an enquiry stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EnquiryState {
    /// Nobody has answered.
    New,
    /// Somebody has.
    Answered {
        /// Who and when.
        act: Act,
        /// What was answered.
        words: Words<4000>,
    },
    /// A consultation is in the calendar.
    ConsultationBooked {
        /// Who and when.
        act: Act,
        /// The appointment.
        appointment: RecordId,
    },
    /// Nothing more is to be done.
    Closed {
        /// Who and when.
        act: Act,
        /// Why.
        closing: Closing,
    },
}

impl EnquiryState {
    const fn name(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Answered { .. } => "answered",
            Self::ConsultationBooked { .. } => "consultation_booked",
            Self::Closed { .. } => "closed",
        }
    }
}

/// What somebody asks, in their own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Their name.
    pub name: Words<120>,
    /// How they are reached.
    pub reach: Reach,
    /// What they ask for.
    pub wish: Wish,
    /// What it is for.
    pub purpose: Option<Words<1000>>,
    /// Times that suit them.
    pub suits: Option<Words<500>>,
    /// Their hair loss as they tell it.
    pub hair_loss: Option<Words<4000>>,
}

/// An enquiry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enquiry {
    /// The record.
    pub id: RecordId,
    /// When it came.
    pub received: Timestamp,
    /// Until when somebody should have answered.
    pub answer_by: Timestamp,
    /// What is asked.
    pub asked: Asked,
    /// The client it turned out to be of.
    pub client: Option<ClientId>,
    state: EnquiryState,
}

impl Enquiry {
    /// An enquiry that came in.
    pub const fn new(
        id: RecordId,
        received: Timestamp,
        answer_by: Timestamp,
        asked: Asked,
    ) -> Self {
        Self {
            id,
            received,
            answer_by,
            asked,
            client: None,
            state: EnquiryState::New,
        }
    }

    /// Where it stands.
    pub const fn stands(&self) -> &EnquiryState {
        &self.state
    }

    fn go(self, event: &str, state: EnquiryState) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), event, state.name())?;
        Ok(Self { state, ..self })
    }

    /// Somebody answers.
    ///
    /// # Errors
    /// It is booked or closed.
    pub fn answer(self, act: Act, words: Words<4000>) -> Result<Self, Refusal> {
        self.go("answer", EnquiryState::Answered { act, words })
    }

    /// A consultation is booked for a client.
    ///
    /// # Errors
    /// It is booked already or closed.
    pub fn book(self, act: Act, client: ClientId, appointment: RecordId) -> Result<Self, Refusal> {
        let state = EnquiryState::ConsultationBooked { act, appointment };
        let booked = self.go("book", state)?;
        Ok(Self {
            client: Some(client),
            ..booked
        })
    }

    /// Nothing more is to be done.
    ///
    /// # Errors
    /// It is booked or closed already.
    pub fn close(self, act: Act, closing: Closing) -> Result<Self, Refusal> {
        self.go("close", EnquiryState::Closed { act, closing })
    }
}

impl PracticeRecord for Enquiry {
    const KIND: RecordKind = RecordKind::Enquiry;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.state.name()
    }

    fn due(&self) -> Option<Timestamp> {
        matches!(self.state, EnquiryState::New).then_some(self.answer_by)
    }

    fn keys(&self) -> Vec<RecordKey> {
        match &self.state {
            EnquiryState::ConsultationBooked { appointment, .. } => {
                vec![RecordKey::new("appointment", appointment)]
            }
            _ => Vec::new(),
        }
    }

    fn kept_by_law(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PersonId;
    use crate::record::{from_document, to_document};
    use uuid::Uuid;

    fn enquiry() -> Enquiry {
        let received: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let asked = Asked {
            name: Words::new("Jo Example").unwrap(),
            reach: Reach::Email(Email::new("jo@example.org").unwrap()),
            wish: Wish::Consultation,
            purpose: Some(Words::new("the crown").unwrap()),
            suits: None,
            hair_loss: Some(Words::new("for ten years").unwrap()),
        };
        Enquiry::new(
            RecordId(Uuid::from_u128(7)),
            received,
            "2026-03-03T12:00:00Z".parse().unwrap(),
            asked,
        )
    }

    fn act() -> Act {
        Act {
            at: "2026-03-02T09:00:00Z".parse().unwrap(),
            by: PersonId(Uuid::from_u128(1)),
        }
    }

    #[test]
    fn an_enquiry_is_answered_booked_and_then_stays() {
        let new = enquiry();
        assert_eq!((new.state(), new.due()), ("new", Some(new.answer_by)));
        let answered = new.answer(act(), Words::new("Gladly.").unwrap()).unwrap();
        assert_eq!((answered.state(), answered.due()), ("answered", None));
        let (client, appointment) = (ClientId(Uuid::from_u128(2)), RecordId(Uuid::from_u128(3)));
        let booked = answered.book(act(), client, appointment).unwrap();
        assert_eq!(booked.client, Some(client));
        let read: Enquiry = from_document(&to_document(&booked).unwrap()).unwrap();
        assert_eq!(read, booked);
        let refused = booked.close(act(), Closing::NotWanted).unwrap_err();
        assert_eq!(refused.code, crate::RuleCode::StateWrong);
        assert!(enquiry().close(act(), Closing::NotWanted).is_ok());
    }

    #[test]
    fn nobody_is_reached_by_what_is_no_address() {
        for bad in [
            "",
            "jo",
            "jo@",
            "@example.org",
            "a b@c.de",
            "a@b@c.de",
            "jo@example",
            "jo@.org",
        ] {
            assert!(Email::new(bad).is_err(), "{bad}");
        }
        assert!(Phone::new("+44 (0)20 7946 0000").is_ok());
        for bad in ["", "12", "call me", "+1234567890123456"] {
            assert!(Phone::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_field_that_no_enquiry_has_is_refused_by_its_path() {
        let text = String::from_utf8(to_document(&enquiry()).unwrap()).unwrap();
        let strange = text.replace("\"wish\"", "\"weight\":1,\"wish\"");
        let error = from_document::<Enquiry>(strange.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("record.asked"), "{error}");
        let newer = text.replace("\"format\":1", "\"format\":2");
        let error = from_document::<Enquiry>(newer.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("format 2"), "{error}");
        let long = text.replace("Jo Example", &"x".repeat(121));
        let error = from_document::<Enquiry>(long.as_bytes()).unwrap_err();
        assert!(
            error.to_string().contains("record.asked.name: 121"),
            "{error}"
        );
    }
}
