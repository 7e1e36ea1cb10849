//! A studio in which a session is planned for today, its copies, and what somebody does there.

use std::cell::Cell;
use std::path::Path;

use axum::http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::house::{Browser, House, OWNER, PASSWORD, now, set_clock, wait};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What is known of the studio.
#[derive(Clone)]
pub struct Known {
    pub client: String,
    pub design: String,
    pub place: String,
    pub agreement: String,
    pub screening: String,
    /// Tried on the client.
    pub pigment: String,
    /// Tried as well.
    pub other_pigment: String,
    /// Open, and never tried.
    pub new_pigment: String,
    /// Without a certificate, and tried.
    pub bare_pigment: String,
    pub needles: String,
    pub other_needles: String,
    /// To be used on the day it is opened.
    pub short_needles: String,
    /// In date until today.
    pub old_needles: String,
    pub anaesthetic: String,
    pub photograph: String,
}

/// The studio as it is kept to be copied.
pub struct Fixture {
    folder: TempDir,
    known: Known,
    session: String,
    cookies: Vec<(String, String)>,
    bearer: Option<String>,
    at: Timestamp,
    copies: Cell<u32>,
}

/// A copy of it, and a session in it.
pub struct World {
    _house: House,
    pub owner: Browser,
    pub known: Known,
    /// The path of the session that is planned.
    pub session: String,
    opened: bool,
    /// Begins by the API in place of the page.
    by_api: bool,
}

fn id_of(path: &str) -> String {
    let path = path.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

/// A lot, opened.
pub async fn lot(owner: &mut Browser, fields: &[(&str, &str)]) -> String {
    let usual = [
        ("kind", "pigment"),
        ("product", "Graphite 5"),
        ("maker", "Ink & Co"),
        ("number", "G5-1"),
        ("expiry", "2029-01-31"),
        ("unit", "pieces"),
        ("amount", "30"),
        ("reorder", "5"),
    ];
    let own = |name: &str| fields.iter().find(|own| own.0 == name);
    let mut all: Vec<(&str, &str)> = usual
        .iter()
        .map(|(name, value)| (*name, own(name).map_or(*value, |own| own.1)))
        .collect();
    all.extend(fields.iter().filter(|own| own.0 == "maker_open_days"));
    let to = owner.post("/stock", &all).await.to().to_owned();
    let path = to.split('?').next().unwrap().to_owned();
    owner.post(&format!("{path}/open"), &[]).await.to();
    id_of(&path)
}

pub async fn certified(owner: &mut Browser, lot: &str) {
    let fields = [
        ("kind", "reach"),
        ("reference", "SDS 7"),
        ("on", "2026-06-01"),
    ];
    owner
        .post(&format!("/stock/{lot}/certificates"), &fields)
        .await
        .to();
}

/// The place, in a part of the world whose law sets limits for inks.
async fn placed(owner: &mut Browser) -> String {
    let place = [
        ("name", "Old Town"),
        ("address", "1 High Street"),
        ("jurisdiction", "GB-NIR"),
        ("zone", "Europe/London"),
        ("rooms", "Blue room"),
    ];
    owner.post("/studio/places", &place).await.to();
    let page = owner.get("/studio/places").await;
    let close = page.value_after("class=\"sheet\"", "action");
    close.split('/').nth(3).unwrap().to_owned()
}

/// A credential for everybody and everything that can hold one.
pub async fn credential(owner: &mut Browser, kind: &str) {
    let form = owner.get("/studio/credentials").await.text();
    let (_, choices) = form.split_once("id=\"f-holder\"").unwrap();
    let (choices, _) = choices.split_once("</select>").unwrap();
    for rest in choices.split("value=\"").skip(1) {
        let fields = [
            ("holder", rest.split('"').next().unwrap()),
            ("kind", kind),
            ("issuer", "The council"),
            ("valid_from", "2026-01-01"),
            ("valid_until", "2030-01-01"),
        ];
        owner.post("/studio/credentials", &fields).await;
    }
}

impl Known {
    async fn lots(owner: &mut Browser) -> [String; 9] {
        let pigments = ["G5-1", "G5-2", "G5-3", "G5-4"];
        let mut all = Vec::new();
        for number in pigments {
            let lot = lot(owner, &[("number", number)]).await;
            if number != "G5-4" {
                certified(owner, &lot).await;
            }
            all.push(lot);
        }
        let needles = [
            ("N-1", "2029-01-31", None),
            ("N-2", "2029-01-31", None),
            ("N-3", "2029-01-31", Some(("maker_open_days", "0"))),
            ("N-4", "2027-01-18", None),
        ];
        for (number, expiry, days) in needles {
            let fields = [("kind", "needles"), ("number", number), ("expiry", expiry)];
            let fields: Vec<_> = fields.into_iter().chain(days).collect();
            all.push(lot(owner, &fields).await);
        }
        all.push(lot(owner, &[("kind", "anaesthetic"), ("number", "A-1")]).await);
        all.try_into().unwrap()
    }

    async fn made(owner: &mut Browser) -> Self {
        let place = placed(owner).await;
        for kind in [
            "body-art licence or registration",
            "permit or registration of the premises",
            "insurance",
        ] {
            credential(owner, kind).await;
        }
        let design = crate::designs::begun(owner).await;
        crate::versions::kept(owner, &design, "As agreed").await;
        let page = owner.get(&design).await;
        let client = page.value_after("class=\"trail\"", "href");
        let [
            pigment,
            other_pigment,
            new_pigment,
            bare_pigment,
            needles,
            other_needles,
            short_needles,
            old_needles,
            anaesthetic,
        ] = Self::lots(owner).await;
        let agreement = crate::agreements::in_force(owner, &design).await;
        Self {
            photograph: photographed(owner, &client).await,
            screening: String::new(),
            client,
            design,
            place,
            agreement,
            pigment,
            other_pigment,
            new_pigment,
            bare_pigment,
            needles,
            other_needles,
            short_needles,
            old_needles,
            anaesthetic,
        }
    }
}

pub async fn photographed(owner: &mut Browser, client: &str) -> String {
    let picture = include_bytes!("../../../../../examples/practice-head/front.jpg");
    let taken = [("pose", "front"), ("taken_on", "2027-01-15")];
    let path = format!("{client}/photographs");
    owner.upload(&path, picture, &taken).await;
    let request = format!("/api/v1{client}/photographs");
    let all = owner.get(&request).await.json();
    all.to_string()
        .split("\"id\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

impl Fixture {
    /// Three days before: everything is recorded, agreed and tried. On the day the tests are read.
    pub async fn made() -> Self {
        let (house, mut owner) = House::open().await;
        let device = json!({ "email": OWNER, "password": PASSWORD, "device": "Tablet" });
        let issued = owner.json(Method::POST, "/api/v1/sign-ins", device).await;
        owner.bearer = issued.json()["token"].as_str().map(str::to_owned);
        let known = Known::made(&mut owner).await;
        let mut world = World::of(house, owner, known, false);
        world.born("1980-01-01").await;
        world.consent("treatment").await;
        world.consent("clinical_photographs").await;
        let known = world.known.clone();
        let tried = [
            &known.pigment,
            &known.other_pigment,
            &known.bare_pigment,
            &known.anaesthetic,
        ];
        let tried: Vec<&str> = tried.into_iter().map(String::as_str).collect();
        world.tried(&tried).await;
        wait(DAY * 3);
        world.read().await;
        world.plan("10:00").await;
        let World {
            _house: house,
            owner,
            known,
            session,
            ..
        } = world;
        Self {
            cookies: owner.cookies,
            bearer: owner.bearer,
            at: now(),
            copies: Cell::new(0),
            folder: house.left().await,
            known,
            session,
        }
    }

    /// A copy at the same moment, with a session planned for today.
    pub async fn copied(&self) -> World {
        set_clock(self.at);
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        let house = House::of(folder, &[]).await;
        let mut owner = house.browser();
        owner.cookies.clone_from(&self.cookies);
        owner.bearer.clone_from(&self.bearer);
        // Every second session begins by the API.
        self.copies.set(self.copies.get() + 1);
        let by_api = self.copies.get().is_multiple_of(2);
        let mut world = World::of(house, owner, self.known.clone(), by_api);
        world.session.clone_from(&self.session);
        world
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

impl World {
    fn of(house: House, owner: Browser, known: Known, by_api: bool) -> Self {
        Self {
            _house: house,
            owner,
            known,
            session: String::new(),
            opened: false,
            by_api,
        }
    }

    /// The client's day of birth.
    pub async fn born(&mut self, day: &str) {
        let path = format!("{}/edit", self.known.client);
        let record = self.owner.get(&path).await;
        let revision = record.value_after("name=\"revision\"", "value");
        let fields = [
            ("given_name", "Jan"),
            ("family_name", "Novák"),
            ("birth_date", day),
            ("revision", revision.as_str()),
        ];
        self.owner.post(&path, &fields).await.to();
    }

    pub async fn consent(&mut self, kind: &str) {
        let fields = [("kind", kind), ("how", "screen"), ("says", "yes")];
        let path = format!("{}/consents", self.known.client);
        self.owner.post(&path, &fields).await.to();
    }

    /// Puts lots on the client's skin, each as a test of its own.
    pub async fn tried(&mut self, lots: &[&str]) {
        let path = format!("{}/patch-tests", self.known.client);
        for lot in lots {
            let fields = [("lot", *lot), ("place", "behind the left ear")];
            self.owner.post(&path, &fields).await.to();
        }
    }

    /// Reads every test that is on the skin, without a reaction.
    pub async fn read(&mut self) {
        let path = format!("{}/patch-tests", self.known.client);
        let page = self.owner.get(&path).await.text();
        for rest in page.split("action=\"").skip(1) {
            let action = rest.split('"').next().unwrap();
            if action.ends_with("/clear") {
                self.owner.post(action, &[]).await.to();
            }
        }
    }

    /// Plans the next session of the agreement in force for today.
    pub async fn plan(&mut self, time: &str) {
        let day = now().to_zoned(jiff::tz::TimeZone::get("Europe/London").unwrap());
        self.plan_on(&day.date().to_string(), time).await;
    }

    pub async fn plan_on(&mut self, day: &str, time: &str) {
        let list = format!("{}/sessions", self.known.client);
        let fields = [
            (
                "agreement",
                self.known.agreement.rsplit('/').next().unwrap(),
            ),
            ("premises", &self.known.place),
            ("room", "Blue room"),
            ("day", day),
            ("time", time),
        ];
        self.session = self.owner.post(&list, &fields).await.to().to_owned();
    }

    /// Plans another in place of the one that cannot begin.
    pub async fn plan_anew(&mut self) {
        let cancelled = json!({ "do": "cancel", "reason": "it is planned anew" });
        self.step(cancelled).await;
        self.plan("11:00").await;
    }

    /// Does a step by the API; the answer.
    pub async fn try_step(&mut self, step: Value) -> crate::house::Answer {
        let key = uuid::Uuid::now_v7().to_string();
        let path = format!("/api/v1{}/steps", self.session);
        let body = json!({ "key": key, "step": step });
        self.owner.json(Method::POST, &path, body).await
    }

    /// Does a step by the API.
    pub async fn step(&mut self, step: Value) {
        let answer = self.try_step(step).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }

    pub async fn observe(&mut self, observation: Value) {
        self.step(json!({ "do": "observe", "observation": observation }))
            .await;
    }

    pub async fn take(&mut self, lots: &[&str]) {
        self.step(json!({ "do": "lots", "lots": lots })).await;
    }

    pub async fn put_away(&mut self, lot: &str) {
        self.observe(json!({ "is": "lot_put_away", "lot": lot }))
            .await;
    }

    /// The questionnaire, answered by what meets no rule but for `other`.
    pub async fn screened(&mut self, other: &[(&str, &str)]) {
        let path = format!("{}/screening", self.known.client);
        let screening = self.owner.post(&path, &[]).await.to().to_owned();
        crate::screenings::handed_in(&mut self.owner, &screening, other).await;
        self.known.screening = screening.split('?').next().unwrap().to_owned();
    }

    pub async fn hygiene(&mut self) {
        let page = self.owner.get(&self.session).await.text();
        let items: Vec<&str> = page
            .split("name=\"item\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        self.step(json!({ "do": "hygiene", "items": items, "witnessed": true }))
            .await;
    }

    pub async fn skin(&mut self) {
        self.observe(json!({ "is": "skin", "is_whole": true }))
            .await;
    }

    pub async fn before(&mut self) {
        let photograph = self.known.photograph.clone();
        self.observe(json!({ "is": "photograph", "id": photograph, "is_before": true }))
            .await;
    }

    pub async fn prepare(&mut self) {
        self.step(json!({ "do": "prepare" })).await;
    }

    /// What is done on the day, but for some of it.
    pub async fn ready_but(&mut self, without: &[&str]) {
        let does = |what: &str| !without.contains(&what);
        self.prepare().await;
        if does("screening") {
            self.screened(&[]).await;
        }
        if does("hygiene") {
            self.hygiene().await;
        }
        if does("skin") {
            self.skin().await;
        }
        if does("photograph") {
            self.before().await;
        }
        let (pigment, needles) = (self.known.pigment.clone(), self.known.needles.clone());
        let mut lots = vec![pigment.as_str(), needles.as_str()];
        lots.retain(|lot| {
            does("lots")
                && (does("needles") || *lot != needles)
                && (does("pigment") || *lot != pigment)
        });
        if !lots.is_empty() {
            self.take(&lots).await;
        }
    }

    /// What is done on the day.
    pub async fn ready(&mut self) {
        self.ready_but(&[]).await;
    }

    /// The same for a session that is planned anew, after time has passed: other lots, tried again.
    pub async fn renewed(&mut self) {
        let cancelled = json!({ "do": "cancel", "reason": "it is planned anew" });
        self.try_step(cancelled).await;
        let owner = &mut self.owner;
        self.known.pigment = lot(owner, &[("number", "G5-9")]).await;
        certified(owner, &self.known.pigment.clone()).await;
        self.known.needles = lot(owner, &[("kind", "needles"), ("number", "N-9")]).await;
        let pigment = self.known.pigment.clone();
        self.tried(&[&pigment]).await;
        wait(DAY * 3);
        self.sign_in().await;
        self.read().await;
        self.plan("12:00").await;
        self.ready().await;
    }

    /// Signs in anew, as one does after some days.
    pub async fn sign_in(&mut self) {
        self.owner.sign_in(OWNER, PASSWORD).await.to();
        let device = json!({ "email": OWNER, "password": PASSWORD, "device": "Tablet" });
        let issued = self.owner.json(Method::POST, "/api/v1/sign-ins", device);
        self.owner.bearer = issued.await.json()["token"].as_str().map(str::to_owned);
    }

    /// The codes that the API says are red.
    async fn red_by_api(&mut self) -> Vec<String> {
        let path = format!("/api/v1{}/gates", self.session);
        let report = self.owner.get(&path).await.json();
        let red = report["gates"].as_array().unwrap().iter();
        let red = red.filter(|gate| gate["light"] == "red");
        let red: Vec<String> = red
            .map(|gate| gate["code"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(report["is_open"], red.is_empty());
        red
    }

    async fn begin_by_page(&mut self) -> crate::house::Answer {
        let page = self.owner.get(&self.session).await;
        let key = page.value_after("name=\"key\"", "value");
        let path = format!("{}/begin", self.session);
        self.owner.post(&path, &[("key", &key)]).await
    }

    /// The page and the API show the gate as shut, say why and what to do, and neither lets the session begin.
    pub async fn refused(&mut self, code: &str) {
        let red = self.red_by_api().await;
        assert!(
            red.iter().any(|own| own == code),
            "{code} is not in {red:?}"
        );
        let page = self.owner.get(&self.session).await.text();
        let shut = page.split("<li class=\"gate\">").skip(1);
        let shut: Vec<_> = shut
            .filter(|gate| gate.contains(&format!("· {code} ")))
            .collect();
        assert_eq!(shut.len(), 1, "{code}: {page}");
        let said = self.begin_by_page().await.text();
        assert!(said.contains("Not done.") && said.contains(code), "{said}");
        let said = self.try_step(json!({ "do": "begin" })).await;
        assert_eq!(said.status, StatusCode::CONFLICT, "{}", said.text());
        let said = said.json();
        assert!(
            red.contains(&said["code"].as_str().unwrap().to_owned()),
            "{said}"
        );
        assert!(said["detail"].as_str().unwrap().contains(code), "{said}");
        assert_eq!(self.state().await, "preparing");
    }

    async fn state(&mut self) -> String {
        let path = format!("/api/v1/records/{}", id_of(&self.session));
        let record = self.owner.get(&path).await.json();
        record["state"].as_str().unwrap().to_owned()
    }

    /// No gate is shut any more, and the session begins.
    pub async fn opens(&mut self) {
        assert_eq!(self.red_by_api().await, Vec::<String>::new());
        let page = self.owner.get(&self.session).await.text();
        assert!(page.contains("Every gate is green"), "{page}");
        if self.by_api {
            self.step(json!({ "do": "begin" })).await;
        } else {
            self.begin_by_page().await.to();
        }
        assert_eq!(self.state().await, "running");
        self.opened = true;
    }

    /// Every case ends with a session that has begun.
    pub fn was_opened(&self) {
        assert!(self.opened, "the case did not show that the gate opens");
    }
}
