//! The hair that is there: a pattern, and what differs from it on this head.

use std::collections::BTreeMap;

use super::norwood::NorwoodClass;
use super::pattern::{DiffuseExtent, HairPattern};
use crate::curve::SurfaceCurve;
use crate::density::error::{DensityError, SHARE};
use crate::density::marks::{self, Mark, PatchOutline};
use crate::head::Head;
use crate::space::Site;
use crate::table;
use crate::units::Mm;
use crate::zones::{WorkOrder, Zone};

/// Where hair differs from its pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum HairArea {
    /// Within an outline: a bald patch of alopecia areata, a tuft that held out.
    Outline(PatchOutline),
    /// Along a line: a scar, a wide parting.
    Band {
        /// Its middle line.
        line: Vec<Site>,
        /// Its breadth.
        width: Mm,
    },
}

/// Hair as it is in one place, whatever the pattern says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct HairEdit {
    /// The place.
    pub area: HairArea,
    /// The hair there as a share of a full head: 0 bald, 1 full.
    pub share: f64,
    /// How far beyond the place its hair passes over into that of the surroundings.
    pub blend: Mm,
}

impl HairEdit {
    fn check(&self, number: usize) -> Result<(), DensityError> {
        let field = |what: &str| format!("{what} of hair edit {number}");
        SHARE.check(field("share"), self.share)?;
        marks::BLEND.check(field("blend"), self.blend.mm())?;
        match &self.area {
            HairArea::Outline(outline) => outline.check(&field),
            HairArea::Band { line, width } => marks::check_band(line, *width, &field),
        }
    }

    pub(super) fn mark(&self, head: &Head) -> Result<Mark, DensityError> {
        match &self.area {
            HairArea::Outline(outline) => outline.mark(head, self.blend),
            HairArea::Band { line, width } => {
                let line = SurfaceCurve::straight(head, line)?;
                Ok(Mark::band(line, width.mm() / 2.0, self.blend))
            }
        }
    }
}

/// How much hair is there, as a share of a full head: 0 bald or shaven without a shadow, 1 a full head. Plain data; what it comes
/// to on one head, a [`HairField`](super::HairField) says.
#[derive(Clone, Debug, PartialEq)]
pub struct ExistingHair {
    /// The pattern.
    pub pattern: HairPattern,
    /// The share of whole zones where it is not the pattern's.
    pub zones: BTreeMap<Zone, f64>,
    /// Places that differ; a later one lies over an earlier one.
    pub edits: Vec<HairEdit>,
}

impl From<HairPattern> for ExistingHair {
    fn from(pattern: HairPattern) -> Self {
        Self {
            pattern,
            zones: BTreeMap::new(),
            edits: Vec::new(),
        }
    }
}

impl ExistingHair {
    /// None anywhere.
    pub const NONE: Self = Self {
        pattern: HairPattern::None,
        zones: BTreeMap::new(),
        edits: Vec::new(),
    };

    /// All of it everywhere.
    pub const FULL: Self = Self {
        pattern: HairPattern::Full,
        zones: BTreeMap::new(),
        edits: Vec::new(),
    };

    /// What a class of loss leaves, from `data/norwood_hair.csv`.
    pub fn norwood(class: NorwoodClass) -> Self {
        HairPattern::Norwood(class).into()
    }

    /// The share of hair in `zone`, before the thinning that does not follow zones and before edits.
    pub fn of(&self, zone: Zone) -> f64 {
        let own = self.zones.get(&zone).copied();
        own.unwrap_or_else(|| zone_share(self.pattern, zone))
    }

    /// The same with another share in one zone.
    #[must_use]
    pub fn with(mut self, zone: Zone, share: f64) -> Self {
        self.zones.insert(zone, share);
        self
    }

    /// The same with one place more that differs.
    #[must_use]
    pub fn edited(mut self, edit: HairEdit) -> Self {
        self.edits.push(edit);
        self
    }

    /// Refuses the first value outside its range.
    ///
    /// # Errors
    /// Shares outside 0–1, lengths out of range, edits off the scalp.
    pub fn check(&self) -> Result<(), DensityError> {
        self.pattern.check()?;
        for (zone, share) in &self.zones {
            SHARE.check(format!("existing hair of {zone}"), *share)?;
        }
        let mut edits = self.edits.iter().enumerate();
        edits.try_for_each(|(k, edit)| edit.check(k + 1))
    }
}

/// What a pattern leaves of the hair of a whole zone.
fn zone_share(pattern: HairPattern, zone: Zone) -> f64 {
    match pattern {
        HairPattern::None | HairPattern::Totalis | HairPattern::Universalis => 0.0,
        // What thins along the parting does not follow zones.
        HairPattern::Full | HairPattern::Ludwig(_) | HairPattern::Sinclair(_) => 1.0,
        HairPattern::Norwood(class) => norwood_share(class, zone),
        HairPattern::Diffuse { remaining, extent } => match extent {
            DiffuseExtent::Scalp => remaining,
            DiffuseExtent::Top if WorkOrder::FullTop.zones().contains(&zone) => remaining,
            DiffuseExtent::Top => 1.0,
        },
    }
}

fn norwood_share(class: NorwoodClass, zone: Zone) -> f64 {
    let name = zone.name();
    let name = name
        .strip_suffix("_left")
        .or(name.strip_suffix("_right"))
        .unwrap_or(name);
    table::rows(include_str!("../../../../../data/norwood_hair.csv"))
        .find(|cells| cells.first() == Some(&name))
        .map_or(1.0, |cells| table::number(&cells, class as usize + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("../../../../../data/norwood_hair.csv");

    #[test]
    fn the_table_has_every_class_in_order_and_every_zone() {
        let header = TABLE.lines().find(|line| !line.starts_with('#')).unwrap();
        let classes: Vec<&str> = NorwoodClass::ALL.iter().map(|class| class.name()).collect();
        assert_eq!(header, format!("zone,{}", classes.join(",")));
        // Of 18 zones five come in pairs.
        assert_eq!(table::rows(TABLE).count(), 13);
        let full = ExistingHair::norwood(NorwoodClass::I);
        for zone in Zone::ALL {
            assert!((full.of(*zone) - 1.0).abs() < 1e-12, "{zone}");
        }
    }

    #[test]
    fn hair_of_zones_only_falls_from_stage_to_stage() {
        for pattern in HairPattern::named() {
            let mut before = ExistingHair::from(pattern);
            for stage in pattern.later() {
                let hair = ExistingHair::from(stage);
                for zone in Zone::ALL {
                    let share = hair.of(*zone);
                    assert!(share <= before.of(*zone), "{stage} {zone}");
                    assert!((0.0..=1.0).contains(&share));
                    assert!((share - hair.of(zone.mirrored())).abs() < 1e-12);
                }
                before = hair;
            }
        }
        let last = ExistingHair::norwood(NorwoodClass::VII);
        assert!(last.of(Zone::Crown) < 0.01 && last.of(Zone::Nape) < 1.0);
    }

    #[test]
    fn diffuse_hair_is_thin_on_the_top_or_everywhere() {
        let hair = |extent| {
            ExistingHair::from(HairPattern::Diffuse {
                remaining: 0.4,
                extent,
            })
        };
        let (top, scalp) = (hair(DiffuseExtent::Top), hair(DiffuseExtent::Scalp));
        for zone in Zone::ALL {
            assert!((scalp.of(*zone) - 0.4).abs() < 1e-12);
        }
        assert!((top.of(Zone::Crown) - 0.4).abs() < 1e-12);
        assert!((top.of(Zone::Occipital) - 1.0).abs() < 1e-12);
    }
}
