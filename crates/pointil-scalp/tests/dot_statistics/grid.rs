//! Points sorted into cubes, for neighbours by straight distance.

use glam::DVec3;

/// Bits of a cube's number along one axis.
const BITS: u32 = 21;

/// Points in the order of their cubes.
pub struct Grid<'a> {
    points: &'a [DVec3],
    low: DVec3,
    cell: f64,
    /// The cube of each entry of `order`, ascending.
    keys: Vec<u64>,
    /// Numbers of points.
    order: Vec<usize>,
}

impl<'a> Grid<'a> {
    /// Cubes with edges of `cell`, in the points' unit.
    pub fn new(points: &'a [DVec3], cell: f64) -> Self {
        let low = points.iter().fold(DVec3::INFINITY, |a, p| a.min(*p));
        let mut grid = Self {
            points,
            low,
            cell,
            keys: Vec::new(),
            order: (0..points.len()).collect(),
        };
        let keys: Vec<u64> = points.iter().map(|p| grid.key(grid.cube(*p))).collect();
        grid.order.sort_unstable_by_key(|i| (keys[*i], *i));
        grid.keys = grid.order.iter().map(|i| keys[*i]).collect();
        grid
    }

    /// The cube that holds `p`; outside the grid the nearest along each axis.
    fn cube(&self, p: DVec3) -> [u64; 3] {
        let last = (1 << BITS) - 1;
        ((p - self.low) / self.cell)
            .to_array()
            .map(|x| (x as u64).min(last))
    }

    fn key(&self, [x, y, z]: [u64; 3]) -> u64 {
        (z << (2 * BITS)) | (y << BITS) | x
    }

    /// Replaces `found` by every point within `radius` of `centre`: squared distance and number, in no useful order.
    pub fn within(&self, centre: DVec3, radius: f64, found: &mut Vec<(f64, usize)>) {
        found.clear();
        let low = self.cube(centre - DVec3::splat(radius));
        let high = self.cube(centre + DVec3::splat(radius));
        for z in low[2]..=high[2] {
            for y in low[1]..=high[1] {
                let last = self.key([high[0], y, z]);
                let first = self.key([low[0], y, z]);
                let start = self.keys.partition_point(|k| *k < first);
                let row = self.keys[start..].iter().zip(&self.order[start..]);
                for (_, i) in row.take_while(|(k, _)| **k <= last) {
                    let d2 = self.points[*i].distance_squared(centre);
                    if d2 <= radius * radius {
                        found.push((d2, *i));
                    }
                }
            }
        }
    }

    /// Replaces `found` by the `count` points nearest to `centre` (all, if there are fewer), nearest first.
    pub fn nearest(&self, centre: DVec3, count: usize, found: &mut Vec<(f64, usize)>) {
        let wanted = count.min(self.points.len());
        let mut radius = self.cell;
        self.within(centre, radius, found);
        while found.len() < wanted {
            radius *= 1.5;
            self.within(centre, radius, found);
        }
        sort(found);
        found.truncate(wanted);
    }

    /// Whether a point lies within `radius` of `centre`.
    pub fn any_within(&self, centre: DVec3, radius: f64) -> bool {
        let mut found = Vec::new();
        self.within(centre, radius, &mut found);
        !found.is_empty()
    }
}

/// Sorts what [`Grid::within`] found: nearest first, ties by number.
pub fn sort(found: &mut [(f64, usize)]) {
    found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
}

/// The numbers of the cubes (edges of `cell`) that hold the points, counted from the frame's origin.
pub fn cubes(points: &[DVec3], cell: f64) -> Vec<[i64; 3]> {
    let cube = |p: &DVec3| (*p / cell).floor().as_i64vec3().to_array();
    points.iter().map(cube).collect()
}
