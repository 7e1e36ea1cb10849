//! Credentials by pages without a script: recorded, warned of, renewed, taken back; and the page that anybody may see.

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::house::{Browser, House, wait};

const PAGE: &str = "/studio/credentials";

async fn place(owner: &mut Browser) {
    let fields = [
        ("name", "Old Town"),
        ("address", "1 High Street"),
        ("jurisdiction", "US-CA"),
        ("zone", "Europe/Prague"),
        ("rooms", "Blue room"),
    ];
    owner.post("/studio/places", &fields).await.to();
}

/// Records a licence of the owner until a day; its path.
async fn licence(owner: &mut Browser, until: &str, is_public: &str) -> String {
    let holder = owner
        .get(PAGE)
        .await
        .value_after("id=\"f-holder\"", "value");
    let fields = [
        ("holder", holder.as_str()),
        ("kind", "body-art licence or registration"),
        ("issuer", "County of San Benito"),
        ("number", "BA-77"),
        ("valid_from", "2026-01-01"),
        ("valid_until", until),
        ("is_public", is_public),
    ];
    let answer = owner.post(PAGE, &fields).await;
    assert_eq!(answer.to(), "/studio/credentials?done=saved");
    owner.get(PAGE).await.value_after("class=\"list\"", "href")
}

#[tokio::test]
async fn what_the_law_asks_is_missing_until_it_is_recorded() {
    let (house, mut owner) = House::open().await;
    let page = owner.get(PAGE).await.text();
    assert!(page.contains("No place is open"), "{page}");
    place(&mut owner).await;
    let missing = |page: &str| page.matches("Missing today").count();
    let before = owner.get(PAGE).await.text();
    assert!(
        missing(&before) == 3 && before.contains("blood-borne"),
        "{before}"
    );
    let own = licence(&mut owner, "2028-01-01", "no").await;
    let after = owner.get(PAGE).await.text();
    assert_eq!(missing(&after), 2, "{after}");
    let mut practitioner = house.person(Role::Practitioner).await;
    assert!(practitioner.get(&own).await.text().contains("BA-77"));
    let revoke = format!("{own}/revoke");
    let why = [("why", "Withdrawn by the county")];
    let refused = practitioner.post(&revoke, &why).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let page = owner.post(&revoke, &[("why", "")]).await.text();
    assert!(page.contains("id=\"f-why-error\""), "{page}");
    owner.post(&revoke, &why).await.to();
    let page = owner.get(&own).await.text();
    assert!(
        page.contains("Taken back") && page.contains("Withdrawn by the county"),
        "{page}"
    );
    // The practitioner, who came in between, lacks as much as the owner does again.
    assert_eq!(missing(&owner.get(PAGE).await.text()), 5);
    // What was taken back is not renewed.
    let again = [("issuer", "County"), ("valid_from", "2027-01-01")];
    let page = owner.post(&format!("{own}/renew"), &again).await.text();
    assert!(page.contains("state.wrong"), "{page}");
}

#[tokio::test]
async fn an_end_is_warned_of_until_somebody_has_seen_it_and_a_renewal_takes_over() {
    let (_house, mut owner) = House::open().await;
    place(&mut owner).await;
    // Today is 15 January 2027; the licence ends in 46 days.
    let own = licence(&mut owner, "2027-03-02", "yes").await;
    let page = owner.get(PAGE).await.text();
    assert!(
        page.contains("Ends within 60 days") && page.contains("not seen yet"),
        "{page}"
    );
    owner.post(&format!("{own}/acknowledge"), &[]).await.to();
    assert!(!owner.get(PAGE).await.text().contains("not seen yet"));
    wait(SignedDuration::from_hours(24 * 20));
    let page = owner.get(PAGE).await.text();
    assert!(
        page.contains("Ends within 30 days") && page.contains("not seen yet"),
        "{page}"
    );
    let renew = format!("{own}/renew");
    let wrong = [
        ("issuer", "County of San Benito"),
        ("valid_from", "2027-03-03"),
        ("valid_until", "2027-03-02"),
        ("is_public", "yes"),
    ];
    let page = owner.post(&renew, &wrong).await.text();
    assert!(
        page.contains("credential.days") && page.contains("value=\"2027-03-03\""),
        "{page}"
    );
    let right = wrong.map(|(name, value)| match name {
        "valid_until" => (name, "2029-03-02"),
        "valid_from" => (name, "2027-02-01"),
        _ => (name, value),
    });
    let next = owner.post(&renew, &right).await;
    assert_ne!(next.to().split('?').next().unwrap(), own);
    let page = owner.get(&own).await.text();
    assert!(
        page.contains("Renewed") && page.contains("took its place"),
        "{page}"
    );
}

#[tokio::test]
async fn strangers_see_what_is_public_and_valid_and_nothing_else() {
    let (house, mut owner) = House::open().await;
    let mut stranger = house.browser();
    let page = stranger.get("/credentials").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("shows no credentials here"));
    licence(&mut owner, "2027-01-16", "yes").await;
    let hidden = owner
        .get(PAGE)
        .await
        .value_after("id=\"f-holder\"", "value");
    let fields = [
        ("holder", hidden.as_str()),
        ("kind", "hepatitis B vaccination or having declined it"),
        ("issuer", "Dr Novák"),
        ("valid_from", "2026-01-01"),
        ("is_public", "no"),
    ];
    owner.post(PAGE, &fields).await.to();
    let page = stranger.get("/credentials").await.text();
    assert!(
        page.contains("BA-77") && page.contains("County of San Benito"),
        "{page}"
    );
    assert!(!page.contains("hepatitis"), "{page}");
    // The day after its last it is shown no more.
    wait(SignedDuration::from_hours(48));
    let page = stranger.get("/credentials").await.text();
    assert!(!page.contains("BA-77"), "{page}");
}
