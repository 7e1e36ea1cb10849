//! `pointil optics validate`: every case with a known answer.

use pointil_optics::monte_carlo::Photons;
use pointil_optics::validation::{self, Effort, ValidationCase};

use super::arguments::ValidateArguments;
use super::validation_table::ValidationTable;
use crate::colour_input::input;
use crate::failure::Failure;
use crate::report::Report;

/// Works out the cases and prints them; a gate missed is a failure.
pub fn validate(arguments: &ValidateArguments, report: &Report) -> Result<(), Failure> {
    let cases = chosen(arguments.only.as_deref())?;
    let effort = Effort {
        photons: Photons {
            count: arguments.photons,
            seed: arguments.seed,
        },
        dots: arguments.dots,
    };
    report.begin(cases.iter().map(|case| case.pieces(effort)).sum());
    let mut table = ValidationTable::new(effort);
    for case in &cases {
        let mut done = || report.step(case.name());
        let found = case.run(effort, &mut done).map_err(input)?;
        table.extend(case.kind(), found);
    }
    let missed = table.missed();
    let verdict = if missed.is_empty() {
        Ok(())
    } else {
        Err(Failure::gate(format!(
            "{} of {} numbers miss their gate: {}; try another --seed to tell chance from fault",
            missed.len(),
            table.count(),
            missed.join("; ")
        )))
    };
    report.judged(&table.summary(), &table.lines(), verdict)
}

/// The cases asked for: all, or those with this in their name or in what they are about.
fn chosen(only: Option<&str>) -> Result<Vec<ValidationCase>, Failure> {
    let mut cases = validation::cases().map_err(input)?;
    let Some(only) = only else {
        return Ok(cases);
    };
    let names: Vec<String> = cases.iter().map(|case| case.name().to_owned()).collect();
    let wanted = only.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    cases.retain(|case| has(case.name()) || has(case.kind().words()));
    if cases.is_empty() {
        return Err(Failure::input(format!(
            "--only {only:?}: no case has that in its name; there are {}",
            names.join("; ")
        )));
    }
    Ok(cases)
}
