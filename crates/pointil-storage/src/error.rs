//! What can go wrong, with what to do about it.

use std::error::Error;
use std::path::{Path, PathBuf};

use sea_orm::{DbErr, SqlErr};
use thiserror::Error as ThisError;
use uuid::Uuid;

use crate::id::ClientId;
use crate::message::MessageState;

/// The crate's results.
pub type Result<T> = std::result::Result<T, StorageError>;

/// Why storage could not do as asked. What is merely absent from a look-up is `None`, not an error.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum StorageError {
    /// A write named something that this studio does not have.
    #[error("no {kind} {id} in this studio; it may have been removed: fetch the list anew")]
    NotFound {
        /// The noun.
        kind: &'static str,
        /// What was named.
        id: Uuid,
    },
    /// Somebody else changed it first.
    #[error(
        "{kind} {id} is at revision {current}, the change was made on revision {given}: fetch it anew and repeat the change"
    )]
    Stale {
        /// The noun.
        kind: &'static str,
        /// What was to be changed.
        id: Uuid,
        /// The revision that the change was made on.
        given: u64,
        /// The revision that is kept.
        current: u64,
    },
    /// Practice records were written since those were read that a change was decided on.
    #[error(
        "practice records were changed meanwhile (write {current}, decided on {seen}): nothing was written; read them anew and decide again"
    )]
    PracticeMoved {
        /// The clock that the change was decided on.
        seen: u64,
        /// The clock as it is.
        current: u64,
    },
    /// A value that cannot be kept.
    #[error("{field}: {reason}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong, what is allowed.
        reason: String,
    },
    /// A rule of the records forbids it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database was written by a later program.
    #[error(
        "the database has step {found:?}, which this program does not know: it was written by a newer Pointil; start that version, nothing has been changed"
    )]
    Newer {
        /// The first step that is not known.
        found: String,
    },
    /// The studio key is absent or is not the one that the objects were written with.
    #[error("studio key {path}: {reason}")]
    Key {
        /// The key file.
        path: PathBuf,
        /// What is wrong with it and what to do.
        reason: String,
    },
    /// Something kept is not what was written: the disk, or somebody, changed it.
    #[error("damaged: {what}; restore the last backup that verifies")]
    Damaged {
        /// What does not fit.
        what: String,
    },
    /// The database refused or is not there.
    #[error("database: {0}")]
    Database(#[source] Box<dyn Error + Send + Sync>),
    /// The object folder refused or is not there.
    #[error("objects: {0}")]
    Objects(#[source] Box<dyn Error + Send + Sync>),
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Work on a thread of its own did not come to its end.
    #[error("interrupted: {0}; try again")]
    Interrupted(String),
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system: {0}")]
    Randomness(String),
}

/// A rule of the records, each with a stable code.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Refusal {
    /// The studio would be left without an owner.
    #[error("this is the last owner: make somebody else an owner first")]
    LastOwner,
    /// Two open accounts would have one e-mail address.
    #[error("an account with this e-mail address exists: close it, or use another address")]
    EmailTaken,
    /// The account is closed.
    #[error("this account is closed")]
    AccountClosed,
    /// The client was erased.
    #[error("this client was erased; nothing more can be written about them")]
    ClientErased,
    /// The client was merged into another.
    #[error("this client was merged into {0}: go on there")]
    ClientMerged(ClientId),
    /// A record cannot be merged with itself.
    #[error("this is one record: choose two")]
    SameClient,
    /// Objects still need an older version of the studio key.
    #[error(
        "{0} objects are still wrapped with an older version of the studio key: rotate the key first"
    )]
    KeyInUse(u64),
    /// The history has no earlier step.
    #[error("nothing to undo")]
    NothingToUndo,
    /// The history has no later step.
    #[error("nothing to do again")]
    NothingToRedo,
    /// The version was not shown to the client.
    #[error("this version was not presented to the client yet: present it first")]
    NotPresented,
    /// What was shown is not what the version holds.
    #[error("the document that was shown is not this version: show it again")]
    HashDiffers,
    /// The version was approved before.
    #[error("this version is approved already")]
    AlreadyApproved,
    /// The link is over, revoked, or does not show this version or open this record.
    #[error("this link is closed, or is not for this: ask the studio for a new one")]
    LinkClosed,
    /// Only SQLite is copied by this program.
    #[error("the records are on PostgreSQL: back them up with pg_dump, and copy the object folder")]
    NotSqlite,
    /// A backup or a restore must not mix with what is there.
    #[error("{} is not empty: choose another folder", .0.display())]
    FolderNotEmpty(PathBuf),
    /// The merge was undone before.
    #[error("this merge was undone already")]
    MergeUndone,
    /// The law asks to keep the record.
    #[error(
        "the law asks to keep this record: it is erased when its client's keeping time is over"
    )]
    KeptByLaw,
    /// A set of changes has the name of another one that was kept before.
    #[error("the name {0:?} was given to other changes before: choose a new one")]
    CommitNameTaken(String),
    /// The message is not this sender's any more: its claim ended, or somebody withdrew it.
    #[error("this message is {0}, and not claimed by this sender: do not send it")]
    ClaimOver(MessageState),
    /// There is nothing to decide on: the message neither failed nor is uncertain.
    #[error("this message is {0}: only one that failed or is uncertain can be settled")]
    NothingToSettle(MessageState),
}

impl Refusal {
    /// A code that never changes, for programs and translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LastOwner => "last_owner",
            Self::EmailTaken => "email_taken",
            Self::AccountClosed => "account_closed",
            Self::ClientErased => "client_erased",
            Self::ClientMerged(_) => "client_merged",
            Self::SameClient => "same_client",
            Self::KeyInUse(_) => "key_in_use",
            Self::NothingToUndo => "nothing_to_undo",
            Self::NothingToRedo => "nothing_to_redo",
            Self::NotPresented => "not_presented",
            Self::HashDiffers => "hash_differs",
            Self::AlreadyApproved => "already_approved",
            Self::LinkClosed => "link_closed",
            Self::NotSqlite => "not_sqlite",
            Self::FolderNotEmpty(_) => "folder_not_empty",
            Self::MergeUndone => "merge_undone",
            Self::KeptByLaw => "kept_by_law",
            Self::CommitNameTaken(_) => "commit_name_taken",
            Self::ClaimOver(_) => "claim_over",
            Self::NothingToSettle(_) => "nothing_to_settle",
        }
    }
}

impl StorageError {
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }

    pub(crate) fn field(field: &'static str, reason: impl Into<String>) -> Self {
        Self::Field {
            field,
            reason: reason.into(),
        }
    }

    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn key(path: &Path, reason: impl Into<String>) -> Self {
        Self::Key {
            path: path.to_owned(),
            reason: reason.into(),
        }
    }
}

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        Self::Database(Box::new(error))
    }
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        Self::Objects(Box::new(error))
    }
}

/// Whether a write failed because a value that must be unique is taken.
pub(crate) fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// A text of at most `most` characters, without control characters other than line breaks and tabs.
pub(crate) fn check_text(field: &'static str, text: &str, most: usize) -> Result<()> {
    let length = text.chars().count();
    if length > most {
        return Err(StorageError::field(
            field,
            format!("{length} characters, at most {most}: shorten it"),
        ));
    }
    // PostgreSQL cannot keep a NUL in a text, and nobody means one.
    match text
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        Some(c) => Err(StorageError::field(
            field,
            format!(
                "the control character U+{:04X} cannot be kept: remove it",
                u32::from(c)
            ),
        )),
        None => Ok(()),
    }
}

/// A document of at most `most` characters; PostgreSQL cannot keep a NUL, which JSON never has.
pub(crate) fn check_document(text: &str, most: usize) -> Result<()> {
    let length = text.chars().count();
    if length > most {
        let reason = format!("{length} characters, at most {most}");
        return Err(StorageError::field("document", reason));
    }
    match text.contains('\0') {
        true => Err(StorageError::field(
            "document",
            "has a NUL, which JSON never has",
        )),
        false => Ok(()),
    }
}

/// A text that says something.
pub(crate) fn check_name(field: &'static str, text: &str, most: usize) -> Result<()> {
    if text.trim().is_empty() {
        return Err(StorageError::field(field, "empty: enter it"));
    }
    check_text(field, text, most)
}

/// A word that programs read: a kind, a state, a name.
pub(crate) fn check_word(field: &'static str, text: &str) -> Result<()> {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.-".contains(c);
    if (1..=64).contains(&text.len()) && text.chars().all(is_word) {
        return Ok(());
    }
    Err(StorageError::field(
        field,
        format!("{text:?}: 1 to 64 small letters, digits, points, hyphens and underscores"),
    ))
}

/// A whole number out of the database that counts something.
pub(crate) fn count(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(|_| StorageError::damaged(format!("a count of {value}")))
}

/// The revision that a change was made on must be the one that is kept.
pub(crate) fn check_revision(kind: &'static str, id: Uuid, given: u64, kept: i64) -> Result<i64> {
    let current = count(kept)?;
    if given == current {
        return Ok(kept + 1);
    }
    Err(StorageError::Stale {
        kind,
        id,
        given,
        current,
    })
}
