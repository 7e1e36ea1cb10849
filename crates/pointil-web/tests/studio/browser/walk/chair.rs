//! A session at the chair in a real browser: shut until every gate is green, recorded through a dropped connection, closed.

use serde_json::Value;

use super::super::driver::Page;
use super::scene::Scene;

/// Does a step on the page of a session; the page is not left.
fn step(page: &Page<'_>, session: &str, what: &str, fields: &[(&str, &str)], said: &str) {
    page.press(&format!("{session}/{what}"), fields);
    Scene::says(page, said);
}

fn quiet(page: &Page<'_>) {
    page.until("an answer of the studio", || {
        let waits = "return !!document.querySelector('[data-waiting]')";
        (page.script(waits, &[]) == false).then_some(())
    });
    page.settle();
}

/// Ticks every item of the checklist that is asked for now, while the client watches.
fn checked_off(page: &Page<'_>, session: &str) {
    let items = page.script(
        "return [...document.querySelectorAll('main [name=item]:not(:disabled)')].map((own) => own.value)",
        &[],
    );
    let items: Vec<&str> = items
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let Some(last) = items.last() else { return };
    let mut fields: Vec<(&str, &str)> = items.iter().map(|own| ("item", *own)).collect();
    fields.push(("witness", "yes"));
    let done = format!("Done: {}", last.replace('_', " "));
    step(page, session, "hygiene", &fields, &done);
    quiet(page);
}

/// What makes the gates of the day green, with lots by their identifiers.
pub fn made_ready(page: &Page<'_>, session: &str, lots: &[&str]) {
    room_and_lots(page, session, lots);
    step(
        page,
        session,
        "photograph",
        &[("before", "yes")],
        "A photograph",
    );
    quiet(page);
}

/// The same without a photograph.
pub fn room_and_lots(page: &Page<'_>, session: &str, lots: &[&str]) {
    step(page, session, "prepare", &[], "Hygiene");
    quiet(page);
    checked_off(page, session);
    step(
        page,
        session,
        "skin",
        &[("skin", "whole")],
        "The skin is whole",
    );
    quiet(page);
    let fields: Vec<(&str, &str)> = lots.iter().map(|own| ("lot", *own)).collect();
    step(page, session, "lots", &fields, "A lot is taken");
    quiet(page);
}

/// Begins, once every gate is green.
pub fn begun(page: &Page<'_>, session: &str) {
    Scene::says(page, "Every gate is green");
    step(page, session, "begin", &[], "Needles touch the skin");
    quiet(page);
}

/// Records dots while the connection is gone; they are there once when it is back.
pub fn worked_through_a_dropped_connection(page: &Page<'_>, session: &str, lots: [&str; 2]) {
    let zone = page.attribute("#f-zone option", "value");
    let [pigment, needles] = lots;
    let dots = |count: &'static str| {
        [
            ("zone", zone.clone()),
            ("layer", "1".to_owned()),
            ("dots", count.to_owned()),
            ("minutes", "4".to_owned()),
            ("pigment", pigment.to_owned()),
            ("needles", needles.to_owned()),
        ]
    };
    page.connected(false);
    for count in ["301", "207"] {
        let fields = dots(count);
        let fields: Vec<(&str, &str)> = fields.iter().map(|own| (own.0, own.1.as_str())).collect();
        page.press(&format!("{session}/progress"), &fields);
    }
    Scene::says(page, "2 steps wait for the connection");
    // Going on is judged by the studio at that moment, or not at all.
    page.press(&format!("{session}/pause"), &[]);
    Scene::says(page, "3 steps wait");
    page.connected(true);
    Scene::says(page, "301 dots");
    quiet(page);
    let story = page.text("#story + *, section[aria-labelledby=story]");
    for said in ["301 dots", "207 dots", "A break"] {
        assert_eq!(story.matches(said).count(), 1, "{said} in {story}");
    }
    page.connected(false);
    page.press(&format!("{session}/resume"), &[]);
    Scene::says(page, "nothing was begun");
    page.connected(true);
    page.go(session);
    step(page, session, "resume", &[], "Needles touch the skin");
    quiet(page);
}

/// Everything that a closed session holds.
pub fn closed(page: &Page<'_>, session: &str) {
    let machine = [
        ("machine", "Quiet 3"),
        ("needle", "0.25 mm, 3 round"),
        ("depth_um", "600"),
        ("stroke_um", "2500"),
        ("bleeding", "none"),
    ];
    step(page, session, "machine", &machine, "Machine and needle");
    quiet(page);
    step(page, session, "pain", &[("of_ten", "3")], "Pain 3 of 10");
    quiet(page);
    checked_off(page, session);
    step(page, session, "close", &[], "Closed");
    page.go(session);
    Scene::says(page, "What was set stands in the design");
}
