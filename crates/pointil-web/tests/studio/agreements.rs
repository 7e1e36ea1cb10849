//! Agreements by their pages: drawn up from a version, signed by the client, countersigned, amended, taken back.

use axum::http::StatusCode;
use pointil_storage::Role;

use crate::house::{Browser, House};

/// A price list, by its page.
pub async fn priced(owner: &mut Browser) {
    let page = owner.get("/studio/prices").await;
    let revision = page.value_after("name=\"revision\"", "value");
    let list = [
        ("revision", revision.as_str()),
        ("model", "per_session"),
        ("price", "600"),
        ("tax_name", "VAT"),
        ("tax_percent", "21"),
        ("tax_included", "yes"),
    ];
    owner.post("/studio/prices", &list).await.to();
}

/// An agreement drawn up from a version of a design; answers with its path and the client's list.
pub async fn drawn_up(owner: &mut Browser, design: &str) -> (String, String) {
    priced(owner).await;
    let page = owner.get(design).await;
    let client = page.value_after("class=\"trail\"", "href");
    let versions = owner.get(&format!("{design}/versions")).await;
    let version = versions.value_after("name=\"version\"", "value");
    let list = format!("{client}/agreements");
    let answer = owner.post(&list, &[("version", &version)]).await;
    (answer.to().to_owned(), list)
}

pub const HAND: &str = "[[[1000,1000],[1500,2000],[2400,900]]]";

/// A signature under a content.
pub fn hand(content: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("content", content),
        ("name", "Jan Novák"),
        ("strokes", HAND),
        ("electronic", "yes"),
        ("identity", "copied"),
    ]
}

pub async fn signed(owner: &mut Browser, agreement: &str, what: &str) -> String {
    let page = owner.get(agreement).await;
    let content = page.value_after("name=\"content\"", "value");
    owner
        .post(&format!("{agreement}/{what}"), &hand(&content))
        .await;
    owner.get(agreement).await.text()
}

/// An agreement on a design, signed by both; answers with its path.
pub async fn in_force(owner: &mut Browser, design: &str) -> String {
    let (agreement, _) = drawn_up(owner, design).await;
    owner.post(&format!("{agreement}/offer"), &[]).await.to();
    signed(owner, &agreement, "sign").await;
    signed(owner, &agreement, "countersign").await;
    agreement
}

/// A design with a version that is kept.
pub async fn kept(owner: &mut Browser) -> (String, String) {
    let design = crate::designs::begun(owner).await;
    let version = crate::versions::kept(owner, &design, "As agreed").await;
    let id = version.rsplit('/').next().unwrap().to_owned();
    (design, id)
}

async fn posted(owner: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    owner.post(path, fields).await.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_is_drawn_up_and_put_before_the_client() {
    let (house, mut owner) = House::open().await;
    let (design, version) = kept(&mut owner).await;
    let page = owner.get(&design).await;
    let list = format!("{}/agreements", page.value_after("class=\"trail\"", "href"));
    let page = owner.get(&list).await.text();
    assert!(page.contains("Nothing is agreed yet"), "{page}");
    // Without a price there is nothing to agree on.
    let page = posted(&mut owner, &list, &[("version", &version)]).await;
    let said = page.contains("Not drawn up.") && page.contains("price list");
    assert!(said, "{page}");
    let (agreement, _) = drawn_up(&mut owner, &design).await;
    let page = owner.get(&agreement).await.text();
    let hairline = "mm above the point between the eyebrows";
    assert!(
        page.contains(hairline) && page.contains("skin cancer"),
        "{page}"
    );
    // It is signed only once it lies before the client.
    let sign = format!("{agreement}/sign");
    let page = posted(&mut owner, &sign, &hand(&"0".repeat(64))).await;
    let said = page.contains("Not done.") && page.contains(">Draft<");
    assert!(said, "{page}");
    let mut assistant = house.person(Role::Assistant).await;
    let offer = format!("{agreement}/offer");
    let answer = assistant.post(&offer, &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    owner.post(&offer, &[]).await.to();
    // Nothing drawn, nothing signed; what was typed stays.
    let page = owner.get(&agreement).await;
    let content = page.value_after("name=\"content\"", "value");
    let mut blank = hand(&content);
    blank.retain(|(name, _)| *name != "strokes");
    let page = posted(&mut owner, &sign, &blank).await;
    let said = page.contains("raw your signature") && page.contains("value=\"Jan Novák\"");
    assert!(said, "{page}");
    // Another content than the agreement's is refused.
    let page = posted(&mut owner, &sign, &hand(&"0".repeat(64))).await;
    let said = page.contains("Not done.") && page.contains("agreement.changed");
    assert!(said, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_agreement_takes_the_place_of_the_one_in_force() {
    let (_house, mut owner) = House::open().await;
    let (design, _) = kept(&mut owner).await;
    let (agreement, _) = drawn_up(&mut owner, &design).await;
    owner.post(&format!("{agreement}/offer"), &[]).await.to();
    let page = signed(&mut owner, &agreement, "sign").await;
    let said = page.contains("not yet by the studio") && page.contains("M1000 1000L1500 2000");
    assert!(said, "{page}");
    let page = signed(&mut owner, &agreement, "countersign").await;
    assert!(page.contains(">In force<"), "{page}");
    // When it is signed by both, not before.
    let (later, _) = drawn_up(&mut owner, &design).await;
    owner.post(&format!("{later}/offer"), &[]).await.to();
    signed(&mut owner, &later, "sign").await;
    assert!(owner.get(&agreement).await.text().contains(">In force<"));
    signed(&mut owner, &later, "countersign").await;
    let page = owner.get(&agreement).await.text();
    assert!(page.contains("A later agreement took its place"), "{page}");
    let withdraw = format!("{later}/withdraw");
    let page = posted(&mut owner, &withdraw, &[("why", " ")]).await;
    assert!(page.contains("Not done."), "{page}");
    owner.post(&withdraw, &[("why", "moved away")]).await.to();
    assert!(owner.get(&later).await.text().contains(">Taken back<"));
}
