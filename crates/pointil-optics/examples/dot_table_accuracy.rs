//! The dot table against the Monte Carlo reference on random dots in random skins:
//! `cargo run --release -p pointil-optics --example dot_table_accuracy -- [CASES] [PHOTONS]` (photons for each of 41 wavelengths).
#![expect(clippy::print_stdout, reason = "its table is what it is for")]

#[path = "../tests/random_dots/mod.rs"]
mod random_dots;

use std::error::Error;

use pointil_optics::monte_carlo::Photons;
use pointil_optics::{DotTable, SkinModel};
use random_dots::{Dice, Verdict, judge, percentile};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let cases: u64 = arguments.next().map_or(Ok(500), |n| n.parse())?;
    let count: u64 = arguments.next().map_or(Ok(1000), |n| n.parse())?;
    let table = DotTable::load()?;
    let model = SkinModel::new()?;
    let mut dice = Dice(1);
    let mut verdicts: Vec<Verdict> = Vec::new();
    for seed in 0..cases {
        let case = dice.case(&model)?;
        let verdict = judge(&case, &model, table, Photons { count, seed })?;
        if verdict.middle.max(verdict.beside).max(verdict.afar) > 1.0 {
            println!("{verdict:.2?} {case:?}");
        }
        verdicts.push(verdict);
    }
    println!("all {} dots", verdicts.len());
    print(&verdicts);
    verdicts.retain(|v| v.contrast > VISIBLE);
    println!(
        "the {} whose middle stands out by more than {VISIBLE}",
        verdicts.len()
    );
    print(&verdicts);
    Ok(())
}

/// Contrast above which a dot is seen at a glance.
const VISIBLE: f64 = 3.0;

/// One of a verdict's figures.
type Figure = fn(&Verdict) -> f64;

fn contrast(verdict: &Verdict) -> f64 {
    verdict.contrast
}

fn print(verdicts: &[Verdict]) {
    if verdicts.is_empty() {
        return;
    }
    let lines = [
        ("contrast of the middle with the skin", contrast as Figure),
        ("table against reference, middle", |v| v.middle),
        ("beside", |v| v.beside),
        ("skin with many dots", |v| v.afar),
    ];
    for (what, of) in lines {
        let [middle, most, all] =
            [0.5, 0.95, 1.0].map(|share| percentile(verdicts.iter().map(of), share));
        println!("{what}: median {middle:.2}, 95th percentile {most:.2}, worst {all:.2}");
    }
}
