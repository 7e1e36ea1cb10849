//! From marked photographs to a problem with a place to start from.

use glam::DVec2;
use nalgebra::DVector;
use pointil_scalp::{PictureSize, Pixel};

use super::FitSettings;
use super::anatomy::Anatomy;
use super::lens::Lenses;
use super::marks::{MarkedPhotograph, PoseError};
use super::problem::{LensPrior, Problem, Seen, Shot, Standing};
use super::start::{self, Start};
use super::station;

/// Robust squares per mark beyond which no pose is believed; a mark five standard deviations off the mean head costs 8.
const HOPELESS: f64 = 8.0;

/// Starts that are worse by no more than this are tried as well.
const START_MARGIN: f64 = 15.0;

/// Mirrored names must explain a photograph better by this much (squared standard deviations) before they are
/// believed.
const EXCHANGE_MARGIN: f64 = 25.0;

/// One standard deviation of a click as a share of the picture's longer side: 3 px in 1500.
const CLICK_SHARE: f64 = 0.002;

fn from_middle(pixel: Pixel, size: PictureSize) -> DVec2 {
    DVec2::new(
        pixel.x - f64::from(size.width) / 2.0,
        pixel.y - f64::from(size.height) / 2.0,
    )
}

/// The marks of a photograph, from the picture's middle.
pub fn seen(photograph: &MarkedPhotograph, settings: &FitSettings) -> Vec<Seen> {
    let size = photograph.size;
    let usual = CLICK_SHARE * f64::from(size.width.max(size.height));
    let sd_px = settings.click_sd_px.unwrap_or(usual).max(0.1);
    photograph
        .marks
        .iter()
        .map(|mark| Seen {
            landmark: mark.landmark,
            px: from_middle(mark.pixel, size),
            sd_px,
            weight: 1.0,
            standing: Standing::Good,
        })
        .collect()
}

/// The pose from which the fit of this photograph starts.
pub fn best_start(
    anatomy: &Anatomy,
    photograph: &MarkedPhotograph,
    seen: &[Seen],
    prior: LensPrior,
) -> Result<Start, PoseError> {
    let head = &anatomy.base;
    let no_pose = |misfit_px: f64| PoseError::NoPose {
        photograph: photograph.name.clone(),
        misfit_px,
    };
    let starts = start::starts(head, seen, prior.log_focal);
    let best = starts.first().ok_or_else(|| no_pose(f64::NAN))?;
    let mirrored: Vec<Seen> = seen
        .iter()
        .map(|seen| Seen {
            landmark: seen.landmark.mirrored(),
            ..seen.clone()
        })
        .collect();
    let exchanged = start::starts(head, &mirrored, prior.log_focal);
    if let Some(other) = exchanged.first()
        && other.cost + EXCHANGE_MARGIN < best.cost
    {
        return Err(PoseError::SidesExchanged {
            photograph: photograph.name.clone(),
        });
    }
    if best.misfit > HOPELESS * seen.len() as f64 {
        return Err(no_pose(start::misfit_px(head, seen, &best.station)));
    }
    Ok(most_likely(anatomy, photograph, seen, prior, &starts))
}

/// Of several starts that explain the mean head's marks alike, the one that a head of its own explains best.
fn most_likely(
    anatomy: &Anatomy,
    photograph: &MarkedPhotograph,
    seen: &[Seen],
    prior: LensPrior,
    starts: &[Start],
) -> Start {
    let near = starts
        .iter()
        .take_while(|start| start.cost < starts[0].cost + START_MARGIN)
        .take(3);
    let lenses = Lenses {
        priors: vec![prior],
        of_photograph: vec![0],
    };
    let mut best = (f64::INFINITY, starts[0]);
    if near.clone().count() < 2 {
        return best.1;
    }
    for start in near {
        let one = core::slice::from_ref(photograph);
        let mut problem = assemble(anatomy, one, &lenses, &[*start], vec![seen.to_vec()]);
        problem = problem.solve(2);
        let cost = problem.loss() + start::hidden_cost(&anatomy.base, seen, &problem.station(0));
        if cost < best.0 {
            best = (cost, *start);
        }
    }
    best.1
}

/// The problem that starts from `starts`, one for each photograph.
pub fn assemble<'a>(
    anatomy: &'a Anatomy,
    photographs: &[MarkedPhotograph],
    lenses: &Lenses,
    starts: &[Start],
    seen: Vec<Vec<Seen>>,
) -> Problem<'a> {
    let shots: Vec<Shot> = starts
        .iter()
        .zip(seen)
        .enumerate()
        .map(|(i, (start, seen))| Shot {
            size: photographs[i].size,
            seen: start::weighed(&anatomy.base, seen, &start.station),
            rim: Vec::new(),
            start: start.station.rotation,
            lens: lenses.of_photograph[i],
        })
        .collect();
    let count = anatomy.unknowns() + station::UNKNOWNS * shots.len() + lenses.priors.len();
    let mut problem = Problem {
        anatomy,
        shots,
        lenses: lenses.priors.clone(),
        unknowns: DVector::zeros(count),
    };
    for (k, start) in starts.iter().enumerate() {
        let at = problem.station_start(k);
        problem.unknowns[at + 3] = start.station.middle_px.x;
        problem.unknowns[at + 4] = start.station.middle_px.y;
        problem.unknowns[at + 5] = start.station.log_scale;
    }
    for (k, prior) in lenses.priors.iter().enumerate() {
        let at = problem.lens_start(k);
        problem.unknowns[at] = prior.log_focal;
    }
    problem
}
