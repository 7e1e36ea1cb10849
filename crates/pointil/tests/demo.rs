//! `pointil demo`: starts, signs in once, shows a table with what was drawn, and leaves nothing behind.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod program;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use program::{command, folder};
use serde_json::Value;

/// A demonstration, and a browser that was let in.
struct Demo {
    process: Child,
    host: String,
    cookie: String,
    to: String,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn ask(host: &str, path: &str, cookie: &str) -> (String, String) {
    let mut stream = TcpStream::connect(host).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(240)))
        .unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nhost: {host}\r\ncookie: {cookie}\r\n\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

fn header(head: &str, name: &str) -> String {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_default().to_owned()
}

impl Demo {
    fn start(more: &[&str]) -> Self {
        let mut command = command();
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("POINTIL_")) {
            command.env_remove(name);
        }
        let mut process = command
            .args(["demo", "--json", "--no-open", "--listen", "127.0.0.1:0"])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let address = said["summary"]["address"].as_str().unwrap();
        let (host, path) = address
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap();
        let path = format!("/{path}");
        let (head, _) = ask(host, &path, "");
        let cookie = header(&head, "set-cookie");
        let demo = Self {
            process,
            host: host.to_owned(),
            cookie: cookie.split(';').next().unwrap().to_owned(),
            to: header(&head, "location"),
        };
        assert!(demo.cookie.starts_with("pointil="), "{head}");
        // The address lets in once.
        let (again, _) = ask(host, &path, "");
        assert!(
            again.starts_with("HTTP/1.0 409") || again.starts_with("HTTP/1.1 409"),
            "{again}"
        );
        demo
    }

    fn page(&self, path: &str) -> String {
        let (head, body) = ask(&self.host, path, &self.cookie);
        assert!(head.contains(" 200 "), "{path}: {head}");
        body
    }
}

#[test]
fn it_opens_signed_in_on_the_table_and_says_that_nobody_is_real() {
    let demo = Demo::start(&[]);
    assert!(demo.to.starts_with("/designs/"));
    let table = demo.page(&demo.to);
    for words in ["Tom Hargreaves", "nobody here is real", "Appointments"] {
        assert!(table.contains(words), "{words}");
    }
    let state: Value = serde_json::from_str(&demo.page(&format!("{}/state", demo.to))).unwrap();
    assert_eq!(
        (&state["revision"], &state["undo_steps"]),
        (&3.into(), &2.into())
    );
    let clients = demo.page("/clients");
    assert_eq!(clients.matches("class=\"row\"").count(), 12, "{clients}");
    // Every client's record and every design opens.
    let paths: Vec<&str> = clients
        .split("href=\"/clients/")
        .skip(1)
        .map(|own| own.split('"').next().unwrap())
        .collect();
    let records = paths
        .iter()
        .filter(|own| own.len() == 36)
        .map(|own| demo.page(&format!("/clients/{own}")));
    let mut designs = 0;
    for record in records {
        for design in record
            .split("href=\"/designs/")
            .skip(1)
            .map(|own| own.split('"').next().unwrap())
            .filter(|own| own.len() == 36)
        {
            designs += 1;
            let facts = demo.page(&format!("/designs/{design}/facts"));
            assert!(facts.contains("In the chair"), "{facts}");
        }
    }
    assert_eq!(designs, 5);
}

#[test]
fn a_demonstration_can_be_kept_and_a_real_studio_is_left_alone() {
    let place = folder("demo-kept");
    let path = place.join("studio");
    let name = path.to_str().unwrap();
    drop(Demo::start(&["--folder", name]));
    let again = Demo::start(&["--folder", name]);
    assert_eq!(again.to, "/");
    assert!(again.page("/clients").contains("Hargreaves"));
    drop(again);
    fs::remove_file(path.join("demonstration")).unwrap();
    let refused = program::refused(3, &["demo", "--no-open", "--folder", name]);
    assert!(refused.contains("a real studio is there"), "{refused}");
}

#[test]
fn the_photographs_are_as_pointil_draws_them() {
    let out = folder("demo-drawn");
    // One head: drawing all of them takes a minute.
    let run = command()
        .args(["demo", "--only", "daniel", "--draw"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo");
    assert_eq!(fs::read_dir(&kept).unwrap().count(), 18);
    let drawn: Vec<_> = fs::read_dir(&out)
        .unwrap()
        .map(|own| own.unwrap())
        .collect();
    assert_eq!(drawn.len(), 4);
    for own in drawn {
        let name = own.file_name();
        assert!(
            fs::read(own.path()).unwrap() == fs::read(kept.join(&name)).unwrap(),
            "{name:?} is drawn otherwise now: `pointil demo --draw crates/pointil/assets/demo`"
        );
    }
}
