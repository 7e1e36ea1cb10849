//! Photographs at the size of a screen: decoded once, kept in memory for a while.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use pointil_photo::{Photograph, decode};
use pointil_storage::{PhotographId, StudioId};

use crate::app::App;
use crate::fault::Fault;
use crate::kept::Kept;
use crate::seat::Seat;

/// The longer side on a screen: twice what a table is high.
const LONGEST_PX: u32 = 1800;
/// Quality of what the browser is sent.
const QUALITY: u8 = 88;
/// Photographs that are kept; each is some ten megabytes.
const MOST: usize = 12;

/// Decoded photographs.
pub(crate) struct Screens(Kept<(StudioId, PhotographId), Arc<Photograph>>);

impl Default for Screens {
    fn default() -> Self {
        Self(Kept::new(MOST))
    }
}

/// A photograph of the asker's studio at the size of a screen.
pub(crate) async fn on_screen(
    app: &App,
    studio: StudioId,
    id: PhotographId,
) -> Result<Arc<Photograph>, Fault> {
    // Removed photographs are not shown from memory.
    let known = app.store().photograph(studio, id).await?;
    known.ok_or(Fault::NotFound)?;
    let key = (studio, id);
    if let Some(kept) = app.screens().0.get(&key) {
        return Ok(kept);
    }
    let picture = app.store().original(studio, id).await?;
    let bytes = picture.ok_or(Fault::NotFound)?.bytes;
    let place = app.pictures().clone().acquire_owned().await;
    let place = place.map_err(Fault::internal)?;
    let decoded = tokio::task::spawn_blocking(move || {
        let decoded = decode(&bytes).map(|own| Arc::new(own.at_most(LONGEST_PX)));
        drop(place);
        decoded
    });
    let decoded = decoded.await.map_err(Fault::internal)?;
    let decoded = decoded.map_err(Fault::internal)?;
    app.screens().0.put(key, Arc::clone(&decoded));
    Ok(decoded)
}

/// A JPEG file that only this person's browser may keep.
pub(crate) fn jpeg(bytes: Vec<u8>) -> Response {
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    let alone = HeaderValue::from_static("private, no-store");
    headers.insert(header::CACHE_CONTROL, alone);
    answer
}

/// The picture at the size of a screen.
pub(crate) async fn show(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
) -> Result<Response, Fault> {
    let photograph = on_screen(&app, seat.studio, id).await?;
    let written = tokio::task::spawn_blocking(move || photograph.to_jpeg(QUALITY));
    let bytes = written.await.map_err(Fault::internal)?;
    Ok(jpeg(bytes.map_err(Fault::internal)?))
}
