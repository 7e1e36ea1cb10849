//! What is printed at true size is true: every line's length, and the distance of any two places that lie near each other.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its head must stop"
)]

use pointil_render::{Stencil, StencilPlace, stencil_sheets};
use pointil_scalp::{
    Hairline, HairlineParameters, Head, HeadMeasurements, Mm, Sex, Surface, WorkOrder, Zone,
    ZoneLayout, ZoneMap, geodesic,
};

/// The promise, in millimetres.
const ALLOWED_MM: f64 = 1.0;

/// Places nearer to each other than this keep their distance.
const NEAR_MM: f64 = 25.0;

fn heads() -> Vec<(&'static str, Head, HairlineParameters)> {
    let head = |sex, length: Option<f64>, breadth: Option<f64>| {
        Head::from_measurements(&HeadMeasurements {
            sex,
            head_length: length.map(Mm::new),
            head_breadth: breadth.map(Mm::new),
            ..HeadMeasurements::default()
        })
        .unwrap()
    };
    let mean = head(Sex::Male, None, None);
    let small = head(Sex::Female, Some(172.0), Some(136.0));
    let long = head(Sex::Male, Some(215.0), Some(146.0));
    let broad = head(Sex::Male, Some(182.0), Some(170.0));
    let mature = HairlineParameters::mature_male;
    let parameters = [
        mature(&mean),
        HairlineParameters::rounded_female(&small),
        HairlineParameters::garg(&long),
        mature(&broad),
    ];
    ["mean", "small", "long", "broad"]
        .into_iter()
        .zip([mean, small, long, broad])
        .zip(parameters)
        .map(|((name, head), parameters)| (name, head, parameters))
        .collect()
}

fn sheets(head: &Head, parameters: &HairlineParameters, treated: &[Zone]) -> Vec<Stencil> {
    let hairline = Hairline::new(head, parameters.clone()).unwrap();
    let zones = ZoneMap::new(head, &hairline, ZoneLayout::default()).unwrap();
    stencil_sheets(head, &hairline, &zones, treated).unwrap()
}

/// Places about 13 mm apart along every line of a sheet, and its points.
fn sampled(sheet: &Stencil) -> Vec<StencilPlace> {
    let mut places: Vec<StencilPlace> = sheet.points.iter().map(|own| own.place).collect();
    for line in &sheet.lines {
        let step = (13.0 / (line.length_on_head() / line.places.len() as f64)) as usize;
        places.extend(line.places.iter().step_by(step.max(1)));
    }
    places
}

#[test]
fn lines_keep_their_lengths_and_near_places_their_distance() {
    for (name, head, parameters) in heads() {
        let (mut worst_length, mut worst_distance, mut pairs) = (0.0_f64, 0.0_f64, 0);
        for sheet in sheets(&head, &parameters, WorkOrder::FullScalp.zones()) {
            for line in &sheet.lines {
                let error = line.flat_length() - line.length_on_head();
                worst_length = worst_length.max(error.abs());
                assert!(
                    error.abs() < ALLOWED_MM,
                    "{name}, {}: {} is {error:.2} mm off",
                    sheet.title,
                    line.label
                );
            }
            let places = sampled(&sheet);
            for (k, a) in places.iter().enumerate() {
                for b in &places[k + 1..] {
                    let (flat, straight) = (a.flat.distance(b.flat), a.on_head.distance(b.on_head));
                    // Places near each other on the head or on the sheet.
                    if flat.min(straight) > NEAR_MM || straight < 3.0 && flat < 3.0 {
                        continue;
                    }
                    let way =
                        geodesic::distance(&head, head.site(a.on_head), head.site(b.on_head)).mm();
                    let error = flat - way;
                    pairs += 1;
                    worst_distance = worst_distance.max(error.abs());
                    assert!(
                        error.abs() < ALLOWED_MM,
                        "{name}, {}: {a:?} to {b:?} is {error:.2} mm off",
                        sheet.title
                    );
                }
            }
        }
        println!(
            "{name}: lines within {worst_length:.2} mm, {pairs} near pairs within {worst_distance:.2} mm"
        );
    }
}

#[test]
fn every_border_of_a_treated_zone_is_drawn_whole_somewhere() {
    let (_, head, parameters) = heads().swap_remove(0);
    let hairline = Hairline::new(&head, parameters.clone()).unwrap();
    let zones = ZoneMap::new(&head, &hairline, ZoneLayout::default()).unwrap();
    let all = stencil_sheets(&head, &hairline, &zones, WorkOrder::FullScalp.zones()).unwrap();
    for border in zones.borders() {
        let label = border.name.replace('_', " ");
        let drawn = all
            .iter()
            .flat_map(|sheet| &sheet.lines)
            .filter(|line| line.label == label);
        let longest = drawn
            .map(pointil_render::StencilLine::length_on_head)
            .fold(0.0, f64::max);
        let whole = border.line.length().mm();
        assert!(
            longest > whole - 8.5,
            "{label}: {longest:.0} of {whole:.0} mm"
        );
    }
    let crown = stencil_sheets(&head, &hairline, &zones, WorkOrder::Crown.zones()).unwrap();
    assert!(crown.len() < all.len());
    assert!(crown.iter().any(|sheet| sheet.title == "Vertex transition"));
    assert!(
        crown
            .iter()
            .flat_map(|sheet| &sheet.lines)
            .all(|line| line.label != "nape")
    );
}

#[test]
fn the_hairlines_sheet_has_what_it_is_laid_by() {
    for (name, head, parameters) in heads() {
        let all = sheets(&head, &parameters, WorkOrder::HairlineAndTemples.zones());
        let first = &all[0];
        assert_eq!(first.title, "Hairline");
        for label in ["midline", "lateral canthus", "transition zone"] {
            assert!(
                first.lines.iter().any(|line| line.label == label),
                "{name}: {label}"
            );
        }
        for label in [
            "mid-frontal point",
            "frontotemporal point",
            "temporal point",
        ] {
            assert!(
                first.points.iter().any(|point| point.label == label),
                "{name}: {label}"
            );
        }
        let canthi = first
            .lines
            .iter()
            .filter(|line| line.label == "lateral canthus");
        assert_eq!(canthi.count(), 2, "{name}");
    }
}
