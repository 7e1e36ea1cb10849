//! Every rule of the review: designs that trip it, designs that do not, and remedies that put it right.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

mod designs;

use designs::{codes, man, review, shaved_look, with_line};
use pointil_optics::FitzpatrickType;
use pointil_scalp::{
    DotDensity, HairPattern, Hairline, HairlinePreset, LudwigGrade, Mm, NorwoodClass, Sex,
    WorkOrder, Zone,
};
use pointil_treatment::design::{DotSetting, HairlineDesign, HeadRecord, Technique};
use pointil_treatment::{Client, Design, SkinReading};

/// The code is found in `design` and no longer once its remedy is applied.
fn tripped_and_put_right(client: &Client, design: &Design, code: &str) {
    let found = review(client, design);
    let all = codes(client, design);
    assert!(
        all.contains(&code.to_owned()),
        "{code} is not among {all:?}"
    );
    let finding = found.finding(code).unwrap();
    let remedy = finding.remedy.as_ref().unwrap();
    let better = remedy.apply(design).unwrap();
    let after = review(client, &better);
    assert!(
        after.finding(code).is_none(),
        "{code} after {}: {:?}",
        remedy.words(),
        after.finding(code)
    );
}

#[test]
fn a_sound_design_comes_out_clean() {
    let found = review(&man(45), &shaved_look());
    assert!(found.findings.is_empty(), "{:#?}", found.findings);
    assert!(found.passes());
}

#[test]
fn the_review_of_the_presets_comes_out_clean() {
    for preset in HairlinePreset::all() {
        // Edges that are a taste of their own are named as such, and nothing else is.
        let taste = preset.softness() < 0.5;
        let head = designs::head(preset.shape.sex);
        let hairline = Hairline::new(&head, preset.parameters(&head)).unwrap();
        let mut design = shaved_look();
        design.head = HeadRecord::of(&head);
        design.hairline = HairlineDesign::of(&hairline);
        design.edge.softness = preset.softness();
        if preset.shape.sex == Sex::Female {
            design.hair = HairPattern::Ludwig(LudwigGrade::II).into();
            design.techniques = vec![Technique::DiffuseDensity {
                zones: WorkOrder::FullTop.zones().to_vec(),
                part_line: None,
            }];
        }
        let age = (preset.shape.ages.0 + preset.shape.ages.1.min(75)) / 2;
        let client = Client {
            sex: preset.shape.sex,
            ..man(age as u8)
        };
        let mut found = codes(&client, &design);
        found.retain(|code| !(taste && ["H103", "H104", "H109"].contains(&code.as_str())));
        assert!(found.is_empty(), "{}: {found:?}", preset.name());
    }
}

#[test]
fn lines_that_are_too_low_are_raised() {
    let low = with_line(|line| line.mid_frontal_height = Mm::new(56.0));
    tripped_and_put_right(&man(45), &low, "H101");
    let youthful = with_line(|line| line.mid_frontal_height = Mm::new(65.0));
    assert!(!codes(&man(25), &youthful).contains(&"H101".to_owned()));
    tripped_and_put_right(&man(25), &youthful, "H102");
}

#[test]
fn ruler_lines_and_mirror_images_are_seen() {
    let straight = with_line(|line| {
        line.macro_amplitude = Mm::new(0.1);
        line.micro_amplitude = Mm::new(0.1);
    });
    tripped_and_put_right(&man(45), &straight, "H103");
    let mirrored = with_line(|line| line.asymmetry = 0.0);
    tripped_and_put_right(&man(45), &mirrored, "H104");
}

#[test]
fn filled_and_forward_corners_are_seen() {
    let filled = with_line(|line| {
        line.recession = Mm::new(-6.0);
        line.roundness = 1.0;
    });
    let found = codes(&man(45), &filled);
    assert!(
        ["H105", "H106", "H107"]
            .iter()
            .any(|code| found.contains(&(*code).to_owned())),
        "{found:?}"
    );
    let woman = Client {
        sex: Sex::Female,
        ..Client::default()
    };
    let found = codes(&woman, &filled);
    assert!(
        !found
            .iter()
            .any(|code| ["H105", "H106", "H107"].contains(&code.as_str()))
    );
}

#[test]
fn a_boys_line_on_an_old_man_is_seen() {
    let young = with_line(|line| {
        line.mid_frontal_height = Mm::new(69.0);
        line.recession = Mm::new(3.0);
    });
    tripped_and_put_right(&man(62), &young, "H108");
    assert!(!codes(&man(30), &young).contains(&"H108".to_owned()));
    // Of a client whose age nobody asked, nothing is said.
    let unknown = Client {
        age_years: None,
        ..man(30)
    };
    assert!(!codes(&unknown, &young).contains(&"H108".to_owned()));
}

#[test]
fn an_edge_up_has_no_transition_zone() {
    let mut hard = shaved_look();
    hard.edge.softness = 0.0;
    tripped_and_put_right(&man(45), &hard, "H109");
}

#[test]
fn missing_humps_temples_and_mid_scalps_are_seen() {
    let hair = |design: &mut Design, class| design.hair = HairPattern::Norwood(class).into();
    let mut humps = shaved_look();
    hair(&mut humps, NorwoodClass::VII);
    humps.techniques = vec![Technique::ChosenZones {
        zones: Technique::FullShavedLook {}
            .zones()
            .into_iter()
            .filter(|zone| ![Zone::LateralHumpLeft, Zone::LateralHumpRight].contains(zone))
            .collect(),
    }];
    humps.edge.hair_blend_mm = 5.0;
    tripped_and_put_right(&man(50), &humps, "H110");
    let mut temples = shaved_look();
    hair(&mut temples, NorwoodClass::VII);
    temples.edge.hair_blend_mm = 5.0;
    tripped_and_put_right(&man(45), &temples, "H111");
    let mut forelock = shaved_look();
    hair(&mut forelock, NorwoodClass::VI);
    forelock.techniques = vec![
        Technique::HairlineDefinition {},
        Technique::ChosenZones {
            zones: vec![Zone::FrontalTuft, Zone::Forelock],
        },
    ];
    tripped_and_put_right(&man(45), &forelock, "H112");
}

#[test]
fn a_line_for_today_must_suit_norwood_vi() {
    let mut today = shaved_look();
    today.hair = HairPattern::Norwood(NorwoodClass::III).into();
    today.techniques = vec![Technique::RecedingLine {}];
    let found = review(&man(30), &today);
    let later = found.finding("H113").unwrap();
    assert!(later.words.contains("Norwood VI"), "{}", later.words);
    let before: Vec<String> = codes(&man(30), &today);
    tripped_and_put_right(&man(30), &today, "H113");
    let better = later.remedy.clone().unwrap().apply(&today).unwrap();
    let after = codes(&man(30), &better);
    assert!(
        after.iter().all(|code| before.contains(code)),
        "{after:?} after {before:?}"
    );
    // An exact number of dots does not thin what is added.
    let counted = Design {
        dots: Some(9_000),
        ..today.clone()
    };
    tripped_and_put_right(&man(30), &counted, "H113");
    let shaved = codes(&man(30), &shaved_look());
    assert!(!shaved.contains(&"H113".to_owned()), "{shaved:?}");
}

#[test]
fn a_parting_for_today_must_suit_the_worst_of_its_scale() {
    let head = designs::head(Sex::Female);
    let hairline = Hairline::new(
        &head,
        pointil_scalp::HairlineParameters::rounded_female(&head),
    );
    let design = Design {
        head: HeadRecord::of(&head),
        hairline: HairlineDesign::of(&hairline.unwrap()),
        hair: HairPattern::Ludwig(LudwigGrade::I).into(),
        techniques: vec![Technique::DiffuseDensity {
            zones: vec![Zone::FrontalTuft],
            part_line: None,
        }],
        ..shaved_look()
    };
    let woman = Client {
        sex: Sex::Female,
        ..man(45)
    };
    let found = review(&woman, &design);
    let later = found.finding("H113").unwrap();
    assert!(later.words.contains("Ludwig III"), "{}", later.words);
    tripped_and_put_right(&woman, &design, "H113");
}

#[test]
fn too_many_and_too_large_dots_are_seen() {
    let dense = |per_cm2: f64, diameter_mm: f64| {
        let mut design = shaved_look();
        for zone in design.zones.values_mut() {
            zone.dots_per_cm2 = DotDensity::new(per_cm2);
        }
        design.dot.diameter_mm = diameter_mm;
        design.hair = HairPattern::None.into();
        design.techniques = vec![Technique::WholeScalp {}];
        design
    };
    tripped_and_put_right(&man(45), &dense(240.0, 0.1), "D201");
    tripped_and_put_right(&man(45), &dense(190.0, 0.3), "D202");
    tripped_and_put_right(&man(45), &dense(245.0, 0.48), "D203");
    let found = codes(&man(45), &dense(150.0, 0.13));
    assert!(!found.iter().any(|code| code.starts_with('D')), "{found:?}");
    // Few follicular units of their own make the same dots too many.
    let sparse = Client {
        follicular_units_per_cm2: Some(60.0),
        ..man(45)
    };
    assert!(codes(&sparse, &dense(150.0, 0.13)).contains(&"D201".to_owned()));
}

#[test]
fn shades_that_do_not_suit_the_skin_are_seen() {
    let fair = Client {
        skin: Some(SkinReading::Fitzpatrick(FitzpatrickType::I)),
        hair_lab: Some([45.0, 8.0, 20.0]),
        ..man(45)
    };
    let mut black = shaved_look();
    black.hair = HairPattern::None.into();
    black.set_every_dot(|dot| DotSetting {
        water: 0.0,
        diameter_mm: 0.22,
        ..dot.clone()
    });
    tripped_and_put_right(&fair, &black, "C301");
    // Black on fair skin is blue beside brown hair however deep it lies; set deep, more so: one remedy after the other.
    let mut deep = shaved_look();
    deep.hair = HairPattern::None.into();
    deep.set_every_dot(|dot| DotSetting {
        water: 0.0,
        diameter_mm: 0.2,
        depth_mm: 0.5,
        ..dot.clone()
    });
    let mut steps = Vec::new();
    while let Some(finding) = review(&fair, &deep).finding("C302") {
        let remedy = finding.remedy.clone().unwrap();
        deep = remedy.apply(&deep).unwrap();
        steps.push(remedy.words());
        assert!(steps.len() < 4, "{steps:?}");
    }
    assert!(steps[0].contains("0.1 mm deep"), "{steps:?}");
    let rosy = DotSetting {
        shade: "light_brown".to_owned(),
        water: 0.0,
        ..shaved_look().dot
    };
    let mut red = shaved_look();
    let catalogue = pointil_optics::ShadeCatalogue::built_in().unwrap();
    let recipe = catalogue.shade("light_brown").unwrap();
    red.shades
        .push(pointil_treatment::design::ShadeRecipe::of(recipe));
    red.set_every_dot(|_| rosy.clone());
    tripped_and_put_right(&fair, &red, "C303");
}
