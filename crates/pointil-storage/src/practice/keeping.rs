//! What becomes of practice records and messages when their client is merged or erased.

use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, QueryTrait};

use crate::act::maybe_instant;
use crate::error::Result;
use crate::id::ClientId;
use crate::table::{
    message, practice_key, practice_record, practice_revision, private_link, private_link_record,
};
use crate::write::Writing;

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
        // A message to the studio about a record of the client.
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
        let gone = practice_record::Entity::delete_many()
            .filter(practice_record::Column::Id.in_subquery(ids))
            .exec(db)
            .await?;
        if gone.rows_affected > 0 {
            self.tick().await?;
        }
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
