//! Marks that everything else contradicts.

use super::certainty::{Certainty, WRONG_BEYOND};
use super::marks::MarkedPhotograph;
use super::problem::{Problem, Standing};

/// Two marks whose absence explains the rest about as well as each other's: the odds are below e² ≈ 7 to one.
const AMBIGUOUS_WITHIN: f64 = 4.0;

/// The most contradicted marks are tried one by one; a wrong one drags its neighbours along, but not past itself.
const TRIED: usize = 4;

/// A good mark that is contradicted.
#[derive(Clone, Copy)]
struct Contradicted {
    photograph: usize,
    mark: usize,
    square: f64,
}

/// Sets aside the mark without which everything else agrees best and solves anew, until none is contradicted. Where another
/// mark would do as well, both are kept and called ambiguous.
pub fn set_aside(problem: Problem<'_>) -> Problem<'_> {
    let mut problem = problem;
    loop {
        let found = contradicted(&problem);
        if found.is_empty() {
            return problem;
        }
        let mut tried: Vec<(f64, Contradicted, Problem<'_>)> = found
            .iter()
            .take(TRIED)
            .map(|found| {
                let mut without = problem.clone();
                mark(&mut without, *found, Standing::Wrong);
                let without = without.solve(3);
                (without.loss(), *found, without)
            })
            .collect();
        tried.sort_by(|a, b| a.0.total_cmp(&b.0));
        let best = tried[0].0;
        let rivals = tried
            .iter()
            .filter(|(loss, ..)| *loss < best + AMBIGUOUS_WITHIN);
        if rivals.clone().count() == 1 && can_spare(&problem, tried[0].1.photograph) {
            problem = tried.swap_remove(0).2;
        } else {
            for (_, rival, _) in rivals {
                mark(&mut problem, *rival, Standing::Ambiguous);
            }
        }
    }
}

fn mark(problem: &mut Problem<'_>, found: Contradicted, standing: Standing) {
    let seen = &mut problem.shots[found.photograph].seen[found.mark];
    seen.standing = standing;
    if standing == Standing::Wrong {
        seen.weight = 0.0;
    }
}

/// Whether photograph `i` keeps its hold with one mark less, and most of its marks.
fn can_spare(problem: &Problem<'_>, i: usize) -> bool {
    let seen = &problem.shots[i].seen;
    let gone = seen
        .iter()
        .filter(|s| s.standing == Standing::Wrong)
        .count();
    seen.len() - gone > MarkedPhotograph::LEAST_WITH_OTHERS && 4 * gone < seen.len()
}

/// The good marks that are contradicted, worst first.
fn contradicted(problem: &Problem<'_>) -> Vec<Contradicted> {
    let Some(certainty) = Certainty::of(problem) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (photograph, shot) in problem.shots.iter().enumerate() {
        for (mark, seen) in shot.seen.iter().enumerate() {
            let square = certainty
                .verdict(photograph, mark)
                .map_or(0.0, |v| v.square);
            if seen.standing == Standing::Good && square > WRONG_BEYOND {
                found.push(Contradicted {
                    photograph,
                    mark,
                    square,
                });
            }
        }
    }
    found.sort_by(|a, b| b.square.total_cmp(&a.square));
    found
}
