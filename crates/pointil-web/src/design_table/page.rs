//! The table as a page: what works without scripts, and what scripts find.

use askama::Template;
use axum::extract::{Form, Path, Query, State as FromApp};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use pointil_storage::{Client, ClientId, Design as DesignRecord, DesignId, StudioId};
use pointil_treatment::Protocol;
use serde::Deserialize;

use super::answers::{LIGHTS, record};
use super::begin::NewDesign;
use super::controls::Controls;
use super::facts::{Facts, FindingFacts, findings};
use super::on_photograph::head_of;
use super::photograph_pages::{StripPhotograph, strip};
use super::tables::{document, no_look, refused};
use crate::app::App;
use crate::fault::Fault;
use crate::form::Form as InForm;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;

/// Ages that the table offers, in days after the dots were set.
pub(super) const AGES: [(u32, &str); 7] = [
    (0, "fresh"),
    (7, "1 week"),
    (42, "healed"),
    (407, "1 year"),
    (1138, "3 years"),
    (1868, "5 years"),
    (2964, "8 years"),
];

/// Distances that the table offers, in millimetres from the eye; 0 is as the head was turned and zoomed.
const DISTANCES: [(u32, &str); 4] = [
    (0, "as you turn it"),
    (300, "30 cm"),
    (700, "arm’s length"),
    (1500, "across a table"),
];

#[derive(Template)]
#[template(path = "design-begin.html")]
struct BeginPage {
    frame: Frame,
    client: Client,
    form: InForm,
}

/// Whose design is begun.
#[derive(Debug, Deserialize)]
pub struct Whose {
    client: ClientId,
}

/// A client of a studio.
pub(super) async fn client_of(app: &App, studio: StudioId, id: ClientId) -> Result<Client, Fault> {
    app.store().client(studio, id).await?.ok_or(Fault::NotFound)
}

/// The form for a new design.
pub async fn begin(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Query(whose): Query<Whose>,
) -> Result<Response, Fault> {
    let client = client_of(&app, seat.studio, whose.client).await?;
    let new = NewDesign {
        client: client.id.to_string(),
        ..NewDesign::default()
    };
    let form = new.form(&frame.csrf);
    begin_page(frame, client, form)
}

fn begin_page(frame: Frame, client: Client, form: InForm) -> Result<Response, Fault> {
    page(&BeginPage {
        frame: frame.titled("New design").at(Nav::Clients),
        client,
        form,
    })
}

/// Begins a design; a form that does not fit is shown again with what was entered.
pub async fn create(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Form(new): Form<NewDesign>,
) -> Result<Response, Fault> {
    let client: ClientId = new.client.parse().map_err(|_| Fault::NotFound)?;
    let client = client_of(&app, seat.studio, client).await?;
    match begun(&app, &seat, client.id, &new).await {
        Ok(design) => Ok(Redirect::to(&format!("/designs/{design}")).into_response()),
        Err(fault) => {
            let form = new.form(&frame.csrf).refused(fault)?;
            let shown = begin_page(frame, client, form)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
    }
}

async fn begun(
    app: &App,
    seat: &Seat,
    client: ClientId,
    new: &NewDesign,
) -> Result<DesignId, Fault> {
    let fit = head_of(app, seat.studio, client, new.measurements()?).await?;
    let (act, document) = (seat.act(), document(&new.case(fit.head.clone())?));
    let design = app
        .store()
        .create_design(&act, client, &new.name, &document);
    Ok(design.await?)
}

#[derive(Template)]
#[template(path = "design-table.html")]
struct TablePage {
    frame: Frame,
    client: Client,
    design: DesignId,
    name: String,
    revision: u64,
    may_edit: bool,
    undo_steps: u64,
    redo_steps: u64,
    ages: [(u32, &'static str); 7],
    lights: [&'static str; 4],
    distances: [(u32, &'static str); 4],
    facts: FactsPart,
    photographs: Vec<StripPhotograph>,
    versions: String,
    controls: Option<Controls>,
}

#[derive(Template)]
#[template(path = "design-facts.html")]
struct FactsPart {
    design: DesignId,
    revision: u64,
    csrf: String,
    may_edit: bool,
    facts: Facts,
    findings: Vec<FindingFacts>,
}

impl FactsPart {
    /// Hours and minutes of work.
    fn minutes(&self, minutes: &f64) -> String {
        let whole = minutes.round() as u64;
        format!("{} h {:02}", whole / 60, whole % 60)
    }

    async fn of(app: &App, seat: &Seat, frame: &Frame, design: DesignId) -> Result<Self, Fault> {
        let record = record(app, seat, design).await?;
        let revision = record.revision;
        let prices = crate::price::prices(&app.studio(seat.studio).await?)?;
        let work = move |table: &mut super::tables::Table| {
            let layout = table.open.layout().map_err(refused)?;
            let case = table.open.case();
            let protocol = Protocol::built_in().map_err(Fault::internal)?;
            let facts =
                Facts::of(&case.design, &layout, &protocol, &prices).map_err(Fault::internal)?;
            let review = table.skin.review(case, &layout).map_err(no_look)?;
            Ok((facts, findings(&review)))
        };
        let (facts, findings) = app.tables().work(seat.studio, record, work).await?;
        Ok(Self {
            design,
            revision,
            csrf: frame.csrf.clone(),
            may_edit: seat.can(Action::EditDesigns),
            facts,
            findings,
        })
    }
}

/// What follows from the design, as a part of the page.
pub async fn facts(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path(design): Path<DesignId>,
) -> Result<Response, Fault> {
    let part = FactsPart::of(&app, &seat, &frame, design).await?;
    Ok(Html(part.render().map_err(Fault::internal)?).into_response())
}

async fn controls_of(
    app: &App,
    seat: &Seat,
    frame: &Frame,
    record: DesignRecord,
) -> Result<Controls, Fault> {
    let (csrf, asked) = (frame.csrf.clone(), (record.id, record.revision));
    let work = move |table: &mut super::tables::Table| {
        let layout = table.open.layout().map_err(refused)?;
        let treated: Vec<_> = layout.treated.keys().copied().collect();
        Controls::of(
            (asked.0, asked.1, &csrf),
            table.open.case(),
            &layout.head,
            &treated,
        )
    };
    app.tables().work(seat.studio, record, work).await
}

/// The controls, as a part of the page; who may only look has none.
pub async fn controls(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path(design): Path<DesignId>,
) -> Result<Response, Fault> {
    if !seat.can(Action::EditDesigns) {
        return Err(Fault::Forbidden);
    }
    let record = record(&app, &seat, design).await?;
    let part = controls_of(&app, &seat, &frame, record).await?;
    Ok(Html(part.render().map_err(Fault::internal)?).into_response())
}

/// The table.
pub async fn table(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path(design): Path<DesignId>,
) -> Result<Response, Fault> {
    let record = record(&app, &seat, design).await?;
    let client = client_of(&app, seat.studio, record.client).await?;
    let facts = FactsPart::of(&app, &seat, &frame, design).await?;
    let photographs = strip(&app, seat.studio, record.client).await?;
    let versions = crate::version::part(&app, &seat, &frame, &record, &facts.facts).await?;
    let may_edit = seat.can(Action::EditDesigns);
    let controls = match may_edit {
        true => Some(controls_of(&app, &seat, &frame, record.clone()).await?),
        false => None,
    };
    page(&TablePage {
        frame: frame
            .titled(record.name.clone())
            .at(Nav::Clients)
            .with_module("design-table/table.js"),
        client,
        design,
        name: record.name,
        revision: record.revision,
        may_edit,
        undo_steps: record.undo_steps,
        redo_steps: record.redo_steps,
        ages: AGES,
        lights: LIGHTS.map(|(name, _)| name),
        distances: DISTANCES,
        facts,
        photographs,
        versions,
        controls,
    })
}

/// The design as an open case file, which leaves with the client.
pub async fn file(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
) -> Result<Response, Fault> {
    use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
    let record = record(&app, &seat, design).await?;
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"design.pointil.json\"",
        ),
    ];
    Ok((headers, record.document.text).into_response())
}
