//! A first pose without a guess: the mean head turned every way against the marks of one photograph.

use core::f64::consts::FRAC_PI_2;

use glam::{DMat3, DVec2, DVec3};
use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::{DMatrix, DVector, Dyn, Owned};
use pointil_scalp::{Head, Landmark, Surface};

use super::face::landmark_sd;
use super::problem::Seen;
use super::station::{self, Station, UNKNOWNS};

/// Beyond this many standard deviations a mark's pull grows no more.
const TURNING_POINT: f64 = 2.0;

/// Of the 48 first views this many are refined.
const PROMISING: usize = 16;

/// What a landmark that the head itself would hide costs, in squared standard deviations.
const HIDDEN_COST: f64 = 30.0;

/// A line of sight may pass this deep through the mean head before its landmark counts as hidden.
const HIDDEN_DEPTH_MM: f64 = 12.0;

/// A pose of the mean head and how badly it explains the marks.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    pub station: Station,
    /// Twice the negative logarithm of the likelihood but for a constant: robust squares in standard deviations, with
    /// what hidden landmarks cost.
    pub cost: f64,
    /// The robust squares alone.
    pub misfit: f64,
}

/// One mark against the mean head.
struct Tie {
    offset: DVec3,
    px: DVec2,
    sd_mm: f64,
    sd_px: f64,
    weight: f64,
}

impl Tie {
    fn new(head: &Head, seen: &Seen) -> Self {
        Self {
            offset: head.landmark(seen.landmark) - head.cranium().centre(),
            px: seen.px,
            sd_mm: landmark_sd(seen.landmark),
            sd_px: seen.sd_px,
            weight: 1.0,
        }
    }
}

/// The marks with weights by which those far from the mean head hardly count: to begin a fit with.
pub fn weighed(head: &Head, seen: Vec<Seen>, station: &Station) -> Vec<Seen> {
    let weigh = |seen: Seen| {
        let misfit = Rigid::misfit(&Tie::new(head, &seen), station);
        let weight = 1.0 / (1.0 + misfit / (TURNING_POINT * TURNING_POINT));
        Seen {
            weight: weight * weight,
            ..seen
        }
    };
    seen.into_iter().map(weigh).collect()
}

/// The pose of a rigid head as a least squares problem.
struct Rigid {
    ties: Vec<Tie>,
    start: DMat3,
    log_focal: f64,
    unknowns: DVector<f64>,
}

/// The best poses for these marks with a lens of about `log_focal`, best first and all distinct.
pub fn starts(head: &Head, seen: &[Seen], log_focal: f64) -> Vec<Start> {
    let mut rough: Vec<(f64, Rigid)> = Vec::new();
    for yaw in 0..12 {
        for pitch in [-0.35, 0.25, 0.8, 1.35] {
            let facing = facing(f64::from(yaw) * FRAC_PI_2 / 3.0, pitch);
            let rigid = rigid(head, seen, facing, log_focal);
            rough.extend(rigid.map(|rigid| (rigid.cost(), rigid)));
        }
    }
    rough.sort_by(|a, b| a.0.total_cmp(&b.0));
    let promising = rough.into_iter().take(PROMISING).map(|(_, rigid)| rigid);
    let mut found: Vec<Start> = promising
        .filter_map(|rigid| refined(head, seen, rigid))
        .collect();
    found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut distinct: Vec<Start> = Vec::new();
    for start in found {
        let own = start.station.rotation;
        let is_new = distinct
            .iter()
            .all(|other| trace(own * other.station.rotation.transpose()) < 2.8);
        if is_new {
            distinct.push(start);
        }
    }
    distinct
}

fn trace(m: DMat3) -> f64 {
    m.col(0).x + m.col(1).y + m.col(2).z
}

/// The rotation into the axes of a camera that stands at `yaw` to the subject's left of straight ahead and `pitch` above.
fn facing(yaw: f64, pitch: f64) -> DMat3 {
    let (sy, cy) = libm::sincos(yaw);
    let (sp, cp) = libm::sincos(pitch);
    let forward = -DVec3::new(cp * sy, sp, cp * cy);
    let right = DVec3::new(cy, 0.0, -sy);
    let down = forward.cross(right);
    DMat3::from_cols(right, down, forward).transpose()
}

/// The head seen from `facing`, rolled, scaled and shifted to the marks; none where they all coincide.
fn rigid(head: &Head, seen: &[Seen], facing: DMat3, log_focal: f64) -> Option<Rigid> {
    let ties: Vec<Tie> = seen.iter().map(|seen| Tie::new(head, seen)).collect();
    let (roll, scale, middle_px) = similarity(&ties, facing)?;
    let (s, c) = libm::sincos(roll);
    let rolled = DMat3::from_cols(DVec3::new(c, s, 0.0), DVec3::new(-s, c, 0.0), DVec3::Z) * facing;
    let mut unknowns = DVector::zeros(UNKNOWNS);
    (unknowns[3], unknowns[4]) = (middle_px.x, middle_px.y);
    unknowns[5] = libm::log(scale);
    Some(Rigid {
        ties,
        start: rolled,
        log_focal,
        unknowns,
    })
}

/// The pose near that of `rigid` which explains the marks best.
fn refined(head: &Head, seen: &[Seen], rigid: Rigid) -> Option<Start> {
    let mut rigid = rigid;
    for _ in 0..4 {
        rigid.renew_weights();
        (rigid, _) = LevenbergMarquardt::new()
            .with_ftol(1e-6)
            .with_xtol(1e-6)
            .with_patience(4)
            .minimize(rigid);
    }
    let station = rigid.station();
    let cost = rigid.cost() + hidden_cost(head, seen, &station);
    cost.is_finite().then_some(Start {
        station,
        cost,
        misfit: rigid.squares(),
    })
}

/// Roll, pixels per millimetre and shift that bring the head seen from far away closest to the marks.
fn similarity(ties: &[Tie], facing: DMat3) -> Option<(f64, f64, DVec2)> {
    let n = ties.len() as f64;
    let flat = |tie: &Tie| (facing * tie.offset).truncate();
    let from = ties.iter().map(flat).sum::<DVec2>() / n;
    let to = ties.iter().map(|tie| tie.px).sum::<DVec2>() / n;
    let (mut along, mut across, mut spread) = (0.0, 0.0, 0.0);
    for tie in ties {
        let (a, b) = (flat(tie) - from, tie.px - to);
        along += a.dot(b);
        across += a.perp_dot(b);
        spread += a.length_squared();
    }
    let scale = libm::hypot(along, across) / spread;
    if !(scale.is_finite() && scale > 0.0) {
        return None;
    }
    let roll = libm::atan2(across, along);
    let turned = DVec2::from_angle(roll).rotate(from) * scale;
    Some((roll, scale, to - turned))
}

/// What the marks that the head itself would hide from `station` cost, in squared standard deviations.
pub fn hidden_cost(head: &Head, seen: &[Seen], station: &Station) -> f64 {
    let hidden = seen
        .iter()
        .filter(|seen| is_hidden(head, seen.landmark, station))
        .count();
    HIDDEN_COST * hidden as f64
}

/// The median distance of the marks from the mean head's landmarks, in pixels.
pub fn misfit_px(head: &Head, seen: &[Seen], station: &Station) -> f64 {
    let middle = head.cranium().centre();
    let mut off: Vec<f64> = seen
        .iter()
        .map(|seen| {
            let offset = head.landmark(seen.landmark) - middle;
            station
                .project(offset, DMat3::IDENTITY)
                .px
                .distance(seen.px)
        })
        .collect();
    off.sort_by(f64::total_cmp);
    off.get(off.len() / 2).copied().unwrap_or(0.0)
}

/// Whether the mean head stands between the camera and a landmark.
fn is_hidden(head: &Head, landmark: Landmark, station: &Station) -> bool {
    let cranium = head.cranium();
    let middle = cranium.centre();
    let point = head.landmark(landmark);
    let size = pointil_scalp::PictureSize {
        width: 2,
        height: 2,
    };
    let eye = station.camera(middle.to_vec(), size).position();
    let Some(way) = (eye - point).try_normalize() else {
        return true;
    };
    if landmark.is_cranial() {
        let normal = cranium.normal(cranium.site(point)).to_vec();
        return normal.dot(way) < -0.15;
    }
    // The vault goes on below the scalp as far as the skull's base, which hides the far side of the face as well.
    (1..40).any(|k| {
        let along = point + way * (5.0 * f64::from(k));
        cranium.elevation(along) < -HIDDEN_DEPTH_MM
    })
}

impl Rigid {
    fn turn(&self) -> DVec3 {
        DVec3::new(self.unknowns[0], self.unknowns[1], self.unknowns[2])
    }

    fn station(&self) -> Station {
        Station {
            rotation: station::rotation_by(self.turn()) * self.start,
            middle_px: DVec2::new(self.unknowns[3], self.unknowns[4]),
            log_scale: self.unknowns[5],
            log_focal: self.log_focal,
        }
    }

    /// The standard deviation of a mark against the mean head, in pixels.
    fn sd(tie: &Tie, station: &Station) -> f64 {
        libm::hypot(tie.sd_px, tie.sd_mm * libm::exp(station.log_scale))
    }

    /// Squared distance of a mark in standard deviations.
    fn misfit(tie: &Tie, station: &Station) -> f64 {
        let off = station.project(tie.offset, DMat3::IDENTITY).px - tie.px;
        off.length_squared() / Self::sd(tie, station).powi(2)
    }

    fn renew_weights(&mut self) {
        let station = self.station();
        for tie in &mut self.ties {
            let square = Self::misfit(tie, &station) / (TURNING_POINT * TURNING_POINT);
            tie.weight = 1.0 / (1.0 + square) / Self::sd(tie, &station).powi(2);
        }
    }

    /// Twice the negative logarithm of the likelihood but for a constant. The standard deviations are part of it: a large
    /// head near the camera could explain anything.
    fn cost(&self) -> f64 {
        let station = self.station();
        let spread = |tie: &Tie| 4.0 * libm::log(Self::sd(tie, &station) / tie.sd_px);
        self.squares() + self.ties.iter().map(spread).sum::<f64>()
    }

    fn squares(&self) -> f64 {
        let station = self.station();
        let turning = TURNING_POINT * TURNING_POINT;
        self.ties
            .iter()
            .map(|tie| turning * libm::log1p(Self::misfit(tie, &station) / turning))
            .sum()
    }
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Rigid {
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
        let station = self.station();
        let mut out = DVector::zeros(2 * self.ties.len());
        for (i, tie) in self.ties.iter().enumerate() {
            let off = station.project(tie.offset, DMat3::IDENTITY).px - tie.px;
            let factor = tie.weight.sqrt();
            (out[2 * i], out[2 * i + 1]) = (off.x * factor, off.y * factor);
        }
        Some(out)
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        let station = self.station();
        let slope = station::turn_slope(self.turn());
        let mut out = DMatrix::zeros(2 * self.ties.len(), UNKNOWNS);
        for (i, tie) in self.ties.iter().enumerate() {
            let by = station.project(tie.offset, slope).by_station;
            let factor = tie.weight.sqrt();
            for axis in 0..2 {
                for k in 0..UNKNOWNS {
                    out[(2 * i + axis, k)] = by[axis][k] * factor;
                }
            }
        }
        Some(out)
    }
}
