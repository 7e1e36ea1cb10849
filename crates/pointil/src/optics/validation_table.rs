//! What `pointil optics validate` prints: a row for each number, and what the numbers of each kind come to.

use pointil_optics::validation::{CaseKind, Comparison, Effort};
use serde_json::{Value, json};

/// Numbers beside their truths, as they are worked out.
pub struct ValidationTable {
    effort: Effort,
    rows: Vec<(CaseKind, Comparison)>,
}

/// What the numbers of one kind come to.
struct Overall {
    kind: CaseKind,
    numbers: usize,
    passed: usize,
    /// The greatest error that photons do not decide, as a share of what is allowed.
    worst_share: Option<f64>,
    /// Standard errors between Monte Carlo and truth: the most, and the root mean square.
    sigmas: Option<[f64; 2]>,
}

impl ValidationTable {
    /// Nothing yet.
    pub const fn new(effort: Effort) -> Self {
        Self {
            effort,
            rows: Vec::new(),
        }
    }

    /// Adds the numbers of a case.
    pub fn extend(&mut self, kind: CaseKind, found: Vec<Comparison>) {
        self.rows.extend(found.into_iter().map(|own| (kind, own)));
    }

    /// How many numbers there are.
    pub const fn count(&self) -> usize {
        self.rows.len()
    }

    /// The numbers that miss their gate.
    pub fn missed(&self) -> Vec<String> {
        let missed = self.rows.iter().filter(|(_, own)| !own.passes());
        missed
            .map(|(_, own)| format!("{} by {}", own.what, own.by.words()))
            .collect()
    }

    fn overall(&self) -> Vec<Overall> {
        let of = |kind: CaseKind| {
            let own = self.rows.iter().filter(|(other, _)| *other == kind);
            let own: Vec<&Comparison> = own.map(|(_, comparison)| comparison).collect();
            let sigmas: Vec<f64> = own.iter().filter_map(|c| c.sigmas()).collect();
            let squares: f64 = sigmas.iter().map(|s| s * s).sum();
            let shares = own.iter().filter(|c| c.sigmas().is_none());
            Overall {
                kind,
                numbers: own.len(),
                passed: own.iter().filter(|c| c.passes()).count(),
                worst_share: shares.map(|c| c.share()).reduce(f64::max),
                sigmas: sigmas
                    .iter()
                    .copied()
                    .reduce(f64::max)
                    .map(|most| [most, (squares / sigmas.len() as f64).sqrt()]),
            }
        };
        let all = CaseKind::ALL.into_iter().map(of);
        all.filter(|overall| overall.numbers > 0).collect()
    }

    /// In words: the rows, then a line for each kind.
    pub fn lines(&self) -> Vec<String> {
        let widths = self.rows.iter().map(|(_, own)| own.what.chars().count());
        let wide = widths.max().unwrap_or(0);
        let mut lines = vec![format!(
            "{:<wide$}  {:<15} {:>10} {:>10} {:>10} {:>17} {:>9}  verdict",
            "case", "by", "true value", "ours", "difference", "Monte Carlo error", "allowed"
        )];
        lines.extend(self.rows.iter().map(|(_, own)| line(own, wide)));
        lines.push(String::new());
        lines.extend(self.overall().iter().map(Overall::line));
        let Effort { photons, dots } = self.effort;
        lines.push(format!(
            "{} photons a case, a quarter for fluence, fewer where every walk is kept; {dots} random dots; seed {}",
            photons.count, photons.seed
        ));
        lines
    }

    /// For machines.
    pub fn summary(&self) -> Value {
        let cases = self.rows.iter().map(|(kind, own)| {
            json!({
                "kind": kind.words(),
                "case": own.what,
                "by": own.by.words(),
                "truth": own.truth,
                "ours": own.ours,
                "difference": own.difference(),
                "monte_carlo_error": own.error,
                "sigmas": own.sigmas(),
                "allowed": own.allowed,
                "passes": own.passes(),
            })
        });
        let kinds = self.overall().into_iter().map(|own| {
            json!({
                "kind": own.kind.words(),
                "numbers": own.numbers,
                "passed": own.passed,
                "worst_share_of_allowed": own.worst_share,
                "worst_sigmas": own.sigmas.map(|[most, _]| most),
                "rms_sigmas": own.sigmas.map(|[_, rms]| rms),
            })
        });
        json!({
            "photons": self.effort.photons.count,
            "dots": self.effort.dots,
            "seed": self.effort.photons.seed,
            "kinds": kinds.collect::<Vec<_>>(),
            "cases": cases.collect::<Vec<_>>(),
        })
    }
}

impl Overall {
    fn line(&self) -> String {
        let mut line = format!(
            "{}: {} of {} numbers pass",
            self.kind.words(),
            self.passed,
            self.numbers
        );
        if let Some(share) = self.worst_share {
            line += &format!("; at most {:.0} % of what is allowed", 100.0 * share);
        }
        if let Some([most, rms]) = self.sigmas {
            line += &format!("; Monte Carlo worst {most:.1} sigmas, root mean square {rms:.2}");
        }
        line
    }
}

fn line(own: &Comparison, wide: usize) -> String {
    format!(
        "{:<wide$}  {:<15} {:>10} {:>10} {:>10} {:>17} {:>9}  {}",
        own.what,
        own.by.words(),
        digits(own.truth),
        digits(own.ours),
        digits(own.difference()),
        own.error.map_or_else(|| "–".to_owned(), digits),
        digits(own.allowed),
        if own.passes() { "passes" } else { "MISSED" }
    )
}

/// Six digits after the point, or one of what is smaller.
fn digits(value: f64) -> String {
    if value == 0.0 {
        "0".to_owned()
    } else if value.abs() < 5e-5 {
        format!("{value:.1e}")
    } else {
        format!("{value:.6}")
    }
}
