//! Looking at messages: a client's, a record's, those in one state.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};
use serde::Serialize;

use super::{Message, MessageState, milliseconds};
use crate::act::maybe_instant;
use crate::error::{Result, count};
use crate::id::{ClientId, MessageId, RecordId, StudioId};
use crate::store::Store;
use crate::table::message;

/// Messages of one page.
const MOST: u64 = 1000;

/// Some messages of the list of one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessagePage {
    /// The messages, by when they were to be tried, the latest first.
    pub messages: Vec<Message>,
    /// Where the next page begins; none when there are no more.
    pub before: Option<(Timestamp, MessageId)>,
}

type Messages = Select<message::Entity>;

impl Store {
    /// A message.
    pub async fn message(&self, studio: StudioId, id: MessageId) -> Result<Option<Message>> {
        let query = of_studio(studio).filter(message::Column::Id.eq(id.0));
        let row = query.one(self.db()).await?;
        row.map(Message::read).transpose()
    }

    /// The messages to a client, oldest first.
    pub async fn messages(&self, studio: StudioId, client: ClientId) -> Result<Vec<Message>> {
        let query = of_studio(studio).filter(message::Column::Client.eq(client.0));
        self.read_messages(query.order_by_asc(message::Column::Id))
            .await
    }

    /// The messages about a record, oldest first.
    pub async fn messages_about(&self, studio: StudioId, record: RecordId) -> Result<Vec<Message>> {
        let query = of_studio(studio).filter(message::Column::Record.eq(record.0));
        self.read_messages(query.order_by_asc(message::Column::Id))
            .await
    }

    /// The messages in a state, by when they were to be tried, the latest first, before `before`: a page of at most `most`, and never more than a thousand.
    pub async fn messages_in(
        &self,
        studio: StudioId,
        state: MessageState,
        before: Option<(Timestamp, MessageId)>,
        most: u64,
    ) -> Result<MessagePage> {
        let most = most.min(MOST);
        let query = in_state(studio, state, before).limit(most + 1);
        let mut messages = self.read_messages(query).await?;
        let has_more = messages.len() as u64 > most;
        messages.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let last = messages.last().filter(|_| has_more);
        Ok(MessagePage {
            before: last.map(|message| (message.next_try, message.id)),
            messages,
        })
    }

    /// How many messages are in each state that any is in.
    pub async fn count_messages(&self, studio: StudioId) -> Result<BTreeMap<MessageState, u64>> {
        let counts: Vec<(String, i64)> = of_studio(studio)
            .select_only()
            .column(message::Column::State)
            .column_as(message::Column::Id.count(), "number")
            .group_by(message::Column::State)
            .into_tuple()
            .all(self.db())
            .await?;
        let read =
            |(state, number): (String, i64)| Ok((MessageState::read(&state)?, count(number)?));
        counts.into_iter().map(read).collect()
    }

    /// When the next message waits to be sent: a sender need not look earlier, unless something is queued.
    pub async fn next_message_at(&self, studio: StudioId) -> Result<Option<Timestamp>> {
        let next: Option<i64> = of_studio(studio)
            .select_only()
            .column(message::Column::NextAt)
            .filter(message::Column::State.eq(MessageState::Queued.as_str()))
            .order_by_asc(message::Column::NextAt)
            .limit(1)
            .into_tuple()
            .one(self.db())
            .await?;
        maybe_instant(next)
    }

    async fn read_messages(&self, query: Messages) -> Result<Vec<Message>> {
        let rows = query.all(self.db()).await?;
        rows.into_iter().map(Message::read).collect()
    }
}

fn of_studio(studio: StudioId) -> Messages {
    message::Entity::find().filter(message::Column::Studio.eq(studio.0))
}

fn in_state(
    studio: StudioId,
    state: MessageState,
    before: Option<(Timestamp, MessageId)>,
) -> Messages {
    let mut query = of_studio(studio).filter(message::Column::State.eq(state.as_str()));
    if let Some((at, id)) = before {
        let at = milliseconds(at);
        let same = Condition::all()
            .add(message::Column::NextAt.eq(at))
            .add(message::Column::Id.lt(id.0));
        let earlier = Condition::any()
            .add(message::Column::NextAt.lt(at))
            .add(same);
        query = query
            .filter(message::Column::NextAt.lte(at))
            .filter(earlier);
    }
    query
        .order_by_desc(message::Column::NextAt)
        .order_by_desc(message::Column::Id)
}
