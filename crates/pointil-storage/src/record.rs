//! Everything about one client: the time line, the export, the erasure.

use jiff::civil::Date;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};
use serde::Serialize;

use crate::act::Act;
use crate::audit::{Action, AuditEvent};
use crate::client::{Client, family, fingerprint};
use crate::error::{Result, StorageError};
use crate::id::{ClientId, StudioId};
use crate::merge::Merge;
use crate::photograph::Photograph;
use crate::random;
use crate::store::Store;
use crate::table::{audit_event, client};
use crate::write::{Entry, Writing};

/// Everything kept about a client, to hand out: a document for each part, and the photographs by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClientExport {
    /// The client.
    pub client: Client,
    /// Records that were merged into it.
    pub merged: Vec<Client>,
    /// The merges.
    pub merges: Vec<Merge>,
    /// The photographs.
    pub photographs: Vec<ExportedPhotograph>,
    /// What happened, oldest first.
    pub timeline: Vec<AuditEvent>,
}

/// A photograph in an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportedPhotograph {
    /// The name that its picture ([`Store::original`]) should have in the export.
    pub file: String,
    /// What is kept of it.
    #[serde(flatten)]
    pub photograph: Photograph,
}

/// What an erasure left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// The day until which name, approved versions and approvals are kept; `None` when nothing is left.
    pub kept_until: Option<Date>,
}

impl Store {
    /// What happened to a client and to records merged into it, newest first, before `position` (all when `None`), at most `most` events.
    pub async fn timeline(
        &self,
        studio: StudioId,
        client: ClientId,
        before: Option<u64>,
        most: u64,
    ) -> Result<Vec<AuditEvent>> {
        let family = family(self.db(), studio, client).await?;
        let mut query = audit_event::Entity::find()
            .filter(audit_event::Column::Studio.eq(studio.0))
            .filter(audit_event::Column::Client.is_in(family.iter().map(|row| row.id)));
        if let Some(before) = before {
            let before = i64::try_from(before).unwrap_or(i64::MAX);
            query = query.filter(audit_event::Column::Position.lt(before));
        }
        let rows = query
            .order_by_desc(audit_event::Column::Position)
            .limit(most)
            .all(self.db())
            .await?;
        rows.into_iter().map(AuditEvent::read).collect()
    }

    /// Everything about a client. Handing it out is an event of its own, the last of its time line.
    pub async fn export_client(&self, act: &Act, id: ClientId) -> Result<ClientExport> {
        let mut write = self.write(act).await?;
        let mut family = write.family(id).await?;
        if family.is_empty() {
            return Err(StorageError::NotFound {
                kind: "client",
                id: id.0,
            });
        }
        write
            .record(Entry::new(Action::ClientExported, id.0).client(id))
            .await?;
        write.commit().await?;
        let merged = family.split_off(1);
        let client = family.remove(0);
        let mut timeline = self.timeline(act.studio, id, None, u64::MAX >> 1).await?;
        timeline.reverse();
        Ok(ClientExport {
            client: Client::read(client)?,
            merged: merged
                .into_iter()
                .map(Client::read)
                .collect::<Result<_>>()?,
            merges: self.merges(act.studio, id).await?,
            photographs: self.exported_photographs(act.studio, id).await?,
            timeline,
        })
    }

    async fn exported_photographs(
        &self,
        studio: StudioId,
        client: ClientId,
    ) -> Result<Vec<ExportedPhotograph>> {
        let photographs = self.photographs(studio, client).await?;
        let name = |photograph: &Photograph| {
            let ending = photograph.media_type.extension();
            format!("photographs/{}.{ending}", photograph.id)
        };
        Ok(photographs
            .into_iter()
            .map(|photograph| ExportedPhotograph {
                file: name(&photograph),
                photograph,
            })
            .collect())
    }

    /// Erases a client and the records merged into it.
    ///
    /// # Errors
    /// [`crate::Refusal::ClientErased`] the second time; [`crate::Refusal::ClientMerged`] when the record was merged: erase the kept one.
    pub async fn erase_client(&self, act: &Act, id: ClientId) -> Result<Erasure> {
        let mut write = self.write(act).await?;
        let row = write.live_client(id).await?;
        let before = fingerprint(&row)?;
        let kept_until = None;
        write.unindex_client(id).await?;
        let files = write.delete_photographs_of(id).await?;
        for member in write.family(id).await? {
            write.erase_fields(member, kept_until).await?;
        }
        let entry = Entry::new(Action::ClientErased, id.0).client(id);
        write.record(entry.before(before)).await?;
        write.commit().await?;
        self.delete_files(&files).await?;
        self.forget_erased_pages().await?;
        Ok(Erasure { kept_until })
    }

    /// On SQLite what was erased may still stand in the write-ahead log: folds it into the database, whose freed pages are overwritten with zeros.
    async fn forget_erased_pages(&self) -> Result<()> {
        if self.options().sqlite().is_some() {
            let _turn = self.turn().await;
            self.db()
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await?;
        }
        Ok(())
    }
}

impl Writing {
    /// Empties a record; its names stay while something is kept. The salt goes with what it salted: hashes in the chain tell nothing any more.
    async fn erase_fields(&self, row: client::Model, kept_until: Option<Date>) -> Result<()> {
        let revision = row.revision + 1;
        let mut row = row.into_active_model();
        if kept_until.is_none() {
            row.given_name = Set(String::new());
            row.family_name = Set(String::new());
        }
        row.preferred_name = Set(None);
        row.birth_date = Set(None);
        row.phone = Set(None);
        row.email = Set(None);
        row.notes = Set(String::new());
        row.sort_key = Set(String::new());
        row.name_key = Set(None);
        row.phone_key = Set(None);
        row.email_key = Set(None);
        row.salt = Set(random::bytes::<16>()?.to_vec());
        row.revision = Set(revision);
        row.edited_at = Set(self.at());
        row.erased_at = Set(Some(self.at()));
        row.kept_until = Set(kept_until.map(|day| day.to_string()));
        row.update(self.db()).await?;
        Ok(())
    }
}
