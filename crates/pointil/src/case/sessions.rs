//! Layers and ledger out of the case file: how much is in the skin after each session, and what is in it now.

use pointil_scalp::{Head, Surface};
use pointil_treatment::design::{DotSetting, LedgerBatch, Place};

use super::in_skin::{DotInSkin, dots_in_skin};
use super::read::Case;
use super::treatment_file::SessionsSection;
use crate::failure::Failure;

/// The dots that are in the skin, set as `dot` where the design's own sessions placed them.
pub(super) fn in_skin(
    case: &Case,
    head: &Head,
    dot: &DotSetting,
) -> Result<Vec<LedgerBatch>, Failure> {
    let section = &case.file.sessions;
    let batch = |of: String, session: Option<u8>, dots: &[DotInSkin]| LedgerBatch {
        of,
        session,
        on: None,
        dot: session.map(|_| dot.clone()),
        places: dots
            .iter()
            .map(|own| Place::of(head.site(own.point)))
            .collect(),
    };
    let mut batches = Vec::new();
    for (k, own) in section.before.iter().enumerate() {
        let field = format!("sessions.before[{k}]");
        let dots = dots_in_skin(&case.beside(&own.dots), 8, head).map_err(|e| e.at(&field))?;
        let on = own.on.as_deref().map(|text| {
            text.parse().map_err(|_| {
                Failure::input(format!(
                    "{field}.on is \"{text}\"; write a day as \"2021-05-30\""
                ))
            })
        });
        batches.push(LedgerBatch {
            on: on.transpose()?,
            ..batch(own.of.clone(), None, &dots)
        });
    }
    if let Some((done, table)) = sessions_done(section, section.cumulative.len())? {
        let dots = dots_in_skin(&case.beside(table), done, head)
            .map_err(|failure| failure.at("sessions.dots"))?;
        for session in 0..=done {
            let own: Vec<DotInSkin> = dots
                .iter()
                .filter(|dot| dot.session == session)
                .copied()
                .collect();
            if session > 0 {
                let name = format!("session {session}");
                batches.push(batch(name, Some(session as u8), &own));
            } else if !own.is_empty() {
                batches.push(batch("before the first session".to_owned(), None, &own));
            }
        }
    }
    Ok(batches)
}

/// How many of `sessions` sessions are done, and the table their dots are in; nothing where none is.
fn sessions_done(
    section: &SessionsSection,
    sessions: usize,
) -> Result<Option<(usize, &str)>, Failure> {
    match (section.done.unwrap_or(0), section.dots.as_deref()) {
        (0, None) => Ok(None),
        (0, Some(_)) => Err(Failure::input(
            "sessions.dots names a table but sessions.done is 0; write how many sessions are done",
        )),
        (_, None) => Err(Failure::input(
            "sessions.done is given without sessions.dots; name the dots.csv that the done sessions were worked from",
        )),
        (done, Some(_)) if done > sessions => Err(Failure::input(format!(
            "sessions.done is {done} of {sessions} sessions; give 1 to {sessions}, or another session in sessions.cumulative"
        ))),
        (done, Some(table)) => Ok(Some((done, table))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_done_need_their_dots() {
        let told = |done, dots: Option<&str>| {
            let section = SessionsSection {
                done,
                dots: dots.map(str::to_owned),
                ..SessionsSection::default()
            };
            match sessions_done(&section, 3) {
                Ok(found) => format!("{found:?}"),
                Err(failure) => failure.to_string(),
            }
        };
        assert_eq!(told(None, None), "None");
        assert_eq!(told(Some(2), Some("d.csv")), "Some((2, \"d.csv\"))");
        assert!(told(Some(1), None).contains("sessions.dots"));
        assert!(told(None, Some("d.csv")).contains("sessions.done is 0"));
        assert_eq!(told(Some(3), Some("d.csv")), "Some((3, \"d.csv\"))");
        assert!(told(Some(4), Some("d.csv")).contains("4 of 3"));
    }
}
