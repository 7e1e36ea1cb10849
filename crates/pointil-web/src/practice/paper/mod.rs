//! Records of the practice as papers: the agreement as signed, a session, care at home, the questionnaire as answered, a patch test. The same
//! record gives the same bytes.

mod aftercare;
mod agreement;
mod patch_test;
mod screening;
mod session;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use pointil_papers::{PaperBlock, PaperError, PaperSection, PaperSize, RecordPaper};
use pointil_practice::RecordKind;
use pointil_storage::{Act, RecordId};
use serde::Deserialize;

use super::desk::Desk;
use crate::app::App;
use crate::fault::Fault;
use crate::seat::Seat;
use crate::words;

/// On which paper.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct On {
    /// `a4` or `letter`.
    size: String,
}

impl On {
    fn paper(&self) -> PaperSize {
        match self.size.as_str() {
            "letter" => PaperSize::UsLetter,
            _ => PaperSize::A4,
        }
    }
}

/// What papers are written from.
struct Source<'a> {
    app: &'a App,
    desk: Desk,
    id: RecordId,
    studio: String,
    zone: TimeZone,
}

impl Source<'_> {
    /// The name of a client on a paper.
    async fn client(&self, client: Option<pointil_storage::ClientId>) -> Result<String, Fault> {
        let client = client.ok_or(Fault::NotFound)?;
        let found = self.app.store().client(self.desk.studio(), client).await?;
        Ok(crate::client::full_name(
            &found.ok_or(Fault::NotFound)?.fields,
        ))
    }

    /// Somebody of the studio by name.
    async fn people(&self) -> Result<People, Fault> {
        let accounts = self.app.store().accounts(self.desk.studio()).await?;
        let named = accounts.into_iter();
        let named = named.map(|own| (own.id.to_uuid(), own.fields.name));
        Ok(People(named.collect()))
    }
}

/// Names of the studio's people.
struct People(Vec<(uuid::Uuid, String)>);

impl People {
    fn name(&self, who: pointil_practice::id::PersonId) -> String {
        let own = self.0.iter().find(|(id, _)| *id == who.0);
        own.map_or_else(|| "somebody who left".to_owned(), |own| own.1.clone())
    }
}

/// An instant with the zone it is told in.
fn at(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    format!(
        "{} ({})",
        words::instant(at, zone),
        local.strftime("UTC%:z")
    )
}

fn paragraph(text: impl Into<String>) -> PaperBlock {
    PaperBlock::Paragraph { text: text.into() }
}

fn section(heading: impl Into<String>, blocks: Vec<PaperBlock>) -> PaperSection {
    PaperSection {
        heading: heading.into(),
        blocks,
    }
}

fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

/// A paper of a record, as PDF.
///
/// # Errors
/// [`Fault::NotFound`] for a paper that there is not of this record.
pub(super) async fn paper(
    app: &App,
    act: Act,
    (id, name): (RecordId, &str),
    size: PaperSize,
) -> Result<Vec<u8>, Fault> {
    let desk = Desk::of(app, act).await?;
    let studio = app.studio(desk.studio()).await?;
    let kind = desk.kind(id).await?.ok_or(Fault::NotFound)?;
    let from = Source {
        app,
        desk,
        id,
        zone: words::zone(&studio.fields.time_zone),
        studio: studio.fields.name,
    };
    let written: RecordPaper = match (kind, name) {
        (RecordKind::Agreement, "agreement.pdf") => agreement::written(&from).await?,
        (RecordKind::Session, "session.pdf") => session::written(&from).await?,
        (RecordKind::Session, "aftercare.pdf") => aftercare::written(&from).await?,
        (RecordKind::Screening, "screening.pdf") => screening::written(&from).await?,
        (RecordKind::PatchTest, "patch-test.pdf") => patch_test::written(&from).await?,
        _ => return Err(Fault::NotFound),
    };
    let not_set = |error: PaperError| Fault::Refused {
        code: "paper",
        words: error.to_string(),
    };
    let set = move || written.to_pdf(size).map_err(not_set);
    app.drawings().work(set).await
}

/// A paper as an answer, under its name.
pub(super) fn pdf(bytes: Vec<u8>, name: &str) -> Response {
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    let kind = HeaderValue::from_static("application/pdf");
    headers.insert(header::CONTENT_TYPE, kind);
    let never = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, never);
    if let Ok(name) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}

/// A paper of a record, for the studio.
pub(super) async fn show(
    State(app): State<App>,
    seat: Seat,
    Path((id, name)): Path<(RecordId, String)>,
    Query(on): Query<On>,
) -> Result<Response, Fault> {
    let bytes = paper(&app, seat.act(), (id, &name), on.paper()).await?;
    Ok(pdf(bytes, &name))
}
