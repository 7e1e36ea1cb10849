//! One write: a transaction that holds the studio's chain, records what it did, and commits both together.

use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::Set, DatabaseTransaction, QuerySelect, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::sync::OwnedMutexGuard;

use crate::act::{Act, milliseconds};
use crate::audit::{Action, Link};
use crate::error::{Result, StorageError};
use crate::id::{ClientId, StudioId};
use crate::random;
use crate::store::Store;
use crate::table;

/// A hash of what a record says, salted: without the salt nobody can try values against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(pub(crate) [u8; 32]);

impl Fingerprint {
    /// Of anything that is written as JSON in a fixed order.
    pub(crate) fn of(salt: &[u8], record: &impl Serialize) -> Result<Self> {
        let text = serde_json::to_vec(record)
            .map_err(|error| StorageError::damaged(format!("a record that is no JSON: {error}")))?;
        Ok(Self(
            Sha256::new()
                .chain_update(salt)
                .chain_update(text)
                .finalize()
                .into(),
        ))
    }
}

/// What an event says besides who and when.
pub(crate) struct Entry {
    pub(crate) action: Action,
    pub(crate) subject: Uuid,
    pub(crate) client: Option<ClientId>,
    pub(crate) before: Option<Fingerprint>,
    pub(crate) after: Option<Fingerprint>,
}

impl Entry {
    /// An event without hashes: there is nothing to compare.
    pub(crate) fn new(action: Action, subject: Uuid) -> Self {
        Self {
            action,
            subject,
            client: None,
            before: None,
            after: None,
        }
    }

    pub(crate) fn client(self, client: impl Into<Option<ClientId>>) -> Self {
        Self {
            client: client.into(),
            ..self
        }
    }

    pub(crate) fn before(self, before: Fingerprint) -> Self {
        Self {
            before: Some(before),
            ..self
        }
    }

    pub(crate) fn after(self, after: Fingerprint) -> Self {
        Self {
            after: Some(after),
            ..self
        }
    }
}

/// A write under way. Dropped without [`Writing::commit`], nothing of it has happened.
pub(crate) struct Writing {
    tx: DatabaseTransaction,
    act: Act,
    end: Link,
    /// Whether the practice clock goes on with it.
    moves_practice: bool,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Store {
    /// Begins a write in the act's studio and waits until no other write of that studio is under way.
    pub(crate) async fn write(&self, act: &Act) -> Result<Writing> {
        let (tx, turn) = self.begin().await?;
        let head = table::audit_head::Entity::find_by_id(act.studio.0)
            .lock_exclusive()
            .one(&tx)
            .await?
            .ok_or(StorageError::NotFound {
                kind: "studio",
                id: act.studio.0,
            })?;
        Ok(Writing {
            tx,
            act: *act,
            end: Link::read(head.events, &head.hash)?,
            moves_practice: false,
            _turn: turn,
        })
    }

    /// Begins the write that makes a studio and its chain.
    pub(crate) async fn write_first(&self, act: &Act) -> Result<Writing> {
        let (tx, turn) = self.begin().await?;
        Ok(Writing {
            tx,
            act: *act,
            end: Link::START,
            moves_practice: false,
            _turn: turn,
        })
    }

    async fn begin(&self) -> Result<(DatabaseTransaction, Option<OwnedMutexGuard<()>>)> {
        let turn = self.turn().await;
        let options = TransactionOptions {
            // A read that turns into a write fails at once when another writer is in between; so it is a write from its start.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok((self.db().begin_with_options(options).await?, turn))
    }
}

impl Writing {
    pub(crate) fn db(&self) -> &DatabaseTransaction {
        &self.tx
    }

    pub(crate) fn studio(&self) -> StudioId {
        self.act.studio
    }

    pub(crate) fn act(&self) -> &Act {
        &self.act
    }

    /// The act's time as the database keeps it.
    pub(crate) fn at(&self) -> i64 {
        milliseconds(self.act.at)
    }

    /// A new identifier that sorts by the act's time.
    pub(crate) fn new_id(&self) -> Result<Uuid> {
        random::id(self.act.at)
    }

    /// Appends an event to the studio's chain.
    pub(crate) async fn record(&mut self, entry: Entry) -> Result<()> {
        self.record_all(vec![entry]).await
    }

    /// Appends many events to the studio's chain.
    pub(crate) async fn record_all(&mut self, entries: Vec<Entry>) -> Result<()> {
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let (event, end) = self.end.append(&self.act, &entry);
            rows.push(event);
            self.end = end;
            self.moves_practice |= entry.action.moves_practice();
        }
        if !rows.is_empty() {
            table::audit_event::Entity::insert_many(rows)
                .exec_without_returning(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Makes everything lasting: the change, its events, the end of the chain and the practice clock.
    pub(crate) async fn commit(self) -> Result<()> {
        if self.moves_practice {
            self.move_practice_clock().await?;
        }
        let head = table::audit_head::ActiveModel {
            studio: Set(self.act.studio.0),
            events: Set(self.end.events()?),
            hash: Set(self.end.hash.to_vec()),
        };
        head.update(&self.tx).await?;
        Ok(self.tx.commit().await?)
    }
}
