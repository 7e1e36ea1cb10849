//! Care at home after a session, as a sheet to take along.

use pointil_papers::{PaperBlock, RecordPaper};
use pointil_practice::session::Session;

use super::super::by_link::aftercare::{Care, Line};
use super::{Source, pair, section};
use crate::fault::Fault;
use crate::words;

fn line(own: &Line) -> String {
    match own.conflict.as_str() {
        "" => own.words.clone(),
        conflict => format!("{} ({conflict})", own.words),
    }
}

pub(super) async fn written(from: &Source<'_>) -> Result<RecordPaper, Fault> {
    let kept = from.desk.one::<Session>(from.id).await?;
    let care = Care::of(&from.desk, &kept.says).await?;
    let client = from.client(kept.client).await?;
    let day = words::day(care.session_day);
    let mut sections = vec![section(
        "Do not wait with these",
        vec![PaperBlock::List {
            items: care.always.iter().map(line).collect(),
        }],
    )];
    for own in &care.stretches {
        let mut blocks = Vec::new();
        for (heading, lines) in &own.parts {
            // What is a reason to call on every day stands on top, once.
            let is_own = |own: &&Line| care.always.iter().all(|one| one.words != own.words);
            let items: Vec<String> = lines.iter().filter(is_own).map(line).collect();
            if items.is_empty() {
                continue;
            }
            blocks.push(super::paragraph(format!("{heading}:")));
            blocks.push(PaperBlock::List { items });
        }
        sections.push(section(format!("{} · {}", own.days, own.dates), blocks));
    }
    Ok(RecordPaper {
        studio: from.studio.clone(),
        title: "Care at home".to_owned(),
        footer: format!("{client} · session of {day}"),
        facts: vec![pair("For", client), pair("After the session of", day)],
        notes: vec![
            "This says what is usual. It is no diagnosis and takes no doctor's place.".to_owned(),
        ],
        sections,
        pictures: Vec::new(),
    })
}
