//! A walk over the segments of a JPEG file, before anything is decoded: the decoder fills what is missing with grey
//! and says nothing, and a small file can ask for any number of passes over a large picture.

/// What the walk found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// Whether the end-of-image marker was reached.
    pub complete: bool,
    /// The number of scans.
    pub scans: usize,
}

const SCAN: u8 = 0xDA;
const END: u8 = 0xD9;

/// Walks the segments of `bytes`, which start with the start-of-image marker.
pub fn walk(bytes: &[u8]) -> Segments {
    let mut found = Segments {
        complete: false,
        scans: 0,
    };
    let mut at = 2;
    while let Some(marker) = next_marker(bytes, &mut at) {
        match marker {
            END => {
                found.complete = true;
                break;
            }
            // Markers without a length: restarts and TEM.
            0x01 | 0xD0..=0xD8 => {}
            _ => {
                let Some(&[high, low]) = bytes.get(at..at + 2) else {
                    break;
                };
                at += usize::from(u16::from_be_bytes([high, low])).max(2);
                found.scans += usize::from(marker == SCAN);
            }
        }
    }
    found
}

/// The next marker at or after `at`, which is moved behind it. Skips entropy-coded data, where `FF` is followed by `00`.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let rest = bytes.get(*at..)?;
        let step = rest.iter().position(|b| *b == 0xFF)?;
        let code = *rest.get(step + 1)?;
        // A fill byte may precede the marker: look at the next one.
        *at += step + if code == 0xFF { 1 } else { 2 };
        if code != 0x00 && code != 0xFF {
            return Some(code);
        }
    }
}
