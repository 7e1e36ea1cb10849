//! The practice head from the standard angles.

use pointil_optics::ViewingDistance;
use pointil_scalp::{PictureSize, Point};

use super::{Canvas, DesignPictureError, PracticeHead, Stage, USUAL_SHARPNESS_PX, drawing};
use crate::angle::StandardAngle;
use crate::picture::Picture;
use crate::sheet::{Frame, contact_sheet};

/// The size of one picture of a sheet.
pub const SHEET_SIZE: PictureSize = PictureSize {
    width: 480,
    height: 600,
};

/// Pictures are drawn this much larger and reduced, so that dots of half a pixel keep their grain.
const SUPERSAMPLING: u32 = 2;

/// The practice head with each stage's dots, from each of `angles` in pictures of `size`, as seen from a distance if there is one.
///
/// # Errors
/// A picture out of bounds.
pub fn on_practice_head<const STAGES: usize>(
    head: &PracticeHead<'_>,
    stages: [&Stage<'_>; STAGES],
    angles: &[StandardAngle],
    size: PictureSize,
    from: Option<ViewingDistance>,
) -> Result<[Vec<Frame>; STAGES], DesignPictureError> {
    let large = PictureSize {
        width: size.width * SUPERSAMPLING,
        height: size.height * SUPERSAMPLING,
    };
    let mut drawn = stages.map(|_| Vec::new());
    for angle in angles {
        let camera = angle.camera(large);
        let sitting = head.before(&camera)?;
        for (stage, frames) in stages.iter().zip(&mut drawn) {
            let after = sitting.finished(stage.draw(&Canvas {
                picture: sitting.skin(),
                camera: &camera,
                sharpness_px: USUAL_SHARPNESS_PX,
                mask: None,
            })?);
            let after = match from {
                Some(from) => {
                    after.seen_from(camera.pixels_per_mm(Point::new(0.0, 0.0, 0.0)), from)
                }
                None => after,
            };
            let picture = after.reduced(SUPERSAMPLING).map_err(drawing)?;
            let label = angle.name().to_owned();
            frames.push(Frame { label, picture });
        }
    }
    Ok(drawn)
}

/// The practice head with each stage's dots from the five standard angles, side by side.
///
/// # Errors
/// A picture out of bounds.
pub fn head_sheets<const STAGES: usize>(
    head: &PracticeHead<'_>,
    stages: [&Stage<'_>; STAGES],
    from: Option<ViewingDistance>,
) -> Result<Vec<Picture>, DesignPictureError> {
    let angles = StandardAngle::SHEET;
    let heads = on_practice_head(head, stages, &angles, SHEET_SIZE, from)?;
    let sheets = heads.iter().map(|own| contact_sheet(own, 5));
    sheets.collect::<Result<_, _>>().map_err(drawing)
}
