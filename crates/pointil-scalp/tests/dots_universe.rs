//! The universe of dots is a function of its arguments alone, serves what a density asks for, and never moves a dot.

#![expect(
    clippy::unwrap_used,
    reason = "a scalp that cannot be drawn should stop the test"
)]

use pointil_scalp::dots::{DensityMap, DotId, Tile, Universe, UniverseError, UniverseOptions};
use pointil_scalp::template::Template;
use pointil_scalp::{DotDensity, Head, HeadMeasurements, Point, Site, Surface};

fn head() -> Head {
    Head::from_measurements(&HeadMeasurements::default()).unwrap()
}

/// Few dots, so that tests are quick.
const OPTIONS: UniverseOptions = UniverseOptions {
    seed: 3,
    maximum_density: DotDensity::new(60.0),
};

fn universe(frozen: &[Site]) -> Universe {
    Universe::new(&head(), Template::scalp(), &OPTIONS, frozen).unwrap()
}

fn kept(universe: &Universe, map: &DensityMap) -> Vec<DotId> {
    let mut kept = Vec::new();
    universe.preview(map, &mut kept);
    kept
}

/// Everything that can be seen of a universe.
fn seen(universe: &Universe) -> Vec<(u64, u64, u64, u64)> {
    (0..Tile::COUNT)
        .zip(Tile::all())
        .flat_map(|(_, tile)| universe.dots_of(tile))
        .map(|dot| {
            let p = universe.point(dot);
            let from = universe.density_from(dot).per_square_cm();
            (
                p.left().to_bits(),
                p.up().to_bits(),
                p.forward().to_bits(),
                from.to_bits(),
            )
        })
        .collect()
}

#[test]
fn one_thread_or_many_draw_the_same() {
    let threads = |count: usize| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .build()
            .unwrap()
    };
    let alone = threads(1).install(|| seen(&universe(&[])));
    for count in [2, 5] {
        assert!(alone == threads(count).install(|| seen(&universe(&[]))));
    }
    let other = UniverseOptions { seed: 4, ..OPTIONS };
    let other = Universe::new(&head(), Template::scalp(), &other, &[]).unwrap();
    assert!(alone != seen(&other));
}

/// Square millimetres around each site of the template.
fn integral(density: impl Fn(Site) -> DotDensity) -> f64 {
    let head = head();
    let template = Template::scalp();
    let mut sum = 0.0;
    for triangle in &template.triangles {
        let sites = triangle.map(|k| template.sites[k as usize]);
        let [a, b, c] = sites.map(|site| head.point(site));
        let square_cm = (b - a).cross(c - a).length() / 200.0;
        let mean: f64 = sites
            .iter()
            .map(|site| density(*site).per_square_cm())
            .sum();
        sum += square_cm * mean / 3.0;
    }
    sum
}

/// Five times denser behind than in front.
fn ramp(site: Site) -> DotDensity {
    DotDensity::new(11.0 + 44.0 * (0.5 - site.to_vec().z / 2.0))
}

#[test]
fn as_many_dots_as_the_density_asks_for() {
    let universe = universe(&[]);
    for (name, density) in [
        (
            "flat",
            (|_| DotDensity::new(40.0)) as fn(Site) -> DotDensity,
        ),
        ("5:1", ramp),
    ] {
        let map = DensityMap::new(Template::scalp(), density);
        let count = kept(&universe, &map).len() as f64;
        let asked = integral(density);
        println!(
            "{name}: {count} dots for {asked}, {} by the map",
            universe.expected_count(&map)
        );
        assert!((count / asked - 1.0).abs() < 0.005);
        assert!((universe.expected_count(&map) / asked - 1.0).abs() < 0.005);
    }
}

#[test]
fn more_density_adds_dots_and_moves_none() {
    let universe = universe(&[]);
    let sparse = kept(
        &universe,
        &DensityMap::new(Template::scalp(), |_| DotDensity::new(20.0)),
    );
    let dense = kept(
        &universe,
        &DensityMap::new(Template::scalp(), |_| DotDensity::new(33.0)),
    );
    assert!(dense.len() > sparse.len() * 8 / 5);
    assert!(sparse.iter().all(|dot| dense.binary_search(dot).is_ok()));
}

#[test]
fn a_step_of_density_is_held_within_a_millimetre() {
    let universe = universe(&[]);
    let head = head();
    // Dots behind the crown's plane alone.
    let behind = |site: Site| head.point(site).forward() < 0.0;
    let map = DensityMap::new(Template::scalp(), |site| {
        DotDensity::new(if behind(site) { 50.0 } else { 0.0 })
    });
    let kept = kept(&universe, &map);
    assert!(kept.len() > 10_000);
    assert!(kept.iter().all(|dot| universe.point(*dot).forward() < 0.6));
    let within = |from: f64, to: f64| {
        let strip = |dot: &&DotId| (from..to).contains(&universe.point(**dot).forward());
        kept.iter().filter(strip).count() as f64
    };
    // The last two millimetres are as full as the two before.
    assert!((within(-2.0, 0.0) / within(-4.0, -2.0) - 1.0).abs() < 0.15);
}

#[test]
fn tiles_renewed_after_a_brush_stroke_equal_a_whole_preview() {
    let universe = universe(&[]);
    let head = head();
    let before = |_: Site| DotDensity::new(25.0);
    let crown = Site::from_angles(2.8, 0.9);
    let radius = 0.12;
    let after = |site: Site| {
        let near = site.to_vec().angle_between(crown.to_vec()) < radius;
        DotDensity::new(if near { 55.0 } else { 25.0 })
    };
    let mut map = DensityMap::new(Template::scalp(), before);
    let old = kept(&universe, &map);
    let touched = map.redraw(&Tile::around(crown, radius).collect::<Vec<_>>(), after);
    assert!(map == DensityMap::new(Template::scalp(), after));
    assert!(!touched.is_empty() && touched.len() < 20, "{touched:?}");
    let mut renewed = Vec::new();
    for tile in Tile::all() {
        if touched.contains(&tile) {
            universe.preview_tile(tile, &map, &mut renewed);
        } else {
            renewed.extend(
                universe
                    .dots_of(tile)
                    .filter(|dot| old.binary_search(dot).is_ok()),
            );
        }
    }
    assert!(renewed == kept(&universe, &map));
    assert!(renewed.len() > old.len() + 100);
    let crown = head.point(crown);
    for dot in renewed.iter().filter(|dot| old.binary_search(dot).is_err()) {
        assert!(universe.point(*dot).distance(crown) < 14.0);
    }
}

/// The dots of a first session on the crown: those that are there at 20 dots/cm² of another universe.
fn first_session(head: &Head, crown: Point) -> Vec<Site> {
    let options = UniverseOptions { seed: 9, ..OPTIONS };
    let other = Universe::new(head, Template::scalp(), &options, &[]).unwrap();
    let map = DensityMap::new(Template::scalp(), |_| DotDensity::new(20.0));
    let points = kept(&other, &map).into_iter().map(|dot| other.point(dot));
    points
        .filter(|p| p.distance(crown) < 25.0)
        .map(|p| head.site(p))
        .collect()
}

#[test]
fn frozen_dots_stay_and_are_kept_clear_of() {
    let head = head();
    let crown = head.point(Site::from_angles(0.0, 1.5));
    let frozen = first_session(&head, crown);
    let (calm, universe) = (universe(&[]), universe(&frozen));
    for density in [30.0, 50.0] {
        let map = DensityMap::new(Template::scalp(), |_| DotDensity::new(density));
        let (old, all) = (kept(&calm, &map), kept(&universe, &map));
        for (site, dot) in frozen.iter().zip(universe.frozen()) {
            assert!(universe.point(*dot).distance(head.point(*site)) < 1e-4);
            assert!(universe.density_from(*dot).per_square_cm() < 1e-9);
            assert!(all.binary_search(dot).is_ok());
            let gap = |other: &DotId| universe.point(*other).distance(universe.point(*dot));
            assert!(all.iter().all(|other| other == dot || gap(other) > 0.7));
        }
        // The crown is as dense as asked for, frozen dots included.
        let in_patch = |universe: &Universe, dots: &[DotId]| {
            let near = |dot: &&DotId| universe.point(**dot).distance(crown) < 20.0;
            dots.iter().filter(near).count() as f64
        };
        let (now, then) = (in_patch(&universe, &all), in_patch(&calm, &old));
        assert!((now / then - 1.0).abs() < 0.08, "{now} for {then}");
        // The rest of the scalp has not noticed.
        let far = old
            .iter()
            .map(|dot| calm.point(*dot))
            .filter(|p| p.distance(crown) > 60.0);
        let far: Vec<Point> = far.collect();
        let there = |p: &&Point| {
            all.iter()
                .any(|dot| universe.point(*dot).distance(**p) < 1e-9)
        };
        let same = far.iter().filter(there).count();
        assert!(
            same as f64 > 0.999 * far.len() as f64,
            "{same} of {}",
            far.len()
        );
    }
}

#[test]
fn refusals_say_what_to_do() {
    let draw = |density: f64, frozen: &[Site]| {
        let options = UniverseOptions {
            seed: 0,
            maximum_density: DotDensity::new(density),
        };
        Universe::new(&head(), Template::scalp(), &options, frozen).unwrap_err()
    };
    for density in [0.0, -3.0, f64::NAN, 900.0] {
        assert!(matches!(
            draw(density, &[]),
            UniverseError::MaximumDensity(_)
        ));
    }
    let error = draw(50.0, &[Site::from_angles(0.0, -1.5)]);
    assert!(matches!(error, UniverseError::OffTheScalp(_)), "{error}");
    assert!(error.to_string().contains("-86°"), "{error}");
}
