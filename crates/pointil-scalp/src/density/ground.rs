//! What does not change while densities are tried out: zones and distances from the hairline, by node of the raster.

use std::sync::Arc;

use rayon::prelude::*;

use super::raster::{NONE, SIDE, nearest_node, nearest_sources, node_site};
use crate::curve::SurfaceCurve;
use crate::hairline::{Hairline, HairlinePoint};
use crate::head::Head;
use crate::space::{Point, Site, Surface};
use crate::template::{border_elevation, nape_hairline};
use crate::units::Mm;
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
    /// Millimetres above the hairline of the nape, which every line of the head shares; known to [`FAR_MM`].
    pub(super) above_nape: Arc<Vec<f32>>,
}

/// What a line says of one node.
#[derive(Clone, Copy)]
struct Node {
    zone: Option<Zone>,
    behind: f32,
}

/// What nodes are told from.
struct Survey<'a> {
    zones: &'a ZoneMap,
    edge: Edge<'a>,
    points: &'a [Option<Point>],
    above_nape: &'a [f32],
}

impl Survey<'_> {
    fn row(&self, row: usize) -> impl Iterator<Item = Option<Node>> + use<'_> {
        let mut walk = self.edge.walk();
        (0..SIDE).map(move |column| {
            let i = row * SIDE + column;
            let (point, site) = (self.points[i]?, node_site(column, row)?);
            Some(Node {
                zone: self.zones.zone_at(site, point),
                behind: walk.behind(site, point).min(self.above_nape[i]),
            })
        })
    }
}

/// The edge of a hairline, and the side of it on which hair is wanted.
pub(super) struct Edge<'a> {
    line: &'a SurfaceCurve,
    hair_side: Region,
}

impl<'a> Edge<'a> {
    pub(super) fn of(hairline: &'a Hairline) -> Self {
        Self {
            line: hairline.edge(),
            hair_side: hair_side(hairline),
        }
    }

    pub(super) fn walk(&self) -> Walk<'_> {
        Walk {
            edge: self,
            last: None,
        }
    }
}

/// A walk over places near one another: how far the edge lies from one of them bounds how far it lies from the next.
pub(super) struct Walk<'a> {
    edge: &'a Edge<'a>,
    last: Option<(Point, f64)>,
}

impl Walk<'_> {
    /// Millimetres behind the edge, ahead of it below zero; known to [`FAR_MM`].
    pub(super) fn behind(&mut self, site: Site, point: Point) -> f32 {
        // A hair more, so that rounding never makes the bound too short.
        let bound = |(place, away): (Point, f64)| (away + place.distance(point)) * 1.000_001 + 1e-6;
        let reach = self.last.map_or(FAR_MM, bound).min(FAR_MM);
        let away = self.edge.line.distance_within(point, reach);
        self.last = Some((point, away));
        let behind = self.edge.hair_side.contains(flat(site));
        (if behind { away } else { -away }) as f32
    }
}

/// Millimetres above the hairline of the nape, by node.
fn above_nape(head: &Head, points: &[Option<Point>]) -> Vec<f32> {
    let nape = SurfaceCurve::of(head, nape_hairline());
    let above = |point: &Option<Point>| {
        let Some(point) = point else {
            return FAR_MM as f32;
        };
        let near = nape.nearest_within(*point, Mm::new(FAR_MM));
        let above = near.map_or(FAR_MM, |near| near.distance.mm());
        // Far beyond the ends of a line its sides mean nothing.
        (if above.abs() < FAR_MM { above } else { FAR_MM }) as f32
    };
    let points = points.par_iter().with_min_len(SIDE);
    points.map(above).collect()
}

impl DensityGround {
    /// The ground of a head with `zones` behind `hairline`.
    pub fn new(zones: &ZoneMap, hairline: &Hairline) -> Self {
        let point = |i: usize| {
            let site = node_site(i % SIDE, i / SIDE).filter(near_scalp)?;
            Some(zones.head().point(site))
        };
        let points: Vec<Option<Point>> = (0..SIDE * SIDE).into_par_iter().map(point).collect();
        let above_nape = above_nape(zones.head(), &points);
        Self::surveyed(zones, hairline, Arc::new(points), Arc::new(above_nape))
    }

    /// The ground of the same head with other zones behind another hairline, sooner than [`Self::new`] and the same.
    #[must_use]
    pub fn behind(&self, zones: &ZoneMap, hairline: &Hairline) -> Self {
        let (points, above_nape) = (Arc::clone(&self.points), Arc::clone(&self.above_nape));
        Self::surveyed(zones, hairline, points, above_nape)
    }

    fn surveyed(
        zones: &ZoneMap,
        hairline: &Hairline,
        points: Arc<Vec<Option<Point>>>,
        above_nape: Arc<Vec<f32>>,
    ) -> Self {
        let survey = Survey {
            zones,
            edge: Edge::of(hairline),
            points: &points,
            above_nape: &above_nape,
        };
        let rows: Vec<Vec<Option<Node>>> = (0..SIDE)
            .into_par_iter()
            .map(|row| survey.row(row).collect())
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
            head: zones.head().clone(),
            points,
            in_zone,
            above_nape,
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
fn hair_side(hairline: &Hairline) -> Region {
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
