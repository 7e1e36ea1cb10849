//! The density that a design asks for, as a raster over the scalp's sites.

use rayon::prelude::*;

use super::site_chart::{self, ChartPixel, SIZE, TILE, TILES, Tile};
use crate::space::Site;
use crate::template::Template;
use crate::units::DotDensity;

/// Samples along one side of the raster: the corners of the pixels.
const STRIDE: usize = SIZE + 1;

/// Steps of the raster per dot per square centimetre.
const STEPS: f64 = 100.0;

/// Steps of a chart pixel in a [`ChartPlace`].
const FRACTION: u32 = 64;

/// The densest that a raster can hold.
pub const MAXIMUM_DENSITY: DotDensity = DotDensity::new(655.0);

/// A place on the chart in 64ths of a pixel (7 µm), four bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChartPlace {
    u: u16,
    v: u16,
}

impl ChartPlace {
    pub(crate) fn new(u: f32, v: f32) -> Self {
        let steps =
            |x: f32| (x * FRACTION as f32).clamp(0.0, (SIZE as u32 * FRACTION - 1) as f32) as u16;
        Self {
            u: steps(u),
            v: steps(v),
        }
    }

    /// Its place in pixels of the chart.
    pub(crate) fn pixels(self) -> [f32; 2] {
        [self.u, self.v].map(|x| f32::from(x) / FRACTION as f32)
    }

    pub(crate) fn tile(self) -> Tile {
        let step = TILE as u16 * FRACTION as u16;
        Tile(self.v / step * TILES as u16 + self.u / step)
    }
}

/// A density in steps of the raster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DensityStep(u16);

impl DensityStep {
    pub(crate) fn new(density: DotDensity) -> Self {
        Self((density.per_square_cm() * STEPS).clamp(0.0, f64::from(u16::MAX)) as u16)
    }

    pub(crate) fn density(self) -> DotDensity {
        DotDensity::new(f64::from(self.0) / STEPS)
    }
}

/// The density of dots by site: a raster of half a millimetre or finer with bilinear lookup, so that a step between two
/// densities is held within a pixel. Densities are kept in steps of 0.01 dots/cm² up to [`MAXIMUM_DENSITY`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DensityMap {
    samples: Vec<u16>,
    /// For each tile whether the scalp reaches into it; the others stay empty.
    on_scalp: Vec<bool>,
}

impl DensityMap {
    /// The raster of `density` over the sites of `template`. Negative densities and NaN count as none.
    pub fn new(template: &Template, density: impl Fn(Site) -> DotDensity + Sync) -> Self {
        Self::of_samples(template, |sample| {
            sample.site().map_or(DotDensity::new(0.0), &density)
        })
    }

    /// The same where the density of a sample is known by its number.
    pub(crate) fn of_samples(
        template: &Template,
        density: impl Fn(Sample) -> DotDensity + Sync,
    ) -> Self {
        let mut on_scalp = vec![false; Tile::COUNT];
        for site in &template.sites {
            let p = site_chart::place(*site);
            // Half a template triangle around each vertex.
            for (a, b) in [(-3.0, -3.0), (3.0, -3.0), (-3.0, 3.0), (3.0, 3.0)] {
                let (i, j) = ((p.u + a) / TILE as f64, (p.v + b) / TILE as f64);
                if i >= 0.0 && j >= 0.0 && i < TILES as f64 && j < TILES as f64 {
                    on_scalp[j as usize * TILES + i as usize] = true;
                }
            }
        }
        let mut samples = vec![0; STRIDE * STRIDE];
        samples
            .par_chunks_mut(STRIDE)
            .enumerate()
            .for_each(|(row, line)| {
                for (column, sample) in line.iter_mut().enumerate() {
                    if reaches(&on_scalp, column, row) {
                        *sample = drawn(Sample(row * STRIDE + column), &density);
                    }
                }
            });
        Self { samples, on_scalp }
    }

    /// Draws the raster anew in `tiles`, where `density` may have changed, and tells the tiles in which it did.
    pub fn redraw(
        &mut self,
        tiles: &[Tile],
        density: impl Fn(Site) -> DotDensity + Sync,
    ) -> Vec<Tile> {
        self.redraw_samples(tiles, |sample| {
            sample.site().map_or(DotDensity::new(0.0), &density)
        })
    }

    /// The same where the density of a sample is known by its number.
    pub(crate) fn redraw_samples(
        &mut self,
        tiles: &[Tile],
        density: impl Fn(Sample) -> DotDensity + Sync,
    ) -> Vec<Tile> {
        let drawn_anew: Vec<Vec<(usize, u16)>> = tiles
            .par_iter()
            .map(|tile| self.differing(*tile, &density))
            .collect();
        let mut changed = vec![false; Tile::COUNT];
        for (at, new) in drawn_anew.into_iter().flatten() {
            self.samples[at] = new;
            tiles_of(at % STRIDE, at / STRIDE).for_each(|tile| changed[tile] = true);
        }
        Tile::all().filter(|tile| changed[tile.index()]).collect()
    }

    /// The samples of `tile`, its borders too, that `density` has otherwise.
    fn differing(&self, tile: Tile, density: impl Fn(Sample) -> DotDensity) -> Vec<(usize, u16)> {
        let corner = |k: usize| k * TILE..=(k + 1) * TILE;
        let rows = corner(tile.index() / TILES);
        let samples =
            rows.flat_map(|row| corner(tile.index() % TILES).map(move |column| (column, row)));
        samples
            .filter(|(column, row)| reaches(&self.on_scalp, *column, *row))
            .map(|(column, row)| row * STRIDE + column)
            .map(|at| (at, drawn(Sample(at), &density)))
            .filter(|(at, new)| self.samples[*at] != *new)
            .collect()
    }

    /// The density at `site`.
    pub fn at(&self, site: Site) -> DotDensity {
        let p = site_chart::place(site);
        let inside = |x: f64| x >= 0.0 && x < SIZE as f64;
        if !inside(p.u) || !inside(p.v) {
            return DotDensity::new(0.0);
        }
        DotDensity::new(f64::from(self.at_pixel(p.u as f32, p.v as f32)))
    }

    /// The density at a place of the chart, in dots per square centimetre; the place must lie on the chart.
    pub(crate) fn at_pixel(&self, u: f32, v: f32) -> f32 {
        let u = u.clamp(0.0, SIZE as f32 - 0.01);
        let v = v.clamp(0.0, SIZE as f32 - 0.01);
        let (i, j) = (u as usize, v as usize);
        let (a, b) = (u - i as f32, v - j as f32);
        let s = &self.samples[j * STRIDE + i..][..STRIDE + 2];
        let line = |k: usize| f32::from(s[k]) * (1.0 - a) + f32::from(s[k + 1]) * a;
        (line(0) * (1.0 - b) + line(STRIDE) * b) * (1.0 / STEPS as f32)
    }

    /// The density at a place of the chart.
    pub(crate) fn at_place(&self, place: ChartPlace) -> DotDensity {
        let pixels = |x: u16| f32::from(x) / FRACTION as f32;
        DotDensity::new(f64::from(self.at_pixel(pixels(place.u), pixels(place.v))))
    }

    /// Whether more than `step` is asked for at `place`. All in integers.
    pub(crate) fn exceeds(&self, place: ChartPlace, step: DensityStep) -> bool {
        let (u, v) = (u32::from(place.u), u32::from(place.v));
        let at = (v / FRACTION) as usize * STRIDE + (u / FRACTION) as usize;
        let (a, b) = (u % FRACTION, v % FRACTION);
        let s = &self.samples[at..at + STRIDE + 2];
        let line = |k: usize| u32::from(s[k]) * (FRACTION - a) + u32::from(s[k + 1]) * a;
        line(0) * (FRACTION - b) + line(STRIDE) * b > u32::from(step.0) * FRACTION * FRACTION
    }

    /// The highest density asked for anywhere.
    pub fn peak(&self) -> DotDensity {
        DensityStep(self.samples.iter().copied().max().unwrap_or(0)).density()
    }
}

/// The tiles whose dots look at this sample: its own and, on a border, those before it.
fn tiles_of(column: usize, row: usize) -> impl Iterator<Item = usize> {
    let along = |x: usize| x.saturating_sub(1) / TILE..=(x / TILE).min(TILES - 1);
    along(row).flat_map(move |j| along(column).map(move |i| j * TILES + i))
}

fn reaches(on_scalp: &[bool], column: usize, row: usize) -> bool {
    tiles_of(column, row).any(|tile| on_scalp[tile])
}

/// A sample of the raster, by its number: row by row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample(pub(crate) usize);

impl Sample {
    /// All of them.
    pub(crate) const COUNT: usize = STRIDE * STRIDE;

    /// Where it lies; none beyond the chart's rim. The same on every head.
    pub(crate) fn site(self) -> Option<Site> {
        site_chart::site(ChartPixel {
            u: (self.0 % STRIDE) as f64,
            v: (self.0 / STRIDE) as f64,
        })
    }
}

fn drawn(sample: Sample, density: impl Fn(Sample) -> DotDensity) -> u16 {
    DensityStep::new(density(sample)).0
}
