//! `pointil check`: reviews a design before anybody signs it, and puts right what it is told to.

use std::path::Path;

use pointil_optics::{FadingBelief, SkinModel};
use pointil_treatment::forecast::{Forecast, draws};
use pointil_treatment::review::{Finding, NaturalnessRules, Review};
use pointil_treatment::{Layout, OpenCase};
use serde_json::{Value, json};

use crate::arguments::CheckArguments;
use crate::colour_input::{input, named, text};
use crate::failure::Failure;
use crate::opened::{Opened, laid_out};
use crate::output::Output;
use crate::report::Report;
use crate::work::treated;

/// A table of rules is a page of text.
const MOST_RULES_BYTES: usize = 1 << 16;

/// The most remedies that are applied one after the other.
const MOST_REMEDIES: usize = 20;

/// Reviews the case; with `--fix` applies remedies and writes the design that they give.
pub fn check(arguments: &CheckArguments, report: &Report) -> Result<(), Failure> {
    let opened = Opened::read(&arguments.case)?;
    let rules = rules(arguments.rules.as_deref())?;
    fixes_can_be(&arguments.fix, &rules)?;
    report.begin(4 + opened.photographs() as u64);
    report.step("finding the head");
    let scene = opened.scene(report)?;
    let mut open = opened.open_case(&scene.head)?;
    let mut reviewed = reviewed(&opened, &open, &rules, report)?;
    let mut applied = Vec::new();
    let wanted = |finding: &Finding| {
        let mut codes = arguments.fix.iter();
        finding.remedy.is_some() && codes.any(|code| code == "all" || *code == finding.rule.code)
    };
    let mut tried: Vec<String> = Vec::new();
    while applied.len() < MOST_REMEDIES {
        let again = |own: &&Finding| wanted(own) && !tried.contains(&own.rule.code);
        let Some(finding) = reviewed.findings.iter().find(again) else {
            break;
        };
        let Some(remedy) = finding.remedy.clone() else {
            break;
        };
        tried.push(finding.rule.code.clone());
        open.design = remedy
            .apply(&open.design)
            .map_err(|e| named(&finding.rule.code, &e))?;
        applied.push(format!("{}: {}", finding.rule.code, remedy.words()));
        reviewed = self::reviewed(&opened, &open, &rules, report)?;
    }
    let mut files = Vec::new();
    if let Some(out) = &arguments.out {
        let mut output = Output::new(out)?;
        output.add("design.pointil.json", open.write().as_bytes())?;
        files = output.publish()?;
    }
    let verdict = verdict(&reviewed);
    let mut lines = lines(&reviewed, &applied);
    lines.extend(left_open(&arguments.fix, &reviewed));
    report.judged_with(&summary(&reviewed, &applied), &lines, &files, verdict)
}

/// Refuses codes that no rule has, before anything is laid out.
fn fixes_can_be(codes: &[String], rules: &NaturalnessRules) -> Result<(), Failure> {
    let mut known: Vec<&str> = rules.all().iter().map(|rule| rule.code.as_str()).collect();
    known.dedup();
    let unknown = |code: &&String| *code != "all" && !known.contains(&code.as_str());
    match codes.iter().find(unknown) {
        None => Ok(()),
        Some(code) => Err(Failure::input(format!(
            "--fix {code}: no rule has this code; known are {} and all",
            known.join(", ")
        ))),
    }
}

/// What was asked to be put right and is still found, though nothing is proposed for it here.
fn left_open(codes: &[String], review: &Review) -> Vec<String> {
    let open = |own: &&Finding| own.remedy.is_none() && codes.contains(&own.rule.code);
    let said = |own: &Finding| {
        format!(
            "{}: nothing is proposed for this design; change it by hand",
            own.rule.code
        )
    };
    review.findings.iter().filter(open).map(said).collect()
}

/// The review of a case.
pub fn reviewed(
    opened: &Opened,
    open: &OpenCase,
    rules: &NaturalnessRules,
    report: &Report,
) -> Result<Review, Failure> {
    let layout = laid_out(&open.design, report)?;
    report.step("reviewing");
    review(opened, open, &layout, rules)
}

/// The review of a case that is laid out.
pub fn review(
    opened: &Opened,
    open: &OpenCase,
    layout: &Layout,
    rules: &NaturalnessRules,
) -> Result<Review, Failure> {
    let model = SkinModel::new().map_err(input)?;
    let tissue = open.client.tissue(&model);
    let tissue = tissue.map_err(|e| named("client.skin", &e))?;
    let belief = FadingBelief::from_priors(&opened.fading()?);
    let draws = draws(&open.design);
    let skin = treated(&model, &tissue)?;
    let (client, design) = (&open.client, &open.design);
    let forecast = Forecast::new(skin, client, design, layout, &belief, draws).map_err(input)?;
    Review::of(client, design, layout, &forecast, rules).map_err(input)
}

/// The studio's rules, or those built in.
pub fn rules(path: Option<&Path>) -> Result<NaturalnessRules, Failure> {
    let read = match path {
        None => return NaturalnessRules::built_in().map_err(input),
        Some(path) => NaturalnessRules::parse(&text(path, MOST_RULES_BYTES)?),
    };
    let shown = path
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    read.map_err(|e| named(&shown, &e))
}

fn verdict(review: &Review) -> Result<(), Failure> {
    if review.passes() {
        return Ok(());
    }
    let serious = review.findings.iter().filter(|own| !own.passes());
    let codes: Vec<&str> = serious.map(|own| own.rule.code.as_str()).collect();
    Err(Failure::gate(format!(
        "{} must be changed before the design is agreed on; --fix {} --out FOLDER applies what is proposed",
        codes.join(", "),
        codes.join(",")
    )))
}

/// The findings in words.
pub fn lines(review: &Review, applied: &[String]) -> Vec<String> {
    let mut lines = vec![format!("design {}", review.design.short())];
    lines.extend(applied.iter().map(|own| format!("put right: {own}")));
    if review.findings.is_empty() {
        lines.push("nothing to object to".to_owned());
    }
    for own in &review.findings {
        let rule = &own.rule;
        lines.push(String::new());
        lines.push(format!(
            "{} {}: {}",
            rule.code,
            rule.severity.name(),
            own.words
        ));
        lines.push(format!(
            "  measured {:.2} {}; recommended {} (grade {}: {})",
            own.measured,
            rule.unit,
            rule.recommended(),
            rule.grade,
            rule.source
        ));
        if let Some(remedy) = &own.remedy {
            lines.push(format!("  way on: {}", remedy.words()));
        }
    }
    lines
}

/// The findings for machines.
pub fn summary(review: &Review, applied: &[String]) -> Value {
    let findings = review.findings.iter().map(|own| {
        json!({
            "code": own.rule.code,
            "severity": own.rule.severity.name(),
            "words": own.words,
            "measured": own.measured,
            "unit": own.rule.unit,
            "low": own.rule.low,
            "high": own.rule.high,
            "grade": own.rule.grade,
            "source": own.rule.source,
            "remedy": own.remedy.as_ref().map(|remedy| remedy.words()),
        })
    });
    json!({
        "design": review.design.to_string(),
        "passes": review.passes(),
        "applied": applied,
        "findings": findings.collect::<Vec<_>>(),
    })
}
