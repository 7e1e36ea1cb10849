//! A decoded picture: pixels and nothing else of what the file held.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageBuffer, ImageEncoder, Rgb, imageops};
use pointil_scalp::PictureSize;

/// The focal length a camera reports for its field of view: that of a 35 mm film camera whose picture has the same
/// angle across its diagonal (EXIF tag `FocalLengthIn35mmFilm`). Cropping a picture makes it too short.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lens35mm {
    /// Millimetres, above zero.
    pub focal_length_mm: f64,
}

/// The diagonal of a frame of 35 mm film, 36 mm by 24 mm.
const FILM_DIAGONAL_MM: f64 = 43.266_615;

impl Lens35mm {
    /// The focal length in pixels of an uncropped picture of `size`.
    pub fn focal_px(self, size: PictureSize) -> f64 {
        let diagonal = libm::hypot(f64::from(size.width), f64::from(size.height));
        self.focal_length_mm / FILM_DIAGONAL_MM * diagonal
    }
}

/// A picture that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the picture of {width} × {height} pixels could not be written: {reason}")]
pub struct EncodeError {
    width: u32,
    height: u32,
    reason: image::ImageError,
}

/// A photograph's pixels, upright, in sRGB. Of the file's metadata only the lens is kept, as a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Photograph {
    size: PictureSize,
    rgb8: Vec<u8>,
    lens: Option<Lens35mm>,
}

impl Photograph {
    /// The picture of `size` with the sRGB bytes `rgb8`, row by row from the top left; `None` where their number is
    /// not three for each pixel.
    pub fn new(size: PictureSize, rgb8: Vec<u8>) -> Option<Self> {
        let pixels = u64::from(size.width) * u64::from(size.height);
        (pixels > 0 && pixels * 3 == rgb8.len() as u64).then_some(Self {
            size,
            rgb8,
            lens: None,
        })
    }

    /// The same picture, taken through `lens`.
    #[must_use]
    pub fn with_lens(self, lens: Option<Lens35mm>) -> Self {
        Self { lens, ..self }
    }

    /// The size in pixels.
    pub const fn size(&self) -> PictureSize {
        self.size
    }

    /// The sRGB bytes, three for each pixel, row by row from the top left.
    pub fn rgb8(&self) -> &[u8] {
        &self.rgb8
    }

    /// The bytes alone.
    pub fn into_rgb8(self) -> Vec<u8> {
        self.rgb8
    }

    /// The lens, where the camera reported it.
    pub const fn lens(&self) -> Option<Lens35mm> {
        self.lens
    }

    /// The sRGB bytes of the pixel in column `x` and row `y`, which are drawn in from beyond the picture's edges.
    pub fn pixel(&self, x: i64, y: i64) -> [u8; 3] {
        let x = x.clamp(0, i64::from(self.size.width) - 1) as usize;
        let y = y.clamp(0, i64::from(self.size.height) - 1) as usize;
        let at = (y * self.size.width as usize + x) * 3;
        self.rgb8
            .get(at..at + 3)
            .map_or([0; 3], |p| [p[0], p[1], p[2]])
    }

    /// The same picture with at most `longest_px` pixels along its longer side, each the mean of those it stands for; a smaller picture stays as it is.
    #[must_use]
    pub fn at_most(&self, longest_px: u32) -> Self {
        let PictureSize { width, height } = self.size;
        let longer = width.max(height);
        let whole = ImageBuffer::<Rgb<u8>, &[u8]>::from_raw(width, height, &self.rgb8);
        let Some(whole) = whole.filter(|_| longer > longest_px && longest_px > 0) else {
            return self.clone();
        };
        let scaled = |side: u32| {
            let side = u64::from(side) * u64::from(longest_px) / u64::from(longer);
            u32::try_from(side).unwrap_or(longest_px).max(1)
        };
        let small = imageops::thumbnail(&whole, scaled(width), scaled(height));
        Self {
            size: PictureSize {
                width: small.width(),
                height: small.height(),
            },
            rgb8: small.into_raw(),
            lens: self.lens,
        }
    }

    /// A JPEG file of `quality` 1 to 100, without metadata.
    ///
    /// # Errors
    /// A picture beyond 65535 pixels a side.
    pub fn to_jpeg(&self, quality: u8) -> Result<Vec<u8>, EncodeError> {
        let mut file = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut file, quality.clamp(1, 100));
        self.write(encoder).map(|()| file)
    }

    /// A PNG file, without metadata.
    ///
    /// # Errors
    /// Any fault of the encoder.
    pub fn to_png(&self) -> Result<Vec<u8>, EncodeError> {
        let mut file = Vec::new();
        self.write(PngEncoder::new(&mut file)).map(|()| file)
    }

    fn write(&self, encoder: impl ImageEncoder) -> Result<(), EncodeError> {
        let PictureSize { width, height } = self.size;
        encoder
            .write_image(&self.rgb8, width, height, ExtendedColorType::Rgb8)
            .map_err(|reason| EncodeError {
                width,
                height,
                reason,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_picture_keeps_its_shape_and_its_mean() {
        let size = PictureSize {
            width: 400,
            height: 100,
        };
        let rows = (0..400 * 100).flat_map(|at| [if at % 2 == 0 { 0 } else { 200 }, 40, 90]);
        let picture = Photograph::new(size, rows.collect()).unwrap();
        let small = picture.at_most(100);
        assert_eq!((small.size().width, small.size().height), (100, 25));
        assert!(small.rgb8().chunks_exact(3).all(|p| p == [100, 40, 90]));
        assert_eq!(picture.at_most(400), picture);
    }
}
