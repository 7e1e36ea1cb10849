//! The density of dots wanted at every site.

use super::composition::DensityComposition;
use super::error::DensityError;
use super::ground::DensityGround;
use super::hair::HairField;
use super::marks::{Mark, MarkDensity};
use super::raster::{SIDE, bilinear, node_site, place, smoothed};
use crate::space::{Site, Surface};
use crate::template::{Template, in_domain};
use crate::units::DotDensity;

/// The shortest rise of a hairline's edge: a pencil line's breadth, and what the raster carries.
const SHARPEST_MM: f64 = 0.3;

/// The density of dots wanted over one scalp.
#[derive(Clone, Debug, PartialEq)]
pub struct DensityField {
    /// Dots per square centimetre before the hairline's edge is cut, by node.
    amounts: Vec<f32>,
    /// Millimetres behind the hairline's edge or above that of the nape, by node.
    behind: Vec<f32>,
    /// Millimetres over which the edge rises.
    rise_mm: f64,
}

/// A round part of the scalp: the sites within an angle of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SiteCap {
    /// The middle.
    pub centre: Site,
    /// The greatest angle from it, in radians of site.
    pub radius: f64,
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
        let hair = HairField::new(ground, &composition.hair, composition.hair_blend)?;
        Ok(Self {
            amounts: amounts(ground, composition, &hair, &claims),
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
        let density = place(site).map_or(0.0, |place| {
            let behind = f64::from(bilinear(&self.behind, place));
            if behind <= 0.0 {
                return 0.0;
            }
            f64::from(bilinear(&self.amounts, place)) * smoothstep(behind / self.rise_mm)
        });
        DotDensity::new(density)
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

    /// Where this field differs from `other`, as caps that together cover all of it; none where they are the same.
    pub fn touched(&self, other: &Self) -> Vec<SiteCap> {
        const TILE: usize = 32;
        let softness = (self.rise_mm - other.rise_mm).abs() > 0.0;
        let differs = |i: usize| {
            let rising =
                |behind: f32| behind > 0.0 && f64::from(behind) < self.rise_mm.max(other.rise_mm);
            let same = self.amounts[i].to_bits() == other.amounts[i].to_bits()
                && self.behind[i].to_bits() == other.behind[i].to_bits();
            !same || (softness && rising(self.behind[i]))
        };
        let mut caps = Vec::new();
        for tile in 0..(SIDE / TILE) * (SIDE / TILE) {
            let (column, row) = (tile % (SIDE / TILE) * TILE, tile / (SIDE / TILE) * TILE);
            let nodes =
                (row..row + TILE).flat_map(|y| (column..column + TILE).map(move |x| (x, y)));
            let changed: Vec<Site> = nodes
                .filter(|(x, y)| differs(y * SIDE + x))
                .filter_map(|(x, y)| node_site(x, y))
                .collect();
            caps.extend(cap(&changed));
        }
        caps
    }
}

/// The cap around some nodes and what lies between them and their neighbours.
fn cap(sites: &[Site]) -> Option<SiteCap> {
    let sum: glam::DVec3 = sites.iter().map(|site| site.to_vec()).sum();
    let centre = Site::of(sum)?;
    let chord = |site: &Site| site.to_vec().distance(centre.to_vec());
    let farthest = sites.iter().map(chord).fold(0.0, f64::max);
    // A node's value reaches to the next nodes, less than 0.015 away.
    let radius = 2.0 * libm::asin((farthest / 2.0).min(1.0)) + 0.015;
    Some(SiteCap { centre, radius })
}

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
                    };
                    density += (asked - density) * claim.mark.weight(site, point);
                }
            }
            density.clamp(0.0, super::error::DENSITY.high) as f32
        })
        .collect()
}
