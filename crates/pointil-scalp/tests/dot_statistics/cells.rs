//! Voronoi cells of the dots, each in the chart of its patch.

use glam::DVec2;
use rayon::prelude::*;

use super::grid::{self, Grid};
use super::patches::Patch;

/// Marks an edge of a cell that no neighbour bounds.
const NOBODY: usize = usize::MAX;

/// The Voronoi cell of one dot.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Whether no neighbour bounds it on some side; then its measures mean nothing.
    pub open: bool,
    /// Area.
    pub area: f64,
    /// The integral of the squared distance to the dot.
    pub moment: f64,
    /// The distance to the farthest corner.
    pub reach: f64,
    /// Bond order parameter: the mean over Delaunay neighbours of exp(6 i angle), in the frame of the chart.
    pub psi6: DVec2,
    /// How many neighbours are turned alike: the cosine between the two psi6 is above 0.85.
    pub alike: usize,
}

impl Cell {
    const OPEN: Self = Self {
        open: true,
        area: 0.0,
        moment: 0.0,
        reach: 0.0,
        psi6: DVec2::ZERO,
        alike: 0,
    };
}

/// The cells of all `count` dots covered by `patches`.
pub fn cells(count: usize, patches: &[Patch], spacing: f64) -> Vec<Cell> {
    let measured: Vec<Vec<Cell>> = patches
        .par_iter()
        .map(|patch| core_cells(patch, spacing))
        .collect();
    let mut cells = vec![Cell::OPEN; count];
    for (patch, measured) in patches.iter().zip(measured) {
        for (i, cell) in patch.core.iter().zip(measured) {
            cells[*i] = cell;
        }
    }
    cells
}

/// The cells of a patch's core.
fn core_cells(patch: &Patch, spacing: f64) -> Vec<Cell> {
    let chart: Vec<_> = patch.chart.iter().map(|p| p.extend(0.0)).collect();
    let grid = Grid::new(&chart, 1.5 * spacing);
    let around = 3.5 * spacing;
    let extent = 4.0 * (patch.radius + 6.0 * spacing);
    let mut known: Vec<Option<(Cell, Vec<usize>)>> = vec![None; chart.len()];
    let mut cell_of = |k: usize| {
        let (cell, neighbours) = known[k].get_or_insert_with(|| {
            let polygon = polygon(&patch.chart, &grid, k, (around, extent));
            measured(&patch.chart, k, &polygon)
        });
        (cell.clone(), neighbours.clone())
    };
    let cosine = |a: DVec2, b: DVec2| a.dot(b) / (a.length() * b.length()).max(1e-12);
    patch
        .core
        .iter()
        .filter_map(|i| patch.members.binary_search(i).ok())
        .map(|k| {
            let (cell, neighbours) = cell_of(k);
            let turned = neighbours
                .iter()
                .filter(|j| cosine(cell.psi6, cell_of(**j).0.psi6) > 0.85);
            let alike = turned.count();
            Cell { alike, ..cell }
        })
        .collect()
}

/// A corner of a cell relative to its dot, and the neighbour beyond the edge that starts there.
type Corner = (DVec2, usize);

/// The cell of dot `k`: a square of half-width `extent` cut by the bisectors to its neighbours, nearest first. They are
/// first sought within `around`.
fn polygon(chart: &[DVec2], grid: &Grid, k: usize, (around, extent): (f64, f64)) -> Vec<Corner> {
    let mut radius = around;
    let mut found = Vec::new();
    loop {
        grid.within(chart[k].extend(0.0), radius, &mut found);
        grid::sort(&mut found);
        let square = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
        let mut polygon: Vec<Corner> = square.map(|c| (DVec2::from(c) * extent, NOBODY)).to_vec();
        let mut reach = farthest(&polygon);
        for (d2, j) in found.iter().filter(|(d2, _)| *d2 > 0.0) {
            if *d2 > 4.0 * reach * reach {
                return polygon;
            }
            polygon = cut(&polygon, chart[*j] - chart[k], *j);
            reach = farthest(&polygon);
        }
        if radius > 2.0 * reach || radius > extent {
            return polygon;
        }
        radius *= 2.0;
    }
}

fn farthest(polygon: &[Corner]) -> f64 {
    let d2 = polygon.iter().map(|(c, _)| c.length_squared());
    d2.fold(0.0, f64::max).sqrt()
}

/// The part of `polygon` nearer to the origin than to `neighbour`.
fn cut(polygon: &[Corner], neighbour: DVec2, number: usize) -> Vec<Corner> {
    let half = neighbour.length_squared() / 2.0;
    let beyond = |c: DVec2| c.dot(neighbour) - half;
    let mut kept = Vec::with_capacity(polygon.len() + 1);
    for (i, (a, edge)) in polygon.iter().enumerate() {
        let (b, _) = polygon[(i + 1) % polygon.len()];
        let (over_a, over_b) = (beyond(*a), beyond(b));
        if over_a <= 0.0 {
            kept.push((*a, *edge));
        }
        if (over_a > 0.0) != (over_b > 0.0) {
            let crossing = a.lerp(b, over_a / (over_a - over_b));
            kept.push((crossing, if over_a > 0.0 { *edge } else { number }));
        }
    }
    kept
}

/// The measures of a cell, [`Cell::alike`] excepted, and its neighbours' numbers in the chart.
fn measured(chart: &[DVec2], k: usize, polygon: &[Corner]) -> (Cell, Vec<usize>) {
    let mut cell = Cell {
        open: false,
        reach: farthest(polygon),
        ..Cell::OPEN
    };
    let mut neighbours = Vec::new();
    for (i, (a, edge)) in polygon.iter().enumerate() {
        let (b, _) = polygon[(i + 1) % polygon.len()];
        let triangle = 0.5 * a.perp_dot(b).abs();
        cell.area += triangle;
        cell.moment += triangle / 6.0 * (a.length_squared() + b.length_squared() + a.dot(b));
        if *edge == NOBODY {
            cell.open = true;
            continue;
        }
        let d = chart[*edge] - chart[k];
        let (s, c) = libm::sincos(6.0 * libm::atan2(d.y, d.x));
        cell.psi6 += DVec2::new(c, s);
        neighbours.push(*edge);
    }
    cell.psi6 /= neighbours.len().max(1) as f64;
    (cell, neighbours)
}
