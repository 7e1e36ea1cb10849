//! The program itself is killed (SIGKILL) at chance moments while appointments are booked through its pages and their messages go to a mail server of the
//! test's own: none may be lost, none may arrive twice, and only one that was being handed over may be uncertain.
//!
//! `POINTIL_KILLS=100 cargo test -p pointil --test post -- --nocapture` for the full number; a few by default.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod program;
#[path = "../../pointil-web/tests/studio/sink.rs"]
mod sink;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use pointil_storage::{Message, MessageId, MessageState, Store, StoreOptions};

use sink::Sink;

const KILLS: u64 = 5;
const SEED: u64 = 20_261_122;
/// The message that an agreed appointment causes at once; its reminders wait for their day.
const AT_ONCE: &str = "appointment_confirmed";

/// The program at work.
struct Studio {
    process: Child,
    port: u16,
}

impl Studio {
    fn start(config: &Path) -> Self {
        let mut program = program::command();
        // What tests are told by such variables is no setting of the program.
        for (name, _) in std::env::vars().filter(|own| own.0.starts_with("POINTIL_")) {
            program.env_remove(name);
        }
        let mut process = program
            .args(["serve", "--config"])
            .arg(config)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("http://127.0.0.1:") {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "it did not start");
        }
        let (_, port) = line.trim().rsplit_once(':').unwrap();
        let port: String = port.chars().take_while(char::is_ascii_digit).collect();
        // Whatever else it says is read, so that it never waits for us.
        std::thread::spawn(move || out.lines().map_while(Result::ok).count());
        Self {
            process,
            port: port.parse().unwrap(),
        }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// What an answer begins with, and its body; an error when the studio is killed meanwhile.
fn ask(
    port: u16,
    cookie: &str,
    path: &str,
    form: Option<&str>,
) -> std::io::Result<(String, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let method = if form.is_some() { "POST" } else { "GET" };
    let body = form.unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.0\r\nhost: 127.0.0.1:{port}\r\nsec-fetch-site: same-origin\r\ncookie: {cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let cut = || std::io::Error::other("the answer was cut off");
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut)?;
    Ok((head.to_owned(), body.to_owned()))
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let mut values = head.lines().filter_map(|line| line.split_once(": "));
    let found = values.find(|(own, _)| own.eq_ignore_ascii_case(name));
    found.map_or("", |(_, value)| value)
}

/// The owner's cookie, the person and the room that appointments are booked with.
#[derive(Clone)]
struct Known {
    cookie: String,
    practitioner: String,
    place: String,
}

/// Opens the studio with one place.
fn open(port: u16) -> Known {
    let visit = "studio_name=Still+Point&time_zone=Europe%2FPrague&currency=EUR&name=Olga&email=olga%40example.com&password=quiet+mornings+and+coffee";
    let (head, body) = ask(port, "", "/first-visit", Some(visit)).unwrap();
    assert!(head.contains(" 303 "), "{body}");
    let cookie = header(&head, "set-cookie").split(';').next().unwrap();
    let place = "name=Old+Town&address=1+High+Street&jurisdiction=GB-ENG&zone=Europe%2FPrague&rooms=Blue+room";
    let (head, body) = ask(port, cookie, "/studio/places", Some(place)).unwrap();
    assert!(head.contains(" 303 "), "{body}");
    let client = entered(port, cookie, 0).unwrap();
    let path = format!("/appointments/new?client={client}");
    let (_, form) = ask(port, cookie, &path, None).unwrap();
    let chosen = |name: &str| {
        let (_, rest) = form.split_once(&format!("id=\"f-{name}\"")).unwrap();
        let (_, rest) = rest.split_once("option value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    Known {
        practitioner: chosen("practitioner"),
        place: chosen("where"),
        cookie: cookie.to_owned(),
    }
}

/// Enters a client with an address of their own.
fn entered(port: u16, cookie: &str, number: u32) -> std::io::Result<String> {
    let form = format!(
        "given_name=Client{number}&family_name=Test&email=client{number}%40example.org&confirmed=yes"
    );
    let (head, body) = ask(port, cookie, "/clients", Some(&form))?;
    assert!(head.contains(" 303 "), "{body}");
    let path = header(&head, "location").split('?').next().unwrap();
    Ok(path.rsplit('/').next().unwrap().to_owned())
}

/// The weekday and hour of the appointment of a number: seven a day, from some days ahead.
fn slot(first: Date, number: u32) -> (Date, u32) {
    let (day, hour) = (i64::from(number / 7), number % 7);
    let days = day / 5 * 7 + day % 5;
    (first.checked_add(days.days()).unwrap(), 9 + hour)
}

/// The first Monday that is a week ahead.
fn first_monday() -> Date {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let ahead = today.checked_add(6.days()).unwrap();
    ahead.nth_weekday(1, Weekday::Monday).unwrap()
}

/// Books appointments until the studio is gone; answers with the numbers of those that were answered.
fn book_until_gone(port: u16, known: &Known, first: Date, numbers: &AtomicU32) -> Vec<u32> {
    let mut told = Vec::new();
    let mut gone = || -> std::io::Result<()> {
        loop {
            let number = numbers.fetch_add(1, Ordering::Relaxed);
            let client = entered(port, &known.cookie, number)?;
            let (day, hour) = slot(first, number);
            let place = known.place.replace('|', "%7C");
            let form = format!(
                "client={client}&purpose=consultation&practitioner={}&where={place}&minutes=45&day={day}&time={hour:02}%3A00",
                known.practitioner
            );
            let (head, body) = ask(port, &known.cookie, "/appointments", Some(&form))?;
            assert!(head.contains(" 303 "), "{body}");
            told.push(number);
        }
    };
    // It ends by an error: the studio was killed.
    let _ = gone();
    told
}

/// Every message that is due at once, read while the studio is down.
fn messages(folder: &Path) -> Vec<Message> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&StoreOptions::folder(folder)).await.unwrap();
        let studio = store.studios().await.unwrap()[0].id;
        let mut all = Vec::new();
        for &state in MessageState::ALL {
            let mut before = None;
            loop {
                let page = store
                    .messages_in(studio, state, before, 1000)
                    .await
                    .unwrap();
                all.extend(page.messages);
                before = page.before;
                if before.is_none() {
                    break;
                }
            }
        }
        store.close().await.unwrap();
        all.retain(|own| own.template == AT_ONCE);
        all
    })
}

fn settings(folder: &Path, sink: &Sink) -> PathBuf {
    let path = folder.join("settings.toml");
    let text = format!(
        "folder = \"{}\"\nlisten = \"127.0.0.1:0\"\npublic_address = \"http://studio.test\"\nmail_host = \"127.0.0.1\"\nmail_port = {}\nmail_tls = \"none\"\nmail_from = \"Still Point <post@studio.test>\"\nlog = \"error\"\n",
        folder.join("studio").display(),
        sink.port
    );
    std::fs::write(&path, text).unwrap();
    path
}

/// Lets the studio send what is left, until nothing has come for a while.
fn drain(config: &Path, sink: &Sink) {
    sink.dawdle(Duration::ZERO);
    let studio = Studio::start(config);
    let (mut seen, mut since) = (sink.mails().len(), Instant::now());
    while since.elapsed() < Duration::from_secs(4) {
        std::thread::sleep(Duration::from_millis(100));
        let now = sink.mails().len();
        if now != seen {
            (seen, since) = (now, Instant::now());
        }
    }
    studio.kill();
}

#[test]
fn no_message_is_lost_and_none_sent_twice_however_often_the_program_is_killed() {
    let kills = std::env::var("POINTIL_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let folder = program::Folder::new("post");
    let sink = Sink::open();
    let config = settings(folder.path(), &sink);
    let studio_folder = folder.path().join("studio");
    let studio = Studio::start(&config);
    let known = open(studio.port);
    studio.kill();
    let (first, numbers) = (first_monday(), Arc::new(AtomicU32::new(1)));
    let (mut chance, mut told, mut in_hand_over) = (SEED, Vec::new(), BTreeSet::new());
    for _ in 0..kills {
        sink.dawdle(Duration::from_micros(next(&mut chance) % 20_000));
        let studio = Studio::start(&config);
        let port = studio.port;
        let (own, count) = (known.clone(), numbers.clone());
        let writer = std::thread::spawn(move || book_until_gone(port, &own, first, &count));
        std::thread::sleep(Duration::from_micros(next(&mut chance) % 900_000));
        studio.kill();
        told.extend(writer.join().unwrap());
        let now = messages(&studio_folder).into_iter();
        let now = now.filter(|own| own.state == MessageState::HandingOver);
        in_hand_over.extend(now.map(|own| own.id));
    }
    drain(&config, &sink);
    let all = messages(&studio_folder);
    for number in &told {
        let address = format!("client{number}@example.org");
        let found = all.iter().filter(|own| own.recipient == address).count();
        assert_eq!(found, 1, "of the appointment of {address}");
    }
    assert!(!told.is_empty());
    let found = judged(&all, &sink, &in_hand_over);
    println!(
        "{kills} kills: {} appointments answered, {found}",
        told.len()
    );
}

/// Every message has arrived once or is uncertain, and uncertain only if a kill fell into its hand-over; in words.
fn judged(all: &[Message], sink: &Sink, in_hand_over: &BTreeSet<MessageId>) -> String {
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    for mail in sink.mails() {
        *arrived.entry(mail.header("Message-ID")).or_default() += 1;
    }
    assert!(arrived.values().all(|times| *times == 1), "sent twice");
    let has = |own: &Message| arrived.contains_key(&own.message_id("studio.test"));
    let of = |state| all.iter().filter(move |own| own.state == state);
    let uncertain: BTreeSet<_> = of(MessageState::Uncertain).map(|own| own.id).collect();
    assert_eq!(&uncertain, in_hand_over);
    let sent = of(MessageState::Sent).count();
    assert_eq!(sent + uncertain.len(), all.len(), "something still waits");
    assert!(of(MessageState::Sent).all(has), "lost");
    let unsure = of(MessageState::Uncertain).filter(|own| has(own)).count();
    assert_eq!(arrived.len(), sent + unsure);
    assert!(sent > 0);
    format!(
        "{} messages queued, {sent} sent, {} uncertain ({unsure} of them had arrived), 0 sent twice, 0 lost",
        all.len(),
        uncertain.len()
    )
}

/// SplitMix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
