//! Frozen documents of a design: named, presented, commented on, approved.

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder};
use serde::Serialize;

use crate::act::{Act, Actor, instant, maybe_instant};
use crate::audit::Action;
use crate::design::fingerprint;
use crate::document::{Document, DocumentHash, read_hash};
use crate::error::{Refusal, Result, StorageError, check_name, check_text, is_taken};
use crate::id::{ApprovalId, ClientId, CommentId, DesignId, DesignVersionId, StudioId};
use crate::store::Store;
use crate::table::{approval, comment, design_version};
use crate::write::{Entry, Fingerprint, Writing};

/// A frozen document of a design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DesignVersion {
    /// The identifier.
    pub id: DesignVersionId,
    /// Of which design.
    pub design: DesignId,
    /// Whose.
    pub client: ClientId,
    /// What it is called.
    pub name: String,
    /// What whoever kept it noted; may be empty.
    pub note: String,
    /// Who kept it.
    pub actor: Actor,
    /// What was frozen.
    pub document: Document,
    /// When.
    pub created_at: Timestamp,
    /// When the client was first shown it.
    pub presented_at: Option<Timestamp>,
    /// When the client agreed to it.
    pub approved_at: Option<Timestamp>,
}

/// What somebody said of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// The identifier.
    pub id: CommentId,
    /// Of which version.
    pub version: DesignVersionId,
    /// Who.
    pub actor: Actor,
    /// What.
    pub text: String,
    /// Whether it asks for a change.
    pub asks_change: bool,
    /// When.
    pub at: Timestamp,
}

/// What a client agrees to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApproval {
    /// The hash of the document that was shown; it must be the version's.
    pub hash: DocumentHash,
    /// The words that were shown beside it, in full, at most 20,000 characters.
    pub words: String,
    /// The name that was signed with.
    pub signed_name: String,
}

/// What a client agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// The identifier.
    pub id: ApprovalId,
    /// Which version.
    pub version: DesignVersionId,
    /// The hash of the document.
    pub hash: DocumentHash,
    /// The words that were shown beside it.
    pub words: String,
    /// The name that was signed with.
    pub signed_name: String,
    /// Through whom: the client's own link, or an account at which they signed.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}

impl DesignVersion {
    fn read(row: design_version::Model) -> Result<Self> {
        Ok(Self {
            id: DesignVersionId(row.id),
            design: DesignId(row.design),
            client: ClientId(row.client),
            name: row.name,
            note: row.note,
            actor: Actor::read(&row.actor_kind, row.actor)?,
            document: Document::read(row.document, &row.document_hash)?,
            created_at: instant(row.created_at)?,
            presented_at: maybe_instant(row.presented_at)?,
            approved_at: maybe_instant(row.approved_at)?,
        })
    }
}

impl Store {
    /// Freezes the working document of a design under a name, with a note of at most 4,000 characters.
    pub async fn freeze_version(
        &self,
        act: &Act,
        design: DesignId,
        name: &str,
        note: &str,
    ) -> Result<DesignVersionId> {
        check_name("name", name, 200)?;
        check_text("note", note, 4000)?;
        let mut write = self.write(act).await?;
        let row = write.design_row(design).await?;
        let client = ClientId(row.client);
        let salt = write.live_client(client).await?.salt;
        let document = write.working_document(&row).await?;
        let id = DesignVersionId(write.new_id()?);
        let after = fingerprint(&salt, &document)?;
        let row = design_version::Model {
            id: id.0,
            studio: act.studio.0,
            client: client.0,
            design: design.0,
            name: name.to_owned(),
            document: document.text,
            document_hash: document.hash.0.to_vec(),
            created_at: write.at(),
            presented_at: None,
            approved_at: None,
            note: note.to_owned(),
            actor_kind: act.actor.kind().to_owned(),
            actor: act.actor.id(),
        };
        let row = row.into_active_model().reset_all();
        row.insert(write.db()).await?;
        let entry = Entry::new(Action::VersionFrozen, id.0).client(client);
        write.record(entry.after(after)).await?;
        write.commit().await?;
        Ok(id)
    }

    /// A version.
    pub async fn version(
        &self,
        studio: StudioId,
        id: DesignVersionId,
    ) -> Result<Option<DesignVersion>> {
        let row = find(studio, id).one(self.db()).await?;
        row.map(DesignVersion::read).transpose()
    }

    /// A design's versions in the order they were frozen.
    pub async fn versions_of(
        &self,
        studio: StudioId,
        design: DesignId,
    ) -> Result<Vec<DesignVersion>> {
        let rows = design_version::Entity::find()
            .filter(design_version::Column::Studio.eq(studio.0))
            .filter(design_version::Column::Design.eq(design.0))
            .order_by_asc(design_version::Column::Id)
            .all(self.db())
            .await?;
        rows.into_iter().map(DesignVersion::read).collect()
    }

    /// A client's versions in the order they were frozen.
    pub async fn versions(&self, studio: StudioId, client: ClientId) -> Result<Vec<DesignVersion>> {
        let rows = design_version::Entity::find()
            .filter(design_version::Column::Studio.eq(studio.0))
            .filter(design_version::Column::Client.eq(client.0))
            .order_by_asc(design_version::Column::Id)
            .all(self.db())
            .await?;
        rows.into_iter().map(DesignVersion::read).collect()
    }

    /// Notes that the client was shown a version, the first time.
    pub async fn present_version(&self, act: &Act, id: DesignVersionId) -> Result<()> {
        let mut write = self.write(act).await?;
        write.present(id).await?;
        write.commit().await
    }

    /// Keeps what a client agreed to: the version, the hash that was shown, and the words beside it.
    ///
    /// # Errors
    /// [`Refusal::NotPresented`], [`Refusal::HashDiffers`], [`Refusal::AlreadyApproved`]; [`Refusal::LinkClosed`] when the actor is a link that is over,
    /// revoked, or does not show this version.
    pub async fn approve_version(
        &self,
        act: &Act,
        id: DesignVersionId,
        new: &NewApproval,
    ) -> Result<ApprovalId> {
        check_name("signed name", &new.signed_name, 200)?;
        check_name("words", &new.words, 20_000)?;
        let mut write = self.write(act).await?;
        let (row, salt) = write.open_version(id).await?;
        write.check_link_shows(id).await?;
        if row.presented_at.is_none() {
            return Err(Refusal::NotPresented.into());
        }
        if row.document_hash != new.hash.0 {
            return Err(Refusal::HashDiffers.into());
        }
        let client = ClientId(row.client);
        let mut row = row.into_active_model();
        row.approved_at = Set(Some(write.at()));
        row.update(write.db()).await?;
        let approval = ApprovalId(write.new_id()?);
        let row = approval::Model {
            id: approval.0,
            studio: act.studio.0,
            client: client.0,
            version: id.0,
            document_hash: new.hash.0.to_vec(),
            words: new.words.clone(),
            signed_name: new.signed_name.clone(),
            at: write.at(),
            actor_kind: act.actor.kind().to_owned(),
            actor: act.actor.id(),
        };
        let after = Fingerprint::of(&salt, &(new.hash, &new.words, &new.signed_name))?;
        let row = row.into_active_model().reset_all();
        row.insert(write.db()).await.map_err(already_approved)?;
        let entry = Entry::new(Action::VersionApproved, id.0).client(client);
        write.record(entry.after(after)).await?;
        write.commit().await?;
        Ok(approval)
    }

    /// What a client agreed to, oldest first.
    pub async fn approvals(&self, studio: StudioId, client: ClientId) -> Result<Vec<Approval>> {
        let rows = approval::Entity::find()
            .filter(approval::Column::Studio.eq(studio.0))
            .filter(approval::Column::Client.eq(client.0))
            .order_by_asc(approval::Column::Id)
            .all(self.db())
            .await?;
        let read = |row: approval::Model| {
            Ok(Approval {
                id: ApprovalId(row.id),
                version: DesignVersionId(row.version),
                hash: read_hash(&row.document_hash)?,
                words: row.words,
                signed_name: row.signed_name,
                actor: Actor::read(&row.actor_kind, row.actor)?,
                at: instant(row.at)?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Keeps what somebody says of a version, at most 4,000 characters.
    ///
    /// # Errors
    /// [`Refusal::LinkClosed`] when the actor is a link that is over, revoked, or does not show this version.
    pub async fn comment(&self, act: &Act, id: DesignVersionId, text: &str) -> Result<CommentId> {
        self.say(act, id, text, false).await
    }

    /// The same for a comment that asks for a change.
    ///
    /// # Errors
    /// As for [`Self::comment`].
    pub async fn ask_for_change(
        &self,
        act: &Act,
        id: DesignVersionId,
        text: &str,
    ) -> Result<CommentId> {
        self.say(act, id, text, true).await
    }

    async fn say(
        &self,
        act: &Act,
        id: DesignVersionId,
        text: &str,
        asks_change: bool,
    ) -> Result<CommentId> {
        check_name("comment", text, 4000)?;
        let mut write = self.write(act).await?;
        let (row, salt) = write.open_version(id).await?;
        write.check_link_shows(id).await?;
        let client = ClientId(row.client);
        let comment = CommentId(write.new_id()?);
        let row = comment::Model {
            id: comment.0,
            studio: act.studio.0,
            client: client.0,
            version: id.0,
            text: text.to_owned(),
            at: write.at(),
            actor_kind: act.actor.kind().to_owned(),
            actor: act.actor.id(),
            asks_change: asks_change.into(),
        };
        let row = row.into_active_model().reset_all();
        row.insert(write.db()).await?;
        let after = Fingerprint::of(&salt, &(text, asks_change))?;
        let action = if asks_change {
            Action::ChangeAsked
        } else {
            Action::Commented
        };
        let entry = Entry::new(action, comment.0).client(client);
        write.record(entry.after(after)).await?;
        write.commit().await?;
        Ok(comment)
    }

    /// What was said of a client's versions, oldest first.
    pub async fn comments(&self, studio: StudioId, client: ClientId) -> Result<Vec<Comment>> {
        let rows = comment::Entity::find()
            .filter(comment::Column::Studio.eq(studio.0))
            .filter(comment::Column::Client.eq(client.0))
            .order_by_asc(comment::Column::Id)
            .all(self.db())
            .await?;
        let read = |row: comment::Model| {
            Ok(Comment {
                id: CommentId(row.id),
                version: DesignVersionId(row.version),
                actor: Actor::read(&row.actor_kind, row.actor)?,
                text: row.text,
                asks_change: row.asks_change != 0,
                at: instant(row.at)?,
            })
        };
        rows.into_iter().map(read).collect()
    }
}

impl Writing {
    /// Notes that the client was shown a version, the first time.
    pub(crate) async fn present(&mut self, id: DesignVersionId) -> Result<()> {
        let (row, _) = self.open_version(id).await?;
        if row.presented_at.is_some() {
            return Ok(());
        }
        let client = ClientId(row.client);
        let mut row = row.into_active_model();
        row.presented_at = Set(Some(self.at()));
        row.update(self.db()).await?;
        let entry = Entry::new(Action::VersionPresented, id.0).client(client);
        self.record(entry).await
    }

    /// A version of a client in use, with that client's salt.
    pub(crate) async fn open_version(
        &self,
        id: DesignVersionId,
    ) -> Result<(design_version::Model, Vec<u8>)> {
        let row = find(self.studio(), id)
            .one(self.db())
            .await?
            .ok_or(StorageError::NotFound {
                kind: "version",
                id: id.0,
            })?;
        let salt = self.live_client(ClientId(row.client)).await?.salt;
        Ok((row, salt))
    }
}

fn find(studio: StudioId, id: DesignVersionId) -> Select<design_version::Entity> {
    design_version::Entity::find_by_id(id.0).filter(design_version::Column::Studio.eq(studio.0))
}

fn already_approved(error: DbErr) -> StorageError {
    if is_taken(&error) {
        return Refusal::AlreadyApproved.into();
    }
    error.into()
}
