//! What a form on the table asks of the hairline.

use pointil_scalp::{Head, Mm, Site};
use pointil_treatment::Design;
use pointil_treatment::design::{EditDesign, HeadSide, Place};

use super::change::{Fields, field, index, number, text};
use super::point_numbers::{self, AXES};
use crate::fault::Fault;

/// The edit that is `asked` for.
///
/// # Errors
/// A field that is missing or does not fit.
pub fn of(asked: &str, fields: &Fields, design: &Design, head: &Head) -> Result<EditDesign, Fault> {
    Ok(match asked {
        "preset" => EditDesign::UsePreset {
            preset: text(fields, "preset")?.to_owned(),
        },
        "mirror" => EditDesign::MirrorLine {
            keep: match text(fields, "keep")? {
                "left" => HeadSide::Left,
                "right" => HeadSide::Right,
                other => return Err(field("keep", format!("{other} is no side; left or right"))),
            },
        },
        "line_edge" => line_edge(fields, design)?,
        "add_point" => add_point(index(fields)?, design)?,
        "remove_point" => EditDesign::RemovePoint {
            index: index(fields)?,
        },
        _ => {
            let index = index(fields)?;
            let mut entered = [0.0; 3];
            for (own, name) in entered.iter_mut().zip(AXES) {
                *own = number(fields, name)?;
            }
            let from = site_of(design, index)?;
            EditDesign::MovePoint {
                index,
                at: point_numbers::place(head, from, entered)?,
            }
        }
    })
}

fn site_of(design: &Design, index: usize) -> Result<Site, Fault> {
    let point = design.hairline.points.get(index);
    let missing = || field("index", format!("the line has no point {}", index + 1));
    point.and_then(|own| own.at.site()).ok_or_else(missing)
}

/// A point half way to the next one.
fn add_point(after: usize, design: &Design) -> Result<EditDesign, Fault> {
    let [here, next] = [site_of(design, after)?, site_of(design, after + 1)?];
    let middle = Site::of(here.to_vec() + next.to_vec());
    let middle = middle.ok_or_else(|| field("index", "no place lies between these points"))?;
    Ok(EditDesign::AddPoint {
        after,
        at: Place::of(middle),
    })
}

fn line_edge(fields: &Fields, design: &Design) -> Result<EditDesign, Fault> {
    let mut parameters = design.hairline.parameters.clone();
    parameters.transition_zone_depth = Mm::new(number(fields, "transition_zone_mm")?);
    parameters.macro_amplitude = Mm::new(number(fields, "waves_mm")?);
    parameters.micro_amplitude = Mm::new(number(fields, "jags_mm")?);
    parameters.asymmetry = number(fields, "asymmetry")?;
    let sentinels = text(fields, "sentinels")?;
    parameters.sentinels = sentinels
        .parse()
        .map_err(|_| field("sentinels", format!("{sentinels} is no number of dots")))?;
    Ok(EditDesign::LineEdge { parameters })
}
