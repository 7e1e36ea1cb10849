//! The dots of a universe shared out among sessions, and the final pattern of any density.

use core::borrow::Borrow;

use rayon::prelude::*;

use super::density_ladder;
use super::density_map::DensityMap;
use super::dot_arrays::DotArrays;
use super::pattern::{DotCount, PatternDot, PatternError, SessionLayer};
use super::relaxation::{Crowd, relax};
use super::session_labels::{BEFORE, Labelled, Labels, NONE};
use super::session_shares::SessionShares;
use super::surroundings::Asked;
use super::universe::{DotId, Universe};
use crate::space::{Point, Surface};
use crate::units::DotDensity;

/// Steps of relaxation for several sessions.
const STEPS: usize = 10;

/// Steps for a single session: more would make grains of a lattice.
const STEPS_OF_ONE: usize = 5;

/// A universe, held or lent, shared out among sessions. Labels of dots are made once for each density that is asked for and kept, so a
/// second pattern of the same plan comes sooner; it is the same whether or not another was made before.
pub struct SessionPlan<U> {
    universe: U,
    shares: SessionShares,
    dots: DotArrays,
    /// Per square millimetre.
    from: Vec<f32>,
    /// The label of each dot in the skin, [`NONE`] for all others.
    done: Vec<u8>,
    labels: Labels,
}

/// A dot that is part of a pattern.
struct Kept {
    dot: u32,
    /// The density asked for there, per square millimetre.
    density: f32,
    /// The part of the density from which on it is there.
    part: f32,
}

impl<U: Borrow<Universe> + Sync> SessionPlan<U> {
    /// The plan of `shares` on `universe`, whose frozen dots were placed in the sessions `done` (one for each, in their
    /// order). They keep place and session, and sessions up to the latest of them are over: no dot is added to those.
    ///
    /// # Errors
    /// Layers that do not match the frozen dots or the shares.
    pub fn new(
        universe: U,
        shares: &SessionShares,
        done: &[SessionLayer],
    ) -> Result<Self, PatternError> {
        let drawn: &Universe = universe.borrow();
        let frozen = drawn.frozen();
        if done.len() != frozen.len() {
            return Err(PatternError::LayersOfFrozen {
                layers: done.len(),
                frozen: frozen.len(),
            });
        }
        let sessions = shares.count();
        let mut over = 0;
        let mut labels = vec![NONE; drawn.len()];
        for (dot, layer) in frozen.iter().zip(done) {
            labels[dot.index()] = match *layer {
                SessionLayer::Before => BEFORE,
                SessionLayer::Session(n) if (1..=sessions).contains(&usize::from(n)) => {
                    over = over.max(usize::from(n));
                    n
                }
                SessionLayer::Session(session) => {
                    return Err(PatternError::NoSuchSession { session, sessions });
                }
            };
        }
        if over == sessions {
            return Err(PatternError::AllSessionsOver { sessions });
        }
        let from = (0..drawn.len()).map(|dot| per_square_mm(drawn.density_from(DotId(dot as u32))));
        Ok(Self {
            shares: shares.clone(),
            dots: drawn.dot_arrays(),
            from: from.collect(),
            labels: Labels::new(shares, done.contains(&SessionLayer::Before), over),
            done: labels,
            universe,
        })
    }

    /// The universe that is shared out.
    pub fn universe(&self) -> &Universe {
        self.universe.borrow()
    }

    /// The final pattern of `density` on `surface`, which the universe was drawn on: its dots, moved a little such that
    /// every session and every union of the first sessions is well spread. In the order of the universe.
    ///
    /// It is a function of the universe, the shares, the density and the count alone, the same bit for bit on any number of
    /// threads. With [`DotCount::OfDensity`], dots more than 10 mm from where the density was changed stay as they were.
    ///
    /// # Errors
    /// A count that cannot be had.
    pub fn finish(
        &mut self,
        surface: &impl Surface,
        density: &DensityMap,
        count: DotCount,
    ) -> Result<Vec<PatternDot>, PatternError> {
        let (kept, factor) = self.kept(density, count)?;
        let labels = self.labels_of(&kept);
        let picks: Vec<u32> = kept.iter().map(|kept| kept.dot).collect();
        let dots = self.dots.picked(&picks);
        let densities: Vec<f32> = kept.iter().map(|kept| kept.density).collect();
        let fixed: Vec<bool> = picks
            .iter()
            .map(|dot| self.done[*dot as usize] != NONE)
            .collect();
        let crowd = Crowd {
            dots: &dots,
            labels: &labels,
            density: &densities,
            fixed: &fixed,
            shares: &self.shares,
            slopes: self.universe().slopes(),
        };
        let several = self.shares.count() > 1 || fixed.contains(&true);
        let steps = if several { STEPS } else { STEPS_OF_ONE };
        let asked = Asked {
            map: density,
            factor,
        };
        let moved = relax(surface, &asked, &crowd, steps);
        let ranks = ranks(&kept);
        let finished = |k: usize| {
            let there = Point::from_vec(moved[k].to_array().map(f64::from).into());
            let (point, normal) = surface.frame(surface.site(there));
            PatternDot {
                id: DotId(picks[k]),
                point,
                normal,
                layer: match labels[k] {
                    BEFORE => SessionLayer::Before,
                    session => SessionLayer::Session(session),
                },
                density: DotDensity::new(f64::from(densities[k]) * 100.0),
                rank: ranks[k],
            }
        };
        Ok((0..picks.len())
            .into_par_iter()
            .with_min_len(512)
            .map(finished)
            .collect())
    }

    /// The dots of the pattern in the order of the universe, and the factor of the density.
    fn kept(
        &self,
        density: &DensityMap,
        count: DotCount,
    ) -> Result<(Vec<Kept>, f32), PatternError> {
        let frozen = self.universe().frozen().len();
        let mut kept: Vec<Kept> = (0..self.universe().len())
            .into_par_iter()
            .with_min_len(4096)
            .filter_map(|dot| {
                let asked = density.at_pixel(self.dots.u[dot], self.dots.v[dot]) / 100.0;
                let present = self.done[dot] != NONE;
                let part = if present { 0.0 } else { self.from[dot] / asked };
                // Not a number where nothing is asked for.
                (present || part.is_finite()).then_some(Kept {
                    dot: dot as u32,
                    density: asked,
                    part,
                })
            })
            .collect();
        let DotCount::Exactly(asked) = count else {
            kept.retain(|kept| kept.part < 1.0);
            return Ok((kept, 1.0));
        };
        if asked < frozen {
            return Err(PatternError::FewerThanPresent {
                asked,
                present: frozen,
            });
        }
        let peak = density.peak().per_square_cm();
        let most_part = (self.universe().full_density().per_square_cm() / peak) as f32;
        let most = kept.iter().filter(|kept| kept.part < most_part).count();
        if asked > most {
            return Err(PatternError::TooManyDots { asked, most });
        }
        let order = |a: &Kept, b: &Kept| a.part.total_cmp(&b.part).then(a.dot.cmp(&b.dot));
        kept.sort_unstable_by(order);
        let factor = kept.get(asked).map_or(most_part, |next| next.part);
        kept.truncate(asked);
        kept.sort_unstable_by_key(|kept| kept.dot);
        for kept in &mut kept {
            kept.density *= factor;
        }
        Ok((kept, factor))
    }

    /// The label of each of `kept`.
    fn labels_of(&mut self, kept: &[Kept]) -> Vec<u8> {
        if self.shares.count() == 1 {
            return kept
                .iter()
                .map(|kept| self.done[kept.dot as usize].min(1))
                .collect();
        }
        let rungs: Vec<usize> = kept
            .iter()
            .map(|kept| density_ladder::rung(kept.density))
            .collect();
        let open = rungs
            .iter()
            .zip(kept)
            .filter(|(_, kept)| self.done[kept.dot as usize] == NONE);
        let mut needed: Vec<usize> = open.map(|(rung, _)| *rung).collect();
        needed.sort_unstable();
        needed.dedup();
        let of = Labelled {
            dots: &self.dots,
            from: &self.from,
            slopes: self.universe.borrow().slopes(),
            done: &self.done,
        };
        self.labels.prepare(&of, &needed);
        let label = |(kept, rung): (&Kept, &usize)| match self.done[kept.dot as usize] {
            NONE => self.labels.of(kept.dot as usize, *rung),
            done => done,
        };
        kept.iter().zip(&rungs).map(label).collect()
    }
}

fn per_square_mm(density: DotDensity) -> f32 {
    (density.per_square_cm() / 100.0) as f32
}

/// The place of each dot in the order in which they appear.
fn ranks(kept: &[Kept]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..kept.len() as u32).collect();
    order.par_sort_unstable_by(|a, b| {
        let (a, b) = (&kept[*a as usize], &kept[*b as usize]);
        a.part.total_cmp(&b.part).then(a.dot.cmp(&b.dot))
    });
    let mut ranks = vec![0; kept.len()];
    for (rank, dot) in order.into_iter().enumerate() {
        ranks[dot as usize] = rank as u32;
    }
    ranks
}
