//! A photograph's camera against another head than the one that was found in it.

use pointil_scalp::{Camera, Head};

use super::FitSettings;
use super::assemble::seen;
use super::marks::MarkedPhotograph;
use super::start::starts;

/// The camera from which `head` comes nearest to the marks of a photograph: for a head that was not found in it, such as a design's own
/// that was drawn before the photograph was taken. The head stays as it is; each mark counts as far as people's landmarks
/// stray. The lens is that of `found`. `None` where no view of the head comes near.
pub fn camera_on(head: &Head, photograph: &MarkedPhotograph, found: &Camera) -> Option<Camera> {
    let seen = seen(photograph, &FitSettings::default());
    let best = starts(head, &seen, libm::log(found.focal_px()));
    let middle = head.cranium().centre().to_vec();
    let station = best.first()?.station;
    Some(station.camera(middle, photograph.size))
}
