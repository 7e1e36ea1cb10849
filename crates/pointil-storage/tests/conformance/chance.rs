//! Acts in chance order, against a model kept beside them.

use pointil_storage::{ClientFields, ClientId, Design, DesignId, MergeId, Refusal, StorageError};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::clients::{enter, named};
use crate::designs::document;
use crate::house::House;
use crate::photographs::photograph;

/// An act; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Deed {
    Enter,
    Begin(usize),
    Edit(usize, u8),
    Undo(usize),
    Redo(usize),
    Photograph(usize, u8),
    Merge(usize, usize),
    Unmerge(usize),
    Erase(usize),
    Late(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let one = 0..64_usize;
    prop_oneof![
        2 => Just(Deed::Enter),
        2 => one.clone().prop_map(Deed::Begin),
        6 => (one.clone(), any::<u8>()).prop_map(|(design, text)| Deed::Edit(design, text)),
        4 => one.clone().prop_map(Deed::Undo),
        3 => one.clone().prop_map(Deed::Redo),
        2 => (one.clone(), 0..4_u8).prop_map(|(client, bytes)| Deed::Photograph(client, bytes)),
        2 => (one.clone(), one.clone()).prop_map(|(kept, away)| Deed::Merge(kept, away)),
        1 => one.clone().prop_map(Deed::Unmerge),
        1 => one.clone().prop_map(Deed::Erase),
        1 => one.prop_map(Deed::Late),
    ]
}

/// What should be there.
#[derive(Default)]
struct Model {
    clients: Vec<ClientId>,
    designs: Vec<Line>,
    merges: Vec<MergeId>,
}

/// A design's history.
struct Line {
    id: DesignId,
    revision: u64,
    documents: Vec<String>,
    position: usize,
}

impl Line {
    fn assert_is(&mut self, kept: &Design) {
        assert_eq!(kept.document, document(&self.documents[self.position]));
        assert_eq!(kept.undo_steps, self.position as u64);
        assert_eq!(
            kept.redo_steps,
            (self.documents.len() - 1 - self.position) as u64
        );
        assert!(kept.revision > self.revision);
        self.revision = kept.revision;
    }
}

/// Whether a write was refused because of the state of a client, which the model leaves to the store.
fn is_about_client(error: &StorageError) -> bool {
    matches!(
        error,
        StorageError::Refused(Refusal::ClientErased | Refusal::ClientMerged(_))
            | StorageError::NotFound { kind: "design", .. }
    )
}

pub fn pick<T>(list: &[T], number: usize) -> Option<&T> {
    list.get(number.checked_rem(list.len())?)
}

impl Model {
    async fn does(&mut self, house: &House, deed: &Deed) {
        match deed {
            Deed::Enter => self.clients.push(enter(house, &named("Zoë", "Weiß")).await),
            Deed::Begin(client) => self.begins(house, *client).await,
            Deed::Edit(design, text) => self.edits(house, *design, &text.to_string()).await,
            Deed::Undo(design) => self.steps(house, *design, true).await,
            Deed::Redo(design) => self.steps(house, *design, false).await,
            Deed::Photograph(client, one) => self.puts(house, *client, *one).await,
            Deed::Merge(kept, away) => self.merges_two(house, *kept, *away).await,
            Deed::Unmerge(merge) => {
                if let Some(&merge) = pick(&self.merges, *merge) {
                    let undone = house.store.undo_merge(&house.act(), merge).await;
                    assert!(
                        matches!(undone, Ok(()) | Err(StorageError::Refused(_))),
                        "{undone:?}"
                    );
                }
            }
            Deed::Erase(client) => {
                if let Some(&client) = pick(&self.clients, *client) {
                    let erased = house.store.erase_client(&house.act(), client).await;
                    assert!(erased.is_ok() || is_about_client(&erased.unwrap_err()));
                }
            }
            Deed::Late(design) => self.is_late(house, *design).await,
        }
    }

    async fn puts(&self, house: &House, client: usize, one: u8) {
        let Some(&client) = pick(&self.clients, client) else {
            return;
        };
        let new = photograph(&one.to_string());
        let put = house.store.put_photograph(&house.act(), client, &new).await;
        if let Err(error) = put {
            assert!(is_about_client(&error), "{error}");
        }
    }

    async fn is_late(&self, house: &House, design: usize) {
        let Some(line) = pick(&self.designs, design) else {
            return;
        };
        let late = line.revision + 1;
        let new = document("late");
        let edit = house
            .store
            .edit_design(&house.act(), line.id, late, "", &new)
            .await;
        let error = edit.unwrap_err();
        let refused = matches!(error, StorageError::Stale { .. }) || is_about_client(&error);
        assert!(refused, "{error}");
    }

    async fn begins(&mut self, house: &House, client: usize) {
        let Some(&client) = pick(&self.clients, client) else {
            return;
        };
        let begun = house
            .store
            .create_design(&house.act(), client, "Line", &document(""))
            .await;
        match begun {
            Ok(id) => self.designs.push(Line {
                id,
                revision: 1,
                documents: vec![String::new()],
                position: 0,
            }),
            Err(error) => assert!(is_about_client(&error), "{error}"),
        }
    }

    async fn edits(&mut self, house: &House, design: usize, text: &str) {
        let Some(place) = design.checked_rem(self.designs.len()) else {
            return;
        };
        let line = &mut self.designs[place];
        let edit = house
            .store
            .edit_design(&house.act(), line.id, line.revision, "", &document(text))
            .await;
        match edit {
            Ok(kept) => {
                line.documents.truncate(line.position + 1);
                line.documents.push(text.to_owned());
                line.position += 1;
                line.assert_is(&kept);
            }
            Err(error) => assert!(is_about_client(&error), "{error}"),
        }
    }

    /// A step back or forth; and a step the other way after it leads to where it began.
    async fn steps(&mut self, house: &House, design: usize, back: bool) {
        let Some(place) = design.checked_rem(self.designs.len()) else {
            return;
        };
        let line = &mut self.designs[place];
        let step = async |back: bool, revision| match back {
            true => house.store.undo(&house.act(), line.id, revision).await,
            false => house.store.redo(&house.act(), line.id, revision).await,
        };
        let revision = line.revision;
        let there = step(back, revision).await;
        match there {
            Ok(there) => {
                let again = step(!back, there.revision).await.unwrap();
                let there_again = step(back, again.revision).await.unwrap();
                assert_eq!(there_again.document, there.document);
                line.assert_is(&again);
                line.position = if back {
                    line.position - 1
                } else {
                    line.position + 1
                };
                line.assert_is(&there_again);
            }
            Err(StorageError::Refused(Refusal::NothingToUndo)) => {
                assert!(back && line.position == 0)
            }
            Err(StorageError::Refused(Refusal::NothingToRedo)) => {
                assert!(!back && line.position + 1 == line.documents.len());
            }
            Err(error) => assert!(is_about_client(&error), "{error}"),
        }
    }

    async fn merges_two(&mut self, house: &House, kept: usize, away: usize) {
        let (Some(&kept), Some(&away)) = (pick(&self.clients, kept), pick(&self.clients, away))
        else {
            return;
        };
        let before = self.totals(house).await;
        match house.store.merge_clients(&house.act(), kept, away).await {
            Ok(merge) => self.merges.push(merge),
            Err(StorageError::Refused(Refusal::SameClient)) => assert_eq!(kept, away),
            Err(error) => assert!(is_about_client(&error), "{error}"),
        }
        assert_eq!(
            self.totals(house).await,
            before,
            "a merge loses nothing and makes nothing"
        );
    }

    /// Designs and photographs of all clients together.
    async fn totals(&self, house: &House) -> (usize, usize) {
        let (mut designs, mut photographs) = (0, 0);
        for &client in &self.clients {
            designs += house
                .store
                .designs(house.studio, client)
                .await
                .unwrap()
                .len();
            photographs += house
                .store
                .photographs(house.studio, client)
                .await
                .unwrap()
                .len();
        }
        (designs, photographs)
    }
}

pub fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    })
}

async fn live_through(house: &House, deeds: &[Deed]) {
    let mut model = Model::default();
    for deed in deeds {
        model.does(house, deed).await;
    }
    house.assert_audit_whole().await;
    assert_eq!(house.store.check_objects(house.studio).await.unwrap(), []);
}

#[test]
fn whatever_happens_the_records_agree_with_the_model() {
    let runtime = Runtime::new().unwrap();
    let house = runtime.block_on(House::on_sqlite());
    runner(24)
        .run(&proptest::collection::vec(deed(), 1..60), |deeds| {
            runtime.block_on(live_through(&house, &deeds));
            Ok(())
        })
        .unwrap();
}

#[test]
fn on_postgresql_too() {
    let runtime = Runtime::new().unwrap();
    let Some(house) = runtime.block_on(House::on_postgres()) else {
        return;
    };
    runner(8)
        .run(&proptest::collection::vec(deed(), 1..60), |deeds| {
            runtime.block_on(live_through(&house, &deeds));
            Ok(())
        })
        .unwrap();
    runtime.block_on(house.leave());
}

/// A name as people have them: letters of many scripts, spaces, hyphens, apostrophes.
fn name() -> impl Strategy<Value = String> {
    "[A-Za-zÀ-žΑ-ωА-я][A-Za-zÀ-žΑ-ωА-я '’-]{0,14}"
}

fn person() -> impl Strategy<Value = ClientFields> {
    let email = proptest::option::of("[a-zA-Z][a-zA-Z0-9._+-]{0,10}@[a-z]{1,8}\\.com");
    let phone = proptest::option::of("\\+?[0-9][0-9 ]{3,14}");
    (name(), name(), email, phone).prop_map(|(given, family, email, phone)| ClientFields {
        email,
        phone,
        ..named(&given, &family)
    })
}

#[test]
fn every_beginning_of_what_was_entered_finds_the_client() {
    let runtime = Runtime::new().unwrap();
    let house = runtime.block_on(House::on_sqlite());
    runner(24)
        .run(&person(), |fields| {
            runtime.block_on(async {
                let id = enter(&house, &fields).await;
                let entered = [
                    Some(&fields.given_name),
                    Some(&fields.family_name),
                    fields.email.as_ref(),
                    fields.phone.as_ref(),
                ];
                for text in entered.into_iter().flatten() {
                    for (end, _) in text.char_indices().skip(1).chain([(text.len(), ' ')]) {
                        let found = house
                            .store
                            .search_clients(house.studio, &text[..end], None, 1000)
                            .await
                            .unwrap();
                        assert!(
                            found.clients.iter().any(|client| client.id == id),
                            "{:?} of {text:?}",
                            &text[..end]
                        );
                    }
                }
                house.store.erase_client(&house.act(), id).await.unwrap();
            });
            Ok(())
        })
        .unwrap();
}
