//! Landmarks placed in a photograph: the page, with or without scripts, and what the page's script asks.

use std::collections::BTreeMap;

use askama::Template;
use axum::Json;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_photo::PlacedLandmarks;
use pointil_scalp::{HeadMeasurements, Landmark};
use pointil_storage::{Photograph, PhotographFields, PhotographId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fits::{fit, placed_in, placed_of, size_of};
use super::landmark_view::LandmarkFit;
use super::landmark_words::{LandmarkWords, landmark_words, landmarks_for};
use super::page::find_photograph;
use crate::api::reading::Document;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::studio::revision;
use crate::words;

/// The width at which the picture is shown where a click comes without scripts, in pixels of the page.
const PLAIN_WIDTH_PX: u32 = 720;

/// Landmarks by name: pixels right and down from the picture's outer left top corner.
pub(crate) type Places = BTreeMap<String, [f64; 2]>;

/// Landmarks that are to be kept, or only tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LandmarksChange {
    /// The photograph's revision that was changed.
    pub(crate) revision: u64,
    /// Every landmark that is placed, by name.
    #[schema(value_type = BTreeMap<String, Vec<f64>>)]
    pub(crate) landmarks: Places,
}

/// The landmarks of a photograph and what they led to.
#[derive(Serialize, ToSchema)]
pub(crate) struct LandmarksView {
    /// The photograph's revision.
    pub(crate) revision: u64,
    /// Every landmark that is placed, by name.
    #[schema(value_type = BTreeMap<String, Vec<f64>>)]
    pub(crate) landmarks: Places,
    /// What they led to.
    pub(crate) fit: LandmarkFit,
}

fn misplaced(error: &pointil_photo::MisplacedLandmark) -> Fault {
    Fault::Field {
        field: error.field.to_owned(),
        reason: format!("{}; {}", error.value, error.allowed),
    }
}

/// The photograph's document with other landmarks in it.
fn with_landmarks(photograph: &Photograph, places: &Places) -> Result<PlacedLandmarks, Fault> {
    let named = |(name, place): (&String, &[f64; 2])| {
        let landmark: Result<Landmark, _> = name.parse();
        let landmark = landmark.map_err(|error| Fault::Field {
            field: "landmarks".to_owned(),
            reason: error.to_string(),
        });
        Ok::<_, Fault>((landmark?, *place))
    };
    let placed = PlacedLandmarks {
        landmarks: places.iter().map(named).collect::<Result<_, _>>()?,
        ..placed_in(photograph)?
    };
    placed
        .check(size_of(photograph))
        .map_err(|error| misplaced(&error))?;
    Ok(placed)
}

fn names(placed: &PlacedLandmarks) -> Places {
    let own = placed.landmarks.iter();
    own.map(|(landmark, place)| (landmark.name().to_owned(), *place))
        .collect()
}

/// What landmarks in this photograph lead to, with those of the client's others.
async fn fitted(
    app: &App,
    seat: &Seat,
    photograph: &Photograph,
    placed: &PlacedLandmarks,
) -> Result<LandmarkFit, Fault> {
    let instead = Some((photograph.id, placed));
    let all = placed_of(app, seat.studio, photograph.client, instead).await?;
    let found = fit(app, seat.studio, all, HeadMeasurements::default()).await?;
    let id = photograph.id;
    let drawn = tokio::task::spawn_blocking(move || LandmarkFit::of(&found, id));
    drawn.await.map_err(Fault::internal)
}

/// What is kept of a photograph's landmarks.
pub(crate) async fn view(app: &App, seat: &Seat, id: PhotographId) -> Result<LandmarksView, Fault> {
    let photograph = find_photograph(app, seat, id).await?;
    let placed = placed_in(&photograph)?;
    Ok(LandmarksView {
        revision: photograph.revision,
        landmarks: names(&placed),
        fit: fitted(app, seat, &photograph, &placed).await?,
    })
}

/// Keeps landmarks; what they led to.
pub(crate) async fn keep(
    app: &App,
    seat: &Seat,
    id: PhotographId,
    change: &LandmarksChange,
) -> Result<LandmarksView, Fault> {
    let photograph = find_photograph(app, seat, id).await?;
    let placed = with_landmarks(&photograph, &change.landmarks)?;
    let revision = write(app, seat, &photograph, change.revision, &placed).await?;
    Ok(LandmarksView {
        revision,
        landmarks: names(&placed),
        fit: fitted(app, seat, &photograph, &placed).await?,
    })
}

async fn write(
    app: &App,
    seat: &Seat,
    photograph: &Photograph,
    revision: u64,
    placed: &PlacedLandmarks,
) -> Result<u64, Fault> {
    let document = serde_json::to_string(placed).map_err(Fault::internal)?;
    let fields = PhotographFields {
        document: Some(document),
        ..photograph.fields.clone()
    };
    let (store, act) = (app.store(), seat.act());
    let kept = store.edit_photograph(&act, photograph.id, revision, &fields);
    Ok(kept.await?)
}

/// What landmarks would lead to; nothing is kept.
pub(crate) async fn try_out(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
    Document(change): Document<LandmarksChange>,
) -> Result<Json<LandmarkFit>, Fault> {
    let photograph = find_photograph(&app, &seat, id).await?;
    let placed = with_landmarks(&photograph, &change.landmarks)?;
    Ok(Json(fitted(&app, &seat, &photograph, &placed).await?))
}

/// Keeps the landmarks that the page's script has.
pub(crate) async fn save(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
    Document(change): Document<LandmarksChange>,
) -> Result<Json<LandmarksView>, Fault> {
    Ok(Json(keep(&app, &seat, id, &change).await?))
}

/// A landmark on the page.
struct Row {
    landmark: Landmark,
    words: LandmarkWords,
    /// Where it is placed.
    at: Option<[f64; 2]>,
    /// How far it lies from where the head has it.
    off: Option<String>,
    /// Where the others put it, and what is wrong.
    doubt: Option<([f64; 2], String)>,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "landmarks.html")]
struct LandmarksPage {
    frame: Frame,
    photograph: Photograph,
    client_name: String,
    view: &'static str,
    asked: Vec<Row>,
    others: Vec<Row>,
    fit: LandmarkFit,
    state: String,
    plain_width: u32,
    plain_height: u32,
    radius: f64,
    may_edit: bool,
    /// What was wrong with the last click.
    wrong: Option<String>,
}

impl LandmarksPage {
    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.asked.iter().chain(&self.others)
    }

    /// Whether any of those is placed that are not asked for.
    fn others_used(&self) -> bool {
        self.others.iter().any(|row| row.at.is_some() || row.chosen)
    }

    fn placed(&self) -> usize {
        self.rows().filter(|row| row.at.is_some()).count()
    }
}

/// Which landmark comes next without scripts.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    landmark: String,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<PhotographId>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Fault> {
    show_with(&app, &seat, frame, id, &chosen.landmark, None).await
}

async fn show_with(
    app: &App,
    seat: &Seat,
    frame: Frame,
    id: PhotographId,
    chosen: &str,
    wrong: Option<String>,
) -> Result<Response, Fault> {
    let photograph = find_photograph(app, seat, id).await?;
    let client = find(app, seat, photograph.client).await?;
    let kept = view(app, seat, id).await?;
    let state = serde_json::to_string(&kept).map_err(Fault::internal)?;
    let (asked, others) = landmarks_for(&photograph.fields.pose);
    let all = || asked.iter().chain(&others);
    let missing = || {
        asked
            .iter()
            .find(|own| !kept.landmarks.contains_key(own.name()))
    };
    let chosen = all()
        .find(|own| own.name() == chosen)
        .or_else(missing)
        .copied();
    let row = |landmark: &Landmark| {
        let at = kept.landmarks.get(landmark.name()).copied();
        let point = kept.fit.point(*landmark);
        let doubt = point.and_then(|own| Some((own.at, own.words.clone()?)));
        Row {
            landmark: *landmark,
            words: landmark_words(*landmark),
            at,
            off: point.map(|own| format!("{:.1} mm", own.off_mm)),
            doubt,
            chosen: chosen == Some(*landmark),
        }
    };
    let (width, height) = (
        f64::from(photograph.width_px),
        f64::from(photograph.height_px),
    );
    let plain_height = f64::from(PLAIN_WIDTH_PX) * height / width;
    page(&LandmarksPage {
        asked: asked.iter().map(row).collect(),
        others: others.iter().map(row).collect(),
        frame: frame
            .titled(format!(
                "Landmarks: {}",
                words::pose(&photograph.fields.pose)
            ))
            .at(Nav::Clients)
            .with_module("landmarks.js"),
        client_name: full_name(&client.fields),
        view: from_where(&photograph.fields.pose),
        state,
        plain_width: PLAIN_WIDTH_PX,
        plain_height: plain_height.round() as u32,
        radius: width.max(height) / 160.0,
        may_edit: seat.can(Action::EditPhotographs),
        photograph,
        fit: kept.fit,
        wrong,
    })
}

/// On which side of the picture the client's left is.
fn from_where(pose: &str) -> &'static str {
    match pose {
        "back" => {
            "Left means the client's own left: seen from behind it is on the left of the picture."
        }
        "left" | "right" | "top" => "Left and right are the client's own.",
        _ => "Left means the client's own left: it is on the right of the picture.",
    }
}

/// A click without scripts, or a landmark taken away.
#[derive(Deserialize)]
pub(crate) struct Click {
    revision: String,
    #[serde(default)]
    landmark: String,
    #[serde(default)]
    remove: String,
    #[serde(default, rename = "at.x")]
    x: String,
    #[serde(default, rename = "at.y")]
    y: String,
}

impl Click {
    /// The landmarks after it.
    fn places(&self, photograph: &Photograph) -> Result<Places, Fault> {
        let mut places = names(&placed_in(photograph)?);
        if !self.remove.is_empty() {
            places.remove(&self.remove);
            return Ok(places);
        }
        let number = |text: &str| {
            let own: Result<f64, _> = text.parse();
            own.map_err(|_| Fault::Malformed("the click has no place".to_owned()))
        };
        if self.landmark.is_empty() {
            let reason = "choose which point you click on".to_owned();
            let field = "landmark".to_owned();
            return Err(Fault::Field { field, reason });
        }
        // Browsers send whole pixels of the page; the middle of one is meant.
        let scale = f64::from(photograph.width_px) / f64::from(PLAIN_WIDTH_PX);
        let at = [number(&self.x)?, number(&self.y)?].map(|own| (own + 0.5) * scale);
        let most = [photograph.width_px, photograph.height_px].map(f64::from);
        // Rounding may put the last row or column just outside.
        let slack = |k: usize| {
            if at[k] <= most[k] + scale {
                at[k].min(most[k])
            } else {
                at[k]
            }
        };
        places.insert(self.landmark.clone(), [slack(0), slack(1)]);
        Ok(places)
    }
}

/// Takes a click of the page without scripts.
pub(crate) async fn click(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<PhotographId>,
    Form(click): Form<Click>,
) -> Result<Response, Fault> {
    let photograph = find_photograph(&app, &seat, id).await?;
    let done = async {
        let revision = revision(&click.revision)?;
        let placed = with_landmarks(&photograph, &click.places(&photograph)?)?;
        write(&app, &seat, &photograph, revision, &placed).await
    };
    match done.await {
        Ok(_) => Ok(Redirect::to(&format!("/photographs/{id}/landmarks")).into_response()),
        Err(fault @ Fault::Field { .. }) => {
            let status = fault.status();
            let words = Some(fault.detail());
            let mut answer = show_with(&app, &seat, frame, id, &click.landmark, words).await?;
            *answer.status_mut() = status;
            Ok(answer)
        }
        Err(fault) => Err(fault),
    }
}
