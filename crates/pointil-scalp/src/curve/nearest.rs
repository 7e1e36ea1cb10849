//! The nearest place of a line, in a fraction of a microsecond.

use glam::DVec3;

use super::SurfaceCurve;
use crate::space::Point;
use crate::units::Mm;

/// The place of a line nearest to a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// The way along the line from its start.
    pub along: Mm,
    /// How far the point lies from the line: positive to the left of travel seen from outside, negative to the right. A
    /// hairline runs from the subject's right to the left, so the hair's side is positive.
    pub distance: Mm,
}

/// Stretches in one block.
const BLOCK: usize = 16;

/// Balls around consecutive stretches of a line, to pass over those that cannot hold the nearest place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Blocks(Vec<(DVec3, f64)>);

impl Blocks {
    pub(super) fn new(points: &[Point]) -> Self {
        let last = points.len().saturating_sub(1);
        let ball = |start: usize| {
            let own = &points[start..=(start + BLOCK).min(last)];
            let sum: DVec3 = own.iter().map(|p| p.to_vec()).sum();
            let centre = sum / own.len() as f64;
            let reach = |p: &Point| p.to_vec().distance(centre);
            (centre, own.iter().map(reach).fold(0.0, f64::max))
        };
        Self((0..last).step_by(BLOCK).map(ball).collect())
    }
}

/// The best candidate so far: squared distance, stretch, and where on the stretch (0 to 1).
struct Best {
    squared: f64,
    stretch: usize,
    t: f64,
}

pub(super) fn nearest(curve: &SurfaceCurve, point: Point) -> Nearest {
    let p = point.to_vec();
    let least = |(centre, radius): &(DVec3, f64)| (p.distance(*centre) - radius).max(0.0);
    let blocks = &curve.blocks.0;
    let mut first = (0, f64::INFINITY);
    for (i, block) in blocks.iter().enumerate() {
        let bound = least(block);
        if bound < first.1 {
            first = (i, bound);
        }
    }
    let mut best = Best {
        squared: f64::INFINITY,
        stretch: 0,
        t: 0.0,
    };
    search(curve, p, first.0, &mut best);
    for (i, block) in blocks.iter().enumerate() {
        let bound = least(block);
        if i != first.0 && bound * bound < best.squared {
            search(curve, p, i, &mut best);
        }
    }
    signed(curve, p, &best)
}

/// How far a point lies from the line, on either side; `reach` where that is farther. The same number as [`nearest`] gives, and the
/// sooner the shorter the reach.
pub(super) fn distance_within(curve: &SurfaceCurve, point: Point, reach: f64) -> f64 {
    let p = point.to_vec();
    let mut best = Best {
        squared: reach * reach,
        stretch: 0,
        t: 0.0,
    };
    let mut now = reach;
    for (i, (centre, radius)) in curve.blocks.0.iter().enumerate() {
        let far = now + radius;
        // A little more, so that rounding leaves out no block that counts.
        if p.distance_squared(*centre) <= far * far * (1.0 + 1e-12) {
            let before = best.squared;
            search(curve, p, i, &mut best);
            if best.squared < before {
                now = best.squared.sqrt();
            }
        }
    }
    now
}

/// The nearest place if it may lie within `reach`; `None` only if it does not.
pub(super) fn nearest_within(curve: &SurfaceCurve, point: Point, reach: f64) -> Option<Nearest> {
    let p = point.to_vec();
    let may = |(centre, radius): &(DVec3, f64)| {
        let reach = reach + radius;
        p.distance_squared(*centre) <= reach * reach
    };
    curve
        .blocks
        .0
        .iter()
        .any(may)
        .then(|| nearest(curve, point))
}

/// Looks through one block.
fn search(curve: &SurfaceCurve, p: DVec3, block: usize, best: &mut Best) {
    let start = block * BLOCK;
    let end = (start + BLOCK).min(curve.points.len() - 1);
    for stretch in start..end {
        let a = curve.points[stretch].to_vec();
        let ahead = curve.points[stretch + 1].to_vec() - a;
        let t = ((p - a).dot(ahead) / ahead.length_squared()).clamp(0.0, 1.0);
        let squared = p.distance_squared(a + ahead * t);
        if squared < best.squared {
            *best = Best {
                squared,
                stretch,
                t,
            };
        }
    }
}

fn signed(curve: &SurfaceCurve, p: DVec3, best: &Best) -> Nearest {
    let &Best {
        squared,
        stretch,
        t,
    } = best;
    let (a, b) = (curve.points[stretch], curve.points[stretch + 1]);
    let direction = |i: usize| (curve.points[i + 1] - curve.points[i]).normalize_or_zero();
    // At a corner either stretch alone may name the wrong side; their mean does not.
    let ahead = if t <= 0.0 && stretch > 0 {
        direction(stretch - 1) + direction(stretch)
    } else if t >= 1.0 && stretch + 2 < curve.points.len() {
        direction(stretch) + direction(stretch + 1)
    } else {
        b - a
    };
    let across = curve.normals[stretch].cross(ahead);
    let side = (p - a.lerp(b, t).to_vec()).dot(across);
    let (from, to) = (curve.along[stretch], curve.along[stretch + 1]);
    Nearest {
        along: Mm::new(from + (to - from) * t),
        distance: Mm::new(squared.sqrt().copysign(side)),
    }
}
