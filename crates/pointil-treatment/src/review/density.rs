//! Densities against real hair, coverage and time.

use core::f64::consts::PI;

use pointil_optics::{DAYS_PER_YEAR, HEALED_DAYS};
use pointil_scalp::Zone;

use super::remedy::Remedy;
use super::{Finding, Subject};

/// Follicular units per square centimetre where nobody counted them (Bernstein 1997: about one to a square millimetre).
const USUAL_UNITS: f64 = 100.0;

/// Years after which dots must still stand apart.
const APART_YEARS: f64 = 5.0;

/// The nearest dot lies at this share of the lattice's spacing, in patterns as even as ours.
const NEAREST: f64 = 0.75;

/// A zone as densely as it is worked, old dots counted.
struct Densest {
    zone: Zone,
    per_cm2: f64,
}

pub(super) fn review(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let zones = densities(subject);
    let Some(densest) = zones.iter().max_by(|a, b| a.per_cm2.total_cmp(&b.per_cm2)) else {
        return;
    };
    let units = subject
        .client
        .follicular_units_per_cm2
        .unwrap_or(USUAL_UNITS);
    let thinned = |to_per_cm2: f64| Remedy::ThinDensities {
        most_per_cm2: to_per_cm2.max(20.0).floor(),
    };
    let high = |code: &str| {
        let rule = subject.rules.of(code, subject.client.sex);
        rule.and_then(|rule| rule.high).unwrap_or(f64::INFINITY)
    };
    let Densest { zone, per_cm2 } = densest;
    findings.extend(subject.judged(
        "D201",
        per_cm2 / units,
        format!("{per_cm2:.0} dots/cm² in {zone} are more than real hair is"),
        Some(thinned(0.95 * high("D201") * units)),
    ));
    let covered = |own: &Densest| coverage(subject, own) * 100.0;
    let most = zones
        .iter()
        .max_by(|a, b| covered(a).total_cmp(&covered(b)));
    if let Some(own) = most {
        let covered = covered(own);
        findings.extend(subject.judged(
            "D202",
            covered,
            format!("dots cover {covered:.1} % of {}: a helmet", own.zone),
            Some(thinned(own.per_cm2 * 0.95 * high("D202") / covered)),
        ));
    }
    let merging = |own: &Densest| merging(subject, own);
    let most = zones
        .iter()
        .max_by(|a, b| merging(a).total_cmp(&merging(b)));
    if let Some(own) = most {
        let gap = merging(own);
        findings.extend(subject.judged(
            "D203",
            gap,
            format!(
                "after {APART_YEARS:.0} years dots of {} will have run into each other",
                own.zone
            ),
            Some(thinned(own.per_cm2 * 0.95 / (gap * gap))),
        ));
    }
}

/// Every zone that is worked over at least a square centimetre.
fn densities(subject: &Subject<'_>) -> Vec<Densest> {
    let layout = subject.layout;
    let worked = layout
        .treated
        .iter()
        .filter(|(_, area)| area.square_cm() > 1.0);
    worked
        .map(|(zone, area)| {
            let dots = layout
                .dots
                .iter()
                .filter(|dot| dot.zone == Some(*zone))
                .count();
            Densest {
                zone: *zone,
                per_cm2: dots as f64 / area.square_cm(),
            }
        })
        .collect()
}

/// The share of the skin under healed dots, if they lay by chance.
fn coverage(subject: &Subject<'_>, own: &Densest) -> f64 {
    let across = subject.design.dot_of(own.zone).diameter_mm;
    1.0 - libm::exp(-own.per_cm2 / 100.0 * PI / 4.0 * across * across)
}

/// How broad dots will be against the gap to the nearest.
fn merging(subject: &Subject<'_>, own: &Densest) -> f64 {
    let setting = subject.design.dot_of(own.zone);
    let settings = &subject.layout.settings;
    let Some(k) = settings.iter().position(|other| other == setting) else {
        return 0.0;
    };
    let days = HEALED_DAYS + APART_YEARS * DAYS_PER_YEAR;
    let across = subject.forecast.typical(k).column(days).diameter_mm;
    // A triangular lattice of n dots to the square centimetre has 10.746 / √n mm between them.
    let spacing = 10.746 / libm::sqrt(own.per_cm2.max(1e-6));
    across / (NEAREST * spacing)
}
