//! All that is seen and all that is known beforehand as one least squares problem: photographs of one head.

use glam::{DMat3, DVec2, DVec3};
use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::{DMatrix, DVector, Dyn, Owned};
use pointil_scalp::{Landmark, PictureSize, Pixel};

use super::anatomy::{Anatomy, Person, Placed};
use super::rim::RimPoint;
use super::station::{self, Projected, Station};

/// Beyond this many standard deviations a mark's pull grows no more (Cauchy's loss).
const MARK_TURNING_POINT: f64 = 3.0;

/// The same for a point of the outline.
const RIM_TURNING_POINT: f64 = 2.0;

/// A mark, from the picture's middle, and how much it counts.
#[derive(Clone, Debug)]
pub struct Seen {
    pub landmark: Landmark,
    pub px: DVec2,
    /// One standard deviation of a click.
    pub sd_px: f64,
    /// The robust weight; zero for a mark that was set aside.
    pub weight: f64,
    pub standing: Standing,
}

/// What is thought of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Good,
    /// Wrong, or another one is.
    Ambiguous,
    /// Wrong: left out.
    Wrong,
}

/// A photograph in the fit.
#[derive(Clone, Debug)]
pub struct Shot {
    pub size: PictureSize,
    pub seen: Vec<Seen>,
    pub rim: Vec<RimPoint>,
    /// The rotation from which its turn is counted.
    pub start: DMat3,
    /// The number of its lens.
    pub lens: usize,
}

/// The logarithm of a focal length in pixels: what is known of it beforehand.
#[derive(Clone, Copy, Debug)]
pub struct LensPrior {
    pub log_focal: f64,
    pub sd: f64,
}

/// The problem at one state of its unknowns: the head's, then each photograph's, then the lenses'.
#[derive(Clone)]
pub struct Problem<'a> {
    pub anatomy: &'a Anatomy,
    pub shots: Vec<Shot>,
    pub lenses: Vec<LensPrior>,
    pub unknowns: DVector<f64>,
}

/// Residuals in standard deviations, times the root of their weights, and their slopes.
struct Rows {
    residuals: DVector<f64>,
    slopes: Option<DMatrix<f64>>,
    next: usize,
}

impl Rows {
    /// Adds a residual; `slopes` gives (column, value) runs.
    fn push(&mut self, residual: f64, factor: f64, runs: &[(usize, &[f64])]) {
        self.residuals[self.next] = residual * factor;
        if let Some(slopes) = &mut self.slopes {
            for (start, values) in runs {
                for (k, value) in values.iter().enumerate() {
                    slopes[(self.next, start + k)] += value * factor;
                }
            }
        }
        self.next += 1;
    }
}

impl Problem<'_> {
    /// The first unknown of photograph `i`.
    pub fn station_start(&self, i: usize) -> usize {
        self.anatomy.unknowns() + station::UNKNOWNS * i
    }

    /// The unknown of lens `i`.
    pub fn lens_start(&self, i: usize) -> usize {
        self.station_start(self.shots.len()) + i
    }

    /// The head at the present unknowns.
    pub fn person(&self) -> Person<'_> {
        self.anatomy.person(self.unknowns.as_slice())
    }

    /// The middle of the head that turns are about: it stays where the prediction has it.
    pub fn pivot(&self) -> DVec3 {
        self.anatomy.base.cranium().centre().to_vec()
    }

    fn turn(&self, i: usize) -> DVec3 {
        let at = self.station_start(i);
        DVec3::new(
            self.unknowns[at],
            self.unknowns[at + 1],
            self.unknowns[at + 2],
        )
    }

    /// The camera of photograph `i` against the head.
    pub fn station(&self, i: usize) -> Station {
        let at = self.station_start(i);
        let shot = &self.shots[i];
        Station {
            rotation: station::rotation_by(self.turn(i)) * shot.start,
            middle_px: DVec2::new(self.unknowns[at + 3], self.unknowns[at + 4]),
            log_scale: self.unknowns[at + 5],
            log_focal: self.unknowns[self.lens_start(shot.lens)],
        }
    }

    /// Where `placed` falls in photograph `i`, and how that changes with the unknowns.
    pub fn projected(&self, i: usize, placed: &Placed) -> (DVec2, [DVector<f64>; 2]) {
        let slope = station::turn_slope(self.turn(i));
        let seen = self.station(i).project(placed.point - self.pivot(), slope);
        let rows = [0, 1].map(|axis| self.spread(i, axis, &seen, placed));
        (seen.px, rows)
    }

    fn spread(&self, i: usize, axis: usize, seen: &Projected, placed: &Placed) -> DVector<f64> {
        let mut row = DVector::zeros(self.unknowns.len());
        let by = seen.by_point[axis];
        for k in 0..self.anatomy.unknowns() {
            row[k] = by.x * placed.slope[(0, k)]
                + by.y * placed.slope[(1, k)]
                + by.z * placed.slope[(2, k)];
        }
        let own = seen.by_station[axis];
        let at = self.station_start(i);
        for (k, value) in own[..station::UNKNOWNS].iter().enumerate() {
            row[at + k] = *value;
        }
        row[self.lens_start(self.shots[i].lens)] = own[station::UNKNOWNS];
        row
    }

    fn row_count(&self) -> usize {
        let seen: usize = self
            .shots
            .iter()
            .map(|shot| 2 * shot.seen.len() + shot.rim.len())
            .sum();
        seen + self.prior_count()
    }

    /// Unknowns of the head, lenses, sizes and one constant.
    fn prior_count(&self) -> usize {
        self.anatomy.unknowns() + self.lenses.len() + 4
    }

    /// All residuals, and their slopes where asked for.
    fn rows(&self, with_slopes: bool) -> (DVector<f64>, Option<DMatrix<f64>>) {
        let (m, n) = (self.row_count(), self.unknowns.len());
        let mut rows = Rows {
            residuals: DVector::zeros(m),
            slopes: with_slopes.then(|| DMatrix::zeros(m, n)),
            next: 0,
        };
        let person = self.person();
        for (i, shot) in self.shots.iter().enumerate() {
            for seen in &shot.seen {
                let (px, slopes) = self.projected(i, &person.landmark(seen.landmark));
                let factor = seen.weight.sqrt() / seen.sd_px;
                let off = px - seen.px;
                rows.push(off.x, factor, &[(0, slopes[0].as_slice())]);
                rows.push(off.y, factor, &[(0, slopes[1].as_slice())]);
            }
            let camera = self.station(i).camera(self.pivot(), shot.size);
            for point in &shot.rim {
                let factor = point.weight.sqrt() / point.sd_px;
                let touch = point.touch(&camera, &person.cranium);
                let slope = if with_slopes && factor > 0.0 {
                    let (_, by) = self.projected(i, &person.site(touch.site));
                    -(&by[0] * touch.normal_px.x + &by[1] * touch.normal_px.y)
                } else {
                    DVector::zeros(n)
                };
                rows.push(touch.outside_px, factor, &[(0, slope.as_slice())]);
            }
        }
        self.prior_rows(&person, &mut rows);
        (rows.residuals, rows.slopes)
    }

    fn prior_rows(&self, person: &Person<'_>, rows: &mut Rows) {
        for k in 0..self.anatomy.unknowns() {
            rows.push(self.unknowns[k], 1.0, &[(k, &[1.0])]);
        }
        for (i, lens) in self.lenses.iter().enumerate() {
            let at = self.lens_start(i);
            let off = self.unknowns[at] - lens.log_focal;
            rows.push(off, 1.0 / lens.sd, &[(at, &[1.0])]);
        }
        let (residuals, slopes) = person.size_rows();
        for (residual, slope) in residuals.into_iter().zip(slopes.row_iter()) {
            let row: Vec<f64> = slope.iter().copied().collect();
            rows.push(residual, 1.0, &[(0, &row)]);
        }
        // A constant keeps relative tolerances within reach where all else fits exactly.
        rows.push(1.0, 1.0, &[]);
    }

    /// Slopes of all residuals (weighted) at the present unknowns.
    pub fn slopes(&self) -> DMatrix<f64> {
        self.rows(true).1.unwrap_or_else(|| DMatrix::zeros(0, 0))
    }

    /// How badly the present unknowns explain everything: twice the negative logarithm of the likelihood under the robust
    /// loss, but for a constant.
    pub fn loss(&self) -> f64 {
        let cauchy = |weight: f64, turning: f64| {
            // The weight is 1 / (1 + (r / turning)²) of the residual r it was renewed for.
            if weight > 0.0 {
                -turning * turning * libm::log(weight)
            } else {
                0.0
            }
        };
        let mut problem = self.clone();
        problem.renew_weights();
        let shots = problem.shots.iter();
        let seen: f64 = shots
            .map(|shot| {
                let marks: f64 = shot
                    .seen
                    .iter()
                    .map(|s| cauchy(s.weight, MARK_TURNING_POINT))
                    .sum();
                let rim: f64 = shot
                    .rim
                    .iter()
                    .map(|p| cauchy(p.weight, RIM_TURNING_POINT))
                    .sum();
                marks + rim
            })
            .sum();
        let all = self.rows(false).0;
        let prior = self.prior_count();
        seen + all.rows(all.len() - prior, prior).norm_squared()
    }

    /// Finds the most likely unknowns; `rounds` times over, after each of which the robust weights are renewed.
    pub fn solve(self, rounds: usize) -> Self {
        let mut problem = self;
        for _ in 0..rounds {
            let (solved, _) = LevenbergMarquardt::new()
                .with_ftol(1e-8)
                .with_xtol(1e-8)
                .with_patience(1)
                .minimize(problem);
            problem = solved;
            problem.renew_weights();
        }
        problem
    }

    /// Weighs each mark and each point of the outline by how well it fits.
    pub fn renew_weights(&mut self) {
        let person = self.anatomy.person(self.unknowns.as_slice());
        for i in 0..self.shots.len() {
            let offs: Vec<DVec2> = self.shots[i]
                .seen
                .iter()
                .map(|seen| self.projected(i, &person.landmark(seen.landmark)).0 - seen.px)
                .collect();
            let camera = self.station(i).camera(self.pivot(), self.shots[i].size);
            let shot = &mut self.shots[i];
            for (seen, off) in shot.seen.iter_mut().zip(offs) {
                let loss = off.length() / seen.sd_px / MARK_TURNING_POINT;
                let weight = 1.0 / (1.0 + loss * loss);
                seen.weight = if seen.standing == Standing::Wrong {
                    0.0
                } else {
                    weight
                };
            }
            for point in &mut shot.rim {
                let touch = point.touch(&camera, &person.cranium);
                let loss = touch.outside_px / point.sd_px / RIM_TURNING_POINT;
                point.weight = if touch.counts {
                    1.0 / (1.0 + loss * loss)
                } else {
                    0.0
                };
            }
        }
    }

    /// A place in photograph `i` as its owner counts it.
    pub fn pixel(&self, i: usize, px: DVec2) -> Pixel {
        let PictureSize { width, height } = self.shots[i].size;
        Pixel::new(
            px.x + f64::from(width) / 2.0,
            px.y + f64::from(height) / 2.0,
        )
    }
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Problem<'_> {
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;
    type ParameterStorage = Owned<f64, Dyn>;

    fn set_params(&mut self, x: &DVector<f64>) {
        self.unknowns.copy_from(x);
    }

    fn params(&self) -> DVector<f64> {
        self.unknowns.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        Some(self.rows(false).0)
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        self.rows(true).1
    }
}
