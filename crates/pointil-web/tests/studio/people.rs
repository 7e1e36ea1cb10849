//! The first visit, signing in, people and their roles.

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::house::{House, OWNER, PASSWORD, wait};

#[tokio::test]
async fn the_first_visit_makes_the_owner_and_there_is_no_second() {
    let house = House::empty().await;
    let mut visitor = house.browser();
    assert_eq!(visitor.get("/").await.to(), "/sign-in");
    assert_eq!(visitor.get("/sign-in").await.to(), "/first-visit");
    // From elsewhere nobody becomes the owner without the code.
    let page = visitor.get("/first-visit").await;
    assert!(page.text().contains("you are not at the machine"));
    let code = house.app.setup_code().to_owned();
    let form = |password, zone, code| {
        [
            ("studio_name", "Still Point"),
            ("time_zone", zone),
            ("currency", "eur"),
            ("name", "Olga"),
            ("email", OWNER),
            ("password", password),
            ("code", code),
        ]
    };
    let refused = visitor
        .post("/first-visit", &form(PASSWORD, "Europe/Prague", "guess"))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let short = visitor
        .post("/first-visit", &form("short", "Europe/Prague", &code))
        .await;
    assert!(
        short.text().contains("id=\"f-password-error\""),
        "{}",
        short.text()
    );
    assert!(short.text().contains("value=\"Still Point\""));
    let zone = visitor
        .post("/first-visit", &form(PASSWORD, "Middle/Earth", &code))
        .await;
    assert!(zone.text().contains("id=\"f-time_zone-error\""));
    let opened = visitor
        .post("/first-visit", &form(PASSWORD, "Europe/Prague", &code))
        .await;
    assert_eq!(opened.to(), "/studio?done=opened#key");
    assert!(
        visitor
            .get("/studio?done=opened")
            .await
            .text()
            .contains("save its key")
    );
    let again = house
        .browser()
        .post("/first-visit", &form(PASSWORD, "Europe/Prague", &code))
        .await;
    assert_eq!(again.to(), "/");
}

#[tokio::test]
async fn signing_in_and_out() {
    let (house, owner) = House::open().await;
    let mut tablet = house.browser();
    let wrong = tablet.sign_in(OWNER, "not my password").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = tablet
        .sign_in("nobody@example.com", "not my password")
        .await;
    assert_eq!(unknown.status, wrong.status);
    assert!(unknown.text().contains("do not belong together"));
    assert_eq!(tablet.sign_in("OLGA@example.com", PASSWORD).await.to(), "/");
    assert_eq!(tablet.get("/clients").await.status, StatusCode::OK);
    let before = tablet.clone();
    assert_eq!(
        tablet.post("/sign-out", &[]).await.to(),
        "/sign-in?done=signed-out"
    );
    // The token is worth nothing any more, even to who kept it.
    let mut kept = before;
    assert!(kept.get("/clients").await.to().starts_with("/sign-in"));
    let mut first = owner;
    assert_eq!(first.get("/clients").await.status, StatusCode::OK);
    wait(SignedDuration::from_hours(24 * 31));
    assert!(first.get("/clients").await.to().starts_with("/sign-in"));
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_with_https_from_everything_else() {
    let (house, _) = House::open().await;
    let cookie = house
        .browser()
        .sign_in(OWNER, PASSWORD)
        .await
        .header("set-cookie")
        .to_owned();
    assert!(
        cookie.starts_with("pointil=") && cookie.contains("; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    let house = House::with(&[("public_address", "https://studio.example")]).await;
    let answer = house.browser().get("/sign-in").await;
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000"
    );
}

#[tokio::test]
async fn too_many_attempts_lock_for_a_while_whatever_the_password() {
    let (house, _) = House::open().await;
    let mut thief = house.browser();
    for _ in 0..5 {
        let answer = thief.sign_in(OWNER, "a guess").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let locked = thief.sign_in(OWNER, PASSWORD).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        locked.text().contains("Wait 15 minutes"),
        "{}",
        locked.text()
    );
    wait(SignedDuration::from_mins(16));
    assert_eq!(thief.sign_in(OWNER, PASSWORD).await.to(), "/");
}

#[tokio::test]
async fn an_invitation_opens_once_and_for_three_days() {
    let (house, mut owner) = House::open().await;
    let person = [
        ("name", "Petr Pravý"),
        ("email", "petr@example.com"),
        ("role", "practitioner"),
    ];
    let page = owner.post("/accounts", &person).await;
    assert!(owner.get("/accounts").await.text().contains("Invited"));
    let (_, rest) = page
        .text()
        .split_once("http://studio.test")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let link = rest.split('<').next().unwrap().to_owned();
    let mut petr = house.browser();
    assert!(petr.get(&link).await.text().contains("petr@example.com"));
    assert_eq!(
        petr.get(&link.replace("/welcome/0", "/welcome/1"))
            .await
            .status,
        StatusCode::CONFLICT
    );
    let short = petr.post(&link, &[("password", "short")]).await;
    assert!(short.text().contains("f-password-error"));
    assert_eq!(
        petr.post(&link, &[("password", PASSWORD)]).await.to(),
        "/?done=welcome"
    );
    assert_eq!(petr.get("/clients").await.status, StatusCode::OK);
    assert_eq!(petr.get("/accounts").await.status, StatusCode::FORBIDDEN);
    let again = house
        .browser()
        .post(&link, &[("password", "another good password")])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text().contains("used already"));
    let late = owner
        .post(
            "/accounts",
            &[
                ("name", "Late"),
                ("email", "l@example.com"),
                ("role", "reader"),
            ],
        )
        .await;
    let text = late.text();
    let link = text
        .split("http://studio.test")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    wait(SignedDuration::from_hours(73));
    assert_eq!(house.browser().get(link).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn roles_change_and_accounts_close() {
    let (house, mut owner) = House::open().await;
    let mut reader = house.person(Role::Reader).await;
    let studio = house.studio().await;
    let accounts = house.app.store().accounts(studio).await.unwrap();
    let path = |name: &str| {
        let account = accounts
            .iter()
            .find(|one| one.fields.role.as_str() == name)
            .unwrap();
        format!("/accounts/{}", account.id)
    };
    assert_eq!(
        reader.get("/clients/new").await.status,
        StatusCode::FORBIDDEN
    );
    let fields = [
        ("name", "Rita"),
        ("email", "rita@example.com"),
        ("role", "assistant"),
        ("revision", "1"),
    ];
    assert_eq!(
        owner.post(&path("reader"), &fields).await.to(),
        "/accounts?done=saved"
    );
    assert_eq!(reader.get("/clients/new").await.status, StatusCode::OK);
    let last = [
        ("name", "Olga"),
        ("email", OWNER),
        ("role", "reader"),
        ("revision", "1"),
    ];
    assert!(
        owner
            .post(&path("owner"), &last)
            .await
            .text()
            .contains("last owner")
    );
    assert_eq!(
        owner
            .post(&format!("{}/close", path("reader")), &[])
            .await
            .to(),
        "/accounts?done=closed"
    );
    assert!(reader.get("/clients").await.to().starts_with("/sign-in"));
}

#[tokio::test]
async fn a_changed_password_signs_out_other_devices() {
    let (house, mut owner) = House::open().await;
    let mut tablet = house.browser();
    tablet.sign_in(OWNER, PASSWORD).await;
    assert!(
        owner
            .get("/you")
            .await
            .text()
            .contains("Sign out everywhere else")
    );
    let wrong = owner
        .post(
            "/you/password",
            &[("current", "no"), ("password", "a good new password")],
        )
        .await;
    assert!(wrong.text().contains("f-current-error"));
    let changed = owner
        .post(
            "/you/password",
            &[("current", PASSWORD), ("password", "a good new password")],
        )
        .await;
    assert_eq!(changed.to(), "/you?done=password");
    assert!(tablet.get("/clients").await.to().starts_with("/sign-in"));
    assert_eq!(owner.get("/clients").await.status, StatusCode::OK);
    assert_eq!(tablet.sign_in(OWNER, "a good new password").await.to(), "/");
}

#[tokio::test]
async fn the_key_is_handed_out_for_the_password_alone() {
    let (house, mut owner) = House::open().await;
    let refused = owner.post("/studio/key", &[("password", "wrong")]).await;
    assert!(refused.text().contains("f-password-error"));
    let key = owner.post("/studio/key", &[("password", PASSWORD)]).await;
    assert_eq!(
        key.header("content-disposition"),
        "attachment; filename=\"studio.key\""
    );
    assert_eq!(key.bytes, std::fs::read(house.app.key_file()).unwrap());
}

#[tokio::test]
async fn the_theme_is_kept_and_nobody_is_sent_elsewhere() {
    let (house, _) = House::open().await;
    let mut visitor = house.browser();
    assert!(
        visitor
            .get("/sign-in")
            .await
            .text()
            .contains("data-theme=\"auto\"")
    );
    assert_eq!(
        visitor
            .post("/theme", &[("theme", "dark"), ("back", "/sign-in")])
            .await
            .to(),
        "/sign-in"
    );
    assert!(
        visitor
            .get("/sign-in")
            .await
            .text()
            .contains("data-theme=\"dark\"")
    );
    assert_eq!(
        visitor
            .post("/theme", &[("theme", "light"), ("back", "//evil.example")])
            .await
            .to(),
        "/"
    );
}
