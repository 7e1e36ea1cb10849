//! From techniques to the densities that they ask for together.

use pointil_scalp::{
    Band, DensityComposition, DotDensity, MarkDensity, Mm, Patch, PatchOutline, Zone, ZoneDensities,
};

use super::error::LayoutError;
use crate::design::{Design, DesignError, Place, StrokeMark, Technique};

/// What the design's techniques ask for together.
pub(super) fn of(design: &Design) -> Result<DensityComposition, LayoutError> {
    let mut densities = ZoneDensities::even(DotDensity::new(0.0));
    for (zone, own) in &design.zones {
        densities = densities.with(*zone, own.dots_per_cm2);
    }
    let mut zones: Vec<Zone> = Vec::new();
    let mut patches = Vec::new();
    let mut bands = Vec::new();
    for technique in &design.techniques {
        zones.extend(technique.zones());
        if let Technique::AfterTransplant {
            zones,
            grafts_per_cm2,
        } = technique
        {
            for zone in zones {
                // A graft that grew is a dot that need not be placed.
                let open = densities.of(*zone).per_square_cm() - grafts_per_cm2.per_square_cm();
                densities = densities.with(*zone, DotDensity::new(open.max(0.0)));
            }
        }
        patches.extend(patches_of(technique)?);
        bands.extend(band_of(technique)?);
    }
    // After the techniques, so that a brush works on what they ask for.
    for stroke in &design.density_strokes {
        match stroke.mark() {
            Some(StrokeMark::Dab(patch)) => patches.push(patch),
            Some(StrokeMark::Line(band)) => bands.push(band),
            None => {}
        }
    }
    zones.sort_unstable();
    zones.dedup();
    Ok(DensityComposition {
        zones,
        densities,
        softness: design.edge.softness,
        zone_blend: Mm::new(design.edge.zone_blend_mm),
        hair: design.hair.existing(),
        hair_blend: Mm::new(design.edge.hair_blend_mm),
        share_under_hair: design.edge.share_under_hair,
        patches,
        bands,
    })
}

/// The outlined places of a technique.
fn patches_of(technique: &Technique) -> Result<Vec<Patch>, DesignError> {
    match technique {
        Technique::AreataPatch {
            outline,
            dots_per_cm2,
            blend_mm,
        }
        | Technique::CoverUp {
            outline,
            dots_per_cm2,
            blend_mm,
        } => {
            let outline = outline.on_scalp().ok_or_else(|| unplaced(technique))?;
            Ok(vec![Patch {
                outline,
                density: MarkDensity::Amount(*dots_per_cm2),
                blend: Mm::new(*blend_mm),
            }])
        }
        Technique::PunchScars {
            centres,
            diameter_mm,
            density_share,
            blend_mm,
            ..
        } => {
            let round = |centre: &Place| {
                let radius = Mm::new(diameter_mm / 2.0);
                Ok(Patch {
                    outline: PatchOutline::Oval {
                        centre: centre.site().ok_or_else(|| unplaced(technique))?,
                        half_length: radius,
                        half_breadth: radius,
                        turn: 0.0,
                    },
                    density: MarkDensity::ShareOfZone(*density_share),
                    blend: Mm::new(*blend_mm),
                })
            };
            centres.iter().map(round).collect()
        }
        _ => Ok(Vec::new()),
    }
}

/// The band of a technique.
fn band_of(technique: &Technique) -> Result<Option<Band>, DesignError> {
    let (along, width_mm, density, blend_mm) = match technique {
        Technique::StripScar {
            along,
            width_mm,
            density_share,
            blend_mm,
            ..
        } => {
            let density = MarkDensity::ShareOfZone(*density_share);
            (along, width_mm, density, blend_mm)
        }
        Technique::DiffuseDensity {
            part_line: Some(own),
            ..
        } => {
            let density = MarkDensity::Amount(own.dots_per_cm2);
            (&own.along, &own.width_mm, density, &own.blend_mm)
        }
        _ => return Ok(None),
    };
    let line: Option<Vec<_>> = along.iter().map(|place| place.site()).collect();
    Ok(Some(Band {
        line: line.ok_or_else(|| unplaced(technique))?,
        width: Mm::new(*width_mm),
        density,
        blend: Mm::new(*blend_mm),
    }))
}

/// A place that [`Design::check`] refuses before anything is laid out.
fn unplaced(technique: &Technique) -> DesignError {
    DesignError::new(
        &format!("techniques.{}", technique.name()),
        "without a place",
        "give a direction of a length above 0",
    )
}
