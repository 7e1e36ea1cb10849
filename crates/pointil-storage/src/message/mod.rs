//! Messages to be sent: rows written with the record that causes them, sent once.
//!
//! ```text
//! queued ── claim_messages ─▶ claimed ── begin_hand_over ─▶ handing_over ── message_sent ─▶ sent
//!   ▲                            │                             │
//!   ├── the claim ended ─────────┘                             ├── the claim ended, message_unclear ─▶ uncertain
//!   ├── message_failed: tried again later ─────────────────────┤
//!   │                                  no further try          └──▶ failed
//!   └── settle_message: send again ◀── uncertain, failed ── settle_message ─▶ sent, withdrawn
//! ```
//!
//! Each step is on the disk before the next begins. A sender that is killed before the hand-over leaves a message that another one takes up; one that is
//! killed in the middle of it leaves a message of which nobody knows whether it arrived, and a person decides.

mod hand_over;
mod queue;
mod read;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::act::{instant, milliseconds};
use crate::error::{Result, StorageError, check_document, check_name, check_word, count};
use crate::id::{ClaimId, ClientId, MessageId, RecordId};
use crate::table::message;

pub use hand_over::{ClaimedMessage, Failure, Settlement};
pub use read::MessagePage;

/// A message's parameters are a document of at most so many characters.
const MOST_PARAMETERS: usize = 100_000;
/// A message is tried so often, for more than twenty hours.
const TRIES: i64 = 12;
/// The first repetition comes after a minute, each later one after twice the time…
const FIRST_PAUSE_MS: i64 = 60_000;
/// … but never more than six hours.
const LONGEST_PAUSE_MS: i64 = 6 * 3600 * 1000;

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// The client it is for; none for one to the studio.
    pub client: Option<ClientId>,
    /// The record it is about.
    pub record: Option<RecordId>,
    /// What it is sent for, at most 200 characters. One message is sent for each: a second one with the same cause is not queued.
    pub cause: String,
    /// By which way, a word of small letters: `email`.
    pub channel: String,
    /// The address, at most 254 characters.
    pub recipient: String,
    /// The name of its text, a word of small letters.
    pub template: String,
    /// What the text is filled with, a document that storage does not look into. It is forgotten when the message was sent or withdrawn, for it may hold a private link.
    pub parameters: String,
    /// When it is to be sent, not earlier.
    pub due: Timestamp,
}

/// Which messages are not to be sent any more. What is handed over already cannot be called back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// The one of a cause.
    Cause(String),
    /// All about a record.
    Record(RecordId),
    /// All to a client.
    Client(ClientId),
}

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Where a message stands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum MessageState {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl MessageState {
            /// Every state.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable text.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

states! {
    /// Waits for its time, or for its next try.
    Queued = "queued",
    /// A sender has it and has not begun to send it.
    Claimed = "claimed",
    /// A sender hands it over at this moment.
    HandingOver = "handing_over",
    /// It was sent.
    Sent = "sent",
    /// It could not be sent and is not tried again by itself.
    Failed = "failed",
    /// It was not to be sent any more.
    Withdrawn = "withdrawn",
    /// Nobody knows whether it was sent: never sent again by itself.
    Uncertain = "uncertain",
}

/// A message as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The identifier.
    pub id: MessageId,
    /// The client it is for.
    pub client: Option<ClientId>,
    /// The record it is about.
    pub record: Option<RecordId>,
    /// What it is sent for.
    pub cause: String,
    /// By which way.
    pub channel: String,
    /// The address.
    pub recipient: String,
    /// The name of its text.
    pub template: String,
    /// What the text is filled with; empty when it was sent or withdrawn.
    pub parameters: String,
    /// Where it stands.
    pub state: MessageState,
    /// When it is to be sent.
    pub due: Timestamp,
    /// When it is tried next, or was to be tried.
    pub next_try: Timestamp,
    /// How often it failed since it was queued or sent again by hand.
    pub attempts: u64,
    /// Why it failed last: a word of the sender.
    pub fault: Option<String>,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When it came to where it stands.
    pub changed_at: Timestamp,
}

impl fmt::Display for MessageState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl MessageState {
    fn read(text: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|state| state.as_str() == text);
        found
            .copied()
            .ok_or_else(|| StorageError::damaged(format!("a message in state {text:?}")))
    }
}

impl NewMessage {
    pub(crate) fn check(&self) -> Result<()> {
        check_name("cause", &self.cause, 200)?;
        check_word("channel", &self.channel)?;
        check_word("template", &self.template)?;
        check_name("recipient", &self.recipient, 254)?;
        check_document(&self.parameters, MOST_PARAMETERS)
    }
}

impl Message {
    fn read(row: message::Model) -> Result<Self> {
        Ok(Self {
            id: MessageId(row.id),
            client: row.client.map(ClientId),
            record: row.record.map(RecordId),
            cause: row.cause,
            channel: row.channel,
            recipient: row.recipient,
            template: row.template,
            parameters: row.parameters,
            state: MessageState::read(&row.state)?,
            due: instant(row.due_at)?,
            next_try: instant(row.next_at)?,
            attempts: count(row.attempts)?,
            fault: row.fault,
            created_at: instant(row.created_at)?,
            changed_at: instant(row.changed_at)?,
        })
    }

    /// The `Message-ID` header of its mail, the same at every try, so that a mail server and a mail program know a repetition.
    pub fn message_id(&self, domain: &str) -> String {
        format!("<{}@{domain}>", self.id)
    }
}
