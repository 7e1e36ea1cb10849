//! How much dots of each session crowd each other: in their session, and in every union of first sessions.

use core::f32::consts::PI;

use super::session_shares::{MOST_SESSIONS, SessionShares};

/// Width of the Gaussian in units of each set's own spacing 1/√density.
const SIGMA: f32 = 0.55;

/// Where it ends, in the same units.
const CUT: f32 = 1.4;

/// Smaller sessions than this see no farther: their farthest neighbours matter little and cost most.
const LEAST_SHARE: f32 = 0.14;

/// How much a dot counts that is missing at some densities of a rung.
const LATE: f32 = 0.5;

/// How much a union of sessions weighs against a session.
const UNION: f32 = 1.15;

/// Distances that the table tells apart.
pub const BINS: usize = 128;

/// What a dot of each session has to expect, to compare with; for the dots of a rung and for its late ones.
pub type Base = [[f32; MOST_SESSIONS]; 2];

/// Crowding is counted in whole numbers of this part, so that sums do not depend on the order of their parts: two sessions' to a
/// word, and room for thousands of dots in one place.
const PART: f32 = 1.0 / 262_144.0;

/// The crowding of dots by labels and distance.
pub struct Energy {
    /// The share of the open dots that each session is to have; of one that is done, nothing that matters.
    open_shares: Vec<f32>,
    /// By the other's row (its label, further on if it is late; the last row is of a dot without label), distance and own
    /// sessions, two to a word: as many as [`Self::words`].
    table: Vec<u64>,
    words: usize,
    base: Base,
    reach: f32,
}

impl Energy {
    /// The energy of `shares`. If some dots were there `before` the first session, its union with them is a set too. No
    /// dot is added to the first `done` sessions.
    pub fn new(shares: &SessionShares, before: bool, done: usize) -> Self {
        let (each, unions) = (shares.each(), shares.unions());
        let first = usize::from(!before);
        let reach = CUT * CUT / shares.least().max(LEAST_SHARE);
        let rows = each.len() + 1;
        let words = if each.len() <= 4 {
            2
        } else {
            MOST_SESSIONS / 2
        };
        let mut table = vec![0; (2 * rows + 1) * BINS * words];
        for label in 0..rows {
            for bin in 0..BINS {
                let squared = (bin as f32 + 0.5) / BINS as f32 * reach;
                for (session, share) in each.iter().enumerate() {
                    let own = if session + 1 == label {
                        kernel(share * squared)
                    } else {
                        0.0
                    };
                    let from = session.max(label.saturating_sub(1)).max(first);
                    let joint = unions
                        .iter()
                        .skip(from)
                        .map(|share| kernel(share * squared));
                    let all = own + UNION * joint.sum::<f32>();
                    for (row, crowding) in [(label, all), (rows + label, all * LATE)] {
                        let parts = (crowding / PART).round() as u64;
                        table[(row * BINS + bin) * words + session / 2] +=
                            parts << (session % 2 * 32);
                    }
                }
            }
        }
        let open: f32 = each.iter().skip(done).sum();
        let mut base = [f32::INFINITY; MOST_SESSIONS];
        for (session, base) in base.iter_mut().enumerate().take(each.len()).skip(done) {
            let joint = unions.len().saturating_sub(session.max(first));
            // Late dots are about a tenth of a rung.
            *base = -expected() * (1.0 + UNION * joint as f32) * (0.9 + 0.1 * LATE);
        }
        Self {
            open_shares: each.iter().map(|share| share / open).collect(),
            table,
            words,
            base: [base, base],
            reach,
        }
    }

    /// The share of the open dots that each session is to have.
    pub fn open_shares(&self) -> &[f32] {
        &self.open_shares
    }

    /// The square of the largest distance that counts, in units of the whole pattern's spacing 1/√density.
    pub fn reach(&self) -> f32 {
        self.reach
    }

    /// What each session has to expect, before it is balanced.
    pub fn base(&self) -> Base {
        self.base
    }

    /// How far a dot's row lies behind that of its label: a late one's further.
    pub fn late_row(&self, late: bool) -> u8 {
        if late {
            self.open_shares.len() as u8 + 1
        } else {
            0
        }
    }

    /// The row of a dot that has no label yet.
    pub fn no_row(&self) -> u8 {
        2 * self.late_row(true)
    }

    /// Words that [`Self::of`] tells the crowding of all sessions in: 2 or 4.
    pub fn words(&self) -> usize {
        self.words
    }

    /// How much a dot of `row` at the distance of `bin` crowds each session, two sessions to a word. Words may be added and
    /// subtracted whole: no sum of crowding overflows its half.
    #[inline]
    pub fn of<const WORDS: usize>(&self, row: u8, bin: usize) -> &[u64] {
        &self.table[(usize::from(row) * BINS + bin) * WORDS..][..WORDS]
    }

    /// The session that is crowded least by these words on top of `base`, the first of equals; 0 is the first session.
    #[inline]
    pub fn least<const WORDS: usize>(crowding: [u64; WORDS], base: &[f32; MOST_SESSIONS]) -> u8 {
        let of = |k: usize| (crowding[k / 2] >> (k % 2 * 32)) as u32 as f32 * PART + base[k];
        let mut best = (0, of(0));
        for k in 1..2 * WORDS {
            let own = of(k);
            if own < best.1 {
                best = (k as u8, own);
            }
        }
        best.0
    }
}

fn kernel(squared: f32) -> f32 {
    let gauss = |t: f32| libm::expf(-t / (2.0 * SIGMA * SIGMA));
    if squared < CUT * CUT {
        gauss(squared) - gauss(CUT * CUT)
    } else {
        0.0
    }
}

/// The crowding in a set of even density: the kernel summed over the plane.
fn expected() -> f32 {
    let steps = 1000;
    let part = CUT * CUT / steps as f32;
    (0..steps)
        .map(|k| kernel((k as f32 + 0.5) * part))
        .sum::<f32>()
        * part
        * PI
}
