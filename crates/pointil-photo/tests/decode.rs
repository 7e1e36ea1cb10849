//! Untrusted bytes: what decodes, what is refused, in which words, and how soon.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its input should stop"
)]

use std::io::Cursor;
use std::time::{Duration, Instant};

use image::{DynamicImage, ImageEncoder, ImageFormat, RgbImage};
use pointil_photo::{DecodeError, MAX_BYTES, Photograph, decode};
use pointil_scalp::PictureSize;

/// A picture with structure in it; its top left corner is red.
fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            image::Rgb([230, 20, 20])
        } else {
            let wave = ((x * 7 + y * 3) % 61) as u8;
            image::Rgb([90 + wave, 120 + wave / 2, (x * y % 97) as u8])
        }
    })
}

fn file(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(scene(width, height))
        .write_to(&mut out, format)
        .unwrap();
    out.into_inner()
}

#[cfg(feature = "heic")]
fn heic(width: u32, height: u32) -> Vec<u8> {
    let options = heifer::EncodeOptions::default();
    heifer::encode_rgb8(width, height, scene(width, height).as_raw(), &options).unwrap()
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = vec![
        ("JPEG", file(ImageFormat::Jpeg, 160, 120)),
        ("PNG", file(ImageFormat::Png, 160, 120)),
        ("WebP", file(ImageFormat::WebP, 160, 120)),
    ];
    #[cfg(feature = "heic")]
    all.push(("HEIC", heic(160, 120)));
    all.retain(|(_, bytes)| !bytes.is_empty());
    all
}

fn is_red(photograph: &Photograph, x: i64, y: i64) -> bool {
    let [r, g, b] = photograph.pixel(x, y);
    r > 150 && g < 90 && b < 90
}

#[test]
fn every_format_decodes_to_the_same_picture() {
    for (format, bytes) in samples() {
        let photograph = decode(&bytes).unwrap_or_else(|e| panic!("{format}: {e}"));
        let size = PictureSize {
            width: 160,
            height: 120,
        };
        assert_eq!(photograph.size(), size, "{format}");
        assert!(is_red(&photograph, 5, 5), "{format}");
        assert!(!is_red(&photograph, 150, 110), "{format}");
        let again = decode(&photograph.to_png().unwrap()).unwrap();
        assert_eq!(again, photograph, "{format}");
    }
}

/// EXIF data with an orientation, a focal length of 26 mm (35 mm equivalent) and a place.
fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut e = tag.to_be_bytes().to_vec();
        e.extend(kind.to_be_bytes());
        e.extend(count.to_be_bytes());
        e.extend(value.to_be_bytes());
        e
    };
    tiff.extend(entry(0x0112, 3, 1, u32::from(orientation) << 16));
    tiff.extend(entry(0x010E, 2, 4, u32::from_be_bytes(*b"ME!\0")));
    tiff.extend(entry(0x8769, 4, 1, 50));
    tiff.extend([0; 4]);
    assert_eq!(tiff.len(), 50);
    tiff.extend([0, 1]);
    tiff.extend(entry(0xA405, 3, 1, 26 << 16));
    tiff.extend([0; 4]);
    tiff
}

fn jpeg_with_exif(orientation: u16) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 95);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    let picture = scene(160, 120);
    encoder
        .write_image(picture.as_raw(), 160, 120, image::ExtendedColorType::Rgb8)
        .unwrap();
    out
}

#[test]
fn orientation_is_honoured_and_metadata_forgotten() {
    // For each EXIF orientation: where the stored top left corner is seen.
    let corners = [
        (1, false, 0, 0),
        (2, false, 1, 0),
        (3, false, 1, 1),
        (4, false, 0, 1),
        (5, true, 0, 0),
        (6, true, 1, 0),
        (7, true, 1, 1),
        (8, true, 0, 1),
    ];
    for (orientation, turned, right, down) in corners {
        let photograph = decode(&jpeg_with_exif(orientation)).unwrap();
        let (width, height) = if turned { (120, 160) } else { (160, 120) };
        assert_eq!(photograph.size(), PictureSize { width, height });
        let x = if right == 1 { i64::from(width) - 6 } else { 5 };
        let y = if down == 1 { i64::from(height) - 6 } else { 5 };
        assert!(is_red(&photograph, x, y), "orientation {orientation}");
        let lens = photograph.lens().unwrap();
        assert!((lens.focal_length_mm - 26.0).abs() < 1e-9);
        // 26 mm on film: 79.5° across the diagonal of 200 px.
        assert!((lens.focal_px(photograph.size()) - 120.185).abs() < 0.01);
        for written in [
            photograph.to_jpeg(90).unwrap(),
            photograph.to_png().unwrap(),
        ] {
            assert!(!written.windows(4).any(|w| w == b"ME!\0" || w == b"Exif"));
            assert_eq!(decode(&written).unwrap().lens(), None);
        }
    }
}

#[test]
fn transparent_parts_lie_over_white() {
    let mut picture = image::RgbaImage::from_pixel(64, 64, image::Rgba([200, 100, 0, 255]));
    picture.put_pixel(0, 0, image::Rgba([200, 100, 0, 0]));
    picture.put_pixel(1, 0, image::Rgba([200, 100, 0, 51]));
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).unwrap();
    let photograph = decode(&out.into_inner()).unwrap();
    assert_eq!(photograph.pixel(0, 0), [255, 255, 255]);
    assert_eq!(photograph.pixel(1, 0), [244, 224, 204]);
    assert_eq!(photograph.pixel(2, 0), [200, 100, 0]);
}

#[test]
fn colours_of_display_p3_come_to_srgb() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let mut out = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut out);
    encoder.set_icc_profile(profile).unwrap();
    let pixels = [180, 120, 100].repeat(64 * 64);
    encoder
        .write_image(&pixels, 64, 64, image::ExtendedColorType::Rgb8)
        .unwrap();
    let [r, g, b] = decode(&out).unwrap().pixel(3, 3);
    // The same colour in sRGB, from the two spaces' primaries: (190.3, 116.6, 95.7).
    assert!(
        r.abs_diff(190) <= 1 && g.abs_diff(117) <= 1 && b.abs_diff(96) <= 1,
        "{r} {g} {b}"
    );
}

#[test]
fn what_is_no_picture_is_named() {
    let says = |bytes: &[u8], words: &str| {
        let message = decode(bytes).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    };
    says(b"", "empty");
    says(b"Dear studio, please find attached\n", "text");
    says("Žádná fotografie, jen text.".as_bytes(), "text");
    says(b"%PDF-1.7\n", "a PDF document");
    says(b"PK\x03\x04\x14\0", "ZIP");
    says(b"\x7FELF\x02\x01\x01\0\0\0", "unknown kind");
    says(b"GIF89a\x10\0\x10\0", "GIF is not read; save or export");
    says(b"II*\0\x08\0\0\0", "raw file");
    says(b"\0\0\0\x20ftypisom\0\0", "a video");
    says(b"\0\0\0\x20ftypavif\0\0", "AVIF");
    #[cfg(not(feature = "heic"))]
    says(b"\0\0\0\x18ftypheic\0\0\0\0", "Most Compatible");
    #[cfg(feature = "heic")]
    says(b"\0\0\0\x18ftypheic\0\0\0\0", "damaged");
}

#[test]
fn bombs_are_refused_by_their_header() {
    let start = Instant::now();
    // A PNG header that claims 50 000 × 50 000, and one that claims 7 000 × 8 000 in a few hundred bytes.
    for (side, other) in [(50_000_u32, 50_000_u32), (7_000, 8_000)] {
        let mut bytes = file(ImageFormat::Png, 16, 16);
        bytes[16..20].copy_from_slice(&side.to_be_bytes());
        bytes[20..24].copy_from_slice(&other.to_be_bytes());
        let crc = png_crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        let error = decode(&bytes).unwrap_err();
        match error {
            DecodeError::TooManyPixels { width, .. } => assert_eq!(width, 50_000),
            DecodeError::SizeNotBacked { width, height, .. } => {
                assert_eq!((width, height), (7_000, 8_000));
            }
            other => panic!("{other}"),
        }
    }
    // A JPEG frame header that claims 60 000 × 900.
    let mut bytes = file(ImageFormat::Jpeg, 16, 16);
    let frame = bytes.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[3, 132, 234, 96]);
    assert!(matches!(
        decode(&bytes).unwrap_err(),
        DecodeError::SizeNotBacked {
            width: 60_000,
            height: 900,
            ..
        }
    ));
    // A file beyond the limit.
    let mut large = file(ImageFormat::Jpeg, 16, 16);
    large.resize(MAX_BYTES + 1, 0);
    assert!(matches!(
        decode(&large),
        Err(DecodeError::TooManyBytes { .. })
    ));
    // A thousand scans.
    let bytes = file(ImageFormat::Jpeg, 16, 16);
    let scan = bytes.windows(2).position(|w| w == [0xFF, 0xDA]).unwrap();
    let mut many = bytes[..scan].to_vec();
    (0..1000).for_each(|_| many.extend(&bytes[scan..bytes.len() - 2]));
    many.extend([0xFF, 0xD9]);
    let refused = decode(&many).unwrap_err();
    assert_eq!(refused, DecodeError::TooManyScans { scans: 1000 });
    assert!(start.elapsed() < Duration::from_secs(2));
}

fn png_crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 {
                0xEDB8_8320 ^ (c >> 1)
            } else {
                c >> 1
            }
        })
    })
}

#[test]
fn cut_off_files_are_refused() {
    for (format, bytes) in samples() {
        for cut in (1..bytes.len() - 1).step_by(bytes.len() / 60 + 1) {
            assert!(decode(&bytes[..cut]).is_err(), "{format} cut at {cut}");
        }
    }
    // The end of the thumbnail in the metadata is not the end of the picture.
    let whole = jpeg_with_exif(1);
    let mut with_thumbnail = whole[..2].to_vec();
    let thumbnail = file(ImageFormat::Jpeg, 16, 16);
    with_thumbnail.extend([0xFF, 0xE1]);
    with_thumbnail.extend((thumbnail.len() as u16 + 2).to_be_bytes());
    with_thumbnail.extend(&thumbnail);
    with_thumbnail.extend(&whole[2..]);
    assert!(decode(&with_thumbnail).is_ok());
    let cut = with_thumbnail.len() - 100;
    assert_eq!(decode(&with_thumbnail[..cut]), Err(DecodeError::CutOff));
}

#[test]
fn garbled_files_never_panic_and_end_soon() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for (format, bytes) in samples() {
        let start = Instant::now();
        let (mut refused, rounds) = (0, 300);
        for round in 0..rounds {
            let mut garbled = bytes.clone();
            for _ in 0..1 + round % 12 {
                let at = random() as usize % garbled.len();
                garbled[at] = random() as u8;
            }
            match decode(&garbled) {
                Err(_) => refused += 1,
                Ok(picture) => {
                    let PictureSize { width, height } = picture.size();
                    assert!(u64::from(width) * u64::from(height) <= bytes.len() as u64 * 512);
                }
            }
        }
        println!(
            "{format}: {refused} of {rounds} garbled files refused in {:?}",
            start.elapsed()
        );
        assert!(refused > 0 && start.elapsed() < Duration::from_secs(60));
    }
}
