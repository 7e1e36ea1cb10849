//! What landmarks in a photograph led to, as it is drawn over the picture: the fitted head's contour, and how far each point lies from where the
//! others put it.

use pointil_photo::{MarkResidual, PoseEstimate};
use pointil_render::head_outline;
use pointil_scalp::{Bvh, Camera, Head, Landmark, Mannequin, Pixel};
use serde::Serialize;
use utoipa::ToSchema;

use super::fits::ClientFit;
use super::landmark_words::landmark_words;

/// Edges of the mesh whose contour is drawn, in millimetres: the contour is that of the smooth surface.
const CELL_MM: f64 = 6.0;

/// Points of the contour nearer to each other than this share of the picture's longer side are one.
const STEP_SHARE: f64 = 0.002;

/// A placed landmark against the head that all of them led to.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct LandmarkOff {
    /// Its name, such as `exocanthion_left`.
    pub(crate) landmark: String,
    /// Where the head has it: pixels right and down.
    pub(crate) at: [f64; 2],
    /// How far the placed point lies from there, in millimetres of the head; for a doubtful one, from where the others put it.
    pub(crate) off_mm: f64,
    /// Whether the others contradict it.
    pub(crate) doubtful: bool,
    /// What is wrong with it, for people.
    pub(crate) words: Option<String>,
}

/// A head that was found in a photograph.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct HeadInPicture {
    /// The head's contour as the data of an SVG path, in pixels of the picture.
    pub(crate) contour: String,
    /// Each placed landmark.
    pub(crate) points: Vec<LandmarkOff>,
    /// How far a place of the scalp may fall from where it is, in millimetres: root mean square over the scalp in view.
    pub(crate) uncertainty_mm: f64,
}

/// What the landmarks of a photograph led to.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct LandmarkFit {
    /// The head in the picture, once there is one.
    pub(crate) head: Option<HeadInPicture>,
    /// What is missing or wrong, for people.
    pub(crate) problem: Option<String>,
}

impl LandmarkFit {
    /// Of one of a client's photographs.
    pub(crate) fn of(fit: &ClientFit, photograph: pointil_storage::PhotographId) -> Self {
        let view = fit.views.get(&photograph);
        let head = fit.head.as_ref().zip(view);
        let refused = fit.refused.get(&photograph).cloned();
        let nothing = || Some("Six points or more, and the head is found.".to_owned());
        Self {
            problem: if head.is_some() {
                None
            } else {
                refused.or_else(nothing)
            },
            head: head.map(|(head, view)| HeadInPicture::of(head, &view.pose)),
        }
    }

    /// The point of a landmark.
    pub(crate) fn point(&self, landmark: Landmark) -> Option<&LandmarkOff> {
        let points = self.head.as_ref().map(|own| own.points.iter());
        points?.find(|own| own.landmark == landmark.name())
    }
}

impl HeadInPicture {
    fn of(head: &Head, pose: &PoseEstimate) -> Self {
        Self {
            contour: contour(head, &pose.camera),
            points: pose
                .marks
                .iter()
                .map(|own| point(head, pose, own))
                .collect(),
            uncertainty_mm: pose.uncertainty.mm(),
        }
    }
}

fn point(head: &Head, pose: &PoseEstimate, own: &MarkResidual) -> LandmarkOff {
    let landmark = own.landmark;
    let suspect = pose.suspects.iter().find(|one| one.landmark == landmark);
    let expected = suspect.map_or(own.fitted, |one| one.expected);
    let per_mm = pose.camera.pixels_per_mm(head.landmark(landmark));
    let off_mm = own.marked.distance(expected) / per_mm;
    LandmarkOff {
        landmark: landmark.name().to_owned(),
        at: [expected.x, expected.y],
        off_mm,
        doubtful: suspect.is_some(),
        words: suspect.map(|one| doubt(landmark, off_mm, one.is_ambiguous)),
    }
}

fn doubt(landmark: Landmark, off_mm: f64, is_ambiguous: bool) -> String {
    let name = landmark_words(landmark).name;
    if is_ambiguous {
        format!(
            "{name}: {off_mm:.0} mm from where the others put it. This point or another one is wrong."
        )
    } else {
        format!(
            "{name}: {off_mm:.0} mm from where the others put it. It is left out until you move it."
        )
    }
}

/// The contour of the head as the data of an SVG path.
pub(crate) fn contour(head: &Head, camera: &Camera) -> String {
    let mesh = Mannequin::new(head).mesh(CELL_MM);
    let lines = head_outline(&mesh, &Bvh::new(&mesh), camera);
    let size = camera.size();
    let step = STEP_SHARE * f64::from(size.width.max(size.height));
    lines.iter().map(|line| path(line, step)).collect()
}

/// A line as the data of an SVG path, in steps of at least `step` pixels.
pub(crate) fn path(line: &[Pixel], step: f64) -> String {
    let mut data = String::new();
    let mut last: Option<Pixel> = None;
    let end = line.len().saturating_sub(1);
    for (k, pixel) in line.iter().enumerate() {
        if k != end && last.is_some_and(|last| last.distance(*pixel) < step) {
            continue;
        }
        let pen = if last.is_none() { 'M' } else { 'L' };
        data.push_str(&format!("{pen}{:.1} {:.1}", pixel.x, pixel.y));
        last = Some(*pixel);
    }
    data
}
