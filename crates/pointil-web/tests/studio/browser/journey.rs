//! From the first visit to a hairline that is dragged, on the head and on the client's photograph: what a stranger does, with a pointer, keys and real pages.

use std::time::Duration;

use serde_json::Value;

use super::Served;
use super::driver::{Driver, Page};
use super::pictures::{landmarks, photograph, take};
use crate::house::{House, OWNER, PASSWORD};

#[test]
fn from_the_first_visit_to_a_dragged_hairline() {
    let Some(driver) = Driver::start() else {
        return;
    };
    let served = Served::new(async || House::empty().await);
    let page = driver.open(&served.base);
    open_studio(&page);
    enter_client(&page);
    add_photograph(&page);
    place_landmarks(&page);
    begin_design(&page);
    show_on_photograph(&page);
    drag_a_handle(&page);
    move_by_keys(&page);
    change_numbers(&page);
    let table = page.path();
    agree(&page, &driver.open(&served.base));
    page.go(&table);
    sign_out_and_in(&page);
}

fn open_studio(page: &Page<'_>) {
    page.go("/");
    page.until_path("the first visit", |path| path == "/first-visit");
    take(page, "first-visit");
    for (name, text) in [
        ("studio_name", "Still Point"),
        ("time_zone", "Europe/Prague"),
        ("currency", "EUR"),
        ("name", "Olga Ondrová"),
        ("email", OWNER),
        ("password", PASSWORD),
    ] {
        page.fill(name, text);
    }
    page.click("main button.first");
    page.until_path("the studio", |path| path == "/studio");
    assert!(page.text("main").contains("The studio key"));
}

fn enter_client(page: &Page<'_>) {
    page.click("nav a[href=\"/clients\"]");
    page.until_path("the clients", |path| path == "/clients");
    take(page, "no-clients");
    page.click("main a.first[href=\"/clients/new\"]");
    page.until_path("the form", |path| path == "/clients/new");
    // Nothing entered: the form says what is missing, beside the field.
    page.script("document.querySelector('main form').noValidate = true", &[]);
    page.click("main button.first");
    page.until("the objection", || {
        (page.script(
            "return document.querySelectorAll('[aria-invalid=true]').length",
            &[],
        ) != 0)
            .then_some(())
    });
    page.fill("given_name", "Jan");
    page.fill("family_name", "Novák");
    page.fill("phone", "+420 601 234 567");
    page.click("main button.first");
    page.until_path("the record", |path| path.starts_with("/clients/0"));
    assert!(page.text("h1").contains("Jan Novák"));
}

fn add_photograph(page: &Page<'_>) {
    let file = photograph().canonicalize().unwrap();
    page.keys("main [name=\"photograph\"]", &file.display().to_string());
    page.choose("pose", "front");
    page.click("[data-photograph-upload] button.first");
    page.until("the small picture", || {
        let drawn = "const own = document.querySelector('.gallery img'); own?.scrollIntoView(); return own?.naturalWidth ?? 0";
        (page.script(drawn, &[]) != 0).then_some(())
    });
    take(page, "client");
}

/// Clicks on every point that the picture shows; after the sixth the head is drawn over it.
fn place_landmarks(page: &Page<'_>) {
    let record = page.path();
    page.click(".gallery a");
    page.until_path("the photograph", |path| path.starts_with("/photographs/"));
    page.click("main a[href$=\"/landmarks\"]");
    page.until_path("the landmarks", |path| path.ends_with("/landmarks"));
    page.script(
        "document.querySelectorAll('details').forEach((own) => { own.open = true })",
        &[],
    );
    let landmarks = landmarks();
    for (name, [x, y]) in &landmarks {
        page.click(&format!("[data-point=\"{name}\"] label"));
        let at = page.script(
            "const svg = document.querySelector('[data-landmarks] svg');
             svg.scrollIntoView({ block: 'start' });
             const at = new DOMPoint(arguments[0], arguments[1]).matrixTransform(svg.getScreenCTM());
             return [at.x, at.y];",
            &[(*x).into(), (*y).into()],
        );
        let at = |k: usize| at[k].as_f64().unwrap();
        page.drag(&[(at(0), at(1))], Duration::from_millis(20));
        page.until(&format!("{name} in its place"), || {
            let placed =
                format!("return !!document.querySelector('[data-point=\"{name}\"].placed')");
            (page.script(&placed, &[]) == true).then_some(())
        });
    }
    page.until("the head over the picture", || {
        let drawn =
            "return document.querySelector('[data-contour]').getAttribute('d').length > 100";
        (page.script(drawn, &[]) == true).then_some(())
    });
    assert_eq!(page.text("[data-doubts]"), "", "a place is doubted");
    take(page, "landmarks");
    page.click("[data-save]");
    page.until("the landmarks kept", || {
        (page.script("return document.querySelector('[data-save]').disabled", &[]) == true)
            .then_some(())
    });
    page.go(&record);
}

/// The design is shown on the photograph whose landmarks were placed.
fn show_on_photograph(page: &Page<'_>) {
    page.click("[data-strip] a[data-photograph]:not([data-photograph=\"\"])");
    wait_for_table(page);
    take(page, "photograph");
    page.click("[data-strip] a[data-photograph=\"\"]");
    wait_for_table(page);
}

/// A version is kept, and approved by somebody who has nothing but its private link.
fn agree(page: &Page<'_>, visitor: &Page<'_>) {
    let versions = format!("{}/versions", page.path());
    page.go(&versions);
    page.fill("name", "As agreed");
    page.click("form[action$=\"/versions\"] button.first");
    page.until("the version", || {
        page.text("main").contains("As agreed").then_some(())
    });
    take(page, "versions");
    page.click("form[action$=\"/links\"] input[name=version]");
    page.click("form[action$=\"/links\"] button.first");
    page.until("the link", || {
        page.text("main").contains("/look/").then_some(())
    });
    let told = page.text("[data-copied]");
    let (_, token) = told.split_once("/look/").unwrap();
    visitor.go(&format!("/look/{}", token.trim()));
    assert!(visitor.text("main").contains("No hair grows"));
    // The head itself, not the pictures that stand in for it.
    visitor.until("the head", || {
        let ready = "return document.querySelector('[data-showing]').dataset.ready";
        (visitor.script(ready, &[]) == "").then_some(())
    });
    take(visitor, "look");
    visitor.fill("signed_name", "Jan Novák");
    visitor.click("#agree");
    visitor.click("form[action$=\"/approval\"] button.first");
    visitor.until("the approval", || {
        visitor
            .text("main")
            .contains("You approved this version")
            .then_some(())
    });
    // The studio's pages stay closed to whoever has the link.
    visitor.go(&versions);
    visitor.until_path("the door", |path| path == "/sign-in");
    page.go(&versions);
    assert!(page.text("main").to_lowercase().contains("approved"));
}

fn begin_design(page: &Page<'_>) {
    page.click("main a[href^=\"/designs/new\"]");
    page.until_path("the beginning", |path| path == "/designs/new");
    page.fill("age_years", "45");
    page.fill("circumference_cm", "57.5");
    take(page, "begin");
    page.click("main button.first");
    page.until_path("the table", |path| path.starts_with("/designs/0"));
    wait_for_table(page);
    assert_eq!(
        page.script(
            "return document.querySelector('[data-ready]').dataset.ready",
            &[]
        ),
        ""
    );
    take(page, "table");
}

/// Waits until the table has drawn the final pattern and asks for nothing more.
fn wait_for_table(page: &Page<'_>) {
    page.until("the table", || {
        (page.script("return !!document.querySelector('[data-ready]')", &[]) == true).then_some(())
    });
    page.settle();
}

fn state(page: &Page<'_>) -> Value {
    page.script(
        "return fetch(location.pathname + '/state', { headers: { accept: 'application/json' } }).then((own) => own.json())",
        &[],
    )
}

/// Waits until the record has another revision than this.
fn revision_after(page: &Page<'_>, before: &Value) -> Value {
    let after = page.until("the edit", || {
        Some(state(page)).filter(|own| own["revision"] != before["revision"])
    });
    page.settle();
    after
}

/// The middle of the handle nearest to the middle of the line that shows.
fn handle(page: &Page<'_>) -> (usize, f64, f64) {
    let found = page.script(
        "const all = [...document.querySelectorAll('svg .handle')];
         const shown = all.map((own, k) => [k, own]).filter(([, own]) => !own.hasAttribute('hidden'));
         const [k, own] = shown[Math.floor(shown.length / 2)];
         const box = own.querySelector('.mark').getBoundingClientRect();
         return [k, box.x + box.width / 2, box.y + box.height / 2];",
        &[],
    );
    let at = |k: usize| found[k].as_f64().unwrap();
    (at(0) as usize, at(1), at(2))
}

fn facts(page: &Page<'_>) -> String {
    page.text("[data-facts]")
}

fn drag_a_handle(page: &Page<'_>) {
    page.script(
        "document.querySelector('.stage').scrollIntoView({ block: 'start' })",
        &[],
    );
    let (before, facts_before) = (state(page), facts(page));
    let (index, x, y) = handle(page);
    let places: Vec<(f64, f64)> = (0..=6).map(|k| (x, y + 5.0 * f64::from(k))).collect();
    page.drag(&places, Duration::from_millis(150));
    let after = revision_after(page, &before);
    assert_ne!(
        after["line"][index]["point"], before["line"][index]["point"],
        "the handle stayed"
    );
    for (k, point) in after["line"].as_array().unwrap().iter().enumerate() {
        if k.abs_diff(index) > 1 {
            assert_eq!(
                point["point"], before["line"][k]["point"],
                "point {k} moved, too"
            );
        }
    }
    page.until("the facts", || (facts(page) != facts_before).then_some(()));
    take(page, "dragged");
    page.click("[data-step=\"undo\"]");
    let undone = revision_after(page, &after);
    assert_eq!(undone["hash"], before["hash"], "undone is as before");
    page.until("the facts", || (facts(page) == facts_before).then_some(()));
    page.click("[data-step=\"redo\"]");
    let redone = revision_after(page, &undone);
    assert_eq!(redone["hash"], after["hash"], "done again is as after");
}

fn move_by_keys(page: &Page<'_>) {
    let before = state(page);
    let (index, _, _) = handle(page);
    page.script(
        "document.querySelectorAll('svg .handle')[arguments[0]].focus()",
        &[index.into()],
    );
    page.keys("svg .handle:focus", "\u{E013}");
    let after = revision_after(page, &before);
    let at = |own: &Value, k: usize| own["line"][index]["point"][k].as_f64().unwrap();
    let moved = (0..3)
        .map(|k| (at(&after, k) - at(&before, k)).powi(2))
        .sum::<f64>()
        .sqrt();
    assert!((0.3..3.0).contains(&moved), "one key moves {moved} mm");
    // A hand can rest: the handle keeps the focus.
    let focused = page.script(
        "return document.activeElement.classList.contains('handle')",
        &[],
    );
    assert_eq!(focused, true);
}

fn change_numbers(page: &Page<'_>) {
    let before = state(page);
    page.script(
        "document.querySelectorAll('details').forEach((own) => { own.open = true }); document.querySelector('[data-zone=crown]').scrollIntoView()",
        &[],
    );
    page.script(
        "document.querySelector('[data-zone=crown]').value = ''",
        &[],
    );
    page.keys("[data-zone=crown]", "120\t");
    let after = revision_after(page, &before);
    assert_eq!(after["zones"]["crown"], 120.0);
}

fn sign_out_and_in(page: &Page<'_>) {
    let table = page.path();
    page.click(".who button");
    page.until_path("the way out", |path| path == "/sign-in");
    page.go(&table);
    page.until_path("the door", |path| path == "/sign-in");
    page.fill("email", OWNER);
    page.fill("password", PASSWORD);
    page.click("main button.first");
    page.until_path("the table again", |path| path == table);
    wait_for_table(page);
}
