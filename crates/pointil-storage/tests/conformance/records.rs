//! Stories of practice records: written together, found, kept with every revision, moved and erased with their client.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pointil_storage::{
    AccountFields, Act, Action, Actor, ClientFields, ClientId, ClientState, CommitName, Committed,
    DocumentHash, LinkContents, NewApproval, NewMessage, NewRecord, PracticeClock, PracticeRecord,
    RecordChanges, RecordEdit, RecordFields, RecordId, RecordKey, RecordSpan, Refusal,
    StorageError, Store,
};

use crate::clients::{enter, named};
use crate::designs::document;
use crate::house::{House, on_both};
use crate::messages::{messages, reminder};

/// A record of a kind in a state; nothing but its text is said of it.
pub fn said(kind: &str, client: Option<ClientId>, state: &str, text: &str) -> RecordFields {
    RecordFields {
        kind: kind.to_owned(),
        client,
        state: state.to_owned(),
        span: None,
        due: None,
        format: 1,
        document: document(text),
        kept_by_law: false,
        keys: Vec::new(),
    }
}

pub fn begin(house: &House, fields: RecordFields) -> NewRecord {
    NewRecord {
        id: Store::new_record_id(house.now()).unwrap(),
        fields,
    }
}

pub fn new(records: Vec<NewRecord>) -> RecordChanges {
    RecordChanges {
        new: records,
        ..RecordChanges::default()
    }
}

pub fn edit(id: RecordId, revision: u64, fields: RecordFields) -> RecordChanges {
    RecordChanges {
        edits: vec![RecordEdit {
            id,
            revision,
            fields,
        }],
        ..RecordChanges::default()
    }
}

pub async fn clock(house: &House) -> PracticeClock {
    house.store.practice_clock(house.studio).await.unwrap()
}

/// Writes what was decided on what is kept now.
pub async fn commit(house: &House, changes: &RecordChanges) -> Committed {
    let seen = clock(house).await;
    house
        .store
        .commit_records(&house.act(), seen, changes)
        .await
        .unwrap()
}

pub async fn keep(house: &House, fields: RecordFields) -> RecordId {
    let record = begin(house, fields);
    let id = record.id;
    commit(house, &new(vec![record])).await;
    id
}

async fn read(house: &House, id: RecordId) -> PracticeRecord {
    house.store.record(house.studio, id).await.unwrap().unwrap()
}

fn ids(records: &[PracticeRecord]) -> Vec<RecordId> {
    records.iter().map(|record| record.head.id).collect()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn span(from: &str, until: &str) -> RecordSpan {
    RecordSpan {
        from: at(from),
        until: at(until),
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, StorageError>, refusal: &Refusal) {
    assert!(
        matches!(&result, Err(StorageError::Refused(found)) if found == refusal),
        "{result:?} instead of {refusal:?}"
    );
}

on_both! {
    async fn a_record_is_kept_as_written(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let fields = RecordFields {
            span: Some(span("2026-03-29T00:30:00Z", "2026-03-29T03:00:00Z")),
            due: Some(at("2028-02-29T23:59:59.999Z")),
            format: 7,
            kept_by_law: true,
            keys: vec![RecordKey::new("lot", "A-1"), RecordKey::new("lot", "A-1"), RecordKey::new("lot", "Ä 2")],
            ..said("session", Some(client), "open", "{\"pain\":3}")
        };
        let record = begin(house, fields.clone());
        let done = commit(house, &new(vec![record.clone()])).await;
        assert_eq!((done.clock.writes(), done.is_repeat), (1, false));
        assert_eq!((done.records[0].id, done.records[0].revision), (record.id, 1));
        let kept = read(house, record.id).await;
        let head = kept.head.clone();
        assert_eq!((head.client, head.kind.as_str(), head.state.as_str(), head.format), (Some(client), "session", "open", 7));
        assert_eq!((head.span, head.due, head.revision, head.kept_by_law), (fields.span, fields.due, 1, true));
        assert_eq!((head.created_at, head.edited_at, head.actor), (house.now(), house.now(), Actor::Account(house.owner)));
        assert_eq!(kept.document, document("{\"pain\":3}"));
        let events = house.store.audit_events(house.studio, None, 1).await.unwrap();
        assert_eq!((events[0].action, events[0].subject, events[0].client), (Action::RecordCreated, record.id.to_uuid(), Some(client)));
        assert!(events[0].before.is_none() && events[0].after.is_some());
        assert_eq!(house.store.records(house.studio, &[record.id, record.id]).await.unwrap(), [kept]);
        house.assert_audit_whole().await;
    }

    async fn every_revision_is_kept(house) {
        let id = keep(house, said("lot", None, "sealed", "one")).await;
        commit(house, &edit(id, 1, said("lot", None, "open", "two"))).await;
        let done = commit(house, &edit(id, 2, said("lot", None, "recalled", "three"))).await;
        assert_eq!((done.records[0].revision, done.clock.writes()), (3, 3));
        let history = house.store.record_history(house.studio, id).await.unwrap();
        let told: Vec<_> = history.iter().map(|was| (was.revision, was.state.as_str(), was.document.text.as_str())).collect();
        assert_eq!(told, [(1, "sealed", "one"), (2, "open", "two"), (3, "recalled", "three")]);
        assert!(history[0].at < history[1].at && history[1].at < history[2].at);
        let kept = read(house, id).await;
        assert_eq!((kept.head.state.as_str(), kept.head.revision), ("recalled", 3));
        assert!(kept.head.created_at < kept.head.edited_at);
        let events = house.store.audit_events(house.studio, None, 2).await.unwrap();
        assert_eq!(events[0].action, Action::RecordEdited);
        assert_eq!((events[0].before.clone(), events[1].action), (events[1].after.clone(), Action::RecordEdited));
        house.assert_audit_whole().await;
    }

    async fn a_former_revision_that_was_tampered_with_is_found(house) {
        let text = |word: &str| format!("{{\"said\":\"the client says that nothing itches\",\"word\":\"{word}\"}}");
        let id = keep(house, said("check_in", None, "asked", &text("first"))).await;
        for revision in 1..4 {
            commit(house, &edit(id, revision, said("check_in", None, "asked", &text("later")))).await;
        }
        assert_eq!(house.store.record_history(house.studio, id).await.unwrap().len(), 4);
        house.tamper("UPDATE practice_revision SET difference = (SELECT difference FROM practice_revision WHERE revision = 2) WHERE revision = 1").await;
        let broken = house.store.record_history(house.studio, id).await.unwrap_err().to_string();
        assert!(broken.contains("revision 1 of record"), "{broken}");
        house.tamper("DELETE FROM practice_revision WHERE revision = 3").await;
        let broken = house.store.record_history(house.studio, id).await.unwrap_err().to_string();
        assert!(broken.contains("revision 2 of record"), "{broken}");
    }

    async fn what_was_decided_on_old_records_is_not_written(house) {
        let lot = keep(house, said("lot", None, "open", "pigment")).await;
        let seen = clock(house).await;
        let session = begin(house, said("session", None, "begun", "on that lot"));
        // A millisecond before the session begins, the lot is recalled.
        commit(house, &edit(lot, 1, said("lot", None, "recalled", "pigment"))).await;
        let late = house.store.commit_records(&house.act(), seen, &new(vec![session.clone()])).await;
        assert!(matches!(late, Err(StorageError::PracticeMoved { seen: 1, current: 2 })), "{late:?}");
        assert_eq!(house.store.record(house.studio, session.id).await.unwrap(), None);
        assert_eq!(clock(house).await.writes(), 2);
        let events = house.store.audit_events(house.studio, None, 1).await.unwrap();
        assert_eq!(events[0].subject, lot.to_uuid());
        commit(house, &new(vec![session])).await;
        house.assert_audit_whole().await;
    }

    async fn of_writes_at_once_on_one_clock_one_wins(house) {
        let seen = clock(house).await;
        let writes = (0..8).map(|number| {
            let (store, act) = (house.store.clone(), house.act());
            let changes = new(vec![begin(house, said("lot", None, "open", &number.to_string()))]);
            tokio::spawn(async move { store.commit_records(&act, seen, &changes).await })
        });
        let mut won = 0;
        for write in writes.collect::<Vec<_>>() {
            match write.await.unwrap() {
                Ok(_) => won += 1,
                Err(error) => assert!(matches!(error, StorageError::PracticeMoved { .. }), "{error}"),
            }
        }
        assert_eq!(won, 1);
        assert_eq!(house.store.count_records(house.studio, "lot").await.unwrap(), BTreeMap::from([("open".to_owned(), 1)]));
        house.assert_audit_whole().await;
    }

    async fn one_wrong_change_and_nothing_is_written(house) {
        let kept = keep(house, said("lot", None, "open", "one")).await;
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let good = || begin(house, said("lot", None, "open", "two"));
        let twin = NewRecord { id: kept, fields: said("lot", None, "open", "twin") };
        let backwards = RecordFields { span: Some(span("2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z")), ..said("appointment", None, "booked", "") };
        let foreign = RecordId::from_uuid(client.to_uuid());
        for (changes, beginning) in [
            (RecordChanges { edits: edit(kept, 7, said("lot", None, "open", "late")).edits, ..new(vec![good()]) }, "record"),
            (RecordChanges { edits: edit(foreign, 1, said("lot", None, "open", "")).edits, ..new(vec![good()]) }, "no record"),
            (RecordChanges { edits: edit(kept, 1, said("session", None, "open", "")).edits, ..new(vec![good()]) }, "kind: \"lot\" cannot become"),
            (new(vec![good(), twin]), "id: a record with it exists"),
            (new(vec![good(), begin(house, backwards)]), "span: from"),
            (new(vec![good(), begin(house, said("Lot", None, "open", ""))]), "kind: \"Lot\""),
            (new(vec![good(), begin(house, said("lot", None, "", ""))]), "state: \"\""),
            (new(vec![good(), begin(house, said("lot", None, "open", "a\0b"))]), "document: has a NUL"),
            (new(vec![good(), begin(house, said("lot", Some(ClientId::from_uuid(kept.to_uuid())), "open", ""))]), "no client"),
            (new((0..1001).map(|_| good()).collect()), "changes: 1001, at most 1000"),
        ] {
            let seen = clock(house).await;
            let refused = house.store.commit_records(&house.act(), seen, &changes).await.unwrap_err().to_string();
            assert!(refused.starts_with(beginning), "{refused} instead of {beginning}");
        }
        assert_eq!(clock(house).await.writes(), 1);
        assert_eq!(house.store.count_records(house.studio, "lot").await.unwrap(), BTreeMap::from([("open".to_owned(), 1)]));
        house.assert_audit_whole().await;
    }

    async fn changes_sent_again_are_answered_and_not_done_again(house) {
        let named = |name: &str, text: &str| Some(CommitName { name: name.to_owned(), request: document(text).hash });
        let changes = RecordChanges { name: named("tablet 1", "begin"), ..new(vec![begin(house, said("session", None, "begun", "x"))]) };
        let first = commit(house, &changes).await;
        keep(house, said("lot", None, "open", "meanwhile")).await;
        // The answer was lost; the tablet sends the same again, on the clock that it had.
        let again = house.store.commit_records(&house.act(), PracticeClock::default(), &changes).await.unwrap();
        assert_eq!(again, Committed { is_repeat: true, ..first.clone() });
        let name = changes.name.clone().unwrap();
        assert_eq!(house.store.committed(house.studio, &name).await.unwrap(), Some(again));
        assert_eq!(clock(house).await.writes(), 2);
        let other = RecordChanges { name: named("tablet 1", "something else"), ..changes.clone() };
        let seen = clock(house).await;
        refused(house.store.commit_records(&house.act(), seen, &other).await, &Refusal::CommitNameTaken("tablet 1".into()));
        assert_eq!(house.store.committed(house.studio, &CommitName { name: "tablet 2".into(), ..name.clone() }).await.unwrap(), None);

        assert_eq!(house.store.forget_commit_names(&house.act(), at("2026-03-01T09:00:01Z")).await.unwrap(), 0);
        let later = house.now();
        assert_eq!(house.store.forget_commit_names(&house.act(), later).await.unwrap(), 1);
        assert_eq!(house.store.committed(house.studio, &name).await.unwrap(), None);
        house.assert_audit_whole().await;
    }

    async fn the_same_changes_sent_at_once_are_written_once(house) {
        let name = Some(CommitName { name: "tablet".to_owned(), request: DocumentHash([7; 32]) });
        let changes = RecordChanges { name, ..new(vec![begin(house, said("session", None, "begun", "x"))]) };
        let seen = clock(house).await;
        let writes = (0..8).map(|_| {
            let (store, act, changes) = (house.store.clone(), house.act(), changes.clone());
            tokio::spawn(async move { store.commit_records(&act, seen, &changes).await.unwrap().is_repeat })
        });
        let mut repeats = 0;
        for write in writes.collect::<Vec<_>>() {
            repeats += usize::from(write.await.unwrap());
        }
        assert_eq!((repeats, clock(house).await.writes()), (7, 1));
    }

    async fn a_record_stays_its_clients(house) {
        let zoe = enter(house, &named("Zoë", "Weiß")).await;
        let ada = enter(house, &named("Ada", "Lima")).await;
        // Somebody asks who is not entered yet.
        let id = keep(house, said("enquiry", None, "new", "hello")).await;
        commit(house, &edit(id, 1, said("enquiry", Some(zoe), "answered", "hello"))).await;
        assert_eq!(house.store.client_records(house.studio, zoe, &["enquiry"]).await.unwrap().len(), 1);
        for other in [Some(ada), None] {
            let seen = clock(house).await;
            let changes = edit(id, 2, said("enquiry", other, "answered", "hello"));
            let wrong = house.store.commit_records(&house.act(), seen, &changes).await;
            assert!(matches!(wrong, Err(StorageError::Field { field: "client", .. })), "{wrong:?}");
        }
    }

    async fn another_studio_sees_nothing(house) {
        let id = keep(house, RecordFields { due: Some(house.now()), keys: vec![RecordKey::new("lot", "A")], ..said("lot", None, "open", "ours") }).await;
        let owner = crate::house::account("Otto", pointil_storage::Role::Owner);
        let (theirs, otto) = house.store.create_studio(&Default::default(), &owner, house.now()).await.unwrap();
        assert_eq!(house.store.record(theirs, id).await.unwrap(), None);
        assert!(house.store.records(theirs, &[id]).await.unwrap().is_empty());
        assert!(house.store.record_history(theirs, id).await.unwrap().is_empty());
        assert!(house.store.records_of_kind(theirs, "lot", None, None, 10).await.unwrap().records.is_empty());
        assert!(house.store.heads_with_key(theirs, &[], &RecordKey::new("lot", "A")).await.unwrap().is_empty());
        assert_eq!(house.store.count_due(theirs, &[], house.now()).await.unwrap(), 0);
        assert_eq!(house.store.practice_clock(theirs).await.unwrap().writes(), 0);
        let act = Act { studio: theirs, actor: Actor::Account(otto), at: house.now() };
        let changes = edit(id, 1, said("lot", None, "open", "stolen"));
        let wrong = house.store.commit_records(&act, PracticeClock::default(), &changes).await;
        assert!(matches!(wrong, Err(StorageError::NotFound { kind: "record", .. })), "{wrong:?}");
    }

    async fn records_are_found_by_client_kind_and_state(house) {
        let zoe = enter(house, &named("Zoë", "Weiß")).await;
        let ada = enter(house, &named("Ada", "Lima")).await;
        let mut of_zoe = Vec::new();
        for (kind, client, state) in [("screening", zoe, "valid"), ("session", zoe, "closed"), ("session", ada, "closed"), ("session", zoe, "open")] {
            house.later(SignedDuration::from_secs(1));
            let id = keep(house, said(kind, Some(client), state, "")).await;
            if client == zoe {
                of_zoe.push(id);
            }
        }
        let all = house.store.client_records(house.studio, zoe, &[]).await.unwrap();
        assert_eq!(ids(&all), of_zoe);
        let some = house.store.client_records(house.studio, zoe, &["session", "review"]).await.unwrap();
        assert_eq!(ids(&some), of_zoe[1..]);
        let page = house.store.records_of_kind(house.studio, "session", None, None, 2).await.unwrap();
        assert_eq!((page.records.len(), page.records[0].head.id), (2, of_zoe[2]));
        let rest = house.store.records_of_kind(house.studio, "session", None, page.before, 2).await.unwrap();
        assert_eq!((ids(&rest.records), rest.before), (vec![of_zoe[1]], None));
        let open = house.store.records_of_kind(house.studio, "session", Some("open"), None, 2).await.unwrap();
        assert_eq!((ids(&open.records), open.before), (vec![of_zoe[2]], None));
        let counts = house.store.count_records(house.studio, "session").await.unwrap();
        assert_eq!(counts, BTreeMap::from([("closed".to_owned(), 2), ("open".to_owned(), 1)]));
    }

    async fn a_calendar_shows_what_touches_its_days(house) {
        let shown = |from: &str, until: &str| RecordFields { span: Some(span(from, until)), ..said("appointment", None, "booked", from) };
        for (from, until) in [
            ("2026-03-01T22:00:00Z", "2026-03-02T00:00:00Z"), // ends as the day begins
            ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00.001Z"), // a day and a millisecond
            ("2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z"), // a day to the millisecond
            ("2026-03-02T09:00:00Z", "2026-03-02T12:00:00Z"),
            ("2026-03-02T23:59:59.999Z", "2026-03-03T02:00:00Z"),
            ("2026-03-03T00:00:00Z", "2026-03-03T02:00:00Z"), // begins as the day ends
            ("2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), // a long absence
            ("2025-01-01T00:00:00Z", "2026-03-02T00:00:00Z"), // over by then
        ] {
            keep(house, shown(from, until)).await;
        }
        keep(house, said("appointment", None, "waiting", "no day yet")).await;
        let day = span("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
        let found = house.store.calendar(house.studio, "appointment", day).await.unwrap();
        let told: Vec<&str> = found.iter().map(|record| record.document.text.as_str()).collect();
        assert_eq!(told, ["2025-01-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T23:59:59.999Z"]);
        assert!(house.store.calendar(house.studio, "time_off", day).await.unwrap().is_empty());
        // A record that loses its day leaves the calendar.
        commit(house, &edit(found[3].head.id, 1, said("appointment", None, "cancelled", ""))).await;
        assert_eq!(house.store.calendar(house.studio, "appointment", day).await.unwrap().len(), 4);
    }

    async fn keys_find_their_records_and_follow_edits(house) {
        let zoe = enter(house, &named("Zoë", "Weiß")).await;
        let lots = |names: &[&str]| names.iter().map(|lot| RecordKey::new("lot", *lot)).collect::<Vec<_>>();
        let session = |names: &[&str]| RecordFields { keys: lots(names), ..said("session", Some(zoe), "closed", "") };
        let first = keep(house, session(&["A", "B"])).await;
        house.later(SignedDuration::from_secs(1));
        let second = keep(house, session(&["B"])).await;
        keep(house, RecordFields { keys: lots(&["B"]), ..said("patch_test", Some(zoe), "read", "") }).await;
        keep(house, RecordFields { keys: vec![RecordKey::new("room", "B")], ..session(&[]) }).await;
        let found = async |kinds: &[&str], lot: &str| {
            let heads = house.store.heads_with_key(house.studio, kinds, &RecordKey::new("lot", lot)).await.unwrap();
            heads.iter().map(|head| (head.id, head.client)).collect::<Vec<_>>()
        };
        assert_eq!(found(&["session"], "A").await, [(first, Some(zoe))]);
        assert_eq!(found(&["session"], "B").await, [(first, Some(zoe)), (second, Some(zoe))]);
        assert_eq!(found(&["session", "patch_test"], "B").await.len(), 3);
        assert_eq!(found(&[], "B").await.len(), 3);
        assert_eq!(found(&[], "b").await, []);
        commit(house, &edit(first, 1, session(&["B", "C"]))).await;
        assert_eq!(found(&[], "A").await, []);
        assert_eq!(found(&[], "C").await, [(first, Some(zoe))]);
        let lot = RecordKey::new("lot", "B");
        let page = house.store.records_with_key(house.studio, "session", &lot, None, 1).await.unwrap();
        assert_eq!((ids(&page.records), page.before), (vec![second], Some(second)));
        let page = house.store.records_with_key(house.studio, "session", &lot, page.before, 1).await.unwrap();
        assert_eq!((ids(&page.records), page.before), (vec![first], None));
    }

    async fn what_is_due_is_read_page_by_page(house) {
        let due = |kind: &str, at: Timestamp| RecordFields { due: Some(at), ..said(kind, None, "open", "") };
        let noon = at("2026-03-02T12:00:00Z");
        let hour = SignedDuration::from_hours(1);
        let mut expected = Vec::new();
        // Three at one instant: the identifier decides.
        for when in [noon - hour, noon, noon, noon] {
            house.later(SignedDuration::from_secs(1));
            expected.push(keep(house, due("check_in", when)).await);
        }
        keep(house, due("check_in", noon + hour)).await;
        keep(house, said("check_in", None, "answered", "")).await;
        let credential = keep(house, due("credential", noon)).await;
        let mut read = Vec::new();
        let mut after = None;
        loop {
            let page = house.store.due_records(house.studio, &["check_in"], noon, after, 2).await.unwrap();
            assert!(page.records.len() <= 2);
            read.extend(ids(&page.records));
            after = page.after;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(read, expected);
        assert_eq!(house.store.count_due(house.studio, &["check_in"], noon).await.unwrap(), 4);
        assert_eq!(house.store.count_due(house.studio, &[], noon).await.unwrap(), 5);
        let all = house.store.due_records(house.studio, &[], noon, None, 1000).await.unwrap();
        assert_eq!((all.records.len(), all.records[4].head.id, all.after), (5, credential, None));
    }

    async fn a_merge_moves_records_and_back(house) {
        let away = enter(house, &named("Zoë", "Weiß")).await;
        let kept = enter(house, &named("Zoe", "Weiss")).await;
        let id = keep(house, said("patch_test", Some(away), "reacted", "lot A")).await;
        let ends = house.now() + SignedDuration::from_hours(24);
        house.store.create_link(&house.act(), away, &LinkContents::records(&[id]), ends).await.unwrap();
        let seen = clock(house).await;
        let merge = house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        let of = async |client| ids(&house.store.client_records(house.studio, client, &[]).await.unwrap());
        assert_eq!((of(kept).await, of(away).await), (vec![id], vec![]));
        // Whoever decided on what was known of either client before decides again.
        let late = house.store.commit_records(&house.act(), seen, &new(vec![])).await;
        assert!(matches!(late, Err(StorageError::PracticeMoved { .. })), "{late:?}");
        let late = begin(house, said("session", Some(away), "begun", ""));
        let seen = clock(house).await;
        refused(house.store.commit_records(&house.act(), seen, &new(vec![late])).await, &Refusal::ClientMerged(kept));
        let export = house.store.export_client(&house.act(), kept).await.unwrap();
        assert_eq!((export.records.len(), export.links[0].records.clone()), (1, vec![id]));
        // A link made meanwhile opens nothing of a client that is another again.
        let (_, token) = house.store.create_link(&house.act(), kept, &LinkContents::records(&[id]), ends).await.unwrap();
        house.store.undo_merge(&house.act(), merge).await.unwrap();
        assert_eq!((of(kept).await, of(away).await), (vec![], vec![id]));
        let opens = async |client| {
            let links = house.store.links(house.studio, client).await.unwrap();
            links.into_iter().map(|link| link.records).collect::<Vec<_>>()
        };
        assert_eq!((opens(kept).await, opens(away).await), (vec![vec![]], vec![vec![id]]));
        assert!(house.store.open_link(token.reveal(), house.now()).await.unwrap().is_some());
        house.assert_audit_whole().await;
    }

    async fn an_export_has_every_revision(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let id = keep(house, said("screening", Some(client), "open", "first answer")).await;
        commit(house, &edit(id, 1, said("screening", Some(client), "valid", "second answer"))).await;
        let export = house.store.export_client(&house.act(), client).await.unwrap();
        assert_eq!((export.records.len(), export.records[0].history.len()), (1, 2));
        let text = serde_json::to_string(&export).unwrap();
        for word in ["first answer", "second answer", "\"record.create\"", "\"record.edit\"", "\"screening\""] {
            assert!(text.contains(word), "{word} in {text}");
        }
    }

    async fn what_the_law_asks_to_keep_outlives_an_erasure(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let law = |state: &str| RecordFields { kept_by_law: true, keys: vec![RecordKey::new("lot", "A")], ..said("session", Some(client), state, "what was done") };
        let session = keep(house, law("open")).await;
        let enquiry = keep(house, said("enquiry", Some(client), "answered", "what was hoped for")).await;
        commit(house, &edit(enquiry, 1, said("enquiry", Some(client), "closed", "what was hoped for"))).await;
        house.later(SignedDuration::from_hours(24 * 40));
        commit(house, &edit(session, 1, law("closed"))).await;
        let ends = house.now() + SignedDuration::from_hours(24);
        let (link, token) = house.store.create_link(&house.act(), client, &LinkContents::records(&[session, enquiry]), ends).await.unwrap();
        let seen = clock(house).await;
        let erasure = house.store.erase_client(&house.act(), client).await.unwrap();
        // Ten years from the last of what is kept, which was written forty days later.
        let until = "2036-04-10".parse().unwrap();
        assert_eq!(erasure.kept_until, Some(until));
        assert!(clock(house).await > seen);
        assert_eq!(house.store.record(house.studio, enquiry).await.unwrap(), None);
        assert!(house.store.record_history(house.studio, enquiry).await.unwrap().is_empty());
        assert_eq!(house.store.record_history(house.studio, session).await.unwrap().len(), 2);
        assert_eq!(house.store.open_link(token.reveal(), house.now()).await.unwrap(), None);
        assert!(house.store.links(house.studio, client).await.unwrap().is_empty(), "{link}");
        // A recall still finds the client, by name.
        let heads = house.store.heads_with_key(house.studio, &["session"], &RecordKey::new("lot", "A")).await.unwrap();
        let found = house.store.clients(house.studio, &[heads[0].client.unwrap()]).await.unwrap();
        assert_eq!(found[0].fields.given_name, "Zoë");
        let seen = clock(house).await;
        refused(house.store.commit_records(&house.act(), seen, &edit(session, 2, law("open"))).await, &Refusal::ClientErased);

        assert!(house.store.expire_clients(&house.act(), until).await.unwrap().is_empty());
        let after = until.tomorrow().unwrap();
        assert_eq!(house.store.expire_clients(&house.act(), after).await.unwrap(), [client]);
        assert_eq!(house.store.record(house.studio, session).await.unwrap(), None);
        assert!(house.store.heads_with_key(house.studio, &[], &RecordKey::new("lot", "A")).await.unwrap().is_empty());
        let gone = house.store.client(house.studio, client).await.unwrap().unwrap();
        assert!(matches!(gone.state, ClientState::Erased { kept_until: None, .. }));
        house.assert_audit_whole().await;
    }

    async fn whatever_a_gate_may_look_at_moves_the_clock(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let design = house.store.create_design(&house.act(), client, "Line", &document("x")).await.unwrap();
        let version = house.store.freeze_version(&house.act(), design, "A", "").await.unwrap();
        house.store.present_version(&house.act(), version).await.unwrap();
        let petra = crate::house::account("Petra", pointil_storage::Role::Practitioner);
        let petra_id = house.store.create_account(&house.act(), &petra).await.unwrap();
        assert_eq!(clock(house).await, PracticeClock::default());
        let younger = ClientFields { birth_date: Some("2010-02-28".parse().unwrap()), ..named("Zoë", "Weiß") };
        house.store.edit_client(&house.act(), client, 1, &younger).await.unwrap();
        assert_eq!(clock(house).await.writes(), 1);
        let approval = NewApproval { hash: document("x").hash, words: "yes".into(), signed_name: "Zoë".into() };
        house.store.approve_version(&house.act(), version, &approval).await.unwrap();
        assert_eq!(clock(house).await.writes(), 2);
        let reader = AccountFields { role: pointil_storage::Role::Reader, ..petra.fields };
        house.store.edit_account(&house.act(), petra_id, 1, &reader).await.unwrap();
        house.store.close_account(&house.act(), petra_id).await.unwrap();
        assert_eq!(clock(house).await.writes(), 4);
        let studio = house.store.studio(house.studio).await.unwrap().unwrap();
        house.store.edit_studio(&house.act(), studio.revision, &studio.fields).await.unwrap();
        assert_eq!(clock(house).await.writes(), 5);
        commit(house, &messages(vec![reminder(house, Some(client), "a message alone")])).await;
        assert_eq!(clock(house).await.writes(), 5);
    }

    async fn one_record_can_be_erased_unless_the_law_keeps_it(house) {
        let fields = || RecordFields { keys: vec![RecordKey::new("person", "P")], due: Some(house.now()), ..said("enquiry", None, "new", "I am Quirin") };
        let id = keep(house, fields()).await;
        let reply = NewMessage { record: Some(id), ..reminder(house, None, "reply") };
        commit(house, &RecordChanges { messages: vec![reply], ..edit(id, 1, fields()) }).await;
        let late = house.store.erase_record(&house.act(), id, 1).await;
        assert!(matches!(late, Err(StorageError::Stale { kind: "record", current: 2, .. })), "{late:?}");
        let seen = clock(house).await;
        house.store.erase_record(&house.act(), id, 2).await.unwrap();
        assert!(clock(house).await > seen);
        assert_eq!(house.store.record(house.studio, id).await.unwrap(), None);
        assert!(house.store.heads_with_key(house.studio, &[], &RecordKey::new("person", "P")).await.unwrap().is_empty());
        assert!(house.store.count_messages(house.studio).await.unwrap().is_empty());
        let again = house.store.erase_record(&house.act(), id, 2).await;
        assert!(matches!(again, Err(StorageError::NotFound { kind: "record", .. })), "{again:?}");

        let client = enter(house, &named("Zoë", "Weiß")).await;
        let law = keep(house, RecordFields { kept_by_law: true, ..said("session", Some(client), "closed", "") }).await;
        refused(house.store.erase_record(&house.act(), law, 1).await, &Refusal::KeptByLaw);
        let slip = keep(house, said("check_in", Some(client), "asked", "")).await;
        let ends = house.now() + SignedDuration::from_hours(1);
        house.store.create_link(&house.act(), client, &LinkContents::records(&[law, slip]), ends).await.unwrap();
        house.store.erase_record(&house.act(), slip, 1).await.unwrap();
        assert_eq!(house.store.links(house.studio, client).await.unwrap()[0].records, [law]);
        house.assert_audit_whole().await;
    }

    async fn without_records_that_the_law_keeps_nothing_is_left(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let id = keep(house, RecordFields { keys: vec![RecordKey::new("lot", "A")], ..said("enquiry", Some(client), "new", "x") }).await;
        assert_eq!(house.store.erase_client(&house.act(), client).await.unwrap().kept_until, None);
        assert_eq!(house.store.record(house.studio, id).await.unwrap(), None);
    }

    async fn a_link_opens_its_records_and_no_others(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let other = enter(house, &named("Ada", "Lima")).await;
        let answer = |client, text: &str| said("screening", Some(client), "answered", text);
        let opened = keep(house, said("screening", Some(client), "asked", "")).await;
        let hidden = keep(house, said("screening", Some(client), "asked", "")).await;
        let others = keep(house, said("screening", Some(other), "asked", "")).await;
        let ends = house.now() + SignedDuration::from_hours(1);
        for wrong in [others, RecordId::from_uuid(client.to_uuid())] {
            let made = house.store.create_link(&house.act(), client, &LinkContents::records(&[wrong]), ends).await;
            assert!(matches!(made, Err(StorageError::NotFound { kind: "record of this client", .. })), "{made:?}");
        }
        let (link, token) = house.store.create_link(&house.act(), client, &LinkContents::records(&[opened]), ends).await.unwrap();
        let found = house.store.open_link(token.reveal(), house.now()).await.unwrap().unwrap();
        assert_eq!((found.records, found.versions), (vec![opened], vec![]));
        let write = async |changes: &RecordChanges| {
            let act = Act { actor: Actor::Client(link), ..house.act() };
            house.store.commit_records(&act, clock(house).await, changes).await
        };
        write(&edit(opened, 1, answer(client, "no"))).await.unwrap();
        assert_eq!(read(house, opened).await.head.actor, Actor::Client(link));
        // What follows from an answer may begin with it.
        let follows = begin(house, said("consent", Some(client), "given", ""));
        let begun = follows.id;
        write(&new(vec![follows])).await.unwrap();
        // The link opens what was begun through it.
        write(&edit(begun, 1, said("consent", Some(client), "withdrawn", ""))).await.unwrap();
        let found = house.store.link_by_token(token.reveal(), house.now()).await.unwrap().unwrap();
        assert_eq!(found.records, vec![opened, begun]);
        write(&messages(vec![reminder(house, None, "to the studio")])).await.unwrap();
        for changes in [
            edit(hidden, 1, answer(client, "no")),
            edit(others, 1, answer(other, "no")),
            new(vec![begin(house, answer(other, "no"))]),
            new(vec![begin(house, said("lot", None, "open", ""))]),
            messages(vec![reminder(house, Some(other), "to another")]),
        ] {
            refused(write(&changes).await, &Refusal::LinkClosed);
        }
        house.store.revoke_link(&house.act(), link).await.unwrap();
        refused(write(&edit(opened, 2, answer(client, "yes"))).await, &Refusal::LinkClosed);
        house.assert_audit_whole().await;
    }
}
