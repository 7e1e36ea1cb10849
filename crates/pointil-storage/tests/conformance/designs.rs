//! Stories of designs: worked on, frozen, shown, approved, kept after an erasure.

use jiff::SignedDuration;
use pointil_storage::{
    Act, Action, Actor, ClientId, ClientState, Design, DesignId, DesignVersionId, Document,
    DocumentHash, LinkContents, LinkId, NewApproval, Refusal, StorageError, Token, UNDO_STEPS,
};
use sha2::{Digest, Sha256};

use crate::clients::{enter, named};
use crate::house::{House, on_both};
use crate::photographs::photograph;

pub fn document(text: &str) -> Document {
    Document {
        text: text.to_owned(),
        hash: DocumentHash(Sha256::digest(text.as_bytes()).into()),
    }
}

async fn begin(house: &House) -> (ClientId, DesignId) {
    let client = enter(house, &named("Zoë", "Weiß")).await;
    let design = house
        .store
        .create_design(&house.act(), client, "Hairline", &document("first"))
        .await
        .unwrap();
    (client, design)
}

async fn edit(house: &House, id: DesignId, revision: u64, text: &str) -> Design {
    let label = format!("to {text}");
    house
        .store
        .edit_design(&house.act(), id, revision, &label, &document(text))
        .await
        .unwrap()
}

async fn presented(house: &House, design: DesignId, name: &str) -> DesignVersionId {
    let id = house
        .store
        .freeze_version(&house.act(), design, name, "")
        .await
        .unwrap();
    house.store.present_version(&house.act(), id).await.unwrap();
    id
}

async fn share(house: &House, client: ClientId, version: DesignVersionId) -> (LinkId, Token) {
    let ends = house.now() + SignedDuration::from_hours(24);
    house
        .store
        .create_link(
            &house.act(),
            client,
            &LinkContents::versions(&[version]),
            ends,
        )
        .await
        .unwrap()
}

fn approval(text: &str) -> NewApproval {
    NewApproval {
        hash: document(text).hash,
        words: "I agree to this line.".to_owned(),
        signed_name: "Zoë Weiß".to_owned(),
    }
}

async fn approve(house: &House, version: DesignVersionId, text: &str) {
    house
        .store
        .approve_version(&house.act(), version, &approval(text))
        .await
        .unwrap();
}

fn refused<T: std::fmt::Debug>(result: Result<T, StorageError>, refusal: Refusal) {
    assert!(
        matches!(&result, Err(StorageError::Refused(found)) if *found == refusal),
        "{result:?} instead of {refusal:?}"
    );
}

on_both! {
    async fn a_design_is_worked_on_undone_and_done_again(house) {
        let (client, id) = begin(house).await;
        let first = house.store.design(house.studio, id).await.unwrap().unwrap();
        assert_eq!((first.client, first.name.as_str(), first.revision, first.undo_steps, first.redo_steps), (client, "Hairline", 1, 0, 0));
        let second = edit(house, id, 1, "second").await;
        let third = edit(house, id, 2, "third").await;
        assert_eq!((third.step.as_str(), third.document.clone(), third.revision, third.undo_steps), ("to third", document("third"), 3, 2));
        let undone = house.store.undo(&house.act(), id, 3).await.unwrap();
        assert_eq!((undone.document, undone.step, undone.redo_steps), (second.document, second.step, 1));
        let undone = house.store.undo(&house.act(), id, 4).await.unwrap();
        assert_eq!((undone.document, undone.redo_steps), (first.document, 2));
        refused(house.store.undo(&house.act(), id, 5).await, Refusal::NothingToUndo);
        house.store.redo(&house.act(), id, 5).await.unwrap();
        let again = house.store.redo(&house.act(), id, 6).await.unwrap();
        assert_eq!((again.document.clone(), again.step.clone(), again.undo_steps, again.redo_steps), (third.document, third.step, 2, 0));
        refused(house.store.redo(&house.act(), id, 7).await, Refusal::NothingToRedo);
        assert_eq!(house.store.designs(house.studio, client).await.unwrap(), [again]);
        house.assert_audit_whole().await;
    }

    async fn an_edit_after_an_undo_forgets_what_was_undone(house) {
        let (_, id) = begin(house).await;
        edit(house, id, 1, "second").await;
        house.store.undo(&house.act(), id, 2).await.unwrap();
        let other = edit(house, id, 3, "other").await;
        assert_eq!((other.undo_steps, other.redo_steps), (1, 0));
        assert_eq!(house.store.undo(&house.act(), id, 4).await.unwrap().document, document("first"));
        assert_eq!(house.store.redo(&house.act(), id, 5).await.unwrap().document, document("other"));
    }

    async fn a_late_edit_is_refused_and_changes_nothing(house) {
        let (_, id) = begin(house).await;
        edit(house, id, 1, "second").await;
        let late = house.store.edit_design(&house.act(), id, 1, "late", &document("late")).await;
        assert!(matches!(late, Err(StorageError::Stale { kind: "design", given: 1, current: 2, .. })), "{late:?}");
        assert!(matches!(house.store.undo(&house.act(), id, 1).await, Err(StorageError::Stale { .. })));
        assert_eq!(house.store.design(house.studio, id).await.unwrap().unwrap().document, document("second"));
    }

    async fn of_edits_made_at_once_one_wins(house) {
        let (_, id) = begin(house).await;
        let edits = (0..8).map(|number| {
            let (store, act) = (house.store.clone(), house.act());
            tokio::spawn(async move { store.edit_design(&act, id, 1, "", &document(&number.to_string())).await.is_ok() })
        });
        let mut won = 0;
        for edit in edits.collect::<Vec<_>>() {
            won += usize::from(edit.await.unwrap());
        }
        assert_eq!(won, 1);
        assert_eq!(house.store.design(house.studio, id).await.unwrap().unwrap().revision, 2);
        house.assert_audit_whole().await;
    }

    async fn the_history_keeps_two_hundred_steps(house) {
        let (_, id) = begin(house).await;
        for revision in 1..=UNDO_STEPS + 5 {
            edit(house, id, revision, &revision.to_string()).await;
        }
        let mut design = house.store.design(house.studio, id).await.unwrap().unwrap();
        assert_eq!(design.undo_steps, UNDO_STEPS);
        for _ in 0..UNDO_STEPS {
            design = house.store.undo(&house.act(), id, design.revision).await.unwrap();
        }
        assert_eq!((design.document, design.undo_steps, design.redo_steps), (document("5"), 0, UNDO_STEPS));
    }

    async fn a_version_stays_as_it_was_frozen(house) {
        let (client, design) = begin(house).await;
        let id = house.store.freeze_version(&house.act(), design, "A", "higher").await.unwrap();
        edit(house, design, 1, "second").await;
        house.store.rename_design(&house.act(), design, "Line").await.unwrap();
        let version = house.store.version(house.studio, id).await.unwrap().unwrap();
        assert_eq!((version.name.as_str(), &version.document, version.design), ("A", &document("first"), design));
        assert_eq!((version.note.as_str(), version.actor), ("higher", Actor::Account(house.owner)));
        assert_eq!(house.store.versions_of(house.studio, design).await.unwrap(), std::slice::from_ref(&version));
        assert_eq!(house.store.versions(house.studio, client).await.unwrap(), [version]);
        assert_eq!(house.store.design(house.studio, design).await.unwrap().unwrap().name, "Line");
    }

    async fn what_is_approved_is_what_was_shown(house) {
        let (client, design) = begin(house).await;
        let id = house.store.freeze_version(&house.act(), design, "A", "higher").await.unwrap();
        refused(house.store.approve_version(&house.act(), id, &approval("first")).await, Refusal::NotPresented);
        house.store.present_version(&house.act(), id).await.unwrap();
        house.store.present_version(&house.act(), id).await.unwrap();
        refused(house.store.approve_version(&house.act(), id, &approval("second")).await, Refusal::HashDiffers);
        approve(house, id, "first").await;
        refused(house.store.approve_version(&house.act(), id, &approval("first")).await, Refusal::AlreadyApproved);
        let version = house.store.version(house.studio, id).await.unwrap().unwrap();
        assert!(version.presented_at < version.approved_at);
        let kept = house.store.approvals(house.studio, client).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].version, kept[0].hash, kept[0].words.as_str()), (id, document("first").hash, "I agree to this line."));
        house.assert_audit_whole().await;
    }

    async fn a_link_shows_its_versions_until_it_ends(house) {
        let (client, design) = begin(house).await;
        let version = presented(house, design, "A").await;
        let (link, token) = share(house, client, version).await;
        for opened in 1..=2 {
            let found = house.store.open_link(token.reveal(), house.now()).await.unwrap().unwrap();
            assert_eq!((found.id, found.client, found.versions, found.opened), (link, client, vec![version], opened));
        }
        assert_eq!(house.store.link_by_token(token.reveal(), house.now()).await.unwrap().unwrap().opened, 2);
        let events = house.store.audit_events(house.studio, None, 1).await.unwrap();
        assert_eq!((events[0].action, events[0].actor), (Action::LinkOpened, Actor::Client(link)));
        for wrong in ["", "nothing", &"ab".repeat(32)] {
            assert_eq!(house.store.open_link(wrong, house.now()).await.unwrap(), None);
        }
        let late = house.later(SignedDuration::from_hours(25));
        assert_eq!(house.store.open_link(token.reveal(), late).await.unwrap(), None);
        assert_eq!(house.store.find_link(token.reveal()).await.unwrap().unwrap().opened, 2, "it can still be said what became of it");
        assert_eq!(house.store.find_link(&"ab".repeat(32)).await.unwrap(), None);
        house.assert_audit_whole().await;
    }

    async fn opening_a_link_presents_what_it_shows(house) {
        let (client, design) = begin(house).await;
        let version = house.store.freeze_version(&house.act(), design, "A", "").await.unwrap();
        let (link, token) = share(house, client, version).await;
        let act = Act { actor: Actor::Client(link), ..house.act() };
        refused(house.store.approve_version(&act, version, &approval("first")).await, Refusal::NotPresented);
        house.store.open_link(token.reveal(), house.now()).await.unwrap().unwrap();
        assert!(house.store.version(house.studio, version).await.unwrap().unwrap().presented_at.is_some());
        house.store.approve_version(&act, version, &approval("first")).await.unwrap();
        house.assert_audit_whole().await;
    }

    async fn a_wish_for_a_change_is_told_from_a_comment(house) {
        let (client, design) = begin(house).await;
        let version = presented(house, design, "A").await;
        let (link, _) = share(house, client, version).await;
        let act = || Act { actor: Actor::Client(link), ..house.act() };
        house.store.comment(&act(), version, "I like the temples").await.unwrap();
        house.store.ask_for_change(&act(), version, "5 mm higher, please").await.unwrap();
        let comments = house.store.comments(house.studio, client).await.unwrap();
        assert_eq!(comments.iter().map(|one| one.asks_change).collect::<Vec<_>>(), [false, true]);
        let events = house.store.audit_events(house.studio, None, 2).await.unwrap();
        assert_eq!([events[0].action, events[1].action], [Action::ChangeAsked, Action::Commented]);
    }

    async fn a_revoked_link_opens_nothing(house) {
        let (client, design) = begin(house).await;
        let version = presented(house, design, "A").await;
        let (link, token) = share(house, client, version).await;
        house.store.revoke_link(&house.act(), link).await.unwrap();
        house.store.revoke_link(&house.act(), link).await.unwrap();
        assert_eq!(house.store.open_link(token.reveal(), house.now()).await.unwrap(), None);
        let links = house.store.links(house.studio, client).await.unwrap();
        assert!(links[0].revoked_at.is_some());
        let act = Act { actor: Actor::Client(link), ..house.act() };
        refused(house.store.comment(&act, version, "nice").await, Refusal::LinkClosed);
    }

    async fn a_client_comments_and_approves_through_their_link_alone(house) {
        let (client, design) = begin(house).await;
        let (shown, hidden) = (presented(house, design, "A").await, presented(house, design, "B").await);
        let (link, _) = share(house, client, shown).await;
        let act = || Act { actor: Actor::Client(link), ..house.act() };
        house.store.comment(&act(), shown, "a little lower?").await.unwrap();
        house.store.comment(&house.act(), shown, "2 mm, as shown").await.unwrap();
        refused(house.store.comment(&act(), hidden, "and this?").await, Refusal::LinkClosed);
        refused(house.store.approve_version(&act(), hidden, &approval("first")).await, Refusal::LinkClosed);
        house.store.approve_version(&act(), shown, &approval("first")).await.unwrap();
        let comments = house.store.comments(house.studio, client).await.unwrap();
        assert_eq!(comments.iter().map(|one| (one.actor, one.text.as_str())).collect::<Vec<_>>(), [
            (Actor::Client(link), "a little lower?"), (Actor::Account(house.owner), "2 mm, as shown"),
        ]);
        assert_eq!(house.store.approvals(house.studio, client).await.unwrap()[0].actor, Actor::Client(link));
    }

    async fn a_link_shows_one_clients_versions(house) {
        let (_, design) = begin(house).await;
        let version = presented(house, design, "A").await;
        let other = enter(house, &named("Ada", "Lima")).await;
        let ends = house.now() + SignedDuration::from_hours(1);
        let wrong = house.store.create_link(&house.act(), other, &LinkContents::versions(&[version]), ends).await;
        assert!(matches!(wrong, Err(StorageError::NotFound { kind: "version of this client", .. })));
    }

    async fn a_merge_moves_everything_and_back(house) {
        let (away, design) = begin(house).await;
        let kept = enter(house, &named("Zoe", "Weiss")).await;
        let version = presented(house, design, "A").await;
        share(house, away, version).await;
        house.store.comment(&house.act(), version, "good").await.unwrap();
        approve(house, version, "first").await;
        house.store.put_photograph(&house.act(), away, &photograph("one")).await.unwrap();
        let counts = async |client| {
            let export = house.store.export_client(&house.act(), client).await.unwrap();
            [export.designs.len(), export.versions.len(), export.links.len(), export.comments.len(), export.approvals.len(), export.photographs.len()]
        };
        let merge = house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        assert_eq!((counts(kept).await, counts(away).await), ([1; 6], [0; 6]));
        house.store.undo_merge(&house.act(), merge).await.unwrap();
        assert_eq!((counts(kept).await, counts(away).await), ([0; 6], [1; 6]));
        house.assert_audit_whole().await;
    }

    async fn what_was_added_between_a_merge_and_its_undoing_follows_its_design(house) {
        let (away, design) = begin(house).await;
        let kept = enter(house, &named("Zoe", "Weiss")).await;
        let merge = house.store.merge_clients(&house.act(), kept, away).await.unwrap();
        let version = presented(house, design, "A").await;
        let (_, token) = share(house, kept, version).await;
        house.store.comment(&house.act(), version, "good").await.unwrap();
        house.store.undo_merge(&house.act(), merge).await.unwrap();
        assert_eq!(house.store.version(house.studio, version).await.unwrap().unwrap().client, away);
        assert_eq!(house.store.comments(house.studio, away).await.unwrap().len(), 1);
        let link = house.store.open_link(token.reveal(), house.now()).await.unwrap().unwrap();
        assert_eq!((link.client, link.versions), (kept, Vec::new()), "no link shows another client's version");
        house.store.erase_client(&house.act(), away).await.unwrap();
        house.store.erase_client(&house.act(), kept).await.unwrap();
        house.assert_audit_whole().await;
    }

    async fn what_was_approved_outlives_an_erasure_until_its_time_is_over(house) {
        let (client, design) = begin(house).await;
        let approved = presented(house, design, "A").await;
        let unapproved = presented(house, design, "B").await;
        share(house, client, approved).await;
        house.store.comment(&house.act(), approved, "good").await.unwrap();
        approve(house, approved, "first").await;
        let erasure = house.store.erase_client(&house.act(), client).await.unwrap();
        let until = "2036-03-01".parse().unwrap();
        assert_eq!(erasure.kept_until, Some(until));
        let left = house.store.client(house.studio, client).await.unwrap().unwrap();
        assert_eq!((left.fields.clone(), left.state), (named("Zoë", "Weiß"), ClientState::Erased { at: house.now(), kept_until: Some(until) }));
        assert_eq!(house.store.kept_clients(house.studio).await.unwrap(), std::slice::from_ref(&left));
        let version = house.store.version(house.studio, approved).await.unwrap().unwrap();
        assert_eq!((version.document, version.note.as_str()), (document("first"), ""));
        assert_eq!(house.store.version(house.studio, unapproved).await.unwrap(), None);
        assert_eq!(house.store.design(house.studio, design).await.unwrap(), None);
        assert_eq!(house.store.approvals(house.studio, client).await.unwrap().len(), 1);
        assert!(house.store.comments(house.studio, client).await.unwrap().is_empty());
        assert!(house.store.links(house.studio, client).await.unwrap().is_empty());

        assert!(house.store.expire_clients(&house.act(), until).await.unwrap().is_empty());
        let after = until.tomorrow().unwrap();
        assert_eq!(house.store.expire_clients(&house.act(), after).await.unwrap(), [client]);
        let gone = house.store.client(house.studio, client).await.unwrap().unwrap();
        let ClientState::Erased { at, kept_until: None } = gone.state else { unreachable!("{:?}", gone.state) };
        assert!(at < house.now() && gone.fields.given_name.is_empty());
        assert_eq!(house.store.version(house.studio, approved).await.unwrap(), None);
        assert!(house.store.approvals(house.studio, client).await.unwrap().is_empty());
        assert!(house.store.kept_clients(house.studio).await.unwrap().is_empty());
        assert!(house.store.expire_clients(&house.act(), after).await.unwrap().is_empty());
        house.assert_audit_whole().await;
    }

    async fn without_approval_an_erasure_leaves_nothing(house) {
        let (client, design) = begin(house).await;
        let version = presented(house, design, "A").await;
        share(house, client, version).await;
        assert_eq!(house.store.erase_client(&house.act(), client).await.unwrap().kept_until, None);
        assert_eq!(house.store.version(house.studio, version).await.unwrap(), None);
        assert!(house.store.designs(house.studio, client).await.unwrap().is_empty());
        refused(house.store.edit_design(&house.act(), design, 1, "", &document("x")).await.map_err(|error| match error {
            StorageError::NotFound { .. } => Refusal::ClientErased.into(),
            other => other,
        }), Refusal::ClientErased);
    }
}
