//! What is wanted on a stencil: the lines of the zones, and the points to lay a sheet by.

use pointil_scalp::{
    CurveError, Hairline, HairlinePoint, Head, Landmark, Point, Site, Surface, SurfaceCurve, Zone,
    ZoneMap, geodesic,
};

use super::{StencilRefusal, StencilStroke};

/// A line that is wanted on the stencil.
pub(super) struct Wanted {
    pub label: String,
    pub stroke: StencilStroke,
    pub curve: SurfaceCurve,
    /// What its first and its last end are.
    pub ends: [&'static str; 2],
    /// When it gets a sheet of its own.
    pub sheet: OwnSheet,
}

/// When a line gets a sheet of its own.
pub(super) enum OwnSheet {
    /// Never: it only helps to lay other sheets.
    Never,
    /// Where too much of it is missing on the sheets before; it is the spine.
    Spine,
    /// Where it is not whole on one of the sheets before: a closed line along this axis, in pieces if that does not show it whole.
    Axis(SurfaceCurve),
    /// With others of its kind where it is on none of the sheets before: so small that it is drawn whole or not at all.
    Shared,
}

impl Wanted {
    /// Whether it is a patch, a scar or an old tattoo.
    pub const fn is_mark(&self) -> bool {
        matches!(self.stroke, StencilStroke::Outline | StencilStroke::Spot)
    }

    /// How much of it may be missing, in millimetres.
    pub fn may_miss(&self) -> f64 {
        const MISSING_MM: f64 = 8.0;
        match self.sheet {
            OwnSheet::Axis(_) => MISSING_MM.min(0.02 * self.curve.length().mm()),
            _ => MISSING_MM,
        }
    }
}

/// The midline's name.
pub(super) const MIDLINE: &str = "midline";

/// The lines of the zones, in the order in which they get their sheets.
pub(super) fn zone_lines(
    head: &Head,
    hairline: &Hairline,
    zones: &ZoneMap,
    treated: &[Zone],
) -> Result<Vec<Wanted>, StencilRefusal> {
    let named = |label: &str, stroke, curve, sheet| Wanted {
        label: label.replace('_', " "),
        stroke,
        curve,
        ends: ["right", "left"],
        sheet,
    };
    use OwnSheet::{Never, Spine};
    use StencilStroke::{Guide, Mark};
    let front_to_back = |curve, sheet| Wanted {
        ends: ["front", "back"],
        ..named(MIDLINE, Guide, curve, sheet)
    };
    let back = opisthocranion(head);
    let mut lines = vec![
        named("hairline", Mark, hairline.guide().clone(), Spine),
        // The hairline's own sheet has it.
        named("edge", Mark, hairline.edge().clone(), Never),
        front_to_back(midline(head, up(head, Landmark::Glabella), back)?, Spine),
    ];
    if let Some(inion) = inion(head, zones) {
        let below = core::f64::consts::PI - inion.elevation();
        lines.push(front_to_back(midline(head, back, below)?, Never));
    }
    for border in zones.borders() {
        if is_wanted(border.name, treated) && border.line.points().len() > 2 {
            // Lines at the back run from left to right as one looks at them from behind, so that up is up on their sheets.
            let (curve, ends) = match border.name {
                "fringe" | "vertex_transition" | "nape" => {
                    (border.line.reversed(head), ["left", "right"])
                }
                name => (border.line, ends(name)),
            };
            let axis = axis(head, &curve);
            lines.push(Wanted {
                ends,
                ..named(border.name, Mark, curve, axis.map_or(Spine, OwnSheet::Axis))
            });
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
        lines.push(named("lateral canthus", Guide, curve, Never));
    }
    Ok(lines)
}

fn up(head: &Head, landmark: Landmark) -> f64 {
    head.site(head.landmark(landmark)).elevation()
}

/// The opisthocranion's angle in the midsagittal plane, counted from ahead over the vertex.
fn opisthocranion(head: &Head) -> f64 {
    core::f64::consts::PI - up(head, Landmark::Opisthocranion)
}

/// The line in which the midsagittal plane meets the skin, between two angles counted from ahead over the vertex.
fn midline(head: &Head, from: f64, to: f64) -> Result<SurfaceCurve, CurveError> {
    const STEPS: u32 = 120;
    let at = |k: u32| {
        let turn = from + (to - from) * f64::from(k) / f64::from(STEPS);
        let (sin, cos) = libm::sincos(turn);
        Site::of(glam::DVec3::new(0.0, sin, cos))
    };
    let gap = |a: &mut Site, b: &mut Site| head.point(*a).distance(head.point(*b)) < 0.2;
    let mut sites: Vec<Site> = (0..=STEPS).filter_map(at).collect();
    sites.dedup_by(gap);
    SurfaceCurve::straight(head, &sites)
}

/// The inion: where the border of the nape, which runs at its level, crosses the midline; none if it does not.
fn inion(head: &Head, zones: &ZoneMap) -> Option<Site> {
    let borders = zones.borders();
    let nape = borders.iter().find(|border| border.name == "nape")?;
    let points = nape.line.points();
    let crossing = |pair: &&[Point]| (pair[0].left() < 0.0) != (pair[1].left() < 0.0);
    let found = points.windows(2).find(crossing)?;
    let middle = found[0].lerp(
        found[1],
        found[0].left() / (found[0].left() - found[1].left()),
    );
    Some(head.site(middle))
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

/// The straight line between the two places of a closed line that are farthest apart, from the subject's right to the left; none of an
/// open line.
pub(super) fn axis(head: &Head, curve: &SurfaceCurve) -> Option<SurfaceCurve> {
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

/// Points to lay a sheet by.
pub(super) fn named_points(
    head: &Head,
    hairline: &Hairline,
    zones: &ZoneMap,
) -> Vec<(String, Point)> {
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
    for landmark in [Landmark::Vertex, Landmark::Opisthocranion] {
        let site = head.site(head.landmark(landmark));
        points.push((landmark.name().to_owned(), head.point(site)));
    }
    let inion = inion(head, zones).map(|site| ("inion".to_owned(), head.point(site)));
    points.extend(inion);
    points
}
