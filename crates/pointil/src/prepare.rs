//! `pointil prepare`: everything that follows from a case, in one folder: pictures, review, plan, quote, papers and the design itself.

use pointil_treatment::review::{Review, Severity};
use serde_json::json;

use crate::age::Age;
use crate::arguments::SimulateArguments;
use crate::check::{self, review, rules};
use crate::colour_arguments::LightName;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::output::Output;
use crate::papers::{self, PRINTING, PapersArguments};
use crate::plan::Planned;
use crate::price_list_file;
use crate::quote::{self, quoted};
use crate::report::Report;
use crate::simulate::draw;

/// Prepares the case. What the review finds is said, and stops nothing: a design is prepared to be talked over.
pub fn prepare(arguments: &PapersArguments, report: &Report) -> Result<(), Failure> {
    let opened = Opened::read(&arguments.case.case)?;
    let prices = arguments.prices.as_deref();
    let prices = prices.map(price_list_file::read).transpose()?;
    let mut output = Output::new(&arguments.case.out.out)?;
    report.begin(18 + 3 * opened.photographs() as u64);
    report.step("finding the head");
    let scene = opened.scene(report)?;
    let open = opened.open_case(&scene.head)?;
    output.add("design.pointil.json", open.write().as_bytes())?;
    let planned = Planned::on(&scene, &opened, report)?;
    let days = planned.days()?;
    let plan = planned.lines(days.as_deref())?;
    output.add("plan.txt", text(&plan).as_bytes())?;
    report.step("reviewing");
    let found = review(&opened, &open, &planned.layout, &rules(None)?)?;
    let reviewed = check::lines(&found, &[]);
    output.add("review.txt", text(&reviewed).as_bytes())?;
    let priced = match &prices {
        None => None,
        Some(list) => Some(quoted(&opened, &planned, list)?),
    };
    let mut summary = json!({
        "design": open.design.hash().to_string(),
        "plan": planned.summary(days.as_deref())?,
        "review": check::summary(&found, &[]),
    });
    let mut said = vec![plan.first().cloned().unwrap_or_default()];
    if let Some((price, range)) = &priced {
        let lines = quote::lines(price, range.as_ref());
        output.add("quote.txt", text(&lines).as_bytes())?;
        summary["quote"] = quote::summary(price, range.as_ref());
        said.push(format!("{} in all", price.total));
    }
    let pictures = SimulateArguments {
        case: arguments.case.clone(),
        age: Age::healed(),
        light: LightName::Noon,
        distance: None,
        skin: None,
        pigment: None,
        stage: None,
    };
    let (seen, words) = draw(&opened, &scene, &pictures, &mut output, report)?;
    summary["pictures"] = seen;
    output.add("pictures.txt", text(&words).as_bytes())?;
    let case = (&opened, &scene, &planned);
    papers::set(arguments, case, priced, &mut output, report)?;
    let files = output.publish()?;
    said.push(counted(&found));
    said.push(PRINTING.to_owned());
    report.done(&summary, &said, &files);
    Ok(())
}

fn counted(review: &Review) -> String {
    let of = |severity| {
        let own = review.findings.iter();
        own.filter(|own| own.rule.severity == severity).count()
    };
    format!(
        "review: {} serious, {} to talk over, {} worth a word",
        of(Severity::Serious),
        of(Severity::Caution),
        of(Severity::Note)
    )
}

fn text(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}
