//! Which session each dot belongs to, such that every session and every union of the first sessions is well spread.
//!
//! Labels are made for the whole scalp at each rung of a ladder of densities, and a dot's label is that of the density
//! asked for at the dot. So it depends on head, seed, frozen dots, shares and the density *at its dot*: an edit changes
//! no label but where it changes the density.

use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

use rayon::prelude::*;

use super::density_ladder::{PER_OCTAVE, density_of, rung};
use super::dot_arrays::DotArrays;
use super::neighbours::{Grid, Lists};
use super::session_energy::{BINS, Base, Energy};
use super::session_shares::SessionShares;
use super::skin::Slopes;

/// Sweeps over all dots of a rung; after three, one dot in thirty still changes.
const SWEEPS: usize = 3;

/// How fast sessions that hold too few dots become cheaper, for a rung's dots and for its late ones.
const BALANCE: [f32; 2] = [1.0, 0.1];

/// Fewer dots are left unbalanced.
const FEW: usize = 50;

/// Chart pixels per millimetre, roughly: sets the size of grid cells alone.
const PIXELS_PER_MM: f32 = 2.6;

/// Blocks of dots that one thread works on are at least this many pixels of the chart wide.
const LEAST_BLOCK: f32 = 40.0;

/// The label of a dot that is not there.
pub const NONE: u8 = u8::MAX;

/// The label of a dot that was in the skin before the first session.
pub const BEFORE: u8 = 0;

/// The dots of a universe as labelling sees them.
pub struct Labelled<'a> {
    pub dots: &'a DotArrays,
    /// The density, per square millimetre, from which on each dot is there.
    pub from: &'a [f32],
    pub slopes: &'a Slopes,
    /// The label of each dot that is in the skin already; [`NONE`] for all others.
    pub done: &'a [u8],
}

/// The labels of all dots on each rung that was asked for so far: 1 is the first session.
pub struct Labels {
    energy: Energy,
    rungs: Vec<Option<Rung>>,
}

/// The labels on one rung.
#[derive(Clone)]
struct Rung {
    labels: Vec<u8>,
    base: Base,
}

impl Labels {
    /// No labels yet. `before` says whether any dot was there before the first session, `done` how many sessions are over.
    pub fn new(shares: &SessionShares, before: bool, done: usize) -> Self {
        Self {
            energy: Energy::new(shares, before, done),
            rungs: Vec::new(),
        }
    }

    /// Makes the labels of `rungs`, which ascend, as far as they are missing.
    pub fn prepare(&mut self, of: &Labelled, rungs: &[usize]) {
        let Some(top) = rungs.last() else { return };
        if self.rungs.len() <= *top {
            self.rungs.resize(top + 1, None);
        }
        // Each octave starts from the one before it, the rungs between from their octave.
        for octave in (0..=*top).step_by(PER_OCTAVE) {
            if self.rungs[octave].is_none() {
                let below = octave.checked_sub(PER_OCTAVE);
                let start = below.and_then(|below| self.rungs[below].as_ref());
                self.rungs[octave] = Some(self.energy.rung(of, start, octave));
            }
        }
        let missing: Vec<usize> = rungs
            .iter()
            .copied()
            .filter(|rung| self.rungs[*rung].is_none())
            .collect();
        let made: Vec<Rung> = missing
            .par_iter()
            .map(|rung| {
                let start = &self.rungs[rung / PER_OCTAVE * PER_OCTAVE];
                self.energy.rung(of, start.as_ref(), *rung)
            })
            .collect();
        for (rung, made) in missing.into_iter().zip(made) {
            self.rungs[rung] = Some(made);
        }
    }

    /// The label of `dot` on a rung that was prepared.
    pub fn of(&self, dot: usize, rung: usize) -> u8 {
        match self.rungs.get(rung) {
            Some(Some(rung)) => rung.labels[dot],
            _ => NONE,
        }
    }
}

impl Energy {
    /// The labels of the dots that are there on `rung`, from those of a lower one.
    fn rung(&self, of: &Labelled, start: Option<&Rung>, rung: usize) -> Rung {
        let work = Work::new(self, of, rung);
        let late_row = |late: bool| if late { self.late_row() } else { 0 };
        let own = |dot: &u32| of.done[*dot as usize];
        let given = |dot: &u32| match (own(dot), start) {
            (NONE, Some(start)) => start.labels[*dot as usize],
            (label, _) => label,
        };
        let row = |(dot, late): (&u32, &bool)| match given(dot) {
            NONE => self.no_row(),
            label => label + late_row(*late),
        };
        let known = work.grid.original.iter().zip(&work.late).map(row);
        let rows: Vec<AtomicU8> = known.map(AtomicU8::new).collect();
        let open = |dot: u32| of.done[work.grid.original[dot as usize] as usize] == NONE;
        let unknown = |dot: u32| rows[dot as usize].load(Relaxed) == self.no_row();
        let fresh = work.waves(of, |dot| open(dot) && unknown(dot));
        let all = work.waves(of, open);
        let mut base = start.map_or_else(|| self.base(), |start| start.base);
        work.sweep(&fresh, &base, &rows);
        for _ in 0..SWEEPS {
            work.balance(&all, &rows, &mut base);
            work.sweep(&all, &base, &rows);
        }
        let mut labels = vec![NONE; of.dots.len()];
        for ((dot, row), late) in work.grid.original.iter().zip(&rows).zip(&work.late) {
            labels[*dot as usize] = row.load(Relaxed) - late_row(*late);
        }
        Rung { labels, base }
    }
}

/// Dots to be worked: waves one after the other, their blocks at once, dots of a block one after the other.
type Waves = Vec<Vec<Vec<u32>>>;

/// The dots of one rung in the order of a grid, with who is near whom.
struct Work<'a> {
    energy: &'a Energy,
    grid: Grid,
    /// Neighbours' numbers above the bin of their distance.
    lists: Lists,
    /// How far a dot sees others, in millimetres.
    radius: f32,
    /// The dots that are not there on the rung below: at some densities of the rung they are missing.
    late: Vec<bool>,
}

impl<'a> Work<'a> {
    fn new(energy: &'a Energy, of: &Labelled, rung: usize) -> Self {
        let density = density_of(rung);
        let picks: Vec<u32> = (0..of.dots.len() as u32)
            .filter(|dot| of.from[*dot as usize] <= density)
            .collect();
        let radius = (energy.reach() / density).sqrt();
        let grid = Grid::new(of.dots, &picks, (radius * PIXELS_PER_MM / 3.0).max(1.0));
        let scale = BINS as f32 * density / energy.reach();
        let (lists, _) = Lists::new(grid.len(), |dot, list| {
            grid.around(dot, radius, of.slopes, |others, squared| {
                let entry = |(other, squared): (&u32, &f32)| {
                    other * BINS as u32 + ((squared * scale) as u32).min(BINS as u32 - 1)
                };
                list.extend(others.iter().zip(squared).map(entry));
            });
        });
        let lower = if rung == 0 { 0.0 } else { density_of(rung - 1) };
        let late = grid
            .original
            .iter()
            .map(|dot| of.from[*dot as usize] > lower)
            .collect();
        Self {
            energy,
            grid,
            lists,
            radius,
            late,
        }
    }

    /// The dots that are `wanted`, first those that appear at low densities. Dots of one wave lie in blocks so far from each
    /// other that none sees another block's dots: blocks can be worked in any order, or at once.
    fn waves(&self, of: &Labelled, wanted: impl Fn(u32) -> bool) -> Waves {
        let reach = of.slopes.farthest(self.radius);
        let side = reach[0].max(reach[1]).max(LEAST_BLOCK) + 1.0;
        let place = |dot: u32| {
            let d = dot as usize;
            let (i, j) = (
                (self.grid.dots.u[d] / side) as u32,
                (self.grid.dots.v[d] / side) as u32,
            );
            let octave = rung(of.from[self.grid.original[d] as usize]) / PER_OCTAVE;
            ((octave, i % 2 + 2 * (j % 2)), (i, j))
        };
        let mut dots: Vec<_> = (0..self.grid.len() as u32)
            .filter(|dot| wanted(*dot))
            .map(|dot| (place(dot), dot))
            .collect();
        dots.sort_unstable();
        let waves = dots.chunk_by(|(a, _), (b, _)| a.0 == b.0);
        let blocks = |wave: &[(_, u32)]| -> Vec<Vec<u32>> {
            let blocks = wave.chunk_by(|(a, _), (b, _)| a == b);
            blocks
                .map(|block| block.iter().map(|(_, dot)| *dot).collect())
                .collect()
        };
        waves.map(blocks).collect()
    }

    /// Shifts `base` so that the next sweep comes nearer to the sessions' shares, for late dots and others each.
    fn balance(&self, open: &Waves, rows: &[AtomicU8], base: &mut Base) {
        let shares = self.energy.open_shares();
        let mut counts = [[0_usize; 8]; 2];
        for dot in open.iter().flatten().flatten() {
            let late = self.late[*dot as usize];
            let row =
                rows[*dot as usize].load(Relaxed) - if late { self.energy.late_row() } else { 0 };
            counts[usize::from(late)][usize::from(row) - 1] += 1;
        }
        for ((base, counts), gain) in base.iter_mut().zip(&counts).zip(BALANCE) {
            let total: usize = counts.iter().sum();
            if total < FEW {
                continue;
            }
            for ((base, count), share) in base.iter_mut().zip(counts).zip(shares) {
                *base += gain * (*count as f32 / (total as f32 * share) - 1.0);
            }
        }
    }

    /// Gives each of the dots, wave after wave, the label that is crowded least.
    fn sweep(&self, waves: &Waves, base: &Base, rows: &[AtomicU8]) {
        for wave in waves {
            wave.par_iter().for_each(|block| match self.energy.lanes() {
                4 => self.settle::<4>(block, base, rows),
                _ => self.settle::<8>(block, base, rows),
            });
        }
    }

    /// The same for the dots of a block, one after the other.
    fn settle<const LANES: usize>(&self, block: &[u32], base: &Base, rows: &[AtomicU8]) {
        for dot in block {
            let dot = *dot as usize;
            let late = self.late[dot];
            let own = &base[usize::from(late)];
            let mut crowding: [f32; LANES] = core::array::from_fn(|k| own[k]);
            for entry in self.lists.of(dot) {
                let row = rows[*entry as usize / BINS].load(Relaxed);
                let theirs = self.energy.of::<LANES>(row, *entry as usize % BINS);
                for (sum, part) in crowding.iter_mut().zip(theirs) {
                    *sum += part;
                }
            }
            let mut best = 0;
            for k in 1..LANES {
                if crowding[k] < crowding[best] {
                    best = k;
                }
            }
            let late_row = if late { self.energy.late_row() } else { 0 };
            rows[dot].store(best as u8 + 1 + late_row, Relaxed);
        }
    }
}
