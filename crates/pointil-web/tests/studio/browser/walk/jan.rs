//! Jan, from his enquiry to the reminder a year after, with every paper on the way.

use axum::http::Method;
use serde_json::{Value, json};

use super::super::Served;
use super::super::driver::Driver;
use super::super::pictures::take;
use super::chair;
use super::scene::{Scene, posting};
use crate::gates::world::{credential, lot};
use crate::house::Browser;
use crate::sink::Sink;

/// What the walk goes back to.
#[derive(Default)]
struct Jan {
    client: String,
    photograph: String,
    screening: String,
    agreement: String,
    place: String,
    pigment: String,
    needles: String,
    session: String,
}

#[test]
fn from_the_enquiry_to_the_reminder_a_year_after() {
    let Some(driver) = Driver::start() else {
        return;
    };
    let sink = Sink::open();
    let served = Served::new(async || posting(&sink).await.0);
    let scene = Scene::new(&driver, &served, &sink);
    let mut jan = Jan::default();
    studio_is_ready(&scene, &mut jan);
    asks(&scene, &mut jan);
    is_told(&scene, &jan);
    consents(&scene, &jan);
    is_asked_about_health(&scene, &mut jan);
    is_tested(&scene, &jan);
    agrees(&scene, &mut jan);
    pays(&scene, &jan);
    books(&scene, &jan);
    first_session(&scene, &mut jan);
    heals(&scene, &jan);
    other_sessions(&scene, &mut jan);
    looks_back(&scene, &jan);
    is_reminded(&scene, &jan);
}

/// The place, licences, prices, stock, and the telephone that clients are told.
fn studio_is_ready(scene: &Scene<'_>, jan: &mut Jan) {
    let ready = scene.aside(async |owner| {
        let place = [
            ("name", "Old Town"),
            ("address", "1 High Street"),
            ("jurisdiction", "GB-ENG"),
            ("zone", "Europe/Prague"),
            ("rooms", "Blue room"),
        ];
        owner.post("/studio/places", &place).await.to();
        let page = owner.get("/studio/places").await;
        let close = page.value_after("class=\"sheet\"", "action");
        for kind in [
            "body-art licence or registration",
            "permit or registration of the premises",
            "insurance",
        ] {
            credential(owner, kind).await;
        }
        crate::agreements::priced(owner).await;
        crate::private_care::reachable(owner, "+420 601 234 567")
            .await
            .to();
        let pigment = lot(owner, &[("number", "G5-1"), ("expiry", "2029-01-31")]).await;
        let needles = lot(owner, &[("kind", "needles"), ("number", "N-1")]).await;
        [
            close.split('/').nth(3).unwrap().to_owned(),
            pigment,
            needles,
        ]
    });
    [jan.place, jan.pigment, jan.needles] = ready;
}

/// A stranger asks, is answered, and becomes a client.
fn asks(scene: &Scene<'_>, jan: &mut Jan) {
    let (desk, phone) = (&scene.desk, &scene.phone);
    phone.go("/ask");
    let asked = [
        ("name", "Jan Novák"),
        ("reach", "jan@example.org"),
        ("wish", "consultation"),
        ("purpose", "a shaved look, please"),
        ("hair_loss", "for ten years"),
    ];
    phone.send("/ask", &asked);
    assert_eq!(phone.path(), "/ask/thanks");
    desk.go("/enquiries");
    desk.click("main ul.list a");
    let enquiry = desk.until_path("the enquiry", |path| path.starts_with("/enquiries/"));
    desk.send("/answer", &[("words", "Gladly. Come and see us.")]);
    desk.go(&enquiry);
    desk.click("main a[href^=\"/clients/new\"]");
    desk.until_path("the form", |path| path == "/clients/new");
    let born = [
        ("birth_date", "1980-01-01"),
        ("given_name", "Jan"),
        ("family_name", "Novák"),
    ];
    desk.send("/clients", &born);
    jan.client = desk.attribute("main a[href^=\"/clients/0\"]", "href");
    desk.go(&jan.client);
    Scene::says(desk, "jan@example.org");
}

/// The consultation says what it is and is not, and goes on.
fn is_told(scene: &Scene<'_>, jan: &Jan) {
    let desk = &scene.desk;
    desk.go(&format!("{}/consultation", jan.client));
    desk.send("/consultation", &[]);
    let told = [
        ("age", "47"),
        ("goals", "A shaved look"),
        ("told_no_hair_grows", "true"),
        ("told_alternatives", "true"),
    ];
    let here = desk.path();
    desk.send(&here, &told);
    desk.send("/close", &[("decision", "go_on")]);
    desk.go(&here);
    Scene::says(desk, "Goes on");
}

fn consents(scene: &Scene<'_>, jan: &Jan) {
    let desk = &scene.desk;
    for kind in ["treatment", "clinical_photographs", "messages"] {
        desk.go(&format!("{}/consents", jan.client));
        desk.send("/consents", &[("kind", kind), ("says", "yes")]);
    }
    assert_eq!(desk.text("main").matches("not given").count(), 1);
}

/// The questionnaire, on his own telephone.
fn is_asked_about_health(scene: &Scene<'_>, jan: &mut Jan) {
    jan.screening = scene.asked_about_health(&jan.client, &[]);
    Scene::says(&scene.phone, "Nothing in your answers stands in the way");
    scene.desk.go(&jan.screening);
    Scene::says(&scene.desk, "Nothing stands in the way");
    scene.paper(&jan.screening, "screening.pdf");
}

/// The lot is tried, and read when its hours are over.
fn is_tested(scene: &Scene<'_>, jan: &Jan) {
    let desk = &scene.desk;
    desk.go(&format!("{}/patch-tests", jan.client));
    let tried = [
        ("lot", jan.pigment.as_str()),
        ("place", "behind the left ear"),
    ];
    desk.send("/patch-tests", &tried);
    Scene::says(desk, "On the skin");
    scene.days(3);
    desk.go(&format!("{}/patch-tests", jan.client));
    desk.send("/clear", &[]);
    Scene::says(desk, "No reaction");
    let paper = desk.attribute("main a[href$=\".pdf\"]", "href");
    let bytes = scene.aside(async |owner| owner.get(&paper).await.bytes);
    assert!(bytes.starts_with(b"%PDF"));
}

/// The design is drawn and kept, the agreement drawn up, signed by him at home and by the studio.
fn agrees(scene: &Scene<'_>, jan: &mut Jan) {
    let client = jan.client.clone();
    let (agreement, photograph) = scene.aside(async |owner| {
        let id = client.rsplit('/').next().unwrap().to_owned();
        let photograph = crate::gates::world::photographed(owner, &client).await;
        let design = crate::designs::begun_for(owner, &id).await;
        crate::versions::kept(owner, &design, "As agreed").await;
        let (agreement, _) = crate::agreements::drawn_up(owner, &design).await;
        owner.post(&format!("{agreement}/offer"), &[]).await.to();
        (agreement, photograph)
    });
    jan.photograph = photograph;
    jan.agreement = agreement.split('?').next().unwrap().to_owned();
    scene.hand_over(&jan.agreement);
    let phone = &scene.phone;
    Scene::says(phone, "skin cancer");
    super::super::signing::sign(phone, "Jan Novák");
    Scene::says(phone, "You have signed");
    scene.aside(async |owner| {
        crate::agreements::signed(owner, &jan.agreement, "countersign").await;
    });
    scene.desk.go(&jan.agreement);
    Scene::says(&scene.desk, "In force");
    scene.paper(&jan.agreement, "agreement.pdf");
}

/// An invoice, and the half of it paid by card.
fn pays(scene: &Scene<'_>, jan: &Jan) {
    let client = jan.client.clone();
    let invoice = scene.aside(async |owner| crate::money::invoiced(owner, &client).await);
    scene.desk.go(&format!("/invoices/{invoice}"));
    Scene::says(&scene.desk, "Invoice 2027-000001");
    scene.desk.go(&format!("{}/account/payment", jan.client));
    let paid = [("amount", "605"), ("method", "card")];
    scene.desk.send("/account/payment", &paid);
    scene.desk.go(&format!("{}/account", jan.client));
    Scene::says(&scene.desk, "EUR 605.00 is owed.");
    take(&scene.desk, "account");
}

/// An appointment for the first session, with its confirmation and its reminders.
fn books(scene: &Scene<'_>, jan: &Jan) {
    let desk = &scene.desk;
    let id = jan.client.rsplit('/').next().unwrap();
    desk.go(&format!("/appointments/new?client={id}"));
    let booked = [
        ("purpose", "session.1.1"),
        ("minutes", "240"),
        ("day", "2027-02-01"),
        ("time", "09:30"),
        ("do", "book"),
    ];
    desk.send("/appointments", &booked);
    assert!(
        desk.path().starts_with("/appointments/0"),
        "{}",
        desk.text("main")
    );
    scene.open_mail("Your appointment at Still Point");
    Scene::says(&scene.phone, "1 February 2027");
    scene.until("2027-02-01T08:00:00Z");
    scene.mail("Your appointment on Monday, 1 February 2027");
}

/// Planned from the agreement, opened when every gate is green, worked through a dropped connection, closed.
fn first_session(scene: &Scene<'_>, jan: &mut Jan) {
    let desk = &scene.desk;
    scene.sign_in();
    desk.go(&format!("{}/sessions", jan.client));
    let plan = [
        ("premises", jan.place.as_str()),
        ("day", "2027-02-01"),
        ("time", "09:30"),
    ];
    desk.send("/sessions", &plan);
    jan.session = desk.path();
    Scene::says(desk, "gates are shut");
    chair::made_ready(desk, &jan.session, &[&jan.pigment, &jan.needles]);
    Scene::says(desk, "screening.changes");
    desk.go(&jan.screening);
    desk.send("/still", &[]);
    desk.go(&jan.session);
    take(desk, "gates");
    chair::begun(desk, &jan.session);
    take(desk, "chair");
    desk.go("/today");
    Scene::says(desk, "Jan Novák");
    take(desk, "today");
    desk.go(&jan.session);
    chair::worked_through_a_dropped_connection(desk, &jan.session, [&jan.pigment, &jan.needles]);
    chair::closed(desk, &jan.session);
    scene.paper(&jan.session, "session.pdf");
    scene.paper(&jan.session, "aftercare.pdf");
}

/// The guide comes by mail, and the questions on how it heals.
fn heals(scene: &Scene<'_>, jan: &Jan) {
    scene.open_mail("for the next days");
    Scene::says(&scene.phone, "Do not wash your scalp");
    scene.days(2);
    scene.open_mail("has a question for you");
    let here = scene.phone.path();
    scene.phone.send(&here, &[("none", "yes"), ("pain", "1")]);
    Scene::says(&scene.phone, "Nothing that you told us is unusual");
    scene.desk.go(&format!("{}/aftercare", jan.client));
    Scene::says(&scene.desk, "Day");
    take(&scene.desk, "aftercare");
}

/// A session by the API, as a tablet with a program of its own does it.
async fn session(owner: &mut Browser, jan: &Jan, day: &str) -> String {
    let agreement = jan.agreement.rsplit('/').next().unwrap();
    let plan = json!({ "agreement": agreement, "premises": jan.place, "room": "Blue room", "day": day, "time": "10:00" });
    let path = format!("/api/v1{}/sessions", jan.client);
    let planned = owner.json(Method::POST, &path, plan).await;
    let id = planned.json()["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{}", planned.text()))
        .to_owned();
    let still = format!("{}/still", jan.screening);
    owner.post(&still, &[]).await.to();
    let hygiene = |items: &[&str]| json!({ "do": "hygiene", "items": items, "witnessed": true });
    let observe = |own: Value| json!({ "do": "observe", "observation": own });
    let phase = |phase| {
        let items = pointil_practice::session::hygiene_items().iter();
        let items = items.filter(move |own| own.phase == phase);
        items.map(|own| own.code.as_str()).collect::<Vec<_>>()
    };
    use pointil_practice::session::HygienePhase::{Close, Open};
    let zone = planned_zone(owner, &id).await;
    let steps = [
        json!({ "do": "prepare" }),
        hygiene(&phase(Open)),
        observe(json!({ "is": "skin", "is_whole": true })),
        json!({ "do": "lots", "lots": [jan.pigment, jan.needles] }),
        observe(json!({ "is": "photograph", "id": jan.photograph, "is_before": true })),
        json!({ "do": "begin" }),
        observe(
            json!({ "is": "progress", "zone": zone, "layer": 1, "dots": 400, "minutes": 20, "pigment": jan.pigment, "needles": jan.needles }),
        ),
        observe(
            json!({ "is": "machine", "machine": "Quiet 3", "needle": "0.25 mm, 3 round", "depth_um": 600, "stroke_um": 2500, "bleeding": "none" }),
        ),
        observe(json!({ "is": "pain", "zone": zone, "of_ten": 2 })),
        observe(json!({ "is": "lot_used", "lot": jan.needles, "thousandths": 1000 })),
        hygiene(&phase(Close)),
        json!({ "do": "close" }),
    ];
    for step in steps {
        let body = json!({ "key": uuid::Uuid::now_v7(), "step": step });
        let path = format!("/api/v1/sessions/{id}/steps");
        let answer = owner.json(Method::POST, &path, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    format!("/sessions/{id}")
}

async fn planned_zone(owner: &mut Browser, id: &str) -> String {
    let record = owner.get(&format!("/api/v1/records/{id}")).await.json();
    let zone = &record["says"]["record"]["plan"]["zones"][0]["zone"];
    let zone = zone
        .as_str()
        .or_else(|| record["says"]["plan"]["zones"][0]["zone"].as_str());
    zone.unwrap_or_else(|| panic!("{record}")).to_owned()
}

/// The second and the third session, as many days later as the protocol asks for.
fn other_sessions(scene: &Scene<'_>, jan: &mut Jan) {
    for (until, day) in [
        ("2027-02-22T09:00:00Z", "2027-02-22"),
        ("2027-03-15T09:00:00Z", "2027-03-15"),
    ] {
        scene.until(until);
        // Needles that were opened for the last session are out of their days.
        let number = format!("N-{day}");
        let needles = [("kind", "needles"), ("number", number.as_str())];
        jan.needles = scene.aside(async |owner| lot(owner, &needles).await);
        let own = &*jan;
        jan.session = scene.aside(async |owner| session(owner, own, day).await);
    }
    scene.sign_in();
    scene.desk.go(&format!("{}/sessions", jan.client));
    assert_eq!(scene.desk.text("main").matches("Closed").count(), 3);
}

/// The final review, on his telephone, with the scores and his own words.
fn looks_back(scene: &Scene<'_>, jan: &Jan) {
    scene.until("2027-05-20T09:00:00Z");
    scene.open_mail("would like to hear from you");
    let here = scene.phone.path();
    let liked = [
        ("satisfaction", "3"),
        ("again", "yes"),
        ("words", "Nobody sees it"),
    ];
    scene.phone.send(&here, &liked);
    Scene::says(&scene.phone, "The studio has your answers");
    scene.sign_in();
    scene.desk.go(&format!("{}/reviews", jan.client));
    scene.desk.click("main a[href^=\"/reviews/\"]");
    scene
        .desk
        .until_path("the review", |path| path.starts_with("/reviews/"));
}

/// A year after he is asked how it holds, and reads when a touch-up is worth a look; when the forecast of his own design says so, he is asked
/// to come and see the studio again.
fn is_reminded(scene: &Scene<'_>, jan: &Jan) {
    scene.until("2028-03-16T10:00:00Z");
    scene.open_mail("would like to hear from you");
    Scene::says(&scene.phone, "One year");
    let here = scene.phone.path();
    let still = [
        ("satisfaction", "2"),
        ("again", "yes"),
        ("words", "A little softer"),
    ];
    scene.phone.send(&here, &still);
    Scene::says(&scene.phone, "The studio has your answers");
    scene.sign_in();
    scene.desk.go(&format!("{}/reviews", jan.client));
    Scene::says(&scene.desk, "Worth a look from");
    take(&scene.desk, "reviews");
    let page = scene.desk.text("main");
    let (_, due) = page.split_once("Worth a look from\n").unwrap();
    let due = jiff::civil::Date::strptime("%d %B %Y", due.lines().next().unwrap()).unwrap();
    let morning = |days: i64| {
        let day = due.checked_add(jiff::Span::new().days(days)).unwrap();
        format!("{day}T12:00:00Z")
    };
    scene.until_in_weeks(&morning(-1));
    assert!(!scene.has_mail("It is a while since we met"));
    scene.until_in_weeks(&morning(1));
    scene.mail("It is a while since we met");
    scene.sign_in();
    scene.desk.go("/studio/messages");
    Scene::says(&scene.desk, "Sent");
}
