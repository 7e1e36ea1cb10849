//! The table as a page: what works without scripts, and what scripts find.

use askama::Template;
use axum::extract::{Form, Path, Query, State as FromApp};
use axum::response::{Html, IntoResponse, Redirect, Response};
use pointil_optics::ShadeCatalogue;
use pointil_scalp::{HairPattern, HairlinePreset, NorwoodClass};
use pointil_storage::{Client, ClientId, DesignId, StudioId};
use pointil_treatment::Protocol;
use pointil_treatment::design::Technique;
use serde::Deserialize;

use super::answers::{LIGHTS, record};
use super::begin::{NewDesign, SKIN_TYPES};
use super::change::PLAIN_TECHNIQUES;
use super::facts::{Facts, FindingFacts, findings};
use super::on_photograph::head_of;
use super::photograph_pages::{StripPhotograph, strip};
use super::tables::{document, no_look, refused};
use crate::app::App;
use crate::fault::Fault;
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

/// A choice of a list.
pub struct Choice {
    key: String,
    words: String,
    chosen: bool,
}

/// Choices by their keys; the key in words is what is shown.
fn choices(keys: impl IntoIterator<Item = String>, chosen: &str) -> Vec<Choice> {
    let choice = |key: String| Choice {
        words: key.replace('_', " "),
        chosen: key == chosen,
        key,
    };
    keys.into_iter().map(choice).collect()
}

fn presets(chosen: &str) -> Vec<Choice> {
    choices(
        HairlinePreset::all().iter().map(HairlinePreset::name),
        chosen,
    )
}

fn patterns(chosen: &str) -> Vec<Choice> {
    choices(HairPattern::named().iter().map(ToString::to_string), chosen)
}

fn techniques(chosen: &str) -> Vec<Choice> {
    choices(PLAIN_TECHNIQUES.map(|(name, _)| name.to_owned()), chosen)
}

#[derive(Template)]
#[template(path = "design-begin.html")]
struct BeginPage {
    frame: Frame,
    client: Client,
    presets: Vec<Choice>,
    patterns: Vec<Choice>,
    techniques: Vec<Choice>,
    skins: Vec<Choice>,
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
    page(&BeginPage {
        frame: frame.titled("New design").at(Nav::Clients),
        presets: presets("mature_male_natural"),
        patterns: patterns(&HairPattern::Norwood(NorwoodClass::V).to_string()),
        techniques: techniques("full_shaved_look"),
        skins: choices(SKIN_TYPES.map(str::to_owned), "III"),
        client,
    })
}

/// Begins a design.
pub async fn create(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Form(new): Form<NewDesign>,
) -> Result<Response, Fault> {
    let client: ClientId = new.client.parse().map_err(|_| Fault::NotFound)?;
    let measurements = new.measurements()?;
    let fit = head_of(&app, seat.studio, client, measurements).await?;
    let case = new.case(fit.head.clone())?;
    let (act, document) = (seat.act(), document(&case));
    let design = app
        .store()
        .create_design(&act, client, &new.name, &document);
    Ok(Redirect::to(&format!("/designs/{}", design.await?)).into_response())
}

/// A zone's row.
struct ZoneRow {
    key: String,
    words: String,
    dots_per_cm2: String,
    treated: bool,
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
    zones: Vec<ZoneRow>,
    presets: Vec<Choice>,
    patterns: Vec<Choice>,
    techniques: Vec<String>,
    more_techniques: Vec<Choice>,
    shades: Vec<Choice>,
    water: f64,
    diameter_mm: f64,
    depth_mm: f64,
    softness: f64,
    ages: [(u32, &'static str); 7],
    lights: [&'static str; 4],
    facts: FactsPart,
    photographs: Vec<StripPhotograph>,
    versions: String,
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
    let told = record.clone();
    let case = |table: &mut super::tables::Table| Ok(table.open.case().clone());
    let case = app.tables().work(seat.studio, told, case).await?;
    let own = case.design;
    let treated: Vec<_> = facts.facts.zones.iter().map(|zone| zone.zone).collect();
    let zones = own.zones.iter().map(|(zone, asked)| ZoneRow {
        key: zone.to_string(),
        words: zone.to_string().replace('_', " "),
        dots_per_cm2: format!("{:.1}", asked.dots_per_cm2.per_square_cm()),
        treated: treated.contains(zone),
    });
    let versions = crate::version::part(&app, &seat, &frame, &record, &facts.facts).await?;
    let catalogue = ShadeCatalogue::built_in().map_err(Fault::internal)?;
    let shades = catalogue.shades().iter().map(|shade| shade.key.clone());
    page(&TablePage {
        frame: frame
            .titled(record.name.clone())
            .at(Nav::Clients)
            .with_module("design-table/table.js"),
        client,
        design,
        name: record.name,
        revision: record.revision,
        may_edit: seat.can(Action::EditDesigns),
        undo_steps: record.undo_steps,
        redo_steps: record.redo_steps,
        zones: zones.collect(),
        presets: presets(""),
        patterns: patterns(&own.hair.pattern.to_string()),
        techniques: own.techniques.iter().map(spoken).collect(),
        more_techniques: techniques(""),
        shades: choices(shades, &own.dot.shade),
        water: own.dot.water,
        diameter_mm: own.dot.diameter_mm,
        depth_mm: own.dot.depth_mm,
        softness: own.edge.softness,
        ages: AGES,
        lights: LIGHTS.map(|(name, _)| name),
        facts,
        photographs,
        versions,
    })
}

fn spoken(technique: &Technique) -> String {
    technique.name().replace('_', " ")
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
