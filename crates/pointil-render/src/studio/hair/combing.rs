//! How long hair lies: from its root away from the parting along the head, over hair that is already there, and down where
//! nothing carries it.

use glam::DVec3;
use pointil_scalp::{Hair, Point};

use super::envelope::Envelope;
use crate::studio::noise;

/// One step along a hair, in millimetres.
pub const STEP_MM: f64 = 5.0;

/// Over this way a hair turns toward where it is combed, in millimetres.
const BENDS_MM: f64 = 11.0;

/// Locks: hairs whose roots lie this near run alike, in millimetres, and so far apart in direction, in radians.
const LOCK_MM: f64 = 9.0;
const LOCK_TURN: f64 = 0.30;

/// How far single hairs leave their lock, in radians.
const OWN_TURN: f64 = 0.07;

/// How thick the hair of a full head lies, in millimetres (grade D).
const THICK_MM: f64 = 7.0;

/// Hair of one length is cut to within this share.
const CUT_WITHIN: f64 = 0.18;

/// How long hair is worn.
#[derive(Clone, Debug, PartialEq)]
pub struct HairStyle {
    /// Length of a hair in millimetres.
    pub length_mm: f64,
    /// The parting from front to back, on the skin; without places hair is combed straight back.
    pub part_line: Vec<Point>,
}

/// A hair from its root to its end.
#[derive(Clone, Debug)]
pub struct Strand {
    /// Places along it, [`STEP_MM`] apart but for the last.
    pub places: Vec<[f32; 3]>,
    /// How much of the light among hair reaches it: 1 on the outside.
    pub lit: f32,
    /// Bits of its own.
    pub bits: u64,
}

/// Hair being combed on one head.
pub struct Combing<'a> {
    envelope: &'a Envelope,
    style: &'a HairStyle,
    /// The parting in few places.
    part_line: Vec<DVec3>,
}

/// Places of a parting that hair is combed away from: enough to bend with the head.
const PART_PLACES: usize = 10;

/// What does not change along a hair.
struct Course {
    turn: f64,
    lift_mm: f64,
    length_mm: f64,
}

/// A number from -1 to 1 from some of a hair's bits.
fn signed(bits: u64, shift: u32) -> f64 {
    f64::from((bits >> shift & 0xffff) as u16) / 32_767.5 - 1.0
}

impl<'a> Combing<'a> {
    /// In this style over what `envelope` holds.
    pub fn new(envelope: &'a Envelope, style: &'a HairStyle) -> Self {
        let line = &style.part_line;
        let last = line.len().saturating_sub(1);
        let places = if line.len() < 2 { 0 } else { PART_PLACES };
        let place = |k: usize| line[(k * last) / (PART_PLACES - 1)].to_vec();
        Self {
            envelope,
            style,
            part_line: (0..places).map(place).collect(),
        }
    }

    /// The hair combed.
    pub fn strand(&self, hair: &Hair) -> Strand {
        let root = hair.root.to_vec();
        let (course, lit) = self.course(hair, root);
        let normal = hair.normal.to_vec();
        let combed = self.combed(root, normal, &course);
        let mut along = (combed + normal * 0.45).normalize_or(normal);
        let mut place = root;
        let count = (course.length_mm / STEP_MM).ceil().max(1.0) as usize;
        let mut places = Vec::with_capacity(count + 1);
        places.push(root.as_vec3().to_array());
        for k in 1..=count {
            let done = (k - 1) as f64 * STEP_MM;
            let step = STEP_MM.min(course.length_mm - done);
            (place, along) = self.stepped(place, along, done, step, &course);
            places.push(place.as_vec3().to_array());
        }
        Strand {
            places,
            lit,
            bits: hair.bits,
        }
    }

    fn course(&self, hair: &Hair, root: DVec3) -> (Course, f32) {
        let lock =
            noise::gradient(root / LOCK_MM, 71) + 0.5 * noise::gradient(root / (0.4 * LOCK_MM), 72);
        let own = signed(hair.bits, 0);
        // What is rooted near the parting lies on top of what is rooted farther away.
        let from_top = match self.off_parting(root) {
            Some(away) => away.length(),
            None => 90.0 - root.z,
        };
        let deep = (from_top / 130.0).clamp(0.0, 1.0);
        let level = (1.0 - deep) * 0.65 + 0.35 * (0.5 + 0.5 * signed(hair.bits, 16));
        let course = Course {
            turn: LOCK_TURN * lock + OWN_TURN * own,
            lift_mm: THICK_MM * level.clamp(0.0, 1.0) + 0.8 * lock,
            length_mm: self.style.length_mm
                * (1.0 - CUT_WITHIN * (0.5 + 0.5 * signed(hair.bits, 32))),
        };
        let lit = 0.45 + 0.55 * level + 0.10 * lock;
        (course, lit.clamp(0.2, 1.1) as f32)
    }

    /// From the nearest place of the parting to `p`.
    fn off_parting(&self, p: DVec3) -> Option<DVec3> {
        let ends = self.part_line.windows(2).map(|pair| {
            let (a, b) = (pair[0], pair[1]);
            let way = b - a;
            let t = ((p - a).dot(way) / way.length_squared().max(1e-9)).clamp(0.0, 1.0);
            p - (a + way * t)
        });
        ends.min_by(|a, b| a.length_squared().total_cmp(&b.length_squared()))
    }

    /// Which way the comb runs at `p` on skin with this normal.
    fn combed(&self, p: DVec3, normal: DVec3, course: &Course) -> DVec3 {
        let way = match self.off_parting(p) {
            Some(away) => {
                let back = DVec3::NEG_Z * (0.35 + 0.006 * (p.z + 10.0).max(0.0));
                away.normalize_or(DVec3::NEG_Z) + back
            }
            None => DVec3::new(0.0, -0.25, -1.0),
        };
        let flat = (way - normal * way.dot(normal)).normalize_or(DVec3::NEG_Z);
        let (s, c) = libm::sincos(course.turn);
        flat * c + normal.cross(flat) * s
    }

    /// One step on from `place` in direction `along`, so far from the root.
    fn stepped(
        &self,
        place: DVec3,
        along: DVec3,
        done_mm: f64,
        step_mm: f64,
        course: &Course,
    ) -> (DVec3, DVec3) {
        let (height, normal) = self.envelope.height(place);
        // Where the hair is long enough, its own weight draws it down; the comb's hold ends where nothing carries it.
        let carried = 1.0 - ((height - course.lift_mm - 3.0) / 12.0).clamp(0.0, 1.0);
        let hold = carried * libm::exp(-done_mm / 110.0);
        let weight = 0.12 + (done_mm / 140.0).min(1.2) + (1.0 - carried);
        let mut wanted = self.combed(place, normal, course) * hold + DVec3::NEG_Y * weight;
        let inward = wanted.dot(normal);
        if height < course.lift_mm + 1.5 && inward < 0.0 {
            wanted -= normal * inward;
        }
        let wanted = wanted.normalize_or(along);
        let share = 1.0 - libm::exp(-step_mm / BENDS_MM);
        let turned = along.lerp(wanted, share).normalize_or(wanted);
        let next = place + turned * step_mm;
        let least = course.lift_mm.max(0.3) * (1.0 - libm::exp(-(done_mm + step_mm) / 22.0)) + 0.2;
        let (height, _) = self.envelope.height(next);
        let next = if height < least {
            next + self.envelope.out(next) * (least - height)
        } else {
            next
        };
        (next, (next - place).normalize_or(turned))
    }
}
