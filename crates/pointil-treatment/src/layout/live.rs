//! A design that is being edited: its layout follows each edit, and what an edit does not touch stays as it was.

use std::sync::Arc;

use pointil_scalp::dots::{DensityMap, DotCount, DotId, Tile, Universe};
use pointil_scalp::template::Template;
use pointil_scalp::{DensityField, Hairline, Head, Point, Surface, Zone};

use super::parts::{Asked, Grown, Line, Measured, redrawn};
use super::placing::Placing;
use super::{Layout, LayoutDot, LayoutError};
use crate::design::{Design, DotSetting, HairlineDesign};

/// A design laid out in two paces. A *preview* answers at once: the dots of the head's universe that the densities ask for, each where it
/// always is, so that an edit makes dots appear and vanish and moves none. The *layout* answers after: the final pattern, in which dots
/// have moved by a fraction of their spacing. Both depend on the design alone, never on the edits that led to it.
pub struct LiveLayout {
    design: Design,
    head: Head,
    /// The points of the template's sites.
    vertices: Vec<Point>,
    line: Line,
    asked: Asked,
    grown: Grown,
    followed: Option<Followed>,
    /// The final pattern, once it was asked for.
    dots: Option<Arc<Vec<LayoutDot>>>,
}

/// A line that is being dragged: where the edge runs now, over zones that still are where they were.
struct Followed {
    field: DensityField,
    density: DensityMap,
    line: Arc<Hairline>,
}

/// A dot of a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreviewDot {
    /// Its number in the universe.
    pub id: DotId,
    /// How it is set: its place in [`LiveLayout::settings`].
    pub setting: usize,
}

impl LiveLayout {
    /// Lays out `design` for editing.
    ///
    /// # Errors
    /// As for [`Layout::of`], more dots than fit excepted, which the layout says.
    pub fn new(design: Design) -> Result<Self, LayoutError> {
        design.check()?;
        let head = design.head.head()?;
        let line = Line::of(&design, &head, None)?;
        let asked = Asked::of(&design, &head, &line)?;
        let grown = Grown::of(&design, &head)?;
        Ok(Self {
            design,
            vertices: Template::scalp().points_on(&head),
            head,
            line,
            asked,
            grown,
            followed: None,
            dots: None,
        })
    }

    /// The design as it is now.
    pub const fn design(&self) -> &Design {
        &self.design
    }

    /// The head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The line.
    pub fn hairline(&self) -> &Hairline {
        &self.line.hairline
    }

    /// The line as it is dragged now; the design's own where none is.
    pub fn followed_line(&self) -> &Hairline {
        let followed = self.followed.as_ref().map(|own| &own.line);
        followed.unwrap_or(&self.line.hairline)
    }

    /// Every dot that could be.
    pub fn universe(&self) -> &Universe {
        &self.grown.universe
    }

    /// The ways in which dots are set.
    pub fn settings(&self) -> &[DotSetting] {
        &self.asked.settings.list
    }

    /// Lays out `design` in place of what was; only what differs is worked out anew.
    ///
    /// # Errors
    /// As for [`Self::new`]; the design stays as it was.
    pub fn set(&mut self, design: Design) -> Result<(), LayoutError> {
        design.check()?;
        if design.head != self.design.head {
            *self = Self::new(design)?;
            return Ok(());
        }
        let moved = design.hairline != self.design.hairline;
        let line = if moved {
            Line::of(&design, &self.head, Some(&self.line))?
        } else {
            self.line.clone()
        };
        let asked = self.asked.edited(&design, &self.head, &line, moved)?;
        let same_universe = (design.seed, &design.in_skin, &design.layers)
            == (self.design.seed, &self.design.in_skin, &self.design.layers);
        if !same_universe {
            self.grown = Grown::of(&design, &self.head)?;
        }
        (self.line, self.asked, self.design) = (line, asked, design);
        (self.followed, self.dots) = (None, None);
        Ok(())
    }

    /// Follows a line that is being dragged, as fast as a hand moves: zones stay where they are, and the edge cuts them where
    /// `line` runs. The design stays as it was; [`Self::set`] ends it. Tells the tiles in which the preview may have changed.
    ///
    /// # Errors
    /// A line that no head has; then nothing is followed that was not before.
    pub fn follow(&mut self, line: &HairlineDesign) -> Result<Vec<Tile>, LayoutError> {
        let hairline = line.on(&self.head)?;
        let (was, field, density) = match &self.followed {
            None => (
                &self.line.hairline,
                &*self.asked.field,
                &*self.asked.density,
            ),
            Some(own) => (&own.line, &own.field, &own.density),
        };
        let cut = field.cut_by(&self.line.ground, was, &hairline);
        let (density, tiles) = redrawn(density, field, &cut);
        self.followed = Some(Followed {
            field: cut,
            density,
            line: Arc::new(hairline),
        });
        Ok(tiles)
    }

    /// The dots that are there now, by the numbers of the universe; those of `tile` if one is given.
    pub fn preview(&self, tile: Tile) -> Vec<PreviewDot> {
        let density = match &self.followed {
            None => &*self.asked.density,
            Some(own) => &own.density,
        };
        let mut kept = Vec::new();
        if self.grown.plan.is_some() {
            self.universe().preview_tile(tile, density, &mut kept);
        } else {
            let frozen = self.universe().frozen().iter();
            kept.extend(frozen.filter(|dot| self.universe().tile(**dot) == tile));
        }
        let dot = |id: DotId| {
            let point = self.universe().point(id);
            let zone = self.line.ground.zone_near(self.head.site(point));
            let zone = zone.unwrap_or(Zone::TransitionZone);
            PreviewDot {
                id,
                setting: self.asked.settings.at(point, zone),
            }
        };
        kept.into_iter().map(dot).collect()
    }

    /// The layout of the design: the same, bit for bit, as [`Layout::of`] gives.
    ///
    /// # Errors
    /// More dots than fit.
    pub fn layout(&mut self) -> Result<Layout, LayoutError> {
        let dots = self.dots()?;
        let Measured { areas, treated } = Measured::of(&self.vertices, &self.line, &self.asked);
        Ok(Layout {
            dots: dots.to_vec(),
            head: self.head.clone(),
            hairline: Arc::clone(&self.line.hairline),
            zones: Arc::clone(&self.line.zones),
            ground: Arc::clone(&self.line.ground),
            hair: Arc::clone(&self.asked.hair),
            field: Arc::clone(&self.asked.field),
            density: Arc::clone(&self.asked.density),
            settings: self.asked.settings.list.clone(),
            sessions: self.design.sessions(),
            areas,
            treated,
        })
    }

    /// The dots of the layout, sooner than all of it.
    ///
    /// # Errors
    /// More dots than fit.
    pub fn dots(&mut self) -> Result<Arc<Vec<LayoutDot>>, LayoutError> {
        if let Some(dots) = &self.dots {
            return Ok(Arc::clone(dots));
        }
        let dots = Arc::new(self.placed()?);
        self.dots = Some(Arc::clone(&dots));
        Ok(dots)
    }

    fn placed(&mut self) -> Result<Vec<LayoutDot>, LayoutError> {
        let placing = Placing {
            design: &self.design,
            head: &self.head,
            zones: &self.line.zones,
            density: &self.asked.density,
            settings: &self.asked.settings,
        };
        let Some(plan) = &mut self.grown.plan else {
            return Ok(placing.in_skin());
        };
        let count = self.design.dots;
        let count = count.map_or(DotCount::OfDensity, |dots| DotCount::Exactly(dots as usize));
        let pattern = plan.finish(&self.head, &self.asked.density, count)?;
        Ok(placing.planned(&pattern, &self.line.hairline))
    }
}
