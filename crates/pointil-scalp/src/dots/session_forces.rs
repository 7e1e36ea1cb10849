//! How dots of each session push each other apart: in their session, in every union of first sessions and in the whole.

use core::f32::consts::PI;

use super::session_shares::SessionShares;
use super::surroundings::{PushingSet, Ring};

/// Width of the force's Gaussian in units of each set's own spacing 1/√density.
const SIGMA: f32 = 0.5;

/// Where the force ends, in the same units.
const CUT: f32 = 1.5;

/// Weight of a set that holds every dot once; smaller ones weigh less with the root of their share.
const WEIGHT: f32 = 0.46;

/// Distances at which the table holds the force; it is linear between them.
const BINS: usize = 512;

/// The forces between dots of each pair of sessions.
pub struct Forces {
    shares: SessionShares,
    /// Whether the first union differs from the first session, because dots were there before.
    before: bool,
    /// By later session, same or not, and squared distance.
    table: Vec<f32>,
    /// The largest squared distance in units of the whole's spacing.
    reach: f32,
}

fn kernel(squared: f32) -> f32 {
    let gauss = |t: f32| libm::expf(-t / (2.0 * SIGMA * SIGMA));
    if squared < CUT * CUT {
        gauss(squared) - gauss(CUT * CUT)
    } else {
        0.0
    }
}

fn weight(share: f32) -> f32 {
    WEIGHT * share.sqrt()
}

impl Forces {
    /// The forces of `shares`. If some dots were there `before` the first session, its union with them is a set too.
    pub fn new(shares: &SessionShares, before: bool) -> Self {
        let shares = shares.clone();
        let reach = CUT * CUT / shares.least();
        let mut forces = Self {
            shares,
            before,
            table: Vec::new(),
            reach,
        };
        for later in 0..=forces.shares.count() {
            for same in [false, true] {
                for bin in 0..=BINS {
                    let squared = bin as f32 / BINS as f32 * reach;
                    let own = forces.own(later).filter(|_| same);
                    let sets = own.into_iter().chain(forces.unions(later));
                    let parts = sets.map(|share| weight(share) * kernel(share * squared));
                    forces.table.push(kernel(squared) + parts.sum::<f32>());
                }
            }
        }
        forces
    }

    /// How hard a dot of `label` is pushed by one of `other`, per length of the way between them, whose square is given
    /// in units of the whole pattern's spacing 1/√density.
    #[inline]
    pub fn of(&self, label: u8, other: u8, squared: f32) -> f32 {
        let row = usize::from(label.max(other)) * 2 + usize::from(label == other);
        let steps = squared * (BINS as f32 / self.reach);
        let bin = steps as usize;
        if bin >= BINS {
            return 0.0;
        }
        let table = &self.table[row * (BINS + 1) + bin..];
        table[0] + (table[1] - table[0]) * (steps - bin as f32)
    }

    /// The share of the set of its own that `label` has, unless that is the whole.
    fn own(&self, label: usize) -> Option<f32> {
        if self.shares.count() == 1 && !self.before {
            return None;
        }
        label
            .checked_sub(1)
            .and_then(|k| self.shares.each().get(k))
            .copied()
    }

    /// The shares of the unions, short of the whole, that hold `label` and all before it.
    fn unions(&self, label: usize) -> impl Iterator<Item = f32> {
        let first = label.saturating_sub(1).max(usize::from(!self.before));
        self.shares.unions().into_iter().skip(first)
    }

    /// How far, squared, a dot of each label is pushed by others up to that label, and by its own kind.
    pub fn reach(&self) -> Vec<[f32; 2]> {
        let of = |later| {
            let least = self.unions(later).fold(1.0, f32::min);
            let own = self.own(later).map_or(least, |share| least.min(share));
            [least, own].map(|share| CUT * CUT / share)
        };
        (0..=self.shares.count()).map(of).collect()
    }

    /// The sets that a dot of each label is part of.
    pub fn sets(&self) -> Vec<Vec<PushingSet>> {
        let of = |label| {
            let whole = PushingSet {
                share: 1.0,
                weight: 1.0,
            };
            let shares = self.own(label).into_iter().chain(self.unions(label));
            let parts = shares.map(|share| PushingSet {
                share,
                weight: weight(share),
            });
            core::iter::once(whole).chain(parts).collect()
        };
        (0..=self.shares.count()).map(of).collect()
    }
}

/// Where the push of a set of even density is looked up, and how strong it is there: the moments of the kernel between
/// the middles of the rings.
pub fn rings() -> [Ring; 3] {
    let steps = 600;
    let part = CUT / steps as f32;
    let push = |from: f32, to: f32| {
        let within = (0..steps)
            .map(|k| (k as f32 + 0.5) * part)
            .filter(|r| (from..to).contains(r));
        within.map(|r| r * r * kernel(r * r) * part).sum::<f32>() * 2.0 * PI
    };
    let ring = |radius, from, to| Ring {
        radius,
        push: push(from, to),
    };
    [
        ring(0.37, 0.0, 0.55),
        ring(0.72, 0.55, 0.9),
        ring(1.08, 0.9, CUT),
    ]
}
