//! A set of changes written down: rows, keys, former revisions, events.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry::{Occupied, Vacant};

use sea_orm::ActiveValue::Set;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;

use super::commit::clock;
use super::{
    CommitName, Committed, CommittedRecord, NewRecord, PracticeClock, RecordChanges, RecordEdit,
    RecordFields, RecordKey, RecordSpan, delta, find,
};
use crate::act::{Actor, milliseconds};
use crate::audit::Action;
use crate::client::ROWS;
use crate::error::{Refusal, Result, StorageError, check_revision, count, is_taken};
use crate::id::{ClientId, RecordId};
use crate::table::{
    practice_clock, practice_commit, practice_key, practice_record, practice_revision,
};
use crate::write::{Entry, Fingerprint, Writing};
use sha2::{Digest, Sha256};

/// What the hashes of a client's records are salted with, looked up once for each client; the studio's own for the rest.
#[derive(Default)]
pub(super) struct Salts(BTreeMap<Option<ClientId>, Vec<u8>>);

impl Salts {
    /// The salt of a client that is in use.
    async fn of(&mut self, write: &Writing, client: Option<ClientId>) -> Result<&[u8]> {
        let salt = match self.0.entry(client) {
            Occupied(known) => known.into_mut(),
            Vacant(new) => new.insert(match client {
                Some(client) => write.live_client(client).await?.salt,
                None => write.studio_row().await?.salt,
            }),
        };
        Ok(salt)
    }
}

fn fingerprint(salt: &[u8], row: &practice_record::Model) -> Result<Fingerprint> {
    let place = (row.from_at, row.until_at, row.due_at);
    let document = (row.format, &row.document, &row.document_hash);
    let said = (&row.kind, &row.state, place, row.kept_by_law, document);
    Fingerprint::of(salt, &said)
}

impl Writing {
    /// Moves the practice clock on.
    pub(crate) async fn move_practice_clock(&self) -> Result<()> {
        let PracticeClock(writes) = clock(self.db(), self.studio()).await?;
        let row = practice_clock::ActiveModel {
            studio: Set(self.studio().0),
            writes: Set(i64::try_from(writes + 1)
                .map_err(|_| StorageError::damaged("the practice clock"))?),
        };
        match writes {
            0 => row.insert(self.db()).await?,
            _ => row.update(self.db()).await?,
        };
        Ok(())
    }

    pub(super) async fn keep_answer(&self, name: &CommitName, committed: &Committed) -> Result<()> {
        let answer = serde_json::to_string(committed).map_err(|error| {
            StorageError::damaged(format!("an answer that is no JSON: {error}"))
        })?;
        let row = practice_commit::ActiveModel {
            studio: Set(self.studio().0),
            name: Set(name.name.clone()),
            request: Set(name.request.0.to_vec()),
            answer: Set(answer),
            at: Set(self.at()),
        };
        row.insert(self.db()).await?;
        Ok(())
    }

    /// When the actor is a link: it is open, opens every record that is edited, every new one is of its client, and every message is to that client or to the
    /// studio.
    pub(super) async fn check_link_writes(&self, changes: &RecordChanges) -> Result<()> {
        let Actor::Client(link) = self.act().actor else {
            return Ok(());
        };
        let opened = self.records_open_to(link).await?;
        let Some((client, records)) = opened else {
            return Err(Refusal::LinkClosed.into());
        };
        let is_theirs = |fields: &RecordFields| fields.client == Some(client);
        let new = changes.new.iter().all(|record| is_theirs(&record.fields));
        let edits = changes
            .edits
            .iter()
            .all(|edit| is_theirs(&edit.fields) && records.contains(&edit.id));
        let messages = changes
            .messages
            .iter()
            .all(|message| message.client.is_none_or(|to| to == client));
        match new && edits && messages {
            true => Ok(()),
            false => Err(Refusal::LinkClosed.into()),
        }
    }

    pub(super) async fn insert_records(
        &mut self,
        new: &[NewRecord],
        salts: &mut Salts,
    ) -> Result<Vec<CommittedRecord>> {
        let mut rows = Vec::with_capacity(new.len());
        let mut keys = Vec::new();
        let mut entries = Vec::with_capacity(new.len());
        for NewRecord { id, fields } in new {
            let row = self.record_row(*id, fields);
            let salt = salts.of(self, fields.client).await?;
            let entry = Entry::new(Action::RecordCreated, id.0).client(fields.client);
            entries.push(entry.after(fingerprint(salt, &row)?));
            rows.push(row.into_active_model().reset_all());
            keys.extend(self.key_rows(*id, fields));
        }
        if !rows.is_empty() {
            practice_record::Entity::insert_many(rows)
                .exec_without_returning(self.db())
                .await
                .map_err(id_taken)?;
        }
        self.insert_keys(keys).await?;
        let begun: Vec<RecordId> = new.iter().map(|record| record.id).collect();
        self.open_to_link(&begun).await?;
        self.record_all(entries).await?;
        let kept = |record: &NewRecord| CommittedRecord {
            id: record.id,
            revision: 1,
        };
        Ok(new.iter().map(kept).collect())
    }

    pub(super) async fn edit_record(
        &mut self,
        edit: &RecordEdit,
        salts: &mut Salts,
    ) -> Result<CommittedRecord> {
        let old =
            find(self.studio(), edit.id)
                .one(self.db())
                .await?
                .ok_or(StorageError::NotFound {
                    kind: "record",
                    id: edit.id.0,
                })?;
        let next = check_revision("record", edit.id.0, edit.revision, old.revision)?;
        check_same(&old, &edit.fields)?;
        let row = practice_record::Model {
            revision: next,
            created_at: old.created_at,
            ..self.record_row(edit.id, &edit.fields)
        };
        // A record of a client that is not in use any more is not edited.
        salts.of(self, old.client.map(ClientId)).await?;
        let salt = salts.of(self, edit.fields.client).await?;
        let entry = Entry::new(Action::RecordEdited, edit.id.0).client(edit.fields.client);
        let entry = entry
            .before(fingerprint(salt, &old)?)
            .after(fingerprint(salt, &row)?);
        let of_record = practice_key::Column::Record.eq(edit.id.0);
        let had: Vec<practice_key::Model> = practice_key::Entity::find()
            .filter(of_record.clone())
            .all(self.db())
            .await?;
        let keys = self.key_rows(edit.id, &edit.fields);
        if !is_same(&had, &edit.fields.keys) {
            practice_key::Entity::delete_many()
                .filter(of_record)
                .exec(self.db())
                .await?;
            self.insert_keys(keys).await?;
        }
        self.keep_revision(old, &row.document).await?;
        row.into_active_model()
            .reset_all()
            .update(self.db())
            .await?;
        self.record(entry).await?;
        Ok(CommittedRecord {
            id: edit.id,
            revision: count(next)?,
        })
    }

    async fn keep_revision(&self, old: practice_record::Model, next: &str) -> Result<()> {
        let row = practice_revision::Model {
            record: old.id,
            revision: old.revision,
            state: old.state,
            format: old.format,
            difference: delta::difference(next, &old.document),
            digest: Sha256::digest(&old.document).to_vec(),
            document_hash: old.document_hash,
            at: old.edited_at,
            actor_kind: old.actor_kind,
            actor: old.actor,
        };
        let row = row.into_active_model().reset_all();
        row.insert(self.db()).await?;
        Ok(())
    }

    /// The first revision of a record, by the one who acts.
    fn record_row(&self, id: RecordId, fields: &RecordFields) -> practice_record::Model {
        let span = fields.span.map(RecordSpan::milliseconds);
        practice_record::Model {
            id: id.0,
            studio: self.studio().0,
            client: fields.client.map(|client| client.0),
            kind: fields.kind.clone(),
            state: fields.state.clone(),
            from_at: span.map(|(from, _)| from),
            until_at: span.map(|(_, until)| until),
            is_long: fields.is_long(),
            due_at: fields.due.map(milliseconds),
            revision: 1,
            format: fields.format.into(),
            document: fields.document.text.clone(),
            document_hash: fields.document.hash.0.to_vec(),
            kept_by_law: fields.kept_by_law.into(),
            created_at: self.at(),
            edited_at: self.at(),
            actor_kind: self.act().actor.kind().to_owned(),
            actor: self.act().actor.id(),
        }
    }

    fn key_rows(&self, id: RecordId, fields: &RecordFields) -> Vec<practice_key::ActiveModel> {
        let row = |key: RecordKey| practice_key::ActiveModel {
            studio: Set(self.studio().0),
            name: Set(key.name),
            value: Set(key.value),
            kind: Set(fields.kind.clone()),
            record: Set(id.0),
        };
        sorted(&fields.keys).into_iter().map(row).collect()
    }

    async fn insert_keys(&self, rows: Vec<practice_key::ActiveModel>) -> Result<()> {
        for portion in rows.chunks(ROWS) {
            practice_key::Entity::insert_many(portion.to_vec())
                .exec_without_returning(self.db())
                .await?;
        }
        Ok(())
    }
}

fn sorted(keys: &[RecordKey]) -> Vec<RecordKey> {
    let mut keys = keys.to_vec();
    keys.sort();
    keys.dedup();
    keys
}

fn is_same(had: &[practice_key::Model], keys: &[RecordKey]) -> bool {
    let had: Vec<RecordKey> = had
        .iter()
        .map(|row| RecordKey::new(row.name.as_str(), row.value.as_str()))
        .collect();
    sorted(&had) == sorted(keys)
}

/// A record stays of its kind, and its client's.
fn check_same(old: &practice_record::Model, fields: &RecordFields) -> Result<()> {
    if old.kind != fields.kind {
        return Err(StorageError::field(
            "kind",
            format!(
                "{:?} cannot become {:?}: begin another record",
                old.kind, fields.kind
            ),
        ));
    }
    let client = old.client.map(ClientId);
    if client.is_some() && client != fields.client {
        return Err(StorageError::field(
            "client",
            "a record stays its client's: begin another record",
        ));
    }
    Ok(())
}

fn id_taken(error: DbErr) -> StorageError {
    match is_taken(&error) {
        true => StorageError::field("id", "a record with it exists: take a new one"),
        false => error.into(),
    }
}
