//! The dot ledger: what is in the skin, since when, and of what.

use jiff::civil::Date;
use pointil_scalp::Site;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dot_setting::DotSetting;
use super::place::Place;

/// Dots that were placed together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerBatch {
    /// What it was, for example `session 1` or `another studio, 2021`.
    pub of: String,
    /// The session of this design that placed it, from 1; none for work done before this design.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<u8>,
    /// The day, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub on: Option<Date>,
    /// Its dots as they were set, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dot: Option<DotSetting>,
    /// Where the dots lie.
    pub places: Vec<Place>,
}

impl LedgerBatch {
    /// The sites of its dots; places that are none have been refused by [`Design::check`](super::Design::check).
    pub fn sites(&self) -> impl Iterator<Item = Site> {
        self.places.iter().filter_map(|place| place.site())
    }
}
