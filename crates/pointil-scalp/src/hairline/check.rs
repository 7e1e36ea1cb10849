//! What no hairline may be.

use super::Hairline;
use super::control::{ControlPoint, HairlinePoint as P};
use super::parameters::HairlineParameters;
use super::refusal::HairlineRefusal;
use crate::curve::SurfaceCurve;
use crate::head::Head;
use crate::landmarks::Landmark;
use crate::space::{Point, Surface};
use crate::template::border_elevation;

/// How far the line may dip below the scalp's border at temple and sideburn, where skin is drawn on beyond it.
const DIP_MM: f64 = 6.0;

/// The named points, each once and in order.
pub(super) fn names(points: &[ControlPoint]) -> Result<(), HairlineRefusal> {
    let found: Vec<P> = points.iter().filter_map(|point| point.name).collect();
    for (place, point) in P::ALL.iter().enumerate() {
        if found.get(place) != Some(point) || found.len() > P::ALL.len() {
            let found = found.iter().filter(|own| *own == point).count();
            // Once, but elsewhere, is none in its place.
            let found = if found == 1 { 0 } else { found };
            return Err(HairlineRefusal::ControlPoints {
                point: *point,
                found,
            });
        }
    }
    Ok(())
}

/// The named points against the head and each other.
pub(super) fn points(head: &Head, hairline: &Hairline) -> Result<(), HairlineRefusal> {
    for own in &hairline.control_points {
        let name = own.name.map_or("line", P::name);
        on_scalp(head, head.point(own.site), name, own.name)?;
    }
    // Over the midline the straight way is the shortest, and a hundred times quicker to find.
    let glabella = head.site(head.landmark(Landmark::Glabella));
    let middle = hairline.site(P::MidFrontalPoint);
    let height_mm = SurfaceCurve::straight(head, &[glabella, middle])?
        .length()
        .mm();
    let (low_mm, high_mm) = HairlineParameters::range("mid_frontal_height").unwrap_or_default();
    // A height asked for at the end of the range is met to a hair's breadth.
    let slack = 0.5;
    if !(height_mm >= low_mm - slack && height_mm <= high_mm + slack) {
        return Err(HairlineRefusal::MidFrontalHeight {
            height_mm,
            low_mm,
            high_mm,
        });
    }
    order(head, hairline)
}

/// Relations between points that hold on every head.
fn order(head: &Head, hairline: &Hairline) -> Result<(), HairlineRefusal> {
    let at = |point: P| head.point(hairline.site(point));
    let least = |point: P, place: &'static str, by_mm: f64, least_mm: f64| {
        if by_mm <= -least_mm {
            Ok(())
        } else {
            Err(HairlineRefusal::Order {
                point: point.name(),
                place,
                by_mm,
                least_mm,
            })
        }
    };
    let middle = at(P::MidFrontalPoint);
    least(
        P::MidFrontalPoint,
        "off the midline",
        middle.left().abs() - 15.0,
        0.0,
    )?;
    for (frontotemporal, temporal, sign) in [
        (P::FrontotemporalPointRight, P::TemporalPointRight, -1.0),
        (P::FrontotemporalPointLeft, P::TemporalPointLeft, 1.0),
    ] {
        let (corner, peak) = (at(frontotemporal), at(temporal));
        let beyond = -sign * corner.left();
        least(
            frontotemporal,
            "on the other side of the midline",
            beyond,
            20.0,
        )?;
        let ahead = corner.forward() - middle.forward();
        least(
            frontotemporal,
            "in front of the mid-frontal point",
            ahead,
            0.0,
        )?;
        let below = peak.up() - corner.up();
        least(frontotemporal, "below the temporal point", below, 5.0)?;
        let brow = head.landmark(Landmark::Glabella).up();
        least(frontotemporal, "below the brow", brow - corner.up(), 15.0)?;
    }
    Ok(())
}

/// The way between the points.
pub(super) fn line(head: &Head, guide: &SurfaceCurve) -> Result<(), HairlineRefusal> {
    let last = guide.points().len().saturating_sub(1);
    for (i, point) in guide.points().iter().enumerate() {
        // The very ends belong to the sideburns, which run out below the border.
        if i.min(last - i) > 20 {
            on_scalp(head, *point, "line", None)?;
        }
    }
    crossings(guide)
}

/// Neither behind the ears nor below the brow.
fn on_scalp(
    head: &Head,
    point: Point,
    name: &'static str,
    which: Option<P>,
) -> Result<(), HairlineRefusal> {
    let right = point.left() < 0.0;
    let ear = |left: Landmark| head.landmark(if right { left.mirrored() } else { left });
    // Beside the ear its front counts; above it a line may reach as far back as the ear does.
    let behind_ear = if point.up() < ear(Landmark::SuperauraleLeft).up() {
        ear(Landmark::TragionLeft)
    } else {
        ear(Landmark::PostauraleLeft)
    };
    let behind_mm = behind_ear.forward() - point.forward();
    if behind_mm > 0.0 {
        return Err(HairlineRefusal::BehindEar {
            point: name,
            behind_mm,
        });
    }
    if matches!(which, Some(P::SideburnRight | P::SideburnLeft)) {
        return Ok(());
    }
    let site = head.site(point);
    let short = border_elevation(site.azimuth()) - site.elevation();
    let below_mm = short * head.cranium().semi_axes().y;
    if below_mm > DIP_MM {
        return Err(HairlineRefusal::BelowBrow {
            point: name,
            below_mm,
        });
    }
    Ok(())
}

/// Whether the line crosses itself, seen from above the vertex on a plane that shows every site once.
pub(super) fn crossings(line: &SurfaceCurve) -> Result<(), HairlineRefusal> {
    let flat: Vec<(f64, f64)> = line
        .sites()
        .iter()
        .map(|s| crate::zones::flat(*s))
        .collect();
    let turn = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| {
        (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0) > 0.0
    };
    // Every second site is enough to see a loop, and halves the work twice.
    let coarse: Vec<usize> = (0..flat.len()).step_by(2).collect();
    for (i, own) in coarse.windows(2).enumerate() {
        let (a, b) = (flat[own[0]], flat[own[1]]);
        for other in coarse.windows(2).skip(i + 2) {
            let (c, d) = (flat[other[0]], flat[other[1]]);
            let far = (c.0 - a.0).abs() > 0.1 || (c.1 - a.1).abs() > 0.1;
            if !far && turn(a, b, c) != turn(a, b, d) && turn(c, d, a) != turn(c, d, b) {
                return Err(HairlineRefusal::CrossesItself {
                    left_mm: line.points()[own[0]].left(),
                });
            }
        }
    }
    Ok(())
}
