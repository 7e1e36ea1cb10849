//! A mail server of the tests' own: it takes what it is given, and refuses, waits or hangs up as it is told.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server does with one message.
#[derive(Clone, Copy, Debug)]
#[allow(
    dead_code,
    reason = "each test that takes this file in uses some of them"
)]
pub enum Do {
    /// Takes it.
    Take,
    /// Answers the address so.
    Address(&'static str),
    /// Answers the text so.
    Text(&'static str),
    /// Hangs up instead of asking for the text.
    CutAtData,
    /// Hangs up in the middle of the text.
    CutInText,
    /// Hangs up after the text, before its answer; the message is kept.
    CutAfterText,
}

/// A message that has arrived.
#[derive(Clone, Debug)]
#[allow(
    dead_code,
    reason = "each test that takes this file in uses some of it"
)]
pub struct Mail {
    pub to: String,
    /// Header lines and text as sent.
    pub raw: String,
}

impl Mail {
    /// A header's value as sent.
    pub fn header(&self, name: &str) -> String {
        let start = format!("{name}: ");
        let (head, _) = self.raw.split_once("\r\n\r\n").unwrap();
        let head = head.replace("\r\n ", " ");
        let mut lines = head.lines().filter_map(|line| line.strip_prefix(&start));
        lines.next().unwrap_or_default().to_owned()
    }

    /// The text, decoded.
    #[allow(
        dead_code,
        reason = "each test that takes this file in uses some of it"
    )]
    pub fn text(&self) -> String {
        let (_, body) = self.raw.split_once("\r\n\r\n").unwrap();
        if self.header("Content-Transfer-Encoding") != "quoted-printable" {
            return body.to_owned();
        }
        let mut bytes = Vec::new();
        let body = body.replace("=\r\n", "");
        let mut rest = body.bytes();
        while let Some(byte) = rest.next() {
            let mut digit = || char::from(rest.next().unwrap()).to_digit(16).unwrap();
            match byte {
                b'=' => bytes.push(u8::try_from(digit() * 16 + digit()).unwrap()),
                byte => bytes.push(byte),
            }
        }
        String::from_utf8(bytes).unwrap()
    }
}

#[derive(Default)]
struct Inside {
    mails: Vec<Mail>,
    orders: VecDeque<Do>,
    connections: usize,
    pause: Duration,
}

/// The server.
#[derive(Clone)]
pub struct Sink {
    pub port: u16,
    inside: Arc<Mutex<Inside>>,
}

#[allow(
    dead_code,
    reason = "each test that takes this file in uses some of it"
)]
impl Sink {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sink = Self {
            port: listener.local_addr().unwrap().port(),
            inside: Arc::default(),
        };
        let own = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let own = own.clone();
                own.inside.lock().unwrap().connections += 1;
                std::thread::spawn(move || own.serve(stream.unwrap()));
            }
        });
        sink
    }

    /// What to do with the next messages; whatever comes after them is taken.
    pub fn order(&self, orders: &[Do]) {
        self.inside.lock().unwrap().orders.extend(orders);
    }

    /// Waits so long before every answer.
    pub fn dawdle(&self, pause: Duration) {
        self.inside.lock().unwrap().pause = pause;
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.inside.lock().unwrap().mails.clone()
    }

    pub fn connections(&self) -> usize {
        self.inside.lock().unwrap().connections
    }

    /// Serves one connection until it ends, by either side.
    fn serve(&self, stream: TcpStream) -> Option<()> {
        let mut out = stream.try_clone().unwrap();
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let mut say = |words: &str| {
            std::thread::sleep(self.inside.lock().unwrap().pause);
            out.write_all(format!("{words}\r\n").as_bytes()).ok()
        };
        say("220 sink ESMTP")?;
        let (mut order, mut to) = (Do::Take, String::new());
        loop {
            let line = lines.next()?;
            let word = line.get(..4).unwrap_or(&line).to_ascii_uppercase();
            match word.as_str() {
                "EHLO" => say("250-sink\r\n250 8BITMIME")?,
                "MAIL" => {
                    order = self.next_order();
                    say("250 ok")?;
                }
                "RCPT" => {
                    to = line[8..].trim_matches(['<', '>', ':']).to_owned();
                    match order {
                        Do::Address(answer) => say(answer)?,
                        _ => say("250 ok")?,
                    }
                }
                "DATA" if matches!(order, Do::CutAtData) => return None,
                "DATA" => {
                    say("354 go on")?;
                    if matches!(order, Do::CutInText) {
                        lines.next()?;
                        return None;
                    }
                    // A text without its end has not arrived.
                    let mut text = Vec::new();
                    loop {
                        let line = lines.next()?;
                        if line == "." {
                            break;
                        }
                        text.push(line);
                    }
                    self.end(order, &to, &text, &mut say)?;
                }
                "QUIT" => return say("221 bye"),
                _ => say("250 ok")?,
            }
        }
    }

    fn next_order(&self) -> Do {
        let mut inside = self.inside.lock().unwrap();
        inside.orders.pop_front().unwrap_or(Do::Take)
    }

    /// The text is there: takes it or not, as ordered. A message counts as arrived before its sender knows.
    fn end(
        &self,
        order: Do,
        to: &str,
        text: &[String],
        say: &mut impl FnMut(&str) -> Option<()>,
    ) -> Option<()> {
        if let Do::Text(answer) = order {
            return say(answer);
        }
        let mail = Mail {
            to: to.to_owned(),
            raw: text.join("\r\n"),
        };
        self.inside.lock().unwrap().mails.push(mail);
        match order {
            Do::CutAfterText => None,
            _ => say("250 taken"),
        }
    }
}
