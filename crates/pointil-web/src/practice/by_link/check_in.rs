//! How it heals, told by the client on their own device; the answer says at once what to do.

use askama::Template;
use axum::response::Response;
use jiff::tz::TimeZone;
use pointil_practice::check_in::{CheckIn, CheckInState, Outcome, triage};
use pointil_storage::RecordId;

use super::super::check_in::answer::{self, AnswerEntry, CheckInFields, to_do, told as told_words};
use super::super::sent::Sent;
use super::{At, Opened, Told, Tried};
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, page};
use crate::studio::phone;
use crate::words;

/// What is to be done, gravest first in size.
pub(super) struct Advised {
    pub(super) to_do: &'static str,
    pub(super) why: Vec<String>,
    pub(super) is_grave: bool,
    pub(super) is_emergency: bool,
    pub(super) calls_studio: bool,
}

#[derive(Template)]
#[template(path = "look/check-in.html")]
struct CheckInPage {
    frame: Frame,
    at: At,
    asks: String,
    advised: Option<Advised>,
    /// What becomes of it in the studio.
    stands: &'static str,
    fields: Option<CheckInFields>,
    phone: Option<String>,
}

const fn is_asked(state: &CheckInState) -> bool {
    matches!(
        state,
        CheckInState::Due | CheckInState::Missed { .. } | CheckInState::ToCall { .. }
    )
}

pub(super) fn told(own: &CheckIn, zone: &TimeZone) -> Told {
    let more = match own.stands() {
        state if is_asked(state) => {
            format!(
                "please tell us before {}",
                words::instant(own.answer_by, zone)
            )
        }
        _ => format!("told on day {}", own.day),
    };
    super::told("How does it heal?", more, is_asked(own.stands()))
}

const fn stands(state: &CheckInState) -> &'static str {
    match state {
        CheckInState::Escalated { .. } => {
            "The studio sees your answer and comes back to you. Do not wait for it with what stands above."
        }
        CheckInState::Contacted { .. } => "The studio is in contact with you about it.",
        CheckInState::Resolved { .. } => "The studio has cleared it up with you.",
        CheckInState::Answered { .. } | CheckInState::Triaged(_) => {
            "Somebody of the studio reads what you wrote."
        }
        CheckInState::Called { .. } => "The studio has talked with you about it.",
        _ => "The studio has your answer.",
    }
}

fn advised(own: &CheckIn) -> Option<Advised> {
    let judged = match own.stands() {
        CheckInState::Answered { answers, .. } => triage(answers, own.judged_day()),
        _ => own.case()?.triage.clone(),
    };
    let outcome = judged.outcome;
    let all = told_words(&judged);
    Some(Advised {
        to_do: to_do(outcome),
        why: all.into_iter().skip(1).collect(),
        is_grave: outcome >= Outcome::DoctorToday,
        is_emergency: outcome == Outcome::Emergency,
        calls_studio: outcome >= Outcome::CallStudio,
    })
}

pub(super) async fn shown(
    opened: &Opened,
    frame: Frame,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let own = opened.kept::<CheckIn>().await?.says;
    let fields = is_asked(own.stands()).then(|| fields(tried.as_ref()));
    page(&CheckInPage {
        at: opened.at(),
        asks: match own.day {
            0 => "On the day of your session".to_owned(),
            1 => "One day after your session".to_owned(),
            days => format!("{days} days after your session"),
        },
        advised: advised(&own),
        stands: stands(own.stands()),
        fields,
        phone: phone(&opened.visit.studio)?,
        frame: frame.titled("How does it heal?"),
    })
}

/// The fields, with what was entered.
pub(super) fn fields(tried: Option<&Tried>) -> CheckInFields {
    let entry = tried.map(|own| AnswerEntry::of(&own.sent));
    let fault = tried.map(|own| &own.fault);
    // Photographs that were sent are kept; they are not shown here again, where anybody with the address could look at them.
    CheckInFields::new(&entry.unwrap_or_default(), Vec::new(), fault)
}

pub(super) async fn done(
    app: &App,
    opened: &Opened,
    sent: &Sent,
) -> Result<(RecordId, &'static str), Fault> {
    let (act, client) = (opened.visit.act(app), opened.client());
    let taken = answer::take(app, act, client, opened.id, sent).await;
    taken.map_err(|tried| tried.fault)?;
    Ok((opened.id, "you-told"))
}

/// The client tells of themselves, unasked, at any time after a session.
pub(super) async fn unasked(
    app: &App,
    opened: &Opened,
    sent: &Sent,
) -> Result<(RecordId, &'static str), Fault> {
    let (act, client) = (opened.visit.act(app), opened.client());
    let told = answer::tell(app, act, client, sent).await;
    let (id, _) = told.map_err(|tried| tried.fault)?;
    Ok((id, "you-told"))
}
