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

/// From one eye's outer corner to the other's on the mean man, in millimetres (`facial_landmarks.csv`).
const EYES_APART_MM: f64 = 91.0;

/// A soft spot of colour.
#[derive(Clone, Copy, Debug)]
struct Tint {
    middle: DVec3,
    /// One standard deviation to the left, upward and forward, in millimetres.
    extent: DVec3,
    blood: f64,
    melanin: f64,
}

impl Tint {
    /// Skin that blood shines through.
    fn flush(middle: DVec3, extent: [f64; 3], blood: f64) -> Self {
        Self {
            middle,
            extent: DVec3::from(extent),
            blood,
            melanin: 0.0,
        }
    }

    fn presence(&self, p: DVec3) -> f64 {
        let q = ((p - self.middle) / self.extent).length_squared();
        libm::exp(-0.5 * q)
    }
}

/// One eyebrow: an arc from its inner to its outer end.
#[derive(Clone, Copy, Debug)]
struct Brow {
    inner: DVec3,
    outer: DVec3,
}

/// The red of the lips.
#[derive(Clone, Copy, Debug)]
struct Lips {
    /// Where they meet in the midline.
    middle: DVec3,
    /// The face's size against the mean man's.
    size: f64,
}

/// The lashes of one closed eye, along the line where its lids meet.
#[derive(Clone, Copy, Debug)]
struct Lashes {
    inner: DVec3,
    outer: DVec3,
}

/// The skin of one mannequin.
#[derive(Clone, Debug)]
pub struct Complexion {
    base: [f64; 3],
    tints: Vec<Tint>,
    lips: Lips,
    brows: [Brow; 2],
    lashes: [Lashes; 2],
    /// Whether brows and lashes are there.
    hairy: bool,
}

impl Complexion {
    /// `skin` on a face with these `landmarks`, with brows and lashes or without.
    pub fn new(skin: Skin, landmarks: &Landmarks, hairy: bool) -> Self {
        let at = |l: Landmark| landmarks.position(l).to_vec();
        let eyes = [
            (Landmark::EndocanthionLeft, Landmark::ExocanthionLeft),
            (Landmark::EndocanthionRight, Landmark::ExocanthionRight),
        ];
        let eyes = eyes.map(|(inner, outer)| (at(inner), at(outer)));
        let mouth = at(Landmark::Stomion);
        let nose = at(Landmark::Pronasale);
        let mut tints = vec![Tint::flush(nose, [13.0, 14.0, 16.0], 0.20)];
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
            lips: Lips {
                middle: mouth,
                size: eyes[0].1.distance(eyes[1].1) / EYES_APART_MM,
            },
            brows: eyes.map(|(inner, outer)| Brow::above(inner, outer)),
            lashes: eyes.map(|(inner, outer)| Lashes { inner, outer }),
            hairy,
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
            let lips = self.lips.presence(p);
            blood += 0.48 * lips;
            melanin += 0.14 * lips;
        }
        let hair = self.hair(p, pixel_mm);
        let mut reflectance = self.base;
        for (k, value) in reflectance.iter_mut().enumerate() {
            let bare = *value * libm::exp(-(blood * BLOOD[k] + melanin * MELANIN[k]));
            *value = bare + (HAIR[k].min(0.5 * bare) - bare) * hair;
        }
        reflectance
    }

    /// How much of the skin at `p` the hair of brows and lashes covers, 0 to 1.
    fn hair(&self, p: DVec3, pixel_mm: f64) -> f64 {
        if !self.hairy {
            return 0.0;
        }
        let brows = self.brows.iter().map(|brow| brow.cover(p, pixel_mm));
        let lashes = self.lashes.iter().map(|row| row.cover(p, pixel_mm));
        brows.chain(lashes).fold(0.0, f64::max)
    }
}

impl Lips {
    fn presence(&self, p: DVec3) -> f64 {
        let d = (p - self.middle) / self.size;
        if d.x.abs() > 26.0 || d.y.abs() > 14.0 || d.z.abs() > 20.0 {
            return 0.0;
        }
        // As the mannequin's mouth is modelled: full in the middle, with a bow above.
        let s = d.x / 24.5;
        let full = libm::pow((1.0 - s * s).max(0.0), 0.65);
        let bow = 0.9 * libm::exp(-libm::pow((s.abs() - 0.22) / 0.14, 2.0));
        let (above, below) = (full * (6.0 + bow) - d.y, full * 9.0 + d.y);
        let edge = |inside_mm: f64| (inside_mm / 1.6 + 0.5).clamp(0.0, 1.0);
        let smooth = |t: f64| t * t * (3.0 - 2.0 * t);
        smooth(edge(above)) * smooth(edge(below)) * (1.0 - s * s * s * s).max(0.0)
    }
}

impl Lashes {
    fn cover(&self, p: DVec3, pixel_mm: f64) -> f64 {
        let along = self.outer - self.inner;
        let length = along.length();
        let t = (p - self.inner).dot(along) / (length * length);
        if !(-0.05..=1.08).contains(&t) || (p - self.inner).length() > 1.5 * length {
            return 0.0;
        }
        // The line where the lids meet sags between the corners of the eye.
        let sag = 4.8 * (1.0 - (2.0 * t - 1.0).powi(2));
        let height = p.y - (self.inner + along * t).y + sag + 0.5;
        let ends = ((t + 0.02) / 0.2).clamp(0.0, 1.0) * ((1.07 - t) / 0.1).clamp(0.0, 1.0);
        let half = 0.5_f64.max(0.7 * pixel_mm);
        let line = 0.75 * (0.5 / half) * (1.0 - (height / half / 1.6).powi(2)).max(0.0);
        // Below it the lashes themselves, longer outward.
        let long = 2.2 + 2.4 * t.clamp(0.0, 1.0);
        let fall = (1.0 + height / long).clamp(0.0, 1.0) * f64::from(u8::from(height < 0.0));
        let fan = (t - 0.45) * length + height * (t - 0.4);
        let strands = noise::gradient(DVec3::new(fan / 0.55, 0.0, 0.0), 73);
        let fine = (0.9 / pixel_mm - 0.8).clamp(0.0, 1.0);
        let lashes = fall * (0.26 + 0.30 * fine * strands).max(0.0);
        line.max(lashes) * ends
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
        let strand = 0.64 + 0.28 * fine * strands;
        (across.sqrt() * ends * strand).clamp(0.0, 0.88)
    }
}
