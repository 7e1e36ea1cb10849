//! `pointil papers`: what is printed for a case.

mod pictures;
mod tables;

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;
use pointil_papers::{
    BeforeMeasuring, DesignSheet, LaterStage, PaperError, PaperSize, QuotePaper, SessionSheet,
    StencilPaper,
};
use pointil_scalp::Bvh;
use pointil_treatment::quote::Quote;
use pointil_treatment::review::Review;
use serde_json::json;

use crate::age::Age;
use crate::arguments::{CaseArguments, SimulateArguments};
use crate::check::{review, rules};
use crate::colour_arguments::LightName;
use crate::export::stencil_of;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::output::Output;
use crate::plan::Planned;
use crate::price_list_file;
use crate::quote::quoted;
use crate::report::Report;
use crate::scene::{MESH_CELL_MM, Scene};
use crate::simulate::{Subject, Treated};
use pictures::Pictures;

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
    let file = Papers {
        arguments,
        opened,
        scene,
        planned,
        days: planned.days()?,
    };
    let size = arguments.paper.into();
    report.step("laying the lines flat");
    output.add("stencil.pdf", &file.stencil(size)?)?;
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
        let paper = QuotePaper {
            studio: arguments.studio.clone(),
            client: arguments.client_name.clone(),
            number: arguments.number.clone(),
            date: day_words(arguments.date),
            valid_until: day_words(arguments.valid_until),
            subject: file.subject(),
            before_measuring,
            quote,
        };
        output.add("quote.pdf", &paper.to_pdf(size).map_err(refused)?)?;
    }
    for (name, pdf) in file.sheets(size, report)? {
        output.add(&name, &pdf)?;
    }
    Ok(())
}

/// A case on its way to paper.
struct Papers<'a> {
    arguments: &'a PapersArguments,
    opened: &'a Opened,
    scene: &'a Scene<'a>,
    planned: &'a Planned,
    days: Option<Vec<Date>>,
}

impl Papers<'_> {
    fn stencil(&self, size: PaperSize) -> Result<Vec<u8>, Failure> {
        let paper = StencilPaper {
            client: self.arguments.client_name.clone(),
            date: day_words(self.arguments.date),
            design: format!("design {}", self.planned.design.hash().short()),
            sheets: stencil_of(&self.planned.design, &self.planned.layout)?,
        };
        paper.to_pdf(size).map_err(refused)
    }

    /// The design sheet and a sheet for each appointment, by their files' names.
    fn sheets(&self, size: PaperSize, report: &Report) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let layout = &self.planned.layout;
        let as_simulated = SimulateArguments {
            case: self.arguments.case.clone(),
            age: Age::healed(),
            light: LightName::Noon,
            distance: None,
            skin: None,
            pigment: None,
            stage: None,
        };
        let open = self.opened.open_case(&self.scene.head)?;
        report.step("reviewing");
        let review = review(self.opened, &open, layout, &rules(None)?)?;
        let subject = Subject::of(self.opened, open, &as_simulated)?;
        let treated = Treated::new(&subject, layout)?;
        report.step("drawing the practice head");
        let mesh = self.scene.mannequin.mesh(MESH_CELL_MM);
        let occluder = Bvh::new(&mesh);
        let pictures = Pictures::new(self.scene, layout, (&subject, &treated), mesh, &occluder);
        let mut sheets = vec![(
            "design-sheet.pdf".to_owned(),
            self.design_sheet(&treated, &pictures, &review)?
                .to_pdf(size)
                .map_err(refused)?,
        )];
        let mut drawn = None;
        for (k, appointment) in self.planned.plan.appointments.iter().enumerate() {
            report.step(&format!("setting the sheet of appointment {}", k + 1));
            // Appointments of one session show the same dots.
            if drawn
                .as_ref()
                .is_none_or(|(session, _)| *session != appointment.session)
            {
                drawn = Some((
                    appointment.session,
                    pictures.of_session(appointment.session)?,
                ));
            }
            let own = drawn.iter().flat_map(|(_, pictures)| pictures);
            let sheet = SessionSheet {
                pictures: own.cloned().collect(),
                ..self.session_sheet(k, appointment)?
            };
            let name = format!("session-{}.pdf", k + 1);
            sheets.push((name, sheet.to_pdf(size).map_err(refused)?));
        }
        Ok(sheets)
    }

    /// What the next stage of the client's loss leaves of the hair beside the same work, where anybody can say what that is.
    fn later(&self, pictures: &Pictures<'_>) -> Result<Option<LaterStage>, Failure> {
        let next = self.planned.design.hair.pattern.later().first().copied();
        let drawn = next.map(|stage| {
            Ok(LaterStage {
                stage: stage.to_string(),
                meaning: stage.meaning().to_owned(),
                pictures: pictures.of_later(stage)?,
            })
        });
        drawn.transpose()
    }

    fn design_sheet(
        &self,
        treated: &Treated<'_>,
        pictures: &Pictures<'_>,
        review: &Review,
    ) -> Result<DesignSheet, Failure> {
        Ok(DesignSheet {
            studio: self.arguments.studio.clone(),
            client: self.arguments.client_name.clone(),
            date: day_words(self.arguments.date),
            design: self.planned.design.hash().to_string(),
            facts: self.facts(),
            pictures: pictures.of_design()?,
            later: self.later(pictures)?,
            zones: self.zones(),
            sessions: self.sessions(),
            findings: Some(tables::findings(review)),
            forecast: tables::forecast(treated)?,
            touch_up: tables::touch_up(treated)?,
            not_modelled: tables::NOT_MODELLED.map(str::to_owned).to_vec(),
        })
    }
}

/// `21 November 2026`; nothing without a day.
fn day_words(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.strftime("%-d %B %Y").to_string())
}

/// A paper that was refused because of what the case or the command line says.
fn refused(error: PaperError) -> Failure {
    Failure::input(error.to_string())
}
