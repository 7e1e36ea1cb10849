//! What every walk has: a studio that is served, its owner's browser, a client's telephone, and a mail server.

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use pointil_web::{Stop, ask_back, go_round};
use serde_json::json;

use super::super::Served;
use super::super::driver::{Driver, Page};
use crate::house::{Browser, House, OWNER, PASSWORD, now, set_clock};
use crate::sink::{Mail, Sink};

/// A studio with its owner at the desk and a client with a telephone.
pub struct Scene<'a> {
    served: &'a Served,
    sink: &'a Sink,
    pub desk: Page<'a>,
    pub phone: Page<'a>,
}

/// A studio whose messages go to a mail server of the test's own.
pub async fn posting(sink: &Sink) -> (House, Browser) {
    House::open_with(&crate::messages::settings(&sink.port.to_string(), "none")).await
}

impl<'a> Scene<'a> {
    /// The owner is signed in at the desk.
    pub fn new(driver: &'a Driver, served: &'a Served, sink: &'a Sink) -> Self {
        let phone = driver.open(&served.base);
        phone.size(390, 844);
        let scene = Self {
            served,
            sink,
            desk: driver.open(&served.base),
            phone,
        };
        scene.sign_in();
        scene
    }

    /// Signs the owner in, unless the desk still is: a device stays signed in for thirty days.
    pub fn sign_in(&self) {
        self.desk.go("/sign-in");
        if self.desk.path() != "/sign-in" {
            return;
        }
        self.desk
            .send("/sign-in", &[("email", OWNER), ("password", PASSWORD)]);
    }

    /// Does what goes by pages that other tests walk through in a browser.
    pub fn aside<T>(&self, act: impl AsyncFnOnce(&mut Browser) -> T) -> T {
        self.served.runtime.block_on(async {
            let mut owner = self.served.house.browser();
            owner.sign_in(OWNER, PASSWORD).await.to();
            let device = json!({ "email": OWNER, "password": PASSWORD, "device": "Tablet" });
            let issued = owner.json(Method::POST, "/api/v1/sign-ins", device).await;
            owner.bearer = issued.json()["token"].as_str().map(str::to_owned);
            act(&mut owner).await
        })
    }

    /// Lets days go by; what time alone does is done once on each.
    pub fn days(&self, days: i64) {
        for _ in 0..days {
            set_clock(now() + SignedDuration::from_hours(24));
            self.round();
        }
    }

    /// Lets time go by until an instant, day by day.
    pub fn until(&self, instant: &str) {
        self.until_in(instant, 1);
    }

    /// The same, a look every fourth week.
    pub fn until_in_weeks(&self, instant: &str) {
        self.until_in(instant, 28);
    }

    fn until_in(&self, instant: &str, days: i64) {
        let instant: Timestamp = instant.parse().unwrap();
        while now() < instant {
            let left = instant.duration_since(now());
            set_clock(now() + left.min(SignedDuration::from_hours(24 * days)));
            self.round();
        }
        let back = ask_back(&self.served.house.app);
        self.served.runtime.block_on(back);
    }

    /// What time alone does, and what is to be sent.
    pub fn round(&self) {
        let (_ask, stop) = Stop::new();
        let round = go_round(&self.served.house.app, &stop);
        self.served.runtime.block_on(round).unwrap();
    }

    /// Whether a mail with such a subject was sent.
    pub fn has_mail(&self, subject: &str) -> bool {
        let mails = self.sink.mails();
        mails
            .iter()
            .any(|own| own.header("Subject").contains(subject))
    }

    /// The last mail with such a subject, once there is one.
    pub fn mail(&self, subject: &str) -> Mail {
        self.round();
        let mails = self.sink.mails();
        let found = mails
            .iter()
            .rev()
            .find(|own| own.header("Subject").contains(subject));
        found.cloned().unwrap_or_else(|| {
            let all: Vec<_> = mails.iter().map(|own| own.header("Subject")).collect();
            panic!("no mail about {subject:?} among {all:?} at {}", now())
        })
    }

    /// The path that a mail's private link leads to.
    pub fn link(mail: &Mail) -> String {
        let text = mail.text();
        let (_, rest) = text
            .split_once("http://studio.test")
            .unwrap_or_else(|| panic!("no link in {text}"));
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest[..end].trim_end_matches('.').to_owned()
    }

    /// Opens on the telephone what a mail leads to.
    pub fn open_mail(&self, subject: &str) {
        let path = Self::link(&self.mail(subject));
        self.phone.go(&path);
        // What the link opens stands in a list; a mail's link opens one thing.
        self.phone.click("main a.row");
        self.phone
            .until_path("the record", |path| path.contains("/record/"));
        self.phone.settle();
    }

    /// Makes a private link on the record's page at the desk, and opens the record on the telephone.
    pub fn hand_over(&self, record: &str) {
        self.desk.go(record);
        self.desk.send("/links", &[("days", "14")]);
        let link = self.desk.text("[data-copied]");
        let (_, path) = link.split_once("http://studio.test").unwrap();
        let id = record.rsplit('/').next().unwrap();
        self.phone.go(&format!("{path}/record/{id}"));
        self.phone.settle();
    }

    /// Asks a client about health: the questionnaire is answered on the telephone, with other answers in place of some. Its path.
    pub fn asked_about_health(&self, client: &str, other: &[(&str, &str)]) -> String {
        self.desk.go(&format!("{client}/screening"));
        self.desk.send("/screening", &[]);
        let screening = self.desk.path();
        self.hand_over(&screening);
        let fields = crate::screenings::answers(other);
        let mut fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        fields.push(("do", "hand-in"));
        let here = self.phone.path();
        self.phone.send(&here, &fields);
        screening
    }

    /// A paper of a record as the studio loads it.
    pub fn paper(&self, record: &str, name: &str) {
        let id = record.rsplit('/').next().unwrap().to_owned();
        let path = format!("/records/{id}/{name}");
        let bytes = self.aside(async |owner| owner.get(&path).await.bytes);
        assert!(bytes.starts_with(b"%PDF"), "{path}");
    }

    /// Waits until a page says something.
    pub fn says(page: &Page<'_>, words: &str) {
        page.until(words, || page.text("main").contains(words).then_some(()));
    }
}
