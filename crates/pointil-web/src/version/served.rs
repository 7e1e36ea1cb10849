//! What a page's script and its pictures ask of a version: surface, dots, years, pictures.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as FromApp};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use pointil_storage::{Design as DesignRecord, DesignId, DesignVersionId, StudioId};
use serde::Deserialize;

use super::version_of;
use crate::app::App;
use crate::design_table::answers::record;
use crate::design_table::open::PageHas;
use crate::design_table::tables::refused;
use crate::drawing::{aging, lying, picture};
use crate::fault::Fault;
use crate::seat::Seat;

/// In which light.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct InLight {
    /// `noon` where nothing is said.
    light: String,
}

/// Bytes of this kind, which this person's browser may keep for a while: a version never changes.
fn kept(bytes: impl Into<Bytes>, kind: &'static str) -> Response {
    let mut answer = bytes.into().into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=600"),
    );
    answer
}

/// A part of what is shown of a record: `head`, `universe`, `final`, `roots` or `years`.
///
/// # Errors
/// [`Fault::NotFound`] for another part.
pub(crate) async fn served(
    app: &App,
    studio: StudioId,
    record: DesignRecord,
    (part, light): (&str, &InLight),
) -> Result<Response, Fault> {
    const BYTES: &str = "application/octet-stream";
    let tables = app.tables();
    match part {
        "head" => {
            let head = tables.work(studio, record, |table| table.head());
            Ok(kept(head.await?, BYTES))
        }
        "universe" => {
            let universe = tables.work(studio, record, |table| Ok(table.open.universe()));
            Ok(kept(universe.await?, BYTES))
        }
        "final" => {
            let all = tables.work(studio, record, |table| {
                table.open.finished(PageHas::Nothing).map_err(refused)
            });
            Ok(kept(all.await?, BYTES))
        }
        "roots" => {
            let roots = tables.work(studio, record, |table| table.open.roots().map_err(refused));
            Ok(kept(roots.await?, BYTES))
        }
        "years" => {
            let light = match light.light.as_str() {
                "" => "noon",
                other => other,
            };
            let years = aging(app, studio, record, light).await?;
            Ok(Json(years.as_ref()).into_response())
        }
        _ => Err(Fault::NotFound),
    }
}

/// A picture as an answer.
///
/// # Errors
/// As for [`picture`].
pub(crate) async fn pictured(
    app: &App,
    studio: StudioId,
    record: DesignRecord,
    (view, age): (&str, &str),
) -> Result<Response, Fault> {
    let age = age.strip_suffix(".png").ok_or(Fault::NotFound)?;
    let png = picture(app, studio, record, (view, age)).await?;
    Ok(kept(png, "image/png"))
}

pub(super) async fn of_version(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path((design, version, part)): Path<(DesignId, DesignVersionId, String)>,
    Query(light): Query<InLight>,
) -> Result<Response, Fault> {
    let version = version_of(&app, &seat, design, version).await?;
    served(
        &app,
        seat.studio,
        lying(&app, seat.studio, version).await?,
        (&part, &light),
    )
    .await
}

pub(super) async fn picture_of_version(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path((design, version, view, age)): Path<(DesignId, DesignVersionId, String, String)>,
) -> Result<Response, Fault> {
    let version = version_of(&app, &seat, design, version).await?;
    pictured(
        &app,
        seat.studio,
        lying(&app, seat.studio, version).await?,
        (&view, &age),
    )
    .await
}

/// A picture of the working design; what it shows changes, so no browser keeps it.
pub(super) async fn picture_of_design(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path((design, view, age)): Path<(DesignId, String, String)>,
) -> Result<Response, Fault> {
    let record = record(&app, &seat, design).await?;
    let mut answer = pictured(&app, seat.studio, record, (&view, &age)).await?;
    let never = HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(answer)
}
