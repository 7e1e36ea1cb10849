//! Records of the practice: documents that storage does not look into, with what they are found by, and every revision of them.
//!
//! Whoever decides on what several records say reads the [`PracticeClock`] first, then the records, and writes with that clock: the write is refused when
//! anything was written in between.

mod commit;
mod delta;
mod keeping;
mod query;
mod read;
mod write;

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::act::{Actor, instant, maybe_instant, milliseconds};
use crate::document::Document;
use crate::error::{Result, StorageError, check_text, check_word, count};
use crate::id::{ClientId, RecordId};
use crate::table::{practice_record, practice_revision};

pub use commit::{CommitName, Committed, CommittedRecord, NewRecord, RecordChanges, RecordEdit};
pub(crate) use query::find;
pub use read::{DuePage, DuePlace, RecordPage};

/// Keys of one record.
const MOST_KEYS: usize = 200;
/// A span of more milliseconds is looked for by itself.
const LONG: i64 = 24 * 3600 * 1000;

/// How often something was written that a decision of the practice may rest on: practice records; a client's fields, their merges and erasure; the approval of a version;
/// the name and role of an account, and its closing; the studio's settings. Read before what a change is decided on, it shows whether that is still what is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PracticeClock(pub(crate) u64);

impl PracticeClock {
    /// The number of writes.
    pub fn writes(self) -> u64 {
        self.0
    }
}

impl fmt::Display for PracticeClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// From an instant until another, which is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSpan {
    /// The first instant.
    pub from: Timestamp,
    /// The instant after the last; later than `from`.
    pub until: Timestamp,
}

/// A name and a value that records are found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordKey {
    /// The name, a word of small letters: `lot`.
    pub name: String,
    /// The value, at most 200 characters, found when it is the same to the letter.
    pub value: String,
}

/// What is said of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFields {
    /// What it is of, a word of small letters: `session`. It never changes.
    pub kind: String,
    /// The client it concerns; none for what concerns the studio alone. It can be added later, never changed.
    pub client: Option<ClientId>,
    /// The name of its state, a word of small letters.
    pub state: String,
    /// When it is, for what stands in a calendar.
    pub span: Option<RecordSpan>,
    /// When somebody should look.
    pub due: Option<Timestamp>,
    /// The version of the document's form.
    pub format: u32,
    /// What it says.
    pub document: Document,
    /// Whether the law asks to keep it when its client is erased.
    pub kept_by_law: bool,
    /// What it is found by, at most 200 keys.
    pub keys: Vec<RecordKey>,
}

/// What a record is found by and listed with, without its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordHead {
    /// The identifier.
    pub id: RecordId,
    /// The client it concerns.
    pub client: Option<ClientId>,
    /// What it is of.
    pub kind: String,
    /// The name of its state.
    pub state: String,
    /// When it is.
    pub span: Option<RecordSpan>,
    /// When somebody should look.
    pub due: Option<Timestamp>,
    /// Grows with every edit, from 1.
    pub revision: u64,
    /// The version of the document's form.
    pub format: u32,
    /// Whether the law asks to keep it when its client is erased.
    pub kept_by_law: bool,
    /// When it began.
    pub created_at: Timestamp,
    /// When this revision was made.
    pub edited_at: Timestamp,
    /// Who made this revision.
    pub actor: Actor,
}

/// A record as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PracticeRecord {
    /// What it is found by and listed with.
    #[serde(flatten)]
    pub head: RecordHead,
    /// What it says.
    pub document: Document,
}

/// What a record was at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordRevision {
    /// From 1.
    pub revision: u64,
    /// The name of its state.
    pub state: String,
    /// The version of the document's form.
    pub format: u32,
    /// What it said.
    pub document: Document,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub actor: Actor,
}

impl RecordSpan {
    fn milliseconds(self) -> (i64, i64) {
        (milliseconds(self.from), milliseconds(self.until))
    }

    /// How long it is.
    pub fn duration(self) -> SignedDuration {
        self.until.duration_since(self.from)
    }
}

impl RecordKey {
    /// A key.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

impl RecordFields {
    fn check(&self) -> Result<()> {
        check_word("kind", &self.kind)?;
        check_word("state", &self.state)?;
        if let Some(span) = self.span
            && span.milliseconds().0 >= span.milliseconds().1
        {
            return Err(StorageError::field(
                "span",
                format!("from {} until {}: it must end later", span.from, span.until),
            ));
        }
        if self.keys.len() > MOST_KEYS {
            return Err(StorageError::field(
                "keys",
                format!("{}, at most {MOST_KEYS}", self.keys.len()),
            ));
        }
        for key in &self.keys {
            check_word("key", &key.name)?;
            check_text("key's value", &key.value, 200)?;
        }
        self.document.check()
    }

    /// Whether it lasts more than a day, as the database keeps it.
    fn is_long(&self) -> i64 {
        let is_long = self.span.map(RecordSpan::milliseconds);
        is_long
            .is_some_and(|(from, until)| until - from > LONG)
            .into()
    }
}

/// The columns of a record without its document.
#[derive(Clone, Debug, FromQueryResult)]
struct HeadRow {
    id: Uuid,
    client: Option<Uuid>,
    kind: String,
    state: String,
    from_at: Option<i64>,
    until_at: Option<i64>,
    due_at: Option<i64>,
    revision: i64,
    format: i64,
    kept_by_law: i64,
    created_at: i64,
    edited_at: i64,
    actor_kind: String,
    actor: Option<Uuid>,
}

impl RecordHead {
    fn read(row: HeadRow) -> Result<Self> {
        let span = match (row.from_at, row.until_at) {
            (Some(from), Some(until)) => Some(RecordSpan {
                from: instant(from)?,
                until: instant(until)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: RecordId(row.id),
            client: row.client.map(ClientId),
            kind: row.kind,
            state: row.state,
            span,
            due: maybe_instant(row.due_at)?,
            revision: count(row.revision)?,
            format: format_of(row.format)?,
            kept_by_law: row.kept_by_law != 0,
            created_at: instant(row.created_at)?,
            edited_at: instant(row.edited_at)?,
            actor: Actor::read(&row.actor_kind, row.actor)?,
        })
    }
}

impl PracticeRecord {
    fn read(row: practice_record::Model) -> Result<Self> {
        let document = Document::read(row.document, &row.document_hash)?;
        let head = HeadRow {
            id: row.id,
            client: row.client,
            kind: row.kind,
            state: row.state,
            from_at: row.from_at,
            until_at: row.until_at,
            due_at: row.due_at,
            revision: row.revision,
            format: row.format,
            kept_by_law: row.kept_by_law,
            created_at: row.created_at,
            edited_at: row.edited_at,
            actor_kind: row.actor_kind,
            actor: row.actor,
        };
        Ok(Self {
            head: RecordHead::read(head)?,
            document,
        })
    }
}

impl RecordRevision {
    /// What a record is now.
    fn last(record: PracticeRecord) -> Self {
        Self {
            revision: record.head.revision,
            state: record.head.state,
            format: record.head.format,
            document: record.document,
            at: record.head.edited_at,
            actor: record.head.actor,
        }
    }

    /// The revision before this one.
    fn before(&self, row: practice_revision::Model) -> Result<Self> {
        let is_before = count(row.revision)? + 1 == self.revision;
        let text = delta::restore(&self.document.text, &row.difference);
        let is_whole = |text: &String| Sha256::digest(text)[..] == row.digest;
        let Some(text) = text.filter(|text| is_before && is_whole(text)) else {
            return Err(StorageError::damaged(format!(
                "revision {} of record {}",
                row.revision, row.record
            )));
        };
        Ok(Self {
            revision: count(row.revision)?,
            state: row.state,
            format: format_of(row.format)?,
            document: Document::read(text, &row.document_hash)?,
            at: instant(row.at)?,
            actor: Actor::read(&row.actor_kind, row.actor)?,
        })
    }
}

fn format_of(format: i64) -> Result<u32> {
    u32::try_from(format)
        .map_err(|_| StorageError::damaged(format!("a document of format {format}")))
}
