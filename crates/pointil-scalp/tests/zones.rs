//! Laws of zones, on heads of both sexes and of every size.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot build its zones should stop"
)]

use pointil_scalp::{
    Hairline, HairlineParameters, Head, HeadMeasurements, Landmark, Mm, Sex, Site, Surface,
    WorkOrder, Zone, ZoneLayout, ZoneMap,
};

fn head(sex: Sex, length: Option<f64>, breadth: Option<f64>) -> Head {
    Head::from_measurements(&HeadMeasurements {
        sex,
        head_length: length.map(Mm::new),
        head_breadth: breadth.map(Mm::new),
        ..Default::default()
    })
    .unwrap()
}

fn symmetric(parameters: HairlineParameters) -> HairlineParameters {
    HairlineParameters {
        asymmetry: 0.0,
        ..parameters
    }
}

fn map(head: &Head, parameters: HairlineParameters) -> ZoneMap {
    let hairline = Hairline::new(head, symmetric(parameters)).unwrap();
    ZoneMap::new(head, &hairline, ZoneLayout::default()).unwrap()
}

fn maps() -> Vec<ZoneMap> {
    let male = head(Sex::Male, None, None);
    let female = head(Sex::Female, None, None);
    let small = head(Sex::Female, Some(172.0), Some(134.0));
    let large = head(Sex::Male, Some(222.0), Some(172.0));
    vec![
        map(&male, HairlineParameters::mature_male(&male)),
        map(&male, HairlineParameters::garg(&male)),
        map(&female, HairlineParameters::rounded_female(&female)),
        map(&small, HairlineParameters::rounded_female(&small)),
        map(&large, HairlineParameters::mature_male(&large)),
    ]
}

#[test]
fn areas_add_up_to_the_scalp_behind_the_hairline() {
    for map in maps() {
        // An integral of its own: the area element over a grid of angles.
        let (columns, rows) = (720, 400);
        let mut square_mm = 0.0;
        for i in 0..rows {
            let elevation = -1.0
                + (f64::from(i) + 0.5) / f64::from(rows) * (1.0 + core::f64::consts::FRAC_PI_2);
            for j in 0..columns {
                let azimuth = (f64::from(j) + 0.5) / f64::from(columns) * core::f64::consts::TAU
                    - core::f64::consts::PI;
                let site = Site::from_angles(azimuth, elevation);
                if map.zone(site).is_some() {
                    square_mm += map.head().cranium().area_per_steradian(site) * elevation.cos();
                }
            }
        }
        let cell = core::f64::consts::TAU / f64::from(columns)
            * (1.0 + core::f64::consts::FRAC_PI_2)
            / f64::from(rows);
        let whole = square_mm * cell / 100.0;
        let areas = map.areas();
        let sum = areas.of_all(Zone::ALL).square_cm();
        assert!((sum - areas.scalp().square_cm()).abs() < 1e-9);
        assert!((sum / whole - 1.0).abs() < 0.005, "{sum} {whole}");
    }
}

#[test]
fn every_zone_is_there_and_both_sides_are_alike() {
    for map in maps() {
        let areas = map.areas();
        for zone in Zone::ALL {
            let (own, other) = (
                areas.of(*zone).square_cm(),
                areas.of(zone.mirrored()).square_cm(),
            );
            assert!(own > 2.0, "{zone} {own}");
            assert!((own / other - 1.0).abs() < 0.03, "{zone} {own} {other}");
        }
        for k in 0..4000 {
            let site = Site::from_angles(f64::from(k) * 0.618, -0.8 + 2.3 * f64::from(k) / 4000.0);
            let mirrored = map.zone(site.mirrored()).map(Zone::mirrored);
            assert_eq!(map.zone(site), mirrored, "{site:?}");
        }
    }
}

#[test]
fn areas_of_the_mean_heads() {
    println!("zone | mean male, mature line | mean female, rounded line");
    let (male, female) = (head(Sex::Male, None, None), head(Sex::Female, None, None));
    let male = map(&male, HairlineParameters::mature_male(&male)).areas();
    let female = map(&female, HairlineParameters::rounded_female(&female)).areas();
    for zone in Zone::ALL {
        println!("{zone} | {} | {}", male.of(*zone), female.of(*zone));
    }
    for order in WorkOrder::ALL {
        println!(
            "{order} | {} | {}",
            male.of_all(order.zones()),
            female.of_all(order.zones())
        );
    }
    let full_top = male.of_all(WorkOrder::FullTop.zones()).square_cm();
    assert!((150.0..250.0).contains(&full_top), "{full_top}");
    for areas in [male, female] {
        let scalp = areas.scalp().square_cm();
        assert!((500.0..650.0).contains(&scalp), "{scalp}");
    }
    assert!(male.of_all(WorkOrder::Scars.zones()).square_cm().abs() < 1e-12);
}

#[test]
fn zones_lie_where_anatomy_has_them() {
    for map in maps() {
        let head = map.head();
        let at = |landmark: Landmark| map.zone(head.site(head.landmark(landmark)));
        assert_eq!(at(Landmark::Vertex), Some(Zone::MidScalp));
        assert_eq!(at(Landmark::Opisthocranion), Some(Zone::Occipital));
        assert_eq!(at(Landmark::Glabella), None);
        assert_eq!(at(Landmark::ExocanthionLeft), None);
        assert_eq!(at(Landmark::TragionRight), None);
        assert_eq!(
            map.zone(Site::from_angles(0.0, 0.45)),
            None,
            "bare forehead"
        );
        assert_eq!(
            map.zone(Site::from_angles(1.62, 0.3)),
            Some(Zone::ParietalLeft)
        );
        assert_eq!(
            map.zone(Site::from_angles(-1.3, 0.2)),
            Some(Zone::TempleRight)
        );
        assert_eq!(
            map.zone(Site::from_angles(core::f64::consts::PI, 0.9)),
            Some(Zone::Crown)
        );
        assert_eq!(
            map.zone(Site::from_angles(core::f64::consts::PI, -0.7)),
            Some(Zone::Nape)
        );
    }
}

#[test]
fn zones_change_across_their_borders() {
    for map in maps() {
        let head = map.head();
        let borders = map.borders();
        assert_eq!(borders.len(), 16);
        for border in borders {
            let count = border.line.points().len();
            assert!(count > 20, "{}", border.name);
            let sides = [-1.0, 1.0].map(|by| border.line.displaced(head, |_| Mm::new(by)));
            let changes = (0..count)
                .filter(|i| {
                    let [a, b] = [0, 1].map(|k| map.zone(sides[k].sites()[*i]));
                    a != b
                })
                .count();
            let share = changes as f64 / count as f64;
            // Angles and tuft lie over parts of other borders.
            assert!(share > 0.5, "{} {share}", border.name);
        }
    }
}
