//! How one person's head differs from the head its measurements predict.

use glam::DVec3;

use crate::cranium::{Cranium, Shape};
use crate::harmonics::{self, COUNT, DEGREE};
use crate::landmarks::{Landmark, Landmarks};
use crate::space::Point;

/// The departure of a head from its prediction: the parameters of every fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Deformation {
    /// Factors on the head's size to the left, upward and forward, about the midpoint of the tragia; 1 leaves it as it
    /// is.
    pub stretch: DVec3,
    /// Added to the shape coefficients of the vault, by [`Deformation::shape_index`].
    pub shape: [f64; Self::SHAPE_COUNT],
    /// Added to the positions of the landmarks after stretching, in millimetres, in the order of [`Landmark::ALL`]. The
    /// glabella then falls onto the vault; vertex and opisthocranion follow from it and from the surface.
    pub landmarks: [DVec3; Landmark::ALL.len()],
}

impl Default for Deformation {
    fn default() -> Self {
        Self {
            stretch: DVec3::ONE,
            shape: [0.0; COUNT],
            landmarks: [DVec3::ZERO; Landmark::ALL.len()],
        }
    }
}

impl Deformation {
    /// The number of shape coefficients: harmonics of degree 0 to [`Self::SHAPE_DEGREE`].
    pub const SHAPE_COUNT: usize = COUNT;

    /// The highest degree of the shape's harmonics.
    pub const SHAPE_DEGREE: usize = DEGREE;

    /// The position in [`Self::shape`] of the harmonic of `degree` and `order` (from `-degree` to `degree`; negative
    /// orders are the asymmetric ones). Degree 0 is size and degree 1 a shift of the vault against the tragia.
    pub const fn shape_index(degree: usize, order: isize) -> usize {
        harmonics::index(degree, order)
    }

    /// How far heads stray from their prediction in a shape coefficient of `degree`: one standard deviation,
    /// dimensionless (0.01 is about 1 mm on an adult head). Grade D: chosen so that the total is the 4 mm or so by which
    /// vaults of equal measurements differ, falling as the square of the degree as smooth surfaces do.
    pub fn shape_sd(degree: usize) -> f64 {
        match degree {
            0 => 0.01,
            1 => 0.03,
            _ => 0.06 / (degree * degree) as f64,
        }
    }
}

/// The vault after `deformation`.
pub(crate) fn deformed_cranium(cranium: &Cranium, deformation: &Deformation) -> Cranium {
    let mut shape = cranium.shape.0;
    for (own, offset) in shape.iter_mut().zip(deformation.shape) {
        *own += offset;
    }
    Cranium {
        centre: Point::from_vec(cranium.centre.to_vec() * deformation.stretch),
        semi_axes: cranium.semi_axes * deformation.stretch,
        shape: Shape(shape),
    }
}

/// The landmarks of face and ears after `deformation`; those of the vault are kept.
pub(crate) fn deformed_landmarks(landmarks: &Landmarks, deformation: &Deformation) -> Landmarks {
    Landmarks::from_fn(|landmark| {
        let offset = deformation.landmarks[landmark as usize];
        Point::from_vec(landmarks.position(landmark).to_vec() * deformation.stretch + offset)
    })
}
