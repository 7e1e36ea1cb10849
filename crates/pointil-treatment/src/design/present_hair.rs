//! The hair that is there, as a design keeps it.

use std::collections::BTreeMap;

use pointil_scalp::{ExistingHair, Zone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The hair that is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentHair {
    /// The stage it was read as, for example `VI`; `none` for a scalp without hair.
    pub pattern: String,
    /// The share of a full head of hair that each zone carries, 0 to 1; zones left out carry all of it.
    pub shares: BTreeMap<Zone, f64>,
}

impl PresentHair {
    /// The hair of a pattern.
    pub fn of(pattern: &str, hair: &ExistingHair) -> Self {
        let shares = Zone::ALL.iter().map(|zone| (*zone, hair.of(*zone)));
        Self {
            pattern: pattern.to_owned(),
            shares: shares.filter(|(_, share)| *share < 1.0).collect(),
        }
    }

    /// The shares by zone.
    pub fn existing(&self) -> ExistingHair {
        let shares = self.shares.iter();
        shares.fold(ExistingHair::FULL, |hair, (zone, share)| {
            hair.with(*zone, *share)
        })
    }
}
