//! The Voronoi cell of a dot, cut out of the plane map around it.

use glam::{DVec2, DVec3};

use super::{Cubes, Plane, Scored};

/// What the measures need of a cell.
pub struct Cell {
    /// Square millimetres.
    pub area: f64,
    /// The farthest corner from the dot, in millimetres.
    pub farthest: f64,
    /// The nearest neighbour's distance, in millimetres.
    pub nearest: f64,
    /// The mean over the neighbours of exp(6iθ), as a vector, in the dot's own plane.
    pub order: DVec2,
    /// The direction that θ is counted from.
    across: DVec3,
    normal: DVec3,
    neighbours: Vec<usize>,
}

impl Cell {
    /// The cell of dot `k`; `None` where it is open or far larger than `spacing` says.
    pub fn new(dots: &[Scored], cubes: &Cubes, k: usize, spacing: f64) -> Option<Self> {
        let plane = Plane::new(dots[k].point, dots[k].normal);
        let reach = 6.0 * spacing;
        // Corners with the neighbour behind the edge that starts there.
        let mut corners: Vec<(DVec2, usize)> = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .map(|(x, y)| (DVec2::new(x, y) * reach, usize::MAX))
            .into();
        let mut nearest = None;
        for (distance, other) in cubes.within(dots[k].point, reach) {
            if other == k {
                continue;
            }
            nearest.get_or_insert(distance);
            let farthest = corners.iter().map(|c| c.0.length()).fold(0.0, f64::max);
            if distance > 2.0 * farthest {
                break;
            }
            corners = cut(&corners, plane.place(dots[other].point), other);
        }
        let farthest = corners.iter().map(|c| c.0.length()).fold(0.0, f64::max);
        let neighbours: Vec<usize> = corners.iter().map(|c| c.1).collect();
        if neighbours.contains(&usize::MAX) || farthest > 3.2 * spacing {
            return None;
        }
        let area = (0..corners.len())
            .map(|i| corners[i].0.perp_dot(corners[(i + 1) % corners.len()].0) / 2.0)
            .sum();
        let order = neighbours
            .iter()
            .map(|n| {
                let angle = plane.place(dots[*n].point).to_angle();
                DVec2::from_angle(6.0 * angle)
            })
            .sum::<DVec2>()
            / neighbours.len() as f64;
        Some(Self {
            area,
            farthest,
            nearest: nearest?,
            order,
            across: plane.across,
            normal: dots[k].normal,
            neighbours,
        })
    }

    /// Whether `other`'s sixfold order points the same way as this one's.
    fn turned_alike(&self, other: &Self) -> bool {
        let sine = self.across.cross(other.across).dot(self.normal);
        let turn = sine.atan2(self.across.dot(other.across));
        let theirs = other.order.rotate(DVec2::from_angle(6.0 * turn));
        self.order.dot(theirs) > 0.85 * self.order.length() * theirs.length()
    }
}

/// Keeps the part of the cell that is nearer to its dot than to `place`.
fn cut(corners: &[(DVec2, usize)], place: DVec2, other: usize) -> Vec<(DVec2, usize)> {
    let beyond = |p: DVec2| p.dot(place) - place.length_squared() / 2.0;
    let mut kept = Vec::with_capacity(corners.len() + 2);
    for (i, (a, behind)) in corners.iter().enumerate() {
        let b = corners[(i + 1) % corners.len()].0;
        let (from, to) = (beyond(*a), beyond(b));
        let crossing = || *a + (b - *a) * (from / (from - to));
        match (from <= 0.0, to <= 0.0) {
            (true, true) => kept.push((*a, *behind)),
            (true, false) => kept.extend([(*a, *behind), (crossing(), other)]),
            (false, true) => kept.push((crossing(), *behind)),
            (false, false) => {}
        }
    }
    kept
}

/// Whether dot `k` has high sixfold order and five or more neighbours that are turned alike.
pub fn in_grain(cells: &[Option<Cell>], k: usize) -> bool {
    let Some(own) = &cells[k] else {
        return false;
    };
    let alike = own
        .neighbours
        .iter()
        .filter_map(|n| cells[*n].as_ref())
        .filter(|cell| own.turned_alike(cell))
        .count();
    own.order.length() > 0.7 && alike >= 5
}
