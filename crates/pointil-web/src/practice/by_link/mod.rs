//! The client's own side of the practice: what a private link opens besides designs, each thing on a page of its own below the link's
//! address. Nobody is signed in; the link finds its client and its records, and nothing else is in reach.

pub(super) mod aftercare;
mod agreement;
mod appointment;
mod check_in;
mod review;
mod screening;
mod staff;
mod waiting;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::tz::TimeZone;
use pointil_papers::PaperSize;
use pointil_practice::{PracticeRecord, RecordKind};
use pointil_storage::{ClientId, RecordId};

use super::booking::Fields;
use super::desk::{Desk, Kept};
use super::paper;
use super::sent::Sent;
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, page};
use crate::network::Address;
use crate::visit::{Closed, Visit, closed};
use crate::words;
pub(super) use staff::{MakeLink, make_link};

/// What the studio's people do with links.
pub(super) fn staff_routes() -> Router<App> {
    Router::new()
        .route(
            "/clients/{client}/links",
            get(staff::show).post(staff::make),
        )
        .route("/clients/{client}/links/{link}/revoke", post(staff::revoke))
}

/// What clients do by them, below the address of a link.
pub(crate) fn routes(upload: DefaultBodyLimit) -> Router<App> {
    Router::new()
        .route(
            "/look/{token}/record/{record}",
            get(show).post(act).layer(upload),
        )
        .route("/look/{token}/record/{record}/{file}", get(file))
        .route(
            "/look/{token}/record/{record}/pictures/{view}/{age}",
            get(agreement::picture),
        )
}

/// Something that a link opens, in a list.
pub(crate) struct Entry {
    /// Where it is.
    pub(crate) to: String,
    /// What it is.
    pub(crate) name: &'static str,
    /// How it stands.
    pub(crate) more: String,
    /// Whether the client is asked to do something.
    pub(crate) is_asked: bool,
}

/// How a record is told in a list: what it is, how it stands, and whether the client is asked to do something.
struct Told {
    name: &'static str,
    more: String,
    is_asked: bool,
}

fn told(name: &'static str, more: impl Into<String>, is_asked: bool) -> Told {
    let more = more.into();
    Told {
        name,
        more,
        is_asked,
    }
}

/// Around every page of a record.
struct At {
    studio: String,
    /// The page of the link.
    link: String,
    /// The page of the record.
    here: String,
    /// Until when the link works.
    until: String,
}

/// A record that a link opens.
struct Opened {
    visit: Visit,
    token: String,
    desk: Desk,
    id: RecordId,
    kind: RecordKind,
}

/// What a client tried that does not fit.
struct Tried {
    sent: Sent,
    fields: Fields,
    fault: Fault,
}

impl Opened {
    /// The record of this name, by this token, from this address.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for every record that the link does not open.
    async fn of(
        app: &App,
        (token, id): (String, RecordId),
        from: Address,
    ) -> Result<Result<Self, Closed>, Fault> {
        let visit = match Visit::of(app, &token, from, false).await? {
            Ok(visit) => visit,
            Err(why) => return Ok(Err(why)),
        };
        if !visit.link.records.contains(&id) {
            return Err(Fault::NotFound);
        }
        let record = app.store().record(visit.link.studio, id).await?;
        let record = record.filter(|own| own.head.client == Some(visit.link.client));
        let kind = record.and_then(|own| RecordKind::named(&own.head.kind));
        Ok(Ok(Self {
            desk: Desk::of(app, visit.act(app)).await?,
            kind: kind.ok_or(Fault::NotFound)?,
            visit,
            token,
            id,
        }))
    }

    async fn kept<R: PracticeRecord>(&self) -> Result<Kept<R>, Fault> {
        self.desk.one::<R>(self.id).await
    }

    fn client(&self) -> ClientId {
        self.visit.link.client
    }

    /// The studio's clocks.
    fn zone(&self) -> TimeZone {
        words::zone(&self.visit.studio.fields.time_zone)
    }

    fn page_of(&self, record: RecordId) -> String {
        format!("/look/{}/record/{record}", self.token)
    }

    /// A paper of the record.
    async fn paper(&self, app: &App, name: &str) -> Result<Response, Fault> {
        let of = (self.id, name);
        let bytes = paper::paper(app, self.visit.act(app), of, PaperSize::A4).await?;
        Ok(paper::pdf(bytes, name))
    }

    fn at(&self) -> At {
        At {
            studio: self.visit.studio.fields.name.clone(),
            link: format!("/look/{}", self.token),
            here: self.page_of(self.id),
            until: words::instant(self.visit.link.ends_at, &self.zone()),
        }
    }

    async fn shown(
        &self,
        app: &App,
        frame: Frame,
        tried: Option<Tried>,
    ) -> Result<Response, Fault> {
        match self.kind {
            RecordKind::Screening => screening::shown(self, frame, tried).await,
            RecordKind::Agreement => agreement::shown(self, frame, tried).await,
            RecordKind::Session => aftercare::shown(self, frame, tried).await,
            RecordKind::CheckIn => check_in::shown(self, frame, tried).await,
            RecordKind::Review => review::shown(self, frame, tried).await,
            RecordKind::Appointment => appointment::shown(app, self, frame, tried).await,
            RecordKind::Waiting => waiting::shown(app, self, frame, tried).await,
            _ => Err(Fault::NotFound),
        }
    }

    /// Does what a form asks for; answers with where to go on and what to say there.
    async fn done(
        &self,
        app: &App,
        (sent, fields): (&Sent, &Fields),
        by: &Device,
    ) -> Result<(RecordId, &'static str), Fault> {
        match self.kind {
            RecordKind::CheckIn => check_in::done(app, self, sent).await,
            RecordKind::Review => review::done(app, self, sent).await,
            RecordKind::Session => check_in::unasked(app, self, sent).await,
            RecordKind::Screening => screening::done(app, self, fields).await,
            RecordKind::Agreement => agreement::done(app, self, fields, by).await,
            RecordKind::Appointment => appointment::done(app, self, fields).await,
            RecordKind::Waiting => waiting::done(app, self, fields).await,
            _ => Err(Fault::MethodNotAllowed),
        }
    }
}

/// On what somebody signs, as far as it is known.
struct Device(String);

impl Device {
    fn of(headers: &HeaderMap, from: Address) -> Self {
        let agent = headers.get(header::USER_AGENT);
        let agent = agent.and_then(|own| own.to_str().ok()).unwrap_or_default();
        Self(format!("{}, {}", words::device(agent), from.ip))
    }
}

async fn show(
    State(app): State<App>,
    from: Address,
    frame: Frame,
    Path(of): Path<(String, RecordId)>,
) -> Result<Response, Fault> {
    match Opened::of(&app, of, from).await? {
        Ok(own) => own.shown(&app, frame, None).await,
        Err(why) => closed(frame, why),
    }
}

async fn act(
    State(app): State<App>,
    from: Address,
    headers: HeaderMap,
    frame: Frame,
    Path(of): Path<(String, RecordId)>,
    request: Request,
) -> Result<Response, Fault> {
    let own = match Opened::of(&app, of, from).await? {
        Ok(own) => own,
        Err(why) => return closed(frame, why),
    };
    app.limits().say(own.visit.link.id, app.now())?;
    // Only now what is sent is read: whoever has no link sends no large file.
    let sent = Sent::from_request(request, &app).await?;
    let fields: Fields = sent.pairs.iter().cloned().collect();
    let by = Device::of(&headers, from);
    match own.done(&app, (&sent, &fields), &by).await {
        Ok((id, done)) => {
            Ok(Redirect::to(&format!("{}?done={done}", own.page_of(id))).into_response())
        }
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            let status = fault.status();
            let mut answer = own
                .shown(
                    &app,
                    frame,
                    Some(Tried {
                        sent,
                        fields,
                        fault,
                    }),
                )
                .await?;
            *answer.status_mut() = status;
            Ok(answer)
        }
        Err(fault) => Err(fault),
    }
}

/// A file to keep.
async fn file(
    State(app): State<App>,
    from: Address,
    frame: Frame,
    Path((token, id, name)): Path<(String, RecordId, String)>,
) -> Result<Response, Fault> {
    let own = match Opened::of(&app, (token, id), from).await? {
        Ok(own) => own,
        Err(why) => return closed(frame, why),
    };
    match (own.kind, name.as_str()) {
        (RecordKind::Appointment, "appointment.ics") => appointment::calendar(&app, &own).await,
        (RecordKind::Agreement, "agreement.pdf") => {
            agreement::read(&own).await?;
            own.paper(&app, &name).await
        }
        (RecordKind::Screening, "screening.pdf") | (RecordKind::Session, "aftercare.pdf") => {
            own.paper(&app, &name).await
        }
        _ => Err(Fault::NotFound),
    }
}

/// Bytes to be kept as a file of this name and kind.
fn download(bytes: impl IntoResponse, kind: &'static str, name: &'static str) -> Response {
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let never = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, never);
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}

/// What a record is told as, by its kind; nothing for what clients are not shown.
async fn told_of(desk: &Desk, id: RecordId, zone: &TimeZone) -> Result<Option<Told>, Fault> {
    let Some(kind) = desk.kind(id).await? else {
        return Ok(None);
    };
    Ok(match kind {
        RecordKind::Screening => Some(screening::told(&desk.one(id).await?.says)),
        RecordKind::Agreement => agreement::told(&desk.one(id).await?.says),
        RecordKind::Session => aftercare::told(&desk.one(id).await?.says, zone),
        RecordKind::Appointment => Some(appointment::told(&desk.one(id).await?.says)),
        RecordKind::CheckIn => Some(check_in::told(&desk.one(id).await?.says, zone)),
        RecordKind::Review => Some(review::told(&desk.one(id).await?.says, zone)),
        RecordKind::Waiting => Some(waiting::told(&desk.one(id).await?.says, zone)),
        _ => None,
    })
}

/// What a link opens besides designs: what the client is asked to do first, then the rest, newest first.
pub(crate) async fn entries(app: &App, visit: &Visit, token: &str) -> Result<Vec<Entry>, Fault> {
    if visit.link.records.is_empty() {
        return Ok(Vec::new());
    }
    let desk = Desk::of(app, visit.act(app)).await?;
    let zone = words::zone(&visit.studio.fields.time_zone);
    let mut entries = Vec::new();
    for id in visit.link.records.iter().rev() {
        let told = told_of(&desk, *id, &zone).await?;
        entries.extend(told.map(|own| Entry {
            to: format!("/look/{token}/record/{id}"),
            name: own.name,
            more: own.more,
            is_asked: own.is_asked,
        }));
    }
    entries.sort_by_key(|own| !own.is_asked);
    Ok(entries)
}

#[derive(Template)]
#[template(path = "look/list.html")]
struct ListPage {
    frame: Frame,
    studio: String,
    entries: Vec<Entry>,
    until: String,
}

/// The page of a link that shows no design.
pub(crate) async fn listed(
    app: &App,
    frame: Frame,
    (visit, token): (Visit, String),
) -> Result<Response, Fault> {
    let entries = entries(app, &visit, &token).await?;
    if entries.is_empty() {
        return closed(frame, Closed::Over(visit.studio));
    }
    let zone = words::zone(&visit.studio.fields.time_zone);
    page(&ListPage {
        frame: frame.titled("For you"),
        entries,
        until: words::instant(visit.link.ends_at, &zone),
        studio: visit.studio.fields.name,
    })
}
