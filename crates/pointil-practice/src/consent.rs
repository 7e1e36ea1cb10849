//! Consents: each for itself, with the words that were shown, given or refused, and taken back at any time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::bounded::Words;
use crate::hash::ContentHash;
use crate::id::{ClientId, PersonId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::reminder::MessageConsent;
use crate::state::{Arrow, Machine};

/// The states of a consent.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Consent.name(),
    starts: &["given", "refused"],
    arrows: &[Arrow {
        from: "given",
        event: "withdraw",
        to: "withdrawn",
    }],
};

/// What is consented to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// To be treated, and that health data are kept for it.
    Treatment,
    /// Photographs for the client's own record.
    ClinicalPhotographs,
    /// Photographs shown to others.
    PublishingPhotographs,
    /// Messages beyond those that the treatment needs.
    Messages,
    /// Messages about appointments and healing. They are part of what was agreed, so they are sent until the client says no.
    Reminders,
}

impl ConsentKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Treatment,
        Self::ClinicalPhotographs,
        Self::PublishingPhotographs,
        Self::Messages,
        Self::Reminders,
    ];

    /// The name it is kept under.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Treatment => "treatment",
            Self::ClinicalPhotographs => "clinical_photographs",
            Self::PublishingPhotographs => "publishing_photographs",
            Self::Messages => "messages",
            Self::Reminders => "reminders",
        }
    }

    /// The words that a client reads, of version 1.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Treatment => {
                "I agree to be treated as my agreement describes. I have read what it is and is not, that it is meant to last, and what can go wrong. I agree that what I say about my health is kept to treat me safely. I can stop at any moment, also during a session."
            }
            Self::ClinicalPhotographs => {
                "I agree that photographs of my head are taken and kept with my record, to plan the treatment and to see how it heals. Nobody outside the studio sees them unless I ask for it."
            }
            Self::PublishingPhotographs => {
                "I agree that the studio shows photographs of my head to others. I can take this back at any time; they are then taken down, and my own record stays as it is. My treatment does not depend on it."
            }
            Self::Messages => {
                "I agree that the studio writes to me about offers and news. Messages about my appointments and my healing do not need this. I can take it back at any time."
            }
            Self::Reminders => {
                "I want the studio to remind me by e-mail of my appointments and to ask me how I am afterwards. If I say no, nothing is written to me, and the studio tells me itself. My treatment does not depend on it."
            }
        }
    }
}

/// How it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Said {
    /// On the studio's screen, with somebody beside.
    OnScreen {
        /// Who was there.
        with: PersonId,
    },
    /// By the client's private link.
    ByLink,
    /// On paper, entered by somebody.
    OnPaper {
        /// Who entered it.
        by: PersonId,
    },
    /// In words, written down by somebody.
    Aloud {
        /// Who wrote it down.
        to: PersonId,
    },
}

/// One consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The record.
    pub id: RecordId,
    /// Whose.
    pub client: ClientId,
    /// To what.
    pub kind: ConsentKind,
    /// The words that were shown.
    pub words: Words<2000>,
    /// Their content hash.
    pub words_hash: ContentHash,
    /// When it was said.
    pub at: Timestamp,
    /// How.
    pub how: Said,
    state: ConsentState,
}

/// Where a consent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ConsentState {
    /// It holds.
    Given,
    /// The client said no.
    Refused,
    /// The client took it back.
    Withdrawn {
        /// When.
        at: Timestamp,
        /// How.
        how: Said,
    },
}

impl Consent {
    /// A client says yes, or no, to the words shown.
    pub fn said(
        id: RecordId,
        client: ClientId,
        kind: ConsentKind,
        words: Words<2000>,
        (at, how): (Timestamp, Said),
        yes: bool,
    ) -> Self {
        let state = if yes {
            ConsentState::Given
        } else {
            ConsentState::Refused
        };
        Self {
            id,
            client,
            kind,
            words_hash: ContentHash::of_bytes(words.as_str().as_bytes()),
            words,
            at,
            how,
            state,
        }
    }

    /// The client takes it back. What was done before stays done; nothing more is done from now on.
    ///
    /// # Errors
    /// It was never given, or was taken back before.
    pub fn withdraw(mut self, at: Timestamp, how: Said) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "withdraw", "withdrawn")?;
        self.state = ConsentState::Withdrawn { at, how };
        Ok(self)
    }

    /// Whether it holds.
    pub fn is_given(&self) -> bool {
        self.state == ConsentState::Given
    }
}

/// A client's last word on a kind.
fn last(client: ClientId, kind: ConsentKind, consents: &[Consent]) -> Option<&Consent> {
    consents
        .iter()
        .filter(|own| own.client == client && own.kind == kind)
        .max_by_key(|own| (own.at, own.id))
}

/// Whether a client's last word on a kind is yes. Somebody who took it back and gave it anew has given it.
pub fn holds(client: ClientId, kind: ConsentKind, consents: &[Consent]) -> bool {
    last(client, kind, consents).is_some_and(Consent::is_given)
}

/// What a client wants to be written: about appointments and healing until they say no, anything else only when they said yes.
pub fn wanted_messages(client: ClientId, consents: &[Consent]) -> MessageConsent {
    MessageConsent {
        needed: last(client, ConsentKind::Reminders, consents).is_none_or(Consent::is_given),
        further: holds(client, ConsentKind::Messages, consents),
    }
}

impl PracticeRecord for Consent {
    const KIND: RecordKind = RecordKind::Consent;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        match self.state {
            ConsentState::Given => "given",
            ConsentState::Refused => "refused",
            ConsentState::Withdrawn { .. } => "withdrawn",
        }
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![RecordKey::new("consent", self.kind.name())]
    }

    fn kept_by_law(&self) -> bool {
        // Consent to messages proves nothing about a treatment.
        !matches!(self.kind, ConsentKind::Messages | ConsentKind::Reminders)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{from_document, to_document};
    use crate::sample;

    fn said(hours: i64, yes: bool) -> Consent {
        let kind = ConsentKind::PublishingPhotographs;
        Consent::said(
            sample::record(hours as u128),
            sample::client(1),
            kind,
            Words::new(kind.words()).unwrap(),
            (sample::at(hours), Said::ByLink),
            yes,
        )
    }

    #[test]
    fn the_last_word_counts_and_each_kind_for_itself() {
        let [first, then] = [said(1, true), said(5, false)];
        let client = first.client;
        let kind = first.kind;
        assert!(holds(client, kind, std::slice::from_ref(&first)));
        assert!(!holds(client, kind, &[then.clone(), first.clone()]));
        assert!(!holds(
            client,
            ConsentKind::Treatment,
            std::slice::from_ref(&first)
        ));
        assert!(!holds(
            sample::client(2),
            kind,
            std::slice::from_ref(&first)
        ));
        let gone = first.withdraw(sample::at(2), Said::ByLink).unwrap();
        assert!(!holds(client, kind, std::slice::from_ref(&gone)));
        assert!(holds(client, kind, &[gone.clone(), said(3, true)]));
        assert!(gone.clone().withdraw(sample::at(3), Said::ByLink).is_err());
        assert!(then.withdraw(sample::at(6), Said::ByLink).is_err());
        let bytes = to_document(&gone).unwrap();
        assert_eq!(from_document::<Consent>(&bytes).unwrap(), gone);
        let odd = String::from_utf8(bytes)
            .unwrap()
            .replace("\"client\"", "\"x\":1,\"client\"");
        assert!(from_document::<Consent>(odd.as_bytes()).is_err());
    }

    #[test]
    fn reminders_are_sent_until_somebody_says_no_and_news_only_after_a_yes() {
        let client = sample::client(1);
        let wants = |said: &[Consent]| {
            let wants = wanted_messages(client, said);
            (wants.needed, wants.further)
        };
        let of = |kind, hours, yes| Consent {
            kind,
            ..said(hours, yes)
        };
        let (news, reminders) = (ConsentKind::Messages, ConsentKind::Reminders);
        assert_eq!(wants(&[]), (true, false));
        assert_eq!(wants(&[of(news, 1, true)]), (true, true));
        assert_eq!(
            wants(&[of(reminders, 1, false), of(news, 2, true)]),
            (false, true)
        );
        assert_eq!(
            wants(&[of(reminders, 1, false), of(reminders, 2, true)]),
            (true, false)
        );
    }

    #[test]
    fn the_words_of_each_kind_fit_and_differ() {
        for kind in ConsentKind::ALL {
            assert!(Words::<2000>::new(kind.words()).is_ok(), "{}", kind.name());
        }
    }
}
