//! Stories of photographs, their objects and the studio key.

use pointil_storage::{
    Act, Actor, ClientId, LinkContents, MediaType, NewPhotograph, ObjectFault, PhotographFields,
    Picture, Refusal, StorageError, Store,
};

use crate::clients::{enter, named};
use crate::house::{House, on_both};

pub fn photograph(content: &str) -> NewPhotograph {
    let picture = |name: &str| Picture {
        media_type: MediaType::Jpeg,
        bytes: format!("{name} of {content}").into_bytes(),
    };
    NewPhotograph {
        fields: PhotographFields {
            pose: "front".to_owned(),
            taken_on: Some("2026-02-28".parse().unwrap()),
            document: Some("{\"landmarks\":[]}".to_owned()),
        },
        original: picture("original"),
        width_px: 4000,
        height_px: 3000,
        thumbnail: picture("thumbnail"),
    }
}

async fn zoe(house: &House) -> ClientId {
    enter(house, &named("Zoë", "Weiß")).await
}

/// All files of the object folder.
fn files(house: &House) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![house.folder.path().join("objects")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

on_both! {
    async fn a_photograph_is_read_as_it_was_put(house) {
        let client = zoe(house).await;
        let new = photograph("one");
        let id = house.store.put_photograph(&house.act(), client, &new).await.unwrap();
        let kept = house.store.photograph(house.studio, id).await.unwrap().unwrap();
        assert_eq!((kept.client, &kept.fields, kept.width_px, kept.height_px, kept.revision), (client, &new.fields, 4000, 3000, 1));
        assert_eq!(house.store.original(house.studio, id).await.unwrap().unwrap(), new.original);
        assert_eq!(house.store.thumbnail(house.studio, id).await.unwrap().unwrap(), new.thumbnail);
        assert_eq!(house.store.photographs(house.studio, client).await.unwrap(), [kept]);
        assert_eq!(house.store.check_objects(house.studio).await.unwrap(), []);
    }

    async fn nothing_is_readable_in_the_folder(house) {
        let client = zoe(house).await;
        house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap();
        let files = files(house);
        assert_eq!(files.len(), 2);
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            assert!(!bytes.windows(6).any(|part| part == b"of one"), "{}", file.display());
        }
    }

    async fn the_same_bytes_are_kept_once(house) {
        let (client, other) = (zoe(house).await, zoe(house).await);
        let id = house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap();
        assert_eq!(house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap(), id);
        assert_ne!(house.store.put_photograph(&house.act(), other, &photograph("one")).await.unwrap(), id);
        assert_eq!(files(house).len(), 4);
        let puts = (0..6).map(|_| {
            let (store, act) = (house.store.clone(), house.act());
            tokio::spawn(async move { store.put_photograph(&act, client, &photograph("two")).await.unwrap() })
        });
        let mut ids = Vec::new();
        for put in puts.collect::<Vec<_>>() {
            ids.push(put.await.unwrap());
        }
        ids.dedup();
        assert_eq!((ids.len(), files(house).len()), (1, 6));
        assert_eq!(house.store.check_objects(house.studio).await.unwrap(), []);
        house.assert_audit_whole().await;
    }

    async fn landmarks_are_edited_by_revision(house) {
        let client = zoe(house).await;
        let id = house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap();
        let fields = PhotographFields { document: Some("{\"landmarks\":[1]}".into()), ..photograph("one").fields };
        assert_eq!(house.store.edit_photograph(&house.act(), id, 1, &fields).await.unwrap(), 2);
        let late = house.store.edit_photograph(&house.act(), id, 1, &fields).await;
        assert!(matches!(late, Err(StorageError::Stale { .. })));
        assert_eq!(house.store.photograph(house.studio, id).await.unwrap().unwrap().fields, fields);
    }

    async fn a_removed_photograph_leaves_no_file(house) {
        let client = zoe(house).await;
        let id = house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap();
        house.store.remove_photograph(&house.act(), id).await.unwrap();
        assert_eq!(house.store.original(house.studio, id).await.unwrap(), None);
        assert!(files(house).is_empty());
        house.assert_audit_whole().await;
    }

    async fn erasing_a_client_removes_photographs_of_every_merged_record(house) {
        let (kept, away, other) = (zoe(house).await, zoe(house).await, zoe(house).await);
        for client in [kept, away, other] {
            house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap();
        }
        house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        assert_eq!(house.store.photographs(house.studio, kept).await.unwrap().len(), 2);
        house.store.erase_client(&house.act(), kept).await.unwrap();
        assert_eq!(files(house).len(), 2);
        assert_eq!(house.store.check_objects(house.studio).await.unwrap(), []);
        let put = house.store.put_photograph(&house.act(), kept, &photograph("two")).await;
        assert!(matches!(put, Err(StorageError::Refused(Refusal::ClientErased))));
        assert_eq!(files(house).len(), 2, "a refused photograph leaves no file");
    }

    async fn a_merge_moves_photographs_and_takes_them_back(house) {
        let (kept, away) = (zoe(house).await, zoe(house).await);
        let id = house.store.put_photograph(&house.act(), away, &photograph("one")).await.unwrap();
        let merge = house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        let own = house.store.put_photograph(&house.act(), kept, &photograph("own")).await.unwrap();
        assert_eq!(house.store.photograph(house.studio, id).await.unwrap().unwrap().client, kept);
        let export = house.store.export_client(&house.act(), kept).await.unwrap();
        assert_eq!(export.photographs[0].file, format!("photographs/{id}.jpg"));
        house.store.undo_merge(&house.act(), merge).await.unwrap();
        assert_eq!(house.store.photograph(house.studio, id).await.unwrap().unwrap().client, away);
        assert_eq!(house.store.photograph(house.studio, own).await.unwrap().unwrap().client, kept);
        assert_eq!(house.store.original(house.studio, id).await.unwrap().unwrap(), photograph("one").original);
    }

    async fn a_changed_or_missing_file_is_found(house) {
        let client = zoe(house).await;
        let ids = [
            house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap(),
            house.store.put_photograph(&house.act(), client, &photograph("two")).await.unwrap(),
        ];
        for file in files(house) {
            let name = file.to_string_lossy().into_owned();
            if name.ends_with(&ids[0].to_string()) {
                let mut bytes = std::fs::read(&file).unwrap();
                *bytes.last_mut().unwrap() ^= 1;
                std::fs::write(&file, bytes).unwrap();
            } else {
                std::fs::remove_file(&file).unwrap();
            }
        }
        let faults = house.store.check_objects(house.studio).await.unwrap();
        let found: Vec<_> = faults.iter().map(|fault| match fault {
            ObjectFault::Unreadable { photograph, .. } => *photograph,
            ObjectFault::Stray { path } => unreachable!("{path}"),
        }).collect();
        assert_eq!(found, [ids[0], ids[0], ids[1], ids[1]]);
        let read = house.store.original(house.studio, ids[0]).await;
        assert!(matches!(read, Err(StorageError::Damaged { .. })), "{read:?}");
    }

    async fn one_photograph_cannot_stand_in_for_another(house) {
        let client = zoe(house).await;
        let ids = [
            house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap(),
            house.store.put_photograph(&house.act(), client, &photograph("two")).await.unwrap(),
        ];
        // Rows exchanged behind the store's back: each object opens for its own photograph alone.
        let (one, two) = (ids[0].to_uuid().simple(), ids[1].to_uuid().simple());
        let id = |hex| if house.is_sqlite() { format!("x'{hex}'") } else { format!("'{hex}'") };
        house.tamper(&format!(
            "UPDATE photograph SET original = thumbnail, thumbnail = original WHERE id = {}", id(one)
        )).await;
        assert!(house.store.original(house.studio, ids[0]).await.is_err());
        assert!(house.store.original(house.studio, ids[1]).await.is_ok());
        house.tamper(&format!("DELETE FROM photograph WHERE id = {}", id(one))).await;
        house.tamper(&format!(
            "UPDATE photograph SET original = (SELECT address FROM object WHERE path LIKE '%{}' ORDER BY size LIMIT 1) WHERE id = {}", ids[0], id(two)
        )).await;
        assert!(house.store.original(house.studio, ids[1]).await.is_err());
    }

    async fn a_stray_file_is_found_and_swept(house) {
        let client = zoe(house).await;
        house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap();
        let stray = house.folder.path().join("objects").join(house.studio.to_string()).join("ab");
        std::fs::create_dir_all(&stray).unwrap();
        std::fs::write(stray.join("abcd"), "left").unwrap();
        let faults = house.store.check_objects(house.studio).await.unwrap();
        assert!(matches!(&faults[..], [ObjectFault::Stray { path }] if path.ends_with("ab/abcd")), "{faults:?}");
        let long_ago = "2020-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(house.store.sweep_objects(house.studio, long_ago).await.unwrap(), 0);
        let after = jiff::Timestamp::from_millisecond(4_000_000_000_000).unwrap();
        assert_eq!(house.store.sweep_objects(house.studio, after).await.unwrap(), 1);
        assert_eq!(house.store.check_objects(house.studio).await.unwrap(), []);
    }

    async fn the_key_is_rotated_and_old_versions_retired(house) {
        let client = zoe(house).await;
        let id = house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap();
        // Another node that opened before the rotation.
        let node = Store::open(&house.options).await.unwrap();
        assert_eq!(house.store.rotate_key(&house.act()).await.unwrap(), (2, 2));
        house.store.retire_old_keys().await.unwrap();
        for store in [&house.store, &node] {
            assert_eq!(store.original(house.studio, id).await.unwrap().unwrap(), photograph("one").original);
        }
        let text = std::fs::read_to_string(house.options.key_file()).unwrap();
        assert!(text.contains("version 2 ") && !text.contains("version 1 "));
        assert_eq!(house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap(), id, "addresses stay");
        house.assert_audit_whole().await;
        node.close().await.unwrap();
    }

    async fn without_the_key_the_store_does_not_open(house) {
        let client = zoe(house).await;
        house.store.put_photograph(&house.act(), client, &photograph("one")).await.unwrap();
        let elsewhere = house.folder.path().join("elsewhere.key");
        std::fs::rename(house.options.key_file(), &elsewhere).unwrap();
        let refused = Store::open(&house.options).await.err().unwrap().to_string();
        assert!(refused.contains("put the kept copy back"), "{refused}");
        let moved = house.options.clone().with_key_file(&elsewhere);
        Store::open(&moved).await.unwrap().close().await.unwrap();
    }

    async fn what_is_no_photograph_is_refused(house) {
        let client = zoe(house).await;
        let mut empty = photograph("one");
        empty.original.bytes.clear();
        let mut flat = photograph("one");
        flat.height_px = 0;
        for (new, beginning) in [(empty, "photograph: 0 bytes"), (flat, "height: 0 pixels")] {
            let refused = house.store.put_photograph(&house.act(), client, &new).await.unwrap_err().to_string();
            assert!(refused.starts_with(beginning), "{refused}");
        }
        assert!(files(house).is_empty());
    }

    async fn a_client_keeps_photographs_of_themselves_while_their_link_is_open(house) {
        let client = zoe(house).await;
        let other = enter(house, &named("Ada", "Lima")).await;
        let ends = house.now() + jiff::SignedDuration::from_hours(1);
        let link = house.store.create_link(&house.act(), client, &LinkContents::default(), ends).await.unwrap().0;
        let by = || Act { actor: Actor::Client(link), ..house.act() };
        let kept = house.store.put_photograph(&by(), client, &photograph("mine")).await.unwrap();
        assert_eq!(house.store.photograph(house.studio, kept).await.unwrap().unwrap().client, client);
        let refused = house.store.put_photograph(&by(), other, &photograph("theirs")).await;
        assert!(matches!(refused, Err(StorageError::Refused(Refusal::LinkClosed))), "{refused:?}");
        house.store.revoke_link(&house.act(), link).await.unwrap();
        let refused = house.store.put_photograph(&by(), client, &photograph("late")).await;
        assert!(matches!(refused, Err(StorageError::Refused(Refusal::LinkClosed))), "{refused:?}");
        assert_eq!(files(house).len(), 2);
        house.assert_audit_whole().await;
    }
}
