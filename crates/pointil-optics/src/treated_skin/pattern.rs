//! Dots as an eye at a distance sees them: each blurred by the eye, all together, averaged as light.
//!
//! Dots are taken as a triangular lattice, whose pattern is a sum of waves: the mean, and one wave for each place of the
//! reciprocal lattice, as strong as the dot's profile holds of it and as the eye lets through.

use core::f64::consts::PI;

use super::eye::ViewingDistance;
use crate::colour::Xyz;

/// A dot's loss of light in rings around its axis.
pub(crate) struct RadialLoss {
    /// Distances from the axis in millimetres.
    pub(super) away_mm: Vec<f64>,
    /// The area in square millimetres that each stands for.
    pub(super) area_mm2: Vec<f64>,
    /// The light lost there.
    pub(crate) lost: Vec<Xyz>,
}

/// How far from its axis a dot's profile is taken, in millimetres.
const REACH_MM: f64 = 8.0;

/// Distances; even intervals for Simpson's rule.
const RINGS: usize = 128;

impl RadialLoss {
    /// Distances at which to ask for the loss of a column of so wide a radius, with the area of each: dense at the dot, wide
    /// where its halo runs out.
    pub(super) fn rings(radius_mm: f64) -> (Vec<f64>, Vec<f64>) {
        let near = radius_mm.max(0.02);
        let turns = libm::log1p(REACH_MM / near);
        let step = turns / RINGS as f64;
        (0..=RINGS)
            .map(|k| {
                let away = near * libm::expm1(step * k as f64);
                let simpson = match k {
                    0 | RINGS => 1.0,
                    odd if odd % 2 == 1 => 4.0,
                    _ => 2.0,
                };
                let width = (away + near) * step * simpson / 3.0;
                (away, 2.0 * PI * away * width)
            })
            .unzip()
    }

    /// Adds a disc of this area that takes the same light everywhere.
    pub(crate) fn add_disc(&mut self, area_mm2: f64, taken: Xyz) {
        // Rings of equal area, each at its middle.
        let radius = libm::sqrt(area_mm2 / PI);
        for k in 0..DISC_RINGS {
            let share = (k as f64 + 0.5) / DISC_RINGS as f64;
            self.away_mm.push(radius * libm::sqrt(share));
            self.area_mm2.push(area_mm2 / DISC_RINGS as f64);
            self.lost.push(taken);
        }
    }

    /// All the light lost, in square millimetres times light.
    pub(crate) fn all(&self) -> Xyz {
        let [x, y, z] = self.wave(0.0);
        Xyz::new(x, y, z)
    }

    /// What the profile holds of a wave of so many cycles to a millimetre; of none, all of it.
    fn wave(&self, cycles_per_mm: f64) -> [f64; 3] {
        let mut sum = [0.0; 3];
        for ((away, area), lost) in self.away_mm.iter().zip(&self.area_mm2).zip(&self.lost) {
            let height = libm::j0(2.0 * PI * cycles_per_mm * away) * area;
            for (sum, lost) in sum.iter_mut().zip(lost.to_array()) {
                *sum += height * lost;
            }
        }
        sum
    }

    /// The light lost on a dot, midway between three dots, and on average, for so many dots per square millimetre.
    pub(crate) fn seen(&self, per_mm2: f64, from: ViewingDistance) -> [Xyz; 3] {
        let mean = self.wave(0.0).map(|lost| per_mm2 * lost);
        let (mut on, mut between) = (mean, mean);
        // Length of the shortest wave vector of a triangular lattice of this density.
        let base = libm::sqrt(2.0 / libm::sqrt(3.0) * per_mm2);
        let limit = from.finest_per_mm().min(FINEST_PER_MM) / base;
        for (square, count, hollow) in shells(limit) {
            let cycles = base * libm::sqrt(square as f64);
            let kept = from.contrast_kept(cycles) * per_mm2;
            let wave = self.wave(cycles);
            for k in 0..3 {
                on[k] += f64::from(count) * kept * wave[k];
                between[k] += hollow * kept * wave[k];
            }
        }
        [on, between, mean].map(|[x, y, z]| Xyz::new(x, y, z))
    }
}

/// Rings of a disc.
const DISC_RINGS: usize = 32;

/// Waves finer than this are in no dot's profile to speak of.
const FINEST_PER_MM: f64 = 20.0;

/// Places of the reciprocal lattice but the origin, up to so many times the shortest vector, by length: its square, how many
/// there are, and the sum of their phases' cosines midway between three dots.
fn shells(limit: f64) -> Vec<(u32, i32, f64)> {
    let most = limit * limit;
    let reach = (limit * 2.0 / libm::sqrt(3.0)) as i32 + 1;
    let mut shells = vec![(0, 0.0); most as usize + 1];
    for h in -reach..=reach {
        for k in -reach..=reach {
            let square = (h * h + k * k - h * k) as usize;
            if square > 0 && square < shells.len() {
                shells[square].0 += 1;
                shells[square].1 += if (h + k) % 3 == 0 { 1.0 } else { -0.5 };
            }
        }
    }
    let counted = shells.into_iter().enumerate();
    counted
        .filter(|(_, (count, _))| *count > 0)
        .map(|(square, (count, hollow))| (square as u32, count, hollow))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaussian(spread: f64) -> RadialLoss {
        let (away_mm, area_mm2) = RadialLoss::rings(0.1);
        let lost = away_mm
            .iter()
            .map(|r| {
                let value = libm::exp(-0.5 * r * r / (spread * spread));
                Xyz::new(value, 2.0 * value, 0.0)
            })
            .collect();
        RadialLoss {
            away_mm,
            area_mm2,
            lost,
        }
    }

    #[test]
    fn waves_of_a_gaussian_are_the_known_ones() {
        let profile = gaussian(0.1);
        let area = 2.0 * PI * 0.01;
        for cycles in [0.0, 1.0, 3.0] {
            let expected = area * libm::exp(-2.0 * PI * PI * 0.01 * cycles * cycles);
            let [x, y, _] = profile.wave(cycles);
            assert!(
                (x - expected).abs() < 1e-5 * area,
                "{cycles} {x} {expected}"
            );
            assert!((y - 2.0 * x).abs() < 1e-12);
        }
    }

    /// Close enough, the lattice's dots stand alone: on a dot its own loss, between dots next to none.
    #[test]
    fn the_waves_add_up_to_the_dots() {
        let profile = gaussian(0.12);
        let per_mm2 = 1.0;
        let [_, _, mean] = profile.seen(per_mm2, ViewingDistance::CLOSE);
        assert!((mean.x - 2.0 * PI * 0.0144).abs() < 1e-5);
        let mut on = mean.x;
        let mut between = mean.x;
        let base = libm::sqrt(2.0 / libm::sqrt(3.0));
        for (square, count, hollow) in shells(8.0) {
            let wave = profile.wave(base * libm::sqrt(f64::from(square)))[0];
            on += f64::from(count) * wave;
            between += hollow * wave;
        }
        assert!((on - 1.0).abs() < 1e-3, "{on}");
        assert!(between.abs() < 1e-3, "{between}");
    }

    #[test]
    fn farther_away_dots_melt_into_the_mean() {
        let profile = gaussian(0.08);
        let from = [0.3, 0.7, 1.5, 3.0, 10.0].map(|m| ViewingDistance::new(m).unwrap());
        let seen = from.map(|distance| profile.seen(1.2, distance));
        let contrast = seen.map(|[on, between, _]| on.x - between.x);
        assert!(contrast.windows(2).all(|w| w[0] > w[1]), "{contrast:?}");
        assert!(contrast[4].abs() < 1e-3 * contrast[0], "{contrast:?}");
        for [on, between, mean] in seen {
            assert!(on.x >= mean.x && mean.x >= between.x - 1e-12);
        }
    }
}
