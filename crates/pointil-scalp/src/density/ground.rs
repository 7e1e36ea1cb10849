//! What does not change while densities are tried out: zones and distances from the hairline, by node of the raster.

use std::sync::Arc;

use rayon::prelude::*;

use super::raster::{NONE, SIDE, nearest_node, nearest_sources, node_site};
use crate::curve::SurfaceCurve;
use crate::hairline::{Hairline, HairlinePoint};
use crate::head::Head;
use crate::space::{Point, Site, Surface};
use crate::template::{border_elevation, nape_hairline};
use crate::zones::{Region, Zone, ZoneMap, around_the_back, flat};

/// Nodes this far below the scalp's border are kept, so that values are smooth up to it.
const MARGIN_RAD: f64 = 0.04;

/// Farther than this from the hairline its distance no longer matters.
pub(super) const FAR_MM: f64 = 25.0;

/// Zones and distances from the hairline over the scalp of one head, ready for densities. Making it takes longer
/// than composing a [`DensityField`](super::DensityField) on it, so keep it while only densities change.
#[derive(Clone, Debug)]
pub struct DensityGround {
    pub(super) head: Head,
    /// Where the hairline meets the midline.
    pub(super) mid_frontal: Site,
    /// The depth of the hairline's transition zone, in millimetres.
    pub(super) transition_mm: f64,
    /// The point of every node near the scalp.
    pub(super) points: Arc<Vec<Option<Point>>>,
    /// The zone of every node; those ahead of the guide have that of the nearest node behind it.
    pub(super) zones: Vec<Option<Zone>>,
    /// Whether the node itself lies in a zone.
    pub(super) in_zone: Vec<bool>,
    /// Millimetres behind the hairline's edge, or above that of the nape where that is nearer.
    pub(super) behind: Vec<f32>,
}

/// Nodes that share one look at how far the hairline is; they lie less than a millimetre apart.
const STRIDE: usize = 8;

/// What a line says of one node.
#[derive(Clone, Copy)]
struct Node {
    zone: Option<Zone>,
    behind: f32,
}

/// What nodes are told from.
struct Survey<'a> {
    zones: &'a ZoneMap,
    edge: &'a SurfaceCurve,
    nape: SurfaceCurve,
    hair_side: Region,
    points: &'a [Option<Point>],
}

impl Survey<'_> {
    fn row(&self, row: usize) -> Vec<Option<Node>> {
        let mut far = false;
        let node = |column: usize| {
            // Where the middle of eight nodes is far from the line, so are its neighbours: most of the scalp.
            if column.is_multiple_of(STRIDE) {
                let middle = node_site(column + STRIDE / 2, row);
                let reach = FAR_MM + STRIDE as f64;
                far = middle.is_some_and(|site| self.distance(site) > reach);
            }
            let point = self.points[row * SIDE + column]?;
            Some(self.node(node_site(column, row)?, point, far))
        };
        (0..SIDE).map(node).collect()
    }

    fn distance(&self, site: Site) -> f64 {
        let point = self.zones.head().point(site);
        let nape = self.nape.nearest(point).distance.mm().abs();
        self.edge.nearest(point).distance.mm().abs().min(nape)
    }

    fn node(&self, site: Site, point: Point, far: bool) -> Node {
        let (edge, above_nape) = if far {
            (FAR_MM, FAR_MM)
        } else {
            let near = self.edge.nearest(point).distance.mm().abs();
            let nape = self.nape.nearest(point).distance.mm();
            // Far beyond the ends of a line its sides mean nothing.
            let above_nape = if nape.abs() < FAR_MM { nape } else { FAR_MM };
            (near.min(FAR_MM), above_nape)
        };
        let behind = self.hair_side.contains(flat(site));
        let behind = if behind { edge } else { -edge };
        Node {
            zone: self.zones.zone_at(site, point),
            behind: behind.min(above_nape) as f32,
        }
    }
}

impl DensityGround {
    /// The ground of a head with `zones` behind `hairline`.
    pub fn new(zones: &ZoneMap, hairline: &Hairline) -> Self {
        let point = |i: usize| {
            let site = node_site(i % SIDE, i / SIDE).filter(near_scalp)?;
            Some(zones.head().point(site))
        };
        let points: Vec<Option<Point>> = (0..SIDE * SIDE).into_par_iter().map(point).collect();
        Self::surveyed(zones, hairline, Arc::new(points))
    }

    /// The ground of the same head with other zones behind another hairline, sooner than [`Self::new`] and the same.
    #[must_use]
    pub fn behind(&self, zones: &ZoneMap, hairline: &Hairline) -> Self {
        Self::surveyed(zones, hairline, Arc::clone(&self.points))
    }

    fn surveyed(zones: &ZoneMap, hairline: &Hairline, points: Arc<Vec<Option<Point>>>) -> Self {
        let head = zones.head().clone();
        let survey = Survey {
            zones,
            edge: hairline.edge(),
            nape: SurfaceCurve::of(&head, nape_hairline()),
            hair_side: hair_side(hairline),
            points: &points,
        };
        let rows: Vec<Vec<Option<Node>>> = (0..SIDE)
            .into_par_iter()
            .map(|row| survey.row(row))
            .collect();
        let nodes: Vec<Option<Node>> = rows.into_iter().flatten().collect();
        let own = |i: usize| nodes.get(i).copied().flatten().and_then(|n| n.zone);
        let in_zone: Vec<bool> = (0..nodes.len()).map(|i| own(i).is_some()).collect();
        let nearest = nearest_sources(&points, |i| in_zone[i]);
        Self {
            mid_frontal: hairline.site(HairlinePoint::MidFrontalPoint),
            transition_mm: hairline.parameters().transition_zone_depth.mm(),
            zones: nearest.iter().map(|i| own(*i as usize)).collect(),
            behind: nodes
                .iter()
                .map(|n| n.map_or(-FAR_MM as f32, |n| n.behind))
                .collect(),
            head,
            points,
            in_zone,
        }
    }

    /// The zone around `site`, from the nearest node of a raster of less than a millimetre: within that of
    /// [`ZoneMap::zone`], and at once. Ahead of the line it is the nearest zone behind it; `None` far from the scalp.
    pub fn zone_near(&self, site: Site) -> Option<Zone> {
        self.zones[nearest_node(site)?]
    }

    /// The value of every node's zone; 0 far from the scalp.
    pub(super) fn by_zone(&self, value: impl Fn(Zone) -> f64) -> Vec<f64> {
        // Asked once a zone: a value may be looked up in a table.
        let values: Vec<f64> = Zone::ALL.iter().copied().map(value).collect();
        let of = |zone: &Option<Zone>| zone.map_or(0.0, |own| values[own as usize]);
        self.zones.iter().map(of).collect()
    }

    /// How far each node lies from the nearest node of one of `zones`, in millimetres; 0 within, infinite without a way.
    pub(super) fn distances(&self, zones: &[Zone]) -> Vec<f64> {
        let within = |i: usize| self.zones[i].is_some_and(|zone| zones.contains(&zone));
        let nearest = nearest_sources(&self.points, within);
        let distance = |(i, source): (usize, &u32)| {
            let (Some(own), false) = (self.points[i], *source == NONE) else {
                return f64::INFINITY;
            };
            self.points[*source as usize].map_or(f64::INFINITY, |p| p.distance(own))
        };
        nearest
            .par_iter()
            .with_min_len(SIDE)
            .enumerate()
            .map(distance)
            .collect()
    }
}

/// The side of the hairline on which hair is wanted.
pub(super) fn hair_side(hairline: &Hairline) -> Region {
    let closing = around_the_back(
        hairline.site(HairlinePoint::SideburnLeft),
        hairline.site(HairlinePoint::SideburnRight),
    );
    let edge = hairline.edge().sites().iter();
    Region::new(edge.map(|s| flat(*s)).chain(closing))
}

fn near_scalp(site: &Site) -> bool {
    site.elevation() > border_elevation(site.azimuth()) - MARGIN_RAD
}
