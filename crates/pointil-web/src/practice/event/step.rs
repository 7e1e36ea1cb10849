//! What somebody of the studio does with an adverse event: judges it, reports it, follows it up, closes it.

use axum::response::{IntoResponse, Response};
use pointil_practice::List;
use pointil_practice::adverse_event::{
    AdverseEvent, Assessment, EventOutcome, SentReport, SeriousFor, Severity,
};

use super::super::asked::{Asked, Stepped};
use super::super::check_in::later;
use super::super::desk::{Day, Desk};
use super::super::place::fitting;
use super::super::sent::Sent;
use super::{OUTCOMES, REASONS, one};
use crate::fault::Fault;
use crate::first_visit::field;

async fn changed(
    asked: Asked,
    step: &'static str,
    change: impl Fn(AdverseEvent, &Desk, &Day, &Sent) -> Result<AdverseEvent, Fault> + Send + Sync,
) -> Result<Response, Fault> {
    match asked.change("/events", step, change).await? {
        Stepped::Done(response) => Ok(response),
        Stepped::Refused(again) => {
            let status = again.tried.fault.status();
            let tried = Some(again.tried);
            let shown = one::shown(&again.app, again.frame, &again.seat, again.id, tried).await?;
            Ok((status, shown).into_response())
        }
    }
}

fn reason(value: &String) -> Result<SeriousFor, Fault> {
    let own = REASONS.iter().find(|own| own.0 == value);
    own.map(|own| own.1)
        .ok_or_else(|| field("reason", "tick some of the list"))
}

/// Somebody judges how grave it is.
pub(super) async fn assess(asked: Asked) -> Result<Response, Fault> {
    let assess = |own: AdverseEvent, desk: &Desk, _: &Day, sent: &Sent| {
        let severity: Option<Severity> = sent
            .one("severity")
            .parse()
            .ok()
            .and_then(|own: u8| own.try_into().ok());
        let reasons: Result<Vec<SeriousFor>, Fault> =
            sent.all("reason").iter().map(reason).collect();
        let reasons = List::new(reasons?);
        let assessment = Assessment {
            act: desk.by()?,
            severity: severity.ok_or_else(|| field("severity", "choose a grade from 1 to 5"))?,
            serious_for: reasons.map_err(|error| field("reason", &error.to_string()))?,
            words: fitting("assess_words", sent.one("assess_words"))?,
        };
        let law = own.facts.jurisdiction.jurisdiction();
        Ok(own.assess(assessment, law.adverse_event.value)?)
    };
    changed(asked, "assess", assess).await
}

/// A report was sent.
pub(super) async fn send(asked: Asked) -> Result<Response, Fault> {
    let send = |own: AdverseEvent, desk: &Desk, _: &Day, sent: &Sent| {
        let report = SentReport {
            act: desk.by()?,
            to: fitting("send_to", sent.one("send_to"))?,
            reference: match sent.one("reference") {
                "" => None,
                text => Some(fitting("reference", text)?),
            },
        };
        Ok(own.send(report)?)
    };
    changed(asked, "send", send).await
}

/// The studio has looked after it.
pub(super) async fn follow_up(asked: Asked) -> Result<Response, Fault> {
    let follow = |own: AdverseEvent, desk: &Desk, _: &Day, sent: &Sent| {
        let look_again = later("look_day", sent, &own.facts.zone, desk.now())?;
        let words = fitting("follow_words", sent.one("follow_words"))?;
        Ok(own.follow_up(desk.by()?, words, look_again)?)
    };
    changed(asked, "follow-up", follow).await
}

/// It is over.
pub(super) async fn close(asked: Asked) -> Result<Response, Fault> {
    let close = |own: AdverseEvent, desk: &Desk, _: &Day, sent: &Sent| {
        let outcome = outcome(sent.one("outcome"))?;
        let words = fitting("close_words", sent.one("close_words"))?;
        Ok(own.close(desk.by()?, outcome, words)?)
    };
    changed(asked, "close", close).await
}

fn outcome(value: &str) -> Result<EventOutcome, Fault> {
    if value == "recovering" {
        return Ok(EventOutcome::Recovering);
    }
    let own = OUTCOMES.iter().find(|own| own.0 == value);
    own.map(|own| own.2)
        .ok_or_else(|| field("outcome", "choose one of the list"))
}
