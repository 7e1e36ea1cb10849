//! The practice head from the standard angles.

use pointil_optics::ViewingDistance;
use pointil_render::{Frame, Picture, StandardAngle, contact_sheet};
use pointil_scalp::{PictureSize, Point};

use super::{Canvas, PracticeHead, Stage, USUAL_SHARPNESS_PX, drawing};
use crate::failure::Failure;

/// The size of one picture of a sheet.
pub const SHEET_SIZE: PictureSize = PictureSize {
    width: 480,
    height: 600,
};

/// Pictures are drawn this much larger and reduced, so that dots of half a pixel keep their grain.
const SUPERSAMPLING: u32 = 2;

/// The practice head with the stage's dots, from each of `angles` in pictures of `size`, as seen from a distance if there is one.
pub fn on_practice_head(
    head: &PracticeHead<'_>,
    stage: &Stage<'_>,
    angles: &[StandardAngle],
    size: PictureSize,
    from: Option<ViewingDistance>,
) -> Result<Vec<Frame>, Failure> {
    let large = PictureSize {
        width: size.width * SUPERSAMPLING,
        height: size.height * SUPERSAMPLING,
    };
    let frames = angles.iter().map(|angle| {
        let camera = angle.camera(large);
        let sitting = head.before(&camera)?;
        let after = sitting.finished(stage.draw(&Canvas {
            picture: sitting.skin(),
            camera: &camera,
            sharpness_px: USUAL_SHARPNESS_PX,
            mask: None,
        })?);
        let after = match from {
            Some(from) => after.seen_from(camera.pixels_per_mm(Point::new(0.0, 0.0, 0.0)), from),
            None => after,
        };
        let picture = after.reduced(SUPERSAMPLING).map_err(drawing)?;
        let label = angle.name().to_owned();
        Ok(Frame { label, picture })
    });
    frames.collect()
}

/// The practice head from the five standard angles, side by side.
pub fn head_sheet(
    head: &PracticeHead<'_>,
    stage: &Stage<'_>,
    from: Option<ViewingDistance>,
) -> Result<Picture, Failure> {
    let angles = StandardAngle::SHEET;
    let heads = on_practice_head(head, stage, &angles, SHEET_SIZE, from)?;
    contact_sheet(&heads, 5).map_err(drawing)
}
