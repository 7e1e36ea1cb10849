//! Weighted sample elimination (Yuksel, "Sample elimination for generating Poisson disk sample sets", 2015): the dot most
//! crowded by its neighbours goes first, and the order in which dots go ranks them.
//!
//! Removing a dot only ever relieves others. So a dot that is more crowded than all its neighbours stays so until it
//! goes, and removing such dots in any order, down to a crowding at which one stops, gives what the strict order would
//! have given. That makes elimination local, and the same on any number of threads.

use rayon::prelude::*;

use super::dot_arrays::DotArrays;
use super::neighbours::{Grid, Lists};
use super::skin::Slopes;

/// Chart pixels per millimetre, roughly: sets the size of grid cells alone.
const PIXELS_PER_MM: f32 = 2.6;

/// Crowding at which elimination stops, in units of one neighbour at no distance. With it about one candidate is left
/// per cell of a hexagonal lattice whose spacing is the kernel's radius.
const ENOUGH: f32 = 0.0008;

/// A neighbour at no distance crowds by this much. Integers, so that sums do not depend on their order.
const STEPS: f32 = 1_048_576.0;

/// Strips that are worked on at once.
const STRIPS: usize = 16;

/// A dot that has gone.
#[derive(Clone, Copy, Debug)]
pub struct Removal {
    /// How crowded it was when it went.
    pub crowding: u32,
    /// Its number.
    pub dot: u32,
}

/// How much a neighbour crowds at each distance.
struct Kernel {
    table: Vec<u32>,
    scale: f32,
    radius: f32,
}

impl Kernel {
    const SIZE: usize = 1024;

    /// (1 - d/R)⁷. Yuksel's eighth power keeps the closest pairs a little farther apart and evens out density less.
    fn new(radius: f32) -> Self {
        let table = (0..=Self::SIZE)
            .map(|k| {
                let share = (k as f32 + 0.5) / Self::SIZE as f32;
                let near = (1.0 - share.sqrt()).max(0.0);
                let cube = near * near * near;
                (cube * cube * near * STEPS) as u32
            })
            .collect();
        Self {
            table,
            scale: Self::SIZE as f32 / (radius * radius),
            radius,
        }
    }

    #[inline]
    fn at(&self, squared: f32) -> u32 {
        self.table[((squared * self.scale) as usize).min(Self::SIZE)]
    }
}

/// Removes from `alive` what is too crowded within `radius` millimetres, and returns it, most crowded first. The first
/// `frozen` of `dots` crowd others but never go.
pub fn eliminate(
    dots: &DotArrays,
    slopes: &Slopes,
    alive: &mut Vec<u32>,
    radius: f32,
    frozen: u32,
) -> Vec<Removal> {
    let kernel = Kernel::new(radius);
    let grid = Grid::new(dots, alive, radius * PIXELS_PER_MM * 0.7);
    let (lists, mut crowd) = Lists::new(grid.len(), 8, |dot, list| {
        let mut crowding = 0;
        grid.around(dot, kernel.radius, slopes, |others, squared| {
            list.extend_from_slice(others);
            crowding += squared.iter().map(|d| kernel.at(*d)).sum::<u32>();
        });
        // What is frozen neither goes nor stands in the way.
        if grid.original[dot] < frozen {
            0
        } else {
            crowding
        }
    });
    let before = crowd.clone();
    let mut gone = vec![false; grid.len()];
    let strip = grid.len().div_ceil(STRIPS).max(1);
    let work = Work {
        grid: &grid,
        lists: &lists,
        kernel: &kernel,
        before: &before,
    };
    let parts: Vec<Outcome> = crowd
        .par_chunks_mut(strip)
        .zip(gone.par_chunks_mut(strip))
        .enumerate()
        .map(|(k, (crowd, gone))| {
            let base = k * strip;
            let mut strip = Strip::new(&work, base, crowd, gone);
            (base..base + strip.crowd.len()).for_each(|dot| strip.settle(dot as u32));
            strip.outcome
        })
        .collect();
    for (dot, relief) in parts.iter().flat_map(|part| &part.relief) {
        crowd[*dot as usize] = crowd[*dot as usize].saturating_sub(*relief);
    }
    let mut whole = Strip::new(&work, 0, &mut crowd, &mut gone);
    for dot in parts.iter().flat_map(|part| &part.waiting) {
        whole.settle(*dot);
    }
    let last = whole.outcome.removals;
    let mut removals: Vec<Removal> = parts
        .into_iter()
        .flat_map(|part| part.removals)
        .chain(last)
        .collect();
    removals.par_sort_unstable_by_key(|r| (u32::MAX - r.crowding, r.dot));
    *alive = (0..grid.len())
        .filter(|dot| !gone[*dot])
        .map(|dot| grid.original[dot])
        .collect();
    removals
}

/// What all strips look at.
struct Work<'a> {
    grid: &'a Grid,
    lists: &'a Lists,
    kernel: &'a Kernel,
    /// The crowding of every dot before anything went.
    before: &'a [u32],
}

/// What working on a strip leaves.
#[derive(Default)]
struct Outcome {
    removals: Vec<Removal>,
    /// Dots that wait for a dot of another strip.
    waiting: Vec<u32>,
    /// By how much dots of other strips are less crowded now.
    relief: Vec<(u32, u32)>,
}

/// A run of sorted dots that one thread works on.
struct Strip<'a> {
    work: &'a Work<'a>,
    base: usize,
    crowd: &'a mut [u32],
    gone: &'a mut [bool],
    enough: u32,
    stack: Vec<u32>,
    outcome: Outcome,
}

impl<'a> Strip<'a> {
    fn new(work: &'a Work<'a>, base: usize, crowd: &'a mut [u32], gone: &'a mut [bool]) -> Self {
        Self {
            work,
            base,
            crowd,
            gone,
            enough: (ENOUGH * STEPS) as u32,
            stack: Vec::new(),
            outcome: Outcome::default(),
        }
    }

    /// Works until `dot` is gone, is crowded no more, or waits for a dot of another strip.
    fn settle(&mut self, dot: u32) {
        self.stack.push(dot);
        while let Some(dot) = self.stack.last().copied() {
            let own = dot as usize - self.base;
            if self.gone[own] || self.crowd[own] <= self.enough {
                self.stack.pop();
                continue;
            }
            match self.more_crowded(dot) {
                None => {
                    self.stack.pop();
                    self.remove(dot);
                }
                // Chains climb, so they end.
                Some(other) if self.holds(other) => self.stack.push(other),
                Some(_) => self.outcome.waiting.append(&mut self.stack),
            }
        }
    }

    fn holds(&self, dot: u32) -> bool {
        (self.base..self.base + self.crowd.len()).contains(&(dot as usize))
    }

    /// A neighbour that goes before `dot`.
    fn more_crowded(&self, dot: u32) -> Option<u32> {
        let crowding = self.crowd[dot as usize - self.base];
        let mut found = None;
        for other in self.work.lists.of(dot as usize) {
            let theirs = match self.crowd.get((*other as usize).wrapping_sub(self.base)) {
                Some(theirs) => *theirs,
                None => self.work.before[*other as usize],
            };
            if theirs > crowding || (theirs == crowding && self.tie(*other, dot)) {
                found = Some(*other);
                break;
            }
        }
        found
    }

    /// Whether `a` goes before `b`, which is just as crowded: most often a pair far from all others.
    fn tie(&self, a: u32, b: u32) -> bool {
        self.work.grid.original[a as usize] > self.work.grid.original[b as usize]
    }

    fn remove(&mut self, dot: u32) {
        let own = dot as usize - self.base;
        self.outcome.removals.push(Removal {
            crowding: self.crowd[own],
            dot: self.work.grid.original[dot as usize],
        });
        self.gone[own] = true;
        self.crowd[own] = 0;
        let d = &self.work.grid.dots;
        let at = dot as usize;
        for other in self.work.lists.of(at) {
            let k = *other as usize;
            let (dx, dy, dz) = (d.x[k] - d.x[at], d.y[k] - d.y[at], d.z[k] - d.z[at]);
            let relief = self.work.kernel.at(dx * dx + dy * dy + dz * dz);
            match self.crowd.get_mut(k.wrapping_sub(self.base)) {
                Some(crowd) => *crowd = crowd.saturating_sub(relief),
                None => self.outcome.relief.push((*other, relief)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dots::{candidates, ranking::hexagonal_spacing, skin::Skin};
    use crate::template::Template;
    use crate::{Head, HeadMeasurements};

    /// The definition: the most crowded goes, until none is too crowded.
    fn one_after_the_other(dots: &DotArrays, kernel: &Kernel, frozen: u32) -> Vec<u32> {
        let all = 0..dots.len();
        let crowds = |a: usize, b: usize| kernel.at(dots.point(a).distance_squared(dots.point(b)));
        let mut crowd: Vec<u32> = all
            .clone()
            .map(|a| all.clone().filter(|b| *b != a).map(|b| crowds(a, b)).sum())
            .collect();
        let mut order = Vec::new();
        loop {
            let open = all
                .clone()
                .filter(|dot| *dot >= frozen as usize && !order.contains(&(*dot as u32)));
            let worst = open.max_by_key(|dot| crowd[*dot]);
            let Some(worst) = worst.filter(|dot| crowd[*dot] > (ENOUGH * STEPS) as u32) else {
                return order;
            };
            order.push(worst as u32);
            all.clone()
                .filter(|b| *b != worst)
                .for_each(|b| crowd[b] -= crowds(worst, b));
        }
    }

    #[test]
    fn strips_give_what_the_strict_order_gives() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let skin = Skin::new(&head, Template::scalp());
        let mut dots = DotArrays::default();
        candidates::draw(&skin, 0.04, 3, &mut dots);
        let radius = hexagonal_spacing(0.014);
        for frozen in [0, 40] {
            let mut alive: Vec<u32> = (0..dots.len() as u32).collect();
            let removals = eliminate(&dots, skin.slopes(), &mut alive, radius, frozen);
            let mut found: Vec<u32> = removals.iter().map(|r| r.dot).collect();
            let mut strict = one_after_the_other(&dots, &Kernel::new(radius), frozen);
            assert!(found.len() > 1200, "{}", found.len());
            assert!(removals.is_sorted_by_key(|r| u32::MAX - r.crowding));
            found.sort_unstable();
            strict.sort_unstable();
            assert!(found == strict);
        }
    }
}
