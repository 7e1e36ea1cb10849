//! The fast model of dots against the reference: random dots in random skins.

use super::{CaseKind, Comparison, Effort, Method, ValidationCase, ValidationError};
use crate::monte_carlo::Photons;
use crate::tissue::{Gloss, SkinModel};
use crate::trial::{RandomDots, Trial};

/// CIEDE2000 that half the dots, and nineteen of twenty, may be off by.
const ALLOWED: [(f64, &str, f64); 2] = [(0.5, "median", 0.5), (0.95, "95th percentile", 1.5)];

/// Photons of the reference at each of its wavelengths: enough that its noise is a fraction of what is allowed.
const PHOTONS: u64 = 1000;

/// Contrast above which a dot is seen at a glance, and fewest such dots that a percentile is told of.
const VISIBLE: f64 = 3.0;
const FEWEST: usize = 100;

const PLACES: [&str; 3] = ["in the middle", "beside", "many from afar"];

pub(super) fn case() -> ValidationCase {
    ValidationCase {
        kind: CaseKind::FastModel,
        name: "random dots".to_owned(),
        work: Box::new(run),
    }
}

fn run(effort: Effort, done: &mut dyn FnMut()) -> Result<Vec<Comparison>, ValidationError> {
    let model = SkinModel::new()?;
    let seed = effort.photons.seed;
    let mut dots = RandomDots::new(seed);
    let mut trials = Vec::new();
    for k in 0..effort.dots {
        let photons = Photons {
            count: PHOTONS,
            seed: seed.wrapping_mul(1_000_003).wrapping_add(k),
        };
        let dot = dots.draw(&model)?;
        trials.push(dot.judge(&model, Gloss::Excluded, photons)?);
        done();
    }
    let mut out = percentiles(&format!("{} random dots", trials.len()), &trials);
    trials.retain(|trial| trial.contrast() > VISIBLE);
    if trials.len() >= FEWEST {
        let name = format!(
            "{} of them that stand out by more than {VISIBLE}",
            trials.len()
        );
        out.extend(percentiles(&name, &trials));
    }
    Ok(out)
}

/// CIEDE2000 between table and reference at each place; the reference's noise is in it, and told beside it.
fn percentiles(name: &str, trials: &[Trial]) -> Vec<Comparison> {
    let mut out = Vec::new();
    for (k, place) in PLACES.into_iter().enumerate() {
        for (share, words, allowed) in ALLOWED {
            let of = |value: fn(&Trial) -> [f64; 3]| {
                percentile(trials.iter().map(|trial| value(trial)[k]), share)
            };
            out.push(Comparison {
                error: Some(of(|trial| trial.noise)),
                ..Comparison::error(
                    format!("{name}, {place}: CIEDE2000, {words}"),
                    Method::DotTable,
                    of(Trial::differences),
                    allowed,
                )
            });
        }
    }
    out
}

/// The value that this share of all lie below; not a number for none.
fn percentile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1) as f64;
    let at = sorted.get(libm::round(last * share) as usize);
    at.copied().unwrap_or(f64::NAN)
}
