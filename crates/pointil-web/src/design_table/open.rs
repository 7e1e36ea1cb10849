//! A design that somebody works on: its live layout, and what the page has been sent of it.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use pointil_scalp::dots::{DotId, Tile};
use pointil_scalp::{FollicularUnits, Point};
use pointil_treatment::design::{HairlineDesign, WornHair};
use pointil_treatment::{Design, Layout, LayoutDot, LayoutError, LiveLayout, OpenCase, PreviewDot};
use rayon::prelude::*;

use super::wire::{self, TileDots};

/// Revisions of which is remembered what each tile held; a page that is farther behind is sent everything.
const REMEMBERED: usize = 32;

/// What a page has of the dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageHas {
    /// Nothing.
    Nothing,
    /// The dots of a revision.
    Revision(u32),
}

/// A digest of what each tile held at a revision.
struct Sent {
    revision: u32,
    digests: Vec<u64>,
}

/// What was sent, newest last.
#[derive(Default)]
struct Memory(VecDeque<Sent>);

impl Memory {
    /// The tiles of `digests` that differ from what the page has; remembers them.
    fn changed(&mut self, has: PageHas, revision: u32, digests: Vec<u64>) -> Vec<Tile> {
        let known = match has {
            PageHas::Nothing => None,
            PageHas::Revision(own) => self.0.iter().rfind(|sent| sent.revision == own),
        };
        let changed = Tile::all()
            .filter(|tile| match known {
                None => digests[tile.index()] != EMPTY,
                Some(known) => digests[tile.index()] != known.digests[tile.index()],
            })
            .collect();
        self.0.retain(|sent| sent.revision != revision);
        self.0.push_back(Sent { revision, digests });
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
        changed
    }
}

/// The digest of a tile without dots.
const EMPTY: u64 = 0;

fn digest<T: Hash>(dots: &[T]) -> u64 {
    if dots.is_empty() {
        return EMPTY;
    }
    let mut hasher = DefaultHasher::new();
    dots.hash(&mut hasher);
    hasher.finish().max(1)
}

/// A design that is open on a table.
pub struct OpenDesign {
    case: OpenCase,
    revision: u32,
    live: LiveLayout,
    layout: Option<Arc<Layout>>,
    units: Option<FollicularUnits>,
    previews: Memory,
    finals: Memory,
}

impl OpenDesign {
    /// Opens a case at a revision of its record.
    ///
    /// # Errors
    /// A design that cannot be laid out.
    pub fn new(case: OpenCase, revision: u32) -> Result<Self, LayoutError> {
        Ok(Self {
            live: LiveLayout::new(case.design.clone())?,
            case,
            revision,
            layout: None,
            units: None,
            previews: Memory::default(),
            finals: Memory::default(),
        })
    }

    /// The case as it stands.
    pub const fn case(&self) -> &OpenCase {
        &self.case
    }

    /// Its revision.
    pub const fn revision(&self) -> u32 {
        self.revision
    }

    /// The live layout.
    pub const fn live(&self) -> &LiveLayout {
        &self.live
    }

    /// Takes another design at another revision.
    ///
    /// # Errors
    /// A design that cannot be laid out; then the one before stays.
    pub fn set(&mut self, design: Design, revision: u32) -> Result<(), LayoutError> {
        if design != self.case.design {
            if (design.seed, &design.head) != (self.case.design.seed, &self.case.design.head) {
                self.units = None;
            }
            self.live.set(design.clone())?;
            self.case.design = design;
            self.layout = None;
        }
        self.revision = revision;
        Ok(())
    }

    /// Whether the design can be laid out.
    ///
    /// # Errors
    /// More dots than fit.
    pub fn check(&mut self) -> Result<(), LayoutError> {
        self.live.dots().map(|_| ())
    }

    /// The same design at another revision.
    pub const fn kept_as(&mut self, revision: u32) {
        self.revision = revision;
    }

    /// The layout of the revision.
    ///
    /// # Errors
    /// More dots than fit.
    pub fn layout(&mut self) -> Result<Arc<Layout>, LayoutError> {
        if let Some(layout) = &self.layout {
            return Ok(Arc::clone(layout));
        }
        let layout = Arc::new(self.live.layout()?);
        self.layout = Some(Arc::clone(&layout));
        Ok(layout)
    }

    /// The roots of the hair that is there, as bytes; none where it is worn longer than shaved, which lies over the head.
    ///
    /// # Errors
    /// More dots than fit.
    pub fn roots(&mut self) -> Result<Vec<u8>, LayoutError> {
        if matches!(self.case.design.worn_hair(), WornHair::Long { .. }) {
            return Ok(wire::roots(&[]));
        }
        let layout = self.layout()?;
        let units = match self.units.take() {
            Some(units) => units,
            None => {
                let (client, seed) = (&self.case.client, self.case.design.seed);
                client.follicular_units(&layout.head, seed)?
            }
        };
        let bytes = wire::roots(&units.hairs(&layout.head, &layout.hair));
        self.units = Some(units);
        Ok(bytes)
    }

    /// Every dot that could be, as bytes.
    pub fn universe(&self) -> Vec<u8> {
        wire::universe(self.live.head(), self.live.universe())
    }

    /// The first picture of the revision, as bytes: what differs from what the page has.
    pub fn preview(&mut self, has: PageHas) -> Vec<u8> {
        let tiles = self.previewed(&Tile::all().collect::<Vec<_>>());
        let numbers = |dots: &[PreviewDot]| -> Vec<(usize, usize)> {
            dots.iter()
                .map(|dot| (dot.id.index(), dot.setting))
                .collect()
        };
        let digests = tiles.iter().map(|(_, dots)| digest(&numbers(dots)));
        let digests = digests.collect();
        let changed = self.previews.changed(has, self.revision, digests);
        let tiles: Vec<_> = tiles
            .into_iter()
            .filter(|(tile, _)| changed.contains(tile))
            .collect();
        let line = self.live.hairline().guide().points();
        wire::preview(self.revision, self.live.universe(), &tiles, line)
    }

    /// What is seen while the line is dragged, as bytes: the tiles that may have changed since the last time.
    ///
    /// # Errors
    /// A line that no head has.
    pub fn follow(&mut self, line: &HairlineDesign) -> Result<Vec<u8>, LayoutError> {
        let touched = self.live.follow(line)?;
        let tiles = self.previewed(&touched);
        let guide: &[Point] = self.live.followed_line().guide().points();
        Ok(wire::preview(
            self.revision,
            self.live.universe(),
            &tiles,
            guide,
        ))
    }

    fn previewed(&self, tiles: &[Tile]) -> Vec<TileDots<PreviewDot>> {
        let dots = |tile: &Tile| (*tile, self.live.preview(*tile));
        tiles.par_iter().map(dots).collect()
    }

    /// The final pattern of the revision, as bytes: what differs from what the page has.
    ///
    /// # Errors
    /// More dots than fit.
    pub fn finished(&mut self, has: PageHas) -> Result<Vec<u8>, LayoutError> {
        let dots = self.live.dots()?;
        let universe = self.live.universe();
        let mut tiles: Vec<TileDots<&LayoutDot>> =
            Tile::all().map(|tile| (tile, Vec::new())).collect();
        for dot in dots.iter() {
            if let Some(id) = dot.id {
                tiles[universe.tile(id).index()].1.push(dot);
            }
        }
        for (_, dots) in &mut tiles {
            dots.sort_by_key(|dot| dot.id.map(DotId::index));
        }
        let digests = tiles.iter().map(|(_, dots)| digest(&numbers(dots)));
        let digests = digests.collect();
        let changed = self.finals.changed(has, self.revision, digests);
        let tiles: Vec<_> = tiles
            .into_iter()
            .filter(|(tile, _)| changed.contains(tile))
            .collect();
        let single = dots.iter().filter(|dot| dot.id.is_none());
        let single: Vec<LayoutDot> = single.copied().collect();
        Ok(wire::finished(self.revision, universe, &tiles, &single))
    }
}

/// What of dots the page is sent, to the bit.
fn numbers(dots: &[&LayoutDot]) -> Vec<(Option<usize>, [u64; 3], usize, usize)> {
    let place = |dot: &LayoutDot| dot.point.to_vec().to_array().map(f64::to_bits);
    let own = dots.iter().map(|dot| {
        (
            dot.id.map(DotId::index),
            place(dot),
            dot.setting,
            dot.session,
        )
    });
    own.collect()
}
