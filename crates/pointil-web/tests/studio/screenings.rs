//! Places and the questionnaire on health, by pages without a script.

use axum::http::StatusCode;
use pointil_practice::screening::{AnswerForm, Questionnaire};
use pointil_storage::Role;

use crate::house::{Browser, House};

/// Every question answered by what meets no rule, with other answers in place of some.
pub fn answers(other: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for question in Questionnaire::built_in().unwrap().questions {
        let harmful = |when: &str| {
            let rules = question.rules.iter();
            rules
                .flat_map(|rule| &rule.when)
                .any(|own| own.as_str() == when)
        };
        let quiet = match question.form {
            AnswerForm::YesNo => ["no", "yes"].into_iter().find(|own| !harmful(own)).unwrap(),
            AnswerForm::Date => "no",
            AnswerForm::Text => "text",
            AnswerForm::Choice => {
                let choices = question.choices.iter().map(|own| own.code.as_str());
                choices.into_iter().find(|own| !harmful(own)).unwrap()
            }
        };
        let own = other.iter().find(|own| own.0 == question.code);
        let chosen = own.map_or(quiet, |own| own.1);
        fields.push((format!("q.{}", question.code), chosen.to_owned()));
        if chosen == "text" {
            let words = format!("q.{}.words", question.code);
            fields.push((words, "nothing else".to_owned()));
        }
    }
    fields
}

/// Hands a questionnaire in, with other answers in place of some; the page after it.
pub async fn handed_in(browser: &mut Browser, screening: &str, other: &[(&str, &str)]) -> String {
    let fields = answers(other);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    browser.post(screening, &fields).await;
    browser.get(screening).await.text()
}

async fn begun(browser: &mut Browser) -> String {
    let client = browser.enter_client("Ada", "Lovelace").await;
    let list = format!("{client}/screening");
    assert!(
        browser
            .get(&list)
            .await
            .text()
            .contains("Nobody has asked yet")
    );
    browser.post(&list, &[]).await.to().to_owned()
}

#[tokio::test]
async fn a_place_is_recorded_closed_and_opened_again() {
    let (_house, mut owner) = House::open().await;
    let wrong = [
        ("name", "Old Town"),
        ("address", "1 High Street"),
        ("jurisdiction", "GB-ENG"),
        ("zone", "Europe/Nowhere"),
        ("rooms", "Blue room\nGreen room"),
    ];
    let page = owner.post("/studio/places", &wrong).await.text();
    assert!(
        page.contains("id=\"f-zone-error\"") && page.contains("Old Town"),
        "{page}"
    );
    let right = wrong.map(|(name, value)| match name {
        "zone" => (name, "Europe/London"),
        _ => (name, value),
    });
    let answer = owner.post("/studio/places", &right).await;
    assert_eq!(answer.to(), "/studio/places?done=saved");
    let page = owner.get("/studio/places").await;
    assert!(
        page.text().contains("Blue room, Green room"),
        "{}",
        page.text()
    );
    let close = page.value_after("class=\"sheet\"", "action");
    assert_eq!(owner.post(&close, &[]).await.status, StatusCode::SEE_OTHER);
    let page = owner.get("/studio/places").await;
    assert!(page.text().contains(">Closed<"));
    // Closed twice is refused, and said with what to do.
    let again = owner.post(&close, &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let open = close.replace("/close", "/reopen");
    owner.post(&open, &[]).await;
    assert!(
        !owner
            .get("/studio/places")
            .await
            .text()
            .contains(">Closed<")
    );
}

#[tokio::test]
async fn a_questionnaire_is_answered_judged_and_asked_about_again() {
    let (house, mut owner) = House::open().await;
    let screening = begun(&mut owner).await;
    // Half an answer is kept for later.
    let half = [("q.pregnancy", "no"), ("do", "keep")];
    assert!(
        owner
            .post(&screening, &half)
            .await
            .to()
            .ends_with("?done=saved")
    );
    let page = owner.get(&screening).await.text();
    assert!(
        page.contains("name=\"q.pregnancy\" value=\"no\" checked"),
        "{page}"
    );
    // Handing it in with questions open names them and loses nothing.
    let page = owner.post(&screening, &[("q.nursing", "no")]).await.text();
    assert!(
        page.contains("Not handed in yet") && page.contains("no answer"),
        "{page}"
    );
    assert!(page.contains("name=\"q.nursing\" value=\"no\" checked"));
    let page = handed_in(&mut owner, &screening, &[]).await;
    assert!(
        page.contains("Nothing stands in the way") && page.contains("Counts until"),
        "{page}"
    );
    let still = format!("{screening}/still");
    assert!(owner.post(&still, &[]).await.to().ends_with("?done=saved"));
    // Somebody who only looks cannot answer for the client.
    let mut reader = house.person(Role::Reader).await;
    assert_eq!(reader.post(&still, &[]).await.status, StatusCode::FORBIDDEN);
    let change = format!("{screening}/change");
    let page = owner.post(&change, &[("what", " ")]).await.text();
    assert!(page.contains("id=\"f-what-error\""), "{page}");
    owner.post(&change, &[("what", "New tablets")]).await;
    let page = owner.get(&screening).await.text();
    assert!(
        page.contains("ask anew") && page.contains("New tablets"),
        "{page}"
    );
    // What was changed is not confirmed any more.
    assert_eq!(owner.post(&still, &[]).await.status, StatusCode::OK);
    assert!(owner.get(&screening).await.text().contains("ask anew"));
}

#[tokio::test]
async fn a_doctors_letter_is_read_by_whoever_treats() {
    let (house, mut owner) = House::open().await;
    let screening = begun(&mut owner).await;
    let page = handed_in(&mut owner, &screening, &[("keloid", "yes")]).await;
    assert!(page.contains("letter is needed first"), "{page}");
    let letter = format!("{screening}/letter");
    let fields = [
        ("from", "Dr Novák"),
        ("on", "2026-11-01"),
        ("says", "No objection"),
        ("do", "accept"),
    ];
    let mut assistant = house.person(Role::Assistant).await;
    assert_eq!(
        assistant.post(&letter, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    owner.post(&letter, &fields).await;
    let page = owner.get(&screening).await.text();
    assert!(
        page.contains("letter was accepted") && page.contains("Dr Novák"),
        "{page}"
    );
}

#[tokio::test]
async fn who_is_too_young_is_declined() {
    let (_house, mut owner) = House::open().await;
    let screening = begun(&mut owner).await;
    let page = handed_in(&mut owner, &screening, &[("of_age", "no")]).await;
    assert!(
        page.contains("We do not treat") && page.contains("screen.of_age"),
        "{page}"
    );
}
