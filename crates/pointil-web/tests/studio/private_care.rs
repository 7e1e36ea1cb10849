//! After a session, by a private link: care at home, check-ins that say what to do, the review.

#![allow(
    clippy::too_many_lines,
    reason = "each test is one story from beginning to end"
)]

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_practice::review::{Review, ReviewTime};
use pointil_storage::{ClientId, NewRecord, Store};

use crate::house::{Answer, Browser, House, now, wait};
use crate::private_records::{fields, id, keep, linked, record};

#[tokio::test(flavor = "multi_thread")]
async fn care_at_home_is_read_day_by_day() {
    let (house, mut owner) = House::open().await;
    let ready = crate::sessions::ended_early(&mut owner).await;
    let link = linked(&mut owner, &ready.client, &[&ready.session]).await;
    let mut jan = house.browser();
    let own = record(&link, &ready.session);
    let page = jan.get(&own).await;
    let text = page.text();
    assert!(
        text.contains("Do not wash your scalp") && text.contains("emergency number"),
        "{text}"
    );
    let first = page.value_after("open id=\"today\"", "class");
    assert_eq!(first, "tag");
    let today = |text: &str| {
        let (_, rest) = text.split_once("id=\"today\"><summary>").unwrap();
        rest.split(' ').take(2).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(today(&text), "The day");
    wait(SignedDuration::from_hours(7 * 24));
    let text = jan.get(&own).await.text();
    assert!(today(&text).starts_with("Day"), "{text}");
    let (_, now) = text.split_once("id=\"today\"").unwrap();
    let (now, _) = now.split_once("</details>").unwrap();
    assert!(
        !now.contains("Do not wash your scalp") && now.contains("lukewarm"),
        "{now}"
    );
}

/// A client's records of a kind, oldest first, as paths.
async fn of_kind(house: &House, client: &str, kind: &str) -> Vec<String> {
    let client: ClientId = id(client).parse().unwrap();
    let (store, kinds) = (house.app.store(), [kind]);
    let found = store.client_records(house.studio().await, client, &kinds);
    let found = found.await.unwrap().into_iter();
    found.map(|own| own.head.id.to_string()).collect()
}

/// The studio's telephone, by its page.
pub async fn reachable(owner: &mut Browser, number: &str) -> Answer {
    let page = owner.get("/studio").await;
    let revision = page.value_after("name=\"revision\"", "value");
    let fields = [
        ("studio_name", "Still Point"),
        ("time_zone", "Europe/Prague"),
        ("currency", "EUR"),
        ("keeping_years", "10"),
        ("phone", number),
        ("revision", revision.as_str()),
    ];
    owner.post("/studio", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_says_at_once_what_to_do() {
    let (house, mut owner) = House::open().await;
    let wrong = reachable(&mut owner, "ask Olga").await.text();
    assert!(wrong.contains("id=\"f-phone-error\"") && wrong.contains("ask Olga"));
    reachable(&mut owner, "+420 601 234 567").await.to();
    let ready = crate::sessions::ended_early(&mut owner).await;
    let asked = of_kind(&house, &ready.client, "check_in").await;
    let [first, second, ..] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    let link = linked(&mut owner, &ready.client, &[first, second, &ready.session]).await;
    let mut jan = house.browser();
    let own = record(&link, first);
    // What is not whole keeps nobody from help.
    let form = [("symptom", "breathing")];
    let answer = jan.post(&own, &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = answer.text();
    assert!(
        text.contains("call the emergency number now") && text.contains("f-pain-error"),
        "{text}"
    );
    let well = [("none", "yes"), ("pain", "1")];
    assert!(jan.post(&own, &well).await.to().ends_with("done=you-told"));
    let page = jan.get(&own).await.text();
    assert!(
        page.contains("Nothing that you told us is unusual"),
        "{page}"
    );
    // The same again does nothing; another answer is not taken.
    assert!(jan.post(&own, &well).await.to().ends_with("done=you-told"));
    let other = [("symptom", "fever"), ("pain", "1")];
    assert_eq!(jan.post(&own, &other).await.status, StatusCode::CONFLICT);
    // A red flag with a photograph.
    let own = record(&link, second);
    let picture = include_bytes!("../../../../examples/practice-head/top.jpg");
    let before = of_photographs(&house, &ready.client).await;
    let told = [("symptom", "fever"), ("pain", "5"), ("pose", "top")];
    assert!(
        jan.upload(&own, picture, &told)
            .await
            .to()
            .ends_with("you-told")
    );
    let page = jan.get(&own).await.text();
    for part in [
        "Please see a doctor today",
        "tel:+420 601 234 567",
        "role=\"alert\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(of_photographs(&house, &ready.client).await, before + 1);
    let seen = owner.get(&format!("/check-ins/{second}")).await.text();
    assert!(
        seen.contains("Somebody must act") && seen.contains("/thumbnail"),
        "{seen}"
    );
    tells_unasked(&house, &mut owner, (&link, &ready)).await;
}

async fn of_photographs(house: &House, client: &str) -> usize {
    let client: ClientId = id(client).parse().unwrap();
    let store = house.app.store();
    store
        .photographs(house.studio().await, client)
        .await
        .unwrap()
        .len()
}

/// At any time a client tells of themselves, once for the same words.
async fn tells_unasked(
    house: &House,
    owner: &mut Browser,
    (link, ready): (&str, &crate::sessions::Ready),
) {
    let mut jan = house.browser();
    let own = record(link, &ready.session);
    assert!(
        jan.get(&own)
            .await
            .text()
            .contains("Tell the studio how it heals")
    );
    let empty = jan.post(&own, &[("pain", "2")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("f-symptom-error"));
    let told = [("symptom", "breathing"), ("pain", "2")];
    let first = jan.post(&own, &told).await.to().to_owned();
    assert_eq!(jan.post(&own, &told).await.to(), first);
    let page = jan.get(first.split('?').next().unwrap()).await.text();
    assert!(
        page.contains("call the emergency number now") && page.contains("tel:112"),
        "{page}"
    );
    let seen = owner
        .get(&format!("/check-ins/{}", id(&first)))
        .await
        .text();
    assert!(seen.contains("Somebody must act"), "{seen}");
    // Large files are read from nobody who has no link, and from nobody beyond the bound.
    let large = vec![0; 70 << 20];
    let stranger = record("/look/nothing", &ready.session);
    assert_eq!(
        jan.upload(&stranger, &large, &told).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        jan.upload(&own, &large, &told).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_answered_at_home() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Jan", "Novák").await;
    let whose: ClientId = id(&client).parse().unwrap();
    let review = Store::new_record_id(now()).unwrap();
    let of = |own: uuid::Uuid| pointil_practice::id::RecordId(own);
    let (zone, who) = (
        "Europe/Prague".parse().unwrap(),
        pointil_practice::id::ClientId(whose.to_uuid()),
    );
    let planned = Review::plan(
        of(review.to_uuid()),
        who,
        pointil_practice::id::PersonId(whose.to_uuid()),
        ReviewTime::Healed,
        jiff::civil::date(2027, 1, 15),
        &zone,
    );
    let new = NewRecord {
        id: review,
        fields: fields(whose, &planned),
    };
    keep(&house, vec![new]).await;
    let review = review.to_string();
    let link = linked(&mut owner, &client, &[&review]).await;
    let mut jan = house.browser();
    let own = record(&link, &review);
    assert!(jan.get(&own).await.text().contains("How satisfied are you"));
    let half = jan.post(&own, &[("satisfaction", "2")]).await;
    assert_eq!(half.status, StatusCode::CONFLICT, "{}", half.text());
    let whole = [
        ("satisfaction", "2"),
        ("again", "yes"),
        ("words", "Softer than I feared"),
    ];
    assert!(
        jan.post(&own, &whole)
            .await
            .to()
            .ends_with("done=you-answered")
    );
    assert!(
        jan.get(&own)
            .await
            .text()
            .contains("The studio has your answers")
    );
    let seen = owner.get(&format!("/reviews/{review}")).await.text();
    assert!(seen.contains("Softer than I feared"), "{seen}");
}
