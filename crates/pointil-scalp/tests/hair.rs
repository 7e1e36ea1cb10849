//! Laws of the hair that is there: patterns, edits, stages to come, and the areas they leave bare.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot build its field should stop"
)]

use std::sync::LazyLock;

use pointil_scalp::geodesic::walk;
use pointil_scalp::template::Template;
use pointil_scalp::{
    DensityComposition, DensityField, DensityGround, DiffuseExtent, ExistingHair, HairArea,
    HairEdit, HairField, HairPattern, Hairline, HairlineParameters, Head, HeadMeasurements,
    LudwigGrade, Mm, NorwoodClass, PatchOutline, Sex, SinclairGrade, Site, Surface, WorkOrder,
    Zone, ZoneAreas, ZoneLayout, ZoneMap,
};

struct Scene {
    head: Head,
    zones: ZoneMap,
    ground: DensityGround,
}

fn scene(sex: Sex, length: Option<f64>, breadth: Option<f64>) -> Scene {
    let head = Head::from_measurements(&HeadMeasurements {
        sex,
        head_length: length.map(Mm::new),
        head_breadth: breadth.map(Mm::new),
        ..Default::default()
    })
    .unwrap();
    let parameters = HairlineParameters {
        asymmetry: 0.0,
        ..match sex {
            Sex::Female => HairlineParameters::rounded_female(&head),
            _ => HairlineParameters::mature_male(&head),
        }
    };
    let hairline = Hairline::new(&head, parameters).unwrap();
    let zones = ZoneMap::new(&head, &hairline, ZoneLayout::default()).unwrap();
    let ground = DensityGround::new(&zones, &hairline);
    Scene {
        head,
        zones,
        ground,
    }
}

static MALE: LazyLock<Scene> = LazyLock::new(|| scene(Sex::Male, None, None));
static FEMALE: LazyLock<Scene> = LazyLock::new(|| scene(Sex::Female, None, None));

/// The blend of a usual composition.
const BLEND: Mm = Mm::new(30.0);

impl Scene {
    fn field(&self, hair: impl Into<ExistingHair>) -> HairField {
        HairField::new(&self.ground, &hair.into(), BLEND).unwrap()
    }

    /// The area over the top, in square centimetres.
    fn top(&self, areas: &ZoneAreas) -> f64 {
        areas.of_all(WorkOrder::FullTop.zones()).square_cm()
    }
}

fn sites() -> &'static [Site] {
    &Template::scalp().sites
}

/// An oval place of hair, 40 mm long and 24 mm broad, that ends over 6 mm.
fn oval(centre: Site, share: f64) -> HairEdit {
    HairEdit {
        area: HairArea::Outline(PatchOutline::Oval {
            centre,
            half_length: Mm::new(20.0),
            half_breadth: Mm::new(12.0),
            turn: 0.0,
        }),
        share,
        blend: Mm::new(6.0),
    }
}

#[test]
fn the_area_of_every_norwood_class_lies_in_its_range() {
    println!("class | top, lacking hair | whole scalp, lacking hair | whole scalp, bare | usual");
    let scene = &MALE;
    let mut ranges = 0;
    for class in NorwoodClass::ALL {
        let field = scene.field(HairPattern::Norwood(*class));
        let treat = field.area_to_treat(&scene.zones);
        let (top, bare) = (scene.top(&treat), field.bare_area(&scene.zones).scalp());
        let usual = class.usual_area();
        let shown = usual.map_or_else(String::new, |(low, high)| format!("{low} to {high}"));
        println!(
            "{class} | {top:.1} cm² | {} | {bare} | {shown}",
            treat.scalp()
        );
        if let Some((low, high)) = usual {
            ranges += 1;
            assert!(
                (low.square_cm()..=high.square_cm()).contains(&top),
                "{class} {top}"
            );
        }
    }
    assert_eq!(ranges, 7);
}

#[test]
fn areas_of_female_patterns_rise_from_grade_to_grade() {
    let scene = &FEMALE;
    println!("pattern | top, lacking hair | bare");
    for first in ["Ludwig I", "Sinclair 1"] {
        let first: HairPattern = first.parse().unwrap();
        let mut before = -1.0;
        for stage in first.progression() {
            let field = scene.field(stage);
            let treat = scene.top(&field.area_to_treat(&scene.zones));
            println!(
                "{stage} | {treat:.1} cm² | {}",
                field.bare_area(&scene.zones).scalp()
            );
            assert!(treat > before, "{stage} {treat} {before}");
            before = treat;
        }
    }
    let normal = scene.field(HairPattern::Sinclair(SinclairGrade::One));
    assert_eq!(normal, scene.field(HairPattern::Full));
}

#[test]
fn areas_count_what_they_say() {
    for scene in [&MALE, &FEMALE] {
        let whole = scene.zones.areas();
        let (none, full) = (
            scene.field(HairPattern::Totalis),
            scene.field(HairPattern::Full),
        );
        let half = scene.field(HairPattern::Diffuse {
            remaining: 0.5,
            extent: DiffuseExtent::Scalp,
        });
        let expected = [
            (none.bare_area(&scene.zones), 1.0),
            (none.area_to_treat(&scene.zones), 1.0),
            (full.bare_area(&scene.zones), 0.0),
            (full.area_to_treat(&scene.zones), 0.0),
            (half.area_to_treat(&scene.zones), 0.5),
        ];
        for zone in Zone::ALL {
            for (areas, share) in &expected {
                let own = areas.of(*zone).square_cm() / whole.of(*zone).square_cm();
                assert!((own - share).abs() < 1e-9, "{zone} {own} {share}");
            }
        }
    }
}

#[test]
fn hair_only_falls_from_stage_to_stage_everywhere() {
    for scene in [&MALE, &FEMALE] {
        for first in ["I", "IIA", "III-vertex", "Ludwig I", "Sinclair 1"] {
            let first: HairPattern = first.parse().unwrap();
            let mut before = scene.field(first);
            for stage in first.later() {
                let field = scene.field(stage);
                for site in sites() {
                    let (own, was) = (field.at(*site), before.at(*site));
                    assert!(own <= was + 1e-9, "{stage} {own} {was} {site:?}");
                }
                before = field;
            }
        }
        let [front, crown] =
            ["III", "III-vertex"].map(|name| scene.field(name.parse::<HairPattern>().unwrap()));
        assert!(
            sites()
                .iter()
                .all(|site| crown.at(*site) <= front.at(*site))
        );
    }
}

#[test]
fn shares_keep_their_bounds_and_both_sides_are_alike() {
    let scenes = [
        scene(Sex::Female, Some(172.0), Some(134.0)),
        scene(Sex::Male, Some(222.0), Some(172.0)),
    ];
    for scene in scenes.iter().chain([&*MALE, &*FEMALE]) {
        for pattern in HairPattern::named() {
            let field = scene.field(pattern);
            for site in sites().iter().step_by(5) {
                let (own, other) = (field.at(*site), field.at(site.mirrored()));
                assert!((0.0..=1.0).contains(&own), "{pattern} {own}");
                // A raster's nodes are not mirror images where an edge runs between them.
                assert!(
                    (own - other).abs() < 0.02 || own * other <= 0.0,
                    "{pattern} {own} {other} {site:?}"
                );
            }
        }
        let brow = Site::from_angles(0.0, 0.3);
        assert!(scene.field(HairPattern::Full).at(brow) <= 0.0);
    }
}

#[test]
fn the_front_line_stays_where_women_thin() {
    let scene = &FEMALE;
    for (pattern, thin) in [("Ludwig I", 0.75), ("Ludwig II", 0.5), ("Ludwig III", 0.15)] {
        let field = scene.field(pattern.parse::<HairPattern>().unwrap());
        let profile: Vec<(f64, f64)> = (0..400)
            .map(|k| Site::from_angles(0.0, 0.6 + f64::from(k) * 0.004))
            .filter(|site| scene.zones.zone(*site).is_some())
            .map(|site| (scene.head.point(site).up(), field.at(site)))
            .skip_while(|(_, share)| *share <= 0.0)
            .collect();
        let (front, first) = profile[0];
        assert!(first > 0.99, "{pattern} {first} at {front}");
        let least = profile.iter().map(|p| p.1).fold(1.0, f64::min);
        assert!(least < thin, "{pattern} {least}");
        let sides = [1.5, -1.5].map(|azimuth| field.at(Site::from_angles(azimuth, 0.3)));
        assert!(sides.iter().all(|share| *share > 0.99), "{sides:?}");
    }
    // A wide parting is narrow: 40 mm beside it hair is full.
    let parting = scene.field(HairPattern::Sinclair(SinclairGrade::Two));
    let top = Site::from_angles(0.0, 1.45);
    let beside = walk(&scene.head, top, glam::DVec3::X, Mm::new(40.0)).unwrap();
    assert!(parting.at(top) < 0.75 && parting.at(beside) > 0.999);
}

#[test]
fn the_crown_of_iii_vertex_is_round() {
    let scene = &MALE;
    let field = scene.field(HairPattern::Norwood(NorwoodClass::IIIVertex));
    let lacks = |site: &Site| site.to_vec() * (1.0 - field.at(*site));
    let crown = sites()
        .iter()
        .filter(|site| scene.zones.zone(**site) == Some(Zone::Crown));
    let middle = Site::of(crown.map(lacks).sum()).unwrap();
    assert!(field.at(middle) < 0.45);
    for turn in 0..12 {
        let (sin, cos) = libm::sincos(f64::from(turn) * core::f64::consts::TAU / 12.0);
        let heading = glam::DVec3::new(cos, 0.0, sin) + glam::DVec3::Y * sin;
        let at = |mm: f64| field.at(walk(&scene.head, middle, heading, Mm::new(mm)).unwrap());
        assert!(at(18.0) < 0.5, "{turn} {}", at(18.0));
        assert!(at(52.0) > 0.75, "{turn} {}", at(52.0));
    }
}

#[test]
fn an_edit_sets_its_place_and_leaves_the_rest() {
    let scene = &MALE;
    let centre = Site::from_angles(2.2, 0.5);
    let line: Vec<Site> = (0..5)
        .map(|k| Site::from_angles(0.3, 1.0 + 0.1 * f64::from(k)))
        .collect();
    let corners: Vec<Site> = [(-1.8, 0.4), (-1.6, 0.4), (-1.6, 0.6), (-1.8, 0.6)]
        .map(|(azimuth, elevation)| Site::from_angles(azimuth, elevation))
        .to_vec();
    let blend = Mm::new(5.0);
    let edits = [
        (oval(centre, 0.0), centre, 27.0),
        (
            HairEdit {
                area: HairArea::Band {
                    line: line.clone(),
                    width: Mm::new(8.0),
                },
                share: 0.3,
                blend,
            },
            line[2],
            40.0,
        ),
        (
            HairEdit {
                area: HairArea::Outline(PatchOutline::Polygon(corners)),
                share: 0.6,
                blend,
            },
            Site::from_angles(-1.7, 0.5),
            40.0,
        ),
    ];
    for pattern in [
        HairPattern::Full,
        HairPattern::Norwood(NorwoodClass::V),
        HairPattern::Ludwig(LudwigGrade::II),
    ] {
        let plain = scene.field(pattern);
        for (edit, middle, reach) in &edits {
            let edited = scene.field(ExistingHair::from(pattern).edited(edit.clone()));
            assert!((edited.at(*middle) - edit.share).abs() < 1e-9);
            let mut changed = 0;
            for site in sites() {
                let (own, was) = (edited.at(*site), plain.at(*site));
                let away = scene.head.point(*site).distance(scene.head.point(*middle));
                assert!(away < *reach || own.to_bits() == was.to_bits(), "{away}");
                // Between what was there and what is asked for.
                assert!(own >= was.min(edit.share) - 1e-9 && own <= was.max(edit.share) + 1e-9);
                changed += usize::from(own.to_bits() != was.to_bits());
            }
            assert!(changed > 20);
        }
    }
    // A later edit lies over an earlier one.
    let twice = ExistingHair::FULL
        .edited(oval(centre, 0.0))
        .edited(oval(centre, 0.8));
    assert!((scene.field(twice).at(centre) - 0.8).abs() < 1e-9);
}

#[test]
fn bald_patches_are_filled_and_tufts_are_spared() {
    let scene = &MALE;
    let centre = Site::from_angles(2.2, 0.5);
    let dots = |hair: ExistingHair| {
        let mut composition = DensityComposition::new(WorkOrder::FullScalp, hair);
        composition.share_under_hair = 0.0;
        let field = DensityField::new(&scene.ground, &composition).unwrap();
        (
            field.expected_dots(&scene.head),
            field.at(centre).per_square_cm(),
        )
    };
    let (full, bald) = (dots(ExistingHair::FULL), dots(ExistingHair::NONE));
    assert!(full.0.abs() < 1e-6 && bald.0 > 60_000.0);
    let patchy = dots(ExistingHair::FULL.edited(oval(centre, 0.0)));
    assert!((patchy.1 / bald.1 - 1.0).abs() < 1e-6);
    // The oval is 7.5 cm² at some 140 dots/cm², and more where it ends.
    assert!((900.0..2200.0).contains(&patchy.0), "{}", patchy.0);
    let tufted = dots(ExistingHair::NONE.edited(oval(centre, 1.0)));
    assert!(tufted.1.abs() < 1e-6);
    assert!((tufted.0 + patchy.0 - bald.0).abs() < 1.0);
}

#[test]
fn nothing_grows_back_at_a_later_stage() {
    let scene = &MALE;
    let bald_side = oval(Site::from_angles(2.2, 0.3), 0.0);
    let tuft = oval(Site::from_angles(0.0, 1.3), 1.0);
    let now = ExistingHair::norwood(NorwoodClass::III)
        .edited(bald_side)
        .edited(tuft);
    let today = scene.field(now.clone());
    let mut before = today.clone();
    for stage in now.pattern.later() {
        let later = today.later(&scene.ground, stage, BLEND).unwrap();
        let plain = scene.field(stage);
        for site in sites() {
            assert!(later.at(*site) <= before.at(*site) + 1e-9, "{stage}");
            assert!(later.at(*site) <= plain.at(*site) + 1e-9, "{stage}");
        }
        before = later;
    }
    let last = before.area_to_treat(&scene.zones).scalp().square_cm();
    let plain = scene.field(HairPattern::Norwood(NorwoodClass::VII));
    let plain = plain.area_to_treat(&scene.zones).scalp().square_cm();
    // The bald patch at the side is 7.5 cm² and its border.
    assert!((5.0..14.0).contains(&(last - plain)), "{last} {plain}");
}

#[test]
fn one_thread_gives_the_same_field_and_areas_as_many() {
    let build = || {
        let field = MALE.field(
            ExistingHair::norwood(NorwoodClass::IVA).edited(oval(Site::from_angles(2.0, 0.5), 0.2)),
        );
        let areas = (
            field.bare_area(&MALE.zones),
            field.area_to_treat(&MALE.zones),
        );
        (field, areas)
    };
    let pool = |threads| {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        builder.build().unwrap()
    };
    assert_eq!(pool(1).install(build), pool(5).install(build));
}

#[test]
fn impossible_hair_is_refused_by_name() {
    let refused = |hair: ExistingHair| {
        let refusal = HairField::new(&MALE.ground, &hair, BLEND).unwrap_err();
        (refusal.code(), refusal.to_string())
    };
    let brow = Site::from_angles(0.0, -0.2);
    let top = Site::from_angles(0.0, 1.4);
    let diffuse = HairPattern::Diffuse {
        remaining: 1.2,
        extent: DiffuseExtent::Top,
    };
    let (code, text) = refused(diffuse.into());
    assert!(
        code == "density.out_of_range" && text.contains("diffuse hair is 1.2"),
        "{text}"
    );
    let (code, text) = refused(
        ExistingHair::FULL
            .edited(oval(top, 0.0))
            .edited(oval(top, -0.1)),
    );
    assert!(
        code == "density.out_of_range" && text.contains("share of hair edit 2 is -0.1"),
        "{text}"
    );
    let (code, text) = refused(ExistingHair::FULL.edited(oval(brow, 0.0)));
    assert!(
        code == "density.off_scalp" && text.contains("hair edit 1"),
        "{text}"
    );
    let band = HairEdit {
        area: HairArea::Band {
            line: vec![top],
            width: Mm::new(3.0),
        },
        share: 0.0,
        blend: Mm::new(1.0),
    };
    assert_eq!(
        refused(ExistingHair::FULL.edited(band)).0,
        "density.too_few_points"
    );
    assert_eq!(
        refused(ExistingHair::FULL.with(Zone::Nape, f64::NAN)).0,
        "density.out_of_range"
    );
    let blend = HairField::new(&MALE.ground, &ExistingHair::FULL, Mm::new(90.0)).unwrap_err();
    assert!(blend.to_string().contains("hair_blend is 90 mm"));
}

#[test]
fn patterns_go_into_a_file_and_come_back() {
    let diffuse = HairPattern::Diffuse {
        remaining: 0.4,
        extent: DiffuseExtent::Scalp,
    };
    for pattern in HairPattern::named().into_iter().chain([diffuse]) {
        let text = serde_json::to_string(&pattern).unwrap();
        assert_eq!(
            serde_json::from_str::<HairPattern>(&text).unwrap(),
            pattern,
            "{text}"
        );
    }
    let text = |name: &str| serde_json::to_string(&name.parse::<HairPattern>().unwrap()).unwrap();
    assert_eq!(text("III-vertex"), r#"{"norwood":"III-vertex"}"#);
    assert_eq!(text("Sinclair 3"), r#"{"sinclair":"3"}"#);
    assert_eq!(text("universalis"), r#""universalis""#);
    assert!(serde_json::from_str::<HairPattern>(r#"{"norwood":"VIII"}"#).is_err());
}
