//! From untrusted bytes to a [`Photograph`]. Everything that a header claims is bounded before memory is taken for it.

use std::io::Cursor;
use std::panic::catch_unwind;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use moxcms::{ColorProfile, Layout, TransformOptions};
use pointil_scalp::PictureSize;

use crate::format::{self, Format};
use crate::jpeg;
use crate::photograph::{Lens35mm, Photograph};

/// The largest file read: 64 MiB, several times what a telephone writes.
pub const MAX_BYTES: usize = 64 << 20;

/// The most pixels decoded: 60 million, above every camera in use for portraits.
pub const MAX_PIXELS: u64 = 60_000_000;

/// A file with fewer bytes than one per this many pixels cannot be a photograph: the least that JPEG can spend is one
/// bit per block of 64 pixels.
const MAX_PIXELS_PER_BYTE: u64 = 512;

/// The most passes over the picture that a progressive JPEG may ask for; encoders use about ten.
const MAX_SCANS: usize = 100;

/// Memory for the decoder: the largest picture with 16 bits in each of four channels.
const MAX_ALLOCATION: u64 = MAX_PIXELS * 8 + (32 << 20);

/// Why bytes are no photograph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No bytes.
    #[error("the file is empty; choose it again")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error(
        "the file has {bytes} bytes, at most {MAX_BYTES} (64 MiB) are read; save the picture as JPEG"
    )]
    TooManyBytes {
        /// The file's length.
        bytes: usize,
    },
    /// Something else than a picture.
    #[error("this is no picture but {found}; choose a JPEG, PNG or WebP file")]
    NotAPicture {
        /// What it looks like.
        found: &'static str,
    },
    /// A picture in a format that is not read.
    #[error("{format} is not read; save or export the picture as JPEG, PNG or WebP")]
    OtherFormat {
        /// The format's usual name.
        format: &'static str,
    },
    /// A HEIC picture and a build that cannot read it.
    #[error(
        "HEIC is not read by this build; on the iPhone choose Settings > Camera > Formats > Most Compatible, or export \
         the picture as JPEG"
    )]
    HeicNotBuiltIn,
    /// More than [`MAX_PIXELS`].
    #[error("the picture has {width} × {height} pixels, at most {} million are read; make it smaller", MAX_PIXELS / 1_000_000)]
    TooManyPixels {
        /// Pixels across as the file claims.
        width: u32,
        /// Pixels down as the file claims.
        height: u32,
    },
    /// A file too small for the size it claims.
    #[error(
        "the file claims {width} × {height} pixels but has only {bytes} bytes; it is damaged or made to exhaust memory"
    )]
    SizeNotBacked {
        /// Pixels across as the file claims.
        width: u32,
        /// Pixels down as the file claims.
        height: u32,
        /// The file's length.
        bytes: usize,
    },
    /// A JPEG file without its end.
    #[error("the JPEG file is cut off; send it again")]
    CutOff,
    /// A JPEG file that asks for more passes than any encoder writes.
    #[error(
        "the JPEG file asks for {scans} passes over the picture, at most {MAX_SCANS} are made; save it anew"
    )]
    TooManyScans {
        /// The number of scans.
        scans: usize,
    },
    /// A file that its decoder refuses.
    #[error("the {format} file is damaged ({reason}); export the picture again")]
    Damaged {
        /// The format.
        format: &'static str,
        /// The decoder's words.
        reason: String,
    },
}

/// Decodes a JPEG, PNG, WebP or (with feature `heic`) HEIC file: upright by its EXIF orientation, its colours brought
/// to sRGB by its ICC profile, transparent parts over white. Only the first frame of an animation is read. Beyond the
/// pixels only the lens's focal length is kept.
///
/// # Errors
/// Anything that is not a whole picture within [`MAX_BYTES`] and [`MAX_PIXELS`], found before memory is taken for it.
pub fn decode(bytes: &[u8]) -> Result<Photograph, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(DecodeError::TooManyBytes { bytes: bytes.len() });
    }
    let (name, format) = match format::sniff(bytes) {
        Format::Jpeg => ("JPEG", ImageFormat::Jpeg),
        Format::Png => ("PNG", ImageFormat::Png),
        Format::WebP => ("WebP", ImageFormat::WebP),
        Format::Heic => return guarded("HEIC", || decode_heic(bytes)),
        Format::OtherPicture(format) => return Err(DecodeError::OtherFormat { format }),
        Format::NoPicture(found) => return Err(DecodeError::NotAPicture { found }),
    };
    if format == ImageFormat::Jpeg {
        check_jpeg(bytes)?;
    }
    guarded(name, || decode_with(bytes, name, format))
}

/// Turns a decoder's panic on strange bytes into an error.
fn guarded(
    format: &'static str,
    work: impl FnOnce() -> Result<Photograph, DecodeError> + std::panic::UnwindSafe,
) -> Result<Photograph, DecodeError> {
    catch_unwind(work).unwrap_or_else(|_| Err(damaged(format, "the decoder gave up")))
}

pub(crate) fn damaged(format: &'static str, reason: impl ToString) -> DecodeError {
    DecodeError::Damaged {
        format,
        reason: reason.to_string(),
    }
}

#[cfg(feature = "heic")]
use crate::heic::decode_heic;

#[cfg(not(feature = "heic"))]
const fn decode_heic(_: &[u8]) -> Result<Photograph, DecodeError> {
    Err(DecodeError::HeicNotBuiltIn)
}

fn check_jpeg(bytes: &[u8]) -> Result<(), DecodeError> {
    let jpeg::Segments { complete, scans } = jpeg::walk(bytes);
    if scans > MAX_SCANS {
        return Err(DecodeError::TooManyScans { scans });
    }
    if complete {
        Ok(())
    } else {
        Err(DecodeError::CutOff)
    }
}

/// Refuses a size that is beyond the limit or that a file of `bytes` cannot hold.
pub(crate) fn check_size(width: u32, height: u32, bytes: usize) -> Result<(), DecodeError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        return Err(DecodeError::TooManyPixels { width, height });
    }
    if pixels > bytes as u64 * MAX_PIXELS_PER_BYTE {
        return Err(DecodeError::SizeNotBacked {
            width,
            height,
            bytes,
        });
    }
    Ok(())
}

fn decode_with(
    bytes: &[u8],
    name: &'static str,
    format: ImageFormat,
) -> Result<Photograph, DecodeError> {
    let fault = |e: image::ImageError| damaged(name, e);
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, bytes.len())?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOCATION);
    decoder.set_limits(limits).map_err(fault)?;
    // Damaged metadata is no reason to refuse good pixels.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let lens = decoder
        .exif_metadata()
        .ok()
        .flatten()
        .and_then(|e| lens_of(&e));
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    picture.apply_orientation(orientation);
    let size = PictureSize {
        width: picture.width(),
        height: picture.height(),
    };
    let rgb8 = to_srgb(opaque_rgb8(picture), profile.as_deref());
    let photograph =
        Photograph::new(size, rgb8).ok_or_else(|| damaged(name, "it has no pixels"))?;
    Ok(photograph.with_lens(lens))
}

/// The picture's bytes, over white where it is transparent.
fn opaque_rgb8(picture: DynamicImage) -> Vec<u8> {
    if !picture.color().has_alpha() {
        return picture.into_rgb8().into_raw();
    }
    over_white(&picture.into_rgba8().into_raw())
}

/// Pixels with transparency laid over white.
pub(crate) fn over_white(rgba8: &[u8]) -> Vec<u8> {
    let blend = |p: &[u8]| {
        let alpha = u32::from(p[3]);
        [p[0], p[1], p[2]].map(|v| ((u32::from(v) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
    };
    rgba8.chunks_exact(4).flat_map(blend).collect()
}

/// Brings colours of another RGB space (iPhones write Display P3) to sRGB. A profile that cannot be read is ignored, as
/// browsers do.
fn to_srgb(rgb8: Vec<u8>, icc_profile: Option<&[u8]>) -> Vec<u8> {
    let transform = icc_profile.and_then(|icc| {
        let from = ColorProfile::new_from_slice(icc).ok()?;
        let to = ColorProfile::new_srgb();
        from.create_transform_8bit(Layout::Rgb, &to, Layout::Rgb, TransformOptions::default())
            .ok()
    });
    let Some(transform) = transform else {
        return rgb8;
    };
    let mut out = vec![0; rgb8.len()];
    if transform.transform(&rgb8, &mut out).is_ok() {
        out
    } else {
        rgb8
    }
}

/// The lens that EXIF data (starting at the TIFF header) report.
pub(crate) fn lens_of(exif: &[u8]) -> Option<Lens35mm> {
    let fields = exif::Reader::new().read_raw(exif.to_vec()).ok()?;
    let field = fields.get_field(exif::Tag::FocalLengthIn35mmFilm, exif::In::PRIMARY)?;
    let focal_length_mm = f64::from(field.value.get_uint(0)?);
    // 0 stands for unknown; beyond 1000 mm nobody takes a portrait.
    (1.0..=1000.0)
        .contains(&focal_length_mm)
        .then_some(Lens35mm { focal_length_mm })
}
