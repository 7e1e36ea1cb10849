//! What becomes of practice records and messages when they, or their client, are erased or merged.

use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{QueryOrder, QuerySelect, QueryTrait};

use crate::act::{Act, maybe_instant};
use crate::audit::Action;
use crate::error::{Refusal, Result, StorageError, check_revision};
use crate::id::{ClientId, RecordId};
use crate::store::Store;
use crate::table::{
    message, practice_key, practice_record, practice_revision, private_link, private_link_record,
};
use crate::write::{Entry, Writing};

impl Store {
    /// Erases one record with its former revisions, its messages, and what links open of it: an enquiry of somebody who never became a client, something entered by
    /// mistake.
    ///
    /// # Errors
    /// [`Refusal::KeptByLaw`] when the law asks to keep it; [`StorageError::Stale`] when it has another revision.
    pub async fn erase_record(&self, act: &Act, id: RecordId, revision: u64) -> Result<()> {
        let mut write = self.write(act).await?;
        let row =
            super::find(act.studio, id)
                .one(write.db())
                .await?
                .ok_or(StorageError::NotFound {
                    kind: "record",
                    id: id.0,
                })?;
        check_revision("record", id.0, revision, row.revision)?;
        if row.kept_by_law != 0 {
            return Err(Refusal::KeptByLaw.into());
        }
        private_link_record::Entity::delete_many()
            .filter(private_link_record::Column::Record.eq(id.0))
            .exec(write.db())
            .await?;
        let one = practice_record::Entity::find_by_id(id.0)
            .select_only()
            .column(practice_record::Column::Id)
            .into_query();
        write.delete_records(one).await?;
        let entry = Entry::new(Action::RecordErased, id.0).client(row.client.map(ClientId));
        write.record(entry).await?;
        write.commit().await?;
        self.forget_erased_pages().await
    }
}

impl Writing {
    /// When what the law asks to keep of a client was last written.
    pub(crate) async fn last_kept_by_law(&self, client: ClientId) -> Result<Option<Timestamp>> {
        let last: Option<i64> = practice_record::Entity::find()
            .select_only()
            .column(practice_record::Column::EditedAt)
            .filter(practice_record::Column::Studio.eq(self.studio().0))
            .filter(practice_record::Column::Client.eq(client.0))
            .filter(practice_record::Column::KeptByLaw.eq(1))
            .order_by_desc(practice_record::Column::EditedAt)
            .into_tuple()
            .one(self.db())
            .await?;
        maybe_instant(last)
    }

    /// Deletes a client's messages, and the practice records with all that hangs on them; what the law asks to keep only when nothing is to be kept. The
    /// private links of the client must be gone.
    pub(crate) async fn delete_records_of(&self, client: ClientId, keep: bool) -> Result<()> {
        let (studio, db) = (self.studio().0, self.db());
        message::Entity::delete_many()
            .filter(message::Column::Studio.eq(studio))
            .filter(message::Column::Client.eq(client.0))
            .exec(db)
            .await?;
        let mut records = practice_record::Entity::find()
            .select_only()
            .column(practice_record::Column::Id)
            .filter(practice_record::Column::Studio.eq(studio))
            .filter(practice_record::Column::Client.eq(client.0));
        if keep {
            records = records.filter(practice_record::Column::KeptByLaw.eq(0));
        }
        let ids = records.into_query();
        self.delete_records(ids).await
    }

    /// Deletes the records that a query names, with all that hangs on them but links.
    async fn delete_records(&self, ids: SelectStatement) -> Result<()> {
        let db = self.db();
        message::Entity::delete_many()
            .filter(message::Column::Record.in_subquery(ids.clone()))
            .exec(db)
            .await?;
        practice_key::Entity::delete_many()
            .filter(practice_key::Column::Record.in_subquery(ids.clone()))
            .exec(db)
            .await?;
        practice_revision::Entity::delete_many()
            .filter(practice_revision::Column::Record.in_subquery(ids.clone()))
            .exec(db)
            .await?;
        practice_record::Entity::delete_many()
            .filter(practice_record::Column::Id.in_subquery(ids))
            .exec(db)
            .await?;
        Ok(())
    }

    /// Closes a client's links to what they open; the links themselves stay.
    pub(crate) async fn delete_link_records_of(&self, client: ClientId) -> Result<()> {
        let links = private_link::Entity::find()
            .select_only()
            .column(private_link::Column::Id)
            .filter(private_link::Column::Client.eq(client.0))
            .into_query();
        private_link_record::Entity::delete_many()
            .filter(private_link_record::Column::Link.in_subquery(links))
            .exec(self.db())
            .await?;
        Ok(())
    }

    /// No link opens another client's record: something may have been added between a merge and its undoing.
    pub(crate) async fn settle_link_records(&self, client: ClientId) -> Result<()> {
        let records = practice_record::Entity::find()
            .select_only()
            .column(practice_record::Column::Id)
            .filter(practice_record::Column::Studio.eq(self.studio().0))
            .filter(practice_record::Column::Client.eq(client.0))
            .into_query();
        let others_links = private_link::Entity::find()
            .select_only()
            .column(private_link::Column::Id)
            .filter(private_link::Column::Studio.eq(self.studio().0))
            .filter(private_link::Column::Client.ne(client.0))
            .into_query();
        private_link_record::Entity::delete_many()
            .filter(private_link_record::Column::Record.in_subquery(records))
            .filter(private_link_record::Column::Link.in_subquery(others_links))
            .exec(self.db())
            .await?;
        Ok(())
    }
}
