//! Taking a photograph with the tablet's camera, with the outline of the last one from the same side laid over the live picture, so that the pose is the same
//! each time.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use pointil_scalp::{HeadMeasurements, Pixel};
use pointil_storage::{Client, ClientId, Photograph};
use serde::Deserialize;

use super::fits::{fit, outline_of, placed_of};
use super::landmark_view::{contour, path};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;
use crate::words;

/// Points of an outline nearer to each other than this share of the picture's longer side are one.
const STEP_SHARE: f64 = 0.004;

/// The outline of the head in an earlier photograph.
struct Ghost {
    /// The data of an SVG path in pixels of that photograph.
    path: String,
    width: u32,
    height: u32,
    /// When it was taken.
    day: String,
}

/// A side from which a photograph is taken.
struct Side {
    code: &'static str,
    name: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "capture.html")]
struct CapturePage {
    frame: Frame,
    client: Client,
    name: String,
    sides: Vec<Side>,
    pose: &'static str,
    how: &'static str,
    ghost: Option<Ghost>,
    today: String,
}

/// From which side.
#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    pose: String,
}

/// How head and camera are held.
fn how(pose: &str) -> &'static str {
    match pose {
        "left" | "right" => "The ear in the middle, the camera at its height, the nose level.",
        "top" => "The head bent forward, the camera straight above the crown.",
        "back" => "The camera at the height of the ears, both ears in the picture.",
        "front_left" | "front_right" => {
            "The head turned by half a right angle, the far eye still in the picture."
        }
        _ => {
            "Both ears in the picture, the camera at the height of the eyes, an arm and a half away."
        }
    }
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(client): Path<ClientId>,
    Query(from): Query<From>,
) -> Result<Response, Fault> {
    let client = find(&app, &seat, client).await?;
    let known = words::POSES.iter().find(|(code, _)| *code == from.pose);
    let (pose, _) = known.unwrap_or(&words::POSES[0]);
    let side = |(code, name): &(&'static str, &'static str)| Side {
        code,
        name,
        chosen: code == pose,
    };
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let photographs = app.store().photographs(seat.studio, client.id).await?;
    let last = photographs.iter().rfind(|own| own.fields.pose == *pose);
    let ghost = match last {
        None => None,
        Some(last) => outlined(&app, &seat, last).await?.map(|path| Ghost {
            path,
            width: last.width_px,
            height: last.height_px,
            day: words::day(
                last.fields
                    .taken_on
                    .unwrap_or_else(|| last.created_at.to_zoned(zone.clone()).date()),
            ),
        }),
    };
    page(&CapturePage {
        frame: frame
            .titled("Take a photograph")
            .at(Nav::Clients)
            .with_module("capture.js"),
        name: full_name(&client.fields),
        client,
        sides: words::POSES.iter().map(side).collect(),
        how: how(pose),
        pose,
        ghost,
        today: seat.at.to_zoned(zone).date().to_string(),
    })
}

/// The contour of the head that was found in a photograph; where none was, the outline of what stands before its background.
async fn outlined(app: &App, seat: &Seat, own: &Photograph) -> Result<Option<String>, Fault> {
    let placed = placed_of(app, seat.studio, own.client, None).await?;
    let fit = fit(app, seat.studio, placed, HeadMeasurements::default()).await?;
    if let (Some(head), Some(view)) = (&fit.head, fit.views.get(&own.id)) {
        return Ok(Some(contour(head, &view.pose.camera)));
    }
    let outline = outline_of(app, seat.studio, own.id).await?;
    let step = STEP_SHARE * f64::from(own.width_px.max(own.height_px));
    Ok(outline.map(|outline| {
        let line: Vec<Pixel> = outline.points().iter().map(|point| point.pixel).collect();
        path(&line, step)
    }))
}
