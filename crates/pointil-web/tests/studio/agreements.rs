//! Agreements by their pages: drawn up from a version, signed by the client, countersigned, amended, taken back.

use axum::http::StatusCode;
use pointil_storage::Role;

use crate::house::{Browser, House};

/// A price list, by its page.
async fn priced(owner: &mut Browser) {
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

const HAND: &str = "[[[1000,1000],[1500,2000],[2400,900]]]";

async fn signed(owner: &mut Browser, agreement: &str, what: &str, name: &str) -> String {
    let page = owner.get(agreement).await;
    let content = page.value_after("name=\"content\"", "value");
    let fields = [
        ("content", content.as_str()),
        ("name", name),
        ("strokes", HAND),
        ("electronic", "yes"),
        ("identity", "copied"),
    ];
    owner.post(&format!("{agreement}/{what}"), &fields).await;
    owner.get(agreement).await.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_is_the_version_that_was_seen() {
    let (house, mut owner) = House::open().await;
    let design = crate::designs::begun(&mut owner).await;
    let version = crate::versions::kept(&mut owner, &design, "As agreed").await;
    let page = owner.get(&design).await;
    let client = page.value_after("class=\"trail\"", "href");
    let list = format!("{client}/agreements");
    assert!(
        owner
            .get(&list)
            .await
            .text()
            .contains("Nothing is agreed yet")
    );
    // Without a price there is nothing to agree on.
    let id = version.rsplit('/').next().unwrap().to_owned();
    let page = owner.post(&list, &[("version", &id)]).await.text();
    assert!(
        page.contains("Not drawn up.") && page.contains("price list"),
        "{page}"
    );
    let (agreement, _) = drawn_up(&mut owner, &design).await;
    let page = owner.get(&agreement).await.text();
    assert!(
        page.contains("mm above the point between the eyebrows"),
        "{page}"
    );
    assert!(page.contains("melanoma") || page.contains("skin cancer"));
    // It is signed only once it lies before the client.
    let other = "0".repeat(64);
    let early = [
        ("content", other.as_str()),
        ("name", "Jan Novák"),
        ("strokes", HAND),
        ("electronic", "yes"),
    ];
    let page = owner
        .post(&format!("{agreement}/sign"), &early)
        .await
        .text();
    assert!(
        page.contains("Not done.") && page.contains(">Draft<"),
        "{page}"
    );
    let mut assistant = house.person(Role::Assistant).await;
    let offer = format!("{agreement}/offer");
    assert_eq!(
        assistant.post(&offer, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    owner.post(&offer, &[]).await.to();
    // Nothing drawn, nothing signed; what was typed stays.
    let page = owner.get(&agreement).await;
    let content = page.value_after("name=\"content\"", "value");
    let blank = [
        ("content", content.as_str()),
        ("name", "Jan Novák"),
        ("electronic", "yes"),
    ];
    let page = owner
        .post(&format!("{agreement}/sign"), &blank)
        .await
        .text();
    assert!(
        page.contains("draw your signature") || page.contains("Draw your signature"),
        "{page}"
    );
    assert!(page.contains("value=\"Jan Novák\""));
    // Another content than the agreement's is refused.
    let forged = early;
    let page = owner
        .post(&format!("{agreement}/sign"), &forged)
        .await
        .text();
    assert!(
        page.contains("Not done.") && page.contains("agreement.changed"),
        "{page}"
    );
    let page = signed(&mut owner, &agreement, "sign", "Jan Novák").await;
    assert!(
        page.contains("not yet by the studio") && page.contains("M1000 1000L1500 2000"),
        "{page}"
    );
    let page = signed(&mut owner, &agreement, "countersign", "Olga Ondrová").await;
    assert!(page.contains(">In force<"), "{page}");
    // A later one takes its place when it is signed by both, not before.
    let (later, _) = drawn_up(&mut owner, &design).await;
    owner.post(&format!("{later}/offer"), &[]).await.to();
    signed(&mut owner, &later, "sign", "Jan Novák").await;
    assert!(owner.get(&agreement).await.text().contains(">In force<"));
    signed(&mut owner, &later, "countersign", "Olga Ondrová").await;
    let page = owner.get(&agreement).await.text();
    assert!(page.contains("A later agreement took its place"), "{page}");
    let page = owner
        .post(&format!("{later}/withdraw"), &[("why", " ")])
        .await
        .text();
    assert!(page.contains("Not done."), "{page}");
    owner
        .post(&format!("{later}/withdraw"), &[("why", "moved away")])
        .await
        .to();
    assert!(owner.get(&later).await.text().contains(">Taken back<"));
}
