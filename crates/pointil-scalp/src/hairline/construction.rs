//! From parameters to control points: the construction of Garg with the frontotemporal points of Shapiro.
//!
//! Garg lays a flexible tape on the skin "in a horizontal plane" and "in a vertical plane". So do we: [`tape`] follows
//! the section of the head by a plane. A: glabella. B: mid-frontal point, above A in the midplane. E: the lateral
//! reference, 8 cm (scaled by face width) from A by level tape, a little behind the lateral canthus. C: frontotemporal
//! point, from B by level tape and then straight back by the recession. D: temporal point, straight from
//! C to E. Garg asks that C lie 8 cm from E as well. With A–B, A–E and B–C all 8 cm it lies 8.5 cm from E on the mean male head; we
//! keep C level with B, since a point 5 mm lower would break Shapiro's rule that it never lies below B.

use glam::DVec3;

use super::control::{ControlPoint, HairlinePoint as P};
use super::noise;
use super::parameters::{HairlineParameters, face_scale};
use crate::curve::SurfaceCurve;
use crate::geodesic::walk;
use crate::head::Head;
use crate::landmarks::Landmark;
use crate::space::{Site, Surface};
use crate::units::Mm;

/// Garg's distance from glabella to lateral reference on a face of the table's width.
const LATERAL_REFERENCE_MM: f64 = 80.0;

/// How far left and right frontotemporal points depart at full asymmetry, each from its mean.
const SIDE_DIFFERENCE_MM: f64 = 1.5;

/// Where a tape leads that is held in the plane across `axis`, `length` from `start`, turning right-handed about `axis`: about
/// the upward axis to the subject's left, about the axis to the right from the face up and back. `None` where the
/// surface lies in that plane.
fn tape(surface: &impl Surface, start: Site, axis: DVec3, length: Mm) -> Option<Site> {
    let steps = (length.mm().abs() / 0.5).ceil().max(1.0) as usize;
    let step = length.mm() / steps as f64;
    let ahead = |site: Site| axis.cross(surface.normal(site).to_vec()).try_normalize();
    let mut site = start;
    for _ in 0..steps {
        let point = surface.point(site);
        let middle = surface.site(point + ahead(site)? * (step / 2.0));
        site = surface.site(point + ahead(middle)? * step);
    }
    Some(site)
}

/// The control points of the line with these parameters, from the subject's right to the left; `None` on a head too
/// misshapen to lay a tape on.
pub(super) fn control_points(head: &Head, p: &HairlineParameters) -> Option<Vec<ControlPoint>> {
    let glabella = head.site(head.landmark(Landmark::Glabella));
    let mid_frontal = walk(head, glabella, DVec3::Y, p.mid_frontal_height)?;
    let mut points: Vec<ControlPoint> = side(head, p, mid_frontal, -1.0)?
        .into_iter()
        .map(|point| ControlPoint {
            name: point.name.map(P::mirrored),
            site: point.site.mirrored(),
        })
        .collect();
    points.reverse();
    points.push(ControlPoint {
        name: Some(P::MidFrontalPoint),
        site: mid_frontal,
    });
    points.extend(side(head, p, mid_frontal, 1.0)?);
    Some(points)
}

/// How far forward of the tragion the left frontotemporal point lies with these parameters, in millimetres; 0 on a head too
/// misshapen to lay a tape on.
pub(super) fn before_ear(head: &Head, p: &HairlineParameters) -> f64 {
    let points = control_points(head, p).unwrap_or_default();
    let corner = points
        .iter()
        .find(|point| point.name == Some(P::FrontotemporalPointLeft));
    corner.map_or(0.0, |own| {
        head.point(own.site).forward() - head.landmark(Landmark::TragionLeft).forward()
    })
}

/// The head seen in a mirror, so that one construction serves both sides.
struct Mirror<'a> {
    head: &'a Head,
    flipped: bool,
}

impl Mirror<'_> {
    fn landmark(&self, left: Landmark) -> Site {
        let own = if self.flipped { left.mirrored() } else { left };
        self.flip(self.head.nearest(self.head.landmark(own)))
    }

    const fn flip(&self, site: Site) -> Site {
        if self.flipped { site.mirrored() } else { site }
    }

    const fn flip_vec(&self, v: DVec3) -> DVec3 {
        if self.flipped {
            DVec3::new(-v.x, v.y, v.z)
        } else {
            v
        }
    }
}

impl Surface for Mirror<'_> {
    fn point(&self, site: Site) -> crate::space::Point {
        let point = self.head.point(self.flip(site));
        crate::space::Point::from_vec(self.flip_vec(point.to_vec()))
    }

    fn normal(&self, site: Site) -> crate::space::Direction {
        let normal = self.head.normal(self.flip(site));
        crate::space::Direction::of(self.flip_vec(normal.to_vec())).unwrap_or(normal)
    }

    fn site(&self, point: crate::space::Point) -> Site {
        let point = crate::space::Point::from_vec(self.flip_vec(point.to_vec()));
        self.flip(self.head.site(point))
    }
}

/// The points of the left side from the mid-frontal point outward (`sign` 1), or those of the right side as a mirror
/// shows them (`sign` -1).
fn side(
    head: &Head,
    p: &HairlineParameters,
    mid_frontal: Site,
    sign: f64,
) -> Option<Vec<ControlPoint>> {
    let face = &Mirror {
        head,
        flipped: sign < 0.0,
    };
    let mid_frontal = face.flip(mid_frontal);
    let stray = |stream: u64| {
        let share = 2.0 * noise::unit(p.seed, stream, 0) - 1.0;
        sign * p.asymmetry * SIDE_DIFFERENCE_MM * share
    };
    let breadth = p.frontotemporal_breadth.mm() + stray(noise::BREADTH);
    let recession = p.recession.mm() + stray(noise::RECESSION);
    // A place of the frontal line: a share of the breadth to the side, a share of the recession back.
    let frontal = |aside: f64, back: f64| {
        let level = tape(face, mid_frontal, DVec3::Y, Mm::new(breadth * aside))?;
        tape(face, level, DVec3::NEG_X, Mm::new(recession * back))
    };
    let frontotemporal = frontal(1.0, 1.0)?;
    // The rounder the angle, the earlier the line departs from the level of its middle.
    let lateral_anterior = frontal(0.6, 0.18 + 0.2 * p.roundness)?;
    let temporal = temporal_point(face, head, p, frontotemporal)?;
    let sideburn = tape(
        face,
        face.landmark(Landmark::TragionLeft),
        DVec3::Y,
        Mm::new(-p.sideburn_breadth.mm()),
    )?;
    let recess = between(face, temporal, sideburn, 0.5, -p.infratemporal_recess.mm())?;
    let [near, far] = shoulders(
        face,
        p.roundness,
        lateral_anterior,
        frontotemporal,
        temporal,
    )?;
    let named = |name: P, site: Site| ControlPoint {
        name: Some(name),
        site,
    };
    let unnamed = |site: Site| ControlPoint { name: None, site };
    Some(vec![
        named(P::LateralAnteriorPointLeft, lateral_anterior),
        unnamed(near),
        named(P::FrontotemporalPointLeft, frontotemporal),
        unnamed(far),
        named(P::TemporalPointLeft, temporal),
        named(P::InfratemporalRecessLeft, recess),
        named(P::SideburnLeft, sideburn),
    ])
}

fn temporal_point(
    face: &Mirror<'_>,
    head: &Head,
    p: &HairlineParameters,
    frontotemporal: Site,
) -> Option<Site> {
    let glabella = face.flip(head.site(head.landmark(Landmark::Glabella)));
    let reference = Mm::new(LATERAL_REFERENCE_MM * face_scale(head));
    let lateral_reference = tape(face, glabella, DVec3::Y, reference)?;
    let way = SurfaceCurve::straight(face, &[frontotemporal, lateral_reference]).ok()?;
    let (_, behind) = way.directions(p.temporal_point_drop);
    let on_line = way.at(face, p.temporal_point_drop);
    walk(
        face,
        on_line,
        behind,
        Mm::new(-p.temporal_point_projection.mm()),
    )
}

/// The place a share of the way from one site to another, moved aside by `forward_mm`.
fn between(face: &Mirror<'_>, from: Site, to: Site, share: f64, forward_mm: f64) -> Option<Site> {
    let way = SurfaceCurve::straight(face, &[from, to]).ok()?;
    let at = Mm::new(way.length().mm() * share);
    let (_, behind) = way.directions(at);
    walk(face, way.at(face, at), behind, Mm::new(-forward_mm))
}

/// Where a round of the frontotemporal angle through its point touches the two limbs, towards `before` and `after`. Its radius
/// grows from 2 mm at roundness 0 to 40 mm at 1, as far as the limbs have room.
fn shoulders(
    face: &Mirror<'_>,
    roundness: f64,
    before: Site,
    corner: Site,
    after: Site,
) -> Option<[Site; 2]> {
    let (at, normal) = (face.point(corner), face.normal(corner).to_vec());
    let towards = |site: Site| {
        let v = face.point(site) - at;
        (v - normal * v.dot(normal)).try_normalize()
    };
    let (d1, d2) = (towards(before)?, towards(after)?);
    let inward = (d1 + d2).try_normalize()?;
    let aside = (d1 - d2).try_normalize()?;
    // Half the arc between the limbs' tangents is what half the angle lacks of a right angle.
    let half_arc = core::f64::consts::FRAC_PI_2 - libm::acos(d1.dot(inward).clamp(-1.0, 1.0));
    let (sin, cos) = libm::sincos(half_arc);
    let room = 0.45
        * at.distance(face.point(before))
            .min(at.distance(face.point(after)));
    let chord = (2.0 * (1.0 - cos)).sqrt().max(1e-6);
    let radius = (2.0 * libm::pow(20.0, roundness)).min(room / chord);
    let touch =
        |side: f64| face.site(at + inward * (radius * (1.0 - cos)) + aside * (side * radius * sin));
    Some([touch(1.0), touch(-1.0)])
}
