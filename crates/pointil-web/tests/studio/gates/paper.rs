//! Gates of what was agreed and consented to.

use jiff::SignedDuration;

use super::cases;
use super::world::World;
use crate::house::wait;

/// The client takes the agreement back.
async fn taken_back(world: &mut World) {
    let path = format!("{}/withdraw", world.known.agreement);
    let why = [("why", "not so sure any more")];
    world.owner.post(&path, &why).await.to();
}

async fn agreed_anew(world: &mut World) {
    let design = world.known.design.clone();
    world.known.agreement = crate::agreements::in_force(&mut world.owner, &design).await;
}

async fn agreement_in_force(world: &mut World) {
    world.ready().await;
    taken_back(world).await;
    world.refused("agreement.in_force").await;
    agreed_anew(world).await;
    wait(SignedDuration::from_hours(24));
    world.plan_anew().await;
    world.ready().await;
    world.opens().await;
}

async fn agreement_cooling_off(world: &mut World) {
    world.ready().await;
    taken_back(world).await;
    agreed_anew(world).await;
    world.refused("agreement.cooling_off").await;
    wait(SignedDuration::from_hours(24));
    world.plan_anew().await;
    world.ready().await;
    world.opens().await;
}

async fn withdrawn(world: &mut World, kind: &str) {
    let path = format!("{}/consents", world.known.client);
    let page = world.owner.get(&path).await;
    let withdraw = page.value_after(&format!("id=\"c-{kind}\""), "action");
    world.owner.post(&withdraw, &[("how", "aloud")]).await.to();
}

async fn consent_treatment(world: &mut World) {
    world.ready().await;
    withdrawn(world, "treatment").await;
    world.refused("consent.treatment").await;
    world.consent("treatment").await;
    world.opens().await;
}

async fn consent_photographs(world: &mut World) {
    world.ready().await;
    withdrawn(world, "clinical_photographs").await;
    world.refused("consent.photographs").await;
    world.consent("clinical_photographs").await;
    world.opens().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn agreements_and_consents() {
    cases![
        agreement_in_force,
        agreement_cooling_off,
        consent_treatment,
        consent_photographs,
    ];
}
