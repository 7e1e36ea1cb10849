//! Patches, scars and old tattoos of a design as closed lines on the head.

use glam::DVec3;
use pointil_scalp::{
    CurveError, Head, Landmark, Mm, PatchOutline, Point, Site, Surface, SurfaceCurve, geodesic,
};

use super::wanted::{OwnSheet, Wanted, axis};
use super::{StencilRefusal, StencilStroke};

/// A place of a design that has its own outline on the stencil.
#[derive(Clone, Debug, PartialEq)]
pub enum StencilMark {
    /// What an outline goes around, such as a patch or an old tattoo.
    Outline {
        /// What it is.
        label: String,
        /// Its outline.
        outline: PatchOutline,
    },
    /// All within half a width of a line, such as the scar of a strip.
    Band {
        /// What it is.
        label: String,
        /// Its middle line, straight from place to place.
        along: Vec<Site>,
        /// Its breadth.
        width: Mm,
    },
    /// Small circles of one size, such as the scars of punched grafts.
    Circles {
        /// What they are.
        label: String,
        /// Their middles.
        centres: Vec<Site>,
        /// Across each.
        diameter: Mm,
    },
}

/// How far an axis goes on beyond what lies along it, in millimetres.
const BEYOND_MM: f64 = 3.0;

impl StencilMark {
    /// The lines that it is drawn with.
    pub(super) fn lines(&self, head: &Head) -> Result<Vec<Wanted>, StencilRefusal> {
        let refused = |source: CurveError| StencilRefusal::Mark {
            name: self.label().to_owned(),
            source,
        };
        let line = |curve: SurfaceCurve, sheet: OwnSheet| Wanted {
            label: self.label().to_owned(),
            stroke: match sheet {
                OwnSheet::Shared => StencilStroke::Spot,
                _ => StencilStroke::Outline,
            },
            curve,
            ends: ["", ""],
            sheet,
        };
        match self {
            Self::Outline { outline, .. } => {
                let curve = outline.line(head).map_err(refused)?;
                let farthest = axis(head, &curve);
                let too_short = || StencilRefusal::TooShort {
                    name: self.label().to_owned(),
                };
                let ends = farthest.as_ref().map(SurfaceCurve::sites);
                let corners = ends.and_then(|own| Some([*own.first()?, *own.last()?]));
                let along = extended(head, &corners.ok_or_else(too_short)?, BEYOND_MM);
                Ok(vec![line(curve, OwnSheet::Axis(along.map_err(refused)?))])
            }
            Self::Band { along, width, .. } => {
                let half = width.mm() / 2.0;
                let curve = around(head, along, half).map_err(refused)?;
                let along = extended(head, along, half + BEYOND_MM).map_err(refused)?;
                Ok(vec![line(curve, OwnSheet::Axis(along))])
            }
            Self::Circles {
                centres, diameter, ..
            } => {
                let radius = Mm::new(diameter.mm() / 2.0);
                let circle = |centre: &Site| {
                    let outline = PatchOutline::Oval {
                        centre: *centre,
                        half_length: radius,
                        half_breadth: radius,
                        turn: 0.0,
                    };
                    Ok(line(outline.line(head).map_err(refused)?, OwnSheet::Shared))
                };
                centres.iter().map(circle).collect()
            }
        }
    }

    fn label(&self) -> &str {
        match self {
            Self::Outline { label, .. }
            | Self::Band { label, .. }
            | Self::Circles { label, .. } => label,
        }
    }
}

/// The line from corner to corner, and straight on by `by_mm` at both ends; up is up on its sheet.
pub(super) fn extended(
    head: &Head,
    corners: &[Site],
    by_mm: f64,
) -> Result<SurfaceCurve, CurveError> {
    let mut all = corners.to_vec();
    // At the back, as one looks at it, the subject's left is on the left.
    let (first, last) = (corners.first(), corners.last());
    if let (Some(first), Some(last)) = (first, last) {
        let (first, last) = (head.point(*first), head.point(*last));
        let behind = first.forward() + last.forward() < 0.0;
        if (first.left() > last.left()) != behind {
            all.reverse();
        }
    }
    let on = |site: Site, from: Site| {
        let ahead = head.point(site) - head.point(from);
        geodesic::walk(head, site, ahead, Mm::new(by_mm))
    };
    if let [first, second, ..] = all[..] {
        let before = on(first, second);
        let count = all.len();
        let after = on(all[count - 1], all[count - 2]);
        all = before.into_iter().chain(all).chain(after).collect();
    }
    SurfaceCurve::straight(head, &all)
}

/// The closed line at `half_mm` around the line from place to place, round at its ends.
fn around(head: &Head, along: &[Site], half_mm: f64) -> Result<SurfaceCurve, CurveError> {
    let middle = SurfaceCurve::straight(head, along)?;
    let (sites, points) = (middle.sites(), middle.points());
    let last = points.len() - 1;
    let frame = |k: usize| {
        let ahead = points[(k + 1).min(last)] - points[k.saturating_sub(1)];
        let normal = head.normal(sites[k]).to_vec();
        let ahead = (ahead - normal * ahead.dot(normal)).normalize_or_zero();
        (ahead, normal.cross(ahead))
    };
    let out = |k: usize, way: DVec3| geodesic::walk(head, sites[k], way, Mm::new(half_mm));
    let cap = |k: usize, sign: f64| {
        let steps = (half_mm * 3.0).clamp(6.0, 60.0) as u32;
        let (ahead, across) = frame(k);
        (1..steps).filter_map(move |step| {
            let turn = core::f64::consts::PI * f64::from(step) / f64::from(steps);
            let (sin, cos) = libm::sincos(turn);
            out(k, (across * cos + ahead * sin) * sign)
        })
    };
    let left = (0..=last).filter_map(|k| out(k, frame(k).1));
    let right = (0..=last).rev().filter_map(|k| out(k, -frame(k).1));
    let all = left.chain(cap(last, 1.0)).chain(right).chain(cap(0, -1.0));
    // Inside a bend the sides overlap.
    let is_out =
        |site: &Site| middle.nearest(head.point(*site)).distance.mm().abs() > 0.97 * half_mm;
    through(head, all.filter(is_out), true)
}

/// The line through places that lie close together, each a little away from the one before; closed if it is to be.
pub(super) fn through(
    head: &Head,
    sites: impl IntoIterator<Item = Site>,
    closed: bool,
) -> Result<SurfaceCurve, CurveError> {
    const GAP_MM: f64 = 0.2;
    let near = |a: Site, b: Site| head.point(a).distance(head.point(b)) < GAP_MM;
    let mut kept: Vec<Site> = Vec::new();
    for site in sites {
        if kept.last().is_none_or(|own| !near(*own, site)) {
            kept.push(site);
        }
    }
    if let (true, Some(first)) = (closed, kept.first().copied()) {
        while kept.len() > 1 && kept.last().is_some_and(|own| near(*own, first)) {
            kept.pop();
        }
        kept.push(first);
    }
    SurfaceCurve::straight(head, &kept)
}

/// What the first and last end of a line are, as one finds them on a head.
pub(super) fn ends(curve: &SurfaceCurve) -> [&'static str; 2] {
    let points = curve.points();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return ["", ""];
    };
    let way = *last - *first;
    let named = |along: f64, low, high| {
        if along > 0.0 {
            [low, high]
        } else {
            [high, low]
        }
    };
    let (left, up, forward) = (way.x.abs(), way.y.abs(), way.z.abs());
    if left >= up && left >= forward {
        named(way.x, "right", "left")
    } else if up >= forward {
        named(way.y, "lower", "upper")
    } else {
        named(way.z, "back", "front")
    }
}

const TAPED: [Landmark; 3] = [
    Landmark::Glabella,
    Landmark::Vertex,
    Landmark::Opisthocranion,
];

/// Where `point` lies as a tape finds it: how far over the skin from the two landmarks of the midline whose arcs cross there at the
/// best angle.
pub(super) fn taped(head: &Head, point: Point) -> String {
    let site = head.site(point);
    let ways = TAPED.map(|landmark| {
        let path = geodesic::geodesic(head, site, head.site(head.landmark(landmark)));
        let ahead = path.get(1).map(|next| *next - path[0]);
        let ahead = ahead.unwrap_or_default().normalize_or_zero();
        (landmark, geodesic::length(&path).mm(), ahead)
    });
    let crossing = |[a, b]: [usize; 2]| ways[a].2.cross(ways[b].2).length();
    let pairs = [[1, 2], [1, 0], [0, 2]];
    let best = pairs
        .into_iter()
        .max_by(|a, b| crossing(*a).total_cmp(&crossing(*b)));
    let [one, other] = best.unwrap_or(pairs[0]);
    let words = |k: usize| format!("{} {:.0} mm", ways[k].0.name(), ways[k].1);
    format!("{}, {}", words(one), words(other))
}

/// Where a point of the midline lies: how far over the skin from the nearest landmark, and which way.
pub(super) fn on_midline(head: &Head, point: Point) -> String {
    let site = head.site(point);
    let away = TAPED.map(|landmark| {
        let way = geodesic::distance(head, site, head.site(head.landmark(landmark)));
        (landmark, way.mm())
    });
    let nearest = away.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let Some((landmark, way)) = nearest else {
        return String::new();
    };
    if way < 0.5 {
        return format!("at the {}", landmark.name());
    }
    let mark = head.landmark(landmark);
    let side = match landmark {
        Landmark::Vertex if point.forward() > mark.forward() => "ahead of",
        Landmark::Vertex => "behind",
        _ if point.up() > mark.up() => "above",
        _ => "below",
    };
    format!("{way:.0} mm {side} the {}", landmark.name())
}
