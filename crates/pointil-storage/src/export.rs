//! Everything about one client: the time line and the export.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use serde::Serialize;

use crate::act::Act;
use crate::audit::{Action, AuditEvent};
use crate::client::{Client, family};
use crate::design::Design;
use crate::error::{Result, StorageError};
use crate::id::{ClientId, StudioId};
use crate::link::PrivateLink;
use crate::merge::Merge;
use crate::message::Message;
use crate::photograph::Photograph;
use crate::practice::{PracticeRecord, RecordRevision};
use crate::store::Store;
use crate::table::audit_event;
use crate::version::{Approval, Comment, DesignVersion};
use crate::write::Entry;

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
    /// The designs with their working documents.
    pub designs: Vec<Design>,
    /// What was frozen of them.
    pub versions: Vec<DesignVersion>,
    /// What the client agreed to.
    pub approvals: Vec<Approval>,
    /// What was said.
    pub comments: Vec<Comment>,
    /// The private links, without their tokens.
    pub links: Vec<PrivateLink>,
    /// The practice records with everything that they were.
    pub records: Vec<ExportedRecord>,
    /// The messages.
    pub messages: Vec<Message>,
    /// What happened, oldest first.
    pub timeline: Vec<AuditEvent>,
}

/// A practice record in an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportedRecord {
    /// What is kept of it.
    #[serde(flatten)]
    pub record: PracticeRecord,
    /// What it was, oldest first, with what it is at the end.
    pub history: Vec<RecordRevision>,
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
            designs: self.designs(act.studio, id).await?,
            versions: self.versions(act.studio, id).await?,
            approvals: self.approvals(act.studio, id).await?,
            comments: self.comments(act.studio, id).await?,
            links: self.links(act.studio, id).await?,
            records: self.exported_records(act.studio, id).await?,
            messages: self.messages(act.studio, id).await?,
            timeline,
        })
    }

    async fn exported_records(
        &self,
        studio: StudioId,
        client: ClientId,
    ) -> Result<Vec<ExportedRecord>> {
        let mut exported = Vec::new();
        for record in self.client_records(studio, client, &[]).await? {
            let history = self.record_history(studio, record.head.id).await?;
            exported.push(ExportedRecord { record, history });
        }
        Ok(exported)
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
}
