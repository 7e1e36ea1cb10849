//! A head from points of its surface: a scan, a depth camera, a digitised head.
//!
//! Gauss–Newton on the distance of the points from the vault, over a rigid motion, the size and the shape harmonics,
//! with the spread of real heads as prior and a robust weight, so that a stray point (an ear, a collar) bends nothing.

use glam::DVec3;
use nalgebra::{DMatrix, DVector};

use crate::deformation::Deformation;
use crate::harmonics::{self, COUNT};
use crate::head::Head;
use crate::landmarks::Landmark;
use crate::rigid::RigidMotion;
use crate::space::{Point, Site, Surface};
use crate::units::Mm;

/// Unknowns: a turn, a shift, three factors of size, and the shape without its constant.
const UNKNOWNS: usize = 9 + COUNT - 1;

/// How far a landmark placed on a scan is trusted, one standard deviation in millimetres: half of it the click, half
/// of it the freedom of the template's face.
const LANDMARK_SD: f64 = 4.0;

/// Where a dome is highest or farthest back is hard to say along its surface.
const DOME_SD: f64 = 12.0;

/// The glabella is a point of the vault, at the edge of the scalp's points: on its own it counts for many of them.
const GLABELLA_SD: f64 = 0.1;

/// The tragia are trusted more: the head frame has its origin midway between them.
const TRAGION_SD: f64 = 0.5;

/// What is known of a head in some frame of its own (millimetres, axes of any direction).
#[derive(Clone, Debug, Default)]
pub struct SurfacePoints {
    /// Points of the scalp above brow and ears, evenly spread; at least [`Self::LEAST_POINTS`].
    pub scalp: Vec<Point>,
    /// Landmarks; at least three that are not in line.
    pub landmarks: Vec<(Landmark, Point)>,
    /// The accuracy of the scalp's points, one standard deviation; 0.5 mm for a good scan.
    pub accuracy: Mm,
}

impl SurfacePoints {
    /// Fewer points than these leave the shape to the prior.
    pub const LEAST_POINTS: usize = 30;
}

/// A head fitted to points.
#[derive(Clone, Debug)]
pub struct FittedHead {
    /// The head, in the head frame.
    pub head: Head,
    /// From the points' frame into the head frame.
    pub motion: RigidMotion,
    /// Root mean square distance of the points from the vault.
    pub rms: Mm,
}

/// Why points give no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// Too few points of the scalp.
    #[error("scalp has {0} points; at least {least} are needed, spread over the whole scalp", least = SurfacePoints::LEAST_POINTS)]
    TooFewPoints(usize),
    /// Too few landmarks to know which way the head looks.
    #[error(
        "landmarks has {0} entries; at least 3 that are not in line are needed, such as both tragia and the glabella"
    )]
    TooFewLandmarks(usize),
    /// The equations have no solution: points that are not finite, or all alike.
    #[error(
        "the points do not lie around a head; check their unit (millimetres) and that they are finite"
    )]
    Degenerate,
}

impl Head {
    /// Fits this head (the prediction from measurements, or from a sex alone) to points of a surface.
    ///
    /// # Errors
    /// Too few points or landmarks, or points that no head explains.
    pub fn fit(&self, data: &SurfacePoints) -> Result<FittedHead, FitError> {
        if data.scalp.len() < SurfacePoints::LEAST_POINTS {
            return Err(FitError::TooFewPoints(data.scalp.len()));
        }
        if data.landmarks.len() < 3 {
            return Err(FitError::TooFewLandmarks(data.landmarks.len()));
        }
        let pairs: Vec<_> = data
            .landmarks
            .iter()
            .map(|(landmark, point)| (*point, self.landmark(*landmark), 1.0))
            .collect();
        let mut motion = RigidMotion::best(&pairs);
        let mut deformation = Deformation::default();
        for _ in 0..25 {
            let head = self.deformed(&deformation);
            let step = normal_equations(self, &head, data, &motion, &deformation)
                .and_then(|(a, b)| a.cholesky().map(|c| c.solve(&b)))
                .ok_or(FitError::Degenerate)?;
            if !step.iter().all(|x| x.is_finite()) {
                return Err(FitError::Degenerate);
            }
            let vec = |i: usize| DVec3::new(step[i], step[i + 1], step[i + 2]);
            motion = motion.nudged(vec(0), vec(3));
            deformation.stretch += vec(6);
            for k in 1..COUNT {
                deformation.shape[k] += step[8 + k];
            }
            if step.amax() < 1e-7 {
                break;
            }
        }
        adopt_landmarks(self, data, &motion, &mut deformation);
        let head = self.deformed(&deformation);
        let square: f64 = data
            .scalp
            .iter()
            .map(|p| head.cranium().elevation(motion.apply(*p)).powi(2))
            .sum();
        let rms = Mm::new((square / data.scalp.len() as f64).sqrt());
        Ok(FittedHead { head, motion, rms })
    }
}

/// Moves the landmarks to where the data has them; vertex and opisthocranion follow from the surface.
fn adopt_landmarks(
    start: &Head,
    data: &SurfacePoints,
    motion: &RigidMotion,
    deformation: &mut Deformation,
) {
    for (landmark, point) in data
        .landmarks
        .iter()
        .filter(|(landmark, _)| !matches!(landmark, Landmark::Vertex | Landmark::Opisthocranion))
    {
        let predicted = start.landmark(*landmark).to_vec() * deformation.stretch;
        deformation.landmarks[*landmark as usize] = motion.apply(*point).to_vec() - predicted;
    }
}

/// The normal equations of one Gauss–Newton step.
fn normal_equations(
    start: &Head,
    head: &Head,
    data: &SurfacePoints,
    motion: &RigidMotion,
    deformation: &Deformation,
) -> Option<(DMatrix<f64>, DVector<f64>)> {
    let mut a = DMatrix::<f64>::zeros(UNKNOWNS, UNKNOWNS);
    let mut b = DVector::<f64>::zeros(UNKNOWNS);
    let mut add = |row: &DVector<f64>, residual: f64, weight: f64| {
        a.syger(weight, row, row, 1.0);
        b.axpy(-weight * residual, row, 1.0);
    };
    // Points of one surface are not independent: their prior counterweight is kept by a floor on the accuracy.
    let sd = data.accuracy.mm().max(0.1);
    let robust = 3.0_f64.max(4.0 * sd);
    for point in &data.scalp {
        let (row, residual) = scalp_row(head, motion.apply(*point))?;
        add(
            &row,
            residual,
            1.0 / (sd * sd) / (1.0 + (residual / robust).powi(2)),
        );
    }
    for (landmark, point) in &data.landmarks {
        if *landmark == Landmark::Glabella {
            let (row, residual) = scalp_row(head, motion.apply(*point))?;
            add(&row, residual, 1.0 / (GLABELLA_SD * GLABELLA_SD));
        }
        let moved = motion.apply(*point).to_vec();
        let predicted = start.landmark(*landmark).to_vec() * deformation.stretch;
        let landmark_sd = match landmark {
            Landmark::Vertex | Landmark::Opisthocranion => DOME_SD,
            Landmark::TragionLeft | Landmark::TragionRight => TRAGION_SD,
            _ => LANDMARK_SD,
        };
        for axis in 0..3 {
            let (row, residual) = landmark_row(start, *landmark, moved, predicted, axis);
            add(&row, residual, 1.0 / (landmark_sd * landmark_sd));
        }
    }
    for i in 6..UNKNOWNS {
        let (value, sd) = match i {
            6..=8 => (deformation.stretch[i - 6] - 1.0, 0.04),
            _ => (
                deformation.shape[i - 8],
                Deformation::shape_sd(degree_of(i - 8)),
            ),
        };
        let mut row = DVector::zeros(UNKNOWNS);
        row[i] = 1.0;
        add(&row, value, 1.0 / (sd * sd));
    }
    // `syger` fills the lower triangle, which is what Cholesky reads.
    Some((a, b))
}

/// The degree of the harmonic at `index`.
fn degree_of(index: usize) -> usize {
    index.isqrt()
}

/// How the elevation of `point` over the vault changes with each unknown, and the elevation itself.
fn scalp_row(head: &Head, point: Point) -> Option<(DVector<f64>, f64)> {
    let cranium = head.cranium();
    let elevation = cranium.elevation(point);
    let site = cranium.site(point);
    let foot = cranium.point(site);
    let n = cranium.normal(site).to_vec();
    let p = point.to_vec();
    if !elevation.is_finite() {
        return None;
    }
    let mut row = DVector::zeros(UNKNOWNS);
    let torque = p.cross(n);
    for axis in 0..3 {
        row[axis] = torque[axis];
        row[3 + axis] = n[axis];
        row[6 + axis] = -n[axis] * foot.to_vec()[axis];
    }
    // A rise of rho by one moves the surface along its ray by the semi-axes, seen along the normal.
    let rise = n.dot(site.to_vec() * cranium.semi_axes());
    let h = harmonics::evaluate(site.to_vec());
    for k in 1..COUNT {
        row[8 + k] = -h[k] * rise;
    }
    Some((row, elevation))
}

/// The same for one coordinate of a landmark's distance from its prediction.
fn landmark_row(
    start: &Head,
    landmark: Landmark,
    moved: DVec3,
    predicted: DVec3,
    axis: usize,
) -> (DVector<f64>, f64) {
    let mut row = DVector::zeros(UNKNOWNS);
    let unit = DVec3::AXES[axis];
    let torque = moved.cross(unit);
    for k in 0..3 {
        row[k] = torque[k];
    }
    row[3 + axis] = 1.0;
    row[6 + axis] = -start.landmark(landmark).to_vec()[axis];
    (row, (moved - predicted)[axis])
}

impl FittedHead {
    /// The site of the scalp that lies at `point`, given in the data's own frame.
    pub fn site(&self, point: Point) -> Site {
        self.head.site(self.motion.apply(point))
    }
}
