//! The stencil of a design: its line, its zones, its patches and scars.

use pointil_scalp::{Mm, Zone};
use pointil_treatment::design::{Place, Technique};
use pointil_treatment::{Design, Layout};

use crate::stencil::{Stencil, StencilMark, StencilRefusal, stencil_sheets};

/// The sheets of a design's stencil.
///
/// # Errors
/// As for [`stencil_sheets`].
pub fn design_stencil(design: &Design, layout: &Layout) -> Result<Vec<Stencil>, StencilRefusal> {
    let treated: Vec<Zone> = layout.treated.keys().copied().collect();
    let marks = stencil_marks(design);
    let (head, hairline, zones) = (&layout.head, &layout.hairline, &layout.zones);
    stencil_sheets(head, hairline, zones, &treated, &marks)
}

/// The patches, scars and old tattoos of a design, numbered where there are several of a kind.
fn stencil_marks(design: &Design) -> Vec<StencilMark> {
    let mut marks = Vec::new();
    for (k, technique) in design.techniques.iter().enumerate() {
        let same = |own: &&Technique| own.name() == technique.name();
        let before = design.techniques[..k].iter().filter(same).count();
        let number = match design.techniques.iter().filter(same).count() {
            1 => String::new(),
            _ => format!(" {}", before + 1),
        };
        let sites = |places: &[Place]| places.iter().filter_map(|own| own.site()).collect();
        let mark = match technique {
            Technique::AreataPatch { outline, .. } => {
                outline.on_scalp().map(|outline| StencilMark::Outline {
                    label: format!("patch{number}"),
                    outline,
                })
            }
            Technique::CoverUp { outline, .. } => {
                outline.on_scalp().map(|outline| StencilMark::Outline {
                    label: format!("old tattoo{number}"),
                    outline,
                })
            }
            Technique::StripScar {
                along, width_mm, ..
            } => Some(StencilMark::Band {
                label: format!("strip scar{number}, {width_mm} mm wide"),
                along: sites(along),
                width: Mm::new(*width_mm),
            }),
            Technique::PunchScars {
                centres,
                diameter_mm,
                ..
            } => Some(StencilMark::Circles {
                label: format!("punch scars{number}, {diameter_mm} mm across"),
                centres: sites(centres),
                diameter: Mm::new(*diameter_mm),
            }),
            _ => None,
        };
        marks.extend(mark);
    }
    marks
}
