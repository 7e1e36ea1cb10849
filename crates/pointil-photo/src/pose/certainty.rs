//! How certain a solved fit is: marks held against what all others predict, and millimetres on the skin.

use glam::{DVec2, DVec3};
use nalgebra::{DMatrix, DVector, Matrix2, Matrix6, Vector2, Vector6};
use pointil_scalp::template::{Template, in_domain};
use pointil_scalp::{Landmark, Surface};

use super::anatomy::Placed;
use super::problem::Problem;

/// Squared standard deviations (two degrees of freedom) beyond which a mark is called wrong: one good click in a
/// thousand lies farther off.
pub const WRONG_BEYOND: f64 = 13.8;

/// Landmarks on a dome say little on the head's frame.
const DOME_WEIGHT: f64 = 0.1;

/// A solved problem with the covariance of its unknowns.
pub struct Certainty<'p, 'a> {
    problem: &'p Problem<'a>,
    covariance: DMatrix<f64>,
}

/// A mark against the prediction from everything else.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// Squared distance in standard deviations of the prediction and the click together.
    pub square: f64,
    /// Where everything else predicts it, from the picture's middle.
    pub predicted_px: DVec2,
    /// A displacement beyond this, added to how far it is off already, is called wrong whatever its direction; in pixels.
    pub detectable_px: f64,
}

/// How the head as a rigid body tied to its landmarks moves with the unknowns.
struct Tie {
    middle: DVec3,
    /// Turn and shift (6 rows).
    motion: DMatrix<f64>,
    /// Growth about the middle.
    growth: DVector<f64>,
}

impl<'p, 'a> Certainty<'p, 'a> {
    /// The inverse of the normal matrix; `None` where the problem leaves an unknown open, which its priors prevent.
    pub fn of(problem: &'p Problem<'a>) -> Option<Self> {
        let slopes = problem.slopes();
        let covariance = (slopes.transpose() * slopes).cholesky()?.inverse();
        Some(Self {
            problem,
            covariance,
        })
    }

    /// Judges mark `k` of photograph `i`.
    pub fn verdict(&self, i: usize, k: usize) -> Option<Verdict> {
        let seen = &self.problem.shots[i].seen[k];
        let placed = self.problem.person().landmark(seen.landmark);
        let (px, rows) = self.problem.projected(i, &placed);
        let sd = seen.sd_px;
        let spread = self.pair_covariance(&rows) / (sd * sd);
        let kept = (Matrix2::identity() - spread * seen.weight).try_inverse()?;
        let off = Vector2::new(px.x - seen.px.x, px.y - seen.px.y) / sd;
        let predicted_off = kept * off;
        let total = Matrix2::identity() + spread * kept;
        let total = (total + total.transpose()) / 2.0;
        let square = predicted_off.dot(&(total.try_inverse()? * predicted_off));
        let widest = total.symmetric_eigenvalues().max();
        Some(Verdict {
            square,
            predicted_px: seen.px + DVec2::new(predicted_off.x, predicted_off.y) * sd,
            detectable_px: sd * widest.sqrt() * (WRONG_BEYOND.sqrt() + square.sqrt()),
        })
    }

    fn pair_covariance(&self, rows: &[DVector<f64>; 2]) -> Matrix2<f64> {
        let moved = [0, 1].map(|i| &self.covariance * &rows[i]);
        Matrix2::from_fn(|i, j| rows[i].dot(&moved[j]))
    }

    /// The root mean square error of where the scalp seen in photograph `i` falls, in millimetres on the skin, for a scalp
    /// that is known against the head's landmarks.
    pub fn scalp_mm(&self, i: usize) -> f64 {
        let person = self.problem.person();
        let tie = self.tie();
        let camera = self
            .problem
            .station(i)
            .camera(self.problem.pivot(), self.problem.shots[i].size);
        let (mut sum, mut count) = (0.0, 0.0);
        for site in Template::build(8, in_domain).sites {
            let (point, normal) = person.cranium.frame(site);
            let faces = normal.to_vec().dot((camera.position() - point).normalize());
            if faces < 0.15 {
                continue;
            }
            let placed = tie.carried(point.to_vec());
            let (_, rows) = self.problem.projected(i, &placed);
            let per_mm = camera.pixels_per_mm(point);
            sum += self.pair_covariance(&rows).trace() / (per_mm * per_mm);
            count += 1.0;
        }
        if count > 0.0 {
            (sum / count).sqrt()
        } else {
            f64::NAN
        }
    }

    /// One standard deviation of the head's size as a fraction.
    pub fn scale(&self) -> f64 {
        let growth = self.tie().growth;
        growth.dot(&(&self.covariance * &growth)).max(0.0).sqrt()
    }

    /// The rigid motion and the growth that follow the marked landmarks, by least squares.
    fn tie(&self) -> Tie {
        let person = self.problem.person();
        let mut marked: Vec<Landmark> = Vec::new();
        for seen in self.problem.shots.iter().flat_map(|shot| &shot.seen) {
            if !marked.contains(&seen.landmark) {
                marked.push(seen.landmark);
            }
        }
        let placed: Vec<(Placed, f64)> = marked
            .iter()
            .map(|landmark| (person.landmark(*landmark), frame_weight(*landmark)))
            .collect();
        let total: f64 = placed.iter().map(|(_, w)| w).sum();
        let middle = placed.iter().map(|(p, w)| p.point * *w).sum::<DVec3>() / total;
        let n = self.problem.unknowns.len();
        let mut normal = Matrix6::zeros();
        let mut pull = DMatrix::zeros(6, n);
        let mut growth = DVector::zeros(n);
        let mut spread = 0.0;
        for (own, weight) in &placed {
            let arm = own.point - middle;
            spread += weight * arm.length_squared();
            for axis in 0..3 {
                let unit = DVec3::AXES[axis];
                let torque = arm.cross(unit);
                let row = Vector6::new(torque.x, torque.y, torque.z, unit.x, unit.y, unit.z);
                normal += row * row.transpose() * *weight;
                for k in 0..own.slope.ncols() {
                    let slope = own.slope[(axis, k)] * weight;
                    growth[k] += arm[axis] * slope;
                    for r in 0..6 {
                        pull[(r, k)] += row[r] * slope;
                    }
                }
            }
        }
        let inverse = normal.try_inverse().unwrap_or_else(Matrix6::zeros);
        Tie {
            middle,
            motion: DMatrix::from_fn(6, 6, |r, c| inverse[(r, c)]) * pull,
            growth: growth / spread.max(1e-9),
        }
    }
}

/// How much a landmark says on where the head is.
pub fn frame_weight(landmark: Landmark) -> f64 {
    match landmark {
        Landmark::Vertex | Landmark::Opisthocranion => DOME_WEIGHT,
        _ => 1.0,
    }
}

impl Tie {
    /// A point that is carried along by the landmarks.
    fn carried(&self, point: DVec3) -> Placed {
        let arm = point - self.middle;
        let n = self.motion.ncols();
        let slope = DMatrix::from_fn(3, n, |axis, k| {
            let turn = DVec3::new(
                self.motion[(0, k)],
                self.motion[(1, k)],
                self.motion[(2, k)],
            );
            turn.cross(arm)[axis] + self.motion[(3 + axis, k)]
        });
        Placed { point, slope }
    }
}
