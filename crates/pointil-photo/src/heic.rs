//! HEIC files of iPhones, through a decoder in safe Rust.

use heifer::Options;
use heifer::heifer_isobmff::HeifFile;
use pointil_scalp::PictureSize;

use crate::decode::{MAX_PIXELS, check_size, damaged, lens_of, over_white};
use crate::{DecodeError, Photograph};

const NAME: &str = "HEIC";

pub fn decode_heic(bytes: &[u8]) -> Result<Photograph, DecodeError> {
    let fault = |e: heifer::Error| damaged(NAME, e);
    let file = HeifFile::parse(bytes).map_err(|e| damaged(NAME, e))?;
    if let Ok(Some((width, height))) = file.image_size(file.primary_id) {
        check_size(width, height, bytes.len())?;
    }
    // The claim of the container may differ from the pictures in it: the decoder keeps the same limit.
    let options = Options {
        max_pixels: MAX_PIXELS,
        ..Options::default()
    };
    let picture = heifer::decode_srgb_rgba8(bytes, &options).map_err(fault)?;
    let size = PictureSize {
        width: picture.width,
        height: picture.height,
    };
    let lens = heifer::read_metadata(bytes)
        .ok()
        .and_then(|metadata| lens_of(&metadata.exif?));
    let rgb8 = over_white(&picture.data);
    let photograph =
        Photograph::new(size, rgb8).ok_or_else(|| damaged(NAME, "it has no pixels"))?;
    Ok(photograph.with_lens(lens))
}
