//! What follows from a design on its head: the line, zones, densities, and every dot, bit for bit.

mod composition;
mod error;
mod part_line;
mod setting;

use std::collections::BTreeMap;

use pointil_scalp::dots::{
    DensityMap, DotCount, PatternDot, SessionLayer, SessionPlan, Universe, UniverseOptions,
};
use pointil_scalp::template::Template;
use pointil_scalp::{
    DensityField, DensityGround, Direction, DotDensity, HairField, Hairline, Head, Point, Site,
    SquareCm, Surface, Zone, ZoneAreas, ZoneLayout, ZoneMap,
};

use crate::design::{Design, DotSetting};
pub use error::LayoutError;
use setting::Settings;

/// Below this density, a dot on a tenth of a square centimetre, a place counts as not treated: single dots that fade the work out into
/// hair are no area that anybody would be charged for.
const LEAST_DENSITY: f64 = 10.0;

/// A design laid out on its head.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The head.
    pub head: Head,
    /// The new line.
    pub hairline: Hairline,
    /// The zones behind it.
    pub zones: ZoneMap,
    /// Their areas.
    pub areas: ZoneAreas,
    /// The hair that is there.
    pub hair: HairField,
    /// What densities and hair are composed on.
    pub ground: DensityGround,
    /// The density that is asked for, at every site.
    pub field: DensityField,
    /// The same as dots are placed by.
    pub density: DensityMap,
    /// The area in which dots are asked for, by zone; zones without any are left out.
    pub treated: BTreeMap<Zone, SquareCm>,
    /// Every dot: those of the pattern in the order in which they appear as it grows denser, then the sentinels.
    pub dots: Vec<LayoutDot>,
    /// The ways in which dots are set.
    pub settings: Vec<DotSetting>,
    /// The number of sessions.
    pub sessions: usize,
}

/// One dot of a layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayoutDot {
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
    /// How it is set: its place in [`Layout::settings`].
    pub setting: usize,
    /// Its zone; none for a sentinel ahead of the line.
    pub zone: Option<Zone>,
}

impl Layout {
    /// Lays out `design`. The same design gives the same layout, bit for bit, on any machine and number of threads.
    ///
    /// # Errors
    /// A value out of its range, a line that no head has, a patch off the scalp, more dots than fit.
    pub fn of(design: &Design) -> Result<Self, LayoutError> {
        design.check()?;
        let head = design.head.head()?;
        let hairline = design.hairline.on(&head)?;
        let zones = ZoneMap::new(&head, &hairline, ZoneLayout::default())?;
        let areas = zones.areas();
        let ground = DensityGround::new(&zones, &hairline);
        let composition = composition::of(design)?;
        let field = DensityField::new(&ground, &composition)?;
        let hair = HairField::new(&ground, &composition.hair, composition.hair_blend)?;
        let density = DensityMap::new(Template::scalp(), |site| field.at(site));
        let settings = Settings::of(design, &head)?;
        let placing = Placing {
            design,
            head: &head,
            zones: &zones,
            density: &density,
            settings: &settings,
        };
        let dots = if design.is_finished() {
            placing.in_skin()
        } else {
            placing.planned(&hairline)?
        };
        Ok(Self {
            treated: treated(&head, &zones, &field),
            head,
            hairline,
            areas,
            zones,
            hair,
            ground,
            field,
            density,
            dots,
            settings: settings.list,
            sessions: design.sessions(),
        })
    }

    /// The whole area in which dots are asked for.
    pub fn treated_area(&self) -> SquareCm {
        SquareCm::new(self.treated.values().map(|own| own.square_cm()).sum())
    }

    /// The density around the middle one of all dots: that of the work itself, not of where it fades out into hair.
    pub fn typical_density(&self) -> DotDensity {
        let mut around: Vec<f64> = self
            .dots
            .iter()
            .map(|dot| dot.density.per_square_cm())
            .collect();
        around.sort_by(f64::total_cmp);
        DotDensity::new(around.get(around.len() / 2).copied().unwrap_or(0.0))
    }

    /// How the dot is set.
    pub fn setting(&self, dot: &LayoutDot) -> &DotSetting {
        &self.settings[dot.setting]
    }
}

/// The final pattern of the density, around the dots in the skin.
fn pattern(
    design: &Design,
    head: &Head,
    density: &DensityMap,
) -> Result<Vec<PatternDot>, LayoutError> {
    let mut frozen: Vec<Site> = Vec::new();
    let mut layers = Vec::new();
    for batch in &design.in_skin {
        let layer = batch
            .session
            .map_or(SessionLayer::Before, SessionLayer::Session);
        frozen.extend(batch.sites());
        layers.resize(frozen.len(), layer);
    }
    let options = UniverseOptions {
        seed: design.seed,
        ..UniverseOptions::default()
    };
    let count = design
        .dots
        .map_or(DotCount::OfDensity, |dots| DotCount::Exactly(dots as usize));
    let shares = design.session_shares().ok_or(LayoutError::Layers)?;
    let universe = Universe::new(head, Template::scalp(), &options, &frozen)?;
    let mut plan = SessionPlan::new(&universe, &shares, &layers)?;
    Ok(plan.finish(head, density, count)?)
}

/// What dots are laid on.
struct Placing<'a> {
    design: &'a Design,
    head: &'a Head,
    zones: &'a ZoneMap,
    density: &'a DensityMap,
    settings: &'a Settings,
}

impl Placing<'_> {
    /// The pattern around the dots in the skin, and the sentinels.
    fn planned(&self, hairline: &Hairline) -> Result<Vec<LayoutDot>, LayoutError> {
        let pattern = pattern(self.design, self.head, self.density)?;
        let mut dots: Vec<LayoutDot> = pattern.iter().map(|dot| self.laid(dot)).collect();
        dots.sort_by_key(|dot| dot.rank);
        let count = dots.len();
        let sentinels = hairline.sentinels().iter().enumerate();
        dots.extend(sentinels.map(|(k, site)| {
            let (point, normal) = self.head.frame(*site);
            LayoutDot {
                point,
                normal,
                // Single dots ahead of the line come last, when the line has settled.
                session: self.design.sessions(),
                done: false,
                density: DotDensity::new(0.0),
                rank: count + k,
                setting: self.settings.at(point, Zone::TransitionZone),
                zone: None,
            }
        }));
        Ok(dots)
    }

    /// The dots in the skin and no other, sentinels among them: all that a finished design has.
    fn in_skin(&self) -> Vec<LayoutDot> {
        let batches = self.design.in_skin.iter();
        let sites = batches.flat_map(|batch| {
            let session = batch.session.map_or(0, usize::from);
            batch.sites().map(move |site| (session, site))
        });
        let laid = |(rank, (session, site)): (usize, (usize, Site))| {
            let (point, normal) = self.head.frame(site);
            let zone = self.zones.zone(site);
            LayoutDot {
                point,
                normal,
                session,
                done: true,
                density: self.density.at(site),
                rank,
                setting: self.setting(point, zone),
                zone,
            }
        };
        sites.enumerate().map(laid).collect()
    }

    fn laid(&self, dot: &PatternDot) -> LayoutDot {
        let session = match dot.layer {
            SessionLayer::Before => 0,
            SessionLayer::Session(session) => usize::from(session),
        };
        let zone = self.zones.zone(self.head.site(dot.point));
        LayoutDot {
            point: dot.point,
            normal: dot.normal,
            session,
            done: session <= self.design.sessions_done(),
            density: dot.density,
            rank: dot.rank as usize,
            setting: self.setting(dot.point, zone),
            zone,
        }
    }

    /// How a dot is set; ahead of every zone is only the line's own edge.
    fn setting(&self, point: Point, zone: Option<Zone>) -> usize {
        self.settings
            .at(point, zone.unwrap_or(Zone::TransitionZone))
    }
}

/// The area of the scalp on which dots are asked for, by zone.
fn treated(head: &Head, zones: &ZoneMap, field: &DensityField) -> BTreeMap<Zone, SquareCm> {
    let template = Template::scalp();
    let places: Vec<(Point, Option<Zone>)> = template
        .sites
        .iter()
        .map(|site| {
            let asked = field.at(*site).per_square_cm() > LEAST_DENSITY;
            let zone = if asked { zones.zone(*site) } else { None };
            (head.point(*site), zone)
        })
        .collect();
    let mut square_mm: BTreeMap<Zone, f64> = BTreeMap::new();
    for triangle in &template.triangles {
        let corners = triangle.map(|i| places[i as usize]);
        let [a, b, c] = corners.map(|(point, _)| point);
        let third = (b - a).cross(c - a).length() / 6.0;
        for zone in corners.iter().filter_map(|(_, zone)| *zone) {
            *square_mm.entry(zone).or_default() += third;
        }
    }
    square_mm
        .into_iter()
        .map(|(zone, area)| (zone, SquareCm::from_square_mm(area)))
        .collect()
}
