//! The universe of dots and its preview, held against the gates of the point-sampling literature.

#![expect(
    clippy::unwrap_used,
    reason = "a scalp that cannot be drawn should stop the test"
)]

mod spread;

use glam::DVec3;
use pointil_scalp::dots::{DensityMap, DotId, Universe, UniverseOptions};
use pointil_scalp::template::Template;
use pointil_scalp::{DotDensity, Head, HeadMeasurements, Site, Surface};
use spread::{Scored, Spread, measure};

fn head() -> Head {
    Head::from_measurements(&HeadMeasurements::default()).unwrap()
}

fn universe(frozen: &[Site]) -> Universe {
    let options = UniverseOptions {
        seed: 7,
        ..UniverseOptions::default()
    };
    Universe::new(&head(), Template::scalp(), &options, frozen).unwrap()
}

fn flat(density: f64) -> DensityMap {
    DensityMap::new(Template::scalp(), |_| DotDensity::new(density))
}

/// Five times denser behind than in front.
fn ramp(site: Site) -> DotDensity {
    let backward = 0.5 - site.to_vec().z / 2.0;
    DotDensity::new(30.0 + 120.0 * backward)
}

fn kept(universe: &Universe, map: &DensityMap) -> Vec<DotId> {
    let mut kept = Vec::new();
    universe.preview(map, &mut kept);
    kept
}

/// Points along the open edges of the template.
fn rim(head: &Head) -> Vec<DVec3> {
    let mut edges = std::collections::HashMap::new();
    for t in &Template::scalp().triangles {
        for (a, b) in [(t[0], t[1]), (t[1], t[2]), (t[2], t[0])] {
            *edges.entry((a.min(b), a.max(b))).or_insert(0) += 1;
        }
    }
    let open = edges.into_iter().filter(|(_, count)| *count == 1);
    open.map(|((a, _), _)| head.point(Template::scalp().sites[a as usize]).to_vec())
        .collect()
}

fn score(universe: &Universe, kept: &[DotId], density: impl Fn(Site) -> f64) -> Spread {
    let head = head();
    let dots: Vec<Scored> = kept
        .iter()
        .map(|dot| {
            let point = universe.point(*dot);
            let site = head.site(point);
            Scored {
                point: point.to_vec(),
                normal: head.normal(site).to_vec(),
                density: density(site),
            }
        })
        .collect();
    measure(&dots, &rim(&head))
}

/// The gates that every preview has to pass.
fn assert_well_spread(name: &str, s: &Spread) {
    let gates = [
        s.scored > 20_000,
        s.rho1 > 0.62,
        s.close < 1e-9,
        s.low_power < 0.13,
        s.capacity_cv < 0.18,
        s.d100 < 0.029,
        s.crystal < 0.03,
        s.psi6 < 0.48,
        s.nearest_cv > 0.05,
        s.peak < 2.8,
        s.gap < 1.2,
    ];
    assert!(gates.iter().all(|met| *met), "{name}: {s:?} {gates:?}");
}

#[test]
fn every_density_is_well_spread() {
    let universe = universe(&[]);
    for density in [45.0, 75.0, 215.0] {
        let kept = kept(&universe, &flat(density));
        assert_well_spread(&format!("{density}/cm²"), &score(&universe, &kept, |_| 1.0));
    }
    let map = DensityMap::new(Template::scalp(), ramp);
    let kept = kept(&universe, &map);
    let scored = score(&universe, &kept, |site| ramp(site).per_square_cm());
    assert_well_spread("5:1", &scored);
}

#[test]
fn the_measures_tell_noise_from_pattern() {
    // A fifth of the dots picked by chance.
    let universe = universe(&[]);
    let all = kept(&universe, &flat(215.0));
    let chance: Vec<DotId> = all
        .iter()
        .copied()
        .filter(|dot| dot.index() * 2_654_435_761 % 7919 < 1500)
        .collect();
    let s = score(&universe, &chance, |_| 1.0);
    assert!(
        s.rho1 < 0.4 && s.close > 0.2 && s.low_power > 0.4 && s.d100 > 0.035,
        "{s:?}"
    );
}
