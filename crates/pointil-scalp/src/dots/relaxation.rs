//! A few joint steps that even out a pattern: each dot moves away from its neighbours in its session, in every union of
//! first sessions and in the whole, and towards where the density asks for dots that are missing.
//!
//! All dots of a step move at once, from where the step before left them: the same on any number of threads.

use glam::{Vec2, Vec3};
use rayon::prelude::*;

use super::dot_arrays::DotArrays;
use super::neighbours::{Grid, Lists};
use super::session_forces::{Forces, rings};
use super::session_shares::SessionShares;
use super::skin::Slopes;
use super::surroundings::{Asked, Place, Surroundings};
use crate::space::{Point, Surface};

/// How far dots follow the force; more makes them overshoot.
const GAIN: f32 = 0.5;

/// The longest step, in spacings 1/√density.
const LONGEST_STEP: f32 = 0.1;

/// Pairs nearer than this, in spacings 1/√density, are parted at the end.
const CLOSE: f32 = 0.6;

/// Steps that part them.
const PART_STEPS: usize = 2;

/// Neighbours are listed once, out to this many times the squared reach of the force.
const MARGIN: f32 = 2.0;

/// The grid's cells in pixels of the chart. The same for every density: forces are summed in the order of the grid, and an
/// edit must not change that order elsewhere.
const CELL: f32 = 3.0;

/// Dots to be relaxed.
pub struct Crowd<'a> {
    pub dots: &'a DotArrays,
    /// The session of each dot from 1, 0 for one that was there before.
    pub labels: &'a [u8],
    /// The density asked for at each dot, per square millimetre.
    pub density: &'a [f32],
    /// The dots that stay where they are.
    pub fixed: &'a [bool],
    pub shares: &'a SessionShares,
    pub slopes: &'a Slopes,
}

/// Where each dot is after `steps`, in millimetres.
pub fn relax(surface: &impl Surface, asked: &Asked, crowd: &Crowd, steps: usize) -> Vec<Vec3> {
    let count = crowd.dots.len();
    let forces = Forces::new(crowd.shares, crowd.labels.contains(&0));
    let picks: Vec<u32> = (0..count as u32).collect();
    let grid = Grid::new(crowd.dots, &picks, CELL);
    let seen = Seen::new(surface, crowd, &grid, &forces);
    let around = seen.surroundings(surface, asked, crowd, &grid);
    let mut now: Vec<Vec3> = (0..count).map(|dot| grid.dots.point(dot)).collect();
    let mut next = now.clone();
    let mut all = |step: &(dyn Fn(usize, &[Vec3]) -> Vec3 + Sync)| {
        let dots = next.par_iter_mut().enumerate().with_min_len(1024);
        dots.for_each(|(dot, next)| *next = step(dot, &now));
        core::mem::swap(&mut now, &mut next);
    };
    for _ in 0..steps {
        all(&|dot, now| seen.moved(dot, now, &around[dot]));
    }
    for _ in 0..PART_STEPS {
        all(&|dot, now| seen.parted(dot, now, &around[dot]));
    }
    let mut moved = vec![Vec3::ZERO; count];
    for (point, dot) in now.into_iter().zip(&grid.original) {
        moved[*dot as usize] = point;
    }
    moved
}

/// A pattern in the order of its grid.
struct Seen<'a> {
    /// Outward. Dots move across it alone, or pairs would part by leaving the skin.
    normals: Vec<Vec3>,
    labels: Vec<u8>,
    density: Vec<f32>,
    lists: Lists,
    forces: &'a Forces,
}

impl<'a> Seen<'a> {
    fn new(surface: &impl Surface, crowd: &Crowd, grid: &Grid, forces: &'a Forces) -> Self {
        let labels: Vec<u8> = grid
            .original
            .iter()
            .map(|dot| crowd.labels[*dot as usize])
            .collect();
        let density: Vec<f32> = grid
            .original
            .iter()
            .map(|dot| crowd.density[*dot as usize])
            .collect();
        let reach: Vec<[f32; 2]> = forces
            .reach()
            .into_iter()
            .map(|r| r.map(|r| r * MARGIN))
            .collect();
        let (lists, _) = Lists::new(grid.len(), 24, |dot, list| {
            if crowd.fixed[grid.original[dot] as usize] {
                return;
            }
            let (label, density) = (labels[dot], density[dot]);
            let farthest = reach[usize::from(label)..]
                .iter()
                .map(|r| r[0])
                .fold(reach[usize::from(label)][1], f32::max);
            grid.around(
                dot,
                (farthest / density).sqrt(),
                crowd.slopes,
                |others, squared| {
                    for (other, squared) in others.iter().zip(squared) {
                        let theirs = labels[*other as usize];
                        let limit =
                            reach[usize::from(theirs.max(label))][usize::from(theirs == label)];
                        if squared * density < limit {
                            list.push(*other);
                        }
                    }
                },
            );
        });
        let normals = (0..grid.len())
            .into_par_iter()
            .with_min_len(512)
            .map(|dot| normal(surface, grid.dots.point(dot)))
            .collect();
        Self {
            normals,
            labels,
            density,
            lists,
            forces,
        }
    }

    /// The density around each dot, where it is not even.
    fn surroundings<'m>(
        &self,
        surface: &impl Surface,
        asked: &'m Asked,
        crowd: &Crowd,
        grid: &Grid,
    ) -> Vec<Option<Surroundings<'m>>> {
        let sets = self.forces.sets();
        let rings = rings();
        let reach = self.forces.reach();
        let of = |dot: usize| {
            if crowd.fixed[grid.original[dot] as usize] {
                return None;
            }
            let label = usize::from(self.labels[dot]);
            let radius = (reach[label][1] / self.density[dot]).sqrt();
            let (u, v) = (grid.dots.u[dot], grid.dots.v[dot]);
            let place = Place {
                point: grid.dots.point(dot),
                normal: self.normals[dot],
                pixel: Vec2::new(u, v),
                density: self.density[dot],
                sets: &sets[label],
                rings: &rings,
                window: crowd.slopes.window(u, v, radius).into(),
            };
            Surroundings::of(surface, asked, &place)
        };
        (0..grid.len())
            .into_par_iter()
            .with_min_len(512)
            .map(of)
            .collect()
    }

    /// Where `dot` goes in a step from `now`.
    fn moved(&self, dot: usize, now: &[Vec3], around: &Option<Surroundings>) -> Vec3 {
        let here = now[dot];
        let list = self.lists.of(dot);
        if list.is_empty() {
            return here;
        }
        let label = self.labels[dot];
        let density = self.density[dot];
        let mut force = around.as_ref().map_or(Vec3::ZERO, |around| around.pull);
        for other in list {
            let away = here - now[*other as usize];
            let theirs = self.labels[*other as usize];
            force += away
                * self
                    .forces
                    .of(label, theirs, away.length_squared() * density);
        }
        let longest = LONGEST_STEP / density.sqrt();
        let along = force.reject_from_normalized(self.normals[dot]);
        let there = here + (along * GAIN).clamp_length_max(longest);
        allowed(around, here, there)
    }

    /// Where `dot` goes to be no nearer to any other than [`CLOSE`].
    fn parted(&self, dot: usize, now: &[Vec3], around: &Option<Surroundings>) -> Vec3 {
        let here = now[dot];
        let near = CLOSE / self.density[dot].sqrt();
        let mut way = Vec3::ZERO;
        for other in self.lists.of(dot) {
            let away = here - now[*other as usize];
            let distance = away.length();
            if distance < near && distance > 0.0 {
                // Half the way each, and a fixed one none.
                way += away * ((near - distance) / (2.0 * distance));
            }
        }
        let along = way.reject_from_normalized(self.normals[dot]);
        allowed(around, here, here + along.clamp_length_max(near / 2.0))
    }
}

fn normal(surface: &impl Surface, point: Vec3) -> Vec3 {
    let point = Point::from_vec(point.to_array().map(f64::from).into());
    let normal = surface.normal(surface.site(point)).to_vec();
    Vec3::from(normal.to_array().map(|x| x as f32))
}

/// Where a dot ends that wants to go `there`.
fn allowed(around: &Option<Surroundings>, here: Vec3, there: Vec3) -> Vec3 {
    match around {
        Some(around) if !around.allows(there) => here,
        _ => there,
    }
}
