//! Stories of messages: queued with a record, claimed by one sender, sent once, withdrawn, decided on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use pointil_storage::{
    Action, ClaimedMessage, ClientId, CommitName, DocumentHash, Failure, Message, MessageId,
    MessageState, NewMessage, PracticeClock, RecordChanges, RecordId, Refusal, Settlement,
    StorageError, Store, Withdrawal,
};

use crate::clients::{enter, named};
use crate::house::{House, on_both};
use crate::records::{begin, clock, commit, keep, new, said};

const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// A reminder that is due now.
pub fn reminder(house: &House, client: Option<ClientId>, cause: &str) -> NewMessage {
    NewMessage {
        client,
        record: None,
        cause: cause.to_owned(),
        channel: "email".to_owned(),
        recipient: "zoe@example.com".to_owned(),
        template: "appointment_reminder".to_owned(),
        parameters: format!("{{\"link\":\"secret of {cause}\"}}"),
        due: house.now(),
    }
}

pub fn messages(messages: Vec<NewMessage>) -> RecordChanges {
    RecordChanges {
        messages,
        ..RecordChanges::default()
    }
}

fn withdrawn(withdrawal: Withdrawal) -> RecordChanges {
    RecordChanges {
        withdrawals: vec![withdrawal],
        ..RecordChanges::default()
    }
}

pub async fn claim(house: &House, node: &str, most: u64) -> Vec<ClaimedMessage> {
    house
        .store
        .claim_messages(&house.act(), node, most, LEASE)
        .await
        .unwrap()
}

/// Queues one reminder and claims it.
async fn claimed(house: &House, cause: &str) -> ClaimedMessage {
    commit(house, &messages(vec![reminder(house, None, cause)])).await;
    claim(house, "node", 1).await.remove(0)
}

async fn hand_over(house: &House, one: &ClaimedMessage) -> Result<(), StorageError> {
    house
        .store
        .begin_hand_over(&house.act(), one.message.id, one.claim)
        .await
}

async fn sent(house: &House, one: &ClaimedMessage) -> Result<(), StorageError> {
    house
        .store
        .message_sent(&house.act(), one.message.id, one.claim)
        .await
}

async fn failed(house: &House, one: &ClaimedMessage, failure: Failure) -> Result<(), StorageError> {
    house
        .store
        .message_failed(&house.act(), one.message.id, one.claim, &failure)
        .await
}

async fn read(house: &House, id: MessageId) -> Message {
    house
        .store
        .message(house.studio, id)
        .await
        .unwrap()
        .unwrap()
}

async fn state(house: &House, id: MessageId) -> MessageState {
    read(house, id).await.state
}

fn is_over(result: Result<(), StorageError>, state: MessageState) {
    assert!(
        matches!(&result, Err(StorageError::Refused(Refusal::ClaimOver(found))) if *found == state),
        "{result:?} instead of {state}"
    );
}

fn no_connection() -> Failure {
    Failure::Passing("no_connection".to_owned())
}

on_both! {
    async fn a_message_is_queued_with_its_record_and_sent_once(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let appointment = begin(house, said("appointment", Some(client), "booked", ""));
        let reminder = NewMessage { record: Some(appointment.id), ..reminder(house, Some(client), "reminder") };
        let changes = RecordChanges { messages: vec![reminder.clone()], ..new(vec![appointment.clone()]) };
        commit(house, &changes).await;
        let kept = house.store.messages(house.studio, client).await.unwrap().remove(0);
        assert_eq!((kept.state, kept.record, kept.attempts), (MessageState::Queued, Some(appointment.id), 0));
        assert_eq!((kept.cause.as_str(), kept.recipient.as_str(), &kept.parameters), ("reminder", "zoe@example.com", &reminder.parameters));
        assert_eq!(kept.message_id("studio.example"), format!("<{}@studio.example>", kept.id));
        let one = claim(house, "node", 10).await.remove(0);
        assert_eq!(one.message, Message { state: MessageState::Claimed, changed_at: house.now(), ..kept.clone() });
        assert_eq!(read(house, kept.id).await, one.message);
        assert_eq!(claim(house, "other", 10).await, []);
        hand_over(house, &one).await.unwrap();
        assert_eq!(state(house, kept.id).await, MessageState::HandingOver);
        assert_eq!(claim(house, "other", 10).await, []);
        sent(house, &one).await.unwrap();
        sent(house, &one).await.unwrap();
        let gone = house.store.messages_about(house.studio, appointment.id).await.unwrap().remove(0);
        assert_eq!((gone.state, gone.parameters.as_str(), gone.recipient.as_str()), (MessageState::Sent, "", "zoe@example.com"));
        house.later(SignedDuration::from_hours(24 * 365));
        assert_eq!(claim(house, "node", 10).await, []);
        is_over(hand_over(house, &one).await, MessageState::Sent);
        let timeline = house.store.timeline(house.studio, client, None, 2).await.unwrap();
        assert_eq!([timeline[0].action, timeline[1].action], [Action::MessageSent, Action::MessageQueued]);
        house.assert_audit_whole().await;
    }

    async fn a_write_that_is_refused_queues_nothing(house) {
        keep(house, said("lot", None, "open", "")).await;
        let changes = messages(vec![reminder(house, None, "reminder")]);
        let late = house.store.commit_records(&house.act(), PracticeClock::default(), &changes).await;
        assert!(matches!(late, Err(StorageError::PracticeMoved { .. })), "{late:?}");
        assert_eq!(house.store.count_messages(house.studio).await.unwrap(), BTreeMap::new());
    }

    async fn one_cause_is_one_message(house) {
        let changes = messages(vec![reminder(house, None, "a"), reminder(house, None, "a"), reminder(house, None, "b")]);
        commit(house, &changes).await;
        commit(house, &changes).await;
        assert_eq!(claim(house, "node", 10).await.len(), 2);
        commit(house, &changes).await;
        assert_eq!(claim(house, "node", 10).await, []);
        // Another studio has causes of its own.
        let owner = crate::house::account("Otto", pointil_storage::Role::Owner);
        let (theirs, _) = house.store.create_studio(&Default::default(), &owner, house.now()).await.unwrap();
        let act = pointil_storage::Act { studio: theirs, ..house.act() };
        house.store.commit_records(&act, PracticeClock::default(), &changes).await.unwrap();
        assert_eq!(house.store.count_messages(theirs).await.unwrap(), BTreeMap::from([(MessageState::Queued, 2)]));
    }

    async fn what_cannot_be_sent_is_refused_by_field(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let other = enter(house, &named("Ada", "Lima")).await;
        let record = keep(house, said("appointment", Some(other), "booked", "")).await;
        let good = || reminder(house, Some(client), "x");
        for (message, beginning) in [
            (NewMessage { cause: " ".into(), ..good() }, "cause: empty"),
            (NewMessage { channel: "E-Mail".into(), ..good() }, "channel: \"E-Mail\""),
            (NewMessage { recipient: "zoe\r\nBcc:\0".into(), ..good() }, "recipient: the control character"),
            (NewMessage { template: String::new(), ..good() }, "template: \"\""),
            (NewMessage { record: Some(record), ..good() }, "message: its record is another client's"),
            (NewMessage { record: Some(RecordId::from_uuid(client.to_uuid())), ..good() }, "no record"),
        ] {
            let seen = clock(house).await;
            let refused = house.store.commit_records(&house.act(), seen, &messages(vec![message])).await;
            let refused = refused.unwrap_err().to_string();
            assert!(refused.starts_with(beginning), "{refused}");
        }
    }

    async fn nothing_is_sent_before_it_is_due(house) {
        let hour = SignedDuration::from_hours(1);
        let due = house.now() + hour;
        commit(house, &messages(vec![NewMessage { due, ..reminder(house, None, "later") }])).await;
        assert_eq!(claim(house, "node", 10).await, []);
        assert_eq!(house.store.next_message_at(house.studio).await.unwrap(), Some(due));
        house.later(hour);
        assert_eq!(claim(house, "node", 10).await.len(), 1);
        assert_eq!(house.store.next_message_at(house.studio).await.unwrap(), None);
    }

    async fn the_longest_due_goes_first(house) {
        let due = |seconds: i64| house.now() - SignedDuration::from_secs(seconds);
        let made = [("b", due(10)), ("a", due(20)), ("c", due(5))];
        commit(house, &messages(made.iter().map(|&(cause, due)| NewMessage { due, ..reminder(house, None, cause) }).collect())).await;
        let causes = |claimed: Vec<ClaimedMessage>| claimed.into_iter().map(|one| one.message.cause).collect::<Vec<_>>();
        assert_eq!(causes(claim(house, "node", 2).await), ["a", "b"]);
        assert_eq!(causes(claim(house, "node", 2).await), ["c"]);
    }

    async fn two_senders_never_claim_the_same(house) {
        let all: Vec<NewMessage> = (0..60).map(|number| reminder(house, None, &number.to_string())).collect();
        commit(house, &messages(all)).await;
        let senders = (0..6).map(|number| {
            let store = house.store.clone();
            let acts: Vec<_> = (0..6).map(|_| house.act()).collect();
            tokio::spawn(async move {
                let mut claimed = Vec::new();
                for act in acts {
                    let node = format!("node {number}");
                    claimed.extend(store.claim_messages(&act, &node, 7, LEASE).await.unwrap());
                }
                claimed
            })
        });
        let mut ids = Vec::new();
        for sender in senders.collect::<Vec<_>>() {
            ids.extend(sender.await.unwrap().into_iter().map(|one| one.message.id));
        }
        assert_eq!(ids.len(), 60);
        assert_eq!(ids.into_iter().collect::<BTreeSet<_>>().len(), 60);
    }

    async fn a_claim_that_ended_is_given_to_another(house) {
        let lost = claimed(house, "reminder").await;
        house.later(LEASE);
        is_over(hand_over(house, &lost).await, MessageState::Claimed);
        let found = claim(house, "other", 1).await.remove(0);
        assert_eq!((found.message.id, found.message.attempts), (lost.message.id, 0));
        is_over(hand_over(house, &lost).await, MessageState::Claimed);
        hand_over(house, &found).await.unwrap();
        is_over(sent(house, &lost).await, MessageState::HandingOver);
        is_over(failed(house, &lost, no_connection()).await, MessageState::HandingOver);
        sent(house, &found).await.unwrap();
        house.assert_audit_whole().await;
    }

    async fn what_was_being_handed_over_when_its_sender_died_is_uncertain(house) {
        let one = claimed(house, "reminder").await;
        hand_over(house, &one).await.unwrap();
        house.later(LEASE);
        assert_eq!(claim(house, "other", 1).await, []);
        assert_eq!(state(house, one.message.id).await, MessageState::Uncertain);
        house.later(SignedDuration::from_hours(24 * 365));
        assert_eq!(claim(house, "other", 1).await, []);
        let page = house.store.messages_in(house.studio, MessageState::Uncertain, None, 10).await.unwrap();
        assert_eq!((page.messages.len(), page.before), (1, None));
        assert!(!page.messages[0].parameters.is_empty(), "it may have to be sent again");
        let events = house.store.audit_events(house.studio, None, 1).await.unwrap();
        assert_eq!(events[0].action, Action::MessageUncertain);
        // It was slow, not dead.
        sent(house, &one).await.unwrap();
        assert_eq!(state(house, one.message.id).await, MessageState::Sent);
        house.assert_audit_whole().await;
    }

    async fn a_sender_that_starts_again_takes_back_what_it_left(house) {
        commit(house, &messages((0..3).map(|number| reminder(house, None, &number.to_string())).collect())).await;
        let mine = claim(house, "mine", 2).await;
        let other = claim(house, "other", 1).await;
        hand_over(house, &mine[0]).await.unwrap();
        house.store.recover_messages(&house.act(), "mine").await.unwrap();
        let states = async |all: &[ClaimedMessage]| {
            let mut states = Vec::new();
            for one in all {
                states.push(state(house, one.message.id).await);
            }
            states
        };
        assert_eq!(states(&mine).await, [MessageState::Uncertain, MessageState::Queued]);
        assert_eq!(states(&other).await, [MessageState::Claimed]);
        assert_eq!(claim(house, "mine", 9).await[0].message.id, mine[1].message.id);
    }

    async fn a_sender_that_stops_gives_back_what_it_has_not_begun(house) {
        let one = claimed(house, "reminder").await;
        house.store.release_message(&house.act(), one.message.id, one.claim).await.unwrap();
        is_over(hand_over(house, &one).await, MessageState::Queued);
        let again = claim(house, "node", 1).await.remove(0);
        hand_over(house, &again).await.unwrap();
        is_over(house.store.release_message(&house.act(), again.message.id, again.claim).await, MessageState::HandingOver);
    }

    async fn a_failure_that_passes_is_tried_later_and_later(house) {
        commit(house, &messages(vec![reminder(house, None, "reminder")])).await;
        for attempt in 1..=12 {
            let one = claim(house, "node", 1).await.remove(0);
            assert_eq!(one.message.attempts, attempt - 1);
            hand_over(house, &one).await.unwrap();
            failed(house, &one, no_connection()).await.unwrap();
            let kept = read(house, one.message.id).await;
            assert_eq!((kept.attempts, kept.fault.as_deref()), (attempt, Some("no_connection")));
            if attempt == 12 {
                assert_eq!(kept.state, MessageState::Failed);
                break;
            }
            let pause = SignedDuration::from_mins((1 << (attempt - 1)).min(360));
            assert_eq!((kept.state, kept.next_try), (MessageState::Queued, house.now() + pause));
            assert_eq!(claim(house, "node", 1).await, []);
            house.later(pause);
        }
        house.later(SignedDuration::from_hours(24 * 365));
        assert_eq!(claim(house, "node", 1).await, []);
        let events = house.store.audit_events(house.studio, None, 1).await.unwrap();
        assert_eq!(events[0].action, Action::MessageFailed);
        house.assert_audit_whole().await;
    }

    async fn a_failure_that_lasts_is_not_tried_again(house) {
        let one = claimed(house, "reminder").await;
        let spoken = failed(house, &one, Failure::Lasting("550 Zoë has no such box".into())).await;
        assert!(matches!(spoken, Err(StorageError::Field { field: "failure", .. })), "{spoken:?}");
        failed(house, &one, Failure::Lasting("refused_address".into())).await.unwrap();
        assert_eq!(state(house, one.message.id).await, MessageState::Failed);
        is_over(failed(house, &one, no_connection()).await, MessageState::Failed);
    }

    async fn a_person_decides_about_what_is_uncertain(house) {
        let act = || house.act();
        let mut all = Vec::new();
        for cause in ["again", "arrived", "leave"] {
            let one = claimed(house, cause).await;
            let early = house.store.settle_message(&act(), one.message.id, Settlement::SendAgain).await;
            assert!(matches!(early, Err(StorageError::Refused(Refusal::NothingToSettle(MessageState::Claimed)))), "{early:?}");
            hand_over(house, &one).await.unwrap();
            house.store.message_unclear(&act(), one.message.id, one.claim, "no_answer").await.unwrap();
            house.store.message_unclear(&act(), one.message.id, one.claim, "no_answer").await.unwrap();
            assert_eq!(read(house, one.message.id).await.fault.as_deref(), Some("no_answer"));
            all.push(one);
        }
        for (one, settlement) in all.iter().zip([Settlement::SendAgain, Settlement::WasSent, Settlement::Leave]) {
            house.store.settle_message(&act(), one.message.id, settlement).await.unwrap();
        }
        let again = claim(house, "node", 9).await;
        assert_eq!(again.len(), 1);
        assert_eq!((again[0].message.id, again[0].message.attempts), (all[0].message.id, 0));
        // Whoever had it before has no say any more.
        is_over(sent(house, &all[0]).await, MessageState::Claimed);
        let counts = house.store.count_messages(house.studio).await.unwrap();
        assert_eq!(counts, BTreeMap::from([(MessageState::Claimed, 1), (MessageState::Sent, 1), (MessageState::Withdrawn, 1)]));
        let twice = house.store.settle_message(&act(), all[1].message.id, Settlement::SendAgain).await;
        assert!(matches!(twice, Err(StorageError::Refused(Refusal::NothingToSettle(MessageState::Sent)))), "{twice:?}");
        house.assert_audit_whole().await;
    }

    async fn what_is_withdrawn_is_not_sent(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        let record = keep(house, said("appointment", Some(client), "booked", "")).await;
        let about = |cause: &str| NewMessage { record: Some(record), ..reminder(house, None, cause) };
        commit(house, &messages(vec![reminder(house, None, "a"), about("b"), reminder(house, Some(client), "c"), reminder(house, None, "d")])).await;
        let all = claim(house, "node", 3).await;
        hand_over(house, &all[0]).await.unwrap();
        for withdrawal in [Withdrawal::Cause("a".into()), Withdrawal::Record(record), Withdrawal::Client(client), Withdrawal::Cause("d".into())] {
            commit(house, &withdrawn(withdrawal)).await;
        }
        assert_eq!(state(house, all[0].message.id).await, MessageState::HandingOver, "it cannot be called back");
        for one in &all[1..] {
            let kept = read(house, one.message.id).await;
            assert_eq!((kept.state, kept.parameters.as_str()), (MessageState::Withdrawn, ""));
            is_over(hand_over(house, one).await, MessageState::Withdrawn);
        }
        house.later(LEASE);
        assert_eq!(claim(house, "node", 9).await, []);
        let counts = house.store.count_messages(house.studio).await.unwrap();
        assert_eq!(counts, BTreeMap::from([(MessageState::Uncertain, 1), (MessageState::Withdrawn, 3)]));
        house.assert_audit_whole().await;
    }

    async fn changes_sent_again_queue_nothing_again(house) {
        let name = Some(CommitName { name: "tablet".into(), request: DocumentHash([1; 32]) });
        let changes = RecordChanges { name, ..messages(vec![reminder(house, None, "a")]) };
        let first = commit(house, &changes).await;
        commit(house, &withdrawn(Withdrawal::Cause("a".into()))).await;
        let again = house.store.commit_records(&house.act(), first.clock, &changes).await.unwrap();
        assert!(again.is_repeat);
        assert_eq!(claim(house, "node", 9).await, []);
    }

    async fn messages_go_with_their_client(house) {
        let away = enter(house, &named("Zoë", "Weiß")).await;
        let kept = enter(house, &named("Zoe", "Weiss")).await;
        commit(house, &messages(vec![reminder(house, Some(away), "a")])).await;
        let merge = house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        assert_eq!(house.store.export_client(&house.act(), kept).await.unwrap().messages.len(), 1);
        house.store.undo_merge(&house.act(), merge).await.unwrap();
        assert_eq!(house.store.messages(house.studio, away).await.unwrap().len(), 1);
        let record = keep(house, said("enquiry", Some(away), "new", "")).await;
        // To the studio, about a record of the client.
        commit(house, &messages(vec![NewMessage { record: Some(record), ..reminder(house, None, "b") }])).await;
        let all = claim(house, "node", 9).await;
        assert_eq!(all.len(), 2);
        house.store.erase_client(&house.act(), away).await.unwrap();
        assert_eq!(house.store.count_messages(house.studio).await.unwrap(), BTreeMap::new());
        for one in &all {
            let gone = hand_over(house, one).await;
            assert!(matches!(gone, Err(StorageError::NotFound { kind: "message", .. })), "{gone:?}");
        }
        let seen = clock(house).await;
        let late = house.store.commit_records(&house.act(), seen, &messages(vec![reminder(house, Some(away), "c")])).await;
        assert!(matches!(late, Err(StorageError::Refused(Refusal::ClientErased))), "{late:?}");
        house.assert_audit_whole().await;
    }

    async fn after_a_restore_a_person_decides_about_what_was_due(house) {
        let tomorrow = house.now() + SignedDuration::from_hours(24);
        let later = NewMessage { due: tomorrow, ..reminder(house, None, "later") };
        commit(house, &messages(vec![reminder(house, None, "now"), later])).await;
        assert_eq!(house.store.doubt_due_messages(&house.act()).await.unwrap(), 1);
        assert_eq!(house.store.doubt_due_messages(&house.act()).await.unwrap(), 0);
        assert_eq!(claim(house, "node", 9).await, []);
        house.later(SignedDuration::from_hours(24));
        assert_eq!(claim(house, "node", 9).await[0].message.cause, "later");
        house.assert_audit_whole().await;
    }

    async fn a_state_is_read_page_by_page(house) {
        let due = |seconds: i64| house.now() - SignedDuration::from_secs(seconds);
        let made: Vec<NewMessage> = [5, 3, 3, 3, 9].iter().enumerate().map(|(number, &seconds)| NewMessage { due: due(seconds), ..reminder(house, None, &number.to_string()) }).collect();
        commit(house, &messages(made)).await;
        let mut read: Vec<(Timestamp, MessageId)> = Vec::new();
        let mut before = None;
        loop {
            let page = house.store.messages_in(house.studio, MessageState::Queued, before, 2).await.unwrap();
            read.extend(page.messages.iter().map(|message| (message.next_try, message.id)));
            before = page.before;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(read.len(), 5);
        assert!(read.is_sorted_by(|one, next| one > next), "{read:?}");
    }
}

/// A node of another process is only another store on the same database.
#[tokio::test]
async fn a_second_program_on_the_same_file_claims_the_rest() {
    let house = House::on_sqlite().await;
    let all = (0..20).map(|number| reminder(&house, None, &number.to_string()));
    commit(&house, &messages(all.collect())).await;
    let other = Store::open(&house.options).await.unwrap();
    let claims = (0..4).map(|number| {
        let store = if number % 2 == 0 {
            house.store.clone()
        } else {
            other.clone()
        };
        let act = house.act();
        tokio::spawn(async move { store.claim_messages(&act, "node", 5, LEASE).await.unwrap() })
    });
    let mut ids = BTreeSet::new();
    for claim in claims.collect::<Vec<_>>() {
        ids.extend(claim.await.unwrap().into_iter().map(|one| one.message.id));
    }
    assert_eq!(ids.len(), 20);
}
