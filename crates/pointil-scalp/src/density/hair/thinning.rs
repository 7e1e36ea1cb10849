//! Thinning that does not follow zones: broad bands on the line over the top from the middle of the hairline to the whorl.

use super::pattern::HairPattern;
use crate::curve::SurfaceCurve;
use crate::density::error::DensityError;
use crate::density::ground::DensityGround;
use crate::density::marks::Mark;
use crate::landmarks::Landmark;
use crate::space::{Site, Surface};
use crate::table;
use crate::units::Mm;
use crate::zones::Zone;

/// One band of one pattern, a row of `data/hair_thinning.csv`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Band {
    /// Where it starts and ends, as shares of the way from the mid-frontal point to the whorl.
    from: f64,
    to: f64,
    half_breadth_mm: f64,
    blend_mm: f64,
    /// The depth of hair behind the hairline that stays; over as much again the band takes hold.
    front_kept_mm: f64,
    /// The share that it leaves of the hair it meets.
    leaves: f64,
}

/// A band on one head.
pub(super) struct Thinning {
    mark: Mark,
    front_kept_mm: f64,
    leaves: f64,
}

fn bands(pattern: HairPattern) -> impl Iterator<Item = Band> {
    let name = pattern.to_string();
    table::rows(include_str!("../../../../../data/hair_thinning.csv"))
        .filter(move |cells| cells.first() == Some(&name.as_str()))
        .map(|cells| {
            let value = |column| table::number(&cells, column);
            Band {
                from: value(1),
                to: value(2),
                half_breadth_mm: value(3),
                blend_mm: value(4),
                front_kept_mm: value(5),
                leaves: value(6),
            }
        })
}

/// The middle of the crown on this head, about which hair turns: the mean of the zone's places.
fn whorl(ground: &DensityGround) -> Site {
    let crown = ground.zones.iter().enumerate();
    let sum: glam::DVec3 = crown
        .filter(|(i, zone)| ground.in_zone[*i] && **zone == Some(Zone::Crown))
        .filter_map(|(i, _)| ground.points[i])
        .map(|point| ground.head.site(point).to_vec())
        .sum();
    let vertex = || ground.head.site(ground.head.landmark(Landmark::Vertex));
    Site::of(sum).unwrap_or_else(vertex)
}

/// The bands of `pattern` on this head.
pub(super) fn thinnings(
    ground: &DensityGround,
    pattern: HairPattern,
) -> Result<Vec<Thinning>, DensityError> {
    let bands: Vec<Band> = bands(pattern).collect();
    if bands.is_empty() {
        return Ok(Vec::new());
    }
    let head = &ground.head;
    let over_the_top = SurfaceCurve::straight(head, &[ground.mid_frontal, whorl(ground)])?;
    let place = |share: f64| Mm::new(over_the_top.length().mm() * share);
    let on_head = |band: &Band| Thinning {
        mark: Mark::band(
            over_the_top.part(head, place(band.from), place(band.to)),
            band.half_breadth_mm,
            Mm::new(band.blend_mm),
        ),
        front_kept_mm: band.front_kept_mm,
        leaves: band.leaves,
    };
    Ok(bands.iter().map(on_head).collect())
}

impl Thinning {
    /// What is left of the hair at a place so far behind the hairline.
    pub fn leaves(&self, site: Site, point: crate::space::Point, behind_mm: f64) -> f64 {
        let hold = if self.front_kept_mm > 0.0 {
            let t = (behind_mm / self.front_kept_mm - 1.0).clamp(0.0, 1.0);
            t * t * (3.0 - 2.0 * t)
        } else {
            1.0
        };
        1.0 - (1.0 - self.leaves) * hold * self.mark.weight(site, point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_belongs_to_a_pattern_and_makes_sense() {
        let named = HairPattern::named();
        let rows = table::rows(include_str!("../../../../../data/hair_thinning.csv")).count();
        let all: Vec<Band> = named.iter().flat_map(|pattern| bands(*pattern)).collect();
        assert_eq!(all.len(), rows);
        for band in all {
            assert!(
                band.from >= 0.0 && band.to > band.from && band.to <= 1.0,
                "{band:?}"
            );
            assert!(
                band.half_breadth_mm > 0.0 && band.blend_mm > 0.0,
                "{band:?}"
            );
            assert!((0.0..1.0).contains(&band.leaves), "{band:?}");
            // Behind the edge distances are known to 25 mm.
            assert!((0.0..=12.0).contains(&band.front_kept_mm), "{band:?}");
        }
        assert_eq!(bands(HairPattern::Full).count(), 0);
    }
}
