//! The design on the client's photographs: from which camera each was taken against the design's head, the picture with the dots in the skin, and
//! the head of the photographs taken over into the design.

use std::collections::BTreeMap;
use std::sync::Arc;

use pointil_optics::Illuminant;
use pointil_photo::{Photograph as Pixels, Sharpness, camera_on};
use pointil_render::{Dot, Picture, View, composite};
use pointil_scalp::{Bvh, Camera, Head, HeadMeasurement, HeadMeasurements, Mannequin, Mm};
use pointil_storage::{ClientId, Design as DesignRecord, DesignId, PhotographId, StudioId};
use pointil_treatment::OpenCase;
use pointil_treatment::design::HeadRecord;
use serde::Serialize;

use super::answers::record;
use super::looks::DrawnDots;
use super::tables::{Table, no_look, refused};
use crate::app::App;
use crate::fault::Fault;
use crate::kept::Kept;
use crate::photograph::fits::{ClientFit, fit, placed_of};
use crate::photograph::screen::on_screen;
use crate::seat::Seat;

/// Edges of the head that hides dots behind it, in millimetres: as finely as in the pictures of the command line.
const OCCLUDER_CELL_MM: f64 = 2.0;
/// Quality of the pictures.
const QUALITY: u8 = 90;
/// Pictures that are kept; each is some hundred thousand bytes.
const MOST_PICTURES: usize = 48;
/// Heads that are kept; each is some twenty megabytes.
const MOST_HEADS: usize = 4;

/// What makes a picture: the design's hash, the photograph and its camera, days after the session, the light.
type PictureKey = (String, StudioId, PhotographId, Camera, f64, &'static str);

/// Pictures and heads of this program.
pub(crate) struct Pictures {
    drawn: Kept<PictureKey, Arc<Vec<u8>>>,
    heads: Kept<HeadRecord, Arc<Bvh>>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self {
            drawn: Kept::new(MOST_PICTURES),
            heads: Kept::new(MOST_HEADS),
        }
    }
}

/// A camera as the page's script takes it: millimetres in the head frame, and pixels of the photograph.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct CameraState {
    eye: [f64; 3],
    right: [f64; 3],
    down: [f64; 3],
    forward: [f64; 3],
    focal_px: f64,
    size: [u32; 2],
}

impl CameraState {
    fn of(camera: &Camera) -> Self {
        Self {
            eye: camera.position().to_vec().to_array(),
            right: camera.right().to_array(),
            down: camera.down().to_array(),
            forward: camera.forward().to_array(),
            focal_px: camera.focal_px(),
            size: [camera.size().width, camera.size().height],
        }
    }
}

/// Where the photographs were taken from, against the design's head.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Cameras {
    /// Whether the design's head is the one that the photographs give.
    own_head: bool,
    /// By photograph.
    cameras: BTreeMap<PhotographId, CameraState>,
}

/// What is known of a head besides its photographs: whose it is, and what was measured.
pub(super) fn measured(case: &OpenCase) -> HeadMeasurements {
    let own = |which| {
        let (mm, sd_mm) = case.design.head.measurement(which);
        (sd_mm <= 0.0).then(|| Mm::new(mm))
    };
    HeadMeasurements {
        sex: case.client.sex,
        head_length: own(HeadMeasurement::HeadLength),
        head_breadth: own(HeadMeasurement::HeadBreadth),
        head_circumference: own(HeadMeasurement::HeadCircumference),
        tragion_to_top: own(HeadMeasurement::TragionToTop),
    }
}

/// The head that a client's photographs give with these measurements, and their cameras.
pub(super) async fn head_of(
    app: &App,
    studio: StudioId,
    client: ClientId,
    measurements: HeadMeasurements,
) -> Result<Arc<ClientFit>, Fault> {
    let placed = placed_of(app, studio, client, None).await?;
    fit(app, studio, placed, measurements).await
}

async fn case_of(app: &App, seat: &Seat, record: &DesignRecord) -> Result<OpenCase, Fault> {
    let case = |table: &mut Table| Ok(table.open.case().clone());
    app.tables().work(seat.studio, record.clone(), case).await
}

fn is_own(head: &HeadRecord, fit: &ClientFit) -> bool {
    fit.head
        .as_ref()
        .is_some_and(|own| HeadRecord::of(own) == *head)
}

/// The camera of a photograph against the design's head: as it was found where the design's head is the one that was found with it, otherwise from where
/// the design's head comes nearest to the landmarks.
fn camera(head: &HeadRecord, fit: &ClientFit, id: PhotographId) -> Result<Option<Camera>, Fault> {
    let Some(view) = fit.views.get(&id) else {
        return Ok(None);
    };
    if is_own(head, fit) {
        return Ok(Some(view.pose.camera));
    }
    let head: Head = head.head().map_err(Fault::internal)?;
    Ok(camera_on(&head, &view.marked, &view.pose.camera))
}

/// The cameras of all photographs.
pub(super) async fn cameras(app: &App, seat: &Seat, design: DesignId) -> Result<Cameras, Fault> {
    let record = record(app, seat, design).await?;
    let case = case_of(app, seat, &record).await?;
    let fit = head_of(app, seat.studio, record.client, measured(&case)).await?;
    let worked = tokio::task::spawn_blocking(move || {
        let head = &case.design.head;
        let mut cameras = BTreeMap::new();
        for id in fit.views.keys() {
            if let Some(camera) = camera(head, &fit, *id)? {
                cameras.insert(*id, CameraState::of(&camera));
            }
        }
        Ok::<_, Fault>(Cameras {
            own_head: is_own(head, &fit) || fit.head.is_none(),
            cameras,
        })
    });
    worked.await.map_err(Fault::internal)?
}

/// A JPEG file of a photograph with the design in the skin, so many days after the session, in a light.
pub(super) async fn drawn(
    app: &App,
    seat: &Seat,
    (design, photograph): (DesignId, PhotographId),
    days: f64,
    (light, illuminant): (&'static str, Illuminant),
) -> Result<Arc<Vec<u8>>, Fault> {
    let record = record(app, seat, design).await?;
    let case = case_of(app, seat, &record).await?;
    let kept = app.store().photograph(seat.studio, photograph).await?;
    if kept.is_none_or(|own| own.client != record.client) {
        return Err(Fault::NotFound);
    }
    let fit = head_of(app, seat.studio, record.client, measured(&case)).await?;
    let camera = camera(&case.design.head, &fit, photograph)?.ok_or_else(|| Fault::Refused {
        code: "landmarks",
        words: "the photograph has too few landmarks to show a design on it: place them first"
            .to_owned(),
    })?;
    let hash = case.design.hash().to_string();
    let key = (hash, seat.studio, photograph, camera, days, light);
    let pictures = app.design_pictures();
    if let Some(known) = pictures.drawn.get(&key) {
        return Ok(known);
    }
    let pixels = on_screen(app, seat.studio, photograph).await?;
    let dots = app.tables().work(seat.studio, record, move |table| {
        let layout = table.open.layout().map_err(refused)?;
        let dots = table
            .skin
            .drawn(table.open.case(), &layout, days, illuminant);
        dots.map_err(no_look)
    });
    let (dots, head) = (dots.await?, case.design.head);
    let known = pictures.heads.get(&head);
    let place = app.pictures().clone().acquire_owned().await;
    let place = place.map_err(Fault::internal)?;
    let worked = tokio::task::spawn_blocking(move || {
        let occluder = known.map_or_else(|| occluder(&head), Ok)?;
        let bytes = in_skin(&pixels, camera, &dots, &occluder)?;
        drop(place);
        Ok::<_, Fault>((head, occluder, Arc::new(bytes)))
    });
    let (head, occluder, bytes) = worked.await.map_err(Fault::internal)??;
    pictures.heads.put(head, occluder);
    pictures.drawn.put(key, Arc::clone(&bytes));
    Ok(bytes)
}

fn occluder(head: &HeadRecord) -> Result<Arc<Bvh>, Fault> {
    let head = head.head().map_err(Fault::internal)?;
    let mesh = Mannequin::new(&head).mesh(OCCLUDER_CELL_MM);
    Ok(Arc::new(Bvh::new(&mesh)))
}

/// The photograph with the dots in its skin.
fn in_skin(
    pixels: &Pixels,
    camera: Camera,
    own: &DrawnDots,
    occluder: &Bvh,
) -> Result<Vec<u8>, Fault> {
    let picture = Picture::new(pixels.size(), pixels.rgb8().to_vec()).map_err(Fault::internal)?;
    let view = View {
        picture: &picture,
        camera: &camera.scaled_to(pixels.size()),
        sharpness_px: Sharpness::lens_px(pixels),
        occluder,
        mask: None,
        redness: own.redness.as_ref(),
    };
    let dots: Vec<Dot> = own.dots.clone();
    let drawn = composite(&view, &dots).map_err(Fault::internal)?;
    let drawn = Pixels::new(drawn.size(), drawn.rgb8().to_vec());
    let drawn = drawn.ok_or_else(|| Fault::internal("a picture without pixels"))?;
    drawn.to_jpeg(QUALITY).map_err(Fault::internal)
}

/// Takes the head of the client's photographs over into the design, as one step.
pub(super) async fn take_head(
    app: &App,
    seat: &Seat,
    design: DesignId,
    revision: u64,
) -> Result<DesignRecord, Fault> {
    let record = record(app, seat, design).await?;
    let case = case_of(app, seat, &record).await?;
    let fit = head_of(app, seat.studio, record.client, measured(&case)).await?;
    let head = fit.head.as_ref().ok_or_else(|| Fault::Refused {
        code: "landmarks",
        words: "no photograph of this client has enough landmarks: place them first".to_owned(),
    })?;
    let mut own = case.design;
    own.head = HeadRecord::of(head);
    let work = move |table: &mut Table| table.replaced(own);
    let document = app.tables().work(seat.studio, record, work).await?;
    let label = "the head of the photographs";
    let kept = app
        .store()
        .edit_design(&seat.act(), design, revision, label, &document)
        .await;
    if kept.is_err() {
        app.tables().forget(seat.studio, design);
    }
    Ok(kept?)
}
