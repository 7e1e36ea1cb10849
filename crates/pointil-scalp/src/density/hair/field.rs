//! The hair at every site of one head.

use rayon::prelude::*;

use super::existing::ExistingHair;
use super::pattern::HairPattern;
use super::thinning::{Thinning, thinnings};
use crate::density::error::{DensityError, HAIR_BLEND};
use crate::density::ground::DensityGround;
use crate::density::marks::Mark;
use crate::density::raster::{Place, SIDE, bilinear, node_site, place, smoothed};
use crate::space::Site;
use crate::template::in_domain;
use crate::units::Mm;
use crate::zones::{ZoneAreas, ZoneMap};

/// Below this share of a full head a place counts as bare: thinning is hardly seen before half of the hair is gone (a rule of thumb
/// of hair surgeons, grade C).
const BARE: f64 = 0.5;

/// The hair that is there over one scalp, as shares of a full head.
#[derive(Clone, Debug, PartialEq)]
pub struct HairField {
    /// The share at every node.
    shares: Vec<f64>,
    /// Millimetres behind the hairline's edge, by node.
    behind: Vec<f32>,
}

impl HairField {
    /// The field of `hair` on `ground`, one zone's share passing into the next one's over `blend` (0 to 80 mm; 30 mm are usual).
    ///
    /// # Errors
    /// A share or length out of range, an edit off the scalp or that is none.
    pub fn new(
        ground: &DensityGround,
        hair: &ExistingHair,
        blend: Mm,
    ) -> Result<Self, DensityError> {
        hair.check()?;
        HAIR_BLEND.check("hair_blend", blend.mm())?;
        let of_zones: Vec<f64> = ground.by_zone(|zone| hair.of(zone));
        let mut shares = smoothed(&of_zones, &ground.in_zone, blend.mm());
        let thinnings = thinnings(ground, hair.pattern)?;
        let mut edits = Vec::new();
        for edit in &hair.edits {
            edits.push((edit.mark(&ground.head)?, edit.share));
        }
        if !thinnings.is_empty() || !edits.is_empty() {
            let nodes = shares.par_iter_mut().with_min_len(SIDE).enumerate();
            nodes.for_each(|(i, share)| *share = changed(ground, i, *share, &thinnings, &edits));
        }
        Ok(Self {
            shares,
            behind: ground.behind.clone(),
        })
    }

    /// The field at a later `stage`: what that stage's pattern leaves of it. Hair that is there today thins to the stage's measure
    /// whatever edits say of it, and none grows back.
    ///
    /// # Errors
    /// As for [`Self::new`].
    pub fn later(
        &self,
        ground: &DensityGround,
        stage: HairPattern,
        blend: Mm,
    ) -> Result<Self, DensityError> {
        let mut later = Self::new(ground, &stage.into(), blend)?;
        for (share, now) in later.shares.iter_mut().zip(&self.shares) {
            *share = share.min(*now);
        }
        Ok(later)
    }

    /// The hair at `site` as a share of a full head, 0 to 1; 0 outside the scalp and ahead of the hairline.
    pub fn at(&self, site: Site) -> f64 {
        if in_domain(site) {
            self.at_place(place(site)).0
        } else {
            0.0
        }
    }

    /// The hair at a place of the scalp as a share of a full head, and the millimetres that it lies behind the hairline's edge, or above
    /// that of the nape where that is nearer; known to 25 mm, 0 outside the scalp.
    pub(in crate::density) fn at_place(&self, place: Option<Place>) -> (f64, f64) {
        place.map_or((0.0, 0.0), |place| {
            let behind = f64::from(bilinear(&self.behind, place));
            if behind <= 0.0 {
                return (0.0, 0.0);
            }
            (bilinear(&self.shares, place).clamp(0.0, 1.0), behind)
        })
    }

    /// The hair behind the hairline's guide, where its edge is not asked for.
    fn within(&self, site: Site) -> f64 {
        place(site).map_or(0.0, |place| bilinear(&self.shares, place).clamp(0.0, 1.0))
    }

    /// The area of every zone on which less than half of a full head of hair is there: what the eye calls bald.
    pub fn bare_area(&self, zones: &ZoneMap) -> ZoneAreas {
        zones.areas_by(|site| f64::from(u8::from(self.within(site) < BARE)))
    }

    /// The area of every zone, each place counted by what it lacks of a full head: so much skin, wholly bald, would take as much
    /// to cover. This is what graft counts measure.
    pub fn area_to_treat(&self, zones: &ZoneMap) -> ZoneAreas {
        zones.areas_by(|site| 1.0 - self.within(site))
    }

    /// The share at every node of the ground's raster, not yet held within 0 and 1.
    pub(in crate::density) fn shares(&self) -> &[f64] {
        &self.shares
    }
}

/// What thinning and edits make of a node's share.
fn changed(
    ground: &DensityGround,
    node: usize,
    share: f64,
    thinnings: &[Thinning],
    edits: &[(Mark, f64)],
) -> f64 {
    let (Some(point), Some(site)) = (ground.points[node], node_site(node % SIDE, node / SIDE))
    else {
        return share;
    };
    let behind = f64::from(ground.behind[node]);
    let left = thinnings.iter().fold(share, |share, thinning| {
        share * thinning.leaves(site, point, behind)
    });
    edits.iter().fold(left, |share, (mark, asked)| {
        share + (asked - share) * mark.weight(site, point)
    })
}
