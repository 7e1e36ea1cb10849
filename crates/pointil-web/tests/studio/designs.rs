//! The design table, asked as a page and as the page's script asks it.

use axum::http::{Method, StatusCode};
use pointil_storage::Role;
use serde_json::{Value, json};

use crate::house::{Browser, House};

/// Begins a design for a new client; answers with its path.
pub async fn begun(browser: &mut Browser) -> String {
    let record = browser.enter_client("Jan", "Novák").await;
    let client = record.rsplit('/').next().unwrap().to_owned();
    let page = browser.get(&format!("/designs/new?client={client}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let form = [
        ("client", client.as_str()),
        ("name", "First design"),
        ("sex", "male"),
        ("age_years", "45"),
        ("skin", "III"),
        ("pattern", "norwood v"),
        ("preset", "mature_male_natural"),
        ("technique", "full_shaved_look"),
        ("circumference_cm", "57,5"),
    ];
    let path = browser.post("/designs", &form).await.to().to_owned();
    assert!(browser.get(&record).await.text().contains(&path));
    path
}

async fn state(browser: &mut Browser, design: &str) -> Value {
    browser.get(&format!("{design}/state")).await.json()
}

/// Four letters and the numbers after them.
fn head(bytes: &[u8]) -> (String, Vec<u32>) {
    let numbers = bytes[4..].chunks_exact(4).take(4);
    let read = |own: &[u8]| u32::from_le_bytes(own.try_into().unwrap());
    let letters = String::from_utf8_lossy(&bytes[..4]).into_owned();
    (letters, numbers.map(read).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_design_is_begun_drawn_on_and_taken_back() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let page = owner.get(&design).await.text();
    for part in [
        "First design",
        "Appointments",
        "transition zone",
        "Densities",
        "data-design-table",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let before = state(&mut owner, &design).await;
    assert_eq!(
        (before["revision"].as_u64(), before["undo_steps"].as_u64()),
        (Some(1), Some(0))
    );
    let edit = json!({ "revision": 1, "edits": [{ "edit": "zone_density", "zone": "crown", "dots_per_cm2": 120.0 }] });
    let answer = owner
        .json(Method::POST, &format!("{design}/edits"), edit.clone())
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["zones"]["crown"], 120.0);
    assert_eq!(answer.json()["revision"], 2);
    // Somebody who still looks at revision 1 overwrites nothing.
    let late = owner
        .json(Method::POST, &format!("{design}/edits"), edit)
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let undo = [("change", "undo"), ("revision", "2")];
    assert_eq!(
        owner.post(&format!("{design}/change"), &undo).await.to(),
        design
    );
    let after = state(&mut owner, &design).await;
    assert_eq!(after["zones"], before["zones"]);
    assert_eq!(
        (after["undo_steps"].as_u64(), after["redo_steps"].as_u64()),
        (Some(0), Some(1))
    );
    assert_eq!(after["hash"], before["hash"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_changed_is_sent_again() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let (letters, all) = head(&owner.get(&format!("{design}/preview")).await.bytes);
    assert_eq!((letters.as_str(), all[0]), ("PTP1", 1));
    let (letters, whole) = head(&owner.get(&format!("{design}/final")).await.bytes);
    assert_eq!(letters, "PTF1");
    assert!(
        whole[2] > 15_000 && whole[2].abs_diff(all[2]) < 100,
        "{whole:?} {all:?}"
    );
    let nothing = owner.get(&format!("{design}/preview?has=1")).await;
    assert_eq!(head(&nothing.bytes).1[1..3], [0, 0]);
    let file = owner
        .get(&format!("{design}/design.pointil.json"))
        .await
        .json();
    let mut at = file["design"]["hairline"]["points"][5]["at"].clone();
    at[1] = json!(at[1].as_f64().unwrap() - 0.02);
    let drag = owner
        .json(
            Method::POST,
            &format!("{design}/follow"),
            json!({ "index": 5, "at": at }),
        )
        .await;
    assert_eq!(drag.status, StatusCode::OK, "{}", drag.text());
    let (_, followed) = head(&drag.bytes);
    assert!(
        followed[1] > 0 && followed[1] < all[1] / 2,
        "{followed:?} of {all:?}"
    );
    let edits = json!({ "revision": 1, "edits": [{ "edit": "move_point", "index": 5, "at": at }] });
    assert_eq!(
        owner
            .json(Method::POST, &format!("{design}/edits"), edits)
            .await
            .status,
        StatusCode::OK
    );
    let (_, changed) = head(&owner.get(&format!("{design}/preview?has=1")).await.bytes);
    assert!(
        changed[0] == 2 && changed[1] > 0 && changed[1] < all[1],
        "{changed:?}"
    );
    let universe = owner.get(&format!("{design}/universe")).await;
    assert_eq!(head(&universe.bytes).0, "PTU1");
    assert_eq!(
        head(&owner.get(&format!("{design}/head")).await.bytes).0,
        "PTH1"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_and_nothing_is_kept() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let before = state(&mut owner, &design).await;
    let edits = format!("{design}/edits");
    let refused = [
        json!({ "edit": "zone_density", "zone": "crown", "dots_per_cm2": 900.0 }),
        json!({ "edit": "move_point", "index": 99, "at": [0.0, 1.0, 0.0] }),
        json!({ "edit": "layers", "layers": [0.9, 0.2] }),
        json!({ "edit": "use_preset", "preset": "very_low" }),
    ];
    for edit in refused {
        let asked = json!({ "revision": 1, "edits": [edit] });
        let answer = owner.json(Method::POST, &edits, asked).await;
        assert!(answer.status.is_client_error(), "{edit} {}", answer.text());
        assert_eq!(state(&mut owner, &design).await, before, "{edit}");
    }
    let malformed = owner
        .json(
            Method::POST,
            &edits,
            json!({ "revision": 1, "edits": [{ "edit": "melt" }] }),
        )
        .await;
    assert!(malformed.status.is_client_error());
    let looks = owner
        .get(&format!("{design}/looks?age=-3&light=noon"))
        .await;
    assert_eq!(looks.status, StatusCode::UNPROCESSABLE_ENTITY);
    let looks = owner
        .get(&format!("{design}/looks?age=42&light=noon"))
        .await
        .json();
    let lost = looks["settings"][0]["disc"][0].as_f64().unwrap();
    assert!(lost > 0.05 && lost < 1.5, "{lost}");
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_look_and_strangers_do_not() {
    let (house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let mut reader = house.person(Role::Reader).await;
    let page = reader.get(&design).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("Set densities"));
    let edit = json!({ "revision": 1, "edits": [] });
    let answer = reader
        .json(Method::POST, &format!("{design}/edits"), edit)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let mut stranger = house.browser();
    for part in [
        "",
        "/state",
        "/preview",
        "/final",
        "/head",
        "/universe",
        "/facts",
        "/looks?age=0&light=noon",
    ] {
        let answer = stranger.get(&format!("{design}{part}")).await;
        assert!(
            answer.status == StatusCode::SEE_OTHER || answer.status.is_client_error(),
            "{part} {}",
            answer.status
        );
    }
    let nobody = owner
        .get("/designs/0190a8f0-0000-7000-8000-000000000000")
        .await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}
