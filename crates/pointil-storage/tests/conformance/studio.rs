//! Stories of a studio and of opening the store.

use pointil_storage::{Refusal, StorageError, Store, StoreOptions, StudioFields, StudioId};

use crate::clients::{enter, named};
use crate::house::{House, account, on_both};
use crate::photographs::photograph;
use pointil_storage::Role;

on_both! {
    async fn a_studio_is_kept_as_it_was_entered(house) {
        let kept = house.store.studio(house.studio).await.unwrap().unwrap();
        assert_eq!(kept.fields, StudioFields::default());
        assert_eq!(kept.revision, 1);
        assert_eq!(house.store.studios().await.unwrap(), [kept]);
        let other: StudioId = "01890000-0000-7000-8000-000000000000".parse().unwrap();
        assert_eq!(house.store.studio(other).await.unwrap(), None);
    }

    async fn an_edit_on_an_old_revision_is_refused(house) {
        let fields = StudioFields { name: "Punkt".to_owned(), ..StudioFields::default() };
        let revision = house.store.edit_studio(&house.act(), 1, &fields).await.unwrap();
        assert_eq!(revision, 2);
        let late = house.store.edit_studio(&house.act(), 1, &StudioFields::default()).await;
        assert!(matches!(late, Err(StorageError::Stale { given: 1, current: 2, .. })), "{late:?}");
        let kept = house.store.studio(house.studio).await.unwrap().unwrap();
        assert_eq!(kept.fields.name, "Punkt");
        house.assert_audit_whole().await;
    }

    async fn what_is_no_currency_is_refused(house) {
        let fields = StudioFields { currency: "euro".to_owned(), ..StudioFields::default() };
        let refused = house.store.edit_studio(&house.act(), 1, &fields).await.unwrap_err();
        assert!(refused.to_string().starts_with("currency: \"euro\": three capital letters"), "{refused}");
    }

    async fn opened_again_everything_is_there(house) {
        let again = Store::open(&house.options).await.unwrap();
        assert_eq!(again.studios().await.unwrap(), house.store.studios().await.unwrap());
        again.close().await.unwrap();
    }

    async fn a_database_of_a_newer_program_is_refused_kindly(house) {
        house.tamper("INSERT INTO seaql_migrations (version, applied_at) VALUES ('9001_later', 0)").await;
        let refused = Store::open(&house.options).await.err().unwrap();
        assert!(matches!(&refused, StorageError::Newer { found } if found == "9001_later"), "{refused}");
        assert!(refused.to_string().contains("newer Pointil"), "{refused}");
    }

    async fn two_programs_start_at_once(house) {
        let start = || async { Store::open(&house.options).await.unwrap().studios().await.unwrap().len() };
        assert_eq!(tokio::join!(start(), start(), start()), (1, 1, 1));
    }

    async fn a_healthy_store_says_so_and_a_lost_key_is_told(house) {
        let client = enter(house, &named("Zoë", "Weiß")).await;
        house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap();
        let health = house.store.health().await.unwrap();
        let name = if house.is_sqlite() { "SQLite 3." } else { "PostgreSQL " };
        assert!(health.database.starts_with(name), "{}", health.database);
        assert_eq!((health.damage.len(), health.objects, health.locked_objects), (0, 2, 0));
        assert_eq!(health.steps.first().map(String::as_str), Some("0001_studio"));
        let another = tempfile::tempdir().unwrap();
        let others = StoreOptions::folder(another.path());
        Store::open(&others).await.unwrap().close().await.unwrap();
        let wrong = Store::open(&house.options.clone().with_key_file(others.key_file())).await.unwrap();
        assert_eq!(wrong.health().await.unwrap().locked_objects, 2);
        wrong.close().await.unwrap();
    }

    async fn studios_of_one_database_do_not_see_each_other(house) {
        let at = house.now();
        let owner = account("Otto", Role::Owner);
        let (other, others_owner) = house.store.create_studio(&StudioFields::default(), &owner, at).await.unwrap();
        assert_eq!(house.store.account(other, house.owner).await.unwrap(), None);
        assert_eq!(house.store.account(house.studio, others_owner).await.unwrap(), None);
        let stranger = house.store.close_account(&house.act(), others_owner).await;
        assert!(matches!(stranger, Err(StorageError::NotFound { kind: "account", .. })), "{stranger:?}");
    }
}

/// Calls whose answers may be waited for on any thread, as a server does.
#[tokio::test]
async fn every_kind_of_call_can_wait_on_another_thread() {
    fn can_be_sent<T: Send>(future: T) {
        drop(future);
    }
    let house = House::on_sqlite().await;
    let (store, act) = (&house.store, house.act());
    let client = enter(&house, &named("Zoë", "Weiß")).await;
    can_be_sent(Store::open(&house.options));
    can_be_sent(store.create_studio(
        &StudioFields::default(),
        &account("Otto", Role::Owner),
        act.at,
    ));
    can_be_sent(store.search_clients(house.studio, "zo", None, 5));
    can_be_sent(store.export_client(&act, client));
    can_be_sent(store.erase_client(&act, client));
    can_be_sent(store.duplicates(house.studio, 5));
    can_be_sent(store.merge_clients(&act, client, client));
    can_be_sent(store.put_photograph(&act, client, &photograph("one")));
    can_be_sent(store.rotate_key(&act));
    can_be_sent(store.retire_old_keys());
    can_be_sent(store.check_objects(house.studio));
    can_be_sent(store.designs(house.studio, client));
    can_be_sent(store.open_link("", act.at));
    can_be_sent(store.back_up(house.folder.path(), act.at));
    can_be_sent(store.health());
    can_be_sent(store.verify_audit(house.studio, None));
}

/// Many programs that open an empty folder at once make its tables once.
#[tokio::test]
async fn an_empty_folder_is_opened_by_several_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions::folder(folder.path());
    let open = || {
        let options = options.clone();
        tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async { Store::open(&options).await.map(|_| ()) })
        })
    };
    let (first, second, third) = tokio::join!(open(), open(), open());
    for opened in [first, second, third] {
        opened.unwrap().unwrap();
    }
}

#[test]
fn every_refusal_has_a_code() {
    assert_eq!(Refusal::LastOwner.code(), "last_owner");
}
