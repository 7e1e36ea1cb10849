//! Stories of clients: entered, found, merged, handed out, erased.

use std::collections::BTreeSet;

use pointil_storage::{
    Action, ClientFields, ClientId, ClientState, Likeness, RecordFields, RecordKey, Refusal,
    StorageError,
};

use crate::house::{House, on_both};
use crate::messages::{messages, reminder};
use crate::records::{commit, edit, keep, said};

pub fn named(given: &str, family: &str) -> ClientFields {
    ClientFields {
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        ..ClientFields::default()
    }
}

fn zoe() -> ClientFields {
    ClientFields {
        preferred_name: Some("Zo".to_owned()),
        birth_date: Some("1988-02-29".parse().unwrap()),
        phone: Some("+44 7700 900123".to_owned()),
        email: Some("Zoe.B@Example.com".to_owned()),
        notes: "prefers mornings\nno latex".to_owned(),
        ..named("Zoë", "O'Brien-Weiß")
    }
}

pub async fn enter(house: &House, fields: &ClientFields) -> ClientId {
    house
        .store
        .create_client(&house.act(), fields)
        .await
        .unwrap()
}

async fn found(house: &House, text: &str) -> Vec<ClientId> {
    let page = house
        .store
        .search_clients(house.studio, text, None, 100)
        .await
        .unwrap();
    assert_eq!(page.after, None);
    page.clients.iter().map(|client| client.id).collect()
}

on_both! {
    async fn a_client_is_kept_as_entered(house) {
        let id = enter(house, &zoe()).await;
        let kept = house.store.client(house.studio, id).await.unwrap().unwrap();
        assert_eq!((kept.fields, kept.revision, kept.state), (zoe(), 1, ClientState::Active));
        assert_eq!((kept.created_at, kept.edited_at), (house.now(), house.now()));
    }

    async fn what_cannot_be_kept_is_refused_by_field(house) {
        for (fields, beginning) in [
            (named(" ", "Weiß"), "given name: empty"),
            (named("Zoë", &"x".repeat(201)), "family name: 201 characters, at most 200"),
            (named("Zoë\0", ""), "given name: the control character U+0000"),
            (ClientFields { email: Some("zoe".into()), ..zoe() }, "e-mail: \"zoe\""),
            (ClientFields { phone: Some("none".into()), ..zoe() }, "phone: \"none\": no digit"),
        ] {
            let refused = house.store.create_client(&house.act(), &fields).await.unwrap_err().to_string();
            assert!(refused.starts_with(beginning), "{refused}");
        }
        assert_eq!(house.store.count_clients(house.studio).await.unwrap(), 0);
    }

    async fn of_two_edits_on_one_revision_the_later_is_refused(house) {
        let id = enter(house, &zoe()).await;
        let mut fields = zoe();
        fields.notes = "moved".to_owned();
        assert_eq!(house.store.edit_client(&house.act(), id, 1, &fields).await.unwrap(), 2);
        let late = house.store.edit_client(&house.act(), id, 1, &zoe()).await;
        assert!(matches!(late, Err(StorageError::Stale { given: 1, current: 2, .. })), "{late:?}");
        let kept = house.store.client(house.studio, id).await.unwrap().unwrap();
        assert_eq!((kept.fields, kept.revision), (fields, 2));
        house.assert_audit_whole().await;
    }

    async fn every_way_of_typing_a_client_finds_them(house) {
        let id = enter(house, &zoe()).await;
        enter(house, &named("Zacharias", "Obermann")).await;
        for text in [
            "zoe", "ZOË", "zo", "obrien", "o'brien", "O’Br", "weiss", "Weiß", "brien-weiß zoë", "o'brien w",
            "zoe.b@example.com", "Zoe.B@exa", "example", "0123", "900123", "+44 7700", "447700900123", "07700 900123",
            "0 7700 900 123", "zoe 900 123",
        ] {
            assert!(found(house, text).await.contains(&id), "{text}");
        }
        for text in ["zoey", "zoe mann", "9001239", "zoe@example.com", "brienweiss"] {
            assert!(found(house, text).await.is_empty(), "{text}");
        }
    }

    async fn an_edit_changes_what_finds_a_client(house) {
        let id = enter(house, &zoe()).await;
        house.store.edit_client(&house.act(), id, 1, &named("Ada", "Lima")).await.unwrap();
        assert!(found(house, "zoe").await.is_empty());
        assert_eq!(found(house, "lima ada").await, [id]);
    }

    async fn the_list_is_read_page_by_page_in_order(house) {
        let names = [("Ada", "Lima"), ("Zoe", "Li"), ("Änne", "Lima"), ("Bo", "ápril"), ("Cy", "")];
        for (given, family) in names {
            enter(house, &named(given, family)).await;
        }
        // Two of one name: the identifier decides.
        let twins = [enter(house, &named("Bo", "April")).await, enter(house, &named("Bo", "April")).await];
        let mut read = Vec::new();
        let mut after = None;
        loop {
            let page = house.store.search_clients(house.studio, "", after, 2).await.unwrap();
            read.extend(page.clients);
            after = page.after;
            if after.is_none() {
                break;
            }
        }
        let given: Vec<&str> = read.iter().map(|client| client.fields.given_name.as_str()).collect();
        assert_eq!(given, ["Cy", "Bo", "Bo", "Bo", "Zoe", "Ada", "Änne"]);
        assert_eq!(read[2..4].iter().map(|client| client.id).collect::<Vec<_>>(), twins);
    }

    async fn common_words_are_found_in_order_as_rare_ones_are(house) {
        // More matches than are looked up one by one.
        let many: Vec<ClientFields> = (0..1500).map(|number| named(&format!("Anna{number:04}"), "Common")).collect();
        let ids = house.store.import_clients(&house.act(), &many).await.unwrap();
        enter(house, &named("Anna", "Rare")).await;
        let page = house.store.search_clients(house.studio, "anna common", None, 10).await.unwrap();
        assert_eq!(page.clients.iter().map(|client| client.id).collect::<Vec<_>>(), ids[..10]);
        let next = house.store.search_clients(house.studio, "anna common", page.after, 10).await.unwrap();
        assert_eq!(next.clients.iter().map(|client| client.id).collect::<Vec<_>>(), ids[10..20]);
        assert_eq!(found(house, "common anna1499").await, ids[1499..]);
        assert_eq!(house.store.count_clients(house.studio).await.unwrap(), 1501);
        house.assert_audit_whole().await;
    }

    async fn an_import_is_all_or_nothing(house) {
        let refused = house.store.import_clients(&house.act(), &[zoe(), named("", "")]).await;
        assert!(matches!(refused, Err(StorageError::Field { field: "given name", .. })));
        assert_eq!(house.store.count_clients(house.studio).await.unwrap(), 0);
    }

    async fn duplicates_are_told_with_what_they_share(house) {
        let first = enter(house, &zoe()).await;
        let swapped = ClientFields { birth_date: zoe().birth_date, ..named("Obrien Weiss", "Zoe") };
        let second = enter(house, &swapped).await;
        let asked = ClientFields { phone: Some("07700 900 123".into()), email: Some("ZOE.b@example.com".into()), ..named("Z", "") };
        let found = house.store.duplicates_of(house.studio, &asked, None).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].client.id, &found[0].likeness), (first, &vec![Likeness::Phone, Likeness::Email]));
        let found = house.store.duplicates_of(house.studio, &zoe(), Some(first)).await.unwrap();
        assert_eq!(found.iter().map(|one| one.client.id).collect::<Vec<_>>(), [second]);
        assert!(house.store.duplicates_of(house.studio, &named("Zoë", "O'Brien-Weiß"), None).await.unwrap().is_empty());
        let groups = house.store.duplicates(house.studio, 10).await.unwrap();
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].likeness, Likeness::NameAndBirthDate);
        assert_eq!(groups[0].clients.iter().map(|client| client.id).collect::<Vec<_>>(), [first, second]);
    }

    async fn a_merged_client_is_found_in_the_one_that_stays(house) {
        let kept = enter(house, &named("Zoë", "Brien")).await;
        let away = enter(house, &zoe()).await;
        house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        assert_eq!(found(house, "900123").await, [kept]);
        assert_eq!(found(house, "").await, [kept]);
        let merged = house.store.client(house.studio, away).await.unwrap().unwrap();
        assert_eq!((merged.fields, merged.state), (zoe(), ClientState::Merged { into: kept }));
        let edit = house.store.edit_client(&house.act(), away, merged.revision, &zoe()).await;
        assert!(matches!(edit, Err(StorageError::Refused(Refusal::ClientMerged(into))) if into == kept));
        let same = house.store.merge_clients(&house.act(), kept, kept).await;
        assert!(matches!(same, Err(StorageError::Refused(Refusal::SameClient))));
        // An edit of the kept record does not lose the words of the merged one.
        house.store.edit_client(&house.act(), kept, 1, &named("Zoë", "Brian")).await.unwrap();
        assert_eq!(found(house, "900123").await, [kept]);
    }

    async fn a_merge_can_be_taken_back(house) {
        let kept = enter(house, &named("Zoë", "Brien")).await;
        let away = enter(house, &zoe()).await;
        let merge = house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        house.store.undo_merge(&house.act(), merge).await.unwrap();
        assert_eq!(found(house, "900123").await, [away]);
        assert_eq!(found(house, "zoe").await.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([kept, away]));
        let again = house.store.undo_merge(&house.act(), merge).await;
        assert!(matches!(again, Err(StorageError::Refused(Refusal::MergeUndone))));
        let merges = house.store.merges(house.studio, kept).await.unwrap();
        assert_eq!((merges.len(), merges[0].undone_at), (1, Some(house.now() - jiff::SignedDuration::from_secs(1))));
        house.assert_audit_whole().await;
    }

    async fn a_time_line_goes_over_merges(house) {
        let kept = enter(house, &named("Zoë", "Brien")).await;
        let away = enter(house, &zoe()).await;
        house.store.edit_client(&house.act(), away, 1, &zoe()).await.unwrap();
        enter(house, &named("Ada", "Lima")).await;
        house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        let timeline = house.store.timeline(house.studio, kept, None, 100).await.unwrap();
        let actions: Vec<Action> = timeline.iter().map(|event| event.action).collect();
        assert_eq!(actions, [Action::ClientsMerged, Action::ClientsMerged, Action::ClientEdited, Action::ClientCreated, Action::ClientCreated]);
        let older = house.store.timeline(house.studio, kept, Some(timeline[2].position), 1).await.unwrap();
        assert_eq!(older, timeline[3..4]);
    }

    async fn an_export_has_everything_and_is_an_event(house) {
        let kept = enter(house, &named("Zoë", "Brien")).await;
        let away = enter(house, &zoe()).await;
        house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        let export = house.store.export_client(&house.act(), kept).await.unwrap();
        assert_eq!(export.client.id, kept);
        assert_eq!(export.merged[0].fields, zoe());
        assert_eq!(export.merges.len(), 1);
        assert_eq!(export.timeline.last().unwrap().action, Action::ClientExported);
        let text = serde_json::to_string(&export).unwrap();
        assert!(text.contains("+44 7700 900123") && text.contains("\"client.create\""), "{text}");
    }

    async fn an_erased_client_is_gone_and_the_chain_is_whole(house) {
        let kept = enter(house, &named("Zoë", "Brien")).await;
        let away = enter(house, &zoe()).await;
        house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        let erasure = house.store.erase_client(&house.act(), kept).await.unwrap();
        assert_eq!(erasure.kept_until, None);
        for id in [kept, away] {
            let left = house.store.client(house.studio, id).await.unwrap().unwrap();
            assert_eq!(left.fields, ClientFields::default());
            assert_eq!(left.state, ClientState::Erased { at: house.now(), kept_until: None });
        }
        assert!(found(house, "900123").await.is_empty() && found(house, "").await.is_empty());
        for again in [
            house.store.erase_client(&house.act(), kept).await.map(|_| ()),
            house.store.edit_client(&house.act(), kept, 3, &zoe()).await.map(|_| ()),
        ] {
            assert!(matches!(again, Err(StorageError::Refused(Refusal::ClientErased))), "{again:?}");
        }
        house.assert_audit_whole().await;
    }
}

/// On the disk, too: neither the database file nor its log holds a word of an erased client.
#[tokio::test]
async fn nothing_of_an_erased_client_is_left_in_the_file() {
    let house = House::on_sqlite().await;
    let id = enter(&house, &zoe()).await;
    let holds = |text: &str| {
        std::fs::read_dir(house.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .any(|path| {
                let bytes = std::fs::read(path).unwrap();
                bytes
                    .windows(text.len())
                    .any(|part| part == text.as_bytes())
            })
    };
    let first = said("screening", Some(id), "open", "asks about keloids");
    let record = keep(&house, first).await;
    let second = RecordFields {
        keys: vec![RecordKey::new("doctor", "Dr Quirin")],
        ..said("screening", Some(id), "valid", "says none")
    };
    commit(&house, &edit(record, 1, second)).await;
    let reminder = reminder(&house, Some(id), "reminder");
    commit(&house, &messages(vec![reminder])).await;
    assert!(holds("900123") && holds("no latex") && holds("321009"));
    assert!(holds("keloids") && holds("says none") && holds("Quirin") && holds("secret of"));
    house.store.erase_client(&house.act(), id).await.unwrap();
    for text in [
        "900123",
        "no latex",
        "321009",
        "Zoe.B@",
        "zoe.b@",
        "obrien",
        "keloids",
        "says none",
        "Quirin",
        "secret of",
        "zoe@example.com",
    ] {
        assert!(!holds(text), "{text}");
    }
}
