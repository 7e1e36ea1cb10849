//! Which zone a place belongs to, where the borders run, and how large the zones are.

use super::areas::ZoneAreas;
use super::borders::{Borders, SideBorders};
use super::layout::ZoneLayout;
use super::region::{Flat, Region, around_the_back, flat, outward};
use super::zone::Zone;
use crate::curve::{CurveError, SurfaceCurve};
use crate::hairline::{Hairline, HairlinePoint};
use crate::head::Head;
use crate::landmarks::Landmark;
use crate::space::{Point, Site, Surface};
use crate::template::{Template, border_elevation, in_domain};
use crate::units::Mm;

/// The zones of one head with one hairline.
#[derive(Clone, Debug)]
pub struct ZoneMap {
    head: Head,
    layout: ZoneLayout,
    transition_zone_depth: Mm,
    frontal_ways: (f64, f64),
    nape_up: f64,
    /// The right and the left frontotemporal point.
    frontotemporal: [Point; 2],
    borders: Borders,
    scalp: Region,
    top: Region,
    frontal_third: Region,
    tuft: Region,
    crown: Region,
    occipital: Region,
    right: SideRegions,
    left: SideRegions,
}

/// A line between zones.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneBorder {
    /// Its name, for example `fringe`; paired lines end in `_left` and `_right`.
    pub name: &'static str,
    /// The line, as far as it lies on the scalp.
    pub line: SurfaceCurve,
}

/// The regions of one side.
#[derive(Clone, Debug)]
struct SideRegions {
    hump: Region,
    temple: Region,
    temporal_point: Region,
}

fn flats(line: &SurfaceCurve) -> impl DoubleEndedIterator<Item = Flat> {
    line.sites().iter().map(|site| flat(*site))
}

impl SideRegions {
    fn new(head: &Head, side: &SideBorders, hairline: &Hairline, right: bool) -> Self {
        let guide = hairline.guide();
        let way = |left: HairlinePoint| hairline.way(if right { left.mirrored() } else { left });
        // The hairline from the frontotemporal point outward.
        let outer = |to: Mm| {
            let from = way(HairlinePoint::FrontotemporalPointLeft);
            if right {
                guide.part(head, to, from).reversed(head)
            } else {
                guide.part(head, from, to)
            }
        };
        let down = outer(way(HairlinePoint::SideburnLeft));
        let sideburn = hairline.site(if right {
            HairlinePoint::SideburnRight
        } else {
            HairlinePoint::SideburnLeft
        });
        let temple = flats(&down)
            .chain([outward(sideburn), outward(side.tragion)])
            .chain(flats(&side.temple))
            .chain(flats(&side.temple_fringe));
        let recess = outer(way(HairlinePoint::InfratemporalRecessLeft));
        Self {
            hump: Region::new(flats(&side.hump).chain(flats(&side.hump_fringe).rev())),
            temple: Region::new(temple),
            temporal_point: Region::new(flats(&recess).chain(flats(&side.temporal_point).rev())),
        }
    }
}

impl ZoneMap {
    /// The zones of `head` behind `hairline`.
    ///
    /// # Errors
    /// A border through places that coincide, as on no head with a hairline that was accepted for it.
    pub fn new(head: &Head, hairline: &Hairline, layout: ZoneLayout) -> Result<Self, CurveError> {
        let borders = Borders::new(head, hairline, &layout)?;
        let way = |point: HairlinePoint| hairline.way(point).mm();
        let site = |point: HairlinePoint| hairline.site(point);
        let guide = &borders.hairline;
        let closing = around_the_back(
            site(HairlinePoint::SideburnLeft),
            site(HairlinePoint::SideburnRight),
        );
        let (right, left) = (&borders.right, &borders.left);
        let fringe_between = |from: Mm, to: Mm| borders.fringe.part(head, from, to);
        let back = fringe_between(right.occipital_way, left.occipital_way);
        let occipital = flats(&right.occipital)
            .chain(flats(&back))
            .chain(flats(&left.occipital).rev())
            .chain(around_the_back(left.behind_ear, right.behind_ear));
        let crown_fringe = fringe_between(
            borders
                .fringe
                .nearest(end(&borders.vertex_transition, false))
                .along,
            borders
                .fringe
                .nearest(end(&borders.vertex_transition, true))
                .along,
        );
        let level = |landmark: Landmark| head.landmark(landmark).up();
        let tragia = f64::midpoint(level(Landmark::TragionLeft), level(Landmark::TragionRight));
        Ok(Self {
            transition_zone_depth: hairline.parameters().transition_zone_depth,
            frontal_ways: (
                way(HairlinePoint::FrontotemporalPointRight),
                way(HairlinePoint::FrontotemporalPointLeft),
            ),
            frontotemporal: [right, left].map(|side| head.point(side.frontotemporal)),
            nape_up: tragia - layout.nape_below_tragion.mm(),
            scalp: Region::new(flats(guide).chain(closing)),
            top: Region::new(flats(&borders.frontal).chain(flats(&borders.fringe).rev())),
            frontal_third: Region::new(
                flats(&borders.frontal).chain(flats(&borders.frontal_third).rev()),
            ),
            tuft: Region::new(flats(&borders.tuft)),
            crown: Region::new(flats(&borders.vertex_transition).chain(flats(&crown_fringe).rev())),
            occipital: Region::new(occipital),
            right: SideRegions::new(head, right, hairline, true),
            left: SideRegions::new(head, left, hairline, false),
            head: head.clone(),
            layout,
            borders,
        })
    }

    /// The zone of `site`; `None` on the bare forehead and outside the scalp.
    pub fn zone(&self, site: Site) -> Option<Zone> {
        self.zone_on(site, self.head.point(site))
    }

    /// The same where the point of `site` on this head is known.
    pub fn zone_on(&self, site: Site, point: Point) -> Option<Zone> {
        in_domain(site).then(|| self.zone_at(site, point)).flatten()
    }

    /// The zone of `site`, whose point is known, as if the scalp had no lower border.
    pub(crate) fn zone_at(&self, site: Site, point: Point) -> Option<Zone> {
        let place = flat(site);
        if !self.scalp.contains(place) {
            return None;
        }
        let zone = if self.top.contains(place) {
            self.zone_of_top(place, point)
        } else {
            self.zone_of_sides(place, point)
        };
        Some(zone)
    }

    fn zone_of_top(&self, place: Flat, point: Point) -> Zone {
        let reach = self.layout.frontotemporal_angle_reach.mm();
        let [right, left] = self
            .frontotemporal
            .map(|corner| corner.distance(point) < reach);
        if right {
            return Zone::FrontotemporalAngleRight;
        }
        if left {
            return Zone::FrontotemporalAngleLeft;
        }
        if let Some(zone) = self.zone_of_hairline(point) {
            return zone;
        }
        if self.tuft.contains(place) {
            Zone::FrontalTuft
        } else if self.frontal_third.contains(place) {
            Zone::Forelock
        } else if self.right.hump.contains(place) {
            Zone::LateralHumpRight
        } else if self.left.hump.contains(place) {
            Zone::LateralHumpLeft
        } else if self.crown.contains(place) {
            Zone::Crown
        } else {
            Zone::MidScalp
        }
    }

    /// Transition or defined zone, by the distance from the frontal line.
    fn zone_of_hairline(&self, point: Point) -> Option<Zone> {
        let transition = self.transition_zone_depth.mm();
        let both = Mm::new(transition + self.layout.defined_zone_depth.mm());
        let near = self.borders.hairline.nearest_within(point, both)?;
        let (from, to) = self.frontal_ways;
        let (way, behind) = (near.along.mm(), near.distance.mm());
        if way <= from || way >= to {
            None
        } else if behind < transition {
            Some(Zone::TransitionZone)
        } else if behind < both.mm() {
            Some(Zone::DefinedZone)
        } else {
            None
        }
    }

    fn zone_of_sides(&self, place: Flat, point: Point) -> Zone {
        if self.right.temporal_point.contains(place) {
            Zone::TemporalPointRight
        } else if self.left.temporal_point.contains(place) {
            Zone::TemporalPointLeft
        } else if self.right.temple.contains(place) {
            Zone::TempleRight
        } else if self.left.temple.contains(place) {
            Zone::TempleLeft
        } else if self.occipital.contains(place) {
            if point.up() < self.nape_up {
                Zone::Nape
            } else {
                Zone::Occipital
            }
        } else if point.left() < 0.0 {
            Zone::ParietalRight
        } else {
            Zone::ParietalLeft
        }
    }

    /// The lines between the zones, as far as they lie on the scalp.
    pub fn borders(&self) -> Vec<ZoneBorder> {
        let b = &self.borders;
        let behind = |mm: f64| b.frontal.displaced(&self.head, |_| Mm::new(mm));
        let transition = self.transition_zone_depth.mm();
        let defined = transition + self.layout.defined_zone_depth.mm();
        [
            ("hairline", b.hairline.clone()),
            ("transition_zone", behind(transition)),
            ("defined_zone", behind(defined)),
            ("frontal_tuft", b.tuft.clone()),
            ("frontal_third", b.frontal_third.clone()),
            ("fringe", b.fringe.clone()),
            ("vertex_transition", b.vertex_transition.clone()),
            ("lateral_hump_right", b.right.hump.clone()),
            ("lateral_hump_left", b.left.hump.clone()),
            ("temporal_point_right", b.right.temporal_point.clone()),
            ("temporal_point_left", b.left.temporal_point.clone()),
            ("temple_right", b.right.temple.clone()),
            ("temple_left", b.left.temple.clone()),
            ("occipital_right", b.right.occipital.clone()),
            ("occipital_left", b.left.occipital.clone()),
            ("nape", self.nape_border()),
        ]
        .into_iter()
        .map(|(name, line)| ZoneBorder {
            name,
            line: self.on_scalp(&line),
        })
        .collect()
    }

    /// The level line across the back at which the nape begins.
    fn nape_border(&self) -> SurfaceCurve {
        let tau = core::f64::consts::TAU;
        let start = self.borders.right.behind_ear.azimuth().rem_euclid(tau);
        let end = self.borders.left.behind_ear.azimuth().rem_euclid(tau);
        let level = |azimuth: f64| {
            let (mut low, mut high) = (border_elevation(azimuth), 0.8);
            for _ in 0..30 {
                let middle = f64::midpoint(low, high);
                let up = self.head.point(Site::from_angles(azimuth, middle)).up();
                if up < self.nape_up {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            Site::from_angles(azimuth, low)
        };
        let steps = 240;
        let sites = (0..=steps)
            .map(|k| start + (end - start) * f64::from(k) / f64::from(steps))
            .map(|azimuth| {
                if azimuth > tau / 2.0 {
                    azimuth - tau
                } else {
                    azimuth
                }
            })
            .map(level)
            .filter(|site| site.elevation() > border_elevation(site.azimuth()) + 1e-6);
        let sites = sites.filter(|site| self.occipital.contains(flat(*site)));
        SurfaceCurve::of(&self.head, sites.collect())
    }

    /// The part of a line that lies on the scalp, from its first site there to its last.
    fn on_scalp(&self, line: &SurfaceCurve) -> SurfaceCurve {
        let sites = line.sites().iter().copied();
        SurfaceCurve::of(&self.head, sites.filter(|site| in_domain(*site)).collect())
    }

    /// The area of every zone on this head.
    pub fn areas(&self) -> ZoneAreas {
        self.areas_by(|_| 1.0)
    }

    /// The same where the points of the template's sites on this head are known.
    pub fn areas_on(&self, vertices: &[Point]) -> ZoneAreas {
        let zone = |site, point| self.zone_at(site, point);
        ZoneAreas::measured(&self.head, vertices, zone, |_| 1.0)
    }

    /// The area of every zone, each place counted by a weight.
    pub(crate) fn areas_by(&self, weight: impl Fn(Site) -> f64 + Sync) -> ZoneAreas {
        let zone = |site, point| self.zone_at(site, point);
        ZoneAreas::measured(
            &self.head,
            &Template::scalp().points_on(&self.head),
            zone,
            weight,
        )
    }

    /// The head the zones lie on.
    pub const fn head(&self) -> &Head {
        &self.head
    }
}

/// One end of a line.
fn end(line: &SurfaceCurve, last: bool) -> Point {
    let points = line.points();
    let end = if last { points.last() } else { points.first() };
    end.copied().unwrap_or_default()
}
