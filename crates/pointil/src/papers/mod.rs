//! `pointil papers`: what is printed for a case.

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;
use pointil_papers::{BeforeMeasuring, CasePapers, CasePictures, PaperPhotograph, PaperSize};
use pointil_render::{PRACTICE_CELL_MM, Treated};
use pointil_scalp::Bvh;
use pointil_treatment::quote::Quote;
use serde_json::json;

use crate::age::Age;
use crate::arguments::{CaseArguments, SimulateArguments};
use crate::check::{review, rules};
use crate::colour_arguments::LightName;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::output::Output;
use crate::plan::Planned;
use crate::price_list_file;
use crate::quote::quoted;
use crate::report::Report;
use crate::scene::Scene;
use crate::simulate::{canvas, picture, subject};

/// The case, and what its papers are to say besides.
#[derive(Debug, clap::Args)]
pub struct PapersArguments {
    /// Case file and output folder.
    #[command(flatten)]
    pub case: CaseArguments,
    /// The size of the paper.
    #[arg(long, value_enum, default_value_t = PaperName::A4)]
    pub paper: PaperName,
    /// The price list of the quote (TOML; examples/price-lists has one of each kind). Without it there is no quote.
    #[arg(long)]
    pub prices: Option<PathBuf>,
    /// The day on the papers, as 2026-11-21; left to be written in if it is not given.
    #[arg(long)]
    pub date: Option<Date>,
    /// Until when the quote holds.
    #[arg(long)]
    pub valid_until: Option<Date>,
    /// The quote's number.
    #[arg(long, default_value = "")]
    pub number: String,
    /// The client's name or reference.
    #[arg(long, default_value = "")]
    pub client_name: String,
    /// The studio's name.
    #[arg(long, default_value = "")]
    pub studio: String,
}

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PaperName {
    /// 210 × 297 mm.
    A4,
    /// 8.5 × 11 in.
    Letter,
}

impl From<PaperName> for PaperSize {
    fn from(name: PaperName) -> Self {
        match name {
            PaperName::A4 => Self::A4,
            PaperName::Letter => Self::UsLetter,
        }
    }
}

/// Writes the case's papers.
pub fn papers(arguments: &PapersArguments, report: &Report) -> Result<(), Failure> {
    let opened = Opened::read(&arguments.case.case)?;
    let prices = arguments.prices.as_deref();
    let prices = prices.map(price_list_file::read).transpose()?;
    report.begin(10 + opened.photographs() as u64);
    report.step("finding the head");
    let scene = opened.scene(report)?;
    let planned = Planned::on(&scene, &opened, report)?;
    let priced = match &prices {
        None => None,
        Some(list) => Some(quoted(&opened, &planned, list)?),
    };
    let mut output = Output::new(&arguments.case.out.out)?;
    let case = (&opened, &scene, &planned);
    set(arguments, case, priced, &mut output, report)?;
    let files = output.publish()?;
    let names: Vec<String> = files
        .iter()
        .filter_map(|file| Some(file.file_name()?.to_string_lossy().into_owned()))
        .collect();
    report.done(&json!({ "papers": names }), &[PRINTING.to_owned()], &files);
    Ok(())
}

/// What to mind when printing.
pub const PRINTING: &str = "print the stencil at 100 % and hold a ruler against its bar";

/// Sets the papers of a planned case, with the quote where there is a price.
pub fn set(
    arguments: &PapersArguments,
    (opened, scene, planned): (&Opened, &Scene<'_>, &Planned),
    priced: Option<(Quote, Option<crate::quote::BeforeMeasuring>)>,
    output: &mut Output,
    report: &Report,
) -> Result<(), Failure> {
    let days = planned.days()?;
    let papers = CasePapers {
        studio: arguments.studio.clone(),
        client: arguments.client_name.clone(),
        date: arguments.date,
        design: &planned.design,
        layout: &planned.layout,
        work: &planned.work,
        protocol: &planned.protocol,
        plan: &planned.plan,
        days: days.as_deref(),
    };
    let size = arguments.paper.into();
    report.step("laying the lines flat");
    output.add("stencil.pdf", &papers.stencil()?.to_pdf(size)?)?;
    if let Some((quote, range)) = priced {
        report.step("pricing");
        let before_measuring = range.map(|own| BeforeMeasuring {
            low: own.total.0,
            high: own.total.1,
            basis: format!(
                "the same order on a mean head, {:.0} to {:.0} cm², at every practitioner's pace.",
                own.area_cm2.0, own.area_cm2.1
            ),
        });
        let (number, until) = (&arguments.number, arguments.valid_until);
        let paper = papers.quote(quote, before_measuring, number, until);
        output.add("quote.pdf", &paper.to_pdf(size)?)?;
    }
    for (name, pdf) in sheets(arguments, (opened, scene), &papers, report)? {
        output.add(&name, &pdf)?;
    }
    Ok(())
}

/// The design sheet and a sheet for each appointment, by their files' names.
fn sheets(
    arguments: &PapersArguments,
    (opened, scene): (&Opened, &Scene<'_>),
    papers: &CasePapers<'_>,
    report: &Report,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let size = arguments.paper.into();
    let as_simulated = SimulateArguments {
        case: arguments.case.clone(),
        age: Age::healed(),
        light: LightName::Noon,
        distance: None,
        skin: None,
        pigment: None,
        stage: None,
    };
    let open = opened.open_case(&scene.head)?;
    report.step("reviewing");
    let review = review(opened, &open, papers.layout, &rules(None)?)?;
    let subject = subject(opened, open, &as_simulated)?;
    let treated = Treated::new(&subject, papers.layout)?;
    report.step("drawing the practice head");
    let mesh = scene.mannequin.mesh(PRACTICE_CELL_MM);
    let occluder = Bvh::new(&mesh);
    let photographs = photographs(scene)?;
    let pictures = CasePictures::new(
        &photographs,
        papers.layout,
        (&subject, &treated),
        mesh,
        &occluder,
    );
    let sheet = papers.design_sheet(&treated, &pictures, &review)?;
    let mut sheets = vec![("design-sheet.pdf".to_owned(), sheet.to_pdf(size)?)];
    for k in 0..papers.plan.appointments.len() {
        report.step(&format!("setting the sheet of appointment {}", k + 1));
        if let Some(sheet) = papers.session_sheet_drawn(k, &pictures)? {
            sheets.push((format!("session-{}.pdf", k + 1), sheet.to_pdf(size)?));
        }
    }
    Ok(sheets)
}

/// The case's photographs as the design sheet shows them.
fn photographs<'a>(scene: &'a Scene<'_>) -> Result<Vec<PaperPhotograph<'a>>, Failure> {
    let photograph = |view: &'a crate::scene::PosedShot<'_>| {
        let own = picture(&view.shot.photograph)?;
        let canvas = canvas(view, &own);
        Ok(PaperPhotograph {
            name: view.shot.name.clone(),
            camera: &view.pose.camera,
            sharpness_px: canvas.sharpness_px,
            mask: view.shot.mask.as_ref(),
            picture: own,
        })
    };
    scene.views.iter().map(photograph).collect()
}
