//! Places by tape from the vertex, and values within their ranges.

use glam::DVec3;
use pointil_scalp::{Head, Landmark, Mm, Surface, geodesic};
use pointil_treatment::design;

use super::treatment_file::Place;
use crate::failure::Failure;

/// The place on `head`: straight along the skin from the vertex.
pub(super) fn place(place: Place, head: &Head) -> Result<design::Place, Failure> {
    let vertex = head.site(head.landmark(Landmark::Vertex));
    let way = DVec3::new(place.left, 0.0, place.forward);
    let length = way.length();
    if length < 1e-9 {
        return Ok(design::Place::of(vertex));
    }
    let refusal = || {
        Failure::input(format!(
            "({}, {}) mm from the vertex is off the scalp; measure left and forward along the skin, at most 250 mm",
            place.left, place.forward
        ))
    };
    if !(length.is_finite() && length <= 250.0) {
        return Err(refusal());
    }
    let site = geodesic::walk(head, vertex, way, Mm::new(length)).ok_or_else(refusal)?;
    Ok(design::Place::of(site))
}

/// All of `places`, of this field.
pub(super) fn places(
    places: &[Place],
    head: &Head,
    field: &str,
) -> Result<Vec<design::Place>, Failure> {
    let own = places.iter().map(|own| place(*own, head));
    own.collect::<Result<_, _>>().map_err(|e| e.at(field))
}

/// The value if it lies from `low` to `high`.
pub(super) fn within(
    field: &str,
    value: f64,
    low: f64,
    high: f64,
    unit: &str,
) -> Result<f64, Failure> {
    if value >= low && value <= high {
        return Ok(value);
    }
    Err(Failure::input(format!(
        "{field} is {value} {unit}; choose {low} to {high} {unit}"
    )))
}
