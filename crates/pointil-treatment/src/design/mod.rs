//! A design: the plain, versioned, hashable agreement of what will be done to a scalp.
//!
//! A [`Design`] holds nothing that can be derived: [`Layout`](crate::Layout) is what follows from it on the head, plan and quote are
//! what follows from that. Everything in it is a number, a name or a list, so that a file keeps it exactly and
//! [`Design::hash`] says whether two people look at the same one.

mod check;
mod density_stroke;
mod dot_setting;
mod edit;
mod hairline;
mod hash;
mod head;
mod ledger;
mod outline;
mod place;
mod present_hair;
mod technique;
mod worn_hair;

use std::collections::BTreeMap;

use pointil_optics::{Permanence, Shade};
use pointil_scalp::{DotDensity, HairPattern, Hairline, Head, WorkOrder, Zone, ZoneDensities};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use check::DesignError;
pub use density_stroke::DensityStroke;
pub(crate) use density_stroke::StrokeMark;
pub use dot_setting::{DotSetting, Needle, PigmentShare, ShadeRecipe};
pub use edit::{Brush, EditDesign, HeadSide};
pub use hairline::{HairlineDesign, HairlineDesignError, LinePoint};
pub use hash::DesignHash;
pub use head::HeadRecord;
pub use ledger::LedgerBatch;
pub use outline::Outline;
pub use place::Place;
pub use present_hair::{HairPlace, PresentHair, PresentHairEdit};
pub use technique::{PartLine, Technique};
pub use worn_hair::{LEAST_STUBBLE_MM, Parting, WornHair};

/// What will be done to one scalp.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// The head it lies on.
    pub head: HeadRecord,
    /// The hair that is there.
    pub hair: PresentHair,
    /// The new line.
    pub hairline: HairlineDesign,
    /// What is done, freely combined.
    pub techniques: Vec<Technique>,
    /// Every zone's density and dots, for all eighteen zones: treated or not, scars within them ask for a share of it.
    pub zones: BTreeMap<Zone, ZoneDesign>,
    /// Where more or fewer dots are wanted than the zone asks for; a later one works on what an earlier one left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub density_strokes: Vec<DensityStroke>,
    /// The dots of zones that have none of their own.
    pub dot: DotSetting,
    /// How treatment begins and ends.
    pub edge: EdgeDesign,
    /// The recipes of the shades that are named.
    pub shades: Vec<ShadeRecipe>,
    /// What the pigment is sold as.
    pub permanence: Permanence,
    /// The share of all dots that is in the skin after each session: 1 to 8 shares that rise to 1.
    pub layers: Vec<f64>,
    /// Exactly so many dots, those in the skin included, densities scaled to fit; without it as many as the densities ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dots: Option<u32>,
    /// The dots that are in the skin: earlier work, and the sessions of this design that are done.
    pub in_skin: Vec<LedgerBatch>,
    /// Chooses among equally good patterns; at most 2⁵³ − 1, so that every program reads it exactly.
    pub seed: u64,
}

/// What one zone asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneDesign {
    /// Dots per square centimetre when every session is done and no hair is left, 0 to 250.
    pub dots_per_cm2: DotDensity,
    /// Its dots, if they are others than the design's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dot: Option<DotSetting>,
}

/// How treatment begins behind the hairline and passes over into hair.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EdgeDesign {
    /// 1: density rises over the whole transition zone, at the nape too; 0: at once, an edge-up.
    pub softness: f64,
    /// The way over which one zone's density passes into the next one's, 0 to 40 mm.
    pub zone_blend_mm: f64,
    /// The way over which treatment fades out beyond the treated zones, 0 to 80 mm.
    pub hair_blend_mm: f64,
    /// The share of the density placed even where hair is full, 0 to 1.
    pub share_under_hair: f64,
}

impl EdgeDesign {
    /// A soft line, zones that pass into each other over a centimetre and into hair over three.
    pub const USUAL: Self = Self {
        softness: 1.0,
        zone_blend_mm: 10.0,
        hair_blend_mm: 30.0,
        share_under_hair: 0.25,
    };
}

/// 30, 70 and 100 %, the layering of Liu 2025 (grade A, n = 10).
pub const USUAL_LAYERS: [f64; 3] = [0.3, 0.7, 1.0];

impl Design {
    /// The usual design: each zone's usual density, dots of undiluted `shade`, a soft edge, three layers, permanent pigment.
    pub fn usual(
        head: &Head,
        hairline: &Hairline,
        hair: HairPattern,
        techniques: Vec<Technique>,
        shade: &Shade,
    ) -> Self {
        let densities = ZoneDensities::default();
        let zones = Zone::ALL.iter().map(|zone| {
            let own = ZoneDesign {
                dots_per_cm2: densities.of(*zone),
                dot: None,
            };
            (*zone, own)
        });
        Self {
            head: HeadRecord::of(head),
            hair: hair.into(),
            hairline: HairlineDesign::of(hairline),
            techniques,
            zones: zones.collect(),
            density_strokes: Vec::new(),
            dot: DotSetting::usual(&shade.key),
            edge: EdgeDesign::USUAL,
            shades: vec![ShadeRecipe::of(shade)],
            permanence: Permanence::Permanent,
            layers: USUAL_LAYERS.to_vec(),
            dots: None,
            in_skin: Vec::new(),
            seed: hairline.parameters().seed,
        }
    }

    /// The dots of `zone`.
    pub fn dot_of(&self, zone: Zone) -> &DotSetting {
        let own = self.zones.get(&zone).and_then(|own| own.dot.as_ref());
        own.unwrap_or(&self.dot)
    }

    /// Sets every dot otherwise, wherever it lies.
    pub fn set_every_dot(&mut self, otherwise: impl Fn(&DotSetting) -> DotSetting) {
        self.dot = otherwise(&self.dot);
        let zones = self.zones.values_mut().filter_map(|own| own.dot.as_mut());
        let scars = self.techniques.iter_mut().filter_map(Technique::dot_mut);
        for dot in zones.chain(scars) {
            *dot = otherwise(dot);
        }
    }

    /// How many sessions it has.
    pub const fn sessions(&self) -> usize {
        self.layers.len()
    }

    /// How many of its sessions are done, by what is in the skin.
    pub fn sessions_done(&self) -> usize {
        let own = self.in_skin.iter().filter_map(|batch| batch.session);
        own.max().map_or(0, usize::from)
    }

    /// Whether its last session is done: nothing is left to place.
    pub fn is_finished(&self) -> bool {
        self.sessions_done() >= self.sessions()
    }

    /// What a price list calls its techniques, each order once.
    pub fn orders(&self) -> Vec<WorkOrder> {
        let mut orders: Vec<WorkOrder> = self.techniques.iter().map(Technique::order).collect();
        orders.sort_unstable();
        orders.dedup();
        orders
    }

    /// The recipe of a shade.
    pub fn shade(&self, key: &str) -> Option<&ShadeRecipe> {
        self.shades.iter().find(|own| own.key == key)
    }
}
