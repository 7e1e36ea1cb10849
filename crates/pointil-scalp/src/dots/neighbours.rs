//! Which dots are near which: a grid over the chart with the dots of each row in order, and the lists made with it.

use core::ops::Range;

use rayon::prelude::*;

use super::dot_arrays::DotArrays;
use super::site_chart::SIZE;
use super::skin::Slopes;

/// Dots sorted into the cells of a square grid over the chart, row by row.
pub struct Grid {
    /// Cells per pixel.
    scale: f32,
    /// Cells along one side.
    side: usize,
    /// Where each cell starts in [`Self::dots`], one more at the end.
    starts: Vec<u32>,
    /// The dots in the order of their cells.
    pub dots: DotArrays,
    /// The number of each of [`Self::dots`] before sorting.
    pub original: Vec<u32>,
}

/// Distances computed at once; the sorted dots are followed by as many that are far from everything.
const LANES: usize = 4;

/// Neighbours handed over at once.
const BATCH: usize = 64;

impl Grid {
    /// Sorts the picked `dots` into cells of `cell` pixels.
    pub fn new(dots: &DotArrays, picks: &[u32], cell: f32) -> Self {
        let side = (SIZE as f32 / cell) as usize + 1;
        let scale = 1.0 / cell;
        let cells: Vec<u32> = picks
            .par_iter()
            .with_min_len(8192)
            .map(|k| {
                let along = |x: f32| ((x * scale).max(0.0) as usize).min(side - 1);
                let k = *k as usize;
                (along(dots.v[k]) * side + along(dots.u[k])) as u32
            })
            .collect();
        let mut starts = vec![0_u32; side * side + 1];
        for cell in &cells {
            starts[*cell as usize] += 1;
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        // Filled from the end of each cell, which leaves its start behind.
        let mut original = vec![0_u32; picks.len()];
        for (pick, cell) in picks.iter().zip(&cells).rev() {
            let slot = &mut starts[*cell as usize];
            *slot -= 1;
            original[*slot as usize] = *pick;
        }
        let mut sorted = dots.picked(&original);
        for along in [&mut sorted.x, &mut sorted.y, &mut sorted.z] {
            along.extend([1e9; LANES]);
        }
        Self {
            scale,
            side,
            starts,
            dots: sorted,
            original,
        }
    }

    /// The number of dots.
    pub fn len(&self) -> usize {
        self.original.len()
    }

    /// The runs of sorted dots that may lie within `window` pixels of a place.
    fn runs(&self, u: f32, v: f32, window: [f32; 2]) -> impl Iterator<Item = Range<usize>> {
        let along = |x: f32| ((x * self.scale).max(0.0) as usize).min(self.side - 1);
        let (left, right) = (along(u - window[0]), along(u + window[0]));
        let rows = along(v - window[1])..=along(v + window[1]);
        rows.map(move |row| {
            let base = row * self.side;
            self.starts[base + left] as usize..self.starts[base + right + 1] as usize
        })
    }

    /// Finds every other dot within `radius` millimetres of sorted dot `dot`, in sorted order, and hands them over in
    /// batches: their numbers and their squared distances.
    #[inline]
    pub fn around(
        &self,
        dot: usize,
        radius: f32,
        slopes: &Slopes,
        mut found: impl FnMut(&[u32], &[f32]),
    ) {
        let d = &self.dots;
        let (x, y, z) = (d.x[dot], d.y[dot], d.z[dot]);
        let window = slopes.window(d.u[dot], d.v[dot], radius);
        let squared = radius * radius;
        let (mut others, mut distances) = ([0_u32; BATCH], [0.0_f32; BATCH]);
        let mut count = 0;
        for run in self.runs(d.u[dot], d.v[dot], window) {
            for start in run.clone().step_by(LANES) {
                let lanes = start..start + LANES;
                let (xs, ys, zs) = (&d.x[lanes.clone()], &d.y[lanes.clone()], &d.z[lanes]);
                let distance: [f32; LANES] = core::array::from_fn(|k| {
                    let (dx, dy, dz) = (xs[k] - x, ys[k] - y, zs[k] - z);
                    dx * dx + dy * dy + dz * dz
                });
                if count > BATCH - LANES {
                    found(&others[..count], &distances[..count]);
                    count = 0;
                }
                for (k, distance) in distance.into_iter().enumerate() {
                    others[count] = (start + k) as u32;
                    distances[count] = distance;
                    // The last lanes may look beyond the run.
                    let other = (start + k != dot) & (start + k < run.end);
                    count += usize::from((distance < squared) & other);
                }
            }
        }
        found(&others[..count], &distances[..count]);
    }
}

/// For each dot a list of others.
pub struct Lists {
    /// For each chunk of dots, where each dot's list ends, and all lists in a row.
    chunks: Vec<(Vec<u32>, Vec<u32>)>,
}

/// Dots whose lists are made together; fixed, so that lists are the same on any number of threads.
const CHUNK: usize = 4096;

impl Lists {
    /// Makes the list of each of `count` dots with `fill`, and a value for each. Room is made for `usual` entries to a list.
    pub fn new<T: Send>(
        count: usize,
        usual: usize,
        fill: impl Fn(usize, &mut Vec<u32>) -> T + Sync,
    ) -> (Self, Vec<T>) {
        let parts: Vec<(Vec<u32>, Vec<u32>, Vec<T>)> = (0..count.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let mut entries = Vec::with_capacity(CHUNK.min(count) * usual);
                let mut ends = Vec::with_capacity(CHUNK + 1);
                ends.push(0);
                let values = (chunk * CHUNK..((chunk + 1) * CHUNK).min(count))
                    .map(|dot| {
                        let value = fill(dot, &mut entries);
                        ends.push(entries.len() as u32);
                        value
                    })
                    .collect();
                (ends, entries, values)
            })
            .collect();
        let mut chunks = Vec::with_capacity(parts.len());
        let mut values = Vec::with_capacity(count);
        for (ends, entries, own) in parts {
            chunks.push((ends, entries));
            values.extend(own);
        }
        (Self { chunks }, values)
    }

    /// The list of `dot`.
    #[inline]
    pub fn of(&self, dot: usize) -> &[u32] {
        let (ends, entries) = &self.chunks[dot / CHUNK];
        let k = dot % CHUNK;
        &entries[ends[k] as usize..ends[k + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dots::{candidates, skin::Skin};
    use crate::template::Template;
    use crate::{Head, HeadMeasurements};

    #[test]
    fn no_neighbour_is_missed_at_any_radius() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let skin = Skin::new(&head, Template::scalp());
        let mut dots = DotArrays::default();
        candidates::draw(&skin, 0.15, 1, &mut dots);
        let picks: Vec<u32> = (0..dots.len() as u32).collect();
        for radius in [1.0, 2.4, 7.0, 25.0] {
            let grid = Grid::new(&dots, &picks, radius * 2.0);
            for dot in (0..grid.len()).step_by(7) {
                let mut found = Vec::new();
                grid.around(dot, radius, skin.slopes(), |others, _| {
                    found.extend_from_slice(others)
                });
                let near = |other: &u32| {
                    let gap = grid
                        .dots
                        .point(dot)
                        .distance(grid.dots.point(*other as usize));
                    *other as usize != dot && gap < radius
                };
                let all: Vec<u32> = picks.iter().copied().filter(near).collect();
                assert!(found == all, "{radius}");
            }
        }
    }
}
