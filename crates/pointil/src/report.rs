//! What a run says: progress and findings on standard error, results on standard output, for people or for machines.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use crate::failure::Failure;

/// Where and how a run reports.
pub struct Report {
    json: bool,
    bar: ProgressBar,
}

impl Report {
    /// A report as JSON or in words, with or without progress. Progress shows only on a terminal.
    pub fn new(json: bool, quiet: bool) -> Self {
        let bar = ProgressBar::new(0);
        if json || quiet {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = ProgressStyle::with_template("{spinner} [{bar:24}] {pos}/{len} {msg}");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self { json, bar }
    }

    /// Work of `steps` steps begins.
    pub fn begin(&self, steps: u64) {
        self.bar.set_length(steps);
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    /// The next step begins: `doing` in a few words.
    pub fn step(&self, doing: &str) {
        self.bar.inc(1);
        self.bar.set_message(doing.to_owned());
    }

    /// Something the person should know although the run goes on.
    pub fn warn(&self, warning: &str) {
        if !self.json {
            self.bar.suspend(|| eprintln!("note: {warning}"));
        }
    }

    /// The run is done: its summary, and the files it wrote.
    pub fn done(&self, summary: &Value, lines: &[String], files: &[PathBuf]) {
        self.bar.finish_and_clear();
        let files: Vec<String> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        if self.json {
            say(&json!({ "ok": true, "summary": summary, "files": files }).to_string());
            return;
        }
        for line in lines {
            say(line);
        }
        for file in files {
            say(&format!("wrote {file}"));
        }
    }

    /// The run is done and `verdict` says whether what it found meets its gates; what was found is said either way.
    pub fn judged(
        &self,
        summary: &Value,
        lines: &[String],
        verdict: Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.judged_with(summary, lines, &[], verdict)
    }

    /// The same, with the files it wrote.
    pub fn judged_with(
        &self,
        summary: &Value,
        lines: &[String],
        files: &[PathBuf],
        verdict: Result<(), Failure>,
    ) -> Result<(), Failure> {
        match &verdict {
            Err(missed) if self.json => {
                self.bar.finish_and_clear();
                let error = missed.to_string();
                let said = json!({ "ok": false, "kind": missed.kind(), "error": error, "summary": summary });
                say(&said.to_string());
            }
            _ => self.done(summary, lines, files),
        }
        verdict
    }

    /// The run failed.
    pub fn failed(&self, failure: &Failure) {
        self.bar.finish_and_clear();
        if self.json && failure.is_gate() {
            // Said with what was found.
        } else if self.json {
            say(
                &json!({ "ok": false, "kind": failure.kind(), "error": failure.to_string() })
                    .to_string(),
            );
        } else {
            eprintln!("error: {failure}");
        }
    }
}

/// Writes a line to standard output. A reader that has gone away (`| head`) is no failure of the run.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
