//! What a file is, from its first bytes; its name and declared type are not asked.

/// A file format as far as the first bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
    Heic,
    /// A picture of a kind that is not read, by its usual name.
    OtherPicture(&'static str),
    /// No picture at all; what it looks like instead.
    NoPicture(&'static str),
}

/// Signatures: offset, bytes and what they stand for.
const SIGNATURES: &[(usize, &[u8], Format)] = &[
    (0, b"\xFF\xD8\xFF", Format::Jpeg),
    (0, b"\x89PNG\r\n\x1A\n", Format::Png),
    (8, b"WEBP", Format::WebP),
    (4, b"ftypheic", Format::Heic),
    (4, b"ftypheix", Format::Heic),
    (4, b"ftypheim", Format::Heic),
    (4, b"ftypheis", Format::Heic),
    (4, b"ftypmif1", Format::Heic),
    (4, b"ftypmif2", Format::Heic),
    (4, b"ftypavif", Format::OtherPicture("AVIF")),
    (4, b"ftypavis", Format::OtherPicture("AVIF")),
    (4, b"ftypcrx ", Format::OtherPicture("a camera's raw file")),
    (0, b"GIF8", Format::OtherPicture("GIF")),
    (0, b"BM", Format::OtherPicture("BMP")),
    (
        0,
        b"II*\0",
        Format::OtherPicture("TIFF or a camera's raw file"),
    ),
    (
        0,
        b"MM\0*",
        Format::OtherPicture("TIFF or a camera's raw file"),
    ),
    (0, b"\xFF\x0A", Format::OtherPicture("JPEG XL")),
    (4, b"JXL ", Format::OtherPicture("JPEG XL")),
    (4, b"jP  ", Format::OtherPicture("JPEG 2000")),
    (0, b"8BPS", Format::OtherPicture("Photoshop")),
    (4, b"ftyp", Format::NoPicture("a video")),
    (0, b"%PDF", Format::NoPicture("a PDF document")),
    (
        0,
        b"PK\x03\x04",
        Format::NoPicture("a ZIP archive or an office document"),
    ),
];

/// What the file that starts with `bytes` is.
pub fn sniff(bytes: &[u8]) -> Format {
    let known = SIGNATURES.iter().find(|(offset, signature, _)| {
        bytes
            .get(*offset..)
            .is_some_and(|rest| rest.starts_with(signature))
    });
    if let Some((_, _, format)) = known {
        return *format;
    }
    let head = &bytes[..bytes.len().min(512)];
    let is_text = core::str::from_utf8(head).is_ok_and(|text| !text.contains('\0'))
        || head
            .iter()
            .all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace());
    Format::NoPicture(if is_text {
        "text"
    } else {
        "data of an unknown kind"
    })
}
