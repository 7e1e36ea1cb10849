//! What comes after a session: check-ins that begin with its end, answers that are judged, and red flags that keep the next session shut.

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::house::{Browser, House, wait};
use crate::sessions::Ready;

/// The hrefs of a page that begin with `start`, in order.
pub fn links(page: &str, start: &str) -> Vec<String> {
    let start = format!("href=\"{start}");
    page.split(&start)
        .skip(1)
        .map(|rest| {
            let end = rest.split('"').next().unwrap();
            format!("{}{end}", &start[6..])
        })
        .collect()
}

/// The check-ins of a client, by the day after the session.
async fn check_in_of_day(browser: &mut Browser, client: &str, day: u16) -> String {
    let page = browser.get(&format!("{client}/aftercare")).await.text();
    let (before, _) = page
        .split_once(&format!("<span class=\"name\">Day {day}</span>"))
        .unwrap_or_else(|| panic!("no day {day} in {page}"));
    let found = links(before, "/check-ins/");
    found.last().unwrap().clone()
}

/// An answer as a form sends it.
async fn answer(
    browser: &mut Browser,
    check_in: &str,
    fields: &[(&str, &str)],
) -> crate::house::Answer {
    browser.post(&format!("{check_in}/answer"), fields).await
}

/// A session that has ended, and the client is at home.
async fn ended() -> (House, Browser, Ready) {
    let (house, mut owner) = House::open().await;
    let ready = crate::sessions::ready(&mut owner).await;
    crate::sessions::ended(&mut owner, &ready).await;
    (house, owner, ready)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sessions_end_begins_its_check_ins_once_and_shows_the_plan() {
    let (house, mut owner, ready) = ended().await;
    let client = &ready.client;
    let page = owner.get(&format!("{client}/aftercare")).await.text();
    let check_ins = links(&page, "/check-ins/");
    assert_eq!(check_ins.len(), 5, "{page}");
    assert!(page.contains("Today is the day of the session."), "{page}");
    assert!(page.contains("Do not wash") && page.contains("emergency number"));
    assert!(page.contains("Sources contradict each other"));
    // Sent once more it is the same step, and nothing begins twice.
    crate::sessions::stopped_again(&mut owner, &ready).await;
    let page = owner.get(&format!("{client}/aftercare")).await.text();
    assert_eq!(links(&page, "/check-ins/").len(), 5);
    let reviews = owner.get(&format!("{client}/reviews")).await.text();
    let planned = links(&reviews, "/reviews/");
    assert!(
        planned.is_empty() || planned.len() == 12,
        "all of them or, before the last session, none: {reviews}"
    );
    wait(SignedDuration::from_hours(24 * 6));
    let page = owner.get(&format!("{client}/aftercare")).await.text();
    let (_, today) = page.split_once("sheet today").unwrap();
    assert!(today.contains("lukewarm"), "{today}");
    assert_eq!(page.matches("class=\"sheet today\"").count(), 1);
    let mut reader = house.person(Role::Reader).await;
    let page = reader.get(&format!("{client}/aftercare")).await.text();
    assert!(!page.contains("The client tells of themselves"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_a_sign_is_closed_and_words_are_read_by_a_person() {
    let (_house, mut owner, ready) = ended().await;
    wait(SignedDuration::from_hours(24));
    let check_in = check_in_of_day(&mut owner, &ready.client, 1).await;
    // Nothing ticked at all is no answer, and a pain is one of eleven numbers.
    let page = answer(&mut owner, &check_in, &[("pain", "2")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("f-symptom-error"), "{}", page.text());
    let page = answer(
        &mut owner,
        &check_in,
        &[("none", "yes"), ("pain", "11"), ("words", "well enough")],
    )
    .await;
    assert!(page.text().contains("f-pain-error") && page.text().contains("well enough"));
    // A sign for a doctor is answered with what to do, also while the form is not whole.
    let page = answer(&mut owner, &check_in, &[("symptom", "breathing")]).await;
    assert!(
        page.text().contains("call the emergency number now"),
        "{}",
        page.text()
    );
    let fine = [("none", "yes"), ("pain", "1")];
    answer(&mut owner, &check_in, &fine).await.to();
    let page = owner.get(&check_in).await.text();
    assert!(
        page.contains("All as it should be") && page.contains("the rules"),
        "{page}"
    );
    // The same once more does nothing; something else is another check-in.
    answer(&mut owner, &check_in, &fine).await.to();
    let other = [("none", "yes"), ("pain", "3")];
    assert_eq!(
        answer(&mut owner, &check_in, &other).await.status,
        StatusCode::CONFLICT
    );
    wait(SignedDuration::from_hours(48));
    let third = check_in_of_day(&mut owner, &ready.client, 3).await;
    let said = [
        ("none", "yes"),
        ("pain", "1"),
        ("words", "it looks odd to me"),
    ];
    answer(&mut owner, &third, &said).await.to();
    let page = owner.get(&third).await.text();
    assert!(page.contains("Somebody must read it"), "{page}");
    let alarms = owner.get("/alarms").await.text();
    assert!(
        alarms.contains(&third) && alarms.contains("Read it"),
        "{alarms}"
    );
    owner.post(&format!("{third}/close"), &[]).await.to();
    let page = owner.get(&third).await.text();
    assert!(page.contains("Olga Ondrová"), "{page}");
    assert!(!owner.get("/alarms").await.text().contains(&third));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fever_keeps_the_next_session_shut_until_a_named_person_resolved_it() {
    let (house, mut owner, ready) = ended().await;
    wait(SignedDuration::from_hours(24));
    let check_in = check_in_of_day(&mut owner, &ready.client, 1).await;
    let fever = [
        ("symptom", "fever"),
        ("pain", "6"),
        ("words", "since last night"),
    ];
    answer(&mut owner, &check_in, &fever).await.to();
    let page = owner.get(&check_in).await.text();
    assert!(
        page.contains("Somebody must act") && page.contains("A doctor today"),
        "{page}"
    );
    let home = owner.get("/clients").await.text();
    assert!(home.contains("<span class=\"count\">1"), "{home}");
    let alarms = owner.get("/alarms").await.text();
    assert!(
        alarms.contains("Contact the client now") && alarms.contains("fever or chills"),
        "{alarms}"
    );
    // Weeks later, with everything else in order, silence has not opened it.
    wait(SignedDuration::from_hours(24 * 20));
    let next = crate::sessions::planned_again(&mut owner, &ready).await;
    assert!(gates(&mut owner, &next).await.contains("alarm.open"));
    resolved(&house, &mut owner, &check_in, &next).await;
    let home = owner.get("/clients").await.text();
    assert!(!home.contains("class=\"count\""), "{home}");
}

/// Every way past a sign for a doctor is refused but the one: the client is reached, a doctor has looked, somebody who treats says so.
async fn resolved(house: &House, owner: &mut Browser, check_in: &str, next: &str) {
    // Nobody closes it, resolves it untouched, or resolves a sign for a doctor by waiting.
    assert_eq!(
        owner.post(&format!("{check_in}/close"), &[]).await.status,
        StatusCode::CONFLICT
    );
    let settled = [("resolution", "settled"), ("resolve_words", "it went away")];
    let resolve = format!("{check_in}/resolve");
    assert_eq!(
        owner.post(&resolve, &settled).await.status,
        StatusCode::CONFLICT
    );
    let mut assistant = house.person(Role::Assistant).await;
    contact(&mut assistant, check_in, "no").await.to();
    let doctor = [
        ("resolution", "doctor_saw"),
        ("resolve_words", "seen by Dr Horák, antibiotics, healed"),
    ];
    let refused = owner.post(&resolve, &doctor).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("check_in.not_reached") && refused.text().contains("Dr Horák"));
    contact(&mut assistant, check_in, "yes").await.to();
    by_a_person(&mut assistant, owner, check_in, &settled).await;
    assert!(gates(owner, next).await.contains("alarm.open"));
    owner.post(&resolve, &doctor).await.to();
    let page = owner.get(check_in).await.text();
    assert!(
        page.contains("Resolved") && page.contains("Olga Ondrová") && page.contains("not reached"),
        "{page}"
    );
    assert!(!gates(owner, next).await.contains("alarm.open"));
}

/// What was said by telephone opens nothing: a sign for a doctor does not settle by itself, and whoever does not treat resolves nothing.
async fn by_a_person(
    assistant: &mut Browser,
    owner: &mut Browser,
    check_in: &str,
    settled: &[(&str, &str)],
) {
    let resolve = format!("{check_in}/resolve");
    let doctor = [("resolution", "doctor_saw"), ("resolve_words", "seen")];
    let refused = owner.post(&resolve, settled).await.text();
    assert!(refused.contains("check_in.doctor"), "{refused}");
    assert_eq!(
        assistant.post(&resolve, &doctor).await.status,
        StatusCode::FORBIDDEN
    );
}

/// Somebody writes down a contact.
async fn contact(browser: &mut Browser, check_in: &str, reached: &str) -> crate::house::Answer {
    let page = browser.get(check_in).await;
    let day = page.value_after("id=\"f-look_day\"", "value");
    let fields = [
        ("reached", reached),
        ("contact_words", "told to see a doctor today"),
        ("look_day", &day),
        ("look_time", "09:00"),
    ];
    browser.post(&format!("{check_in}/contact"), &fields).await
}

/// The codes of the gates of a session that are shut, as its page shows them.
async fn gates(browser: &mut Browser, session: &str) -> String {
    let page = browser.get(session).await.text();
    crate::sessions::red(&page).join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_tells_unasked_is_judged_at_once_with_its_photograph() {
    let (_house, mut owner, ready) = ended().await;
    wait(SignedDuration::from_hours(24 * 5));
    let client = &ready.client;
    let picture = include_bytes!("../../../../examples/practice-head/front.jpg");
    let said = [("symptom", "hives"), ("pain", "1"), ("pose", "top")];
    let path = format!("{client}/check-ins");
    let told = owner.upload(&path, picture, &said).await.to().to_owned();
    let told = told.split('?').next().unwrap().to_owned();
    let page = owner.get(&told).await.text();
    assert!(
        page.contains("Told unasked") && page.contains("A doctor today"),
        "{page}"
    );
    let kept = links(&page, "/photographs/");
    assert_eq!(kept.len(), 1, "{page}");
    // A telephone that lost the answer sends again: the same check-in, and no second photograph.
    let again = owner.upload(&path, picture, &said).await.to().to_owned();
    assert_eq!(again.split('?').next().unwrap(), told);
    let record = owner.get(client).await.text();
    assert_eq!(
        links(&record, "/photographs/")
            .iter()
            .filter(|own| **own == kept[0])
            .count(),
        1
    );
    // Another client's photograph cannot be named, and another client has no session to tell of.
    let other = owner.enter_client("Eva", "Dvořáková").await;
    let stolen = [
        ("none", "yes"),
        ("pain", "0"),
        ("photographs", &kept[0]["/photographs/".len()..]),
    ];
    let refused = owner.post(&format!("{other}/check-ins"), &stolen).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = owner.get(&format!("{other}/aftercare")).await.text();
    assert!(page.contains("No session yet"), "{page}");
}
