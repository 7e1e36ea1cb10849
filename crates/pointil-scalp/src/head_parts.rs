//! A head as plain numbers: what a file keeps of it, and the head that such numbers make.

use glam::DVec3;

use crate::cranium::{Cranium, Shape};
use crate::deformation::Deformation;
use crate::head::Head;
use crate::landmarks::{Landmark, Landmarks};
use crate::measurements::CompleteMeasurements;
use crate::space::{Point, Surface};
use crate::template::Template;
use crate::units::Mm;

/// Everything that makes one head, in millimetres in the head frame.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadParts {
    /// The measurements it was predicted from, completed, in the order of [`crate::HeadMeasurement::ALL`].
    pub measurements: [f64; 4],
    /// One standard deviation of each.
    pub uncertainty: [f64; 4],
    /// Where the vault's rays start.
    pub centre: [f64; 3],
    /// Half the scale of the vault to the left, upward and forward.
    pub semi_axes: [f64; 3],
    /// The vault's shape coefficients, by [`Deformation::shape_index`].
    pub shape: Vec<f64>,
    /// The landmarks in the order of [`Landmark::ALL`].
    pub landmarks: Vec<[f64; 3]>,
}

/// Numbers that make no head.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HeadPartsError {
    /// A list of the wrong length.
    #[error("{field} has {count} entries; a head has {needed}")]
    Count {
        /// Which list.
        field: &'static str,
        /// Its length.
        count: usize,
        /// The length it needs.
        needed: usize,
    },
    /// A number no head has.
    #[error("{field} is {value}; a head has {low} to {high}")]
    Range {
        /// Which number.
        field: String,
        /// Its value.
        value: f64,
        /// Least.
        low: f64,
        /// Most.
        high: f64,
    },
}

impl Head {
    /// The numbers that make this head.
    pub fn parts(&self) -> HeadParts {
        let m = self.measurements();
        let lengths = [
            m.head_length,
            m.head_breadth,
            m.head_circumference,
            m.tragion_to_top,
        ];
        let vault = self.cranium();
        HeadParts {
            measurements: lengths.map(Mm::mm),
            uncertainty: m.uncertainty.map(Mm::mm),
            centre: vault.centre.to_vec().to_array(),
            semi_axes: vault.semi_axes.to_array(),
            shape: vault.shape.0.to_vec(),
            landmarks: Landmark::ALL
                .iter()
                .map(|landmark| self.landmark(*landmark).to_vec().to_array())
                .collect(),
        }
    }

    /// The head that `parts` make, bit for bit the one they were taken from.
    ///
    /// # Errors
    /// A list of the wrong length, a number that is not finite or beyond every head by far, or a vault that is no closed surface
    /// of a head's size.
    pub fn of_parts(parts: &HeadParts) -> Result<Self, HeadPartsError> {
        for (value, name) in parts.measurements.iter().zip(NAMES) {
            within(name, *value, 80.0, 800.0)?;
        }
        for (value, name) in parts.uncertainty.iter().zip(NAMES) {
            within(&format!("uncertainty of {name}"), *value, 0.0, 100.0)?;
        }
        for value in parts.centre {
            within("centre", value, -150.0, 150.0)?;
        }
        for value in parts.semi_axes {
            within("semi_axes", value, 40.0, 160.0)?;
        }
        let shape: [f64; Deformation::SHAPE_COUNT] = counted("shape", &parts.shape)?;
        for value in shape {
            within("shape", value, -2.0, 2.0)?;
        }
        let landmarks: [[f64; 3]; Landmark::ALL.len()] = counted("landmarks", &parts.landmarks)?;
        for (place, landmark) in landmarks.iter().zip(Landmark::ALL) {
            for value in place {
                within(landmark.name(), *value, -400.0, 400.0)?;
            }
        }
        let [
            head_length,
            head_breadth,
            head_circumference,
            tragion_to_top,
        ] = parts.measurements.map(Mm::new);
        let head = Self::assembled(
            CompleteMeasurements {
                head_length,
                head_breadth,
                head_circumference,
                tragion_to_top,
                uncertainty: parts.uncertainty.map(Mm::new),
            },
            Cranium {
                centre: Point::from_vec(DVec3::from_array(parts.centre)),
                semi_axes: DVec3::from_array(parts.semi_axes),
                shape: Shape(shape),
            },
            Landmarks::from_fn(|landmark| {
                Point::from_vec(DVec3::from_array(landmarks[landmark as usize]))
            }),
        );
        closed(&head)?;
        Ok(head)
    }
}

const NAMES: [&str; 4] = [
    "head_length",
    "head_breadth",
    "head_circumference",
    "tragion_to_top",
];

fn within(field: &str, value: f64, low: f64, high: f64) -> Result<(), HeadPartsError> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(HeadPartsError::Range {
            field: field.to_owned(),
            value,
            low,
            high,
        })
    }
}

fn counted<T: Copy, const N: usize>(
    field: &'static str,
    values: &[T],
) -> Result<[T; N], HeadPartsError> {
    values.try_into().map_err(|_| HeadPartsError::Count {
        field,
        count: values.len(),
        needed: N,
    })
}

/// Every place of the scalp lies as far from the middle as a skull is wide.
fn closed(head: &Head) -> Result<(), HeadPartsError> {
    let centre = head.cranium().centre;
    let sites = &Template::scalp().sites;
    sites.iter().try_for_each(|site| {
        let away = head.point(*site).distance(centre);
        within(
            "distance of the scalp from the vault's centre",
            away,
            35.0,
            200.0,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HeadMeasurements;

    #[test]
    fn a_head_comes_back_bit_for_bit() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        assert_eq!(Head::of_parts(&head.parts()).unwrap(), head);
    }

    #[test]
    fn numbers_of_no_head_are_named() {
        let whole = Head::from_measurements(&HeadMeasurements::default())
            .unwrap()
            .parts();
        let told = |change: &dyn Fn(&mut HeadParts)| {
            let mut parts = whole.clone();
            change(&mut parts);
            Head::of_parts(&parts).unwrap_err().to_string()
        };
        assert!(told(&|p| p.shape.truncate(3)).contains("shape has 3 entries; a head has 81"));
        assert!(told(&|p| p.semi_axes[1] = f64::NAN).contains("semi_axes is NaN"));
        assert!(told(&|p| p.shape[0] = 0.2).contains("distance of the scalp"));
        assert!(told(&|p| p.landmarks[2][0] = 1e9).contains("pronasale"));
    }
}
