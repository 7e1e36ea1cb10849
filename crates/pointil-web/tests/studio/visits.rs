//! What a client sees and does by a private link, and what nobody else does.

#![allow(
    clippy::too_many_lines,
    reason = "each test is one story from beginning to end"
)]

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_storage::{AccountFields, Act, Actor, LinkContents, NewAccount, Role, StudioFields};

use crate::designs::begun;
use crate::house::{Browser, House, now, wait};
use crate::versions::{crown, kept};

/// Makes a link to versions; answers with its path.
async fn shared(browser: &mut Browser, design: &str, versions: &[&str]) -> String {
    let ids = versions.iter().map(|path| path.rsplit('/').next().unwrap());
    let mut form: Vec<(&str, &str)> = ids.map(|id| ("version", id)).collect();
    form.push(("days", "14"));
    let answer = browser.post(&format!("{design}/links"), &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let text = answer.text();
    let (_, rest) = text.split_once("http://studio.test").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_looks_answers_and_approves_exactly_what_was_shown() {
    let (house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let first = kept(&mut owner, &design, "Natural").await;
    crown(&mut owner, &design, 120.0).await;
    let second = kept(&mut owner, &design, "Denser").await;
    let link = shared(&mut owner, &design, &[&first, &second]).await;
    let mut client = house.browser();
    let page = client.get(&link).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_eq!(
        (page.header("x-robots-tag"), page.header("referrer-policy")),
        ("noindex, nofollow, noarchive", "no-referrer")
    );
    let text = page.text();
    for part in [
        "Still Point",
        "Natural",
        "Denser",
        "No hair grows",
        "A forecast",
        "data-age",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(
        !text.contains("Novák")
            && !text.contains("for the client")
            && !text.contains("href=\"/clients"),
        "nothing of the studio's own"
    );
    let of = |path: &str| format!("{link}/{}", id(path));
    assert!(
        client
            .get(&format!("{}/final", of(&first)))
            .await
            .bytes
            .starts_with(b"PTF1")
    );
    assert!(
        client
            .get(&format!("{}/pictures/side/5-years.png", of(&first)))
            .await
            .bytes
            .starts_with(b"\x89PNG")
    );
    let wish = [
        ("version", id(&second)),
        ("text", "a little higher, please"),
        ("kind", "change"),
    ];
    let said = client.post(&format!("{link}/comments"), &wish).await;
    assert!(said.to().ends_with("done=change-asked"));
    let page = client
        .get(&format!("{link}?version={}&view=top&age=fresh", id(&first)))
        .await;
    let hash = page.value_after("name=\"hash\"", "value");
    let other = client.get(&format!("{link}?version={}", id(&second))).await;
    let other = other.value_after("name=\"hash\"", "value");
    let approve = format!("{link}/approval");
    let sign = |hash: &'static str| {
        [
            ("version", ""),
            ("signed_name", "Jan Novák"),
            ("agree", "yes"),
            ("hash", hash),
        ]
    };
    let mut form = sign("").to_vec();
    form[0].1 = id(&first);
    form[3].1 = &other;
    let wrong = client.post(&approve, &form).await;
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY
            && wrong.text().contains("is not this version"),
        "{}",
        wrong.text()
    );
    form[3].1 = &hash;
    let unsigned = client.post(&approve, &[form[0], form[2], form[3]]).await;
    assert!(unsigned.text().contains("f-signed_name-error"));
    assert!(
        client
            .post(&approve, &form)
            .await
            .to()
            .ends_with("done=you-approved")
    );
    let page = client
        .get(&format!("{link}?version={}", id(&first)))
        .await
        .text();
    assert!(page.contains("You approved this version on"), "{page}");
    let seen = owner.get(&first).await.text();
    assert!(
        seen.contains("Approved by <strong>Jan Novák</strong>")
            && seen.contains("by their private link")
    );
    assert!(
        seen.contains("opened")
            || owner
                .get(&format!("{design}/versions"))
                .await
                .text()
                .contains("opened once")
    );
    assert!(
        owner
            .get(&second)
            .await
            .text()
            .contains("a little higher, please")
    );
    let table = owner.get(&design).await.text();
    assert!(
        table.contains("approved by the client") && table.contains("change asked for"),
        "{table}"
    );
    let record = table
        .split("href=\"/clients/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let record = owner.get(&format!("/clients/{record}")).await.text();
    for event in [
        "Version approved",
        "Change of a version asked for",
        "Private link opened",
        "The client",
    ] {
        assert!(record.contains(event), "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_link_shows_nothing_and_says_so() {
    let (house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let version = kept(&mut owner, &design, "Natural").await;
    let hidden = kept(&mut owner, &design, "Not shown").await;
    let link = shared(&mut owner, &design, &[&version]).await;
    let mut client = house.browser();
    assert!(!client.get(&link).await.text().contains("Not shown"));
    assert_eq!(
        client
            .get(&format!("{link}/{}/final", id(&hidden)))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let say = [
        ("version", id(&hidden)),
        ("text", "hello"),
        ("kind", "comment"),
    ];
    assert_eq!(
        client.post(&format!("{link}/comments"), &say).await.status,
        StatusCode::NOT_FOUND
    );
    wait(SignedDuration::from_hours(14 * 24 + 1));
    let over = client.get(&link).await;
    assert!(
        over.status == StatusCode::GONE && over.text().contains("The time of this link is over"),
        "{}",
        over.text()
    );
    assert_eq!(
        client
            .get(&format!("{link}/{}/final", id(&version)))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let mut owner = house.person(Role::Owner).await;
    let link = shared(&mut owner, &design, &[&version]).await;
    let list = owner.get(&format!("{design}/versions")).await.text();
    assert!(list.contains("not opened yet") && list.contains("its time is over"));
    let revoke = list
        .split("action=\"")
        .find(|part| part.contains("/revoke\""))
        .unwrap();
    let revoke = revoke.split('"').next().unwrap().to_owned();
    assert!(
        owner
            .post(&revoke, &[])
            .await
            .to()
            .contains("done=link-closed")
    );
    let closed = client.get(&link).await;
    assert!(
        closed.status == StatusCode::GONE && closed.text().contains("The studio closed this link")
    );
    let late = [
        ("version", id(&version)),
        ("text", "too late"),
        ("kind", "comment"),
    ];
    assert_eq!(
        client.post(&format!("{link}/comments"), &late).await.status,
        StatusCode::GONE
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down() {
    let (house, _) = House::open().await;
    let mut stranger = house.browser();
    for wrong in ["x".to_owned(), "ab".repeat(32)] {
        let answer = stranger.get(&format!("/look/{wrong}")).await;
        assert!(
            answer.status == StatusCode::NOT_FOUND && answer.text().contains("belongs to no link"),
            "{}",
            answer.text()
        );
    }
    let mut last = StatusCode::OK;
    for _ in 0..40 {
        last = stranger
            .get(&format!("/look/{}", "cd".repeat(32)))
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    wait(SignedDuration::from_mins(11));
    assert_eq!(stranger.get("/look/x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_one_studio_reaches_nothing_of_another() {
    let (house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let version = kept(&mut owner, &design, "Natural").await;
    let own = shared(&mut owner, &design, &[&version]).await;
    let store = house.app.store();
    let fields = StudioFields {
        name: "Elsewhere".to_owned(),
        ..StudioFields::default()
    };
    let account = AccountFields {
        name: "Eve".to_owned(),
        email: "eve@example.com".to_owned(),
        role: Role::Owner,
    };
    let new = NewAccount {
        fields: account,
        password_hash: "$none$".to_owned(),
    };
    let (studio, account) = store.create_studio(&fields, &new, now()).await.unwrap();
    let act = Act {
        studio,
        actor: Actor::Account(account),
        at: now(),
    };
    let named = pointil_storage::ClientFields {
        given_name: "Zed".to_owned(),
        ..pointil_storage::ClientFields::default()
    };
    let client = store.create_client(&act, &named).await.unwrap();
    let document = store
        .design(house.studio().await, id(&design).parse().unwrap())
        .await
        .unwrap()
        .unwrap()
        .document;
    let theirs = store
        .create_design(&act, client, "Theirs", &document)
        .await
        .unwrap();
    let their_version = store
        .freeze_version(&act, theirs, "Their version", "")
        .await
        .unwrap();
    let foreign: pointil_storage::DesignVersionId = id(&version).parse().unwrap();
    let ends = now() + SignedDuration::from_hours(1);
    assert!(
        store
            .create_link(&act, client, &LinkContents::versions(&[foreign]), ends)
            .await
            .is_err(),
        "no link to another studio's version"
    );
    let (_, token) = store
        .create_link(
            &act,
            client,
            &LinkContents::versions(&[their_version]),
            ends,
        )
        .await
        .unwrap();
    let their_link = format!("/look/{}", token.reveal());
    let mut visitor = house.browser();
    let page = visitor.get(&their_link).await.text();
    assert!(
        page.contains("Elsewhere")
            && page.contains("Their version")
            && !page.contains("Still Point"),
        "{page}"
    );
    assert_eq!(
        visitor
            .get(&format!("{their_link}/{foreign}/final"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        visitor
            .get(&format!("{own}/{their_version}/final"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        owner
            .get(&format!("/designs/{theirs}/versions/{their_version}"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}
