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

/// Two rooms in Prague.
pub async fn place(owner: &mut Browser) {
    let fields = [
        ("name", "Old Town"),
        ("address", "1 High Street"),
        ("jurisdiction", "GB-ENG"),
        ("zone", "Europe/Prague"),
        ("rooms", "Blue room\nGreen room"),
    ];
    owner.post("/studio/places", &fields).await.to();
}

/// What books a consultation on the first Monday of February 2027 in the first room of the first place.
pub async fn booking(owner: &mut Browser, client: &str) -> Vec<(&'static str, String)> {
    let id = client.rsplit('/').next().unwrap();
    let form = owner.get(&format!("/appointments/new?client={id}")).await;
    let chosen = |name: &str| form.value_after(&format!("id=\"f-{name}\""), "option value");
    vec![
        ("client", id.to_owned()),
        ("purpose", "consultation".to_owned()),
        ("practitioner", chosen("practitioner")),
        ("where", chosen("where")),
        ("minutes", "45".to_owned()),
        ("day", "2027-02-01".to_owned()),
        ("time", "10:00".to_owned()),
    ]
}

pub fn with<'a>(
    fields: &'a [(&'static str, String)],
    other: &[(&'static str, &'a str)],
) -> Vec<(&'static str, &'a str)> {
    let kept = fields
        .iter()
        .filter(|own| other.iter().all(|one| one.0 != own.0));
    let kept = kept.map(|(name, value)| (*name, value.as_str()));
    kept.chain(other.iter().copied()).collect()
}

/// A place, and an appointment of a client there.
pub async fn booked(owner: &mut Browser, client: &str) -> String {
    place(owner).await;
    let fields = booking(owner, client).await;
    let answer = owner.post("/appointments", &with(&fields, &[])).await;
    answer.to().split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_appointment_is_booked_and_stands_in_the_calendar_of_its_place() {
    let (house, mut owner) = House::open().await;
    assert!(owner.get("/calendar").await.text().contains("No place yet"));
    let client = owner.enter_client("Ada", "Lovelace").await;
    let list = format!("{client}/appointments");
    assert!(owner.get(&list).await.text().contains("Nothing booked yet"));
    let appointment = booked(&mut owner, &client).await;
    let page = owner.get(&appointment).await.text();
    assert!(page.contains("10:00–10:45 (Europe/Prague)"), "{page}");
    assert!(page.contains("Old Town, Blue room") && page.contains("Agreed"));
    let mut reader = house.person(Role::Reader).await;
    for path in [
        "/calendar?day=2027-02-01",
        "/calendar?day=2027-02-01&by=room",
        "/calendar?day=2027-02-03&view=week",
    ] {
        let page = reader.get(path).await.text();
        assert!(page.contains("10:00–10:45 Ada Lovelace"), "{path}: {page}");
    }
    assert!(
        !owner
            .get("/calendar?day=2027-02-02")
            .await
            .text()
            .contains("Ada")
    );
    assert!(
        owner
            .get(&list)
            .await
            .text()
            .contains("1 February 2027, 10:00–10:45")
    );
    let step = [("do", "cancel-client")];
    assert_eq!(
        reader.post(&appointment, &step).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn what_speaks_against_a_time_is_said_with_what_was_entered() {
    let (_house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    booked(&mut owner, &client).await;
    let other = owner.enter_client("Jan", "Novák").await;
    let fields = booking(&mut owner, &other).await;
    let page = owner
        .post("/appointments", &with(&fields, &[("time", "10:30")]))
        .await;
    let text = page.text();
    assert!(text.contains("appointment.practitioner_taken"), "{text}");
    assert!(
        text.contains("appointment.room_taken") && text.contains("value=\"10:30\""),
        "{text}"
    );
    let text = owner
        .post("/appointments", &with(&fields, &[("time", "03:00")]))
        .await
        .text();
    assert!(text.contains("appointment.outside_hours"), "{text}");
    let text = owner
        .post("/appointments", &with(&fields, &[("time", "soon")]))
        .await
        .text();
    assert!(text.contains("id=\"f-time-error\""), "{text}");
    // A session on the skin needs a patch test; no owner passes that over.
    let session = [
        ("purpose", "session.1.1"),
        ("time", "12:00"),
        ("reason", "I know her"),
    ];
    let text = owner
        .post("/appointments", &with(&fields, &session))
        .await
        .text();
    assert!(text.contains("appointment.patch_test"), "{text}");
    // What is administrative an owner passes over with a reason, which is kept.
    let night = [("time", "06:00"), ("reason", "She flies at noon")];
    let to = owner
        .post("/appointments", &with(&fields, &night))
        .await
        .to()
        .to_owned();
    assert!(owner.get(&to).await.text().contains("She flies at noon"));
    // A time that is offered books as it stands there; what is taken is not offered.
    let look = owner
        .post("/appointments", &with(&fields, &[("do", "look")]))
        .await;
    assert!(
        !look.text().contains("value=\"2027-02-01T10:00:00|"),
        "{}",
        look.text()
    );
    let slot = look.value_after("name=\"slot\"", "value");
    let to = owner
        .post("/appointments", &with(&fields, &[("slot", slot.as_str())]))
        .await;
    assert!(to.to().starts_with("/appointments/"));
}

#[tokio::test]
async fn an_appointment_is_moved_met_and_cancelled_with_its_window_said() {
    let (_house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let appointment = booked(&mut owner, &client).await;
    let early = owner.post(&appointment, &[("do", "arrive")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(
        early.text().contains("appointment.other_day"),
        "{}",
        early.text()
    );
    let page = owner.get(&appointment).await.text();
    assert!(page.contains("nothing of a deposit is kept"), "{page}");
    let fields = booking(&mut owner, &client).await;
    let to = [("time", "11:00"), ("by", "client"), ("do", "book")];
    let moved = owner
        .post(&format!("{appointment}/move"), &with(&fields, &to))
        .await;
    let moved = moved.to().split('?').next().unwrap().to_owned();
    assert!(
        owner
            .get(&appointment)
            .await
            .text()
            .contains("The appointment in its stead")
    );
    assert!(owner.get(&moved).await.text().contains("11:00–11:45"));
    // On the day itself: 1 February 2027, 9:00 in Prague, is an hour and more after it is too late for the whole deposit.
    let morning: jiff::Timestamp = "2027-02-01T08:00:00Z".parse().unwrap();
    crate::house::wait(morning.duration_since(crate::house::now()));
    let (_, mut owner) = (
        owner
            .sign_in(crate::house::OWNER, crate::house::PASSWORD)
            .await,
        owner,
    );
    assert!(owner.get(&moved).await.text().contains("keep 100 percent"));
    owner.post(&moved, &[("do", "arrive")]).await.to();
    owner.post(&moved, &[("do", "keep")]).await.to();
    assert!(owner.get(&moved).await.text().contains("Took place"));
    let late = owner.post(&moved, &[("do", "cancel-client")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_consultation_is_booked_for_an_enquiry() {
    let (house, mut owner) = House::open().await;
    place(&mut owner).await;
    let enquiry = asked(&house, &mut owner).await;
    let client = owner.enter_client("Jo", "Example").await;
    let id = enquiry.rsplit('/').next().unwrap();
    let mut fields = booking(&mut owner, &client).await;
    fields.push(("enquiry", id.to_owned()));
    owner.post("/appointments", &with(&fields, &[])).await.to();
    let page = owner.get(&enquiry).await.text();
    assert!(
        page.contains("A consultation is booked") && page.contains("/appointments/"),
        "{page}"
    );
    // It is booked once.
    let again = with(&fields, &[("time", "12:00")]);
    let text = owner.post("/appointments", &again).await.text();
    assert!(text.contains("state."), "{text}");
}

#[tokio::test]
async fn a_consultation_shows_the_ways_there_are() {
    let (_house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let list = format!("{client}/consultation");
    assert!(
        owner
            .get(&list)
            .await
            .text()
            .contains("Nothing talked over yet")
    );
    let consultation = owner.post(&list, &[]).await.to().to_owned();
    // Begun twice it is gone on with.
    assert_eq!(owner.post(&list, &[]).await.to(), consultation);
    let page = owner.get(&consultation).await.text();
    assert!(
        page.contains("Nothing that was told speaks against it"),
        "{page}"
    );
    assert!(
        page.contains("The ways there are") && page.contains("No hair grows"),
        "{page}"
    );
}

#[tokio::test]
async fn a_consultation_does_not_go_on_untold() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let consultation = owner.post(&format!("{client}/consultation"), &[]).await;
    let consultation = consultation.to().to_owned();
    let wrong = [("age", "old"), ("goals", "A shaved look")];
    let page = owner.post(&consultation, &wrong).await.text();
    assert!(
        page.contains("id=\"f-age-error\"") && page.contains("A shaved look"),
        "{page}"
    );
    let told = [
        ("age", "34"),
        ("goals", "A shaved look"),
        ("loss", "\"unclear\""),
        ("skin", "\"III\""),
        ("expects_regrowth", "true"),
        ("told_no_hair_grows", "false"),
        ("told_alternatives", "true"),
    ];
    owner.post(&consultation, &told).await.to();
    let page = owner.get(&consultation).await.text();
    assert!(
        page.contains("to be talked over first") || page.contains("too early"),
        "{page}"
    );
    assert!(
        page.contains("class=\"findings\"") && page.contains("value=\"34\""),
        "{page}"
    );
    let close = format!("{consultation}/close");
    let go_on = [("decision", "go_on")];
    let mut assistant = house.person(Role::Assistant).await;
    assert_eq!(
        assistant.post(&close, &go_on).await.status,
        StatusCode::FORBIDDEN
    );
    let page = owner.post(&close, &go_on).await.text();
    assert!(page.contains("consultation.untold"), "{page}");
    owner
        .post(&close, &[("decision", "think_it_over")])
        .await
        .to();
    let page = owner.get(&consultation).await.text();
    assert!(
        page.contains("Is thought over") && page.contains("It cannot be said"),
        "{page}"
    );
    // What is closed stays as it was.
    let again = owner.post(&consultation, &told).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}
