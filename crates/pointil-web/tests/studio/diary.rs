//! Enquiries of strangers, by pages without a script.

use axum::http::StatusCode;
use pointil_storage::Role;

use crate::house::{Browser, House};

const ASKED: [(&str, &str); 5] = [
    ("name", "Jo Example"),
    ("reach", "jo@example.org"),
    ("wish", "consultation"),
    ("purpose", "the crown"),
    ("hair_loss", "for ten years"),
];

/// An enquiry of a stranger, as the owner opens it.
pub async fn asked(house: &House, owner: &mut Browser) -> String {
    // Lists are in the order of time.
    crate::house::wait(jiff::SignedDuration::from_secs(1));
    let answer = house.browser().post("/ask", &ASKED).await;
    assert_eq!(answer.to(), "/ask/thanks");
    let list = owner.get("/enquiries").await;
    list.value_after("class=\"list\"", "href")
}

#[tokio::test]
async fn a_stranger_asks_and_is_thanked() {
    let (house, mut owner) = House::open().await;
    let mut stranger = house.browser();
    let page = stranger.get("/ask").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Still Point") && page.text().contains("nothing grows from it"));
    let wrong = ASKED.map(|(name, value)| match name {
        "reach" => (name, "jo@example"),
        _ => (name, value),
    });
    let page = stranger.post("/ask", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = page.text();
    assert!(text.contains("id=\"f-reach-error\""), "{text}");
    assert!(text.contains("Jo Example") && text.contains("for ten years"));
    assert!(
        owner
            .get("/enquiries")
            .await
            .text()
            .contains("Nobody waits")
    );
    let to = stranger.post("/ask", &ASKED).await.to().to_owned();
    assert!(stranger.get(&to).await.text().contains("within 48 hours"));
    let list = owner.get("/enquiries").await;
    assert!(list.text().contains("Jo Example"), "{}", list.text());
    // Nobody outside reads what was asked.
    let enquiry = list.value_after("class=\"list\"", "href");
    assert!(stranger.get(&enquiry).await.to().starts_with("/sign-in"));
}

#[tokio::test]
async fn nobody_asks_without_end() {
    let (house, _) = House::open().await;
    let mut stranger = house.browser();
    for _ in 0..10 {
        stranger.post("/ask", &ASKED).await.to();
    }
    let page = stranger.post("/ask", &ASKED).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.text().contains("for ten years") && page.text().contains("Wait"));
    crate::house::wait(jiff::SignedDuration::from_hours(1));
    stranger.post("/ask", &ASKED).await.to();
}

#[tokio::test]
async fn an_enquiry_is_answered_and_closed() {
    let (house, mut owner) = House::open().await;
    let enquiry = asked(&house, &mut owner).await;
    let answer = format!("{enquiry}/answer");
    let page = owner.post(&answer, &[("words", " ")]).await.text();
    assert!(page.contains("id=\"f-words-error\""), "{page}");
    let words = [("words", "Gladly, on Monday.")];
    let mut reader = house.person(Role::Reader).await;
    assert_eq!(
        reader.post(&answer, &words).await.status,
        StatusCode::FORBIDDEN
    );
    owner.post(&answer, &words).await.to();
    let page = reader.get(&enquiry).await.text();
    assert!(page.contains("Gladly, on Monday."), "{page}");
    assert!(!page.contains("<form class=\"sheet\""), "{page}");
    assert!(
        owner
            .get("/enquiries")
            .await
            .text()
            .contains("Nobody waits")
    );
    let list = owner.get("/enquiries?state=answered").await.text();
    assert!(list.contains("Jo Example"));
    let close = format!("{enquiry}/close");
    let page = owner.post(&close, &[("closing", "tired")]).await.text();
    assert!(page.contains("id=\"f-closing-error\""), "{page}");
    owner.post(&close, &[("closing", "not_wanted")]).await.to();
    let page = owner.get(&enquiry).await.text();
    assert!(page.contains("do not want it any more"), "{page}");
    // What is closed stays closed, and it is said why.
    let again = owner.post(&answer, &words).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn whoever_asked_becomes_a_client() {
    let (house, mut owner) = House::open().await;
    let enquiry = asked(&house, &mut owner).await;
    let page = owner.get(&enquiry).await;
    let new = format!(
        "/clients/new?enquiry={}",
        enquiry.rsplit('/').next().unwrap()
    );
    assert!(page.text().contains(&new), "{}", page.text());
    let form = owner.get(&new).await.text();
    assert!(
        form.contains("value=\"Example\"") && form.contains("jo@example.org"),
        "{form}"
    );
    let id = enquiry.rsplit('/').next().unwrap();
    let fields = [
        ("given_name", "Jo"),
        ("family_name", "Example"),
        ("enquiry", id),
    ];
    let to = owner.post("/clients", &fields).await.to().to_owned();
    assert_eq!(to, format!("{enquiry}?done=client-entered"));
    let page = owner.get(&enquiry).await.text();
    assert!(page.contains(">Jo Example</a>"), "{page}");
    // Another enquiry of somebody who is a client already.
    let other = asked(&house, &mut owner).await;
    let page = owner.get(&format!("{other}?q=Exam")).await;
    let client = page.value_after("name=\"client\"", "value");
    let link = format!("{other}/client");
    owner.post(&link, &[("client", &client)]).await.to();
    assert!(owner.get(&other).await.text().contains(">Jo Example</a>"));
}
