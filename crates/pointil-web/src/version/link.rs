//! Private links as the studio has them: made, handed over, seen opened, closed.

use askama::Template;
use axum::extract::{Form, Path, State as FromApp};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use pointil_storage::{
    Client, Design as DesignRecord, DesignId, DesignVersionId, LinkContents, LinkId, Token,
};

use super::act::Keeping;
use super::list::{keep_form, shown};
use super::opened;
use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;

/// How long a link may last: days, and in words.
pub(crate) const TERMS: [(&str, &str); 4] = [
    ("7", "a week"),
    ("14", "two weeks"),
    ("30", "a month"),
    ("90", "three months"),
];

/// What a link is to show, and how long: a field `version` for each version.
#[derive(Clone, Debug, Default)]
pub(super) struct Making {
    versions: Vec<String>,
    days: String,
    /// What does not fit.
    pub wrong: Option<String>,
}

impl Making {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut own = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "version" => own.versions.push(value),
                "days" => own.days = value,
                _ => {}
            }
        }
        own
    }

    /// Whether this version is ticked.
    pub(super) fn shows(&self, id: DesignVersionId) -> bool {
        self.versions.contains(&id.to_string())
    }
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage {
    frame: Frame,
    client: Client,
    design: DesignRecord,
    link: String,
    until: String,
}

/// Makes a link to the ticked versions of a design of this client.
///
/// # Errors
/// No version, more than ten, a version of another design, a time that is not offered.
pub(crate) async fn made(
    app: &App,
    seat: &Seat,
    record: &DesignRecord,
    (versions, days): (&[DesignVersionId], i64),
) -> Result<(LinkId, Token, jiff::Timestamp), Fault> {
    if !(1..=10).contains(&versions.len()) {
        return Err(field(
            "version",
            "none or too many: tick one to ten versions to be shown",
        ));
    }
    if !(1..=90).contains(&days) {
        return Err(field("days", "no time that is offered: 1 to 90 days"));
    }
    let known = app.store().versions_of(seat.studio, record.id).await?;
    let is_known = |id: &DesignVersionId| known.iter().any(|own| own.id == *id);
    if !versions.iter().all(is_known) {
        return Err(Fault::NotFound);
    }
    let ends = seat.at.checked_add(SignedDuration::from_hours(24 * days));
    let ends = ends.map_err(Fault::internal)?;
    let act = seat.act();
    let shown = LinkContents::versions(versions);
    let link = app.store().create_link(&act, record.client, &shown, ends);
    let (id, token) = link.await?;
    Ok((id, token, ends))
}

/// The address of a link, under which it is opened from elsewhere.
pub(crate) fn address(app: &App, headers: &HeaderMap, token: &Token) -> String {
    let host = headers.get("host").and_then(|host| host.to_str().ok());
    let origin = match &app.config().public_address {
        Some(address) => address.clone(),
        None => format!("http://{}", host.unwrap_or("localhost")),
    };
    format!("{origin}/look/{}", token.reveal())
}

pub(super) async fn make(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path(design): Path<DesignId>,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (record, client) = opened(&app, &seat, design).await?;
    let making = Making::of(pairs);
    let versions: Result<Vec<DesignVersionId>, _> =
        making.versions.iter().map(|own| own.parse()).collect();
    let versions = versions.map_err(|_| Fault::NotFound)?;
    let days = making.days.parse().unwrap_or_default();
    match made(&app, &seat, &record, (&versions, days)).await {
        Ok((_, token, ends)) => {
            let zone = crate::words::zone(&app.studio(seat.studio).await?.fields.time_zone);
            page(&LinkPage {
                frame: frame
                    .titled("A private link")
                    .at(Nav::Clients)
                    .with_module("version/copy.js"),
                link: address(&app, &headers, &token),
                until: crate::words::instant(ends, &zone),
                client,
                design: record,
            })
        }
        Err(Fault::Field { reason, .. }) => {
            let keep = keep_form(&frame.csrf, &Keeping::default(), record.revision);
            let wrong = Some(crate::fault::sentence(&reason));
            let making = Making { wrong, ..making };
            let page = shown(&app, &seat, frame, design, (keep, making)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other),
    }
}

/// Closes a link of the design's client.
pub(super) async fn revoke(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path((design, link)): Path<(DesignId, LinkId)>,
) -> Result<Response, Fault> {
    let (record, _) = opened(&app, &seat, design).await?;
    let links = app.store().links(seat.studio, record.client).await?;
    if !links.iter().any(|own| own.id == link) {
        return Err(Fault::NotFound);
    }
    app.store().revoke_link(&seat.act(), link).await?;
    Ok(Redirect::to(&format!(
        "/designs/{design}/versions?done=link-closed#links"
    ))
    .into_response())
}
