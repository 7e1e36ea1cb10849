//! Gates of the protocol, the place and the people.

use jiff::SignedDuration;

use super::cases;
use super::world::{World, credential};
use crate::house::{Browser, wait};

async fn protocol_in_force(world: &mut World) {
    world.ready().await;
    let law = |code| [("jurisdiction", code)];
    world
        .owner
        .post("/studio/protocol", &law("GB-WLS"))
        .await
        .to();
    world.refused("protocol.in_force").await;
    world
        .owner
        .post("/studio/protocol", &law("GB-NIR"))
        .await
        .to();
    world.plan_anew().await;
    world.ready().await;
    world.opens().await;
}

async fn protocol_version(world: &mut World) {
    world.ready().await;
    let longer = [("cooling_off", "48"), ("remark", "To be careful")];
    world.owner.post("/studio/protocol", &longer).await.to();
    world.refused("protocol.version").await;
    world.plan_anew().await;
    world.ready().await;
    world.opens().await;
}

async fn premises_open(world: &mut World) {
    world.ready().await;
    let place = format!("/studio/places/{}", world.known.place);
    world.owner.post(&format!("{place}/close"), &[]).await.to();
    world.refused("premises.open").await;
    world.owner.post(&format!("{place}/reopen"), &[]).await.to();
    world.opens().await;
}

/// Takes every valid credential of a kind back.
pub async fn taken_back(owner: &mut Browser, kind: &str) {
    let list = owner.get("/studio/credentials").await.text();
    let paths: Vec<&str> = list
        .split("href=\"/studio/credentials/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    for id in paths {
        let path = format!("/studio/credentials/{id}");
        let page = owner.get(&path).await.text().to_lowercase();
        if page.contains(&kind.to_lowercase()) {
            let why = [("why", "Withdrawn by the council")];
            owner.post(&format!("{path}/revoke"), &why).await;
        }
    }
}

async fn premises_credential(world: &mut World) {
    let kind = "permit or registration of the premises";
    world.ready().await;
    taken_back(&mut world.owner, kind).await;
    world.refused("premises.credential").await;
    credential(&mut world.owner, kind).await;
    world.opens().await;
}

async fn practitioner_credential(world: &mut World) {
    let kind = "body-art licence or registration";
    world.ready().await;
    taken_back(&mut world.owner, kind).await;
    world.refused("practitioner.credential").await;
    credential(&mut world.owner, kind).await;
    world.opens().await;
}

async fn practitioner_insurance(world: &mut World) {
    world.ready().await;
    taken_back(&mut world.owner, "insurance").await;
    world.refused("practitioner.insurance").await;
    credential(&mut world.owner, "insurance").await;
    world.opens().await;
}

async fn client_age(world: &mut World) {
    world.ready().await;
    // Eighteen tomorrow.
    world.born("2009-01-19").await;
    world.refused("client.age").await;
    world.born("2009-01-18").await;
    world.opens().await;
}

async fn session_day(world: &mut World) {
    wait(SignedDuration::from_hours(24));
    world.ready().await;
    world.refused("session.day").await;
    world.plan_anew().await;
    world.ready().await;
    world.opens().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn protocol_place_and_people() {
    cases![
        protocol_in_force,
        protocol_version,
        premises_open,
        premises_credential,
        practitioner_credential,
        practitioner_insurance,
        client_age,
        session_day,
    ];
}
