//! The contour of a head as a camera sees it: lines to lay over a photograph, so that a wrong pose shows.

use std::collections::BTreeMap;

use pointil_scalp::{Camera, Part, Pixel, Point, TriangleMesh};

use crate::occluder::Occluder;

/// A stretch of contour that lies this near its end to the camera is not hidden by the surface it lies on.
const CLEARANCE_MM: f64 = 4.0;

/// Contours shorter than this many pieces are specks of the mesh.
const LEAST_PIECES: usize = 4;

/// An edge of the mesh, its lower vertex first: the contour crosses it at most once.
type Edge = (u32, u32);

/// Where the surface of `mesh` turns away from `camera`, as lines in the picture: the outer contour of the head with its ears, and the
/// folds of nose, chin and ears within it. What `occluder` hides is left out, as is what lies behind the camera.
///
/// The contour of the smooth surface is meant, not the mesh's own jagged one: it runs where the normals, interpolated along the edges, are at a
/// right angle to the line of sight (Hertzmann and Zorin, "Illustrating smooth surfaces", SIGGRAPH 2000).
pub fn head_outline(
    mesh: &TriangleMesh,
    occluder: &dyn Occluder,
    camera: &Camera,
) -> Vec<Vec<Pixel>> {
    let eye = camera.position();
    let vertices = mesh.positions().iter().zip(mesh.normals());
    let facing: Vec<f64> = vertices
        .map(|(point, normal)| normal.to_vec().dot((eye - *point).normalize_or_zero()))
        .collect();
    let mut crossings: BTreeMap<Edge, Point> = BTreeMap::new();
    let mut next: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
    for triangle in mesh.triangles() {
        // The cut through the neck is no contour.
        if triangle
            .iter()
            .any(|corner| mesh.parts()[*corner as usize] == Part::Base)
        {
            continue;
        }
        let Some([one, other]) = crossed(triangle, &facing) else {
            continue;
        };
        let ends = [one, other].map(|edge| {
            let place = crossings.entry(edge);
            *place.or_insert_with(|| crossing(mesh, edge, &facing))
        });
        if ends.iter().any(|place| is_hidden(*place, eye, occluder)) {
            continue;
        }
        next.entry(one).or_default().push(other);
        next.entry(other).or_default().push(one);
    }
    chained(next)
        .into_iter()
        .filter(|chain| chain.len() > LEAST_PIECES)
        .map(|chain| {
            let places = chain.iter().filter_map(|edge| crossings.get(edge));
            places.filter_map(|place| camera.project(*place)).collect()
        })
        .collect()
}

/// The two edges of a triangle on which the surface turns away.
fn crossed(triangle: &[u32; 3], facing: &[f64]) -> Option<[Edge; 2]> {
    let [a, b, c] = *triangle;
    let seen = |vertex: u32| facing[vertex as usize] > 0.0;
    let edges = [(a, b), (b, c), (c, a)];
    let mut turning = edges
        .into_iter()
        .filter(|(one, other)| seen(*one) != seen(*other))
        .map(|(one, other)| (one.min(other), one.max(other)));
    Some([turning.next()?, turning.next()?])
}

fn crossing(mesh: &TriangleMesh, (one, other): Edge, facing: &[f64]) -> Point {
    let [one, other] = [one as usize, other as usize];
    let share = facing[one] / (facing[one] - facing[other]);
    let [from, to] = [mesh.positions()[one], mesh.positions()[other]].map(Point::to_vec);
    Point::from_vec(from.lerp(to, share))
}

fn is_hidden(place: Point, eye: Point, occluder: &dyn Occluder) -> bool {
    let nearer = (eye - place).normalize_or_zero() * CLEARANCE_MM;
    occluder.hides(Point::from_vec(place.to_vec() + nearer), eye)
}

/// The pieces put together at their common ends.
fn chained(mut next: BTreeMap<Edge, Vec<Edge>>) -> Vec<Vec<Edge>> {
    let mut chains = Vec::new();
    // Open lines first, from their ends; what is left then are loops.
    for is_open in [true, false] {
        let starts: Vec<Edge> = next
            .iter()
            .filter(|(_, ways)| !is_open || ways.len() == 1)
            .map(|(edge, _)| *edge)
            .collect();
        for start in starts {
            let mut chain = vec![start];
            let mut at = start;
            while let Some(to) = next.get_mut(&at).and_then(Vec::pop) {
                if let Some(back) = next.get_mut(&to) {
                    back.retain(|edge| *edge != at);
                }
                chain.push(to);
                at = to;
            }
            if chain.len() > 1 {
                chains.push(chain);
            }
        }
    }
    chains
}

#[cfg(test)]
mod tests {
    use pointil_scalp::{Bvh, Direction, Head, HeadMeasurements, Mannequin, PictureSize};

    use super::*;

    #[test]
    fn the_outer_contour_parts_head_and_background() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let mesh = Mannequin::new(&head).mesh(6.0);
        let bvh = Bvh::new(&mesh);
        let size = PictureSize {
            width: 1200,
            height: 1500,
        };
        let eye = Point::new(300.0, 150.0, 950.0);
        let camera =
            Camera::look_at(eye, Point::new(0.0, 70.0, 0.0), Direction::UP, 20.0, size).unwrap();
        let lines = head_outline(&mesh, &bvh, &camera);
        let mut farthest = [0.0_f64; 4];
        for pixel in lines.iter().flatten() {
            farthest[0] = farthest[0].max(600.0 - pixel.x);
            farthest[1] = farthest[1].max(pixel.x - 600.0);
            farthest[2] = farthest[2].max(750.0 - pixel.y);
            farthest[3] = farthest[3].max(pixel.y - 750.0);
        }
        // The head as its vertices fall in the picture.
        let mut expected = [0.0_f64; 4];
        for pixel in mesh
            .positions()
            .iter()
            .filter_map(|point| camera.project(*point))
        {
            expected[0] = expected[0].max(600.0 - pixel.x);
            expected[1] = expected[1].max(pixel.x - 600.0);
            expected[2] = expected[2].max(750.0 - pixel.y);
            expected[3] = expected[3].max(pixel.y - 750.0);
        }
        for side in 0..3 {
            assert!(
                (farthest[side] - expected[side]).abs() < 4.0,
                "{farthest:?} {expected:?}"
            );
        }
        let pieces: usize = lines.iter().map(Vec::len).sum();
        let longest = lines.iter().map(Vec::len).max().unwrap();
        assert!(
            longest > 60 && lines.len() < 40,
            "{longest} of {pieces} in {}",
            lines.len()
        );
    }
}
