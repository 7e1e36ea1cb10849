//! What is designed on a scene's head: hairline, zones, densities and dots.

use pointil_optics::DotDeposit;
use pointil_scalp::dots::{DensityMap, DotId, Universe, UniverseOptions};
use pointil_scalp::template::Template;
use pointil_scalp::{
    DensityField, DensityGround, Direction, DotDensity, Hairline, Head, Point, Site, SquareCm,
    Surface, Zone, ZoneLayout, ZoneMap,
};

use crate::case::{Case, composition, cumulative, deposit, hairline, measurements};
use crate::failure::Failure;
use crate::report::Report;

/// A design on one head.
pub struct Design {
    /// The new line.
    pub hairline: Hairline,
    /// What a healed dot is.
    pub deposit: DotDeposit,
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
    /// In which session it is placed, from 1.
    pub session: usize,
    /// The density wanted around it.
    pub density: DotDensity,
    /// Its place in the order in which dots appear, 0 first.
    pub rank: usize,
    /// Its zone; none for a sentinel ahead of the line.
    pub zone: Option<Zone>,
}

impl Design {
    /// Lays out the case's design on `head`.
    pub fn of(case: &Case, head: &Head, report: &Report) -> Result<Self, Failure> {
        let file = &case.file;
        let sex = measurements(&file.client, &file.head)?.sex;
        let composition = composition(&file.treatment, head)?;
        let deposit = deposit(&file.pigment)?;
        let shares = cumulative(&file.sessions)?;
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
        let options = UniverseOptions {
            seed: file.seed,
            ..UniverseOptions::default()
        };
        let universe = Universe::new(head, Template::scalp(), &options, &[])
            .map_err(|error| Failure::input(format!("treatment: {error}")))?;
        let mut dots = kept(&universe, &map, head, &zones, &shares);
        let count = dots.len();
        let sentinels = hairline.sentinels().iter().enumerate();
        dots.extend(sentinels.map(|(k, site)| sentinel(*site, head, count + k, shares.len())));
        let treated = treated(head, &field);
        Ok(Self {
            hairline,
            deposit,
            treated,
            dots,
            sessions: shares.len(),
        })
    }
}

/// The dots that the density keeps, in the order in which they appear as density rises; each is placed in the session in
/// which its share of the density around it is reached.
fn kept(
    universe: &Universe,
    map: &DensityMap,
    head: &Head,
    zones: &ZoneMap,
    shares: &[f64],
) -> Vec<PlannedDot> {
    let mut ids = Vec::new();
    universe.preview(map, &mut ids);
    let from = |id: &DotId| universe.density_from(*id).per_square_cm();
    ids.sort_by(|a, b| from(a).total_cmp(&from(b)).then(a.cmp(b)));
    let dot = |(rank, id): (usize, &DotId)| {
        let site = head.site(universe.point(*id));
        let (point, normal) = head.frame(site);
        let density = map.at(site);
        let share = from(id) / density.per_square_cm();
        let session = 1 + shares
            .iter()
            .take_while(|done| share > **done)
            .count()
            .min(shares.len() - 1);
        PlannedDot {
            point,
            normal,
            session,
            density,
            rank,
            zone: zones.zone(site),
        }
    };
    ids.iter().enumerate().map(dot).collect()
}

/// A single dot ahead of the line: placed last, when the line has settled.
fn sentinel(site: Site, head: &Head, rank: usize, session: usize) -> PlannedDot {
    let (point, normal) = head.frame(site);
    PlannedDot {
        point,
        normal,
        session,
        density: DotDensity::new(0.0),
        rank,
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
