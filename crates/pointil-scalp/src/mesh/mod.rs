//! Triangle meshes of a head or of its scalp: what is drawn, hit by rays and exported.

mod bvh;
mod export;
mod isosurface;
mod refinement;

use std::collections::BTreeMap;

use glam::DVec3;
use rayon::prelude::*;

use crate::space::{Direction, Point, Site, Surface};
use crate::template::Template;
use crate::units::SquareCm;

pub use bvh::{Bvh, Hit};
pub use export::ExportError;
pub(crate) use isosurface::{Solid, isosurface};

/// What a vertex of a head belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The scalp's domain, where treatment may lie.
    Scalp,
    /// Forehead below the domain, face, chin.
    Face,
    /// The subject's left ear.
    LeftEar,
    /// The subject's right ear.
    RightEar,
    /// Neck and nape below the domain.
    Neck,
    /// The cut through the neck, which is no skin.
    Base,
}

/// A smooth surface as triangles, in millimetres in the head frame. Every triangle names existing vertices and is
/// counter-clockwise seen from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct TriangleMesh {
    positions: Vec<Point>,
    normals: Vec<Direction>,
    parts: Vec<Part>,
    triangles: Vec<[u32; 3]>,
}

/// One vertex of a mesh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Vertex {
    pub position: Point,
    pub normal: Direction,
    pub part: Part,
}

impl TriangleMesh {
    /// The mesh of these vertices; triangles that name none of them are left out.
    pub(crate) fn new(vertices: &[Vertex], mut triangles: Vec<[u32; 3]>) -> Self {
        triangles.retain(|t| t.iter().all(|i| (*i as usize) < vertices.len()));
        Self {
            positions: vertices.iter().map(|v| v.position).collect(),
            normals: vertices.iter().map(|v| v.normal).collect(),
            parts: vertices.iter().map(|v| v.part).collect(),
            triangles,
        }
    }

    /// The scalp of `surface`, with the vertices and triangles of `template`, in its order.
    pub fn of_scalp(surface: &impl Surface, template: &Template) -> Self {
        Self::new(
            &scalp_vertices(surface, template),
            template.triangles.clone(),
        )
    }

    /// The part of the scalp whose triangles have all corners where `inside`; vertices as in [`Self::of_scalp`].
    pub fn part_of_scalp(
        surface: &impl Surface,
        template: &Template,
        inside: impl Fn(Site) -> bool,
    ) -> Self {
        let kept: Vec<bool> = template.sites.iter().map(|site| inside(*site)).collect();
        let all_kept = |triangle: &&[u32; 3]| triangle.iter().all(|k| kept[*k as usize]);
        let triangles = template.triangles.iter().filter(all_kept).copied();
        Self::new(&scalp_vertices(surface, template), triangles.collect())
    }

    /// The vertices.
    pub fn positions(&self) -> &[Point] {
        &self.positions
    }

    /// The outward normal of the smooth surface at each vertex.
    pub fn normals(&self) -> &[Direction] {
        &self.normals
    }

    /// What each vertex belongs to.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Vertex numbers of each triangle.
    pub fn triangles(&self) -> &[[u32; 3]] {
        &self.triangles
    }

    /// The corners of each triangle, in order.
    pub fn corners(&self) -> impl ExactSizeIterator<Item = [Point; 3]> + '_ {
        self.triangles
            .iter()
            .map(|t| t.map(|i| self.positions[i as usize]))
    }

    /// The area of all triangles.
    pub fn area(&self) -> SquareCm {
        let doubled: f64 = self
            .corners()
            .map(|[a, b, c]| (b - a).cross(c - a).length())
            .sum();
        SquareCm::from_square_mm(doubled / 2.0)
    }

    /// The volume enclosed, in cubic centimetres; negative where the triangles face inward, and without meaning for a
    /// mesh that [is not closed](Self::is_closed).
    pub fn volume_cubic_cm(&self) -> f64 {
        let sixfold: f64 = self
            .corners()
            .map(|[a, b, c]| a.to_vec().dot(b.to_vec().cross(c.to_vec())))
            .sum();
        sixfold / 6000.0
    }

    /// Whether every edge is shared by exactly two triangles that run along it in opposite directions.
    pub fn is_closed(&self) -> bool {
        let mut edges: Vec<(u32, u32)> = self.directed_edges().collect();
        edges.sort_unstable();
        let once = edges.windows(2).all(|pair| pair[0] != pair[1]);
        once && edges
            .iter()
            .all(|(a, b)| edges.binary_search(&(*b, *a)).is_ok())
    }

    /// Vertices less edges plus triangles: 2 for a closed mesh without handles. Vertices that no triangle names do not
    /// count.
    pub fn euler_characteristic(&self) -> i64 {
        let mut edges: Vec<(u32, u32)> = self
            .directed_edges()
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut used: Vec<u32> = self.triangles.iter().flatten().copied().collect();
        used.sort_unstable();
        used.dedup();
        used.len() as i64 - edges.len() as i64 + self.triangles.len() as i64
    }

    fn directed_edges(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.triangles
            .iter()
            .flat_map(|[a, b, c]| [(*a, *b), (*b, *c), (*c, *a)])
    }

    /// The lowest and the highest coordinates; `None` without vertices.
    pub fn bounds(&self) -> Option<(Point, Point)> {
        let all = self.positions.iter().map(|p| p.to_vec());
        let low = all.clone().reduce(DVec3::min)?;
        let high = all.reduce(DVec3::max)?;
        Some((Point::from_vec(low), Point::from_vec(high)))
    }

    /// The triangles all of whose corners satisfy `keep`, with the vertices they need, both in their order.
    #[must_use]
    pub fn only(&self, keep: impl Fn(Part) -> bool) -> Self {
        let kept: Vec<[u32; 3]> = self
            .triangles
            .iter()
            .filter(|t| t.iter().all(|i| keep(self.parts[*i as usize])))
            .copied()
            .collect();
        let mut number: BTreeMap<u32, u32> = kept.iter().flatten().map(|i| (*i, 0)).collect();
        for (new, slot) in number.values_mut().enumerate() {
            *slot = new as u32;
        }
        let pick = |i: &u32| *i as usize;
        Self {
            positions: number.keys().map(|i| self.positions[pick(i)]).collect(),
            normals: number.keys().map(|i| self.normals[pick(i)]).collect(),
            parts: number.keys().map(|i| self.parts[pick(i)]).collect(),
            triangles: kept
                .into_iter()
                .map(|t| t.map(|i| number.get(&i).copied().unwrap_or(0)))
                .collect(),
        }
    }
}

/// The vertices of the scalp of `surface`.
fn scalp_vertices(surface: &impl Surface, template: &Template) -> Vec<Vertex> {
    let vertex = |site: &Site| {
        let (position, normal) = surface.frame(*site);
        Vertex {
            position,
            normal,
            part: Part::Scalp,
        }
    };
    template.sites.par_iter().map(vertex).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Chart;
    use crate::{Head, HeadMeasurements};

    #[test]
    fn the_whole_vault_is_closed_and_as_large_as_its_chart_says() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let mesh = TriangleMesh::of_scalp(&head, &Template::build(64, |_| true));
        assert!(mesh.is_closed());
        assert_eq!(mesh.euler_characteristic(), 2);
        assert!(mesh.volume_cubic_cm() > 2500.0);
        let chart = Chart::new(head.cranium()).area().square_cm();
        assert!((mesh.area().square_cm() / chart - 1.0).abs() < 2e-3);
    }

    #[test]
    fn the_scalp_is_open_and_a_part_keeps_its_triangles() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let scalp = TriangleMesh::of_scalp(&head, Template::scalp());
        assert!(!scalp.is_closed());
        assert_eq!(scalp.euler_characteristic(), 1);
        assert!((600.0..900.0).contains(&scalp.area().square_cm()));
        assert_eq!(scalp.only(|part| part == Part::Scalp), scalp);
        assert!(scalp.only(|part| part == Part::Face).triangles().is_empty());
    }
}
