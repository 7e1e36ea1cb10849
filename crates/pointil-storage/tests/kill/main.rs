//! Programs are killed (SIGKILL) at chance moments: one that writes, of which whatever it had acknowledged must be there and nothing by halves, and one that sends
//! messages, of which none may be lost and none sent twice.
//!
//! `POINTIL_KILLS=200 cargo test -p pointil-storage --test kill` for the full number; a few by default. The program that is killed is this one, started
//! with `POINTIL_KILL_FOLDER`. Runs on PostgreSQL, too, when `POINTIL_POSTGRES_URL` is set.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test with a main of its own"
)]

mod messages;
mod writes;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use pointil_storage::{
    AccountFields, Act, Actor, NewAccount, Role, Store, StoreOptions, StudioFields, StudioId,
};
use sea_orm::{ConnectionTrait, Database};

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
        let folder = Path::new(&folder);
        match std::env::var("POINTIL_KILL_PROGRAM").unwrap().as_str() {
            "writer" => writes::write_until_killed(&options(folder)).await,
            _ => messages::send_until_killed(&options(folder), folder).await,
        }
        return;
    }
    let kills = std::env::var("POINTIL_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    kill_both("SQLite", kills, None).await;
    match std::env::var("POINTIL_POSTGRES_URL") {
        Ok(admin) => {
            let database = create_database(&admin, "writes").await;
            let other = create_database(&admin, "messages").await;
            kill_both("PostgreSQL", kills, Some([&database, &other])).await;
        }
        Err(_) => {
            println!("PostgreSQL absent (POINTIL_POSTGRES_URL is not set): its half is skipped")
        }
    }
    println!("test kills ... ok");
}

async fn kill_both(name: &str, kills: u64, databases: Option<[&str; 2]>) {
    let [writes, messages] = databases.map_or([None; 2], |urls| urls.map(Some));
    let (told, stayed) = writes::kill_many(kills, writes).await;
    println!("{name}: {kills} kills, {told} acknowledged writes, {stayed} found");
    let sent = messages::kill_many(kills, messages).await;
    println!("{name}: {kills} kills of a sender, {sent}");
}

/// The records in a folder, or in a database.
fn options_at(folder: &Path, database: Option<&str>) -> StoreOptions {
    match database {
        Some(url) => StoreOptions::postgres(url, folder),
        None => StoreOptions::folder(folder),
    }
}

fn options(folder: &Path) -> StoreOptions {
    options_at(
        folder,
        std::env::var("POINTIL_KILL_DATABASE").ok().as_deref(),
    )
}

async fn create_database(admin: &str, what: &str) -> String {
    let name = format!("kill_{what}_{}", std::process::id());
    let db = Database::connect(admin).await.unwrap();
    let sql = format!("CREATE DATABASE {name}");
    db.execute_unprepared(&sql).await.unwrap();
    let (address, parameters) = admin.split_once('?').unwrap_or((admin, ""));
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{name}?{parameters}")
}

/// The studio of a store, made when there is none.
async fn studio_of(store: &Store) -> StudioId {
    if let Some(studio) = store.studios().await.unwrap().first() {
        return studio.id;
    }
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

/// Says what was acknowledged, a line each, at once.
fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// Starts a program, kills it after a chance time, and answers with what it had said in whole lines.
fn run_and_kill(
    program: &str,
    folder: &Path,
    database: Option<&str>,
    chance: &mut u64,
    kill: u64,
) -> Vec<String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .env("POINTIL_KILL_FOLDER", folder)
        .env("POINTIL_KILL_PROGRAM", program)
        .stdout(Stdio::piped());
    if let Some(url) = database {
        command.env("POINTIL_KILL_DATABASE", url);
    }
    let mut program = command.spawn().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    // Every fourth is killed while it starts; the others after their first word.
    if kill % 4 != 3 {
        said.extend(lines.next().map(|line| line.unwrap()));
    }
    let reader = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(Duration::from_micros(next(chance) % 150_000));
    program.kill().unwrap();
    program.wait().unwrap();
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
