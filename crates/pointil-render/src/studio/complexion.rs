//! The colour of the mannequin's skin from place to place: where blood shows, brows and lips, mottling and pores.

use glam::DVec3;
use pointil_optics::Skin;
use pointil_scalp::{Landmark, Landmarks, Part};

use crate::studio::{MIRRORED, noise};

/// Absorbance per unit of more blood, for red, green and blue.
const BLOOD: [f64; 3] = [0.10, 0.52, 0.42];

/// Absorbance per unit of more melanin.
const MELANIN: [f64; 3] = [0.45, 0.75, 1.10];

/// The share of light that the hair of the brows returns: dark brown.
const HAIR: [f64; 3] = [0.036, 0.027, 0.021];

/// A soft spot of colour.
#[derive(Clone, Copy, Debug)]
struct Tint {
    middle: DVec3,
    /// One standard deviation to the left, upward and forward, in millimetres.
    extent: DVec3,
    blood: f64,
    melanin: f64,
    /// A clear edge, as lips have.
    edged: bool,
}

impl Tint {
    /// Skin that blood shines through.
    fn flush(middle: DVec3, extent: [f64; 3], blood: f64) -> Self {
        Self {
            middle,
            extent: DVec3::from(extent),
            blood,
            melanin: 0.0,
            edged: false,
        }
    }

    fn lip(middle: DVec3, height: f64) -> Self {
        Self {
            melanin: 0.12,
            edged: true,
            ..Self::flush(middle, [20.0, height, 16.0], 0.75)
        }
    }

    fn presence(&self, p: DVec3) -> f64 {
        let q = ((p - self.middle) / self.extent).length_squared();
        libm::exp(-0.5 * if self.edged { q * q * q } else { q })
    }
}

/// One eyebrow: an arc from its inner to its outer end.
#[derive(Clone, Copy, Debug)]
struct Brow {
    inner: DVec3,
    outer: DVec3,
}

/// The skin of one mannequin.
#[derive(Clone, Debug)]
pub struct Complexion {
    base: [f64; 3],
    tints: Vec<Tint>,
    brows: [Brow; 2],
}

impl Complexion {
    /// `skin` on a face with these `landmarks`.
    pub fn new(skin: Skin, landmarks: &Landmarks) -> Self {
        let at = |l: Landmark| landmarks.position(l).to_vec();
        let eyes = [
            (Landmark::EndocanthionLeft, Landmark::ExocanthionLeft),
            (Landmark::EndocanthionRight, Landmark::ExocanthionRight),
        ];
        let eyes = eyes.map(|(inner, outer)| (at(inner), at(outer)));
        let mouth = at(Landmark::Stomion);
        let nose = at(Landmark::Pronasale);
        let mut tints = vec![
            Tint::lip(mouth + DVec3::Y * 2.6, 4.0),
            Tint::lip(mouth - DVec3::Y * 4.0, 5.0),
            Tint::flush(nose, [13.0, 14.0, 16.0], 0.20),
        ];
        for (inner, outer) in eyes {
            let cheek = outer.lerp(mouth, 0.42) + DVec3::Z * 4.0;
            tints.push(Tint::flush(cheek, [17.0, 14.0, 20.0], 0.22));
            let lids = Tint::flush(inner.lerp(outer, 0.5), [12.0, 7.0, 9.0], 0.12);
            tints.push(Tint {
                melanin: 0.10,
                ..lids
            });
        }
        // Measured colours include the light mirrored by the surface, which is drawn as gloss.
        let inner = |share: f64| (share - MIRRORED).max(0.5 * share);
        Self {
            base: skin.reflectance().to_array().map(inner),
            tints,
            brows: eyes.map(|(inner, outer)| Brow::above(inner, outer)),
        }
    }

    /// The share of light that the skin at `p` returns; details below `pixel_mm` are left out.
    pub fn reflectance(&self, p: DVec3, part: Part, pixel_mm: f64) -> [f64; 3] {
        let mut blood = 0.08 * noise::mottling(p, 18.0, 11) + 0.07 * noise::mottling(p, 5.0, 23);
        let mut melanin = 0.04 * noise::mottling(p, 10.0, 37);
        // Furrows and pores.
        for (scale_mm, amount, seed) in [(1.3, 0.055, 41), (0.55, 0.07, 43), (0.22, 0.06, 47)] {
            let seen = ((scale_mm / pixel_mm - 0.8) / 1.5).clamp(0.0, 1.0);
            if seen > 0.0 {
                melanin += amount * seen * noise::gradient(p / scale_mm, seed);
            }
        }
        if matches!(part, Part::LeftEar | Part::RightEar) {
            blood += 0.25;
        }
        if part != Part::Scalp {
            for tint in &self.tints {
                let presence = tint.presence(p);
                blood += tint.blood * presence;
                melanin += tint.melanin * presence;
            }
        }
        let hair = self.brow_hair(p, pixel_mm);
        let mut reflectance = self.base;
        for (k, value) in reflectance.iter_mut().enumerate() {
            let bare = *value * libm::exp(-(blood * BLOOD[k] + melanin * MELANIN[k]));
            *value = bare + (HAIR[k].min(0.5 * bare) - bare) * hair;
        }
        reflectance
    }

    /// How much of the skin at `p` the hair of the brows covers, 0 to 1.
    fn brow_hair(&self, p: DVec3, pixel_mm: f64) -> f64 {
        self.brows
            .iter()
            .map(|brow| brow.cover(p, pixel_mm))
            .fold(0.0, f64::max)
    }
}

impl Brow {
    /// The brow above the eye with these corners.
    fn above(inner: DVec3, outer: DVec3) -> Self {
        let along = outer - inner;
        Self {
            inner: inner - along * 0.02 + DVec3::Y * 17.5,
            outer: outer + along * 0.28 + DVec3::Y * 17.0,
        }
    }

    fn cover(&self, p: DVec3, pixel_mm: f64) -> f64 {
        let along = self.outer - self.inner;
        let length = along.length();
        if (p - self.inner).length() > 2.0 * length {
            return 0.0;
        }
        let t = (p - self.inner).dot(along) / (length * length);
        if !(-0.1..=1.1).contains(&t) {
            return 0.0;
        }
        // Highest at two thirds, thick inside and thin outside.
        let arch = 5.5 * libm::sin((t.clamp(0.0, 1.0) * 0.85 + 0.05) * core::f64::consts::PI);
        let height = p.y - (self.inner + along * t).y - arch;
        let half = 4.6 * (1.0 - 0.6 * t.clamp(0.0, 1.0));
        let across = (1.0 - (height / half).powi(2)).max(0.0);
        let ends = ((t + 0.06) / 0.18).clamp(0.0, 1.0) * ((1.08 - t) / 0.3).clamp(0.0, 1.0);
        // Hairs stand up at the inner end and lie down toward the outer: each keeps its distance from this curve.
        let rest = 1.0 - t.clamp(0.0, 1.0);
        let slope = 1.5 * rest * rest + 0.1;
        let curve = length * (0.1 * t - 0.5 * rest * rest * rest);
        let across_hairs = (height - curve) / (1.0 + slope * slope).sqrt();
        let strands = noise::gradient(DVec3::new(across_hairs / 0.5, t * length / 5.0, 0.0), 71);
        let fine = (0.9 / pixel_mm - 0.8).clamp(0.0, 1.0);
        let strand = 0.68 + 0.35 * fine * strands;
        (across.sqrt() * ends * strand).clamp(0.0, 0.88)
    }
}
