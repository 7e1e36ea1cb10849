//! What a layout is made of: parts that depend on one another, so that an edit renews only those that it touches.

use std::collections::BTreeMap;
use std::sync::Arc;

use pointil_scalp::dots::{DensityMap, SessionLayer, SessionPlan, Tile, Universe, UniverseOptions};
use pointil_scalp::template::Template;
use pointil_scalp::{
    DensityComposition, DensityField, DensityGround, HairField, Hairline, Head, Point, Site,
    SquareCm, Zone, ZoneAreas, ZoneLayout, ZoneMap,
};
use rayon::prelude::*;

use super::composition;
use super::error::LayoutError;
use super::setting::Settings;
use crate::design::Design;

/// Below this density, a dot on a tenth of a square centimetre, a place counts as not treated: single dots that fade the work out into
/// hair are no area that anybody would be charged for.
const LEAST_DENSITY: f64 = 10.0;

/// The line, and what lies behind it. Depends on head and hairline.
#[derive(Clone)]
pub(super) struct Line {
    pub hairline: Arc<Hairline>,
    pub zones: Arc<ZoneMap>,
    pub ground: Arc<DensityGround>,
}

impl Line {
    /// Of `design` on its head; what `before` knows of the same head is used again.
    pub fn of(design: &Design, head: &Head, before: Option<&Self>) -> Result<Self, LayoutError> {
        let hairline = design.hairline.on(head)?;
        let zones = ZoneMap::new(head, &hairline, ZoneLayout::default())?;
        let ground = match before {
            None => DensityGround::new(&zones, &hairline),
            Some(before) => before.ground.behind(&zones, &hairline),
        };
        Ok(Self {
            hairline: Arc::new(hairline),
            zones: Arc::new(zones),
            ground: Arc::new(ground),
        })
    }
}

/// What is asked for. Depends on the line and on all that techniques, zones, hair and dots say.
#[derive(Clone)]
pub(super) struct Asked {
    composition: Arc<DensityComposition>,
    pub hair: Arc<HairField>,
    pub field: Arc<DensityField>,
    pub density: Arc<DensityMap>,
    pub settings: Arc<Settings>,
}

impl Asked {
    /// Of `design` behind its line.
    pub fn of(design: &Design, head: &Head, line: &Line) -> Result<Self, LayoutError> {
        let composition = composition::of(design)?;
        let hair = HairField::new(&line.ground, &composition.hair, composition.hair_blend)?;
        let field = DensityField::over(&line.ground, &composition, &hair)?;
        let density = field.map();
        Ok(Self {
            composition: Arc::new(composition),
            hair: Arc::new(hair),
            field: Arc::new(field),
            density: Arc::new(density),
            settings: Arc::new(Settings::of(design, head)?),
        })
    }

    /// The same of another design, the `line` of which `moved` or not; what it asks for alike is used again.
    pub fn edited(
        &self,
        design: &Design,
        head: &Head,
        line: &Line,
        moved: bool,
    ) -> Result<Self, LayoutError> {
        let settings = Arc::new(Settings::of(design, head)?);
        let composition = composition::of(design)?;
        if !moved && composition == *self.composition {
            return Ok(Self {
                settings,
                ..self.clone()
            });
        }
        let (was, blend) = (&self.composition, composition.hair_blend);
        let same_hair = !moved && composition.hair == was.hair && blend == was.hair_blend;
        let hair = if same_hair {
            Arc::clone(&self.hair)
        } else {
            Arc::new(HairField::new(&line.ground, &composition.hair, blend)?)
        };
        let field = DensityField::over(&line.ground, &composition, &hair)?;
        let (density, _) = redrawn(&self.density, &self.field, &field);
        Ok(Self {
            composition: Arc::new(composition),
            hair,
            field: Arc::new(field),
            density: Arc::new(density),
            settings,
        })
    }
}

/// The raster of `field`, drawn anew only where it differs from the field that `map` was drawn of, and the tiles in which it did.
pub(super) fn redrawn(
    map: &DensityMap,
    was: &DensityField,
    field: &DensityField,
) -> (DensityMap, Vec<Tile>) {
    let mut map = map.clone();
    let tiles = field.redraw(&mut map, was);
    (map, tiles)
}

/// The dots that there could be, and how they are shared out among the sessions. Depends on head, seed, layers and what is in the skin.
pub(super) struct Grown {
    pub universe: Arc<Universe>,
    /// None once every session is done.
    pub plan: Option<SessionPlan<Arc<Universe>>>,
}

impl Grown {
    /// The universe of `design` on its head, shared out.
    pub fn of(design: &Design, head: &Head) -> Result<Self, LayoutError> {
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
        let universe = Universe::new(head, Template::scalp(), &options, &frozen)?;
        let universe = Arc::new(universe);
        let shares = design.session_shares().ok_or(LayoutError::Layers)?;
        let plan = if design.is_finished() {
            None
        } else {
            Some(SessionPlan::new(Arc::clone(&universe), &shares, &layers)?)
        };
        Ok(Self { universe, plan })
    }
}

/// The areas of a layout, which nothing else is made of.
pub(super) struct Measured {
    pub areas: ZoneAreas,
    pub treated: BTreeMap<Zone, SquareCm>,
}

impl Measured {
    /// The area of every zone, and of what is treated of it.
    pub fn of(vertices: &[Point], line: &Line, asked: &Asked) -> Self {
        Self {
            areas: line.zones.areas_on(vertices),
            treated: treated(vertices, &line.zones, &asked.field),
        }
    }
}

/// The area of the scalp on which dots are asked for, by zone.
fn treated(vertices: &[Point], zones: &ZoneMap, field: &DensityField) -> BTreeMap<Zone, SquareCm> {
    let template = Template::scalp();
    let places: Vec<(Point, Option<Zone>)> = template
        .sites
        .par_iter()
        .zip(vertices)
        .map(|(site, point)| {
            let asked = field.at(*site).per_square_cm() > LEAST_DENSITY;
            let zone = asked.then(|| zones.zone_on(*site, *point)).flatten();
            (*point, zone)
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
