//! Every case with a known answer, by Monte Carlo: a table of truth, ours, difference and error.
//!
//! `cargo run --release -p pointil-optics --example monte_carlo_validation -- 10000000` (photons per case; fluence by depth takes a
//! tenth of them, as each meets every slice often)
#![expect(clippy::print_stdout, reason = "its table is what it is for")]
#![expect(clippy::unwrap_used, reason = "the truths are compiled in")]

#[path = "../tests/transport_truth/mod.rs"]
mod transport_truth;

use pointil_optics::monte_carlo::Photons;
use transport_truth::Comparison;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = match std::env::args().nth(1) {
        Some(number) => number.parse()?,
        None => 1_000_000,
    };
    let photons = Photons { count, seed: 1 };
    println!(
        "| case | truth | ours | difference | standard error | sigmas |\n|---|---|---|---|---|---|"
    );
    print(&transport_truth::totals(photons));
    print(&transport_truth::angular(photons));
    let fewer = Photons {
        count: count.div_ceil(10),
        ..photons
    };
    print(&transport_truth::fluence(fewer));
    Ok(())
}

fn print(comparisons: &[Comparison]) {
    let (mut worst, mut squares) = (0.0_f64, 0.0);
    for c in comparisons {
        let (sigmas, ours) = (c.sigmas(), c.ours);
        println!(
            "| {} | {:.6} | {:.6} | {:+.6} | {:.6} | {sigmas:.1} |",
            c.what,
            c.truth,
            ours.mean,
            ours.mean - c.truth,
            ours.standard_error
        );
        worst = worst.max(sigmas);
        squares += sigmas * sigmas;
    }
    let spread = (squares / comparisons.len() as f64).sqrt();
    println!(
        "worst {worst:.2} sigmas, root mean square {spread:.2}, of {}",
        comparisons.len()
    );
}
