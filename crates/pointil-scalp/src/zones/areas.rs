//! Areas of zones, summed over the scalp's triangles.

use rayon::prelude::*;

use super::zone::Zone;
use crate::head::Head;
use crate::space::{Point, Site, Surface};
use crate::template::Template;
use crate::units::SquareCm;

/// The area of every zone of one head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ZoneAreas([f64; Zone::ALL.len()]);

/// Triangles summed by one task, so that the sum does not depend on the number of threads.
const CHUNK: usize = 512;

/// A triangle that more than one zone shares is cut into the square of this many.
const CUTS: usize = 4;

impl ZoneAreas {
    /// The areas by `zone`, each place counted by its `weight`; `vertices` are the points of the template's sites.
    pub(super) fn measured(
        head: &Head,
        vertices: &[Point],
        zone: impl Fn(Site, Point) -> Option<Zone> + Sync,
        weight: impl Fn(Site) -> f64 + Sync,
    ) -> Self {
        let template = Template::scalp();
        let at = |site: Site| zone(site, head.point(site));
        let corners: Vec<(Point, Option<Zone>)> = template
            .sites
            .par_iter()
            .zip(vertices)
            .map(|(site, point)| (*point, zone(*site, *point)))
            .collect();
        let chunks: Vec<[f64; Zone::ALL.len()]> = template
            .triangles
            .par_chunks(CHUNK)
            .map(|triangles| {
                let mut sums = [0.0; Zone::ALL.len()];
                for triangle in triangles {
                    let own = triangle.map(|i| corners[i as usize]);
                    let sites = triangle.map(|i| template.sites[i as usize]);
                    share(sites, own, at, &weight, &mut sums);
                }
                sums
            })
            .collect();
        let mut areas = [0.0; Zone::ALL.len()];
        for sums in chunks {
            for (total, sum) in areas.iter_mut().zip(sums) {
                *total += sum;
            }
        }
        Self(areas)
    }

    /// The area of one zone.
    pub const fn of(&self, zone: Zone) -> SquareCm {
        SquareCm::from_square_mm(self.0[zone as usize])
    }

    /// The area of several zones together; each counts once.
    pub fn of_all(&self, zones: &[Zone]) -> SquareCm {
        let own = Zone::ALL.iter().filter(|zone| zones.contains(zone));
        SquareCm::from_square_mm(own.fold(0.0, |sum, zone| sum + self.0[*zone as usize]))
    }

    /// The area of the whole scalp behind the hairline.
    pub fn scalp(&self) -> SquareCm {
        SquareCm::from_square_mm(self.0.iter().sum())
    }
}

/// Adds a triangle's area to the zones that share it.
fn share(
    sites: [Site; 3],
    corners: [(Point, Option<Zone>); 3],
    at: impl Fn(Site) -> Option<Zone>,
    weight: impl Fn(Site) -> f64,
    sums: &mut [f64],
) {
    let mut add = |zone: Option<Zone>, area: f64| {
        if let Some(zone) = zone {
            sums[zone as usize] += area;
        }
    };
    let [(p, own), (q, second), (r, third)] = corners;
    let area = (q - p).cross(r - p).length() / 2.0;
    if own == second && own == third {
        let [a, b, c] = sites.map(&weight);
        add(own, area * ((a + b + c) / 3.0));
        return;
    }
    let [a, b, c] = sites.map(Site::to_vec);
    let part = area / (CUTS * CUTS) as f64;
    for i in 0..CUTS {
        for j in 0..CUTS - i {
            // The middles of the upright triangle and of the inverted one beside it.
            let middles: &[f64] = if i + j + 1 < CUTS {
                &[1.0 / 3.0, 2.0 / 3.0]
            } else {
                &[1.0 / 3.0]
            };
            for middle in middles {
                let (u, v) = (i as f64 + middle, j as f64 + middle);
                let site = Site::of(a + ((b - a) * u + (c - a) * v) / CUTS as f64);
                if let Some(site) = site {
                    add(at(site), part * weight(site));
                }
            }
        }
    }
}
