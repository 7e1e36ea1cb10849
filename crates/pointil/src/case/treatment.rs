//! The treatment out of the case file: techniques, zones, hair and edges of its design.

use std::collections::BTreeMap;

use pointil_scalp::{DotDensity, FollicularUnitDensity, Head, Zone, ZoneDensities};
use pointil_treatment::design::{DotSetting, EdgeDesign, Outline, PartLine, Technique, ZoneDesign};

use super::place::{place, places, within};
use super::treatment_file::{DiffuseSection, PatchSection, ScarSection, TreatmentSection};
use crate::failure::Failure;

/// Beyond this many dots per cm² neighbouring healed dots touch.
const MOST_DENSE: f64 = 250.0;

/// The share of the zone's density that scars take where nothing is said.
const USUAL_SCAR_SHARE: f64 = 0.7;

/// What is done, with the dots of scars where they are others than their zones'.
pub(super) fn techniques(
    section: &TreatmentSection,
    head: &Head,
    scar_dot: Option<&DotSetting>,
) -> Result<Vec<Technique>, Failure> {
    let named = section.techniques.iter().map(|name| technique(name));
    let mut all: Vec<Technique> = named.collect::<Result<_, _>>()?;
    if !section.chosen_zones.is_empty() {
        all.push(Technique::ChosenZones {
            zones: zones("treatment.chosen_zones", &section.chosen_zones)?,
        });
    }
    if let Some(own) = &section.diffuse {
        all.push(diffuse(own, head)?);
    }
    if let Some(own) = &section.transplant {
        all.push(Technique::AfterTransplant {
            zones: zones("treatment.transplant.zones", &own.zones)?,
            grafts_per_cm2: FollicularUnitDensity::new(own.grafts_per_cm2),
        });
    }
    for (k, own) in section.patches.iter().enumerate() {
        let field = format!("treatment.patches[{k}]");
        all.push(Technique::AreataPatch {
            outline: outline(own, head).map_err(|e| e.at(&field))?,
            dots_per_cm2: dense(&field, own.dots_per_cm2)?,
            blend_mm: own.blend.unwrap_or(5.0),
        });
    }
    for (k, own) in section.cover_ups.iter().enumerate() {
        let field = format!("treatment.cover_ups[{k}]");
        all.push(Technique::CoverUp {
            outline: outline(own, head).map_err(|e| e.at(&field))?,
            dots_per_cm2: dense(&field, own.dots_per_cm2)?,
            blend_mm: own.blend.unwrap_or(5.0),
        });
    }
    for (k, own) in section.scars.iter().enumerate() {
        all.push(strip_scar(own, head, k, scar_dot)?);
    }
    for (k, own) in section.punch_scars.iter().enumerate() {
        all.push(Technique::PunchScars {
            centres: places(&own.at, head, &format!("treatment.punch_scars[{k}]"))?,
            diameter_mm: own.diameter,
            density_share: own.density_factor.unwrap_or(USUAL_SCAR_SHARE),
            blend_mm: own.blend.unwrap_or(1.0),
            dot: scar_dot.cloned(),
        });
    }
    if all.is_empty() {
        all.push(Technique::FullShavedLook {});
    }
    Ok(all)
}

/// The techniques that need no more than their name.
fn technique(name: &str) -> Result<Technique, Failure> {
    let known = [
        Technique::FullShavedLook {},
        Technique::HairlineDefinition {},
        Technique::RecedingLine {},
        Technique::Crown {},
        Technique::WholeScalp {},
    ];
    let names: Vec<&str> = known.iter().map(Technique::name).collect();
    let names = names.join(", ");
    let found = known.into_iter().find(|own| own.name() == name);
    found.ok_or_else(|| {
        Failure::input(format!(
            "treatment.techniques: there is no \"{name}\"; known are {names}; patches, scars, punch_scars, diffuse, transplant and \
             cover_ups have sections of their own"
        ))
    })
}

fn diffuse(section: &DiffuseSection, head: &Head) -> Result<Technique, Failure> {
    let part_line = section.part_line.as_ref().map(|own| {
        let field = "treatment.diffuse.part_line";
        Ok::<_, Failure>(PartLine {
            along: places(&own.along, head, field)?,
            width_mm: own.width,
            dots_per_cm2: dense(field, own.dots_per_cm2)?,
            blend_mm: own.blend.unwrap_or(12.0),
        })
    });
    Ok(Technique::DiffuseDensity {
        zones: zones("treatment.diffuse.zones", &section.zones)?,
        part_line: part_line.transpose()?,
    })
}

fn strip_scar(
    section: &ScarSection,
    head: &Head,
    k: usize,
    dot: Option<&DotSetting>,
) -> Result<Technique, Failure> {
    Ok(Technique::StripScar {
        along: places(&section.along, head, &format!("treatment.scars[{k}]"))?,
        width_mm: section.width,
        density_share: section.density_factor.unwrap_or(USUAL_SCAR_SHARE),
        blend_mm: section.blend.unwrap_or(2.0),
        dot: dot.cloned(),
    })
}

fn outline(section: &PatchSection, head: &Head) -> Result<Outline, Failure> {
    Ok(Outline::Oval {
        centre: place(section.at, head)?,
        length_mm: section.length,
        breadth_mm: section.breadth.unwrap_or(section.length),
        turn_deg: section.turn_deg,
    })
}

fn zones(field: &str, names: &[String]) -> Result<Vec<Zone>, Failure> {
    let parsed = names.iter().map(|name| name.parse::<Zone>());
    parsed
        .collect::<Result<_, _>>()
        .map_err(|e| Failure::input(format!("{field}: {e}")))
}

fn dense(field: &str, value: f64) -> Result<DotDensity, Failure> {
    let field = format!("{field}.dots_per_cm2");
    within(&field, value, 0.0, MOST_DENSE, "dots/cm²").map(DotDensity::new)
}

/// Every zone's density, and its dots where they are others.
pub(super) fn zone_designs(
    section: &TreatmentSection,
    dots: &BTreeMap<Zone, DotSetting>,
) -> Result<BTreeMap<Zone, ZoneDesign>, Failure> {
    let mut densities = ZoneDensities::default();
    if let Some(density) = section.dots_per_cm2 {
        densities = ZoneDensities::even(dense("treatment", density)?);
    }
    for (name, density) in &section.zones {
        let zone: Zone = name
            .parse()
            .map_err(|e| Failure::input(format!("treatment.zones: {e}")))?;
        let field = format!("treatment.zones.{zone}");
        let density = within(&field, *density, 0.0, MOST_DENSE, "dots/cm²")?;
        densities = densities.with(zone, DotDensity::new(density));
    }
    let designed = |zone: &Zone| {
        let own = ZoneDesign {
            dots_per_cm2: densities.of(*zone),
            dot: dots.get(zone).cloned(),
        };
        (*zone, own)
    };
    Ok(Zone::ALL.iter().map(designed).collect())
}

/// How treatment begins and ends, as soft as is usual for the hairline where nothing is said.
pub(super) fn edge(section: &TreatmentSection, usual_softness: f64) -> EdgeDesign {
    let usual = EdgeDesign::USUAL;
    EdgeDesign {
        softness: section.softness.unwrap_or(usual_softness),
        hair_blend_mm: section.hair_blend.unwrap_or(usual.hair_blend_mm),
        share_under_hair: section.share_under_hair.unwrap_or(usual.share_under_hair),
        ..usual
    }
}

/// Exactly so many dots, where the case says so.
pub(super) fn dot_count(section: &TreatmentSection) -> Result<Option<u32>, Failure> {
    match section.dots {
        Some(count) if !(1..=500_000).contains(&count) => Err(Failure::input(format!(
            "treatment.dots is {count}; choose 1 to 500000 dots"
        ))),
        count => Ok(count.map(|count| count as u32)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_scalp::HeadMeasurements;

    #[test]
    fn densities_out_of_range_name_field_and_range() {
        for density in [-3.0, 5000.0, f64::NAN] {
            let section = TreatmentSection {
                dots_per_cm2: Some(density),
                ..TreatmentSection::default()
            };
            let message = zone_designs(&section, &BTreeMap::new())
                .unwrap_err()
                .to_string();
            assert!(
                message.contains(&density.to_string()) && message.contains("250"),
                "{message}"
            );
        }
    }

    #[test]
    fn names_that_do_not_exist_say_which_do() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let section = TreatmentSection {
            techniques: vec!["everything".into()],
            ..TreatmentSection::default()
        };
        let message = techniques(&section, &head, None).unwrap_err().to_string();
        assert!(message.contains("full_shaved_look"), "{message}");
    }

    #[test]
    fn nothing_named_is_the_full_shaved_look_and_a_scar_alone_is_a_scar() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let of = |text: &str| {
            let section: TreatmentSection = toml::from_str(text).unwrap();
            let all = techniques(&section, &head, None).unwrap();
            all.iter().map(Technique::name).collect::<Vec<_>>()
        };
        assert_eq!(of(""), ["full_shaved_look"]);
        let scar = "[[scars]]\nalong = [{ left = 40, forward = -90 }, { left = -40, forward = -90 }]\nwidth = 4";
        assert_eq!(of(scar), ["strip_scar"]);
    }
}
