//! What is kept of a photograph besides its picture: the landmarks that somebody placed in it, and its lens.

use std::collections::BTreeMap;

use pointil_scalp::{Landmark, PictureSize, Pixel};
use serde::{Deserialize, Serialize};

use crate::outline::Outline;
use crate::photograph::Lens35mm;
use crate::pose::{FieldOfView, Mark, MarkedPhotograph};

/// Landmarks placed in one photograph, in its own pixels, and what is known of its lens. Kept as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacedLandmarks {
    /// The focal length that the camera reported, that of 35 mm film with the same diagonal angle, in millimetres, 4 to 2000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focal_length_35mm: Option<f64>,
    /// The whole picture's horizontal angle in degrees, 3 to 120, where it is known exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_of_view_deg: Option<f64>,
    /// Where each landmark was placed: pixels right and down from the picture's outer left top corner.
    #[serde(default)]
    pub landmarks: BTreeMap<Landmark, [f64; 2]>,
}

/// A number that no photograph has.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} is {value}; {allowed}")]
pub struct MisplacedLandmark {
    /// Which: a landmark's name, `focal_length_35mm` or `field_of_view_deg`.
    pub field: &'static str,
    /// What it is.
    pub value: String,
    /// What may be.
    pub allowed: String,
}

impl PlacedLandmarks {
    /// None yet, in a photograph taken through this lens.
    pub fn none(lens: Option<Lens35mm>) -> Self {
        Self {
            focal_length_35mm: lens.map(|own| own.focal_length_mm),
            ..Self::default()
        }
    }

    /// Checks that every landmark lies within a picture of `size`, and that the lens is one.
    ///
    /// # Errors
    /// The first number that does not fit.
    pub fn check(&self, size: PictureSize) -> Result<(), MisplacedLandmark> {
        let number = |field, value: Option<f64>, low: f64, high: f64, unit: &str| match value {
            Some(value) if !(low..=high).contains(&value) => Err(MisplacedLandmark {
                field,
                value: format!("{value}"),
                allowed: format!("give {low} to {high} {unit}, or leave it out"),
            }),
            _ => Ok(()),
        };
        number(
            "focal_length_35mm",
            self.focal_length_35mm,
            4.0,
            2000.0,
            "mm",
        )?;
        number(
            "field_of_view_deg",
            self.field_of_view_deg,
            3.0,
            120.0,
            "degrees",
        )?;
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let outside =
            |[x, y]: &[f64; 2]| !((0.0..=width).contains(x) && (0.0..=height).contains(y));
        match self.landmarks.iter().find(|(_, place)| outside(place)) {
            None => Ok(()),
            Some((landmark, [x, y])) => Err(MisplacedLandmark {
                field: landmark.name(),
                value: format!("({x:.1}, {y:.1})"),
                allowed: format!(
                    "the picture is {width} × {height} pixels: place it inside, or leave it out"
                ),
            }),
        }
    }

    /// The photograph as the fit of its pose takes it.
    pub fn marked(
        &self,
        name: String,
        size: PictureSize,
        outline: Option<Outline>,
    ) -> MarkedPhotograph {
        let lens = self
            .focal_length_35mm
            .map(|focal_length_mm| Lens35mm { focal_length_mm });
        let mark = |(landmark, [x, y]): (&Landmark, &[f64; 2])| Mark {
            landmark: *landmark,
            pixel: Pixel::new(*x, *y),
        };
        MarkedPhotograph {
            name,
            size,
            field_of_view: FieldOfView::known(self.field_of_view_deg, lens),
            marks: self.landmarks.iter().map(mark).collect(),
            outline,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: PictureSize = PictureSize {
        width: 1200,
        height: 1500,
    };

    #[test]
    fn it_is_written_and_read_and_knows_nothing_else() {
        let text = r#"{"focal_length_35mm":85.0,"landmarks":{"glabella":[10.0,20.5]}}"#;
        let own: PlacedLandmarks = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&own).unwrap(), text);
        for wrong in [
            r#"{"landmarks":{"nose":[1,2]}}"#,
            r#"{"camera":1}"#,
            r#"{"landmarks":{"glabella":[1]}}"#,
        ] {
            assert!(
                serde_json::from_str::<PlacedLandmarks>(wrong).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_no_photograph_has_is_named() {
        let told = |own: PlacedLandmarks| own.check(SIZE).unwrap_err().to_string();
        let at = |x, y| PlacedLandmarks {
            landmarks: [(Landmark::Glabella, [x, y])].into(),
            ..PlacedLandmarks::default()
        };
        assert_eq!(at(1200.0, 0.0).check(SIZE), Ok(()));
        for (x, y) in [
            (-0.1, 5.0),
            (5.0, 1500.1),
            (f64::NAN, 5.0),
            (5.0, f64::INFINITY),
        ] {
            assert!(told(at(x, y)).contains("glabella"));
        }
        let lens = |focal_length_mm| PlacedLandmarks::none(Some(Lens35mm { focal_length_mm }));
        assert!(told(lens(0.0)).contains("focal_length_35mm is 0"));
        assert_eq!(lens(50.0).check(SIZE), Ok(()));
    }
}
