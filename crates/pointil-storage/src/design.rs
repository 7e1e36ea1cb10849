//! A client's line of work: a working document with its history.

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};
use serde::Serialize;

use crate::act::{Act, instant};
use crate::audit::Action;
use crate::document::Document;
use crate::error::{Refusal, Result, StorageError, check_name, check_revision, check_text, count};
use crate::id::{ClientId, DesignId, StudioId};
use crate::store::Store;
use crate::table::{design, design_step};
use crate::write::{Entry, Fingerprint, Writing};

/// Steps that can be undone; the oldest are dropped beyond.
pub const UNDO_STEPS: u64 = 200;

/// A design as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Design {
    /// The identifier.
    pub id: DesignId,
    /// Whose.
    pub client: ClientId,
    /// What it is called.
    pub name: String,
    /// The working document.
    pub document: Document,
    /// What the last step, which led to this document, was called.
    pub step: String,
    /// Grows with every edit, undo and redo.
    pub revision: u64,
    /// How many steps can be undone.
    pub undo_steps: u64,
    /// How many undone steps can be done again.
    pub redo_steps: u64,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub edited_at: Timestamp,
}

/// Which way in the history.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    Forth,
}

impl Store {
    /// Begins a design with its first document.
    pub async fn create_design(
        &self,
        act: &Act,
        client: ClientId,
        name: &str,
        document: &Document,
    ) -> Result<DesignId> {
        check_name("name", name, 200)?;
        document.check()?;
        let mut write = self.write(act).await?;
        let salt = write.live_client(client).await?.salt;
        let id = DesignId(write.new_id()?);
        let row = design::Model {
            id: id.0,
            studio: act.studio.0,
            client: client.0,
            name: name.to_owned(),
            position: 0,
            revision: 1,
            created_at: write.at(),
            edited_at: write.at(),
        };
        let row = row.into_active_model().reset_all();
        row.insert(write.db()).await?;
        write.insert_step(id, 0, "", document).await?;
        let after = fingerprint(&salt, document)?;
        let entry = Entry::new(Action::DesignCreated, id.0).client(client);
        write.record(entry.after(after)).await?;
        write.commit().await?;
        Ok(id)
    }

    /// A design; `None` also when its client was erased.
    pub async fn design(&self, studio: StudioId, id: DesignId) -> Result<Option<Design>> {
        match find(studio, id).one(self.db()).await? {
            Some(row) => read(self.db(), row).await,
            None => Ok(None),
        }
    }

    /// A client's designs in the order they began.
    pub async fn designs(&self, studio: StudioId, client: ClientId) -> Result<Vec<Design>> {
        let rows = design::Entity::find()
            .filter(design::Column::Studio.eq(studio.0))
            .filter(design::Column::Client.eq(client.0))
            .order_by_asc(design::Column::Id)
            .all(self.db())
            .await?;
        let mut designs = Vec::with_capacity(rows.len());
        for row in rows {
            designs.extend(read(self.db(), row).await?);
        }
        Ok(designs)
    }

    /// Replaces the working document by the one that a step called `label` led to. Undone steps can no longer be done again. Answers with the design as it
    /// stands after.
    ///
    /// # Errors
    /// [`StorageError::Stale`] when the change was made on another revision than the one kept.
    pub async fn edit_design(
        &self,
        act: &Act,
        id: DesignId,
        revision: u64,
        label: &str,
        document: &Document,
    ) -> Result<Design> {
        check_text("label", label, 200)?;
        document.check()?;
        let write = self.write(act).await?;
        let (row, before) = write.open_design(id, revision).await?;
        let position = row.position + 1;
        let keep_from = position - i64::try_from(UNDO_STEPS).unwrap_or(i64::MAX);
        steps(id)
            .filter(design_step::Column::Position.gt(row.position))
            .exec(write.db())
            .await?;
        steps(id)
            .filter(design_step::Column::Position.lt(keep_from))
            .exec(write.db())
            .await?;
        write.insert_step(id, position, label, document).await?;
        write
            .move_to(row, position, before, Action::DesignEdited)
            .await
    }

    /// Goes one step back.
    ///
    /// # Errors
    /// [`Refusal::NothingToUndo`]; [`StorageError::Stale`].
    pub async fn undo(&self, act: &Act, id: DesignId, revision: u64) -> Result<Design> {
        self.step(act, id, revision, Way::Back).await
    }

    /// Goes one undone step forth.
    ///
    /// # Errors
    /// [`Refusal::NothingToRedo`]; [`StorageError::Stale`].
    pub async fn redo(&self, act: &Act, id: DesignId, revision: u64) -> Result<Design> {
        self.step(act, id, revision, Way::Forth).await
    }

    async fn step(&self, act: &Act, id: DesignId, revision: u64, way: Way) -> Result<Design> {
        let write = self.write(act).await?;
        let (row, before) = write.open_design(id, revision).await?;
        let (position, refusal, action) = match way {
            Way::Back => (
                row.position - 1,
                Refusal::NothingToUndo,
                Action::DesignUndone,
            ),
            Way::Forth => (
                row.position + 1,
                Refusal::NothingToRedo,
                Action::DesignRedone,
            ),
        };
        if step_at(write.db(), id.0, position).await?.is_none() {
            return Err(refusal.into());
        }
        write.move_to(row, position, before, action).await
    }

    /// Gives a design another name.
    pub async fn rename_design(&self, act: &Act, id: DesignId, name: &str) -> Result<()> {
        check_name("name", name, 200)?;
        let mut write = self.write(act).await?;
        let row = write.design_row(id).await?;
        let client = ClientId(row.client);
        let salt = write.live_client(client).await?.salt;
        let before = Fingerprint::of(&salt, &row.name)?;
        let after = Fingerprint::of(&salt, &name)?;
        let mut row = row.into_active_model();
        row.name = Set(name.to_owned());
        row.update(write.db()).await?;
        let entry = Entry::new(Action::DesignRenamed, id.0).client(client);
        write.record(entry.before(before).after(after)).await?;
        write.commit().await
    }
}

impl Writing {
    async fn insert_step(
        &self,
        id: DesignId,
        position: i64,
        label: &str,
        document: &Document,
    ) -> Result<()> {
        let row = design_step::Model {
            design: id.0,
            position,
            label: label.to_owned(),
            document: document.text.clone(),
            document_hash: document.hash.0.to_vec(),
            at: self.at(),
            actor_kind: self.act().actor.kind().to_owned(),
            actor: self.act().actor.id(),
        };
        let row = row.into_active_model().reset_all();
        row.insert(self.db()).await?;
        Ok(())
    }

    pub(crate) async fn design_row(&self, id: DesignId) -> Result<design::Model> {
        find(self.studio(), id)
            .one(self.db())
            .await?
            .ok_or(StorageError::NotFound {
                kind: "design",
                id: id.0,
            })
    }

    /// A design at the revision that a change was made on, of a client in use, with the hash of its working document.
    async fn open_design(
        &self,
        id: DesignId,
        revision: u64,
    ) -> Result<(design::Model, Fingerprint)> {
        let row = self.design_row(id).await?;
        let salt = self.live_client(ClientId(row.client)).await?.salt;
        check_revision("design", id.0, revision, row.revision)?;
        let document = self.working_document(&row).await?;
        let before = fingerprint(&salt, &document)?;
        Ok((row, before))
    }

    pub(crate) async fn working_document(&self, row: &design::Model) -> Result<Document> {
        let step = step_at(self.db(), row.id, row.position)
            .await?
            .ok_or_else(|| StorageError::damaged(format!("design {} has no document", row.id)))?;
        Document::read(step.document, &step.document_hash)
    }

    /// Makes the step at `position` the working document, records it and commits.
    async fn move_to(
        mut self,
        row: design::Model,
        position: i64,
        before: Fingerprint,
        action: Action,
    ) -> Result<Design> {
        let (id, client) = (row.id, ClientId(row.client));
        let next = row.revision + 1;
        let salt = self.live_client(client).await?.salt;
        let mut row = row.into_active_model();
        row.position = Set(position);
        row.revision = Set(next);
        row.edited_at = Set(self.at());
        let row = row.update(self.db()).await?;
        let design = read(self.db(), row)
            .await?
            .ok_or_else(|| StorageError::damaged(format!("design {id} has no document")))?;
        let after = fingerprint(&salt, &design.document)?;
        let entry = Entry::new(action, id).client(client);
        self.record(entry.before(before).after(after)).await?;
        self.commit().await?;
        Ok(design)
    }
}

/// The hash of a document's hash: it tells nothing once the client's salt is gone.
pub(crate) fn fingerprint(salt: &[u8], document: &Document) -> Result<Fingerprint> {
    Fingerprint::of(salt, &document.hash)
}

fn find(studio: StudioId, id: DesignId) -> Select<design::Entity> {
    design::Entity::find_by_id(id.0).filter(design::Column::Studio.eq(studio.0))
}

fn steps(id: DesignId) -> sea_orm::DeleteMany<design_step::Entity> {
    design_step::Entity::delete_many().filter(design_step::Column::Design.eq(id.0))
}

async fn step_at<C: ConnectionTrait>(
    db: &C,
    design: Uuid,
    position: i64,
) -> Result<Option<design_step::Model>> {
    Ok(design_step::Entity::find_by_id((design, position))
        .one(db)
        .await?)
}

async fn read<C: ConnectionTrait>(db: &C, row: design::Model) -> Result<Option<Design>> {
    let Some(step) = step_at(db, row.id, row.position).await? else {
        return Ok(None);
    };
    let positions: Vec<i64> = design_step::Entity::find()
        .select_only()
        .column(design_step::Column::Position)
        .filter(design_step::Column::Design.eq(row.id))
        .order_by_asc(design_step::Column::Position)
        .into_tuple()
        .all(db)
        .await?;
    let first = positions.first().copied().unwrap_or(row.position);
    let last = positions.last().copied().unwrap_or(row.position);
    Ok(Some(Design {
        id: DesignId(row.id),
        client: ClientId(row.client),
        name: row.name,
        document: Document::read(step.document, &step.document_hash)?,
        step: step.label,
        revision: count(row.revision)?,
        undo_steps: count(row.position - first)?,
        redo_steps: count(last - row.position)?,
        created_at: instant(row.created_at)?,
        edited_at: instant(row.edited_at)?,
    }))
}
