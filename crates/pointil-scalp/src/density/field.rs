//! The density of dots wanted at every site.

use std::sync::Arc;

use rayon::prelude::*;

use super::composition::DensityComposition;
use super::error::DensityError;
use super::ground::DensityGround;
use super::hair::HairField;
use super::marks::{Mark, MarkDensity};
use super::raster::{Place, SIDE, bilinear, node_site, place, place_of, smoothed};
use crate::dots::{DensityMap, Tile};
use crate::hairline::Hairline;
use crate::space::{Site, Surface};
use crate::template::{Template, in_domain};
use crate::units::DotDensity;

/// The shortest rise of a hairline's edge: a pencil line's breadth, and what the raster carries.
const SHARPEST_MM: f64 = 0.3;

/// The density of dots wanted over one scalp.
#[derive(Clone, Debug, PartialEq)]
pub struct DensityField {
    /// Dots per square centimetre before the hairline's edge is cut, by node.
    amounts: Arc<Vec<f32>>,
    /// Millimetres behind the hairline's edge or above that of the nape, by node.
    behind: Vec<f32>,
    /// Millimetres over which the edge rises.
    rise_mm: f64,
}

/// One patch or band with the density it asks for.
struct Claim {
    mark: Mark,
    density: MarkDensity,
}

impl DensityField {
    /// The field that `composition` gives on `ground`.
    ///
    /// # Errors
    /// A value out of range, or a patch or band that is none.
    pub fn new(
        ground: &DensityGround,
        composition: &DensityComposition,
    ) -> Result<Self, DensityError> {
        let hair = HairField::new(ground, &composition.hair, composition.hair_blend)?;
        Self::over(ground, composition, &hair)
    }

    /// The same over the hair that `composition` has on `ground`, where its field is known already.
    ///
    /// # Errors
    /// As for [`Self::new`].
    pub fn over(
        ground: &DensityGround,
        composition: &DensityComposition,
        hair: &HairField,
    ) -> Result<Self, DensityError> {
        composition.check()?;
        let mut claims = Vec::new();
        for patch in &composition.patches {
            claims.push(Claim {
                mark: patch.mark(&ground.head)?,
                density: patch.density,
            });
        }
        for band in &composition.bands {
            claims.push(Claim {
                mark: band.mark(&ground.head)?,
                density: band.density,
            });
        }
        Ok(Self {
            amounts: Arc::new(amounts(ground, composition, hair, &claims)),
            behind: ground.behind.clone(),
            rise_mm: (composition.softness * ground.transition_mm).max(SHARPEST_MM),
        })
    }

    /// The density wanted at `site`, between 0 and 250 dots/cm²; 0 outside the scalp and ahead of the hairline.
    pub fn at(&self, site: Site) -> DotDensity {
        if in_domain(site) {
            self.at_any(site)
        } else {
            DotDensity::new(0.0)
        }
    }

    /// The density as if the scalp had no lower border before and above the ears.
    fn at_any(&self, site: Site) -> DotDensity {
        self.at_place(place(site))
    }

    fn at_place(&self, place: Option<Place>) -> DotDensity {
        let density = place.map_or(0.0, |place| {
            let behind = f64::from(bilinear(&self.behind, place));
            if behind <= 0.0 {
                return 0.0;
            }
            f64::from(bilinear(&self.amounts, place)) * smoothstep(behind / self.rise_mm)
        });
        DotDensity::new(density)
    }

    /// The field as dots are chosen by it.
    pub fn map(&self) -> DensityMap {
        DensityMap::of_samples(Template::scalp(), |sample| self.at_place(place_of(sample)))
    }

    /// Draws `map` anew where this field differs from `was`, which it was drawn of, and tells the tiles in which it did.
    pub fn redraw(&self, map: &mut DensityMap, was: &Self) -> Vec<Tile> {
        map.redraw_samples(&self.touched(was), |sample| self.at_place(place_of(sample)))
    }

    /// The number of dots wanted on `surface`, the sentinels ahead of the hairline not counted.
    pub fn expected_dots(&self, surface: &impl Surface) -> f64 {
        let template = Template::scalp();
        let points: Vec<_> = template.sites.iter().map(|s| surface.point(*s)).collect();
        let mut dots = 0.0;
        for triangle in &template.triangles {
            let [p, q, r] = triangle.map(|i| points[i as usize]);
            let area = (q - p).cross(r - p).length() / 200.0;
            let [a, b, c] = triangle.map(|i| template.sites[i as usize].to_vec());
            // The middles of the three halves of the edges: exact for what bends like a parabola.
            let density: f64 = [a + b, b + c, c + a]
                .into_iter()
                .filter_map(Site::of)
                .map(|site| self.at_any(site).per_square_cm())
                .sum();
            dots += area * density / 3.0;
        }
        dots
    }

    /// The same densities cut by another line, at once: what a practitioner sees while dragging it. Zones stay where they are, so
    /// that this is the field of the new line only near it and until [`Self::new`] is asked. `was` is the line that cuts now.
    #[must_use]
    pub fn cut_by(&self, ground: &DensityGround, was: &Hairline, now: &Hairline) -> Self {
        Self {
            amounts: self.amounts.clone(),
            behind: ground.moved_edge(&self.behind, was, now, self.rise_mm),
            rise_mm: self.rise_mm,
        }
    }

    /// The tiles in which this field differs from `other`, and at most their neighbours; none where they are the same.
    pub fn touched(&self, other: &Self) -> Vec<Tile> {
        let softness = (self.rise_mm - other.rise_mm).abs() > 0.0;
        let differs = |i: usize| {
            let rising =
                |behind: f32| behind > 0.0 && f64::from(behind) < self.rise_mm.max(other.rise_mm);
            let same = self.amounts[i].to_bits() == other.amounts[i].to_bits()
                && self.behind[i].to_bits() == other.behind[i].to_bits();
            !same || (softness && rising(self.behind[i]))
        };
        let mut touched = vec![false; Tile::COUNT];
        for block in 0..(SIDE / BLOCK) * (SIDE / BLOCK) {
            let (column, row) = (
                block % (SIDE / BLOCK) * BLOCK,
                block / (SIDE / BLOCK) * BLOCK,
            );
            let rows = (row..row + BLOCK).map(|y| y * SIDE + column);
            if rows
                .clone()
                .any(|start| (start..start + BLOCK).any(differs))
                && let Some(middle) = node_site(column + BLOCK / 2, row + BLOCK / 2)
            {
                Tile::around(middle, BLOCK_REACH).for_each(|tile| touched[tile.index()] = true);
            }
        }
        Tile::all().filter(|tile| touched[tile.index()]).collect()
    }
}

/// Nodes along a side of the squares in which two fields are compared.
const BLOCK: usize = 4;

/// How far (radians of site) the nodes of a square and what lies between them and their neighbours are from its middle: three
/// steps of .0074 both ways, stretched by at most 1.5 where the raster ends.
const BLOCK_REACH: f64 = 0.05;

fn smoothstep(t: f64) -> f64 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// The density at every node before the hairline's edge is cut.
fn amounts(
    ground: &DensityGround,
    c: &DensityComposition,
    hair: &HairField,
    claims: &[Claim],
) -> Vec<f32> {
    let base = ground.by_zone(|zone| c.densities.of(zone).per_square_cm());
    let base = smoothed(&base, &ground.in_zone, c.zone_blend.mm());
    let hair = hair.shares();
    let outside = ground.distances(&c.zones);
    let blend = c.hair_blend.mm().max(1e-3);
    (0..ground.points.len())
        .into_par_iter()
        .with_min_len(SIDE)
        .map(|i| {
            let Some(point) = ground.points[i] else {
                return 0.0;
            };
            let treated = 1.0 - smoothstep(outside[i] / blend);
            let bare = 1.0 - hair[i] * (1.0 - c.share_under_hair);
            let mut density = base[i] * treated * bare;
            if !claims.is_empty()
                && let Some(site) = node_site(i % SIDE, i / SIDE)
            {
                for claim in claims {
                    let asked = match claim.density {
                        MarkDensity::Amount(density) => density.per_square_cm(),
                        MarkDensity::ShareOfZone(share) => base[i] * share,
                        MarkDensity::Times(times) => density * times,
                    };
                    density += (asked - density) * claim.mark.weight(site, point);
                }
            }
            density.clamp(0.0, super::error::DENSITY.high) as f32
        })
        .collect()
}
