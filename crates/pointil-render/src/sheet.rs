//! Contact sheets: several pictures of one head on one page.

use pointil_scalp::PictureSize;

use crate::lettering;
use crate::picture::{Picture, PictureError};

/// Paper.
const PAPER: [u8; 3] = [247, 247, 245];

/// Lettering.
const INK: [u8; 3] = [96, 98, 102];

/// One picture of a sheet with its label.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Written below in capitals; letters A to Z, digits and `-/.,:*+` are known, others leave a gap.
    pub label: String,
    /// The picture.
    pub picture: Picture,
}

/// The `frames` in rows of `columns`, each in a field as large as the largest, with a margin around and labels below.
///
/// # Errors
/// No frames, or a sheet out of bounds.
pub fn contact_sheet(frames: &[Frame], columns: u32) -> Result<Picture, PictureError> {
    if frames.is_empty() {
        return Err(PictureError::Size {
            width: 0,
            height: 0,
        });
    }
    let field = |side: fn(PictureSize) -> u32| frames.iter().map(|f| side(f.picture.size())).max();
    let width = field(|s| s.width).unwrap_or(0);
    let height = field(|s| s.height).unwrap_or(0);
    let columns = u64::from(columns.max(1)).min(frames.len() as u64);
    let rows = (frames.len() as u64).div_ceil(columns.max(1));
    let margin = (width / 24).max(4);
    let letters = (width / 220).max(1);
    let caption = letters * (lettering::HEIGHT + 9);
    let total = |count: u64, field: u32| count * u64::from(field) + (count + 1) * u64::from(margin);
    let size = Picture::bounded(total(columns, width), total(rows, height + caption))?;
    let mut sheet = Picture::filled(size, PAPER)?;
    for (frame, k) in frames.iter().zip(0_u32..) {
        let columns = columns as u32;
        let x = margin + (k % columns) * (width + margin);
        let y = margin + (k / columns) * (height + caption + margin);
        let own = frame.picture.size();
        sheet.paste(
            x + (width - own.width) / 2,
            y + (height - own.height) / 2,
            &frame.picture,
        );
        let written = lettering::width(&frame.label, letters);
        let left = x + width.saturating_sub(written) / 2;
        lettering::write(
            &mut sheet,
            &frame.label,
            left,
            y + height + letters * 6,
            letters,
            INK,
        );
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(width: u32, height: u32, grey: u8) -> Frame {
        Frame {
            label: String::from("Top"),
            picture: Picture::filled(PictureSize { width, height }, [grey; 3]).unwrap(),
        }
    }

    #[test]
    fn every_picture_is_on_the_sheet_whole_and_labelled() {
        let frames = [frame(60, 80, 1), frame(60, 80, 2), frame(40, 80, 3)];
        let sheet = contact_sheet(&frames, 2).unwrap();
        for (grey, pixels) in [(1, 60 * 80), (2, 60 * 80), (3, 40 * 80)] {
            let found = sheet.rgb8().chunks(3).filter(|p| **p == [grey; 3]).count();
            assert_eq!(found, pixels);
        }
        let ink = sheet.rgb8().chunks(3).filter(|p| **p == INK).count();
        // T has 11 pixels, O 16 and P 15 in this face.
        assert_eq!(ink, 3 * (11 + 16 + 15));
        assert!(contact_sheet(&[], 3).is_err());
    }
}
