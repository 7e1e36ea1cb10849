//! Where the cameras stood and what the head is like, from landmarks marked in photographs of one head.
//!
//! One least squares problem over all photographs: each has a pose, and they share one head, whose size, shape and
//! landmarks stray from the prediction as people's do. What pictures cannot give (the absolute size, the far side) thus
//! stays at its prediction, and shows in the uncertainty.

mod anatomy;
mod assemble;
mod certainty;
mod face;
mod lens;
mod marks;
mod other_head;
mod possible;
mod problem;
mod report;
mod rim;
mod start;
mod station;
mod wrong_marks;

use pointil_scalp::{Camera, Head, HeadMeasurements, Landmark, Mm, Pixel};

use anatomy::Anatomy;
use assemble::{assemble, best_start};
use lens::Lenses;
pub use marks::{FieldOfView, Mark, MarkedPhotograph, PoseError};
pub use other_head::camera_on;
pub use possible::{PossibleFit, fit_those_possible};
use problem::{Problem, Seen, Standing};
use rim::RimPoint;

/// Spread of the outline about the fitted vault in millimetres: details that its harmonics leave out.
const RIM_SD_MM: f64 = 1.0;

/// The outline's neighbouring points stray together over about this length of rim.
const RIM_AGREEMENT_MM: f64 = 15.0;

/// The outline enters the fit in steps of this length.
const RIM_SPACING_MM: f64 = 8.0;

/// A bound on the points of one outline; a vault's rim has about fifty.
const MAX_RIM_POINTS: usize = 150;

/// No portrait is taken from nearer to the middle of the head.
const NEAREST_MM: f64 = 200.0;

/// A mark with a robust weight below this (seven standard deviations off) disagrees.
const MIN_WEIGHT: f64 = 0.15;

/// Rounds of robust reweighting.
const ROUNDS: usize = 4;

/// Choices of a fit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FitSettings {
    /// One standard deviation of a click in pixels; `None` for 0.2 % of the picture's longer side.
    pub click_sd_px: Option<f64>,
}

/// A mark that everything else contradicts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suspect {
    /// Its name.
    pub landmark: Landmark,
    /// Where it was marked.
    pub marked: Pixel,
    /// Where everything else puts it.
    pub expected: Pixel,
    /// Whether another suspect explains the contradiction about as well: one of them is wrong, which one cannot be told.
    /// Such a mark stays in the fit with little weight; one that is clearly wrong is left out.
    pub is_ambiguous: bool,
}

/// A mark and where the fit puts it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarkResidual {
    /// Its name.
    pub landmark: Landmark,
    /// Where it was marked.
    pub marked: Pixel,
    /// Where the fitted head has it.
    pub fitted: Pixel,
    /// A wrong click farther off than this is named, whatever its direction; in pixels.
    pub detectable_px: f64,
}

/// Where one photograph was taken from.
#[derive(Clone, Debug)]
pub struct PoseEstimate {
    /// The photograph.
    pub photograph: String,
    /// The camera in the head frame.
    pub camera: Camera,
    /// Root mean square distance of the marks from the fitted landmarks, without suspects, in pixels.
    pub residual_px: f64,
    /// Each mark.
    pub marks: Vec<MarkResidual>,
    /// Marks that cannot be right.
    pub suspects: Vec<Suspect>,
    /// Points of the outline that were taken for the vault's rim.
    pub rim_points: usize,
    /// How far a point of the scalp that is known against the landmarks may fall from its place in this picture: root
    /// mean square over the scalp in view, on the skin.
    pub uncertainty: Mm,
}

/// A head and the cameras around it.
#[derive(Clone, Debug)]
pub struct HeadFit {
    /// The head.
    pub head: Head,
    /// One standard deviation of its size as a fraction; pictures alone do not tell a small head nearby from a large one
    /// far away, so this is what the population and the measurements leave open.
    pub scale_uncertainty: f64,
    /// One entry for each photograph, in their order.
    pub poses: Vec<PoseEstimate>,
}

/// Finds the head and the camera of each photograph.
///
/// # Errors
/// Landmarks that are too few, doubled, outside the picture, on the wrong side, or that no head can show; a measurement or
/// field of view beyond belief.
pub fn fit(
    measurements: &HeadMeasurements,
    photographs: &[MarkedPhotograph],
    settings: &FitSettings,
) -> Result<HeadFit, PoseError> {
    marks::check(photographs)?;
    let anatomy = Anatomy::new(measurements)?;
    let lenses = Lenses::of(photographs);
    let all_seen: Vec<_> = photographs
        .iter()
        .map(|photograph| assemble::seen(photograph, settings))
        .collect();
    let mut starts = Vec::new();
    for (i, photograph) in photographs.iter().enumerate() {
        let prior = lenses.priors[lenses.of_photograph[i]];
        starts.push(best_start(&anatomy, photograph, &all_seen[i], prior)?);
    }
    let problem = assemble(&anatomy, photographs, &lenses, &starts, all_seen);
    let problem = problem.solve(ROUNDS);
    check_believable(&problem, photographs)?;
    let mut problem = wrong_marks::set_aside(problem);
    if photographs.iter().any(|own| own.outline.is_some()) {
        add_rims(&mut problem, photographs);
        problem = wrong_marks::set_aside(problem.solve(ROUNDS + 1));
    }
    check_believable(&problem, photographs)?;
    Ok(report::report(&problem, photographs))
}

/// Refuses a photograph whose camera stands in the head or most of whose marks disagree.
fn check_believable(
    problem: &Problem<'_>,
    photographs: &[MarkedPhotograph],
) -> Result<(), PoseError> {
    let is_believable = |i: usize| {
        let station = problem.station(i);
        let seen = &problem.shots[i].seen;
        let disagrees = |seen: &&Seen| seen.standing != Standing::Good || seen.weight < MIN_WEIGHT;
        let bad = seen.iter().filter(disagrees).count();
        let distance_mm = libm::exp(station.log_focal - station.log_scale);
        distance_mm > NEAREST_MM && (bad < 5 || 2 * bad < seen.len())
    };
    match (0..photographs.len()).find(|i| !is_believable(*i)) {
        None => Ok(()),
        Some(i) => Err(PoseError::NoPose {
            photograph: photographs[i].name.clone(),
            misfit_px: start::misfit_px(
                &problem.anatomy.base,
                &problem.shots[i].seen,
                &problem.station(i),
            ),
        }),
    }
}

/// Adds the outlines' points to a problem that landmarks alone have solved.
fn add_rims(problem: &mut Problem<'_>, photographs: &[MarkedPhotograph]) {
    let cranium = problem.person().cranium.clone();
    for (i, photograph) in photographs.iter().enumerate() {
        let Some(outline) = &photograph.outline else {
            continue;
        };
        let station = problem.station(i);
        let per_mm = libm::exp(station.log_scale);
        let camera = station.camera(problem.pivot(), photograph.size);
        // Points closer than the length over which they stray together share one piece of evidence.
        let crowding = RIM_AGREEMENT_MM / RIM_SPACING_MM;
        let sd_px = libm::hypot(1.0, RIM_SD_MM * per_mm) * crowding.sqrt();
        problem.shots[i].rim = outline
            .spaced(RIM_SPACING_MM * per_mm)
            .map(|point| RimPoint {
                pixel: point.pixel,
                outward: point.outward,
                sd_px,
                weight: 0.0,
            })
            .filter(|point| point.touch(&camera, &cranium).is_near)
            .take(MAX_RIM_POINTS)
            .collect();
    }
    problem.renew_weights();
}
