//! `pointil doctor`: what is wrong with a studio, why it matters, and how it is mended.

mod finding;
mod folder;
mod records;
mod surroundings;

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use pointil_storage::StoreOptions;
use pointil_web::Config;
use serde_json::json;

use crate::failure::Failure;
use crate::report::Report;
use finding::{Finding, Findings, Severity};

/// Which studio.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// Address and port that the studio would listen on [default: 127.0.0.1:7878].
    #[arg(long)]
    listen: Option<String>,
    /// The studio's folder [default: studio].
    #[arg(long)]
    folder: Option<PathBuf>,
    /// A file of settings (docs/configuration.md).
    #[arg(long, env = "POINTIL_CONFIG")]
    config: Option<PathBuf>,
}

/// Looks at everything that a studio needs and says what it finds.
pub fn doctor(arguments: &DoctorArguments, report: &Report) -> Result<(), Failure> {
    let findings = look(arguments)?;
    let mut lines: Vec<String> = findings
        .fine
        .iter()
        .map(|own| format!("fine     {own}"))
        .collect();
    lines.extend(findings.findings.iter().map(told));
    let summary = json!({ "fine": findings.fine, "findings": findings.findings });
    let verdict = match findings.worst() {
        Some(Severity::Error) => Err(Failure::gate(
            "something is wrong with this studio; it is listed above with what mends it",
        )),
        Some(Severity::Warning) => Err(Failure::warned(
            "this studio works; what is listed above should be mended soon",
        )),
        Some(Severity::Note) | None => Ok(()),
    };
    report.judged(&summary, &lines, verdict)
}

fn told(own: &Finding) -> String {
    let severity = match own.severity {
        Severity::Note => "note    ",
        Severity::Warning => "warning ",
        Severity::Error => "ERROR   ",
    };
    format!(
        "{severity} {}: {}\n         {}\n         {}",
        own.code, own.what, own.why, own.mend
    )
}

fn look(arguments: &DoctorArguments) -> Result<Findings, Failure> {
    let mut findings = Findings::default();
    let listen = arguments.listen.clone().map(|text| ("listen", text));
    let folder = arguments.folder.as_ref();
    let folder = folder.map(|path| ("folder", path.display().to_string()));
    let flags: Vec<_> = listen.into_iter().chain(folder).collect();
    let config = match Config::load(&flags, std::env::vars(), arguments.config.as_deref()) {
        Ok(config) => config,
        Err(error) => {
            findings.add(
                ("settings_wrong", Severity::Error),
                error.to_string(),
                "The studio does not start with them.",
                "docs/configuration.md lists every setting and what it takes.",
            );
            return Ok(findings);
        }
    };
    findings.fine("the settings can be read");
    let now = Timestamp::now();
    if folder::look(&config.folder, &mut findings) {
        let database = config.folder.join("pointil.sqlite");
        let database = config.database.is_none().then_some(database);
        let runtime = tokio::runtime::Runtime::new();
        let runtime = runtime.map_err(|error| Failure::output(error.to_string()))?;
        let options = options(&config);
        let looked = records::look(&options, database.as_deref(), now, &mut findings);
        runtime.block_on(looked);
        surroundings::backup(&config.folder, now, &mut findings);
    }
    surroundings::port(config.listen, &mut findings);
    surroundings::papers(&mut findings);
    Ok(findings)
}

fn options(config: &Config) -> StoreOptions {
    let options = match &config.database {
        Some(address) => StoreOptions::postgres(address, &config.folder),
        None => StoreOptions::folder(&config.folder),
    };
    match &config.studio_key {
        Some(path) => options.with_key_file(path),
        None => options,
    }
}
