//! `pointil design`, `pointil diff` and `pointil schema`: designs as files that leave with the client.

use pointil_treatment::diff::{Change, Difference};
use pointil_treatment::{FORMAT, OpenCase};
use serde_json::json;

use crate::arguments::{CaseArguments, DiffArguments, OutArguments};
use crate::colour_input::named;
use crate::failure::Failure;
use crate::opened::{Opened, laid_out};
use crate::output::Output;
use crate::report::Report;

/// Writes the case's design as an open case file. An older one is raised to the present format.
pub fn design(arguments: &CaseArguments, report: &Report) -> Result<(), Failure> {
    let opened = Opened::read(&arguments.case)?;
    report.begin(2 + opened.photographs() as u64);
    report.step("finding the head");
    let scene = opened.scene(report)?;
    let open = opened.open_case(&scene.head)?;
    let layout = laid_out(&open.design, report)?;
    let mut output = Output::new(&arguments.out.out)?;
    output.add("design.pointil.json", open.write().as_bytes())?;
    let files = output.publish()?;
    let hash = open.design.hash();
    let words = format!(
        "design {}: {} dots on {:.0} cm² in {} sessions; sha-256 {hash}",
        hash.short(),
        layout.dots.len(),
        layout.treated_area().square_cm(),
        layout.sessions
    );
    let summary = json!({
        "design": hash.to_string(),
        "format": FORMAT,
        "dots": layout.dots.len(),
        "treated_cm2": layout.treated_area().square_cm(),
        "sessions": layout.sessions,
    });
    report.done(&summary, &[words], &files);
    Ok(())
}

/// Says what changed from one design to another.
pub fn diff(arguments: &DiffArguments, report: &Report) -> Result<(), Failure> {
    report.begin(4);
    let mut sides = Vec::new();
    for path in [&arguments.before, &arguments.after] {
        let opened = Opened::read(path)?;
        let scene = opened.scene(report)?;
        let open = opened.open_case(&scene.head);
        let open = open.map_err(|e| named(&path.display().to_string(), &e))?;
        let layout = laid_out(&open.design, report)?;
        sides.push((open.design, layout));
    }
    let [(before, old), (after, new)] = &sides[..] else {
        return Err(Failure::input("give two designs"));
    };
    let difference = Difference::between((before, old), (after, new));
    let mut lines = vec![format!(
        "{} to {}",
        before.hash().short(),
        after.hash().short()
    )];
    if difference.is_none() {
        lines.push("the same design".to_owned());
    }
    lines.extend(difference.changes.iter().map(words));
    let dots = &difference.dots;
    lines.push(format!(
        "dots: {} kept ({} in another session, {} set otherwise), {} added, {} removed",
        dots.kept, dots.other_session, dots.other_setting, dots.added, dots.removed
    ));
    let zones = dots.by_zone.iter();
    lines.extend(zones.map(|(zone, more)| format!("  {:<28}{more:>+7}", zone.name())));
    let changes = difference.changes.iter();
    let changes = changes.map(|own| json!({ "field": own.field, "from": own.from, "to": own.to }));
    let zones = dots.by_zone.iter();
    let zones: serde_json::Map<_, _> = zones
        .map(|(zone, more)| (zone.name().to_owned(), json!(more)))
        .collect();
    let summary = json!({
        "before": before.hash().to_string(),
        "after": after.hash().to_string(),
        "changes": changes.collect::<Vec<_>>(),
        "dots": {
            "kept": dots.kept,
            "other_session": dots.other_session,
            "other_setting": dots.other_setting,
            "added": dots.added,
            "removed": dots.removed,
            "by_zone": zones,
        },
    });
    report.done(&summary, &lines, &[]);
    Ok(())
}

fn words(change: &Change) -> String {
    let Change { field, from, to } = change;
    match (from.as_str(), to.as_str()) {
        ("", to) => format!("{field}: {to}, which there was none of"),
        (from, "") => format!("{field}: no longer {from}"),
        (from, to) => format!("{field}: {from} becomes {to}"),
    }
}

/// Writes the open case file's JSON Schema.
pub fn schema(arguments: &OutArguments, report: &Report) -> Result<(), Failure> {
    let mut output = Output::new(&arguments.out)?;
    let text = serde_json::to_string_pretty(&OpenCase::schema()).unwrap_or_default();
    output.add("pointil.schema.json", (text + "\n").as_bytes())?;
    let files = output.publish()?;
    report.done(&json!({ "format": FORMAT }), &[], &files);
    Ok(())
}
