//! Calendar feeds, read as another calendar reads them.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use pointil_storage::Role;

use crate::diary::booked;
use crate::house::{Browser, House};

/// A content line of iCalendar, unfolded: its name without parameters, and its value.
type Line = (String, String);

/// Reads a feed by the grammar of RFC 5545 §3.1 and §3.6; panics where it is not kept.
fn read(text: &str) -> Vec<Vec<Line>> {
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    let whole = text.replace("\r\n ", "");
    let lines: Vec<Line> = whole
        .lines()
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            let name = name.split(';').next().unwrap();
            let is_name = |c: char| c.is_ascii_uppercase() || c == '-';
            assert!(!name.is_empty() && name.chars().all(is_name), "{line}");
            (name.to_owned(), value.to_owned())
        })
        .collect();
    let (first, last) = (lines.first().unwrap(), lines.last().unwrap());
    assert_eq!((first.0.as_str(), first.1.as_str()), ("BEGIN", "VCALENDAR"));
    assert_eq!((last.0.as_str(), last.1.as_str()), ("END", "VCALENDAR"));
    let mut events: Vec<Vec<Line>> = Vec::new();
    let mut inside = false;
    for (name, value) in lines {
        match (name.as_str(), value.as_str()) {
            ("BEGIN", "VEVENT") => {
                assert!(!inside);
                (inside, _) = (true, events.push(Vec::new()));
            }
            ("END", "VEVENT") => inside = false,
            _ if inside => events.last_mut().unwrap().push((name, value)),
            _ => (),
        }
    }
    for event in &events {
        for once in ["UID", "DTSTAMP", "DTSTART", "DTEND", "STATUS"] {
            let found = event.iter().filter(|line| line.0 == once).count();
            assert_eq!(found, 1, "{once} in {event:?}");
        }
    }
    events
}

fn value<'a>(event: &'a [Line], name: &str) -> &'a str {
    let found = event.iter().find(|line| line.0 == name);
    found.map_or("", |line| line.1.as_str())
}

/// Makes a feed; answers with the path of its secret address.
async fn made(owner: &mut Browser, after: &str) -> String {
    // Lists are in the order of time.
    crate::house::wait(jiff::SignedDuration::from_secs(1));
    let form = owner.get("/calendar/feeds").await;
    let of = form.value_after(after, "value");
    let page = owner.post("/calendar/feeds", &[("of", &of)]).await.text();
    let (_, address) = page
        .split_once("<p class=\"code\">http://studio.test")
        .unwrap();
    address.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn another_calendar_reads_times_and_places_and_nothing_else() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let appointment = booked(&mut owner, &client).await;
    let address = made(&mut owner, "id=\"f-of\"").await;
    // It is kept as a hash and shown once.
    let secret = address.rsplit('/').next().unwrap();
    assert!(!owner.get("/calendar/feeds").await.text().contains(secret));
    let mut stranger = house.browser();
    let answer = stranger.get(&address).await;
    assert_eq!(
        answer.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    let text = answer.text();
    let events = read(&text);
    assert_eq!(events.len(), 1);
    let event = &events[0];
    assert_eq!(value(event, "DTSTART"), "20270201T090000Z");
    assert_eq!(value(event, "DTEND"), "20270201T094500Z");
    assert_eq!(value(event, "LOCATION"), "1 High Street");
    assert_eq!(value(event, "STATUS"), "CONFIRMED");
    assert!(!text.contains("Ada") && !text.to_lowercase().contains("consult"));
    // Asked again it has not changed.
    let tag = answer.header("etag").to_owned();
    let again = stranger
        .request(Method::GET, &address)
        .header("if-none-match", &tag);
    let again = stranger.ask(again.body(Body::empty()).unwrap()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.bytes.is_empty());
    crate::house::wait(jiff::SignedDuration::from_secs(90));
    assert_eq!(stranger.get(&address).await.text(), text);
    owner
        .post(&appointment, &[("do", "cancel-studio")])
        .await
        .to();
    let changed = stranger.get(&address).await;
    assert_ne!(changed.header("etag"), tag);
    let events = read(&changed.text());
    assert_eq!(value(&events[0], "STATUS"), "CANCELLED");
    assert_eq!(value(&events[0], "SEQUENCE"), "1");
    // The first part of the identifier stays, so that the other calendar knows it again.
    assert_eq!(value(&events[0], "UID"), value(event, "UID"));
}

#[tokio::test]
async fn a_feed_of_a_room_shows_that_room_and_a_closed_one_nothing() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    booked(&mut owner, &client).await;
    let blue = made(&mut owner, "Old Town</option>").await;
    let green = made(&mut owner, "Blue room</option>").await;
    let mut stranger = house.browser();
    assert_eq!(read(&stranger.get(&blue).await.text()).len(), 1);
    assert_eq!(read(&stranger.get(&green).await.text()).len(), 0);
    let mut reader = house.person(Role::Reader).await;
    let list = owner.get("/calendar/feeds").await;
    // The newest is the first of the list.
    let close = list.value_after("class=\"list\"", "action");
    assert_eq!(reader.post(&close, &[]).await.status, StatusCode::FORBIDDEN);
    owner.post(&close, &[]).await.to();
    assert_eq!(stranger.get(&green).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&blue).await.status, StatusCode::OK);
    let unknown = format!("/feeds/{}", "0".repeat(64));
    assert_eq!(stranger.get(&unknown).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.post(&close, &[]).await.status, StatusCode::CONFLICT);
    let page = owner.post("/calendar/feeds", &[("of", "all")]).await.text();
    assert!(page.contains("id=\"f-of-error\""), "{page}");
}
