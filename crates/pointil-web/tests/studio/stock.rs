//! Stock by pages without a script: received, opened, taken from, set aside, recalled; and who received a lot.

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_practice::patch_test::PatchTest;
use pointil_practice::protocol::StudioProtocol;
use pointil_practice::{Act, ContentHash, List, PracticeRecord, Words, id, to_document};
use pointil_storage::{
    Actor, ClientId, Document, NewRecord, RecordChanges, RecordFields, RecordKey, Role, Store,
};

use crate::house::{Browser, House, now, wait};

const LOT: [(&str, &str); 8] = [
    ("kind", "pigment"),
    ("product", "Graphite 5"),
    ("maker", "Ink & Co"),
    ("number", "G5-0117"),
    ("expiry", "2028-01-31"),
    ("unit", "millilitres"),
    ("amount", "15"),
    ("reorder", "2.5"),
];

/// A lot like [`LOT`] with other fields; its path.
async fn received(browser: &mut Browser, other: &[(&str, &str)]) -> String {
    let fields = LOT.map(|(name, value)| {
        let own = other.iter().find(|own| own.0 == name);
        (name, own.map_or(value, |own| own.1))
    });
    let answer = browser.post("/stock", &fields).await;
    answer.to().split('?').next().unwrap().to_owned()
}

/// Applies a lot to a client's skin, as a patch test of the studio.
async fn applied(house: &House, client: &str, lot: &str) {
    let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let store = house.app.store();
    let client: ClientId = last(client).parse().unwrap();
    let made = Act {
        at: now(),
        by: id::PersonId(client.to_uuid()),
    };
    let law = "GB-ENG".parse().unwrap();
    let record = Store::new_record_id(now()).unwrap();
    let record_id = id::RecordId(record.to_uuid());
    let protocol = StudioProtocol::new(record_id, law, &[], made, None).unwrap();
    let test = PatchTest::apply(
        record_id,
        id::ClientId(client.to_uuid()),
        List::new(vec![last(lot).parse().unwrap()]).unwrap(),
        Words::new("behind the left ear").unwrap(),
        made,
        &protocol,
    )
    .unwrap();
    let text = String::from_utf8(to_document(&test).unwrap()).unwrap();
    let keys = test.keys().into_iter();
    let new = NewRecord {
        id: record,
        fields: RecordFields {
            kind: PatchTest::KIND.name().to_owned(),
            client: Some(client),
            state: test.state().to_owned(),
            span: None,
            due: test.due(),
            format: PatchTest::FORMAT,
            document: Document {
                hash: ContentHash::of_bytes(text.as_bytes())
                    .to_string()
                    .parse()
                    .unwrap(),
                text,
            },
            kept_by_law: true,
            keys: keys
                .map(|key| RecordKey::new(key.name, key.value))
                .collect(),
        },
    };
    let act = pointil_storage::Act {
        studio: house.studio().await,
        actor: Actor::Program,
        at: now(),
    };
    let clock = store.practice_clock(act.studio).await.unwrap();
    let changes = RecordChanges {
        new: vec![new],
        ..RecordChanges::default()
    };
    store.commit_records(&act, clock, &changes).await.unwrap();
}

#[tokio::test]
async fn a_lot_goes_from_the_delivery_to_its_last_drop() {
    let (house, mut owner) = House::open().await;
    let page = owner.get("/stock").await.text();
    assert!(page.contains("Nothing in stock yet"), "{page}");
    let wrong = LOT.map(|(name, value)| match name {
        "amount" => (name, "a lot"),
        _ => (name, value),
    });
    let page = owner.post("/stock", &wrong).await.text();
    assert!(
        page.contains("id=\"f-amount-error\"") && page.contains("value=\"G5-0117\""),
        "{page}"
    );
    let lot = received(&mut owner, &[]).await;
    let page = owner.get(&lot).await.text();
    assert!(page.contains("15 ml of 15 ml"), "{page}");
    assert!(!page.contains(&format!("{lot}/take")), "{page}");
    assert!(
        owner
            .post(&format!("{lot}/open"), &[])
            .await
            .to()
            .ends_with("?done=saved")
    );
    let page = owner.get(&lot).await;
    let key = page.value_after("name=\"key\"", "value");
    let take = format!("{lot}/take");
    let much = [
        ("amount", "15.001"),
        ("what_for", "Spilt"),
        ("key", key.as_str()),
    ];
    let refused = owner.post(&take, &much).await.text();
    assert!(
        refused.contains("lot.amount") && refused.contains("15.001"),
        "{refused}"
    );
    // The same form sent twice takes the amount once.
    let spilt = [
        ("amount", "13"),
        ("what_for", "Spilt"),
        ("key", key.as_str()),
    ];
    owner.post(&take, &spilt).await.to();
    wait(SignedDuration::from_secs(1));
    owner.post(&take, &spilt).await.to();
    let page = owner.get(&lot).await.text();
    assert!(page.contains("2 ml of 15 ml"), "{page}");
    assert!(owner.get("/stock").await.text().contains("Order again"));
    let key = "0192d000-0000-7000-8000-00000000000a";
    let rest = [("amount", "2"), ("what_for", "Counted anew"), ("key", key)];
    owner.post(&take, &rest).await.to();
    assert!(!owner.get("/stock").await.text().contains("Graphite 5"));
    let gone = owner.get("/stock?gone=yes").await.text();
    assert!(
        gone.contains("Graphite 5") && gone.contains("Used up"),
        "{gone}"
    );
    let mut reader = house.person(Role::Reader).await;
    assert!(reader.get(&lot).await.text().contains("Counted anew"));
    assert_eq!(reader.get("/stock/new").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_must_be_looked_at_comes_first() {
    let (_house, mut owner) = House::open().await;
    // Today is 15 January 2027.
    received(
        &mut owner,
        &[("product", "Later"), ("expiry", "2028-06-30")],
    )
    .await;
    received(
        &mut owner,
        &[("product", "Sooner"), ("expiry", "2027-02-01")],
    )
    .await;
    received(&mut owner, &[("product", "Few"), ("amount", "2")]).await;
    let over = [("product", "Over"), ("expiry", "2027-01-14")];
    let over = received(&mut owner, &over).await;
    let page = owner.get("/stock").await.text();
    let place = |name: &str| page.find(&format!("{name} lot G5")).unwrap();
    let order = ["Over", "Few", "Sooner", "Later"].map(place);
    assert!(order.is_sorted(), "{page}");
    // What is out of date is not opened, only marked so and thrown away.
    let page = owner.post(&format!("{over}/open"), &[]).await.text();
    assert!(page.contains("lot.expired"), "{page}");
    owner.post(&format!("{over}/expire"), &[]).await.to();
    owner.post(&format!("{over}/discard"), &[]).await.to();
    assert!(!owner.get("/stock").await.text().contains("Over lot"));
}

#[tokio::test]
async fn what_is_set_aside_comes_back_only_by_whoever_treats() {
    let (house, mut owner) = House::open().await;
    let lot = received(&mut owner, &[]).await;
    let mut assistant = house.person(Role::Assistant).await;
    let aside = format!("{lot}/quarantine");
    let page = assistant.post(&aside, &[("why", " ")]).await.text();
    assert!(page.contains("id=\"f-why-error\""), "{page}");
    assistant
        .post(&aside, &[("why", "A cracked cap")])
        .await
        .to();
    let page = assistant.get(&lot).await.text();
    assert!(
        page.contains("A cracked cap") && page.contains("not to be used"),
        "{page}"
    );
    assert!(!page.contains(&format!("{lot}/release")), "{page}");
    let release = format!("{lot}/release");
    assert_eq!(
        assistant.post(&release, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    owner.post(&release, &[]).await.to();
    assert!(owner.get(&lot).await.text().contains("Sealed"));
}

#[tokio::test]
async fn a_recall_says_at_once_who_received_the_lot() {
    let (house, mut owner) = House::open().await;
    let lot = received(&mut owner, &[]).await;
    let other = received(&mut owner, &[("number", "G5-0118")]).await;
    let list = format!("{lot}/received");
    assert!(owner.get(&list).await.text().contains("Nobody received it"));
    let ada = owner.enter_client("Ada", "Lovelace").await;
    let grace = owner.enter_client("Grace", "Hopper").await;
    applied(&house, &ada, &lot).await;
    wait(SignedDuration::from_hours(48));
    applied(&house, &ada, &lot).await;
    applied(&house, &grace, &other).await;
    let recall = [
        ("from", "Ink & Co"),
        ("notice", "Mycobacteria were found. Stop using it."),
    ];
    let answer = owner.post(&format!("{lot}/recall"), &recall).await;
    assert_eq!(answer.to(), format!("{list}?done=recalled"));
    let page = owner.get(&list).await.text();
    assert!(
        page.contains("1 client received it") && page.contains("Mycobacteria were found"),
        "{page}"
    );
    assert!(page.contains(&format!("href=\"{ada}\"")), "{page}");
    assert!(
        page.contains(&format!("href=\"{ada}/patch-tests\"")),
        "{page}"
    );
    assert!(!page.contains("Hopper"), "{page}");
    assert!(
        page.contains("15 January 2027") && page.contains("17 January 2027"),
        "{page}"
    );
    // Never used again, and not recalled twice.
    let page = owner.post(&format!("{lot}/open"), &[]).await.text();
    assert!(page.contains("state.wrong"), "{page}");
    let page = owner.post(&format!("{lot}/recall"), &recall).await.text();
    assert!(page.contains("state.wrong"), "{page}");
    let page = owner.get("/stock").await.text();
    assert!(page.contains("id=\"lots-recalled\""), "{page}");
}

#[tokio::test]
async fn a_certificate_is_held_against_the_limits() {
    let (_house, mut owner) = House::open().await;
    let lot = received(&mut owner, &[]).await;
    let path = format!("{lot}/certificates");
    let own = |lead: &'static str| {
        [
            ("kind", "reach"),
            ("reference", "Analysis 42"),
            ("on", "2026-10-01"),
            ("lead", lead),
            ("nickel", "1,5"),
        ]
    };
    let page = owner.post(&path, &own("little")).await.text();
    assert!(
        page.contains("id=\"f-lead-error\"") && page.contains("Analysis 42"),
        "{page}"
    );
    owner.post(&path, &own("0.7")).await.to();
    let page = owner.get(&lot).await.text();
    assert!(
        page.contains("above the limits") && page.contains("lead: 0.7 mg/kg"),
        "{page}"
    );
    assert!(
        page.contains("Below their limits: 1 of") && page.contains("Not analysed: mercury"),
        "{page}"
    );
}
