//! The hairline out of the case file, laid on the head.

use glam::DVec3;
use pointil_scalp::{
    Hairline, HairlineParameters, HairlinePoint, Head, Mm, Sex, Site, Surface, geodesic,
};

use super::file::{HairlineSection, MoveSection};
use crate::failure::Failure;

/// The farthest a point may be moved from where the parameters put it, in millimetres.
const FARTHEST_MOVE: f64 = 40.0;

/// The hairline of `section` on `head`, irregular by `seed`.
pub fn hairline(
    section: &HairlineSection,
    head: &Head,
    sex: Sex,
    seed: u64,
) -> Result<Hairline, Failure> {
    let refuse =
        |refusal: pointil_scalp::HairlineRefusal| Failure::input(format!("hairline: {refusal}"));
    let mut hairline =
        Hairline::new(head, parameters(section, head, sex, seed)?).map_err(refuse)?;
    for (k, step) in section.moves.iter().enumerate() {
        let point: HairlinePoint = step
            .point
            .parse()
            .map_err(|e| Failure::input(format!("hairline.moves[{k}].point: {e}")))?;
        let site = moved(head, hairline.site(point), step, k)?;
        let named = |own: &pointil_scalp::ControlPoint| own.name == Some(point);
        let index = hairline
            .control_points()
            .iter()
            .position(named)
            .unwrap_or_default();
        hairline = hairline.moved(head, index, site).map_err(refuse)?;
    }
    Ok(hairline)
}

fn parameters(
    section: &HairlineSection,
    head: &Head,
    sex: Sex,
    seed: u64,
) -> Result<HairlineParameters, Failure> {
    let mut p = match (section.kind.as_deref(), sex) {
        (Some("mature_male"), _) | (None, Sex::Male | Sex::Unstated) => {
            HairlineParameters::mature_male(head)
        }
        (Some("rounded_female"), _) | (None, Sex::Female) => {
            HairlineParameters::rounded_female(head)
        }
        (Some("garg"), _) => HairlineParameters::garg(head),
        (Some(other), _) => {
            return Err(Failure::input(format!(
                "hairline.kind is \"{other}\"; write \"mature_male\", \"rounded_female\" or \"garg\""
            )));
        }
    };
    let mm = |slot: &mut Mm, given: Option<f64>| *slot = given.map_or(*slot, Mm::new);
    mm(&mut p.mid_frontal_height, section.mid_frontal_height);
    mm(
        &mut p.frontotemporal_breadth,
        section.frontotemporal_breadth,
    );
    mm(&mut p.recession, section.recession);
    mm(&mut p.temporal_point_drop, section.temporal_point_drop);
    mm(
        &mut p.temporal_point_projection,
        section.temporal_point_projection,
    );
    mm(&mut p.infratemporal_recess, section.infratemporal_recess);
    mm(&mut p.sideburn_breadth, section.sideburn_breadth);
    mm(&mut p.lateral_hump_depth, section.lateral_hump_depth);
    mm(&mut p.transition_zone_depth, section.transition_zone_depth);
    mm(&mut p.macro_amplitude, section.macro_amplitude);
    mm(&mut p.macro_period, section.macro_period);
    mm(&mut p.micro_amplitude, section.micro_amplitude);
    p.roundness = section.roundness.unwrap_or(p.roundness);
    p.sentinels = section.sentinels.unwrap_or(p.sentinels);
    p.asymmetry = section.asymmetry.unwrap_or(p.asymmetry);
    p.seed = seed;
    Ok(p)
}

fn moved(head: &Head, from: Site, step: &MoveSection, k: usize) -> Result<Site, Failure> {
    for (name, value) in [("left", step.left), ("up", step.up)] {
        if value.is_nan() || value.abs() > FARTHEST_MOVE {
            return Err(Failure::input(format!(
                "hairline.moves[{k}].{name} is {value} mm; a point moves by at most {FARTHEST_MOVE} mm, change the parameters instead"
            )));
        }
    }
    let across = geodesic::walk(head, from, DVec3::X, Mm::new(step.left));
    let there = across.and_then(|site| {
        // Up the head: towards the top along the skin, which on the forehead is up and back.
        let top = head.landmark(pointil_scalp::Landmark::Vertex) - head.point(site);
        geodesic::walk(head, site, top, Mm::new(step.up))
    });
    there.ok_or_else(|| {
        Failure::input(format!(
            "hairline.moves[{k}]: leads off the head; move less far"
        ))
    })
}
