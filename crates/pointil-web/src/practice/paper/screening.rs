//! The questionnaire on health as it was answered, and what came of it.

use pointil_papers::{PaperBlock, PaperColumn, RecordPaper};
use pointil_practice::screening::{Questionnaire, Screening, ScreeningState};

use super::super::answers;
use super::super::screening::standing;
use super::{Source, at, pair, paragraph, section};
use crate::fault::Fault;
use crate::words;

fn outcome(own: &Screening) -> Vec<PaperBlock> {
    let Some(judged) = own.judgement() else {
        return vec![paragraph("Not judged yet.")];
    };
    let rows = judged.findings.iter().map(|own| {
        let until = own.until.map(|day| format!(" until {}", words::day(day)));
        vec![
            own.words.to_string(),
            format!("{}{}", own.outcome.words(), until.unwrap_or_default()),
            own.rule.to_string(),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    match rows.is_empty() {
        true => vec![paragraph("No answer met a rule.")],
        false => vec![PaperBlock::Table {
            columns: PaperColumn::all([("What was found", 6), ("What follows", 3), ("Rule", 3)]),
            rows,
        }],
    }
}

fn later(own: &Screening, from: &Source<'_>) -> Vec<PaperBlock> {
    let letter = match own.standing() {
        ScreeningState::LetterAccepted { letter, .. } => Some((letter, "accepted")),
        ScreeningState::Declined {
            letter: Some(letter),
            ..
        } => Some((letter, "not accepted")),
        _ => None,
    };
    let mut blocks: Vec<PaperBlock> = letter
        .into_iter()
        .map(|(own, how)| {
            let (on, when) = (words::day(own.on), at(own.act.at, &from.zone));
            paragraph(format!(
                "A doctor's letter from {} of {on}, {how} on {when}: {}",
                own.from, own.says
            ))
        })
        .collect();
    if let ScreeningState::Changed { at: when, what, .. } = own.standing() {
        let when = at(*when, &from.zone);
        blocks.push(paragraph(format!(
            "A change was reported on {when}: {what}"
        )));
    }
    if let ScreeningState::Superseded { act, why, .. } = own.standing() {
        let when = at(act.at, &from.zone);
        blocks.push(paragraph(format!(
            "A later one took its place on {when}: {why}"
        )));
    }
    blocks
}

fn notes(own: &Screening, asked: &Questionnaire) -> Vec<String> {
    let mut notes =
        vec!["What stands here decides what is done next. It is no diagnosis.".to_owned()];
    if own.questionnaire != asked.hash() {
        notes.push(format!(
            "It was answered with version {} of the questionnaire; the questions stand here as version {} asks them.",
            own.version, asked.version
        ));
    }
    notes
}

pub(super) async fn written(from: &Source<'_>) -> Result<RecordPaper, Fault> {
    let kept = from.desk.one::<Screening>(from.id).await?;
    let own = kept.says;
    let asked = Questionnaire::built_in().map_err(Fault::internal)?;
    let client = from.client(kept.client).await?;
    let judged = own.judgement();
    let rows = answers::shown(&asked, own.answers()).into_iter();
    let rows = rows.map(|own| vec![own.asks, own.answer]).collect();
    let mut sections = vec![section("What came of it", outcome(&own))];
    let later = later(&own, from);
    if !later.is_empty() {
        sections.push(section("Since then", later));
    }
    sections.push(section(
        "Questions and answers",
        vec![PaperBlock::Table {
            columns: PaperColumn::all([("Question", 7), ("Answer", 4)]),
            rows,
        }],
    ));
    let hash = own.questionnaire;
    Ok(RecordPaper {
        studio: from.studio.clone(),
        title: "Questions on health".to_owned(),
        footer: format!("{client} · questionnaire {}", hash.short()),
        facts: vec![
            pair("Client", client),
            pair("Outcome", standing(own.standing()).0),
            pair(
                "Answered",
                judged.map_or_else(String::new, |own| at(own.at, &from.zone)),
            ),
            pair(
                "Counts until",
                judged.map_or_else(String::new, |own| words::day(own.counts_until)),
            ),
            pair(
                "Questionnaire",
                format!("version {}, {}", own.version, hash.short()),
            ),
            pair(
                "Protocol",
                judged.map_or_else(String::new, |own| own.protocol.short()),
            ),
        ],
        notes: notes(&own, &asked),
        sections,
        pictures: Vec::new(),
    })
}
