//! Fills a studio with 100,000 clients and measures how long a search takes: `tests/postgres.sh cargo run -p pointil-storage --example search`.
//!
//! The number of clients can be given as an argument. PostgreSQL is measured when `POINTIL_POSTGRES_URL` is set.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement says what it found and stops when it cannot go on"
)]

use std::time::{Duration, Instant};

use jiff::Timestamp;
use pointil_storage::{
    AccountFields, Act, Actor, ClientFields, NewAccount, Role, Store, StoreOptions, StudioFields,
    StudioId,
};
use sea_orm::{ConnectionTrait, Database};

const CLIENTS: usize = 100_000;
const PAGE: u64 = 50;

const GIVEN: [&str; 20] = [
    "Anna",
    "Bruno",
    "Chloé",
    "David",
    "Émile",
    "Fatima",
    "George",
    "Hana",
    "Ivan",
    "Jürgen",
    "Kateřina",
    "Liam",
    "María",
    "Noah",
    "Olivia",
    "Paul",
    "Quinn",
    "Rosa",
    "Søren",
    "Zoë",
];
const SYLLABLES: [&str; 16] = [
    "ber", "dal", "fer", "gan", "hol", "kov", "lin", "mar", "nov", "pet", "ros", "sen", "tor",
    "vel", "win", "zak",
];

#[tokio::main]
async fn main() {
    let clients = std::env::args()
        .nth(1)
        .map_or(CLIENTS, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions::folder(folder.path());
    let (store, studio) = fill("SQLite", &options, clients).await;
    measure("SQLite", &store, studio, clients).await;
    match std::env::var("POINTIL_POSTGRES_URL") {
        Ok(admin) => {
            let folder = tempfile::tempdir().unwrap();
            let name = format!("search_{}", std::process::id());
            let db = Database::connect(&admin).await.unwrap();
            let sql = format!("CREATE DATABASE {name}");
            db.execute_unprepared(&sql).await.unwrap();
            let (address, parameters) = admin.split_once('?').unwrap_or((&admin, ""));
            let (server, _) = address.rsplit_once('/').unwrap();
            let url = format!("{server}/{name}?{parameters}");
            let options = StoreOptions::postgres(&url, folder.path());
            let (store, studio) = fill("PostgreSQL", &options, clients).await;
            // What the server does by itself within a minute.
            let db = Database::connect(&url).await.unwrap();
            db.execute_unprepared("VACUUM ANALYZE").await.unwrap();
            measure("PostgreSQL", &store, studio, clients).await;
        }
        Err(_) => println!("PostgreSQL absent (POINTIL_POSTGRES_URL is not set): skipped"),
    }
}

/// The client of a number: 20 given names, 4,096 family names, a number and an address of their own.
fn client(number: usize) -> ClientFields {
    // A step that visits every family name before it repeats one.
    let mixed = number * 2_654_435_761 % 4096;
    let syllable = |place: u32| SYLLABLES[mixed / 16_usize.pow(place) % 16];
    let given = GIVEN[number % GIVEN.len()];
    let family = format!("{}{}{}", syllable(0), syllable(1), syllable(2));
    ClientFields {
        given_name: given.to_owned(),
        email: Some(format!("{family}.{number}@example.com")),
        phone: Some(format!("+44 7700 {number:06}")),
        family_name: family,
        ..ClientFields::default()
    }
}

async fn fill(name: &str, options: &StoreOptions, clients: usize) -> (Store, StudioId) {
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
    let act = Act {
        studio,
        actor: Actor::Program,
        at,
    };
    let started = Instant::now();
    for first in (0..clients).step_by(5000) {
        let portion: Vec<ClientFields> = (first..clients.min(first + 5000)).map(client).collect();
        store.import_clients(&act, &portion).await.unwrap();
    }
    println!(
        "{name}: {clients} clients entered in {:.1} s",
        started.elapsed().as_secs_f64()
    );
    (store, studio)
}

async fn measure(name: &str, store: &Store, studio: StudioId, clients: usize) {
    for (what, asked) in searches(clients) {
        report(name, what, store, studio, &asked).await;
    }
    report_pages(name, store, studio).await;
}

/// What people type, a hundred of each kind.
fn searches(clients: usize) -> Vec<(&'static str, Vec<String>)> {
    let hundred = |text: &dyn Fn(ClientFields) -> String| {
        (0..100)
            .map(|one| text(client(one * clients / 100)))
            .collect()
    };
    let first = |text: String, letters: usize| text.chars().take(letters).collect::<String>();
    vec![
        ("the first page", vec![String::new(); 100]),
        ("one letter", hundred(&|one| first(one.family_name, 1))),
        ("three letters", hundred(&|one| first(one.family_name, 3))),
        ("a family name", hundred(&|one| one.family_name)),
        ("a given name", hundred(&|one| one.given_name)),
        (
            "given and family name",
            hundred(&|one| format!("{} {}", one.given_name, one.family_name)),
        ),
        (
            "two beginnings",
            hundred(&|one| format!("{} {}", first(one.given_name, 1), first(one.family_name, 2))),
        ),
        (
            "a whole e-mail address",
            hundred(&|one| one.email.unwrap_or_default()),
        ),
        (
            "the last four digits",
            hundred(&|one| one.phone.unwrap_or_default().split_off(11)),
        ),
        (
            "a whole number",
            hundred(&|one| one.phone.unwrap_or_default()),
        ),
        ("nobody", vec!["qwrt zzz".to_owned(); 100]),
    ]
}

async fn report(name: &str, what: &str, store: &Store, studio: StudioId, asked: &[String]) {
    let mut times = Vec::with_capacity(asked.len());
    let mut found = 0;
    for text in asked {
        let started = Instant::now();
        let page = store
            .search_clients(studio, text, None, PAGE)
            .await
            .unwrap();
        times.push(started.elapsed());
        found += page.clients.len();
    }
    print(name, what, times, found);
}

/// A hundred pages one after another, as somebody who leafs through the list.
async fn report_pages(name: &str, store: &Store, studio: StudioId) {
    let mut times = Vec::new();
    let mut after = None;
    let mut found = 0;
    for _ in 0..100 {
        let started = Instant::now();
        let page = store.search_clients(studio, "", after, PAGE).await.unwrap();
        times.push(started.elapsed());
        found += page.clients.len();
        after = page.after;
    }
    print(name, "the next page", times, found);
}

fn print(name: &str, what: &str, mut times: Vec<Duration>, found: usize) {
    times.sort();
    let ms = |place: usize| times[(times.len() - 1) * place / 100].as_secs_f64() * 1e3;
    println!(
        "{name}: {what}: p50 {:.1} ms, p95 {:.1} ms ({found} clients on {} pages)",
        ms(50),
        ms(95),
        times.len()
    );
}
