//! Stories of the chain of events.

use pointil_storage::{Action, Actor, Role, TrailFilter, Verdict};

use crate::house::{House, account, on_both};

async fn several_events(house: &House) {
    for name in ["Petra", "Paul", "Pia"] {
        let new = account(name, Role::Practitioner);
        house
            .store
            .create_account(&house.act(), &new)
            .await
            .unwrap();
    }
}

async fn broken_at(house: &House) -> u64 {
    match house.store.verify_audit(house.studio, None).await.unwrap() {
        Verdict::Broken { position, .. } => position,
        Verdict::Whole(_) => 0,
    }
}

on_both! {
    async fn events_say_who_what_and_when(house) {
        several_events(house).await;
        let events = house.store.audit_events(house.studio, None, 2).await.unwrap();
        assert_eq!(events.iter().map(|event| event.position).collect::<Vec<_>>(), [5, 4]);
        assert_eq!((events[0].action, events[0].actor), (Action::AccountCreated, Actor::Account(house.owner)));
        assert_eq!(events[0].at, house.now());
        let rest = house.store.audit_events(house.studio, Some(4), 100).await.unwrap();
        assert_eq!(rest.iter().map(|event| event.action).collect::<Vec<_>>(), [Action::AccountCreated, Action::AccountCreated, Action::StudioCreated]);
        house.assert_audit_whole().await;
    }

    async fn the_trail_is_looked_through_by_who_what_and_whom(house) {
        several_events(house).await;
        let found = async |filter: TrailFilter, before, most| {
            let events = house.store.trail(house.studio, &filter, before, most).await.unwrap();
            events.iter().map(|event| event.position).collect::<Vec<_>>()
        };
        let all = TrailFilter::default();
        assert_eq!(found(all, None, 2).await, [5, 4]);
        assert_eq!(found(all, Some(4), 100).await, [3, 2, 1]);
        let accounts = TrailFilter { action: Some(Action::AccountCreated), ..all };
        assert_eq!(found(accounts, None, 100).await, [5, 4, 3, 2]);
        let owner = TrailFilter { account: Some(house.owner), ..all };
        assert_eq!(found(owner, None, 100).await, [5, 4, 3]);
        assert!(found(TrailFilter { action: Some(Action::ClientErased), ..all }, None, 100).await.is_empty());
    }

    async fn a_changed_event_is_found(house) {
        several_events(house).await;
        house.tamper("UPDATE audit_event SET at = at + 1 WHERE position = 3").await;
        assert_eq!(broken_at(house).await, 3);
    }

    async fn a_removed_event_is_found(house) {
        several_events(house).await;
        house.tamper("DELETE FROM audit_event WHERE position = 2").await;
        assert_eq!(broken_at(house).await, 2);
    }

    async fn a_cut_end_is_found(house) {
        several_events(house).await;
        house.tamper("DELETE FROM audit_event WHERE position = 5").await;
        assert_eq!(broken_at(house).await, 5);
    }

    async fn a_cut_end_with_its_head_moved_is_found_by_a_head_kept_elsewhere(house) {
        several_events(house).await;
        let kept = house.store.audit_head(house.studio).await.unwrap().unwrap();
        house.tamper("UPDATE audit_head SET events = 4, hash = (SELECT previous FROM audit_event WHERE position = 5)").await;
        house.tamper("DELETE FROM audit_event WHERE position = 5").await;
        assert_eq!(broken_at(house).await, 0, "the chain alone looks whole");
        let verdict = house.store.verify_audit(house.studio, Some(&kept)).await.unwrap();
        assert!(matches!(verdict, Verdict::Broken { position: 5, .. }), "{verdict:?}");
    }

    async fn a_head_kept_earlier_still_fits_after_more_events(house) {
        let kept = house.store.audit_head(house.studio).await.unwrap().unwrap();
        several_events(house).await;
        let verdict = house.store.verify_audit(house.studio, Some(&kept)).await.unwrap();
        assert!(matches!(verdict, Verdict::Whole(head) if head.events == 5));
    }

    async fn writes_at_once_make_one_chain(house) {
        let writes = (0..12).map(|number| {
            let (store, act) = (house.store.clone(), house.act());
            let new = account(&format!("Person{number}"), Role::Reader);
            tokio::spawn(async move { store.create_account(&act, &new).await.unwrap() })
        });
        for write in writes.collect::<Vec<_>>() {
            write.await.unwrap();
        }
        assert_eq!(house.store.audit_head(house.studio).await.unwrap().unwrap().events, 14);
        house.assert_audit_whole().await;
    }
}
