//! The hairline out of the case file, laid on the head.

use glam::DVec3;
use pointil_scalp::{
    Hairline, HairlineParameters, HairlinePoint, HairlinePreset, Head, Mm, Sex, Site, Surface,
    geodesic,
};

use super::file::{HairlineSection, MoveSection};
use crate::failure::Failure;

/// The farthest a point may be moved from where the parameters put it, in millimetres.
const FARTHEST_MOVE: f64 = 40.0;

/// The most places that a line passes besides its own points.
const MOST_PASSES: usize = 24;

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
        let field = format!("hairline.moves[{k}]");
        let point = named_point(step, &field)?;
        let site = moved(head, hairline.site(point), step, &field)?;
        let named = |own: &pointil_scalp::ControlPoint| own.name == Some(point);
        let index = hairline
            .control_points()
            .iter()
            .position(named)
            .unwrap_or_default();
        hairline = hairline.moved(head, index, site).map_err(refuse)?;
    }
    if section.passes.len() > MOST_PASSES {
        return Err(Failure::input(format!(
            "hairline.passes has {} places; a line passes at most {MOST_PASSES} besides its own points",
            section.passes.len()
        )));
    }
    for (k, place) in section.passes.iter().enumerate() {
        let field = format!("hairline.passes[{k}]");
        let point = named_point(place, &field)?;
        let site = moved(head, hairline.site(point), place, &field)?;
        let index = least_detour(head, &hairline, site);
        hairline = hairline
            .inserted(head, index, site)
            .map_err(|refusal| Failure::input(format!("{field}: {refusal}")))?;
    }
    Ok(hairline)
}

fn named_point(step: &MoveSection, field: &str) -> Result<HairlinePoint, Failure> {
    step.point
        .parse()
        .map_err(|e| Failure::input(format!("{field}.point: {e}")))
}

/// The point after which the line passes `site` with the least detour.
fn least_detour(head: &Head, hairline: &Hairline, site: Site) -> usize {
    let new = head.point(site);
    let points = hairline.control_points().windows(2);
    let detours = points.map(|pair| {
        let [from, to] = [head.point(pair[0].site), head.point(pair[1].site)];
        (new - from).length() + (to - new).length() - (to - from).length()
    });
    let nearest = detours.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    nearest.map_or(0, |(before, _)| before)
}

/// The preset that the section starts from, if it names one.
fn preset(section: &HairlineSection) -> Result<Option<HairlinePreset>, Failure> {
    let Some(name) = section.preset.as_deref() else {
        return Ok(None);
    };
    if section.kind.is_some() {
        return Err(Failure::input(
            "hairline has both a kind and a preset; a line starts from one of them, leave the other out",
        ));
    }
    let preset = name.parse();
    preset
        .map(Some)
        .map_err(|e| Failure::input(format!("hairline.preset: {e}")))
}

/// How soft the edge is that goes with the hairline where the treatment does not say so.
pub(super) fn softness(section: &HairlineSection) -> Result<f64, Failure> {
    Ok(preset(section)?.map_or(1.0, |preset| preset.softness()))
}

fn parameters(
    section: &HairlineSection,
    head: &Head,
    sex: Sex,
    seed: u64,
) -> Result<HairlineParameters, Failure> {
    let mut p = match (preset(section)?, section.kind.as_deref(), sex) {
        (Some(preset), _, _) => preset.parameters(head),
        (None, Some("mature_male"), _) | (None, None, Sex::Male | Sex::Unstated) => {
            HairlineParameters::mature_male(head)
        }
        (None, Some("rounded_female"), _) | (None, None, Sex::Female) => {
            HairlineParameters::rounded_female(head)
        }
        (None, Some("garg"), _) => HairlineParameters::garg(head),
        (None, Some(other), _) => {
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

fn moved(head: &Head, from: Site, step: &MoveSection, field: &str) -> Result<Site, Failure> {
    for (name, value) in [("left", step.left), ("up", step.up)] {
        if value.is_nan() || value.abs() > FARTHEST_MOVE {
            return Err(Failure::input(format!(
                "{field}.{name} is {value} mm; it is at most {FARTHEST_MOVE} mm from where the point lies, change the parameters instead"
            )));
        }
    }
    let across = geodesic::walk(head, from, DVec3::X, Mm::new(step.left));
    let there = across.and_then(|site| {
        // Up the head: towards the top along the skin, which on the forehead is up and back.
        let top = head.landmark(pointil_scalp::Landmark::Vertex) - head.point(site);
        geodesic::walk(head, site, top, Mm::new(step.up))
    });
    there.ok_or_else(|| Failure::input(format!("{field}: leads off the head; move less far")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_scalp::HeadMeasurements;

    fn drawn(head: &Head, text: &str) -> Result<Hairline, Failure> {
        hairline(&toml::from_str(text).unwrap(), head, Sex::Male, 7)
    }

    /// A place 14 mm left of the mid-frontal point and 3 mm above the line is passed; the other side stays.
    #[test]
    fn the_line_passes_where_it_is_told_to() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let plain = drawn(&head, "").unwrap();
        let told = "passes = [{ point = \"mid_frontal_point\", left = 14, up = 3 }, { point = \"mid_frontal_point\", left = 7, up = 1 }]";
        let bent = drawn(&head, told).unwrap();
        let added = bent.control_points().len() - plain.control_points().len();
        assert_eq!(added, 2);
        let unnamed: Vec<f64> = bent
            .control_points()
            .iter()
            .map(|own| head.point(own.site).to_vec().x)
            .filter(|x| (0.5..20.0).contains(x))
            .collect();
        // From the subject's right to the left, whichever was told first.
        assert!(unnamed.is_sorted() && unnamed.len() >= 2, "{unnamed:?}");
        let right = HairlinePoint::FrontotemporalPointRight;
        let gap = head.point(plain.site(right)) - head.point(bent.site(right));
        assert!(gap.length() < 1e-9);
    }

    #[test]
    fn a_preset_is_a_start_like_any_other() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let by_kind = drawn(&head, "kind = 'mature_male'").unwrap();
        assert_eq!(
            drawn(&head, "preset = 'mature_male_natural'").unwrap(),
            by_kind
        );
        let edge_up = drawn(&head, "preset = 'mature_male_edge_up'\nsentinels = 3").unwrap();
        assert_eq!(edge_up.sentinels().len(), 3);
        assert!(edge_up.parameters().transition_zone_depth.mm() < 2.0);
        let soft = |text: &str| softness(&toml::from_str(text).unwrap());
        assert!(soft("preset = 'mature_male_edge_up'").unwrap().abs() < 1e-12);
        assert!((soft("kind = 'garg'").unwrap() - 1.0).abs() < 1e-12);
        let unknown = drawn(&head, "preset = 'low'").unwrap_err().to_string();
        assert!(unknown.contains("hairline.preset: `low`") && unknown.contains("senior_male"));
        let both = drawn(&head, "preset = 'mature_male_natural'\nkind = 'garg'");
        assert!(
            both.unwrap_err()
                .to_string()
                .contains("both a kind and a preset")
        );
    }

    #[test]
    fn places_too_far_or_too_many_are_refused_by_name() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let said = |text: &str| drawn(&head, text).unwrap_err().to_string();
        let far = said("passes = [{ point = \"mid_frontal_point\", up = 41 }]");
        assert!(far.contains("hairline.passes[0].up is 41 mm"), "{far}");
        let unknown = said("passes = [{ point = \"nose\", up = 1 }]");
        assert!(
            unknown.contains("hairline.passes[0].point: `nose`"),
            "{unknown}"
        );
        let many = format!(
            "passes = [{}]",
            "{ point = \"mid_frontal_point\", up = 1 },".repeat(25)
        );
        assert!(said(&many).contains("has 25 places"));
    }
}
