//! Every single hair of one head: follicular units spread as dots are, and the hairs of each.

use core::f64::consts::TAU;

use glam::DVec3;
use rayon::prelude::*;

use super::field::HairField;
use crate::density::raster::place_of;
use crate::dots::counter_hash::{CounterHash, unit};
use crate::dots::{DensityMap, DotId, Universe, UniverseError, UniverseOptions};
use crate::head::Head;
use crate::space::{Direction, Point, Surface};
use crate::template::Template;
use crate::units::{DotDensity, FollicularUnitDensity};

/// The share of follicular units with one, two, three and four hairs: 2.2 hairs a unit, as counts of scalps have it (single ones about a
/// fifth, pairs half, Bernstein and Rassman 1997; grade C).
const HAIRS_OF_UNIT: [f64; 4] = [0.19, 0.51, 0.24, 0.06];

/// How far from the middle of its unit a hair leaves the skin, in millimetres: units are bundles of less than half a millimetre
/// (grade D).
const IN_UNIT_MM: f64 = 0.16;

/// The way behind the hairline over which hair becomes as dense as it is going to be, in millimetres.
const EDGE_MM: f64 = 14.0;

/// Keeps the follicles of a seed apart from its dots.
const FOLLICLES: u64 = 0x0f01_11c1;

/// One hair where it leaves the skin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hair {
    /// The place on the skin.
    pub root: Point,
    /// The skin's outward normal there.
    pub normal: Direction,
    /// Bits of its own, the same whatever hair stands beside it: for what differs from hair to hair.
    pub bits: u64,
}

/// Every follicular unit that one head could have. Thinner hair has fewer of them, and none moves: what a later stage leaves is
/// part of what is there today.
pub struct FollicularUnits {
    universe: Universe,
    full: FollicularUnitDensity,
    seed: u64,
}

impl FollicularUnits {
    /// The units of `head`, so many to a square centimetre where hair is full (30 to 130; about 100 are usual), spread by `seed`.
    ///
    /// # Errors
    /// A density that cannot be drawn.
    pub fn new(head: &Head, full: FollicularUnitDensity, seed: u64) -> Result<Self, UniverseError> {
        let options = UniverseOptions {
            seed: seed ^ FOLLICLES,
            maximum_density: DotDensity::new(full.per_square_cm()),
        };
        Ok(Self {
            universe: Universe::new(head, Template::scalp(), &options, &[])?,
            full,
            seed: seed ^ FOLLICLES,
        })
    }

    /// The hairs that `field` leaves on `head`, which the units were made for.
    pub fn hairs(&self, head: &Head, field: &HairField) -> Vec<Hair> {
        let full = self.full.per_square_cm();
        let density = DensityMap::of_samples(Template::scalp(), |sample| {
            let (share, behind) = field.at_place(place_of(sample));
            let t = (behind / EDGE_MM).clamp(0.0, 1.0);
            DotDensity::new(full * share * t * t * (3.0 - 2.0 * t))
        });
        let mut kept = Vec::new();
        self.universe.preview(&density, &mut kept);
        let of_unit = |id: &DotId| self.of_unit(head, *id);
        kept.par_iter().flat_map_iter(of_unit).collect()
    }

    fn of_unit(&self, head: &Head, id: DotId) -> impl Iterator<Item = Hair> + use<> {
        let numbers = CounterHash::new(self.seed, id.index() as u64);
        let drawn = f64::from(unit(numbers.at(0)));
        let mut count = 1;
        let mut sum = HAIRS_OF_UNIT[0];
        while drawn > sum && count < HAIRS_OF_UNIT.len() {
            sum += HAIRS_OF_UNIT[count];
            count += 1;
        }
        let (middle, normal) = head.frame(head.site(self.universe.point(id)));
        let (u, v) = normal.to_vec().any_orthonormal_pair();
        let turn = f64::from(unit(numbers.at(1))) * TAU;
        (0..count).map(move |k| {
            let bits = numbers.at(k as u64 + 2);
            let around = turn + TAU * k as f64 / count as f64;
            let (s, c) = libm::sincos(around);
            let away = if count == 1 {
                0.0
            } else {
                IN_UNIT_MM * (0.6 + 0.8 * f64::from(unit(bits)))
            };
            let aside: DVec3 = (u * c + v * s) * away;
            Hair {
                root: middle + aside,
                normal,
                bits,
            }
        })
    }
}
