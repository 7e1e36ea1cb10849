//! The final pattern: well spread in every session and every union of sessions, steady under edits, true to edges, to
//! dots in the skin and to the count.

#![expect(
    clippy::unwrap_used,
    reason = "a scalp that cannot be drawn should stop the test"
)]

mod dot_statistics;
mod practice_scalp;

use std::collections::HashMap;

use dot_statistics::{Gate, misses};
use glam::DVec3;
use pointil_scalp::dots::{
    DensityMap, DotCount, DotId, PatternDot, PatternError, SessionLayer, SessionPlan,
    SessionShares, Universe,
};
use pointil_scalp::template::Template;
use pointil_scalp::{DotDensity, Site, Surface};
use practice_scalp::{Asked, PracticeScalp};

fn shares(each: &[f64]) -> SessionShares {
    SessionShares::new(each).unwrap()
}

fn four_sessions() -> SessionShares {
    shares(&[0.4, 0.3, 0.2, 0.1])
}

fn finish(
    scalp: &PracticeScalp,
    universe: &Universe,
    shares: &SessionShares,
    map: &DensityMap,
) -> Vec<PatternDot> {
    let mut plan = SessionPlan::new(universe, shares, &[]).unwrap();
    plan.finish(&scalp.head, map, DotCount::OfDensity).unwrap()
}

fn session(dot: &PatternDot) -> u8 {
    match dot.layer {
        SessionLayer::Before => 0,
        SessionLayer::Session(n) => n,
    }
}

#[expect(
    clippy::print_stdout,
    reason = "the figures are what the test is read for"
)]
fn printed(line: &str) {
    println!("{line}");
}

/// Holds a pattern against its gates: all dots, every session and every union of first sessions.
fn assert_well_spread(scalp: &PracticeScalp, dots: &[PatternDot], asked: &Asked) {
    let last = dots.iter().map(session).max().unwrap();
    let held = |name: &str, gate: Gate, keep: &dyn Fn(u8) -> bool| {
        let points: Vec<DVec3> = dots
            .iter()
            .filter(|dot| keep(session(dot)))
            .map(|dot| dot.point.to_vec())
            .collect();
        let scored = scalp.score(&points, asked);
        printed(&dot_statistics::row(name, &scored));
        let misses = misses(gate, &scored);
        assert!(misses.is_empty(), "{}, {name}: {misses:?}", asked.name());
    };
    printed(&dot_statistics::heading());
    held(&asked.name(), Gate::FinalAll, &|_| true);
    for k in 1..=last {
        let share = dots.iter().filter(|dot| session(dot) == k).count() as f64 / dots.len() as f64;
        let gate = if share >= 0.15 {
            Gate::FinalSession
        } else {
            Gate::FinalSmallSession
        };
        if last > 1 {
            held(&format!("  session {k}"), gate, &|own| own == k);
        }
        if k > 1 && k < last {
            held(&format!("  sessions 1 to {k}"), Gate::FinalUnion, &|own| {
                own <= k
            });
        }
    }
}

#[test]
fn thirty_and_fifty_thousand_dots_are_well_spread_in_all_sessions() {
    let scalp = PracticeScalp::new();
    let universe = scalp.universe(300.0, &[]);
    for asked in [
        Asked::even(41.0),
        Asked::even(68.5),
        Asked::five_to_one(37.5),
        Asked::five_to_one(62.5),
    ] {
        let dots = finish(&scalp, &universe, &four_sessions(), &asked.map());
        assert_well_spread(&scalp, &dots, &asked);
    }
}

#[test]
fn a_hundred_and_fifty_thousand_dots_are_well_spread_in_all_sessions() {
    let scalp = PracticeScalp::new();
    for (asked, most) in [
        (Asked::even(206.0), 300.0),
        (Asked::five_to_one(188.0), 460.0),
    ] {
        let universe = scalp.universe(most, &[]);
        let dots = finish(&scalp, &universe, &four_sessions(), &asked.map());
        assert!(dots.len() > 145_000, "{}", dots.len());
        assert_well_spread(&scalp, &dots, &asked);
    }
}

#[test]
fn one_two_and_three_sessions_are_well_spread() {
    let scalp = PracticeScalp::new();
    let universe = scalp.universe(150.0, &[]);
    let asked = Asked::even(60.0);
    for each in [&[1.0][..], &[0.6, 0.4], &[0.34, 0.33, 0.33]] {
        let dots = finish(&scalp, &universe, &shares(each), &asked.map());
        assert_well_spread(&scalp, &dots, &asked);
        for (k, share) in each.iter().enumerate() {
            let own = dots
                .iter()
                .filter(|dot| usize::from(session(dot)) == k + 1)
                .count();
            let got = own as f64 / dots.len() as f64;
            assert!(
                (got - share).abs() < 0.02,
                "session {}: {got} for {share}",
                k + 1
            );
        }
    }
}

/// Nothing in front of a line across the scalp, `forward` millimetres before the ears; softly rising over 10 mm.
fn behind(scalp: &PracticeScalp, forward: f64, density: f64) -> DensityMap {
    DensityMap::new(Template::scalp(), |site| {
        let inside = (forward - scalp.head.point(site).forward()) / 10.0;
        DotDensity::new(density * inside.clamp(0.0, 1.0))
    })
}

#[test]
fn an_edit_changes_nothing_more_than_a_centimetre_away() {
    let scalp = PracticeScalp::new();
    let universe = scalp.universe(150.0, &[]);
    let (old_line, new_line) = (60.0, 65.0);
    let pattern = |line: f64| -> HashMap<DotId, PatternDot> {
        let dots = finish(
            &scalp,
            &universe,
            &four_sessions(),
            &behind(&scalp, line, 90.0),
        );
        dots.into_iter().map(|dot| (dot.id, dot)).collect()
    };
    let (before, after) = (pattern(old_line), pattern(new_line));
    assert_ne!(before.len(), after.len());
    let (mut far, mut relabelled_near) = (0, 0);
    for (id, old) in &before {
        // The densities differ from 10 mm behind the old line on.
        let away = old_line - 10.0 - universe.point(*id).forward();
        let new = after.get(id).filter(|new| new.layer == old.layer);
        if away > 10.0 {
            far += 1;
            let new = new.unwrap();
            let moved = new.point.distance(old.point);
            assert!(moved < 0.001, "{moved} mm at {away} mm");
        } else if new.is_none() {
            relabelled_near += 1;
        }
    }
    assert!(
        far > 20_000 && relabelled_near > 10,
        "{far} {relabelled_near}"
    );
    // And nothing new appears there.
    let unseen = |id: &&DotId| !before.contains_key(id);
    for id in after.keys().filter(unseen) {
        assert!(universe.point(*id).forward() > old_line - 12.0);
    }
}

#[test]
fn a_pattern_is_the_same_on_any_number_of_threads_and_after_any_other() {
    let scalp = PracticeScalp::new();
    let universe = scalp.universe(80.0, &[]);
    let map = behind(&scalp, 60.0, 60.0);
    let alone = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let one = alone.install(|| finish(&scalp, &universe, &four_sessions(), &map));
    let five = rayon::ThreadPoolBuilder::new()
        .num_threads(5)
        .build()
        .unwrap();
    assert!(one == five.install(|| finish(&scalp, &universe, &four_sessions(), &map)));
    let mut plan = SessionPlan::new(&universe, &four_sessions(), &[]).unwrap();
    for line in [40.0, 80.0] {
        let other = behind(&scalp, line, 70.0);
        plan.finish(&scalp.head, &other, DotCount::OfDensity)
            .unwrap();
    }
    assert!(one == plan.finish(&scalp.head, &map, DotCount::OfDensity).unwrap());
}

#[test]
fn no_dot_creeps_over_a_hard_edge_and_a_step_of_density_holds() {
    let scalp = PracticeScalp::new();
    let universe = scalp.universe(150.0, &[]);
    let forward = |site: Site| scalp.head.point(site).forward();
    // A hairline, and behind it a strip of 2 mm with a third of the density.
    let map = DensityMap::new(Template::scalp(), |site| {
        DotDensity::new(match forward(site) {
            f if f > 40.0 => 0.0,
            f if f > 38.0 => 30.0,
            _ => 90.0,
        })
    });
    let dots = finish(&scalp, &universe, &four_sessions(), &map);
    assert!(dots.iter().all(|dot| dot.point.forward() < 40.5));
    let within = |from: f64, to: f64| {
        let inside = |dot: &&PatternDot| (from..to).contains(&dot.point.forward());
        dots.iter().filter(inside).count() as f64
    };
    // Widths are along z; the scalp lies nearly level there over most of its breadth.
    let (strip, dense) = (within(38.2, 39.8) / 1.6, within(28.0, 36.0) / 8.0);
    let ratio = strip / dense;
    assert!((0.25..0.45).contains(&ratio), "{ratio}");
    let edge = within(36.0, 37.5) / 1.5 / dense;
    assert!((0.85..1.2).contains(&edge), "{edge}");
}

#[test]
fn dots_in_the_skin_keep_place_and_session_and_others_keep_clear() {
    let scalp = PracticeScalp::new();
    let asked = Asked::even(50.0);
    let first = {
        let universe = scalp.universe(80.0, &[]);
        let dots = finish(&scalp, &universe, &shares(&[0.5, 0.5]), &asked.map());
        dots.into_iter()
            .filter(|dot| session(dot) == 1)
            .collect::<Vec<_>>()
    };
    let sites: Vec<Site> = first.iter().map(|dot| scalp.head.site(dot.point)).collect();
    let universe = scalp.universe(80.0, &sites);
    for done in [SessionLayer::Session(1), SessionLayer::Before] {
        let layers = vec![done; sites.len()];
        let mut plan = SessionPlan::new(&universe, &shares(&[0.5, 0.5]), &layers).unwrap();
        let dots = plan
            .finish(&scalp.head, &asked.map(), DotCount::OfDensity)
            .unwrap();
        let by_id: HashMap<DotId, &PatternDot> = dots.iter().map(|dot| (dot.id, dot)).collect();
        for (old, id) in first.iter().zip(universe.frozen()) {
            let new = by_id[id];
            assert!(new.point.distance(old.point) < 1e-4 && new.layer == done);
        }
        let points: Vec<DVec3> = dots.iter().map(|dot| dot.point.to_vec()).collect();
        let scored = scalp.score(&points, &asked);
        println!(
            "{}",
            dot_statistics::row(&format!("after {done:?}"), &scored)
        );
        assert!(scored.rho1 > 0.55 && scored.close_percent < 0.1 && scored.capcv < 0.13);
    }
    let refused = SessionPlan::new(&universe, &shares(&[0.5, 0.5]), &[])
        .err()
        .unwrap();
    assert!(matches!(
        refused,
        PatternError::LayersOfFrozen { layers: 0, .. }
    ));
    let last = vec![SessionLayer::Session(2); sites.len()];
    let refused = SessionPlan::new(&universe, &shares(&[0.5, 0.5]), &last).err();
    assert_eq!(refused, Some(PatternError::AllSessionsOver { sessions: 2 }));
    let third = vec![SessionLayer::Session(3); sites.len()];
    let refused = SessionPlan::new(&universe, &shares(&[0.5, 0.5]), &third)
        .err()
        .unwrap();
    assert_eq!(
        refused,
        PatternError::NoSuchSession {
            session: 3,
            sessions: 2
        }
    );
}

#[test]
fn an_asked_count_is_met_exactly() {
    let scalp = PracticeScalp::new();
    let universe = scalp.universe(80.0, &[]);
    let map = behind(&scalp, 60.0, 50.0);
    let mut plan = SessionPlan::new(&universe, &four_sessions(), &[]).unwrap();
    let natural = plan
        .finish(&scalp.head, &map, DotCount::OfDensity)
        .unwrap()
        .len();
    for count in [1_000, 12_345, natural + 1_000] {
        let dots = plan
            .finish(&scalp.head, &map, DotCount::Exactly(count))
            .unwrap();
        assert_eq!(dots.len(), count);
        let mut ranks: Vec<u32> = dots.iter().map(|dot| dot.rank).collect();
        ranks.sort_unstable();
        assert!(ranks.into_iter().eq(0..count as u32));
    }
    let refused = plan
        .finish(&scalp.head, &map, DotCount::Exactly(90_000))
        .unwrap_err();
    assert!(
        matches!(refused, PatternError::TooManyDots { asked: 90_000, most } if most > natural && most < 90_000)
    );
}

#[test]
fn shares_that_cannot_be_are_refused() {
    for bad in [
        &[][..],
        &[0.5],
        &[0.5, 0.6],
        &[0.995, 0.005],
        &[f64::NAN, 1.0],
        &[0.1; 10],
    ] {
        assert!(SessionShares::new(bad).is_err(), "{bad:?}");
    }
}
