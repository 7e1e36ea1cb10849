//! Stories of accounts, devices and the lock.

use jiff::SignedDuration;
use pointil_storage::{AccountFields, Attempts, LockRule, Refusal, Role, StorageError};

use crate::house::{House, account, on_both};

fn refusal<T: std::fmt::Debug>(result: Result<T, StorageError>) -> Refusal {
    match result {
        Err(StorageError::Refused(refusal)) => refusal,
        other => unreachable!("not refused: {other:?}"),
    }
}

async fn device(house: &House) -> (pointil_storage::SignInId, pointil_storage::Token) {
    let ends = house.now() + SignedDuration::from_hours(24);
    house
        .store
        .sign_in(&house.act(), house.owner, "tablet", ends)
        .await
        .unwrap()
}

on_both! {
    async fn an_account_is_found_by_its_address_without_case(house) {
        let new = account("Petra", Role::Practitioner);
        let id = house.store.create_account(&house.act(), &new).await.unwrap();
        let (found, hash) = house.store.account_by_email(house.studio, " PETRA@example.COM ").await.unwrap().unwrap();
        assert_eq!((found.id, found.fields.clone(), hash), (id, new.fields, new.password_hash));
        assert_eq!(house.store.account(house.studio, id).await.unwrap().unwrap(), found);
        assert_eq!(house.store.accounts(house.studio).await.unwrap().len(), 2);
    }

    async fn an_address_has_one_open_account(house) {
        let new = account("Petra", Role::Practitioner);
        let id = house.store.create_account(&house.act(), &new).await.unwrap();
        let twice = house.store.create_account(&house.act(), &new).await;
        assert_eq!(refusal(twice), Refusal::EmailTaken);
        house.store.close_account(&house.act(), id).await.unwrap();
        assert_eq!(house.store.account_by_email(house.studio, &new.fields.email).await.unwrap(), None);
        house.store.create_account(&house.act(), &new).await.unwrap();
        let closed = house.store.close_account(&house.act(), id).await;
        assert_eq!(refusal(closed), Refusal::AccountClosed);
        house.assert_audit_whole().await;
    }

    async fn a_studio_keeps_an_owner(house) {
        let last = house.store.close_account(&house.act(), house.owner).await;
        assert_eq!(refusal(last), Refusal::LastOwner);
        let fields = AccountFields { role: Role::Reader, ..account("Olga", Role::Owner).fields };
        let last = house.store.edit_account(&house.act(), house.owner, 1, &fields).await;
        assert_eq!(refusal(last), Refusal::LastOwner);
        house.store.create_account(&house.act(), &account("Oscar", Role::Owner)).await.unwrap();
        house.store.edit_account(&house.act(), house.owner, 1, &fields).await.unwrap();
        let kept = house.store.account(house.studio, house.owner).await.unwrap().unwrap();
        assert_eq!((kept.fields.role, kept.revision), (Role::Reader, 2));
    }

    async fn a_token_opens_until_it_ends(house) {
        let (id, token) = device(house).await;
        let signed_in = house.store.signed_in(token.reveal(), house.now()).await.unwrap().unwrap();
        assert_eq!((signed_in.studio, signed_in.account.id, signed_in.device.id), (house.studio, house.owner, id));
        for wrong in ["", "0", &"0".repeat(64), &token.reveal().to_uppercase()] {
            if wrong != token.reveal() {
                assert_eq!(house.store.signed_in(wrong, house.now()).await.unwrap(), None);
            }
        }
        let after = house.later(SignedDuration::from_hours(25));
        assert_eq!(house.store.signed_in(token.reveal(), after).await.unwrap(), None);
        assert!(house.store.devices(house.studio, house.owner, after).await.unwrap().is_empty());
    }

    async fn a_device_that_is_signed_out_stays_out(house) {
        let (first, token) = device(house).await;
        let (second, other) = device(house).await;
        let devices = house.store.devices(house.studio, house.owner, house.now()).await.unwrap();
        assert_eq!(devices.iter().map(|device| device.id).collect::<Vec<_>>(), [second, first]);
        house.store.sign_out(&house.act(), first).await.unwrap();
        house.store.sign_out(&house.act(), first).await.unwrap();
        assert_eq!(house.store.signed_in(token.reveal(), house.now()).await.unwrap(), None);
        assert!(house.store.signed_in(other.reveal(), house.now()).await.unwrap().is_some());
        house.assert_audit_whole().await;
    }

    async fn a_new_password_signs_out_the_other_devices(house) {
        let (keep, kept) = device(house).await;
        let (_, gone) = device(house).await;
        house.store.change_password(&house.act(), house.owner, "$argon2id$another", Some(keep)).await.unwrap();
        assert!(house.store.signed_in(kept.reveal(), house.now()).await.unwrap().is_some());
        assert_eq!(house.store.signed_in(gone.reveal(), house.now()).await.unwrap(), None);
        let hash = house.store.password_hash(house.studio, house.owner).await.unwrap();
        assert_eq!(hash.as_deref(), Some("$argon2id$another"));
    }

    async fn last_seen_is_noted_by_the_minute(house) {
        let (_, token) = device(house).await;
        let signed_in = house.now();
        house.store.signed_in(token.reveal(), house.later(SignedDuration::from_secs(30))).await.unwrap();
        let seen = async || house.store.devices(house.studio, house.owner, house.now()).await.unwrap()[0].last_seen_at;
        assert_eq!(seen().await, signed_in);
        let later = house.later(SignedDuration::from_secs(31));
        house.store.signed_in(token.reveal(), later).await.unwrap();
        assert_eq!(seen().await, later);
    }

    async fn too_many_failures_lock_and_a_success_forgets(house) {
        let rule = LockRule { attempts: 3, within: SignedDuration::from_mins(10), lock: SignedDuration::from_mins(5) };
        let whose = [(Attempts::Email("olga@example.com"), rule), (Attempts::Address("192.0.2.7"), LockRule { attempts: 100, ..rule })];
        let attempt = async || house.store.begin_attempt(house.studio, &whose, house.later(SignedDuration::from_secs(1))).await.unwrap();
        for _ in 0..3 {
            assert_eq!(attempt().await, None);
        }
        let last = house.now();
        assert_eq!(attempt().await, Some(last + rule.lock));
        let other = [(Attempts::Email("otto@example.com"), rule)];
        assert_eq!(house.store.begin_attempt(house.studio, &other, house.now()).await.unwrap(), None);
        house.later(rule.lock);
        assert_eq!(attempt().await, None, "the lock is over");
        house.store.forget_attempts(house.studio, Attempts::Email("OLGA@example.com")).await.unwrap();
        for _ in 0..3 {
            assert_eq!(attempt().await, None);
        }
        assert!(attempt().await.is_some());
    }

    async fn attempts_made_at_once_do_not_slip_through(house) {
        let rule = LockRule { attempts: 4, ..LockRule::default() };
        let at = house.now();
        let attempts = (0..16).map(|_| {
            let (store, studio) = (house.store.clone(), house.studio);
            tokio::spawn(async move { store.begin_attempt(studio, &[(Attempts::Email("olga@example.com"), rule)], at).await.unwrap() })
        });
        let mut through = 0;
        for attempt in attempts.collect::<Vec<_>>() {
            through += usize::from(attempt.await.unwrap().is_none());
        }
        assert_eq!(through, 4);
    }
}
