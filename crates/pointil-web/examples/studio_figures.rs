//! Figures of the studio as a browser meets it: `cargo run --release -p pointil-web --example studio_figures`.
//!
//! Needs Chromium and chromedriver. Says how heavy pages are and when they can be used, how long after the pointer a dragged line's dots follow and
//! an edit's final pattern is there, and how long a search takes among 100,000 clients. The number of clients and of edits can be given as arguments.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement says what it found and stops when it cannot go on"
)]

#[path = "../tests/studio/browser/driver.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod driver;

use std::time::{Duration, Instant};

use driver::{Driver, Page};
use jiff::Timestamp;
use pointil_storage::{AccountFields, Act, Actor, ClientFields, NewAccount, Role, StudioFields};
use pointil_web::{App, Config, serve};
use serde_json::Value;
use tokio::net::TcpListener;

const CLIENTS: usize = 100_000;
const EDITS: usize = 30;
const SEARCHES: usize = 100;
const SYLLABLES: [&str; 16] = [
    "ber", "dal", "fer", "gan", "hol", "kov", "lin", "mar", "nov", "pet", "ros", "sen", "tor",
    "vel", "win", "zak",
];

fn main() {
    let number = |place: usize, usual: usize| {
        std::env::args()
            .nth(place)
            .map_or(usual, |text| text.parse().unwrap())
    };
    let (clients, edits) = (number(1, CLIENTS), number(2, EDITS));
    let Some(driver) = Driver::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (base, enter) = runtime.block_on(open(folder.path(), clients));
    let page = driver.open(&base);
    page.go(&enter);
    search(&page, &base);
    weigh(&driver, &base, &page, "list of clients", "/clients");
    let design = begin(&page);
    weigh(&driver, &base, &page, "design table", &design);
    page.go(&design);
    page.settle();
    drag(&page, edits);
}

/// A studio with so many clients, served; its address, and the path that lets a browser in.
async fn open(folder: &std::path::Path, clients: usize) -> (String, String) {
    let flags = [("folder", folder.join("studio").display().to_string())];
    let config = Config::load(&flags, [], None).unwrap();
    let app = App::open(config, Timestamp::now).await.unwrap();
    let owner = NewAccount {
        fields: AccountFields {
            name: "Olga".to_owned(),
            email: "olga@example.com".to_owned(),
            role: Role::Owner,
        },
        password_hash: "$none$".to_owned(),
    };
    let at = Timestamp::now();
    let fields = StudioFields::default();
    let made = app.store().create_studio(&fields, &owner, at);
    let (studio, owner) = made.await.unwrap();
    let act = Act {
        studio,
        actor: Actor::Program,
        at,
    };
    for first in (0..clients).step_by(5000) {
        let portion: Vec<ClientFields> = (first..clients.min(first + 5000)).map(client).collect();
        app.store().import_clients(&act, &portion).await.unwrap();
    }
    let enter = app.admit_once(owner, "/clients").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(app, listener, std::future::pending()));
    (base, enter)
}

/// The client of a number: 4,096 family names, a number and an address of their own.
fn client(number: usize) -> ClientFields {
    // A step that visits every family name before it repeats one.
    let mixed = number * 2_654_435_761 % 4096;
    let syllable = |place: u32| SYLLABLES[mixed / 16_usize.pow(place) % 16];
    let family = format!("{}{}{}", syllable(0), syllable(1), syllable(2));
    ClientFields {
        given_name: ["Anna", "Bruno", "Hana", "Ivan", "Rosa"][number % 5].to_owned(),
        email: Some(format!("{family}.{number}@example.com")),
        phone: Some(format!("+44 7700 {number:06}")),
        family_name: family,
        ..ClientFields::default()
    }
}

fn say(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!(
        "{what}: p50 {:.1} ms, p95 {:.1} ms ({} times)",
        at(0.5),
        at(0.95),
        times.len()
    );
}

/// Searches as the page does while somebody types, from the browser and back.
fn search(page: &Page<'_>, base: &str) {
    let words = |k: usize| {
        let family = client(k * 977).family_name;
        match k % 4 {
            0 => family[..2].to_owned(),
            1 => family,
            2 => format!("{} {}", client(k * 977).given_name, &family[..3]),
            _ => format!("{:06}", k * 977),
        }
    };
    let asked = "const begun = performance.now();
        return fetch(arguments[0]).then((own) => own.text()).then((text) => [performance.now() - begun, text.length])";
    let time = |k: usize| {
        let path = format!("{base}/clients/list?q={}", words(k).replace(' ', "+"));
        page.script(asked, &[Value::from(path)])[0]
            .as_f64()
            .unwrap()
    };
    time(0);
    say(
        "search among all clients, in the browser",
        (1..=SEARCHES).map(time).collect(),
    );
}

/// How many bytes a first visit of a page moves, compressed, and when it can be used.
fn weigh(driver: &Driver, base: &str, signed_in: &Page<'_>, name: &str, path: &str) {
    let cookies = signed_in.devtools("Network.getCookies", &serde_json::json!({ "urls": [base] }));
    let cookies: Vec<(String, String)> = cookies["cookies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| {
            (
                own["name"].as_str().unwrap().to_owned(),
                own["value"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let (mut usable, mut moved, mut files) = (Vec::new(), 0.0, 0.0);
    for _ in 0..10 {
        // Nothing is known from before.
        let page = driver.open(base);
        page.keep_cookies(&cookies);
        page.go(path);
        page.settle();
        let told = page.script(
            "const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
             const table = performance.getEntriesByName('pointil-ready')[0];
             const own = all[0];
             return [all.reduce((sum, one) => sum + one.encodedBodySize, 0), all.length, table ? table.startTime : own.domContentLoadedEventEnd]",
            &[],
        );
        moved = told[0].as_f64().unwrap();
        files = told[1].as_f64().unwrap();
        usable.push(told[2].as_f64().unwrap());
    }
    println!("{name}: {:.1} KiB in {files} files", moved / 1024.0);
    say(&format!("{name}: can be used after"), usable);
}

/// A design for the first client; answers with its path.
fn begin(page: &Page<'_>) -> String {
    page.go("/clients?q=000001");
    page.click("main a.row");
    page.until_path("the record", |path| path.starts_with("/clients/0"));
    page.click("main a[href^=\"/designs/new\"]");
    page.until_path("the beginning", |path| path == "/designs/new");
    page.click("main button.first");
    page.until_path("the table", |path| path.starts_with("/designs/0"))
}

/// Drags a point of the line up and down and lets go, again and again.
fn drag(page: &Page<'_>, edits: usize) {
    page.script(
        "document.querySelector('.stage').scrollIntoView({ block: 'start' })",
        &[],
    );
    let begun = Instant::now();
    for k in 0..edits {
        let middle = page.script(
            "const all = [...document.querySelectorAll('svg .handle:not([hidden]) .mark')];
             const box = all[Math.floor(all.length / 2)].getBoundingClientRect();
             return [box.x + box.width / 2, box.y + box.height / 2]",
            &[],
        );
        let at = |k: usize| middle[k].as_f64().unwrap();
        let way = if k % 2 == 0 { 3.0 } else { -3.0 };
        let places: Vec<(f64, f64)> = (0..6)
            .map(|step| (at(0), at(1) + way * f64::from(step)))
            .collect();
        page.drag(&places, Duration::from_millis(120));
        page.settle();
    }
    let measured = |name: &str| -> Vec<f64> {
        let all = page.script(
            "return performance.getEntriesByName(arguments[0]).map((own) => own.duration)",
            &[Value::from(name)],
        );
        all.as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_f64)
            .collect()
    };
    println!("{edits} edits in {:.0} s", begun.elapsed().as_secs_f64());
    say(
        "pointer to the first frame with the dots that follow",
        measured("pointil-frame"),
    );
    say(
        "letting go to the final pattern on the screen",
        measured("pointil-final"),
    );
}
