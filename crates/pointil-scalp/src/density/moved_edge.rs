//! How far each place lies behind a line that was moved, worked out only around where it was and where it is.

use rayon::prelude::*;

use super::ground::{DensityGround, Edge};
use super::raster::{SIDE, around, node_site};
use crate::curve::SurfaceCurve;
use crate::hairline::Hairline;
use crate::space::{Point, Site};

/// A line that departs from another by less has not moved there.
const LEAST_MOVE_MM: f64 = 1e-6;

/// Nodes lie at most this far apart.
const NODE_MM: f64 = 0.8;

/// Places of a line looked at in one step.
const STEP: usize = 4;

/// Every place of one line that the other has left, with how far.
fn left(line: &SurfaceCurve, other: &SurfaceCurve) -> Vec<(usize, f64)> {
    let away = |k: usize| other.nearest(line.points()[k]).distance.mm().abs();
    let places = (0..line.points().len()).step_by(STEP);
    let far = places.map(|k| (k, away(k)));
    far.filter(|(_, mm)| *mm > LEAST_MOVE_MM).collect()
}

impl DensityGround {
    /// `behind`, millimetres behind the edge of `was`, as it is with the edge of `now`; right where it decides: to `rise_mm` behind
    /// either edge and between them.
    pub(super) fn moved_edge(
        &self,
        behind: &[f32],
        was: &Hairline,
        now: &Hairline,
        rise_mm: f64,
    ) -> Vec<f32> {
        let mut near = vec![false; behind.len()];
        for (line, other) in [(now.edge(), was.edge()), (was.edge(), now.edge())] {
            for (k, moved_mm) in left(line, other) {
                let reach = moved_mm.max(rise_mm) + STEP as f64 + NODE_MM;
                self.mark(line.sites()[k], line.points()[k], reach, &mut near);
            }
        }
        let edge = Edge::of(now);
        let mut moved = behind.to_vec();
        let rows = moved.par_chunks_mut(SIDE).enumerate();
        rows.for_each(|(row, values)| {
            let mut walk = edge.walk();
            for (column, value) in values.iter_mut().enumerate() {
                let i = row * SIDE + column;
                if near[i]
                    && let (Some(point), Some(site)) = (self.points[i], node_site(column, row))
                {
                    *value = walk.behind(site, point).min(self.above_nape[i]);
                }
            }
        });
        moved
    }

    /// Marks the nodes within `reach` millimetres of a place.
    fn mark(&self, site: Site, place: Point, reach: f64, marked: &mut [bool]) {
        for i in around(site, (reach / NODE_MM * 1.5) as usize) {
            let near = |own: Point| own.distance(place) <= reach;
            marked[i] = marked[i] || self.points[i].is_some_and(near);
        }
    }
}
