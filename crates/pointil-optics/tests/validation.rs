//! Both solvers of light in layers against answers that were computed without random numbers: what `pointil optics validate` shows,
//! with few photons.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use pointil_optics::monte_carlo::Photons;
use pointil_optics::validation::{self, CaseKind, Comparison};

fn run(kind: CaseKind, count: u64) -> Vec<Comparison> {
    let cases = validation::cases().unwrap();
    let own = cases.iter().filter(|case| case.kind() == kind);
    own.flat_map(|case| case.run(Photons { count, seed: 1 }).unwrap())
        .collect()
}

fn all_pass(comparisons: &[Comparison], at_least: usize) {
    assert!(comparisons.len() >= at_least, "{}", comparisons.len());
    for comparison in comparisons {
        assert!(comparison.passes(), "{comparison:?}");
    }
    let sigmas: Vec<f64> = comparisons.iter().filter_map(Comparison::sigmas).collect();
    // An error claimed far too large would let anything pass.
    let mean = sigmas.iter().map(|s| s * s).sum::<f64>() / sigmas.len() as f64;
    assert!(mean > 0.3 && mean < 2.5, "mean square of sigmas {mean}");
}

#[test]
fn totals_of_every_known_case() {
    all_pass(&run(CaseKind::Totals, 30_000), 91);
}

#[test]
fn angles_of_the_slab() {
    all_pass(&run(CaseKind::Angles, 300_000), 60);
}

#[test]
fn fluence_by_depth() {
    let comparisons = run(CaseKind::Fluence, 300_000);
    all_pass(&comparisons, 56);
    for c in &comparisons {
        let share = c.monte_carlo.unwrap().standard_error / c.truth;
        assert!(share < 0.05, "{}: error of {share}", c.what);
    }
}

#[test]
fn black_layers_in_skin() {
    let comparisons = run(CaseKind::BlackLayers, 100_000);
    all_pass(&comparisons, 4 * 3 * 10 + 4 * 2 * 9);
}

#[test]
fn more_directions_only_help() {
    let worst = [
        validation::adding_doubling_worst::<8>().unwrap(),
        validation::adding_doubling_worst::<16>().unwrap(),
        validation::adding_doubling_worst::<32>().unwrap(),
        validation::adding_doubling_worst::<64>().unwrap(),
        validation::adding_doubling_worst::<128>().unwrap(),
    ];
    let allowed = [8e-3, 2e-4, 1e-4, 1e-5, 1e-5];
    for (worst, allowed) in worst.into_iter().zip(allowed) {
        assert!(worst < allowed, "{worst} of {allowed}");
    }
}

/// A number that is off is caught, by either solver.
#[test]
fn what_is_wrong_does_not_pass() {
    let sound = &run(CaseKind::Totals, 30_000)[0];
    assert!(sound.passes());
    let off = Comparison {
        adding_doubling: sound.adding_doubling.map(|value| value + 3e-4),
        ..sound.clone()
    };
    assert!(!off.passes());
    let error = sound.monte_carlo.unwrap().standard_error;
    let off = Comparison {
        truth: sound.truth + 9.0 * error,
        adding_doubling: None,
        ..sound.clone()
    };
    assert!(!off.passes());
}
