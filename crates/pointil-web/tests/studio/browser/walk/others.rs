//! Four clients with whom the studio does not go on as if nothing were: one declined, one whose skin reacts, one whose practitioner's licence ended, one with a fever.

use super::super::Served;
use super::super::driver::Driver;
use super::super::pictures::{kept_as, take};
use super::scene::{Scene, posting};
use crate::house::Browser;
use crate::sessions::{Ready, ended, ready};
use crate::sink::Sink;

/// A studio in which something was done before the walk begins.
fn walked<T>(before: impl AsyncFnOnce(&mut Browser) -> T, walk: impl FnOnce(&Scene<'_>, T)) {
    let Some(driver) = Driver::start() else {
        return;
    };
    let sink = Sink::open();
    let mut done = None;
    let served = Served::new(async || {
        let (house, mut owner) = posting(&sink).await;
        done = Some(before(&mut owner).await);
        house
    });
    let scene = Scene::new(&driver, &served, &sink);
    walk(&scene, done.unwrap());
}

#[test]
fn a_client_is_declined() {
    let before = async |owner: &mut Browser| {
        crate::diary::place(owner).await;
        owner.enter_client("Karel", "Malý").await
    };
    walked(before, |scene, client| {
        let screening = scene.asked_about_health(&client, &[("of_age", "no")]);
        Scene::says(&scene.phone, "We do not treat you");
        scene.desk.go(&screening);
        Scene::says(&scene.desk, "We do not treat");
        Scene::says(&scene.desk, "screen.of_age");
        scene.paper(&screening, "screening.pdf");
    });
}

#[test]
fn a_skin_reacts() {
    let before = async |owner: &mut Browser| ready(owner).await;
    walked(before, |scene, own: Ready| {
        scene.sign_in();
        let desk = &scene.desk;
        desk.go(&format!("{}/patch-tests", own.client));
        let seen = [("description", "itching and a red patch")];
        desk.send("/reaction", &seen);
        Scene::says(desk, "blocked for ever");
        // The lot stays blocked whatever is done: it is among those in use, and the gate says so.
        desk.go(&own.session);
        super::chair::room_and_lots(desk, &own.session, &[&own.pigment, &own.needles]);
        Scene::says(desk, "lot.blocked");
        desk.press(&format!("{}/begin", own.session), &[]);
        Scene::says(desk, "Not done.");
        Scene::says(desk, "This client has reacted to");
    });
}

#[test]
fn a_licence_ended_yesterday() {
    let before = async |owner: &mut Browser| {
        let own = ready(owner).await;
        crate::gates::people::taken_back(owner, "body-art licence or registration").await;
        let form = owner.get("/studio/credentials").await;
        let holder = form.value_after("id=\"f-holder\"", "value");
        let until_yesterday = [
            ("holder", holder.as_str()),
            ("kind", "body-art licence or registration"),
            ("issuer", "The council"),
            ("valid_from", "2026-01-18"),
            ("valid_until", "2027-01-17"),
        ];
        owner
            .post("/studio/credentials", &until_yesterday)
            .await
            .to();
        own
    };
    walked(before, |scene, own: Ready| {
        scene.sign_in();
        let desk = &scene.desk;
        desk.go(&own.session);
        Scene::says(desk, "practitioner.credential");
        Scene::says(desk, "the last was valid until 2027-01-17");
        desk.go("/today");
        Scene::says(desk, "practitioner.credential");
        // It is renewed, and the gate is green.
        desk.go("/studio/credentials");
        let licence = desk.script(
            "return [...document.querySelectorAll('main a[href^=\"/studio/credentials/\"]')].find((own) => own.textContent.includes('17 January 2027') || own.closest('li, article')?.textContent.includes('17 January 2027'))?.getAttribute('href') ?? ''",
            &[],
        );
        desk.go(licence.as_str().unwrap());
        let anew = [
            ("issuer", "The council"),
            ("valid_from", "2027-01-18"),
            ("valid_until", "2028-01-17"),
        ];
        desk.send("/renew", &anew);
        desk.go(&own.session);
        let page = desk.script("return document.querySelector('#gates').parentElement.querySelector('.findings').textContent", &[]);
        assert!(
            !page.as_str().unwrap().contains("practitioner.credential"),
            "{page}"
        );
    });
}

#[test]
fn a_fever_is_reported() {
    let before = async |owner: &mut Browser| {
        let own = ready(owner).await;
        ended(owner, &own).await;
        crate::private_care::reachable(owner, "+420 601 234 567")
            .await
            .to();
        let record = owner.get(&format!("{}/edit", own.client)).await;
        let reach = [
            ("given_name", "Jan"),
            ("family_name", "Novák"),
            ("birth_date", "1980-01-01"),
            ("email", "jan@example.org"),
            (
                "revision",
                &record.value_after("name=\"revision\"", "value"),
            ),
        ];
        owner
            .post(&format!("{}/edit", own.client), &reach)
            .await
            .to();
        own
    };
    walked(before, |scene, own: Ready| {
        scene.sign_in();
        scene.days(2);
        scene.open_mail("has a question for you");
        let here = scene.phone.path();
        scene
            .phone
            .send(&here, &[("symptom", "fever"), ("pain", "5")]);
        Scene::says(&scene.phone, "Please see a doctor today");
        Scene::says(&scene.phone, "+420 601 234 567");
        kept_as(&scene.phone, "fever-390-light");
        let desk = &scene.desk;
        desk.go("/alarms");
        Scene::says(desk, "Jan Novák");
        take(desk, "alarms");
        desk.click("main a[href^=\"/check-ins/\"]");
        let check_in = desk.until_path("the check-in", |path| path.starts_with("/check-ins/"));
        resolved_by_a_person(scene, &own, &check_in);
    });
}

/// Silence closes nothing, and no session begins until a named person has resolved it.
fn resolved_by_a_person(scene: &Scene<'_>, own: &Ready, check_in: &str) {
    let desk = &scene.desk;
    scene.days(21);
    scene.sign_in();
    desk.go("/alarms");
    Scene::says(desk, "Jan Novák");
    desk.go(&format!("{}/sessions", own.client));
    desk.send("/sessions", &[("day", "2027-02-10"), ("time", "10:00")]);
    Scene::says(desk, "alarm.open");
    let session = desk.path();
    desk.go(check_in);
    let spoke = [
        ("reached", "yes"),
        ("contact_words", "He saw his doctor, who gave tablets"),
    ];
    desk.send("/contact", &spoke);
    let settled = [
        ("resolution", "doctor_saw"),
        ("resolve_words", "No fever since Friday"),
    ];
    desk.send("/resolve", &settled);
    desk.go(&session);
    let red = desk.text("section[aria-labelledby=gates] ul.findings");
    assert!(!red.contains("alarm.open"), "{red}");
    // What is still open is that he answered nothing since.
    desk.go("/alarms");
    let listed = format!("return !!document.querySelector('main a[href=\"{check_in}\"]')");
    assert_eq!(desk.script(&listed, &[]), false);
}
