//! Laws of the hairlines to start from, on heads of both sexes and of every size.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot build its hairline should stop"
)]

use pointil_scalp::{
    Ancestry, Hairline, HairlineParameters, HairlinePoint, HairlinePreset, HairlineShape,
    HairlineTaste, Head, HeadMeasurements, Landmark, Mm, Sex, Surface, SurfaceCurve,
};
use rayon::prelude::*;

/// Heads over the sizes and proportions of adults of one sex: 14 each.
fn heads(sex: Sex) -> Vec<Head> {
    let mean = HeadMeasurements {
        sex,
        ..Default::default()
    };
    let mean = mean.complete().unwrap();
    let (length, breadth, top) = (
        mean.head_length.mm(),
        mean.head_breadth.mm(),
        mean.tragion_to_top.mm(),
    );
    let mut sizes = vec![(0.0, 0.0, 0.0)];
    for (l, b) in [
        (-14.0, -12.0),
        (-14.0, 12.0),
        (14.0, -12.0),
        (14.0, 12.0),
        (0.0, 16.0),
        (16.0, 0.0),
    ] {
        for t in [-8.0, 8.0] {
            sizes.push((l, b, t));
        }
    }
    sizes.push((-9.0, 18.0, 0.0));
    let head = |(l, b, t): (f64, f64, f64)| {
        let measured = HeadMeasurements {
            sex,
            head_length: Some(Mm::new(length + l)),
            head_breadth: Some(Mm::new(breadth + b)),
            tragion_to_top: Some(Mm::new(top + t)),
            ..Default::default()
        };
        Head::from_measurements(&measured).unwrap()
    };
    sizes.into_iter().map(head).collect()
}

fn drawn(head: &Head, preset: &HairlinePreset, seed: u64) -> Hairline {
    let parameters = HairlineParameters {
        seed,
        ..preset.parameters(head)
    };
    let line = Hairline::new(head, parameters);
    assert!(line.is_ok(), "{}: {line:?}", preset.name());
    line.unwrap()
}

#[test]
fn every_preset_keeps_the_rules_on_28_heads() {
    let heads: Vec<Head> = [Sex::Male, Sex::Female]
        .into_iter()
        .flat_map(heads)
        .collect();
    assert_eq!(heads.len(), 28);
    HairlinePreset::all().par_iter().for_each(|preset| {
        for (seed, head) in heads.iter().enumerate() {
            let line = drawn(head, preset, seed as u64);
            let name = preset.name();
            // Over the midline the straight way is the shortest, and quicker to find.
            let glabella = head.site(head.landmark(Landmark::Glabella));
            let middle = line.site(HairlinePoint::MidFrontalPoint);
            let over = SurfaceCurve::straight(head, &[glabella, middle]).unwrap();
            let height = over.length().mm();
            let (least, most) = preset.shape.heights;
            assert!(
                height >= least.mm() - 0.2 && height <= most.mm() + 0.2,
                "{name} {height}"
            );
            let at = |point| head.point(line.site(point));
            if preset.shape.sex == Sex::Male {
                // Shapiro: never below 6 cm, and the angle never below the middle; the client's two sides differ by their asymmetry.
                assert!(height >= 60.0, "{name} {height}");
                let middle = at(HairlinePoint::MidFrontalPoint).up();
                for corner in [
                    HairlinePoint::FrontotemporalPointLeft,
                    HairlinePoint::FrontotemporalPointRight,
                ] {
                    let above = at(corner).up() - middle;
                    assert!((-0.2..20.0).contains(&above), "{name} {above}");
                }
            }
            // The angle stays before the ear and near the vertical through the lateral canthus.
            let corner = at(HairlinePoint::FrontotemporalPointLeft);
            let before_ear = corner.forward() - head.landmark(Landmark::TragionLeft).forward();
            assert!(before_ear > 5.0, "{name} {before_ear}");
            let aside = corner.left() - head.landmark(Landmark::ExocanthionLeft).left();
            assert!(aside.abs() < 8.0, "{name} {aside}");
        }
    });
}

#[test]
fn older_lines_are_higher_and_more_recessed() {
    for sex in [Sex::Male, Sex::Female] {
        for ancestry in Ancestry::ALL {
            let own = |shape: &HairlineShape| shape.sex == sex && shape.ancestry == *ancestry;
            let shapes: Vec<_> = HairlineShape::all().into_iter().filter(own).collect();
            for pair in shapes.windows(2) {
                assert_eq!(pair[0].ages.1 + 1, pair[1].ages.0, "{}", pair[1].name);
                assert!(
                    pair[1].mid_frontal_height > pair[0].mid_frontal_height,
                    "{}",
                    pair[1].name
                );
                assert!(pair[1].recession > pair[0].recession, "{}", pair[1].name);
            }
        }
    }
    let shapes = HairlineShape::all();
    assert_eq!(shapes.len(), 18);
    assert!(
        shapes
            .iter()
            .all(|shape| !shape.source.is_empty() && "ABCD".contains(shape.grade))
    );
    assert_eq!(
        shapes.iter().filter(|shape| shape.sex == Sex::Male).count(),
        12
    );
}

#[test]
fn shapes_differ_by_ancestry_as_sources_say() {
    let suggest = |age, ancestry| {
        HairlinePreset::suggest(Sex::Male, age, Some(ancestry), HairlineTaste::Natural).shape
    };
    for age in [20, 35, 50, 70] {
        let [european, asian, african] =
            [Ancestry::European, Ancestry::EastAsian, Ancestry::African].map(|a| suggest(age, a));
        assert!(asian.roundness > european.roundness && asian.recession < european.recession);
        assert!(african.roundness < european.roundness && african.recession < european.recession);
        assert!(asian.heights.0.mm() >= 70.0 && asian.heights.1.mm() <= 90.0);
    }
}

#[test]
fn edges_grow_sharper_with_taste() {
    let head = &heads(Sex::Male)[0];
    let edge = |taste| HairlinePreset::suggest(Sex::Male, 35, None, taste);
    let presets: Vec<_> = HairlineTaste::ALL
        .iter()
        .map(|taste| edge(*taste))
        .collect();
    for pair in presets.windows(2) {
        let [before, after] = [pair[0].parameters(head), pair[1].parameters(head)];
        assert!(after.transition_zone_depth < before.transition_zone_depth);
        assert!(after.macro_amplitude < before.macro_amplitude);
        assert!(after.micro_amplitude < before.micro_amplitude);
        assert!(after.sentinels < before.sentinels && after.asymmetry < before.asymmetry);
        assert!(pair[1].softness() <= pair[0].softness());
        assert_eq!(after.mid_frontal_height, before.mid_frontal_height);
    }
    // The sharpest departs from its guide by half a millimetre at most, the softest by some millimetres.
    let strays = |preset: &HairlinePreset| {
        let line = drawn(head, preset, 3);
        let points = line.edge().points().iter();
        points
            .map(|p| line.guide().nearest(*p).distance.mm().abs())
            .fold(0.0, f64::max)
    };
    let strays: Vec<f64> = presets.iter().map(strays).collect();
    assert!(
        strays.windows(2).all(|pair| pair[1] < pair[0]),
        "{strays:?}"
    );
    assert!(strays[3] < 0.51 && strays[0] > 2.0, "{strays:?}");
    assert_eq!(
        presets[1].parameters(head),
        HairlineParameters::mature_male(head)
    );
}

#[test]
fn suggestions_fit_the_client() {
    let name =
        |sex, age, ancestry, taste| HairlinePreset::suggest(sex, age, ancestry, taste).name();
    use HairlineTaste as T;
    assert_eq!(name(Sex::Male, 45, None, T::Natural), "late_male_natural");
    assert_eq!(
        name(Sex::Male, 44, Some(Ancestry::African), T::EdgeUp),
        "mature_male_african_edge_up"
    );
    assert_eq!(
        name(Sex::Unstated, 16, Some(Ancestry::EastAsian), T::Defined),
        "young_male_east_asian_defined"
    );
    assert_eq!(
        name(Sex::Female, 130, Some(Ancestry::EastAsian), T::SoftBroken),
        "senior_female_east_asian_soft_broken"
    );
    // No source measures African women's lines.
    assert_eq!(
        name(Sex::Female, 38, Some(Ancestry::African), T::Natural),
        "mature_female_natural"
    );
    for preset in HairlinePreset::all() {
        let shape = preset.shape;
        let suggested = HairlinePreset::suggest(
            shape.sex,
            shape.ages.0,
            Some(shape.ancestry),
            preset.edge.taste,
        );
        assert_eq!(suggested, preset);
    }
}

#[test]
fn presets_are_found_by_name_and_what_is_none_says_which_are() {
    let all = HairlinePreset::all();
    assert_eq!(all.len(), 72);
    for preset in &all {
        assert_eq!(preset.name().parse(), Ok(*preset));
    }
    let message = "young_male"
        .parse::<HairlinePreset>()
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("`young_male`")
            && message.contains("_edge_up")
            && message.contains("senior_female")
    );
}
