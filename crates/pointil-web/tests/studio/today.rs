//! The day by its page: who comes by the clocks of the place, which gates are red, what waits and what ends.

#![allow(
    clippy::too_many_lines,
    reason = "each test tells one story from its beginning to its end"
)]

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_practice::id::{self, PersonId};
use pointil_practice::review::{Review, ReviewTime};
use pointil_practice::session::Session;
use pointil_practice::{ContentHash, PracticeRecord, to_document};
use pointil_storage::{
    Act, Actor, ClientId, Document, NewRecord, RecordChanges, RecordFields, Role, Store,
};

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

/// Keeps records of the practice as they are written, as the program would have after years.
async fn kept(house: &House, records: Vec<RecordFields>) {
    let store = house.app.store();
    let studio = house.studio().await;
    let act = Act {
        studio,
        actor: Actor::Program,
        at: now(),
    };
    let new = records.into_iter().map(|fields| NewRecord {
        id: Store::new_record_id(now()).unwrap(),
        fields,
    });
    let changes = RecordChanges {
        new: new.collect(),
        ..RecordChanges::default()
    };
    let clock = store.practice_clock(studio).await.unwrap();
    store.commit_records(&act, clock, &changes).await.unwrap();
}

/// A record as it is kept, with the state of what it says.
fn fields<R: PracticeRecord>(client: ClientId, record: &R) -> RecordFields {
    let text = String::from_utf8(to_document(record).unwrap()).unwrap();
    let hash = ContentHash::of_bytes(text.as_bytes()).to_string();
    RecordFields {
        kind: R::KIND.name().to_owned(),
        client: Some(client),
        state: record.state().to_owned(),
        span: None,
        due: None,
        format: R::FORMAT,
        document: Document {
            hash: hash.parse().unwrap(),
            text,
        },
        kept_by_law: record.kept_by_law(),
        keys: Vec::new(),
    }
}

/// A client who was treated, and whether they would choose it again.
fn treated(client: ClientId, practitioner: PersonId, again: bool) -> Vec<RecordFields> {
    let own = id::ClientId(client.to_uuid());
    let zone = "Europe/Prague".parse().unwrap();
    let record = || id::RecordId(Store::new_record_id(now()).unwrap().to_uuid());
    let session = serde_json::json!({
        "id": record(),
        "plan": {
            "client": own, "practitioner": practitioner, "premises": record(), "room": "Blue room",
            "design_version": record(), "design": ContentHash::of_bytes(b"design"), "number": 1, "part": 1,
            "planned": { "from": "2026-01-10T10:00:00Z", "until": "2026-01-10T13:00:00Z" },
            "protocol": ContentHash::of_bytes(b"protocol"), "zones": [],
        },
        "steps": [],
        "state": { "is": "closed", "at": "2026-01-10T13:00:00Z", "ledger": [] },
    });
    let session: Session = serde_json::from_value(session).unwrap();
    let day = "2026-03-01".parse().unwrap();
    let review = Review::plan(record(), own, practitioner, ReviewTime::Healed, day, &zone);
    let answers = serde_json::json!({
        "rosenberg": null, "satisfaction": 3, "would_choose_again": again, "photographs": [], "words": null,
    });
    let review = review.answer(serde_json::from_value(answers).unwrap(), now());
    vec![fields(client, &session), fields(client, &review.unwrap())]
}

#[tokio::test]
async fn outcomes_stand_with_their_interval_and_small_groups_only_with_their_number() {
    let (house, mut owner) = House::open().await;
    let page = owner.get("/studio/outcomes").await.text();
    assert!(
        page.contains("Nobody has been treated yet") && page.contains("None was written down"),
        "{page}"
    );
    let studio = house.studio().await;
    let olga = house.app.store().accounts(studio).await.unwrap();
    let olga = PersonId(olga[0].id.to_uuid());
    let gone = PersonId(uuid::Uuid::from_u128(7));
    for number in 0..15 {
        let path = owner
            .enter_client(&format!("Client {number}"), "Example")
            .await;
        let client: ClientId = path.rsplit('/').next().unwrap().parse().unwrap();
        let practitioner = if number < 12 { olga } else { gone };
        kept(&house, treated(client, practitioner, number != 3)).await;
    }
    let page = owner.get("/studio/outcomes").await.text();
    // 11 of 12: Wilson's interval is 0.646 to 0.985 (computed by its formula).
    assert!(page.contains("92 % (65–99 %), 11 of 12"), "{page}");
    assert!(
        page.contains("Somebody who left") && page.contains("n = 3"),
        "{page}"
    );
    assert!(page.contains("93 % (70–99 %), 14 of 15"), "{page}");
    assert!(
        page.contains("not said") && page.contains("compares nobody fairly"),
        "{page}"
    );
    let mut practitioner = house.person(Role::Practitioner).await;
    for path in ["/studio/outcomes", "/studio/trail"] {
        assert_eq!(practitioner.get(path).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_trail_is_read_by_who_what_and_whom_and_verified() {
    let (_house, mut owner) = House::open().await;
    let ada = owner.enter_client("Ada", "Lovelace").await;
    owner.enter_client("Jan", "Novák").await;
    let page = owner.get("/studio/trail").await.text();
    assert!(
        page.contains("client.create")
            && page.contains("Ada Lovelace")
            && page.contains("Olga Ondrová"),
        "{page}"
    );
    let id = ada.rsplit('/').next().unwrap();
    let page = owner
        .get(&format!("/studio/trail?client={id}"))
        .await
        .text();
    assert!(
        page.contains("Only Ada Lovelace") && !page.contains("Jan Novák"),
        "{page}"
    );
    let page = owner.get("/studio/trail?action=client.erase").await.text();
    assert!(page.contains("No event fits"), "{page}");
    let page = owner.get("/studio/trail?verify=yes").await.text();
    assert!(page.contains("The chain is whole"), "{page}");
    // More than a page goes on where it ended.
    for number in 0..100 {
        owner
            .enter_client(&format!("Client {number}"), "Example")
            .await;
    }
    let page = owner.get("/studio/trail?action=client.create").await;
    assert!(!page.text().contains("Ada Lovelace"), "{}", page.text());
    let earlier = page.value_after("</tbody>", "href").replace("&#38;", "&");
    let page = owner.get(&earlier).await.text();
    assert!(
        page.contains("Ada Lovelace") && page.contains("Jan Novák"),
        "{page}"
    );
}
