//! A review answered by the client on their own device.

use askama::Template;
use axum::response::Response;
use jiff::tz::TimeZone;
use pointil_practice::review::{Review, ReviewState};
use pointil_storage::RecordId;

use super::super::review::answer::{self, ReviewEntry, ReviewFields};
use super::super::review::title;
use super::super::sent::Sent;
use super::{At, Opened, Told, Tried};
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, page};
use crate::words;

#[derive(Template)]
#[template(path = "look/review.html")]
struct ReviewPage {
    frame: Frame,
    at: At,
    which: String,
    fields: Option<ReviewFields>,
}

const fn is_asked(state: &ReviewState) -> bool {
    matches!(state, ReviewState::Due | ReviewState::Missed { .. })
}

pub(super) fn told(own: &Review, zone: &TimeZone) -> Told {
    let more = match is_asked(own.stands()) {
        true => format!(
            "{}; please answer before {}",
            title(own.time),
            words::instant(own.answer_by, zone)
        ),
        false => format!("{}; answered", title(own.time)),
    };
    super::told("How do you like it?", more, is_asked(own.stands()))
}

pub(super) async fn shown(
    opened: &Opened,
    frame: Frame,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let own = opened.kept::<Review>().await?.says;
    let entry = tried.as_ref().map(|own| ReviewEntry::of(&own.sent));
    let fault = tried.as_ref().map(|own| &own.fault);
    let fields = is_asked(own.stands())
        .then(|| ReviewFields::new(own.time, &entry.unwrap_or_default(), Vec::new(), fault));
    page(&ReviewPage {
        at: opened.at(),
        which: title(own.time),
        fields,
        frame: frame.titled("How do you like it?"),
    })
}

pub(super) async fn done(
    app: &App,
    opened: &Opened,
    sent: &Sent,
) -> Result<(RecordId, &'static str), Fault> {
    let (act, client) = (opened.visit.act(app), opened.client());
    let taken = answer::take(app, act, client, opened.id, sent).await;
    taken.map_err(|tried| tried.fault)?;
    Ok((opened.id, "you-answered"))
}
