//! Points of the hairline as numbers: where each lies in millimetres, and the place that entered numbers mean.

use pointil_scalp::{Head, Site, Surface};
use pointil_treatment::design::Place;

use crate::fault::Fault;

/// The three numbers of a point, in the order of the head's frame, as fields of a form.
pub const AXES: [&str; 3] = ["left_mm", "up_mm", "forward_mm"];

/// Numbers that differ by less than this were not changed: forms show one decimal.
const SAME_MM: f64 = 0.051;

/// Steps towards a place; each leaves less than a tenth of the way on any head.
const STEPS: usize = 24;

/// The number that follows from the other two because the point lies on the skin: the one along which the skin there faces.
pub fn following(head: &Head, site: Site) -> usize {
    let normal = head.normal(site).to_vec().abs().to_array();
    (0..3).fold(0, |most, k| if normal[k] > normal[most] { k } else { most })
}

/// The place on the skin whose two free numbers are `entered`; the third follows.
///
/// # Errors
/// Numbers beyond the scalp.
pub fn place(head: &Head, from: Site, entered: [f64; 3]) -> Result<Place, Fault> {
    let follows = following(head, from);
    let axes = head.parts().semi_axes;
    let is_before = from.to_vec().to_array()[follows] >= 0.0;
    let mut way = from.to_vec().to_array();
    for _ in 0..STEPS {
        let site = site(way);
        let at = head.point(site.ok_or_else(beyond)?).to_vec().to_array();
        for k in (0..3).filter(|k| *k != follows) {
            way[k] += (entered[k] - at[k]) / axes[k];
        }
        let rest = 1.0
            - (0..3)
                .filter(|k| *k != follows)
                .map(|k| way[k] * way[k])
                .sum::<f64>();
        if rest <= 0.0 {
            return Err(beyond());
        }
        way[follows] = if is_before { rest.sqrt() } else { -rest.sqrt() };
    }
    let found = site(way).ok_or_else(beyond)?;
    let at = head.point(found).to_vec().to_array();
    let misses = (0..3).any(|k| k != follows && (at[k] - entered[k]).abs() > SAME_MM);
    if misses {
        Err(beyond())
    } else {
        Ok(Place::of(found))
    }
}

fn site([left, up, forward]: [f64; 3]) -> Option<Site> {
    Place([left, up, forward]).site()
}

fn beyond() -> Fault {
    Fault::Field {
        field: "point".to_owned(),
        reason: "no skin lies there; enter numbers nearer to where the point is".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_scalp::{Hairline, HairlineParameters, HeadMeasurements};

    #[test]
    fn every_point_is_where_its_numbers_say() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let line = Hairline::new(&head, HairlineParameters::mature_male(&head)).unwrap();
        for own in line.control_points() {
            let at = head.point(own.site).to_vec().to_array();
            let follows = following(&head, own.site);
            let moved = core::array::from_fn(|k| if k == follows { 0.0 } else { at[k] + 3.0 });
            let place = place(&head, own.site, moved).unwrap();
            let there = head.point(place.site().unwrap()).to_vec().to_array();
            for k in (0..3).filter(|k| *k != follows) {
                assert!(
                    (there[k] - moved[k]).abs() < 0.01,
                    "{:?} {there:?} {moved:?}",
                    own.name
                );
            }
            assert!(
                (there[follows] - at[follows]).abs() < 6.0,
                "{there:?} from {at:?}"
            );
        }
        let front = line.control_points()[line.control_points().len() / 2].site;
        assert!(place(&head, front, [400.0, 50.0, 0.0]).is_err());
    }
}
