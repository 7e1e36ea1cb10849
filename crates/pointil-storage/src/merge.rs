//! Two records of one person made one, and apart again.

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, QueryTrait};
use serde::{Deserialize, Serialize};

use crate::act::{Act, instant, maybe_instant};
use crate::audit::Action;
use crate::client::{ROWS, fingerprint};
use crate::error::{Refusal, Result, StorageError};
use crate::id::{ClientId, MergeId, StudioId};
use crate::store::Store;
use crate::table::{
    approval, client, client_merge, comment, design, design_version, message, photograph,
    practice_record, private_link, private_link_version,
};
use crate::write::{Entry, Writing};

/// A merge as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Merge {
    /// Its identifier.
    pub id: MergeId,
    /// The record that has everything now.
    pub kept: ClientId,
    /// The record that went into it.
    pub away: ClientId,
    /// When.
    pub at: Timestamp,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

/// What moved from one record to the other, to move back the same. Versions, comments and approvals follow their design.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moved {
    photographs: Vec<Uuid>,
    designs: Vec<Uuid>,
    links: Vec<Uuid>,
    // Absent in a merge from before there were any.
    #[serde(default)]
    records: Vec<Uuid>,
    #[serde(default)]
    messages: Vec<Uuid>,
}

/// The identifiers of a client's rows in one table.
macro_rules! ids {
    ($write:expr, $table:ident, $client:expr) => {
        $table::Entity::find()
            .select_only()
            .column($table::Column::Id)
            .filter($table::Column::Studio.eq($write.studio().0))
            .filter($table::Column::Client.eq($client.0))
            .order_by_asc($table::Column::Id)
            .into_tuple()
            .all($write.db())
            .await?
    };
}

/// Gives the listed rows of one table that still belong to one client to another.
macro_rules! reassign {
    ($write:expr, $table:ident, $ids:expr, $from:expr, $to:expr) => {
        for ids in $ids.chunks(ROWS) {
            $table::Entity::update_many()
                .col_expr($table::Column::Client, Expr::value($to.0))
                .filter($table::Column::Studio.eq($write.studio().0))
                .filter($table::Column::Client.eq($from.0))
                .filter($table::Column::Id.is_in(ids.iter().copied()))
                .exec($write.db())
                .await?;
        }
    };
}

impl Merge {
    fn read(row: client_merge::Model) -> Result<Self> {
        Ok(Self {
            id: MergeId(row.id),
            kept: ClientId(row.kept),
            away: ClientId(row.away),
            at: instant(row.at)?,
            undone_at: maybe_instant(row.undone_at)?,
        })
    }
}

impl Store {
    /// Makes `away` one with `kept`: everything of `away` moves, its words find `kept`, and its fields stay readable in its own record. The fields of
    /// `kept` stay as they are; [`Store::edit_client`] takes over what should be.
    ///
    /// # Errors
    /// [`Refusal::SameClient`]; [`Refusal::ClientMerged`] or [`Refusal::ClientErased`] when either is not in use.
    pub async fn merge_clients(
        &self,
        act: &Act,
        kept: ClientId,
        away: ClientId,
    ) -> Result<MergeId> {
        if kept == away {
            return Err(Refusal::SameClient.into());
        }
        let mut write = self.write(act).await?;
        write.live_client(kept).await?;
        let row = write.live_client(away).await?;
        let before = fingerprint(&row)?;
        let moved = write.everything(away).await?;
        write.reassign(&moved, away, kept).await?;
        let id = write.keep_merge(kept, away, &moved).await?;
        write.set_merged_into(row, Some(kept)).await?;
        write.unindex_client(away).await?;
        write.index_client(kept).await?;
        // An event for each, so that both time lines tell it.
        for client in [kept, away] {
            let entry = Entry::new(Action::ClientsMerged, id.0).client(client);
            write.record(entry.before(before)).await?;
        }
        write.commit().await?;
        Ok(id)
    }

    /// Takes a merge back: what moved and is still there moves back, and both records are in use again.
    ///
    /// # Errors
    /// [`Refusal::MergeUndone`] the second time; [`Refusal::ClientMerged`] when the kept record was itself merged since: undo that first.
    pub async fn undo_merge(&self, act: &Act, id: MergeId) -> Result<()> {
        let mut write = self.write(act).await?;
        let row = client_merge::Entity::find_by_id(id.0)
            .filter(client_merge::Column::Studio.eq(act.studio.0))
            .one(write.db())
            .await?
            .ok_or(StorageError::NotFound {
                kind: "merge",
                id: id.0,
            })?;
        if row.undone_at.is_some() {
            return Err(Refusal::MergeUndone.into());
        }
        let (kept, away) = (ClientId(row.kept), ClientId(row.away));
        write.live_client(kept).await?;
        let moved: Moved = serde_json::from_str(&row.moved)
            .map_err(|error| StorageError::damaged(format!("what a merge moved: {error}")))?;
        write.reassign(&moved, kept, away).await?;
        let mut row = row.into_active_model();
        row.undone_at = Set(Some(write.at()));
        row.update(write.db()).await?;
        let merged = crate::client::find(act.studio, away)
            .one(write.db())
            .await?
            .ok_or_else(|| StorageError::damaged("a merged record is gone"))?;
        write.set_merged_into(merged, None).await?;
        write.index_client(away).await?;
        write.index_client(kept).await?;
        for client in [kept, away] {
            let entry = Entry::new(Action::MergeUndone, id.0).client(client);
            write.record(entry).await?;
        }
        write.commit().await
    }

    /// The merges into a client, newest first, undone ones too.
    pub async fn merges(&self, studio: StudioId, kept: ClientId) -> Result<Vec<Merge>> {
        let rows = client_merge::Entity::find()
            .filter(client_merge::Column::Studio.eq(studio.0))
            .filter(client_merge::Column::Kept.eq(kept.0))
            .order_by_desc(client_merge::Column::Id)
            .all(self.db())
            .await?;
        rows.into_iter().map(Merge::read).collect()
    }
}

impl Writing {
    async fn keep_merge(&self, kept: ClientId, away: ClientId, moved: &Moved) -> Result<MergeId> {
        let id = MergeId(self.new_id()?);
        let moved = serde_json::to_string(moved)
            .map_err(|error| StorageError::damaged(format!("what a merge moved: {error}")))?;
        let row = client_merge::ActiveModel {
            id: Set(id.0),
            studio: Set(self.studio().0),
            kept: Set(kept.0),
            away: Set(away.0),
            moved: Set(moved),
            at: Set(self.at()),
            undone_at: Set(None),
        };
        row.insert(self.db()).await?;
        Ok(id)
    }

    async fn set_merged_into(&self, row: client::Model, into: Option<ClientId>) -> Result<()> {
        let revision = row.revision + 1;
        let mut row = row.into_active_model();
        row.merged_into = Set(into.map(|into| into.0));
        row.revision = Set(revision);
        row.edited_at = Set(self.at());
        row.update(self.db()).await?;
        Ok(())
    }

    /// Everything of a client as it stands.
    async fn everything(&self, client: ClientId) -> Result<Moved> {
        Ok(Moved {
            photographs: ids!(self, photograph, client),
            designs: ids!(self, design, client),
            links: ids!(self, private_link, client),
            records: ids!(self, practice_record, client),
            messages: ids!(self, message, client),
        })
    }

    /// Gives what is listed and still belongs to one client to another, with all that hangs on it.
    async fn reassign(&self, moved: &Moved, from: ClientId, to: ClientId) -> Result<()> {
        reassign!(self, photograph, &moved.photographs, from, to);
        reassign!(self, design, &moved.designs, from, to);
        reassign!(self, private_link, &moved.links, from, to);
        reassign!(self, practice_record, &moved.records, from, to);
        reassign!(self, message, &moved.messages, from, to);
        self.settle(from).await?;
        self.settle(to).await
    }

    /// What hangs on a client's designs is that client's, and no link shows another client's version: something may have been added between a merge and its
    /// undoing.
    async fn settle(&self, client: ClientId) -> Result<()> {
        let designs = design::Entity::find()
            .select_only()
            .column(design::Column::Id)
            .filter(design::Column::Client.eq(client.0))
            .into_query();
        design_version::Entity::update_many()
            .col_expr(design_version::Column::Client, Expr::value(client.0))
            .filter(design_version::Column::Design.in_subquery(designs))
            .exec(self.db())
            .await?;
        let versions = design_version::Entity::find()
            .select_only()
            .column(design_version::Column::Id)
            .filter(design_version::Column::Client.eq(client.0))
            .into_query();
        comment::Entity::update_many()
            .col_expr(comment::Column::Client, Expr::value(client.0))
            .filter(comment::Column::Version.in_subquery(versions.clone()))
            .exec(self.db())
            .await?;
        approval::Entity::update_many()
            .col_expr(approval::Column::Client, Expr::value(client.0))
            .filter(approval::Column::Version.in_subquery(versions.clone()))
            .exec(self.db())
            .await?;
        let others_links = private_link::Entity::find()
            .select_only()
            .column(private_link::Column::Id)
            .filter(private_link::Column::Studio.eq(self.studio().0))
            .filter(private_link::Column::Client.ne(client.0))
            .into_query();
        private_link_version::Entity::delete_many()
            .filter(private_link_version::Column::Version.in_subquery(versions))
            .filter(private_link_version::Column::Link.in_subquery(others_links))
            .exec(self.db())
            .await?;
        self.settle_link_records(client).await
    }
}
