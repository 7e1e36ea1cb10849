//! A piece of a dot pattern drawn flat and large, to judge how well it is spread.

use pointil_scalp::PictureSize;

use crate::picture::{Picture, PictureError};

/// Paper.
const PAPER: [u8; 3] = [247, 247, 245];

/// A dot as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PatternDot {
    /// Millimetres to the right of the piece's left edge.
    pub x: f64,
    /// Millimetres below its upper edge.
    pub y: f64,
    /// Millimetres across.
    pub diameter: f64,
    /// Its colour, in sRGB.
    pub ink: [u8; 3],
}

/// A square piece of `side_mm` millimetres at `px_per_mm` pixels to a millimetre. Dots outside it are left out; edges are
/// smoothed over one pixel.
///
/// # Errors
/// A picture out of bounds.
pub fn dot_pattern(
    dots: &[PatternDot],
    side_mm: f64,
    px_per_mm: f64,
) -> Result<Picture, PictureError> {
    let side = (side_mm * px_per_mm).round().max(1.0) as u32;
    let size = PictureSize {
        width: side,
        height: side,
    };
    let blank = Picture::filled(size, PAPER)?;
    let mut rgb8 = blank.rgb8().to_vec();
    for dot in dots {
        let (x, y) = (dot.x * px_per_mm, dot.y * px_per_mm);
        let radius = dot.diameter / 2.0 * px_per_mm;
        let span = |middle: f64| {
            let low = (middle - radius - 1.0).floor().max(0.0) as u32;
            let high = (middle + radius + 1.0).ceil().clamp(0.0, f64::from(side)) as u32;
            low..high
        };
        for row in span(y) {
            for column in span(x) {
                let away = libm::hypot(f64::from(column) + 0.5 - x, f64::from(row) + 0.5 - y);
                let cover = (radius + 0.5 - away).clamp(0.0, 1.0);
                let at = (row as usize * side as usize + column as usize) * 3;
                for (byte, ink) in rgb8[at..at + 3].iter_mut().zip(dot.ink) {
                    *byte =
                        (f64::from(*byte) * (1.0 - cover) + f64::from(ink) * cover).round() as u8;
                }
            }
        }
    }
    Picture::new(size, rgb8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_covers_its_area_and_stays_inside() {
        let dot = PatternDot {
            x: 5.0,
            y: 5.0,
            diameter: 2.0,
            ink: [0, 0, 0],
        };
        let off = PatternDot {
            x: -40.0,
            y: 5.0,
            ..dot
        };
        let picture = dot_pattern(&[dot, off], 10.0, 10.0).unwrap();
        let darkness: f64 = picture
            .rgb8()
            .chunks(3)
            .map(|p| 1.0 - f64::from(p[0]) / 247.0)
            .sum();
        assert!(
            (darkness / (100.0 * core::f64::consts::PI) - 1.0).abs() < 0.01,
            "{darkness}"
        );
        assert_eq!(picture.pixel(0, 50), PAPER);
    }
}
