//! What is designed on a scene's head: hairline, zones, densities and dots.

use glam::DVec3;
use pointil_optics::DotPlacement;
use pointil_scalp::dots::{
    DensityMap, PatternDot, SessionLayer, SessionPlan, SessionShares, Universe, UniverseOptions,
};
use pointil_scalp::template::Template;
use pointil_scalp::{
    DensityField, DensityGround, Direction, DotDensity, Hairline, HairlinePoint, Head, Mm, Point,
    Site, SquareCm, Surface, Zone, ZoneLayout, ZoneMap,
};

use crate::case::{
    Case, DotInSkin, composition, dot_count, dots_in_skin, hairline, measurements, placement,
    session_shares, sessions_done,
};
use crate::failure::Failure;
use crate::report::Report;

/// A design on one head.
pub struct Design {
    /// The new line.
    pub hairline: Hairline,
    /// The density that is asked for.
    pub density: DensityMap,
    /// The area in which dots are asked for.
    pub treated: SquareCm,
    /// Every dot.
    pub dots: Vec<PlannedDot>,
    /// The number of sessions.
    pub sessions: usize,
}

/// One dot of a design.
#[derive(Clone, Copy, Debug)]
pub struct PlannedDot {
    /// Where on the skin.
    pub point: Point,
    /// The skin's outward normal.
    pub normal: Direction,
    /// In which session it is placed, from 1; 0 if it was in the skin before the first.
    pub session: usize,
    /// Whether it is in the skin already.
    pub done: bool,
    /// The density wanted around it.
    pub density: DotDensity,
    /// Its place in the order in which dots appear as the whole design grows denser, 0 first.
    pub rank: usize,
    /// How it lies when healed.
    pub placement: DotPlacement,
    /// Its zone; none for a sentinel ahead of the line.
    pub zone: Option<Zone>,
}

impl Design {
    /// Lays out the case's design on `head`.
    pub fn of(case: &Case, head: &Head, report: &Report) -> Result<Self, Failure> {
        let file = &case.file;
        let sex = measurements(&file.client, &file.head)?.sex;
        let composition = composition(&file.treatment, head)?;
        let placement = placement(&file.pigment)?;
        let shares = session_shares(&file.sessions)?;
        let in_skin = in_skin(case, head, shares.count())?;
        report.step("drawing the hairline");
        let hairline = hairline(&file.hairline, head, sex, file.seed)?;
        report.step("laying out zones");
        let zones = ZoneMap::new(head, &hairline, ZoneLayout::default())
            .map_err(|error| Failure::input(format!("hairline: {error}")))?;
        report.step("composing densities");
        let ground = DensityGround::new(&zones, &hairline);
        let field = DensityField::new(&ground, &composition)
            .map_err(|error| Failure::input(format!("treatment: {error}")))?;
        report.step("placing dots");
        let map = DensityMap::new(Template::scalp(), |site| field.at(site));
        let pattern = pattern(case, head, &map, &shares, &in_skin)?;
        let sessions_done = file.sessions.done.unwrap_or(0);
        let mut dots: Vec<PlannedDot> = pattern
            .iter()
            .map(|dot| {
                planned(
                    dot,
                    placement,
                    sessions_done,
                    zones.zone(head.site(dot.point)),
                )
            })
            .collect();
        dots.sort_by_key(|dot| dot.rank);
        let count = dots.len();
        let sentinels = hairline.sentinels().iter().enumerate();
        dots.extend(
            sentinels.map(|(k, site)| sentinel(*site, head, count + k, shares.count(), placement)),
        );
        let treated = treated(head, &field);
        Ok(Self {
            hairline,
            density: map,
            treated,
            dots,
            sessions: shares.count(),
        })
    }
}

impl Design {
    /// Dots per square centimetre on average.
    pub fn dots_per_cm2(&self) -> f64 {
        let area = self.treated.square_cm();
        if area > 0.0 {
            self.dots.len() as f64 / area
        } else {
            0.0
        }
    }

    /// A place where the work begins, to look at closely, and the skin's outward normal there: a little behind the hairline
    /// beside the midline, or the dot nearest to it.
    pub fn edge_to_look_at(&self, head: &Head) -> Result<(Point, Direction), Failure> {
        const BESIDE_MM: f64 = 15.0;
        const BEHIND_MM: f64 = 4.0;
        let guide = self.hairline.guide();
        let way = self.hairline.way(HairlinePoint::MidFrontalPoint);
        let line = head.point(guide.at(head, Mm::new(way.mm() - BESIDE_MM)));
        let place = line + DVec3::new(0.0, BEHIND_MM, 0.0);
        let away = |dot: &&PlannedDot| dot.point.distance(place);
        let nearest = self.dots.iter().min_by(|a, b| away(a).total_cmp(&away(b)));
        nearest
            .map(|dot| (dot.point, dot.normal))
            .ok_or_else(|| Failure::input("treatment: asks for no dot at all; raise its densities"))
    }
}

/// The dots that done sessions left in the skin.
fn in_skin(case: &Case, head: &Head, sessions: usize) -> Result<Vec<DotInSkin>, Failure> {
    match sessions_done(&case.file.sessions, sessions)? {
        None => Ok(Vec::new()),
        Some((done, table)) => dots_in_skin(&case.beside(table), done, head)
            .map_err(|failure| failure.at("sessions.dots")),
    }
}

/// The final pattern of the density, around the dots in the skin.
fn pattern(
    case: &Case,
    head: &Head,
    map: &DensityMap,
    shares: &SessionShares,
    in_skin: &[DotInSkin],
) -> Result<Vec<PatternDot>, Failure> {
    let frozen: Vec<Site> = in_skin.iter().map(|dot| head.site(dot.point)).collect();
    let layer = |dot: &DotInSkin| match dot.session {
        0 => SessionLayer::Before,
        session => SessionLayer::Session(session as u8),
    };
    let layers: Vec<SessionLayer> = in_skin.iter().map(layer).collect();
    let options = UniverseOptions {
        seed: case.file.seed,
        ..UniverseOptions::default()
    };
    let count = dot_count(&case.file.treatment)?;
    let refused = |error: String| Failure::input(format!("treatment: {error}"));
    let universe = Universe::new(head, Template::scalp(), &options, &frozen)
        .map_err(|e| refused(e.to_string()))?;
    let mut plan =
        SessionPlan::new(&universe, shares, &layers).map_err(|e| refused(e.to_string()))?;
    plan.finish(head, map, count)
        .map_err(|e| refused(e.to_string()))
}

/// A dot of the pattern with what is put in.
fn planned(
    dot: &PatternDot,
    placement: DotPlacement,
    done: usize,
    zone: Option<Zone>,
) -> PlannedDot {
    let session = match dot.layer {
        SessionLayer::Before => 0,
        SessionLayer::Session(session) => usize::from(session),
    };
    PlannedDot {
        point: dot.point,
        normal: dot.normal,
        session,
        done: session <= done,
        density: dot.density,
        rank: dot.rank as usize,
        placement,
        zone,
    }
}

/// A single dot ahead of the line: placed last, when the line has settled.
fn sentinel(
    site: Site,
    head: &Head,
    rank: usize,
    session: usize,
    placement: DotPlacement,
) -> PlannedDot {
    let (point, normal) = head.frame(site);
    PlannedDot {
        point,
        normal,
        session,
        done: false,
        density: DotDensity::new(0.0),
        rank,
        placement,
        zone: None,
    }
}

/// The area of the scalp on which dots are asked for.
fn treated(head: &Head, field: &DensityField) -> SquareCm {
    let template = Template::scalp();
    let mut area = 0.0;
    for triangle in &template.triangles {
        let corners = triangle.map(|i| template.sites[i as usize]);
        let [a, b, c] = corners.map(|site| head.point(site));
        let asked = corners
            .iter()
            .filter(|site| field.at(**site).per_square_cm() > 1.0)
            .count();
        area += (b - a).cross(c - a).length() / 2.0 * asked as f64 / 3.0;
    }
    SquareCm::from_square_mm(area)
}
