//! Which session each dot belongs to, such that every session and every union of the first sessions is well spread.
//!
//! Labels are made for the whole scalp at each rung of a ladder of densities, and a dot's label is that of the density
//! asked for at the dot. So it depends on head, seed, frozen dots, shares and the density *at its dot*: an edit changes
//! no label but where it changes the density.

use core::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

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
        match self.words() {
            2 => Work::<2>::new(self, of, start, rung).labelled(of, start),
            _ => Work::<4>::new(self, of, start, rung).labelled(of, start),
        }
    }
}

/// Dots to be worked: waves one after the other, their blocks at once, dots of a block one after the other.
type Waves = Vec<Vec<Vec<u32>>>;

/// The dots of one rung in the order of a grid, with who is near whom and how crowded each session is there.
struct Work<'a, const WORDS: usize> {
    energy: &'a Energy,
    grid: Grid,
    /// Neighbours' numbers above the bin of their distance.
    lists: Lists,
    /// How far a dot sees others, in millimetres.
    radius: f32,
    /// The dots that are not there on the rung below: at some densities of the rung they are missing.
    late: Vec<bool>,
    /// The row of each dot in the energy's table.
    rows: Vec<AtomicU8>,
    /// How crowded the sessions are at each dot. Kept up to date: few dots change, and only their neighbours with them.
    crowding: Vec<[AtomicU64; WORDS]>,
}

impl<'a, const WORDS: usize> Work<'a, WORDS> {
    fn new(energy: &'a Energy, of: &Labelled, start: Option<&Rung>, rung: usize) -> Self {
        let density = density_of(rung);
        let picks: Vec<u32> = (0..of.dots.len() as u32)
            .filter(|dot| of.from[*dot as usize] <= density)
            .collect();
        let radius = (energy.reach() / density).sqrt();
        let grid = Grid::new(of.dots, &picks, (radius * PIXELS_PER_MM / 3.0).max(1.0));
        let lower = if rung == 0 { 0.0 } else { density_of(rung - 1) };
        let late = |dot: &u32| of.from[*dot as usize] > lower;
        let row = |dot: &u32| {
            let known = match (of.done[*dot as usize], start) {
                (NONE, Some(start)) => start.labels[*dot as usize],
                (label, _) => label,
            };
            match known {
                NONE => energy.no_row(),
                label => label + energy.late_row(late(dot)),
            }
        };
        let rows: Vec<u8> = grid.original.iter().map(row).collect();
        let scale = BINS as f32 * density / energy.reach();
        let (lists, crowding) =
            Lists::new(grid.len(), (3.5 * energy.reach()) as usize, |dot, list| {
                let mut crowding = [0; WORDS];
                grid.around(dot, radius, of.slopes, |others, squared| {
                    for (other, squared) in others.iter().zip(squared) {
                        let bin = ((squared * scale) as usize).min(BINS - 1);
                        list.push(other * BINS as u32 + bin as u32);
                        let theirs = energy.of::<WORDS>(rows[*other as usize], bin);
                        for (sum, part) in crowding.iter_mut().zip(theirs) {
                            *sum += part;
                        }
                    }
                });
                crowding.map(AtomicU64::new)
            });
        Self {
            energy,
            late: grid.original.iter().map(late).collect(),
            rows: rows.into_iter().map(AtomicU8::new).collect(),
            grid,
            lists,
            radius,
            crowding,
        }
    }

    /// The labels of all dots, those that `start` knows taken from it first.
    fn labelled(self, of: &Labelled, start: Option<&Rung>) -> Rung {
        let all = self.waves(of);
        let mut base = start.map_or_else(|| self.energy.base(), |start| start.base);
        self.sweep(&all, &base, |row| row == self.energy.no_row());
        for _ in 0..SWEEPS {
            self.balance(&all, &mut base);
            self.sweep(&all, &base, |_| true);
        }
        let mut labels = vec![NONE; of.dots.len()];
        for (k, dot) in self.grid.original.iter().enumerate() {
            labels[*dot as usize] = self.label(k);
        }
        Rung { labels, base }
    }

    fn label(&self, dot: usize) -> u8 {
        self.rows[dot].load(Relaxed) - self.energy.late_row(self.late[dot])
    }

    /// The dots that are not done, first those that appear at low densities. Dots of one wave lie in blocks so far from each
    /// other that no dot is seen from two of them: blocks can be worked in any order, or at once.
    fn waves(&self, of: &Labelled) -> Waves {
        let reach = of.slopes.farthest(self.radius);
        let side = (2.0 * reach[0].max(reach[1])).max(LEAST_BLOCK) + 1.0;
        let place = |dot: u32| {
            let d = dot as usize;
            let (i, j) = (
                (self.grid.dots.u[d] / side) as u64,
                (self.grid.dots.v[d] / side) as u64,
            );
            let octave = rung(of.from[self.grid.original[d] as usize]) / PER_OCTAVE;
            let wave = octave as u64 * 4 + i % 2 + 2 * (j % 2);
            (wave << 16 | i << 8 | j, dot)
        };
        let mut dots: Vec<(u64, u32)> = (0..self.grid.len() as u32)
            .filter(|dot| of.done[self.grid.original[*dot as usize] as usize] == NONE)
            .map(place)
            .collect();
        dots.par_sort_unstable();
        let waves = dots.chunk_by(|(a, _), (b, _)| a >> 16 == b >> 16);
        let blocks = |wave: &[(u64, u32)]| -> Vec<Vec<u32>> {
            let blocks = wave.chunk_by(|(a, _), (b, _)| a == b);
            blocks
                .map(|block| block.iter().map(|(_, dot)| *dot).collect())
                .collect()
        };
        waves.map(blocks).collect()
    }

    /// Shifts `base` so that the next sweep comes nearer to the sessions' shares, for late dots and others each.
    fn balance(&self, open: &Waves, base: &mut Base) {
        let shares = self.energy.open_shares();
        let mut counts = [[0_usize; 8]; 2];
        for dot in open.iter().flatten().flatten() {
            let dot = *dot as usize;
            counts[usize::from(self.late[dot])][usize::from(self.label(dot)) - 1] += 1;
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

    /// Gives each dot with a `wanted` row, wave after wave, the label that is crowded least.
    fn sweep(&self, waves: &Waves, base: &Base, wanted: impl Fn(u8) -> bool + Sync) {
        for wave in waves {
            wave.par_iter().for_each(|block| {
                for dot in block {
                    let row = self.rows[*dot as usize].load(Relaxed);
                    if wanted(row) {
                        self.settle(*dot as usize, row, base);
                    }
                }
            });
        }
    }

    /// The same for one dot, whose row is `old`.
    fn settle(&self, dot: usize, old: u8, base: &Base) {
        let late = self.late[dot];
        let crowding = core::array::from_fn(|k| self.crowding[dot][k].load(Relaxed));
        let session = Energy::least::<WORDS>(crowding, &base[usize::from(late)]);
        let new = session + 1 + self.energy.late_row(late);
        if new == old {
            return;
        }
        self.rows[dot].store(new, Relaxed);
        for entry in self.lists.of(dot) {
            let bin = *entry as usize % BINS;
            let (more, less) = (
                self.energy.of::<WORDS>(new, bin),
                self.energy.of::<WORDS>(old, bin),
            );
            for (k, sum) in self.crowding[*entry as usize / BINS].iter().enumerate() {
                // No other block of the wave reaches this dot.
                sum.store(
                    sum.load(Relaxed)
                        .wrapping_add(more[k])
                        .wrapping_sub(less[k]),
                    Relaxed,
                );
            }
        }
    }
}
