//! Which sheets a design's stencil has, and what is drawn on each.

use pointil_scalp::{
    CurveError, Development, Hairline, HairlinePoint, Head, Landmark, Mm, Point, Site, Surface,
    SurfaceCurve, Zone, ZoneMap, geodesic,
};

use super::{Stencil, StencilLine, StencilPlace, StencilPoint, StencilStroke};

/// The farthest from a spine that anything is drawn, in millimetres.
const REACH_MM: f64 = 25.0;

/// The most that lengths beside a spine may be stretched.
const STRETCH: f64 = 0.03;

/// Two places nearer to each other than this keep their distance, within the given error; in millimetres.
const NEAR_MM: f64 = 25.0;
const DISTANCE_ERROR_MM: f64 = 0.8;

/// The mean curvature of a head, per millimetre, by which a way along the skin is longer than the straight one.
const HEAD_CURVATURE: f64 = 1.0 / 90.0;

/// The most that the whole of a line beside a spine may be too long or too short, in millimetres.
const LENGTH_ERROR_MM: f64 = 0.8;

/// Pieces shorter than this are left off, in millimetres.
const LEAST_PIECE_MM: f64 = 8.0;

/// A line of which more than this is missing on every sheet so far gets a sheet of its own, in millimetres.
const MISSING_MM: f64 = 8.0;

/// A stencil that cannot be laid out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StencilRefusal {
    /// A line that has no length on this head.
    #[error("{name} is too short to lay flat; move its points apart")]
    TooShort {
        /// Its name.
        name: String,
    },
    /// A midline or mark that cannot be drawn.
    #[error("midline: {0}")]
    Midline(#[from] CurveError),
}

/// A line that is wanted on the stencil.
struct Wanted {
    label: String,
    stroke: StencilStroke,
    curve: SurfaceCurve,
    /// What its first and its last end are.
    ends: [&'static str; 2],
}

/// The head with everything that is wanted on its stencil.
struct Drawing<'a> {
    head: &'a Head,
    lines: Vec<Wanted>,
    points: Vec<(String, Point)>,
}

/// The stencil of the `treated` zones of `head`: the hairline's sheet first, then the midline's, then one for each border that is on neither.
///
/// On each sheet the spine has its true length and turning. Whatever else is drawn lies so near to it that lengths there are wrong by
/// at most 3 %, and a whole line by at most 0.8 mm; what would be worse is left off, and is the spine of a sheet of its own.
///
/// # Errors
/// A line without length, as on no head with a hairline that was accepted for it.
pub fn stencil_sheets(
    head: &Head,
    hairline: &Hairline,
    zones: &ZoneMap,
    treated: &[Zone],
) -> Result<Vec<Stencil>, StencilRefusal> {
    let drawing = Drawing {
        head,
        lines: wanted(head, hairline, zones, treated)?,
        points: named_points(head, hairline),
    };
    let mut sheets: Vec<Stencil> = Vec::new();
    // The second of the two hairlines and the marks of the canthi never need a sheet of their own.
    for spine in drawing
        .lines
        .iter()
        .filter(|line| line.stroke != StencilStroke::Guide || line.label == MIDLINE)
    {
        if spine.label == EDGE || drawing.missing(spine, &sheets) <= MISSING_MM {
            continue;
        }
        sheets.push(drawing.sheet(spine)?);
    }
    Ok(sheets)
}

const MIDLINE: &str = "midline";
const EDGE: &str = "edge";

/// The lines of the stencil, in the order in which they get their sheets.
fn wanted(
    head: &Head,
    hairline: &Hairline,
    zones: &ZoneMap,
    treated: &[Zone],
) -> Result<Vec<Wanted>, StencilRefusal> {
    let across = ["right", "left"];
    let named = |label: &str, stroke: StencilStroke, curve: SurfaceCurve| Wanted {
        label: label.replace('_', " "),
        stroke,
        curve,
        ends: across,
    };
    let mut lines = vec![
        named("hairline", StencilStroke::Mark, hairline.guide().clone()),
        named(EDGE, StencilStroke::Mark, hairline.edge().clone()),
    ];
    let mut midline = named(MIDLINE, StencilStroke::Guide, midline(head)?);
    midline.ends = ["front", "back"];
    lines.push(midline);
    for border in zones.borders() {
        if is_wanted(border.name, treated) && border.line.points().len() > 2 {
            // Lines at the back run from left to right as one looks at them from behind, so that up is up on their sheets.
            let (curve, ends) = match border.name {
                "fringe" | "vertex_transition" | "nape" => {
                    (border.line.reversed(head), ["left", "right"])
                }
                name => (border.line, ends(name)),
            };
            let mut line = named(border.name, StencilStroke::Mark, curve);
            line.ends = ends;
            lines.push(line);
        }
    }
    for (canthus, point) in [
        (
            Landmark::ExocanthionRight,
            HairlinePoint::FrontotemporalPointRight,
        ),
        (
            Landmark::ExocanthionLeft,
            HairlinePoint::FrontotemporalPointLeft,
        ),
    ] {
        let from = head.site(head.landmark(canthus));
        let path = geodesic::geodesic(head, from, hairline.site(point));
        let sites: Vec<Site> = path.iter().map(|own| head.site(*own)).collect();
        let curve = SurfaceCurve::straight(head, &sites)?;
        lines.push(named("lateral canthus", StencilStroke::Guide, curve));
    }
    Ok(lines)
}

/// The line in which the midsagittal plane meets the skin, from the glabella over the vertex to the opisthocranion.
fn midline(head: &Head) -> Result<SurfaceCurve, CurveError> {
    const STEPS: u32 = 120;
    let up = |landmark: Landmark| head.site(head.landmark(landmark)).elevation();
    let from = up(Landmark::Glabella);
    let to = core::f64::consts::PI - up(Landmark::Opisthocranion);
    let at = |k: u32| {
        let turn = from + (to - from) * f64::from(k) / f64::from(STEPS);
        let (sin, cos) = libm::sincos(turn);
        Site::of(glam::DVec3::new(0.0, sin, cos))
    };
    let sites: Vec<Site> = (0..=STEPS).filter_map(at).collect();
    SurfaceCurve::straight(head, &sites)
}

/// Whether a border is that of a treated zone.
fn is_wanted(border: &str, treated: &[Zone]) -> bool {
    use Zone as Z;
    let any = |zones: &[Zone]| zones.iter().any(|zone| treated.contains(zone));
    match border {
        // The hairline is drawn from its guide.
        "hairline" => false,
        "transition_zone" => any(&[Z::TransitionZone]),
        "defined_zone" => any(&[Z::DefinedZone]),
        "frontal_tuft" => any(&[Z::FrontalTuft]),
        "frontal_third" => any(&[Z::Forelock, Z::MidScalp]),
        "fringe" => any(&[
            Z::Crown,
            Z::MidScalp,
            Z::LateralHumpLeft,
            Z::LateralHumpRight,
            Z::ParietalLeft,
            Z::ParietalRight,
            Z::Occipital,
        ]),
        "vertex_transition" => any(&[Z::Crown]),
        "lateral_hump_right" => any(&[Z::LateralHumpRight]),
        "lateral_hump_left" => any(&[Z::LateralHumpLeft]),
        "temporal_point_right" => any(&[Z::TemporalPointRight]),
        "temporal_point_left" => any(&[Z::TemporalPointLeft]),
        "temple_right" => any(&[Z::TempleRight, Z::ParietalRight]),
        "temple_left" => any(&[Z::TempleLeft, Z::ParietalLeft]),
        "occipital_right" => any(&[Z::Occipital, Z::ParietalRight]),
        "occipital_left" => any(&[Z::Occipital, Z::ParietalLeft]),
        _ => any(&[Z::Nape]),
    }
}

/// What the first and the last end of a border are.
fn ends(border: &str) -> [&'static str; 2] {
    match border {
        "lateral_hump_right" | "lateral_hump_left" => ["back", "front"],
        "temple_right" | "temple_left" => ["ear", "fringe"],
        "temporal_point_right" | "temporal_point_left" => ["frontotemporal point", "recess"],
        "occipital_right" | "occipital_left" => ["behind the ear", "fringe"],
        _ => ["right", "left"],
    }
}

/// Points to lay a sheet by.
fn named_points(head: &Head, hairline: &Hairline) -> Vec<(String, Point)> {
    let point =
        |label: &str, own: HairlinePoint| (label.to_owned(), head.point(hairline.site(own)));
    let mut points = vec![
        point("mid-frontal point", HairlinePoint::MidFrontalPoint),
        point(
            "frontotemporal point",
            HairlinePoint::FrontotemporalPointRight,
        ),
        point(
            "frontotemporal point",
            HairlinePoint::FrontotemporalPointLeft,
        ),
        point("temporal point", HairlinePoint::TemporalPointRight),
        point("temporal point", HairlinePoint::TemporalPointLeft),
    ];
    let vertex = head.site(head.landmark(Landmark::Vertex));
    points.push(("vertex".to_owned(), head.point(vertex)));
    points
}

impl Drawing<'_> {
    /// How much of `line` is on none of `sheets`, in millimetres: its whole length less its longest piece.
    fn missing(&self, line: &Wanted, sheets: &[Stencil]) -> f64 {
        let pieces = sheets.iter().flat_map(|sheet| &sheet.lines);
        let own = pieces.filter(|piece| piece.label == line.label);
        let longest = own.map(StencilLine::length_on_head).fold(0.0, f64::max);
        line.curve.length().mm() - longest
    }

    /// The sheet of `line`, with everything that is right beside it. A closed line, which does not unroll, is laid along its axis.
    fn sheet(&self, line: &Wanted) -> Result<Stencil, StencilRefusal> {
        let axis = axis(self.head, &line.curve);
        let spine = axis.as_ref().unwrap_or(&line.curve);
        let band = Band::along(self.head, spine, line.label == MIDLINE);
        let band = band.ok_or_else(|| StencilRefusal::TooShort {
            name: line.label.clone(),
        })?;
        let own = match line.stroke {
            StencilStroke::Guide => StencilStroke::Guide,
            _ => StencilStroke::Cut,
        };
        let (label, stroke) = match axis {
            None => (line.label.clone(), own),
            Some(_) => ("axis".to_owned(), StencilStroke::Guide),
        };
        let flat = band.flat.line().into_iter().zip(spine.points());
        let places = flat.map(|(flat, on_head)| StencilPlace {
            flat,
            on_head: *on_head,
        });
        let mut lines = vec![StencilLine {
            label,
            stroke,
            places: places.collect(),
        }];
        let mut drawn = lines[0].places.clone();
        let others = self.lines.iter().filter(|other| other.curve != *spine);
        for other in others {
            for places in band.pieces(&other.curve, &mut drawn) {
                let is_own = other.label == line.label;
                lines.push(StencilLine {
                    label: other.label.clone(),
                    stroke: if is_own { own } else { other.stroke },
                    places,
                });
            }
        }
        let points = self.points.iter().filter_map(|(label, on_head)| {
            let place = band.place(*on_head)?;
            let agrees = drawn.iter().all(|other| agree(&place, other));
            agrees.then(|| StencilPoint {
                label: label.clone(),
                place,
            })
        });
        Ok(Stencil {
            title: title(&line.label),
            ends: line.ends.map(str::to_owned),
            points: points.collect(),
            lines,
        })
    }
}

/// The straight line between the two places of a closed line that are farthest apart, from the subject's right to the left; none of
/// an open line.
fn axis(head: &Head, curve: &SurfaceCurve) -> Option<SurfaceCurve> {
    const CLOSED_MM: f64 = 1.0;
    let points = curve.points();
    let (first, last) = (points.first()?, points.last()?);
    if first.distance(*last) > CLOSED_MM {
        return None;
    }
    let farthest = |from: &Point| {
        let away = |own: &&Point| own.distance(*from);
        let found = points.iter().max_by(|a, b| away(a).total_cmp(&away(b)));
        found.copied()
    };
    let one = farthest(first)?;
    let other = farthest(&one)?;
    let (right, left) = if one.left() < other.left() {
        (one, other)
    } else {
        (other, one)
    };
    SurfaceCurve::straight(head, &[head.site(right), head.site(left)]).ok()
}

/// `Hairline` for `hairline`.
fn title(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().map(|own| own.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The band of skin around a spine, laid flat.
struct Band<'a> {
    spine: &'a SurfaceCurve,
    flat: Development,
    /// How far to the side lengths are right, at each site of the spine.
    reach: Vec<f64>,
    ways: Vec<f64>,
}

impl<'a> Band<'a> {
    fn along(head: &Head, curve: &'a SurfaceCurve, is_midline: bool) -> Option<Self> {
        let ways: Vec<f64> = curve.ways().map(Mm::mm).collect();
        // Level where it crosses the midline, or half-way.
        let half = curve.length().mm() / 2.0;
        let crossing = curve
            .points()
            .windows(2)
            .position(|pair| !is_midline && (pair[0].left() < 0.0) != (pair[1].left() < 0.0));
        let middle = crossing.or_else(|| ways.iter().position(|way| *way >= half))?;
        let origin = middle.clamp(1, ways.len().checked_sub(2)?);
        let reach = curve.sites().iter().map(|site| {
            let bend = gaussian_curvature(head, *site).abs().max(1e-9);
            (2.0 * STRETCH / bend).sqrt().min(REACH_MM)
        });
        Some(Self {
            flat: Development::along(head, curve.sites(), origin)?,
            reach: reach.collect(),
            spine: curve,
            ways,
        })
    }

    /// Where `on_head` goes, if lengths are right there.
    fn place(&self, on_head: Point) -> Option<StencilPlace> {
        let near = self.spine.nearest(on_head);
        let index = self.ways.partition_point(|way| *way < near.along.mm());
        let reach = *self.reach.get(index)?;
        let flat = self.flat.place(on_head, reach)?;
        Some(StencilPlace { flat, on_head })
    }

    /// The pieces of `curve` that are right beside the spine and agree with what is `drawn` already, to which they are added.
    fn pieces(
        &self,
        curve: &SurfaceCurve,
        drawn: &mut Vec<StencilPlace>,
    ) -> Vec<Vec<StencilPlace>> {
        let mut pieces = Vec::new();
        let mut piece: Vec<StencilPlace> = Vec::new();
        for point in curve.points() {
            let place = self.place(*point);
            match place.filter(|own| drawn.iter().all(|other| agree(own, other))) {
                Some(place) => {
                    piece.push(place);
                    drawn.push(place);
                }
                None => pieces.push(core::mem::take(&mut piece)),
            }
        }
        pieces.push(piece);
        let right = pieces.iter().map(|piece| longest_right(piece).to_vec());
        right
            .filter(|piece| length(piece) >= LEAST_PIECE_MM)
            .collect()
    }
}

/// Whether two places have their distance on the sheet, if they lie near each other.
fn agree(a: &StencilPlace, b: &StencilPlace) -> bool {
    let (flat, straight) = (a.flat.distance(b.flat), a.on_head.distance(b.on_head));
    if flat.min(straight) > NEAR_MM {
        return true;
    }
    // The way along a sphere.
    let along = straight * (1.0 + (straight * HEAD_CURVATURE).powi(2) / 24.0);
    (flat - along).abs() < DISTANCE_ERROR_MM
}

/// By how much a step between two places is too long on the sheet, in millimetres.
fn step_error(from: &StencilPlace, to: &StencilPlace) -> f64 {
    from.flat.distance(to.flat) - from.on_head.distance(to.on_head)
}

fn length(piece: &[StencilPlace]) -> f64 {
    let steps = piece.windows(2);
    steps
        .map(|pair| pair[0].on_head.distance(pair[1].on_head))
        .sum()
}

/// The longest part of `piece` no part of which is too long or too short by more than is allowed.
fn longest_right(piece: &[StencilPlace]) -> &[StencilPlace] {
    let mut best = 0..0;
    for from in 0..piece.len() {
        let (mut error, mut least, mut most) = (0.0_f64, 0.0_f64, 0.0_f64);
        let mut to = from;
        while let (Some(a), Some(b)) = (piece.get(to), piece.get(to + 1)) {
            error += step_error(a, b);
            (least, most) = (least.min(error), most.max(error));
            if most - least > LENGTH_ERROR_MM {
                break;
            }
            to += 1;
        }
        if to + 1 - from > best.len() {
            best = from..to + 1;
        }
    }
    piece.get(best).unwrap_or_default()
}

/// The Gaussian curvature of the head at `site`, per square millimetre.
fn gaussian_curvature(head: &Head, site: Site) -> f64 {
    const STEP_MM: f64 = 1.0;
    let (point, normal) = head.frame(site);
    let n = normal.to_vec();
    let u = n.any_orthonormal_vector();
    let v = n.cross(u);
    let turned = |way: glam::DVec3| {
        let at = |by: f64| head.frame(head.site(point + way * by));
        let (ahead, behind) = (at(STEP_MM), at(-STEP_MM));
        (ahead.0 - behind.0, ahead.1.to_vec() - behind.1.to_vec())
    };
    let ((pu, nu), (pv, nv)) = (turned(u), turned(v));
    nu.cross(nv).dot(n) / pu.cross(pv).dot(n)
}
