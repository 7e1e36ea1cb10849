//! `pointil`: from a case file to pictures, dots and stencils.

mod age;
mod arguments;
mod backup;
mod case;
mod check;
mod colour_arguments;
mod colour_input;
mod demo;
mod design_file;
mod doctor;
mod export;
mod failure;
mod forecast;
mod opened;
mod optics;
mod output;
mod papers;
mod plan;
mod prepare;
mod presets;
mod price_list_file;
mod quote;
mod removal;
mod report;
mod restore;
mod sample;
mod scene;
mod serve;
mod sessions;
mod shade;
mod simulate;
mod work;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, Part};
use failure::Failure;

fn main() -> ExitCode {
    let mut arguments = Arguments::parse();
    if arguments.command.is_none() {
        let serve = std::env::args_os().chain(["serve".into()]);
        arguments = Arguments::parse_from(serve);
    }
    let report = report::Report::new(arguments.json, arguments.quiet);
    let Some(command) = &arguments.command else {
        return ExitCode::from(2);
    };
    match run(command, &report) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report.failed(&failure);
            failure.exit_code()
        }
    }
}

fn run(command: &Command, report: &report::Report) -> Result<(), Failure> {
    match command {
        Command::Simulate(arguments) => simulate::simulate(arguments, report),
        Command::Export {
            part: Part::Head { case, format },
        } => export::head(case, format, report),
        Command::Export {
            part: Part::Stencil(case),
        } => export::stencil(case, report),
        Command::Export {
            part: Part::Dots(case),
        } => export::dots(case, report),
        Command::Shade(arguments) => shade::shade(arguments, report),
        Command::Forecast(arguments) => forecast::forecast(arguments, report),
        Command::Removal(arguments) => removal::removal(arguments, report),
        Command::Optics { part } => optics::optics(part, report),
        Command::Design(arguments) => design_file::design(arguments, report),
        Command::Check(arguments) => check::check(arguments, report),
        Command::Diff(arguments) => design_file::diff(arguments, report),
        Command::Schema(out) => design_file::schema(out, report),
        Command::Prepare(arguments) => prepare::prepare(arguments, report),
        Command::Plan(arguments) => plan::plan(arguments, report),
        Command::Quote(arguments) => quote::quote(arguments, report),
        Command::Presets(arguments) => presets::presets(arguments, report),
        Command::Papers(arguments) => papers::papers(arguments, report),
        Command::Doctor(arguments) => doctor::doctor(arguments, report),
        Command::Backup(arguments) => backup::backup(arguments, report),
        Command::Restore(arguments) => restore::restore(arguments, report),
        Command::Demo(arguments) => demo::demo(arguments, report),
        Command::Serve(arguments) => serve::serve(arguments, report),
        Command::Sample(out) => sample::sample(out, report),
    }
}
