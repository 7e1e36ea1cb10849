//! The zero surface of a signed distance as a closed mesh of nearly even triangles.

use fast_surface_nets::ndshape::RuntimeShape;
use fast_surface_nets::{SurfaceNetsBuffer, surface_nets};
use glam::{DVec3, IVec3, UVec3};
use rayon::prelude::*;

use super::refinement::refine;
use super::{TriangleMesh, Vertex};
use crate::space::Point;

/// Cells along the edge of the blocks that are looked at first and handed to threads.
const BLOCK: u32 = 16;

/// How much a solid's distance may overstate the true one, so that a block that seems clear of the surface is.
const OVERSTATEMENT: f64 = 1.5;

/// A solid with a smooth surface.
pub(crate) trait Solid: Sync {
    /// How far `point` lies outside, negative inside; near the surface close to the true distance.
    fn distance(&self, point: Point) -> f64;

    /// Opposite corners of a box that holds the solid.
    fn bounds(&self) -> (Point, Point);

    /// The vertex of the surface that a mesh has near `point`, sought along `outward` (of any length).
    fn vertex(&self, point: Point, outward: DVec3) -> Vertex;
}

/// The surface of `solid` with vertices about `cell_mm` apart, closer where it bends.
pub(crate) fn isosurface(solid: &impl Solid, cell_mm: f64) -> TriangleMesh {
    let mut grid = Grid::sampled(solid, cell_mm);
    grid.compose();
    let shape = RuntimeShape::<u32, 3>::new(grid.size.to_array());
    let mut net = SurfaceNetsBuffer::default();
    let last = grid.size - UVec3::ONE;
    surface_nets(&grid.values, &shape, [0; 3], last.to_array(), &mut net);
    let wide = |v: &[f32; 3]| DVec3::from(v.map(f64::from));
    let mut vertices: Vec<Vertex> = net
        .positions
        .par_iter()
        .zip(&net.normals)
        .map(|(p, n)| solid.vertex(grid.place(wide(p)), wide(n)))
        .collect();
    let mut triangles: Vec<[u32; 3]> = net
        .indices
        .chunks_exact(3)
        .map(|t| [t[0], t[1], t[2]])
        .collect();
    for (shortest, bend_deg) in [(0.6, 12.0), (0.35, 16.0)] {
        refine(
            solid,
            &mut vertices,
            &mut triangles,
            shortest * cell_mm,
            bend_deg,
        );
    }
    TriangleMesh::new(&vertices, triangles)
}

/// Signed distances on a lattice, x fastest.
struct Grid {
    low: DVec3,
    cell: f64,
    size: UVec3,
    values: Vec<f32>,
}

impl Grid {
    /// Samples `solid`: finely near its surface, a value per block elsewhere.
    fn sampled(solid: &impl Solid, cell: f64) -> Self {
        let (low, high) = solid.bounds();
        let blocks = ((high - low) / (cell * f64::from(BLOCK))).ceil().as_uvec3();
        let size = blocks * BLOCK;
        let mut grid = Self {
            low: low.to_vec(),
            cell,
            size,
            values: vec![0.0; size.element_product() as usize],
        };
        let corners: Vec<UVec3> = (0..blocks.element_product())
            .map(|k| {
                UVec3::new(
                    k % blocks.x,
                    k / blocks.x % blocks.y,
                    k / blocks.x / blocks.y,
                ) * BLOCK
            })
            .collect();
        let filled: Vec<Vec<f32>> = corners
            .par_iter()
            .map(|corner| {
                let mut block = vec![0.0; (BLOCK * BLOCK * BLOCK) as usize];
                grid.fill(solid, *corner, UVec3::ZERO, BLOCK, &mut block);
                block
            })
            .collect();
        for (corner, block) in corners.iter().zip(filled) {
            for (k, row) in (0..).zip(block.chunks_exact(BLOCK as usize)) {
                let start = grid.index(*corner + UVec3::new(0, k % BLOCK, k / BLOCK));
                grid.values[start..start + row.len()].copy_from_slice(row);
            }
        }
        grid
    }

    /// Fills the cube of `edge` samples at `at` within the block at `corner`.
    fn fill(&self, solid: &impl Solid, corner: UVec3, at: UVec3, edge: u32, block: &mut [f32]) {
        let half = f64::from(edge - 1) / 2.0;
        let centre = (corner + at).as_dvec3() + DVec3::splat(half);
        let distance = solid.distance(self.place(centre));
        // One cell more, so that both ends of every edge through the surface are sampled.
        let reach = (half + 1.0) * self.cell * 3.0_f64.sqrt() * OVERSTATEMENT;
        if edge == 1 || distance.abs() > reach {
            for z in 0..edge {
                for y in 0..edge {
                    let start = ((at.z + z) * BLOCK + at.y + y) * BLOCK + at.x;
                    block[start as usize..(start + edge) as usize].fill(distance as f32);
                }
            }
            return;
        }
        let half = edge / 2;
        for k in 0..8 {
            let step = UVec3::new(k & 1, k >> 1 & 1, k >> 2) * half;
            self.fill(solid, corner, at + step, half, block);
        }
    }

    fn place(&self, lattice: DVec3) -> Point {
        Point::from_vec(self.low + lattice * self.cell)
    }

    fn index(&self, at: UVec3) -> usize {
        ((at.z * self.size.y + at.y) * self.size.x + at.x) as usize
    }

    /// Fills single samples, those nearest to the surface first, until inside and outside never meet at a corner or an
    /// edge alone (the set is *well-composed*): then each edge of the net has two triangles and each vertex one fan.
    fn compose(&mut self) {
        let mut open = self.mixed_cells();
        // Every change fills a sample and none empties one, so that this ends.
        while !open.is_empty() {
            let mut changed = Vec::new();
            for cell in open {
                if let Some(sample) = self.touching(cell) {
                    self.values[sample] = -1e-3;
                    changed.push(cell);
                }
            }
            open = self.around(&changed);
        }
    }

    /// The lattice cells that the surface passes through.
    fn mixed_cells(&self) -> Vec<UVec3> {
        let last = self.size - UVec3::ONE;
        (0..last.z)
            .into_par_iter()
            .flat_map_iter(|z| {
                (0..last.y).flat_map(move |y| (0..last.x).map(move |x| UVec3::new(x, y, z)))
            })
            .filter(|cell| {
                let inside = self.signs(*cell);
                inside != 0 && inside != 0xff
            })
            .collect()
    }

    /// The cells and their neighbours.
    fn around(&self, cells: &[UVec3]) -> Vec<UVec3> {
        let last = (self.size - UVec3::splat(2)).as_ivec3();
        let mut all: Vec<[u32; 3]> = cells
            .iter()
            .flat_map(|cell| {
                (0..27).map(move |k| {
                    let step = IVec3::new(k % 3, k / 3 % 3, k / 9) - IVec3::ONE;
                    (cell.as_ivec3() + step)
                        .clamp(IVec3::ZERO, last)
                        .as_uvec3()
                        .to_array()
                })
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().map(UVec3::from).collect()
    }

    /// Which corners of a cell lie inside, as bits; corner k is at (k & 1, k >> 1 & 1, k >> 2).
    fn signs(&self, cell: UVec3) -> u8 {
        (0..8).fold(0, |bits, k| {
            let inside = self.values[self.corner(cell, k)] < 0.0;
            bits | (u8::from(inside) << k)
        })
    }

    fn corner(&self, cell: UVec3, k: u32) -> usize {
        self.index(cell + UVec3::new(k & 1, k >> 1 & 1, k >> 2))
    }

    /// The sample to fill where inside or outside meets itself at an edge or a corner of `cell` alone.
    fn touching(&self, cell: UVec3) -> Option<usize> {
        let inside = self.signs(cell);
        let is_in = |k: u32| inside >> k & 1 == 1;
        // The faces' corners in turning order, then the body's diagonals.
        let faces = (0..3_u32).flat_map(|axis| {
            let (a, b) = (1 << ((axis + 1) % 3), 1 << ((axis + 2) % 3));
            [0, 1 << axis].map(|base: u32| [base, base | a, base | a | b, base | b])
        });
        let crossed = |[a, b, c, d]: &[u32; 4]| {
            is_in(*a) == is_in(*c) && is_in(*b) == is_in(*d) && is_in(*a) != is_in(*b)
        };
        let diagonal = |k: u32| {
            let pair = 1_u8 << k | 1 << (7 - k);
            inside == pair || inside == !pair
        };
        let corners = match faces.into_iter().find(crossed) {
            Some(face) => face.to_vec(),
            None if (0..4).any(diagonal) => (0..8).collect(),
            None => return None,
        };
        corners
            .into_iter()
            .filter(|k| !is_in(*k))
            .map(|k| self.corner(cell, k))
            .min_by(|a, b| self.values[*a].total_cmp(&self.values[*b]))
    }
}
