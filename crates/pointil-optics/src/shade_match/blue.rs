//! When black in skin looks blue.

use crate::colour::Lab;

/// When dots look blue beside the client's own hair. There is no blue in them: deep black takes red and yellow from the skin's light
/// and leaves lightness, and beside skin that lacks them grey is blue. Hair in skin does so too; work that does it more stands out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlueTint {
    bare: Lab,
    from: f64,
}

/// Dots that lose more yellow than this, where the work loses more chroma than 0.6 of its lightness, look blue (grade D).
const YELLOW_LOST: f64 = 2.0;
const CHROMA_LOST: f64 = 0.6;

/// Hair in skin itself takes chroma, on light skin as much as lightness and on dark skin more. Work that takes so many times
/// as much as the client's stubble looks blue beside it (grade D).
const BESIDE_HAIR: f64 = 1.1;

impl BlueTint {
    /// Beside stubble of this mean colour on skin of this colour.
    pub fn beside(bare: Lab, stubble: Lab) -> Self {
        let hair = chroma_lost(stubble, bare).unwrap_or(0.0);
        Self {
            bare,
            from: CHROMA_LOST.max(BESIDE_HAIR * hair),
        }
    }

    /// Red and yellow lost relative to lightness lost, from which on work looks blue.
    pub const fn from(&self) -> f64 {
        self.from
    }

    /// Red and yellow that work of this mean colour takes from the skin, relative to the lightness it takes; none where it takes none.
    pub fn chroma_lost(&self, mean: Lab) -> Option<f64> {
        chroma_lost(mean, self.bare)
    }

    /// Whether work of this mean colour, whose dots look like this, looks blue.
    pub fn is_in(&self, mean: Lab, on_dot: Lab) -> bool {
        self.bare.b - on_dot.b > YELLOW_LOST
            && self.chroma_lost(mean).is_some_and(|lost| lost > self.from)
    }
}

fn chroma_lost(colour: Lab, bare: Lab) -> Option<f64> {
    let lightness = bare.l - colour.l;
    (lightness > 0.0).then(|| ((bare.a - colour.a).abs() + (bare.b - colour.b).abs()) / lightness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_blue_that_takes_more_chroma_than_hair_does() {
        let skin = Lab::new(60.0, 10.0, 16.0);
        let tint = BlueTint::beside(skin, Lab::new(50.0, 5.0, 11.0));
        assert!((tint.from() - 1.1).abs() < 1e-12);
        let like_hair = Lab::new(55.0, 7.5, 13.5);
        assert!(!tint.is_in(like_hair, Lab::new(50.0, 5.0, 11.0)));
        let greyer = Lab::new(57.0, 8.0, 13.0);
        assert!(tint.is_in(greyer, Lab::new(52.0, 4.0, 8.0)));
        // Too faint to be seen.
        assert!(!tint.is_in(greyer, Lab::new(58.0, 9.0, 14.5)));
        assert!(tint.chroma_lost(skin).is_none());
        // Hair that takes no chroma: 0.6 of the lightness counts.
        let black = BlueTint::beside(skin, Lab::new(50.0, 10.0, 16.0));
        assert!((black.from() - 0.6).abs() < 1e-12);
    }
}
