//! The papers' pictures: the practice head and the client's photographs with the work, and where each session's dots go.

use pointil_optics::{DotAppearance, HEALED_DAYS, Halo, Lab, LinearRgb, Skin};
use pointil_render::{
    Canvas, Dot, Frame, Mask, Picture, PracticeHead, SHEET_SIZE, Stage, StandardAngle, Studio,
    Subject, Treated, on_practice_head, practice_studio,
};
use pointil_scalp::{Bvh, Camera, HairPattern, PictureSize, TriangleMesh};
use pointil_treatment::Layout;

use crate::{PaperError, PaperPicture};

/// No side of a photograph is printed with more pixels than this.
const MOST_PX: u32 = 1000;

/// The angles of the design sheet, and of a session sheet.
const DESIGN_ANGLES: [StandardAngle; 6] = [
    StandardAngle::Front,
    StandardAngle::LeftThreeQuarter,
    StandardAngle::RightThreeQuarter,
    StandardAngle::Top,
    StandardAngle::Left,
    StandardAngle::Back,
];
/// The angles that show where loss may go.
const LATER_ANGLES: [StandardAngle; 3] = [
    StandardAngle::Front,
    StandardAngle::LeftThreeQuarter,
    StandardAngle::Top,
];
const SESSION_ANGLES: [StandardAngle; 5] = [
    StandardAngle::Right,
    StandardAngle::Front,
    StandardAngle::Left,
    StandardAngle::Top,
    StandardAngle::Back,
];

/// The size of a session sheet's pictures, five of which stand in a row.
const SESSION_SIZE: PictureSize = PictureSize {
    width: 288,
    height: 360,
};

/// Dots on a session sheet are drawn so large that each can be seen, in millimetres.
const SESSION_DOT_MM: f64 = 1.0;

/// A pale skin to draw them on.
const PAPER_SKIN: Lab = Lab {
    l: 78.0,
    a: 6.0,
    b: 12.0,
};

/// A photograph of the client and where it was taken from.
pub struct PaperPhotograph<'a> {
    /// What it is called.
    pub name: String,
    /// The photograph.
    pub picture: Picture,
    /// Its camera.
    pub camera: &'a Camera,
    /// Its blur beside the pixel's own square, in pixels.
    pub sharpness_px: f64,
    /// Where nothing may be drawn.
    pub mask: Option<&'a Mask>,
}

/// The pictures of a design's papers.
pub struct CasePictures<'a> {
    photographs: &'a [PaperPhotograph<'a>],
    layout: &'a Layout,
    subject: &'a Subject,
    treated: &'a Treated<'a>,
    occluder: &'a Bvh,
    studio: Studio,
}

impl<'a> CasePictures<'a> {
    /// Of the layout on the head that `mesh` is.
    pub fn new(
        photographs: &'a [PaperPhotograph<'a>],
        layout: &'a Layout,
        (subject, treated): (&'a Subject, &'a Treated<'a>),
        mesh: TriangleMesh,
        occluder: &'a Bvh,
    ) -> Self {
        let landmarks = layout.head.landmarks().clone();
        Self {
            studio: practice_studio(mesh, landmarks, occluder, &subject.design),
            photographs,
            layout,
            subject,
            treated,
            occluder,
        }
    }

    /// The client's photographs and the practice head, healed.
    ///
    /// # Errors
    /// A design that cannot be drawn.
    pub fn of_design(&self) -> Result<Vec<PaperPicture>, PaperError> {
        let stage = Stage::at(HEALED_DAYS, self.treated, self.layout, self.occluder)?;
        let mut pictures = Vec::new();
        for view in self.photographs {
            let after = stage.draw(&Canvas {
                picture: &view.picture,
                camera: view.camera,
                sharpness_px: view.sharpness_px,
                mask: view.mask,
            })?;
            let larger = after.size().width.max(after.size().height);
            let after = after
                .reduced(larger.div_ceil(MOST_PX).max(1))
                .map_err(PaperError::of)?;
            pictures.push(PaperPicture {
                png: png(&after)?,
                label: format!("Photograph {}, healed", view.name),
                alt: format!("The photograph {} with the healed work drawn in", view.name),
            });
        }
        let head = self.head(None)?;
        let [frames] = on_practice_head(&head, [&stage], &DESIGN_ANGLES, SHEET_SIZE, None)?;
        for Frame { label, picture } in frames {
            pictures.push(PaperPicture {
                png: png(&picture)?,
                alt: format!(
                    "A model of the head with the healed work. View: {}",
                    label.to_lowercase()
                ),
                label: format!("{label}, healed"),
            });
        }
        Ok(pictures)
    }

    /// The client's head, or as `later` leaves its hair.
    fn head(&self, later: Option<HairPattern>) -> Result<PracticeHead<'_>, PaperError> {
        let case = (self.subject, self.treated, self.layout);
        Ok(PracticeHead::of(&self.studio, self.occluder, case, later)?)
    }

    /// The practice head with the healed work and the hair that `later` leaves.
    ///
    /// # Errors
    /// A stage that does not follow from the present one; a design that cannot be drawn.
    pub fn of_later(&self, later: HairPattern) -> Result<Vec<PaperPicture>, PaperError> {
        let stage = Stage::at(HEALED_DAYS, self.treated, self.layout, self.occluder)?;
        let head = self.head(Some(later))?;
        let [frames] = on_practice_head(&head, [&stage], &LATER_ANGLES, SHEET_SIZE, None)?;
        let pictures = frames.into_iter().map(|Frame { label, picture }| {
            Ok(PaperPicture {
                png: png(&picture)?,
                alt: format!(
                    "A model of the head with the healed work and the hair that {later} leaves. View: {}",
                    label.to_lowercase()
                ),
                label: format!("{label}, {later}"),
            })
        });
        pictures.collect()
    }

    /// Where the dots of one session go.
    ///
    /// # Errors
    /// A design that cannot be drawn.
    pub fn of_session(&self, session: usize) -> Result<Vec<PaperPicture>, PaperError> {
        let appearance = DotAppearance {
            disc: LinearRgb {
                red: 0.9,
                green: 0.9,
                blue: 0.9,
            },
            diameter_mm: SESSION_DOT_MM,
            edge_mm: 0.05,
            halos: [Halo::default(); 3],
        };
        let own = self.layout.dots.iter().filter(|dot| dot.session == session);
        let dots = own.map(|dot| Dot {
            position: dot.point,
            normal: dot.normal,
            appearance,
        });
        let stage = Stage {
            dots: dots.collect(),
            redness: None,
            occluder: self.occluder,
        };
        let skin = Skin::from_lab(PAPER_SKIN).map_err(PaperError::of)?;
        let head = PracticeHead::bald(&self.studio, self.occluder, skin);
        let [frames] = on_practice_head(&head, [&stage], &SESSION_ANGLES, SESSION_SIZE, None)?;
        let pictures = frames.into_iter().map(|Frame { label, picture }| {
            let alt = format!(
                "Where the dots of session {session} go on the head. View: {}",
                label.to_lowercase()
            );
            Ok(PaperPicture {
                png: png(&picture)?,
                label,
                alt,
            })
        });
        pictures.collect()
    }
}

fn png(picture: &Picture) -> Result<Vec<u8>, PaperError> {
    picture.to_png().map_err(PaperError::of)
}
