//! Consents and patch tests, by pages without a script.

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::house::{Browser, House, wait};

#[tokio::test]
async fn each_consent_is_for_itself_and_can_be_taken_back() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let path = format!("{client}/consents");
    let page = owner.get(&path).await.text();
    assert_eq!(page.matches("not given").count(), 4, "{page}");
    let yes = [
        ("kind", "publishing_photographs"),
        ("how", "aloud"),
        ("says", "yes"),
    ];
    let mut reader = house.person(Role::Reader).await;
    assert_eq!(reader.post(&path, &yes).await.status, StatusCode::FORBIDDEN);
    owner.post(&path, &yes).await;
    let page = owner.get(&path).await;
    assert_eq!(page.text().matches("not given").count(), 3);
    let withdraw = page.value_after("id=\"c-publishing_photographs\"", "action");
    let how = [("how", "aloud")];
    assert!(
        owner
            .post(&withdraw, &how)
            .await
            .to()
            .ends_with("?done=saved")
    );
    assert!(owner.get(&path).await.text().contains("Taken back"));
    // Taken back twice is refused.
    assert_eq!(
        owner.post(&withdraw, &how).await.status,
        StatusCode::CONFLICT
    );
    let no = [("kind", "messages"), ("how", "screen"), ("says", "no")];
    owner.post(&path, &no).await;
    assert!(owner.get(&path).await.text().contains("No, said on"));
    let odd = [("kind", "everything"), ("how", "screen"), ("says", "yes")];
    assert_eq!(
        owner.post(&path, &odd).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

/// A lot of pigment in stock, put there as the page of stock puts it.
async fn lot(house: &House, number: &str) -> String {
    use pointil_practice::lot::{Lot, LotFacts, LotKind, Unit};
    use pointil_practice::{List, PracticeRecord, Words, id, to_document};
    use pointil_storage::{
        Act, Actor, Document, DocumentHash, NewRecord, RecordChanges, RecordFields, Store,
    };
    let studio = house.studio().await;
    let at = crate::house::now();
    let record = Store::new_record_id(at).unwrap();
    let facts = LotFacts {
        kind: LotKind::Pigment,
        maker: Words::new("Quiet Pigments").unwrap(),
        product: Words::new("Shade 20").unwrap(),
        number: Words::new(number).unwrap(),
        expiry: "2028-01-01".parse().unwrap(),
        maker_open_days: None,
        unit: Unit::Millilitres,
        received_thousandths: 30_000,
        reorder_thousandths: 0,
        certificates: List::default(),
    };
    let by = id::PersonId(studio.to_uuid());
    let received = pointil_practice::Act { at, by };
    let own = Lot::receive(id::RecordId(record.to_uuid()), facts, received);
    let text = String::from_utf8(to_document(&own).unwrap()).unwrap();
    let fields = RecordFields {
        kind: Lot::KIND.name().to_owned(),
        client: None,
        state: own.state().to_owned(),
        span: None,
        due: own.due(),
        format: Lot::FORMAT,
        document: Document {
            text,
            hash: DocumentHash([0; 32]),
        },
        kept_by_law: true,
        keys: Vec::new(),
    };
    let changes = RecordChanges {
        new: vec![NewRecord { id: record, fields }],
        ..RecordChanges::default()
    };
    let store = house.app.store();
    let act = Act {
        studio,
        actor: Actor::Program,
        at,
    };
    let clock = store.practice_clock(studio).await.unwrap();
    store.commit_records(&act, clock, &changes).await.unwrap();
    record.to_string()
}

/// A photograph of the client, to be chosen for a reaction.
async fn photographed(owner: &mut Browser, client: &str) -> String {
    let picture = include_bytes!("../../../../examples/practice-head/front.jpg");
    let taken = [("pose", "top"), ("taken_on", "2027-01-17")];
    let gallery = format!("{client}/photographs");
    owner.upload(&gallery, picture, &taken).await;
    let form = owner.get(&format!("{client}/patch-tests")).await;
    form.value_after("name=\"photographs\"", "value")
}

#[tokio::test]
async fn a_patch_test_is_read_at_its_hour_and_a_reaction_blocks_for_ever() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let path = format!("{client}/patch-tests");
    assert!(
        owner
            .get(&path)
            .await
            .text()
            .contains("Receive a lot first")
    );
    let pigment = lot(&house, "QP-7").await;
    // Without a lot there is nothing to read, and what was written stays.
    let page = owner
        .post(&path, &[("place", "behind the right ear")])
        .await
        .text();
    assert!(
        page.contains("Not kept.") && page.contains("behind the right ear"),
        "{page}"
    );
    let fields = [("lot", pigment.as_str()), ("place", "behind the right ear")];
    assert!(
        owner
            .post(&path, &fields)
            .await
            .to()
            .ends_with("?done=saved")
    );
    let page = owner.get(&path).await;
    assert!(page.text().contains("QP-7") && page.text().contains("On the skin"));
    let clear = page.value_after("id=\"test-", "action");
    // Too early.
    let early = owner.post(&clear, &[]).await.text();
    assert!(
        early.contains("Not kept.") && early.contains("after 48 hours"),
        "{early}"
    );
    wait(SignedDuration::from_hours(48));
    owner.post(&clear, &[]).await;
    assert!(owner.get(&path).await.text().contains("No reaction"));
    let reaction = clear.replace("/clear", "/reaction");
    let mut assistant = house.person(Role::Assistant).await;
    let seen = [("description", "itching and a red patch")];
    assert_eq!(
        assistant.post(&reaction, &seen).await.status,
        StatusCode::FORBIDDEN
    );
    let photograph = photographed(&mut owner, &client).await;
    let shown = [seen[0], ("photographs", photograph.as_str())];
    owner.post(&reaction, &shown).await;
    let page = owner.get(&path).await.text();
    assert!(
        page.contains(&format!("/photographs/{photograph}/thumbnail")),
        "{page}"
    );
    assert!(
        page.contains("blocked for ever") && page.contains("itching and a red patch"),
        "{page}"
    );
    assert!(page.contains("does not exclude"));
    // Nothing leads out of it.
    let after = owner.post(&clear, &[]).await.text();
    assert!(after.contains("Not kept."), "{after}");
}
