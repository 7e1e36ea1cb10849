//! A program that writes is killed (SIGKILL) at chance moments; whatever it had acknowledged must be there, and nothing by halves.
//!
//! `POINTIL_KILLS=200 cargo test -p pointil-storage --test kill` for the full number; a few by default. The program that is killed is this one, started
//! with `POINTIL_KILL_FOLDER`. Runs on PostgreSQL, too, when `POINTIL_POSTGRES_URL` is set.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test with a main of its own"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use pointil_storage::{
    AccountFields, Act, Actor, ClientFields, DesignId, Document, DocumentHash, MediaType,
    NewAccount, NewPhotograph, ObjectFault, PhotographFields, Picture, Role, Store, StoreOptions,
    StudioFields, StudioId, Verdict,
};
use sea_orm::{ConnectionTrait, Database};
use sha2::{Digest, Sha256};

const KILLS: u64 = 8;
const SEED: u64 = 20_260_301;

#[tokio::main]
async fn main() {
    if std::env::args().any(|argument| argument == "--list") {
        // What cargo-nextest asks a test with a main of its own.
        if !std::env::args().any(|argument| argument == "--ignored") {
            println!("kills: test");
        }
        return;
    }
    if let Ok(folder) = std::env::var("POINTIL_KILL_FOLDER") {
        write_until_killed(&options(Path::new(&folder))).await;
        return;
    }
    let kills = std::env::var("POINTIL_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let (told, stayed) = kill_many(kills, None).await;
    println!("SQLite: {kills} kills, {told} acknowledged writes, {stayed} found");
    match std::env::var("POINTIL_POSTGRES_URL") {
        Ok(admin) => {
            let database = create_database(&admin).await;
            let (told, stayed) = kill_many(kills, Some(&database)).await;
            println!("PostgreSQL: {kills} kills, {told} acknowledged writes, {stayed} found");
        }
        Err(_) => {
            println!("PostgreSQL absent (POINTIL_POSTGRES_URL is not set): its half is skipped")
        }
    }
    println!("test kills ... ok");
}

fn options(folder: &Path) -> StoreOptions {
    match std::env::var("POINTIL_KILL_DATABASE") {
        Ok(url) => StoreOptions::postgres(url, folder),
        Err(_) => StoreOptions::folder(folder),
    }
}

async fn create_database(admin: &str) -> String {
    let name = format!("kill_{}", std::process::id());
    let db = Database::connect(admin).await.unwrap();
    let sql = format!("CREATE DATABASE {name}");
    db.execute_unprepared(&sql).await.unwrap();
    let (address, parameters) = admin.split_once('?').unwrap_or((admin, ""));
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{name}?{parameters}")
}

fn act(studio: StudioId, number: i64) -> Act {
    Act {
        studio,
        actor: Actor::Program,
        at: second(number),
    }
}

/// So many seconds after the first act.
fn second(number: i64) -> Timestamp {
    Timestamp::from_millisecond(1_772_000_000_000 + 1000 * number).unwrap()
}

fn document(text: &str) -> Document {
    Document {
        text: text.to_owned(),
        hash: DocumentHash(Sha256::digest(text.as_bytes()).into()),
    }
}

fn client(name: &str) -> ClientFields {
    ClientFields {
        given_name: name.to_owned(),
        phone: Some("+44 7700 900123".to_owned()),
        ..ClientFields::default()
    }
}

fn photograph(name: &str) -> NewPhotograph {
    let picture = |size: usize| Picture {
        media_type: MediaType::Jpeg,
        bytes: name.bytes().cycle().take(size).collect(),
    };
    NewPhotograph {
        fields: PhotographFields {
            pose: "front".to_owned(),
            taken_on: None,
            document: None,
        },
        original: picture(20_000),
        width_px: 40,
        height_px: 30,
        thumbnail: picture(2000),
    }
}

/// Says what was acknowledged, a line each, at once.
fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// Enters clients with photographs and edits a design for each until somebody stops it.
async fn write_until_killed(options: &StoreOptions) {
    let store = Store::open(options).await.unwrap();
    let studio = match store.studios().await.unwrap().first() {
        Some(studio) => studio.id,
        None => {
            let owner = NewAccount {
                fields: AccountFields {
                    name: "Olga".to_owned(),
                    email: "olga@example.com".to_owned(),
                    role: Role::Owner,
                },
                password_hash: "$argon2id$of-a-test".to_owned(),
            };
            let at = second(0);
            let (studio, _) = store
                .create_studio(&StudioFields::default(), &owner, at)
                .await
                .unwrap();
            studio
        }
    };
    let mut number = i64::try_from(store.count_clients(studio).await.unwrap()).unwrap();
    loop {
        number += 1;
        let name = format!("Client{number}");
        let act = act(studio, number);
        let client = store.create_client(&act, &client(&name)).await.unwrap();
        tell(&format!("client {client} {name}"));
        let new = photograph(&name);
        let id = store.put_photograph(&act, client, &new).await.unwrap();
        tell(&format!("photograph {id} {name}"));
        let first = document(&name);
        let design = store
            .create_design(&act, client, "Line", &first)
            .await
            .unwrap();
        for revision in 1..=5 {
            let text = format!("{name} at {revision}");
            let edited = store
                .edit_design(&act, design, revision, "", &document(&text))
                .await
                .unwrap();
            tell(&format!("design {design} {}", edited.revision));
        }
    }
}

/// Kills the writer again and again on one database; answers with how many writes were acknowledged and how many of them were found.
async fn kill_many(kills: u64, database: Option<&str>) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let options = match database {
        Some(url) => StoreOptions::postgres(url, folder.path()),
        None => StoreOptions::folder(folder.path()),
    };
    let mut chance = SEED;
    let (mut told, mut found) = (0, 0);
    for kill in 0..kills {
        let lines = run_and_kill(folder.path(), database, &mut chance, kill);
        told += lines.len();
        // Reading every object takes longer with every round.
        let is_thorough = kill % 10 == 9 || kill + 1 == kills;
        found += check(&options, &lines, is_thorough).await;
        assert_eq!(told, found, "after kill {kill}");
    }
    assert!(told > 0, "killed before anything was written");
    (told, found)
}

/// Starts the writer, kills it after a chance time, and answers with what it had said in whole lines.
fn run_and_kill(folder: &Path, database: Option<&str>, chance: &mut u64, kill: u64) -> Vec<String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .env("POINTIL_KILL_FOLDER", folder)
        .stdout(Stdio::piped());
    if let Some(url) = database {
        command.env("POINTIL_KILL_DATABASE", url);
    }
    let mut writer = command.spawn().unwrap();
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    // Every fourth is killed while it starts; the others after their first word.
    if kill % 4 != 3 {
        said.extend(lines.next().map(|line| line.unwrap()));
    }
    let reader = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(Duration::from_micros(next(chance) % 150_000));
    writer.kill().unwrap();
    writer.wait().unwrap();
    said.extend(reader.join().unwrap());
    said
}

/// SplitMix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Opens the records as the next start would: what was said is there, the chain is whole, no object is unreadable. Answers with how much was found.
async fn check(options: &StoreOptions, lines: &[String], is_thorough: bool) -> usize {
    let store = Store::open(options).await.unwrap();
    let Some(studio) = store
        .studios()
        .await
        .unwrap()
        .first()
        .map(|studio| studio.id)
    else {
        assert!(lines.is_empty());
        return 0;
    };
    let verdict = store.verify_audit(studio, None).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
    let mut revisions = BTreeMap::new();
    for line in lines {
        check_line(&store, studio, line, &mut revisions).await;
    }
    check_designs(&store, studio, revisions).await;
    if is_thorough {
        check_all_objects(&store, studio).await;
    }
    store.close().await.unwrap();
    lines.len()
}

/// No object is unreadable; what was left by the kills is swept.
async fn check_all_objects(store: &Store, studio: StudioId) {
    assert_eq!(store.health().await.unwrap().damage, Vec::<String>::new());
    for fault in store.check_objects(studio).await.unwrap() {
        assert!(matches!(fault, ObjectFault::Stray { .. }), "{fault:?}");
    }
    let future = Timestamp::from_millisecond(4_000_000_000_000).unwrap();
    store.sweep_objects(studio, future).await.unwrap();
    assert_eq!(store.check_objects(studio).await.unwrap(), []);
}

async fn check_line(
    store: &Store,
    studio: StudioId,
    line: &str,
    revisions: &mut BTreeMap<DesignId, u64>,
) {
    let [kind, id, rest] = line.split(' ').collect::<Vec<_>>()[..] else {
        panic!("half a line: {line:?}");
    };
    match kind {
        "client" => {
            let kept = store.client(studio, id.parse().unwrap()).await.unwrap();
            assert_eq!(kept.unwrap().fields, client(rest));
        }
        "photograph" => {
            let kept = store.original(studio, id.parse().unwrap()).await.unwrap();
            assert_eq!(kept.unwrap(), photograph(rest).original);
        }
        _ => {
            revisions.insert(id.parse().unwrap(), rest.parse().unwrap());
        }
    }
}

/// Each design is at the acknowledged revision or the one that was under way, with a history without a gap.
async fn check_designs(store: &Store, studio: StudioId, revisions: BTreeMap<DesignId, u64>) {
    for (id, revision) in revisions {
        let kept = store.design(studio, id).await.unwrap().unwrap();
        let fits = kept.revision == revision || kept.revision == revision + 1;
        assert!(fits, "{kept:?} instead of revision {revision}");
        assert_eq!(document(&kept.document.text), kept.document);
        assert_eq!(kept.undo_steps, kept.revision - 1);
    }
}
