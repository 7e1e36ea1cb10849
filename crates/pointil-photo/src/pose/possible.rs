//! A head from photographs of which some may be marked badly.

use pointil_scalp::HeadMeasurements;

use super::marks::{MarkedPhotograph, PoseError};
use super::{FitSettings, HeadFit, fit};

/// A head from those photographs that show one.
#[derive(Clone, Debug)]
pub struct PossibleFit {
    /// The head and the cameras, in the order of the photographs that were left; `None` where none was.
    pub fit: Option<HeadFit>,
    /// Why the others, by name, or all of them, were left out.
    pub refused: Vec<PoseError>,
}

/// Finds the head of as many of `photographs` as can be fitted together: one that cannot is left out and named, and the rest is
/// tried again. Names must be distinct.
pub fn fit_those_possible(
    measurements: &HeadMeasurements,
    photographs: &[MarkedPhotograph],
    settings: &FitSettings,
) -> PossibleFit {
    let mut left = photographs.to_vec();
    let mut refused = Vec::new();
    while !left.is_empty() {
        let error = match fit(measurements, &left, settings) {
            Ok(fit) => {
                return PossibleFit {
                    fit: Some(fit),
                    refused,
                };
            }
            Err(error) => error,
        };
        let before = left.len();
        left.retain(|own| error.photograph().is_some_and(|name| own.name != name));
        // Every round leaves one out, or all of them.
        debug_assert!(left.len() < before);
        refused.push(error);
    }
    PossibleFit { fit: None, refused }
}
