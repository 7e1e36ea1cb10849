//! What somebody of the studio does with a check-in: asks again, calls, is in contact, resolves it under their name.

use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use pointil_practice::check_in::{CheckIn, Closer, Contact};
use pointil_practice::{LocalTime, ZoneName};

use super::super::aftercare::zone_of;
use super::super::asked::{Asked, Stepped};
use super::super::desk::{Day, Desk};
use super::super::place::fitting;
use super::super::sent::Sent;
use super::{RESOLUTIONS, page};
use crate::fault::Fault;
use crate::first_visit::field;

/// Hours that there are to answer when a client is asked again.
const HOURS_TO_ANSWER: i64 = 24;

/// Makes a transition of a check-in; what the rules do not take is shown with what was entered.
async fn changed(
    asked: Asked,
    step: &'static str,
    change: impl Fn(CheckIn, &Desk, &Day, &Sent) -> Result<CheckIn, Fault> + Send + Sync,
) -> Result<Response, Fault> {
    match asked.change("/check-ins", step, change).await? {
        Stepped::Done(response) => Ok(response),
        Stepped::Refused(again) => {
            let status = again.tried.fault.status();
            let refused = page::Refused {
                step: Some(again.tried),
                ..page::Refused::default()
            };
            let shown =
                page::shown(&again.app, again.frame, &again.seat, again.id, refused).await?;
            Ok((status, shown).into_response())
        }
    }
}

/// The client is asked again.
pub(super) async fn ask_again(asked: Asked) -> Result<Response, Fault> {
    let again = |own: CheckIn, desk: &Desk, _: &Day, _: &Sent| {
        let hours = SignedDuration::from_hours(HOURS_TO_ANSWER);
        let by = desk.now().saturating_add(hours).unwrap_or(Timestamp::MAX);
        Ok(own.ask_again(desk.now(), by)?)
    };
    changed(asked, "ask-again", again).await
}

/// Somebody of the studio is to call.
pub(super) async fn hand_over(asked: Asked) -> Result<Response, Fault> {
    let over = |own: CheckIn, desk: &Desk, _: &Day, _: &Sent| Ok(own.hand_over(desk.now())?);
    changed(asked, "hand-over", over).await
}

/// Somebody called, and all is well.
pub(super) async fn call(asked: Asked) -> Result<Response, Fault> {
    let call = |own: CheckIn, desk: &Desk, _: &Day, sent: &Sent| {
        Ok(own.call(desk.by()?, fitting("call_words", sent.one("call_words"))?)?)
    };
    changed(asked, "call", call).await
}

/// A person sees more in it than the rules.
pub(super) async fn escalate(asked: Asked) -> Result<Response, Fault> {
    let escalate = |own: CheckIn, desk: &Desk, _: &Day, _: &Sent| Ok(own.escalate(desk.now())?);
    changed(asked, "escalate", escalate).await
}

/// Somebody has read it, and nothing was found.
pub(super) async fn close(asked: Asked) -> Result<Response, Fault> {
    let close = |own: CheckIn, desk: &Desk, _: &Day, _: &Sent| {
        Ok(own.close(Closer::Person(desk.person()?), desk.now())?)
    };
    changed(asked, "close", close).await
}

/// Somebody has been, or tried to be, in contact with the client.
pub(super) async fn contact(asked: Asked) -> Result<Response, Fault> {
    let desk = Desk::at(&asked.app, &asked.seat).await?;
    let session = desk.one::<CheckIn>(asked.id).await?.says.session;
    let zone = zone_of(&desk, Some(session)).await?;
    let contact = |own: CheckIn, desk: &Desk, _: &Day, sent: &Sent| {
        let look_again = later("look_day", sent, &zone, desk.now())?;
        let contact = Contact {
            act: desk.by()?,
            reached: match sent.one("reached") {
                "yes" => true,
                "no" => false,
                _ => return Err(field("reached", "say whether the client was reached")),
            },
            words: fitting("contact_words", sent.one("contact_words"))?,
            look_again,
        };
        Ok(own.contact(contact)?)
    };
    changed(asked, "contact", contact).await
}

/// The instant of `look_day` and `look_time` by the clocks of a place.
///
/// # Errors
/// No day or time, one that the clocks do not show, or one that is over.
pub(in crate::practice) fn later(
    name: &str,
    sent: &Sent,
    zone: &ZoneName,
    now: Timestamp,
) -> Result<Timestamp, Fault> {
    let at = format!("{}T{}", sent.one("look_day"), sent.one("look_time"));
    let at = at
        .parse()
        .map_err(|_| field(name, "give a day and a time"))?;
    let at = zone.instant(LocalTime::of(at))?;
    if at <= now {
        return Err(field(name, "it is over; give a later one"));
    }
    Ok(at)
}

/// A named person resolves it.
pub(super) async fn resolve(asked: Asked) -> Result<Response, Fault> {
    let resolve = |own: CheckIn, desk: &Desk, _: &Day, sent: &Sent| {
        let mut all = RESOLUTIONS.iter();
        let how = all.find(|(value, _, _)| *value == sent.one("resolution"));
        let how = how.ok_or_else(|| field("resolution", "choose one of the list"))?;
        let words = fitting("resolve_words", sent.one("resolve_words"))?;
        Ok(own.resolve(desk.by()?, how.2, words)?)
    };
    changed(asked, "resolve", resolve).await
}
