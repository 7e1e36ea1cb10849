//! `pointil optics validate`: every case with a known answer, by both solvers.

use pointil_optics::monte_carlo::Photons;
use pointil_optics::validation::{
    self, ALLOWED, CaseKind, Comparison, MOST_SIGMAS, ValidationError,
};
use serde_json::{Value, json};

use super::arguments::ValidateArguments;
use crate::colour_input::input;
use crate::failure::Failure;
use crate::report::Report;

/// Directions of adding–doubling that the totals are worked out with, and the worst error of each.
type Convergence = Vec<(usize, f64)>;

/// Works out the cases and prints them; a gate missed is a failure.
pub fn validate(arguments: &ValidateArguments, report: &Report) -> Result<(), Failure> {
    let mut cases = validation::cases().map_err(input)?;
    if let Some(only) = &arguments.only {
        let names: Vec<String> = cases.iter().map(|case| case.name().to_owned()).collect();
        cases.retain(|case| case.name().contains(only.as_str()));
        if cases.is_empty() {
            return Err(Failure::input(format!(
                "--only {only:?}: no case has that in its name; there are {}",
                names.join("; ")
            )));
        }
    }
    let photons = Photons {
        count: arguments.photons,
        seed: arguments.seed,
    };
    report.begin(cases.len() as u64 + 1);
    let mut found: Vec<(CaseKind, Comparison)> = Vec::new();
    for case in &cases {
        report.step(case.name());
        let compared = case.run(photons).map_err(input)?;
        found.extend(compared.into_iter().map(|own| (case.kind(), own)));
    }
    report.step("adding–doubling with more directions");
    let convergence = convergence().map_err(input)?;
    let missed: Vec<&str> = found
        .iter()
        .filter(|(_, own)| !own.passes())
        .map(|(_, own)| own.what.as_str())
        .collect();
    let verdict = if missed.is_empty() {
        Ok(())
    } else {
        Err(Failure::gate(format!(
            "{} of {} numbers miss their gate ({MOST_SIGMAS} standard errors for Monte Carlo, {ALLOWED} for adding–doubling): {}; try another --seed to tell chance from fault",
            missed.len(),
            found.len(),
            missed.join("; ")
        )))
    };
    report.judged(
        &summary(arguments, &found, &convergence),
        &lines(arguments, &found, &convergence),
        verdict,
    )
}

fn convergence() -> Result<Convergence, ValidationError> {
    Ok(vec![
        (8, validation::adding_doubling_worst::<8>()?),
        (16, validation::adding_doubling_worst::<16>()?),
        (32, validation::adding_doubling_worst::<32>()?),
        (64, validation::adding_doubling_worst::<64>()?),
        (128, validation::adding_doubling_worst::<128>()?),
    ])
}

const KINDS: [CaseKind; 4] = [
    CaseKind::Totals,
    CaseKind::Angles,
    CaseKind::Fluence,
    CaseKind::BlackLayers,
];

/// What the numbers of one kind come to.
struct Overall {
    kind: CaseKind,
    numbers: usize,
    worst_sigmas: f64,
    rms_sigmas: f64,
    /// The greatest error of adding–doubling, as a share of what is allowed.
    worst_share: f64,
    passed: usize,
}

fn overall(found: &[(CaseKind, Comparison)]) -> Vec<Overall> {
    let of = |kind: CaseKind| {
        let own: Vec<&Comparison> = found
            .iter()
            .filter(|(other, _)| *other == kind)
            .map(|(_, comparison)| comparison)
            .collect();
        let sigmas: Vec<f64> = own.iter().filter_map(|c| c.sigmas()).collect();
        let squares: f64 = sigmas.iter().map(|s| s * s).sum();
        let shares = own.iter().filter_map(|c| {
            let off = (c.adding_doubling? - c.truth).abs();
            Some(off / c.allowed)
        });
        Overall {
            kind,
            numbers: own.len(),
            worst_sigmas: sigmas.iter().copied().fold(0.0, f64::max),
            rms_sigmas: (squares / sigmas.len().max(1) as f64).sqrt(),
            worst_share: shares.fold(0.0, f64::max),
            passed: own.iter().filter(|c| c.passes()).count(),
        }
    };
    let all = KINDS.into_iter().map(of);
    all.filter(|overall| overall.numbers > 0).collect()
}

fn lines(
    arguments: &ValidateArguments,
    found: &[(CaseKind, Comparison)],
    convergence: &Convergence,
) -> Vec<String> {
    let wide = found
        .iter()
        .map(|(_, own)| own.what.chars().count())
        .max()
        .unwrap_or(0);
    let mut lines = vec![format!(
        "{:<wide$} {:>10} {:>16} {:>10} {:>12} {:>10} {:>10} {:>6}",
        "case", "truth", "adding–doubling", "off", "Monte Carlo", "off", "error", "sigmas"
    )];
    for (_, own) in found {
        lines.push(line(own, wide));
    }
    lines.push(String::new());
    for own in overall(found) {
        lines.push(format!(
            "{}: {} of {} numbers pass; Monte Carlo worst {:.1} sigmas, root mean square {:.2}; adding–doubling at most {:.0} % of what is allowed",
            own.kind.words(),
            own.passed,
            own.numbers,
            own.worst_sigmas,
            own.rms_sigmas,
            100.0 * own.worst_share
        ));
    }
    let worst: Vec<String> = convergence
        .iter()
        .map(|(directions, worst)| format!("{worst:.1e} with {directions}"))
        .collect();
    lines.push(format!(
        "adding–doubling, worst of all totals by directions: {}",
        worst.join(", ")
    ));
    lines.push(format!(
        "{} photons a case from seed {}; fluence and black layers a tenth",
        arguments.photons, arguments.seed
    ));
    lines
}

fn line(own: &Comparison, wide: usize) -> String {
    let adding_doubling = own.adding_doubling.map_or_else(
        || format!("{:>16} {:>10}", "–", ""),
        |value| format!("{value:>16.6} {:>+10.6}", value - own.truth),
    );
    let monte_carlo = own.monte_carlo.map_or_else(
        || format!("{:>12} {:>10} {:>10} {:>6}", "–", "", "", ""),
        |estimate| {
            format!(
                "{:>12.6} {:>+10.6} {:>10.6} {:>6.1}",
                estimate.mean,
                estimate.mean - own.truth,
                estimate.standard_error,
                own.sigmas().unwrap_or(0.0)
            )
        },
    );
    let verdict = if own.passes() { "" } else { "  MISSED" };
    format!(
        "{:<wide$} {:>10.6} {adding_doubling} {monte_carlo}{verdict}",
        own.what, own.truth
    )
}

fn summary(
    arguments: &ValidateArguments,
    found: &[(CaseKind, Comparison)],
    convergence: &Convergence,
) -> Value {
    let cases = found.iter().map(|(kind, own)| {
        json!({
            "kind": kind.words(),
            "what": own.what,
            "truth": own.truth,
            "adding_doubling": own.adding_doubling,
            "allowed": own.allowed,
            "monte_carlo": own.monte_carlo.map(|e| e.mean),
            "standard_error": own.monte_carlo.map(|e| e.standard_error),
            "sigmas": own.sigmas(),
            "passes": own.passes(),
        })
    });
    let kinds = overall(found).into_iter().map(|own| {
        json!({
            "kind": own.kind.words(),
            "numbers": own.numbers,
            "passed": own.passed,
            "worst_sigmas": own.worst_sigmas,
            "rms_sigmas": own.rms_sigmas,
            "adding_doubling_worst_of_allowed": own.worst_share,
        })
    });
    let convergence = convergence
        .iter()
        .map(|(directions, worst)| json!({ "directions": directions, "worst": worst }));
    json!({
        "photons": arguments.photons,
        "seed": arguments.seed,
        "kinds": kinds.collect::<Vec<_>>(),
        "adding_doubling_by_directions": convergence.collect::<Vec<_>>(),
        "cases": cases.collect::<Vec<_>>(),
    })
}
