//! Every case with a known answer: what `pointil optics validate` shows, with few photons and few dots.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;

use pointil_optics::monte_carlo::Photons;
use pointil_optics::validation::{self, CaseKind, Comparison, Effort, Method};

fn run(kind: CaseKind, count: u64) -> Vec<Comparison> {
    let effort = Effort {
        photons: Photons { count, seed: 1 },
        dots: 12,
    };
    let cases = validation::cases().unwrap();
    let own = cases.iter().filter(|case| case.kind() == kind);
    let mut found = Vec::new();
    for case in own {
        let mut pieces = 0;
        found.extend(case.run(effort, &mut || pieces += 1).unwrap());
        assert_eq!(pieces, case.pieces(effort), "{}", case.name());
    }
    found
}

/// That there are so many numbers, all as near as they must be, each told from the others, and their errors not claimed far too large.
fn all_pass(comparisons: &[Comparison], at_least: usize) {
    assert!(comparisons.len() >= at_least, "{}", comparisons.len());
    let mut told = BTreeSet::new();
    for comparison in comparisons {
        assert!(comparison.passes(), "{comparison:?}");
        assert!(
            told.insert((&comparison.what, comparison.by)),
            "{comparison:?}"
        );
    }
    let sigmas: Vec<f64> = comparisons.iter().filter_map(Comparison::sigmas).collect();
    if sigmas.len() >= 10 {
        let mean = sigmas.iter().map(|s| s * s).sum::<f64>() / sigmas.len() as f64;
        assert!(mean > 0.3 && mean < 2.5, "mean square of sigmas {mean}");
    }
}

#[test]
fn differences_and_classes_of_colour() {
    all_pass(&run(CaseKind::Colour, 1), 34 + 1 + 6 + 6 + 5);
}

#[test]
fn totals_of_every_known_case() {
    all_pass(&run(CaseKind::Totals, 30_000), 2 * 92);
}

#[test]
fn more_directions_only_help() {
    let found = run(CaseKind::Directions, 1);
    all_pass(&found, 5);
    assert!(found.windows(2).all(|pair| pair[1].ours < pair[0].ours));
}

#[test]
fn angles_of_the_slab() {
    all_pass(&run(CaseKind::Angles, 300_000), 6 + 30 + 60);
}

#[test]
fn fluence_by_depth() {
    let comparisons = run(CaseKind::Fluence, 120_000);
    all_pass(&comparisons, 2 * 56);
    let sampled = comparisons
        .iter()
        .filter(|own| own.by == Method::MonteCarlo);
    for own in sampled {
        let share = own.error.unwrap() / own.truth;
        assert!(share < 0.05, "{}: error of {share}", own.what);
    }
}

#[test]
fn black_layers_in_skin() {
    let numbers = 4 * 3 * 10 + 2 * 4 * 2 * 9;
    all_pass(&run(CaseKind::BlackLayers, 100_000), numbers);
}

#[test]
fn one_dot_as_another_program_sees_it() {
    all_pass(&run(CaseKind::OneDot, 1_000_000), 1 + 2 * 8 + 7);
}

#[test]
fn laws_of_light() {
    let found = run(CaseKind::Laws, 2_500_000);
    all_pass(&found, 7 + 7 + 1 + 2 + 3 + 12);
    let reciprocal = found
        .iter()
        .filter(|own| own.what.starts_with("reciprocity"));
    for own in reciprocal {
        assert!(own.allowed < 0.16 * own.truth, "{own:?}");
    }
}

#[test]
fn skin_fitted_to_measured_skin() {
    all_pass(&run(CaseKind::Skin, 1), 2 * 12 + 3 * 6);
}

#[test]
fn the_fast_model_agrees_with_the_reference() {
    let found = run(CaseKind::FastModel, 1);
    all_pass(&found, 6);
    for own in &found {
        let noise = own.error.unwrap();
        assert!(noise > 0.005 && noise < own.allowed, "{own:?}");
    }
}

/// A number that is off is caught, whichever way it is found.
#[test]
fn what_is_wrong_does_not_pass() {
    let found = run(CaseKind::Totals, 30_000);
    for sound in &found[..4] {
        assert!(sound.passes());
        for off in [1.1 * sound.allowed, -1.1 * sound.allowed, f64::NAN] {
            let wrong = Comparison {
                ours: sound.truth + off,
                ..sound.clone()
            };
            assert!(!wrong.passes(), "{wrong:?}");
        }
    }
}
