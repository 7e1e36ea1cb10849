//! Fills a studio with 10,000 sessions among other records and measures how long it takes to say who received a lot: `tests/postgres.sh cargo run -p
//! pointil-storage --example recall`.
//!
//! The number of sessions can be given as an argument. PostgreSQL is measured when `POINTIL_POSTGRES_URL` is set.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement says what it found and stops when it cannot go on"
)]

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use pointil_storage::{
    AccountFields, Act, Actor, ClientFields, ClientId, Document, DocumentHash, NewAccount,
    NewRecord, RecordChanges, RecordFields, RecordKey, RecordSpan, Role, Store, StoreOptions,
    StudioFields, StudioId,
};
use sea_orm::{ConnectionTrait, Database};

const SESSIONS: usize = 10_000;
/// Sessions of one client.
const EACH: usize = 4;
/// A lot of pigment, needles or diluent lasts for so many sessions.
const LASTS: usize = 40;
/// The characters of a session's document.
const CHARACTERS: usize = 6000;

#[tokio::main]
async fn main() {
    let sessions = std::env::args()
        .nth(1)
        .map_or(SESSIONS, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions::folder(folder.path());
    let (store, studio) = fill("SQLite", &options, sessions).await;
    measure("SQLite", &store, studio, sessions).await;
    match std::env::var("POINTIL_POSTGRES_URL") {
        Ok(admin) => {
            let folder = tempfile::tempdir().unwrap();
            let name = format!("recall_{}", std::process::id());
            let db = Database::connect(&admin).await.unwrap();
            let sql = format!("CREATE DATABASE {name}");
            db.execute_unprepared(&sql).await.unwrap();
            let (address, parameters) = admin.split_once('?').unwrap_or((&admin, ""));
            let (server, _) = address.rsplit_once('/').unwrap();
            let url = format!("{server}/{name}?{parameters}");
            let options = StoreOptions::postgres(&url, folder.path());
            let (store, studio) = fill("PostgreSQL", &options, sessions).await;
            // What the server does by itself within a minute.
            let db = Database::connect(&url).await.unwrap();
            db.execute_unprepared("VACUUM ANALYZE").await.unwrap();
            measure("PostgreSQL", &store, studio, sessions).await;
        }
        Err(_) => println!("PostgreSQL absent (POINTIL_POSTGRES_URL is not set): skipped"),
    }
}

async fn fill(name: &str, options: &StoreOptions, sessions: usize) -> (Store, StudioId) {
    let store = Store::open(options).await.unwrap();
    let owner = NewAccount {
        fields: AccountFields {
            name: "Olga".to_owned(),
            email: "olga@example.com".to_owned(),
            role: Role::Owner,
        },
        password_hash: "$argon2id$of-a-measurement".to_owned(),
    };
    let at: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
    let (studio, _) = store
        .create_studio(&StudioFields::default(), &owner, at)
        .await
        .unwrap();
    let started = Instant::now();
    let client = |number: usize| ClientFields {
        given_name: format!("Client{number}"),
        phone: Some(format!("+44 7700 {number:06}")),
        ..ClientFields::default()
    };
    let clients: Vec<ClientFields> = (0..sessions.div_ceil(EACH)).map(client).collect();
    let act = act(studio, at);
    let clients = store.import_clients(&act, &clients).await.unwrap();
    let mut records = 0;
    for first in (0..sessions).step_by(100) {
        let portion = first..sessions.min(first + 100);
        let new: Vec<NewRecord> = portion
            .flat_map(|number| records_of(number, clients[number % clients.len()]))
            .collect();
        records += new.len();
        let changes = RecordChanges {
            new,
            ..RecordChanges::default()
        };
        let seen = store.practice_clock(studio).await.unwrap();
        store.commit_records(&act, seen, &changes).await.unwrap();
    }
    println!(
        "{name}: {} clients with {sessions} sessions among {records} records entered in {:.1} s",
        clients.len(),
        started.elapsed().as_secs_f64()
    );
    (store, studio)
}

fn act(studio: StudioId, at: Timestamp) -> Act {
    Act {
        studio,
        actor: Actor::Program,
        at,
    }
}

/// A session with what goes before and after it: an appointment, a screening, and two check-ins.
fn records_of(number: usize, client: ClientId) -> Vec<NewRecord> {
    let day: Timestamp = "2016-03-01T09:00:00Z".parse().unwrap();
    let from = day + SignedDuration::from_hours(9 * i64::try_from(number).unwrap());
    let span = RecordSpan {
        from,
        until: from + SignedDuration::from_hours(4),
    };
    let record = |kind: &str, characters: usize| NewRecord {
        id: Store::new_record_id(from).unwrap(),
        fields: RecordFields {
            kind: kind.to_owned(),
            client: Some(client),
            state: "closed".to_owned(),
            span: None,
            due: None,
            format: 1,
            document: Document {
                text: "x".repeat(characters),
                hash: DocumentHash([7; 32]),
            },
            kept_by_law: true,
            keys: vec![RecordKey::new("client_day", format!("{}", number % 7))],
        },
    };
    let mut appointment = record("appointment", 400);
    appointment.fields.span = Some(span);
    let mut session = record("session", CHARACTERS);
    session.fields.span = Some(span);
    session.fields.keys = lots(number);
    session
        .fields
        .keys
        .push(RecordKey::new("practitioner", format!("{}", number % 5)));
    vec![
        appointment,
        record("screening", 3000),
        session,
        record("check_in", 800),
        record("check_in", 800),
    ]
}

/// Three to eight lots, each of its own sort.
fn lots(number: usize) -> Vec<RecordKey> {
    (0..3 + number % 6)
        .map(|sort| lot(sort, number / LASTS))
        .collect()
}

fn lot(sort: usize, number: usize) -> RecordKey {
    RecordKey::new("lot", format!("sort {sort} lot {number}"))
}

async fn measure(name: &str, store: &Store, studio: StudioId, sessions: usize) {
    let asked: Vec<RecordKey> = (0..500)
        .map(|number| lot(number % 3, number * (sessions / LASTS) / 500))
        .collect();
    report(name, "a lot in forty sessions", store, studio, &asked).await;
    let asked: Vec<RecordKey> = (0..500)
        .map(|number| lot(7, number * (sessions / LASTS) / 500))
        .collect();
    report(name, "a lot in every sixth of forty", store, studio, &asked).await;
    let nobody = vec![RecordKey::new("lot", "recalled elsewhere"); 500];
    report(name, "a lot that nobody received", store, studio, &nobody).await;
    let everybody = vec![RecordKey::new("practitioner", "3"); 20];
    let what = "a practitioner, every fifth session";
    report(name, what, store, studio, &everybody).await;
}

/// Who received a lot, and when: the sessions, and the clients with their names and telephone numbers.
async fn report(name: &str, what: &str, store: &Store, studio: StudioId, asked: &[RecordKey]) {
    let mut times = Vec::with_capacity(asked.len());
    let mut found = 0;
    for key in asked {
        let started = Instant::now();
        let heads = store
            .heads_with_key(studio, &["session"], key)
            .await
            .unwrap();
        let ids: Vec<ClientId> = heads.iter().filter_map(|head| head.client).collect();
        let clients = store.clients(studio, &ids).await.unwrap();
        times.push(started.elapsed());
        assert!(heads.iter().all(|head| head.span.is_some()));
        assert!(clients.iter().all(|client| client.fields.phone.is_some()));
        found += heads.len();
    }
    print(name, what, times, found);
}

fn print(name: &str, what: &str, mut times: Vec<Duration>, found: usize) {
    times.sort();
    let ms = |place: usize| times[(times.len() - 1) * place / 100].as_secs_f64() * 1e3;
    println!(
        "{name}: {what}: p50 {:.1} ms, p95 {:.1} ms ({found} sessions in {} answers)",
        ms(50),
        ms(95),
        times.len()
    );
}
