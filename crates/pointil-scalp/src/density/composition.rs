//! What a density field is composed of, as plain data.

use super::error::{DENSITY, DensityError, HAIR_BLEND, Range, SHARE};
use super::hair::ExistingHair;
use super::marks::{Band, Patch};
use crate::table;
use crate::units::{DotDensity, Mm};
use crate::zones::{WorkOrder, Zone};

/// The density wanted in every zone where it is treated and no hair remains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ZoneDensities([DotDensity; Zone::ALL.len()]);

impl Default for ZoneDensities {
    /// The healed total of all passes, from `data/zone_dot_density.csv`.
    fn default() -> Self {
        let mut own = [DotDensity::new(0.0); Zone::ALL.len()];
        for cells in table::rows(include_str!("../../../../data/zone_dot_density.csv")) {
            let zone = cells.first().and_then(|name| name.parse::<Zone>().ok());
            if let Some(zone) = zone {
                own[zone as usize] = DotDensity::new(table::number(&cells, 1));
            }
        }
        Self(own)
    }
}

impl ZoneDensities {
    /// The same density everywhere.
    pub const fn even(density: DotDensity) -> Self {
        Self([density; Zone::ALL.len()])
    }

    /// The density of `zone`.
    pub const fn of(&self, zone: Zone) -> DotDensity {
        self.0[zone as usize]
    }

    /// The same with another density in one zone.
    #[must_use]
    pub const fn with(mut self, zone: Zone, density: DotDensity) -> Self {
        self.0[zone as usize] = density;
        self
    }
}

/// Everything that decides how dense dots are wanted, on top of the hairline and the zones.
#[derive(Clone, Debug, PartialEq)]
pub struct DensityComposition {
    /// The zones treated.
    pub zones: Vec<Zone>,
    /// The densities wanted there.
    pub densities: ZoneDensities,
    /// How soft the hairline's edge is, and the nape's: 1 rises from nothing over the depth of the
    /// transition zone, 0 at once (an edge-up).
    pub softness: f64,
    /// The way over which one zone's density passes into the next one's.
    pub zone_blend: Mm,
    /// The hair that is there.
    pub hair: ExistingHair,
    /// The way over which treatment fades out beyond the treated zones, and over which one zone's hair passes into the next
    /// one's. 20 to 40 mm are usual.
    pub hair_blend: Mm,
    /// The share of the density that is placed even where hair is full, so that no step shows.
    pub share_under_hair: f64,
    /// Bald patches.
    pub patches: Vec<Patch>,
    /// Scars, sides of a parting.
    pub bands: Vec<Band>,
}

impl DensityComposition {
    /// The usual composition for a work order with this hair.
    pub fn new(order: WorkOrder, hair: ExistingHair) -> Self {
        Self {
            zones: order.zones().to_vec(),
            densities: ZoneDensities::default(),
            softness: 1.0,
            zone_blend: Mm::new(10.0),
            hair,
            hair_blend: Mm::new(30.0),
            share_under_hair: 0.25,
            patches: Vec::new(),
            bands: Vec::new(),
        }
    }

    /// Refuses the first value outside its range.
    ///
    /// # Errors
    /// Densities outside 0–250 dots/cm², shares outside 0–1, lengths out of range, patches and bands off the scalp.
    pub fn check(&self) -> Result<(), DensityError> {
        for zone in Zone::ALL {
            let density = self.densities.of(*zone).per_square_cm();
            DENSITY.check(format!("density of {zone}"), density)?;
        }
        SHARE.check("softness", self.softness)?;
        SHARE.check("share_under_hair", self.share_under_hair)?;
        Range::mm(0.0, 40.0).check("zone_blend", self.zone_blend.mm())?;
        HAIR_BLEND.check("hair_blend", self.hair_blend.mm())?;
        self.hair.check()?;
        for (k, patch) in self.patches.iter().enumerate() {
            patch.check(k + 1)?;
        }
        for (k, band) in self.bands.iter().enumerate() {
            band.check(k + 1)?;
        }
        Ok(())
    }
}
