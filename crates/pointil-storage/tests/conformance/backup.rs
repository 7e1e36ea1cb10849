//! Stories of backups: made while work goes on, verified, restored.

use pointil_storage::{
    Backup, MessageState, RecordChanges, Refusal, StorageError, Store, StoreOptions, Verdict,
};

use crate::clients::{enter, named};
use crate::designs::document;
use crate::house::House;
use crate::messages::{claim, reminder};
use crate::photographs::photograph;
use crate::records::{commit, edit, keep, said};

#[tokio::test]
async fn a_backup_restores_to_the_same_studio() {
    let house = House::on_sqlite().await;
    let client = enter(&house, &named("Zoë", "Weiß")).await;
    let kept = house
        .store
        .put_photograph(&house.act(), client, &photograph("one"))
        .await
        .unwrap();
    let design = house
        .store
        .create_design(&house.act(), client, "Line", &document("x"))
        .await
        .unwrap();
    let places = tempfile::tempdir().unwrap();
    let (copy, restored) = (places.path().join("copy"), places.path().join("restored"));
    let made = house.store.back_up(&copy, house.now()).await.unwrap();
    enter(&house, &named("Later", "Lima")).await;
    assert_eq!(made.files.len(), 3);
    assert!(!copy.join("studio.key").exists());
    assert_eq!(Backup::verify(&copy).unwrap(), made);
    assert_eq!(Backup::restore(&copy, &restored).unwrap(), made);

    let options = StoreOptions::folder(&restored);
    let refused = Store::open(&options).await.err().unwrap();
    assert!(matches!(refused, StorageError::Key { .. }), "{refused}");
    let store = Store::open(&options.with_key_file(house.options.key_file()))
        .await
        .unwrap();
    let head = &made.audit[&house.studio];
    let verdict = store.verify_audit(house.studio, Some(head)).await.unwrap();
    assert_eq!(verdict, Verdict::Whole(head.clone()));
    assert_eq!(store.check_objects(house.studio).await.unwrap(), []);
    assert_eq!(store.count_clients(house.studio).await.unwrap(), 1);
    let original = store.original(house.studio, kept).await.unwrap().unwrap();
    assert_eq!(original, photograph("one").original);
    assert!(store.design(house.studio, design).await.unwrap().is_some());
    // The studio went on; its chain still passes through the backup's head.
    let verdict = house
        .store
        .verify_audit(house.studio, Some(head))
        .await
        .unwrap();
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
}

#[tokio::test]
async fn restored_records_are_whole_and_restored_messages_wait_for_somebody() {
    let house = House::on_sqlite().await;
    let client = enter(&house, &named("Zoë", "Weiß")).await;
    let session = keep(&house, said("session", Some(client), "open", "first")).await;
    let closed = said("session", Some(client), "closed", "second");
    let changes = RecordChanges {
        messages: vec![reminder(&house, Some(client), "reminder")],
        ..edit(session, 1, closed)
    };
    commit(&house, &changes).await;
    let places = tempfile::tempdir().unwrap();
    let (copy, restored) = (places.path().join("copy"), places.path().join("restored"));
    house.store.back_up(&copy, house.now()).await.unwrap();
    Backup::restore(&copy, &restored).unwrap();
    let options = StoreOptions::folder(&restored).with_key_file(house.options.key_file());
    let store = Store::open(&options).await.unwrap();
    let history = store.record_history(house.studio, session).await.unwrap();
    assert_eq!(
        history,
        house
            .store
            .record_history(house.studio, session)
            .await
            .unwrap()
    );
    assert_eq!(history.len(), 2);
    // The reminder is sent here; the copy does not know, and waits for somebody to decide.
    assert_eq!(claim(&house, "node", 9).await.len(), 1);
    let doubted = store.doubt_due_messages(&house.act()).await.unwrap();
    let kept = store.messages(house.studio, client).await.unwrap();
    assert_eq!((doubted, kept[0].state), (1, MessageState::Uncertain));
}

#[tokio::test]
async fn a_damaged_backup_is_refused_by_name() {
    let house = House::on_sqlite().await;
    let client = enter(&house, &named("Zoë", "Weiß")).await;
    house
        .store
        .put_photograph(&house.act(), client, &photograph("one"))
        .await
        .unwrap();
    let places = tempfile::tempdir().unwrap();
    let copy = places.path().join("copy");
    let made = house.store.back_up(&copy, house.now()).await.unwrap();
    let object = made
        .files
        .keys()
        .find(|path| path.starts_with("objects/"))
        .unwrap();
    let whole = std::fs::read(copy.join(object)).unwrap();
    let mut changed = whole.clone();
    changed[40] ^= 1;
    std::fs::write(copy.join(object), changed).unwrap();
    for refused in [
        Backup::verify(&copy).unwrap_err(),
        Backup::restore(&copy, &places.path().join("restored")).unwrap_err(),
    ] {
        assert!(refused.to_string().contains(object), "{refused}");
    }
    std::fs::write(copy.join(object), whole).unwrap();
    assert!(Backup::verify(&copy).is_ok());
    let list = copy.join("backup.json");
    let text = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, text.replace("\"objects/", "\"../objects/")).unwrap();
    let refused = Backup::verify(&copy).unwrap_err().to_string();
    assert!(refused.contains("leads out of the folder"), "{refused}");
}

#[tokio::test]
async fn nothing_is_written_over() {
    let house = House::on_sqlite().await;
    let refused = house.store.back_up(house.folder.path(), house.now()).await;
    assert!(matches!(
        refused,
        Err(StorageError::Refused(Refusal::FolderNotEmpty(_)))
    ));
    if let Some(house) = House::on_postgres().await {
        let refused = house.store.back_up(house.folder.path(), house.now()).await;
        assert!(matches!(
            refused,
            Err(StorageError::Refused(Refusal::NotSqlite))
        ));
        house.leave().await;
    }
}
