//! Which triangle a ray hits first: a hierarchy of boxes over a mesh.

use glam::DVec3;

use super::TriangleMesh;
use crate::space::{Direction, Point};
use crate::units::Mm;

/// A box with no more triangles than this is searched one by one.
const LEAF: usize = 4;

/// Places along each axis where a box may be split.
const BINS: usize = 16;

/// Beyond this depth boxes are halved by count, so that no mesh makes the tree deeper than [`STACK`].
const DEEP: usize = 40;

/// Boxes that wait while a ray descends: `DEEP` and the halvings of four thousand million triangles.
const STACK: usize = 80;

/// Where a ray meets a mesh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// How far along the ray.
    pub distance: Mm,
    /// The triangle's place in [`TriangleMesh::triangles`].
    pub triangle: usize,
    /// The shares of the triangle's corners in the place hit; they sum to 1.
    pub weights: [f64; 3],
}

#[derive(Clone, Copy, Debug)]
struct Bounds {
    low: DVec3,
    high: DVec3,
}

impl Bounds {
    const EMPTY: Self = Self {
        low: DVec3::INFINITY,
        high: DVec3::NEG_INFINITY,
    };

    fn around(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    /// Half the surface; zero for the empty box.
    fn half_area(self) -> f64 {
        let d = (self.high - self.low).max(DVec3::ZERO);
        d.x * d.y + d.y * d.z + d.z * d.x
    }
}

/// A box over triangles (`count` of them from `first` on) or over the two boxes at `first` (`count` zero).
#[derive(Clone, Copy, Debug)]
struct Node {
    bounds: Bounds,
    first: u32,
    count: u32,
}

#[derive(Clone, Copy, Debug)]
struct Facet {
    corner: DVec3,
    edges: [DVec3; 2],
    number: u32,
}

/// A hierarchy of boxes over the triangles of one mesh. Building it is deterministic, and so are its answers.
#[derive(Clone, Debug)]
pub struct Bvh {
    nodes: Vec<Node>,
    facets: Vec<Facet>,
}

/// A triangle while the tree is built.
#[derive(Clone, Copy)]
struct Item {
    bounds: Bounds,
    middle: DVec3,
    number: u32,
}

impl Bvh {
    /// The hierarchy over `mesh`.
    pub fn new(mesh: &TriangleMesh) -> Self {
        let corners: Vec<[DVec3; 3]> = mesh.corners().map(|t| t.map(Point::to_vec)).collect();
        let mut items: Vec<Item> = corners
            .iter()
            .zip(0..)
            .map(|([a, b, c], number)| {
                let bounds = Bounds {
                    low: a.min(*b).min(*c),
                    high: a.max(*b).max(*c),
                };
                Item {
                    bounds,
                    middle: (bounds.low + bounds.high) / 2.0,
                    number,
                }
            })
            .collect();
        let nodes = build(&mut items);
        let facets = items
            .iter()
            .map(|item| {
                let [a, b, c] = corners[item.number as usize];
                Facet {
                    corner: a,
                    edges: [b - a, c - a],
                    number: item.number,
                }
            })
            .collect();
        Self { nodes, facets }
    }

    /// The nearest place where the ray from `origin` in `direction` meets a triangle, from either side.
    pub fn first_hit(&self, origin: Point, direction: Direction) -> Option<Hit> {
        let ray = Ray::new(origin, direction);
        let mut nearest: Option<Hit> = None;
        let mut reach = f64::INFINITY;
        self.walk(&ray, |facet, limit| {
            if let Some((t, u, v)) = ray.meets(facet)
                && t < reach
            {
                reach = t;
                nearest = Some(Hit {
                    distance: Mm::new(t),
                    triangle: facet.number as usize,
                    weights: [1.0 - u - v, u, v],
                });
            }
            *limit = reach;
            false
        });
        nearest
    }

    /// Whether the ray from `origin` in `direction` meets any triangle nearer than `reach`.
    pub fn any_hit(&self, origin: Point, direction: Direction, reach: Mm) -> bool {
        let ray = Ray::new(origin, direction);
        let mut hit = false;
        self.walk(&ray, |facet, limit| {
            *limit = reach.mm();
            hit = ray.meets(facet).is_some_and(|(t, _, _)| t < reach.mm());
            hit
        });
        hit
    }

    /// Shows `visit` the triangles whose boxes the ray enters within the limit that `visit` sets, roughly from near to
    /// far, until it returns true.
    fn walk(&self, ray: &Ray, mut visit: impl FnMut(&Facet, &mut f64) -> bool) {
        let mut limit = f64::INFINITY;
        let mut waiting = [(0_u32, 0.0); STACK];
        let mut depth = 0;
        let Some(mut node) = self.nodes.first() else {
            return;
        };
        if ray.enters(&node.bounds).is_none() {
            return;
        }
        loop {
            if node.count > 0 {
                let first = node.first as usize;
                for facet in &self.facets[first..first + node.count as usize] {
                    if visit(facet, &mut limit) {
                        return;
                    }
                }
            } else {
                let first = node.first as usize;
                let enters = |i: usize| {
                    let t = ray.enters(&self.nodes[i].bounds)?;
                    (t < limit).then_some((t, i))
                };
                match (enters(first), enters(first + 1)) {
                    (Some(a), Some(b)) => {
                        let (near, far) = if b.0 < a.0 { (b, a) } else { (a, b) };
                        waiting[depth] = (far.1 as u32, far.0);
                        depth += 1;
                        node = &self.nodes[near.1];
                        continue;
                    }
                    (Some((_, i)), None) | (None, Some((_, i))) => {
                        node = &self.nodes[i];
                        continue;
                    }
                    (None, None) => {}
                }
            }
            loop {
                if depth == 0 {
                    return;
                }
                depth -= 1;
                let (next, entry) = waiting[depth];
                if entry < limit {
                    node = &self.nodes[next as usize];
                    break;
                }
            }
        }
    }
}

/// A ray ready to be held against boxes and triangles.
struct Ray {
    origin: DVec3,
    direction: DVec3,
    inverse: DVec3,
}

impl Ray {
    fn new(origin: Point, direction: Direction) -> Self {
        let direction = direction.to_vec();
        // A ray along an axis gets a hair's slant for the boxes: infinities would make NaN on their faces.
        let slanted = |d: f64| 1.0 / if d.abs() < 1e-12 { 1e-12 } else { d };
        Self {
            origin: origin.to_vec(),
            direction,
            inverse: DVec3::new(
                slanted(direction.x),
                slanted(direction.y),
                slanted(direction.z),
            ),
        }
    }

    /// Where the ray enters the box (zero from inside).
    fn enters(&self, bounds: &Bounds) -> Option<f64> {
        let a = (bounds.low - self.origin) * self.inverse;
        let b = (bounds.high - self.origin) * self.inverse;
        let near = a.min(b).max_element().max(0.0);
        // The slant and rounding must not lose a triangle that lies in a face of its box.
        let far = a.max(b).min_element() * (1.0 + 1e-9) + 1e-9;
        (near <= far).then_some(near)
    }

    /// Möller and Trumbore: distance and the shares of the second and third corner.
    fn meets(&self, facet: &Facet) -> Option<(f64, f64, f64)> {
        // Rays through a shared edge must not slip between two triangles.
        const SLACK: f64 = 1e-12;
        let [ab, ac] = facet.edges;
        let p = self.direction.cross(ac);
        let volume = ab.dot(p);
        if volume.abs() < 1e-300 {
            return None;
        }
        let from_corner = self.origin - facet.corner;
        let u = from_corner.dot(p) / volume;
        if !(-SLACK..=1.0 + SLACK).contains(&u) {
            return None;
        }
        let q = from_corner.cross(ab);
        let v = self.direction.dot(q) / volume;
        if v < -SLACK || u + v > 1.0 + SLACK {
            return None;
        }
        let t = ac.dot(q) / volume;
        (t > 0.0).then_some((t, u, v))
    }
}

/// Sorts the items into leaves and returns the boxes, the root first.
fn build(items: &mut [Item]) -> Vec<Node> {
    if items.is_empty() {
        return Vec::new();
    }
    let mut nodes = vec![node_over(items, 0)];
    let mut open = vec![(0_usize, 0_usize)];
    while let Some((at, depth)) = open.pop() {
        let node = nodes[at];
        let first = node.first as usize;
        let own = &mut items[first..first + node.count as usize];
        if own.len() <= LEAF {
            continue;
        }
        let middle = match (depth < DEEP).then(|| best_split(own)).flatten() {
            Some(split) => partition(own, |item| split.is_below(item)),
            None => own.len() / 2,
        };
        let (below, above) = own.split_at(middle);
        let children = nodes.len();
        nodes.push(node_over(below, first));
        nodes.push(node_over(above, first + middle));
        nodes[at].first = children as u32;
        nodes[at].count = 0;
        open.push((children, depth + 1));
        open.push((children + 1, depth + 1));
    }
    nodes
}

fn node_over(items: &[Item], first: usize) -> Node {
    Node {
        bounds: items
            .iter()
            .fold(Bounds::EMPTY, |all, item| all.around(item.bounds)),
        first: first as u32,
        count: items.len() as u32,
    }
}

/// A plane between bins of one axis.
#[derive(Clone, Copy)]
struct Split {
    axis: usize,
    low: f64,
    bins_per_mm: f64,
    below: usize,
}

impl Split {
    fn bin(&self, item: &Item) -> usize {
        (((item.middle[self.axis] - self.low) * self.bins_per_mm) as usize).min(BINS - 1)
    }

    fn is_below(&self, item: &Item) -> bool {
        self.bin(item) < self.below
    }
}

/// The split with the least sum of area times count (the surface area heuristic); `None` where all middles coincide.
fn best_split(items: &[Item]) -> Option<Split> {
    let low = items
        .iter()
        .fold(DVec3::INFINITY, |m, item| m.min(item.middle));
    let high = items
        .iter()
        .fold(DVec3::NEG_INFINITY, |m, item| m.max(item.middle));
    let mut best: Option<(f64, Split)> = None;
    for axis in 0..3 {
        let width = high[axis] - low[axis];
        if width < 1e-9 {
            continue;
        }
        let mut split = Split {
            axis,
            low: low[axis],
            bins_per_mm: BINS as f64 / width,
            below: 0,
        };
        let mut bins = [(Bounds::EMPTY, 0_usize); BINS];
        for item in items {
            let bin = &mut bins[split.bin(item)];
            *bin = (bin.0.around(item.bounds), bin.1 + 1);
        }
        let mut above = [0.0; BINS];
        let (mut bounds, mut count) = (Bounds::EMPTY, 0);
        for k in (1..BINS).rev() {
            bounds = bounds.around(bins[k].0);
            count += bins[k].1;
            above[k] = bounds.half_area() * count as f64;
        }
        let (mut bounds, mut count) = (Bounds::EMPTY, 0);
        for k in 1..BINS {
            bounds = bounds.around(bins[k - 1].0);
            count += bins[k - 1].1;
            let cost = bounds.half_area() * count as f64 + above[k];
            if best.is_none_or(|(least, _)| cost < least) {
                split.below = k;
                best = Some((cost, split));
            }
        }
    }
    best.map(|(_, split)| split)
}

/// Moves the items that are `below` to the front, keeping both orders, and returns how many they are.
fn partition(items: &mut [Item], below: impl Fn(&Item) -> bool) -> usize {
    let (front, back): (Vec<Item>, Vec<Item>) = items.iter().partition(|item| below(item));
    let middle = front.len();
    for (slot, item) in items.iter_mut().zip(front.into_iter().chain(back)) {
        *slot = item;
    }
    middle
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;
    use crate::{Head, HeadMeasurements, Site, Surface};

    fn vault() -> (Head, TriangleMesh) {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let mesh = TriangleMesh::of_scalp(&head, &Template::build(24, |_| true));
        (head, mesh)
    }

    /// Directions spread over the sphere, for rays that do not follow the mesh's symmetry.
    fn spread(k: u32) -> Direction {
        let turn = f64::from(k) * 2.399_963;
        let up = 1.0 - 2.0 * (f64::from(k) + 0.5) / 300.0;
        let (s, c) = libm::sincos(turn);
        let r = (1.0 - up * up).sqrt();
        Direction::of(DVec3::new(r * s, up, r * c)).unwrap()
    }

    #[test]
    fn the_first_hit_is_the_nearest_of_all_triangles() {
        let (_, mesh) = vault();
        let bvh = Bvh::new(&mesh);
        for k in 0..300 {
            let from = Point::new(30.0, -20.0, 40.0) + spread((k * 7) % 300).to_vec() * 150.0;
            let towards = spread(k);
            let ray = Ray::new(from, towards);
            let nearest = bvh
                .facets
                .iter()
                .filter_map(|facet| ray.meets(facet).map(|(t, _, _)| t))
                .reduce(f64::min);
            let hit = bvh.first_hit(from, towards);
            assert_eq!(hit.map(|h| h.distance.mm()), nearest);
            let reach = nearest.unwrap_or(1e9);
            assert_eq!(
                bvh.any_hit(from, towards, Mm::new(reach + 0.1)),
                nearest.is_some()
            );
            assert!(!bvh.any_hit(from, towards, Mm::new(reach - 0.1)));
            if let Some(hit) = hit {
                let place: DVec3 = mesh.triangles()[hit.triangle]
                    .iter()
                    .zip(hit.weights)
                    .map(|(i, w)| mesh.positions()[*i as usize].to_vec() * w)
                    .sum();
                let on_ray = from.to_vec() + towards.to_vec() * reach;
                assert!(place.distance(on_ray) < 1e-9);
            }
        }
    }

    #[test]
    fn no_ray_from_inside_escapes_even_along_axes_and_through_vertices() {
        let (head, mesh) = vault();
        let bvh = Bvh::new(&mesh);
        let centre = head.cranium().centre();
        for axis in DVec3::AXES.into_iter().flat_map(|a| [a, -a]) {
            assert!(
                bvh.first_hit(centre, Direction::of(axis).unwrap())
                    .is_some()
            );
        }
        for position in mesh.positions() {
            let out = Direction::of(*position - centre).unwrap();
            let hit = bvh.first_hit(centre, out).unwrap();
            assert!((hit.distance.mm() - position.distance(centre)).abs() < 1e-9);
        }
        let site = Site::from_angles(0.3, 0.8);
        let above = head.point(site) + head.normal(site).to_vec();
        assert!(!bvh.any_hit(above, head.normal(site), Mm::new(1e6)));
    }

    #[test]
    fn a_mesh_without_triangles_stops_no_ray() {
        let empty = TriangleMesh::new(&[], Vec::new());
        assert!(
            Bvh::new(&empty)
                .first_hit(Point::ORIGIN, Direction::UP)
                .is_none()
        );
    }
}
