//! Dots, head and universe as bytes for the page: little-endian, structures of arrays, tile by tile.
//!
//! | message | after its four letters |
//! |---|---|
//! | `PTH1` head | `u32` vertices, `u32` triangles; positions `f32`×3, normals `i8`×2, reflectances `u8`×3 in steps of 1/255 of the square root; corners `u32`×3 |
//! | `PTU1` universe | `u32` tiles, `u32` dots, corner `f32`×3, step `f32`; by tile number `u16` and dots `u16`; positions `u16`×3 in steps from the corner, normals `i8`×2 |
//! | `PTP1` preview | `u32` revision, `u32` tiles, `u32` dots, `u32` places of the line; by tile as above; numbers within the tile `u16`; settings `u8`; the line `f32`×3 |
//! | `PTF1` final | `u32` revision, `u32` tiles, `u32` dots, `u32` single dots, `f32` step; by tile as above; numbers within the tile `u16`, moves `i8`×3 in steps, settings `u8`, sessions `u8`; single dots: positions `f32`×3, normals `i8`×2, settings `u8`, sessions `u8` |
//! | `PTR1` roots of hair | `u32` hairs, corner `f32`×3, step `f32`; positions `u16`×3 in steps from the corner, normals `i8`×2 |
//!
//! A dot's number in the universe is the number of its tile's first dot and its own within the tile. A tile that is named replaces what the page
//! had of it; one that is not stays as it is. Every array begins at a multiple of four bytes.

use pointil_scalp::dots::{DotId, Tile, Universe};
use pointil_scalp::{Direction, Hair, Head, Point, Surface, TriangleMesh};
use pointil_treatment::{LayoutDot, PreviewDot};
use rayon::prelude::*;

/// One step of a final dot's move: dots move by less than their spacing, 3 mm where they are sparsest.
const MOVE_STEP_MM: f64 = 0.025;

/// Bytes being written.
struct Writer(Vec<u8>);

impl Writer {
    fn new(letters: &[u8; 4], capacity: usize) -> Self {
        let mut bytes = Vec::with_capacity(capacity);
        bytes.extend_from_slice(letters);
        Self(bytes)
    }

    fn count(&mut self, count: usize) {
        self.0
            .extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
    }

    fn short(&mut self, value: usize) {
        self.0
            .extend_from_slice(&u16::try_from(value).unwrap_or(u16::MAX).to_le_bytes());
    }

    fn float(&mut self, value: f64) {
        self.0.extend_from_slice(&(value as f32).to_le_bytes());
    }

    fn point(&mut self, point: Point) {
        for own in point.to_vec().to_array() {
            self.float(own);
        }
    }

    fn grid(&mut self, grid: &Grid) {
        for own in grid.corner {
            self.float(own);
        }
        self.float(grid.step);
    }

    fn steps(&mut self, grid: &Grid, point: Point) {
        for (own, low) in point.to_vec().to_array().into_iter().zip(grid.corner) {
            self.short(((own - low) / grid.step).round() as usize);
        }
    }

    fn byte(&mut self, value: usize) {
        self.0.push(u8::try_from(value).unwrap_or(u8::MAX));
    }

    fn bytes(&mut self, bytes: [i8; 2]) {
        self.0.extend(bytes.map(|own| own.to_le_bytes()[0]));
    }

    /// Ends an array.
    fn align(&mut self) {
        while !self.0.len().is_multiple_of(4) {
            self.0.push(0);
        }
    }

    fn tiles(&mut self, tiles: impl Iterator<Item = (Tile, usize)>) {
        for (tile, dots) in tiles {
            self.short(tile.index());
            self.short(dots);
        }
    }
}

/// A grid of 65,536 steps along the longest side of what lies in it.
struct Grid {
    corner: [f64; 3],
    step: f64,
}

impl Grid {
    fn around(points: &[Point]) -> Self {
        let fold = |pick: fn(f64, f64) -> f64, from: f64| {
            points.iter().fold([from; 3], |corner, point| {
                let own = point.to_vec().to_array();
                core::array::from_fn(|k| pick(corner[k], own[k]))
            })
        };
        if points.is_empty() {
            return Self {
                corner: [0.0; 3],
                step: 1.0,
            };
        }
        let corner = fold(f64::min, f64::INFINITY);
        let high = fold(f64::max, f64::NEG_INFINITY);
        let extent = (0..3).map(|k| high[k] - corner[k]).fold(0.0, f64::max);
        Self {
            corner,
            step: extent.max(1.0) / f64::from(u16::MAX),
        }
    }
}

/// A direction on the octahedron, unfolded to a square; within half a degree.
fn octahedral(normal: Direction) -> [i8; 2] {
    let v = normal.to_vec();
    let sum = v.x.abs() + v.y.abs() + v.z.abs();
    let (x, y) = (v.x / sum, v.y / sum);
    let fold = |own: f64, other: f64| (1.0 - other.abs()).copysign(own);
    let (x, y) = if v.z < 0.0 {
        (fold(x, y), fold(y, x))
    } else {
        (x, y)
    };
    [x, y].map(|own| (own * 127.0).round() as i8)
}

/// The head's surface with the colour of bare skin at each vertex: the share of light returned, for the three primaries.
pub fn head(mesh: &TriangleMesh, reflectances: &[[f64; 3]]) -> Vec<u8> {
    let mut out = Writer::new(b"PTH1", mesh.positions().len() * 20);
    out.count(mesh.positions().len());
    out.count(mesh.triangles().len());
    mesh.positions().iter().for_each(|own| out.point(*own));
    mesh.normals()
        .iter()
        .for_each(|own| out.bytes(octahedral(*own)));
    out.align();
    for colour in reflectances {
        for own in colour {
            out.byte((own.clamp(0.0, 1.0).sqrt() * 255.0).round() as usize);
        }
    }
    out.align();
    for triangle in mesh.triangles() {
        for corner in triangle {
            out.count(*corner as usize);
        }
    }
    out.0
}

/// Every dot that a design on this head could have.
pub fn universe(head: &Head, universe: &Universe) -> Vec<u8> {
    let tiles: Vec<Tile> = Tile::all()
        .filter(|tile| universe.dots_of(*tile).len() > 0)
        .collect();
    let ids: Vec<DotId> = tiles
        .iter()
        .flat_map(|tile| universe.dots_of(*tile))
        .collect();
    let points: Vec<Point> = ids.iter().map(|id| universe.point(*id)).collect();
    let grid = Grid::around(&points);
    let mut out = Writer::new(b"PTU1", ids.len() * 8 + tiles.len() * 4 + 32);
    out.count(tiles.len());
    out.count(ids.len());
    out.grid(&grid);
    out.tiles(
        tiles
            .iter()
            .map(|tile| (*tile, universe.dots_of(*tile).len())),
    );
    points.iter().for_each(|own| out.steps(&grid, *own));
    out.align();
    let normal = |point: &Point| octahedral(head.normal(head.site(*point)));
    let normals: Vec<[i8; 2]> = points.par_iter().map(normal).collect();
    normals.into_iter().for_each(|own| out.bytes(own));
    out.0
}

/// The roots of hairs.
pub fn roots(hairs: &[Hair]) -> Vec<u8> {
    let points: Vec<Point> = hairs.iter().map(|own| own.root).collect();
    let grid = Grid::around(&points);
    let mut out = Writer::new(b"PTR1", hairs.len() * 8 + 32);
    out.count(hairs.len());
    out.grid(&grid);
    points.iter().for_each(|own| out.steps(&grid, *own));
    out.align();
    hairs
        .iter()
        .for_each(|own| out.bytes(octahedral(own.normal)));
    out.align();
    out.0
}
/// A tile with its dots.
pub type TileDots<T> = (Tile, Vec<T>);

/// The number of a dot within its tile.
fn within(universe: &Universe, tile: Tile, id: DotId) -> usize {
    let first = universe.dots_of(tile).next();
    id.index() - first.map_or(0, DotId::index)
}

/// The dots that are there now in some tiles, and where the smooth line runs.
pub fn preview(
    revision: u32,
    universe: &Universe,
    tiles: &[TileDots<PreviewDot>],
    line: &[Point],
) -> Vec<u8> {
    let dots: usize = tiles.iter().map(|(_, dots)| dots.len()).sum();
    let mut out = Writer::new(b"PTP1", 20 + tiles.len() * 4 + dots * 3 + line.len() * 12);
    out.count(revision as usize);
    out.count(tiles.len());
    out.count(dots);
    out.count(line.len());
    out.tiles(tiles.iter().map(|(tile, dots)| (*tile, dots.len())));
    let all = || {
        tiles
            .iter()
            .flat_map(|(tile, dots)| dots.iter().map(|dot| (*tile, dot)))
    };
    all().for_each(|(tile, dot)| out.short(within(universe, tile, dot.id)));
    out.align();
    all().for_each(|(_, dot)| out.byte(dot.setting));
    out.align();
    line.iter().for_each(|own| out.point(*own));
    out.0
}

/// The state after an edit, as JSON, where the smooth line runs, and the final pattern.
pub fn edited(state: &[u8], line: &[Point], finished: &[u8]) -> Vec<u8> {
    let mut out = Writer::new(b"PTE1", 16 + state.len() + line.len() * 12 + finished.len());
    out.count(state.len());
    out.0.extend(state);
    out.align();
    out.count(line.len());
    line.iter().for_each(|own| out.point(*own));
    out.0.extend(finished);
    out.0
}

/// The final pattern in some tiles, and the single dots ahead of the line, all of them.
pub fn finished(
    revision: u32,
    universe: &Universe,
    tiles: &[TileDots<&LayoutDot>],
    single: &[LayoutDot],
) -> Vec<u8> {
    let dots: usize = tiles.iter().map(|(_, dots)| dots.len()).sum();
    let mut out = Writer::new(b"PTF1", 24 + tiles.len() * 4 + dots * 7 + single.len() * 16);
    out.count(revision as usize);
    out.count(tiles.len());
    out.count(dots);
    out.count(single.len());
    out.float(MOVE_STEP_MM);
    out.tiles(tiles.iter().map(|(tile, dots)| (*tile, dots.len())));
    let all = || {
        let in_tile = |(tile, dots): &TileDots<&LayoutDot>| {
            let tile = *tile;
            let known = |dot: &&LayoutDot| dot.id.map(|id| (tile, id, **dot));
            dots.iter().filter_map(known).collect::<Vec<_>>()
        };
        tiles.iter().flat_map(in_tile)
    };
    all().for_each(|(tile, id, _)| out.short(within(universe, tile, id)));
    out.align();
    for (_, id, dot) in all() {
        let moved = dot.point - universe.point(id);
        let step = |own: f64| (own / MOVE_STEP_MM).round().clamp(-127.0, 127.0) as i8;
        let [x, y, z] = moved.to_array().map(step);
        out.bytes([x, y]);
        out.0.extend(z.to_le_bytes());
    }
    out.align();
    all().for_each(|(_, _, dot)| out.byte(dot.setting));
    out.align();
    all().for_each(|(_, _, dot)| out.byte(dot.session));
    out.align();
    single.iter().for_each(|dot| out.point(dot.point));
    single
        .iter()
        .for_each(|dot| out.bytes(octahedral(dot.normal)));
    out.align();
    single.iter().for_each(|dot| out.byte(dot.setting));
    out.align();
    single.iter().for_each(|dot| out.byte(dot.session));
    out.align();
    out.0
}
