//! The design on a photograph as pages and answers.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Form, Path, Query, State as FromApp};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::{ClientId, DesignId, PhotographId, StudioId};
use serde::Deserialize;

use super::answers::{LIGHTS, Seen, record};
use super::on_photograph::{Cameras, cameras, drawn, take_head};
use super::page::{AGES, client_of};
use crate::app::App;
use crate::client::full_name;
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::photograph::fits::placed_in;
use crate::photograph::page::find_photograph;
use crate::photograph::screen::jpeg;
use crate::seat::Seat;
use crate::studio::revision;
use crate::words;

/// A photograph in the strip beside the head.
pub(super) struct StripPhotograph {
    /// Which.
    pub(super) id: PhotographId,
    /// From where the head is seen.
    pub(super) name: &'static str,
    /// When it was taken.
    pub(super) day: String,
    /// Whether landmarks are placed in it.
    pub(super) has_landmarks: bool,
}

/// The client's photographs for the strip beside the head.
pub(super) async fn strip(
    app: &App,
    studio: StudioId,
    client: ClientId,
) -> Result<Vec<StripPhotograph>, Fault> {
    let zone = words::zone(&app.studio(studio).await?.fields.time_zone);
    let mut strip = Vec::new();
    for own in app.store().photographs(studio, client).await? {
        let day = own.fields.taken_on;
        let day = day.unwrap_or_else(|| own.created_at.to_zoned(zone.clone()).date());
        strip.push(StripPhotograph {
            id: own.id,
            name: pose_name(&own.fields.pose),
            day: day.strftime("%-d %b %Y").to_string(),
            has_landmarks: !placed_in(&own)?.landmarks.is_empty(),
        });
    }
    Ok(strip)
}

fn pose_name(code: &str) -> &'static str {
    let known = words::POSES.iter().find(|(own, _)| *own == code);
    known.map_or("Photograph", |(_, name)| name)
}

/// Where the photographs were taken from.
pub async fn show_cameras(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
) -> Result<Json<Cameras>, Fault> {
    Ok(Json(cameras(&app, &seat, design).await?))
}

/// The photograph with the design.
pub async fn picture(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(which): Path<(DesignId, PhotographId)>,
    Query(seen): Query<Seen>,
) -> Result<Response, Fault> {
    let (days, light) = seen.checked()?;
    let bytes = drawn(&app, &seat, which, days, light).await?;
    Ok(jpeg(Arc::unwrap_or_clone(bytes)))
}

#[derive(Template)]
#[template(path = "design-photograph.html")]
struct PhotographPage {
    frame: Frame,
    design: DesignId,
    design_name: String,
    client_name: String,
    photograph: PhotographId,
    pose: &'static str,
    width: u32,
    height: u32,
    ages: [(u32, &'static str); 7],
    age: f64,
    lights: [&'static str; 4],
    light: &'static str,
}

impl PhotographPage {
    /// Whether this age is the one that is shown.
    fn is_age(&self, days: &u32) -> bool {
        (self.age - f64::from(*days)).abs() < 0.5
    }
}

/// At what age and in what light, if the page says it.
#[derive(Debug, Deserialize)]
pub struct Asked {
    age: Option<f64>,
    light: Option<String>,
}

/// Before and after on a photograph, without scripts.
pub async fn show(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path((design, photograph)): Path<(DesignId, PhotographId)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let record = record(&app, &seat, design).await?;
    let own = find_photograph(&app, &seat, photograph).await?;
    if own.client != record.client {
        return Err(Fault::NotFound);
    }
    let client = client_of(&app, seat.studio, record.client).await?;
    let seen = Seen {
        age: asked.age.unwrap_or(42.0),
        light: asked.light.unwrap_or_else(|| "noon".to_owned()),
    };
    let (age, (light, _)) = seen.checked()?;
    let pose = pose_name(&own.fields.pose);
    page(&PhotographPage {
        frame: frame
            .titled(format!("{}: {pose}", record.name))
            .at(Nav::Clients),
        design,
        design_name: record.name,
        client_name: full_name(&client.fields),
        photograph,
        pose,
        width: own.width_px,
        height: own.height_px,
        ages: AGES,
        age,
        lights: LIGHTS.map(|(name, _)| name),
        light,
    })
}

/// The revision that a form was shown for.
#[derive(Debug, Deserialize)]
pub struct AtRevision {
    revision: String,
}

/// Takes the head of the photographs over.
pub async fn adopt(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
    Form(form): Form<AtRevision>,
) -> Result<Response, Fault> {
    take_head(&app, &seat, design, revision(&form.revision)?).await?;
    Ok(Redirect::to(&format!("/designs/{design}?done=head")).into_response())
}
