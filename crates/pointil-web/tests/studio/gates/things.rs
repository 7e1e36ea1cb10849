//! Gates of hygiene, photographs, lots and anaesthetic.

use serde_json::json;

use super::cases;
use super::world::{World, certified};

async fn session_hygiene(world: &mut World) {
    world.ready_but(&["hygiene"]).await;
    world.refused("session.hygiene").await;
    world.hygiene().await;
    world.opens().await;
}

async fn session_photographs(world: &mut World) {
    world.ready_but(&["photograph"]).await;
    world.refused("session.photographs").await;
    world.before().await;
    world.opens().await;
}

async fn lot_chosen(world: &mut World) {
    world.ready_but(&["needles"]).await;
    world.refused("lot.chosen").await;
    let needles = world.known.needles.clone();
    world.take(&[&needles]).await;
    world.opens().await;
}

async fn lot_unavailable(world: &mut World) {
    world.ready().await;
    let lot = format!("/stock/{}", world.known.needles);
    let why = [("why", "the box is torn")];
    world
        .owner
        .post(&format!("{lot}/quarantine"), &why)
        .await
        .to();
    world.refused("lot.unavailable").await;
    world.owner.post(&format!("{lot}/release"), &[]).await.to();
    world.opens().await;
}

/// Other needles in place of some.
async fn instead_of(world: &mut World, needles: &str) {
    world.put_away(needles).await;
    let other = world.known.other_needles.clone();
    world.take(&[&other]).await;
}

async fn lot_expired(world: &mut World) {
    world.plan_on("2027-01-19", "10:00").await;
    crate::house::wait(jiff::SignedDuration::from_hours(24));
    world.ready_but(&["needles"]).await;
    let old = world.known.old_needles.clone();
    world.take(&[&old]).await;
    world.refused("lot.expired").await;
    instead_of(world, &old).await;
    world.opens().await;
}

async fn lot_recalled(world: &mut World) {
    world.ready().await;
    let needles = world.known.needles.clone();
    let notice = [("from", "The maker"), ("notice", "Not sterile")];
    let path = format!("/stock/{needles}/recall");
    world.owner.post(&path, &notice).await.to();
    world.refused("lot.recalled").await;
    instead_of(world, &needles).await;
    world.opens().await;
}

async fn lot_opened(world: &mut World) {
    world.ready_but(&["needles"]).await;
    let short = world.known.short_needles.clone();
    world.take(&[&short]).await;
    world.refused("lot.opened").await;
    instead_of(world, &short).await;
    world.opens().await;
}

async fn lot_blocked(world: &mut World) {
    world.ready().await;
    // The first test on the page is the last that was begun; the reaction to the pigment in use comes late.
    let path = format!("{}/patch-tests", world.known.client);
    let page = world.owner.get(&path).await.text();
    let of_lot = page.split("<article").find(|test| test.contains("G5-1<"));
    let (_, rest) = of_lot.unwrap().split_once("action=\"").unwrap();
    let action = rest.split('"').next().unwrap();
    let reaction = format!("{}/reaction", action.rsplit_once('/').unwrap().0);
    let seen = [("description", "itching and a red patch")];
    world.owner.post(&reaction, &seen).await.to();
    world.refused("lot.blocked").await;
    let pigment = world.known.pigment.clone();
    world.put_away(&pigment).await;
    let other = world.known.other_pigment.clone();
    world.take(&[&other]).await;
    world.opens().await;
}

async fn lot_certificate(world: &mut World) {
    world.ready_but(&["pigment"]).await;
    let bare = world.known.bare_pigment.clone();
    world.take(&[&bare]).await;
    world.refused("lot.certificate").await;
    certified(&mut world.owner, &bare).await;
    world.opens().await;
}

/// An anaesthetic on the skin: parts in a thousand, square centimetres, minutes.
async fn anaesthetic(world: &mut World, [permille, area, minutes]: [u16; 3]) {
    let lot = world.known.anaesthetic.clone();
    world.take(&[&lot]).await;
    let on = json!({ "is": "anaesthetic", "lot": lot, "permille": permille, "area_cm2": area, "minutes": minutes });
    world.observe(on).await;
}

/// A session that was done otherwise cannot begin today; another one can.
async fn done_right(world: &mut World) {
    world.plan_anew().await;
    world.ready().await;
    anaesthetic(world, [40, 60, 20]).await;
    world.opens().await;
}

async fn anaesthetic_strength(world: &mut World) {
    world.ready().await;
    anaesthetic(world, [50, 60, 20]).await;
    world.refused("anaesthetic.strength").await;
    done_right(world).await;
}

async fn anaesthetic_minutes(world: &mut World) {
    world.ready().await;
    anaesthetic(world, [40, 60, 45]).await;
    world.refused("anaesthetic.minutes").await;
    done_right(world).await;
}

async fn anaesthetic_area(world: &mut World) {
    world.ready().await;
    anaesthetic(world, [40, 160, 20]).await;
    world.refused("anaesthetic.area").await;
    done_right(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hygiene_photographs_lots_and_anaesthetic() {
    cases![
        session_hygiene,
        session_photographs,
        lot_chosen,
        lot_unavailable,
        lot_expired,
        lot_recalled,
        lot_opened,
        lot_blocked,
        lot_certificate,
        anaesthetic_strength,
        anaesthetic_minutes,
        anaesthetic_area,
    ];
}
