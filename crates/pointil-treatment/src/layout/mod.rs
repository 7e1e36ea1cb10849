//! What follows from a design on its head: the line, zones, densities, and every dot, bit for bit.

mod composition;
mod error;
mod live;
mod part_line;
mod parts;
mod placing;
mod setting;

use std::collections::BTreeMap;
use std::sync::Arc;

use pointil_scalp::dots::{DensityMap, DotId};
use pointil_scalp::{
    DensityField, DensityGround, Direction, DotDensity, HairField, Hairline, Head, Point, SquareCm,
    Zone, ZoneAreas, ZoneMap,
};

use crate::design::{Design, DotSetting};
pub use error::LayoutError;
pub use live::{LiveLayout, PreviewDot};

/// A design laid out on its head.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The head.
    pub head: Head,
    /// The new line.
    pub hairline: Arc<Hairline>,
    /// The zones behind it.
    pub zones: Arc<ZoneMap>,
    /// Their areas.
    pub areas: ZoneAreas,
    /// The hair that is there.
    pub hair: Arc<HairField>,
    /// What densities and hair are composed on.
    pub ground: Arc<DensityGround>,
    /// The density that is asked for, at every site.
    pub field: Arc<DensityField>,
    /// The same as dots are placed by.
    pub density: Arc<DensityMap>,
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
    /// Its number in the head's universe of dots; none for a sentinel.
    pub id: Option<DotId>,
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
        LiveLayout::new(design.clone())?.layout()
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
