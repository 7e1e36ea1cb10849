//! Papers of a design or a version, from its page.

use axum::body::Bytes;
use axum::extract::{Path, Query, State as FromApp};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use pointil_papers::PaperSize;
use pointil_storage::{Client, Design as DesignRecord, DesignId, DesignVersionId};
use serde::Deserialize;

use super::{opened, version_of};
use crate::app::App;
use crate::client::full_name;
use crate::design_table::facts::Facts;
use crate::drawing::{PaperFor, lying, paper};
use crate::fault::Fault;
use crate::price::prices;
use crate::seat::Seat;

/// A paper as a link.
pub(super) struct PaperLink {
    pub words: String,
    pub to: String,
}

impl PaperLink {
    /// All papers that there are for a design; no quote without a price.
    pub(super) fn all(base: &str, facts: &Facts, papers: [(&str, &str); 3]) -> Vec<Self> {
        let link = |kind: &str, words: String| Self {
            to: format!("{base}/{kind}.pdf"),
            words,
        };
        let has = |kind: &str| kind != "quote" || facts.price.quote().is_some();
        let own = papers.iter().filter(|(kind, _)| has(kind));
        let own = own.map(|(kind, words)| link(kind, (*words).to_owned()));
        let sessions = (1..=facts.appointments.len())
            .map(|k| link(&format!("session-{k}"), format!("Sheet of appointment {k}")));
        own.chain(sessions).collect()
    }
}

/// On which paper.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct On {
    /// `a4` or `letter`.
    size: String,
}

async fn answered(
    app: &App,
    seat: &Seat,
    (record, client): (DesignRecord, Client),
    (kind, on): (String, On),
) -> Result<Response, Fault> {
    let kind = kind.strip_suffix(".pdf").ok_or(Fault::NotFound)?.to_owned();
    let studio = app.studio(seat.studio).await?;
    let zone = crate::words::zone(&studio.fields.time_zone);
    let name = HeaderValue::from_str(&format!("inline; filename=\"{kind}.pdf\""));
    let asked = PaperFor {
        kind,
        prices: prices(&studio)?,
        studio: studio.fields.name,
        client: full_name(&client.fields),
        day: seat.at.to_zoned(zone).date(),
        size: match on.size.as_str() {
            "letter" => PaperSize::UsLetter,
            _ => PaperSize::A4,
        },
    };
    let pdf: Bytes = paper(app, seat.studio, record, asked).await?;
    let mut answer = pdf.into_response();
    let headers = answer.headers_mut();
    let pdf = HeaderValue::from_static("application/pdf");
    headers.insert(header::CONTENT_TYPE, pdf);
    if let Ok(name) = name {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(answer)
}

pub(super) async fn of_design(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path((design, kind)): Path<(DesignId, String)>,
    Query(on): Query<On>,
) -> Result<Response, Fault> {
    let of = opened(&app, &seat, design).await?;
    answered(&app, &seat, of, (kind, on)).await
}

pub(super) async fn of_version(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path((design, version, kind)): Path<(DesignId, DesignVersionId, String)>,
    Query(on): Query<On>,
) -> Result<Response, Fault> {
    let (_, client) = opened(&app, &seat, design).await?;
    let version = version_of(&app, &seat, design, version).await?;
    answered(
        &app,
        &seat,
        (lying(&app, seat.studio, version).await?, client),
        (kind, on),
    )
    .await
}
