//! Messages: queued with the records that cause them, sent to a mail server of the test's own, and settled by the studio.

use pointil_storage::{ClientId, Message, MessageState};

use crate::diary::{booked, booking, with};
use crate::house::{Browser, House};

/// A client with an address; answers with the path of their record.
async fn client(owner: &mut Browser) -> String {
    let fields = [
        ("given_name", "Ada"),
        ("family_name", "Lovelace"),
        ("email", "ada@example.org"),
    ];
    let answer = owner.post("/clients", &fields).await;
    answer.to().split('?').next().unwrap().to_owned()
}

fn client_id(path: &str) -> ClientId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// The messages to a client.
async fn messages(house: &House, client: &str) -> Vec<Message> {
    let store = house.app.store();
    let found = store.messages(house.studio().await, client_id(client));
    found.await.unwrap()
}

/// Their templates, when they are due, and where they stand.
async fn told(house: &House, client: &str) -> Vec<(String, String, &'static str)> {
    let found = messages(house, client).await.into_iter();
    let mut told: Vec<_> = found
        .map(|own| (own.template, own.due.to_string(), own.state.as_str()))
        .collect();
    told.sort_by(|one, other| one.1.cmp(&other.1));
    told
}

fn is(template: &str, due: &str, state: &'static str) -> (String, String, &'static str) {
    (template.to_owned(), due.to_owned(), state)
}

#[tokio::test]
async fn an_appointment_queues_its_messages_and_a_move_withdraws_them() {
    let (house, mut owner) = House::open().await;
    let client = client(&mut owner).await;
    let appointment = booked(&mut owner, &client).await;
    // Monday, ten in Prague.
    let first = [
        is("appointment_confirmed", "2027-01-15T08:00:00Z", "queued"),
        is("appointment_reminder", "2027-01-30T09:00:00Z", "queued"),
        is("appointment_reminder", "2027-01-31T09:00:00Z", "queued"),
    ];
    assert_eq!(told(&house, &client).await, first);
    let fields = booking(&mut owner, &client).await;
    let to = [
        ("day", "2027-02-02"),
        ("time", "08:30"),
        ("by", "client"),
        ("do", "book"),
        ("reason", "She asked for it"),
    ];
    let moved = owner
        .post(&format!("{appointment}/move"), &with(&fields, &to))
        .await;
    moved.to();
    let now = told(&house, &client).await;
    let withdrawn = now.iter().filter(|own| own.2 == "withdrawn").count();
    assert_eq!((now.len(), withdrawn), (6, 3), "{now:?}");
    let queued: Vec<_> = now.iter().filter(|own| own.2 == "queued").collect();
    // Nobody is written to before nine: the evening before.
    assert_eq!(queued[1].1, "2027-01-30T18:00:00Z");
    assert_eq!(queued[2].1, "2027-01-31T18:00:00Z");
    // No link and no name stand in the queue.
    for one in messages(&house, &client).await {
        assert!(!one.parameters.contains("http") && !one.parameters.contains("Ada"));
    }
}

#[tokio::test]
async fn whoever_wants_no_reminders_gets_none_and_news_need_a_yes() {
    let (house, mut owner) = House::open().await;
    let client = client(&mut owner).await;
    booked(&mut owner, &client).await;
    let say =
        |kind: &'static str, says: &'static str| [("kind", kind), ("how", "aloud"), ("says", says)];
    let consents = format!("{client}/consents");
    owner.post(&consents, &say("messages", "no")).await.to();
    let queued =
        |all: &[(String, String, &str)]| all.iter().filter(|own| own.2 == "queued").count();
    assert_eq!(queued(&told(&house, &client).await), 3);
    crate::house::wait(jiff::SignedDuration::from_secs(5));
    owner.post(&consents, &say("reminders", "no")).await.to();
    let now = told(&house, &client).await;
    assert_eq!((queued(&now), now.len()), (0, 3), "{now:?}");
    // What is booked from now on queues nothing.
    let fields = booking(&mut owner, &client).await;
    let answer = owner
        .post("/appointments", &with(&fields, &[("time", "14:00")]))
        .await;
    answer.to();
    assert_eq!(messages(&house, &client).await.len(), 3);
}

#[tokio::test]
async fn a_client_without_an_address_is_told_by_the_studio() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Jan", "Novák").await;
    booked(&mut owner, &client).await;
    assert_eq!(messages(&house, &client).await.len(), 0);
}

#[tokio::test]
async fn whoever_holds_a_licence_is_told_before_it_ends() {
    let (house, mut owner) = House::open().await;
    let form = owner.get("/studio/credentials").await;
    let holder = form.value_after("id=\"f-holder\"", "option value");
    let licence = [
        ("holder", holder.as_str()),
        ("kind", "body-art licence or registration"),
        ("issuer", "City of Cardiff"),
        ("valid_from", "2026-01-01"),
        ("valid_until", "2027-02-20"),
    ];
    owner.post("/studio/credentials", &licence).await.to();
    let store = house.app.store();
    let queued = store.messages_in(house.studio().await, MessageState::Queued, None, 10);
    let queued = queued.await.unwrap().messages;
    // 60 days before its end are over already: that one goes at once.
    let due: Vec<_> = queued.iter().map(|own| own.due.to_string()).collect();
    assert_eq!(
        due,
        [
            "2027-02-13T08:00:00Z",
            "2027-01-21T08:00:00Z",
            "2026-12-22T08:00:00Z"
        ]
    );
    assert!(
        queued
            .iter()
            .all(|own| own.recipient == crate::house::OWNER)
    );
}
