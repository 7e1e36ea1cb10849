//! A solved problem in its owner's words.

use glam::DVec2;
use pointil_scalp::Mm;

use super::certainty::Certainty;
use super::marks::MarkedPhotograph;
use super::problem::{Problem, Standing};
use super::{HeadFit, MarkResidual, PoseEstimate, Suspect};

pub fn report(problem: &Problem<'_>, photographs: &[MarkedPhotograph]) -> HeadFit {
    let certainty = Certainty::of(problem);
    let poses = photographs
        .iter()
        .enumerate()
        .map(|(i, photograph)| pose(problem, certainty.as_ref(), i, photograph))
        .collect();
    HeadFit {
        head: problem.person().head(),
        scale_uncertainty: certainty.map_or(f64::NAN, |c| c.scale()),
        poses,
    }
}

fn pose(
    problem: &Problem<'_>,
    certainty: Option<&Certainty<'_, '_>>,
    i: usize,
    photograph: &MarkedPhotograph,
) -> PoseEstimate {
    let person = problem.person();
    let shot = &problem.shots[i];
    let mut marks = Vec::new();
    let mut suspects = Vec::new();
    let (mut sum, mut count) = (0.0, 0.0);
    for (k, seen) in shot.seen.iter().enumerate() {
        let px: DVec2 = problem.projected(i, &person.landmark(seen.landmark)).0;
        let verdict = certainty.and_then(|c| c.verdict(i, k));
        let marked = problem.pixel(i, seen.px);
        marks.push(MarkResidual {
            landmark: seen.landmark,
            marked,
            fitted: problem.pixel(i, px),
            detectable_px: verdict.map_or(f64::INFINITY, |v| v.detectable_px),
        });
        if let Some(verdict) = verdict.filter(|_| seen.standing != Standing::Good) {
            suspects.push(Suspect {
                landmark: seen.landmark,
                marked,
                expected: problem.pixel(i, verdict.predicted_px),
                is_ambiguous: seen.standing == Standing::Ambiguous,
            });
        } else {
            sum += px.distance_squared(seen.px);
            count += 1.0;
        }
    }
    PoseEstimate {
        photograph: photograph.name.clone(),
        camera: problem.station(i).camera(problem.pivot(), shot.size),
        residual_px: (sum / f64::max(count, 1.0)).sqrt(),
        marks,
        suspects,
        rim_points: shot.rim.iter().filter(|point| point.weight > 0.3).count(),
        uncertainty: Mm::new(certainty.map_or(f64::NAN, |c| c.scalp_mm(i))),
    }
}
