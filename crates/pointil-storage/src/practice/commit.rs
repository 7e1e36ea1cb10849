//! One set of changes to practice records and what follows from it, all or nothing.

use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::write::Salts;
use super::{PracticeClock, RecordFields};
use crate::act::{Act, milliseconds};
use crate::document::DocumentHash;
use crate::error::{Refusal, Result, StorageError, check_name, count};
use crate::id::{RecordId, StudioId};
use crate::message::{NewMessage, Withdrawal};
use crate::random;
use crate::store::Store;
use crate::table::{practice_clock, practice_commit};

/// Records and messages of one set of changes.
const MOST_CHANGES: usize = 1000;

/// The name of a set of changes, by which it is recognised when it is sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitName {
    /// A name that nothing else in the studio has, at most 200 characters: what the sender made for this one request.
    pub name: String,
    /// The hash of what was asked for: the same name with another one is refused.
    pub request: DocumentHash,
}

/// What is to be written together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordChanges {
    /// The name of these changes; without one they are written every time they are sent.
    pub name: Option<CommitName>,
    /// Records that begin.
    pub new: Vec<NewRecord>,
    /// Records that have a new revision.
    pub edits: Vec<RecordEdit>,
    /// Messages that are not to be sent any more.
    pub withdrawals: Vec<Withdrawal>,
    /// Messages to be sent. They are queued after the withdrawals.
    pub messages: Vec<NewMessage>,
}

/// A record that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// Its identifier ([`Store::new_record_id`]).
    pub id: RecordId,
    /// What is said of it.
    pub fields: RecordFields,
}

/// A new revision of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordEdit {
    /// Which.
    pub id: RecordId,
    /// The revision that it was made on.
    pub revision: u64,
    /// What is said of it from now on.
    pub fields: RecordFields,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// The clock after it.
    pub clock: PracticeClock,
    /// The records, new ones first, with their revisions.
    pub records: Vec<CommittedRecord>,
    /// Whether these changes had been written before, and nothing was written now.
    #[serde(skip)]
    pub is_repeat: bool,
}

/// A record that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommittedRecord {
    /// Which.
    pub id: RecordId,
    /// Its revision now.
    pub revision: u64,
}

impl RecordChanges {
    fn check(&self) -> Result<()> {
        let changes =
            self.new.len() + self.edits.len() + self.messages.len() + self.withdrawals.len();
        if changes > MOST_CHANGES {
            return Err(StorageError::field(
                "changes",
                format!("{changes}, at most {MOST_CHANGES}: write them in portions"),
            ));
        }
        if let Some(name) = &self.name {
            check_name("name of the changes", &name.name, 200)?;
        }
        let new = self.new.iter().map(|record| &record.fields);
        let edited = self.edits.iter().map(|record| &record.fields);
        new.chain(edited).try_for_each(RecordFields::check)?;
        self.messages.iter().try_for_each(NewMessage::check)
    }
}

impl Store {
    /// An identifier for a record that is to begin, so that documents can name each other before they are kept.
    pub fn new_record_id(at: Timestamp) -> Result<RecordId> {
        random::id(at).map(RecordId)
    }

    /// How often a studio's practice records, and what else a decision of the practice rests on, were written. Read it before anything that is decided on.
    pub async fn practice_clock(&self, studio: StudioId) -> Result<PracticeClock> {
        clock(self.db(), studio).await
    }

    /// What was answered to the changes of a name, when they were written.
    ///
    /// # Errors
    /// [`Refusal::CommitNameTaken`] when the name was given to another request.
    pub async fn committed(
        &self,
        studio: StudioId,
        name: &CommitName,
    ) -> Result<Option<Committed>> {
        committed(self.db(), studio, name).await
    }

    /// Writes a set of changes that was decided on what the records said when the clock was `seen`: records with their keys and their former revisions, messages,
    /// and events, together. Changes whose name is known are answered as the first time, and nothing is written.
    ///
    /// A client behind a private link edits the records that the link opens, begins records of its client, which the link opens from then on, and causes messages to
    /// themselves or to the studio; nothing else.
    ///
    /// # Errors
    /// [`StorageError::PracticeMoved`] when records were written since; [`StorageError::Stale`] when an edit names another revision;
    /// [`Refusal::CommitNameTaken`]; [`Refusal::ClientErased`], [`Refusal::ClientMerged`]; [`Refusal::LinkClosed`].
    pub async fn commit_records(
        &self,
        act: &Act,
        seen: PracticeClock,
        changes: &RecordChanges,
    ) -> Result<Committed> {
        changes.check()?;
        let mut write = self.write(act).await?;
        if let Some(name) = &changes.name
            && let Some(committed) = committed(write.db(), act.studio, name).await?
        {
            return Ok(committed);
        }
        let current = clock(write.db(), act.studio).await?;
        if current != seen {
            return Err(StorageError::PracticeMoved {
                seen: seen.0,
                current: current.0,
            });
        }
        write.check_link_writes(changes).await?;
        let mut salts = Salts::default();
        let mut records = write.insert_records(&changes.new, &mut salts).await?;
        for edit in &changes.edits {
            records.push(write.edit_record(edit, &mut salts).await?);
        }
        for withdrawal in &changes.withdrawals {
            write.withdraw_messages(withdrawal).await?;
        }
        write.queue_messages(&changes.messages).await?;
        let committed = Committed {
            // Messages alone change nothing that a decision rests on.
            clock: PracticeClock(current.0 + u64::from(!records.is_empty())),
            records,
            is_repeat: false,
        };
        if let Some(name) = &changes.name {
            write.keep_answer(name, &committed).await?;
        }
        write.commit().await?;
        Ok(committed)
    }

    /// Forgets the names of changes that were written before `before`: whoever sends them later writes them again. Answers with how many. To be called once a
    /// day, with an instant some weeks ago.
    pub async fn forget_commit_names(&self, act: &Act, before: Timestamp) -> Result<u64> {
        let write = self.write(act).await?;
        let gone = practice_commit::Entity::delete_many()
            .filter(practice_commit::Column::Studio.eq(act.studio.0))
            .filter(practice_commit::Column::At.lt(milliseconds(before)))
            .exec(write.db())
            .await?;
        write.commit().await?;
        Ok(gone.rows_affected)
    }
}

pub(super) async fn clock<C: ConnectionTrait>(db: &C, studio: StudioId) -> Result<PracticeClock> {
    let row = practice_clock::Entity::find_by_id(studio.0).one(db).await?;
    row.map_or(Ok(PracticeClock::default()), |row| {
        count(row.writes).map(PracticeClock)
    })
}

async fn committed<C: ConnectionTrait>(
    db: &C,
    studio: StudioId,
    name: &CommitName,
) -> Result<Option<Committed>> {
    let row = practice_commit::Entity::find_by_id((studio.0, name.name.clone()))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    if row.request != name.request.0 {
        return Err(Refusal::CommitNameTaken(row.name).into());
    }
    let answer: Committed = serde_json::from_str(&row.answer)
        .map_err(|error| StorageError::damaged(format!("an answer that was kept: {error}")))?;
    Ok(Some(Committed {
        is_repeat: true,
        ..answer
    }))
}
