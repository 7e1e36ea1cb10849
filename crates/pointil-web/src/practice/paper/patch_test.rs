//! A patch test: what was tried, where, when it was read, and what was found.

use pointil_papers::{PaperBlock, PaperColumn, RecordPaper};
use pointil_practice::lot::Lot;
use pointil_practice::patch_test::{NOT_EXCLUDED, PatchTest, PatchTestState};
use pointil_storage::RecordId;

use super::{People, Source, at, pair, paragraph, section};
use crate::fault::Fault;
use crate::words;

/// A lot.
pub(super) async fn lot(
    from: &Source<'_>,
    id: pointil_practice::id::RecordId,
) -> Result<Lot, Fault> {
    let id = RecordId::from_uuid(id.0);
    Ok(from.desk.one::<Lot>(id).await?.says)
}

/// A lot's row: what it is, its product, its number and its last day.
pub(super) fn row(lot: &Lot) -> Vec<String> {
    let facts = &lot.facts;
    vec![
        facts.kind.words().to_owned(),
        format!("{}, {}", facts.product, facts.maker),
        facts.number.to_string(),
        words::day(facts.expiry),
    ]
}

/// The heads of [`row`]'s columns.
pub(super) fn lot_columns() -> Vec<PaperColumn> {
    PaperColumn::all([("What", 2), ("Product", 4), ("Lot", 2), ("Use by", 3)])
}

fn result(own: &PatchTest, from: &Source<'_>, people: &People) -> (String, Vec<PaperBlock>) {
    let by = |act: &pointil_practice::Act| {
        format!("{}, {}", at(act.at, &from.zone), people.name(act.by))
    };
    match own.standing() {
        PatchTestState::Applied => (
            "on the skin, not read yet".to_owned(),
            vec![paragraph(format!(
                "It may be read from {}.",
                at(own.readable_from(), &from.zone)
            ))],
        ),
        PatchTestState::Clear { read } => (
            "no reaction".to_owned(),
            vec![paragraph(format!("Read on {}.", by(read)))],
        ),
        PatchTestState::Reaction {
            read,
            description,
            photographs,
        } => (
            "a reaction: these lots never touch this client again".to_owned(),
            vec![
                paragraph(format!("Recorded on {}.", by(read))),
                paragraph(description.as_str()),
                paragraph(format!("Photographs kept with it: {}.", photographs.len())),
            ],
        ),
        PatchTestState::Abandoned { act } => (
            "washed off or never read".to_owned(),
            vec![paragraph(format!("Recorded on {}.", by(act)))],
        ),
    }
}

pub(super) async fn written(from: &Source<'_>) -> Result<RecordPaper, Fault> {
    let kept = from.desk.one::<PatchTest>(from.id).await?;
    let own = kept.says;
    let client = from.client(kept.client).await?;
    let people = from.people().await?;
    let (outcome, blocks) = result(&own, from, &people);
    let mut rows = Vec::new();
    for id in own.lots.iter() {
        rows.push(row(&lot(from, *id).await?));
    }
    let tried = PaperBlock::Table {
        columns: lot_columns(),
        rows,
    };
    Ok(RecordPaper {
        studio: from.studio.clone(),
        title: "Patch test".to_owned(),
        footer: format!("{client} · protocol {}", own.protocol.short()),
        facts: vec![
            pair("Client", client),
            pair("Result", outcome),
            pair("Where on the skin", own.place.as_str()),
            pair("Applied", at(own.applied.at, &from.zone)),
            pair("By", people.name(own.applied.by)),
        ],
        notes: vec![NOT_EXCLUDED.to_owned()],
        sections: vec![
            section("What was tried", vec![tried]),
            section("Result", blocks),
        ],
        pictures: Vec::new(),
    })
}
