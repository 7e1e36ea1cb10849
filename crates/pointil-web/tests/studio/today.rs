//! The day by its page: who comes by the clocks of the place, which gates are red, what waits and what ends.

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::diary::{booking, with};
use crate::house::{House, OWNER, PASSWORD, now, wait};

#[tokio::test]
async fn the_studio_begins_with_its_day() {
    let (house, mut owner) = House::open().await;
    assert_eq!(owner.get("/").await.to(), "/today");
    let page = owner.get("/today").await.text();
    assert!(
        page.contains("No place yet") && page.contains("Nothing waits for anybody"),
        "{page}"
    );
    crate::diary::asked(&house, &mut owner).await;
    assert!(!owner.get("/today").await.text().contains("Enquiry"));
    wait(SignedDuration::from_hours(49));
    owner.sign_in(OWNER, PASSWORD).await;
    let mut reader = house.person(Role::Reader).await;
    let page = reader.get("/today").await;
    assert!(
        page.text().contains("Enquiry without an answer"),
        "{}",
        page.text()
    );
    let to = page.value_after("id=\"due\"", "href");
    assert_eq!(owner.get(&to).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_day_is_a_day_of_the_place_also_when_its_clocks_change() {
    let (_house, mut owner) = House::open().await;
    // Sunday, 14 March 2027 has 23 hours in New York, and lasts until 04:00 on Monday in Greenwich.
    crate::hours::place_in(&mut owner, "America/New_York", &[("open_7", "00:00-24:00")]).await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let fields = booking(&mut owner, &client).await;
    let late = with(&fields, &[("day", "2027-03-14"), ("time", "23:00")]);
    let appointment = owner.post("/appointments", &late).await.to().to_owned();
    let appointment = appointment.split('?').next().unwrap();
    let evening: jiff::Timestamp = "2027-03-15T03:30:00Z".parse().unwrap();
    wait(evening.duration_since(now()));
    owner.sign_in(OWNER, PASSWORD).await;
    let page = owner.get("/today").await.text();
    assert!(
        page.contains("Sunday, 14 March 2027") && page.contains("23:00–23:45 Ada Lovelace"),
        "{page}"
    );
    owner.post(appointment, &[("do", "arrive")]).await.to();
    wait(SignedDuration::from_mins(30));
    let page = owner.get("/today").await.text();
    assert!(
        page.contains("Monday, 15 March 2027") && page.contains("Nobody comes today"),
        "{page}"
    );
    // It is over and nobody has said what became of it.
    assert!(page.contains("Appointment over"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_today_shows_its_red_gates() {
    let (_house, mut owner) = House::open().await;
    let ready = crate::sessions::ready(&mut owner).await;
    let page = owner.get("/today").await.text();
    assert!(
        page.contains("Jan Novák") && page.contains("Not in the calendar"),
        "{page}"
    );
    assert!(
        page.contains(&ready.session) && page.contains("screening."),
        "{page}"
    );
    assert!(page.contains("gates are red"), "{page}");
}

#[tokio::test]
async fn what_ends_soon_stands_there_before_it_is_over() {
    let (_house, mut owner) = House::open().await;
    crate::diary::place(&mut owner).await;
    let form = owner.get("/studio/credentials").await;
    let holder = form.value_after("id=\"f-holder\"", "value");
    let insurance = [
        ("holder", holder.as_str()),
        ("kind", "insurance"),
        ("issuer", "The insurer"),
        ("valid_from", "2026-01-01"),
        ("valid_until", "2027-01-16"),
    ];
    owner.post("/studio/credentials", &insurance).await;
    let lot = [
        ("kind", "pigment"),
        ("product", "Graphite 5"),
        ("maker", "Ink & Co"),
        ("number", "G5-1"),
        ("expiry", "2027-01-31"),
        ("unit", "millilitres"),
        ("amount", "30"),
        ("reorder", "5"),
    ];
    owner.post("/stock", &lot).await.to();
    let page = owner.get("/today").await.text();
    assert!(
        page.contains("ends tomorrow") && page.contains("ends in 16 days"),
        "{page}"
    );
    wait(SignedDuration::from_hours(48));
    owner.sign_in(OWNER, PASSWORD).await;
    let page = owner.get("/today").await.text();
    assert!(page.contains("ended on 16 January 2027"), "{page}");
}
