//! A place on the scalp as a file keeps it.

use pointil_scalp::Site;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place on the scalp that stays where it is on the skin when the head is measured anew: the direction from the middle of the
/// skull to the subject's left, up and forward, in units of the vault's semi-axes, of any length.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Place(pub [f64; 3]);

impl Place {
    /// The place of a site, to nine decimals: a ten-thousandth of a millimetre on a head.
    pub fn of(site: Site) -> Self {
        Self(site.to_vec().to_array().map(|own| rounded(own, 1e9)))
    }

    /// Its site; `None` for a direction without length or with numbers that are none.
    pub fn site(self) -> Option<Site> {
        let [left, up, forward] = self.0;
        Site::of(glam::DVec3::new(left, up, forward))
    }
}

/// `value` to as many decimals as `scale` has noughts, without a negative nought.
pub(super) fn rounded(value: f64, scale: f64) -> f64 {
    (value * scale).round() / scale + 0.0
}
