//! Messages queued and withdrawn with the records that cause it.

use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;

use super::{MessageState, NewMessage, Withdrawal, milliseconds};
use crate::audit::Action;
use crate::error::{Result, StorageError};
use crate::id::ClientId;
use crate::table::message;
use crate::write::{Entry, Writing};

impl Writing {
    /// Queues messages whose cause had none yet.
    pub(crate) async fn queue_messages(&mut self, messages: &[NewMessage]) -> Result<()> {
        for new in messages {
            if let Some(client) = new.client {
                self.live_client(client).await?;
            }
            if let Some(record) = new.record {
                self.record_row_of(record, new.client).await?;
            }
            let same = message::Entity::find()
                .filter(message::Column::Studio.eq(self.studio().0))
                .filter(message::Column::Cause.eq(new.cause.as_str()))
                .count(self.db())
                .await?;
            if same > 0 {
                continue;
            }
            let row = self.message_row(new)?;
            let entry = Entry::new(Action::MessageQueued, row.id).client(new.client);
            let row = row.into_active_model().reset_all();
            row.insert(self.db()).await?;
            self.record(entry).await?;
        }
        Ok(())
    }

    fn message_row(&self, new: &NewMessage) -> Result<message::Model> {
        Ok(message::Model {
            id: self.new_id()?,
            studio: self.studio().0,
            client: new.client.map(|client| client.0),
            record: new.record.map(|record| record.0),
            cause: new.cause.clone(),
            channel: new.channel.clone(),
            recipient: new.recipient.clone(),
            template: new.template.clone(),
            parameters: new.parameters.clone(),
            state: MessageState::Queued.as_str().to_owned(),
            due_at: milliseconds(new.due),
            next_at: milliseconds(new.due),
            attempts: 0,
            claim: None,
            claimed_by: None,
            claim_ends_at: None,
            fault: None,
            created_at: self.at(),
            changed_at: self.at(),
        })
    }

    /// Withdraws what nobody has begun to hand over. A sender that has claimed it finds out when it begins.
    pub(crate) async fn withdraw_messages(&mut self, withdrawal: &Withdrawal) -> Result<()> {
        let open = [MessageState::Queued, MessageState::Claimed].map(MessageState::as_str);
        let query = message::Entity::find()
            .filter(message::Column::Studio.eq(self.studio().0))
            .filter(message::Column::State.is_in(open));
        let query = match withdrawal {
            Withdrawal::Cause(cause) => query.filter(message::Column::Cause.eq(cause.as_str())),
            Withdrawal::Record(record) => query.filter(message::Column::Record.eq(record.0)),
            Withdrawal::Client(client) => query.filter(message::Column::Client.eq(client.0)),
        };
        for row in query.all(self.db()).await? {
            let entry = Entry::new(Action::MessageWithdrawn, row.id);
            let entry = entry.client(row.client.map(ClientId));
            self.move_message(row, MessageState::Withdrawn).await?;
            self.record(entry).await?;
        }
        Ok(())
    }

    /// Keeps a message in another state. One that is over forgets what its text was filled with.
    pub(crate) async fn move_message(
        &self,
        row: message::Model,
        state: MessageState,
    ) -> Result<()> {
        let is_over = matches!(state, MessageState::Sent | MessageState::Withdrawn);
        let row = message::Model {
            state: state.as_str().to_owned(),
            changed_at: self.at(),
            parameters: if is_over {
                String::new()
            } else {
                row.parameters
            },
            ..row
        };
        row.into_active_model()
            .reset_all()
            .update(self.db())
            .await?;
        Ok(())
    }

    /// A message to a client is about a record of that client, or of the studio.
    async fn record_row_of(
        &self,
        record: crate::id::RecordId,
        client: Option<ClientId>,
    ) -> Result<()> {
        let row = crate::practice::find(self.studio(), record)
            .one(self.db())
            .await?
            .ok_or(StorageError::NotFound {
                kind: "record",
                id: record.0,
            })?;
        let fits = client.is_none() || row.client.is_none() || row.client == client.map(|id| id.0);
        match fits {
            true => Ok(()),
            false => Err(StorageError::field(
                "message",
                "its record is another client's",
            )),
        }
    }
}
