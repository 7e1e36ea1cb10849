//! How one dot looks in its skin.

use core::f64::consts::PI;

use crate::colour::LinearRgb;

/// How a dot changes the light of the skin around it. Everything is a ratio to bare skin, so that light, shadow and gloss
/// of a photograph stay: at each place the light from inside the skin is multiplied by one minus the loss there. The loss is that
/// of a soft-edged disc plus that of its halos, which come from light that spreads inside the skin.
/// [`TreatedSkin::dot_appearance`](crate::TreatedSkin::dot_appearance) makes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DotAppearance {
    /// The loss of the disc alone, were its edge sharp; above 1 where its edge is so soft that less than 1 is left of it.
    pub disc: LinearRgb,
    /// The disc's diameter in millimetres: the pigment's, or its scab's while there is one.
    pub diameter_mm: f64,
    /// How soft its edge is: the standard deviation of the blur over it in millimetres, from the skin above it.
    pub edge_mm: f64,
    /// Around its middle, from narrow to wide.
    pub halos: [Halo; 3],
}

/// A loss of light around a dot that falls off as a Gaussian.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Halo {
    /// The loss in the middle, at most 1; of the widest halo a little below 0 where the dot takes light beyond a primary's range.
    pub loss: LinearRgb,
    /// One standard deviation in millimetres.
    pub spread_mm: f64,
}

impl Halo {
    /// The loss summed over the skin, in square millimetres of wholly black skin.
    pub fn area_loss(self) -> LinearRgb {
        self.loss.map(|loss| loss * bell_area(self.spread_mm))
    }
}

impl DotAppearance {
    /// The loss of the disc alone, were its edge sharp.
    pub const fn disc_loss(&self) -> LinearRgb {
        self.disc
    }

    /// The loss of disc and halos summed over the skin, in square millimetres of wholly black skin. Dots of `n` per square
    /// millimetre darken skin seen from afar by the factor `exp(-n · area_loss)`.
    pub fn area_loss(&self) -> LinearRgb {
        let disc = self.disc.map(|loss| loss * disc_area(self.diameter_mm));
        let halos = self.halos.iter().map(|halo| halo.area_loss());
        halos.fold(disc, |sum, halo| sum.plus(halo))
    }

    /// The loss `away_mm` from the dot's axis.
    pub fn loss_at(&self, away_mm: f64) -> LinearRgb {
        let covered = soft_disc(self.diameter_mm / 2.0, self.edge_mm, away_mm);
        self.halos
            .iter()
            .fold(self.disc.map(|loss| loss * covered), |sum, halo| {
                sum.plus(halo.loss.map(|loss| loss * bell(halo.spread_mm, away_mm)))
            })
    }
}

/// The area of a disc.
pub(crate) fn disc_area(diameter_mm: f64) -> f64 {
    PI / 4.0 * diameter_mm * diameter_mm
}

/// The sum of a bell with peak one.
pub(crate) fn bell_area(spread_mm: f64) -> f64 {
    2.0 * PI * spread_mm * spread_mm
}

/// A bell with peak one.
pub(crate) fn bell(spread_mm: f64, away_mm: f64) -> f64 {
    if spread_mm > 0.0 {
        libm::exp(-0.5 * away_mm * away_mm / (spread_mm * spread_mm))
    } else {
        0.0
    }
}

/// Directions over half a turn along which a blurred disc is summed.
const DIRECTIONS: usize = 32;

/// What a disc of this radius, blurred by a Gaussian, keeps of its height so far from its middle. Seen from there, a
/// Gaussian's share within a chord's ends at distances `s` is 1 - exp(-s² / 2σ²); chords are summed over all directions.
pub(crate) fn soft_disc(radius_mm: f64, blur_mm: f64, away_mm: f64) -> f64 {
    if blur_mm <= 0.0 {
        return f64::from(u8::from(away_mm <= radius_mm));
    }
    let gone = |s: f64| libm::exp(-0.5 * s * s / (blur_mm * blur_mm));
    let inside = away_mm < radius_mm;
    // From inside the disc lies in all directions, from outside within a wedge.
    let wedge = if inside {
        PI
    } else {
        libm::asin((radius_mm / away_mm).min(1.0))
    };
    let mut sum = 0.0;
    for k in 0..DIRECTIONS {
        let angle = wedge * (k as f64 + 0.5) / DIRECTIONS as f64;
        let (sine, cosine) = libm::sincos(angle);
        let half = libm::sqrt((radius_mm * radius_mm - away_mm * away_mm * sine * sine).max(0.0));
        sum += if inside {
            1.0 - gone(half - away_mm * cosine)
        } else {
            gone(away_mm * cosine - half) - gone(away_mm * cosine + half)
        };
    }
    sum / DIRECTIONS as f64 * wedge / PI
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_soft_disc_is_the_disc_blurred() {
        // In its middle a blurred disc is known; sharp it is one and zero.
        for blur in [0.02, 0.05, 0.2] {
            let expected = -libm::expm1(-0.01 / (2.0 * blur * blur));
            assert!((soft_disc(0.1, blur, 0.0) - expected).abs() < 1e-12);
        }
        assert!((soft_disc(0.1, 1e-4, 0.09) - 1.0).abs() < 1e-9);
        assert!(soft_disc(0.1, 1e-4, 0.11) < 1e-9);
        assert!((soft_disc(0.1, 0.002, 0.1) - 0.5).abs() < 0.02);
        // Blurring keeps the area.
        for blur in [0.02, 0.05, 0.2] {
            let step = 0.002;
            let ring = |k: i32| {
                let away = step * (f64::from(k) + 0.5);
                2.0 * PI * away * step * soft_disc(0.1, blur, away)
            };
            let area: f64 = (0..1000).map(ring).sum();
            assert!((area / disc_area(0.2) - 1.0).abs() < 2e-3, "{blur} {area}");
        }
    }

    #[test]
    fn the_parts_add_up() {
        let halo = |loss: f64, spread_mm: f64| Halo {
            loss: LinearRgb::grey(loss),
            spread_mm,
        };
        let dot = DotAppearance {
            disc: LinearRgb::from_array([0.2, 0.3, 0.1]),
            diameter_mm: 0.2,
            edge_mm: 0.03,
            halos: [halo(0.05, 0.1), halo(0.02, 0.4), halo(0.01, 1.0)],
        };
        let step = 0.002;
        let ring = |k: i32| {
            let away = step * (f64::from(k) + 0.5);
            2.0 * PI * away * step * dot.loss_at(away).green
        };
        let area: f64 = (0..4000).map(ring).sum();
        assert!((area / dot.area_loss().green - 1.0).abs() < 1e-3, "{area}");
    }
}
