//! Straight from afar, jagged near: waves, jaggedness and the single dots ahead of a hairline.

use super::noise::{self, Wander, two_sided};
use super::parameters::HairlineParameters;
use crate::curve::SurfaceCurve;
use crate::head::Head;
use crate::space::{Point, Site, Surface};
use crate::units::Mm;

/// Turning points of the jaggedness: single hairs 1.5–3 mm apart.
const JAGGED_SPACING_MM: f64 = 2.2;

/// The share of the waves that remains at temple and sideburn.
const TEMPLE_SHARE: f64 = 0.4;

/// The way over which the waves fall to that share.
const FADE_MM: f64 = 15.0;

/// How much more room a line has at each site (at most 0.5 mm) farther from a tight bend.
const WIDENING_MM: f64 = 0.12;

/// The part of the frontal line along which sentinels stand.
const SENTINEL_SHARE: f64 = 0.85;

/// Sentinels stand this far ahead of the line.
const SENTINEL_REACH_MM: (f64, f64) = (2.0, 8.0);

/// The frontal part of a line: ways to the right frontotemporal point, the mid-frontal point and the left one.
#[derive(Clone, Copy)]
pub(super) struct Frontal {
    pub right: f64,
    pub middle: f64,
    pub left: f64,
}

/// How far the irregular line lies behind the smooth one at each way along it.
pub(super) struct Irregularity<'a> {
    guide: &'a SurfaceCurve,
    frontal: Frontal,
    parameters: &'a HairlineParameters,
    /// How far the line may stray to either side at each site of the guide.
    room: Vec<f64>,
}

impl<'a> Irregularity<'a> {
    pub fn new(
        guide: &'a SurfaceCurve,
        frontal: Frontal,
        parameters: &'a HairlineParameters,
    ) -> Self {
        let mut room: Vec<f64> = guide.ways().map(|way| 0.5 * radius(guide, way)).collect();
        // Beside a tight bend the room widens with the distance from it, or the bend's two limbs would meet.
        for i in 1..room.len() {
            room[i] = room[i].min(room[i - 1] + WIDENING_MM);
        }
        for i in (1..room.len()).rev() {
            room[i - 1] = room[i - 1].min(room[i] + WIDENING_MM);
        }
        Self {
            guide,
            frontal,
            parameters,
            room,
        }
    }

    fn wander(&self, stream: u64, spacing: f64, waves: bool) -> Wander {
        Wander {
            seed: self.parameters.seed,
            stream,
            spacing,
            waves,
        }
    }

    /// Millimetres behind the smooth line (negative: ahead) `way` along it.
    fn offset(&self, way: f64) -> f64 {
        let p = self.parameters;
        let x = way - self.frontal.middle;
        let pair = |stream: u64, spacing: f64, waves: bool| {
            let alike = self.wander(stream, spacing, waves);
            let own = self.wander(stream + 8, spacing, waves);
            two_sided(alike, own, p.asymmetry, x)
        };
        let waves = pair(noise::WAVE, p.macro_period.mm() / 2.0, true);
        let jagged = pair(noise::JAGGED, JAGGED_SPACING_MM, false);
        let beyond = (self.frontal.right - way).max(way - self.frontal.left);
        let t = (beyond / FADE_MM).clamp(0.0, 1.0);
        let share = 1.0 - (1.0 - TEMPLE_SHARE) * t * t * (3.0 - 2.0 * t);
        let wanted = share * p.macro_amplitude.mm() * waves + p.micro_amplitude.mm() * jagged;
        let room = self.guide.interpolated(&self.room, Mm::new(way));
        wanted.clamp(-room, room)
    }

    /// The irregular line.
    pub fn edge(&self, head: &Head) -> SurfaceCurve {
        self.guide
            .displaced(head, |way| Mm::new(self.offset(way.mm())))
    }

    /// The single dots ahead of the line, from the midline outward in turn on either side.
    pub fn sentinels(&self, head: &Head) -> Vec<Site> {
        let p = self.parameters;
        let draw = |stream: u64, k: i64| noise::unit(p.seed, stream, k);
        let count = i64::from(p.sentinels);
        let pairs = count / 2;
        (0..count)
            .map(|k| {
                let (pair, right) = (k / 2, k % 2 == 1);
                // One of each pair's sides is drawn evenly over its own stretch; a last one without a partner keeps near the middle.
                let place = |stream: u64| {
                    let within = draw(stream, pair);
                    if pair < pairs {
                        (pair as f64 + within) / pairs as f64
                    } else {
                        p.asymmetry * (within - 0.5)
                    }
                };
                let (place, reach) = if right {
                    let mix = |a: f64, b: f64| a + (b - a) * p.asymmetry;
                    (
                        -mix(
                            place(noise::SENTINEL_PLACE),
                            place(noise::SENTINEL_OTHER_PLACE),
                        ),
                        mix(
                            draw(noise::SENTINEL_REACH, pair),
                            draw(noise::SENTINEL_OTHER_REACH, pair),
                        ),
                    )
                } else {
                    (
                        place(noise::SENTINEL_PLACE),
                        draw(noise::SENTINEL_REACH, pair),
                    )
                };
                self.sentinel(head, place, reach)
            })
            .collect()
    }

    /// The site at a signed share of the frontal line and a share of the reach ahead of it.
    fn sentinel(&self, head: &Head, place: f64, reach: f64) -> Site {
        let Frontal {
            right,
            middle,
            left,
        } = self.frontal;
        let half = if place < 0.0 {
            middle - right
        } else {
            left - middle
        };
        let way = middle + place * SENTINEL_SHARE * half;
        let (near, far) = SENTINEL_REACH_MM;
        let ahead = near + (far - near) * reach - self.offset(way);
        let (_, behind) = self.guide.directions(Mm::new(way));
        let on_guide = head.point(self.guide.at(head, Mm::new(way)));
        head.site(on_guide + behind * -ahead)
    }
}

/// The radius of the smooth line's bend over 8 mm.
fn radius(guide: &SurfaceCurve, way: Mm) -> f64 {
    let at = |by: f64| guide.place(Mm::new(way.mm() + by));
    let (before, here, after) = (at(-4.0), at(0.0), at(4.0));
    let ahead = |a: Point, b: Point| (b - a).normalize_or_zero();
    4.0 / ahead(before, here).distance(ahead(here, after)).max(1e-3)
}
