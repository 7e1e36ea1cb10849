//! Structured lines about what the program does, without anything about anybody.

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// What is logged unless the settings say otherwise: everything of weight but the steps of preparing tables, of which a failure is told.
pub(crate) const USUAL: &str = "info,sea_orm_migration=warn";

/// Starts logging to the standard error stream as the settings say. Once more does nothing.
pub fn start_logging(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new(USUAL));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Fails only where a program that embeds this one logs already.
    let _ = match config.log_format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}
