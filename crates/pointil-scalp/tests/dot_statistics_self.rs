//! The measures of dot sets, held against known sets.

#![expect(
    clippy::print_stdout,
    reason = "the table of figures says more than the first that is off"
)]

mod dot_statistics;

use dot_statistics::reference::{self, darts, lattice, slope, white_noise};
use dot_statistics::{COLUMNS, DotSet, Gate, Statistics, boundary, heading, misses, row, score};
use glam::DVec3;

/// Dots on the 600 cm² of each set.
const COUNT: usize = 20_000;

/// How far a figure may lie from the expected one.
enum Tolerance {
    Absolute(f64),
    Relative(f64),
}

use Tolerance::{Absolute, Relative};

/// The tolerances of the columns after `n`. Figures of the spectrum are averages over a choice of windows, which differs.
const TOLERANCES: [Tolerance; 13] = [
    Absolute(0.001), // rho
    Absolute(0.001), // rho1
    Absolute(0.001), // nncv
    Absolute(0.02),  // close%
    Relative(0.005), // capcv
    Absolute(0.002), // cvt
    Absolute(0.01),  // gapmax
    Absolute(0.001), // psi6
    Absolute(0.1),   // cryst%
    Relative(0.005), // gpk
    Relative(0.06),  // Plow
    Absolute(0.35),  // aniso
    Relative(0.02),  // d100
];

/// Prints the figures of a set under those expected and asserts that they agree.
fn agree(name: &str, statistics: &Statistics, scored: usize, expected: [f64; 13]) {
    println!("{}\n{}", heading(), row(name, statistics));
    let cells = expected.map(|x| format!("{x:>7.3}"));
    println!(
        "{:<34} {:>7} {}",
        "expected",
        statistics.count,
        cells.join(" ")
    );
    assert!(
        statistics.scored.abs_diff(scored) <= 5,
        "{} dots measured",
        statistics.scored
    );
    for ((column, expected), tolerance) in COLUMNS[1..].iter().zip(expected).zip(TOLERANCES) {
        let value = column.value(statistics);
        let allowed = match tolerance {
            Absolute(allowed) => allowed,
            Relative(share) => share * expected,
        };
        assert!(
            (value - expected).abs() <= allowed,
            "{} of {name} is {value}, expected {expected} ± {allowed}",
            column.name
        );
    }
}

/// The headings of the columns whose limits a set misses.
fn missed(gate: Gate, statistics: &Statistics) -> Vec<String> {
    misses(gate, statistics)
        .iter()
        .filter_map(|miss| miss.split(' ').next().map(String::from))
        .collect()
}

fn dart_reach() -> f64 {
    0.7 * reference::spacing(COUNT)
}

// The expected figures come from the scoring script of the research into dot placement (Python, SciPy's Voronoi cells
// and k-d trees), run on the same points, its pair correlation over all of them.

#[test]
fn white_noise_misses_what_it_should() {
    let (dots, rim) = (white_noise(COUNT), reference::hemisphere_rim());
    let set = DotSet {
        positions: &dots,
        density: None,
        rim: &rim,
    };
    let noise = score(&set);
    let expected = [
        0.00619, 0.05541, 0.52821, 60.37813, 0.53752, 2.00099, 1.87406, 0.35965, 0.0349, 1.05819,
        1.02524, 0.11798, 0.09744,
    ];
    agree("white noise", &noise, 17190, expected);
    assert_eq!(
        missed(Gate::Preview, &noise),
        ["rho1", "capcv", "Plow", "d100", "gapmax"]
    );
    assert_eq!(
        missed(Gate::FinalAll, &noise),
        ["rho1", "close%", "capcv", "Plow", "d100", "gapmax"]
    );
    for gate in [
        Gate::FinalUnion,
        Gate::FinalSession,
        Gate::FinalSmallSession,
    ] {
        let columns = missed(gate, &noise);
        for column in ["rho1", "Plow", "capcv"] {
            assert!(columns.iter().any(|c| c == column), "{gate:?}: {columns:?}");
        }
    }
}

#[test]
fn rim_is_found_from_open_cells() {
    let set = DotSet {
        positions: &white_noise(COUNT),
        density: None,
        rim: &[],
    };
    let expected = [
        0.0062, 0.05504, 0.52768, 60.33975, 0.53693, 1.99868, 1.87542, 0.35967, 0.03398, 1.05151,
        1.02517, 0.11746, 0.09861,
    ];
    agree("white noise, no rim", &score(&set), 17660, expected);
}

#[test]
fn shaken_lattice_is_crystal() {
    let (dots, rim) = lattice(COUNT, 0.1);
    let set = DotSet {
        positions: &dots,
        density: None,
        rim: &rim,
    };
    let crystal = score(&set);
    let expected = [
        0.38771, 0.59978, 0.10302, 0.09443, 0.08363, 1.06175, 0.80623, 0.72084, 55.18178, 2.32174,
        0.0448, 1.9722, 0.00475,
    ];
    agree("lattice shaken by 10 %", &crystal, 16944, expected);
    let columns = missed(Gate::FinalAll, &crystal);
    for column in ["cryst%", "psi6", "aniso"] {
        assert!(columns.iter().any(|c| c == column), "{columns:?}");
    }
    for gate in [Gate::Preview, Gate::FinalUnion, Gate::FinalSession] {
        assert!(missed(gate, &crystal).iter().any(|c| c == "cryst%"));
    }
}

#[test]
fn thrown_darts_do_for_a_preview_alone() {
    let dots = darts(COUNT, dart_reach(), |_| dart_reach());
    let set = DotSet {
        positions: &dots,
        density: None,
        rim: &reference::hemisphere_rim(),
    };
    let thrown = score(&set);
    let expected = [
        0.69874, 0.69972, 0.08773, 0.0, 0.16503, 1.14428, 1.07516, 0.4099, 0.35018, 2.06513,
        0.10378, 0.18769, 0.02797,
    ];
    agree("darts", &thrown, 17705, expected);
    assert_eq!(missed(Gate::Preview, &thrown), [""; 0]);
    assert_eq!(missed(Gate::FinalSmallSession, &thrown), [""; 0]);
    assert_eq!(
        missed(Gate::FinalAll, &thrown),
        ["capcv", "Plow", "d100", "gapmax"]
    );
    assert_eq!(missed(Gate::FinalUnion, &thrown), ["Plow", "capcv"]);
}

/// Darts on a 5 : 1 slope of density, and that density.
fn sloping_darts() -> (Vec<DVec3>, Vec<f64>) {
    let longest = dart_reach() * 3.0_f64.sqrt();
    let dots = darts(COUNT, longest, |p| dart_reach() / (slope(p) / 0.6).sqrt());
    let density = dots.iter().map(|p| slope(*p)).collect();
    (dots, density)
}

#[test]
fn varying_density_is_measured_locally() {
    let (dots, density) = sloping_darts();
    let set = DotSet {
        positions: &dots,
        density: Some(&density),
        rim: &reference::hemisphere_rim(),
    };
    let sloping = score(&set);
    let expected = [
        0.69612, 0.69953, 0.0888, 0.0, 0.17191, 1.14904, 1.09291, 0.41179, 0.51732, 2.16037,
        0.10273, -0.03207, 0.04829,
    ];
    agree("darts, density 5 : 1", &sloping, 17784, expected);
    // Against an even density the same dots lie badly.
    let blind = score(&DotSet {
        density: None,
        ..set
    });
    assert!(
        blind.capcv > 0.4 && blind.d100 > 0.2,
        "{}",
        row("blind", &blind)
    );
}

#[test]
fn figures_depend_neither_on_threads_nor_on_units() {
    let (dots, density) = sloping_darts();
    let rim = reference::hemisphere_rim();
    let set = DotSet {
        positions: &dots,
        density: Some(&density),
        rim: &rim,
    };
    let bits = |s: Statistics| COLUMNS.map(|column| column.value(&s).to_bits());
    let figures = score(&set);
    let single = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let alone = single.map(|pool| pool.install(|| score(&set)));
    assert_eq!(alone.ok().map(bits), Some(bits(figures)));

    let shrink = |points: &[DVec3]| points.iter().map(|p| *p * 0.5).collect::<Vec<_>>();
    let small = score(&DotSet {
        positions: &shrink(&dots),
        density: Some(&density.iter().map(|d| d * 8.0).collect::<Vec<_>>()),
        rim: &shrink(&rim),
    });
    for column in COLUMNS {
        let (a, b) = (column.value(&figures), column.value(&small));
        assert!((a - b).abs() <= 1e-6 * a.abs(), "{}: {a}, {b}", column.name);
    }
}

#[test]
fn what_cannot_be_measured_is_missed() {
    for count in [0, 50, 300] {
        let dots = white_noise(count);
        let few = score(&DotSet {
            positions: &dots,
            density: None,
            rim: &reference::hemisphere_rim(),
        });
        assert_eq!(few.count, count);
        assert!(few.scored < 200 && few.rho1.is_nan());
        assert_eq!(misses(Gate::FinalAll, &few).len(), 11);
    }
}

#[test]
fn boundary_is_the_edges_of_one_triangle() {
    let corners = [DVec3::ZERO, DVec3::X, DVec3::X + DVec3::Y, DVec3::Y];
    let rim = boundary(&corners, &[[0, 1, 2], [0, 2, 3]]);
    assert_eq!(rim.len(), 4 * 8);
    for k in 0..4 {
        assert!(rim.contains(&corners[k].midpoint(corners[(k + 1) % 4])));
    }
    let on_square = |p: &DVec3| {
        [p.x, p.y]
            .iter()
            .any(|x| x.abs().min((1.0 - x).abs()) < 1e-12)
    };
    assert!(rim.iter().all(on_square));
    let tetrahedron = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]];
    assert_eq!(boundary(&corners, &tetrahedron), []);
}
