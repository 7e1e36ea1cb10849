//! A session by its pages: shut while a gate is red, open when all are green, recorded and closed.

use axum::http::{Method, StatusCode};
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::house::{Browser, House, OWNER, PASSWORD, wait};

/// A client, ready to be treated but for what a test leaves out.
pub struct Ready {
    pub client: String,
    design: String,
    pub session: String,
    pub pigment: String,
    pub needles: String,
}

async fn lot(owner: &mut Browser, kind: &str, number: &str) -> String {
    let fields = [
        ("kind", kind),
        ("product", "Graphite 5"),
        ("maker", "Ink & Co"),
        ("number", number),
        ("expiry", "2029-01-31"),
        (
            "unit",
            if kind == "needles" {
                "pieces"
            } else {
                "millilitres"
            },
        ),
        ("amount", "30"),
        ("reorder", "5"),
    ];
    let to = owner.post("/stock", &fields).await.to().to_owned();
    let path = to.split('?').next().unwrap().to_owned();
    owner.post(&format!("{path}/open"), &[]).await;
    path.rsplit('/').next().unwrap().to_owned()
}

/// The place, and the licences that its law asks for.
async fn licensed(owner: &mut Browser) -> String {
    let place = [
        ("name", "Old Town"),
        ("address", "1 High Street"),
        ("jurisdiction", "GB-ENG"),
        ("zone", "Europe/London"),
        ("rooms", "Blue room"),
    ];
    owner.post("/studio/places", &place).await.to();
    let form = owner.get("/studio/credentials").await.text();
    let (_, choices) = form.split_once("id=\"f-holder\"").unwrap();
    let (choices, _) = choices.split_once("</select>").unwrap();
    let holders: Vec<&str> = choices
        .split("value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    for holder in &holders {
        for kind in [
            "body-art licence or registration",
            "permit or registration of the premises",
            "insurance",
        ] {
            let fields = [
                ("holder", *holder),
                ("kind", kind),
                ("issuer", "The council"),
                ("valid_from", "2026-01-01"),
                ("valid_until", "2030-01-01"),
            ];
            owner.post("/studio/credentials", &fields).await;
        }
    }
    let page = owner.get("/studio/places").await;
    let close = page.value_after("class=\"sheet\"", "action");
    close.split('/').nth(3).unwrap().to_owned()
}

async fn consented(owner: &mut Browser, client: &str) {
    for kind in ["treatment", "clinical_photographs"] {
        let fields = [("kind", kind), ("how", "screen"), ("says", "yes")];
        owner
            .post(&format!("{client}/consents"), &fields)
            .await
            .to();
    }
}

/// Everything but the screening, which the test brings.
pub async fn ready(owner: &mut Browser) -> Ready {
    let place = licensed(owner).await;
    let design = crate::designs::begun(owner).await;
    crate::versions::kept(owner, &design, "As agreed").await;
    let page = owner.get(&design).await;
    let client = page.value_after("class=\"trail\"", "href");
    let record = owner.get(&format!("{client}/edit")).await;
    let born = [
        ("given_name", "Jan"),
        ("family_name", "Novák"),
        ("birth_date", "1980-01-01"),
        (
            "revision",
            &record.value_after("name=\"revision\"", "value"),
        ),
    ];
    owner.post(&format!("{client}/edit"), &born).await.to();
    let pigment = lot(owner, "pigment", "G5-1").await;
    let needles = lot(owner, "needles", "N-1").await;
    let tried = [("lot", pigment.as_str()), ("place", "behind the left ear")];
    owner
        .post(&format!("{client}/patch-tests"), &tried)
        .await
        .to();
    crate::agreements::in_force(owner, &design).await;
    consented(owner, &client).await;
    wait(SignedDuration::from_hours(72));
    let page = owner.get(&format!("{client}/patch-tests")).await;
    let clear = page.value_after("id=\"test-", "action");
    owner.post(&clear, &[]).await.to();
    let list = format!("{client}/sessions");
    let form = owner.get(&list).await;
    let agreement = form.value_after("id=\"f-agreement\"", "value");
    let plan = [
        ("agreement", agreement.as_str()),
        ("premises", &place),
        ("room", "Blue room"),
        ("day", "2027-01-18"),
        ("time", "10:00"),
    ];
    let session = owner.post(&list, &plan).await.to().to_owned();
    Ready {
        client,
        design,
        session,
        pigment,
        needles,
    }
}

/// Does a step with a key of its own; the page after it.
async fn step(owner: &mut Browser, session: &str, what: &str, fields: &[(&str, &str)]) -> String {
    let page = owner.get(session).await;
    let key = page.value_after("name=\"key\"", "value");
    let fields = [fields, &[("key", key.as_str())]].concat();
    let answer = owner.post(&format!("{session}/{what}"), &fields).await;
    match answer.status {
        StatusCode::SEE_OTHER => owner.get(session).await.text(),
        _ => answer.text(),
    }
}

/// The codes of the gates that a page shows as shut.
pub fn red(page: &str) -> Vec<String> {
    page.split("<li class=\"gate\">")
        .skip(1)
        .map(|gate| {
            let (_, rest) = gate.split_once(" · ").unwrap();
            rest.split(' ')
                .next()
                .unwrap()
                .split('<')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}

async fn prepared(owner: &mut Browser, ready: &Ready) -> String {
    let session = &ready.session;
    step(owner, session, "prepare", &[]).await;
    let page = owner.get(session).await.text();
    let mut items: Vec<(&str, &str)> = page
        .split("name=\"item\" value=\"")
        .skip(1)
        .map(|rest| ("item", rest.split('"').next().unwrap()))
        .collect();
    items.push(("witness", "yes"));
    step(owner, session, "hygiene", &items).await;
    step(owner, session, "skin", &[("skin", "whole")]).await;
    let lots = [
        ("lot", ready.pigment.as_str()),
        ("lot", ready.needles.as_str()),
    ];
    step(owner, session, "lots", &lots).await
}

/// A session that ended early, with what is in the skin.
pub async fn ended_early(owner: &mut Browser) -> Ready {
    let ready = ready(owner).await;
    prepared(owner, &ready).await;
    let asked = format!("{}/screening", ready.client);
    let screening = owner.post(&asked, &[]).await.to().to_owned();
    crate::screenings::handed_in(owner, &screening, &[]).await;
    photographed(owner, &ready).await;
    step(owner, &ready.session, "begin", &[]).await;
    worked(owner, &ready).await;
    ready
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_opens_when_every_gate_is_green_and_not_before() {
    let (house, mut owner) = House::open().await;
    let ready = ready(&mut owner).await;
    let page = prepared(&mut owner, &ready).await;
    // Nobody has asked about health: the first needle is refused, with the reason and the way on.
    assert!(
        red(&page).contains(&"screening.missing".to_owned()),
        "{:?}",
        red(&page)
    );
    let page = step(&mut owner, &ready.session, "begin", &[]).await;
    assert!(
        page.contains("Not done.") && page.contains("screening.missing"),
        "{page}"
    );
    // An owner cannot override what keeps people safe.
    let force = [(
        "override.screening.missing",
        "the client is in a hurry today",
    )];
    let page = step(&mut owner, &ready.session, "begin", &force).await;
    assert!(page.contains("override.force"), "{page}");
    let screening = owner
        .post(&format!("{}/screening", ready.client), &[])
        .await;
    let screening = screening.to().to_owned();
    crate::screenings::handed_in(&mut owner, &screening, &[]).await;
    photographed(&mut owner, &ready).await;
    let page = owner.get(&ready.session).await.text();
    assert_eq!(red(&page), Vec::<String>::new());
    let mut assistant = house.person(Role::Assistant).await;
    let begin = format!("{}/begin", ready.session);
    assert_eq!(
        assistant.post(&begin, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    let page = step(&mut owner, &ready.session, "begin", &[]).await;
    assert!(page.contains("Needles touch the skin"), "{page}");
    worked(&mut owner, &ready).await;
}

/// A photograph from before the first needle.
async fn photographed(owner: &mut Browser, ready: &Ready) {
    let picture = include_bytes!("../../../../examples/practice-head/front.jpg");
    let taken = [("pose", "front"), ("taken_on", "2027-01-18")];
    let path = format!("{}/photographs", ready.client);
    owner.upload(&path, picture, &taken).await;
    let page = owner.get(&ready.session).await;
    let photograph = page.value_after("id=\"f-photograph\"", "value");
    let fields = [("photograph", photograph.as_str()), ("before", "yes")];
    step(owner, &ready.session, "photograph", &fields).await;
}

/// Dots are set, a break is taken, and the session ends early with what is in the skin.
async fn worked(owner: &mut Browser, ready: &Ready) {
    let page = owner.get(&ready.session).await;
    let zone = page.value_after("id=\"f-zone\"", "value");
    let key = page.value_after("name=\"key\"", "value");
    let dots = [
        ("zone", zone.as_str()),
        ("layer", "1"),
        ("dots", "250"),
        ("minutes", "4"),
        ("pigment", &ready.pigment),
        ("needles", &ready.needles),
        ("key", &key),
    ];
    let progress = format!("{}/progress", ready.session);
    // A tablet that lost the answer sends again: it is done once.
    owner.post(&progress, &dots).await.to();
    owner.post(&progress, &dots).await.to();
    let page = owner.get(&ready.session).await.text();
    assert_eq!(page.matches("250 dots").count(), 1, "{page}");
    let page = step(owner, &ready.session, "pause", &[]).await;
    assert!(page.contains("A break"), "{page}");
    let page = step(owner, &ready.session, "close", &[]).await;
    assert!(
        page.contains("Not done.") && page.contains("session.incomplete"),
        "{page}"
    );
    let page = step(
        owner,
        &ready.session,
        "stop",
        &[("reason", "the client is unwell")],
    )
    .await;
    assert!(
        page.contains("Ended early") && page.contains("the client is unwell"),
        "{page}"
    );
    in_the_skin(owner, ready, &page).await;
}

/// The design knows what was set: as many dots of the zone, of the session, on that day. Written again, they are there once.
async fn in_the_skin(owner: &mut Browser, ready: &Ready, page: &str) {
    assert!(page.contains("What was set stands in the design"), "{page}");
    owner
        .post(&format!("{}/ledger", ready.session), &[])
        .await
        .to();
    let device = serde_json::json!({ "email": OWNER, "password": PASSWORD, "device": "Tablet" });
    let issued = owner.json(Method::POST, "/api/v1/sign-ins", device).await;
    owner.bearer = issued.json()["token"].as_str().map(str::to_owned);
    let kept = owner.get(&format!("/api/v1{}", ready.design)).await.json();
    let batches = kept["document"]["design"]["in_skin"].as_array().unwrap();
    let dots = |own: &serde_json::Value| own["places"].as_array().unwrap().len();
    assert_eq!(batches.iter().map(dots).sum::<usize>(), 250, "{batches:?}");
    assert!(
        batches
            .iter()
            .all(|own| own["session"] == 1 && own["on"] == "2027-01-18")
    );
}

/// The key of the step that ends a session, known so that it can be sent again.
const END: &str = "6f0c2d1e-6f6a-4c1f-9a53-0d4f0f6f9d11";

async fn stop(owner: &mut Browser, session: &str) {
    let fields = [("reason", "enough for today"), ("key", END)];
    owner.post(&format!("{session}/stop"), &fields).await.to();
}

/// The session of `ready`, from the questionnaire on health to its end.
pub async fn ended(owner: &mut Browser, ready: &Ready) {
    prepared(owner, ready).await;
    let screening = owner
        .post(&format!("{}/screening", ready.client), &[])
        .await;
    let screening = screening.to().to_owned();
    crate::screenings::handed_in(owner, &screening, &[]).await;
    photographed(owner, ready).await;
    run(owner, ready).await;
}

/// The first needle, some dots, and the end.
async fn run(owner: &mut Browser, ready: &Ready) {
    let page = step(owner, &ready.session, "begin", &[]).await;
    assert!(page.contains("Needles touch the skin"), "{:?}", red(&page));
    let page = owner.get(&ready.session).await;
    let zone = page.value_after("id=\"f-zone\"", "value");
    let dots = [
        ("zone", zone.as_str()),
        ("layer", "1"),
        ("dots", "250"),
        ("minutes", "4"),
        ("pigment", &ready.pigment),
        ("needles", &ready.needles),
    ];
    step(owner, &ready.session, "progress", &dots).await;
    stop(owner, &ready.session).await;
}

/// The step that ended the session, sent once more.
pub async fn stopped_again(owner: &mut Browser, ready: &Ready) {
    stop(owner, &ready.session).await;
}

/// The next session of the same agreement, planned for tomorrow.
pub async fn planned_again(owner: &mut Browser, ready: &Ready) -> String {
    let list = format!("{}/sessions", ready.client);
    let form = owner.get(&list).await;
    let agreement = form.value_after("id=\"f-agreement\"", "value");
    let place = form.value_after("id=\"f-premises\"", "value");
    let day = crate::house::now() + SignedDuration::from_hours(24);
    let day = day.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let plan = [
        ("agreement", agreement.as_str()),
        ("premises", &place),
        ("room", "Blue room"),
        ("day", &day),
        ("time", "10:00"),
    ];
    owner.post(&list, &plan).await.to().to_owned()
}

/// The next session of the same agreement, eleven days later, run to its end; none when every session is done.
pub async fn ended_again(owner: &mut Browser, ready: &Ready) -> Option<Ready> {
    wait(SignedDuration::from_hours(24 * 11));
    owner
        .sign_in(crate::house::OWNER, crate::house::PASSWORD)
        .await
        .to();
    let list = format!("{}/sessions", ready.client);
    let form = owner.get(&list).await;
    let agreement = form.value_after("id=\"f-agreement\"", "value");
    let place = form.value_after("id=\"f-premises\"", "value");
    let at = crate::house::now() + SignedDuration::from_mins(30);
    let at = at.to_zoned(jiff::tz::TimeZone::get("Europe/London").unwrap());
    let plan = [
        ("agreement", agreement.as_str()),
        ("premises", &place),
        ("room", "Blue room"),
        ("day", &at.date().to_string()),
        ("time", &at.strftime("%H:%M").to_string()),
    ];
    let answer = owner.post(&list, &plan).await;
    if answer.status != StatusCode::SEE_OTHER {
        assert!(
            answer.text().contains("every session of it is done"),
            "{}",
            answer.text()
        );
        return None;
    }
    let next = Ready {
        client: ready.client.clone(),
        design: ready.design.clone(),
        session: answer.to().to_owned(),
        pigment: ready.pigment.clone(),
        needles: ready.needles.clone(),
    };
    let screening = owner.get(&format!("{}/screening", ready.client)).await;
    let screening = screening.value_after("class=\"list\"", "href");
    owner.post(&format!("{screening}/still"), &[]).await.to();
    prepared(owner, &next).await;
    photographed(owner, &next).await;
    run(owner, &next).await;
    Some(next)
}
