//! Finding practice records: by client, kind, state, key, day, and by what is due.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::query::{
    Records, after_place, by_ids, due, find, heads_of, in_calendar, keys, of_client, of_kind,
    states,
};
use super::{HeadRow, PracticeRecord, RecordHead, RecordKey, RecordRevision, RecordSpan};
use crate::client::ROWS;
use crate::error::{Result, count};
use crate::id::{ClientId, RecordId, StudioId};
use crate::store::Store;
use crate::table::{practice_record, practice_revision};

/// Records of one page.
const MOST: u64 = 1000;

/// Some records of a list that is read newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordPage {
    /// The records, newest first.
    pub records: Vec<PracticeRecord>,
    /// The last of them, before which the next page begins; none when there are no more.
    pub before: Option<RecordId>,
}

/// A place in the list of what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuePlace {
    /// When the record is due.
    pub due: Timestamp,
    /// The record.
    pub id: RecordId,
}

/// Some records of the list of what is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DuePage {
    /// The records, the longest due first.
    pub records: Vec<PracticeRecord>,
    /// The place of the last of them, after which the next page begins; none when there are no more.
    pub after: Option<DuePlace>,
}

impl Store {
    /// A record.
    pub async fn record(&self, studio: StudioId, id: RecordId) -> Result<Option<PracticeRecord>> {
        let row = find(studio, id).one(self.db()).await?;
        row.map(PracticeRecord::read).transpose()
    }

    /// The records of these identifiers that there are, in the order in which they began.
    pub async fn records(&self, studio: StudioId, ids: &[RecordId]) -> Result<Vec<PracticeRecord>> {
        let mut ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        ids.sort();
        ids.dedup();
        let mut records = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            records.extend(self.read(by_ids(studio, ids)).await?);
        }
        Ok(records)
    }

    /// Everything that a record was, oldest first, with what it is now at the end; empty when there is none.
    pub async fn record_history(
        &self,
        studio: StudioId,
        id: RecordId,
    ) -> Result<Vec<RecordRevision>> {
        let Some(record) = self.record(studio, id).await? else {
            return Ok(Vec::new());
        };
        let rows = practice_revision::Entity::find()
            .filter(practice_revision::Column::Record.eq(id.0))
            // One more may have been made since.
            .filter(practice_revision::Column::Revision.lt(record.head.revision.cast_signed()))
            .order_by_desc(practice_revision::Column::Revision)
            .all(self.db())
            .await?;
        let mut history = vec![RecordRevision::last(record)];
        for row in rows {
            let former = match history.last() {
                Some(next) => next.before(row)?,
                None => break,
            };
            history.push(former);
        }
        history.reverse();
        Ok(history)
    }

    /// A client's records of the given kinds (of every kind when none is given), in the order in which they began.
    pub async fn client_records(
        &self,
        studio: StudioId,
        client: ClientId,
        kinds: &[&str],
    ) -> Result<Vec<PracticeRecord>> {
        let mut records = self.read(of_client(studio, client, kinds)).await?;
        records.sort_by_key(|record| record.head.id);
        Ok(records)
    }

    /// The records of a kind that have an instant in common with `span`, by when they begin.
    pub async fn calendar(
        &self,
        studio: StudioId,
        kind: &str,
        span: RecordSpan,
    ) -> Result<Vec<PracticeRecord>> {
        let mut records = Vec::new();
        for is_long in [false, true] {
            records.extend(self.read(in_calendar(studio, kind, span, is_long)).await?);
        }
        records.sort_by_key(|record| (record.head.span.map(|span| span.from), record.head.id));
        Ok(records)
    }

    /// The records of a kind, newest first, before `before`, in `state` (any state when `None`): a page of at most `most`, and never more than a thousand.
    pub async fn records_of_kind(
        &self,
        studio: StudioId,
        kind: &str,
        state: Option<&str>,
        before: Option<RecordId>,
        most: u64,
    ) -> Result<RecordPage> {
        let most = most.min(MOST);
        let query = of_kind(studio, kind, state, before).limit(most + 1);
        let records = self.read(query).await?;
        Ok(RecordPage::of(records, most))
    }

    /// The records of a kind that have a key, newest first, before `before`: a page of at most `most`, and never more than a thousand.
    pub async fn records_with_key(
        &self,
        studio: StudioId,
        kind: &str,
        key: &RecordKey,
        before: Option<RecordId>,
        most: u64,
    ) -> Result<RecordPage> {
        let most = most.min(MOST);
        let query = keys(studio, key, &[kind], before).limit(most + 1);
        let ids: Vec<Uuid> = query.into_tuple().all(self.db()).await?;
        let mut records = self.read(by_ids(studio, &ids)).await?;
        records.reverse();
        Ok(RecordPage::of(records, most))
    }

    /// Every record of the given kinds (of every kind when none is given) that has a key, without its document, in the order in which they began: who received a
    /// lot.
    pub async fn heads_with_key(
        &self,
        studio: StudioId,
        kinds: &[&str],
        key: &RecordKey,
    ) -> Result<Vec<RecordHead>> {
        let mut ids: Vec<Uuid> = keys(studio, key, kinds, None)
            .into_tuple()
            .all(self.db())
            .await?;
        ids.sort();
        let mut heads = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let rows = heads_of(by_ids(studio, ids))
                .into_model::<HeadRow>()
                .all(self.db())
                .await?;
            for row in rows {
                heads.push(RecordHead::read(row)?);
            }
        }
        Ok(heads)
    }

    /// What is due until `until`, that instant included, of the given kinds (of every kind when none is given), the longest due first, after `after`: a page of at
    /// most `most`, and never more than a thousand.
    pub async fn due_records(
        &self,
        studio: StudioId,
        kinds: &[&str],
        until: Timestamp,
        after: Option<DuePlace>,
        most: u64,
    ) -> Result<DuePage> {
        let most = most.min(MOST);
        let query = after_place(due(studio, kinds, until), after)
            .order_by_asc(practice_record::Column::DueAt)
            .order_by_asc(practice_record::Column::Id)
            .limit(most + 1);
        let records = self.read(query).await?;
        let place = |record: &PracticeRecord| {
            let due = record.head.due?;
            let id = record.head.id;
            Some(DuePlace { due, id })
        };
        let (records, has_more) = cut(records, most);
        Ok(DuePage {
            after: records.last().filter(|_| has_more).and_then(place),
            records,
        })
    }

    /// How many records of the given kinds (of every kind when none is given) are due until `until`.
    pub async fn count_due(
        &self,
        studio: StudioId,
        kinds: &[&str],
        until: Timestamp,
    ) -> Result<u64> {
        Ok(due(studio, kinds, until).count(self.db()).await?)
    }

    /// How many records of a kind are in each state that any is in.
    pub async fn count_records(
        &self,
        studio: StudioId,
        kind: &str,
    ) -> Result<BTreeMap<String, u64>> {
        let counts: Vec<(String, i64)> = states(studio, kind).into_tuple().all(self.db()).await?;
        let read = |(state, number)| Ok((state, count(number)?));
        counts.into_iter().map(read).collect()
    }

    async fn read(&self, query: Records) -> Result<Vec<PracticeRecord>> {
        let rows = query.all(self.db()).await?;
        rows.into_iter().map(PracticeRecord::read).collect()
    }
}

impl RecordPage {
    fn of(records: Vec<PracticeRecord>, most: u64) -> Self {
        let (records, has_more) = cut(records, most);
        let last = records.last().map(|record| record.head.id);
        Self {
            before: last.filter(|_| has_more),
            records,
        }
    }
}

/// Cuts off the record that was read to see whether there are more.
fn cut(mut records: Vec<PracticeRecord>, most: u64) -> (Vec<PracticeRecord>, bool) {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let has_more = records.len() > most;
    records.truncate(most);
    (records, has_more)
}
