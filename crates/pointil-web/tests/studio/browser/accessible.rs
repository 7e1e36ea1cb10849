//! Every page, for strangers and for people who are signed in, light and dark, held to WCAG 2.2 AA by axe-core.
//!
//! `tests/browser.sh` fetches axe-core (MPL-2.0, not part of the repository) and says where it is in `POINTIL_AXE`.

use std::collections::BTreeMap;

use axum::http::Method;
use pointil_storage::Role;
use pointil_web::permit::{PAGES, Permit};
use serde_json::{Value, json};

use super::Served;
use super::driver::{Driver, Page};
use crate::house::{Browser, House};
use crate::private_records::{linked, record as opened};

/// Where things are in the studio that is looked at.
type Places = BTreeMap<&'static str, String>;

/// The rules that pages are held to, by axe-core's tags.
const TAGS: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

/// Routes that end so answer with pictures, papers and parts of pages: no pages, and slow to make.
const FILES: [&str; 8] = [
    "/export",
    "{paper}",
    "{part}",
    "{age}",
    "/original",
    "/thumbnail",
    "/screen",
    "/list",
];

/// The text of axe-core; `None`, said plainly, where it is absent and not asked for.
fn axe() -> Option<String> {
    let read = std::env::var_os("POINTIL_AXE").and_then(|path| std::fs::read_to_string(path).ok());
    if read.is_none() {
        let required = std::env::var_os("POINTIL_REQUIRE_BROWSER").is_some();
        assert!(
            !required,
            "axe-core absent, but POINTIL_REQUIRE_BROWSER asks for it: run by tests/browser.sh"
        );
        println!("axe-core absent, skipped (tests/browser.sh fetches it)");
    }
    read
}

#[test]
fn no_page_keeps_anybody_out() {
    let (Some(axe), Some(driver)) = (axe(), Driver::start()) else {
        return;
    };
    let mut findings = Vec::new();
    let unopened = Served::new(async || House::empty().await);
    let page = driver.open(&unopened.base);
    findings.extend(look(&page, &axe, "/first-visit", "a stranger"));
    drop(page);
    let mut places = Places::new();
    let mut owner = None;
    let served = Served::new(async || {
        let (house, mut browser) = House::open().await;
        places = furnish(&house, &mut browser).await;
        owner = Some(browser);
        house
    });
    let page = driver.open(&served.base);
    let visit = places["look"].as_str();
    for path in [
        "/sign-in",
        "/nowhere",
        "/credentials",
        places["welcome"].as_str(),
        visit,
        places["look-list"].as_str(),
        places["look-screening"].as_str(),
        places["look-appointment"].as_str(),
        places["look-agreement"].as_str(),
        "/look/nothing",
        "/ask",
        "/ask/thanks",
        "/paid",
    ] {
        findings.extend(look(&page, &axe, path, "a stranger"));
    }
    page.keep_cookies(&owner.unwrap().cookies);
    for path in addresses(&places) {
        findings.extend(look(&page, &axe, &path, "the owner"));
    }
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        findings.join("\n")
    );
}

/// The address of every page that answers somebody who is signed in, out of the table of routes: a new page is looked at as soon as it is
/// in the table, and a new kind of parameter must be given a place here.
fn addresses(places: &Places) -> Vec<String> {
    let pages = PAGES.iter().filter(|rule| rule.method == Method::GET);
    let mut found: Vec<String> = pages
        .filter(|rule| matches!(rule.permit, Permit::May(_)))
        .filter(|rule| !FILES.iter().any(|end| rule.path.ends_with(end)))
        .map(|rule| filled(rule.path, places))
        .collect();
    found.extend([
        filled("/designs/{design}", places),
        format!(
            "/designs/{}/compare?from={}&to=now",
            places["design"], places["version"]
        ),
        format!("/designs/new?client={}", places["client"]),
        format!("/clients/{}/aftercare", places["treated"]),
        format!("/clients/{}/reviews", places["treated"]),
        format!("/check-ins/{}", places["escalated"]),
        "/nowhere".to_owned(),
    ]);
    found
}

/// A route's pattern with what there is in the place of its parameters.
fn filled(path: &str, places: &Places) -> String {
    let part = |part: &str| match part.strip_prefix('{') {
        None => part.to_owned(),
        Some(name) => {
            let name = name.trim_end_matches('}');
            let place = places.get(name);
            place
                .unwrap_or_else(|| panic!("{path}: furnish() has no {name}"))
                .clone()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The last part of a path.
fn id(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// A studio in which every page has something to show.
async fn furnish(house: &House, owner: &mut Browser) -> Places {
    let mut places = Places::new();
    let ready = crate::sessions::ready(owner).await;
    after_session(owner, &ready, &mut places).await;
    let client = enter(owner, &mut places).await;
    design(owner, &mut places).await;
    invite(house, owner, &mut places).await;
    let consultation = format!("/clients/{client}/consultation");
    let consultation = owner.post(&consultation, &[]).await.to().to_owned();
    let asked = format!("/clients/{client}/screening");
    let screening = owner.post(&asked, &[]).await.to().to_owned();
    let record = format!("/clients/{client}");
    let entry = crate::money::invoiced(owner, &record).await;
    let appointment = crate::diary::booked(owner, &client).await;
    let enquiry = crate::diary::asked(house, owner).await;
    let link = linked(owner, &record, &[&screening, &appointment]).await;
    places.extend([
        ("look-screening", opened(&link, &screening)),
        ("look-appointment", opened(&link, &appointment)),
        ("look-list", link),
    ]);
    places.extend([
        ("client", client),
        ("consultation", id(&consultation)),
        ("screening", id(&screening)),
        ("appointment", id(&appointment)),
        ("enquiry", id(&enquiry)),
        ("posting", "payment".to_owned()),
        ("correction", "refund".to_owned()),
        ("entry", entry),
    ]);
    equip(owner, &mut places).await;
    wait_for(owner, &mut places).await;
    places
}

/// A session that has ended with what follows: check-ins, a review, an adverse event, a plan of removal, and the next session.
async fn after_session(owner: &mut Browser, ready: &crate::sessions::Ready, places: &mut Places) {
    crate::sessions::ended(owner, ready).await;
    let client = &ready.client;
    let page = owner.get(&format!("{client}/aftercare")).await.text();
    let check_ins = crate::aftercare::links(&page, "/check-ins/");
    let fever = [("symptom", "fever"), ("pain", "6")];
    owner
        .post(&format!("{}/answer", check_ins[0]), &fever)
        .await
        .to();
    let review = owner
        .post(&format!("{client}/reviews"), &[])
        .await
        .to()
        .to_owned();
    let event = crate::events::written(owner, client, "swollen_nodes").await;
    let plan = crate::reviews::planned_removal(owner, client).await;
    let next = crate::sessions::planned_again(owner, ready).await;
    places.extend([
        ("treated", id(client)),
        ("check_in", id(&check_ins[1])),
        ("escalated", id(&check_ins[0])),
        ("review", id(&review)),
        ("event", id(&event)),
        ("plan", id(&plan)),
        ("session", id(&next)),
    ]);
}

/// Somebody who waits for a time in a place.
async fn wait_for(owner: &mut Browser, places: &mut Places) {
    let form = format!("/waiting/new?client={}", places["client"]);
    let form = owner.get(&form).await;
    let premises = form.value_after("id=\"f-premises\"", "option value");
    let wanted = [
        ("client", places["client"].as_str()),
        ("purpose", "consultation"),
        ("premises", premises.as_str()),
        ("minutes", "45"),
        ("first", "2027-02-01"),
        ("last", "2027-03-01"),
    ];
    let waiting = owner.post("/waiting", &wanted).await.to().to_owned();
    let waiting = id(waiting.split('?').next().unwrap());
    places.extend([("waiting", waiting), ("place", premises)]);
}

/// A client, entered twice so that there is something to make one, with a photograph.
async fn enter(owner: &mut Browser, places: &mut Places) -> String {
    let twin = [
        ("given_name", "Jan"),
        ("family_name", "Novák"),
        ("phone", "+420 601 234 567"),
        ("confirmed", "yes"),
    ];
    let first = owner.post("/clients", &twin).await;
    let client = id(first.to().split('?').next().unwrap());
    owner.post("/clients", &twin).await;
    let picture = include_bytes!("../../../../../examples/practice-head/front.jpg");
    let taken = [("pose", "front"), ("taken_on", "2026-11-20")];
    owner
        .upload(&format!("/clients/{client}/photographs"), picture, &taken)
        .await;
    let record = owner.get(&format!("/clients/{client}")).await;
    places.insert("photograph", id(&record.value_after("gallery", "href")));
    client
}

/// A design with a version, a private link and an agreement.
async fn design(owner: &mut Browser, places: &mut Places) {
    let design = crate::designs::begun(owner).await;
    let kept = [("name", "As agreed"), ("note", ""), ("revision", "1")];
    let kept = owner.post(&format!("{design}/versions"), &kept).await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let versions = owner.get(&format!("{design}/versions")).await;
    let version = versions.value_after("name=\"version\"", "value");
    let (agreement, list) = crate::agreements::drawn_up(owner, &design).await;
    owner.post(&format!("{agreement}/offer"), &[]).await.to();
    let client = list.strip_suffix("/agreements").unwrap();
    let link = linked(owner, client, &[&agreement]).await;
    places.insert("look-agreement", opened(&link, &agreement));
    let shown = [("version", version.as_str()), ("days", "14")];
    let link = owner.post(&format!("{design}/links"), &shown).await.text();
    let (_, look) = link.split_once("/look/").unwrap();
    let look = format!("/look/{}", look.split('<').next().unwrap());
    places.extend([
        ("design", id(&design)),
        ("version", version),
        ("agreement", id(&agreement)),
        ("look", look),
    ]);
}

/// Somebody invited, somebody who only looks.
async fn invite(house: &House, owner: &mut Browser, places: &mut Places) {
    let invited = [
        ("name", "Petra"),
        ("email", "petra@example.com"),
        ("role", "assistant"),
    ];
    let welcome = owner.post("/accounts", &invited).await.text();
    let (_, link) = welcome.split_once("/welcome/").unwrap();
    let link = link.split('<').next().unwrap();
    house.person(Role::Reader).await;
    let accounts = owner.get("/accounts").await;
    let account = accounts.value_after("class=\"list\"", "href");
    places.extend([
        ("welcome", format!("/welcome/{link}")),
        ("account", id(&account)),
    ]);
}

/// A place, a lot, a licence, a protocol of the studio's own.
async fn equip(owner: &mut Browser, places: &mut Places) {
    let lot = [
        ("kind", "pigment"),
        ("product", "Graphite 5"),
        ("maker", "Ink & Co"),
        ("number", "G5-0117"),
        ("expiry", "2028-01-31"),
        ("unit", "millilitres"),
        ("amount", "2"),
        ("reorder", "5"),
    ];
    let place = [
        ("name", "Old Town"),
        ("address", "1 High Street"),
        ("jurisdiction", "GB-WLS"),
        ("zone", "Europe/London"),
        ("rooms", "Blue room"),
    ];
    owner.post("/studio/places", &place).await;
    let form = owner.get("/studio/credentials").await;
    let holder = form.value_after("id=\"f-holder\"", "value");
    let licence = [
        ("holder", holder.as_str()),
        ("kind", "body-art licence or registration"),
        ("issuer", "City of Cardiff"),
        ("valid_from", "2026-01-01"),
        ("valid_until", "2027-02-01"),
        ("is_public", "yes"),
    ];
    owner.post("/studio/credentials", &licence).await;
    let list = owner.get("/studio/credentials").await;
    let credential = list.value_after("class=\"list\"", "href");
    owner
        .post("/studio/protocol", &[("first_wash_day", "4")])
        .await;
    let lot = owner.post("/stock", &lot).await;
    let lot = lot.to().split('?').next().unwrap();
    places.extend([("lot", id(lot)), ("credential", id(&credential))]);
}

/// What axe-core finds on a page, light and dark; nothing for what is no page.
fn look(page: &Page<'_>, axe: &str, path: &str, who: &str) -> Vec<String> {
    let mut findings = Vec::new();
    page.go(path);
    let is_page = page.script(
        "return document.contentType === 'text/html' && !!document.querySelector('main')",
        &[],
    );
    if is_page != true {
        return findings;
    }
    page.settle();
    page.script(
        "document.querySelectorAll('details').forEach((own) => { own.open = true })",
        &[],
    );
    page.script(axe, &[]);
    for theme in ["light", "dark"] {
        page.lit(theme);
        for (width, height) in [(1280, 900), (820, 1180)] {
            page.size(width, height);
            page.settle();
            let asked = json!({ "runOnly": { "type": "tag", "values": TAGS }, "resultTypes": ["violations"] });
            let run = "return axe.run(document, arguments[0]).then((own) => own.violations.map((one) =>
                [one.id, one.help, one.nodes.map((node) => node.target.join(' ') + ': ' + node.failureSummary).join(' | ')]))";
            let violations = page.script(run, &[asked]);
            let told = |one: &Value| {
                format!(
                    "{path} ({who}, {theme}, {width} px): {} – {}: {}",
                    one[0], one[1], one[2]
                )
            };
            findings.extend(violations.as_array().unwrap().iter().map(told));
        }
    }
    findings
}
