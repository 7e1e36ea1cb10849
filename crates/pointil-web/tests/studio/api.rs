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

/// The identifiers of records.
fn ids(records: &serde_json::Value) -> Vec<&str> {
    let records = records.as_array().unwrap().iter();
    records.map(|own| own["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_read_as_they_are_kept_with_what_they_were() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let screening = owner.post(&format!("{client}/screening"), &[]).await;
    let screening = screening.to().to_owned();
    crate::screenings::handed_in(&mut owner, &screening, &[]).await;
    let id = screening.rsplit('/').next().unwrap();
    let mut program = house.person(Role::Reader).await;
    let own = program
        .get(&format!("/api/v1{client}/records"))
        .await
        .json();
    assert_eq!(ids(&own), [id]);
    let path = format!("/api/v1{client}/records?kind=session");
    assert!(ids(&program.get(&path).await.json()).is_empty());
    let one = program.get(&format!("/api/v1/records/{id}")).await.json();
    assert_eq!(
        (&one["kind"], &one["state"]),
        (&json!("screening"), &json!("proceed"))
    );
    assert!(one["says"].is_object() && one["hash"].as_str().unwrap().len() == 64);
    let before = program.get(&format!("/api/v1/records/{id}/history")).await;
    let before = before.json();
    let revisions: Vec<_> = before.as_array().unwrap().iter().collect();
    assert_eq!(revisions.len() as u64, one["revision"].as_u64().unwrap());
    assert!(revisions.iter().all(|own| own["says"].is_object()));
    let kind = "/api/v1/records?kind=screening&state=proceed";
    assert_eq!(ids(&program.get(kind).await.json()["records"]), [id]);
    let odd = program.get("/api/v1/records?kind=secret").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        odd.json()["detail"]
            .as_str()
            .unwrap()
            .contains("patch_test")
    );
    let nobody = format!("/api/v1/records/{}", uuid::Uuid::now_v7());
    assert_eq!(program.get(&nobody).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_books_are_the_owners_and_a_clients_account_is_everybodys() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    crate::money::invoiced(&mut owner, &client).await;
    let books = "/api/v1/records?kind=account_entry";
    for (role, status) in [
        (Role::Owner, StatusCode::OK),
        (Role::Practitioner, StatusCode::FORBIDDEN),
        (Role::Reader, StatusCode::FORBIDDEN),
    ] {
        let mut program = house.person(role).await;
        assert_eq!(program.get(books).await.status, status, "{role:?}");
        let own = format!("/api/v1{client}/records?kind=account_entry");
        assert_eq!(ids(&program.get(&own).await.json()).len(), 1);
    }
}
