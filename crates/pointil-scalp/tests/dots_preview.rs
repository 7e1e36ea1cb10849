//! The preview of a universe, held against the gates of the point-sampling literature, and the measures against sets
//! that must not pass.

#![expect(
    clippy::unwrap_used,
    reason = "a scalp that cannot be drawn should stop the test"
)]

mod dot_statistics;
mod practice_scalp;

use dot_statistics::{Gate, misses};
use glam::DVec3;
use pointil_scalp::DotDensity;
use pointil_scalp::dots::{DensityMap, DotId, Universe};
use pointil_scalp::template::Template;
use practice_scalp::{Asked, PracticeScalp};

fn kept(universe: &Universe, map: &DensityMap) -> Vec<DotId> {
    let mut kept = Vec::new();
    universe.preview(map, &mut kept);
    kept
}

#[test]
fn previews_are_well_spread_at_every_density() {
    let scalp = PracticeScalp::new();
    println!("{}", dot_statistics::heading());
    for (asked, most) in [
        (Asked::even(41.0), 300.0),
        (Asked::even(68.5), 300.0),
        (Asked::even(206.0), 300.0),
        (Asked::five_to_one(37.5), 300.0),
        (Asked::five_to_one(62.5), 300.0),
        (Asked::five_to_one(188.0), 460.0),
    ] {
        let universe = scalp.universe(most, &[]);
        let kept = kept(&universe, &asked.map());
        let points: Vec<DVec3> = kept
            .iter()
            .map(|dot| universe.point(*dot).to_vec())
            .collect();
        let scored = scalp.score(&points, &asked);
        println!("{}", dot_statistics::row(&asked.name(), &scored));
        let misses = misses(Gate::Preview, &scored);
        assert!(misses.is_empty(), "{}: {misses:?}", asked.name());
    }
}

#[test]
fn dots_picked_by_chance_do_not_pass() {
    let scalp = PracticeScalp::new();
    let universe = scalp.universe(250.0, &[]);
    let map = DensityMap::new(Template::scalp(), |_| DotDensity::new(215.0));
    let chance: Vec<DVec3> = kept(&universe, &map)
        .iter()
        .filter(|dot| dot.index() * 2_654_435_761 % 7919 < 1500)
        .map(|dot| universe.point(*dot).to_vec())
        .collect();
    let scored = scalp.score(&chance, &Asked::even(40.0));
    let missed = misses(Gate::Preview, &scored).join("; ");
    for column in ["rho1", "Plow", "capcv", "d100"] {
        assert!(missed.contains(column), "{missed}");
    }
}
