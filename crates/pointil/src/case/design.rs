//! From a case and its head to the design.

use pointil_scalp::Head;
use pointil_treatment::Design;
use pointil_treatment::design::{HairlineDesign, HeadRecord};

use super::dots::CaseDots;
use super::hairline::{hairline, softness};
use super::head::sex;
use super::present_hair::present_hair;
use super::read::Case;
use super::{sessions, treatment};
use crate::colour_input::input;
use crate::failure::Failure;

/// The case's design on `head`.
pub fn design(case: &Case, head: &Head) -> Result<Design, Failure> {
    let file = &case.file;
    // From here on the head is the one that a file keeps, so that a case and its design file lay out alike.
    let record = HeadRecord::of(head);
    let head = record.head().map_err(input)?;
    let sex = sex(file.client.sex.as_deref())?;
    let dots = CaseDots::of(case)?;
    let line = hairline(&file.hairline, &head, sex, file.seed)?;
    let design = Design {
        hair: present_hair(&file.treatment, &head)?,
        hairline: HairlineDesign::of(&line),
        techniques: treatment::techniques(&file.treatment, &head, dots.scars.as_ref())?,
        zones: treatment::zone_designs(&file.treatment, &dots.zones)?,
        density_strokes: Vec::new(),
        in_skin: sessions::in_skin(case, &head, &dots.usual)?,
        dot: dots.usual,
        edge: treatment::edge(&file.treatment, softness(&file.hairline)?),
        shades: dots.shades,
        permanence: dots.permanence,
        layers: file.sessions.cumulative.clone(),
        dots: treatment::dot_count(&file.treatment)?,
        seed: file.seed,
        head: record,
    };
    design.check().map_err(|mut error| {
        error.field = as_in_case(&error.field);
        input(error)
    })?;
    Ok(design)
}

/// What a design calls `field`, as the case file calls it.
fn as_in_case(field: &str) -> String {
    match field.split_once('.') {
        None if field == "layers" => "sessions.cumulative".to_owned(),
        Some(("edge", name)) => format!("treatment.{}", name.trim_end_matches("_mm")),
        Some(("hair", rest)) => format!("treatment.hair_{rest}"),
        None if field == "hair" => "treatment.hair".to_owned(),
        Some(("techniques" | "in_skin", _)) => format!("treatment: {field}"),
        _ => field.to_owned(),
    }
}
