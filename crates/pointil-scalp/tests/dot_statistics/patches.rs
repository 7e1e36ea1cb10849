//! The set covered by small charts, in which cells and spectra are flat geometry.

use std::collections::BTreeMap;

use glam::{DVec2, DVec3};
use nalgebra::{Matrix3, SymmetricEigen};
use rayon::prelude::*;

use super::grid::{self, Grid};

/// One chart: azimuthal equidistant about a dot, small against the curvature.
pub struct Patch {
    /// The dots that are measured in this chart; every dot is in one core.
    pub core: Vec<usize>,
    /// The dots in the chart, ascending: the core and its surroundings.
    pub members: Vec<usize>,
    /// The members in the chart.
    pub chart: Vec<DVec2>,
    /// The dot in the chart's origin.
    pub centre: DVec3,
    /// How far the core reaches from the centre, at least.
    pub radius: f64,
}

/// Covers `points` with charts of about 20 times the mean `spacing`, less where the whole set is small.
pub fn cover(points: &[DVec3], spacing: f64, grid: &Grid) -> Vec<Patch> {
    let low = points.iter().fold(DVec3::INFINITY, |a, p| a.min(*p));
    let high = points.iter().fold(DVec3::NEG_INFINITY, |a, p| a.max(*p));
    let reach = (20.0 * spacing)
        .min(0.065 * low.distance(high))
        .max(7.0 * spacing);
    let seeds = seeds(points, 1.3 * reach, grid);
    let centres: Vec<DVec3> = seeds.iter().map(|i| points[*i]).collect();
    let by_centre = Grid::new(&centres, 1.3 * reach);
    let mut cores = vec![Vec::new(); seeds.len()];
    let mut found = Vec::new();
    for (i, p) in points.iter().enumerate() {
        by_centre.nearest(*p, 1, &mut found);
        cores[found[0].1].push(i);
    }
    cores
        .into_par_iter()
        .zip(centres)
        .map(|(core, centre)| patch(points, grid, core, centre, (reach, spacing)))
        .collect()
}

/// The dots nearest to the centroids of the dots in each cube.
fn seeds(points: &[DVec3], cube: f64, grid: &Grid) -> Vec<usize> {
    let mut sums: BTreeMap<[i64; 3], (DVec3, f64)> = BTreeMap::new();
    for (cube, p) in grid::cubes(points, cube).into_iter().zip(points) {
        let sum = sums.entry(cube).or_default();
        *sum = (sum.0 + *p, sum.1 + 1.0);
    }
    let mut found = Vec::new();
    let mut seeds: Vec<usize> = sums
        .values()
        .map(|(sum, count)| {
            grid.nearest(*sum / *count, 1, &mut found);
            found[0].1
        })
        .collect();
    seeds.sort_unstable();
    seeds.dedup();
    seeds
}

fn patch(
    points: &[DVec3],
    grid: &Grid,
    core: Vec<usize>,
    centre: DVec3,
    (reach, spacing): (f64, f64),
) -> Patch {
    let core_reach = core.iter().map(|i| points[*i].distance(centre));
    let radius = core_reach.fold(reach, f64::max);
    let mut found = Vec::new();
    grid.within(centre, radius + 6.0 * spacing, &mut found);
    let mut members: Vec<usize> = found.iter().map(|(_, i)| *i).collect();
    members.sort_unstable();
    let offsets: Vec<DVec3> = members.iter().map(|i| points[*i] - centre).collect();
    let normal = normal(offsets.iter().filter(|d| d.length() < reach));
    let axis = if normal.x.abs() < 0.9 {
        DVec3::X
    } else {
        DVec3::Y
    };
    let across = axis.reject_from_normalized(normal).normalize();
    let along = normal.cross(across);
    let chart = offsets
        .iter()
        .map(|d| {
            let flat = DVec2::new(d.dot(across), d.dot(along));
            flat.normalize_or_zero() * d.length()
        })
        .collect();
    Patch {
        core,
        members,
        chart,
        centre,
        radius,
    }
}

/// The direction in which the offsets vary least.
fn normal<'a>(offsets: impl Iterator<Item = &'a DVec3> + Clone) -> DVec3 {
    let count = offsets.clone().count() as f64;
    let mean = offsets.clone().sum::<DVec3>() / count;
    let mut spread = Matrix3::zeros();
    for d in offsets {
        let d = nalgebra::Vector3::from((*d - mean).to_array());
        spread += d * d.transpose();
    }
    let eigen = SymmetricEigen::new(spread);
    let least = eigen.eigenvalues.imin();
    let normal = eigen.eigenvectors.column(least);
    DVec3::new(normal[0], normal[1], normal[2])
}
