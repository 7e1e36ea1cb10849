//! A program that queues messages and sends them into a file: none is lost, none is sent twice, and only one that was being handed over is uncertain.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use jiff::SignedDuration;
use pointil_storage::{
    ClaimedMessage, Document, DocumentHash, MessageId, MessageState, NewMessage, NewRecord,
    RecordChanges, RecordFields, RecordId, Refusal, StorageError, Store, StoreOptions, StudioId,
    Verdict,
};

use crate::{SEED, act, options_at, run_and_kill, second, studio_of, tell};

/// Where the messages go.
const SENT: &str = "sent.txt";
/// Senders of one program.
const NODES: [&str; 2] = ["first", "second"];
const LEASE: SignedDuration = SignedDuration::from_hours(1);

/// What became of the messages.
#[derive(Default)]
pub struct Tally {
    queued: usize,
    sent: usize,
    uncertain: usize,
    of_these_sent: usize,
    twice: usize,
    lost: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} messages queued, {} sent, {} uncertain ({} of them had arrived), {} sent twice, {} lost",
            self.queued, self.sent, self.uncertain, self.of_these_sent, self.twice, self.lost
        )
    }
}

/// Queues messages with records, and sends them by two senders, until somebody stops it.
pub async fn send_until_killed(options: &StoreOptions, folder: &Path) {
    let store = Store::open(options).await.unwrap();
    let studio = studio_of(&store).await;
    for node in NODES {
        let at = act(studio, 0);
        store.recover_messages(&at, node).await.unwrap();
    }
    let senders = NODES.map(|node| {
        let store = store.clone();
        let file = sent_file(folder);
        tokio::spawn(async move { send_all(&store, studio, node, file).await })
    });
    queue_more(&store, studio).await;
    for sender in senders {
        sender.await.unwrap();
    }
}

async fn queue_more(store: &Store, studio: StudioId) {
    loop {
        let seen = store.practice_clock(studio).await.unwrap();
        let first = i64::try_from(seen.writes()).unwrap() * 3;
        let id = Store::new_record_id(second(first)).unwrap();
        let changes = RecordChanges {
            new: vec![appointment(id)],
            messages: (first..first + 3)
                .map(|number| reminder(id, number))
                .collect(),
            ..RecordChanges::default()
        };
        let at = act(studio, 0);
        store.commit_records(&at, seen, &changes).await.unwrap();
        tell(&format!("queued {id}"));
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

fn appointment(id: RecordId) -> NewRecord {
    let document = Document {
        text: "{}".to_owned(),
        hash: DocumentHash([0; 32]),
    };
    NewRecord {
        id,
        fields: RecordFields {
            kind: "appointment".to_owned(),
            client: None,
            state: "booked".to_owned(),
            span: None,
            due: None,
            format: 1,
            document,
            kept_by_law: false,
            keys: Vec::new(),
        },
    }
}

fn reminder(record: RecordId, number: i64) -> NewMessage {
    NewMessage {
        client: None,
        record: Some(record),
        cause: format!("reminder {number}"),
        channel: "email".to_owned(),
        recipient: "zoe@example.com".to_owned(),
        template: "reminder".to_owned(),
        parameters: "{}".to_owned(),
        due: second(0),
    }
}

fn sent_file(folder: &Path) -> File {
    let mut options = OpenOptions::new();
    let file = options.create(true).append(true).open(folder.join(SENT));
    file.unwrap()
}

/// Sends whatever is due, forever.
async fn send_all(store: &Store, studio: StudioId, node: &str, mut file: File) {
    loop {
        let at = act(studio, 0);
        let claimed = store.claim_messages(&at, node, 4, LEASE).await.unwrap();
        if claimed.is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        for one in claimed {
            send(store, studio, &one, &mut file).await;
        }
    }
}

async fn send(store: &Store, studio: StudioId, one: &ClaimedMessage, file: &mut File) {
    let at = act(studio, 0);
    let id = one.message.id;
    store.begin_hand_over(&at, id, one.claim).await.unwrap();
    // One write: a kill leaves the whole line or none of it.
    file.write_all(format!("{id}\n").as_bytes()).unwrap();
    file.sync_all().unwrap();
    store.message_sent(&at, id, one.claim).await.unwrap();
}

/// Kills the sender again and again on one database, and looks after every kill.
pub async fn kill_many(kills: u64, database: Option<&str>) -> Tally {
    let folder = tempfile::tempdir().unwrap();
    let options = options_at(folder.path(), database);
    let mut chance = SEED;
    let mut in_hand_over = BTreeSet::new();
    let mut told = Vec::new();
    for kill in 0..kills {
        let lines = run_and_kill("sender", folder.path(), database, &mut chance, kill);
        told.extend(lines);
        let store = Store::open(&options).await.unwrap();
        look(&store, folder.path(), &mut in_hand_over).await;
        store.close().await.unwrap();
    }
    let store = Store::open(&options).await.unwrap();
    let studio = studio_of(&store).await;
    drain(&store, studio, folder.path()).await;
    for line in &told {
        let record = line.strip_prefix("queued ").unwrap().parse().unwrap();
        let about = store.messages_about(studio, record).await.unwrap();
        assert_eq!(about.len(), 3, "{line}");
    }
    let tally = tally(&store, folder.path(), &in_hand_over).await;
    store.close().await.unwrap();
    assert!(!told.is_empty() && tally.sent > 0, "{tally}");
    tally
}

/// After a kill: the chain is whole, whatever is in the file is no longer waiting, and at most one message for each sender was being handed over.
async fn look(store: &Store, folder: &Path, in_hand_over: &mut BTreeSet<MessageId>) {
    let studio = studio_of(store).await;
    let verdict = store.verify_audit(studio, None).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
    let now = all(store, studio, MessageState::HandingOver).await;
    assert!(now.len() <= NODES.len(), "{now:?}");
    let sent = all(store, studio, MessageState::Sent).await;
    for (id, times) in arrived(folder) {
        assert_eq!(times, 1, "{id} was sent twice");
        let is_known = sent.contains(&id) || now.contains(&id) || in_hand_over.contains(&id);
        assert!(is_known, "{id} is in the file and still waits");
    }
    in_hand_over.extend(now);
}

/// Sends what is left, undisturbed.
async fn drain(store: &Store, studio: StudioId, folder: &Path) {
    let at = act(studio, 0);
    for node in NODES {
        store.recover_messages(&at, node).await.unwrap();
    }
    let mut file = sent_file(folder);
    loop {
        let claimed = store
            .claim_messages(&at, NODES[0], 100, LEASE)
            .await
            .unwrap();
        if claimed.is_empty() {
            break;
        }
        for one in claimed {
            send(store, studio, &one, &mut file).await;
            let again = store.begin_hand_over(&at, one.message.id, one.claim).await;
            assert!(
                matches!(again, Err(StorageError::Refused(Refusal::ClaimOver(_)))),
                "{again:?}"
            );
        }
    }
}

/// Every message is in the file once, or is uncertain; and uncertain only if its sender was killed in the middle of handing it over.
async fn tally(store: &Store, folder: &Path, in_hand_over: &BTreeSet<MessageId>) -> Tally {
    let studio = studio_of(store).await;
    let counts = store.count_messages(studio).await.unwrap();
    let ends = [MessageState::Sent, MessageState::Uncertain];
    assert!(
        counts.keys().all(|state| ends.contains(state)),
        "{counts:?}"
    );
    let arrived = arrived(folder);
    let sent = all(store, studio, MessageState::Sent).await;
    let uncertain = all(store, studio, MessageState::Uncertain).await;
    assert_eq!(&uncertain, in_hand_over);
    let tally = Tally {
        queued: sent.len() + uncertain.len(),
        sent: sent.len(),
        uncertain: uncertain.len(),
        of_these_sent: uncertain
            .iter()
            .filter(|id| arrived.contains_key(id))
            .count(),
        twice: arrived.values().filter(|times| **times > 1).count(),
        lost: sent.iter().filter(|id| !arrived.contains_key(id)).count(),
    };
    assert_eq!((tally.twice, tally.lost), (0, 0), "{tally}");
    assert_eq!(arrived.len(), tally.sent + tally.of_these_sent, "{tally}");
    tally
}

/// How often each message is in the file.
fn arrived(folder: &Path) -> BTreeMap<MessageId, usize> {
    let text = std::fs::read_to_string(folder.join(SENT)).unwrap_or_default();
    let mut arrived = BTreeMap::new();
    for line in text.lines() {
        *arrived.entry(line.parse().unwrap()).or_insert(0) += 1;
    }
    arrived
}

/// Every message in a state.
async fn all(store: &Store, studio: StudioId, state: MessageState) -> BTreeSet<MessageId> {
    let mut found = BTreeSet::new();
    let mut before = None;
    loop {
        let page = store
            .messages_in(studio, state, before, 1000)
            .await
            .unwrap();
        found.extend(page.messages.iter().map(|message| message.id));
        before = page.before;
        if before.is_none() {
            return found;
        }
    }
}
