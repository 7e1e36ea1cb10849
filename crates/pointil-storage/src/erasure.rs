//! Erasing a client, and keeping what the law says must be kept until its time is over.

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, QueryTrait};
use serde::Serialize;

use crate::act::{Act, instant};
use crate::audit::Action;
use crate::client::{Client, fingerprint};
use crate::error::{Result, StorageError};
use crate::id::{ClientId, StudioId};
use crate::random;
use crate::store::Store;
use crate::table::{
    approval, client, comment, design, design_step, design_version, private_link,
    private_link_version,
};
use crate::write::{Entry, Writing};

/// What an erasure left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// The day until which the name, approved versions, approvals, and records that the law asks to keep are kept; `None` when nothing is left.
    pub kept_until: Option<Date>,
}

impl Store {
    /// Erases a client and the records merged into it: fields, photographs, unapproved designs, links, comments, messages, and practice records. What was approved
    /// and the practice records that the law asks to keep stay with the name until the studio's keeping time is over, counted from the last of them.
    ///
    /// # Errors
    /// [`crate::Refusal::ClientErased`] the second time; [`crate::Refusal::ClientMerged`] when the record was merged: erase the kept one.
    pub async fn erase_client(&self, act: &Act, id: ClientId) -> Result<Erasure> {
        let mut write = self.write(act).await?;
        let row = write.live_client(id).await?;
        let before = fingerprint(&row)?;
        let kept_until = write.kept_until(id).await?;
        let files = write.delete_photographs_of(id).await?;
        write.delete_designs_of(id, kept_until.is_some()).await?;
        write.delete_records_of(id, kept_until.is_some()).await?;
        write.unindex_client(id).await?;
        for member in write.family(id).await? {
            // The name stays in one place alone.
            let kept = kept_until.filter(|_| member.id == id.0);
            write.erase_fields(member, kept).await?;
        }
        let entry = Entry::new(Action::ClientErased, id.0).client(id);
        write.record(entry.before(before)).await?;
        write.commit().await?;
        self.delete_files(&files).await?;
        self.forget_erased_pages().await?;
        Ok(Erasure { kept_until })
    }

    /// Erased clients of whom something must still be kept, by the day until which.
    pub async fn kept_clients(&self, studio: StudioId) -> Result<Vec<Client>> {
        let rows = client::Entity::find()
            .filter(client::Column::Studio.eq(studio.0))
            .filter(client::Column::KeptUntil.is_not_null())
            .order_by_asc(client::Column::KeptUntil)
            .order_by_asc(client::Column::Id)
            .all(self.db())
            .await?;
        rows.into_iter().map(Client::read).collect()
    }

    /// Erases what was kept of erased clients whose time was over before `today`; answers with who they were. To be called once a day.
    pub async fn expire_clients(&self, act: &Act, today: Date) -> Result<Vec<ClientId>> {
        let mut write = self.write(act).await?;
        let rows = client::Entity::find()
            .filter(client::Column::Studio.eq(act.studio.0))
            // Days as ISO texts sort as days do.
            .filter(client::Column::KeptUntil.lt(today.to_string()))
            .order_by_asc(client::Column::Id)
            .all(write.db())
            .await?;
        let mut expired = Vec::new();
        for row in rows {
            let (id, erased_at) = (ClientId(row.id), row.erased_at);
            write.delete_designs_of(id, false).await?;
            write.delete_records_of(id, false).await?;
            write.erase_fields(row, None).await?;
            write.keep_erased_at(id, erased_at).await?;
            let entry = Entry::new(Action::ClientExpired, id.0).client(id);
            write.record(entry).await?;
            expired.push(id);
        }
        write.commit().await?;
        if !expired.is_empty() {
            self.forget_erased_pages().await?;
        }
        Ok(expired)
    }

    /// On SQLite what was erased may still stand in the write-ahead log: folds it into the database, whose freed pages are overwritten with zeros.
    pub(crate) async fn forget_erased_pages(&self) -> Result<()> {
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
    /// The day until which a client's approvals and the records that the law asks to keep must be kept.
    async fn kept_until(&self, id: ClientId) -> Result<Option<Date>> {
        let last = approval::Entity::find()
            .filter(approval::Column::Studio.eq(self.studio().0))
            .filter(approval::Column::Client.eq(id.0))
            .order_by_desc(approval::Column::At)
            .one(self.db())
            .await?;
        let approved = last.map(|last| instant(last.at)).transpose()?;
        let recorded = self.last_kept_by_law(id).await?;
        let Some(last) = approved.max(recorded) else {
            return Ok(None);
        };
        let years = self.studio_row().await?.keeping_years;
        let day = last.to_zoned(TimeZone::UTC).date();
        day.checked_add(Span::new().years(years))
            .map(Some)
            .map_err(|_| StorageError::field("keeping years", "outside the calendar"))
    }

    /// Deletes a client's designs and all that hangs on them; approved versions and their approvals only when nothing is to be kept.
    async fn delete_designs_of(&self, id: ClientId, keep_approved: bool) -> Result<()> {
        let (studio, db) = (self.studio().0, self.db());
        let links = private_link::Entity::find()
            .select_only()
            .column(private_link::Column::Id)
            .filter(private_link::Column::Client.eq(id.0))
            .into_query();
        private_link_version::Entity::delete_many()
            .filter(private_link_version::Column::Link.in_subquery(links))
            .exec(db)
            .await?;
        self.delete_link_records_of(id).await?;
        private_link::Entity::delete_many()
            .filter(private_link::Column::Studio.eq(studio))
            .filter(private_link::Column::Client.eq(id.0))
            .exec(db)
            .await?;
        comment::Entity::delete_many()
            .filter(comment::Column::Studio.eq(studio))
            .filter(comment::Column::Client.eq(id.0))
            .exec(db)
            .await?;
        if !keep_approved {
            approval::Entity::delete_many()
                .filter(approval::Column::Studio.eq(studio))
                .filter(approval::Column::Client.eq(id.0))
                .exec(db)
                .await?;
        }
        let mut versions = design_version::Entity::delete_many()
            .filter(design_version::Column::Studio.eq(studio))
            .filter(design_version::Column::Client.eq(id.0));
        if keep_approved {
            versions = versions.filter(design_version::Column::ApprovedAt.is_null());
        }
        versions.exec(db).await?;
        // What the studio noted of an approved version is no part of what was agreed.
        design_version::Entity::update_many()
            .col_expr(design_version::Column::Note, Expr::value(""))
            .filter(design_version::Column::Studio.eq(studio))
            .filter(design_version::Column::Client.eq(id.0))
            .exec(db)
            .await?;
        self.delete_working_documents_of(id).await
    }

    /// Deletes a client's histories, and the designs that no version is left of; a design that must stay loses its name.
    async fn delete_working_documents_of(&self, id: ClientId) -> Result<()> {
        let designs = design::Entity::find()
            .filter(design::Column::Studio.eq(self.studio().0))
            .filter(design::Column::Client.eq(id.0))
            .all(self.db())
            .await?;
        for row in designs {
            design_step::Entity::delete_many()
                .filter(design_step::Column::Design.eq(row.id))
                .exec(self.db())
                .await?;
            let versions = design_version::Entity::find()
                .filter(design_version::Column::Design.eq(row.id))
                .count(self.db())
                .await?;
            if versions == 0 {
                row.delete(self.db()).await?;
            } else {
                let mut row = row.into_active_model();
                row.name = Set(String::new());
                row.update(self.db()).await?;
            }
        }
        Ok(())
    }

    /// An erased record says when it was erased first.
    async fn keep_erased_at(&self, id: ClientId, erased_at: Option<i64>) -> Result<()> {
        client::Entity::update_many()
            .col_expr(client::Column::ErasedAt, Expr::value(erased_at))
            .filter(client::Column::Id.eq(id.0))
            .exec(self.db())
            .await?;
        Ok(())
    }

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
