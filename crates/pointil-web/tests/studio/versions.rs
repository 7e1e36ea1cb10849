//! Versions of a design: kept, compared, gone back to, presented, approved in the studio, printed, priced, asked for by programs.

#![allow(
    clippy::too_many_lines,
    reason = "each test is one story from beginning to end"
)]

use axum::http::{Method, StatusCode};
use jiff::SignedDuration;
use pointil_storage::Role;
use serde_json::{Value, json};

use crate::designs::begun;
use crate::house::{Browser, House, wait};

/// Keeps what is on the table; answers with the version's path.
pub async fn kept(browser: &mut Browser, design: &str, name: &str) -> String {
    // Lists are in the order of time.
    wait(SignedDuration::from_secs(1));
    let revision = browser.get(&format!("{design}/state")).await.json()["revision"].to_string();
    let form = [
        ("name", name),
        ("note", "for the client"),
        ("revision", &revision),
    ];
    let answer = browser.post(&format!("{design}/versions"), &form).await;
    assert_eq!(
        answer.to(),
        format!("{design}/versions?done=version-kept"),
        "{}",
        answer.text()
    );
    let list = browser.get(&format!("{design}/versions")).await;
    let row = list.value_after("<ul class=\"list\">", "href");
    assert!(
        list.text().contains(name) && row.starts_with(design),
        "{row}"
    );
    row
}

/// Sets a zone's density.
pub async fn crown(browser: &mut Browser, design: &str, dots: f64) {
    let state = browser.get(&format!("{design}/state")).await.json();
    let edit = json!({ "edit": "zone_density", "zone": "crown", "dots_per_cm2": dots });
    let asked = json!({ "revision": state["revision"], "edits": [edit] });
    let answer = browser
        .json(Method::POST, &format!("{design}/edits"), asked)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}

async fn state(browser: &mut Browser, design: &str) -> Value {
    browser.get(&format!("{design}/state")).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_kept_compared_and_gone_back_to() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let empty = owner.get(&format!("{design}/versions")).await.text();
    assert!(
        empty.contains("No version yet"),
        "an empty state that teaches"
    );
    let first = kept(&mut owner, &design, "Natural").await;
    let before = state(&mut owner, &design).await;
    crown(&mut owner, &design, 120.0).await;
    let late = [("name", "Late"), ("revision", "1")];
    let late = owner.post(&format!("{design}/versions"), &late).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text().contains("was changed since") && late.text().contains("value=\"Late\""));
    let second = kept(&mut owner, &design, "Denser crown").await;
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let pair = format!("{design}/compare?from={}&to={}", id(&first), id(&second));
    let page = owner.get(&pair).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    assert!(text.contains("dots per cm² become 120."), "{text}");
    assert!(text.contains("class=\"differs\"") && text.contains("Hours in the chair"));
    let same = format!("{design}/compare?from={}&to=now", id(&second));
    assert!(
        owner
            .get(&same)
            .await
            .text()
            .contains("both are the same design")
    );
    let page = owner.get(&first).await.text();
    assert!(
        page.contains("Go back to this version") && page.contains("not shown yet"),
        "{page}"
    );
    let revision = state(&mut owner, &design).await["revision"].to_string();
    let back = owner
        .post(&format!("{first}/go-back"), &[("revision", &revision)])
        .await;
    assert_eq!(back.to(), format!("{design}?done=went-back"));
    let after = state(&mut owner, &design).await;
    assert_eq!(
        (&after["hash"], &after["step"]),
        (&before["hash"], &json!("went back to version Natural"))
    );
    let undo = [
        ("change", "undo"),
        ("revision", &after["revision"].to_string()),
    ];
    owner.post(&format!("{design}/change"), &undo).await;
    assert_eq!(
        state(&mut owner, &design).await["zones"]["crown"],
        120.0,
        "going back can be undone"
    );
    let again = state(&mut owner, &design).await["revision"].to_string();
    let none = owner
        .post(&format!("{second}/go-back"), &[("revision", &again)])
        .await;
    assert!(none.status == StatusCode::CONFLICT && none.text().contains("shows this version"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_approved_in_the_studio_was_shown_and_is_this_version() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let version = kept(&mut owner, &design, "Natural").await;
    let hash = state(&mut owner, &design).await["hash"]
        .as_str()
        .unwrap()
        .to_owned();
    let approve = format!("{version}/approval");
    let right = [
        ("signed_name", "Jan Novák"),
        ("agree", "yes"),
        ("hash", hash.as_str()),
    ];
    let early = owner.post(&approve, &right).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(
        early.text().contains("was not presented to the client yet"),
        "{}",
        early.text()
    );
    assert_eq!(
        owner.post(&format!("{version}/presented"), &[]).await.to(),
        format!("{version}?done=presented")
    );
    let unticked = owner.post(&approve, &right[..1]).await.text();
    assert!(
        unticked.contains("Not ticked") && unticked.contains("value=\"Jan Novák\""),
        "{unticked}"
    );
    let nameless = owner
        .post(&approve, &[("agree", "yes"), ("hash", &hash)])
        .await;
    assert!(nameless.text().contains("f-signed_name-error"));
    let other = "ab".repeat(32);
    let wrong = [right[0], right[1], ("hash", other.as_str())];
    assert!(
        owner
            .post(&approve, &wrong)
            .await
            .text()
            .contains("is not this version")
    );
    assert_eq!(
        owner.post(&approve, &right).await.to(),
        format!("{version}?done=approved")
    );
    let page = owner.get(&version).await.text();
    assert!(
        page.contains("Approved by <strong>Jan Novák</strong>"),
        "{page}"
    );
    assert!(page.contains("in the studio, seen by Olga Ondrová"));
    let twice = owner.post(&approve, &right).await;
    assert!(twice.text().contains("approved already"));
    assert!(
        owner
            .get(&design)
            .await
            .text()
            .contains("approved by the client"),
        "a badge on the table"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_seen_from_all_sides() {
    let (house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let version = kept(&mut owner, &design, "Natural").await;
    let picture = owner
        .get(&format!("{version}/pictures/top/healed.png"))
        .await;
    assert_eq!(
        (picture.status, picture.header("content-type")),
        (StatusCode::OK, "image/png")
    );
    assert!(picture.bytes.len() > 50_000 && picture.bytes.starts_with(b"\x89PNG"));
    let front = owner
        .get(&format!("{version}/pictures/front/healed.png"))
        .await;
    assert_ne!(front.bytes, picture.bytes);
    for wrong in [
        "pictures/below/healed.png",
        "pictures/top/tomorrow.png",
        "pictures/top/healed",
        "secrets",
    ] {
        assert_eq!(
            owner.get(&format!("{version}/{wrong}")).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
    let years = owner.get(&format!("{version}/years")).await.json();
    assert_eq!(years["stops"].as_array().unwrap().len(), 13);
    assert!(
        years["stops"][12]["expected"]
            .as_str()
            .unwrap()
            .contains("in nine of ten people between")
    );
    assert!(years["touch_up"].as_str().unwrap().contains("touch-up"));
    for part in ["head", "universe", "final", "roots"] {
        assert!(
            owner
                .get(&format!("{version}/{part}"))
                .await
                .bytes
                .starts_with(b"PT"),
            "{part}"
        );
    }
    let screen = owner.get(&format!("{design}/present")).await.text();
    assert!(
        !screen.contains("Novák")
            && !screen.contains("First design")
            && !screen.contains("Natural"),
        "no names on the screen: {screen}"
    );
    assert!(screen.contains("pictures/front/healed.png"));
    let other = begun(&mut owner).await;
    let elsewhere = version.replace(&design, &other);
    assert_eq!(
        owner.get(&elsewhere).await.status,
        StatusCode::NOT_FOUND,
        "a version is its design's"
    );
    let mut reader = house.person(Role::Reader).await;
    let page = reader.get(&version).await;
    assert!(
        page.status == StatusCode::OK
            && !page.text().contains("Go back to")
            && !page.text().contains("Say it")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_entered_and_every_design_has_one() {
    let (house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    assert!(
        owner
            .get(&design)
            .await
            .text()
            .contains("the studio has no <a href=\"/studio/prices\">price list</a>")
    );
    let quote = owner.get(&format!("{design}/papers/quote.pdf")).await;
    assert!(
        quote.status == StatusCode::CONFLICT && quote.text().contains("price list first"),
        "{}",
        quote.text()
    );
    let revision = owner
        .get("/studio/prices")
        .await
        .value_after("name=\"revision\"", "value");
    let wrong = [
        ("revision", revision.as_str()),
        ("model", "per_session"),
        ("price", "much"),
    ];
    let answer = owner.post("/studio/prices", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text().contains("f-price-error") && answer.text().contains("value=\"much\""),
        "{}",
        answer.text()
    );
    let right = [
        wrong[0],
        wrong[1],
        ("price", "600"),
        ("tax_name", "VAT"),
        ("tax_percent", "21"),
        ("deposit_percent", "20"),
    ];
    assert_eq!(
        owner.post("/studio/prices", &right).await.to(),
        "/studio/prices?done=prices"
    );
    let page = owner.get(&design).await.text();
    assert!(
        page.contains("EUR 1,800.00") && page.contains("VAT of 21 % contained in it"),
        "{page}"
    );
    let stale = owner.post("/studio/prices", &right).await;
    assert_eq!(
        stale.status,
        StatusCode::CONFLICT,
        "an older form overwrites nothing"
    );
    let audit = house
        .app
        .store()
        .audit_events(house.studio().await, None, 1)
        .await
        .unwrap();
    assert_eq!(audit[0].action, pointil_storage::Action::StudioEdited);
    let quote = owner.get(&format!("{design}/papers/quote.pdf")).await;
    assert_eq!(
        (quote.status, quote.header("content-type")),
        (StatusCode::OK, "application/pdf")
    );
    assert!(quote.bytes.starts_with(b"%PDF"));
    let stencil = owner
        .get(&format!("{design}/papers/stencil.pdf?size=letter"))
        .await;
    assert!(stencil.bytes.starts_with(b"%PDF"));
    let sheet = owner.get(&format!("{design}/papers/session-1.pdf")).await;
    assert!(sheet.bytes.starts_with(b"%PDF"), "{}", sheet.text());
    for none in ["session-0.pdf", "session-40.pdf", "will.pdf", "quote"] {
        assert_eq!(
            owner.get(&format!("{design}/papers/{none}")).await.status,
            StatusCode::NOT_FOUND,
            "{none}"
        );
    }
    let mut reader = house.person(Role::Reader).await;
    assert!(
        !reader
            .get("/studio/prices")
            .await
            .text()
            .contains("Save the prices")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_keeps_compares_and_approves() {
    let (house, mut owner) = House::open().await;
    let path = begun(&mut owner).await;
    let file = owner
        .get(&format!("{path}/design.pointil.json"))
        .await
        .json();
    let mut program = house.person(Role::Practitioner).await;
    let entry = json!({ "given_name": "Ada" });
    let client = program
        .json(Method::POST, "/api/v1/clients", entry)
        .await
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let designs = format!("/api/v1/clients/{client}/designs");
    let broken = program
        .json(
            Method::POST,
            &designs,
            json!({ "name": "A", "document": { "pointil": 3 } }),
        )
        .await;
    assert_eq!(
        (broken.status, broken.json()["field"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("document"))
    );
    let made = program
        .json(
            Method::POST,
            &designs,
            json!({ "name": "A", "document": file }),
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let design = format!("/api/v1/designs/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(
        program.get(&design).await.json()["document"]["design"]["seed"],
        file["design"]["seed"]
    );
    let versions = format!("{design}/versions");
    let keep = |name: &str, revision: u64| json!({ "name": name, "revision": revision });
    let first = program
        .json(Method::POST, &versions, keep("A", 1))
        .await
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut other = file.clone();
    other["design"]["edge"]["softness"] = json!(0.5);
    let change = json!({ "revision": 1, "step": "sharper", "document": other });
    assert_eq!(
        program
            .json(Method::PUT, &design, change.clone())
            .await
            .json()["revision"],
        2
    );
    assert_eq!(
        program.json(Method::PUT, &design, change).await.json()["code"],
        "stale"
    );
    assert_eq!(
        program
            .json(Method::POST, &versions, keep("B", 1))
            .await
            .json()["code"],
        "stale"
    );
    let second = program
        .json(Method::POST, &versions, keep("B", 2))
        .await
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let said = program
        .get(&format!(
            "/api/v1/versions/{first}/comparison?with={second}"
        ))
        .await
        .json();
    assert!(
        said["changes"].to_string().contains("The edge is sharper"),
        "{said}"
    );
    let version = format!("/api/v1/versions/{first}");
    let hash = program.get(&version).await.json()["hash"].clone();
    let sign = json!({ "signed_name": "Ada", "hash": hash });
    let early = program
        .json(Method::POST, &format!("{version}/approval"), sign.clone())
        .await;
    assert_eq!(early.json()["code"], "not_presented");
    program
        .json(Method::POST, &format!("{version}/presentation"), json!({}))
        .await;
    program
        .json(
            Method::POST,
            &format!("{version}/comments"),
            json!({ "text": "as shown" }),
        )
        .await;
    let approved = program
        .json(Method::POST, &format!("{version}/approval"), sign)
        .await;
    assert_eq!(approved.status, StatusCode::CREATED, "{}", approved.text());
    let view = program.get(&version).await.json();
    assert_eq!(
        (&view["state"], &view["approval"]["through"]),
        (&json!("approved"), &json!("studio"))
    );
    let link = json!({ "versions": [first], "days": 7 });
    let link = program
        .json(Method::POST, &format!("{design}/links"), link)
        .await
        .json();
    let address = link["address"].as_str().unwrap();
    assert!(address.starts_with("http://studio.test/look/"), "{address}");
    let closed = program.request(
        Method::DELETE,
        &format!("/api/v1/links/{}", link["id"].as_str().unwrap()),
    );
    let closed = program
        .ask(closed.body(axum::body::Body::empty()).unwrap())
        .await;
    assert_eq!(closed.status, StatusCode::NO_CONTENT);
    let links = program
        .get(&format!("/api/v1/clients/{client}/links"))
        .await
        .json();
    assert!(links[0]["revoked_at"].is_string() && links[0]["opened"] == 0);
}
