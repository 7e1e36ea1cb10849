//! What a person marks in a photograph, and what is wrong with it before any fit.

use pointil_scalp::{ImplausibleMeasurement, Landmark, PictureSize, Pixel, UnknownLandmark};

use crate::outline::Outline;
use crate::photograph::Lens35mm;

/// A landmark where it was marked in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// What was marked.
    pub landmark: Landmark,
    /// Where.
    pub pixel: Pixel,
}

impl Mark {
    /// The landmark called `name` at `x` pixels right and `y` down.
    ///
    /// # Errors
    /// No landmark has this name.
    pub fn named(name: &str, x: f64, y: f64) -> Result<Self, UnknownLandmark> {
        Ok(Self {
            landmark: name.parse()?,
            pixel: Pixel::new(x, y),
        })
    }
}

/// What is known of the field of view.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum FieldOfView {
    /// The whole picture's horizontal angle in degrees, known to half a percent.
    Horizontal(f64),
    /// What the camera reported, good to a few percent (rounding, distortion correction).
    Reported(Lens35mm),
    /// Unknown; found from the landmarks, shared by all photographs of the fit with the same picture size.
    #[default]
    Unknown,
}

impl FieldOfView {
    /// What somebody knows of it goes before what the camera reported.
    pub fn known(horizontal_deg: Option<f64>, lens: Option<Lens35mm>) -> Self {
        horizontal_deg.map_or_else(|| lens.into(), Self::Horizontal)
    }
}

impl From<Option<Lens35mm>> for FieldOfView {
    /// What a photograph's own report says of it.
    fn from(lens: Option<Lens35mm>) -> Self {
        lens.map_or(Self::Unknown, Self::Reported)
    }
}

/// A photograph as far as the fit of its pose needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkedPhotograph {
    /// What messages call it.
    pub name: String,
    /// Its size in pixels.
    pub size: PictureSize,
    /// Its field of view.
    pub field_of_view: FieldOfView,
    /// The landmarks marked in it.
    pub marks: Vec<Mark>,
    /// The outline of the head against the background, where there is one. Parts that are not the vault's rim do
    /// no harm.
    pub outline: Option<Outline>,
}

impl MarkedPhotograph {
    /// A photograph alone needs this many landmarks: its pose and lens are seven unknowns, so six landmarks (twelve
    /// numbers) are the least with enough to spare to notice a wrong one.
    pub const LEAST_ALONE: usize = 6;

    /// With others of the same head, of which one has [`Self::LEAST_ALONE`], these fix the six unknowns of its pose.
    pub const LEAST_WITH_OTHERS: usize = 4;
}

/// Why photographs give no pose.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PoseError {
    /// No photograph at all.
    #[error("photographs is empty; give at least one with its landmarks")]
    NoPhotographs,
    /// Too few landmarks.
    #[error(
        "photograph {photograph} has {found} landmarks, at least {least} are needed{}; add some, far apart and at different depths, \
         such as exocanthion, tragion, superaurale, pronasale, glabella or vertex",
        if *least == MarkedPhotograph::LEAST_ALONE { " in one photograph of each head" } else { "" }
    )]
    TooFewLandmarks {
        /// The photograph.
        photograph: String,
        /// How many it has.
        found: usize,
        /// How many it needs.
        least: usize,
    },
    /// A landmark marked outside its picture.
    #[error("photograph {photograph}: {landmark} is at ({:.1}, {:.1}), outside the picture of {} × {} pixels; mark it inside or leave it out", pixel.x, pixel.y, size.width, size.height)]
    OutsidePicture {
        /// The photograph.
        photograph: String,
        /// The landmark.
        landmark: Landmark,
        /// Where it was marked.
        pixel: Pixel,
        /// The picture's size.
        size: PictureSize,
    },
    /// A landmark marked twice.
    #[error("photograph {photograph}: {landmark} is marked twice; keep one of them")]
    MarkedTwice {
        /// The photograph.
        photograph: String,
        /// The landmark.
        landmark: Landmark,
    },
    /// A field of view that no camera has.
    #[error(
        "photograph {photograph}: a horizontal field of view of {degrees}° is outside 3° to 120°; give the angle of the whole picture in degrees, or leave it unknown"
    )]
    FieldOfView {
        /// The photograph.
        photograph: String,
        /// The angle it was given.
        degrees: f64,
    },
    /// Left and right exchanged, or a mirrored picture.
    #[error(
        "photograph {photograph}: left and right are exchanged, or the picture is mirrored; left means the subject's left"
    )]
    SidesExchanged {
        /// The photograph.
        photograph: String,
    },
    /// Landmarks that no head can show.
    #[error(
        "photograph {photograph}: no view of a head explains its landmarks ({misfit_px:.0} px off); check the names, above all of those far from the others"
    )]
    NoPose {
        /// The photograph.
        photograph: String,
        /// Typical distance of the marks from the best explanation, in pixels.
        misfit_px: f64,
    },
    /// A measurement that no head has.
    #[error(transparent)]
    Measurement(#[from] ImplausibleMeasurement),
}

impl PoseError {
    /// The photograph that it is about, if it is about one.
    pub fn photograph(&self) -> Option<&str> {
        match self {
            Self::NoPhotographs | Self::Measurement(_) => None,
            Self::TooFewLandmarks { photograph, .. }
            | Self::OutsidePicture { photograph, .. }
            | Self::MarkedTwice { photograph, .. }
            | Self::FieldOfView { photograph, .. }
            | Self::SidesExchanged { photograph }
            | Self::NoPose { photograph, .. } => Some(photograph),
        }
    }
}

/// Checks everything that can be known without a fit.
pub fn check(photographs: &[MarkedPhotograph]) -> Result<(), PoseError> {
    for photograph in photographs {
        check_marks(photograph)?;
        check_field_of_view(photograph)?;
    }
    let richest = photographs
        .iter()
        .max_by_key(|photograph| photograph.marks.len())
        .ok_or(PoseError::NoPhotographs)?;
    let too_few = |photograph: &MarkedPhotograph, least: usize| {
        (photograph.marks.len() < least).then(|| PoseError::TooFewLandmarks {
            photograph: photograph.name.clone(),
            found: photograph.marks.len(),
            least,
        })
    };
    let lone = too_few(richest, MarkedPhotograph::LEAST_ALONE);
    let poor = photographs
        .iter()
        .find_map(|photograph| too_few(photograph, MarkedPhotograph::LEAST_WITH_OTHERS));
    lone.or(poor).map_or(Ok(()), Err)
}

fn check_marks(photograph: &MarkedPhotograph) -> Result<(), PoseError> {
    let PictureSize { width, height } = photograph.size;
    for (i, Mark { landmark, pixel }) in photograph.marks.iter().enumerate() {
        let inside = (0.0..=f64::from(width)).contains(&pixel.x)
            && (0.0..=f64::from(height)).contains(&pixel.y);
        if !inside {
            return Err(PoseError::OutsidePicture {
                photograph: photograph.name.clone(),
                landmark: *landmark,
                pixel: *pixel,
                size: photograph.size,
            });
        }
        let earlier = &photograph.marks[..i];
        if earlier.iter().any(|mark| mark.landmark == *landmark) {
            return Err(PoseError::MarkedTwice {
                photograph: photograph.name.clone(),
                landmark: *landmark,
            });
        }
    }
    Ok(())
}

fn check_field_of_view(photograph: &MarkedPhotograph) -> Result<(), PoseError> {
    match photograph.field_of_view {
        FieldOfView::Horizontal(degrees) if !(3.0..=120.0).contains(&degrees) => {
            Err(PoseError::FieldOfView {
                photograph: photograph.name.clone(),
                degrees,
            })
        }
        _ => Ok(()),
    }
}
