//! Lines on a surface: hairlines, borders of zones, scars.

mod nearest;
mod spline;

use glam::DVec3;

use crate::geodesic;
use crate::space::{Point, Site, Surface};
use crate::units::Mm;
use nearest::Blocks;
pub use nearest::Nearest;

/// A line on one surface: sites at most a millimetre apart, with their points and the length of the way to each. Built
/// for one head; the sites it was built through carry over to another.
#[derive(Clone, Debug, PartialEq)]
pub struct SurfaceCurve {
    sites: Vec<Site>,
    points: Vec<Point>,
    normals: Vec<DVec3>,
    along: Vec<f64>,
    blocks: Blocks,
}

/// A line that cannot be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CurveError {
    /// Fewer than two points.
    #[error("a line has {count} points, but needs at least 2; add points")]
    TooFew {
        /// How many there were.
        count: usize,
    },
    /// Two neighbours at the same place.
    #[error(
        "points {index} and {} of a line are {distance:.3} mm apart, but need at least {LEAST_GAP_MM} mm; remove one of them",
        index + 1
    )]
    Coincident {
        /// The first of the two, counted from zero.
        index: usize,
        /// Their distance in millimetres.
        distance: f64,
    },
}

/// The least distance of two neighbouring control points.
const LEAST_GAP_MM: f64 = 0.1;

impl SurfaceCurve {
    /// The smooth line over `surface` through `control`, and the way along it to each of them.
    ///
    /// # Errors
    /// Fewer than two sites, or neighbours less than a tenth of a millimetre apart.
    pub fn through(
        surface: &impl Surface,
        control: &[Site],
    ) -> Result<(Self, Vec<Mm>), CurveError> {
        let points: Vec<DVec3> = control
            .iter()
            .map(|site| surface.point(*site).to_vec())
            .collect();
        check_gaps(&points)?;
        let (line, places) = spline::through(&points);
        let sites = line
            .iter()
            .map(|p| surface.site(Point::from_vec(*p)))
            .collect();
        let curve = Self::of(surface, sites);
        let along = places.iter().map(|k| Mm::new(curve.along[*k])).collect();
        Ok((curve, along))
    }

    /// The line that leads from each site to the next as a thread seen from the middle of the head would: straight, and on
    /// a head as good as the shortest way (0.05 mm in 100 mm).
    ///
    /// # Errors
    /// As for [`Self::through`].
    pub fn straight(surface: &impl Surface, corners: &[Site]) -> Result<Self, CurveError> {
        let points: Vec<DVec3> = corners
            .iter()
            .map(|site| surface.point(*site).to_vec())
            .collect();
        check_gaps(&points)?;
        let mut sites = Vec::new();
        for pair in points.windows(2) {
            let count = (pair[0].distance(pair[1]) * 1.2 / spline::STEP_MM).ceil() as usize;
            let at = |k: usize| Point::from_vec(pair[0].lerp(pair[1], k as f64 / count as f64));
            sites.extend((0..count).map(|k| surface.site(at(k))));
        }
        sites.extend(corners.last());
        Ok(Self::of(surface, sites))
    }

    /// The line over `sites`, which lie close enough together as they are.
    pub(crate) fn of(surface: &impl Surface, sites: Vec<Site>) -> Self {
        let points: Vec<Point> = sites.iter().map(|site| surface.point(*site)).collect();
        let normals = sites
            .iter()
            .map(|site| surface.normal(*site).to_vec())
            .collect();
        let mut along = Vec::with_capacity(points.len());
        let mut length = 0.0;
        for (i, point) in points.iter().enumerate() {
            length += i.checked_sub(1).map_or(0.0, |k| points[k].distance(*point));
            along.push(length);
        }
        let blocks = Blocks::new(&points);
        Self {
            sites,
            points,
            normals,
            along,
            blocks,
        }
    }

    /// The sites along the line.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The points along the line.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The length of the way along the surface from the start to each site.
    pub fn ways(&self) -> impl Iterator<Item = Mm> {
        self.along.iter().copied().map(Mm::new)
    }

    /// The length of the line.
    pub fn length(&self) -> Mm {
        Mm::new(self.along.last().copied().unwrap_or(0.0))
    }

    /// The site `way` along the line from its start; its ends where `way` leads beyond them.
    pub fn at(&self, surface: &impl Surface, way: Mm) -> Site {
        surface.site(self.place(way))
    }

    /// The place `way` along the line, on the chord between two of its sites.
    pub(crate) fn place(&self, way: Mm) -> Point {
        let i = self.stretch(way.mm());
        let (a, b) = (self.along[i], self.along[i + 1]);
        let t = ((way.mm() - a) / (b - a)).clamp(0.0, 1.0);
        self.points[i].lerp(self.points[i + 1], t)
    }

    /// The direction of travel and the direction across, to the left of travel seen from outside, `way` along the line.
    pub(crate) fn directions(&self, way: Mm) -> (DVec3, DVec3) {
        let reach = |by: f64| self.place(Mm::new(way.mm() + by));
        let ahead = (reach(spline::STEP_MM) - reach(-spline::STEP_MM)).normalize_or_zero();
        let i = self.stretch(way.mm());
        let t = (way.mm() - self.along[i]) / (self.along[i + 1] - self.along[i]);
        let normal = self.normals[i].lerp(self.normals[i + 1], t.clamp(0.0, 1.0));
        (ahead, normal.cross(ahead).normalize_or_zero())
    }

    /// The value `way` along the line of something known at each of its sites.
    pub(crate) fn interpolated(&self, values: &[f64], way: Mm) -> f64 {
        let i = self.stretch(way.mm());
        let (a, b) = (self.along[i], self.along[i + 1]);
        let t = ((way.mm() - a) / (b - a)).clamp(0.0, 1.0);
        values[i] + (values[i + 1] - values[i]) * t
    }

    /// The part of the line between two ways from its start.
    pub fn part(&self, surface: &impl Surface, from: Mm, to: Mm) -> Self {
        let mut sites = vec![self.at(surface, from)];
        for (site, way) in self.sites.iter().zip(&self.along) {
            if *way > from.mm() && *way < to.mm() {
                sites.push(*site);
            }
        }
        sites.push(self.at(surface, to));
        Self::of(surface, sites)
    }

    /// The line with a site every `step` (a little less, so that the last falls on the end).
    pub fn resampled(&self, surface: &impl Surface, step: Mm) -> Self {
        let length = self.length().mm();
        let count = (length / step.mm()).ceil().clamp(1.0, 1e6) as usize;
        let at = |k: usize| self.at(surface, Mm::new(length * k as f64 / count as f64));
        Self::of(surface, (0..=count).map(at).collect())
    }

    /// The line in the other direction.
    #[must_use]
    pub fn reversed(&self, surface: &impl Surface) -> Self {
        Self::of(surface, self.sites.iter().rev().copied().collect())
    }

    /// The line's mirror image on the other side of the head, still travelled from the subject's right to the left if
    /// this one was.
    #[must_use]
    pub fn mirrored(&self, surface: &impl Surface) -> Self {
        let mirrored = self.sites.iter().rev().map(|site| site.mirrored());
        Self::of(surface, mirrored.collect())
    }

    /// The line with every place moved across it by `offset` of the way there (positive to the left of travel).
    #[must_use]
    pub fn displaced(&self, surface: &impl Surface, offset: impl Fn(Mm) -> Mm) -> Self {
        let count = self.points.len();
        let sites = (0..count).map(|i| {
            let ahead = self.points[(i + 1).min(count - 1)] - self.points[i.saturating_sub(1)];
            let across = self.normals[i].cross(ahead).normalize_or_zero();
            let by = offset(Mm::new(self.along[i])).mm();
            // Far offsets need a walk; near ones land within 0.1 mm by projection.
            if by.abs() <= 8.0 {
                surface.site(self.points[i] + across * by)
            } else {
                geodesic::walk(surface, self.sites[i], across, Mm::new(by)).unwrap_or(self.sites[i])
            }
        });
        Self::of(surface, sites.collect())
    }

    /// The place of the line nearest to `point`, which lies on the surface: how far along, and how far away. Straight
    /// distances: 0.1 % short at 20 mm.
    pub fn nearest(&self, point: Point) -> Nearest {
        nearest::nearest(self, point)
    }

    /// The same where the line may come within `reach` of `point`, `None` where it surely does not: most places, and sooner.
    pub(crate) fn nearest_within(&self, point: Point, reach: Mm) -> Option<Nearest> {
        nearest::nearest_within(self, point, reach.mm())
    }

    /// How far `point` lies from the line on either side, `reach` where that is farther: the distance of [`Self::nearest`], and sooner.
    pub(crate) fn distance_within(&self, point: Point, reach: f64) -> f64 {
        nearest::distance_within(self, point, reach)
    }

    /// The index of the stretch between two sites that holds `way`.
    fn stretch(&self, way: f64) -> usize {
        let after = self.along.partition_point(|a| *a <= way);
        after.clamp(1, self.along.len() - 1) - 1
    }
}

fn check_gaps(points: &[DVec3]) -> Result<(), CurveError> {
    if points.len() < 2 {
        return Err(CurveError::TooFew {
            count: points.len(),
        });
    }
    for (index, pair) in points.windows(2).enumerate() {
        let distance = pair[0].distance(pair[1]);
        if distance.is_nan() || distance < LEAST_GAP_MM {
            return Err(CurveError::Coincident { index, distance });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
