//! Private links: what a client may look at without an account.

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder};
use serde::Serialize;

use crate::act::{Act, Actor, instant, maybe_instant, milliseconds};
use crate::audit::Action;
use crate::error::{Refusal, Result, StorageError, count};
use crate::id::{ClientId, DesignVersionId, LinkId, RecordId, StudioId};
use crate::practice;
use crate::store::Store;
use crate::table::{private_link, private_link_record, private_link_version};
use crate::token::{Token, hash_presented};
use crate::write::{Entry, Writing};

/// A private link as kept; its token is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrivateLink {
    /// The identifier.
    pub id: LinkId,
    /// Of which studio.
    pub studio: StudioId,
    /// For which client.
    pub client: ClientId,
    /// The versions it shows.
    pub versions: Vec<DesignVersionId>,
    /// The practice records it opens.
    pub records: Vec<RecordId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// How often it was opened.
    pub opened: u64,
    /// When it was last opened.
    pub last_opened_at: Option<Timestamp>,
}

/// What a link is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkContents {
    /// Versions to look at, comment on and approve.
    pub versions: Vec<DesignVersionId>,
    /// Practice records to answer, sign or fill in.
    pub records: Vec<RecordId>,
}

impl LinkContents {
    /// Versions alone.
    pub fn versions(versions: &[DesignVersionId]) -> Self {
        Self {
            versions: versions.to_vec(),
            ..Self::default()
        }
    }

    /// Practice records alone.
    pub fn records(records: &[RecordId]) -> Self {
        Self {
            records: records.to_vec(),
            ..Self::default()
        }
    }
}

impl Store {
    /// Makes a link to `contents`, all of `client`, until `ends`. The token is for the link's address; only its hash is kept.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when a version or a record is not this client's.
    pub async fn create_link(
        &self,
        act: &Act,
        client: ClientId,
        contents: &LinkContents,
        ends: Timestamp,
    ) -> Result<(LinkId, Token)> {
        let mut write = self.write(act).await?;
        write.live_client(client).await?;
        write.check_contents(client, contents).await?;
        let id = LinkId(write.new_id()?);
        let token = Token::new()?;
        let row = private_link::Model {
            id: id.0,
            studio: act.studio.0,
            client: client.0,
            token_hash: token.hash(),
            created_at: write.at(),
            ends_at: milliseconds(ends),
            revoked_at: None,
            opened: 0,
            last_opened_at: None,
        };
        let row = row.into_active_model().reset_all();
        row.insert(write.db()).await?;
        write.keep_contents(id, contents).await?;
        let entry = Entry::new(Action::LinkCreated, id.0).client(client);
        write.record(entry).await?;
        write.commit().await?;
        Ok((id, token))
    }

    /// The link behind a token: none when it is unknown, over or revoked. A token finds its studio by itself, because nothing is known of the visitor
    /// before it.
    pub async fn link_by_token(&self, token: &str, at: Timestamp) -> Result<Option<PrivateLink>> {
        let Some(hash) = hash_presented(token) else {
            return Ok(None);
        };
        let row = private_link::Entity::find()
            .filter(private_link::Column::TokenHash.eq(hash))
            .filter(private_link::Column::RevokedAt.is_null())
            .filter(private_link::Column::EndsAt.gt(milliseconds(at)))
            .one(self.db())
            .await?;
        match row {
            Some(row) => Ok(Some(read(self.db(), row).await?)),
            None => Ok(None),
        }
    }

    /// The link behind a token, over and revoked ones too: to say what became of it. Nothing may be shown by it.
    pub async fn find_link(&self, token: &str) -> Result<Option<PrivateLink>> {
        let Some(hash) = hash_presented(token) else {
            return Ok(None);
        };
        let row = private_link::Entity::find()
            .filter(private_link::Column::TokenHash.eq(hash))
            .one(self.db())
            .await?;
        match row {
            Some(row) => Ok(Some(read(self.db(), row).await?)),
            None => Ok(None),
        }
    }

    /// The link behind a token, counted as opened: for the page that a client lands on. What it shows is presented with it.
    pub async fn open_link(&self, token: &str, at: Timestamp) -> Result<Option<PrivateLink>> {
        let Some(found) = self.link_by_token(token, at).await? else {
            return Ok(None);
        };
        let act = Act {
            studio: found.studio,
            actor: Actor::Client(found.id),
            at,
        };
        let mut write = self.write(&act).await?;
        // Between the two it may have been revoked.
        let Some(row) = write.open_link_row(found.id).await? else {
            return Ok(None);
        };
        let opened = row.opened + 1;
        let mut row = row.into_active_model();
        row.opened = Set(opened);
        row.last_opened_at = Set(Some(write.at()));
        let row = row.update(write.db()).await?;
        let entry = Entry::new(Action::LinkOpened, found.id.0).client(found.client);
        write.record(entry).await?;
        let link = read(write.db(), row).await?;
        for version in &link.versions {
            write.present(*version).await?;
        }
        write.commit().await?;
        Ok(Some(link))
    }

    /// A client's links, newest first, those that are over too.
    pub async fn links(&self, studio: StudioId, client: ClientId) -> Result<Vec<PrivateLink>> {
        let rows = private_link::Entity::find()
            .filter(private_link::Column::Studio.eq(studio.0))
            .filter(private_link::Column::Client.eq(client.0))
            .order_by_desc(private_link::Column::Id)
            .all(self.db())
            .await?;
        let mut links = Vec::with_capacity(rows.len());
        for row in rows {
            links.push(read(self.db(), row).await?);
        }
        Ok(links)
    }

    /// Closes a link. Once more is no error.
    pub async fn revoke_link(&self, act: &Act, id: LinkId) -> Result<()> {
        let mut write = self.write(act).await?;
        let row = private_link::Entity::find_by_id(id.0)
            .filter(private_link::Column::Studio.eq(act.studio.0))
            .one(write.db())
            .await?
            .ok_or(StorageError::NotFound {
                kind: "link",
                id: id.0,
            })?;
        if row.revoked_at.is_some() {
            return Ok(());
        }
        let client = ClientId(row.client);
        let mut row = row.into_active_model();
        row.revoked_at = Set(Some(write.at()));
        row.update(write.db()).await?;
        let entry = Entry::new(Action::LinkRevoked, id.0).client(client);
        write.record(entry).await?;
        write.commit().await
    }
}

impl Writing {
    async fn check_contents(&self, client: ClientId, contents: &LinkContents) -> Result<()> {
        for &version in &contents.versions {
            let (row, _) = self.open_version(version).await?;
            if row.client != client.0 {
                return Err(StorageError::NotFound {
                    kind: "version of this client",
                    id: version.0,
                });
            }
        }
        for &record in &contents.records {
            let row = practice::find(self.studio(), record).one(self.db()).await?;
            if row.is_none_or(|row| row.client != Some(client.0)) {
                return Err(StorageError::NotFound {
                    kind: "record of this client",
                    id: record.0,
                });
            }
        }
        Ok(())
    }

    /// When the actor is a link: it opens what was begun through it, so that its client goes on with it.
    pub(crate) async fn open_to_link(&self, begun: &[RecordId]) -> Result<()> {
        match self.act().actor {
            Actor::Client(link) => {
                self.keep_contents(link, &LinkContents::records(begun))
                    .await
            }
            _ => Ok(()),
        }
    }

    async fn keep_contents(&self, link: LinkId, contents: &LinkContents) -> Result<()> {
        for version in &contents.versions {
            let row = private_link_version::ActiveModel {
                link: Set(link.0),
                version: Set(version.0),
            };
            row.insert(self.db()).await?;
        }
        for record in &contents.records {
            let row = private_link_record::ActiveModel {
                link: Set(link.0),
                record: Set(record.0),
            };
            row.insert(self.db()).await?;
        }
        Ok(())
    }

    /// The client of a link and the records that it opens; none when it is over or revoked.
    pub(crate) async fn records_open_to(
        &self,
        link: LinkId,
    ) -> Result<Option<(ClientId, Vec<RecordId>)>> {
        let Some(row) = self.open_link_row(link).await? else {
            return Ok(None);
        };
        let link = read(self.db(), row).await?;
        Ok(Some((link.client, link.records)))
    }

    /// When the actor is a link: it is open, and it is this client's.
    pub(crate) async fn check_link_of(&self, client: ClientId) -> Result<()> {
        let Actor::Client(link) = self.act().actor else {
            return Ok(());
        };
        match self.open_link_row(link).await? {
            Some(row) if row.client == client.0 => Ok(()),
            _ => Err(Refusal::LinkClosed.into()),
        }
    }

    async fn open_link_row(&self, id: LinkId) -> Result<Option<private_link::Model>> {
        Ok(private_link::Entity::find_by_id(id.0)
            .filter(private_link::Column::Studio.eq(self.studio().0))
            .filter(private_link::Column::RevokedAt.is_null())
            .filter(private_link::Column::EndsAt.gt(self.at()))
            .one(self.db())
            .await?)
    }

    /// When the actor is a link: it is open and shows the version.
    pub(crate) async fn check_link_shows(&self, version: DesignVersionId) -> Result<()> {
        let Actor::Client(link) = self.act().actor else {
            return Ok(());
        };
        let shown = private_link_version::Entity::find_by_id((link.0, version.0))
            .one(self.db())
            .await?;
        if shown.is_none() || self.open_link_row(link).await?.is_none() {
            return Err(Refusal::LinkClosed.into());
        }
        Ok(())
    }
}

async fn read<C: ConnectionTrait>(db: &C, row: private_link::Model) -> Result<PrivateLink> {
    let versions = private_link_version::Entity::find()
        .filter(private_link_version::Column::Link.eq(row.id))
        .order_by_asc(private_link_version::Column::Version)
        .all(db)
        .await?;
    let records = private_link_record::Entity::find()
        .filter(private_link_record::Column::Link.eq(row.id))
        .order_by_asc(private_link_record::Column::Record)
        .all(db)
        .await?;
    Ok(PrivateLink {
        id: LinkId(row.id),
        studio: StudioId(row.studio),
        client: ClientId(row.client),
        versions: versions
            .into_iter()
            .map(|row| DesignVersionId(row.version))
            .collect(),
        records: records
            .into_iter()
            .map(|row| RecordId(row.record))
            .collect(),
        created_at: instant(row.created_at)?,
        ends_at: instant(row.ends_at)?,
        revoked_at: maybe_instant(row.revoked_at)?,
        opened: count(row.opened)?,
        last_opened_at: maybe_instant(row.last_opened_at)?,
    })
}
