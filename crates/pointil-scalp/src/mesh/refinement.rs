//! Finer triangles where the surface bends.

use glam::DVec3;
use rayon::prelude::*;

use super::{Solid, Vertex};
use crate::space::Point;

/// Halves the edges of a mesh of `solid` that are longer than `shortest_mm` and whose ends' normals differ by more than
/// `bend_deg`, and lays the new vertices onto the surface. Neighbours stay joined.
pub fn refine(
    solid: &impl Solid,
    vertices: &mut Vec<Vertex>,
    triangles: &mut Vec<[u32; 3]>,
    shortest_mm: f64,
    bend_deg: f64,
) {
    let straight = libm::cos(bend_deg.to_radians());
    let mut edges: Vec<(u32, u32)> = triangles
        .iter()
        .flat_map(|[a, b, c]| [key(*a, *b), key(*b, *c), key(*c, *a)])
        .filter(|(a, b)| {
            let (p, q) = (&vertices[*a as usize], &vertices[*b as usize]);
            p.position.distance(q.position) > shortest_mm
                && p.normal.to_vec().dot(q.normal.to_vec()) < straight
        })
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let middles: Vec<Vertex> = edges
        .par_iter()
        .map(|(a, b)| {
            let (p, q) = (&vertices[*a as usize], &vertices[*b as usize]);
            let middle: Point = p.position.lerp(q.position, 0.5);
            let outward: DVec3 = p.normal.to_vec() + q.normal.to_vec();
            solid.vertex(middle, outward)
        })
        .collect();
    let first = vertices.len() as u32;
    vertices.extend(middles);
    let middle = |a: u32, b: u32| {
        let found = edges.binary_search(&key(a, b)).ok()?;
        Some(first + found as u32)
    };
    let mut finer = Vec::with_capacity(triangles.len() + 2 * edges.len());
    for triangle in triangles.iter() {
        divide(*triangle, &middle, &mut finer);
    }
    *triangles = finer;
}

const fn key(a: u32, b: u32) -> (u32, u32) {
    if a < b { (a, b) } else { (b, a) }
}

/// Adds the triangles that take the place of one whose edges have these middles.
fn divide(triangle: [u32; 3], middle: &impl Fn(u32, u32) -> Option<u32>, into: &mut Vec<[u32; 3]>) {
    let [a, b, c] = triangle;
    match (middle(a, b), middle(b, c), middle(c, a)) {
        (None, None, None) => into.push(triangle),
        (Some(ab), Some(bc), Some(ca)) => {
            into.extend([[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]]);
        }
        // Turned until the whole edges stand last.
        (Some(ab), None, None) => into.extend([[a, ab, c], [ab, b, c]]),
        (Some(ab), Some(bc), None) => into.extend([[a, ab, c], [ab, b, bc], [ab, bc, c]]),
        (None, Some(_), _) => divide([b, c, a], middle, into),
        (_, None, Some(_)) => divide([c, a, b], middle, into),
    }
}
