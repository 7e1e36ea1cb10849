//! Reviews and the years after, by their pages: before and after, the touch-up that is forecast, a plan of removal.

use axum::http::StatusCode;
use jiff::SignedDuration;

use crate::aftercare::links;
use crate::house::{Browser, House, OWNER, PASSWORD, now, wait};

/// Days later, signed in anew.
async fn later(owner: &mut Browser, days: i64) {
    wait(SignedDuration::from_hours(24 * days));
    owner.sign_in(OWNER, PASSWORD).await.to();
}

/// Ten answers, each the same.
fn esteem(value: &str) -> Vec<(String, String)> {
    (1..=10)
        .map(|k| (format!("esteem.{k}"), value.to_owned()))
        .collect()
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// The reviews of a client as its page lists them.
async fn listed(owner: &mut Browser, client: &str) -> Vec<String> {
    let page = owner.get(&format!("{client}/reviews")).await.text();
    links(&page, "/reviews/")
}

#[tokio::test(flavor = "multi_thread")]
async fn before_and_after_are_compared_and_the_touch_up_is_forecast() {
    let (_house, mut owner) = House::open().await;
    let ready = crate::sessions::ready(&mut owner).await;
    let client = ready.client.clone();
    let baseline = baseline(&mut owner, &client).await;
    crate::sessions::ended(&mut owner, &ready).await;
    let mut last = ready;
    while let Some(next) = crate::sessions::ended_again(&mut owner, &last).await {
        last = next;
    }
    let all = listed(&mut owner, &client).await;
    assert_eq!(all.len(), 13, "{all:?}");
    assert_eq!(all[0], baseline);
    let healed = &all[1];
    let page = owner.get(healed).await.text();
    assert!(page.contains("Healed, six weeks after"), "{page}");
    later(&mut owner, 43).await;
    // Satisfaction is asked of what is healed, and some of ten answers are no number.
    let partly = [("esteem.1", "2"), ("satisfaction", "3"), ("again", "yes")];
    let refused = owner.post(&format!("{healed}/answer"), &partly).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().contains("f-esteem.2-error"),
        "{}",
        refused.text()
    );
    let refused = owner
        .post(&format!("{healed}/answer"), &[("words", "fine")])
        .await;
    assert!(refused.text().contains("review.answers") && refused.text().contains("fine"));
    let mut fields = esteem("3");
    for reversed in [2, 5, 6, 8, 9] {
        fields[reversed - 1].1 = "0".to_owned();
    }
    fields.extend(
        [("satisfaction", "3"), ("again", "yes"), ("pose", "front")]
            .map(|(a, b)| (a.to_owned(), b.to_owned())),
    );
    let picture = include_bytes!("../../../../examples/practice-head/front.jpg");
    owner
        .upload(&format!("{healed}/answer"), picture, &pairs(&fields))
        .await
        .to();
    let looked = [("density", "8"), ("look_words", "nothing to be done")];
    owner.post(&format!("{healed}/look"), &looked).await.to();
    let page = owner.get(healed).await.text();
    assert!(
        page.contains("30 (+15)") && page.contains("beyond what asking the same person twice"),
        "{page}"
    );
    assert!(
        page.contains("Very satisfied") && page.contains("8 of 10"),
        "{page}"
    );
    let list = owner.get(&format!("{client}/reviews")).await.text();
    assert!(
        list.contains("Worth a look from") && list.contains("30 (+15)"),
        "{list}"
    );
}

/// The review before the first session, answered in the middle of the scale.
async fn baseline(owner: &mut Browser, client: &str) -> String {
    let list = format!("{client}/reviews");
    let first = owner.post(&list, &[]).await.to().to_owned();
    assert_eq!(
        owner.post(&list, &[]).await.to(),
        first,
        "there is one of them"
    );
    let mut rated = esteem("2");
    let again = owner.post(&format!("{first}/answer"), &pairs(&rated)).await;
    assert_eq!(again.to(), format!("{first}?done=saved"));
    let page = owner.get(&first).await.text();
    assert!(page.contains("15 of 30"), "{page}");
    // The same once more does nothing; other answers are refused.
    owner
        .post(&format!("{first}/answer"), &pairs(&rated))
        .await
        .to();
    rated[0].1 = "3".to_owned();
    let other = owner.post(&format!("{first}/answer"), &pairs(&rated)).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    first
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_is_planned_tried_on_a_small_place_and_waits_between_passes() {
    let (_house, mut owner) = House::open().await;
    let client = owner.enter_client("Jan", "Novák").await;
    let plan = planned_removal(&mut owner, &client).await;
    let page = owner.get(&plan).await.text();
    // Skin 3, head 1, ink 2, black 1: seven points, two and a half more at most.
    assert!(page.contains("1 to 10"), "{page}");
    owner.post(&format!("{plan}/agree"), &[]).await.to();
    let refused = step(&mut owner, &plan, "laser_pass").await;
    assert!(
        refused.contains("removal.test_spot") && refused.contains("Dr Horák"),
        "{refused}"
    );
    assert!(
        step(&mut owner, &plan, "test_spot")
            .await
            .contains("Under way")
    );
    assert!(
        step(&mut owner, &plan, "laser_pass")
            .await
            .contains("removal.too_soon")
    );
    later(&mut owner, 42).await;
    assert!(
        step(&mut owner, &plan, "laser_pass")
            .await
            .contains("New work from")
    );
    assert!(
        step(&mut owner, &plan, "new_work")
            .await
            .contains("removal.too_soon")
    );
    later(&mut owner, 90).await;
    step(&mut owner, &plan, "new_work").await;
    owner.post(&format!("{plan}/finish"), &[]).await.to();
    assert!(owner.get(&plan).await.text().contains("Reached"));
    let list = owner.get(&format!("{client}/reviews")).await.text();
    assert!(list.contains(&plan) && list.contains("Reached"), "{list}");
}

/// A plan to correct, by the form of its page.
pub async fn planned_removal(owner: &mut Browser, client: &str) -> String {
    let mut fields = vec![
        ("aim", "correct"),
        ("why", "the hairline is too low"),
        ("skin", "3"),
        ("amount", "2"),
        ("layered", "no"),
        ("scars", "0"),
    ];
    let path = format!("{client}/removal-plans");
    let refused = owner.post(&path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = refused.text();
    assert!(refused.contains("f-darkens-error") && refused.contains("too low"));
    fields.push(("darkens", "yes"));
    let plan = owner.post(&path, &fields).await.to().to_owned();
    plan.split('?').next().unwrap().to_owned()
}

/// Notes a step of today; the page after it.
async fn step(owner: &mut Browser, plan: &str, kind: &str) -> String {
    let day = now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let fields = [
        ("kind", kind),
        ("day", day.as_str()),
        ("done_by", "Dr Horák"),
    ];
    let answer = owner.post(&format!("{plan}/step"), &fields).await;
    match answer.status {
        StatusCode::SEE_OTHER => owner.get(plan).await.text(),
        _ => answer.text(),
    }
}
