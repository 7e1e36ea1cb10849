//! Contact sheets: several pictures of one head on one page.

use crate::lettering;
use crate::picture::{Picture, PictureError};

/// Paper.
const PAPER: [u8; 3] = [247, 247, 245];

/// Lettering.
const INK: [u8; 3] = [96, 98, 102];

/// One picture of a sheet with its label.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Written below in capitals; letters A to Z, digits and `-/.,:*+%()` are known, others leave a gap.
    pub label: String,
    /// The picture.
    pub picture: Picture,
}

/// The `frames` in rows of `columns`, each in a field as wide as the widest and as high as the highest of its row, with a margin
/// around and labels below.
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
    let widths = frames.iter().map(|f| f.picture.size().width);
    let width = widths.max().unwrap_or(0);
    let columns = (columns.max(1) as usize).min(frames.len());
    let rows = || frames.chunks(columns);
    let height = |row: &[Frame]| {
        let heights = row.iter().map(|f| f.picture.size().height);
        heights.max().unwrap_or(0)
    };
    let margin = (width / 24).max(4);
    let letters = (width / 160).max(1);
    let below = letters * (lettering::HEIGHT + 9) + margin;
    let across = (columns as u64 * u64::from(width + margin)) + u64::from(margin);
    let down: u64 = rows().map(|row| u64::from(height(row) + below)).sum();
    let size = Picture::bounded(across, down + u64::from(margin))?;
    let mut sheet = Picture::filled(size, PAPER)?;
    let mut y = margin;
    for row in rows() {
        let height = height(row);
        for (frame, k) in row.iter().zip(0_u32..) {
            let x = margin + k * (width + margin);
            let own = frame.picture.size();
            let (right, down) = ((width - own.width) / 2, (height - own.height) / 2);
            sheet.paste(x + right, y + down, &frame.picture);
            let written = lettering::width(&frame.label, letters);
            let left = x + width.saturating_sub(written) / 2;
            let under = y + height + letters * 6;
            lettering::write(&mut sheet, &frame.label, left, under, letters, INK);
        }
        y += height + below;
    }
    Ok(sheet)
}

/// The sheet with lines written below it, from its left margin on; see [`Frame::label`] for the letters that are known.
///
/// # Errors
/// A sheet out of bounds.
pub fn with_legend(sheet: &Picture, lines: &[&str]) -> Result<Picture, PictureError> {
    let width = sheet.size().width;
    let letters = (width / 1000).max(1);
    let line = letters * (lettering::HEIGHT + 5);
    let margin = letters * lettering::HEIGHT;
    let top = sheet.size().height;
    let down = u64::from(top) + lines.len() as u64 * u64::from(line) + u64::from(margin);
    let size = Picture::bounded(u64::from(width), down)?;
    let mut out = Picture::filled(size, PAPER)?;
    out.paste(0, 0, sheet);
    for (text, k) in lines.iter().zip(0_u32..) {
        lettering::write(&mut out, text, margin, top + k * line, letters, INK);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_scalp::PictureSize;

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

    #[test]
    fn a_legend_is_below_and_the_sheet_above_is_as_it_was() {
        let sheet = frame(60, 80, 7).picture;
        let with = with_legend(&sheet, &["T", "OP"]).unwrap();
        assert_eq!(with.size().width, 60);
        assert!(with.rgb8().starts_with(sheet.rgb8()));
        let below = &with.rgb8()[sheet.rgb8().len()..];
        let ink = below.chunks(3).filter(|p| **p == INK).count();
        assert_eq!(ink, 11 + 16 + 15);
    }
}
