//! The rank of every dot: from which density on it is there.

use super::dot_arrays::DotArrays;
use super::elimination::{Removal, eliminate};
use super::skin::Slopes;

/// Dots that are left unranked at the end: they come first.
const LAST: usize = 30;

/// The spacing of a hexagonal lattice of `density` per square millimetre, in millimetres.
pub fn hexagonal_spacing(density: f32) -> f32 {
    (2.0 / (3.0_f32.sqrt() * density)).sqrt()
}

/// What went while the density fell to about a half.
struct Level {
    /// How many dots there were before.
    before: usize,
    removals: Vec<Removal>,
}

/// All dots in the order in which they go as the density falls: levels of ever wider spacing, each half as dense.
pub struct Ranking {
    levels: Vec<Level>,
}

impl Ranking {
    /// Ranks the `alive` of `dots`, of which there are `density` per square millimetre. The first `frozen` of `dots` never go.
    pub fn new(
        dots: &DotArrays,
        slopes: &Slopes,
        mut alive: Vec<u32>,
        density: f32,
        frozen: u32,
    ) -> Self {
        let mut levels = Vec::new();
        let mut target = density;
        // The last levels are a handful of dots; none is needed below one dot on the whole scalp.
        while alive.len() > LAST + frozen as usize && levels.len() < 24 {
            target /= 2.0;
            let before = alive.len();
            let radius = hexagonal_spacing(target);
            let removals = eliminate(dots, slopes, &mut alive, radius, frozen);
            levels.push(Level { before, removals });
        }
        Self { levels }
    }

    /// Calls `rank(dot, count)` for every ranked dot: it is there when at least `count` dots are.
    pub fn for_each(&self, mut rank: impl FnMut(u32, f64)) {
        for level in &self.levels {
            for (k, removal) in level.removals.iter().enumerate() {
                rank(removal.dot, (level.before - k) as f64 - 0.5);
            }
        }
    }

    /// The same for a ranking among frozen dots. There, the number of dots says little of the density around one of
    /// them; being as crowded as a dot of `calm`, which ranks the same skin without frozen dots, says all.
    pub fn for_each_as_in(&self, calm: &Self, mut rank: impl FnMut(u32, f64)) {
        for (level, reference) in self.levels.iter().zip(&calm.levels) {
            for removal in &level.removals {
                let k = reference
                    .removals
                    .partition_point(|r| r.crowding > removal.crowding);
                rank(removal.dot, (reference.before - k) as f64 - 0.5);
            }
        }
    }
}
