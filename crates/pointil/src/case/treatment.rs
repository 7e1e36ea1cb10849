//! The treatment out of the case file: what the density is composed of, and what the dots are made of.

use core::f64::consts::PI;

use glam::DVec3;
use pointil_scalp::dots::{DotCount, SessionShares};
use pointil_scalp::{
    Band, DensityComposition, DotDensity, ExistingHair, Head, Landmark, MarkDensity, Mm, Patch,
    PatchOutline, Site, Surface, WorkOrder, Zone, ZoneDensities, geodesic,
};

use super::treatment_file::{PatchSection, Place, ScarSection, SessionsSection, TreatmentSection};
use crate::failure::Failure;

/// Beyond this many dots per cm² neighbouring healed dots touch.
const MOST_DENSE: f64 = 250.0;

/// The composition of `section` on `head`.
pub fn composition(section: &TreatmentSection, head: &Head) -> Result<DensityComposition, Failure> {
    let order = section.order.as_deref().unwrap_or("full_top");
    let order: WorkOrder = order
        .parse()
        .map_err(|e| Failure::input(format!("treatment.order: {e}")))?;
    let mut composition = DensityComposition::new(order, hair(section)?);
    if let Some(density) = section.dots_per_cm2 {
        let density = within(
            "treatment.dots_per_cm2",
            density,
            0.0,
            MOST_DENSE,
            "dots/cm²",
        )?;
        composition.densities = ZoneDensities::even(DotDensity::new(density));
    }
    for (name, density) in &section.zones {
        let zone: Zone = name
            .parse()
            .map_err(|e| Failure::input(format!("treatment.zones: {e}")))?;
        let density = within(
            &format!("treatment.zones.{zone}"),
            *density,
            0.0,
            MOST_DENSE,
            "dots/cm²",
        )?;
        composition.densities = composition.densities.with(zone, DotDensity::new(density));
    }
    composition.softness = section.softness.unwrap_or(composition.softness);
    composition.share_under_hair = section
        .share_under_hair
        .unwrap_or(composition.share_under_hair);
    composition.hair_blend = section.hair_blend.map_or(composition.hair_blend, Mm::new);
    for (k, patch) in section.patches.iter().enumerate() {
        composition.patches.push(self::patch(patch, head, k)?);
    }
    for (k, scar) in section.scars.iter().enumerate() {
        composition.bands.push(self::scar(scar, head, k)?);
    }
    if order == WorkOrder::Patches && composition.patches.is_empty() {
        return Err(Failure::input(
            "treatment.order is \"patches\" but there is none; add [[treatment.patches]]",
        ));
    }
    if order == WorkOrder::Scars && composition.bands.is_empty() {
        return Err(Failure::input(
            "treatment.order is \"scars\" but there is none; add [[treatment.scars]]",
        ));
    }
    composition
        .check()
        .map_err(|error| Failure::input(format!("treatment: {error}")))?;
    Ok(composition)
}

fn hair(section: &TreatmentSection) -> Result<ExistingHair, Failure> {
    match section.hair.as_deref().unwrap_or("VI") {
        "none" => Ok(ExistingHair::NONE),
        class => class
            .parse()
            .map(ExistingHair::norwood)
            .map_err(|e| Failure::input(format!("treatment.hair: {e}; or write \"none\""))),
    }
}

fn patch(section: &PatchSection, head: &Head, k: usize) -> Result<Patch, Failure> {
    let field = format!("treatment.patches[{k}]");
    Ok(Patch {
        outline: PatchOutline::Oval {
            centre: site(section.at, head).map_err(|e| e.at(&field))?,
            half_length: Mm::new(section.length / 2.0),
            half_breadth: Mm::new(section.breadth.unwrap_or(section.length) / 2.0),
            turn: section.turn_deg * PI / 180.0,
        },
        density: MarkDensity::Amount(DotDensity::new(section.dots_per_cm2)),
        blend: Mm::new(section.blend.unwrap_or(5.0)),
    })
}

fn scar(section: &ScarSection, head: &Head, k: usize) -> Result<Band, Failure> {
    let field = format!("treatment.scars[{k}]");
    let line: Result<Vec<Site>, Failure> = section
        .along
        .iter()
        .map(|place| site(*place, head))
        .collect();
    Ok(Band {
        line: line.map_err(|e| e.at(&field))?,
        width: Mm::new(section.width),
        density: MarkDensity::ShareOfZone(section.density_factor.unwrap_or(0.7)),
        blend: Mm::new(section.blend.unwrap_or(2.0)),
    })
}

/// The site at `place`: straight along the skin from the vertex.
fn site(place: Place, head: &Head) -> Result<Site, Failure> {
    let vertex = head.site(head.landmark(Landmark::Vertex));
    let way = DVec3::new(place.left, 0.0, place.forward);
    let length = way.length();
    if length < 1e-9 {
        return Ok(vertex);
    }
    let refusal = || {
        Failure::input(format!(
            "({}, {}) mm from the vertex is off the scalp; measure left and forward along the skin, at most 250 mm",
            place.left, place.forward
        ))
    };
    if !(length.is_finite() && length <= 250.0) {
        return Err(refusal());
    }
    geodesic::walk(head, vertex, way, Mm::new(length)).ok_or_else(refusal)
}

/// The value if it lies from `low` to `high`.
pub(super) fn within(
    field: &str,
    value: f64,
    low: f64,
    high: f64,
    unit: &str,
) -> Result<f64, Failure> {
    if value >= low && value <= high {
        return Ok(value);
    }
    Err(Failure::input(format!(
        "{field} is {value} {unit}; choose {low} to {high} {unit}"
    )))
}

/// The share of dots of each session.
pub fn session_shares(section: &SessionsSection) -> Result<SessionShares, Failure> {
    let cumulative = &section.cumulative;
    let last = cumulative.last().copied().unwrap_or(0.0);
    let before = core::iter::once(0.0).chain(cumulative.iter().copied());
    let shares: Vec<f64> = cumulative
        .iter()
        .zip(before)
        .map(|(to, from)| to - from)
        .collect();
    if (last - 1.0).abs() < 1e-9
        && let Ok(shares) = SessionShares::new(&shares)
    {
        return Ok(shares);
    }
    Err(Failure::input(format!(
        "sessions.cumulative is {cumulative:?}; write 1 to 8 shares that rise by 0.02 or more and end with 1, such as [0.3, 0.7, 1.0]"
    )))
}

/// How many of `sessions` sessions are done, and the table their dots are in; nothing where none is.
pub fn sessions_done(
    section: &SessionsSection,
    sessions: usize,
) -> Result<Option<(usize, &str)>, Failure> {
    match (section.done.unwrap_or(0), section.dots.as_deref()) {
        (0, None) => Ok(None),
        (0, Some(_)) => Err(Failure::input(
            "sessions.dots names a table but sessions.done is 0; write how many sessions are done",
        )),
        (_, None) => Err(Failure::input(
            "sessions.done is given without sessions.dots; name the dots.csv that the done sessions were worked from",
        )),
        (done, Some(_)) if done >= sessions => Err(Failure::input(format!(
            "sessions.done is {done} of {sessions} sessions; give 1 to {}, or another session in sessions.cumulative",
            sessions.saturating_sub(1)
        ))),
        (done, Some(table)) => Ok(Some((done, table))),
    }
}

/// How many dots the treatment asks for.
pub fn dot_count(section: &TreatmentSection) -> Result<DotCount, Failure> {
    match section.dots {
        None => Ok(DotCount::OfDensity),
        Some(count) if (1..=500_000).contains(&count) => Ok(DotCount::Exactly(count)),
        Some(count) => Err(Failure::input(format!(
            "treatment.dots is {count}; choose 1 to 500000 dots"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_scalp::HeadMeasurements;

    fn refused(section: &TreatmentSection) -> String {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        composition(section, &head).err().unwrap().to_string()
    }

    #[test]
    fn densities_out_of_range_name_field_and_range() {
        for density in [-3.0, 5000.0, f64::NAN] {
            let section = TreatmentSection {
                dots_per_cm2: Some(density),
                ..TreatmentSection::default()
            };
            let message = refused(&section);
            assert!(
                message.contains(&density.to_string()) && message.contains("250"),
                "{message}"
            );
        }
    }

    #[test]
    fn names_that_do_not_exist_say_which_do() {
        let section = TreatmentSection {
            order: Some("everything".into()),
            ..TreatmentSection::default()
        };
        assert!(refused(&section).contains("full_top"));
        let section = TreatmentSection {
            hair: Some("IX".into()),
            ..TreatmentSection::default()
        };
        assert!(refused(&section).contains("VII"));
    }

    #[test]
    fn shares_must_rise_to_one() {
        for shares in [
            vec![],
            vec![0.5],
            vec![0.7, 0.3, 1.0],
            vec![0.0, 1.0],
            vec![0.5, f64::NAN],
        ] {
            let section = SessionsSection {
                cumulative: shares,
                ..SessionsSection::default()
            };
            assert!(session_shares(&section).is_err());
        }
        let usual = SessionsSection::default();
        assert_eq!(session_shares(&usual).unwrap().count(), 3);
    }

    #[test]
    fn sessions_done_need_their_dots_and_one_left_to_do() {
        let told = |done, dots: Option<&str>| {
            let section = SessionsSection {
                done,
                dots: dots.map(str::to_owned),
                ..SessionsSection::default()
            };
            match sessions_done(&section, 3) {
                Ok(found) => format!("{found:?}"),
                Err(failure) => failure.to_string(),
            }
        };
        assert_eq!(told(None, None), "None");
        assert_eq!(told(Some(2), Some("d.csv")), "Some((2, \"d.csv\"))");
        assert!(told(Some(1), None).contains("sessions.dots"));
        assert!(told(None, Some("d.csv")).contains("sessions.done is 0"));
        assert!(told(Some(3), Some("d.csv")).contains("3 of 3"));
    }
}
