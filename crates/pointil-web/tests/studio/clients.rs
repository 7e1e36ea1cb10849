//! Clients by their pages, without a script.

use axum::http::StatusCode;
use pointil_storage::{Act, Actor, ClientFields, Role};

use crate::house::{House, now};

#[tokio::test]
async fn a_client_is_entered_found_and_changed_by_forms() {
    let (_house, mut owner) = House::open().await;
    assert!(
        owner
            .get("/clients")
            .await
            .text()
            .contains("Enter the first client")
    );
    let form = [
        ("given_name", "Zoë"),
        ("family_name", "O'Brien <b>"),
        ("birth_date", "1980-02-29"),
        ("phone", "+44 7700 900 123"),
        ("notes", "calm\r\nlikes quiet"),
    ];
    let answer = owner.post("/clients", &form).await;
    let path = answer.to().split('?').next().unwrap().to_owned();
    let page = owner.get(&path).await.text();
    assert!(page.contains("29 February 1980 (46)"), "{page}");
    assert!(page.contains("O&#39;Brien &#60;b&#62;") && !page.contains("<b>"));
    assert!(page.contains("Entered<br>") && page.contains("Olga Ondrová"));
    for found in ["zoe", "obrien", "900123", "brien+zoe"] {
        let list = owner.get(&format!("/clients?q={found}")).await.text();
        assert!(list.contains(&path), "{found}");
        let rows = owner.get(&format!("/clients/list?q={found}")).await.text();
        assert!(rows.contains(&path) && !rows.contains("<html"), "{found}");
    }
    assert!(
        owner
            .get("/clients?q=nobody")
            .await
            .text()
            .contains("Nobody is found")
    );
    let edit = [
        ("given_name", "Zoë"),
        ("family_name", "Brown"),
        ("revision", "1"),
    ];
    assert!(
        owner
            .post(&format!("{path}/edit"), &edit)
            .await
            .to()
            .ends_with("?done=saved")
    );
    let page = owner.get(&format!("{path}?done=saved")).await.text();
    assert!(page.contains("Zoë Brown") && page.contains(">Saved.<"));
}

#[tokio::test]
async fn what_does_not_fit_is_said_at_its_field_and_nothing_is_lost() {
    let (_house, mut owner) = House::open().await;
    let form = [
        ("given_name", ""),
        ("family_name", "Lim"),
        ("email", "no address"),
    ];
    let page = owner.post("/clients", &form).await.text();
    assert!(
        page.contains("id=\"f-given_name-error\"") && page.contains("value=\"Lim\""),
        "{page}"
    );
    let form = [("given_name", "Ada"), ("birth_date", "31.12.80")];
    let page = owner.post("/clients", &form).await.text();
    assert!(page.contains("id=\"f-birth_date-error\"") && page.contains("aria-invalid"));
}

#[tokio::test]
async fn a_late_change_shows_both_and_overwrites_nothing() {
    let (_house, mut owner) = House::open().await;
    let path = owner.enter_client("Ada", "Byron").await;
    let edit = format!("{path}/edit");
    let first = [
        ("given_name", "Ada"),
        ("family_name", "King"),
        ("revision", "1"),
    ];
    owner.post(&edit, &first).await.to();
    let late = [
        ("given_name", "Ada"),
        ("family_name", "Lovelace"),
        ("revision", "1"),
    ];
    let conflict = owner.post(&edit, &late).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    let text = conflict.text();
    assert!(text.contains("<td>King</td><td>Lovelace</td>"), "{text}");
    assert!(owner.get(&path).await.text().contains("Ada King"));
    assert_eq!(conflict.value_after("name=\"revision\"", "value"), "2");
    let again = [
        ("given_name", "Ada"),
        ("family_name", "Lovelace"),
        ("revision", "2"),
    ];
    owner.post(&edit, &again).await.to();
    assert!(owner.get(&path).await.text().contains("Ada Lovelace"));
}

#[tokio::test]
async fn a_client_is_not_entered_twice_without_being_asked() {
    let (_house, mut owner) = House::open().await;
    let form = [("given_name", "Ada"), ("phone", "07700 900123")];
    owner.post("/clients", &form).await.to();
    let asked = owner
        .post(
            "/clients",
            &[("given_name", "A."), ("phone", "+44 7700 900123")],
        )
        .await;
    assert!(asked.text().contains("Is this the same person?"));
    assert!(asked.text().contains("the same phone number"));
    let yes = [
        ("given_name", "A."),
        ("phone", "+44 7700 900123"),
        ("confirmed", "yes"),
    ];
    assert!(
        owner
            .post("/clients", &yes)
            .await
            .to()
            .starts_with("/clients/")
    );
    assert!(
        owner
            .get("/clients/duplicates")
            .await
            .text()
            .contains("Compare and make one")
    );
}

#[tokio::test]
async fn two_records_become_one_and_two_again() {
    let (_house, mut owner) = House::open().await;
    let kept = owner.enter_client("Ada", "Byron").await;
    let away = owner.enter_client("Ada", "Lovelace").await;
    let id = away.rsplit('/').next().unwrap().to_owned();
    let offer = owner.get(&format!("{kept}/merge?q=lovelace")).await.text();
    assert!(offer.contains(&format!("with={id}")));
    let compare = owner.get(&format!("{kept}/merge?with={id}")).await.text();
    assert!(
        compare.contains("<td>Ada Byron</td><td>Ada Lovelace</td>"),
        "{compare}"
    );
    assert!(
        owner
            .post(&format!("{kept}/merge"), &[("away", &id)])
            .await
            .to()
            .ends_with("done=merged")
    );
    assert!(owner.get(&away).await.text().contains("Go on there"));
    assert!(
        owner
            .get("/clients/list?q=lovelace")
            .await
            .text()
            .contains(&kept)
    );
    let page = owner.get(&kept).await.text();
    let (_, rest) = page.split_once("action=\"/merges/").unwrap();
    let undo = format!("/merges/{}", rest.split('"').next().unwrap());
    let client = kept.rsplit('/').next().unwrap();
    assert!(
        owner
            .post(&undo, &[("client", client)])
            .await
            .to()
            .ends_with("done=unmerged")
    );
    assert!(
        owner
            .get("/clients/list?q=lovelace")
            .await
            .text()
            .contains(&away)
    );
}

#[tokio::test]
async fn an_export_is_a_zip_with_everything() {
    let (_house, mut owner) = House::open().await;
    let path = owner.enter_client("Ada", "Byron").await;
    let answer = owner.post(&format!("{path}/export"), &[]).await;
    assert_eq!(answer.header("content-type"), "application/zip");
    assert!(!answer.header("content-disposition").contains("Ada"));
    assert!(answer.bytes.starts_with(b"PK\x03\x04"));
    let text = answer.text();
    assert!(text.contains("client.json") && text.contains("\"given_name\": \"Ada\""));
    assert!(
        owner
            .get(&path)
            .await
            .text()
            .contains("Everything written out")
    );
}

#[tokio::test]
async fn an_erasure_asks_for_the_name_and_leaves_none() {
    let (house, mut owner) = House::open().await;
    let path = owner.enter_client("Ada", "Byron").await;
    let erase = format!("{path}/erase");
    assert!(owner.get(&erase).await.text().contains("What stays:"));
    let wrong = owner.post(&erase, &[("name", "Ada")]).await;
    assert!(wrong.text().contains("f-name-error"));
    assert!(owner.get(&path).await.text().contains("Ada Byron"));
    assert!(
        owner
            .post(&erase, &[("name", " ada  BYRON ")])
            .await
            .to()
            .ends_with("done=erased")
    );
    let page = owner.get(&path).await.text();
    assert!(
        !page.contains("Byron") && page.contains("Nothing of them is left"),
        "{page}"
    );
    let mut practitioner = house.person(Role::Practitioner).await;
    assert_eq!(practitioner.get(&erase).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_long_list_goes_page_by_page() {
    let (house, mut owner) = House::open().await;
    let act = Act {
        studio: house.studio().await,
        actor: Actor::Program,
        at: now(),
    };
    let clients: Vec<ClientFields> = (0..120)
        .map(|n| ClientFields {
            given_name: format!("Given{n:03}"),
            family_name: format!("Family{n:03}"),
            ..ClientFields::default()
        })
        .collect();
    house
        .app
        .store()
        .import_clients(&act, &clients)
        .await
        .unwrap();
    let mut path = "/clients".to_owned();
    let mut seen = 0;
    for page in 0..3 {
        let answer = owner.get(&path).await;
        let text = answer.text();
        seen += text.matches("class=\"row\"").count();
        assert_eq!(text.contains("First page"), page > 0);
        if let Some((_, rest)) = text.split_once("href=\"/clients?q=&#38;after=") {
            path = format!("/clients?q=&after={}", rest.split('"').next().unwrap());
        }
    }
    assert_eq!(seen, 120);
}
