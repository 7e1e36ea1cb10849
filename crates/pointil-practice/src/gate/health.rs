//! Gates of the client's health: screening, patch tests, red flags, and time since the last session.

use jiff::ToSpan;
use jiff::civil::Date;
use pointil_treatment::Rule;

use super::{Verdict, View};
use crate::id::RecordId;
use crate::lot::LotKind;
use crate::rule::RuleCode;
use crate::screening::{Screening, ScreeningState, counts_until};
use crate::session::Session;

pub(super) fn verdicts(view: &View<'_>) -> Vec<(RuleCode, Verdict)> {
    vec![
        (RuleCode::ScreeningMissing, screening_there(view)),
        (RuleCode::ScreeningExpired, screening_expired(view)),
        (RuleCode::ScreeningOutcome, screening_outcome(view)),
        (RuleCode::ScreeningChanges, screening_changes(view)),
        (RuleCode::PatchTestMissing, patch_tested(view)),
        (RuleCode::PatchTestExpired, patch_test_recent(view)),
        (RuleCode::AlarmOpen, alarm(view)),
        (RuleCode::SessionInterval, interval(view)),
    ]
}

/// The client's judged screenings that no later one was set in the place of.
fn judged<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Screening> {
    let client = view.client;
    let now = view.now;
    view.own.screenings.iter().filter(move |own| {
        own.client == client && own.judgement().is_some_and(|judged| judged.at <= now)
    })
}

fn latest<'a>(view: &View<'a>) -> Result<&'a Screening, String> {
    judged(view)
        .max_by_key(|own| (own.judgement().map(|judged| judged.at), own.id))
        .ok_or_else(|| "No questionnaire was answered and judged.".to_owned())
}

fn screening_there(view: &View<'_>) -> Verdict {
    let own = latest(view)?;
    let day = own.judgement().map(|judged| judged.day);
    Ok(format!(
        "Answered on {}.",
        day.map_or_else(String::new, |day| day.to_string())
    ))
}

fn screening_expired(view: &View<'_>) -> Verdict {
    let own = latest(view)?;
    let judgement = own.judgement().ok_or("It was not judged.")?;
    // The protocol in force decides, and no later than the one of that day said.
    let by_now = view
        .own
        .protocol
        .map_or(judgement.day, |own| counts_until(judgement.day, own));
    let until = by_now.min(judgement.counts_until);
    let is_over = until < view.today || matches!(own.standing(), ScreeningState::Expired { .. });
    let found = format!("Answered on {}, it counts until {until}.", judgement.day);
    if is_over { Err(found) } else { Ok(found) }
}

fn screening_outcome(view: &View<'_>) -> Verdict {
    // One that stands in the way goes on doing so until somebody decides otherwise, whatever was answered later.
    for own in judged(view) {
        match own.standing() {
            ScreeningState::Declined { .. } => {
                return Err(format!("Declined{}.", named(own)));
            }
            ScreeningState::LetterNeeded { .. } => {
                return Err(format!("A doctor's letter is waited for{}.", named(own)));
            }
            ScreeningState::Postponed { judgement } => {
                let until = judgement.postponed_until().unwrap_or(Date::MAX);
                if view.today < until {
                    return Err(format!("Postponed until {until}{}.", named(own)));
                }
            }
            _ => {}
        }
    }
    let own = latest(view)?;
    match own.standing() {
        ScreeningState::Proceed { .. } => Ok("Proceed.".to_owned()),
        ScreeningState::LetterAccepted { letter, .. } => Ok(format!(
            "The letter of {} of {} was accepted.",
            letter.from, letter.on
        )),
        ScreeningState::Postponed { .. } => {
            Err("The waiting is over; the questionnaire is to be asked anew.".to_owned())
        }
        ScreeningState::Changed { what, .. } => Err(format!("Something has changed: {what}")),
        _ => Err("It no longer opens anything.".to_owned()),
    }
}

/// The rules that were met, by their codes.
fn named(own: &Screening) -> String {
    let findings = own.judgement().into_iter();
    let codes: Vec<_> = findings
        .flat_map(|judged| judged.findings.iter())
        .filter(|found| found.outcome > crate::screening::Outcome::Proceed)
        .map(|found| found.rule.as_str())
        .collect();
    format!(" by {}", codes.join(", "))
}

fn screening_changes(view: &View<'_>) -> Verdict {
    let own = latest(view)?;
    let is_asked = matches!(
        own.standing(),
        ScreeningState::Proceed { .. } | ScreeningState::LetterAccepted { .. }
    );
    match own.last_confirmed() {
        Some(at) if is_asked && view.is_of_today(at) => Ok("Asked today: no change.".to_owned()),
        Some(at) => Err(format!("Last asked on {}.", view.day(at))),
        None => Err("Never asked.".to_owned()),
    }
}

/// The lots in use that must have been tried on this client.
fn to_be_tried<'a>(view: &'a View<'_>) -> impl Iterator<Item = (RecordId, String)> + 'a {
    view.lots.iter().filter_map(|(id, lot)| {
        let tried = |kind| matches!(kind, LotKind::Pigment | LotKind::Anaesthetic);
        match lot {
            Some(lot) => tried(lot.facts.kind).then(|| (*id, lot.name())),
            None => Some((*id, format!("lot {id}"))),
        }
    })
}

/// The last day on which a lot was read without a reaction on this client.
fn last_clear(view: &View<'_>, lot: RecordId) -> Option<Date> {
    let own = view.own.patch_tests.iter();
    own.filter(|own| own.client == view.client && own.lots.contains(&lot))
        .filter_map(|own| own.clear_since())
        .filter(|at| *at <= view.now)
        .max()
        .map(|at| view.day(at))
}

fn patch_tested(view: &View<'_>) -> Verdict {
    let untried = to_be_tried(view).filter(|(lot, _)| last_clear(view, *lot).is_none());
    let untried: Vec<_> = untried.map(|own| own.1).collect();
    if untried.is_empty() {
        return Ok("Every lot was tried and read without a reaction.".to_owned());
    }
    Err(format!("Not tried and read: {}.", untried.join(", ")))
}

fn patch_test_recent(view: &View<'_>) -> Verdict {
    let days = view
        .own
        .protocol
        .map_or(0, |own| own.whole(Rule::PatchTestCounts));
    let mut old = Vec::new();
    for (lot, name) in to_be_tried(view) {
        let Some(day) = last_clear(view, lot) else {
            continue;
        };
        let until = day.checked_add(i64::from(days).days());
        if until.is_ok_and(|until| until < view.today) {
            old.push(format!("{name}, read on {day}"));
        }
    }
    if old.is_empty() {
        return Ok(format!("No test in use is older than {days} days."));
    }
    Err(format!("Older than {days} days: {}.", old.join("; ")))
}

fn alarm(view: &View<'_>) -> Verdict {
    let own = view.own.alarms.iter();
    let own: Vec<_> = own
        .filter(|own| own.client == view.client)
        .map(|own| {
            let found = own.found.trim_end_matches('.');
            format!("{found}, open since {}", view.day(own.since))
        })
        .collect();
    if own.is_empty() {
        return Ok("None is open.".to_owned());
    }
    Err(format!("{}.", own.join("; ")))
}

fn interval(view: &View<'_>) -> Verdict {
    let session = view.own.session;
    let protocol = view.own.protocol.ok_or("There is no protocol.")?;
    let others = view.own.other_sessions.iter();
    let others = others.filter(|own| own.plan.client == view.client && own.id != session.id);
    let mut last: Option<(Date, Date)> = None;
    for other in others {
        if other.is_under_way() {
            return Err("Another session of this client is under way.".to_owned());
        }
        let Some(at) = other.last_worked_at() else {
            continue;
        };
        let days = protocol.whole(least(session, other));
        let day = view.day(at);
        let from = day.checked_add(i64::from(days).days()).unwrap_or(Date::MAX);
        last = last.max(Some((from, day)));
    }
    match last {
        None => Ok("It is the first session.".to_owned()),
        Some((from, day)) if view.today < from => Err(format!(
            "The last session was on {day}; the next can be on {from}."
        )),
        Some((from, day)) => Ok(format!(
            "The last session was on {day}; the next could be from {from}."
        )),
    }
}

/// Parts of one session lie on skin that the other part has not touched, so that fewer days are asked between them.
fn least(session: &Session, other: &Session) -> Rule {
    let [own, other] = [&session.plan, &other.plan];
    let is_same_session =
        own.design == other.design && own.number == other.number && own.part != other.part;
    if is_same_session {
        Rule::PartInterval
    } else {
        Rule::LeastInterval
    }
}
