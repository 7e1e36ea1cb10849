//! Laws of density fields.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot build its field should stop"
)]

use std::sync::LazyLock;

use pointil_scalp::dots::Tile;
use pointil_scalp::geodesic::walk;
use pointil_scalp::template::{Template, border_elevation, in_domain};
use pointil_scalp::{
    Band, DensityComposition, DensityError, DensityField, DensityGround, DotDensity, ExistingHair,
    Hairline, HairlineParameters, HairlinePoint, Head, HeadMeasurements, MarkDensity, Mm,
    NorwoodClass, Patch, PatchOutline, Sex, Site, Surface, WorkOrder, Zone, ZoneDensities,
    ZoneLayout, ZoneMap,
};

struct Scene {
    head: Head,
    hairline: Hairline,
    zones: ZoneMap,
    ground: DensityGround,
}

fn scene(sex: Sex, change: impl Fn(&mut HairlineParameters)) -> Scene {
    let head = Head::from_measurements(&HeadMeasurements {
        sex,
        ..Default::default()
    })
    .unwrap();
    let mut parameters = match sex {
        Sex::Female => HairlineParameters::rounded_female(&head),
        _ => HairlineParameters::mature_male(&head),
    };
    change(&mut parameters);
    let hairline = Hairline::new(&head, parameters).unwrap();
    let zones = ZoneMap::new(&head, &hairline, ZoneLayout::default()).unwrap();
    let ground = DensityGround::new(&zones, &hairline);
    Scene {
        head,
        hairline,
        zones,
        ground,
    }
}

static MALE: LazyLock<Scene> = LazyLock::new(|| scene(Sex::Male, |_| ()));

fn smooth(parameters: &mut HairlineParameters) {
    parameters.macro_amplitude = Mm::new(0.0);
    parameters.micro_amplitude = Mm::new(0.0);
}

fn full_top() -> DensityComposition {
    DensityComposition::new(WorkOrder::FullTop, ExistingHair::norwood(NorwoodClass::VI))
}

fn at(field: &DensityField, site: Site) -> f64 {
    field.at(site).per_square_cm()
}

/// The site `mm` behind the hairline's place nearest to the left pupil's vertical, straight back.
fn behind(scene: &Scene, mm: f64) -> Site {
    let way = scene.hairline.way(HairlinePoint::MidFrontalPoint).mm() + 25.0;
    let guide = scene.hairline.guide();
    let near = guide.part(&scene.head, Mm::new(way - 2.0), Mm::new(way + 2.0));
    let moved = near.displaced(&scene.head, |_| Mm::new(mm));
    moved.sites()[moved.sites().len() / 2]
}

#[test]
fn densities_keep_their_bounds_and_stop_at_the_scalps_border() {
    for order in WorkOrder::ALL {
        for class in NorwoodClass::ALL.iter().step_by(3) {
            let mut composition = DensityComposition::new(*order, ExistingHair::norwood(*class));
            composition.densities = ZoneDensities::even(DotDensity::new(250.0));
            let field = DensityField::new(&MALE.ground, &composition).unwrap();
            for k in 0..3000 {
                let site =
                    Site::from_angles(f64::from(k) * 0.618, -1.2 + 2.7 * f64::from(k) / 3000.0);
                let density = at(&field, site);
                assert!((0.0..=250.0).contains(&density), "{density}");
                assert!(in_domain(site) || density <= 0.0);
            }
        }
    }
}

#[test]
fn the_soft_edge_is_nothing_ahead_and_only_rises_behind() {
    let scene = scene(Sex::Male, smooth);
    for softness in [0.0, 0.3, 1.0] {
        let mut composition = DensityComposition::new(WorkOrder::FullScalp, ExistingHair::NONE);
        composition.densities = ZoneDensities::even(DotDensity::new(150.0));
        composition.softness = softness;
        let field = DensityField::new(&scene.ground, &composition).unwrap();
        let mut before = 0.0;
        for step in -40..200 {
            let mm = f64::from(step) * 0.1;
            let density = at(&field, behind(&scene, mm));
            assert!(
                density >= before - 1e-3,
                "{softness} {mm} {density} {before}"
            );
            if mm < -0.05 {
                assert!(density <= 0.0, "{softness} {mm} {density}");
            }
            before = density;
        }
        assert!((before - 150.0).abs() < 1e-3, "{before}");
        let rise = softness * scene.hairline.parameters().transition_zone_depth.mm();
        let half = at(&field, behind(&scene, rise / 2.0));
        assert!(
            softness < 0.1 || (half / 150.0 - 0.5).abs() < 0.05,
            "{softness} {half}"
        );
        let sharp = at(&field, behind(&scene, 0.5));
        assert!(softness > 0.1 || sharp > 145.0, "{sharp}");
    }
}

#[test]
fn the_nape_thins_out_and_the_skin_above_the_ear_does_not() {
    let scene = scene(Sex::Male, smooth);
    let mut composition = DensityComposition::new(WorkOrder::FullScalp, ExistingHair::NONE);
    composition.densities = ZoneDensities::even(DotDensity::new(150.0));
    let field = DensityField::new(&scene.ground, &composition).unwrap();
    let rise = scene.hairline.parameters().transition_zone_depth.mm();
    let above_border = |azimuth: f64, mm: f64| {
        let border = Site::from_angles(azimuth, border_elevation(azimuth));
        let start = scene.head.point(border);
        let mut elevation = border_elevation(azimuth);
        while scene
            .head
            .point(Site::from_angles(azimuth, elevation))
            .distance(start)
            < mm
        {
            elevation += 1e-4;
        }
        at(&field, Site::from_angles(azimuth, elevation))
    };
    for azimuth in [2.6, core::f64::consts::PI, -2.8] {
        let densities = [0.02, 0.25, 0.5, 0.75, 1.1].map(|t| above_border(azimuth, t * rise));
        assert!(densities.is_sorted(), "{densities:?}");
        assert!((densities[2] / 150.0 - 0.5).abs() < 0.1, "{densities:?}");
        assert!(densities[0] < 2.0 && densities[4] > 149.0, "{densities:?}");
    }
    // Above the ear.
    assert!(above_border(1.6, 0.5) > 149.0);
}

#[test]
fn a_symmetric_design_has_a_symmetric_field() {
    let scene = scene(Sex::Female, |p| p.asymmetry = 0.0);
    let field = DensityField::new(&scene.ground, &full_top()).unwrap();
    for k in 0..5000 {
        let site = Site::from_angles(f64::from(k) * 0.618, -0.8 + 2.3 * f64::from(k) / 5000.0);
        let (own, other) = (at(&field, site), at(&field, site.mirrored()));
        assert!((own - other).abs() < 0.5, "{own} {other} {site:?}");
    }
}

#[test]
fn one_thread_gives_the_same_field_as_many() {
    let build = || {
        let ground = DensityGround::new(&MALE.zones, &MALE.hairline);
        DensityField::new(&ground, &full_top()).unwrap()
    };
    let pool = |threads| {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        builder.build().unwrap()
    };
    let (one, many) = (pool(1).install(build), pool(5).install(build));
    assert_eq!(one, many);
    assert_eq!(
        pool(1).install(|| MALE.zones.areas()),
        pool(5).install(|| MALE.zones.areas())
    );
}

#[test]
fn treatment_fades_into_hair_over_the_blend() {
    let field = DensityField::new(&MALE.ground, &full_top()).unwrap();
    let way = |azimuth: f64| {
        (0..120)
            .map(|k| Site::from_angles(azimuth, 1.3 - f64::from(k) * 0.015))
            .map(|site| (site, at(&field, site)))
            .collect::<Vec<_>>()
    };
    for azimuth in [1.6, -1.6, 2.4, core::f64::consts::PI] {
        let profile = way(azimuth);
        assert!(profile[0].1 > 130.0, "{}", profile[0].1);
        assert!(
            profile[119].1 < 1e-6,
            "the fringe is left alone: {}",
            profile[119].1
        );
        let steepest = profile
            .windows(2)
            .map(|p| {
                let gap = MALE.head.point(p[0].0).distance(MALE.head.point(p[1].0));
                (p[0].1 - p[1].1).abs() / gap
            })
            .fold(0.0, f64::max);
        // 150 dots/cm² over 30 mm are 5 a millimetre; a smooth step is at most three times as steep.
        assert!(steepest < 15.0, "{steepest}");
    }
    let bald = DensityComposition::new(WorkOrder::FullTop, ExistingHair::NONE);
    let haired = DensityComposition::new(WorkOrder::FullTop, ExistingHair::FULL);
    let [bald, haired] = [bald, haired].map(|c| DensityField::new(&MALE.ground, &c).unwrap());
    let vertex = Site::from_angles(0.0, 1.5);
    assert!((at(&haired, vertex) / at(&bald, vertex) - 0.25).abs() < 1e-3);
}

#[test]
fn patches_and_scars_have_their_own_density() {
    let centre = Site::from_angles(2.2, 0.5);
    let away =
        |direction: glam::DVec3, mm: f64| walk(&MALE.head, centre, direction, Mm::new(mm)).unwrap();
    let mut composition = DensityComposition::new(WorkOrder::Patches, ExistingHair::FULL);
    composition.patches.push(Patch {
        outline: PatchOutline::Oval {
            centre,
            half_length: Mm::new(20.0),
            half_breadth: Mm::new(10.0),
            turn: 0.0,
        },
        density: MarkDensity::Amount(DotDensity::new(120.0)),
        blend: Mm::new(6.0),
    });
    let field = DensityField::new(&MALE.ground, &composition).unwrap();
    let up = glam::DVec3::Y;
    assert!((at(&field, centre) - 120.0).abs() < 0.1);
    assert!(
        (at(&field, away(up, 8.5)) - 120.0).abs() < 0.1,
        "within the breadth"
    );
    assert!(at(&field, away(up, 17.5)) < 0.1, "beyond breadth and blend");
    let normal = MALE.head.normal(centre).to_vec();
    let left = up.cross(normal);
    assert!(
        (at(&field, away(left, 18.5)) - 120.0).abs() < 0.1,
        "within the length"
    );
    let dots = field.expected_dots(&MALE.head);
    let oval = core::f64::consts::PI * 2.0 * 1.0 * 120.0;
    assert!(dots > oval && dots < 2.0 * oval, "{dots} {oval}");

    let mut composition = full_top();
    composition.hair = ExistingHair::NONE;
    let plain = DensityField::new(&MALE.ground, &composition).unwrap();
    let line: Vec<Site> = (0..5)
        .map(|k| Site::from_angles(0.3, 1.0 + 0.1 * f64::from(k)))
        .collect();
    composition.bands.push(Band {
        line: line.clone(),
        width: Mm::new(6.0),
        density: MarkDensity::ShareOfZone(0.4),
        blend: Mm::new(2.0),
    });
    let scarred = DensityField::new(&MALE.ground, &composition).unwrap();
    for site in &line[1..4] {
        let share = at(&scarred, *site) / at(&plain, *site);
        assert!((share - 0.4).abs() < 0.02, "{share}");
    }
    let tiles = scarred.touched(&plain);
    assert!(!tiles.is_empty() && tiles.len() < 60 && plain.touched(&plain).is_empty());
    for site in &Template::scalp().sites {
        let changed = (at(&scarred, *site) - at(&plain, *site)).abs() > 0.0;
        let covered = Tile::of(*site).is_some_and(|tile| tiles.contains(&tile));
        assert!(covered || !changed);
    }
}

#[test]
fn expected_dots_are_area_times_density() {
    let scene = scene(Sex::Male, |p| {
        smooth(p);
        p.transition_zone_depth = Mm::new(1.0);
    });
    let mut composition = DensityComposition::new(WorkOrder::FullScalp, ExistingHair::NONE);
    composition.densities = ZoneDensities::even(DotDensity::new(100.0));
    composition.softness = 0.0;
    let field = DensityField::new(&scene.ground, &composition).unwrap();
    let dots = field.expected_dots(&scene.head);
    let area = scene.zones.areas().scalp().square_cm();
    assert!((dots / (area * 100.0) - 1.0).abs() < 0.005, "{dots} {area}");
    let full_top = DensityField::new(&MALE.ground, &full_top()).unwrap();
    println!(
        "full top, Norwood VI, mean male: {:.0} dots",
        full_top.expected_dots(&MALE.head)
    );
}

fn refused(change: impl Fn(&mut DensityComposition)) -> DensityError {
    let mut composition = full_top();
    change(&mut composition);
    DensityField::new(&MALE.ground, &composition).unwrap_err()
}

#[test]
fn impossible_values_are_refused_by_name_value_and_range() {
    for wrong in [-3.0, 5000.0, f64::NAN] {
        let refusal =
            refused(|c| c.densities = c.densities.with(Zone::Crown, DotDensity::new(wrong)));
        assert_eq!(refusal.code(), "density.out_of_range");
        let text = refusal.to_string();
        assert!(
            text.contains(&format!("density of crown is {wrong} dots/cm²")),
            "{text}"
        );
        assert!(
            text.contains("0 to 250 dots/cm²") && text.contains("choose"),
            "{text}"
        );
    }
    let code = |change: &dyn Fn(&mut DensityComposition)| refused(change).code();
    let wrong = |c: &mut DensityComposition| c.hair = c.hair.clone().with(Zone::Nape, 7.0);
    assert_eq!(code(&wrong), "density.out_of_range");
    assert_eq!(code(&|c| c.softness = 1.5), "density.out_of_range");
    assert_eq!(
        code(&|c| c.hair_blend = Mm::new(-1.0)),
        "density.out_of_range"
    );
}

#[test]
fn impossible_patches_and_scars_are_refused() {
    let patch = |outline| Patch {
        outline,
        density: MarkDensity::Amount(DotDensity::new(100.0)),
        blend: Mm::new(5.0),
    };
    let oval = |centre, mm| PatchOutline::Oval {
        centre,
        half_length: Mm::new(mm),
        half_breadth: Mm::new(10.0),
        turn: 0.0,
    };
    let vertex = Site::from_angles(0.0, 1.5);
    let brow = Site::from_angles(0.0, -0.2);
    let code = |change: &dyn Fn(&mut DensityComposition)| refused(change).code();
    assert_eq!(
        code(&|c| c.patches.push(patch(oval(vertex, 0.0)))),
        "density.out_of_range"
    );
    assert_eq!(
        code(&|c| c.patches.push(patch(oval(brow, 9.0)))),
        "density.off_scalp"
    );
    assert_eq!(
        code(&|c| c.patches.push(patch(PatchOutline::Polygon(vec![vertex])))),
        "density.too_few_points"
    );
    let scar = |line: Vec<Site>| Band {
        line,
        width: Mm::new(3.0),
        density: MarkDensity::ShareOfZone(0.5),
        blend: Mm::new(1.0),
    };
    assert_eq!(
        code(&|c| c.bands.push(scar(vec![vertex]))),
        "density.too_few_points"
    );
    assert_eq!(
        code(&|c| c.bands.push(scar(vec![vertex, vertex]))),
        "density.curve"
    );
}
