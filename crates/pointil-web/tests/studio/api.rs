//! The JSON API.

use axum::http::{Method, StatusCode};
use pointil_storage::Role;
use serde_json::json;

use crate::house::{House, OWNER, PASSWORD};

/// The API's description as it was agreed with those who use it. `UPDATE_SNAPSHOTS=1` writes it anew.
#[tokio::test]
async fn the_description_is_the_agreed_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    let text = House::empty()
        .await
        .browser()
        .get("/api/v1/openapi.json")
        .await
        .text()
        + "\n";
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(
        kept == text,
        "the API changed: look at what changed, then run with UPDATE_SNAPSHOTS=1"
    );
}

/// Every route of the API stands in its description, and nothing else.
#[tokio::test]
async fn the_description_has_every_route() {
    let document = House::empty()
        .await
        .browser()
        .get("/api/v1/openapi.json")
        .await
        .json();
    let described: usize = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|path| path.as_object().unwrap().len())
        .sum();
    let undescribed = ["/api/v1/openapi.json"];
    let rules = pointil_web::permit::API
        .iter()
        .filter(|rule| !undescribed.contains(&rule.path));
    let mut count = 0;
    for rule in rules {
        count += 1;
        let method = rule.method.as_str().to_lowercase();
        assert!(
            document["paths"][rule.path][&method].is_object(),
            "{method} {}",
            rule.path
        );
    }
    assert_eq!(count, described);
}

#[tokio::test]
async fn a_program_signs_in_works_and_signs_out() {
    let (house, _) = House::open().await;
    let mut program = house.browser();
    let wrong = json!({ "email": OWNER, "password": "no", "device": "Importer" });
    let answer = program.json(Method::POST, "/api/v1/sign-ins", wrong).await;
    assert_eq!(
        (answer.status, answer.json()["code"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("field"))
    );
    let right = json!({ "email": OWNER, "password": PASSWORD, "device": "Importer" });
    let issued = program.json(Method::POST, "/api/v1/sign-ins", right).await;
    assert_eq!(issued.status, StatusCode::CREATED);
    program.bearer = issued.json()["token"].as_str().map(str::to_owned);
    assert_eq!(
        program.get("/api/v1/studio").await.json()["name"],
        "Still Point"
    );
    assert_eq!(
        program.get("/api/v1/accounts").await.json()[0]["role"],
        "owner"
    );
    let request = program.request(Method::DELETE, "/api/v1/sign-ins/current");
    let ended = program
        .ask(request.body(axum::body::Body::empty()).unwrap())
        .await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert_eq!(
        program.get("/api/v1/studio").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_client_is_kept_changed_and_erased() {
    let (house, _) = House::open().await;
    let mut program = house.person(Role::Owner).await;
    let entry = json!({ "given_name": "Ada", "family_name": "Byron", "birth_date": "1815-12-10" });
    let created = program.json(Method::POST, "/api/v1/clients", entry).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let path = format!("/api/v1/clients/{}", created.json()["id"].as_str().unwrap());
    let change =
        json!({ "revision": 1, "client": { "given_name": "Ada", "family_name": "Lovelace" } });
    let replaced = program.json(Method::PUT, &path, change.clone()).await;
    assert_eq!(replaced.json()["revision"], 2);
    let late = program.json(Method::PUT, &path, change).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(
        (
            late.json()["code"].as_str(),
            &late.json()["current_revision"]
        ),
        (Some("stale"), &json!(2))
    );
    let found = program.get("/api/v1/clients?q=lovel").await.json();
    assert_eq!(found["clients"][0]["client"]["family_name"], "Lovelace");
    let odd = json!({ "given_name": "Ada", "surname": "x" });
    let refused = program.json(Method::POST, "/api/v1/clients", odd).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused.json()["detail"]
            .as_str()
            .unwrap()
            .contains("surname")
    );
    let request = program
        .request(Method::DELETE, &path)
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(program.ask(request).await.json()["kept_until"], json!(null));
    assert_eq!(program.get(&path).await.json()["state"], "erased");
}

#[tokio::test]
async fn a_photograph_is_sent_and_fetched() {
    let (house, _) = House::open().await;
    let mut program = house.person(Role::Practitioner).await;
    let created = program
        .json(
            Method::POST,
            "/api/v1/clients",
            json!({ "given_name": "Ada" }),
        )
        .await;
    let path = format!(
        "/api/v1/clients/{}/photographs",
        created.json()["id"].as_str().unwrap()
    );
    let size = pointil_scalp::PictureSize {
        width: 40,
        height: 50,
    };
    let picture = pointil_photo::Photograph::new(size, vec![90; 6000]).unwrap();
    let sent = program
        .upload(&path, &picture.to_png().unwrap(), &[("pose", "top")])
        .await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    let list = program.get(&path).await.json();
    assert_eq!(
        (&list[0]["pose"], &list[0]["height_px"]),
        (&json!("top"), &json!(50))
    );
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    let original = program
        .get(&format!("/api/v1/photographs/{id}/original"))
        .await;
    assert!(original.bytes.starts_with(&[0xff, 0xd8]));
    let harmful = program.upload(&path, b"GIF89a", &[("pose", "top")]).await;
    assert_eq!(harmful.json()["field"], "photograph");
}
