//! The hair that is there out of the case file.

use pointil_scalp::{HairPattern, Head, Zone};
use pointil_treatment::design::{
    HairPlace, Outline, Parting, PresentHair, PresentHairEdit, WornHair,
};

use super::place::{place, places, within};
use super::treatment_file::{HairEditSection, Place, TreatmentSection};
use crate::failure::Failure;

/// The pattern where nothing is said.
const USUAL: &str = "VI";

/// The present hair of the section.
pub(super) fn present_hair(
    section: &TreatmentSection,
    head: &Head,
) -> Result<PresentHair, Failure> {
    let pattern = section.hair.as_deref().unwrap_or(USUAL);
    let pattern: HairPattern = pattern
        .parse()
        .map_err(|e| Failure::input(format!("treatment.hair: {e}")))?;
    let mut hair = PresentHair::from(pattern);
    for (name, share) in &section.hair_zones {
        let zone: Zone = name
            .parse()
            .map_err(|e| Failure::input(format!("treatment.hair_zones: {e}")))?;
        let field = format!("treatment.hair_zones.{zone}");
        hair.zones
            .insert(zone, within(&field, *share, 0.0, 1.0, "of a full head")?);
    }
    for (k, own) in section.hair_edits.iter().enumerate() {
        let field = format!("treatment.hair_edits[{k}]");
        hair.edits.push(edit(own, head, &field)?);
    }
    hair.worn = worn(section)?;
    Ok(hair)
}

/// How the hair is worn, where the section says so.
fn worn(section: &TreatmentSection) -> Result<Option<WornHair>, Failure> {
    let parting = section.hair_parting.as_deref().map(|name| {
        let known = Parting::ALL.into_iter().find(|own| own.name() == name);
        known.ok_or_else(|| {
            Failure::input(format!(
                "treatment.hair_parting: there is no \"{name}\"; known are middle, left, right and back"
            ))
        })
    });
    let parting = parting.transpose()?;
    let Some(length) = section.hair_length else {
        return if parting.is_some() {
            Err(Failure::input(
                "treatment.hair_parting says where hair is parted and nothing says how long it is; add hair_length in mm, such as 300",
            ))
        } else {
            Ok(None)
        };
    };
    let longest = WornHair::LONGEST_MM;
    let length = within("treatment.hair_length", length, 0.0, longest, "mm")?;
    if length <= WornHair::MOST_SHAVED_MM && parting.is_some() {
        return Err(Failure::input(format!(
            "treatment.hair_length is {length} mm, which is shaved hair and has no parting; leave out hair_parting or give the hair a length above {} mm",
            WornHair::MOST_SHAVED_MM
        )));
    }
    Ok(Some(WornHair::of_length(length, parting)))
}

fn edit(section: &HairEditSection, head: &Head, field: &str) -> Result<PresentHairEdit, Failure> {
    let share = within(
        &format!("{field}.share"),
        section.share,
        0.0,
        1.0,
        "of a full head",
    )?;
    let blend = section.blend.unwrap_or(5.0);
    Ok(PresentHairEdit {
        place: hair_place(section, head, field)?,
        share,
        blend_mm: within(&format!("{field}.blend"), blend, 0.0, 40.0, "mm")?,
    })
}

/// The one place that the section names.
fn hair_place(section: &HairEditSection, head: &Head, field: &str) -> Result<HairPlace, Failure> {
    let shaped = [section.length, section.breadth, section.turn_deg];
    let is_shaped = shaped.iter().any(Option::is_some);
    match (&section.at, &section.around, &section.along) {
        (Some(at), None, None) if section.width.is_none() => {
            oval(section, *at, head, field).map(HairPlace::Outline)
        }
        (None, Some(around), None) if !is_shaped && section.width.is_none() => {
            let corners = places(around, head, field)?;
            Ok(HairPlace::Outline(Outline::Polygon { corners }))
        }
        (None, None, Some(along)) if !is_shaped && let Some(width) = section.width => {
            Ok(HairPlace::Band {
                along: places(along, head, field)?,
                width_mm: within(&format!("{field}.width"), width, 0.3, 60.0, "mm")?,
            })
        }
        _ => Err(Failure::input(format!(
            "{field} is no one place; write at and length (breadth, turn_deg) for an oval, around for a polygon, or along and width for a band"
        ))),
    }
}

fn oval(
    section: &HairEditSection,
    at: Place,
    head: &Head,
    field: &str,
) -> Result<Outline, Failure> {
    let own = |name: &str| format!("{field}.{name}");
    let length = section.length.ok_or_else(|| {
        Failure::input(format!(
            "{field} is an oval without length; write its length in mm"
        ))
    })?;
    let breadth = section.breadth.unwrap_or(length);
    let turn = section.turn_deg.unwrap_or(0.0);
    Ok(Outline::Oval {
        centre: place(at, head).map_err(|e| e.at(field))?,
        length_mm: within(&own("length"), length, 2.0, 240.0, "mm")?,
        breadth_mm: within(&own("breadth"), breadth, 2.0, 240.0, "mm")?,
        turn_deg: within(&own("turn_deg"), turn, -360.0, 360.0, "°")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_scalp::HeadMeasurements;

    fn read(text: &str) -> Result<PresentHair, Failure> {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        present_hair(&toml::from_str(text).unwrap(), &head)
    }

    #[test]
    fn patterns_zones_and_edits_are_read() {
        let said = |text: &str| read(text).unwrap().pattern.to_string();
        assert_eq!(said(""), "Norwood VI");
        assert_eq!(said("hair = 'V'"), "Norwood V");
        assert_eq!(said("hair = 'ludwig ii'"), "Ludwig II");
        assert_eq!(said("hair = 'diffuse top 0.5'"), "diffuse top 0.5");
        let hair = read(
            "hair = 'full'
             hair_zones = { crown = 0.4 }
             [[hair_edits]]
             at = { left = 60, forward = -30 }
             length = 30
             share = 0
             [[hair_edits]]
             around = [{ left = 10, forward = 10 }, { left = -10, forward = 10 }, { left = 0, forward = -10 }]
             share = 0.5
             blend = 8
             [[hair_edits]]
             along = [{ left = 40, forward = -90 }, { left = -40, forward = -90 }]
             width = 4
             share = 0.1",
        );
        let hair = hair.unwrap();
        assert!((hair.zones[&Zone::Crown] - 0.4).abs() < 1e-12);
        let blends: Vec<f64> = hair.edits.iter().map(|own| own.blend_mm).collect();
        assert_eq!(blends, [5.0, 8.0, 5.0]);
        assert!(
            matches!(hair.edits[0].place, HairPlace::Outline(Outline::Oval { breadth_mm, .. }) if breadth_mm > 29.9)
        );
        assert!(matches!(hair.edits[2].place, HairPlace::Band { .. }));
        assert_eq!(hair.existing().check(), Ok(()));
    }

    #[test]
    fn hair_is_worn_as_long_as_it_says() {
        let worn = |text: &str| read(text).unwrap().worn;
        assert_eq!(worn(""), None);
        assert_eq!(
            worn("hair_length = 0.5"),
            Some(WornHair::Shaved { length_mm: 0.5 })
        );
        assert_eq!(
            worn("hair_length = 80\nhair_parting = 'left'"),
            Some(WornHair::Long {
                length_mm: 80.0,
                parting: Some(Parting::Left)
            })
        );
        let refused = |text: &str| read(text).unwrap_err().to_string();
        assert!(refused("hair_length = 900").contains("treatment.hair_length is 900 mm"));
        assert!(refused("hair_parting = 'left'").contains("add hair_length"));
        assert!(refused("hair_length = 1\nhair_parting = 'left'").contains("shaved hair"));
        assert!(refused("hair_length = 80\nhair_parting = 'top'").contains("no \"top\""));
    }

    #[test]
    fn hair_that_is_none_is_refused_by_name() {
        let refused = |text: &str| read(text).unwrap_err().to_string();
        assert!(refused("hair = 'IX'").contains("treatment.hair: `IX`"));
        assert!(
            refused("hair_zones = { crown = 40 }")
                .contains("treatment.hair_zones.crown is 40 of a full head")
        );
        assert!(refused("hair_zones = { top = 0.4 }").contains("`top` is no zone"));
        let at = "[[hair_edits]]\nat = { left = 0, forward = 0 }\n";
        assert!(
            refused(&format!("{at}length = 30\nshare = 2")).contains("hair_edits[0].share is 2")
        );
        assert!(
            refused(&format!("{at}length = 30\nwidth = 3\nshare = 0"))
                .contains("hair_edits[0] is no one place")
        );
        assert!(refused(&format!("{at}breadth = 30\nshare = 0")).contains("without length"));
        assert!(refused(&format!("{at}share = 0")).contains("without length"));
        assert!(refused("[[hair_edits]]\nshare = 0").contains("no one place"));
        let far = "[[hair_edits]]\nalong = [{ left = 400, forward = 0 }, { left = 0, forward = 0 }]\nwidth = 3\nshare = 0";
        assert!(refused(far).contains("hair_edits[0]"));
    }
}
