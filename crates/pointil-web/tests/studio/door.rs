//! Nobody gets past the door who may not.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use pointil_storage::Role;
use pointil_web::permit::{API, PAGES, Permit, Rule, can};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::house::{House, OWNER, PASSWORD};

/// A route's pattern with something in the place of its parameters.
fn filled(path: &str) -> String {
    let some = "0192d000-0000-7000-8000-000000000001";
    let part = |part: &str| match part {
        "{*file}" => "base.css".to_owned(),
        "{until}" => "1".to_owned(),
        part if part.starts_with('{') => some.to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    PAGES.iter().chain(API)
}

#[tokio::test]
async fn every_route_lets_in_exactly_whom_its_row_says() {
    let (house, _) = House::open().await;
    for role in Role::ALL {
        let browser = house.person(role).await;
        for rule in rules() {
            // Signing out would end what this test goes on with.
            if rule.path.contains("sign-out") || rule.path.contains("current") {
                continue;
            }
            let mut browser = browser.clone();
            let request = browser.request(rule.method.clone(), &filled(rule.path));
            let answer = browser.ask(request.body(Body::empty()).unwrap()).await;
            let refused = answer.status == StatusCode::FORBIDDEN;
            let may = match rule.permit {
                Permit::Stranger => true,
                Permit::May(action) => can(role, action),
            };
            assert_eq!(
                refused, !may,
                "{role:?} {} {}: {}",
                rule.method, rule.path, answer.status
            );
            assert_ne!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{} {}",
                rule.method,
                rule.path
            );
        }
    }
}

#[tokio::test]
async fn no_handler_answers_a_stranger() {
    let (house, _) = House::open().await;
    for rule in rules().filter(|rule| rule.permit != Permit::Stranger) {
        let path = filled(rule.path);
        let mut stranger = house.browser();
        let request = stranger.request(rule.method.clone(), &path);
        let answer = stranger.ask(request.body(Body::empty()).unwrap()).await;
        if path.starts_with("/api") {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
            assert_eq!(answer.json()["code"], "signed_out");
        } else {
            assert!(answer.to().starts_with("/sign-in"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_token_in_the_wrong_place_opens_nothing() {
    let (house, owner) = House::open().await;
    let token = owner
        .cookies
        .iter()
        .find(|(name, _)| name == "pointil")
        .unwrap()
        .1
        .clone();
    let mut stranger = house.browser();
    let cookie = stranger
        .request(Method::GET, "/api/v1/clients")
        .header("cookie", format!("pointil={token}"));
    let answer = stranger.ask(cookie.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let bearer = stranger
        .request(Method::GET, "/clients")
        .header("authorization", format!("Bearer {token}"));
    let answer = stranger.ask(bearer.body(Body::empty()).unwrap()).await;
    assert!(answer.to().starts_with("/sign-in"));
}

#[tokio::test]
async fn a_change_from_elsewhere_is_refused() {
    let (_house, owner) = House::open().await;
    for site in ["cross-site", "same-site"] {
        let mut elsewhere = owner.clone();
        elsewhere.site = Some(site);
        let answer = elsewhere.post("/clients", &[("given_name", "Eve")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text().contains("Nothing was changed"));
        assert_eq!(elsewhere.get("/clients").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_browser_that_does_not_say_needs_the_token_of_a_page() {
    let (house, owner) = House::open().await;
    let mut old = owner.clone();
    old.site = None;
    let refused = old.post("/clients", &[("given_name", "Ada")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let token = old
        .get("/clients/new")
        .await
        .value_after("name=\"csrf\"", "value");
    let other = house
        .browser()
        .get("/sign-in")
        .await
        .value_after("name=\"csrf\"", "value");
    let wrong = old
        .post("/clients", &[("csrf", &other), ("given_name", "Ada")])
        .await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    let answer = old
        .post("/clients", &[("csrf", &token), ("given_name", "Ada")])
        .await;
    assert!(answer.to().starts_with("/clients/"));
    // Somebody who is not signed in has a token, too.
    let mut visitor = house.browser();
    visitor.site = None;
    let token = visitor
        .get("/sign-in")
        .await
        .value_after("name=\"csrf\"", "value");
    let form = [
        ("csrf", token.as_str()),
        ("email", OWNER),
        ("password", PASSWORD),
    ];
    assert_eq!(visitor.post("/sign-in", &form).await.to(), "/");
}

#[tokio::test]
async fn every_page_is_answered_with_the_headers_of_safety() {
    let (_house, mut owner) = House::open().await;
    for path in [
        "/clients",
        "/sign-in",
        "/nowhere",
        "/accounts",
        "/api/v1/openapi.json",
    ] {
        let answer = owner.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-request-id").len(), 12);
        let text = answer.text();
        assert!(
            !text.contains(" style=") && !text.contains(" onclick="),
            "{path}"
        );
        if let Some((_, rest)) = text.split_once("type=\"importmap\" nonce=\"") {
            let nonce = rest.split('"').next().unwrap();
            assert!(policy.contains(&format!("'nonce-{nonce}'")));
        }
    }
    let (one, two) = (owner.get("/clients").await, owner.get("/clients").await);
    assert_ne!(
        one.header("content-security-policy"),
        two.header("content-security-policy")
    );
}

#[tokio::test]
async fn a_fault_is_a_page_for_people_and_a_document_for_programs() {
    let (house, mut owner) = House::open().await;
    let page = owner
        .get("/clients/0192d000-0000-7000-8000-000000000001")
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text().contains(page.header("x-request-id")));
    let mut program = house.person(Role::Reader).await;
    let document = program
        .get("/api/v1/clients/0192d000-0000-7000-8000-000000000001")
        .await;
    assert_eq!(document.status, StatusCode::NOT_FOUND);
    assert_eq!(document.header("content-type"), "application/problem+json");
    let problem = document.json();
    assert_eq!(problem["type"], "urn:pointil:problem:not_found");
    assert_eq!(problem["request_id"], document.header("x-request-id"));
    let garbled = owner.get("/clients/not-an-identifier").await;
    assert_eq!(garbled.status, StatusCode::BAD_REQUEST);
    assert!(garbled.text().contains("This could not be read"));
}

#[tokio::test]
async fn metrics_are_for_this_machine_or_the_token() {
    let house = House::with(&[("metrics_token", "m3trics")]).await;
    let mut browser = house.browser();
    assert_eq!(browser.get("/metrics").await.status, StatusCode::NOT_FOUND);
    let request = browser
        .request(Method::GET, "/metrics")
        .header("authorization", "Bearer m3trics");
    let answer = browser.ask(request.body(Body::empty()).unwrap()).await;
    assert!(
        answer.text().contains("pointil_requests_total{"),
        "{}",
        answer.text()
    );
    assert!(answer.text().contains("route=\"/metrics\""));
    assert_eq!(browser.get("/healthz").await.text(), "ok\n");
}

/// Whatever a stranger asks for, they get no record.
#[test]
fn a_stranger_gets_nothing_whatever_they_ask() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (house, _) = runtime.block_on(House::open());
    let part =
        "/(clients|photographs|accounts|studio|designs|you|merges|api/v1/clients|[a-z%.0-9]{0,8})";
    let path = prop::collection::vec(part, 1..4).prop_map(|parts| parts.concat());
    let method = prop::sample::select(vec!["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(300));
    let outcome = runner.run(&(path, method), |(path, method)| {
        let mut stranger = house.browser();
        let request = stranger
            .request(method.parse().unwrap(), &path)
            .body(Body::empty());
        let Ok(request) = request else { return Ok(()) };
        let answer = runtime.block_on(stranger.ask(request));
        let to_sign_in = answer.header("location").starts_with("/sign-in");
        prop_assert!(
            answer.status.is_client_error() || to_sign_in,
            "{}",
            answer.status
        );
        Ok(())
    });
    outcome.unwrap();
}
