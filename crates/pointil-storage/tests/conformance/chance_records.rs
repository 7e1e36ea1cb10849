//! Writes of practice records in chance order, against a model kept beside them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use pointil_storage::{
    ClientId, CommitName, Committed, DocumentHash, MergeId, PracticeClock, RecordChanges,
    RecordFields, RecordId, RecordKey, RecordSpan, Refusal, StorageError,
};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::chance::{pick, runner};
use crate::clients::{enter, named};
use crate::house::House;
use crate::records::{begin, clock, edit, new, said};

const KINDS: [&str; 3] = ["session", "check_in", "lot"];
const LOTS: u8 = 3;

/// An act; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Deed {
    Enter,
    Begin(Shape),
    Edit(usize, Shape),
    /// Decided on what was known before the last write.
    Late(usize, Shape),
    /// Sent again, the answer was lost.
    Again(usize),
    Merge(usize, usize),
    Unmerge(usize),
    Erase(usize),
    Expire,
}

/// What is said of a record.
#[derive(Clone, Debug)]
struct Shape {
    client: Option<usize>,
    kind: usize,
    lots: BTreeSet<u8>,
    /// Hours from the studio's first day.
    span: Option<(i64, i64)>,
    due: Option<i64>,
    is_law: bool,
    text: u8,
}

fn shape() -> impl Strategy<Value = Shape> {
    let span = proptest::option::of((0..96_i64, prop_oneof![1..24_i64, 24..60_i64]));
    let lots = proptest::collection::btree_set(0..LOTS, 0..3);
    let due = proptest::option::of(0..96_i64);
    let client = proptest::option::weighted(0.8, 0..64_usize);
    let rest = (0..KINDS.len(), any::<bool>(), any::<u8>());
    (client, lots, span, due, rest).prop_map(|(client, lots, span, due, (kind, is_law, text))| {
        Shape {
            client,
            kind,
            lots,
            span,
            due,
            is_law,
            text,
        }
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    let one = 0..64_usize;
    prop_oneof![
        2 => Just(Deed::Enter),
        6 => shape().prop_map(Deed::Begin),
        6 => (one.clone(), shape()).prop_map(|(record, shape)| Deed::Edit(record, shape)),
        1 => (one.clone(), shape()).prop_map(|(record, shape)| Deed::Late(record, shape)),
        2 => one.clone().prop_map(Deed::Again),
        2 => (one.clone(), one.clone()).prop_map(|(kept, away)| Deed::Merge(kept, away)),
        1 => one.clone().prop_map(Deed::Unmerge),
        1 => one.prop_map(Deed::Erase),
        1 => Just(Deed::Expire),
    ]
}

/// What should be there.
#[derive(Default)]
struct Model {
    clients: Vec<ClientId>,
    records: BTreeMap<RecordId, Line>,
    order: Vec<RecordId>,
    merges: Vec<Merged>,
    done: Vec<(RecordChanges, Committed)>,
    /// The clock may move by merges and erasures, too.
    clock: PracticeClock,
}

/// A record with every text that it had.
struct Line {
    fields: RecordFields,
    texts: Vec<String>,
}

struct Merged {
    id: MergeId,
    kept: ClientId,
    away: ClientId,
    records: Vec<RecordId>,
}

fn hour(number: i64) -> Timestamp {
    let first: Timestamp = "2026-03-27T00:00:00Z".parse().unwrap();
    first + SignedDuration::from_hours(number)
}

fn is_about_client(error: &StorageError) -> bool {
    matches!(
        error,
        StorageError::Refused(Refusal::ClientErased | Refusal::ClientMerged(_))
    )
}

impl Model {
    fn fields(&self, shape: &Shape) -> RecordFields {
        let client = shape.client.and_then(|one| pick(&self.clients, one));
        let span = shape.span.map(|(from, hours)| RecordSpan {
            from: hour(from),
            until: hour(from + hours),
        });
        RecordFields {
            span,
            due: shape.due.map(hour),
            kept_by_law: shape.is_law,
            keys: shape
                .lots
                .iter()
                .map(|lot| RecordKey::new("lot", lot.to_string()))
                .collect(),
            ..said(
                KINDS[shape.kind],
                client.copied(),
                "open",
                &shape.text.to_string(),
            )
        }
    }

    async fn does(&mut self, house: &House, deed: &Deed) {
        match deed {
            Deed::Enter => self.clients.push(enter(house, &named("Zoë", "Weiß")).await),
            Deed::Begin(shape) => {
                let record = begin(house, self.fields(shape));
                self.writes(house, new(vec![record])).await;
            }
            Deed::Edit(record, shape) => {
                if let Some(changes) = self.edit(*record, shape) {
                    self.writes(house, changes).await;
                }
            }
            Deed::Late(record, shape) => self.is_late(house, *record, shape).await,
            Deed::Again(done) => self.sends_again(house, *done).await,
            Deed::Merge(kept, away) => self.merges_two(house, *kept, *away).await,
            Deed::Unmerge(merge) => self.takes_apart(house, *merge).await,
            Deed::Erase(client) => self.erases(house, *client).await,
            Deed::Expire => self.expires(house).await,
        }
    }

    /// An edit of a record, which stays of its kind and its client's.
    fn edit(&self, record: usize, shape: &Shape) -> Option<RecordChanges> {
        let id = *pick(&self.order, record)?;
        let line = self.records.get(&id)?;
        let mut fields = self.fields(shape);
        fields.kind.clone_from(&line.fields.kind);
        fields.client = line.fields.client.or(fields.client);
        Some(edit(id, line.texts.len() as u64, fields))
    }

    async fn writes(&mut self, house: &House, changes: RecordChanges) {
        let number = u8::try_from(self.done.len()).unwrap();
        let name = CommitName {
            name: format!("{} {number}", house.now()),
            request: DocumentHash([number; 32]),
        };
        let changes = RecordChanges {
            name: Some(name),
            ..changes
        };
        let seen = clock(house).await;
        let done = house
            .store
            .commit_records(&house.act(), seen, &changes)
            .await;
        let done = match done {
            Ok(done) => done,
            Err(error) => return assert!(is_about_client(&error), "{error}"),
        };
        assert!(!done.is_repeat && done.clock > seen);
        for record in &changes.new {
            let texts = vec![record.fields.document.text.clone()];
            let fields = record.fields.clone();
            self.order.push(record.id);
            self.records.insert(record.id, Line { fields, texts });
        }
        for edit in &changes.edits {
            let line = self.records.get_mut(&edit.id).unwrap();
            line.texts.push(edit.fields.document.text.clone());
            line.fields = edit.fields.clone();
        }
        self.done.push((changes, done));
    }

    async fn is_late(&mut self, house: &House, record: usize, shape: &Shape) {
        let seen = clock(house).await;
        let written = begin(house, said("lot", None, "open", "in between"));
        self.writes(house, new(vec![written])).await;
        let late = self.edit(record, shape).unwrap_or_default();
        let late = house.store.commit_records(&house.act(), seen, &late).await;
        assert!(
            matches!(late, Err(StorageError::PracticeMoved { .. })),
            "{late:?}"
        );
    }

    async fn sends_again(&self, house: &House, done: usize) {
        let Some((changes, first)) = pick(&self.done, done) else {
            return;
        };
        let seen = clock(house).await;
        let again = house
            .store
            .commit_records(&house.act(), seen, changes)
            .await
            .unwrap();
        assert_eq!((&again.records, again.clock), (&first.records, first.clock));
        assert!(again.is_repeat);
        assert_eq!(clock(house).await, seen);
    }

    fn of(&self, client: ClientId) -> Vec<RecordId> {
        let is_theirs = |(_, line): &(&RecordId, &Line)| line.fields.client == Some(client);
        let records = self.records.iter().filter(is_theirs);
        records.map(|(&id, _)| id).collect()
    }

    fn give(&mut self, records: &[RecordId], from: ClientId, to: ClientId) {
        for id in records {
            if let Some(line) = self.records.get_mut(id)
                && line.fields.client == Some(from)
            {
                line.fields.client = Some(to);
            }
        }
    }

    async fn merges_two(&mut self, house: &House, kept: usize, away: usize) {
        let (Some(&kept), Some(&away)) = (pick(&self.clients, kept), pick(&self.clients, away))
        else {
            return;
        };
        if let Ok(id) = house.store.merge_clients(&house.act(), kept, away).await {
            let records = self.of(away);
            self.give(&records, away, kept);
            self.merges.push(Merged {
                id,
                kept,
                away,
                records,
            });
        }
    }

    async fn takes_apart(&mut self, house: &House, merge: usize) {
        let Some(place) = merge.checked_rem(self.merges.len()) else {
            return;
        };
        let id = self.merges[place].id;
        if house.store.undo_merge(&house.act(), id).await.is_ok() {
            let Merged {
                kept,
                away,
                records,
                ..
            } = self.merges.remove(place);
            self.give(&records, kept, away);
        }
    }

    async fn erases(&mut self, house: &House, client: usize) {
        let Some(&client) = pick(&self.clients, client) else {
            return;
        };
        if let Ok(erasure) = house.store.erase_client(&house.act(), client).await {
            for id in self.of(client) {
                if !self.records[&id].fields.kept_by_law {
                    self.records.remove(&id);
                }
            }
            assert_eq!(erasure.kept_until.is_some(), !self.of(client).is_empty());
        }
    }

    /// Somebody calls the clean-up of a day a century later.
    async fn expires(&mut self, house: &House) {
        let day = "2126-03-01".parse().unwrap();
        for client in house.store.expire_clients(&house.act(), day).await.unwrap() {
            for id in self.of(client) {
                self.records.remove(&id);
            }
        }
    }

    /// Every way of finding records finds what the model has. Another life's records of the same studio are left out.
    async fn agrees(&mut self, house: &House) {
        let now = clock(house).await;
        assert!(now >= self.clock);
        self.clock = now;
        for (id, line) in &self.records {
            let history = house.store.record_history(house.studio, *id).await.unwrap();
            let texts: Vec<String> = history.into_iter().map(|was| was.document.text).collect();
            assert_eq!(texts, line.texts);
        }
        for &client in &self.clients {
            let kept = house.store.client_records(house.studio, client, &[]);
            let kept: Vec<RecordId> = kept.await.unwrap().iter().map(|one| one.head.id).collect();
            assert_eq!(kept, self.of(client));
        }
        self.agrees_on_lots(house).await;
        self.agrees_on_days(house).await;
    }

    /// The model's records of which something holds, and those of them that the store found.
    fn compare(&self, found: Vec<RecordId>, holds: impl Fn(&RecordFields) -> bool) {
        let own = |id: &RecordId| self.order.contains(id);
        let found: BTreeSet<RecordId> = found.into_iter().filter(own).collect();
        let expected = self.records.iter().filter(|(_, line)| holds(&line.fields));
        assert_eq!(found, expected.map(|(&id, _)| id).collect());
    }

    async fn agrees_on_lots(&self, house: &House) {
        for lot in 0..LOTS {
            let key = RecordKey::new("lot", lot.to_string());
            let found = house
                .store
                .heads_with_key(house.studio, &["session", "lot"], &key);
            let found = found.await.unwrap().iter().map(|head| head.id).collect();
            self.compare(found, |fields| {
                fields.keys.contains(&key) && fields.kind != "check_in"
            });
        }
    }

    async fn agrees_on_days(&self, house: &House) {
        for (from, hours) in [(0, 24), (24, 24), (30, 1), (90, 24)] {
            let asked = RecordSpan {
                from: hour(from),
                until: hour(from + hours),
            };
            let found = house.store.calendar(house.studio, "session", asked);
            let found = found.await.unwrap().iter().map(|one| one.head.id).collect();
            self.compare(found, |fields| {
                let touches = |span: RecordSpan| span.from < asked.until && asked.from < span.until;
                fields.kind == "session" && fields.span.is_some_and(touches)
            });
            let until = asked.until;
            let found = house
                .store
                .due_records(house.studio, &["check_in"], until, None, 1000);
            let found = found.await.unwrap().records;
            let found = found.iter().map(|one| one.head.id).collect();
            self.compare(found, |fields| {
                fields.kind == "check_in" && fields.due.is_some_and(|due| due <= until)
            });
        }
    }
}

async fn live_through(house: &House, deeds: &[Deed]) {
    let mut model = Model::default();
    for deed in deeds {
        model.does(house, deed).await;
    }
    model.agrees(house).await;
    house.assert_audit_whole().await;
}

#[test]
fn whatever_is_written_the_records_agree_with_the_model() {
    let runtime = Runtime::new().unwrap();
    let house = runtime.block_on(House::on_sqlite());
    runner(24)
        .run(&proptest::collection::vec(deed(), 1..60), |deeds| {
            runtime.block_on(live_through(&house, &deeds));
            Ok(())
        })
        .unwrap();
}

#[test]
fn on_postgresql_too() {
    let runtime = Runtime::new().unwrap();
    let Some(house) = runtime.block_on(House::on_postgres()) else {
        return;
    };
    runner(8)
        .run(&proptest::collection::vec(deed(), 1..60), |deeds| {
            runtime.block_on(live_through(&house, &deeds));
            Ok(())
        })
        .unwrap();
    runtime.block_on(house.leave());
}
