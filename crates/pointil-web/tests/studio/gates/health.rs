//! Gates of the client's health and skin.

use jiff::SignedDuration;
use serde_json::json;

use super::cases;
use super::world::World;
use crate::house::wait;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn screening_missing(world: &mut World) {
    world.ready_but(&["screening"]).await;
    world.refused("screening.missing").await;
    world.screened(&[]).await;
    world.opens().await;
}

async fn screening_expired(world: &mut World) {
    world.ready().await;
    wait(DAY * 91);
    world.sign_in().await;
    world.refused("screening.expired").await;
    world.renewed().await;
    world.opens().await;
}

async fn screening_outcome(world: &mut World) {
    world.ready_but(&["screening"]).await;
    world.screened(&[("keloid", "yes")]).await;
    world.refused("screening.outcome").await;
    let letter = [
        ("from", "Dr Novák"),
        ("on", "2027-01-10"),
        ("says", "No objection"),
        ("do", "accept"),
    ];
    let screening = world.known.screening.clone();
    let path = format!("{screening}/letter");
    world.owner.post(&path, &letter).await.to();
    let still = format!("{screening}/still");
    world.owner.post(&still, &[]).await.to();
    world.opens().await;
}

async fn screening_changes(world: &mut World) {
    world.plan_on("2027-01-19", "10:00").await;
    world.screened(&[]).await;
    wait(DAY);
    world.ready_but(&["screening"]).await;
    world.refused("screening.changes").await;
    let still = format!("{}/still", world.known.screening);
    world.owner.post(&still, &[]).await.to();
    world.opens().await;
}

async fn patch_test_missing(world: &mut World) {
    world.ready().await;
    let new = world.known.new_pigment.clone();
    world.take(&[&new]).await;
    world.refused("patch_test.missing").await;
    world.put_away(&new).await;
    world.opens().await;
}

async fn patch_test_expired(world: &mut World) {
    world.ready().await;
    wait(DAY * 181);
    world.sign_in().await;
    world.refused("patch_test.expired").await;
    world.renewed().await;
    world.opens().await;
}

async fn alarm_open(world: &mut World) {
    world.ready().await;
    let client = world.known.client.clone();
    let form = world.owner.get(&format!("{client}/events/new")).await;
    let id = form.value_after("name=\"id\"", "value");
    let reported = [
        ("id", id.as_str()),
        ("kind", "allergy"),
        ("words", "red and itching behind the ear"),
        ("noticed", "2027-01-17"),
    ];
    let events = format!("{client}/events");
    let event = world.owner.post(&events, &reported).await;
    let event = event.to().split('?').next().unwrap().to_owned();
    world.refused("alarm.open").await;
    let mild = [("severity", "1"), ("assess_words", "a bite of an insect")];
    world
        .owner
        .post(&format!("{event}/assess"), &mild)
        .await
        .to();
    world.opens().await;
}

async fn session_interval(world: &mut World) {
    world.ready().await;
    world.opens().await;
    let stopped = json!({ "do": "stop", "reason": "the client is tired" });
    world.step(stopped).await;
    wait(DAY * 5);
    world.plan("10:00").await;
    world.ready().await;
    world.refused("session.interval").await;
    wait(DAY * 14);
    world.plan_anew().await;
    world.ready().await;
    world.opens().await;
}

async fn session_skin(world: &mut World) {
    world.ready_but(&["skin"]).await;
    let scabs = json!({ "is": "skin", "is_whole": false, "seen": "scabs at the crown" });
    world.observe(scabs).await;
    world.refused("session.skin").await;
    world.skin().await;
    world.opens().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_skin() {
    cases![
        screening_missing,
        screening_expired,
        screening_outcome,
        screening_changes,
        patch_test_missing,
        patch_test_expired,
        alarm_open,
        session_interval,
        session_skin,
    ];
}
