//! Laying a band of scalp flat: what a strip of paper would show that was pressed onto the skin along a line.
//!
//! The line unrolls with its true length and its true turning (geodesic curvature), so a stencil cut along it lies on
//! the head without a crease. A place beside the line goes straight out from its nearest point by its true distance;
//! lengths parallel to the line are then off by about (distance / radius of the head)² / 2: 0.6 % at 10 mm, 2.5 % at 20 mm.

use glam::{DVec2, DVec3};

use crate::space::{Point, Site, Surface};

/// A place on the flat sheet in millimetres: `x` to the subject's left, `y` up the head, from the line's origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SheetPoint {
    /// Millimetres to the left.
    pub x: f64,
    /// Millimetres up.
    pub y: f64,
}

impl SheetPoint {
    /// The distance to `other` in millimetres.
    pub fn distance(self, other: Self) -> f64 {
        libm::hypot(self.x - other.x, self.y - other.y)
    }
}

/// A line on the surface and its place on the sheet.
#[derive(Clone, Debug)]
pub struct Development {
    points: Vec<Point>,
    normals: Vec<DVec3>,
    sheet: Vec<DVec2>,
}

impl Development {
    /// Unrolls the line through `sites` (from the subject's right to the left, a few millimetres apart at most) with
    /// the site number `origin` at the sheet's origin and the line level there. `None` for fewer than three sites, an
    /// origin at an end, or sites that coincide.
    pub fn along(surface: &impl Surface, sites: &[Site], origin: usize) -> Option<Self> {
        if sites.len() < 3 || origin == 0 || origin + 1 >= sites.len() {
            return None;
        }
        let points: Vec<Point> = sites.iter().map(|site| surface.point(*site)).collect();
        let normals: Vec<DVec3> = sites
            .iter()
            .map(|site| surface.normal(*site).to_vec())
            .collect();
        let turns = (1..points.len() - 1)
            .map(|i| {
                turn(
                    points[i] - points[i - 1],
                    points[i + 1] - points[i],
                    normals[i],
                )
            })
            .collect::<Option<Vec<f64>>>()?;
        let mut sheet = vec![DVec2::ZERO; points.len()];
        // Half of the turn at the origin lies on either side of it, so that the line is level there.
        let mut heading = turns[origin - 1] / 2.0;
        for i in origin + 1..points.len() {
            sheet[i] = sheet[i - 1] + unit(heading) * points[i].distance(points[i - 1]);
            heading += turns.get(i - 1).copied().unwrap_or(0.0);
        }
        let mut heading = -turns[origin - 1] / 2.0;
        for i in (0..origin).rev() {
            sheet[i] = sheet[i + 1] - unit(heading) * points[i].distance(points[i + 1]);
            if i > 0 {
                heading -= turns[i - 1];
            }
        }
        Some(Self {
            points,
            normals,
            sheet,
        })
    }

    /// The line on the sheet.
    pub fn line(&self) -> Vec<SheetPoint> {
        self.sheet
            .iter()
            .map(|p| SheetPoint { x: p.x, y: p.y })
            .collect()
    }

    /// Where `point` (on the surface) goes; `None` farther than `reach_mm` from the line or beyond its ends.
    pub fn place(&self, point: Point, reach_mm: f64) -> Option<SheetPoint> {
        let (segment, t, distance) = self.nearest(point)?;
        if distance > reach_mm {
            return None;
        }
        let (a, b) = (self.points[segment], self.points[segment + 1]);
        let normal = self.normals[segment]
            .lerp(self.normals[segment + 1], t)
            .try_normalize()?;
        let in_skin = |v: DVec3| v - normal * v.dot(normal);
        let along = in_skin(b - a).try_normalize()?;
        let aside = in_skin(point - a.lerp(b, t));
        // On the outer side of a bend the nearest place is a corner of the line, and the way there leads askew.
        let way = DVec2::new(aside.dot(along), aside.dot(normal.cross(along)));
        let (p, q) = (self.sheet[segment], self.sheet[segment + 1]);
        let ahead = (q - p).try_normalize()?;
        let way = ahead.rotate(way.normalize_or_zero() * distance);
        let flat = p.lerp(q, t) + way;
        Some(SheetPoint {
            x: flat.x,
            y: flat.y,
        })
    }

    /// The nearest segment, where on it (0 to 1), and how far; `None` where the nearest place is an end of the line.
    fn nearest(&self, point: Point) -> Option<(usize, f64, f64)> {
        let mut best: Option<(usize, f64, f64)> = None;
        let last = self.points.len() - 2;
        for (i, pair) in self.points.windows(2).enumerate() {
            let along = pair[1] - pair[0];
            let t = (point - pair[0]).dot(along) / along.length_squared();
            let clamped = t.clamp(0.0, 1.0);
            let distance = point.distance(pair[0].lerp(pair[1], clamped));
            let beyond = (i == 0 && t < 0.0) || (i == last && t > 1.0);
            if best.is_none_or(|(_, _, least)| distance < least) {
                best = Some((i, if beyond { f64::NAN } else { clamped }, distance));
            }
        }
        best.filter(|(_, t, _)| t.is_finite())
    }
}

/// The signed angle from `before` to `after` in the plane across `normal`; positive to the left of travel.
fn turn(before: DVec3, after: DVec3, normal: DVec3) -> Option<f64> {
    let flat = |v: DVec3| (v - normal * v.dot(normal)).try_normalize();
    let (b, a) = (flat(before)?, flat(after)?);
    Some(libm::atan2(b.cross(a).dot(normal), b.dot(a)))
}

fn unit(heading: f64) -> DVec2 {
    let (s, c) = libm::sincos(heading);
    DVec2::new(c, s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesic;
    use crate::{Head, HeadMeasurements, Mm};

    #[test]
    fn a_geodesic_unrolls_straight_and_keeps_its_length() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let (right, left) = (Site::from_angles(-0.9, 0.5), Site::from_angles(0.9, 0.5));
        let path = geodesic::geodesic(&head, right, left);
        let sites: Vec<Site> = path.iter().map(|p| head.site(*p)).collect();
        let flat = Development::along(&head, &sites, sites.len() / 2).unwrap();
        let line = flat.line();
        let (first, last) = (line[0], line[line.len() - 1]);
        let straight = libm::hypot(last.x - first.x, last.y - first.y);
        assert!((straight - geodesic::length(&path).mm()).abs() < 0.05);
        assert!(line.iter().all(|p| p.y.abs() < 0.3), "{line:?}");
    }

    #[test]
    fn a_place_beside_the_line_keeps_its_distance_and_side() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let sites: Vec<Site> = (-40..=40)
            .map(|k| Site::from_angles(f64::from(k) / 50.0, 0.5))
            .collect();
        let flat = Development::along(&head, &sites, 40).unwrap();
        for ahead in [-15.0, 10.0] {
            let site = geodesic::walk(&head, sites[50], glam::DVec3::Y, Mm::new(ahead)).unwrap();
            let placed = flat.place(head.point(site), 30.0).unwrap();
            let nearest = flat
                .line()
                .iter()
                .map(|p| libm::hypot(p.x - placed.x, p.y - placed.y))
                .fold(99.0, f64::min);
            assert!((nearest - ahead.abs()).abs() < 0.3, "{nearest}");
            assert_eq!(placed.y > flat.line()[50].y, ahead > 0.0);
        }
        assert!(
            flat.place(head.point(Site::from_angles(2.0, 0.5)), 30.0)
                .is_none()
        );
        assert!(Development::along(&head, &sites[..2], 1).is_none());
    }
}
