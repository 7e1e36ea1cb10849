//! An adverse event for those who must be told: to print, and as a file. It has a code in the place of the client's name.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use pointil_practice::adverse_event::{
    AdverseEvent, ReportField, ReportedBy, ReportedProduct, report_fields, report_json,
};
use pointil_practice::lot::Lot;
use pointil_practice::premises::Premises;
use pointil_practice::session::Session;
use pointil_storage::{ClientId, RecordId};

use super::super::desk::Desk;
use super::title;
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;

#[derive(Template)]
#[template(path = "practice/event-report.html")]
struct ReportPage {
    frame: Frame,
    id: RecordId,
    fields: Vec<ReportField>,
}

/// What a report is made of, as it is kept.
struct Sources {
    event: AdverseEvent,
    studio: String,
    address: String,
    reach: String,
    code: String,
    age: Option<u8>,
    lots: Vec<Lot>,
    names: Vec<String>,
    treated: Option<jiff::civil::Date>,
    today: jiff::civil::Date,
}

/// A code by which the studio, and nobody else, finds the client again: the end of the record's identifier.
fn code(client: ClientId) -> String {
    let id = client.to_uuid().simple().to_string();
    id.chars().skip(20).collect::<String>().to_uppercase()
}

/// Whole years between two days.
fn age(born: jiff::civil::Date, on: jiff::civil::Date) -> Option<u8> {
    let years = on.year() - born.year();
    let before = (on.month(), on.day()) < (born.month(), born.day());
    u8::try_from(years - i16::from(before)).ok()
}

async fn sources(app: &App, seat: &Seat, id: RecordId) -> Result<Sources, Fault> {
    let desk = Desk::at(app, seat).await?;
    let kept = desk.one::<AdverseEvent>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let event = kept.says;
    let facts = &event.facts;
    let person = app.store().client(seat.studio, client).await?;
    let born = person.and_then(|own| own.fields.birth_date);
    let session = match facts.session {
        Some(id) => Some(desk.one::<Session>(RecordId::from_uuid(id.0)).await?.says),
        None => None,
    };
    let place = match &session {
        Some(own) => {
            let id = RecordId::from_uuid(own.plan.premises.0);
            Some(desk.one::<Premises>(id).await?.says)
        }
        None => None,
    };
    let mut lots = Vec::new();
    for lot in facts.lots.iter() {
        lots.push(desk.one::<Lot>(RecordId::from_uuid(lot.0)).await?.says);
    }
    let known = facts
        .noticed
        .unwrap_or_else(|| facts.zone.day(event.reported.at));
    let studio = app.studio(seat.studio).await?.fields;
    Ok(Sources {
        studio: studio.name,
        address: place.map_or_else(String::new, |own| own.address.to_string()),
        reach: seat.account.fields.email.clone(),
        code: code(client),
        age: born.and_then(|born| age(born, known)),
        names: lots
            .iter()
            .map(|own| own.facts.product.to_string())
            .collect(),
        lots,
        treated: session
            .and_then(|own| own.begun_at())
            .map(|at| facts.zone.day(at)),
        today: facts.zone.day(seat.at),
        event,
    })
}

impl Sources {
    fn by(&self) -> ReportedBy<'_> {
        let product = |(lot, name)| {
            let lot: &Lot = lot;
            let name: &String = name;
            ReportedProduct {
                name,
                maker: lot.facts.maker.as_str(),
                lot: lot.facts.number.as_str(),
                last_day: Some(lot.facts.expiry),
            }
        };
        ReportedBy {
            studio: &self.studio,
            address: &self.address,
            reach: &self.reach,
            client_code: &self.code,
            age: self.age,
            products: self.lots.iter().zip(&self.names).map(product).collect(),
            treated: self.treated,
            today: self.today,
        }
    }
}

/// The report, to print.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let own = sources(&app, &seat, id).await?;
    page(&ReportPage {
        id,
        fields: report_fields(&own.event, &own.by()),
        frame: frame
            .titled(format!("Report: {}", title(own.event.facts.kind)))
            .at(Nav::Alarms),
    })
}

/// The report as a file.
pub(super) async fn json(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let own = sources(&app, &seat, id).await?;
    let text = report_json(&own.event, &own.by()).map_err(Fault::internal)?;
    let name = format!("attachment; filename=\"adverse-event-{}.json\"", own.code);
    let name = HeaderValue::from_str(&name).map_err(Fault::internal)?;
    let kind = HeaderValue::from_static("application/json");
    let mut answer = text.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_DISPOSITION, name);
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    Ok(answer)
}
