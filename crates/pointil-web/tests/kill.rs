//! A studio is killed (SIGKILL) at chance moments while people write through its pages; whatever it had answered must be there afterwards.
//!
//! `POINTIL_KILLS=200 cargo test -p pointil-web --test kill` for the full number; a few by default. The program that is killed is this one, started
//! with `POINTIL_KILL_FOLDER`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test with a main of its own"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use pointil_photo::{Photograph, decode};
use pointil_scalp::PictureSize;
use pointil_storage::{ObjectFault, Store, StoreOptions, Verdict};
use pointil_web::{App, Config, serve};
use tokio::net::TcpListener;

const KILLS: u64 = 6;
const SEED: u64 = 20_260_302;
/// People who write at once.
const PEOPLE: u64 = 3;

fn main() {
    if std::env::args().any(|argument| argument == "--list") {
        // What cargo-nextest asks a test with a main of its own.
        if !std::env::args().any(|argument| argument == "--ignored") {
            println!("kills: test");
        }
        return;
    }
    if let Ok(folder) = std::env::var("POINTIL_KILL_FOLDER") {
        serve_until_killed(&folder);
        return;
    }
    let kills = std::env::var("POINTIL_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let (told, found) = kill_many(kills);
    println!("{kills} kills, {told} answered writes, {found} found");
    println!("test kills ... ok");
}

fn serve_until_killed(folder: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let flags = [
            ("folder", folder.to_owned()),
            ("listen", "127.0.0.1:0".to_owned()),
        ];
        let config = Config::load(&flags, [], None).unwrap();
        let listener = TcpListener::bind(config.listen).await.unwrap();
        let app = App::open(config, Timestamp::now).await.unwrap();
        println!("port {}", listener.local_addr().unwrap().port());
        serve(app, listener, std::future::pending()).await.unwrap();
    });
}

/// A studio's process, and how to ask it.
struct Studio {
    process: Child,
    port: u16,
}

/// What came back: status, the address it sends to or the cookie it sets, the body.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then_some(value.trim())
        });
        line.unwrap_or_default()
    }
}

/// Asks and reads to the end; an error when the studio is killed meanwhile.
fn ask(
    port: u16,
    method: &str,
    path: &str,
    cookie: &str,
    kind: &str,
    body: &[u8],
) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let head = format!(
        "{method} {path} HTTP/1.0\r\nhost: 127.0.0.1:{port}\r\nsec-fetch-site: same-origin\r\ncookie: {cookie}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let cut = || std::io::Error::other("the answer was cut off");
    let end = bytes
        .windows(4)
        .position(|own| own == b"\r\n\r\n")
        .ok_or_else(cut)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|own| own.parse().ok())
        .ok_or_else(cut)?;
    let answer = Answer {
        status,
        head,
        body: bytes[end + 4..].to_vec(),
    };
    // A body that was cut off is no answer.
    match answer.header("content-length").parse::<usize>() {
        Ok(length) if length != answer.body.len() => Err(cut()),
        _ => Ok(answer),
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

impl Studio {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .env("POINTIL_KILL_FOLDER", folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("port ").unwrap().parse().unwrap();
        Self { process, port }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Makes the owner; answers with their cookie.
    fn first_visit(&self) -> String {
        let form = "studio_name=Still+Point&time_zone=Europe%2FPrague&currency=EUR&name=Olga&email=olga%40example.com&password=quiet+mornings+and+coffee";
        let answer = ask(self.port, "POST", "/first-visit", "", FORM, form.as_bytes()).unwrap();
        assert_eq!(
            answer.status,
            303,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        answer
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    }
}

/// What was answered to somebody who wrote.
#[derive(Clone, Debug)]
enum Told {
    /// A client's record, by path, with the name that was entered.
    Client { path: String, name: String },
    /// The record's notes as they were changed last.
    Notes { path: String, notes: String },
    /// A photograph of a client, by the client's path.
    Photograph { client: String },
}

/// Enters a client, changes their notes and adds a photograph, again and again, until the studio is gone.
fn write_until_gone(port: u16, cookie: &str, numbers: &AtomicU64, told: &Mutex<Vec<Told>>) {
    let tell = |own: Told| told.lock().unwrap().push(own);
    let gone = || -> std::io::Result<()> {
        loop {
            let name = format!("Client{}", numbers.fetch_add(1, Ordering::Relaxed));
            let form = format!("given_name={name}&family_name=Test&confirmed=yes");
            let entered = ask(port, "POST", "/clients", cookie, FORM, form.as_bytes())?;
            assert_eq!(
                entered.status,
                303,
                "{}",
                String::from_utf8_lossy(&entered.body)
            );
            let path = entered
                .header("location")
                .split('?')
                .next()
                .unwrap()
                .to_owned();
            tell(Told::Client {
                path: path.clone(),
                name: name.clone(),
            });
            let notes = format!("Notes of {name}");
            let form = format!(
                "given_name={name}&family_name=Test&notes={}&revision=1",
                notes.replace(' ', "+")
            );
            let edited = ask(
                port,
                "POST",
                &format!("{path}/edit"),
                cookie,
                FORM,
                form.as_bytes(),
            )?;
            assert_eq!(
                edited.status,
                303,
                "{}",
                String::from_utf8_lossy(&edited.body)
            );
            tell(Told::Notes {
                path: path.clone(),
                notes,
            });
            let (kind, body) = upload();
            let kept = ask(
                port,
                "POST",
                &format!("{path}/photographs"),
                cookie,
                kind,
                &body,
            )?;
            assert_eq!(kept.status, 303, "{}", String::from_utf8_lossy(&kept.body));
            tell(Told::Photograph { client: path });
        }
    };
    // It ends by an error: the studio was killed.
    let _ = gone();
}

/// A form with a small photograph.
fn upload() -> (&'static str, Vec<u8>) {
    let size = PictureSize {
        width: 64,
        height: 48,
    };
    let pixels = (0..64 * 48)
        .flat_map(|k: u32| [k.to_le_bytes()[0], 90, 120])
        .collect();
    let jpeg = Photograph::new(size, pixels).unwrap().to_jpeg(90).unwrap();
    let mut body =
        b"--part\r\ncontent-disposition: form-data; name=\"pose\"\r\n\r\nfront\r\n".to_vec();
    body.extend_from_slice(b"--part\r\ncontent-disposition: form-data; name=\"photograph\"; filename=\"x.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n");
    body.extend_from_slice(&jpeg);
    body.extend_from_slice(b"\r\n--part--\r\n");
    ("multipart/form-data; boundary=part", body)
}

/// Kills the studio again and again; answers with how many writes were answered, and how many of them were found after the kill.
fn kill_many(kills: u64) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("studio");
    let numbers = Arc::new(AtomicU64::new(1));
    let (mut chance, mut cookie, mut all) = (SEED, None, Vec::new());
    let mut found = 0;
    for kill in 0..kills {
        let studio = Studio::start(&folder);
        let cookie = cookie.get_or_insert_with(|| studio.first_visit()).clone();
        let told = run_and_kill(studio, &cookie, &numbers, &mut chance);
        check_records(&folder);
        let again = Studio::start(&folder);
        found += told
            .iter()
            .filter(|own| is_there(again.port, &cookie, own))
            .count();
        all.extend(told);
        assert_eq!(found, all.len(), "after kill {kill}");
        again.kill();
    }
    let again = Studio::start(&folder);
    let at_last = all
        .iter()
        .filter(|own| is_there(again.port, cookie.as_deref().unwrap(), own))
        .count();
    again.kill();
    assert_eq!(at_last, all.len(), "at the end");
    assert!(!all.is_empty(), "killed before anything was written");
    (all.len(), found)
}

fn run_and_kill(
    studio: Studio,
    cookie: &str,
    numbers: &Arc<AtomicU64>,
    chance: &mut u64,
) -> Vec<Told> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let port = studio.port;
    let writers: Vec<_> = (0..PEOPLE)
        .map(|_| {
            let (told, numbers, cookie) = (told.clone(), numbers.clone(), cookie.to_owned());
            std::thread::spawn(move || write_until_gone(port, &cookie, &numbers, &told))
        })
        .collect();
    // A few milliseconds to half a second of work.
    std::thread::sleep(Duration::from_micros(2000 + next(chance) % 500_000));
    studio.kill();
    for writer in writers {
        writer.join().unwrap();
    }
    let told = told.lock().unwrap();
    told.clone()
}

/// SplitMix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The database is whole, the chain unbroken, and no photograph unreadable; files without a photograph may be left.
fn check_records(folder: &Path) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&StoreOptions::folder(folder)).await.unwrap();
        assert_eq!(store.health().await.unwrap().damage, Vec::<String>::new());
        for studio in store.studios().await.unwrap() {
            let verdict = store.verify_audit(studio.id, None).await.unwrap();
            assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
            for fault in store.check_objects(studio.id).await.unwrap() {
                assert!(matches!(fault, ObjectFault::Stray { .. }), "{fault:?}");
            }
        }
        store.close().await.unwrap();
    });
}

/// Whether what was answered is on its page.
fn is_there(port: u16, cookie: &str, told: &Told) -> bool {
    let page = |path: &str| ask(port, "GET", path, cookie, FORM, b"").unwrap();
    let shows = |path: &str, words: &str| {
        let answer = page(path);
        answer.status == 200 && String::from_utf8_lossy(&answer.body).contains(words)
    };
    match told {
        Told::Client { path, name } => shows(path, name),
        Told::Notes { path, notes } => shows(path, notes),
        Told::Photograph { client } => {
            let record = page(client);
            let text = String::from_utf8_lossy(&record.body);
            let photograph = text.split("href=\"/photographs/").nth(1);
            let id = photograph.and_then(|own| own.split('"').next());
            let id = id.unwrap_or_else(|| panic!("no photograph on {client}"));
            let original = page(&format!("/photographs/{id}/original"));
            decode(&original.body).is_ok_and(|own| own.size().width == 64)
        }
    }
}
