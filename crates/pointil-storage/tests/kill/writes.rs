//! A program that enters clients, photographs and edits: whatever it had acknowledged is there, and nothing by halves.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pointil_storage::{
    ClientFields, DesignId, Document, DocumentHash, MediaType, NewPhotograph, ObjectFault,
    PhotographFields, Picture, Store, StoreOptions, StudioId, Verdict,
};
use sha2::{Digest, Sha256};

use crate::{SEED, act, options_at, run_and_kill, studio_of, tell};

fn document(text: &str) -> Document {
    Document {
        text: text.to_owned(),
        hash: DocumentHash(Sha256::digest(text.as_bytes()).into()),
    }
}

fn client(name: &str) -> ClientFields {
    ClientFields {
        given_name: name.to_owned(),
        phone: Some("+44 7700 900123".to_owned()),
        ..ClientFields::default()
    }
}

fn photograph(name: &str) -> NewPhotograph {
    let picture = |size: usize| Picture {
        media_type: MediaType::Jpeg,
        bytes: name.bytes().cycle().take(size).collect(),
    };
    NewPhotograph {
        fields: PhotographFields {
            pose: "front".to_owned(),
            taken_on: None,
            document: None,
        },
        original: picture(20_000),
        width_px: 40,
        height_px: 30,
        thumbnail: picture(2000),
    }
}

/// Enters clients with photographs and edits a design for each until somebody stops it.
pub async fn write_until_killed(options: &StoreOptions) {
    let store = Store::open(options).await.unwrap();
    let studio = studio_of(&store).await;
    let mut number = i64::try_from(store.count_clients(studio).await.unwrap()).unwrap();
    loop {
        number += 1;
        let name = format!("Client{number}");
        let act = act(studio, number);
        let client = store.create_client(&act, &client(&name)).await.unwrap();
        tell(&format!("client {client} {name}"));
        let new = photograph(&name);
        let id = store.put_photograph(&act, client, &new).await.unwrap();
        tell(&format!("photograph {id} {name}"));
        let first = document(&name);
        let design = store
            .create_design(&act, client, "Line", &first)
            .await
            .unwrap();
        for revision in 1..=5 {
            let text = format!("{name} at {revision}");
            let edited = store
                .edit_design(&act, design, revision, "", &document(&text))
                .await
                .unwrap();
            tell(&format!("design {design} {}", edited.revision));
        }
    }
}

/// Kills the writer again and again on one database; answers with how many writes were acknowledged and how many of them were found.
pub async fn kill_many(kills: u64, database: Option<&str>) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let options = options_at(folder.path(), database);
    let mut chance = SEED;
    let (mut told, mut found) = (0, 0);
    for kill in 0..kills {
        let lines = run_and_kill("writer", folder.path(), database, &mut chance, kill);
        told += lines.len();
        // Reading every object takes longer with every round.
        let is_thorough = kill % 10 == 9 || kill + 1 == kills;
        found += check(&options, &lines, is_thorough).await;
        assert_eq!(told, found, "after kill {kill}");
    }
    assert!(told > 0, "killed before anything was written");
    (told, found)
}

/// Opens the records as the next start would: what was said is there, the chain is whole, no object is unreadable. Answers with how much was found.
async fn check(options: &StoreOptions, lines: &[String], is_thorough: bool) -> usize {
    let store = Store::open(options).await.unwrap();
    let Some(studio) = store
        .studios()
        .await
        .unwrap()
        .first()
        .map(|studio| studio.id)
    else {
        assert!(lines.is_empty());
        return 0;
    };
    let verdict = store.verify_audit(studio, None).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
    let mut revisions = BTreeMap::new();
    for line in lines {
        check_line(&store, studio, line, &mut revisions).await;
    }
    check_designs(&store, studio, revisions).await;
    if is_thorough {
        check_all_objects(&store, studio).await;
    }
    store.close().await.unwrap();
    lines.len()
}

/// No object is unreadable; what was left by the kills is swept.
async fn check_all_objects(store: &Store, studio: StudioId) {
    assert_eq!(store.health().await.unwrap().damage, Vec::<String>::new());
    for fault in store.check_objects(studio).await.unwrap() {
        assert!(matches!(fault, ObjectFault::Stray { .. }), "{fault:?}");
    }
    let future = Timestamp::from_millisecond(4_000_000_000_000).unwrap();
    store.sweep_objects(studio, future).await.unwrap();
    assert_eq!(store.check_objects(studio).await.unwrap(), []);
}

async fn check_line(
    store: &Store,
    studio: StudioId,
    line: &str,
    revisions: &mut BTreeMap<DesignId, u64>,
) {
    let [kind, id, rest] = line.split(' ').collect::<Vec<_>>()[..] else {
        panic!("half a line: {line:?}");
    };
    match kind {
        "client" => {
            let kept = store.client(studio, id.parse().unwrap()).await.unwrap();
            assert_eq!(kept.unwrap().fields, client(rest));
        }
        "photograph" => {
            let kept = store.original(studio, id.parse().unwrap()).await.unwrap();
            assert_eq!(kept.unwrap(), photograph(rest).original);
        }
        _ => {
            revisions.insert(id.parse().unwrap(), rest.parse().unwrap());
        }
    }
}

/// Each design is at the acknowledged revision or the one that was under way, with a history without a gap.
async fn check_designs(store: &Store, studio: StudioId, revisions: BTreeMap<DesignId, u64>) {
    for (id, revision) in revisions {
        let kept = store.design(studio, id).await.unwrap().unwrap();
        let fits = kept.revision == revision || kept.revision == revision + 1;
        assert!(fits, "{kept:?} instead of revision {revision}");
        assert_eq!(document(&kept.document.text), kept.document);
        assert_eq!(kept.undo_steps, kept.revision - 1);
    }
}
