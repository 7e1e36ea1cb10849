//! The chain of events: who did what, when, on whom, with a hash of the record before and after.
//!
//! Events name things by identifier and hash, never by content, so that erasing a client leaves the chain whole. Each event's hash covers the one
//! before it; changing, removing or inserting an event breaks every later one. Cutting off the end is seen by comparing with an [`AuditHead`] kept
//! elsewhere (a backup's manifest has one).

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::act::{Act, Actor, instant, milliseconds};
use crate::error::{Result, StorageError, count};
use crate::id::{ClientId, StudioId};
use crate::key::hex;
use crate::store::Store;
use crate::table::{audit_event, audit_head};
use crate::write::Entry;

/// Events are read for verification in portions of so many.
const PORTION: u64 = 2000;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What was done. The text is what the database keeps; it never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Action {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Action {
            /// Every sort, in the order in which they are told of.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable text, `noun.verb`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            fn read(text: &str) -> Result<Self> {
                match text {
                    $($text => Ok(Self::$name),)*
                    _ => Err(StorageError::damaged(format!("an event of kind {text:?}"))),
                }
            }
        }
    };
}

actions! {
    /// A studio began.
    StudioCreated = "studio.create",
    /// Its name, currency, time zone, keeping time or settings changed.
    StudioEdited = "studio.edit",
    /// Somebody may sign in from now on.
    AccountCreated = "account.create",
    /// Name, e-mail address or role changed.
    AccountEdited = "account.edit",
    /// A new password.
    PasswordChanged = "account.password",
    /// Nobody signs in with it any more.
    AccountClosed = "account.close",
    /// A device signed in.
    SignedIn = "sign_in.create",
    /// A device was signed out.
    SignInRevoked = "sign_in.revoke",
    /// A client was entered.
    ClientCreated = "client.create",
    /// What is said of a client changed.
    ClientEdited = "client.edit",
    /// Another record was merged into this client's.
    ClientsMerged = "client.merge",
    /// A merged record went its own way again.
    MergeUndone = "client.unmerge",
    /// Everything about a client was written out.
    ClientExported = "client.export",
    /// A client was erased.
    ClientErased = "client.erase",
    /// What had to be kept of an erased client was erased, too: its time was over.
    ClientExpired = "client.expire",
    /// A photograph was kept.
    PhotographKept = "photograph.create",
    /// Its pose, day, landmarks or camera changed.
    PhotographEdited = "photograph.edit",
    /// A photograph was removed.
    PhotographRemoved = "photograph.remove",
    /// A design began.
    DesignCreated = "design.create",
    /// Its working document changed.
    DesignEdited = "design.edit",
    /// A step was undone.
    DesignUndone = "design.undo",
    /// An undone step was done again.
    DesignRedone = "design.redo",
    /// It has another name.
    DesignRenamed = "design.rename",
    /// A version was frozen.
    VersionFrozen = "version.create",
    /// The client was shown a version.
    VersionPresented = "version.present",
    /// The client agreed to a version.
    VersionApproved = "version.approve",
    /// Somebody said something of a version.
    Commented = "comment.create",
    /// Somebody asked for a change of a version.
    ChangeAsked = "comment.ask",
    /// A private link was made.
    LinkCreated = "link.create",
    /// A client opened their link.
    LinkOpened = "link.open",
    /// A link was closed.
    LinkRevoked = "link.revoke",
    /// A record of the practice began.
    RecordCreated = "record.create",
    /// A record of the practice has a new revision.
    RecordEdited = "record.edit",
    /// A message waits to be sent.
    MessageQueued = "message.queue",
    /// A message is not to be sent any more.
    MessageWithdrawn = "message.withdraw",
    /// A message was sent.
    MessageSent = "message.send",
    /// A message could not be sent, and is not tried again.
    MessageFailed = "message.fail",
    /// Nobody knows whether a message was sent.
    MessageUncertain = "message.doubt",
    /// Somebody decided what becomes of a message that failed or is uncertain.
    MessageSettled = "message.settle",
    /// A record of the practice was erased.
    RecordErased = "record.erase",
    /// The studio key has a new version.
    KeyRotated = "key.rotate",
}

impl Action {
    /// Whether a decision of the practice may rest on what it changed: its records, and who the client, the people and the studio are.
    pub(crate) fn moves_practice(self) -> bool {
        matches!(
            self,
            Self::RecordCreated
                | Self::RecordEdited
                | Self::RecordErased
                | Self::ClientEdited
                | Self::ClientsMerged
                | Self::MergeUndone
                | Self::ClientErased
                | Self::ClientExpired
                | Self::VersionApproved
                | Self::AccountEdited
                | Self::AccountClosed
                | Self::StudioEdited
        )
    }
}

/// An event as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditEvent {
    /// Its place in the studio's chain, from 1.
    pub position: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// The identifier of what it was done to.
    pub subject: Uuid,
    /// The client it is about.
    pub client: Option<ClientId>,
    /// Salted SHA-256 of the record before, as hexadecimal digits.
    pub before: Option<String>,
    /// Salted SHA-256 of the record after, as hexadecimal digits.
    pub after: Option<String>,
}

/// The end of a studio's chain. Kept elsewhere, it shows later that nothing was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// How many events the chain has.
    pub events: u64,
    /// The hash of the last, as hexadecimal digits.
    pub hash: String,
}

/// What verifying a chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// Every event follows from the one before it, and the chain ends where it should.
    Whole(AuditHead),
    /// The first place where it does not.
    Broken {
        /// The event.
        position: u64,
        /// What does not fit.
        reason: String,
    },
}

/// A place between two events: how many there are, and the hash of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    events: u64,
    pub(crate) hash: [u8; 32],
}

impl Link {
    /// Before the first event.
    pub(crate) const START: Self = Self {
        events: 0,
        hash: [0; 32],
    };

    pub(crate) fn read(events: i64, hash: &[u8]) -> Result<Self> {
        Ok(Self {
            events: count(events)?,
            hash: hash
                .try_into()
                .map_err(|_| StorageError::damaged("the end of the audit chain"))?,
        })
    }

    pub(crate) fn events(self) -> Result<i64> {
        i64::try_from(self.events)
            .map_err(|_| StorageError::damaged("the length of the audit chain"))
    }

    /// The row of the next event and the place after it.
    pub(crate) fn append(self, act: &Act, entry: &Entry) -> (audit_event::ActiveModel, Self) {
        let position = i64::try_from(self.events + 1).unwrap_or(i64::MAX);
        let mut row = audit_event::Model {
            studio: act.studio.0,
            position,
            at: milliseconds(act.at),
            actor_kind: act.actor.kind().to_owned(),
            actor: act.actor.id(),
            action: entry.action.as_str().to_owned(),
            subject: entry.subject,
            client: entry.client.map(|client| client.0),
            before: entry.before.map(|hash| hash.0.to_vec()),
            after: entry.after.map(|hash| hash.0.to_vec()),
            previous: self.hash.to_vec(),
            hash: Vec::new(),
        };
        let hash = event_hash(&row);
        row.hash = hash.to_vec();
        let next = Self {
            events: self.events + 1,
            hash,
        };
        (into_new(row), next)
    }
}

fn into_new(row: audit_event::Model) -> audit_event::ActiveModel {
    audit_event::ActiveModel {
        studio: Set(row.studio),
        position: Set(row.position),
        at: Set(row.at),
        actor_kind: Set(row.actor_kind),
        actor: Set(row.actor),
        action: Set(row.action),
        subject: Set(row.subject),
        client: Set(row.client),
        before: Set(row.before),
        after: Set(row.after),
        previous: Set(row.previous),
        hash: Set(row.hash),
    }
}

/// SHA-256 over everything an event says and the hash before it. Each part is preceded by its length, so that no two events have the same bytes.
fn event_hash(row: &audit_event::Model) -> [u8; 32] {
    let mut hash = Sha256::new().chain_update(b"pointil audit 1");
    let mut part = |bytes: Option<&[u8]>| match bytes {
        Some(bytes) => {
            hash.update([1]);
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
        None => hash.update([0]),
    };
    part(Some(row.studio.as_bytes()));
    part(Some(&row.position.to_be_bytes()));
    part(Some(&row.at.to_be_bytes()));
    part(Some(row.actor_kind.as_bytes()));
    part(row.actor.as_ref().map(|id| &id.as_bytes()[..]));
    part(Some(row.action.as_bytes()));
    part(Some(row.subject.as_bytes()));
    part(row.client.as_ref().map(|id| &id.as_bytes()[..]));
    part(row.before.as_deref());
    part(row.after.as_deref());
    part(Some(&row.previous));
    hash.finalize().into()
}

impl AuditEvent {
    pub(crate) fn read(row: audit_event::Model) -> Result<Self> {
        let shown = |hash: Option<Vec<u8>>| hash.map(|hash| hex(&hash).to_string());
        Ok(Self {
            position: count(row.position)?,
            at: instant(row.at)?,
            actor: Actor::read(&row.actor_kind, row.actor)?,
            action: Action::read(&row.action)?,
            subject: row.subject,
            client: row.client.map(ClientId),
            before: shown(row.before),
            after: shown(row.after),
        })
    }
}

impl Store {
    /// The newest events of a studio before `position` (all when `None`), newest first, at most `most`.
    pub async fn audit_events(
        &self,
        studio: StudioId,
        before: Option<u64>,
        most: u64,
    ) -> Result<Vec<AuditEvent>> {
        let mut query =
            audit_event::Entity::find().filter(audit_event::Column::Studio.eq(studio.0));
        if let Some(before) = before {
            let before = i64::try_from(before).unwrap_or(i64::MAX);
            query = query.filter(audit_event::Column::Position.lt(before));
        }
        query
            .order_by_desc(audit_event::Column::Position)
            .limit(most)
            .all(self.db())
            .await?
            .into_iter()
            .map(AuditEvent::read)
            .collect()
    }

    /// Where a studio's chain ends now.
    pub async fn audit_head(&self, studio: StudioId) -> Result<Option<AuditHead>> {
        let head = audit_head::Entity::find_by_id(studio.0)
            .one(self.db())
            .await?;
        head.map(|head| {
            Ok(AuditHead {
                events: count(head.events)?,
                hash: hex(&head.hash).to_string(),
            })
        })
        .transpose()
    }

    /// Follows a studio's chain from its first event to its end. With a head that was `kept` elsewhere, also that the chain still passes through it.
    pub async fn verify_audit(
        &self,
        studio: StudioId,
        kept: Option<&AuditHead>,
    ) -> Result<Verdict> {
        // The end first: events that are appended meanwhile come after it.
        let Some(end) = self.audit_head(studio).await? else {
            return Ok(broken(0, "this studio has no chain"));
        };
        let mut link = Link::START;
        let mut kept_found = kept.is_none();
        while link.events < end.events {
            let portion = self.audit_portion(studio, link).await?;
            if portion.is_empty() {
                return Ok(broken(link.events + 1, "events are missing at the end"));
            }
            for row in portion
                .into_iter()
                .take_while(|row| row.position <= end.events.cast_signed())
            {
                match follow(link, &row) {
                    Ok(next) => link = next,
                    Err(reason) => return Ok(broken(link.events + 1, reason)),
                }
                kept_found |= kept.is_some_and(|kept| *kept == link.to_head());
            }
        }
        if link.to_head() != end {
            return Ok(broken(
                link.events,
                "the chain does not end as its head says",
            ));
        }
        match kept {
            Some(kept) if !kept_found && kept.events > 0 => Ok(broken(
                kept.events,
                "the chain does not pass through the head that was kept",
            )),
            _ => Ok(Verdict::Whole(end)),
        }
    }

    async fn audit_portion(
        &self,
        studio: StudioId,
        after: Link,
    ) -> Result<Vec<audit_event::Model>> {
        Ok(audit_event::Entity::find()
            .filter(audit_event::Column::Studio.eq(studio.0))
            .filter(audit_event::Column::Position.gt(after.events()?))
            .order_by_asc(audit_event::Column::Position)
            .limit(PORTION)
            .all(self.db())
            .await?)
    }
}

impl Link {
    fn to_head(self) -> AuditHead {
        AuditHead {
            events: self.events,
            hash: hex(&self.hash).to_string(),
        }
    }
}

fn broken(position: u64, reason: impl Into<String>) -> Verdict {
    Verdict::Broken {
        position,
        reason: reason.into(),
    }
}

/// The place after `row`, if it is the event that belongs after `link`.
fn follow(link: Link, row: &audit_event::Model) -> std::result::Result<Link, &'static str> {
    let events = link.events + 1;
    if row.position != events.cast_signed() {
        return Err("an event is missing");
    }
    if row.previous != link.hash {
        return Err("the event does not name the one before it");
    }
    let hash = event_hash(row);
    if row.hash != hash {
        return Err("the event is not what was written");
    }
    Ok(Link { events, hash })
}
