//! The universe of one scalp: every dot that a design could ask for, ranked by the density from which on it is there.

use core::ops::Range;

use super::candidates;
use super::density_map::{ChartPlace, DensityMap, DensityStep, MAXIMUM_DENSITY};
use super::dot_arrays::DotArrays;
use super::elimination::eliminate;
use super::ranking::{Ranking, hexagonal_spacing};
use super::site_chart::{self, Tile};
use super::skin::{Skin, SkinPoint, Slopes};
use crate::space::{Point, Site, Surface};
use crate::template::Template;
use crate::units::DotDensity;

/// Candidates drawn per dot of the universe.
const OVERSAMPLING: f32 = 2.5;

/// More dots than asked for, so that the maximum density is served in spite of chance.
const RESERVE: f32 = 1.06;

/// The most dots that a universe may hold.
const MOST_DOTS: f64 = 1_000_000.0;

/// How a universe is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UniverseOptions {
    /// Another seed draws other dots.
    pub seed: u64,
    /// The density that can be served everywhere; the number of dots grows with it.
    pub maximum_density: DotDensity,
}

impl Default for UniverseOptions {
    /// Seed 0 and 300 dots/cm²: healed dots touch from 250 on, and the last dots of a universe are spread least well.
    fn default() -> Self {
        Self {
            seed: 0,
            maximum_density: DotDensity::new(300.0),
        }
    }
}

/// Why a universe cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum UniverseError {
    /// The maximum density is none that can be drawn.
    #[error(
        "maximum_density is {0}, but 1 to {MAXIMUM_DENSITY} can be drawn; ask for the highest density of the design"
    )]
    MaximumDensity(DotDensity),
    /// The scalp is so large, or the density so high, that too many dots come of it.
    #[error(
        "maximum_density of {0} gives {1:.0} dots on this scalp, at most 1000000 can be drawn; lower it"
    )]
    TooManyDots(DotDensity, f64),
    /// A site of the template or of a frozen dot lies off the chart, 120° or more from the middle of the scalp.
    #[error("the site at azimuth {:.0}° and elevation {:.0}° is no part of a scalp; keep dots within its border", .0.azimuth().to_degrees(), .0.elevation().to_degrees())]
    OffTheScalp(Site),
}

/// The number of a dot in its [`Universe`]: below [`Universe::len`], dots of one tile in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DotId(pub(crate) u32);

impl DotId {
    /// The number.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Every dot that a design on this scalp could ask for. Each has a density from which on it is there, so a change of
/// density makes dots appear or vanish and moves none. Whatever density is asked for, the dots that are there are well
/// spread.
#[derive(Clone, Debug)]
pub struct Universe {
    points: Vec<[f32; 3]>,
    places: Vec<ChartPlace>,
    from: Vec<DensityStep>,
    /// Where each tile's dots start, one more at the end.
    tiles: Vec<u32>,
    /// The dot of each frozen site.
    frozen: Vec<DotId>,
    /// Dots per square centimetre when all are there.
    full_density: f64,
    slopes: Slopes,
}

impl Universe {
    /// Draws and ranks the dots of `surface` over the sites of `template`. Dots already in the skin are `frozen`: they
    /// are always there, never move, and what is drawn keeps clear of them. The result is a function of the arguments
    /// alone, the same bit for bit on any number of threads (it runs on the current rayon pool).
    ///
    /// # Errors
    /// A density or a site that no scalp has.
    pub fn new(
        surface: &impl Surface,
        template: &Template,
        options: &UniverseOptions,
        frozen: &[Site],
    ) -> Result<Self, UniverseError> {
        let most = options.maximum_density.per_square_cm();
        if !(most >= 1.0 && most <= MAXIMUM_DENSITY.per_square_cm()) {
            return Err(UniverseError::MaximumDensity(options.maximum_density));
        }
        let off = |site: &&Site| !site_chart::holds(**site);
        if let Some(site) = template.sites.iter().chain(frozen).find(off) {
            return Err(UniverseError::OffTheScalp(*site));
        }
        let skin = Skin::new(surface, template);
        let count = skin.total_area() / 100.0 * most;
        if count > MOST_DOTS {
            return Err(UniverseError::TooManyDots(options.maximum_density, count));
        }
        let density = most as f32 / 100.0;
        let calm = Drawn::new(&skin, density, options.seed, &[]);
        if frozen.is_empty() {
            let from = calm.from(&skin, None);
            return Ok(Self::sorted(&calm, &from, &skin));
        }
        let frozen: Vec<SkinPoint> = frozen
            .iter()
            .map(|site| SkinPoint::of(surface, *site))
            .collect();
        let drawn = Drawn::new(&skin, density, options.seed, &frozen);
        let from = drawn.from(&skin, Some(&calm));
        Ok(Self::sorted(&drawn, &from, &skin))
    }

    /// The universe with dots in the order of their tiles.
    fn sorted(drawn: &Drawn, from: &[DensityStep], skin: &Skin) -> Self {
        let dots = &drawn.dots;
        let place = |k: u32| ChartPlace::new(dots.u[k as usize], dots.v[k as usize]);
        // Within a tile in the order of the template's triangles.
        let mut order: Vec<(Tile, u32)> =
            drawn.alive.iter().map(|k| (place(*k).tile(), *k)).collect();
        order.sort_unstable();
        let mut tiles = vec![0; Tile::COUNT + 1];
        for (tile, _) in &order {
            tiles[tile.index() + 1] += 1;
        }
        for k in 0..Tile::COUNT {
            tiles[k + 1] += tiles[k];
        }
        let mut frozen = vec![DotId(0); drawn.frozen as usize];
        for (id, (_, k)) in order.iter().enumerate() {
            if let Some(slot) = frozen.get_mut(*k as usize) {
                *slot = DotId(id as u32);
            }
        }
        Self {
            points: order
                .iter()
                .map(|(_, k)| dots.point(*k as usize).to_array())
                .collect(),
            places: order.iter().map(|(_, k)| place(*k)).collect(),
            from: order.iter().map(|(_, k)| from[*k as usize]).collect(),
            tiles,
            frozen,
            full_density: order.len() as f64 / skin.total_area() * 100.0,
            slopes: skin.slopes().clone(),
        }
    }

    /// The number of dots.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is no dot at all.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Where a dot is, to 0.01 mm of the skin it was drawn on.
    pub fn point(&self, dot: DotId) -> Point {
        let [x, y, z] = self.points[dot.index()].map(f64::from);
        Point::new(x, y, z)
    }

    /// The density from which on a dot is there; zero for a frozen one.
    pub fn density_from(&self, dot: DotId) -> DotDensity {
        self.from[dot.index()].density()
    }

    /// The dots of the frozen sites, in their order.
    pub fn frozen(&self) -> &[DotId] {
        &self.frozen
    }

    /// The tile that a dot lies in.
    pub fn tile(&self, dot: DotId) -> Tile {
        self.places[dot.index()].tile()
    }

    /// The dots of `tile`.
    pub fn dots_of(&self, tile: Tile) -> impl ExactSizeIterator<Item = DotId> + use<> {
        self.range(tile).map(|k| DotId(k as u32))
    }

    fn range(&self, tile: Tile) -> Range<usize> {
        self.tiles[tile.index()] as usize..self.tiles[tile.index() + 1] as usize
    }

    /// Puts the dots that are there at `density` into `kept`, in order. The dots of a preview: they never move.
    pub fn preview(&self, density: &DensityMap, kept: &mut Vec<DotId>) {
        kept.clear();
        self.keep(0..self.len(), density, kept);
    }

    /// Adds the dots of `tile` that are there at `density` to `kept`, in order: what to renew after an edit that touched the tile.
    pub fn preview_tile(&self, tile: Tile, density: &DensityMap, kept: &mut Vec<DotId>) {
        self.keep(self.range(tile), density, kept);
    }

    fn keep(&self, range: Range<usize>, density: &DensityMap, kept: &mut Vec<DotId>) {
        let start = kept.len();
        kept.resize(start + range.len(), DotId(0));
        let slots = &mut kept[start..];
        let mut count = 0;
        let own = self.places[range.clone()]
            .iter()
            .zip(&self.from[range.clone()]);
        for (id, (place, from)) in range.zip(own) {
            // Written in any case and kept or not: cheaper than a branch that chance decides.
            slots[count] = DotId(id as u32);
            count += usize::from(density.exceeds(*place, *from));
        }
        kept.truncate(start + count);
    }

    /// How many dots `density` asks for: its integral over the scalp, found on the universe's own dots. What is beyond the
    /// maximum density counts no more than that.
    pub fn expected_count(&self, density: &DensityMap) -> f64 {
        let asked: f64 = self
            .places
            .iter()
            .map(|place| {
                density
                    .at_place(*place)
                    .per_square_cm()
                    .min(self.full_density)
            })
            .sum();
        asked / self.full_density
    }
}

/// What the final pattern is made from.
impl Universe {
    /// All dots, by number.
    pub(crate) fn dot_arrays(&self) -> DotArrays {
        let along = |k: usize| self.points.iter().map(|p| p[k]).collect();
        let pixel = |k: usize| self.places.iter().map(|place| place.pixels()[k]).collect();
        DotArrays {
            x: along(0),
            y: along(1),
            z: along(2),
            u: pixel(0),
            v: pixel(1),
        }
    }

    /// How the chart is stretched on this scalp.
    pub(crate) fn slopes(&self) -> &Slopes {
        &self.slopes
    }

    /// Dots per square centimetre when all are there.
    pub(crate) fn full_density(&self) -> DotDensity {
        DotDensity::new(self.full_density)
    }
}

/// Dots that were drawn, thinned and ranked, in the order of their triangles, what is frozen first.
struct Drawn {
    dots: DotArrays,
    /// The number of frozen dots.
    frozen: u32,
    /// What is left of the candidates.
    alive: Vec<u32>,
    ranking: Ranking,
}

impl Drawn {
    fn new(skin: &Skin, density: f32, seed: u64, frozen: &[SkinPoint]) -> Self {
        let count = frozen.len() as u32;
        let mut dots = DotArrays::default();
        frozen.iter().for_each(|dot| dots.push(dot));
        candidates::draw(skin, density * OVERSAMPLING, seed, &mut dots);
        let mut alive: Vec<u32> = (0..dots.len() as u32).collect();
        let radius = hexagonal_spacing(density * RESERVE);
        eliminate(&dots, skin.slopes(), &mut alive, radius, count);
        let ranking = Ranking::new(&dots, skin.slopes(), alive.clone(), density, count);
        Self {
            dots,
            frozen: count,
            alive,
            ranking,
        }
    }

    /// The density from which on each candidate is there.
    fn from(&self, skin: &Skin, calm: Option<&Self>) -> Vec<DensityStep> {
        let mut from = vec![DensityStep::default(); self.dots.len()];
        let area_cm = skin.total_area() / 100.0;
        let rank = |dot: u32, count: f64| {
            from[dot as usize] = DensityStep::new(DotDensity::new(count / area_cm));
        };
        match calm {
            None => self.ranking.for_each(rank),
            Some(calm) => self.ranking.for_each_as_in(&calm.ranking, rank),
        }
        from
    }
}
