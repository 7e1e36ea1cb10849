//! `pointil restore`: a studio comes back out of its backup, and what it may have sent since is not sent again.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod program;

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use pointil_storage::{
    AccountFields, Act, Actor, ClientFields, MessageState, NewAccount, NewMessage, RecordChanges,
    Role, Store, StoreOptions, StudioFields,
};
use program::{folder, pointil};

/// A studio with a message that is due and one that is due in a month.
async fn furnish(place: &Path) {
    let store = Store::open(&StoreOptions::folder(place)).await.unwrap();
    let owner = NewAccount {
        fields: AccountFields {
            name: "Olga".to_owned(),
            email: "olga@example.com".to_owned(),
            role: Role::Owner,
        },
        password_hash: "$none$".to_owned(),
    };
    let at = Timestamp::now();
    let fields = StudioFields::default();
    let (studio, olga) = store.create_studio(&fields, &owner, at).await.unwrap();
    let act = Act {
        studio,
        actor: Actor::Account(olga),
        at,
    };
    let zoe = ClientFields {
        given_name: "Zoë".to_owned(),
        ..ClientFields::default()
    };
    let client = store.create_client(&act, &zoe).await.unwrap();
    let message = |cause: &str, due| NewMessage {
        client: Some(client),
        record: None,
        cause: cause.to_owned(),
        channel: "email".to_owned(),
        recipient: "zoe@example.com".to_owned(),
        template: "guide".to_owned(),
        parameters: "{}".to_owned(),
        due,
    };
    let later = at + SignedDuration::from_hours(24 * 30);
    let changes = RecordChanges {
        messages: vec![message("now", at), message("later", later)],
        ..RecordChanges::default()
    };
    let seen = store.practice_clock(studio).await.unwrap();
    store.commit_records(&act, seen, &changes).await.unwrap();
    store.close().await.unwrap();
}

async fn counts(place: &Path) -> Vec<(MessageState, u64)> {
    let store = Store::open(&StoreOptions::folder(place)).await.unwrap();
    let studio = store.studios().await.unwrap()[0].id;
    let counts = store.count_messages(studio).await.unwrap();
    store.close().await.unwrap();
    counts.into_iter().collect()
}

#[tokio::test]
async fn what_was_due_since_the_backup_is_not_sent_again_by_itself() {
    let own = folder("restore");
    let (place, copy, back) = (own.join("studio"), own.join("copy"), own.join("back"));
    furnish(&place).await;
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let backup = ["backup", "--folder", &text(&place), "--to", &text(&copy)];
    assert!(pointil(&backup).status.success());
    let restore = |key: &Path, to: &Path| {
        let (from, key, to) = (text(&copy), text(key), text(to));
        pointil(&["restore", "--from", &from, "--key", &key, "--folder", &to])
    };
    let key = place.join("studio.key");
    let restored = restore(&key, &back);
    assert!(restored.status.success(), "{restored:?}");
    let said = String::from_utf8(restored.stdout).unwrap();
    assert!(said.contains("1 messages were due by now"), "{said}");
    assert_eq!(
        counts(&back).await,
        [(MessageState::Queued, 1), (MessageState::Uncertain, 1)]
    );
    assert_eq!(counts(&place).await, [(MessageState::Queued, 2)]);
    // Never over a studio that is there, and never without a key.
    assert!(!restore(&key, &back).status.success());
    assert!(
        !restore(&own.join("no.key"), &own.join("other"))
            .status
            .success()
    );
    assert!(!own.join("other").exists());
}
