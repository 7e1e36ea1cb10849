//! Messages: queued with the records that cause them, sent to a mail server of the test's own, and settled by the studio.

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_practice::aftercare::PlannedCheckIn;
use pointil_practice::check_in::CheckIn;
use pointil_practice::{ContentHash, PracticeRecord, id, to_document};
use pointil_storage::{
    Act, Actor, ClientId, Document, Message, MessageState, NewRecord, RecordChanges, RecordFields,
    RecordId, Role, Store,
};
use pointil_web::{Stop, ask_back, go_round};

use crate::diary::{booked, booking, with};
use crate::house::{Browser, House, now, wait};
use crate::sink::{Do, Mail, Sink};

/// A client with an address; answers with the path of their record.
async fn client(owner: &mut Browser) -> String {
    let fields = [
        ("given_name", "Ada"),
        ("family_name", "Lovelace"),
        ("email", "ada@example.org"),
        ("confirmed", "yes"),
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
    wait(SignedDuration::from_secs(5));
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

/// A studio that sends to a server of the test's own.
async fn posting() -> (House, Browser, Sink) {
    let sink = Sink::open();
    let (house, owner) = House::open_with(&settings(&sink.port.to_string(), "none")).await;
    (house, owner, sink)
}

/// A mail server at this port of the machine itself.
pub fn settings<'a>(port: &'a str, tls: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("public_address", "http://studio.test"),
        ("mail_host", "127.0.0.1"),
        ("mail_port", port),
        ("mail_tls", tls),
        ("mail_from", "Still Point <post@studio.test>"),
    ]
}

/// One round of the program.
async fn round(house: &House) {
    go_round(&house.app, &Stop::new().1).await.unwrap();
}

/// A client with an agreed appointment, of which the confirmation is due now.
async fn told_soon(owner: &mut Browser) -> String {
    let client = client(owner).await;
    booked(owner, &client).await;
    client
}

async fn confirmation(house: &House, client: &str) -> Message {
    let all = messages(house, client).await.into_iter();
    let mut found = all.filter(|own| own.template == "appointment_confirmed");
    found.next().unwrap()
}

/// The record that the link in a mail opens; none when it is closed.
async fn opens(house: &House, mail: &Mail) -> Option<String> {
    let text = mail.text();
    let (_, token) = text.split_once("http://studio.test/look/").unwrap();
    let token = token.split_whitespace().next().unwrap();
    let store = house.app.store();
    let link = store.link_by_token(token, now()).await.unwrap()?;
    assert!(link.versions.is_empty());
    Some(link.records[0].to_string())
}

#[tokio::test]
async fn a_message_arrives_with_its_words_and_a_link_made_for_it() {
    let (house, mut owner, sink) = posting().await;
    let fields = [
        ("given_name", "Zoë"),
        ("family_name", "Novák"),
        ("email", "zoe@example.org"),
    ];
    let client = owner.post("/clients", &fields).await;
    let client = client.to().split('?').next().unwrap().to_owned();
    let appointment = booked(&mut owner, &client).await;
    round(&house).await;
    let [mail] = &sink.mails()[..] else {
        panic!("{:?}", sink.mails());
    };
    assert_eq!(mail.to, "zoe@example.org");
    assert_eq!(mail.header("Subject"), "Your appointment at Still Point");
    assert!(mail.header("From").contains("<post@studio.test>"));
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert!(mail.header("Content-Type").starts_with("text/plain"));
    let kept = confirmation(&house, &client).await;
    assert_eq!(kept.state, MessageState::Sent);
    assert_eq!(mail.header("Message-ID"), kept.message_id("studio.test"));
    let text = mail.text();
    assert!(text.starts_with("Hello Zoë,"), "{text}");
    assert!(
        text.contains("on Monday, 1 February 2027 at 10:00, at 1 High Street."),
        "{text}"
    );
    let opened = opens(&house, mail).await;
    assert_eq!(opened.as_deref(), appointment.rsplit('/').next());
    // What was sent is not kept, and not sent again.
    assert_eq!(kept.parameters, "");
    round(&house).await;
    assert_eq!(sink.mails().len(), 1);
    // The reminders come at their time.
    wait(SignedDuration::from_hours(24 * 16 + 5));
    round(&house).await;
    round(&house).await;
    let subjects: Vec<_> = sink
        .mails()
        .iter()
        .map(|own| own.header("Subject"))
        .collect();
    assert_eq!(subjects[1], "Your appointment on Monday, 1 February 2027");
    assert_eq!(sink.mails().len(), 3);
}

#[tokio::test]
async fn what_is_put_off_is_tried_again_with_another_link() {
    let (house, mut owner, sink) = posting().await;
    let client = told_soon(&mut owner).await;
    sink.order(&[Do::Text("451 try again later"), Do::Take]);
    round(&house).await;
    let kept = confirmation(&house, &client).await;
    let at = (kept.state, kept.attempts, kept.fault.as_deref());
    assert_eq!(at, (MessageState::Queued, 1, Some("put_off")));
    // Not before its time.
    round(&house).await;
    assert_eq!(sink.mails().len(), 0);
    wait(SignedDuration::from_secs(61));
    round(&house).await;
    assert_eq!(sink.mails().len(), 1);
    assert_eq!(
        confirmation(&house, &client).await.state,
        MessageState::Sent
    );
    let store = house.app.store();
    let links = store.links(house.studio().await, client_id(&client)).await;
    let open: Vec<_> = links.unwrap();
    let revoked = open.iter().filter(|own| own.revoked_at.is_some()).count();
    assert_eq!((open.len(), revoked), (2, 1));
    assert!(opens(&house, &sink.mails()[0]).await.is_some());
}

#[tokio::test]
async fn an_address_that_is_refused_is_not_tried_again() {
    let (house, mut owner, sink) = posting().await;
    let client = told_soon(&mut owner).await;
    sink.order(&[Do::Address("550 nobody of that name")]);
    round(&house).await;
    let kept = confirmation(&house, &client).await;
    let at = (kept.state, kept.fault.as_deref());
    assert_eq!(at, (MessageState::Failed, Some("refused_address")));
    wait(SignedDuration::from_hours(24));
    round(&house).await;
    assert_eq!(sink.mails().len(), 0);
}

#[tokio::test]
async fn only_what_was_cut_off_in_the_hand_over_is_uncertain() {
    let (house, mut owner, sink) = posting().await;
    let client = told_soon(&mut owner).await;
    // Twice, for a connection that broke is opened anew once.
    sink.order(&[Do::CutAtData, Do::CutAtData]);
    round(&house).await;
    let kept = confirmation(&house, &client).await;
    let at = (kept.state, kept.fault.as_deref());
    assert_eq!(at, (MessageState::Queued, Some("no_connection")));
    wait(SignedDuration::from_secs(61));
    sink.order(&[Do::CutInText]);
    round(&house).await;
    let kept = confirmation(&house, &client).await;
    assert_eq!(kept.state, MessageState::Uncertain);
    assert_eq!(sink.mails().len(), 0);
    // Never again by itself.
    wait(SignedDuration::from_hours(24));
    round(&house).await;
    assert_eq!(sink.mails().len(), 0);
}

#[tokio::test]
async fn a_message_that_arrived_unanswered_is_uncertain_too() {
    let (house, mut owner, sink) = posting().await;
    let client = told_soon(&mut owner).await;
    sink.order(&[Do::CutAfterText]);
    round(&house).await;
    let kept = confirmation(&house, &client).await;
    assert_eq!(kept.state, MessageState::Uncertain);
    // Its link is open, for it did arrive.
    assert!(opens(&house, &sink.mails()[0]).await.is_some());
}

#[tokio::test]
async fn a_connection_that_breaks_once_is_opened_anew_and_one_serves_many() {
    let (house, mut owner, sink) = posting().await;
    told_soon(&mut owner).await;
    sink.order(&[Do::CutAtData]);
    round(&house).await;
    assert_eq!((sink.mails().len(), sink.connections()), (1, 2));
    let before = sink.connections();
    let other = client(&mut owner).await;
    let times = ["12:00", "13:00", "14:00"];
    for time in times {
        let fields = booking(&mut owner, &other).await;
        let answer = owner
            .post("/appointments", &with(&fields, &[("time", time)]))
            .await;
        answer.to();
    }
    round(&house).await;
    assert_eq!((sink.mails().len(), sink.connections()), (4, before + 1));
}

#[tokio::test]
async fn nothing_is_sent_unencrypted_where_encryption_is_asked_for() {
    let sink = Sink::open();
    let port = sink.port.to_string();
    let (house, mut owner) = House::open_with(&settings(&port, "starttls")).await;
    let client = told_soon(&mut owner).await;
    round(&house).await;
    let kept = confirmation(&house, &client).await;
    let at = (kept.state, kept.fault.as_deref());
    assert_eq!(at, (MessageState::Queued, Some("no_encryption")));
    assert_eq!(sink.mails().len(), 0);
}

#[tokio::test]
async fn messages_wait_while_no_server_answers_and_are_not_sent_too_late() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port().to_string();
    drop(closed);
    let (house, mut owner) = House::open_with(&settings(&port, "none")).await;
    let client = told_soon(&mut owner).await;
    round(&house).await;
    let kept = confirmation(&house, &client).await;
    let at = (kept.state, kept.fault.as_deref());
    assert_eq!(at, (MessageState::Queued, Some("no_connection")));
    // No link was made for what could not be sent.
    let store = house.app.store();
    let links = store.links(house.studio().await, client_id(&client)).await;
    assert_eq!(links.unwrap().len(), 0);
}

#[tokio::test]
async fn what_came_too_late_is_not_sent() {
    let (house, mut owner, sink) = posting().await;
    let client = told_soon(&mut owner).await;
    wait(SignedDuration::from_hours(24 * 20));
    round(&house).await;
    let kept = confirmation(&house, &client).await;
    let at = (kept.state, kept.fault.as_deref());
    assert_eq!(at, (MessageState::Failed, Some("too_late")));
    assert_eq!(sink.mails().len(), 0);
}

#[tokio::test]
async fn what_failed_is_settled_by_a_person() {
    let (house, mut owner, sink) = posting().await;
    let client = told_soon(&mut owner).await;
    assert!(
        owner
            .get("/studio/messages?part=decide")
            .await
            .text()
            .contains("Nothing to decide")
    );
    sink.order(&[Do::Address("550 nobody of that name")]);
    round(&house).await;
    let page = owner.get("/studio/messages").await;
    let text = page.text();
    assert!(text.contains("does not know this address"), "{text}");
    assert!(text.contains(">Ada Lovelace</a>") && text.contains("To decide (1)"));
    let settle = page.value_after("class=\"facts\"", "action");
    let mut reader = house.person(Role::Reader).await;
    let again = [("decide", "again")];
    assert_eq!(
        reader.post(&settle, &again).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        owner.post(&settle, &[("decide", "burn")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    owner.post(&settle, &again).await.to();
    round(&house).await;
    assert_eq!(sink.mails().len(), 1);
    assert!(opens(&house, &sink.mails()[0]).await.is_some());
    let list = owner.get("/studio/messages?part=sent").await.text();
    assert!(list.contains("An appointment is agreed"), "{list}");
    // What was sent is not to be decided on.
    assert_eq!(
        owner.post(&settle, &again).await.status,
        StatusCode::CONFLICT
    );
    let own = owner.get(&format!("{client}/messages")).await.text();
    assert!(own.contains("ada@example.org") && own.contains("Sent"));
}

#[tokio::test]
async fn what_is_uncertain_is_sent_again_with_a_new_link_alone() {
    let (house, mut owner, sink) = posting().await;
    told_soon(&mut owner).await;
    sink.order(&[Do::CutAfterText]);
    round(&house).await;
    let page = owner.get("/studio/messages").await;
    assert!(page.text().contains("nobody knows whether it arrived"));
    let settle = page.value_after("class=\"facts\"", "action");
    owner.post(&settle, &[("decide", "again")]).await.to();
    round(&house).await;
    let mails = sink.mails();
    assert_eq!(mails.len(), 2);
    // A mail program that gets both knows that they are one.
    assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
    assert!(opens(&house, &mails[0]).await.is_none());
    assert!(opens(&house, &mails[1]).await.is_some());
}

#[tokio::test]
async fn somebody_sends_a_message_to_themselves() {
    let (house, mut owner, sink) = posting().await;
    owner.post("/studio/messages/test", &[]).await.to();
    round(&house).await;
    let mails = sink.mails();
    assert_eq!(mails[0].to, crate::house::OWNER);
    let text = mails[0].text();
    assert!(text.contains("Hello Olga Ondrová"), "{text}");
    assert!(
        text.contains("here: http://studio.test\n")
            || text.contains("here: http://studio.test\r\n")
    );
}

#[tokio::test]
async fn without_a_mail_server_the_page_says_so_and_messages_wait() {
    let (house, mut owner) = House::open().await;
    told_soon(&mut owner).await;
    round(&house).await;
    let page = owner.get("/studio/messages").await.text();
    assert!(
        page.contains("No mail server is set") && page.contains("Waiting (3)"),
        "{page}"
    );
}

#[tokio::test]
async fn an_address_that_comes_later_is_written_what_is_still_of_use() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Jan", "Novák").await;
    booked(&mut owner, &client).await;
    let page = owner.get(&format!("{client}/messages")).await.text();
    assert!(page.contains("No address: tell them yourself"), "{page}");
    assert!(
        owner
            .get(&client)
            .await
            .text()
            .contains("tell them yourself")
    );
    let fields = [
        ("given_name", "Jan"),
        ("family_name", "Novák"),
        ("email", "jan@example.org"),
        ("revision", "1"),
    ];
    owner.post(&format!("{client}/edit"), &fields).await.to();
    let now = told(&house, &client).await;
    assert_eq!(
        now.iter().filter(|own| own.2 == "queued").count(),
        3,
        "{now:?}"
    );
}

/// Keeps a record as it is, without what would follow from it.
async fn keep<R: PracticeRecord>(house: &House, client: Option<ClientId>, id: RecordId, own: &R) {
    let text = String::from_utf8(to_document(own).unwrap()).unwrap();
    let hash = ContentHash::of_bytes(text.as_bytes()).to_string();
    let fields = RecordFields {
        kind: R::KIND.name().to_owned(),
        client,
        state: own.state().to_owned(),
        span: None,
        due: own.due(),
        format: R::FORMAT,
        document: Document {
            hash: hash.parse().unwrap(),
            text,
        },
        kept_by_law: own.kept_by_law(),
        keys: Vec::new(),
    };
    let act = Act {
        studio: house.studio().await,
        actor: Actor::Program,
        at: now(),
    };
    let store = house.app.store();
    let seen = store.practice_clock(act.studio).await.unwrap();
    let changes = RecordChanges {
        new: vec![NewRecord { id, fields }],
        ..RecordChanges::default()
    };
    store.commit_records(&act, seen, &changes).await.unwrap();
}

#[tokio::test]
async fn a_question_that_nobody_answers_is_asked_again_and_then_somebody_calls() {
    let (house, mut owner, sink) = posting().await;
    let client = client(&mut owner).await;
    let id = Store::new_record_id(now()).unwrap();
    let own = id::RecordId(id.to_uuid());
    let whose = client_id(&client);
    let question = CheckIn::planned(
        own,
        id::ClientId(whose.to_uuid()),
        own,
        id::PersonId(id.to_uuid()),
        PlannedCheckIn {
            day: 3,
            due: now(),
            answer_by: now() + SignedDuration::from_hours(24),
        },
    );
    keep(&house, Some(whose), id, &question).await;
    round(&house).await;
    assert_eq!(sink.mails().len(), 0);
    wait(SignedDuration::from_hours(24));
    round(&house).await;
    let state = async || {
        let kept = house.app.store().record(house.studio().await, id).await;
        kept.unwrap().unwrap().head.state
    };
    assert_eq!(state().await, "due");
    assert_eq!(
        sink.mails()[0].header("Subject"),
        "Still Point has not heard from you"
    );
    // At nine in the morning, by the studio's clocks, and once.
    round(&house).await;
    assert_eq!(sink.mails().len(), 1);
    wait(SignedDuration::from_hours(24));
    round(&house).await;
    assert_eq!(state().await, "to_call");
    wait(SignedDuration::from_hours(24 * 30));
    round(&house).await;
    assert_eq!((state().await.as_str(), sink.mails().len()), ("to_call", 1));
}

#[tokio::test]
async fn a_lot_runs_out_by_itself() {
    let (house, mut owner) = House::open().await;
    let fields = [
        ("kind", "pigment"),
        ("product", "Graphite 5"),
        ("maker", "Ink & Co"),
        ("number", "G5-0117"),
        ("expiry", "2027-01-31"),
        ("unit", "millilitres"),
        ("amount", "30"),
        ("reorder", "5"),
    ];
    let lot = owner.post("/stock", &fields).await;
    let lot = lot.to().split('?').next().unwrap().to_owned();
    round(&house).await;
    let state = async || {
        let id = lot.rsplit('/').next().unwrap().parse().unwrap();
        let kept = house.app.store().record(house.studio().await, id).await;
        kept.unwrap().unwrap().head.state
    };
    assert_eq!(state().await, "received");
    let last: jiff::Timestamp = "2027-01-31T22:59:00Z".parse().unwrap();
    wait(last.duration_since(now()));
    round(&house).await;
    assert_eq!(state().await, "received");
    // An hour later the next day has begun everywhere in Europe, and in the studio.
    wait(SignedDuration::from_mins(62));
    round(&house).await;
    assert_eq!(state().await, "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_asked_back_when_the_forecast_says_so() {
    let (house, mut owner, _sink) = posting().await;
    let ready = crate::sessions::ready(&mut owner).await;
    crate::sessions::ended(&mut owner, &ready).await;
    let client = ready.client;
    let form = owner.get(&format!("{client}/edit")).await;
    let revision = form.value_after("name=\"revision\"", "value");
    let fields = [
        ("given_name", "Jan"),
        ("family_name", "Novák"),
        ("birth_date", "1980-01-01"),
        ("email", "jan@example.org"),
        ("revision", revision.as_str()),
    ];
    owner.post(&format!("{client}/edit"), &fields).await.to();
    let back = async || {
        ask_back(&house.app).await;
        let all = messages(&house, &client).await.into_iter();
        all.filter(|own| own.template == "come_back")
            .collect::<Vec<_>>()
    };
    // Nobody is asked back who did not say yes to it.
    assert_eq!(back().await.len(), 0);
    let say = |says: &'static str| [("kind", "messages"), ("how", "aloud"), ("says", says)];
    let consents = format!("{client}/consents");
    owner.post(&consents, &say("yes")).await.to();
    let [asked] = &back().await[..] else {
        panic!("{:?}", messages(&house, &client).await);
    };
    let days = asked.due.duration_since(now()).as_hours() / 24;
    assert!((42..20_000).contains(&days), "{days}");
    assert_eq!(back().await.len(), 1);
    wait(SignedDuration::from_secs(1));
    owner.post(&consents, &say("no")).await.to();
    let states: Vec<_> = back().await.iter().map(|own| own.state).collect();
    assert_eq!(states, [MessageState::Withdrawn]);
}
