//! Adverse events by their pages: written down, judged, reported in the law's time, followed up, closed, and found again.

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::aftercare::links;
use crate::house::{Answer, Browser, House, now, wait};

/// A client at a place under a law, and the fields of an event.
async fn client_under(owner: &mut Browser, law: &str, zone: &str) -> String {
    let place = [
        ("name", "North Street"),
        ("address", "1 North Street"),
        ("jurisdiction", law),
        ("zone", zone),
        ("rooms", "1"),
    ];
    owner.post("/studio/places", &place).await.to();
    owner.enter_client("Jan", "Novák").await
}

/// Writes an event down by the form of its page; the event's page.
pub async fn written(owner: &mut Browser, client: &str, kind: &str) -> String {
    let form = owner.get(&format!("{client}/events/new")).await;
    let id = form.value_after("name=\"id\"", "value");
    let fields = [
        ("id", id.as_str()),
        ("kind", kind),
        ("words", "warm and swollen behind the left ear"),
        ("noticed", "2027-01-14"),
    ];
    let path = format!("{client}/events");
    let first = owner.post(&path, &fields).await.to().to_owned();
    // Sent twice it is one event.
    let second = owner.post(&path, &fields).await.to().to_owned();
    assert_eq!(first, second);
    first.split('?').next().unwrap().to_owned()
}

async fn judged(owner: &mut Browser, event: &str, severity: &str, reasons: &[&str]) -> Answer {
    let mut fields = vec![
        ("severity", severity),
        ("assess_words", "a doctor gave antibiotics"),
    ];
    fields.extend(reasons.iter().map(|own| ("reason", *own)));
    owner.post(&format!("{event}/assess"), &fields).await
}

async fn followed(owner: &mut Browser, event: &str) -> Answer {
    let later = now() + SignedDuration::from_hours(24 * 7);
    let day = later.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let fields = [
        ("follow_words", "healed, no trace"),
        ("look_day", day.as_str()),
        ("look_time", "09:00"),
    ];
    owner.post(&format!("{event}/follow-up"), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_infection_in_the_united_states_is_reported_within_fifteen_working_days() {
    let (house, mut owner) = House::open().await;
    let client = client_under(&mut owner, "US-IL", "America/Chicago").await;
    let event = written(&mut owner, &client, "infection").await;
    let page = owner.get("/clients").await.text();
    assert!(page.contains("<span class=\"count\">1"), "{page}");
    // An infection counts as serious by itself, whoever says otherwise; and nothing is followed up that nobody judged.
    let refused = judged(&mut owner, &event, "2", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let refused = refused.text();
    assert!(refused.contains("event.serious") && refused.contains("a doctor gave antibiotics"));
    assert_eq!(
        followed(&mut owner, &event).await.status,
        StatusCode::CONFLICT
    );
    judged(&mut owner, &event, "2", &["infection"]).await.to();
    // Known on Friday, 15 January 2027: the Birthday of Martin Luther King and the weekends do not count.
    let page = owner.get(&event).await.text();
    assert!(page.contains("due until 8 February 2027"), "{page}");
    let refused = followed(&mut owner, &event).await;
    assert!(
        refused.text().contains("event.report_due"),
        "{}",
        refused.text()
    );
    let alarms = owner.get("/alarms").await.text();
    assert!(
        alarms.contains("Send the report that the law asks for"),
        "{alarms}"
    );
    exported(&mut owner, &event).await;
    wait(SignedDuration::from_hours(24 * 25));
    let late = owner.get(&event).await.text();
    assert!(late.contains("was due on 8 February 2027"), "{late}");
    let sent = [("send_to", "FDA MedWatch"), ("reference", "")];
    owner.post(&format!("{event}/send"), &sent).await.to();
    followed(&mut owner, &event).await.to();
    let close = format!("{event}/close");
    let going = [("outcome", "recovering"), ("close_words", "still red")];
    let refused = owner.post(&close, &going).await;
    assert!(refused.text().contains("event.open") && refused.text().contains("still red"));
    let gone = [
        ("outcome", "recovered"),
        ("close_words", "healed without a trace"),
    ];
    let mut assistant = house.person(Role::Assistant).await;
    assert_eq!(
        assistant.post(&close, &gone).await.status,
        StatusCode::FORBIDDEN
    );
    owner.post(&close, &gone).await.to();
    let page = owner.get(&event).await.text();
    assert!(
        page.contains("Closed: It has gone") && page.contains("FDA MedWatch"),
        "{page}"
    );
    let page = owner.get("/alarms").await.text();
    assert!(
        page.contains("Nothing is open") && !page.contains("class=\"count\""),
        "{page}"
    );
}

/// The report names no client, on the page and in the file.
async fn exported(owner: &mut Browser, event: &str) {
    let print = owner.get(&format!("{event}/report")).await.text();
    assert!(
        print.contains("A1") && print.contains("Infection. warm and swollen"),
        "{print}"
    );
    assert!(!print.contains("Novák"), "{print}");
    let file = owner.get(&format!("{event}/report.json")).await;
    assert!(file.header("content-disposition").starts_with("attachment"));
    let read = file.json();
    assert_eq!(read["kind"], "infection");
    assert_eq!(read["serious_for"][0], "infection");
    assert_eq!(read["severity"], 2);
    let fields = read["fields"].as_array().unwrap();
    let at = |place: &str| fields.iter().find(|own| own["place"] == place).unwrap();
    assert_eq!(at("B3")["value"], "2027-01-14");
    assert_eq!(at("G3")["value"], "2027-01-15");
    assert!(!file.text().contains("Novák"));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_linked_to_the_session_its_lots_and_whoever_treated_and_found_by_them() {
    let (house, mut owner) = House::open().await;
    let ready = crate::sessions::ready(&mut owner).await;
    crate::sessions::ended(&mut owner, &ready).await;
    let client = &ready.client;
    let session = ready.session.rsplit('/').next().unwrap();
    let form = owner
        .get(&format!("{client}/events/new?session={session}"))
        .await;
    let id = form.value_after("name=\"id\"", "value");
    let mut fields = vec![
        ("id", id.as_str()),
        ("kind", "uneven_pigment"),
        ("session", session),
        ("words", "a pale stripe"),
        ("noticed", "2031-01-01"),
    ];
    let path = format!("{client}/events");
    let refused = owner.post(&path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("f-noticed-error") && refused.text().contains("a pale stripe"));
    fields.pop();
    let picture = include_bytes!("../../../../examples/practice-head/front.jpg");
    let event = owner.upload(&path, picture, &fields).await.to().to_owned();
    let event = event.split('?').next().unwrap();
    let page = owner.get(event).await.text();
    assert!(
        page.contains("Graphite 5") && page.contains("Olga Ondrová"),
        "{page}"
    );
    assert_eq!(links(&page, "/photographs/").len(), 1, "{page}");
    // In England no clock is known: it is judged and nothing has to be reported.
    judged(&mut owner, event, "1", &[]).await.to();
    assert!(owner.get(event).await.text().contains("Judged"));
    let stock = owner.get("/stock").await.text();
    let lots = links(&stock, "/stock/");
    let lots = lots.iter().map(|own| own.rsplit('/').next().unwrap());
    let lots: Vec<&str> = lots.filter(|own| own.len() == 36).collect();
    let used = lots.iter().find(|own| page.contains(**own)).unwrap();
    let shows = async |owner: &mut Browser, query: &str| {
        let list = owner.get(&format!("/events?{query}")).await.text();
        list.contains(event)
    };
    assert!(shows(&mut owner, "").await);
    assert!(
        shows(
            &mut owner,
            &format!("lot={used}&kind=uneven_pigment&state=assessed")
        )
        .await
    );
    assert!(!shows(&mut owner, "kind=infection").await);
    assert!(!shows(&mut owner, "state=closed").await);
    assert!(!shows(&mut owner, &format!("lot={id}")).await);
    assert!(!shows(&mut owner, &format!("practitioner={id}")).await);
    let mut reader = house.person(Role::Reader).await;
    assert!(shows(&mut reader, "").await);
    assert_eq!(
        reader.post(&path, &fields).await.status,
        StatusCode::FORBIDDEN
    );
}
