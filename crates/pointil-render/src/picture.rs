//! Pictures of 8-bit sRGB and what is done with them whole: cutting, scaling, setting side by side, writing.

use pointil_optics::{LinearRgb, srgb8_to_linear};
use pointil_scalp::PictureSize;

/// The most pixels a picture may have: 60 million, as many as are read from a photograph.
pub const MAX_PIXELS: u64 = 60_000_000;

/// A picture in sRGB, 8 bits a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    size: PictureSize,
    rgb8: Vec<u8>,
}

/// What stands in the way of a picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// No pixels or more than [`MAX_PIXELS`].
    #[error(
        "a picture of {width} × {height} pixels; it has 1 to {MAX_PIXELS} pixels: choose another size"
    )]
    Size {
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
    },
    /// Not three bytes for each pixel.
    #[error("{bytes} bytes for {width} × {height} pixels; three for each pixel are needed")]
    Bytes {
        /// Bytes given.
        bytes: usize,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// A cut beyond the edges.
    #[error(
        "a cut to column {right} and row {bottom} of a picture of {width} × {height} pixels; stay inside it"
    )]
    Cut {
        /// One past the last column.
        right: u64,
        /// One past the last row.
        bottom: u64,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The encoder failed.
    #[error("the picture could not be written as PNG: {0}")]
    Png(#[from] png::EncodingError),
}

impl Picture {
    /// A size within bounds.
    pub(crate) fn bounded(width: u64, height: u64) -> Result<PictureSize, PictureError> {
        match (u32::try_from(width), u32::try_from(height)) {
            (Ok(w), Ok(h)) if w > 0 && h > 0 && width * height <= MAX_PIXELS => Ok(PictureSize {
                width: w,
                height: h,
            }),
            _ => Err(PictureError::Size { width, height }),
        }
    }

    /// The picture with these bytes: red, green and blue of each pixel, row by row from the top left.
    ///
    /// # Errors
    /// A size out of bounds, or another number of bytes than it needs.
    pub fn new(size: PictureSize, rgb8: Vec<u8>) -> Result<Self, PictureError> {
        let PictureSize { width, height } = size;
        Self::bounded(width.into(), height.into())?;
        if rgb8.len() as u64 != u64::from(width) * u64::from(height) * 3 {
            return Err(PictureError::Bytes {
                bytes: rgb8.len(),
                width,
                height,
            });
        }
        Ok(Self { size, rgb8 })
    }

    /// The picture of one `colour`.
    ///
    /// # Errors
    /// A size out of bounds.
    pub fn filled(size: PictureSize, colour: [u8; 3]) -> Result<Self, PictureError> {
        Self::bounded(size.width.into(), size.height.into())?;
        let pixels = size.width as usize * size.height as usize;
        Ok(Self {
            size,
            rgb8: colour.repeat(pixels),
        })
    }

    /// The size in pixels.
    pub const fn size(&self) -> PictureSize {
        self.size
    }

    /// The bytes: red, green and blue of each pixel, row by row from the top left.
    pub fn rgb8(&self) -> &[u8] {
        &self.rgb8
    }

    pub(crate) fn rgb8_mut(&mut self) -> &mut [u8] {
        &mut self.rgb8
    }

    pub(crate) const fn stride(&self) -> usize {
        self.size.width as usize * 3
    }

    /// The pixel in column `x` and row `y`; black outside.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let at = y as usize * self.stride() + x as usize * 3;
        match self.rgb8.get(at..at + 3) {
            Some(p) if x < self.size.width => [p[0], p[1], p[2]],
            _ => [0; 3],
        }
    }

    /// The rectangle of `size` whose top left pixel is in column `x` and row `y`.
    ///
    /// # Errors
    /// A rectangle that is empty or reaches beyond the picture.
    pub fn cropped(&self, x: u32, y: u32, size: PictureSize) -> Result<Self, PictureError> {
        let (right, bottom) = (
            u64::from(x) + u64::from(size.width),
            u64::from(y) + u64::from(size.height),
        );
        if right > self.size.width.into() || bottom > self.size.height.into() {
            return Err(PictureError::Cut {
                right,
                bottom,
                width: self.size.width,
                height: self.size.height,
            });
        }
        let mut cut = Self::filled(size, [0; 3])?;
        cut.copy_rows(0, 0, self, x, y);
        Ok(cut)
    }

    /// Copies from `other`, from its column `x` and row `y` on, to column `to_x` and row `to_y` on, as much as fits.
    fn copy_rows(&mut self, to_x: u32, to_y: u32, other: &Self, x: u32, y: u32) {
        let rows = (self.size.height.saturating_sub(to_y)).min(other.size.height.saturating_sub(y));
        let columns =
            (self.size.width.saturating_sub(to_x)).min(other.size.width.saturating_sub(x));
        let (to_stride, stride) = (self.stride(), other.stride());
        for row in 0..rows as usize {
            let to = (to_y as usize + row) * to_stride + to_x as usize * 3;
            let from = (y as usize + row) * stride + x as usize * 3;
            let bytes = columns as usize * 3;
            self.rgb8[to..to + bytes].copy_from_slice(&other.rgb8[from..from + bytes]);
        }
    }

    /// Puts `other` on top with its top left pixel in column `x` and row `y`; what reaches beyond the edges is lost.
    pub(crate) fn paste(&mut self, x: u32, y: u32, other: &Self) {
        self.copy_rows(x, y, other, 0, 0);
    }

    /// Fills the rectangle of `width` by `height` pixels from column `x` and row `y` on, as much of it as fits.
    pub(crate) fn fill(&mut self, x: u32, y: u32, width: u32, height: u32, colour: [u8; 3]) {
        for row in y..y.saturating_add(height).min(self.size.height) {
            for column in x..x.saturating_add(width).min(self.size.width) {
                let at = row as usize * self.stride() + column as usize * 3;
                self.rgb8[at..at + 3].copy_from_slice(&colour);
            }
        }
    }

    /// Each pixel as a square of `factor` by `factor`, to look at pixels.
    ///
    /// # Errors
    /// A size out of bounds.
    pub fn enlarged(&self, factor: u32) -> Result<Self, PictureError> {
        let PictureSize { width, height } = self.size;
        let factor = u64::from(factor);
        let size = Self::bounded(u64::from(width) * factor, u64::from(height) * factor)?;
        let rgb8 = self
            .rgb8
            .chunks_exact(self.stride())
            .flat_map(|row| {
                let wide: Vec<u8> = row
                    .chunks_exact(3)
                    .flat_map(|pixel| pixel.repeat(factor as usize))
                    .collect();
                wide.repeat(factor as usize)
            })
            .collect();
        Self::new(size, rgb8)
    }

    /// Each square of `factor` by `factor` pixels as one, the mean of its light: the picture from farther away. Pixels
    /// over at the right and below are left out.
    ///
    /// # Errors
    /// A factor of zero or beyond the picture's size.
    pub fn reduced(&self, factor: u32) -> Result<Self, PictureError> {
        let side = |pixels: u32| u64::from(pixels.checked_div(factor).unwrap_or(0));
        let size = Self::bounded(side(self.size.width), side(self.size.height))?;
        let mut rgb8 = Vec::with_capacity(size.width as usize * size.height as usize * 3);
        for y in 0..size.height {
            for x in 0..size.width {
                rgb8.extend(self.mean(x * factor, y * factor, factor).to_srgb8());
            }
        }
        Self::new(size, rgb8)
    }

    /// The mean light of the square of `side` pixels from column `x` and row `y` on.
    fn mean(&self, x: u32, y: u32, side: u32) -> LinearRgb {
        let mut sum = [0.0; 3];
        for row in y..y + side {
            for column in x..x + side {
                for (sum, byte) in sum.iter_mut().zip(self.pixel(column, row)) {
                    *sum += srgb8_to_linear(byte);
                }
            }
        }
        let count = f64::from(side * side);
        LinearRgb::from_array(sum.map(|s| s / count))
    }

    /// `self` left and `other` right with a thin light divider between them: before and after.
    ///
    /// # Errors
    /// A size out of bounds.
    pub fn beside(&self, other: &Self) -> Result<Self, PictureError> {
        let divider = (self.size.width / 300).max(2);
        let width = u64::from(self.size.width) + u64::from(divider) + u64::from(other.size.width);
        let height = self.size.height.max(other.size.height);
        let mut pair = Self::filled(Self::bounded(width, height.into())?, DIVIDER)?;
        pair.paste(0, 0, self);
        pair.paste(self.size.width + divider, 0, other);
        Ok(pair)
    }

    /// The picture as a PNG file marked as sRGB.
    ///
    /// # Errors
    /// Any fault of the encoder.
    pub fn to_png(&self) -> Result<Vec<u8>, PictureError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.size.width, self.size.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgb8)?;
        writer.finish()?;
        Ok(file)
    }
}

/// Between before and after.
const DIVIDER: [u8; 3] = [250, 250, 250];

#[cfg(test)]
mod tests {
    use super::*;

    const fn size(width: u32, height: u32) -> PictureSize {
        PictureSize { width, height }
    }

    fn gradient() -> Picture {
        let bytes = (0..6 * 4 * 3).map(|k| k as u8 * 3).collect();
        Picture::new(size(6, 4), bytes).unwrap()
    }

    #[test]
    fn sizes_are_bounded() {
        assert!(Picture::filled(size(0, 4), [0; 3]).is_err());
        assert!(Picture::filled(size(60_000, 60_000), [0; 3]).is_err());
        assert!(Picture::new(size(2, 2), vec![0; 11]).is_err());
        assert!(gradient().cropped(3, 0, size(4, 2)).is_err());
        assert!(gradient().reduced(0).is_err());
        assert!(gradient().reduced(5).is_err());
        assert!(gradient().enlarged(u32::MAX).is_err());
    }

    #[test]
    fn cutting_scaling_and_setting_beside_keep_pixels() {
        let picture = gradient();
        let cut = picture.cropped(2, 1, size(3, 2)).unwrap();
        assert_eq!(cut.pixel(1, 1), picture.pixel(3, 2));
        let large = cut.enlarged(3).unwrap();
        assert_eq!(large.pixel(5, 4), cut.pixel(1, 1));
        assert_eq!(large.reduced(3).unwrap(), cut);
        let pair = cut.beside(&picture).unwrap();
        assert_eq!(pair.size(), size(3 + 2 + 6, 4));
        assert_eq!(pair.pixel(4, 0), DIVIDER);
        assert_eq!(pair.pixel(5, 3), picture.pixel(0, 3));
        assert_eq!(pair.pixel(99, 0), [0; 3]);
    }

    #[test]
    fn light_is_averaged_not_bytes() {
        let bytes = [0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0].to_vec();
        let small = Picture::new(size(2, 2), bytes).unwrap().reduced(2).unwrap();
        assert_eq!(small.rgb8(), [188, 188, 188]);
    }

    #[test]
    fn png_holds_the_pixels() {
        let file = gradient().to_png().unwrap();
        let photograph = pointil_photo::decode(&file).unwrap();
        assert_eq!(photograph.rgb8(), gradient().rgb8());
    }
}
