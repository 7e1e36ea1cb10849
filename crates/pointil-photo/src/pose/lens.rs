//! What is known of the focal lengths before the fit.

use pointil_scalp::PictureSize;

use super::marks::{FieldOfView, MarkedPhotograph};
use super::problem::LensPrior;
use crate::photograph::Lens35mm;

/// Where nothing is known: a lens of 50 mm on film, within a factor of 1.6 (28 to 85 mm take in two thirds of portraits).
const UNKNOWN_LENS: (Lens35mm, f64) = (
    Lens35mm {
        focal_length_mm: 50.0,
    },
    0.5,
);

/// The lenses behind the photographs.
pub struct Lenses {
    pub priors: Vec<LensPrior>,
    /// The number of each photograph's lens.
    pub of_photograph: Vec<usize>,
}

impl Lenses {
    /// The lenses of these photographs.
    pub fn of(photographs: &[MarkedPhotograph]) -> Self {
        let mut priors = Vec::new();
        let mut of_photograph = Vec::new();
        let mut unknown: Vec<(PictureSize, usize)> = Vec::new();
        for photograph in photographs {
            let size = photograph.size;
            let known = unknown.iter().find(|(other, _)| *other == size);
            let number = match (photograph.field_of_view, known) {
                (FieldOfView::Unknown, Some((_, number))) => *number,
                (field_of_view, _) => {
                    priors.push(lens_prior(field_of_view, size));
                    let number = priors.len() - 1;
                    if field_of_view == FieldOfView::Unknown {
                        unknown.push((size, number));
                    }
                    number
                }
            };
            of_photograph.push(number);
        }
        Self {
            priors,
            of_photograph,
        }
    }
}

fn lens_prior(field_of_view: FieldOfView, size: PictureSize) -> LensPrior {
    let (focal_px, sd) = match field_of_view {
        FieldOfView::Horizontal(degrees) => {
            let half = libm::tan(degrees.to_radians() / 2.0);
            (f64::from(size.width) / 2.0 / half, 0.005)
        }
        FieldOfView::Reported(lens) => (lens.focal_px(size), 0.04),
        FieldOfView::Unknown => (UNKNOWN_LENS.0.focal_px(size), UNKNOWN_LENS.1),
    };
    LensPrior {
        log_focal: libm::log(focal_px),
        sd,
    }
}
